"""Read with care: what stands against taking the readings of a dose at face value. Say less, flag more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

import scales
from scales.base import Item, Scale, Value
from trial.ledger.facts import Call, Delivery, Dose, EarlierT0, Event, Goal, Medicine, Outcome, PlanEdit, Trial
from trial.meaning.amounts import DrawnUp, mismatch_of
from trial.meaning.course import Series
from trial.meaning.data_quality import DataDoubt, data_doubts
from trial.meaning.early_warning import age_at
from trial.meaning.goals import GoalResult, responded
from trial.meaning.limits import LIMITS
from trial.meaning.safety import Safety, unrecordable_of
from trial.meaning.schedule import BASELINE, covered_by, delivered, elapsed
from trial.meaning.state import standing_decision
from trial.meaning.timeline import DoseTimeline
from trial.meaning.tone import ToneCounts, tone_not_back


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDelivered:
    """The puncture failed: no result (rule 32)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulDelivery:
    """Given in part, or nobody is certain (rule 32)."""

    delivery: Delivery
    responded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered:
    """Delivered after the decision that stands was signed, which does not cover it (rule 35)."""

    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NoT0:
    """The end of injection is not recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecordable:
    """What was tried and could not be got, by moment: no number stands for it."""

    dose: Dose
    occasions: tuple[tuple[datetime, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeMismatch:
    """Concentration times volume is not the dose (rule 33)."""

    drawn: DrawnUp
    micrograms: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveLicensedStep:
    """Above 100 micrograms: for what reason, and who checked (rule 33)."""

    dose: Dose


@dataclass(frozen=True, slots=True, kw_only=True)
class SoonAfter:
    """T0 less than 24 hours after that of the dose before (rule 34)."""

    minutes: Decimal
    before: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneNotBack:
    """Muscles whose baseline is a step or more lower than at the first dose (rule 34)."""

    first: int
    muscles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsBefore:
    """What was otherwise than at the dose before: medicines by name, method items of the baseline."""

    before: int
    medicines: tuple[tuple[str, str | None, str | None], ...]  # name, status now and then
    methods: tuple[tuple[Scale, Item, Value, Value], ...]  # scale, item, value now and then


@dataclass(frozen=True, slots=True, kw_only=True)
class T0Corrected:
    """T0 was put right: every elapsed time follows the new one (rule 7)."""

    was: EarlierT0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChanged:
    """The plan or a goal was edited after this dose (rule 22)."""

    edit: PlanEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsNotAsked:
    """Nobody asked about adverse events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoNews2:
    """Why there is no NEWS2 although the plan has one (rule 28)."""

    because: Literal["no_birth_date", "too_young"]


