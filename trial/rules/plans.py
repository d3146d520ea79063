"""What a plan and its goals may say: slots that are slots, items that exist, targets that these items can answer."""

from collections.abc import Iterator
from decimal import Decimal

import scales
from scales.base import Derived, Grade, Item, Number, Scale
from trial.errors import Refusal, refusal
from trial.ledger.facts import Goal, Measure, Plan, Rating, Target
from trial.rules.readings import no_such_item, slot_problem
from trial.rules.typed import text_problem

LEVELS = tuple(Decimal(level) for level in ("-2", "-1", "-0.5", "0", "1", "2"))
"""How far a goal was reached; -0.5 is partly, from a start at -1."""
STEPS = ("improves_steps", "not_worse_by_steps")
PERCENT = ("improves_percent", "not_worse_by_percent")
ABSOLUTE = ("at_most", "at_least")


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


def goal_problems(goal: Goal) -> Iterator[Refusal]:
    """Everything wrong with one goal by itself, earlier versions included."""
    if not goal.id.strip():
        yield refusal("goal_without_id", "id")
    elif problem := text_problem(goal.id, "id"):
        yield problem.within("id")
    for field, value in (("importance", goal.importance), ("difficulty", goal.difficulty)):
        if value is not None and not 0 <= value <= 3:
            yield refusal("goal_weight_impossible", field, weight=field)
    if not -2 <= goal.baseline_level <= 2:
        yield refusal("baseline_level_impossible", "baseline_level")
    if goal.target is not None:
        if problem := _target_problem(goal.target):
            yield problem.within("target")
        if goal.kind == "keep" and goal.target.at is not None:
            yield refusal("keep_goal_has_no_at", "target.at")
    tone = {key for scale in scales.catalogue().values() if scale.coding for key in scale.by_key}
    for number, muscle in enumerate(goal.muscles):
        if muscle not in tone:
            yield refusal("no_muscle", f"muscles[{number}]", muscle=muscle)
    for number, earlier in enumerate(goal.earlier):
        place = f"earlier[{number}].goal"
        yield from (problem.within(place) for problem in goal_problems(earlier.goal))
        if earlier.goal.id != goal.id:
            yield refusal("earlier_goal_of_another_id", f"{place}.id", goal=goal.id)


def rating_problems(rating: Rating, goals: set[str]) -> Iterator[Refusal]:
    """Everything wrong with one rating, given the ids of the goals that there are."""
    if rating.goal not in goals:
        yield refusal("no_goal", "goal", goal=rating.goal)
    if problem := slot_problem(rating.slot):
        yield problem
    if rating.level is not None and rating.level not in LEVELS:
        yield refusal("level_impossible", "level")
    for number, before in enumerate(rating.corrected):
        yield from (problem.within(f"corrected[{number}].rating") for problem in rating_problems(before.rating, goals))


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


def _target_problem(target: Target) -> Refusal | None:
    scale = scales.catalogue().get(target.scale)
    if scale is None:
        return refusal("no_scale", "scale", scale=target.scale)
    item = scale.by_key.get(target.item)
    if item is None:
        return no_such_item(scale, target.item)
    return _rule_problem(scale, item, target) or _amount_problem(scale, item, target)


def _rule_problem(scale: Scale, item: Item | Derived, target: Target) -> Refusal | None:
    if isinstance(item, Number | Derived):
        if target.rule in STEPS:
            return refusal("number_has_no_steps", "rule", label=item.label)
    elif not isinstance(item, Grade):
        return refusal("item_takes_no_target", "rule", label=item.label, rule=target.rule)
    elif target.rule not in (*STEPS, *ABSOLUTE):
        return refusal("grade_takes_no_such_rule", "rule", label=item.label, rule=target.rule)
    if target.rule in (*STEPS, *PERCENT) and scale.better_for(target.item) == "neither":
        return refusal("neither_way_is_better", "rule", label=item.label)
    return None


def _amount_problem(scale: Scale, item: Item | Derived, target: Target) -> Refusal | None:
    if target.rule in ABSOLUTE:
        tokens = [level.token for level in item.levels] if isinstance(item, Grade) else []
        numbers = [scale.number_of(token) for token in tokens] if scale.number_of else []
        if tokens and target.amount not in numbers and f"{target.amount.normalize():f}" not in tokens:
            whole = tuple(token for token in tokens if token.isdecimal())
            return refusal("no_such_grade", "amount", label=item.label, amount=target.amount, grades=whole)
        return None
    if target.amount <= 0:
        return refusal("amount_not_above_0", "amount", rule=target.rule)
    if target.rule in STEPS and target.amount != target.amount.to_integral_value():
        return refusal("steps_not_whole", "amount")
    return None
