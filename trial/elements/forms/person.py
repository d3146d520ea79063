"""The person: the form that opens a trial, and the one that edits the person's details."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from trial.actions import planning
from trial.elements import session
from trial.elements.controls import choices, reason_box, segments, template_box, texts
from trial.errors import InvalidInput, refusal
from trial.files.plan_templates import Template
from trial.ledger.facts import Person, Trial
from trial.rules.typed_input import number_of
from trial.wording.words import DIAGNOSIS_WORDS

STANDS_ON_IT = ("stand", "transfer", "walk", "sit")
FIRST_YEAR = date(1900, 1, 1)
ASKED = "new.asked"
STARTING = "trials.starting"
"""Whether the form that opens a trial is open, in the session."""


def new_trial() -> None:
    """Draw the form that opens a trial; what was typed stays until it is opened or closed."""
    with st.form("trials.new", border=True):
        st.subheader("Start a trial", anchor=False)
        left, middle, right = st.columns(3)
        person = Person(identifier="")
        typed = _identity(person, "new", left, middle, right, label="Hospital number (required)")
        template = template_box(middle, "Measures and typical goals to begin with", "new.template")
        typed["stiffness_helps"] = _stiffness_helps(person, "new")
        st.caption("Two identifiers (the number, and a name or date of birth) are needed before a dose is given.")
        with st.container(horizontal=True):
            go = st.form_submit_button("Open the plan", type="primary", key="new.open")
            stop = st.form_submit_button("Not now", key="new.stop")
    if stop:
        st.session_state[STARTING] = False
        st.rerun()
    if go:
        with session.guard():
            _open(replace(person, **typed), template)


def _open(person: Person, template: Template | None) -> None:
    if not person.identifier:
        raise InvalidInput("Type the hospital number: nothing can be recorded for somebody without one.")
    known = list(planning.trials_with_identifier(session.store(), person.identifier))
    if known and st.session_state.get(ASKED) != person.identifier:
        st.session_state[ASKED] = person.identifier
        st.warning(
            "This number has a trial already. Open that one, or choose “Open the plan” again to start another trial "
            "for the same person."
        )
        for row in known:
            dose = f", dose {row.dose_number}" if row.dose_number else ""
            changed = f"{row.changed_at.astimezone(session.zone()):%d %b %Y}"
            label = f"{row.trial}{dose}, last changed {changed}"
            st.page_link("screens/plan.py", label=label, query_params={session.TRIAL: row.trial})
        return
    plan, zone = template.plan() if template else None, str(session.zone())
    trial = planning.open_trial(session.store(), person=person, plan=plan, zone=zone, by=session.recorder())
    st.session_state[STARTING] = False
    st.session_state.pop(ASKED, None)
    session.go("plan", trial.id)


def person_form(trial: Trial) -> None:
    """Edit the person; once a dose was given a change needs a reason."""
    person = trial.person
    key = f"person.{trial.id}.{hash(person)}"  # what somebody else has changed meanwhile is shown, not written over
    with st.form(key, border=False):
        left, middle, right = st.columns(3)
        typed = _identity(person, key, left, middle, right, label="Hospital number")
        typed |= texts(
            person,
            key,
            called=(left, "Wants to be called", 60),
            usual_aid=(left, "Usual walking aid", 100),
            diagnosis=(middle, "Diagnosis", 200),
            usual_blood_pressure=(middle, "Usual blood pressure", 20),
            cord_level=(right, "Cord level, if the cord is injured", 20, "T4"),
            weight_kg=(right, "Weight, kg (of a child)", 6),
            dystonia=(middle, "Dystonia: where, and what brings it on", 200),
        )
        typed["stiffness_helps"] = _stiffness_helps(person, key)
        notes = st.text_area("Notes", value=person.notes, max_chars=2000, key=f"{key}.notes", height=68)
        dosed = any(dose.delivered for dose in trial.doses)
        reason = reason_box("Why do these details change? A dose has been given.", key, asked=dosed)
        if not st.form_submit_button("Save the person", type="primary"):
            return
    with session.saving("The person is saved.") as (store, by):
        weight = typed.pop("weight_kg")
        typed["weight_kg"] = number_of(weight, refusal("takes_a_number", what="The weight")) if weight else None
        new = replace(person, **typed, notes=notes)
        planning.change_person(store, trial.id, new, reason=reason, by=by)


def _identity(
    person: Person, key: str, left: DeltaGenerator, middle: DeltaGenerator, right: DeltaGenerator, *, label: str
) -> dict[str, Any]:
    """Draw the identifiers and the diagnosis group, for which errors are published; return the fields."""
    typed = texts(person, key, identifier=(left, label, 60), name=(middle, "Name", 200))
    groups = choices(DIAGNOSIS_WORDS, person.diagnosis_group)
    typed["diagnosis_group"] = left.selectbox("Diagnosis group", **groups, key=f"{key}.group")
    typed["born"] = right.date_input(
        "Date of birth", person.born, min_value=FIRST_YEAR, max_value="today", format="DD/MM/YYYY", key=f"{key}.born"
    )
    return typed


def _stiffness_helps(person: Person, key: str) -> str:
    """Ask what stiffness helps with: the first dose and the goals to keep hang on it. Return it; empty if not asked."""
    question = "Does stiffness help the person stand, transfer, walk or sit?"
    words = {"no": "No"} | {activity: f"To {activity}" for activity in STANDS_ON_IT}
    before = ["no"] if person.stiffness_helps == "no" else _among(person.stiffness_helps)
    helps = segments(question, words, before, selection_mode="multi", key=f"{key}.helps")
    return ", ".join(_among(helps)) or ("no" if "no" in helps else "")


def _among(answers: list[str] | str) -> list[str]:
    return [activity for activity in STANDS_ON_IT if activity in answers]
