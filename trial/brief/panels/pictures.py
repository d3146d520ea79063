"""Small pictures beside words in the table of goals: one dose's course on the hours that all pictures share.

A goal's own measure, or its ratings, against what was agreed; and below the goals what the dose cost.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import scales
from trial.brief.panels.axes import axis_for, drawn_item, regions_of
from trial.brief.panels.lines import is_drawn, line_of
from trial.brief.panels.ratings import AXIS, rated_lines, rated_region
from trial.brief.panels.shapes import Axis, Hours, Line, Region
from trial.meaning.course import Series, weakest_standing
from trial.meaning.goals import GoalResult
from trial.meaning.point import Point
from trial.meaning.safety import OBSERVATIONS, SEVERE
from trial.meaning.schedule import elapsed
from trial.meaning.summary import DoseSummary
from trial.meaning.timeline import ALERT
from trial.wording.figures import figure_name
from trial.wording.goals import headline
from trial.wording.result_text import at_text
from trial.wording.safety import event_text
from trial.wording.words import RESULT_WORDS

Size = Literal["goal", "course", "moments"]
"""How high a picture is: of a goal, of what a dose cost, of moments without an axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something at a time that has no place on an axis: a check (`sign` empty, or the letter found) or an event."""

    minutes: float
    sign: str
    grave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One dose's course of one thing. `says` is the whole of it in words."""

    size: Size
    hours: Hours
    says: str
    axis: Axis | None = None
    lines: tuple[Line, ...] = ()  # the course that is judged is the last one
    region: Region | None = None  # the good side of the goal, from this dose's own baseline
    judged: tuple[float, float | None] | None = None  # minutes and value of the reading judged at; None: could not
    moments: tuple[Moment, ...] = ()


def picture_of(dose: DoseSummary, result: GoalResult, hours: Hours, number: int, *, age: int) -> Picture | None:
    """The picture of a goal at one dose; None where there is nothing to draw."""
    says = f"dose {dose.dose.number}: {RESULT_WORDS[result.result]}, {headline(result)}"
    target = result.goal.target
    if target is None:
        return _rated(result, hours, number, says, age)
    series = dose.series_for(target.scale, drawn_item(scales.get(target.scale), target.item))
    if series is None or not series.points:
        return None
    regions = regions_of(series, dose.series, [(number, result.goal)])
    axis = axis_for([series], regions)
    if axis is None:
        return None
    return Picture(
        size="goal",
        hours=hours,
        axis=axis,
        lines=(line_of(series, series.slots, age=age),),
        region=next(iter(regions), None),
        judged=_judged(series, result.point),
        says=f"{figure_name(series)}, {says}",
    )


def _judged(series: Series, judged: Point | None) -> tuple[float, float | None] | None:
    """The reading of the drawn measure at the moment of the one that was judged."""
    at = judged.taken_at if judged is not None else None
    point = next((point for point in series.points if point.taken_at == at and is_drawn(point)), None)
    if point is None or point.minutes is None:
        return None
    place = series.place(point)
    return float(point.minutes), None if place is None else float(place)


def _rated(result: GoalResult, hours: Hours, number: int, says: str, age: int) -> Picture | None:
    """A rated goal: the team's ratings over time, the others' as diamonds beside them."""
    lines = rated_lines(result, hours, age)
    if not lines:
        return None
    found = (float(minutes) for minutes, rating in result.ratings if rating is result.team)
    at = next((minutes for minutes in found if hours.start <= minutes <= hours.end), None)
    level = result.team.level if result.team is not None else None
    return Picture(
        size="goal",
        hours=hours,
        axis=AXIS,
        lines=lines,
        region=rated_region(number, result),
        judged=(at, float(level)) if at is not None and level is not None else None,
        says=says,
    )


def power_picture(dose: DoseSummary, hours: Hours, *, age: int) -> Picture | None:
    """The test of power that fell furthest, of those that a person stands on; else the first of them."""
    series = weakest_standing(dose.series)
    return _course(series, series.worst_point, hours, age) if series is not None else None


def pressure_picture(dose: DoseSummary, hours: Hours, *, age: int) -> Picture | None:
    """Systolic pressure, its lowest after the dose marked."""
    series = dose.series_for(OBSERVATIONS, "systolic")
    return _course(series, dose.safety.systolic_lowest, hours, age) if series is not None else None


def _course(series: Series, marked: Point | None, hours: Hours, age: int) -> Picture | None:
    axis = axis_for([series], ()) if series.points else None
    if axis is None:
        return None
    low = f", {at_text(marked)}" if marked is not None else ""
    return Picture(
        size="course",
        hours=hours,
        axis=axis,
        lines=(line_of(series, series.slots, age=age),),
        judged=_judged(series, marked),
        says=f"{figure_name(series)}, dose {series.dose}{low}",
    )


def alertness_picture(dose: DoseSummary, hours: Hours) -> Picture | None:
    """Every check of consciousness, with its letter where the person was not alert."""
    series = dose.series_for(OBSERVATIONS, "consciousness")
    points = [point for point in series.points if is_drawn(point)] if series is not None else []
    moments = tuple(
        Moment(minutes=float(point.minutes or 0), sign="" if point.value == ALERT else str(point.value), grave=True)
        for point in points
        if point.measured
    )
    said = ", ".join(f"{at_text(point)} {point.value}" for point in points if point.measured)
    return Picture(size="moments", hours=hours, moments=moments, says=said) if moments else None


def events_picture(dose: DoseSummary, hours: Hours) -> Picture | None:
    """Every adverse event where it began; a severe one is filled."""
    moments = tuple(_events(dose, hours))
    said = "; ".join(event_text(event, dose.dose) for event in dose.safety.events if event.severity is not None)
    return Picture(size="moments", hours=hours, moments=moments, says=said) if moments else None


def _events(dose: DoseSummary, hours: Hours) -> Iterator[Moment]:
    for event in dose.safety.events:
        at = elapsed(event.began_at, dose.dose.given_at)
        if event.severity is not None and at is not None and hours.start <= at <= hours.end:
            yield Moment(minutes=float(at), sign="event", grave=event.severity in SEVERE)
