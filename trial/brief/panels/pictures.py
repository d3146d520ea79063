"""Small pictures beside words in the table of goals: one dose's course on the hours that all pictures share.

A goal's own measure, or its ratings, against what was agreed; and below the goals what the dose cost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import scales
from trial.brief.panels.axes import axis_for, drawn_item, regions_of
from trial.brief.panels.lines import is_drawn, line_of
from trial.brief.panels.shapes import Axis, Dot, Hours, Line, Region, Shape, Tick
from trial.ledger.facts import Rating
from trial.meaning.course import Series, weakest_standing
from trial.meaning.goals import GoalResult
from trial.meaning.point import Point
from trial.meaning.safety import OBSERVATIONS, SEVERE
from trial.meaning.schedule import elapsed
from trial.meaning.summary import DoseSummary
from trial.meaning.timeline import ALERT
from trial.wording.figures import figure_name
from trial.wording.goals import headline, level_text
from trial.wording.result_text import at_text
from trial.wording.safety import event_text
from trial.wording.words import RESULT_WORDS, signed_text

Size = Literal["goal", "course", "moments"]
"""How high a picture is: of a goal, of what a dose cost, of moments without an axis."""
LEVELS = tuple(Tick(at=float(level), label=signed_text(Decimal(level))) for level in range(-2, 3))
RATED = Axis(kind="ordinal", low=-2.5, high=2.5, ticks=LEVELS, unit="level")
REACHED = -0.5
"""Half a level below 0, from which on a goal is reached or kept (rule 25)."""


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
    drawn = [(minutes, rating) for minutes, rating in result.ratings if hours.start <= minutes <= hours.end]
    voices = dict.fromkeys(rating.by for _, rating in drawn)
    lines = [_ratings([one for one in drawn if one[1].by == voice], result, age) for voice in voices]
    if not lines:
        return None
    at = next((float(minutes) for minutes, rating in drawn if rating is result.team), None)
    level = result.team.level if result.team is not None else None
    return Picture(
        size="goal",
        hours=hours,
        axis=RATED,
        lines=tuple(reversed(lines)),  # the team's on top
        region=Region(edge=REACHED, side="above", name=f"Goal {number}", label="", goal=result.goal.id),
        judged=(at, float(level)) if at is not None and level is not None else None,
        says=says,
    )


def _ratings(timed: Sequence[tuple[Decimal, Rating]], result: GoalResult, age: int) -> Line:
    """The ratings by one voice."""
    dots = tuple(
        Dot(
            minutes=float(minutes),
            y=float(rating.level or 0),
            shape=_shape(rating, result),
            text=signed_text(rating.level or Decimal(0)),
            says=f"{rating.slot}, {level_text(rating)}",
        )
        for minutes, rating in timed
    )
    is_team = timed[0][1].by == "team"
    runs = (dots,) if is_team else tuple((dot,) for dot in dots)
    return Line(dose=result.dose, age=age, label=level_text(timed[0][1]), runs=runs)


def _shape(rating: Rating, result: GoalResult) -> Shape:
    """How the team's level compares with the one before the dose; other voices have a shape of their own."""
    before, level = result.goal.baseline_level, rating.level or Decimal(0)
    if rating.by != "team":
        return "neither"
    return "better" if level > before else "worse" if level < before else "same"


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
