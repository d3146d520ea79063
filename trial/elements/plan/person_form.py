"""Who the trial is for: identifiers, diagnosis, what is usual, and whether stiffness is of use."""

from dataclasses import replace
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from trial.actions import planning
from trial.elements import session
from trial.elements.guard import guard
from trial.ledger.facts import DiagnosisGroup, Person, Trial
from trial.wording.words import DIAGNOSIS_WORDS

STANDS_ON_IT = ("stand", "transfer", "walk", "sit")
FIRST_YEAR = date(1900, 1, 1)


def person_form(trial: Trial) -> None:
    """Edit the person; once a dose was given a change needs a reason."""
    person = trial.person
    key = f"person.{trial.id}.{hash(person)}"  # what somebody else has changed meanwhile is shown, not written over
    with st.form(key, border=False):
        one, two, three = st.columns(3)
        identifier = one.text_input("Hospital number", value=person.identifier, max_chars=60, key=f"{key}.identifier")
        name = two.text_input("Name", value=person.name, max_chars=200, key=f"{key}.name")
        born = three.date_input(
            "Date of birth",
            value=person.born,
            min_value=FIRST_YEAR,
            max_value="today",
            format="DD/MM/YYYY",
            key=f"{key}.born",
        )
        group = diagnosis_group(one, person, key)
        diagnosis = two.text_input("Diagnosis", value=person.diagnosis, max_chars=200, key=f"{key}.diagnosis")
        cord = three.text_input(
            "Cord level, if the cord is injured",
            value=person.cord_level,
            max_chars=20,
            key=f"{key}.cord",
            placeholder="T4",
        )
        aid = one.text_input("Usual walking aid", value=person.usual_aid, max_chars=100, key=f"{key}.aid")
        pressure = two.text_input(
            "Usual blood pressure", value=person.usual_blood_pressure, max_chars=20, key=f"{key}.pressure"
        )
        helps = st.segmented_control(
            "Does stiffness help the person stand, transfer, walk or sit?",
            ["no", *STANDS_ON_IT],
            selection_mode="multi",
            default=_said(person.stiffness_helps),
            format_func=lambda one: "No" if one == "no" else f"To {one}",
            key=f"{key}.helps",
        )
        notes = st.text_area("Notes", value=person.notes, max_chars=2000, key=f"{key}.notes", height=68)
        dosed = any(dose.delivered for dose in trial.doses)
        why = "Why do these details change? A dose has been given."
        reason = st.text_input(why, max_chars=500, key=f"{key}.reason") if dosed else ""
        if st.form_submit_button("Save the person", type="primary"):
            with guard():
                new = replace(
                    person,
                    identifier=(identifier or "").strip(),
                    name=(name or "").strip(),
                    born=born,
                    diagnosis_group=group,
                    diagnosis=(diagnosis or "").strip(),
                    cord_level=(cord or "").strip(),
                    usual_aid=(aid or "").strip(),
                    usual_blood_pressure=(pressure or "").strip(),
                    stiffness_helps=helps_with(helps),
                    notes=notes or "",
                )
                planning.change_person(session.store(), trial.id, new, reason=reason or "", by=session.recorder())
                session.flash("The person is saved.")
                st.rerun()


def diagnosis_group(where: DeltaGenerator, person: Person | None, key: str) -> DiagnosisGroup | None:
    """The list of diagnosis groups; published errors belong to one of them."""
    groups = list(DIAGNOSIS_WORDS)
    chosen: DiagnosisGroup | None = where.selectbox(
        "Diagnosis group",
        groups,
        index=groups.index(person.diagnosis_group) if person and person.diagnosis_group else None,
        format_func=DIAGNOSIS_WORDS.__getitem__,
        placeholder="Choose",
        key=f"{key}.group",
    )
    return chosen


def helps_with(answers: list[str]) -> str:
    """What stiffness helps with, "no" if it does not, empty if nobody answered.

    >>> helps_with(["walk", "stand"]), helps_with(["no"]), helps_with([])
    ('stand, walk', 'no', '')
    """
    helps = [one for one in STANDS_ON_IT if one in answers]
    return ", ".join(helps) if helps else ("no" if "no" in answers else "")


def _said(helps: str) -> list[str]:
    return ["no"] if helps == "no" else [one for one in STANDS_ON_IT if one in helps]
