"""Safety: NEWS2 sets, extremes against own baseline, events. Stated, never judged (rules 28-31)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, get_args

import scales
from scales.base import Scale
from scales.news2 import PARTS, parts, sum_of, threes_of
from trial.ledger.facts import Call, Dose, Event, Person, Reading, Severity, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.point import Point
from trial.meaning.schedule import BASELINE, EXTRA, elapsed
from trial.meaning.timeline import DoseTimeline, baseline_of

OBSERVATIONS = "observations"
SEVERE: tuple[Severity, ...] = ("severe", "life_threatening")
_taken_at = attrgetter("taken_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class News2:
    """One set of observations (rule 28). A score only if all seven parts are within 15 minutes; single 3s always."""

    minutes: Decimal
    slot: str
    score: int | None
    complete: bool
    single_3: tuple[str, ...]
    missing: tuple[str, ...]


def age_at(born: date | None, at: datetime) -> int | None:
    """Age in whole years; None if unknown.

    >>> from datetime import UTC
    >>> age_at(date(2010, 11, 19), datetime(2026, 11, 18, tzinfo=UTC)), age_at(None, datetime(2026, 1, 1, tzinfo=UTC))
    (15, None)
    """
    return None if born is None else at.year - born.year - ((at.month, at.day) < (born.month, born.day))


def news2_sets(trial: Trial, dose: Dose) -> tuple[News2, ...]:
    """A NEWS2 for each set after T0 (rule 28); none under 16, without an age, or if the plan leaves it out."""
    if not trial.plan.news2 or dose.given_at is None:
        return ()
    readings = [
        reading
        for reading in sorted(dose.readings, key=_taken_at)
        if reading.scale == OBSERVATIONS and reading.item in PARTS and reading.measured
        if reading.slot != BASELINE and reading.taken_at >= dose.given_at
    ]
    found = (_news2(trial, dose.given_at, _filled(one, readings)) for one in _rounds(readings))
    return tuple(sorted((one for one in found if one is not None), key=lambda news2: news2.minutes))


def _rounds(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The sets: the readings of one slot until an item repeats; in `extra` also until 15 minutes have passed."""
    rounds: dict[str, list[list[Reading]]] = {}
    for reading in readings:
        here = rounds.setdefault(reading.slot, [[]])
        later = reading.slot == EXTRA and here[-1] and reading.taken_at - here[-1][0].taken_at > LIMITS.one_set_within
        if later or any(one.item == reading.item for one in here[-1]):
            here.append([])
        here[-1].append(reading)
    return [_densest(one) for here in rounds.values() for one in here]


def _densest(round_: Sequence[Reading]) -> list[Reading]:
    """Return the largest group of readings within 15 minutes; the later one on a tie."""
    if round_[-1].taken_at - round_[0].taken_at <= LIMITS.one_set_within:
        return list(round_)
    windows = [
        [one for one in round_ if first.taken_at <= one.taken_at <= first.taken_at + LIMITS.one_set_within]
        for first in round_
    ]
    return max(reversed(windows), key=len)


