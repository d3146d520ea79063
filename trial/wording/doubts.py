"""Doubts about the readings themselves: no baseline, two values, drowsy, done differently, late, missing."""

from collections.abc import Iterable, Iterator, Sequence

from trial.ledger.facts import Dose, Trial
from trial.meaning.course import Point, Series
from trial.meaning.limits import LIMITS
from trial.meaning.names import same_name
from trial.meaning.schedule import BASELINE, measure_for
from trial.meaning.tone import ToneCounts
from trial.wording.readout import at_text, is_a_change, told_in_seconds
from trial.wording.words import GAP, STATUS_WORDS, list_text, value_text

NOT_MEANT = ("not_planned", "not_applicable")
FEW = 3
"""How many of the same kind are named; more are counted."""


def doubts_of(trial: Trial, dose: Dose, series: Sequence[Series], tone: ToneCounts | None) -> Iterator[str]:
    """Each one sentence, the gravest first."""
    yield from _baselines(dose, series)
    yield from _two_values(series)
    yield from _sedated(series)
    yield from _not_alike(series)
    yield from _assessors(series)
    yield from _late(series)
    yield from _missing(series, tone)
    if dose.given_at is not None:
        yield from _at_the_peak(trial, series)


def _baselines(dose: Dose, series: Sequence[Series]) -> Iterator[str]:
    read = [one for one in series if one.after]
    planned = [one for one in read if BASELINE in one.slots and not is_a_change(one)]
    without = [one for one in planned if one.baseline is None or not one.baseline.finding]
    if without:
        yield f"No baseline: {_listed(without)}."
    if dose.given_at is None:
        return
    taken = [(one, dose.given_at - one.baseline.taken_at) for one in series if one.baseline is not None]
    if old := [one for one, gap in taken if gap > LIMITS.baseline_at_most_before]:
        yield f"Baseline more than 24 hours before the dose: {_listed(old)}."
    day, clock = dose.given_at.date(), dose.given_at.tzinfo
    before = [
        one
        for one, gap in taken
        if one.baseline
        and gap <= LIMITS.baseline_at_most_before
        and one.baseline.taken_at.astimezone(clock).date() < day
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
    alike: dict[str, list[str]] = {}
    for slot, found in by_slot.items():
        alike.setdefault(_listed(found), []).append(slot)
    for listed, slots in alike.items():
        yield f"Not fully alert at {list_text(slots)}: {listed}."


def _drowsy(point: Point) -> bool:
    return point.measured and point.value != "A"


def _not_alike(series: Sequence[Series]) -> Iterator[str]:
    """Another aid, pace or position; told once for seconds and speed."""
    told: dict[tuple[str, str], str] = {}
    for one in series:
        for point in one.after:
            if not point.why or not point.measured or point.two_values or point.confounded:
                continue
            key = (one.scale.key, at_text(point))
            if not point.comparable:
                told.setdefault(key, f"{one.scale.name} at {at_text(point)}: {point.why}: drawn, not counted.")
            elif point.less_help or "not recorded" in point.why:
                told.setdefault(key, f"{one.scale.name} at {at_text(point)}: {point.why}.")
    yield from told.values()


def _assessors(series: Sequence[Series]) -> Iterator[str]:
    """One line for everything that passed from the same hands to the same others at the same slot."""
    told: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in series:
        was, now = one.baseline, one.peak
        if was is None or now is None or one.scale.every_reading or not (was.by and now.by):
            continue
        if not same_name(was.by, now.by):
            told.setdefault((now.slot, now.by, was.by), {})[one.scale.name] = None
    for (slot, now_by, was_by), names in told.items():
        yield f"{list_text(names)} at {slot} by {now_by}, baseline by {was_by}."


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
    waiting = [one for one in series if one.to_come]
    if waiting:
        hour = waiting[0].peak_slot.removeprefix("+").replace("h", f"{GAP}h")
        yield f"The day is under way: the peak at {hour} is still to come, so nothing here is a result yet."
    elif tone is not None and tone.not_comparable:
        yield f"Tone compared in {tone.compared} {tone.of_the_rest}."
    by_scale: dict[str, list[Point]] = {}
    for one in series:
        if not one.scale.derived or one.scale.item(one.item) is not None:
            asked = [point for point in one.points if point.status not in NOT_MEANT]
            by_scale.setdefault(one.scale.name, []).extend(asked)
    told = []
    for name, found in by_scale.items():
        gaps = [point for point in found if not point.finding]
        why = list_text(dict.fromkeys(f"{STATUS_WORDS[point.status]} at {point.slot}" for point in gaps[:FEW]))
        told += [f"{name} {len(gaps)} of {len(found)} ({why})"] if gaps else []
    if told:
        yield f"Missing: {', '.join(told)}."


def _at_the_peak(trial: Trial, series: Sequence[Series]) -> Iterator[str]:
    """How many of the measures that were due at the peak have a finding there; what was planned and never taken counts.

    A walk counts once, by its seconds.
    """
    due = [
        one
        for one in series
        if one.peak_slot in one.slots
        and not one.not_asked
        and not told_in_seconds(one)
        and (one.after or (trial.plan.measures and measure_for(trial, one.scale.key, one.item)))
    ]
    empty = [one for one in due if (one.peak is None or not one.peak.finding) and not one.to_come]
    if empty:
        yield f"At the peak {len(due) - len(empty)} of {len(due)} measures assessed; not {_listed(empty)}."


def _listed(series: Iterable[Series]) -> str:
    """The scales, or few items of one scale."""
    every = list(series)
    names = list(dict.fromkeys(one.scale.name for one in every))
    if len(names) == 1 and len(every) <= FEW and not every[0].scale.derived:
        return list_text(dict.fromkeys(one.label for one in every))
    return list_text(names)
