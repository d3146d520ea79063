"""The planned dose with what must be asked before a lumbar puncture: triggers, checklist, medicines."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

import streamlit as st

from trial.actions import planning
from trial.actions.recording import sheet_of
from trial.elements import session
from trial.elements.guard import guard
from trial.elements.plain import plain
from trial.errors import InvalidInput, refusal
from trial.ledger.facts import Dose, Medicine, Trial
from trial.rules.typed import number_of
from trial.wording.words import moment_text, number_text

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
    if old:
        st.write(f"Dose {number} is planned: {number_text(old.micrograms)} micrograms.")
    with st.form(key, border=False):
        one, two, three = st.columns(3)
        typed = one.text_input(
            f"Dose {number}, micrograms",
            value=number_text(old.micrograms) if old else "",
            key=f"{key}.micrograms",
            max_chars=8,
            placeholder="micrograms, not mL",
        )
        routes = list(dict.fromkeys([*ROUTES, *([old.route] if old else [])]))
        route = two.selectbox(
            "Route",
            routes,
            index=routes.index(old.route) if old else 0,
            format_func=lambda one: ROUTES.get(one, one),
            key=f"{key}.route",
        )
        checked_by = three.text_input(
            "Second person, if above 100",
            value=old.checked_by if old else "",
            key=f"{key}.checked",
            max_chars=100,
        )
        reason = st.text_input(
            "Reason, where one is needed",
            value=old.reason if old else "",
            key=f"{key}.reason",
            max_chars=500,
            placeholder="first dose above 25 in someone who stands or walks on stiffness; above 50 in anyone",
        )
        st.markdown("**Asked and looked at before the puncture**")
        halves = [column.container(gap=None) for column in st.columns(2)]
        ticked = {}
        said = ticked_words(old) if old else {}
        for place, (name, label) in enumerate(CHECKLIST.items()):
            half = halves[2 * place // len(CHECKLIST)]
            ticked[name] = half.checkbox(
                label + said.get(name, ""), value=bool(old and old.checklist.get(name)), key=f"{key}.{name}"
            )
        st.markdown("**Medicines that bear on tone, alertness or blood pressure**")
        st.caption(
            "Stopping baclofen or other tablets suddenly can be dangerous. Say which were held, and when last taken."
        )
        medicines = _medicines(old.medicines if old else (), key)
        bladder = st.text_input(
            "Bladder, as it is now", value=old.bladder if old else "", key=f"{key}.bladder_now", max_chars=300
        )
        if st.form_submit_button("Save the planned dose", type="primary"):
            with guard():
                if not all(one.name for one in medicines):
                    raise InvalidInput("Name the medicine in each line that is filled, or empty the line.")
                before = old or Dose(number=number, micrograms=Decimal(0))
                besides = {name: yes for name, yes in before.checklist.items() if name not in CHECKLIST}
                dose = replace(
                    before,
                    micrograms=number_of(typed or "", refusal("micrograms_not_a_number", "micrograms")),
                    route=route,
                    checked_by=(checked_by or "").strip(),
                    reason=(reason or "").strip(),
                    checklist=besides | {name: True for name, yes in ticked.items() if yes},
                    medicines=medicines,
                    bladder=(bladder or "").strip(),
                )
                planning.plan_dose(session.store(), trial.id, dose, by=session.recorder())
                session.flash(f"Dose {number} is planned.")
                st.rerun()


def ticked_words(dose: Dose) -> dict[str, str]:
    """By line of the checklist: when it was ticked and by whom, to stand behind its label."""
    return {one.what: f" :gray[{moment_text(one.at, session.zone())}, {plain(one.by)}]" for one in dose.ticks}


def _medicines(before: tuple[Medicine, ...], key: str) -> tuple[Medicine, ...]:
    """A line each; one without a name is answered as it is typed."""
    found = []
    for place in range(max(ROWS, len(before) + 1)):
        was = before[place] if place < len(before) else Medicine(name="")
        one, two, three, four = st.columns([4, 2, 4, 3])
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
        statuses = list(MEDICINE_STATUS)
        status = four.selectbox(
            "Today",
            statuses,
            index=statuses.index(was.status) if was.status else None,
            format_func=MEDICINE_STATUS.__getitem__,
            placeholder="Held or given?",
            key=f"{key}.status.{place}",
            label_visibility=label,
        )
        line = Medicine(
            name=(name or "").strip(), dose=(amount or "").strip(), last_taken_at=_in_zone(taken), status=status
        )
        if line != Medicine(name=""):
            found.append(was if line == replace(was, by="") else line)
    return tuple(found)


def _in_zone(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=session.zone()) if moment else None