def _filled(round_: Sequence[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """Add missing parts from readings close enough that the set is still within 15 minutes, nearest first."""
    whole, missing = list(round_), set(PARTS) - {one.item for one in round_}
    if not missing:
        return whole
    last = max(one.taken_at for one in round_)
    since = bisect_left(readings, last - LIMITS.one_set_within, key=_taken_at)
    until = bisect_right(readings, last + LIMITS.one_set_within, key=_taken_at)
    near = (one for one in readings[since:until] if one.item in missing)
    for reading in sorted(near, key=lambda part: (abs(part.taken_at - last), part.taken_at)):
        times = [one.taken_at for one in (*whole, reading)]
        if reading.item in missing and max(times) - min(times) <= LIMITS.one_set_within:
            whole.append(reading)
            missing.remove(reading.item)
    return whole


def _news2(trial: Trial, given_at: datetime, whole: Sequence[Reading]) -> News2 | None:
    at = max(one.taken_at for one in whole)
    age, minutes = age_at(trial.person.born, at), elapsed(at, given_at)
    if minutes is None or age is None or age < LIMITS.news2_from_years:
        return None
    answers = {one.item: one.value for one in whole if one.value is not None}
    found = parts(answers, trial.plan.oxygen_scale)
    score = sum_of(found)
    return News2(
        minutes=minutes,
        slot=whole[0].slot,
        score=None if score is None else int(score),
        complete=score is not None,
        single_3=threes_of(found),
        missing=tuple(key for key in PARTS if key not in answers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Readings after T0, the baseline apart; every extreme is its point, for its time (rules 28 to 31)."""

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
    events_asked: bool  # after T0
    last_asked_at: datetime | None  # where its time is known
    events: tuple[Event, ...]
    worst_severity: str | None  # "none" when asked and none; None until someone asked
    dysreflexia_rise: bool  # cord injury at T6 or above, and a systolic rise of 20 or more
    copied_totals: tuple[Point, ...]  # NEWS2 totals copied from the ward's chart
    after_signing: tuple[Event | Call, ...]  # appended after a decision was signed (rule 31)


def safety_of(trial: Trial, dose: Dose, timeline: DoseTimeline) -> Safety:
    """Everything that safety says of one dose (rules 28 to 30)."""
    scale = scales.get(OBSERVATIONS)
    points = timeline.of(scale)

    def extreme(key: str, pick: Callable[..., Any]) -> Point | None:
        """The lowest (min) or highest (max) reading of the course, the earliest on a tie."""
        after = (one for one in points.get(key, ()) if one.measured and one.after())
        placed = [(place, one) for one in after if (place := scale.place_of(key, one.value)) is not None]
        found: Point | None = pick(placed, key=lambda pair: pair[0])[1] if placed else None
        return found

    baseline = baseline_of(points.get("systolic", ()))
    baseline = baseline if baseline is not None and baseline.measured else None
    lowest, highest = extreme("systolic", min), extreme("systolic", max)
    rise = _away(highest, baseline, 1)
    sets = news2_sets(trial, dose)
    severities = [one.severity for one in dose.events if one.severity is not None]
    return Safety(
        news2=sets,
        highest_news2=max((one.score for one in sets if one.score is not None), default=None),
        systolic_baseline=baseline,
        systolic_lowest=lowest,
        systolic_highest=highest,
        systolic_fall=_away(lowest, baseline, -1),
        systolic_rise=rise,
        heart_rate_lowest=extreme("heart_rate", min),
        respiratory_rate_lowest=extreme("respiratory_rate", min),
        oxygen_saturation_lowest=extreme("oxygen_saturation", min),
        consciousness_worst=extreme("consciousness", max),
        events_asked=dose.events_asked,
        last_asked_at=dose.asked_at[-1] if dose.events_asked and dose.asked_at else None,
        events=tuple(sorted(dose.events, key=lambda event: event.began_at)),
        worst_severity=max(severities, key=get_args(Severity).index, default="none" if dose.events_asked else None),
        dysreflexia_rise=rise is not None and rise >= LIMITS.dysreflexia_rise_mmhg and high_cord_injury(trial.person),
        copied_totals=tuple(one for one in timeline.of(scales.get("news2")).get("total", ()) if one.after()),
        after_signing=_after_signing(trial, dose),
    )


def unrecordable_of(dose: Dose, scale: str = "") -> tuple[tuple[datetime, tuple[tuple[Scale, str], ...]], ...]:
    """Scale and item of what could not be got, by moment: a finding, not a gap (rule 2). Of one scale, or of all."""
    found: dict[datetime, list[tuple[Scale, str]]] = {}
    for reading in sorted(dose.readings, key=lambda reading: reading.taken_at):
        if reading.status == "unrecordable" and scale in ("", reading.scale):
            found.setdefault(reading.taken_at, []).append((scales.get(reading.scale), reading.item))
    return tuple((at, tuple(items)) for at, items in found.items())


def _away(point: Point | None, baseline: Point | None, sign: int) -> Decimal | None:
    """How far down (-1) or up (1) from the baseline; 0 if not at all."""
    if point is None or baseline is None or point.number is None or baseline.number is None:
        return None
    return max(Decimal(0), sign * (point.number - baseline.number))


def high_cord_injury(person: Person) -> bool:
    """A cord level at T6 or above (rule 29), however it was written: "C5/6", "T4 complete".

    >>> [high_cord_injury(Person(identifier="X", cord_level=one)) for one in ("C5/6", "t 6", "T10", "L1", "")]
    [True, True, False, False, False]
    """
    levels = re.findall(r"(?<![a-z])([ct])\s*(\d{1,2})", person.cord_level.lower())
    return any(part == "c" or int(number) <= 6 for part, number in levels)


def _after_signing(trial: Trial, dose: Dose) -> tuple[Event | Call, ...]:
    """Events and calls that were added after the first signature on this dose (rule 31)."""
    given_at = dose.given_at
    signed = min((at for one in trial.decisions if (at := one.signed_at) and given_at and at > given_at), default=None)
    if signed is None:
        return ()
    events = [one for one in dose.events if (one.noted_at or one.began_at) > signed]
    calls = [one for one in dose.follow_up if (one.noted_at or one.called_at) > signed]
    return (*events, *calls)
