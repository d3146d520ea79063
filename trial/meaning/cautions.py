"""Read with care: why the readings of a dose cannot be taken at face value. Say less, flag more."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import scales
from scales.base import Item, Scale, Value
from trial.ledger.facts import Call, Dose, Event, Trial
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult, responded
from trial.meaning.limits import LIMITS
from trial.meaning.muscle_tone import ToneCounts, tone_not_back
from trial.meaning.name_matching import folded, same_people
from trial.meaning.point import Point, Remark, Remarks, remark
from trial.meaning.safety import Safety, age_at, unrecordable_of
from trial.meaning.schedule import BASELINE, asked_in, covered_by, delivered, elapsed, measure_for
from trial.meaning.state import standing_decision
from trial.meaning.timeline import DoseTimeline, not_alert_at

BLINDED = "assessor_blinded"
"""In the checklist of a dose: whether those who assessed did not know it; absent until somebody said."""


def drawn_up_otherwise(dose: Dose) -> Decimal | None:
    """The micrograms drawn up, if concentration and volume are typed and do not make exactly the dose (rule 33)."""
    if dose.concentration is None or dose.volume_ml is None or dose.delivery == "none":
        return None
    drawn = dose.concentration * dose.volume_ml
    return None if drawn == dose.micrograms else drawn


def cautions_of(
    trial: Trial,
    dose: Dose,
    timelines: Mapping[int, DoseTimeline],
    series: Sequence[Series],
    tone: ToneCounts | None,
    safety: Safety,
    results: Sequence[GoalResult],
) -> Remarks:
    """Every caution of one dose, the gravest first. `timelines` are those of every dose, by number."""
    if dose.delivery == "none":
        return (remark("not_delivered", delivery=dose.delivery), *moved_sets(dose))
    if not dose.happened and not dose.readings:  # only planned: there is nothing yet to read with care
        return (*_drawn_up(dose), *moved_sets(dose))
    return (
        *_delivery(trial, dose, results),
        *_after_another(trial, dose, timelines),
        *_moments(trial, dose),
        *_baselines(dose, series),
        *moved_sets(dose),
        *_two_values(series),
        *_not_alert(dose, series),
        *_done_otherwise(series),
        *_assessors(series),
        *_off_time(series),
        *_missing(series, tone),
        *_at_the_peak(trial, dose, series),
        *_observed(trial, dose, safety),
        *_goals(results),
        *_end_of_day(dose),
        *_other_records(dose, safety),
    )


def cautions_of_trial(trial: Trial) -> Remarks:
    """Yield the cautions that apply to every dose."""
    blinded = {dose.checklist.get(BLINDED) for dose in delivered(trial)}
    return () if blinded <= {True} else (remark("assessors_knew" if False in blinded else "blinding_not_recorded"),)


def _delivery(trial: Trial, dose: Dose, results: Sequence[GoalResult]) -> Iterator[Remark]:
    """What is doubtful about the dose as a whole (rule 32)."""
    if dose.delivery in ("partial", "uncertain"):
        yield remark("doubtful_but_responded" if responded(results) else "doubtful_no_response", delivery=dose.delivery)
    standing = standing_decision(trial)
    if standing and standing.outcome and dose.delivered and covered_by(trial, len(trial.decisions) - 1) < dose.number:
        yield remark("not_covered", outcome=standing.outcome)
    if dose.given_at is None:
        yield remark("no_t0")
    if occasions := unrecordable_of(dose):
        yield remark("unrecordable", dose=dose, occasions=occasions)
    yield from _drawn_up(dose)


def _drawn_up(dose: Dose) -> Iterator[Remark]:
    """Yield cautions about the dose itself."""
    if (drawn := drawn_up_otherwise(dose)) is not None:
        yield remark("volume_mismatch", drawn=drawn, dose=dose)
    if dose.micrograms is not None and dose.micrograms > LIMITS.micrograms_needing_second_person:
        yield remark("above_licensed_step", reason=dose.reason, checked_by=dose.checked_by)


def _after_another(trial: Trial, dose: Dose, timelines: Mapping[int, DoseTimeline]) -> Iterator[Remark]:
    """Yield carry-over (rule 34) and differences from the dose before: in medicines, and in the baseline's method."""
    earlier = [one for one in delivered(trial) if one.given_at and dose.given_at and one.given_at < dose.given_at]
    if not earlier or dose.given_at is None:
        return
    first, last = earlier[0], earlier[-1]
    if last.given_at is not None and dose.given_at - last.given_at < LIMITS.between_doses:
        minutes = elapsed(dose.given_at, last.given_at) or Decimal(0)
        yield remark("soon_after", minutes=minutes, before=last.number, reason=dose.reason)
    if muscles := tone_not_back(trial, timelines[first.number], timelines[dose.number]):
        yield remark("tone_not_back", first=first.number, muscles=muscles)
    was, now = ({one.name: one.status for one in each.medicines} for each in (last, dose))
    medicines = tuple(
        (name, now.get(name), was.get(name)) for name in dict.fromkeys((*now, *was)) if was.get(name) != now.get(name)
    )
    methods = tuple(_methods_changed(timelines[last.number], timelines[dose.number]))
    if medicines or methods:
        yield remark("not_as_before", before=last.number, medicines=medicines, methods=methods)


