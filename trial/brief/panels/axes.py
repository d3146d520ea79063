"""The axis of a measure, the same for every dose and person, and where goals and published error lie on it."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from scales.base import Derived, Grade, Level, Number, Scale
from trial.brief.panels.lines import is_drawn
from trial.brief.panels.shapes import Axis, Band, Hours, Region, Tick
from trial.ledger.facts import Goal, Target
from trial.meaning.course import Series
from trial.meaning.goals import satisfied
from trial.meaning.schedule import slot_minutes
from trial.meaning.summary import Summary
from trial.wording.figures import axis_text, band_text, region_texts, widened_text

BEFORE, AFTER = 62.0, 22.0
"""Minutes drawn before T0 at least, and beyond the last reading."""
PEAK = Decimal(240)
STEPS = (Decimal(1), Decimal(2), Decimal(4), Decimal(5), Decimal(10))
MOST_STEPS = 5
HALF_STEP = Decimal("0.5")
"""Of grades: the axis goes so far beyond the outermost one, and a goal's good side beyond the last one in it."""
SMALLEST_SHARE = Decimal("0.5")
"""Of its highest value: what the axis of a walk spans at least, so that a small change does not look large."""


def hours_of(summary: Summary) -> Hours:
    """The minutes that every figure of a trial spans: from before T0 to the last reading of any dose."""
    every = (point for dose in summary.delivered for series in dose.series for point in series.points)
    moments = [float(point.minutes) for point in every if point.minutes is not None and is_drawn(point)]
    peak = float(slot_minutes(summary.trial.plan.peak_slot) or PEAK)
    start = min(-BEFORE, min(moments, default=0.0) - AFTER)
    return Hours(start=start, end=max(peak, *moments, peak) + AFTER, peak=peak)


def ages_of(summary: Summary) -> dict[int, int]:
    """How many doses were given after each delivered dose, by its number: 0 for the latest."""
    return {dose.dose.number: age for age, dose in enumerate(reversed(summary.delivered))}


def axis_for(series: Sequence[Series], regions: Sequence[Region]) -> Axis | None:
    """The axis of one measure, wide enough for every dose and goal; None for one that has none (yes or no)."""
    values = [value for one in series for point in one.points if (value := one.place(point)) is not None]
    return axis_of(series[-1].scale, series[-1].item, [*values, *(Decimal(str(region.edge)) for region in regions)])


def axis_of(scale: Scale, key: str, values: Iterable[Decimal]) -> Axis | None:
    """The axis of one item, wide enough for these values; None for an item that has no axis (yes or no)."""
    found = scale.by_key[key]
    if isinstance(found, Grade):
        return _graded(found)
    if isinstance(found, Number | Derived):
        return _fitted(found, list(values)) if scale.domain == "walking" else _numeric(found, list(values))
    return None


