"""Read with care: what stands against taking the readings of a dose at face value. Say less, flag more."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import scales
from scales.base import Item, Scale, Value
from trial.ledger.facts import Call, Dose, Event, Trial
from trial.meaning.amounts import mismatch_of
from trial.meaning.course import Series
from trial.meaning.data_quality import data_doubts
from trial.meaning.early_warning import age_at
from trial.meaning.goals import GoalResult, responded
from trial.meaning.limits import LIMITS
from trial.meaning.remark import Remark, Remarks, remark
from trial.meaning.safety import Safety, unrecordable_of
from trial.meaning.schedule import BASELINE, covered_by, delivered, elapsed
from trial.meaning.state import standing_decision
from trial.meaning.timeline import DoseTimeline
from trial.meaning.tone import ToneCounts, tone_not_back


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
        return (remark("not_delivered", delivery=dose.delivery),)
    return (
        *_delivery(trial, dose, results),
        *_amount(dose),
        *_after_another(trial, dose, timelines),
        *_moments(trial, dose),
        *data_doubts(trial, dose, series, tone),
        *_observed(trial, dose, safety),
        *_goals(results),
        *_kept_later(dose, safety),
    )


def cautions_of_trial(trial: Trial) -> Remarks:
    """What holds for every dose."""
    blinded = {dose.checklist.get("assessor_blinded") for dose in delivered(trial)}
    return () if blinded <= {True} else (remark("assessors_knew" if False in blinded else "blinding_not_recorded"),)


def _delivery(trial: Trial, dose: Dose, results: Sequence[GoalResult]) -> Iterator[Remark]:
    if dose.delivery in ("partial", "uncertain"):
        yield remark("doubtful_but_responded" if responded(results) else "doubtful_no_response", delivery=dose.delivery)
    standing = standing_decision(trial)
    if standing and standing.outcome and dose.delivered and covered_by(trial, len(trial.decisions) - 1) < dose.number:
        yield remark("not_covered", outcome=standing.outcome)
    if dose.given_at is None:
        yield remark("no_t0")
    if occasions := unrecordable_of(dose):
        yield remark("unrecordable", dose=dose, occasions=occasions)


def _amount(dose: Dose) -> Iterator[Remark]:
    if drawn := mismatch_of(dose):
        yield remark("volume_mismatch", drawn=drawn, micrograms=dose.micrograms)
    if dose.micrograms > LIMITS.micrograms_needing_second_person:
        yield remark("above_licensed_step", reason=dose.reason, checked_by=dose.checked_by)


def _after_another(trial: Trial, dose: Dose, timelines: Mapping[int, DoseTimeline]) -> Iterator[Remark]:
    """Carry-over, and what was not as it was at the dose before: medicines, and how the baseline was done."""
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
    yield from (remark("t0_corrected", was=was) for was in dose.earlier_t0)
    yield from (
        remark("plan_changed", what=edit.what, reason=edit.reason)
        for edit in trial.plan_edits
        if dose.given_at is not None and edit.at > dose.given_at
    )


def _observed(trial: Trial, dose: Dose, safety: Safety) -> Iterator[Remark]:
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
    for result in results:
        if result.edited_after:
            yield remark("goal_edited", goal=result.goal)
        if result.within_error:
            yield remark("met_within_error", goal=result.goal)


def _kept_later(dose: Dose, safety: Safety) -> Iterator[Remark]:
    if medicines := tuple(one for one in dose.medicines if one.status in ("held", "changed")):
        yield remark("medicines_not_as_usual", medicines=medicines)
    if skewed := sum(abs(reading.skew_seconds) > LIMITS.clock_marked_beyond_seconds for reading in dose.readings):
        yield remark("clock_off", readings=skewed)
    events = tuple(one for one in safety.after_signing if isinstance(one, Event))
    calls = tuple(one for one in safety.after_signing if isinstance(one, Call))
    if events or calls:
        yield remark("added_after_signing", dose=dose, events=events, calls=calls)
