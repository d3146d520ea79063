"""The planned dose with what must be asked before a lumbar puncture: triggers, checklist, medicines."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import streamlit as st

from trial.actions import planning
from trial.actions.recording import sheet_of
from trial.elements import session
from trial.elements.controls import choices
from trial.elements.markdown import escape_markdown
from trial.errors import InvalidInput, refusal
from trial.ledger.facts import Dose, Medicine, Trial
from trial.rules.typed import number_of
from trial.wording.words import DELIVERY_WORDS, moment_text, number_text

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
ROUTES = {"lumbar_puncture": "Lumbar puncture", "catheter": "Catheter bolus"}
MEDICINE_STATUS: dict[Literal["held", "given", "changed"], str] = {
    "held": "Held today",
    "given": "Given as usual",
    "changed": "Changed recently",
}
ROWS = 4
"""Medicines that can be written at first; one more each time they are saved."""


def planned_dose_form(trial: Trial) -> None:
    """Plan the next dose in micrograms; nothing is filled in beforehand."""
    number = planning.next_dose_number(trial)
    old = next((dose for dose in trial.doses if dose.number == number), None)
    key = f"dose.{trial.id}.{number}.{hash(repr(sheet_of(old) if old else None))}"  # shows what others changed
    was = old or Dose(number=number, micrograms=Decimal(0))
    planned = number_text(old.micrograms) if old else ""
    if old:
        st.write(f"Dose {number} is planned: {planned} micrograms.")
    with st.form(key, border=False):
        first, second, third = st.columns(3)
        typed = first.text_input(
            f"Dose {number}, micrograms",
            planned,
            key=f"{key}.micrograms",
            max_chars=8,
            placeholder="micrograms, not mL",
        )
        routes = {was.route: was.route} | ROUTES
        route = second.selectbox("Route", **choices(routes, was.route), key=f"{key}.route")
        label = "Second person, if above 100"
        checked_by = third.text_input(label, was.checked_by, key=f"{key}.checked", max_chars=100)
        reason = st.text_input(
            "Reason, where one is needed",
            was.reason,
            key=f"{key}.reason",
            max_chars=500,
            placeholder="first dose above 25 in someone who stands or walks on stiffness; above 50 in anyone",
        )
        st.markdown("**Asked and looked at before the puncture**")
        checklist = _checklist(was, key)
        st.markdown("**Medicines that bear on tone, alertness or blood pressure**")
        st.caption(
            "Stopping baclofen or other tablets suddenly can be dangerous. Say which were held, and when last taken."
        )
        medicines = _medicines(was.medicines, key)
        bladder = st.text_input("Bladder, as it is now", was.bladder, key=f"{key}.bladder_now", max_chars=300)
        if not st.form_submit_button("Save the planned dose", type="primary"):
            return
    with session.saving(f"Dose {number} is planned.") as (store, by):
        if not all(medicine.name for medicine in medicines):
            raise InvalidInput("Name the medicine in each line that is filled, or empty the line.")
        dose = replace(
            was,
            micrograms=number_of(typed, refusal("micrograms_not_a_number", "micrograms")),
            route=route,
            checked_by=checked_by.strip(),
            reason=reason.strip(),
            checklist=checklist,
            medicines=medicines,
            bladder=bladder.strip(),
        )
        planning.plan_dose(store, trial.id, dose, by=by)


def _checklist(was: Dose, key: str) -> dict[str, bool]:
    """The lines that are ticked, with those of the day that stand elsewhere as they were."""
    halves = [column.container(gap=None) for column in st.columns(2)]
    found = {name: done for name, done in was.checklist.items() if name not in CHECKLIST}
    ticked = ticked_words(was)
    for place, (name, label) in enumerate(CHECKLIST.items()):
        half = halves[2 * place // len(CHECKLIST)]
        done = was.checklist.get(name, False)
        if half.checkbox(label + ticked.get(name, ""), value=done, key=f"{key}.{name}"):
            found[name] = True
    return found


def dose_words(dose: Dose) -> str:
    """How much, and whether it was given and when: `50 micrograms, given in full 18 Nov 10:40`."""
    if dose.given_at:
        done = f"{DELIVERY_WORDS[dose.delivery]} {moment_text(dose.given_at, session.zone())}"
    else:
        done = DELIVERY_WORDS["none"] if dose.delivery == "none" else "planned"
    return f"{number_text(dose.micrograms)} micrograms, {done}"


def ticked_words(dose: Dose) -> dict[str, str]:
    """By line of the checklist: when it was ticked and by whom, to stand behind its label."""
    zone = session.zone()
    return {tick.what: f" :gray[{moment_text(tick.at, zone)}, {escape_markdown(tick.by)}]" for tick in dose.ticks}


def _medicines(before: tuple[Medicine, ...], key: str) -> tuple[Medicine, ...]:
    """A line each; one without a name is answered as it is typed."""
    found = []
    for place in range(max(ROWS, len(before) + 1)):
        was = before[place] if place < len(before) else Medicine(name="")
        first, second, third, fourth = st.columns([4, 2, 4, 3])
        label: Literal["visible", "collapsed"] = "visible" if place == 0 else "collapsed"
        name = first.text_input("Medicine", was.name, key=f"{key}.med.{place}", label_visibility=label, max_chars=100)
        amount = second.text_input("Dose", was.dose, key=f"{key}.amount.{place}", label_visibility=label, max_chars=100)
        taken = third.datetime_input(
            "Last taken",
            value=was.last_taken_at.astimezone(session.zone()).replace(tzinfo=None) if was.last_taken_at else None,
            key=f"{key}.taken.{place}",
            label_visibility=label,
            format="DD/MM/YYYY",
        )
        status = fourth.selectbox(
            "Today",
            **choices(MEDICINE_STATUS, was.status, "Held or given?"),
            key=f"{key}.status.{place}",
            label_visibility=label,
        )
        last = taken.replace(tzinfo=session.zone()) if taken else None
        line = Medicine(name=name.strip(), dose=amount.strip(), last_taken_at=last, status=status)
        if line != Medicine(name=""):
            found.append(was if line == replace(was, by="") else line)
    return tuple(found)
