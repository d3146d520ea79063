"""The axis of a measure: fixed by its scale, the same for every dose and person, widened in whole steps."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from scales.base import Derived, Grade, Item, Number, Scale
from trial.brief.panels.lines import is_drawn
from trial.brief.panels.shapes import Axis, Hours, Tick
from trial.meaning.schedule import slot_minutes
from trial.meaning.summary import Summary
from trial.wording.figures import axis_text, widened_text

BEFORE, AFTER = 62.0, 22.0
"""Minutes drawn before T0 at least, and beyond the last reading."""
PEAK = Decimal(240)
STEPS = (Decimal(1), Decimal(2), Decimal(4), Decimal(5), Decimal(10))
MOST_STEPS = 5
ROOM = Decimal("0.5")
"""Half a step above and below the outermost grade, so that a mark on it stands free."""
SHORT = 9
"""Characters of a token with its words that still fit beside an axis: either every grade has its words, or none."""


def hours_of(summary: Summary) -> Hours:
    """The minutes that every figure of a trial spans: from before T0 to the last reading of any dose."""
    every = (point for dose in summary.delivered for series in dose.series for point in series.points)
    moments = [float(point.minutes) for point in every if point.minutes is not None and is_drawn(point)]
    peak = float(slot_minutes(summary.trial.plan.peak_slot) or PEAK)
    start = min(-BEFORE, min(moments, default=0.0) - AFTER)
    return Hours(start=start, end=max(peak, *moments, peak) + AFTER, peak=peak)


def axis_of(scale: Scale, key: str, values: Iterable[Decimal]) -> Axis | None:
    """The axis of one item, wide enough for these values; None for an item that has no axis (yes or no)."""
    found = scale.by_key[key]
    if isinstance(found, Grade):
        return _graded(found)
    if isinstance(found, Number | Derived):
        return _numeric(found, list(values))
    return None


def _graded(item: Grade) -> Axis | None:
    tokens: dict[int, list[str]] = {}
    words: dict[int, str] = {}
    for level in item.levels:
        if level.rank is not None:
            tokens.setdefault(level.rank, []).append(level.token)
            words.setdefault(level.rank, level.label)
    if not tokens:
        return None
    labels = [_label(tokens[rank], words[rank]) for rank in sorted(tokens)]
    if not all(len(one) <= SHORT for one in labels):
        labels = [_middle(tokens[rank]) for rank in sorted(tokens)]
    ticks = tuple(Tick(at=float(rank), label=label) for rank, label in zip(sorted(tokens), labels, strict=True))
    return Axis(
        kind="ordinal", low=ticks[0].at - float(ROOM), high=ticks[-1].at + float(ROOM), ticks=ticks, unit="grade"
    )


def _middle(tokens: list[str]) -> str:
    """The middle one of the tokens that share a rank: 4 of 4-, 4, 4+."""
    return tokens[len(tokens) // 2]


def _label(tokens: list[str], words: str) -> str:
    token = _middle(tokens)
    return token if words == token else f"{token} {words}"


def _numeric(found: Number | Derived, values: list[Decimal]) -> Axis:
    low, high = usual = _usual(found, values)
    step = step_for(high - low)
    if values:
        low = min(low, _down(min(values), step)) if min(values) < low else low
        high = max(high, _up(max(values), step)) if max(values) > high else high
    widened = ""
    if (low, high) != usual:
        widened = widened_text(low, high, found.unit)
    # A widened axis keeps the spacing of the usual one, unless that would crowd it.
    while (high - low) / step > MOST_STEPS:
        step = step_for(step * MOST_STEPS * 2)
    first = _up(low, step)
    ticks = []
    while first <= high:
        ticks.append(Tick(at=float(first), label=axis_text(first)))
        first += step
    return Axis(kind="numeric", low=float(low), high=float(high), ticks=tuple(ticks), unit=found.unit, widened=widened)


def _usual(found: Item | Derived, values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """What the scale says, else its soft range, else its hard range if a person could read a change on it."""
    if isinstance(found, Number | Derived) and found.axis is not None:
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


def _down(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_FLOOR) * step


def _up(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral_value(ROUND_CEILING) * step
