"""Safety: NEWS2 sets, extremes against own baseline, events. Stated, never judged (rules 28-31)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import scales
from scales.base import Answers, Grade
from scales.news2 import PARTS, alerts, total
from trial.ledger.facts import Call, Dose, Event, Person, Reading, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.occasion import Point, points_of, value_of
from trial.meaning.schedule import BASELINE, EXTRA, elapsed
from trial.meaning.words import SEVERITY_WORDS

OBSERVATIONS = "observations"
SINGLE = "single_3:"


@dataclass(frozen=True, slots=True, kw_only=True)
class News2:
    """One set of observations. A score only if all seven parts lie within 15 minutes; single 3s are told anyway."""

    minutes: Decimal
    slot: str
    score: int | None
    complete: bool
    single_3: tuple[str, ...]
    missing: tuple[str, ...]


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


def safety_of(trial: Trial, dose: Dose) -> Safety:
    """Everything that safety says of one dose."""
    points = points_of(dose, scales.get(OBSERVATIONS))
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
        copied_totals=tuple(one for one in points_of(dose, scales.get("news2")).get("total", ()) if one.after()),
        after_signing=_after_signing(trial, dose),
    )


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
    order = list(SEVERITY_WORDS)
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


def age_at(born: date | None, at: datetime) -> int | None:
    """Whole years; None if nobody knows.

    >>> from datetime import UTC
    >>> age_at(date(2010, 11, 19), datetime(2026, 11, 18, tzinfo=UTC)), age_at(None, datetime(2026, 1, 1, tzinfo=UTC))
    (15, None)
    """
    return None if born is None else at.year - born.year - ((at.month, at.day) < (born.month, born.day))


def news2_sets(trial: Trial, dose: Dose) -> tuple[News2, ...]:
    """A NEWS2 for each set of observations after T0; none under 16, without an age, or if the plan leaves it out."""
    if not trial.plan.news2 or dose.given_at is None:
        return ()
    readings = [
        one
        for one in sorted(dose.readings, key=lambda one: one.taken_at)
        if one.scale == OBSERVATIONS and one.item in PARTS and one.measured
        if one.slot != BASELINE and one.taken_at >= dose.given_at
    ]
    found = (_news2(trial, dose.given_at, _filled(one, readings)) for one in _rounds(readings))
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.minutes))


def _rounds(readings: Sequence[Reading]) -> list[list[Reading]]:
    """The sets: the readings of one slot until an item repeats; in `extra` also until 15 minutes have passed."""
    rounds: dict[str, list[list[Reading]]] = {}
    for reading in readings:
        here = rounds.setdefault(reading.slot, [])
        if not here or any(one.item == reading.item for one in here[-1]) or _later(here[-1], reading):
            here.append([])
        here[-1].append(reading)
    return [_densest(one) for here in rounds.values() for one in here]


def _later(round_: Sequence[Reading], reading: Reading) -> bool:
    return reading.slot == EXTRA and reading.taken_at - round_[0].taken_at > LIMITS.news2_set_within


def _densest(round_: Sequence[Reading]) -> list[Reading]:
    """Of readings spread over more than 15 minutes the most that lie within; the later ones on a tie."""
    windows = [
        [one for one in round_ if first.taken_at <= one.taken_at <= first.taken_at + LIMITS.news2_set_within]
        for first in round_
    ]
    return max(reversed(windows), key=len)


def _filled(round_: list[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """Add missing parts from readings close enough that the whole set still lies within 15 minutes, nearest first."""
    whole = list(round_)
    last = max(one.taken_at for one in round_)
    for reading in sorted(readings, key=lambda one: abs(one.taken_at - last)):
        times = [one.taken_at for one in (*whole, reading)]
        if all(one.item != reading.item for one in whole) and max(times) - min(times) <= LIMITS.news2_set_within:
            whole.append(reading)
    return whole


def _news2(trial: Trial, given_at: datetime, whole: Sequence[Reading]) -> News2 | None:
    at = max(one.taken_at for one in whole)
    age, minutes = age_at(trial.person.born, at), elapsed(at, given_at)
    if minutes is None or age is None or age < LIMITS.news2_from_years:
        return None
    answers: Answers = {
        **{one.item: one.value for one in whole if one.value is not None},
        "oxygen_scale": str(trial.plan.oxygen_scale),
        "age": Decimal(age),
    }
    score = total(answers)
    missing = tuple(key for key in PARTS if key not in answers)
    return News2(
        minutes=minutes,
        slot=whole[0].slot,
        score=None if score is None else int(score),
        complete=score is not None,
        single_3=tuple(one.removeprefix(SINGLE) for one in alerts(answers) if one.startswith(SINGLE)),
        missing=missing,
    )
