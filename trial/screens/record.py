"""The bedside: the dose sheet until it is given, then the entry sheet, then the rest of the day."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from trial.brief.panels import panels_of
from trial.elements import session
from trial.elements.controls import escape_markdown, plain, segments
from trial.elements.forms.day import checklist_form, events_form, medicines_form, stands_form, words_form
from trial.elements.forms.dose import copy_baseline_form, injection_form
from trial.elements.forms.ending import end_form
from trial.elements.forms.sets import wrong_set_form
from trial.elements.meeting import show_details, show_style
from trial.elements.sheet import entry_sheet
from trial.elements.trial_head import banner
from trial.ledger.facts import Dose, Trial
from trial.meaning.cautions import moved_sets
from trial.meaning.summary import summarise
from trial.rules import doses, lifecycle, why_not
from trial.wording.refusals import sentence_of
from trial.wording.remarks import caution_texts
from trial.wording.words import DELIVERY_WORDS, amount_text

SHEET = "The sheet"
"""The tab that shows nothing above the sheet; it is open at first."""
Forms = dict[str, Callable[[Trial, Dose], None]]
BEFORE: Forms = {
    "Checklist": checklist_form,
    "Medicines": medicines_form,
    "Wrong person or slot": wrong_set_form,
}
"""The tabs above the sheet before the dose."""
DAY: Forms = {
    "First sit and stand": stands_form,
    "Medicines": medicines_form,
    "Correct the dose sheet": partial(injection_form, correcting=True),
    "Events": events_form,
    "Words": words_form,
    "Checklist": checklist_form,
    "End and later calls": end_form,
    "Wrong person or slot": wrong_set_form,
}
"""The tabs above the sheet once the dose was tried: reached without scrolling past it."""


def main() -> None:
    trial = session.chosen_trial()
    if not session.may_enter():
        banner(trial)
        if panels := panels_of(summarise(trial)):  # every value so far under its slot, one table a measure
            show_style()
            show_details(panels=panels)
        else:
            st.write("Nothing has been recorded yet.")
        return
    with st.container(key="beside.above"):
        dose = _above(trial)
    if dose is None:
        return
    with st.container(key="beside.day"):
        _day(trial, dose, DAY if dose.happened else BEFORE)
    entry_sheet(trial, dose)


def _above(trial: Trial) -> Dose | None:
    """Draw what comes before the sheet; return the dose to record, None if none is planned."""
    if not trial.doses:
        banner(trial)
        st.info("No dose is planned yet. Plan one first: its baseline can then be recorded here.")
        if st.button("Go to the plan", key="record.plan"):
            session.go("plan", trial.id)
        return None
    dose = _chosen_dose(trial)
    if not dose.happened:
        planned = f"Dose {dose.number}, {amount_text(dose)} planned"
        with st.container(key="injection"), st.expander(f"{planned}: record the injection"):
            _whose(trial)
            injection_form(trial, dose)
    else:
        if dose.delivery != "full":
            st.warning(f"Dose {dose.number}: {DELIVERY_WORDS[dose.delivery]}.")
        if mismatch := doses.mismatch(dose):
            st.warning(plain(sentence_of(mismatch)))
    for said in caution_texts(moved_sets(dose)):
        st.info(escape_markdown(said))
    if refused := why_not(lifecycle.check_dose_open, trial, dose.number):
        st.info(plain(sentence_of(refused)))
    else:
        copy_baseline_form(trial, dose)
    return dose


def _chosen_dose(trial: Trial) -> Dose:
    """Return the last dose, unless an earlier one is chosen."""
    by_number = {dose.number: dose for dose in trial.doses}
    last, words = trial.doses[-1], {number: f"Dose {number}" for number in by_number}
    if len(words) == 1:
        return last
    return by_number[segments("Dose", words, last.number, required=True, key=f"record.dose.{trial.id}") or last.number]


def _day(trial: Trial, dose: Dose, forms: Forms) -> None:
    """Draw the tabs above the sheet, each from its first opening on, so that unfinished input in it is not lost."""
    key = f"day.{trial.id}.{dose.number}"
    opened: set[str] = st.session_state.setdefault(f"{key}.opened", set())
    tabs = dict(zip((SHEET, *forms), st.tabs([SHEET, *forms], key=key, on_change="rerun"), strict=True))
    for name, form in forms.items():
        if tabs[name].open:
            opened.add(name)
        if name in opened:
            with tabs[name]:
                _whose(trial)
                form(trial, dose)


def _whose(trial: Trial) -> None:
    """Say for whom a form is that stands above the identity line of the sheet."""
    name, identifier = (escape_markdown(text) for text in (trial.person.name, trial.person.identifier))
    st.caption(f"For {name or identifier}, {identifier}.")


if __name__ == "__main__":
    main()
