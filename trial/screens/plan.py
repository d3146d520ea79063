"""The plan: the person, goals, measures, the dose; agreed and locked before T0."""

from dataclasses import replace
from datetime import date

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.banner import banner
from trial.elements.dose_form import planned_dose_form
from trial.elements.goals_form import goals_form
from trial.elements.guard import guard
from trial.elements.measures_form import measures_form
from trial.ledger.facts import Trial
from trial.meaning.words import DIAGNOSIS_WORDS, moment_text
from trial.rules import decisions
from trial.rules.allowed import why_not

STANDS_ON_IT = ("stand", "transfer", "walk", "sit")


def main() -> None:
    trial = session.chosen_trial()
    banner(trial)
    st.header("Plan")
    if decisions.is_locked(trial):
        agreed = trial.record.agreed_at
        when = f" on {moment_text(agreed, session.zone())}" if agreed else ""
        st.info(
            f"Agreed and locked{when}. Later changes need a reason and show as made after it.", icon=":material/lock:"
        )
    st.subheader("1. The person")
    _person(trial)
    st.subheader("2. Goals, in the person's own order")
    goals_form(trial)
    st.subheader("3. What is measured, and when")
    measures_form(trial)
    st.subheader("4. Agree")
    _agree(trial)
    st.subheader("5. The dose")
    refused = why_not(decisions.check_not_closed, trial)
    if refused is None:
        planned_dose_form(trial)
        if st.button("Go to the bedside", key="plan.record"):
            session.go("record", trial.id)
    else:
        st.write(refused)


def _person(trial: Trial) -> None:
    person, key = trial.person, f"person.{trial.id}.{trial.entries}"
    dosed = any(dose.delivered for dose in trial.doses)
    with st.form(f"{key}.form", border=True):
        one, two, three = st.columns(3)
        identifier = one.text_input("Hospital number", value=person.identifier, max_chars=60, key=f"{key}.identifier")
        name = two.text_input("Name", value=person.name, max_chars=200, key=f"{key}.name")
        born = three.date_input(
            "Date of birth",
            value=person.born,
            min_value=date(1900, 1, 1),
            max_value="today",
            format="DD/MM/YYYY",
            key=f"{key}.born",
        )
        groups = list(DIAGNOSIS_WORDS)
        group = one.selectbox(
            "Diagnosis group",
            groups,
            index=groups.index(person.diagnosis_group) if person.diagnosis_group else None,
            format_func=DIAGNOSIS_WORDS.__getitem__,
            placeholder="Choose",
            key=f"{key}.group",
        )
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
        helps = [one for one in STANDS_ON_IT if one in person.stiffness_helps]
        answer = three.segmented_control(
            "Does stiffness help you stand, transfer, walk or sit?",
            ["no", *STANDS_ON_IT],
            selection_mode="multi",
            default=helps or (["no"] if person.stiffness_helps == "no" else None),
            key=f"{key}.helps",
        )
        notes = st.text_area("Notes", value=person.notes, max_chars=2000, key=f"{key}.notes", height=68)
        reason = st.text_input("Why do these details change?", key=f"{key}.reason") if dosed else ""
        if st.form_submit_button("Save the person"):
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
                    stiffness_helps=_helps(answer),
                    notes=notes or "",
                )
                planning.change_person(session.store(), trial.id, new, reason=reason or "", by=session.recorder())
                session.flash("Saved.")
                st.rerun()


def _helps(answer: list[str]) -> str:
    """ "" if nobody answered, "no", or what stiffness helps with."""
    helps = [one for one in STANDS_ON_IT if one in answer]
    return ", ".join(helps) if helps else ("no" if "no" in answer else "")


def _agree(trial: Trial) -> None:
    if decisions.is_locked(trial):
        st.write("Plan and goals are agreed.")
        return
    st.write("Read goals and measures through with the person. From then on every change needs a reason.")
    key = f"agree.{trial.id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = st.text_input("Agreed by (names)", key=f"{key}.by", max_chars=200)
        if st.button("Agree and lock", type="primary", key=f"{key}.lock"):
            with guard():
                planning.agree(session.store(), trial.id, agreed_by=(names or "").strip(), by=session.recorder())
                session.flash("Agreed and locked.")
                st.rerun()


if __name__ == "__main__":
    main()
