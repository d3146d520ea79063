"""Tone: muscles counted by their steps, then a mean with its n and coding (rules 20-21)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import scales
from scales.base import Scale, mean
from trial.ledger.facts import Goal, Trial
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.schedule import BASELINE, items_of, measures_of
from trial.meaning.timeline import DoseTimeline


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneCounts:
    """The planned muscles of the one Ashworth variant, at the peak against their baseline (rules 20 and 21).

    `improved`, `unchanged`, `worse`, `not_comparable` and `zero_at_baseline` add up to `of`. The three means are exact
    to 28 digits, over the `mean_n` muscles raised at baseline and measured at both times; None when there is none.
    """

    scale: Scale
    of: int
    improved: int
    by_one: int
    by_two_or_more: int
    unchanged: int
    worse: int
    not_comparable: int
    zero_at_baseline: int
    newly_raised: int
    mean_n: int
    mean_baseline: Decimal | None
    mean_peak: Decimal | None
    mean_change: Decimal | None
    coding: str
    muscles: tuple[Series, ...]  # counted, those that a goal is about first
    goal_linked: tuple[str, ...]  # their items
    contractures: tuple[Series, ...]  # listed apart, counted nowhere

    @property
    def rest(self) -> int:
        """Of the planned muscles those that were not 0 before."""
        return self.of - self.zero_at_baseline

    @property
    def compared(self) -> int:
        """Of the rest those with a value before and at the peak."""
        return self.rest - self.not_comparable

    @property
    def known_before(self) -> bool:
        """Whether every counted muscle has a grade from before, so that those not 0 may be called raised."""
        return all(one.baseline and one.baseline.settled for one in self.muscles)

    @property
    def to_come(self) -> bool:
        """Whether the day is under way and no muscle has a value at its peak yet."""
        return all(one.to_come for one in self.muscles)


def tone_scale(trial: Trial) -> Scale | None:
    """The plan's one Ashworth variant: the first of its scales that says how a mean is coded."""
    found = (scales.get(measure.scale) for measure in measures_of(trial))
    return next((scale for scale in found if scale.coding), None)


def tone_of(trial: Trial, series: Sequence[Series], goals: Sequence[Goal]) -> ToneCounts | None:
    """Count the series of one dose (rules 20 and 21); None without an Ashworth variant in the plan."""
    scale = tone_scale(trial)
    if scale is None:
        return None
    linked = {muscle for goal in goals for muscle in goal.muscles}
    linked |= {goal.target.item for goal in goals if goal.target and goal.target.scale == scale.key}
    planned = {item for measure in measures_of(trial) if measure.scale == scale.key for item in items_of(measure)}
    own = [one for one in series if one.scale.key == scale.key and one.item in planned]
    counted = sorted((one for one in own if not one.contracture), key=lambda muscle: muscle.item not in linked)
    zero = [one for one in counted if one.baseline and one.baseline.settled and _coded(scale, one.baseline) == 0]
    rest = [one for one in counted if one not in zero]
    steps = [one.steps_at_peak or 0 for one in rest if one.course_at_peak == "improved"]
    compared = [one for one in rest if one.course_at_peak != "not_comparable"]
    both = [(_coded(scale, one.baseline), _coded(scale, one.peak)) for one in compared]
    return ToneCounts(
        scale=scale,
        of=len(counted),
        improved=len(steps),
        by_one=sum(step < 2 for step in steps),
        by_two_or_more=sum(step >= 2 for step in steps),
        unchanged=sum(one.course_at_peak == "unchanged" for one in rest),
        worse=sum(one.course_at_peak == "worse" for one in rest),
        not_comparable=len(rest) - len(compared),
        zero_at_baseline=len(zero),
        newly_raised=sum(one.course_at_peak == "worse" for one in zero),
        mean_n=len(both),
        mean_baseline=mean([was for was, _ in both]),
        mean_peak=mean([now for _, now in both]),
        mean_change=mean([now - was for was, now in both]),
        coding=scale.coding,
        muscles=tuple(counted),
        goal_linked=tuple(one.item for one in counted if one.item in linked),
        contractures=tuple(one for one in own if one.contracture),
    )


def _coded(scale: Scale, point: Point | None) -> Decimal:
    if scale.number_of is None or point is None or not isinstance(point.value, str):
        raise AssertionError("only measured grades of a coded scale enter a mean")
    return scale.number_of(point.value)


def tone_not_back(trial: Trial, first: DoseTimeline, later: DoseTimeline) -> tuple[str, ...]:
    """The names of muscles whose baseline at a later dose is a step or more lower than at the first one (rule 34)."""
    scale = tone_scale(trial)
    if scale is None:
        return ()
    fixed = {item for measure in measures_of(trial) for item in measure.contractures if measure.scale == scale.key}
    before, after = _baseline_ranks(first, scale), _baseline_ranks(later, scale)
    lower = [key for key, rank in after.items() if key in before and rank < before[key] and key not in fixed]
    return tuple(scale.label_for(key) for key in lower)


def _baseline_ranks(points: DoseTimeline, scale: Scale) -> dict[str, Decimal]:
    found = points.value_at(scale, BASELINE)
    settled = {key: point.value for key, point in found.items() if point.settled}
    return {key: rank for key, value in settled.items() if (rank := scale.place_of(key, value)) is not None}
