"""What became of each goal at each dose (rules 22-25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain, groupby, pairwise
from operator import itemgetter
from typing import Literal, get_args

import scales
from scales.base import Scale, Value
from trial.ledger.facts import Absolute, Dose, Goal, Rating, Rule, Target, Trial, Voice
from trial.meaning.course import Series, series_for
from trial.meaning.limits import LIMITS
from trial.meaning.point import COULD_NOT, Point
from trial.meaning.schedule import BASELINE, elapsed, slot_minutes

Result = Literal["met", "partly_met", "not_met", "kept", "lost", "not_assessed", "not_today"]
Unjudged = Literal["not_comparable", "percent_of_zero", "not_computable", "not_rated"]
"""Why a goal is not assessed: its reading's or series' own reasons, the target's arithmetic, or no rating."""
RELATIVE = frozenset(get_args(Rule)) - frozenset(get_args(Absolute))
"""Rules that need a baseline value; the others judge the value itself."""
EXACT_TO = 12
"""Decimals at which sizes are compared: a speed is a quotient cut at 28 digits, and exactly 20 % must count as 20 %."""
VOICES: tuple[Voice, ...] = get_args(Voice)


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPeriod:
    """A period in which a keep goal was lost, in minutes after T0; `regained` is None if it was not regained."""

    start: Decimal
    end: Decimal
    regained: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult:
    """The result of one goal, in its version agreed before this dose, at one delivered dose."""

    goal: Goal
    dose: int
    result: Result
    series: Series | None = None
    point: Point | None = None  # the reading that it was judged at
    unjudged: Unjudged | None = None  # why there is no result
    tests: int = 0  # at how many readings a keep goal was judged
    lost: tuple[LostPeriod, ...] = ()
    team: Rating | None = None
    others: tuple[Rating, ...] = ()  # the person's, parent's, carer's, interpreter's: beside the team's, never averaged
    ratings: tuple[tuple[Decimal, Rating], ...] = ()  # of a rated goal: all after T0, each with its minutes; team first
    later: tuple[Rating, ...] = ()  # of a rated keep goal that was lost: the team's later ratings, in order of time
    no_conclusion: bool = False  # no response after a dose that may have been delivered in part only (rule 32)
    edited_after: bool = False  # the goal was edited after this dose's T0; the edit counts from the next dose

    @property
    def at_best(self) -> bool:
        """Whether it was judged at the best reading, as agreed, and not at the peak."""
        target, series = self.goal.target, self.series
        best = series.best if series is not None and target is not None and target.at == "best" else None
        return best is not None and best.point is self.point

    @property
    def regained(self) -> Rating | None:
        """The team's first later rating by which a rated goal to keep was regained."""
        return next((rating for rating in self.later if rating.level is not None and rating.level >= 0), None)

    @property
    def became_able(self) -> bool:
        """Whether there was no value at baseline to measure the change from."""
        return self.series is not None and self.series.baseline is not None and self.series.baseline.value is None

    @property
    def within_error(self) -> bool:
        """Met, but by a change within published error (rule 23)."""
        point = self.point
        moved = point is not None and point.course == "within_error" and point.change is not None
        return self.result == "met" and self.goal.target is not None and moved

    @property
    def to_come(self) -> bool:
        """Not assessed, because the day is under way and its peak still to come."""
        return self.result == "not_assessed" and self.series is not None and self.series.to_come


def results_of(trial: Trial, dose: Dose, series: Sequence[Series] = ()) -> tuple[GoalResult, ...]:
    """The results of one delivered dose in the person's order of goals; goals agreed later have none (rules 22, 32).

    `series` of the dose that are worked out already are not worked out again.
    """
    if dose.given_at is None or not dose.delivered:
        return ()
    agreed = [(goal, goal_at(goal, dose)) for goal in trial.goals]
    results = [
        replace(result_of(trial, dose, version, series), edited_after=version is not goal)
        for goal, version in agreed
        if version is not None
    ]
    if dose.delivery == "full" or responded(results):
        return tuple(results)
    return tuple(
        replace(result, no_conclusion=result.result != "not_today" and not result.to_come) for result in results
    )


def responded(results: Iterable[GoalResult]) -> bool:
    """Whether any goal was met at least in part: otherwise a dose given in part allows no conclusion (rule 32)."""
    return any(result.result in ("met", "partly_met") for result in results)