def _methods_changed(last: DoseTimeline, this: DoseTimeline) -> Iterator[tuple[Scale, Item, Value, Value]]:
    """Method items that held at both baselines, and differ."""
    for key in dict.fromkeys(reading.scale for reading in this.dose.readings if reading.slot == BASELINE):
        scale = scales.get(key)
        was, now = (_baseline_conditions(timeline, scale) for timeline in (last, this))
        for item in scale.methods:
            if item.key in was and item.key in now and was[item.key] != now[item.key]:
                yield scale, item, now[item.key], was[item.key]


def _baseline_conditions(timeline: DoseTimeline, scale: Scale) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for point in timeline.value_at(scale, BASELINE).values():
        found |= point.conditions if point.measured else {}
    return found


def _moments(trial: Trial, dose: Dose) -> Iterator[Remark]:
    """A corrected T0 (rule 7), and edits of plan or goals after this dose."""
    yield from (remark("t0_corrected", was=was) for was in dose.earlier_t0)
    yield from (
        remark("plan_changed", what=edit.what, reason=edit.reason)
        for edit in trial.plan_edits
        if dose.given_at is not None and edit.at > dose.given_at
    )


def moved_sets(dose: Dose) -> Iterator[Remark]:
    """Sets on the wrong person, taken out or copied to here, and sets that were moved to another slot (rule 1)."""
    out = Counter((gone.reading.slot, gone.reason) for gone in dose.withdrawn if gone.wrong_person)
    for (slot, reason), readings in out.items():
        yield remark("set_taken_out", slot=slot, readings=readings, reason=reason)
    here = Counter(one.slot for one in dose.readings if one.copied_from and one.copied_from.trial)
    for slot, readings in here.items():
        yield remark("set_copied", slot=slot, readings=readings)
    moved = Counter(
        (was.reading.slot, one.slot, was.reason)
        for one in dose.readings
        for was in one.corrected
        if was.reading.slot != one.slot
    )
    for (before, slot, reason), readings in moved.items():
        yield remark("set_relabelled", was=before, slot=slot, readings=readings, reason=reason)


def _baselines(dose: Dose, series: Sequence[Series]) -> Iterator[Remark]:
    planned = [one for one in series if one.after and BASELINE in one.slots and not one.is_change]
    if without := tuple(one for one in planned if one.baseline is None or not one.baseline.finding):
        yield remark("baseline_missing", series=without)
    if copied := [one for one in series if one.baseline is not None and one.baseline.copied_from is not None]:
        origins = (one.baseline.copied_from for one in copied if one.baseline)
        first = next(origin for origin in origins if origin)
        yield remark("baseline_copied", first=first.dose, series=tuple(copied))
    if dose.given_at is None:
        return
    taken = [(one, one.baseline.taken_at) for one in series if one.baseline is not None]
    oldest, day, clock = dose.given_at - LIMITS.baseline_at_most_before, dose.given_at.date(), dose.given_at.tzinfo
    if old := tuple(one for one, at in taken if at < oldest):
        yield remark("baseline_old", series=old)
    if before := tuple(one for one, at in taken if at >= oldest and at.astimezone(clock).date() < day):
        yield remark("baseline_of_day_before", series=before)
    stray = tuple(
        measure
        for measure in series
        if any(point.slot == BASELINE and (point.minutes or 0) > 0 for point in measure.points)
    )
    if stray:
        yield remark("baseline_taken_after_t0", series=stray)


