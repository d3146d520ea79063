"""What a plan may say: slots that are slots, scales and items that exist, one Ashworth variant."""

from collections.abc import Iterator

import scales
from trial.errors import Refusal, refusal
from trial.ledger.facts import Measure, Plan
from trial.rules.readings import no_such_item, slot_problem


def plan_problems(plan: Plan) -> Iterator[Refusal]:
    """Everything wrong with a plan."""
    yield from _slot_problems(plan.slots)
    yield from _peak_problems(plan.peak_slot)
    if plan.oxygen_scale not in (1, 2):
        yield refusal("no_oxygen_scale", "oxygen_scale")
    tone = ""
    asked: set[tuple[str, str]] = set()
    for position, measure in enumerate(plan.measures):
        place = f"measures[{position}]"
        yield from (problem.within(place) for problem in _measure_problems(measure))
        scale = scales.catalogue().get(measure.scale)
        if scale is not None and scale.coding:
            if tone not in ("", scale.key):
                yield refusal("second_ashworth_variant", f"{place}.scale", scale=tone)
            tone = tone or scale.key
        for number, item in enumerate(measure.items):
            if (measure.scale, item) in asked:
                yield refusal("item_planned_twice", f"{place}.items[{number}]", item=item)
            asked.add((measure.scale, item))


def _measure_problems(measure: Measure) -> Iterator[Refusal]:
    scale = scales.catalogue().get(measure.scale)
    if scale is None:
        yield refusal("no_scale", "scale", scale=measure.scale)
        return
    for field in ("items", "contractures"):
        for number, key in enumerate(getattr(measure, field)):
            if scale.item(key) is None:
                yield no_such_item(scale, key, f"{field}[{number}]")
    yield from _slot_problems(measure.slots)
    if measure.peak_slot:
        yield from _peak_problems(measure.peak_slot)


def _slot_problems(slots: tuple[str, ...]) -> Iterator[Refusal]:
    for number, slot in enumerate(slots):
        if problem := slot_problem(slot, f"slots[{number}]"):
            yield problem
        elif slot in slots[:number]:
            yield refusal("slot_listed_twice", f"slots[{number}]", slot=slot)


def _peak_problems(slot: str) -> Iterator[Refusal]:
    if not slot.startswith("+") or slot_problem(slot):
        yield refusal("no_peak_slot", "peak_slot", slot=slot)
