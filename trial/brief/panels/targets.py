"""Where a goal's good side and the published error lie on a chart, in the unit that is drawn."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scales.base import Derived, Grade, Scale, Value
from trial.brief.panels.shapes import Band, Region
from trial.ledger.facts import Goal, Target
from trial.meaning.course import Series
from trial.meaning.goals import satisfied
from trial.wording.figures import band_text, region_text

HALF_STEP = Decimal("0.5")


def drawn_item(scale: Scale, item: str) -> str:
    """The item that a chart draws for this one: a scale's headline (speed for seconds), else the item itself."""
    return scale.headline[0] if scale.headline and item not in scale.headline else item


def converted(scale: Scale, item: str, to: str, value: Decimal, conditions: Mapping[str, Value]) -> Decimal | None:
    """A value of one item in the unit of another that is worked out from it; None where that cannot be done."""
    if item == to:
        return value
    wanted, given = scale.by_key[to], scale.by_key[item]
    if not isinstance(wanted, Derived):
        return None
    if item in wanted.of:
        return wanted.compute({**conditions, item: value})
    if isinstance(given, Derived) and given.of == wanted.of:
        return wanted.compute({**conditions, **dict.fromkeys(given.of, value)})
    return None


def regions_of(drawn: Series, companions: Sequence[Series], goals: Sequence[tuple[int, Goal]]) -> tuple[Region, ...]:
    """The good side of every goal with a target on this measure, from this dose's own baseline."""
    found = []
    for number, goal in goals:
        target = goal.target
        if target is None or target.scale != drawn.scale.key or drawn_item(drawn.scale, target.item) != drawn.item:
            continue
        own = next((one for one in companions if one.item == target.item), None)
        region = _region(number, goal, target, own or drawn, drawn)
        if region is not None:
            found.append(region)
    return tuple(found)


def _region(number: int, goal: Goal, target: Target, own: Series, drawn: Series) -> Region | None:
    limit = _limit(target, own)
    if limit is None:
        return None
    edge, up = limit
    placed = converted(drawn.scale, target.item, drawn.item, edge, _conditions(drawn))
    beyond = converted(drawn.scale, target.item, drawn.item, edge + 1, _conditions(drawn))
    if placed is None or beyond is None:
        return None
    above = up == (beyond > placed)  # more seconds are less speed
    return Region(
        edge=float(placed),
        side="above" if above else "below",
        name=f"Goal {number}",
        label=region_text(number, goal, target),
        goal=goal.id,
    )


def _limit(target: Target, own: Series) -> tuple[Decimal, bool] | None:
    """The edge in the target's own unit (between two ranks for grades), and whether the good side is above it."""
    item = own.scale.by_key[target.item]
    if isinstance(item, Grade):
        return _graded_limit(target, own, item)
    amount, start = Decimal(target.amount), own.baseline.number if own.baseline is not None else None
    up = own.scale.better_for(target.item) == "higher"
    if target.rule in ("at_most", "at_least"):
        return amount, target.rule == "at_least"
    if start is None:
        return None
    match target.rule:
        case "falls_by":
            return start - amount, False
        case "rises_by":
            return start + amount, True
        case "improves_percent":
            return start * (1 + (amount if up else -amount) / 100), up
        case "not_worse_by_percent":
            return start * (1 + (-amount if up else amount) / 100), up
    return None


def _graded_limit(target: Target, own: Series, item: Grade) -> tuple[Decimal, bool] | None:
    """Half a step beyond the last grade that fulfils the target, so that the grade itself stands inside."""
    sample = own.baseline or next(iter(own.points), None)
    if sample is None:
        return None
    good: list[int] = []
    bad: list[int] = []
    for level in item.levels:
        if level.rank is None:
            continue
        point = sample._replace(value=level.token, status="measured", steps=_steps(own, item, level.rank))
        (good if satisfied(own.scale, target, own.baseline, point) else bad).append(level.rank)
    if not good or not bad:
        return None
    up = max(good) > max(bad)
    return (min(good) - HALF_STEP if up else max(good) + HALF_STEP), up


def _steps(own: Series, item: Grade, rank: int) -> int | None:
    base = item.rank(own.baseline.value) if own.baseline is not None and own.baseline.value is not None else None
    if base is None:
        return None
    return base - rank if own.scale.better_for(item.key) == "lower" else rank - base


def band_of(drawn: Series, companions: Sequence[Series]) -> Band | None:
    """What lies within published error (or the least change) of this dose's baseline, in the unit that is drawn."""
    error = drawn.error
    if error is None:
        return _least(drawn)
    own = next((one for one in (drawn, *companions) if one.item == error.item), None)
    base = own.baseline.value if own is not None and own.baseline is not None else None
    if not isinstance(base, Decimal):
        return None
    falls, rises = (base * error.falls / 100, base * error.rises / 100) if error.percent else (error.falls, error.rises)
    ends = [
        converted(drawn.scale, error.item, drawn.item, one, _conditions(drawn)) for one in (base - falls, base + rises)
    ]
    low, high = ends
    if low is None or high is None:
        return None
    low, high = sorted((low, high))
    return Band(low=float(low), high=float(high), label=band_text(drawn), source=error.source)


def _least(drawn: Series) -> Band | None:
    least, base = drawn.scale.least_change, drawn.baseline.value if drawn.baseline is not None else None
    if least is None or not isinstance(base, Decimal):
        return None
    source = drawn.scale.least_change_source
    return Band(low=float(base - least), high=float(base + least), label=band_text(drawn), source=source)


def _conditions(drawn: Series) -> Mapping[str, Value]:
    return drawn.baseline.conditions if drawn.baseline is not None else {}