def _two_values(series: Sequence[Series]) -> Iterator[Remark]:
    """Two values of which neither was chosen (rule 6)."""
    for measure in series:
        doubled = [point for point in measure.points if point.two_values]
        for slot in dict.fromkeys(point.slot for point in doubled):
            points = tuple(point for point in doubled if point.slot == slot)
            yield remark("not_chosen", series=measure, slot=slot, points=points)


def _not_alert(dose: Dose, series: Sequence[Series]) -> Iterator[Remark]:
    """Functional tests are confounded (rule 17); power that was tested then is named too, though it still counts."""
    drowsy = not_alert_at(dose)
    tests = [(one, point) for one in series for point in one.points if point.confounded]
    tests += [
        (measure, point)
        for measure in series
        if measure.scale.domain == "power"
        for point in measure.points
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
    """Another aid, pace or position (rule 18); once for seconds and speed."""
    named: set[tuple[str, object]] = set()
    for measure in series:
        for point in measure.after:
            if not point.why or not point.measured or point.two_values or point.confounded:
                continue
            not_recorded = any(reason.kind == "method_not_recorded" for reason in point.why)
            moment = (measure.scale.key, point.minutes)
            if (not point.comparable or point.less_help or not_recorded) and moment not in named:
                named.add(moment)
                counted, scale = point.comparable, measure.scale
                yield remark("done_otherwise" if counted else "done_otherwise_not_counted", scale=scale, point=point)


def _assessors(series: Sequence[Series]) -> Iterator[Remark]:
    """Another assessor than at baseline (rule 18): one remark for each pair of assessors and slot."""
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], dict[str, Scale]] = {}
    for measure in series:
        was, now = measure.baseline, measure.peak
        if was is None or now is None or measure.scale.every_reading:
            continue
        if not same_people(was.assessors, now.assessors):
            found.setdefault((now.slot, now.assessors, was.assessors), {})[measure.scale.key] = measure.scale
    for (slot, now_by, was_by), passed_on in found.items():
        yield remark("other_assessor", scales=tuple(passed_on.values()), slot=slot, now_by=now_by, was_by=was_by)


def _off_time(series: Sequence[Series]) -> Iterator[Remark]:
    """Peak readings more than 30 minutes off their planned time (rule 9)."""
    late: dict[str, list[tuple[Point, Series]]] = {}
    for measure in series:
        peak = measure.peak
        if peak is not None and peak.finding and not measure.peak_on_time and not measure.scale.every_reading:
            late.setdefault(measure.peak_slot, []).append((peak, measure))
    for slot, found in late.items():
        points = sorted((point for point, _ in found), key=lambda point: point.taken_at)
        measures = tuple(measure for _, measure in found)
        yield remark("off_time", slot=slot, first=points[0], last=points[-1], series=measures)


def _missing(series: Sequence[Series], tone: ToneCounts | None) -> Iterator[Remark]:
    waiting = next((one for one in series if one.to_come), None)
    if waiting is not None:
        yield remark("under_way", slot=waiting.peak_slot)
    elif tone is not None and tone.not_comparable:
        yield remark("tone_compared_in_part", tone=tone)
    asked: dict[str, tuple[Scale, list[Point]]] = {}
    for measure in series:
        if not measure.scale.derived or measure.scale.item(measure.item) is not None:
            points = (point for point in measure.points if point.status not in ("not_planned", "not_applicable"))
            asked.setdefault(measure.scale.key, (measure.scale, []))[1].extend(points)
    found = tuple(
        (scale, gaps, len(points))
        for scale, points in asked.values()
        if (gaps := tuple(point for point in points if not point.finding))
    )
    if found:
        yield remark("missing", scales=found)


