"""What a goal's target asks of a value. Limits are inclusive, on unrounded decimals (rule 23)."""

from decimal import Decimal

from scales.base import Scale, Value
from trial.ledger.facts import Target
from trial.meaning.point import Point

RELATIVE = frozenset(
    {"falls_by", "rises_by", "improves_percent", "not_worse_by_percent", "improves_steps", "not_worse_by_steps"}
)
"""Rules that need a baseline value; the others judge the value itself."""
EXACT_TO = 12
"""Decimals at which sizes are compared: a speed is a quotient cut at 28 digits, and exactly 20 % must count as 20 %."""


def satisfied(scale: Scale, target: Target, baseline: Point | None, point: Point) -> bool | None:
    """Whether a measured point fulfils the target; None where that cannot be worked out (a percent of zero, say).

    A relative target without a baseline value is fulfilled by being able at all: the caller knows that it was a
    performance scale on which the person became able.
    """
    if point.value is None:
        return None
    if target.rule in RELATIVE and (baseline is None or baseline.value is None):
        return True
    amount = Decimal(target.amount)
    match target.rule:
        case "at_most" | "at_least":
            size, limit = _size(scale, target.item, point.value), amount
            if size is None:
                return None
            return round(size, EXACT_TO) <= limit if target.rule == "at_most" else round(size, EXACT_TO) >= limit
        case "falls_by" | "rises_by":
            change = _raw_change(scale, target.item, point)
            if change is None:
                return None
            return round(-change if target.rule == "falls_by" else change, EXACT_TO) >= amount
        case "improves_percent" | "not_worse_by_percent":
            gain = _gain(scale, target.item, point.percent)
            if gain is None:
                return None
            return gain >= amount if target.rule == "improves_percent" else -gain < amount
        case "improves_steps" | "not_worse_by_steps":
            if point.steps is None:
                return None
            return point.steps >= amount if target.rule == "improves_steps" else -point.steps < amount


def _size(scale: Scale, item: str, value: Value) -> Decimal | None:
    """A number itself; a grade by the number it begins with or its published coding: 4- and 4+ count as 4."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    if scale.number_of is not None and scale.item(item) is not None:
        return scale.number_of(value)
    digits = value.rstrip("+-")
    return Decimal(digits) if digits.isdecimal() else None


def _raw_change(scale: Scale, item: str, point: Point) -> Decimal | None:
    """Value minus baseline; for a grade in steps up its ladder."""
    if point.change is not None:
        return point.change
    if point.steps is None:
        return None
    return Decimal(-point.steps if scale.better_for(item) == "lower" else point.steps)


def _gain(scale: Scale, item: str, percent: Decimal | None) -> Decimal | None:
    """Percent of the baseline, positive when better."""
    better = scale.better_for(item)
    if percent is None or better == "neither":
        return None
    return round(-percent if better == "lower" else percent, EXACT_TO)
