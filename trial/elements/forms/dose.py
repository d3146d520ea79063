"""A dose: planned with what is asked before a lumbar puncture, then given; corrected later only with a reason."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

import streamlit as st

from trial.actions import bedside_notes, planning
from trial.actions.act import clock
from trial.actions.bedside_notes import sheet_of
from trial.elements import session
from trial.elements.controls import capitals, choices, escape_markdown, offered, texts
from trial.errors import InvalidInput, refusal
from trial.ledger.facts import Delivery, Dose, Medicine, Trial
from trial.rules.copying import baseline_to_copy
from trial.rules.typed_input import number_of
from trial.wording.day import MEDICINE_STATUS
from trial.wording.words import DELIVERY_WORDS, amount_text, count_text, moment_text, number_text

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
ROWS = 4
"""Lines for medicines at first; there is always one empty line more."""


def planned_dose_form(trial: Trial) -> None:
    """Draw the form that plans the next dose (micrograms); nothing is filled in beforehand."""
    number = planning.next_dose_number(trial)
    old = next((dose for dose in trial.doses if dose.number == number), None)
    key = f"dose.{trial.id}.{number}.{hash(repr(sheet_of(old) if old else None))}"  # shows what others changed
    was = old or Dose(number=number, micrograms=Decimal(0))
    planned = number_text(old.micrograms) if old and old.micrograms else ""
    if old:
        st.write(f"Dose {number} is planned: {amount_text(old)}.")
    with st.form(key, border=False):
        first, second, third = st.columns(3)
        label, example = f"Dose {number}, micrograms", "micrograms, not mL"
        typed = first.text_input(label, planned, key=f"{key}.micrograms", max_chars=8, placeholder=example)
        routes = {was.route: was.route} | ROUTES
        route = second.selectbox("Route", **choices(routes, was.route), key=f"{key}.route")
        example = "first dose above 25 in someone who stands or walks on stiffness; above 50 in anyone"
        why = texts(
            was,
            key,
            checked_by=(third, "Second person, if above 100", 100),
            reason=(st.container(), "Reason, where one is needed", 500, example),
        )
        st.markdown("**Asked and looked at before the puncture**")
        checklist = _checklist(was, key)
        st.markdown("**Medicines that bear on tone, alertness or blood pressure**")
        st.caption(
            "Stopping baclofen or other tablets suddenly can be dangerous. Say which were held, and when last taken."
        )
        medicines = _medicines(was.medicines, key)
        below, beside = st.columns([3, 1])
        bladder = below.text_input("Bladder, as it is now", was.bladder, key=f"{key}.bladder_now", max_chars=300)
        bed = beside.text_input("Bed or room", was.bed, key=f"{key}.bed", max_chars=40)
        if not st.form_submit_button("Save the planned dose", type="primary"):
            return
    with session.saving(f"Dose {number} is planned.") as (store, by):
        if not all(medicine.name for medicine in medicines):
            raise InvalidInput("Name the medicine in each line that is filled, or empty the line.")
        micrograms = number_of(typed, refusal("micrograms_not_a_number", "micrograms"))
        new = replace(was, **why, micrograms=micrograms, route=route, bladder=bladder.strip(), bed=bed.strip())
        planning.plan_dose(store, trial.id, replace(new, checklist=checklist, medicines=medicines), by=by)


def injection_form(trial: Trial, dose: Dose, *, correcting: bool = False) -> None:
    """Record the injection, or correct what was recorded. Nothing is filled in before it was recorded once."""
    was = dose if correcting else replace(dose, micrograms=Decimal(0), checked_by="", reason="")
    before = dose.given_at or dose.tried_at
    with st.form(f"injection.{trial.id}.{dose.number}.{'correct' if correcting else 'give'}", border=False):
        st.caption("A puncture that failed needs only its time and what happened, under reason: no micrograms.")
        first, second, third, fourth = st.columns(4)
        planned = f"planned: {number_text(dose.micrograms)}" if dose.micrograms else ""
        given = number_text(was.micrograms) if was.micrograms else ""
        micrograms = first.text_input("Given, micrograms", given, placeholder=planned, max_chars=8)
        typed = texts(
            was,
            None,
            concentration=(second, "Concentration, mcg/mL", 8),
            volume_ml=(third, "Volume, mL", 8),
            batch=(fourth, "Batch", 60),
            injected_by=(first, "Injected by", 100),
            checked_by=(second, "Checked by", 100),
            level=(third, "Level", 20, "L3/4"),
            attempts=(fourth, "Attempts", 2),
        )
        words = capitals(DELIVERY_WORDS)
        chosen = offered(words, was.delivery if correcting else None)
        delivery: Delivery | None = st.radio("Delivery", **chosen, horizontal=True)
        at, why = st.columns([1, 3])
        ended = at.text_input(
            "T0, end of injection",
            f"{before.astimezone(session.zone()):%Y-%m-%d %H:%M}" if correcting and before else "",
            placeholder="1040, or -5 min",
            help="As the injector reports it. If nothing was delivered: when it was tried.",
            max_chars=20,
        )
        label = "Why it is corrected" if correcting else "Reason, where one is needed"
        reason = why.text_input(label, "" if correcting else was.reason, max_chars=500)
        later = trial.record.agreed_at is not None and st.checkbox(
            "The goals were agreed after this injection and do not count for it", key=f"later.{trial.id}.{dose.number}"
        )
        if not st.form_submit_button(
            "Correct the dose sheet" if correcting else "Record the injection", type="primary"
        ):
            return
    done = "The injection is recorded."
    if delivery == "none":
        done = "The failed puncture is recorded: nothing was delivered. The next attempt is planned on Plan."
    with session.saving("The dose sheet is corrected." if correcting else done) as (store, by):
        if delivery is None:
            raise InvalidInput("Say whether the dose was given in full, in part, uncertain or not at all.")
        if not ended.strip():
            raise InvalidInput("Type the time: when the injection ended, or when it was tried.")
        moment = session.typed_moment(ended)
        typed["micrograms"] = None if delivery == "none" else _micrograms(micrograms)
        for field, what in (("concentration", "The concentration"), ("volume_ml", "The volume")):
            text = typed[field]
            typed[field] = number_of(text, refusal("takes_a_number", what=what)) if text else None
        if typed["attempts"] and not typed["attempts"].isdecimal():
            raise InvalidInput("Attempts takes a whole number.")
        typed["attempts"] = int(typed["attempts"]) if typed["attempts"] else None
        sheet = replace(
            sheet_of(dose),
            **typed,
            delivery=delivery,
            given_at=None if delivery == "none" else moment,
            tried_at=moment if delivery == "none" else None,
            reason=dose.reason if correcting else reason.strip() or dose.reason,
        )
        if correcting:
            planning.correct_dose(store, trial.id, sheet, reason=reason, goals_later=later, by=by)
        else:
            planning.give_dose(store, trial.id, sheet, goals_later=later, by=by)


def _micrograms(typed: str) -> Decimal:
    return number_of(typed, refusal("takes_a_number", what="The dose"))


def copy_baseline_form(trial: Trial, dose: Dose) -> None:
    """Offer the baseline taken before a puncture that failed the same day; copied only when asked for (rule 8)."""
    found = baseline_to_copy(trial.record, dose, clock(), session.zone())
    if not found:
        return
    first, taken = found[0].copied_from, [found[0].taken_at, found[-1].taken_at]
    times = " to ".join(dict.fromkeys(f"{at.astimezone(session.zone()):%H:%M}" for at in taken))
    with st.container(horizontal=True, vertical_alignment="center", key="copy-baseline"):
        whose = f"The puncture of dose {first.dose} failed today" if first else ""
        st.markdown(f"{whose}; its baseline was taken at {times}. Each copied value says so.", width="stretch")
        count = count_text(len(found), "value")
        if st.button(f"Copy that baseline, {count}", key=f"copy.{trial.id}.{dose.number}"):
            with session.saving(f"{count} copied.") as (store, by):
                bedside_notes.copy_baseline(store, trial.id, dose=dose.number, by=by)


def dose_words(dose: Dose) -> str:
    """Return how much, and whether and when it was given: `50 micrograms, given in full 18 Nov 10:40`."""
    if dose.delivery == "none":
        return DELIVERY_WORDS["none"]
    if dose.given_at:
        done = f"{DELIVERY_WORDS[dose.delivery]} {moment_text(dose.given_at, session.zone())}"
    else:
        done = "planned"
    return f"{amount_text(dose)}, {done}"


def ticked_words(dose: Dose) -> dict[str, str]:
    """Return for each ticked line of the checklist when and by whom it was ticked, to follow its label."""
    zone = session.zone()
    return {tick.what: f" :gray[{moment_text(tick.at, zone)}, {escape_markdown(tick.by)}]" for tick in dose.ticks}


def _checklist(was: Dose, key: str) -> dict[str, bool]:
    """Draw the checklist; return its ticks, those of other lists as they were."""
    halves = [column.container(gap=None) for column in st.columns(2)]
    found = {name: done for name, done in was.checklist.items() if name not in CHECKLIST}
    ticked = ticked_words(was)
    for place, (name, label) in enumerate(CHECKLIST.items()):
        half = halves[2 * place // len(CHECKLIST)]
        if half.checkbox(label + ticked.get(name, ""), was.checklist.get(name, False), key=f"{key}.{name}"):
            found[name] = True
    return found


def _medicines(before: tuple[Medicine, ...], key: str) -> tuple[Medicine, ...]:
    """Draw a line for each medicine; return those that are filled in, also without a name unless it was emptied."""
    found, empty = [], Medicine(name="")
    for place in range(max(ROWS, len(before) + 1)):
        was = before[place] if place < len(before) else empty
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
        statuses = choices(MEDICINE_STATUS, was.status, "Held or given?")
        status = fourth.selectbox("Today", **statuses, key=f"{key}.status.{place}", label_visibility=label)
        last = taken.replace(tzinfo=session.zone()) if taken else None
        line = Medicine(name=name.strip(), dose=amount.strip(), last_taken_at=last, status=status)
        is_taken_out = was.name and not line.name
        if line != empty and not is_taken_out:
            found.append(was if line == replace(was, by="") else line)
    return tuple(found)
