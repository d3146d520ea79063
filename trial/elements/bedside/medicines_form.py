"""Medicines at the bedside: held, given or changed, each with its time and who said so; one line a medicine."""

import streamlit as st

from trial.actions import recording
from trial.elements import session
from trial.elements.bedside.typed_moment import typed_moment
from trial.elements.guard import guard
from trial.elements.plain import plain
from trial.elements.plan.dose_form import MEDICINE_STATUS
from trial.ledger.facts import Dose, Medicine, Trial
from trial.rules import bedside
from trial.wording.refusals import sentence_of
from trial.wording.words import moment_text


def medicines_form(trial: Trial, dose: Dose) -> None:
    """What stands, and one line that changes: a medicine that is listed, or another by name."""
    for medicine in dose.medicines:
        st.write(plain(medicine_words(medicine)) + ".")
    if not dose.medicines:
        st.write("No medicine is listed.")
    for odd in bedside.medicines_at_odds(dose):
        st.warning(plain(sentence_of(odd)))
    st.caption("Stopping baclofen or other tablets suddenly can be dangerous. One given after T0 shows on the charts.")
    with st.form(f"medicine.{trial.id}.{dose.number}", border=True, clear_on_submit=False):
        nought, one, two, three = st.columns([3, 3, 2, 2])
        listed = nought.selectbox(
            "Listed", [medicine.name for medicine in dose.medicines], index=None, placeholder="Choose"
        )
        other = one.text_input("or another, by name", max_chars=100, autocomplete="off")
        amount = two.text_input("How much", placeholder="10 mg", max_chars=100, autocomplete="off")
        taken = three.text_input("When, or last taken", placeholder="now, 1052, 17/11 2200", max_chars=20)
        status = st.radio(
            "Today", list(MEDICINE_STATUS), index=None, format_func=MEDICINE_STATUS.__getitem__, horizontal=True
        )
        if st.form_submit_button("Keep this medicine"):
            with guard():
                before = next((one for one in dose.medicines if one.name == listed), Medicine(name=""))
                known = None if status == "given" else before.last_taken_at  # given today says when
                medicine = Medicine(
                    name=other.strip() or listed or "",
                    dose=amount.strip() or ("" if other.strip() else before.dose),
                    last_taken_at=typed_moment(taken) if taken.strip() else None if other.strip() else known,
                    status=status,
                )
                recording.take_medicine(
                    session.store(), trial.id, dose=dose.number, medicine=medicine, by=session.recorder()
                )
                st.rerun()


def medicine_words(medicine: Medicine) -> str:
    """One line: what, held or given, when last taken, who said so."""
    status = medicine.status and MEDICINE_STATUS[medicine.status].lower()
    taken = medicine.last_taken_at and f"last taken {moment_text(medicine.last_taken_at, session.zone())}"
    by = medicine.by and f"said by {medicine.by}"
    return ", ".join(one for one in (f"{medicine.name} {medicine.dose}".strip(), status, taken, by) if one)
