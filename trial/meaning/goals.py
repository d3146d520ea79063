"""What became of each goal at each dose (rules 22-25)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

import scales
from trial.ledger.facts import Dose, Goal, Rating, Target, Trial
from trial.meaning.aims import RELATIVE, limit_text, satisfied, target_text
from trial.meaning.course import Point, Series, series_for
from trial.meaning.point import COULD_NOT
from trial.meaning.ratings import ratings_of
from trial.wording.readout import change_text, error_text, level_text, lost_text, name_of, plain, reading_text
from trial.wording.words import count_text, minutes_text

__all__ = ["GoalResult", "Lost", "Result", "goal_at", "responded", "result_of", "results_of", "target_text"]

Result = Literal["met", "partly_met", "not_met", "kept", "lost", "not_assessed", "not_today"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One stretch in which a keep goal was broken, in minutes after T0; `regained` is None when it was not."""

    start: Decimal
    end: Decimal
    regained: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult:
    """One goal at one delivered dose.

    `because` is the whole reason in plain text (CONTRACT.md); `headline` the short reading for the page, with
    typographic minus and unbroken units. `goal` is the goal as agreed before this dose, not as it reads today.
    """

    goal: Goal
    dose: int
    result: Result
    because: str
    headline: str
    series: Series | None = None
    point: Point | None = None  # the reading that it was judged at
    within_error: bool = False  # met, yet inside published error
    lost: tuple[Lost, ...] = ()
    team: Rating | None = None
    others: tuple[Rating, ...] = ()  # the person's, parent's, carer's, interpreter's: beside the team's, never averaged
    edited_after: bool = False  # the goal was edited after this dose's T0; the edit counts from the next dose


def results_of(trial: Trial, dose: Dose, series: Sequence[Series] = ()) -> tuple[GoalResult, ...]:
    """The results of one delivered dose in the person's own order of goals; goals agreed later have none.

    `series` of the dose that are worked out already are not worked out again.
    """
    if dose.given_at is None or not dose.delivered:
        return ()
    agreed = [(goal, goal_at(goal, dose.given_at)) for goal in trial.goals]
    found = [(goal, version) for goal, version in agreed if version is not None]
    results = [
        result if one is goal else replace(result, edited_after=True)
        for goal, one in found
        for result in [result_of(trial, dose, one, series)]
    ]
    return tuple(results if dose.delivery == "full" or responded(results) else map(_without_conclusion, results))


def responded(results: Iterable[GoalResult]) -> bool:
    """Whether any goal was met at least in part: without that a dose given in part concludes nothing (rule 32)."""
    return any(one.result in ("met", "partly_met") for one in results)


def _without_conclusion(one: GoalResult) -> GoalResult:
    return replace(one, because=f"{one.because}; no conclusion") if one.result == "not_met" else one


def goal_at(goal: Goal, given_at: datetime) -> Goal | None:
    """The goal as agreed before this T0; None if it was agreed later, or dropped before (rule 22)."""
    then = next((one.goal for one in goal.earlier if one.until_at > given_at), goal)
    if then.agreed_at is not None and then.agreed_at > given_at:
        return None
    return None if goal.dropped_at is not None and goal.dropped_at <= given_at else then


def result_of(trial: Trial, dose: Dose, goal: Goal, known: Sequence[Series] = ()) -> GoalResult:
    """Judge one goal by one dose."""
    if goal.testable == "not_today":
        return _result(
            goal, dose, "not_today", "not testable today: not tested, not counted", "not tested, not counted"
        )
    if goal.target is None:
        return _rated(trial, dose, goal)
    scale, item = scales.get(goal.target.scale), goal.target.item
    same = (one for one in known if (one.scale.key, one.item) == (scale.key, item))
    series = next(same, None) or series_for(trial, dose, scale, item)
    if goal.kind == "keep":
        judged = _keep(dose, goal, goal.target, series)
    else:
        judged = _achieve(dose, goal, goal.target, series)
    team, others = ratings_of(trial, dose, goal)
    return replace(judged, series=series, team=team, others=others)


def _result(goal: Goal, dose: Dose, result: Result, because: str, headline: str = "", **more: object) -> GoalResult:
    shown = headline or because
    return GoalResult(
        goal=goal,
        dose=dose.number,
        result=result,
        because=plain(because),
        headline=shown,
        **more,  # type: ignore[arg-type]
    )


def _achieve(dose: Dose, goal: Goal, target: Target, series: Series) -> GoalResult:
    """At the peak, or at best if agreed so; without any measured reading the peak tells why."""
    point = series.best.point if target.at == "best" and series.best else series.peak
    aim = f"target {limit_text(target)}"
    if point is None or not _judgeable(series, point):
        return _not_assessed(goal, dose, series, point, aim)
    if point.status in COULD_NOT:
        said = reading_text(series, point)
        return _result(goal, dose, "not_met", f"{name_of(series)}: {said}; {aim}", said, point=point)
    reached = satisfied(series.scale, target, series.baseline, point)
    if reached is None:
        reason = f"{name_of(series)} {reading_text(series, point)}: {_cannot(target, series)}; {aim}"
        return _result(goal, dose, "not_assessed", reason, _cannot(target, series), point=point)
    result: Result = "met" if reached else "partly_met" if point.course == "improved" else "not_met"
    return _told(goal, dose, target, series, point, result)


