"""What a chart is made of, as lines of marks: courses with gaps, goals, baseline, rules, markers, labels of an axis."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from trial.brief.panels.shapes import Axis, Line, Panel, Region, Shape, Tick
from trial.files.workbook.cells import INK, SECOND_INK

BLUE, GREY, MIDDLE = "0072B2", "4A4A4A", "8A8A8A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One row behind a chart: where a point stands, what it shows and what is printed beside it. `y` None is a gap."""

    hours: float
    y: float | None
    shown: str = ""
    says: str = ""
    shape: Shape | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One series: its name, its marks in order and how they are drawn."""

    name: str
    marks: tuple[Mark, ...]
    ink: str = INK
    width: float = 0  # of the line, in points; 0: no line
    dash: str = ""
    symbol: str = "none"
    hollow: bool = False
    labels: str = ""  # where labels stand: t, b, l, r, ctr
    label_size: float = 8
    in_legend: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The vertical span: the axis itself, a lane below it for what could not be, room above it for markers."""

    low: float
    high: float
    step: float
    lane: float
    markers: float
    lettered: bool  # ticks are tokens, which an axis of numbers cannot say by itself

    @classmethod
    def of(cls, axis: Axis, *, has_lane: bool, has_carets: bool) -> "Frame":
        places = [tick.at for tick in axis.ticks] or [axis.low]
        step = min((b - a for a, b in pairwise(places)), default=axis.high - axis.low) or 1
        low = places[0] if axis.kind == "ordinal" else places[0] - step * ceil((places[0] - axis.low) / step)
        return cls(
            low=low - (step if has_lane else 0),
            high=axis.high + (0.9 * step if has_carets else 0),
            step=step,
            lane=low - step,
            markers=axis.high + (0.3 * step if has_carets else 0),
            lettered=any(tick.label != f"{tick.at:g}" for tick in axis.ticks) and axis.kind == "ordinal",
        )


def strokes_of(panel: Panel, frame: Frame) -> Iterator[Stroke]:
    start, end, peak = first_hour(panel), panel.end / 60, panel.peak / 60
    yield Stroke(name="end of injection", marks=_level((0, frame.low), (0, frame.high)), width=0.75)
    yield Stroke(
        name=f"{peak:g} h", marks=_level((peak, frame.low), (peak, frame.high)), width=1, dash="sysDot", ink=SECOND_INK
    )
    for region in panel.regions:
        yield _goal_line(region, start, end)
    if panel.band is not None:
        for edge in (panel.band.low, panel.band.high):
            marks = _level((start, edge), (end, edge), says=f"{panel.band.label}: {panel.band.source}")
            yield Stroke(name=panel.band.label, marks=marks, width=0.75, dash="dash", ink=MIDDLE)
    if panel.baseline is not None:
        marks = _level((start, panel.baseline), (end, panel.baseline))
        yield Stroke(name="baseline", marks=marks, width=0.75, ink=MIDDLE)
    for line in panel.lines:
        yield _course(line)
        yield _lane(line, frame)
    if frame.lettered:
        ticks = (*panel.axis.ticks, *((Tick(at=frame.lane, label=panel.lane),) if panel.lane else ()))
        marks = tuple(Mark(hours=start, y=tick.at, shown=tick.label, label=tick.label) for tick in ticks)
        yield Stroke(name="axis labels", marks=marks, labels="l")
    for latest in (True, False) if frame.markers > panel.axis.high else ():
        yield Stroke(
            name="events" if latest else "events of earlier doses",
            marks=tuple(
                Mark(
                    hours=marker.minutes / 60, y=frame.markers, shown=marker.sign, says=marker.words, label=marker.sign
                )
                for marker in panel.markers
                if marker.latest is latest and start <= marker.minutes / 60 <= end
            ),
            ink=INK if latest else MIDDLE,
            symbol="triangle",
            labels="t",
            label_size=7,
        )


def first_hour(panel: Panel) -> int:
    """Whole, since an axis counts its ticks from where it begins; as late as the first reading allows."""
    values = [dot.minutes for line in panel.lines for dot in line.dots]
    gaps = [gap.minutes for line in panel.lines for gap in line.could_not]
    return floor(max(panel.start, min(-60.0, *values, *gaps)) / 60)


def _goal_line(region: Region, start: float, end: float) -> Stroke:
    """The edge of a goal, its number written in the margin at its end; its words stand under the chart."""
    good = f"{region.label}; {'higher' if region.side == 'above' else 'lower'} is better"
    marks = (
        Mark(hours=start, y=region.edge),
        Mark(hours=end, y=region.edge, shown=region.label, says=good, label=region.name),
    )
    return Stroke(name=region.label, marks=marks, width=1.5, labels="r")


def _course(line: Line) -> Stroke:
    """The measured points of one dose; between its runs stands a row without a value, so the line breaks there."""
    marks: list[Mark] = []
    for run in line.runs:
        if marks and run:
            marks.append(Mark(hours=(marks[-1].hours + run[0].minutes / 60) / 2, y=None))
        marks += (
            Mark(hours=dot.minutes / 60, y=dot.y, shown=dot.text, says=dot.says, shape=dot.shape, label=dot.label)
            for dot in run
        )
    ink, width, dash = (BLUE, 2.25, "") if line.latest else (GREY, 1.5, "dash")
    return Stroke(
        name=line.label,
        marks=tuple(marks),
        ink=ink,
        width=width,
        dash=dash,
        symbol="circle",
        hollow=not line.latest,
        labels="t",
        in_legend=True,
    )


def _lane(line: Line, frame: Frame) -> Stroke:
    marks = tuple(
        Mark(hours=gap.minutes / 60, y=frame.lane, shown=gap.code, says=f"{gap.slot}: {gap.words}", label=gap.code)
        for gap in line.could_not
    )
    return Stroke(
        name=f"{line.label}, no value",
        marks=marks,
        ink=BLUE if line.latest else GREY,
        symbol="square",
        hollow=True,
        labels="ctr",
        label_size=7,
    )


def _level(*places: tuple[float, float], says: str = "") -> tuple[Mark, ...]:
    return tuple(Mark(hours=hours, y=y, says=says) for hours, y in places)
