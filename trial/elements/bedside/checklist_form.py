"""The trial-day checklist, before the dose and before going home: each tick with time and name; facts, no verdict."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import streamlit as st

from trial.actions import recording
from trial.elements import session
from trial.elements.bedside.day_forms import medicine_words, rise_words
from trial.elements.markdown import escape_markdown
from trial.elements.plan.dose_form import CHECKLIST, ticked_words
from trial.ledger.facts import Dose, Rise, Trial
from trial.meaning.course import Series, series_of
from trial.wording.words import moment_text, value_text

GOING_HOME = {
    "home_tone": "Tone back to baseline",
    "home_alert": "Alert as before",
    "home_urine": "Passed urine, or the usual bladder routine",
    "home_stands": "Stands and transfers safely, as usual",
    "home_site": "Puncture site looked at, catheter out",
    "home_headache": "Headache advice given: worse upright, also on day 1 to 5",
    "home_tablets": "Plan for the tablets given",
    "home_contact": "Contact number given, and somebody to go home with",
}


def checklist_form(trial: Trial, dose: Dose) -> None:
    """What is looked at before the puncture, and before going home."""
    before, home = st.columns(2, gap="large")
    with before:
        st.markdown("**Before the puncture**")
        _ticks(trial, dose, CHECKLIST)
    with home:
        st.markdown("**Before going home**")
        _ticks(trial, dose, GOING_HOME)
    if dose.given_at is not None:
        st.markdown("**Where things stand now**")
        st.write("\n".join(f"- {line}" for line in _where_things_stand(trial, dose)))
        st.caption("Facts from the record. Whether the person goes home is for the team.")


def _ticks(trial: Trial, dose: Dose, labels: Mapping[str, str]) -> None:
    ticked = ticked_words(dose)
    for what, label in labels.items():
        done = dose.checklist.get(what, False)
        key = f"tick.{trial.id}.{dose.number}.{what}.{len(dose.ticks)}"
        if st.checkbox(label + (ticked.get(what, "") if done else ""), value=done, key=key) != done:
            with session.saving() as (store, by):
                recording.tick(store, trial.id, dose=dose.number, what=what, done=not done, by=by)


def _where_things_stand(trial: Trial, dose: Dose) -> Iterator[str]:
    """Tone, alertness, first sit and stand, bladder, medicines and events against the baseline, a sentence each."""
    series = series_of(trial, dose)
    tone = [one for one in series if one.scale.domain == "tone" and one.baseline and one.baseline.measured]
    last = [one.after[-1] for one in tone if one.after and one.after[-1].measured]
    back = sum(point.course in ("unchanged", "within_error") for point in last)
    yield f"Tone: {back} of {len(tone)} items back at baseline at their last reading." if tone else "Tone: no baseline."
    yield f"Consciousness: {_last(series, 'observations', 'consciousness')}."
    yield f"Systolic: {_last(series, 'observations', 'systolic')}."
    rises = {rise.kind: rise for rise in dose.rises}
    yield f"First sat up: {_risen(dose.first_sit_at, rises.get('sit'))}."
    yield f"First stood: {_risen(dose.first_stand_at, rises.get('stand'))}."
    yield f"Bladder: {dose.bladder or 'nothing recorded'}."
    yield from (f"{escape_markdown(medicine_words(medicine))}." for medicine in dose.medicines)
    asked = "asked, none so far" if dose.events_asked else "nobody has asked yet"
    yield f"Adverse events: {len(dose.events)} recorded." if dose.events else f"Adverse events: {asked}."


def _risen(at: datetime | None, rise: Rise | None) -> str:
    return f"{moment_text(at, session.zone())}{rise_words(rise)}" if at else "not recorded"


def _last(series: tuple[Series, ...], scale: str, item: str) -> str:
    found = next((one for one in series if (one.scale.key, one.item) == (scale, item)), None)
    if found is None or not found.after:
        return "not recorded since the dose"
    last, base = found.after[-1], found.baseline
    shown = value_text(found.scale, item, last.value, last.status)
    before = base and value_text(found.scale, item, base.value, base.status)
    return f"{shown} at {moment_text(last.taken_at, session.zone())}, {before or 'nothing'} at baseline"
