"""NEWS2 of each set of observations: which readings make a set, and what it scores (rules 28 and 29)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from scales.news2 import PARTS, parts, sum_of, threes_of
from trial.ledger.facts import Dose, Reading, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.nearest import InTime, by_item
from trial.meaning.schedule import BASELINE, EXTRA, elapsed

OBSERVATIONS = "observations"


@dataclass(frozen=True, slots=True, kw_only=True)
class News2:
    """One set of observations. A score only if all seven parts lie within 15 minutes; single 3s are told anyway."""

    minutes: Decimal
    slot: str
    score: int | None
    complete: bool
    single_3: tuple[str, ...]
    missing: tuple[str, ...]


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
    by_part = by_item(readings)
    found = (_news2(trial, dose.given_at, _filled(one, by_part)) for one in _rounds(readings))
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
    return reading.slot == EXTRA and reading.taken_at - round_[0].taken_at > LIMITS.one_set_within


def _densest(round_: Sequence[Reading]) -> list[Reading]:
    """Of readings spread over more than 15 minutes the most that lie within; the later ones on a tie."""
    if round_[-1].taken_at - round_[0].taken_at <= LIMITS.one_set_within:
        return list(round_)
    windows = [
        [one for one in round_ if first.taken_at <= one.taken_at <= first.taken_at + LIMITS.one_set_within]
        for first in round_
    ]
    return max(reversed(windows), key=len)


def _filled(round_: list[Reading], by_part: Mapping[str, InTime]) -> list[Reading]:
    """Add missing parts from readings close enough that the whole set still lies within 15 minutes, nearest first."""
    whole = list(round_)
    times = [one.taken_at for one in round_]
    earliest, latest = min(times), max(times)
    last = latest
    missing = by_part.keys() - {one.item for one in round_}
    while missing:
        bounds = latest - LIMITS.one_set_within, earliest + LIMITS.one_set_within
        near = [one for key in missing if (one := by_part[key].nearest(last, *bounds)) is not None]
        if not near:
            break
        chosen = min(near, key=lambda one: (abs(one.taken_at - last), one.taken_at, PARTS.index(one.item)))
        whole.append(chosen)
        missing.remove(chosen.item)
        earliest, latest = min(earliest, chosen.taken_at), max(latest, chosen.taken_at)
    return whole


def _news2(trial: Trial, given_at: datetime, whole: Sequence[Reading]) -> News2 | None:
    at = max(one.taken_at for one in whole)
    age, minutes = age_at(trial.person.born, at), elapsed(at, given_at)
    if minutes is None or age is None or age < LIMITS.news2_from_years:
        return None
    answers = {one.item: one.value for one in whole if one.value is not None}
    found = parts(answers, trial.plan.oxygen_scale)
    score = sum_of(found)
    missing = tuple(key for key in PARTS if key not in answers)
    return News2(
        minutes=minutes,
        slot=whole[0].slot,
        score=None if score is None else int(score),
        complete=score is not None,
        single_3=threes_of(found),
        missing=missing,
    )
