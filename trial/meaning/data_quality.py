"""Doubts about the readings themselves: no baseline, two values, drowsy, done differently, late, missing."""

from collections.abc import Iterator, Sequence

from scales.base import Scale
from trial.ledger.facts import Dose, Trial
from trial.meaning.course import Series
from trial.meaning.limits import LIMITS
from trial.meaning.names import same_name
from trial.meaning.point import Point
from trial.meaning.remark import Remark, remark
from trial.meaning.schedule import BASELINE, measure_for
from trial.meaning.timeline import ALERT
from trial.meaning.tone import ToneCounts

NOT_MEANT = ("not_planned", "not_applicable")


def data_doubts(trial: Trial, dose: Dose, series: Sequence[Series], tone: ToneCounts | None) -> Iterator[Remark]:
    """The doubts about the readings of one dose, the gravest first."""
    yield from _baselines(dose, series)
    yield from _two_values(series)
    yield from _not_alert(series)
    yield from _done_otherwise(series)
    yield from _assessors(series)
    yield from _off_time(series)
    yield from _missing(series, tone)
    if dose.given_at is not None:
        yield from _at_the_peak(trial, series)


def _baselines(dose: Dose, series: Sequence[Series]) -> Iterator[Remark]:
    planned = [one for one in series if one.after and BASELINE in one.slots and not one.is_change]
    if without := tuple(one for one in planned if one.baseline is None or not one.baseline.finding):
        yield remark("baseline_missing", series=without)
    if dose.given_at is None:
        return
    taken = [(one, one.baseline.taken_at) for one in series if one.baseline is not None]
    oldest, day, clock = dose.given_at - LIMITS.baseline_at_most_before, dose.given_at.date(), dose.given_at.tzinfo
    if old := tuple(one for one, at in taken if at < oldest):
        yield remark("baseline_old", series=old)
    if before := tuple(one for one, at in taken if at >= oldest and at.astimezone(clock).date() < day):
        yield remark("baseline_of_day_before", series=before)
    stray = tuple(
        one for one in series if any(point.slot == BASELINE and (point.minutes or 0) > 0 for point in one.points)
    )
    if stray:
        yield remark("baseline_taken_after_t0", series=stray)


def _two_values(series: Sequence[Series]) -> Iterator[Remark]:
    for measure in series:
        doubled = [point for point in measure.points if point.two_values]
        for slot in dict.fromkeys(point.slot for point in doubled):
            points = tuple(point for point in doubled if point.slot == slot)
            yield remark("not_chosen", series=measure, slot=slot, points=points)


def _not_alert(series: Sequence[Series]) -> Iterator[Remark]:
    """Functional tests are confounded; power that was tested then is named too, though it still counts."""
    drowsy = [
        point.taken_at
        for one in series
        if one.item == "consciousness"
        for point in one.points
        if point.measured and point.value != ALERT
    ]
    tests = [(one, point) for one in series for point in one.points if point.confounded]
    tests += [
        (one, point)
        for one in series
        if one.scale.domain == "power"
        for point in one.points
        if point.measured and any(abs(at - point.taken_at) <= LIMITS.sedated_within for at in drowsy)
    ]
    by_slot: dict[str, list[Series]] = {}
    for measure, point in sorted(tests, key=lambda pair: pair[1].taken_at):
        by_slot.setdefault(point.slot, []).append(measure)
    alike: dict[tuple[str, ...], list[str]] = {}
    for slot, found in by_slot.items():
        scales = tuple(dict.fromkeys(one.scale.key for one in found))
        alike.setdefault(scales if len(scales) > 1 else tuple(one.item for one in found), []).append(slot)
    for slots in alike.values():
        yield remark("not_alert", slots=tuple(slots), series=tuple(by_slot[slots[0]]))


def _done_otherwise(series: Sequence[Series]) -> Iterator[Remark]:
    """Another aid, pace or position; told once for seconds and speed."""
    told: set[tuple[str, object]] = set()
    for measure in series:
        for point in measure.after:
            if not point.why or not point.measured or point.two_values or point.confounded:
                continue
            not_recorded = any(reason.kind == "method_not_recorded" for reason in point.why)
            moment = (measure.scale.key, point.minutes)
            if (not point.comparable or point.less_help or not_recorded) and moment not in told:
                told.add(moment)
                counted = point.comparable
                yield remark(
                    "done_otherwise" if counted else "done_otherwise_not_counted", scale=measure.scale, point=point
                )


def _assessors(series: Sequence[Series]) -> Iterator[Remark]:
    """One for everything that passed from the same hands to the same others at the same slot."""
    found: dict[tuple[str, str, str], dict[str, Scale]] = {}
    for measure in series:
        was, now = measure.baseline, measure.peak
        if was is None or now is None or measure.scale.every_reading or not (was.by and now.by):
            continue
        if not same_name(was.by, now.by):
            found.setdefault((now.slot, now.by, was.by), {})[measure.scale.key] = measure.scale
    for (slot, now_by, was_by), scales in found.items():
        yield remark("other_assessor", scales=tuple(scales.values()), slot=slot, now_by=now_by, was_by=was_by)


def _off_time(series: Sequence[Series]) -> Iterator[Remark]:
    late: dict[str, list[tuple[Point, Series]]] = {}
    for measure in series:
        peak = measure.peak
        if peak is not None and peak.finding and not measure.peak_on_time and not measure.scale.every_reading:
            late.setdefault(measure.peak_slot, []).append((peak, measure))
    for slot, found in late.items():
        points = sorted((point for point, _ in found), key=lambda point: point.taken_at)
        yield remark(
            "off_time", slot=slot, first=points[0], last=points[-1], series=tuple(measure for _, measure in found)
        )


def _missing(series: Sequence[Series], tone: ToneCounts | None) -> Iterator[Remark]:
    waiting = next((one for one in series if one.to_come), None)
    if waiting is not None:
        yield remark("under_way", slot=waiting.peak_slot)
    elif tone is not None and tone.not_comparable:
        yield remark("tone_compared_in_part", tone=tone)
    asked: dict[str, tuple[Scale, list[Point]]] = {}
    for measure in series:
        if not measure.scale.derived or measure.scale.item(measure.item) is not None:
            points = (point for point in measure.points if point.status not in NOT_MEANT)
            asked.setdefault(measure.scale.key, (measure.scale, []))[1].extend(points)
    found = tuple(
        (scale, gaps, len(points))
        for scale, points in asked.values()
        if (gaps := tuple(point for point in points if not point.finding))
    )
    if found:
        yield remark("missing", scales=found)


def _at_the_peak(trial: Trial, series: Sequence[Series]) -> Iterator[Remark]:
    """What was planned at the peak and never taken counts as empty. A walk counts once, by its seconds."""
    due = [
        one
        for one in series
        if one.peak_slot in one.slots
        and not one.not_asked
        and not one.repeats_seconds
        and (one.after or (trial.plan.measures and measure_for(trial, one.scale.key, one.item)))
    ]
    empty = tuple(one for one in due if (one.peak is None or not one.peak.finding) and not one.to_come)
    if empty:
        yield remark("peak_incomplete", found=len(due) - len(empty), due=len(due), empty=empty)
