"""The planned dose with what must be asked before a lumbar puncture: triggers, checklist, medicines."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

import streamlit as st

from trial.actions import planning
from trial.elements import session
from trial.elements.guard import guard
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Medicine, Trial
from trial.meaning.words import number_text
from trial.rules import doses

CHECKLIST = {
    "bladder": "Bladder and bowel dealt with",
    "skin": "Skin and wounds looked at",
    "infection": "No active infection",
    "seating": "Seating, clothing and splints looked at",
    "bleeding": "No anticoagulant, antiplatelet or clotting disorder in the way",
    "allergy": "No allergy to baclofen",
    "spine": "Spinal surgery, shunt and raised pressure asked about",
    "epilepsy": "Epilepsy, breathing and kidney disease asked about",
    "consent": "Consent given",
    "rescue": "Resuscitation equipment and trained staff at hand",
}
MEDICINE_STATUS: dict[Literal["held", "given", "changed"], str] = {
    "held": "Held today",
    "given": "Given as usual",
    "changed": "Changed recently",
}


def planned_dose_form(trial: Trial) -> None:
    """Plan the next dose in micrograms; nothing is filled in beforehand."""
    number = planning.next_dose_number(trial)
    old = next((dose for dose in trial.doses if dose.number == number), None)
    key = f"dose.{trial.id}.{number}"
    with st.form(f"{key}.form", border=True):
        st.markdown(f"**Dose {number}**")
        one, two, three = st.columns(3)
        typed = one.text_input(
            "Planned dose, micrograms",
            value=number_text(old.micrograms) if old else "",
            key=f"{key}.micrograms",
            max_chars=8,
            placeholder="micrograms, not mL",
        )
        route = two.selectbox(
            "Route",
            ["lumbar_puncture", "catheter"],
            index=0 if not old or old.route == "lumbar_puncture" else 1,
            format_func={"lumbar_puncture": "Lumbar puncture", "catheter": "Catheter bolus"}.__getitem__,
            key=f"{key}.route",
        )
        checked_by = three.text_input(
            "Second named person (above 100 micrograms)",
            value=old.checked_by if old else "",
            key=f"{key}.checked",
            max_chars=100,
        )
        reason = st.text_input(
            "Reason, where one is needed",
            value=old.reason if old else "",
            key=f"{key}.reason",
            max_chars=500,
            help="First dose above 25 in someone who stands or walks on their stiffness, above 50 in anyone, "
            "above 100 at any time, or less than 24 hours after the last.",
        )
        st.markdown("**Asked and looked at before the puncture**")
        columns = st.columns(2)
        checklist = dict(old.checklist) if old else {}
        for place, (name, label) in enumerate(CHECKLIST.items()):
            checklist[name] = columns[place % 2].checkbox(label, value=checklist.get(name, False), key=f"{key}.{name}")
        st.markdown("**Medicines that bear on tone, alertness or blood pressure**")
        st.caption(
            "Stopping baclofen or other tablets suddenly can be dangerous. Say which were held, and when last taken."
        )
        medicines = _medicines(old, key)
        bladder = st.text_input(
            "Bladder, as it is now", value=old.bladder if old else "", key=f"{key}.bladder_now", max_chars=300
        )
        if st.form_submit_button("Save the planned dose", type="primary"):
            with guard():
                before = old or Dose(number=number, micrograms=Decimal(0))
                dose = replace(
                    before,
                    micrograms=_micrograms(typed),
                    route=route or "lumbar_puncture",
                    checked_by=(checked_by or "").strip(),
                    reason=(reason or "").strip(),
                    checklist={name: True for name, ticked in checklist.items() if ticked},
                    medicines=medicines,
                    bladder=(bladder or "").strip(),
                )
                planning.plan_dose(session.store(), trial.id, dose, by=session.recorder())
                if sentence := doses.mismatch(dose):
                    st.warning(sentence)
                st.success(f"Dose {number} is planned: {number_text(dose.micrograms)} micrograms.")


def _micrograms(typed: str | None) -> Decimal:
    try:
        return Decimal((typed or "").strip().replace(",", "."))
    except ArithmeticError:
        raise InvalidInput("Type the dose as a number of micrograms, for example 50.") from None


def _medicines(old: Dose | None, key: str) -> tuple[Medicine, ...]:
    before = old.medicines if old else ()
    found = []
    for place in range(max(4, len(before) + 1)):
        was = before[place] if place < len(before) else Medicine(name="")
        one, two, three, four = st.columns([4, 3, 3, 3])
        label: Literal["visible", "collapsed"] = "visible" if place == 0 else "collapsed"
        name = one.text_input(
            "Medicine", value=was.name, key=f"{key}.med.{place}", label_visibility=label, max_chars=100
        )
        amount = two.text_input(
            "Dose", value=was.dose, key=f"{key}.amount.{place}", label_visibility=label, max_chars=100
        )
        taken = three.datetime_input(
            "Last taken",
            value=was.last_taken_at.astimezone(session.zone()).replace(tzinfo=None) if was.last_taken_at else None,
            key=f"{key}.taken.{place}",
            label_visibility=label,
            format="DD/MM/YYYY",
        )
        status = four.selectbox(
            "Today",
            list(MEDICINE_STATUS),
            index=list(MEDICINE_STATUS).index(was.status) if was.status else None,
            format_func=MEDICINE_STATUS.__getitem__,
            placeholder="Held or given?",
            key=f"{key}.status.{place}",
            label_visibility=label,
        )
        if name and name.strip():
            found.append(
                Medicine(name=name.strip(), dose=(amount or "").strip(), last_taken_at=_in_zone(taken), status=status)
            )
    return tuple(found)


def _in_zone(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=session.zone()) if moment else None