def _at_the_peak(trial: Trial, dose: Dose, series: Sequence[Series]) -> Iterator[Remark]:
    """Items planned at the peak and never taken count as empty. A walk counts once, by its seconds."""
    if dose.given_at is None:
        return
    asked = asked_in(trial, dose)
    due = [
        measure
        for measure in series
        if measure.peak_slot in asked.get(measure.scale.key, {}).get(measure.item, measure.slots)
        and not measure.not_asked
        and not measure.repeats_seconds
        and (measure.after or (trial.plan.measures and measure_for(trial, measure.scale.key, measure.item)))
    ]
    empty = tuple(one for one in due if (one.peak is None or not one.peak.finding) and not one.to_come)
    if empty:
        yield remark("peak_incomplete", found=len(due) - len(empty), due=len(due), empty=empty)


def _observed(trial: Trial, dose: Dose, safety: Safety) -> Iterator[Remark]:
    """Yield that adverse events were not asked about (rule 30), and sets of observations without a total (rule 28)."""
    if dose.given_at is None:
        return
    if not safety.events_asked:
        yield remark("events_not_asked")
    if not trial.plan.news2:
        return
    age = age_at(trial.person.born, dose.given_at)
    if age is None or age < LIMITS.news2_from_years:
        yield remark("no_news2_without_age" if age is None else "no_news2_under_age")
    elif part := [found for found in safety.news2 if not found.complete]:
        single_3 = tuple(dict.fromkeys(key for found in part for key in found.single_3))
        yield remark("news2_incomplete", incomplete=len(part), of=len(safety.news2), single_3=single_3)


def _goals(results: Sequence[GoalResult]) -> Iterator[Remark]:
    """Goals edited after the dose (rule 22), and goals met within measurement error (rule 23)."""
    for result in results:
        if result.edited_after:
            yield remark("goal_edited", goal=result.goal)
        if result.within_error:
            yield remark("met_within_error", goal=result.goal)


def _end_of_day(dose: Dose) -> Iterator[Remark]:
    """Ends of observation that were reopened, and what was not so, or not asked, before going home."""
    yield from (remark("end_reopened", was=was) for was in dose.earlier_ends)
    if asked := dose.going_home:
        no = tuple(question for question, answer in asked.answers.items() if answer == "no")
        unasked = tuple(question for question, answer in asked.answers.items() if answer == "not_asked")
        if no:
            yield remark("home_not_so", questions=no, words=asked.words)
        if unasked:
            yield remark("home_not_asked", questions=unasked)


def held_yet_given(dose: Dose) -> tuple[str, ...]:
    """The medicines that are listed as held, and were given all the same: by an event, or by a line of their own."""
    given = [event.medicine for event in dose.events]
    given += [medicine.name for medicine in dose.medicines if medicine.status == "given"]
    held = (medicine.name for medicine in dose.medicines if medicine.status == "held")
    return tuple(name for name in held if any(folded(name) in folded(other) for other in given))


def _other_records(dose: Dose, safety: Safety) -> Iterator[Remark]:
    """Medicines not as usual, clocks that were off, and what was added after signing (rule 31)."""
    if odd := held_yet_given(dose):
        yield remark("held_yet_given", medicines=odd)
    if medicines := tuple(one for one in dose.medicines if one.status in ("held", "changed")):
        yield remark("medicines_not_as_usual", medicines=medicines)
    if skewed := sum(abs(reading.skew_seconds) > LIMITS.clock_marked_beyond_seconds for reading in dose.readings):
        yield remark("clock_off", readings=skewed)
    events = tuple(one for one in safety.after_signing if isinstance(one, Event))
    calls = tuple(one for one in safety.after_signing if isinstance(one, Call))
    if events or calls:
        yield remark("added_after_signing", dose=dose, events=events, calls=calls)
