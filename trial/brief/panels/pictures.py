"""The picture of a goal at one dose, for its cell in the table: the goal's own measure against what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trial.brief.panels.axes import axis_of
from trial.brief.panels.lines import is_drawn, line_of
from trial.brief.panels.shapes import Axis, Hours, Line, Region
from trial.brief.panels.targets import drawn_item, regions_of
from trial.ledger.facts import Goal
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.summary import DoseSummary
from trial.wording.figures import figure_name
from trial.wording.goals import headline
from trial.wording.words import RESULT_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One dose's course of a goal's measure, on the hours that all pictures of a trial share."""

    start: float
    end: float
    peak: float
    axis: Axis
    line: Line
    region: Region | None  # the good side of the goal, from this dose's own baseline
    judged: tuple[float, float | None] | None  # minutes and value of the reading it was judged at; None: could not
    says: str


def picture_of(one: DoseSummary, result: GoalResult, hours: Hours, number: int, *, latest: bool) -> Picture | None:
    """The picture of a goal with a target at one dose; None where there is nothing to draw."""
    series = _drawn(one.series, result.goal)
    if series is None or not series.points:
        return None
    regions = regions_of(series, one.series, [(number, result.goal)])
    values = [value for point in series.points if (value := series.place(point)) is not None]
    axis = axis_of(series.scale, series.item, [*values, *(Decimal(str(region.edge)) for region in regions)])
    if axis is None:
        return None
    return Picture(
        start=hours.start,
        end=hours.end,
        peak=hours.peak,
        axis=axis,
        line=line_of(series, series.slots, latest=latest),
        region=next(iter(regions), None),
        judged=_judged(series, result),
        says=f"{figure_name(series)}, dose {one.dose.number}: {RESULT_WORDS[result.result]}, {headline(result)}",
    )


def _drawn(series: Sequence[Series], goal: Goal) -> Series | None:
    target = goal.target
    if target is None:
        return None
    of_scale = [one for one in series if one.scale.key == target.scale]
    return next((one for one in of_scale if one.item == drawn_item(one.scale, target.item)), None)


def _judged(series: Series, result: GoalResult) -> tuple[float, float | None] | None:
    """The reading of the drawn measure at the moment of the one that the goal was judged at."""
    at = result.point.taken_at if result.point is not None else None
    point = next((point for point in series.points if point.taken_at == at and is_drawn(point)), None)
    if point is None or point.minutes is None:
        return None
    place = series.place(point)
    return float(point.minutes), None if place is None else float(place)