def _told(goal: Goal, dose: Dose, target: Target, series: Series, point: Point, result: Result) -> GoalResult:
    became_able = series.baseline is not None and series.baseline.value is None
    change = "became able, no percent" if became_able else change_text(series, point, target)
    error = error_text(series, point)
    best = f"best of {series.best.of}" if target.at == "best" and series.best and series.best.point is point else ""
    short = (
        f"better, short of {limit_text(target).removesuffix(' or less').removesuffix(' or more')}"
        if result == "partly_met"
        else ""
    )
    help_ = point.why if point.less_help else ""
    reading = reading_text(series, point)
    headline = ", ".join(one for one in (reading, change, best, short or error, help_) if one)
    within = error if point.course == "within_error" else ""
    parts = (f"{name_of(series)} {reading}", change, best, f"target {limit_text(target)}", within, help_)
    return _result(
        goal,
        dose,
        result,
        ", ".join(one for one in parts if one),
        headline,
        point=point,
        within_error=bool(within) and result == "met",
    )


def _judgeable(series: Series, point: Point) -> bool:
    """Whether it may be held against a target: comparable, or a value on a scale where neither way is better."""
    if series.better == "neither":
        return point.measured and point.comparable
    return point.course not in (None, "not_comparable")


def _not_assessed(goal: Goal, dose: Dose, series: Series, point: Point | None, aim: str) -> GoalResult:
    why = (series.why if point is None or point is series.peak else point.why) or "not comparable"
    reading = f" {reading_text(series, point)}" if point is not None and point.measured else ""
    return _result(goal, dose, "not_assessed", f"{name_of(series)}{reading}: {why}; {aim}", why, point=point)


def _cannot(target: Target, series: Series) -> str:
    if "percent" in target.rule and series.baseline and series.baseline.value == 0:
        return "a percent of zero cannot be worked out"
    return "this target cannot be worked out on this measure"


def _keep(dose: Dose, goal: Goal, target: Target, series: Series) -> GoalResult:
    """Broken at any like-for-like, unconfounded reading from T0 to the end of observation; kept needs a peak value."""
    aim = f"to keep: {limit_text(target)}"
    judged = [
        (point, kept)
        for point in series.after
        if (dose.ended_at is None or point.taken_at <= dose.ended_at)
        and _judgeable(series, point)
        and (kept := _still(target, series, point)) is not None
    ]
    periods = _lost_periods(judged)
    if periods:
        worst = next(point for point, kept in judged if not kept)
        told = "; ".join(lost_text(one.start, one.end, one.regained) for one in periods)
        shown = "; ".join(_period_text(one) for one in periods)
        because = f"{name_of(series)} {reading_text(series, worst)}: {told}; {aim}"
        return _result(goal, dose, "lost", because, shown, lost=tuple(periods), point=worst)
    peak = series.peak
    if peak is None or not peak.measured or not _judgeable(series, peak):
        return _not_assessed(goal, dose, series, peak, aim)
    if not any(point is peak for point, _ in judged):
        reason = _cannot(target, series)
        return _result(goal, dose, "not_assessed", f"{name_of(series)}: {reason}; {aim}", reason, point=peak)
    tests = f"kept at {'all ' if len(judged) > 1 else ''}{count_text(len(judged), 'test')}"
    reading = reading_text(series, peak)
    because = f"{name_of(series)} {reading}, {tests}, {aim}"
    return _result(goal, dose, "kept", because, f"{reading}, {tests}", point=peak)


def _still(target: Target, series: Series, point: Point) -> bool | None:
    """Whether it is kept at this reading; None where the reading says nothing about it."""
    could_before = series.baseline is not None and series.baseline.measured
    if point.status in COULD_NOT:
        return False if could_before else None
    if target.rule in RELATIVE and not could_before and series.baseline is None:
        return None
    return satisfied(series.scale, target, series.baseline, point)


def _lost_periods(judged: list[tuple[Point, bool]]) -> list[Lost]:
    periods: list[Lost] = []
    broken = False
    for point, kept in judged:
        at = point.minutes or Decimal(0)
        if kept and broken:
            periods[-1] = replace(periods[-1], regained=at)
        elif not kept:
            periods = (
                [*periods[:-1], replace(periods[-1], end=at)]
                if broken
                else [*periods, Lost(start=at, end=at, regained=None)]
            )
        broken = not kept
    return periods


def _period_text(lost: Lost) -> str:
    until = f" to {minutes_text(lost.end)}" if lost.end != lost.start else ""
    after = f"regained {minutes_text(lost.regained)}" if lost.regained is not None else "not regained"
    return f"{minutes_text(lost.start)}{until}, {after}"


def _rated(trial: Trial, dose: Dose, goal: Goal) -> GoalResult:
    """By the team's rating in the peak slot, else its latest before +12 h (rule 25)."""
    team, others = ratings_of(trial, dose, goal)
    beside = ", ".join(level_text(one) for one in others)
    if team is None or team.level is None:
        said = "; ".join(one for one in ("not rated by the team", beside) if one)
        return _result(goal, dose, "not_assessed", said, others=others)
    result: Result
    if goal.kind == "keep":
        result = "kept" if team.level >= 0 else "lost"
    else:
        result = "met" if team.level >= 0 else "partly_met" if team.level > goal.baseline_level else "not_met"
    said = ", ".join(one for one in (level_text(team), beside) if one)
    because = f"rated {said} at {team.slot}; {goal.baseline_level} before the dose"
    return _result(goal, dose, result, because, f"rated {said}", team=team, others=others)
