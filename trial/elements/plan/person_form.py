"""Who the trial is for: identifiers, diagnosis, what is usual, and whether stiffness is of use."""

from dataclasses import replace
from datetime import date

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.choices import choices
from trial.ledger.facts import DiagnosisGroup, Person, Trial
from trial.wording.words import DIAGNOSIS_WORDS

STANDS_ON_IT = ("stand", "transfer", "walk", "sit")
FIRST_YEAR = date(1900, 1, 1)


def person_form(trial: Trial) -> None:
    """Edit the person; once a dose was given a change needs a reason."""
    person = trial.person
    key = f"person.{trial.id}.{hash(person)}"  # what somebody else has changed meanwhile is shown, not written over

    def text(label: str, field: str, most: int, placeholder: str = "") -> str:
        before = str(getattr(person, field))
        return st.text_input(label, before, max_chars=most, key=f"{key}.{field}", placeholder=placeholder).strip()

    with st.form(key, border=False):
        left, middle, right = st.columns(3)
        with left:
            identifier = text("Hospital number", "identifier", 60)
            group = diagnosis_group(person, key)
            aid = text("Usual walking aid", "usual_aid", 100)
        with middle:
            name = text("Name", "name", 200)
            diagnosis = text("Diagnosis", "diagnosis", 200)
            pressure = text("Usual blood pressure", "usual_blood_pressure", 20)
        with right:
            born = date_of_birth(person.born, key)
            cord = text("Cord level, if the cord is injured", "cord_level", 20, placeholder="T4")
        helps = st.segmented_control(
            "Does stiffness help the person stand, transfer, walk or sit?",
            ["no", *STANDS_ON_IT],
            selection_mode="multi",
            default=["no"] if person.stiffness_helps == "no" else _among(person.stiffness_helps),
            format_func=lambda answer: "No" if answer == "no" else f"To {answer}",
            key=f"{key}.helps",
        )
        notes = st.text_area("Notes", value=person.notes, max_chars=2000, key=f"{key}.notes", height=68)
        reason = ""
        if any(dose.delivered for dose in trial.doses):
            why = "Why do these details change? A dose has been given."
            reason = st.text_input(why, max_chars=500, key=f"{key}.reason")
        if st.form_submit_button("Save the person", type="primary"):
            new = replace(
                person,
                identifier=identifier,
                name=name,
                born=born,
                diagnosis_group=group,
                diagnosis=diagnosis,
                cord_level=cord,
                usual_aid=aid,
                usual_blood_pressure=pressure,
                stiffness_helps=helps_with(helps),
                notes=notes,
            )
            session.perform(
                lambda store, by: planning.change_person(store, trial.id, new, reason=reason, by=by),
                "The person is saved.",
            )


def date_of_birth(born: date | None, key: str) -> date | None:
    """Ask for a date of birth."""
    return st.date_input(
        "Date of birth", value=born, min_value=FIRST_YEAR, max_value="today", format="DD/MM/YYYY", key=f"{key}.born"
    )


def diagnosis_group(person: Person | None, key: str) -> DiagnosisGroup | None:
    """Ask for a diagnosis group; published errors belong to one of them."""
    chosen: DiagnosisGroup | None = st.selectbox(
        "Diagnosis group", **choices(DIAGNOSIS_WORDS, person and person.diagnosis_group), key=f"{key}.group"
    )
    return chosen


def helps_with(answers: list[str]) -> str:
    """What stiffness helps with, "no" if it does not, empty if nobody answered.

    >>> helps_with(["walk", "stand"]), helps_with(["no"]), helps_with([])
    ('stand, walk', 'no', '')
    """
    return ", ".join(_among(answers)) or ("no" if "no" in answers else "")


def _among(answers: list[str] | str) -> list[str]:
    return [activity for activity in STANDS_ON_IT if activity in answers]
