"""The identity line: two identifiers on every screen of a trial."""

from collections.abc import Iterator, Mapping

import streamlit as st

from trial.brief.deidentified import HIDDEN
from trial.files.templates import render
from trial.ledger.facts import DiagnosisGroup, Dose, Trial
from trial.wording.words import DIAGNOSIS_WORDS, number_text


def banner(trial: Trial) -> None:
    """Show who this is, and the last dose."""
    st.html(render("banner.html", facts=identity(trial, trial.doses[-1] if trial.doses else None)))


def identity(
    trial: Trial, dose: Dose | None, groups: Mapping[DiagnosisGroup, str] = DIAGNOSIS_WORDS
) -> Iterator[tuple[str, str]]:
    """Yield the identity line as labels and texts: the identifiers, the diagnosis group, the dose."""
    person = trial.person
    yield "Name", person.name or "not given"
    if person.born and person.identifier != HIDDEN:
        yield "Born", f"{person.born:%d %b %Y}"
    yield "Number", person.identifier
    if person.diagnosis_group:
        yield "Diagnosis", groups[person.diagnosis_group]
    if dose:
        yield f"Dose {dose.number}", f"{number_text(dose.micrograms)} micrograms"
