"""Safety: NEWS2 sets, extremes against own baseline, events. Stated, never judged (rules 28-31)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import get_args

import scales
from scales.base import Grade
from trial.ledger.facts import Call, Dose, Event, Person, Severity, Trial
from trial.meaning.early_warning import OBSERVATIONS, News2, news2_sets
from trial.meaning.limits import LIMITS
from trial.meaning.point import Point
from trial.meaning.schedule import BASELINE
from trial.meaning.timeline import DoseTimeline, value_of

SEVERE: tuple[Severity, ...] = ("severe", "life_threatening")


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Readings after T0, the baseline apart. Every extreme is its point, so that its time can be told."""

    news2: tuple[News2, ...]
    highest_news2: int | None
    systolic_baseline: Point | None
    systolic_lowest: Point | None
    systolic_highest: Point | None
    systolic_fall: Decimal | None  # from own baseline; 0 if none, None without one
    systolic_rise: Decimal | None
    heart_rate_lowest: Point | None
    respiratory_rate_lowest: Point | None
    oxygen_saturation_lowest: Point | None
    consciousness_worst: Point | None
    events_asked: bool
    events: tuple[Event, ...]
    worst_severity: str | None  # "none" when asked and none; None until someone asked
    dysreflexia_rise: bool  # cord injury at T6 or above, and a systolic rise of 20 or more
    copied_totals: tuple[Point, ...]  # NEWS2 totals copied from the ward's chart
    after_signing: tuple[Event | Call, ...]  # appended after a decision was signed (rule 31)


def safety_of(trial: Trial, dose: Dose, known: DoseTimeline | None = None) -> Safety:
    """Everything that safety says of one dose; what is `known` of its points is not worked out again."""
    read = known or DoseTimeline(dose)
    points = read.of(scales.get(OBSERVATIONS))
    after = {key: [one for one in found if one.measured and one.after()] for key, found in points.items()}
    systolic = after.get("systolic", [])
    baseline = _baseline(points.get("systolic", ()))
    lowest, highest = _extreme(systolic, lowest=True), _extreme(systolic, lowest=False)
    fall = _away(lowest, baseline, -1)
    rise = _away(highest, baseline, 1)
    sets = news2_sets(trial, dose)
    totals = [one.score for one in sets if one.score is not None]
    return Safety(
        news2=sets,
        highest_news2=max(totals, default=None),
        systolic_baseline=baseline,
        systolic_lowest=lowest,
        systolic_highest=highest,
        systolic_fall=fall,
        systolic_rise=rise,
        heart_rate_lowest=_extreme(after.get("heart_rate", []), lowest=True),
        respiratory_rate_lowest=_extreme(after.get("respiratory_rate", []), lowest=True),
        oxygen_saturation_lowest=_extreme(after.get("oxygen_saturation", []), lowest=True),
        consciousness_worst=_least_conscious(after.get("consciousness", [])),
        events_asked=dose.events_asked,
        events=tuple(sorted(dose.events, key=lambda one: one.began_at)),
        worst_severity=_worst_severity(dose),
        dysreflexia_rise=rise is not None and rise >= LIMITS.dysreflexia_rise_mmhg and high_cord_injury(trial.person),
        copied_totals=tuple(one for one in read.of(scales.get("news2")).get("total", ()) if one.after()),
        after_signing=_after_signing(trial, dose),
    )


def unrecordable_of(dose: Dose, scale: str = "") -> tuple[tuple[datetime, tuple[str, ...]], ...]:
    """What was tried and could not be got, by moment: a finding, not a gap (rule 2). Of one scale, or of every one."""
    found: dict[datetime, dict[str, None]] = {}
    for reading in sorted(dose.readings, key=lambda one: one.taken_at):
        if reading.status == "unrecordable" and scale in ("", reading.scale):
            found.setdefault(reading.taken_at, {})[reading.item] = None
    return tuple((at, tuple(items)) for at, items in found.items())


def _baseline(points: Sequence[Point]) -> Point | None:
    found = value_of(one for one in points if one.slot == BASELINE and (one.minutes is None or one.minutes <= 0))
    return found if found is not None and found.measured else None


def _extreme(points: Sequence[Point], *, lowest: bool) -> Point | None:
    found = [(one.number, one) for one in points if one.number is not None]
    return (min if lowest else max)(found, key=lambda pair: pair[0])[1] if found else None


def _away(point: Point | None, baseline: Point | None, sign: int) -> Decimal | None:
    """How far down (-1) or up (1) from the baseline; 0 if not at all."""
    if point is None or baseline is None or point.number is None or baseline.number is None:
        return None
    return max(Decimal(0), sign * (point.number - baseline.number))


def _least_conscious(points: Sequence[Point]) -> Point | None:
    item = scales.get(OBSERVATIONS).item("consciousness")
    if not isinstance(item, Grade):
        return None
    ranked = [(item.rank(one.value), one) for one in points if one.value is not None]
    return max(((rank, one) for rank, one in ranked if rank is not None), key=lambda pair: pair[0], default=(0, None))[
        1
    ]


def _worst_severity(dose: Dose) -> str | None:
    order = get_args(Severity)
    found = [one.severity for one in dose.events if one.severity is not None]
    return max(found, key=order.index) if found else "none" if dose.events_asked else None


def high_cord_injury(person: Person) -> bool:
    """A cord level at T6 or above, however it was written: "C5/6", "T4 complete".

    >>> [high_cord_injury(Person(identifier="X", cord_level=one)) for one in ("C5/6", "t 6", "T10", "L1", "")]
    [True, True, False, False, False]
    """
    levels = re.findall(r"(?<![a-z])([ct])\s*(\d{1,2})", person.cord_level.lower())
    return any(part == "c" or int(number) <= 6 for part, number in levels)


def _after_signing(trial: Trial, dose: Dose) -> tuple[Event | Call, ...]:
    signed = [
        one.signed_at for one in trial.decisions if one.signed_at and dose.given_at and one.signed_at > dose.given_at
    ]
    if not signed:
        return ()
    events = [one for one in dose.events if (one.noted_at or one.began_at) > min(signed)]
    calls = [one for one in dose.follow_up if (one.noted_at or one.called_at) > min(signed)]
    return (*events, *calls)