@dataclass(frozen=True, slots=True, kw_only=True)
class News2Incomplete:
    """Sets of observations that lack a part, and the parts in them that score 3 alone (rule 28)."""

    incomplete: int
    of: int
    single_3: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalEdited:
    """The goal reads otherwise now than when this dose was judged by it."""

    goal: Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class MetWithinError:
    """Met, by a change that lies within measurement error (rule 23)."""

    goal: Goal


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicinesNotAsUsual:
    """Held or changed on the day."""

    medicines: tuple[Medicine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOff:
    """Readings from a device whose clock was over a minute off."""

    readings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedAfterSigning:
    """Events and calls that were added after a decision was signed (rule 31)."""

    dose: Dose
    events: tuple[Event, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blinding:
    """Assessors knew the dose, or nobody recorded whether they did."""

    knew: bool | None


Caution = (
    NotDelivered
    | DoubtfulDelivery
    | NotCovered
    | NoT0
    | Unrecordable
    | VolumeMismatch
    | AboveLicensedStep
    | SoonAfter
    | ToneNotBack
    | NotAsBefore
    | T0Corrected
    | PlanChanged
    | EventsNotAsked
    | NoNews2
    | News2Incomplete
    | GoalEdited
    | MetWithinError
    | MedicinesNotAsUsual
    | ClockOff
    | AddedAfterSigning
    | Blinding
    | DataDoubt
)


def cautions_of(
    trial: Trial,
    dose: Dose,
    timelines: Mapping[int, DoseTimeline],
    series: Sequence[Series],
    tone: ToneCounts | None,
    safety: Safety,
    results: Sequence[GoalResult],
) -> tuple[Caution, ...]:
    """Every caution of one dose, the gravest first. `timelines` are those of every dose, by number."""
    if dose.delivery == "none":
        return (NotDelivered(),)
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


def cautions_of_trial(trial: Trial) -> tuple[Caution, ...]:
    """What holds for every dose."""
    blinded = {dose.checklist.get("assessor_blinded") for dose in delivered(trial)}
    return () if blinded <= {True} else (Blinding(knew=True if False in blinded else None),)


def _delivery(trial: Trial, dose: Dose, results: Sequence[GoalResult]) -> Iterator[Caution]:
    if dose.delivery in ("partial", "uncertain"):
        yield DoubtfulDelivery(delivery=dose.delivery, responded=responded(results))
    standing = standing_decision(trial)
    if standing and standing.outcome and dose.delivered and covered_by(trial, len(trial.decisions) - 1) < dose.number:
        yield NotCovered(outcome=standing.outcome)
    if dose.given_at is None:
        yield NoT0()
    if occasions := unrecordable_of(dose):
        yield Unrecordable(dose=dose, occasions=occasions)


def _amount(dose: Dose) -> Iterator[Caution]:
    if drawn := mismatch_of(dose):
        yield VolumeMismatch(drawn=drawn, micrograms=dose.micrograms)
    if dose.micrograms > LIMITS.micrograms_needing_second_person:
        yield AboveLicensedStep(dose=dose)


def _after_another(trial: Trial, dose: Dose, timelines: Mapping[int, DoseTimeline]) -> Iterator[Caution]:
    """Carry-over, and what was not as it was at the dose before: medicines, and how the baseline was done."""
    earlier = [one for one in delivered(trial) if one.given_at and dose.given_at and one.given_at < dose.given_at]
    if not earlier or dose.given_at is None:
        return
    first, last = earlier[0], earlier[-1]
    if last.given_at is not None and dose.given_at - last.given_at < LIMITS.between_doses:
        minutes = elapsed(dose.given_at, last.given_at) or Decimal(0)
        yield SoonAfter(minutes=minutes, before=last.number, reason=dose.reason)
    if muscles := tone_not_back(trial, timelines[first.number], timelines[dose.number]):
        yield ToneNotBack(first=first.number, muscles=muscles)
    was, now = ({one.name: one.status for one in each.medicines} for each in (last, dose))
    medicines = tuple(
        (name, now.get(name), was.get(name)) for name in dict.fromkeys((*now, *was)) if was.get(name) != now.get(name)
    )
    methods = tuple(_methods_changed(timelines[last.number], timelines[dose.number]))
    if medicines or methods:
        yield NotAsBefore(before=last.number, medicines=medicines, methods=methods)


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


def _moments(trial: Trial, dose: Dose) -> Iterator[Caution]:
    yield from (T0Corrected(was=was) for was in dose.earlier_t0)
    yield from (
        PlanChanged(edit=edit) for edit in trial.plan_edits if dose.given_at is not None and edit.at > dose.given_at
    )


def _observed(trial: Trial, dose: Dose, safety: Safety) -> Iterator[Caution]:
    if dose.given_at is None:
        return
    if not safety.events_asked:
        yield EventsNotAsked()
    if not trial.plan.news2:
        return
    age = age_at(trial.person.born, dose.given_at)
    if age is None or age < LIMITS.news2_from_years:
        yield NoNews2(because="no_birth_date" if age is None else "too_young")
    elif part := [found for found in safety.news2 if not found.complete]:
        single_3 = tuple(dict.fromkeys(key for found in part for key in found.single_3))
        yield News2Incomplete(incomplete=len(part), of=len(safety.news2), single_3=single_3)


def _goals(results: Sequence[GoalResult]) -> Iterator[Caution]:
    for result in results:
        if result.edited_after:
            yield GoalEdited(goal=result.goal)
        if result.within_error:
            yield MetWithinError(goal=result.goal)


def _kept_later(dose: Dose, safety: Safety) -> Iterator[Caution]:
    if medicines := tuple(one for one in dose.medicines if one.status in ("held", "changed")):
        yield MedicinesNotAsUsual(medicines=medicines)
    if skewed := sum(abs(reading.skew_seconds) > LIMITS.clock_marked_beyond_seconds for reading in dose.readings):
        yield ClockOff(readings=skewed)
    events = tuple(one for one in safety.after_signing if isinstance(one, Event))
    calls = tuple(one for one in safety.after_signing if isinstance(one, Call))
    if events or calls:
        yield AddedAfterSigning(dose=dose, events=events, calls=calls)