def goal_at(goal: Goal, dose: Dose) -> Goal | None:
    """The goal as agreed before this dose's T0; None if it was agreed later, or dropped before (rule 22).

    Before T0 is known it is the present goal. Giving a dose agrees its goals at T0, so they count as agreed before it
    also if that T0 was corrected to an earlier one.
    """
    if (given_at := dose.given_at) is None:
        return goal
    then = next((earlier.goal for earlier in goal.earlier if earlier.until_at > given_at), goal)
    by_giving = any(earlier.given_at == then.agreed_at for earlier in dose.earlier_t0)
    if then.agreed_at is not None and then.agreed_at > given_at and not by_giving:
        return None
    return None if goal.dropped_at is not None and goal.dropped_at <= given_at else then


def result_of(trial: Trial, dose: Dose, goal: Goal, known: Sequence[Series] = ()) -> GoalResult:
    """Judge one goal by one dose."""
    if goal.testable == "not_today":
        return GoalResult(goal=goal, dose=dose.number, result="not_today")
    timed = {voice: _timed(dose, goal, voice) for voice in VOICES}
    team, *others = (_rating_that_stands(trial, of_voice) for of_voice in timed.values())
    blank = GoalResult(
        goal=goal,
        dose=dose.number,
        result="not_assessed",
        team=team,
        others=tuple(rating for rating in others if rating is not None),
    )
    if goal.target is None:
        blank = replace(blank, ratings=tuple(chain(*timed.values())))
        return _rated(blank, [rating for _, rating in timed["team"]])
    scale, item = scales.get(goal.target.scale), goal.target.item
    same = (series for series in known if (series.scale.key, series.item) == (scale.key, item))
    series = next(same, None) or series_for(trial, dose, scale, item)
    blank = replace(blank, series=series)
    return _keep(blank, dose, goal.target, series) if goal.kind == "keep" else _achieve(blank, goal.target, series)


def satisfied(scale: Scale, target: Target, baseline: Point | None, point: Point) -> bool | None:
    """Whether a measured point fulfils the target; None where that cannot be worked out (a percent of zero, say).

    Limits are inclusive, on unrounded decimals. A relative target without a baseline value is fulfilled by becoming
    able on a performance scale (rule 23), and cannot be worked out on any other.
    """
    if point.value is None:
        return None
    if target.rule in RELATIVE and (baseline is None or baseline.value is None):
        return True if scale.performance and baseline is not None else None
    size = _size(scale, target, point)
    if size is None:
        return None
    size, amount = round(size, EXACT_TO), Decimal(target.amount)
    match target.rule:
        case "at_most":
            return size <= amount
        case "falls_by":
            return -size >= amount
        case "not_worse_by_percent" | "not_worse_by_steps":
            return -size < amount
        case _:
            return size >= amount


def _size(scale: Scale, target: Target, point: Point) -> Decimal | None:
    """What the target's amount is held against: the value, its change, or how much better it is."""
    better = scale.better_for(target.item)
    match target.rule:
        case "at_most" | "at_least":
            return _number(scale, target.item, point.value)
        case "falls_by" | "rises_by":  # of a grade steps up its ladder
            steps = None if point.steps is None else Decimal(-point.steps if better == "lower" else point.steps)
            return steps if point.change is None else point.change
        case "improves_percent" | "not_worse_by_percent":
            if point.percent is None or better == "neither":
                return None
            return -point.percent if better == "lower" else point.percent
        case "improves_steps" | "not_worse_by_steps":
            return None if point.steps is None else Decimal(point.steps)


