"""What a goal may say: a target on an item that exists, judged by a rule that the item can answer."""

from collections.abc import Iterator
from decimal import Decimal

import scales
from scales.base import Derived, Grade, Item, Number, Scale
from trial.ledger.facts import Goal, Rating, Target
from trial.rules.readings import Problem, no_such_item, quoted, slot_problem
from trial.rules.text import text_problem

LEVELS = tuple(Decimal(level) for level in ("-2", "-1", "-0.5", "0", "1", "2"))
"""How far a goal was reached; -0.5 is partly, from a start at -1."""
STEPS = ("improves_steps", "not_worse_by_steps")
PERCENT = ("improves_percent", "not_worse_by_percent")
LIMITS = ("at_most", "at_least")


def goal_problems(goal: Goal) -> Iterator[Problem]:
    """Everything wrong with one goal by itself, earlier versions included: the field, and a sentence."""
    if not goal.id.strip():
        yield "id", "A goal needs an id, such as g1."
    elif problem := text_problem(goal.id):
        yield "id", f"This id {problem}"
    for field, value in (("importance", goal.importance), ("difficulty", goal.difficulty)):
        if value is not None and not 0 <= value <= 3:
            yield field, f"The {field} of a goal is 0 to 3."
    if not -2 <= goal.baseline_level <= 2:
        yield "baseline_level", "The level at baseline is -2 to 2."
    if goal.target is not None:
        yield from ((f"target.{field}" if field else "target", why) for field, why in _target_problems(goal.target))
        if goal.kind == "keep" and goal.target.at is not None:
            yield "target.at", 'A keep goal is judged throughout the day and has no "at".'
    tone = {key for scale in scales.catalogue().values() if scale.coding for key in scale.by_key}
    for number, muscle in enumerate(goal.muscles):
        if muscle not in tone:
            yield f"muscles[{number}]", f"{quoted(muscle)} is no muscle of an Ashworth scale."
    for number, earlier in enumerate(goal.earlier):
        place = f"earlier[{number}].goal"
        yield from ((f"{place}.{field}", why) for field, why in goal_problems(earlier.goal))
        if earlier.goal.id != goal.id:
            yield f"{place}.id", f"An earlier form of goal {quoted(goal.id)} has the same id."


def rating_problems(rating: Rating, goals: set[str]) -> Iterator[Problem]:
    """Everything wrong with one rating, given the ids of the goals that there are."""
    if rating.goal not in goals:
        yield "goal", f"There is no goal {quoted(rating.goal)}."
    if problem := slot_problem(rating.slot):
        yield "slot", problem
    if rating.level is not None and rating.level not in LEVELS:
        yield "level", "A rating is one of -2, -1, -0.5, 0, 1 and 2."
    for number, before in enumerate(rating.corrected):
        place = f"corrected[{number}].rating"
        yield from ((f"{place}.{field}", why) for field, why in rating_problems(before.rating, goals))


def _target_problems(target: Target) -> Iterator[Problem]:
    scale = scales.catalogue().get(target.scale)
    if scale is None:
        yield "scale", f"There is no scale {quoted(target.scale)}."
        return
    item = scale.by_key.get(target.item)
    if item is None:
        yield "item", no_such_item(scale, target.item)
        return
    if sentence := _rule_problem(scale, item, target):
        yield "rule", sentence
    elif sentence := _amount_problem(scale, item, target):
        yield "amount", sentence


def _rule_problem(scale: Scale, item: Item | Derived, target: Target) -> str | None:
    numeric = isinstance(item, Number | Derived)
    if not numeric and not (isinstance(item, Grade) and target.rule in (*STEPS, *LIMITS)):
        takes = "steps, at_most or at_least" if isinstance(item, Grade) else "no target; rate the goal instead"
        return f"{item.label} is not a number: the rule {target.rule} does not fit; it takes {takes}."
    if numeric and target.rule in STEPS:
        return f"{item.label} is a number and has no steps; use falls_by, rises_by or a percent."
    if target.rule in (*STEPS, *PERCENT) and scale.better_for(target.item) == "neither":
        return f"Neither way is better for {item.label}; use at_most, at_least, falls_by or rises_by."
    return None


def _amount_problem(scale: Scale, item: Item | Derived, target: Target) -> str | None:
    if target.rule in LIMITS:
        number_of = scale.number_of or _no_coding
        if isinstance(item, Grade) and all(
            target.amount != number_of(level.token) and f"{target.amount.normalize():f}" != level.token
            for level in item.levels
        ):
            tokens = ", ".join(level.token for level in item.levels if level.token.isdecimal())
            return f"{item.label} has no grade {target.amount.normalize():f}; use one of {tokens}."
        return None
    if target.amount <= 0:
        return f"The rule {target.rule} takes an amount above 0."
    if target.rule in STEPS and target.amount != target.amount.to_integral_value():
        return "Steps are whole."
    return None


def _no_coding(_: str) -> None:
    """A scale whose tokens stand for no published number."""
