"""Doubts about the readings themselves: no baseline, two values, drowsy, done differently, late, missing."""

from collections.abc import Iterable, Iterator, Sequence

from trial.ledger.facts import Dose
from trial.meaning.course import Point, Series
from trial.meaning.limits import LIMITS
from trial.meaning.readout import at_text
from trial.meaning.schedule import BASELINE
from trial.meaning.tone import ToneCounts
from trial.meaning.words import STATUS_WORDS, count_text, list_text, value_text

NOT_MEANT = ("not_planned", "not_applicable")
FEW = 3
"""How many of the same kind are named; more are counted."""


def doubts_of(dose: Dose, series: Sequence[Series], tone: ToneCounts | None) -> Iterator[str]:
    """Each one sentence, the gravest first."""
    yield from _baselines(dose, series)
    yield from _two_values(series)
    yield from _sedated(series)
    yield from _not_alike(series)
    yield from _assessors(series)
    yield from _late(series)
    yield from _missing(series, tone)


def _baselines(dose: Dose, series: Sequence[Series]) -> Iterator[str]:
    read = [one for one in series if one.after]
    planned = [one for one in read if BASELINE in one.slots]  # how much a person has changed has none
    without = [one for one in planned if one.baseline is None or not one.baseline.finding]
    if without:
        yield f"No baseline: {_listed(without)}."
    if dose.given_at is None:
        return
    taken = [(one, dose.given_at - one.baseline.taken_at) for one in series if one.baseline is not None]
    if old := [one for one, gap in taken if gap > LIMITS.baseline_at_most_before]:
        yield f"Baseline more than 24 hours before the dose: {_listed(old)}."
    day = dose.given_at.date()
    before = [
        one
        for one, gap in taken
        if one.baseline and gap <= LIMITS.baseline_at_most_before and one.baseline.taken_at.date() < day
    ]
    if before:
        yield f"Baseline from the day before: {_listed(before)}."
    stray = [one for one in series if any(point.slot == BASELINE and (point.minutes or 0) > 0 for point in one.points)]
    if stray:
        yield f"Called baseline but taken after T0, so not used: {_listed(stray)}."


def _two_values(series: Sequence[Series]) -> Iterator[str]:
    for one in series:
        slots: dict[str, list[Point]] = {}
        for point in one.points:
            if point.two_values:
                slots.setdefault(point.slot, []).append(point)
        for slot, points in slots.items():
            values = list_text(value_text(one.scale, one.item, point.value, point.status) for point in points)
            yield f"Two values, neither chosen: {one.label} at {slot} ({values})."


def _sedated(series: Sequence[Series]) -> Iterator[str]:
    """Functional tests are confounded; power that was tested then is named too, though it still counts."""
    times = [point for one in series if one.item == "consciousness" for point in one.points if _drowsy(point)]
    tests = [(one, point) for one in series for point in one.points if point.confounded]
    tests += [
        (one, point)
        for one in series
        if one.scale.domain == "power"
        for point in one.points
        if point.measured and any(abs(at.taken_at - point.taken_at) <= LIMITS.sedated_within for at in times)
    ]
    by_slot: dict[str, list[Series]] = {}
    for one, point in sorted(tests, key=lambda pair: pair[1].taken_at):
        by_slot.setdefault(point.slot, []).append(one)
    for slot, found in by_slot.items():
        yield f"Not fully alert at {slot}: {_listed(found)}."


def _drowsy(point: Point) -> bool:
    return point.measured and point.value != "A"


def _not_alike(series: Sequence[Series]) -> Iterator[str]:
    """Another aid, pace or position; told once for seconds and speed."""
    told: dict[tuple[str, str], str] = {}
    for one in series:
        for point in one.after:
            if not point.measured or point.two_values or point.confounded or not point.why:
                continue
            key = (one.scale.key, at_text(point))
            if not point.comparable:
                told.setdefault(key, f"{one.scale.name} at {at_text(point)}: {point.why}: drawn, not counted.")
            elif point.less_help or "not recorded" in point.why:
                told.setdefault(key, f"{one.scale.name} at {at_text(point)}: {point.why}.")
    yield from told.values()


def _assessors(series: Sequence[Series]) -> Iterator[str]:
    told: dict[tuple[str, str, str, str], None] = {}
    for one in series:
        was, now = one.baseline, one.peak
        if was is None or now is None or one.scale.every_reading or not (was.by and now.by):
            continue
        if was.by.casefold() != now.by.casefold():
            told[one.scale.name, now.slot, now.by, was.by] = None
    for name, slot, now_by, was_by in told:
        yield f"{name} at {slot} by {now_by}, baseline by {was_by}."


def _late(series: Sequence[Series]) -> Iterator[str]:
    told: dict[str, list[tuple[Point, Series]]] = {}
    for one in series:
        if one.peak is not None and one.peak.finding and not one.peak_on_time and not one.scale.every_reading:
            told.setdefault(one.peak_slot, []).append((one.peak, one))
    for slot, found in told.items():
        first, last = (end(found, key=lambda pair: pair[0].taken_at)[0] for end in (min, max))
        until = f" to {at_text(last)}" if at_text(last) != at_text(first) else ""
        yield f"{slot} taken at {at_text(first)}{until}: {_listed(one for _, one in found)}."


def _missing(series: Sequence[Series], tone: ToneCounts | None) -> Iterator[str]:
    if tone is not None and tone.not_comparable:
        raised = tone.of - tone.zero_at_baseline
        yield f"Tone compared in {raised - tone.not_comparable} of {raised} raised muscles."
    by_scale: dict[str, list[tuple[Series, Point]]] = {}
    for one in series:
        if not one.scale.derived or one.scale.item(one.item) is not None:
            for point in one.points:
                by_scale.setdefault(one.scale.name, []).append((one, point))
    for name, found in by_scale.items():
        gaps = [(one, point) for one, point in found if not point.finding and point.status not in NOT_MEANT]
        if not gaps:
            continue
        why = list_text(dict.fromkeys(f"{STATUS_WORDS[point.status]} at {point.slot}" for _, point in gaps[:FEW]))
        yield f"{name}: {len(gaps)} of {count_text(len(found), 'test')} missing ({why})."
    empty = [one for one in series if one.after and one.peak is None and not one.not_asked]
    if empty:
        yield f"Nothing near the peak: {_listed(empty)}."


def _listed(series: Iterable[Series]) -> str:
    """The scales, or few items of one scale."""
    every = list(series)
    names = list(dict.fromkeys(one.scale.name for one in every))
    if len(names) == 1 and len(every) <= FEW and not every[0].scale.derived:
        return list_text(dict.fromkeys(one.label for one in every))
    return list_text(names)
