"""Plan and bedside for whoever may look but not record: what stands there, with nothing to type into."""

import streamlit as st

from trial.brief.panels import panels_of
from trial.elements.forms.dose import dose_words
from trial.elements.forms.goals import goals_form
from trial.elements.forms.measures import measures_form
from trial.elements.meeting.brief_view import show_details, show_style
from trial.ledger.facts import Trial
from trial.meaning.summary import summarise
from trial.wording.words import DIAGNOSIS_WORDS


def plan_read_only(trial: Trial) -> None:
    """The person, the goals, the measures and the doses, as they stand."""
    person = trial.person
    group = DIAGNOSIS_WORDS[person.diagnosis_group] if person.diagnosis_group else ""
    st.subheader("The person", anchor=False)
    _lines(
        ("Diagnosis", person.diagnosis or group),
        ("Cord level", person.cord_level),
        ("Usual walking aid", person.usual_aid),
        ("Usual blood pressure", person.usual_blood_pressure),
        ("Stiffness helps to", person.stiffness_helps),
        ("Notes", person.notes),
    )
    st.subheader("Goals", anchor=False)
    goals_form(trial)
    st.subheader("What is measured, and when", anchor=False)
    measures_form(trial)
    st.subheader("Doses", anchor=False)
    _lines(*((f"Dose {dose.number}", dose_words(dose)) for dose in trial.doses))


def record_read_only(trial: Trial) -> None:
    """Every value so far under its slot, one table a measure."""
    if panels := panels_of(summarise(trial)):
        show_style()
        show_details(panels=panels)
    else:
        st.write("Nothing has been recorded yet.")


def _lines(*lines: tuple[str, str]) -> None:
    for line in [f"{label}: {text}" for label, text in lines if text] or ["Nothing yet."]:
        st.text(line)
