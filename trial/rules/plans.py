"""What a plan may say: slots that are slots, scales and items that exist, one Ashworth variant."""

from collections.abc import Iterator

import scales
from trial.ledger.facts import Measure, Plan
from trial.rules.readings import Problem, no_such_item, quoted, slot_problem


def plan_problems(plan: Plan) -> Iterator[Problem]:
    """Everything wrong with a plan: the field, and a sentence."""
    yield from _slot_problems("slots", plan.slots)
    yield from _peak_problems("peak_slot", plan.peak_slot)
    if plan.oxygen_scale not in (1, 2):
        yield "oxygen_scale", "The oxygen scale is 1 or 2."
    tone: str | None = None
    asked: set[tuple[str, str]] = set()
    for position, measure in enumerate(plan.measures):
        place = f"measures[{position}]"
        yield from ((f"{place}.{field}", sentence) for field, sentence in _measure_problems(measure))
        scale = scales.catalogue().get(measure.scale)
        if scale is not None and scale.coding:
            if tone not in (None, scale.key):
                yield f"{place}.scale", f"A plan has one Ashworth variant; {quoted(tone or '')} is in it already."
            tone = tone or scale.key
        for number, item in enumerate(measure.items):
            if (measure.scale, item) in asked:
                yield f"{place}.items[{number}]", f"{quoted(item)} is in the plan twice."
            asked.add((measure.scale, item))


def _measure_problems(measure: Measure) -> Iterator[Problem]:
    scale = scales.catalogue().get(measure.scale)
    if scale is None:
        yield "scale", f"There is no scale {quoted(measure.scale)}."
        return
    for field in ("items", "contractures"):
        for number, key in enumerate(getattr(measure, field)):
            if scale.item(key) is None:
                yield f"{field}[{number}]", no_such_item(scale, key)
    yield from _slot_problems("slots", measure.slots)
    if measure.peak_slot:
        yield from _peak_problems("peak_slot", measure.peak_slot)


def _slot_problems(field: str, slots: tuple[str, ...]) -> Iterator[Problem]:
    for number, slot in enumerate(slots):
        if problem := slot_problem(slot):
            yield f"{field}[{number}]", problem
        elif slot in slots[:number]:
            yield f"{field}[{number}]", f"The slot {slot} is listed twice."


def _peak_problems(field: str, slot: str) -> Iterator[Problem]:
    if not slot.startswith("+") or slot_problem(slot):
        yield field, f"{quoted(slot)} cannot be a peak slot; it is hours after the dose, such as +4h."
