"""Observations as a strip of their own: every set in time, each value against the person's own baseline, and NEWS2."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import scales
from scales.base import Grade
from trial.meaning.limits import LIMITS
from trial.meaning.point import Point
from trial.meaning.safety import OBSERVATIONS, News2, Safety
from trial.meaning.schedule import BASELINE
from trial.meaning.summary import DoseSummary, Summary
from trial.meaning.timeline import ALERT, DoseTimeline
from trial.wording.figures import ROWS, code_text, incomplete_text, observed_title, single_3_text, slot_heading
from trial.wording.readout import at_text
from trial.wording.words import STATUS_WORDS, bare_text, signed_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCell:
    """One value as printed and its change from own baseline; a code and its words where there is none."""

    text: str = ""
    change: str = ""
    words: str = ""  # of a code, or what a NEWS2 is missing
    extreme: bool = False  # the lowest (or highest) of the dose
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedRow:
    label: str
    cells: tuple[ObservedCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The observations of one dose: sets across, what was observed down."""

    dose: int
    latest: bool
    title: str
    columns: tuple[str, ...]  # "before", "0 h 32"
    rows: tuple[ObservedRow, ...]


@dataclass(slots=True)
class _Set:
    """Readings that were taken together."""

    slot: str
    first_at: datetime
    points: dict[str, Point]


def observed_of(summary: Summary) -> tuple[Observed, ...]:
    """One strip for every delivered dose with observations, the latest first."""
    made = [_observed(one, latest=one is summary.latest) for one in summary.delivered]
    return tuple(one for one in reversed(made) if one.rows)


def _observed(dose: DoseSummary, *, latest: bool) -> Observed:
    points = DoseTimeline(dose.dose).of(scales.get(OBSERVATIONS))
    sets = _sets(sorted((one for key in ROWS for one in points.get(key, ())), key=lambda one: one.taken_at))
    base = {key: point for one in sets if one.slot == BASELINE for key, point in one.points.items()}
    rows = [_row(key, sets, base, dose.safety) for key in ROWS if any(key in one.points for one in sets)]
    if dose.safety.news2:
        rows.append(ObservedRow(label="NEWS2", cells=tuple(_news2(one, dose.safety.news2) for one in sets)))
    return Observed(
        dose=dose.dose.number,
        latest=latest,
        title=observed_title(dose.dose),
        columns=tuple(slot_heading(BASELINE) if one.slot == BASELINE else _when(one) for one in sets),
        rows=tuple(rows),
    )


def _sets(points: Sequence[Point]) -> list[_Set]:
    """A new set begins in another slot, where an item repeats, or a quarter of an hour after the first of it."""
    sets: list[_Set] = []
    for point in points:
        last = sets[-1] if sets else None
        if (
            last is None
            or last.slot != point.slot
            or point.item in last.points
            or point.taken_at - last.first_at > LIMITS.one_set_within
        ):
            last = _Set(slot=point.slot, first_at=point.taken_at, points={})
            sets.append(last)
        last.points[point.item] = point
    return sets


def _when(one: _Set) -> str:
    return at_text(min(one.points.values(), key=lambda point: point.taken_at))


def _row(key: str, sets: Sequence[_Set], base: dict[str, Point], safety: Safety) -> ObservedRow:
    extremes = list(_extremes(safety))
    return ObservedRow(
        label=ROWS[key],
        cells=tuple(_cell(one.points.get(key), base.get(key), extremes) for one in sets),
    )


def _extremes(safety: Safety) -> Iterator[Point]:
    found = (
        safety.systolic_lowest,
        safety.systolic_highest if safety.systolic_rise else None,
        safety.heart_rate_lowest,
        safety.respiratory_rate_lowest,
        safety.oxygen_saturation_lowest,
    )
    yield from (one for one in found if one is not None)
    worst = safety.consciousness_worst
    if worst is not None and worst.value != ALERT:
        yield worst


def _cell(point: Point | None, base: Point | None, extremes: Sequence[Point]) -> ObservedCell:
    if point is None:
        return ObservedCell()
    if point.value is None:
        return ObservedCell(text=code_text(point.status), words=STATUS_WORDS[point.status], gap=True)
    change = ""
    if point.number is not None and base is not None and base.number is not None and point is not base:
        moved = point.number - base.number
        change = signed_text(moved) if moved else "0"
    scale = scales.get(OBSERVATIONS)
    graded = isinstance(scale.by_key[point.item], Grade)
    return ObservedCell(
        text=str(point.value) if graded else bare_text(scale, point.item, point.value),
        change=change,
        extreme=any(_same(point, one) for one in extremes),
    )


def _same(one: Point, other: Point) -> bool:
    return (one.item, one.slot, one.taken_at) == (other.item, other.slot, other.taken_at)


def _news2(one: _Set, scores: Sequence[News2]) -> ObservedCell:
    """The score of a set: the one that was complete while its readings were taken."""
    minutes = [point.minutes or Decimal(0) for point in one.points.values()]
    found = next(
        (each for each in scores if each.slot == one.slot and min(minutes) <= each.minutes <= max(minutes)), None
    )
    if found is None:
        return ObservedCell()
    if found.score is None:
        return ObservedCell(text="–", change=single_3_text(found), words=incomplete_text(found), gap=True)
    return ObservedCell(text=str(found.score), change=single_3_text(found))