def _number(scale: Scale, item: str, value: Value | None) -> Decimal | None:
    """A number itself; a grade by the number it begins with or its published coding: 4- and 4+ count as 4."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        return None
    if scale.number_of is not None and scale.item(item) is not None:
        return scale.number_of(value)
    digits = value.rstrip("+-")
    return Decimal(digits) if digits.isdecimal() else None


def _achieve(blank: GoalResult, target: Target, series: Series) -> GoalResult:
    """At the peak, or at best if agreed so; without any measured reading the peak says why (rule 23)."""
    point = series.best.point if target.at == "best" and series.best else series.peak
    judged = replace(blank, point=point)
    if point is None or not _judgeable(series, point):
        return replace(judged, unjudged="not_comparable")
    if point.status in COULD_NOT:
        return replace(judged, result="not_met")
    reached = satisfied(series.scale, target, series.baseline, point)
    if reached is None:
        return replace(judged, unjudged=_not_computable(target, series))
    return replace(judged, result="met" if reached else "partly_met" if point.course == "improved" else "not_met")


def _judgeable(series: Series, point: Point) -> bool:
    """Whether it may be held against a target: comparable, or a value on a scale where neither way is better."""
    if series.better == "neither":
        return point.measured and point.comparable
    return point.course not in (None, "not_comparable")


def _not_computable(target: Target, series: Series) -> Unjudged:
    of_zero = "percent" in target.rule and series.baseline and series.baseline.value == 0
    return "percent_of_zero" if of_zero else "not_computable"


def _keep(blank: GoalResult, dose: Dose, target: Target, series: Series) -> GoalResult:
    """Lost by any like-for-like, unconfounded reading until observation ended; kept needs a peak value (rule 24)."""
    judged = [
        (point, fulfilled)
        for point in series.after
        if (dose.ended_at is None or point.taken_at <= dose.ended_at)
        and _judgeable(series, point)
        and (fulfilled := _fulfilled(target, series, point)) is not None
    ]
    if lost := _lost_periods(judged):
        first = next(point for point, fulfilled in judged if not fulfilled)
        return replace(blank, result="lost", lost=lost, point=first, tests=len(judged))
    peak = series.peak
    unjudged: Unjudged | None = None
    if peak is None or not peak.measured or not _judgeable(series, peak):
        unjudged = "not_comparable"
    elif not any(point is peak for point, _ in judged):
        unjudged = _not_computable(target, series)
    result: Result = "not_assessed" if unjudged else "kept"
    return replace(blank, result=result, point=peak, unjudged=unjudged, tests=len(judged))


def _fulfilled(target: Target, series: Series, point: Point) -> bool | None:
    """Whether a keep goal's target is fulfilled at this reading; None where the reading says nothing about it."""
    could_before = series.baseline is not None and series.baseline.measured
    if point.status in COULD_NOT:
        return False if could_before else None
    return satisfied(series.scale, target, series.baseline, point)


def _lost_periods(judged: Sequence[tuple[Point, bool]]) -> tuple[LostPeriod, ...]:
    """The runs of readings at which a keep goal was broken, each with the reading that ended it (rule 24)."""
    runs = [(still, [point.minutes or Decimal(0) for point, _ in run]) for still, run in groupby(judged, itemgetter(1))]
    return tuple(
        LostPeriod(start=lost[0], end=lost[-1], regained=after[0] if after else None)
        for (still, lost), (_, after) in pairwise([*runs, (True, [])])
        if not still
    )


def _rated(blank: GoalResult, ratings: Sequence[Rating]) -> GoalResult:
    """By the team's rating in the peak slot, else its latest before +12 h (rule 25); `ratings` are all the team's."""
    goal, level = blank.goal, blank.team.level if blank.team else None
    if level is None:
        return replace(blank, unjudged="not_rated")
    if goal.kind == "keep":
        if level >= 0:
            return replace(blank, result="kept")
        places = [place for place, rating in enumerate(ratings, start=1) if rating is blank.team]
        return replace(blank, result="lost", later=tuple(ratings[places[0] :]))
    return replace(blank, result="met" if level >= 0 else "partly_met" if level > goal.baseline_level else "not_met")


def _timed(dose: Dose, goal: Goal, voice: Voice) -> list[tuple[Decimal, Rating]]:
    """The ratings of a goal by one voice after T0, each with its minutes, in order of time."""
    own = (one for one in dose.ratings if one.goal == goal.id and one.by == voice and one.level is not None)
    timed = [(at, rating) for rating in own if (at := _rated_at(dose, rating)) is not None]
    return sorted(timed, key=itemgetter(0))


def _rating_that_stands(trial: Trial, timed: Sequence[tuple[Decimal, Rating]]) -> Rating | None:
    in_peak = [rating for _, rating in timed if rating.slot == trial.plan.peak_slot]
    early = [rating for at, rating in timed if 0 <= at < LIMITS.best_until_minutes]
    return next(reversed(in_peak or early), None)


def _rated_at(dose: Dose, rating: Rating) -> Decimal | None:
    """Minutes after T0: when it was given, if known, else the planned time of its slot; the baseline's is no result."""
    if rating.slot == BASELINE:
        return None
    return elapsed(rating.rated_at, dose.given_at) if rating.rated_at else slot_minutes(rating.slot)
