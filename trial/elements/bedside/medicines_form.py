"""Medicines at the bedside: held, given or changed, each with its time and who said so; one line a medicine."""

import streamlit as st

from trial.actions import recording
from trial.elements import session
from trial.elements.bedside.typed_moment import typed_moment
from trial.elements.guard import guard
from trial.elements.markdown import escape_markdown
from trial.elements.plan.dose_form import MEDICINE_STATUS
from trial.ledger.facts import Dose, Medicine, Trial
from trial.rules import bedside
from trial.wording.words import moment_text


def medicines_form(trial: Trial, dose: Dose) -> None:
    """What is listed, and one line that changes: a medicine that is listed, or another by name."""
    for medicine in dose.medicines:
        st.write(escape_markdown(medicine_words(medicine)) + ".")
    if not dose.medicines:
        st.write("No medicine is listed.")
    for sentence in bedside.medicines_at_odds(dose):
        st.warning(escape_markdown(sentence))
    st.caption("Stopping baclofen or other tablets suddenly can be dangerous. One given after T0 shows on the charts.")
    with st.form(f"medicine.{trial.id}.{dose.number}", border=True, clear_on_submit=False):
        names, other, amount, taken = st.columns([3, 3, 2, 2])
        listed = names.selectbox("Listed", [known.name for known in dose.medicines], index=None, placeholder="Choose")
        another = other.text_input("or another, by name", max_chars=100, autocomplete="off").strip()
        how_much = amount.text_input("How much", placeholder="10 mg", max_chars=100, autocomplete="off").strip()
        when = taken.text_input("When, or last taken", placeholder="now, 1052, 17/11 2200", max_chars=20).strip()
        status = st.radio(
            "Today", list(MEDICINE_STATUS), index=None, format_func=MEDICINE_STATUS.__getitem__, horizontal=True
        )
        if not st.form_submit_button("Keep this medicine"):
            return
    with guard():
        before = next((known for known in dose.medicines if known.name == listed and not another), Medicine(name=""))
        last = None if status == "given" else before.last_taken_at  # given today says when
        medicine = Medicine(
            name=another or listed or "",
            dose=how_much or before.dose,
            last_taken_at=typed_moment(when) if when else last,
            status=status,
        )
        session.perform(
            lambda store, by: recording.take_medicine(store, trial.id, dose=dose.number, medicine=medicine, by=by)
        )


def medicine_words(medicine: Medicine) -> str:
    """One line: what, held or given, when last taken, who said so."""
    status = medicine.status and MEDICINE_STATUS[medicine.status].lower()
    taken = medicine.last_taken_at and f"last taken {moment_text(medicine.last_taken_at, session.zone())}"
    by = medicine.by and f"said by {medicine.by}"
    return ", ".join(part for part in (f"{medicine.name} {medicine.dose}".strip(), status, taken, by) if part)
