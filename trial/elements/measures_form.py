"""What will be measured, on which side, and when."""

from dataclasses import replace

import streamlit as st

import scales
from trial.actions import planning
from trial.elements import session
from trial.elements.guard import guard
from trial.files.plans import templates
from trial.ledger.facts import DEFAULT_SLOTS, Measure, Plan, Trial
from trial.rules import decisions
from trial.settings import settings

OFFERED_SLOTS = ["baseline", "+0.25h", "+0.5h", "+0.75h", "+1h", "+1.5h", *DEFAULT_SLOTS[2:]]


def measures_form(trial: Trial) -> None:
    """Edit the plan of measures; after the lock a change needs a reason."""
    plan, key = trial.plan, f"measures.{trial.id}.{trial.entries}"
    locked = decisions.is_locked(trial)
    if not plan.measures:
        _from_template(trial, key)
    with st.form(f"{key}.form", border=False):
        question = st.text_input(
            "The question for the meeting", value=plan.question, max_chars=300, key=f"{key}.question"
        )
        one, two, three = st.columns([5, 2, 3])
        slots = one.multiselect("Slots of the day", _slots(plan.slots), default=list(plan.slots), key=f"{key}.slots")
        peak = two.selectbox("Peak slot", list(plan.slots), index=_place(plan.slots, plan.peak_slot), key=f"{key}.peak")
        oxygen = three.selectbox(
            "Oxygen saturation scale (NEWS2)",
            [1, 2],
            index=plan.oxygen_scale - 1,
            key=f"{key}.oxygen",
            format_func={1: "1: most people", 2: "2: prescribed for hypercapnic failure"}.__getitem__,
        )
        unbiased = st.checkbox(
            "Hide baseline and last value until a grade is tapped (unbiased grading)",
            value=plan.unbiased,
            key=f"{key}.unbiased",
        )
        news2 = st.checkbox("Show the NEWS2 total (the ward keeps its own chart)", value=plan.news2, key=f"{key}.news2")
        measures = [_measure(plan, measure, f"{key}.{place}") for place, measure in enumerate(plan.measures)]
        offered = [name for name, scale in scales.catalogue().items() if scale.domain != "score"]
        more = st.multiselect(
            "Add measures",
            [name for name in offered if all(one.scale != name for one in plan.measures)],
            format_func=lambda name: scales.get(name).name,
            key=f"{key}.more",
        )
        reason = ""
        if locked:
            reason = st.text_input("Why does the plan change? It shows as changed after the lock.", key=f"{key}.reason")
        if st.form_submit_button("Save the measures", type="primary"):
            kept = (*(one for one in measures if one), *(Measure(scale=name) for name in more))
            new = replace(
                plan,
                question=(question or "").strip(),
                slots=tuple(sorted(slots, key=_order)),
                peak_slot=peak or "+4h",
                oxygen_scale=1 if oxygen == 1 else 2,
                unbiased=unbiased,
                news2=news2,
                measures=kept,
            )
            with guard():
                planning.set_plan(session.store(), trial.id, new, reason=reason or "", by=session.recorder())
                session.flash("Measures saved.")
                st.rerun()


def _from_template(trial: Trial, key: str) -> None:
    offered = templates(settings().plans_dir)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Begin with a template",
            list(offered),
            index=None,
            format_func=lambda one: offered[one].name,
            placeholder="Choose a template",
            key=f"{key}.template",
        )
        if st.button("Use it", disabled=chosen is None, key=f"{key}.use") and chosen:
            with guard():
                plan = replace(offered[chosen].plan(), question=trial.plan.question)
                planning.set_plan(session.store(), trial.id, plan, by=session.recorder())
                st.rerun()


def _measure(plan: Plan, measure: Measure, key: str) -> Measure | None:
    """One measure of the plan; None if it was taken out."""
    scale = scales.get(measure.scale)
    asked = [item.key for item in scale.items if item.role == "measure"]
    labels = {item.key: item.label for item in scale.items}
    with st.expander(f"{scale.name} · {_said(measure, asked)}"):
        if not measure.items or len(asked) == 1:
            items: list[str] = list(measure.items)
            st.caption("All of it." if len(asked) > 1 else "One value.")
            if len(asked) > 4:
                items = st.multiselect(
                    "Choose sides and parts", asked, format_func=labels.__getitem__, key=f"{key}.items"
                )
        else:
            items = st.multiselect(
                "Sides and parts",
                asked,
                default=[one for one in measure.items if one in asked],
                format_func=labels.__getitem__,
                key=f"{key}.items",
            )
            items += [one for one in measure.items if one not in asked]
        one, two = st.columns([4, 1])
        slots = one.multiselect(
            "Slots of this measure (empty: all of the day's)",
            _slots(plan.slots),
            default=list(measure.slots),
            key=f"{key}.slots",
        )
        peaks = ["", *(slots or plan.slots)]
        peak = two.selectbox(
            "Its peak slot",
            peaks,
            index=_place(peaks, measure.peak_slot),
            format_func=lambda one: one or "the plan's",
            key=f"{key}.peak",
        )
        contractures: list[str] = list(measure.contractures)
        if scale.coding:
            contractures = st.multiselect(
                "Fixed contracture (listed apart, counted nowhere)",
                list(measure.items) or asked,
                default=list(measure.contractures),
                format_func=labels.__getitem__,
                key=f"{key}.contractures",
            )
        out = st.checkbox("Take this measure out of the plan", key=f"{key}.out")
    if out:
        return None
    return Measure(
        scale=measure.scale,
        items=tuple(items),
        slots=tuple(sorted(slots, key=_order)),
        peak_slot=peak or "",
        contractures=tuple(contractures),
    )


def _said(measure: Measure, asked: list[str]) -> str:
    count = len(measure.items) if measure.items else len(asked)
    when = ", ".join(measure.slots) if measure.slots else "every slot"
    return f"{count} {'item' if count == 1 else 'items'} · {when}"


def _slots(present: tuple[str, ...]) -> list[str]:
    return sorted({*OFFERED_SLOTS, *present}, key=_order)


def _order(slot: str) -> float:
    return -1.0 if slot == "baseline" else float(slot.strip("+h"))


def _place(options: tuple[str, ...] | list[str], chosen: str) -> int:
    return list(options).index(chosen) if chosen in options else 0
