"""A set that was recorded on the wrong person or in the wrong slot: taken out, copied to the right one, moved."""

import streamlit as st

from trial.actions import sets
from trial.elements import session
from trial.elements.controls import choices
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Trial
from trial.meaning.schedule import EXTRA, ReadingSet, sets_of, slot_order
from trial.rules import lifecycle, may
from trial.wording.day import set_text


def wrong_set_form(trial: Trial, dose: Dose) -> None:
    """Draw what puts a set right. Nothing is deleted: what was moved says where it was, by whom and why."""
    if not (found := sets_of(dose)):
        st.write("Nothing is recorded yet.")
        return
    if not may(lifecycle.check_dose_open, trial, dose.number):
        return
    key = f"set.{trial.id}.{dose.number}"
    by_reading = {one.readings[0].id: one for one in found}  # stays what it was when others add to the day
    words = {first: set_text(one, session.zone()) for first, one in by_reading.items()}
    if (first := st.selectbox("Which set", **choices(words), key=key)) is None:
        return
    slots = {*trial.plan.slots, *(one.slot for one in found), EXTRA}
    offered = {slot: slot for slot in sorted(slots, key=slot_order)}
    person, slot = st.columns(2, gap="large")
    with person:
        _wrong_person(trial, dose, by_reading[first], offered, f"{key}.{first}.person")
    with slot:
        _wrong_slot(trial, dose, by_reading[first], offered, f"{key}.{first}.slot")


def _wrong_person(trial: Trial, dose: Dose, chosen: ReadingSet, offered: dict[str, str], key: str) -> None:
    with st.form(key, border=True):
        st.markdown("**Recorded on the wrong person**")
        st.caption("The set is taken out here and counts nowhere; it stays listed. Events and words are not moved.")
        label = "Hospital number of the right person"
        identifier = st.text_input(label, max_chars=60, placeholder="empty if it is not known", autocomplete="off")
        there = st.selectbox("Its slot there", **choices(offered, chosen.slot))
        reason = st.text_input("How it happened", max_chars=500)
        if not st.form_submit_button("Take this set out"):
            return
    copied = ", and copied to the right person" if identifier.strip() else ""
    with session.saving(f"Taken out{copied}.") as (store, by):
        to = sets.open_trial_of(store, identifier) if identifier.strip() else ""
        sets.take_out_set(
            store, trial.id, dose=dose.number, ids=_ids(chosen), to=to, slot=there or "", reason=reason, by=by
        )


def _wrong_slot(trial: Trial, dose: Dose, chosen: ReadingSet, offered: dict[str, str], key: str) -> None:
    with st.form(key, border=True):
        st.markdown("**In the wrong slot**")
        st.caption("For example since T0 was corrected. The times stay; ratings of goals move along.")
        right = st.selectbox("The right slot", **choices(offered))
        reason = st.text_input("Why it is moved", max_chars=500)
        if not st.form_submit_button("Move this set"):
            return
    with session.saving("Moved.") as (store, by):
        if right is None:
            raise InvalidInput("Choose the right slot.")
        sets.relabel_set(store, trial.id, dose=dose.number, ids=_ids(chosen), slot=right, reason=reason, by=by)


def _ids(chosen: ReadingSet) -> tuple[str, ...]:
    return tuple(reading.id for reading in chosen.readings)