def _graded(item: Grade) -> Axis | None:
    ranks: dict[int, list[Level]] = {}
    for level in item.levels:
        if level.rank is not None:
            ranks.setdefault(level.rank, []).append(level)
    if not ranks:
        return None
    # The middle one of the tokens that share a rank: 4 of 4-, 4, 4+.
    tokens = {rank: levels[len(levels) // 2].token for rank, levels in sorted(ranks.items())}
    words = {rank: ranks[rank][0].short or ranks[rank][0].label for rank in tokens}
    ticks = tuple(
        Tick(at=float(rank), label=token, words=words[rank] if words[rank] != token else "")
        for rank, token in tokens.items()
    )
    low, high = ticks[0].at - float(HALF_STEP), ticks[-1].at + float(HALF_STEP)
    return Axis(kind="ordinal", low=low, high=high, ticks=ticks, unit="grade")


def _fitted(found: Number | Derived, values: list[Decimal]) -> Axis:
    """The axis of a walk, which fits its values in steps: a slow walker's course is not lost on a fast one's axis."""
    values = values or [Decimal(0), Decimal(1)]
    step = step_for(max(max(values) - min(values), abs(max(values)) * SMALLEST_SHARE) or Decimal(1))
    low, high = (min(values) / step).to_integral_value(ROUND_FLOOR) * step, _up(max(values), step)
    high = max(high, low + 2 * step)
    places = [low + step * number for number in range(int((high - low) / step) + 1)]
    ticks = tuple(Tick(at=float(place), label=axis_text(place)) for place in places)
    return Axis(kind="numeric", low=float(low), high=float(high), ticks=ticks, unit=found.unit)


def _numeric(found: Number | Derived, values: list[Decimal]) -> Axis:
    low, high = usual = _usual(found, values)
    step = step_for(high - low)
    lowest, highest = min([low, *values]), max([high, *values])
    low = low if lowest == low else (lowest / step).to_integral_value(ROUND_FLOOR) * step
    high = high if highest == high else _up(highest, step)
    widened = widened_text(low, high, found.unit) if (low, high) != usual else ""
    # A widened axis has the spacing of the usual one, unless that would crowd it.
    while (high - low) / step > MOST_STEPS:
        step = step_for(step * MOST_STEPS * 2)
    first = _up(low, step)
    places = [first + step * number for number in range(int((high - first) / step) + 1)]
    ticks = tuple(Tick(at=float(place), label=axis_text(place)) for place in places)
    return Axis(kind="numeric", low=float(low), high=float(high), ticks=ticks, unit=found.unit, widened=widened)


def _usual(found: Number | Derived, values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """What the scale says, else its soft range, else its hard range if a person could read a change on it."""
    if found.axis is not None:
        return found.axis
    if isinstance(found, Number):
        return found.soft or found.hard
    top = max((*values, Decimal(1)))
    return Decimal(0), _up(top, step_for(top))


def step_for(span: Decimal) -> Decimal:
    """The distance between ticks: 1, 2, 4 or 5 times a power of ten, at most five such steps.

    >>> [f"{step_for(Decimal(one)):f}" for one in ("0.6", "12", "80", "10")]
    ['0.2', '4', '20', '2']
    """
    raw = span / MOST_STEPS
    power = Decimal(1).scaleb(raw.adjusted())
    return next(one * power for one in STEPS if one * power >= raw)


def _up(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_CEILING) * step


def drawn_item(scale: Scale, item: str) -> str:
    """The item that a chart draws for this one: a scale's headline (speed for seconds), else the item itself."""
    return scale.headline[0] if scale.headline and item not in scale.headline else item


def _converted(drawn: Series, item: str, value: Decimal) -> Decimal | None:
    """A value of one item in the unit of the drawn one that is worked out from it; None where that cannot be done."""
    if item == drawn.item:
        return value
    wanted, given = drawn.scale.by_key[drawn.item], drawn.scale.by_key[item]
    if not isinstance(wanted, Derived):
        return None
    conditions = drawn.baseline.conditions if drawn.baseline is not None else {}
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
        limit = _limit(target, next((one for one in companions if one.item == target.item), drawn))
        if limit is None:
            continue
        edge, beyond = (_converted(drawn, target.item, limit[0] + more) for more in (0, 1))
        if edge is not None and beyond is not None:
            above = limit[1] == (beyond > edge)  # more seconds are less speed
            label, short = region_texts(number, goal)
            side: Literal["above", "below"] = "above" if above else "below"
            name = f"Goal {number}"
            found.append(Region(edge=float(edge), side=side, name=name, label=label, short=short, goal=goal.id))
    return tuple(found)


def _limit(target: Target, own: Series) -> tuple[Decimal, bool] | None:
    """The edge in the target's own unit (between two ranks for grades), and whether the good side is above it."""
    item, rule, amount = own.scale.by_key[target.item], target.rule, target.amount
    if isinstance(item, Grade):
        return _graded_limit(target, own, item)
    if rule in ("at_most", "at_least"):
        return amount, rule == "at_least"
    start = own.baseline.number if own.baseline is not None else None
    if start is None:
        return None
    if rule in ("falls_by", "rises_by"):
        return (start + amount, True) if rule == "rises_by" else (start - amount, False)
    if rule in ("improves_percent", "not_worse_by_percent"):
        up = own.scale.better_for(target.item) == "higher"
        return start * (1 + (amount if up == (rule == "improves_percent") else -amount) / 100), up
    return None


def _graded_limit(target: Target, own: Series, item: Grade) -> tuple[Decimal, bool] | None:
    """Half a step beyond the last grade that fulfils the target, so that the grade itself is inside the area."""
    sample = own.baseline or next(iter(own.points), None)
    if sample is None:
        return None
    base = item.rank(own.baseline.value) if own.baseline is not None and own.baseline.value is not None else None
    sign = -1 if own.scale.better_for(item.key) == "lower" else 1
    good: list[int] = []
    bad: list[int] = []
    for level in item.levels:
        if level.rank is not None:
            steps = None if base is None else sign * (level.rank - base)
            point = sample._replace(value=level.token, status="measured", steps=steps)
            (good if satisfied(own.scale, target, own.baseline, point) else bad).append(level.rank)
    if not good or not bad:
        return None
    up = max(good) > max(bad)
    return (min(good) - HALF_STEP if up else max(good) + HALF_STEP), up


def band_of(drawn: Series, companions: Sequence[Series]) -> Band | None:
    """The range within published error (or least change) of this dose's baseline, in the plotted unit."""
    error, least = drawn.error, drawn.scale.least_change
    if error is not None:
        item, falls, rises, source = error.item, error.falls, error.rises, error.source
    elif least is not None:
        item, falls, rises, source = drawn.item, least, least, drawn.scale.least_change_source
    else:
        return None
    own = next((one for one in (drawn, *companions) if one.item == item), None)
    base = own.baseline.value if own is not None and own.baseline is not None else None
    if not isinstance(base, Decimal):
        return None
    if error is not None and error.percent:
        falls, rises = base * falls / 100, base * rises / 100
    low, high = _converted(drawn, item, base - falls), _converted(drawn, item, base + rises)
    if low is None or high is None:
        return None
    return Band(low=float(min(low, high)), high=float(max(low, high)), label=band_text(drawn), source=source)
