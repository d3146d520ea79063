"""The head of a trial's screens: the person with two identifiers, and the next step."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import streamlit as st

from trial.actions.act import clock
from trial.elements import session
from trial.files.templates import render
from trial.ledger.facts import DiagnosisGroup, Dose, Outcome, Trial
from trial.meaning.schedule import day_ends_at
from trial.meaning.state import last_signed, state_at, state_of
from trial.rules import lifecycle, may
from trial.store.worklist import WorklistRow
from trial.wording.words import DIAGNOSIS_WORDS, NAME_HIDDEN, OUTCOME_WORDS, STATE_WORDS, amount_text, capital

PLACES = {"plan": "plan", "record": "bedside", "review": "review", "decide": "decision"}


@dataclass(frozen=True, slots=True)
class Step:
    """`words` say what to do; `screen` is where; `section` is the part of the plan, if it is there."""

    words: str
    screen: str
    section: str = ""


def banner(trial: Trial) -> None:
    """Show who this is, and the last dose."""
    st.html(render("banner.html", facts=identity(trial, trial.doses[-1] if trial.doses else None)))


def identity(
    trial: Trial, dose: Dose | None, groups: Mapping[DiagnosisGroup, str] = DIAGNOSIS_WORDS
) -> Iterator[tuple[str, str]]:
    """Yield the identity line as labels and texts: the identifiers, the diagnosis group, the dose."""
    person = trial.person
    yield "Name", person.name or "not given"
    if person.born and person.identifier != NAME_HIDDEN:
        yield "Born", f"{person.born:%d %b %Y}"
    yield "Number", person.identifier
    if person.diagnosis_group:
        yield "Diagnosis", groups[person.diagnosis_group]
    if dose:
        yield f"Dose {dose.number}", amount_text(dose)


def state_text(row: WorklistRow) -> str:
    """Return the state of a trial in words, after the last decision if nothing has happened since: `NO-GO, closed`."""
    words = STATE_WORDS[row.state]
    if row.outcome and row.state in ("awaiting_dose", "closed"):
        return f"{OUTCOME_WORDS[cast(Outcome, row.outcome)]}, {words}"
    return capital(words)


def next_step(trial: Trial, now: datetime) -> Step:
    """Return the next step, from what is recorded and whether slots of the day are still to come."""
    signed = last_signed(trial)
    match state_at(state_of(trial), day_ends_at(trial), now):
        case "closed" if signed and signed.outcome:
            return Step(f"Decided: {OUTCOME_WORDS[signed.outcome]}. File the summary.", "decide")
        case "awaiting_decision":
            return Step("Look at the course together, then decide.", "review")
        case "in_progress":
            return Step("Record what is due at the bedside.", "record")
    dose = trial.doses[-1] if trial.doses else None
    if dose and not dose.happened:
        return Step(f"Record the baseline of dose {dose.number}, then the injection.", "record")
    if not may(lifecycle.check_two_identifiers, trial.person):
        return Step("Add a name or a date of birth: two identifiers stand before a dose.", "plan", "person")
    if not trial.plan.measures:
        return Step("Choose what is measured.", "plan", "measures")
    if not trial.goals:
        return Step("Write the goals with the person.", "plan", "goals")
    if not lifecycle.is_locked(trial):
        return Step("Read goals and measures through with the person, and agree them.", "plan", "agree")
    if signed and signed.outcome == "defer":
        return Step("Deferred: meet again, or plan the next dose.", "plan", "dose")
    return Step(f"Plan dose {len(trial.doses) + 1}.", "plan", "dose")


def show_next_step(trial: Trial, *, here: str) -> Step:
    """Draw the next step, with a button to its screen unless that is `here`; returns the step."""
    step = next_step(trial, clock())
    if (here, step.screen) == ("decide", "review"):
        step = Step("Decide with the person, and sign.", here)
    with st.container(horizontal=True, vertical_alignment="center", key="next-step"):
        st.markdown(f"**Next:** {step.words}", width="stretch")
        text = f"Go to the {PLACES[step.screen]}"
        if step.screen != here and st.button(text, type="primary", key=f"next.{trial.id}"):
            session.go(step.screen, trial.id)
    return step
