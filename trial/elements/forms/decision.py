"""The decision as the meeting types it. Several may type on several screens: each takes over what the others wrote."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from trial.actions import deciding
from trial.actions.act import clock
from trial.elements import session
from trial.elements.components import component
from trial.elements.controls import capitals, plain, segments
from trial.errors import Refusal
from trial.ledger.facts import Action, Agrees, Decision, ForSurgeon, Outcome, Trial
from trial.rules import lifecycle
from trial.wording.phrases import SURGEON_LABELS
from trial.wording.refusals import sentence_of
from trial.wording.words import AGREES_WORDS, OUTCOME_WORDS

MEANS: dict[Outcome, str] = {
    "proceed": "proceed to a pump",
    "do_not_proceed": "no pump",
    "repeat_higher": "another test dose, higher",
    "repeat_lower": "another test dose, lower",
    "infusion_trial": "a continuous infusion trial",
    "defer": "decide later",
}
ROWS = 3
"""Lines for actions at first; there is always one empty line more."""


def decision_key(trial: Trial) -> str:
    """Return the beginning of the session keys of the decision that is being typed."""
    return f"decide.{trial.id}.{sum(decision.signed for decision in trial.decisions)}"


def refusals_to_sign(trial: Trial, typed: Decision) -> tuple[Refusal, ...]:
    """Return the refusals to sign this now; from then on the form shows each beside its field."""
    found = _refusals(trial, typed)
    st.session_state[f"{decision_key(trial)}.refused"] = bool(found)
    return found


def _refusals(trial: Trial, typed: Decision) -> tuple[Refusal, ...]:
    signed = replace(typed, signed_by=session.recorder(), signed_at=clock())
    return lifecycle.refusals_to_sign(trial, signed)


def is_typed_here(trial: Trial, present: Decision) -> bool:
    """Whether this draft was typed in the boxes that are on this screen now."""
    key = decision_key(trial)
    return f"{key}.reason" in st.session_state and st.session_state.get(f"{key}.typed") == present


def decision_form(trial: Trial, present: Decision, who_is_here: tuple[str, ...] = ()) -> Decision:
    """Draw the form and return the decision as it now is, stored as a draft if it changed.

    Who is at the meeting stands ready in an empty box, in sight; alone it is no draft yet.
    """
    key, rows = decision_key(trial), max(ROWS, len(present.actions) + 1)
    while st.session_state.get(f"{key}.what.{rows - 1}"):
        rows += 1
    if who_is_here and not present.present and f"{key}.present" not in st.session_state:
        st.session_state[f"{key}.present"] = "\n".join(who_is_here)
    _take_over(key, _boxes(present, rows))
    # a text box sends its text when it loses focus; with this it does after every pause in typing
    component("live", "meeting/live.js")(key="live.decision", data={"inside": "decision"})
    with st.container(key="decision"):
        outcome, below_outcome = _outcome(trial, f"{key}.outcome"), st.empty()
        reason, below_reason = _text("Because", f"{key}.reason"), st.empty()
        people, below = _people(key)
        below |= {"outcome": below_outcome, "reason": below_reason}
        conditions = _text("Conditions: which dose, what must happen first", f"{key}.conditions")
        actions = _actions(key, rows)
        asks = outcome == "proceed" or present.for_surgeon is not None
        surgeon = _for_surgeon(present, key) if asks else None
        typed = replace(present, outcome=outcome, reason=reason, **people, conditions=conditions, actions=actions)
        typed = replace(typed, for_surgeon=surgeon)
        if st.session_state.get(f"{key}.refused"):
            for why in _refusals(trial, typed):
                below.get(why.field, st).error(plain(sentence_of(why)))
    with session.guard():
        stands_ready = not present.present and typed.present == who_is_here
        if typed != (replace(present, present=who_is_here) if stands_ready else present):
            deciding.draft(session.store(), trial.id, typed, by=session.recorder())
            present = typed
        st.session_state[f"{key}.seen"] = _boxes(present, rows)
        st.session_state[f"{key}.typed"] = typed
    return typed


def _boxes(decision: Decision, rows: int) -> dict[str, Any]:
    """Return the value of each box for a decision."""
    fields = ("outcome", "reason", "person_agrees", "person_words", "dissent", "conditions")
    shown = {field: getattr(decision, field) for field in fields} | {"present": "\n".join(decision.present)}
    surgeon = decision.for_surgeon or ForSurgeon()
    shown |= {f"surgeon.{field}": getattr(surgeon, field) for field in SURGEON_LABELS}
    for row in range(rows):
        action = decision.actions[row] if row < len(decision.actions) else Action(what="")
        shown |= {f"what.{row}": action.what, f"who.{row}": action.who, f"when.{row}": action.by_date}
    return shown


def _take_over(key: str, now: dict[str, Any]) -> None:
    """Fill new boxes, and those that others changed and that were not edited here since."""
    seen = st.session_state.get(f"{key}.seen", {})
    for name, value in now.items():
        box = f"{key}.{name}"
        if box not in st.session_state or (value != seen.get(name) and st.session_state[box] == seen.get(name)):
            st.session_state[box] = value


def _text(label: str, key: str, *, lines: Literal[68, 100] = 68) -> str:
    return st.text_area(label, key=key, max_chars=5000, height=lines) or ""


def _outcome(trial: Trial, key: str) -> Outcome | None:
    words = {outcome: f"**{text}**: {MEANS[outcome]}" for outcome, text in OUTCOME_WORDS.items()}
    with st.container(key="outcomes"):
        chosen: Outcome | None = segments("What people decide", words, key=key, width="stretch")
    if against := lifecycle.contradiction(trial, chosen):
        st.text(sentence_of(against))
    return chosen


def _people(key: str) -> tuple[dict[str, Any], dict[str, DeltaGenerator]]:
    """Draw the boxes about people; return the fields of the decision, and the places below the boxes by field."""
    below: dict[str, DeltaGenerator] = {}
    left, right = st.columns(2)
    with left:
        agrees: Agrees | None = segments("Does the person agree?", capitals(AGREES_WORDS), key=f"{key}.person_agrees")
        below["person_agrees"] = st.empty()
        present = _text("Who was there, one name a line", f"{key}.present", lines=100)
        below["present"] = st.empty()
    with right:
        view = _text("The person's own view, in their words, or why it is missing", f"{key}.person_words")
        below["person_words"] = st.empty()
        dissent = _text("Dissent", f"{key}.dissent")
    return {"person_agrees": agrees, "person_words": view, "present": names_in(present), "dissent": dissent}, below


def names_in(typed: str) -> tuple[str, ...]:
    """Return the names that were typed one a line."""
    return tuple(" ".join(line.split()) for line in typed.splitlines() if line.strip())


def _for_surgeon(present: Decision, key: str) -> ForSurgeon | None:
    """Draw what a surgeon asks before placing a pump; None where nothing of it is filled."""
    with st.expander("For the surgeon, if a pump is placed", expanded=present.for_surgeon is not None):
        sides = st.columns(2)
        typed = {
            field: sides[place % 2].text_input(label, key=f"{key}.surgeon.{field}", max_chars=500).strip()
            for place, (field, label) in enumerate(SURGEON_LABELS.items())
        }
    return ForSurgeon(**typed) if any(typed.values()) else None


def _actions(key: str, rows: int) -> tuple[Action, ...]:
    st.markdown("**Actions**: who books the next dose, who rings the person, by when")
    found = []
    for row in range(rows):
        first, second, third = st.columns([5, 3, 3])
        label: Literal["visible", "collapsed"] = "visible" if row == 0 else "collapsed"
        what = first.text_input("What", key=f"{key}.what.{row}", label_visibility=label, max_chars=500).strip()
        who = second.text_input("Who", key=f"{key}.who.{row}", label_visibility=label, max_chars=100).strip()
        when = third.date_input(
            "By when",
            value=None,
            min_value=date(2020, 1, 1),
            key=f"{key}.when.{row}",
            label_visibility=label,
            format="DD/MM/YYYY",
        )
        if what:
            found.append(Action(what=what, who=who, by_date=when))
    return tuple(found)
