"""What will be measured, on which side, and when."""

from dataclasses import replace

import streamlit as st

import scales
from scales.base import Grade
from trial.actions import planning
from trial.elements import session
from trial.elements.controls import choices, pills, reason_box, template_box, texts
from trial.errors import InvalidInput
from trial.ledger.facts import DEFAULT_SLOTS, Measure, Plan, Trial
from trial.meaning.schedule import slot_order
from trial.rules import lifecycle, may
from trial.wording.words import count_text, list_text

OFFERED_SLOTS = ("baseline", "+0.25h", "+0.5h", "+0.75h", "+1h", "+1.5h", *DEFAULT_SLOTS[2:])
OXYGEN = {1: "1: most people", 2: "2: prescribed for hypercapnic failure"}


def measures_form(trial: Trial) -> None:
    """Edit the plan of measures; after the lock a change needs a reason."""
    plan = trial.plan
    key = f"measures.{trial.id}.{hash(plan)}"  # what somebody else has changed meanwhile is shown, not written over
    if not (session.may_change() and may(lifecycle.check_not_closed, trial)):
        for measure in plan.measures:
            st.text(_one_line(measure))
        return
    if not plan.measures:
        _from_template(trial, key)
    with st.form(key, border=False):
        asked = texts(plan, key, question=(st.container(), "The question for the meeting", 300))
        slots = pills("Slots of the day", _slots(*OFFERED_SLOTS, *plan.slots), plan.slots, key=f"{key}.slots")
        left, right = st.columns(2)
        peaks = _peaks(*OFFERED_SLOTS, *plan.slots, plan.peak_slot)
        peak = left.selectbox("Peak slot", **choices(peaks, plan.peak_slot), key=f"{key}.peak")
        label = "Oxygen saturation scale (NEWS2)"
        oxygen = right.selectbox(label, **choices(OXYGEN, plan.oxygen_scale), key=f"{key}.oxygen")
        label = "Hide baseline and last value until a grade is tapped (unbiased grading)"
        unbiased = st.checkbox(label, plan.unbiased, key=f"{key}.unbiased")
        news2 = st.checkbox("Show the NEWS2 total (the ward keeps its own chart)", plan.news2, key=f"{key}.news2")
        measures = [_measure(plan, measure, f"{key}.{place}") for place, measure in enumerate(plan.measures)]
        chosen = {measure.scale for measure in plan.measures}
        every = {name: scale.name for name, scale in scales.catalogue().items() if scale.domain != "score"}
        besides = [name for name in every if name not in chosen]
        words = every.__getitem__
        more = st.multiselect("Add measures", besides, format_func=words, placeholder="Choose", key=f"{key}.more")
        why = "Why does the plan change? It shows as changed after the agreement."
        reason = reason_box(why, key, asked=lifecycle.is_locked(trial))
        if not st.form_submit_button("Save the measures", type="primary"):
            return
    with session.saving("Measures saved.") as (store, by):
        if peak not in slots:
            raise InvalidInput(f"The peak slot {peak} is none of the day's slots: choose it too, or another.")
        new = replace(
            plan,
            **asked,
            slots=slots,
            peak_slot=peak,
            oxygen_scale=1 if oxygen == 1 else 2,
            unbiased=unbiased,
            news2=news2,
            measures=(*filter(None, measures), *(Measure(scale=name) for name in more)),
        )
        planning.set_plan(store, trial.id, new, reason=reason, by=by)


def _from_template(trial: Trial, key: str) -> None:
    row = st.container(horizontal=True, vertical_alignment="bottom")
    chosen = template_box(row, "Begin with a template", f"{key}.template")
    if row.button("Use it", disabled=chosen is None, key=f"{key}.use") and chosen:
        with session.saving() as (store, by):
            plan = replace(chosen.plan(), question=trial.plan.question)
            planning.set_plan(store, trial.id, plan, by=by)
    if chosen:
        st.caption(chosen.purpose)


def _measure(plan: Plan, measure: Measure, key: str) -> Measure | None:
    """Draw one measure of the plan; return it as edited, None if it was removed."""
    scale = scales.get(measure.scale)
    labels = {item.key: item.label for item in scale.items}
    asked = {item.key: item.label for item in scale.items if item.role == "measure"}
    items, contractures = measure.items, measure.contractures
    with st.expander(_one_line(measure)):
        if not (scale.hourly or measure.slots):
            st.caption("Too tiring to repeat every hour: choose its slots.")
        if len(asked) > 1:
            besides = tuple(item for item in items if item not in asked)
            items = pills("Sides and parts (none chosen: all)", asked, items, key=f"{key}.items") + besides
        label, offered = "Slots of this measure (none chosen: all of the day's)", _slots(*plan.slots, *measure.slots)
        slots = pills(label, offered, measure.slots, key=f"{key}.slots")
        if scale.coding:
            muscles = {item: labels.get(item, item) for item in (*(measure.items or asked), *contractures)}
            label = "Fixed contracture (listed apart, counted nowhere)"
            contractures = pills(label, muscles, contractures, key=f"{key}.contractures")
        peaks = _peaks(*plan.slots, measure.peak_slot or plan.peak_slot)
        words = {"": f"the plan's, {plan.peak_slot}"} | peaks
        peak = st.selectbox("Its peak slot", **choices(words, measure.peak_slot), key=f"{key}.peak")
        window = measure.window
        if isinstance(asks := scale.item("window"), Grade):
            words = {"": "not agreed yet: asked at the bed"} | {level.token: level.label for level in asks.levels}
            window = st.selectbox(f"{asks.label}, all day alike", **choices(words, window), key=f"{key}.window")
        if st.checkbox("Take this measure out of the plan", key=f"{key}.out"):
            return None
    return replace(measure, items=items, slots=slots, peak_slot=peak, contractures=contractures, window=window)


def _one_line(measure: Measure) -> str:
    """Return a measure on one line: how much of it, and when."""
    scale = scales.get(measure.scale)
    asked = [item.key for item in scale.items if item.role == "measure"]
    count = sum(item in (measure.items or asked) for item in asked)
    parts = f" · {count} of {len(asked)}" if count < len(asked) else ""
    fixed = f" · {count_text(len(measure.contractures), 'fixed contracture')}" if measure.contractures else ""
    return f"{scale.name}{parts} · {list_text(measure.slots) or 'every slot'}{fixed}"


def _slots(*slots: str) -> dict[str, str]:
    """Return slots in the order of the day, the baseline first."""
    return {slot: slot for slot in sorted({"baseline", *slots}, key=slot_order)}


def _peaks(*slots: str) -> dict[str, str]:
    return {slot: slot for slot in _slots(*slots) if slot.startswith("+")}
