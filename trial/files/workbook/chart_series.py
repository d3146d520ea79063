"""What a native chart is made of, as series of marks: courses with gaps, goals, rules, events, labels of an axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, cos, floor, pi, sin
from typing import Literal, NamedTuple

from trial.brief.panels.axes import AFTER
from trial.brief.panels.pictures import Picture
from trial.brief.panels.shapes import Axis, EventMarker, Line, Panel, Shape
from trial.files.workbook.sheet import INK, SECOND_INK, WHITE
from trial.wording.figures import INJECTION, SHAPE_WORDS

BLUE, GREY, MIDDLE = "#0072B2", "#4A4A4A", "#8A8A8A"
SYMBOLS: dict[Shape, tuple[str, int, str]] = {
    "better": ("circle", 8, "circle"),
    "same": ("dash", 9, "bar"),
    "worse": ("triangle", 8, "triangle"),
    "not_comparable": ("x", 7, "cross"),
    "neither": ("diamond", 8, "diamond"),
}
"""The marker of each shape as XlsxWriter calls it, its size in points, and what people call it."""
LOOKS = ((BLUE, 2.25, "solid", BLUE), (GREY, 1.5, "dash", WHITE), (GREY, 1.5, "round_dot", "#B9B9B9"))
"""Ink, width in points, dashes and what fills the marks of a dose, by how many were given after it."""
DIGITS = 9
"""A lane that lay the last digit of a float below its axis would not be drawn."""
BARS, HATCHED = 24, "#8FBFE0"
"""The good side of a goal in a small chart: thin bars, because programs disagree about which series is on top."""
RIM, RING = 3, 16
"""Points by which the inside of an open mark is smaller than the mark; corners of a ring."""
SIGN_ROW, NEAR_MINUTES = 0.17, 35
"""The height of a row of signs, of the axis; minutes under which signs share a label."""
LANE_SHARE = 0.35
"""Of a small chart's axis: the room below it for what could not be done."""
Position = Literal["", "above", "below", "left", "right", "center"]


class Mark(NamedTuple):
    """One row of a chart's data: a point, what it shows and its label. `y` None is a gap."""

    hours: float
    y: float | None
    shown: str = ""
    says: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series: its name, its marks in order and how they are drawn."""

    name: str
    marks: tuple[Mark, ...]
    ink: str = INK
    width: float = 0  # of the line, in points; 0: no line
    dash: str = "solid"
    symbol: str = "none"
    size: int = 6
    fill: str = ""  # of its symbol; empty: hollow
    labels: Position = ""
    label_size: float = 8
    in_legend: bool = False
    bar: float = 0  # how far a thin bar goes up or down from each mark: together they hatch an area


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The vertical span: the axis, below it a lane a dose for what could not be made, above it rows of signs."""

    low: float
    high: float
    step: float
    floor: float  # of the axis itself
    top: float  # of the axis itself
    lettered: bool  # ticks are tokens, which an axis of numbers cannot say by itself

    @classmethod
    def of(cls, axis: Axis, *, lanes: int, signs: int) -> "Frame":
        """`signs` are rows of signs of events."""
        places = [tick.at for tick in axis.ticks] or [axis.low]
        step = min((b - a for a, b in pairwise(places)), default=axis.high - axis.low) or 1
        low = places[0] if axis.kind == "ordinal" else places[0] - step * ceil((places[0] - axis.low) / step)
        return cls(
            low=round(low - lanes * step, DIGITS),
            high=axis.high + SIGN_ROW * (axis.high - low) * (signs + 0.5 if signs else 0),
            step=round(step, DIGITS),
            floor=round(low, DIGITS),
            top=axis.high,
            lettered=any(tick.label != f"{tick.at:g}" for tick in axis.ticks) and axis.kind == "ordinal",
        )

    def lane_at(self, place: int) -> float:
        """Where a lane is, counted downward from 0."""
        return round(self.floor - (place + 1) * self.step, DIGITS)

    def sign_at(self, row: int) -> float:
        """Where a row of signs is, counted upward from 0."""
        return self.top + SIGN_ROW * (self.top - self.floor) * (row + 0.8)


def frame_of(panel: Panel) -> Frame:
    """What the chart of a panel spans."""
    return Frame.of(panel.axis, lanes=len(_lanes(panel)), signs=len({marker.latest for marker in panel.markers}))


def _lanes(panel: Panel) -> list[Line]:
    """The doses with something that had no value, the latest first."""
    return [line for line in reversed(panel.lines) if line.could_not]


def first_hour(panel: Panel) -> int:
    """The hour of the trial's first reading: whole, since an axis counts its ticks from where it begins."""
    return floor((panel.start + AFTER) / 60)


class Span(NamedTuple):
    """What the axes of a small chart span: hours and values; `lane`: where what could not be done is drawn."""

    start: float
    end: float
    low: float
    high: float
    lane: float


def span_of(shown: Picture) -> Span:
    """The axes of a picture, a lane below them where something could not be done."""
    hours, axis = (shown.hours.start / 60, shown.hours.end / 60), shown.axis
    if axis is None:
        return Span(*hours, -1.0, 1.0, -1.0)
    room = LANE_SHARE * (axis.high - axis.low) if any(line.could_not for line in shown.lines) else 0
    return Span(*hours, round(axis.low - room, DIGITS), axis.high, round(axis.low - room / 2, DIGITS))


def picture_series(shown: Picture) -> Iterator[ChartSeries]:
    """Every series of a small picture that has marks, in the order in which they are drawn."""
    return (series for series in _pictured(shown) if series.marks)


def _pictured(shown: Picture) -> Iterator[ChartSeries]:
    span, peak = span_of(shown), shown.hours.peak / 60
    if (region := shown.region) is not None and shown.axis is not None:
        bar = (span.high if region.side == "above" else shown.axis.low) - region.edge
        step = (span.end - span.start) / BARS
        marks = tuple(Mark(span.start + step * (place + 0.5), region.edge) for place in range(BARS))
        yield ChartSeries("good side of the goal", marks, HATCHED, bar=bar)
        yield ChartSeries("edge of the goal", _straight((span.start, region.edge), (span.end, region.edge)), width=0.75)
    yield ChartSeries(INJECTION, _straight((0, span.low), (0, span.high)), width=0.5)
    yield ChartSeries(f"{peak:g} h", _straight((peak, span.low), (peak, span.high)), width=0.75, dash="round_dot")
    if shown.judged is not None:
        at, value = shown.judged
        yield ChartSeries("judged here", tuple(_ring(span, at / 60, span.lane if value is None else value)), width=2)
    for line in shown.lines:
        yield from (replace(series, labels="") for series in _course(line, span.lane, shown.hours.peak))
    signs = {"": ("dot", "circle", 5), "event": ("event", "triangle", 8)}
    for moment in shown.moments:
        name, symbol, size = signs.get(moment.sign, ("not alert", "square", 8))
        label = moment.sign if name == "not alert" else ""
        fill = INK if name == "dot" or (moment.grave and not label) else WHITE
        mark = Mark(moment.minutes / 60, 0.0, moment.sign, shown.says, label)
        yield from _open(ChartSeries(name, (mark,), symbol=symbol, size=size, fill=fill, labels="center", label_size=6))


def series_of(panel: Panel, frame: Frame) -> Iterator[ChartSeries]:
    """Every series of a panel that has marks, in the order in which they are drawn."""
    lanes = {line.dose: frame.lane_at(place) for place, line in enumerate(_lanes(panel))}
    last = {line.dose: line for line in panel.lines}  # of a goal that is rated the team's: others are in no legend
    courses = (
        replace(series, in_legend=series.in_legend and last[line.dose] is line)
        for line in panel.lines
        for series in _course(line, lanes.get(line.dose, frame.low), panel.peak)
    )
    every = (*_rules(panel, frame), *courses, *_signs(panel, frame))
    return (series for series in every if series.marks)


def _rules(panel: Panel, frame: Frame) -> Iterator[ChartSeries]:
    """The series of reference lines. A goal's number is in the margin, its words are under the chart."""
    start, end, peak = first_hour(panel), panel.end / 60, panel.peak / 60
    yield ChartSeries(INJECTION, _straight((0, frame.low), (0, frame.high)), width=0.75)
    rule = _straight((peak, frame.low), (peak, frame.high))
    yield ChartSeries(f"{peak:g} h", rule, SECOND_INK, width=1, dash="round_dot")
    for region in panel.regions:
        good = f"{region.label}; {'higher' if region.side == 'above' else 'lower'} is better"
        marks = (Mark(start, region.edge), Mark(end, region.edge, region.label, good, region.name))
        yield ChartSeries(region.label, marks, width=1.5, labels="right")
    if (band := panel.band) is not None:
        for edge in (band.low, band.high):
            across = _straight((start, edge), (end, edge), says=f"{band.label}: {band.source}")
            yield ChartSeries(band.label, across, MIDDLE, width=0.75, dash="dash")
    if panel.baseline is not None:
        yield ChartSeries("baseline", _straight((start, panel.baseline), (end, panel.baseline)), MIDDLE, width=0.75)


def _course(line: Line, lane_at: float, peak: float) -> Iterator[ChartSeries]:
    """One dose: a line that a row without a value breaks, the readings, a series a shape, and what had no value.

    A value at the peak is right of its mark where the course ends there: above it, the peak's rule goes through it.
    """
    joined: list[Mark] = []
    for run in line.runs:
        if joined and run:
            joined.append(Mark((joined[-1].hours + run[0].minutes / 60) / 2, None))
        joined += (Mark(dot.minutes / 60, dot.y, dot.text, dot.says) for dot in run)
    ink, width, dash, fill = LOOKS[min(line.age, len(LOOKS) - 1)]
    yield ChartSeries(line.label, tuple(joined), ink, width, dash, in_legend=True)
    for shape, (symbol, size, _) in SYMBOLS.items():
        dots = [dot for dot in line.dots if dot.shape == shape]
        ends = [run[-1] for run in line.runs]
        at_peak = any(dot.label and dot in ends and abs(dot.minutes - peak) < NEAR_MINUTES for dot in dots)
        marks = tuple(Mark(dot.minutes / 60, dot.y, dot.text, dot.says, dot.label) for dot in dots)
        name = f"{line.label}, {SHAPE_WORDS[shape]}"
        labels: Position = "right" if at_peak else "above"
        yield from _open(ChartSeries(name, marks, ink, symbol=symbol, size=size, fill=fill, labels=labels))
    lane = tuple(
        Mark(gap.minutes / 60, lane_at, gap.code, f"{gap.slot}: {gap.words}", gap.code) for gap in line.could_not
    )
    name = f"{line.label}, no value"
    yield ChartSeries(name, lane, ink, symbol="square", size=9, fill=WHITE, labels="center", label_size=7)


def _open(series: ChartSeries) -> Iterator[ChartSeries]:
    """An open mark as a mark and its inside: some programs draw no edge.

    Some draw the first series on top, others the last one, so the inside is before and behind.
    """
    if series.fill == series.ink:
        yield series
        return
    size = max(series.size - RIM, 2)
    marks = tuple(mark._replace(label="") for mark in series.marks)
    inside = replace(series, name=f"{series.name}, inside", marks=marks, ink=series.fill, size=size, labels="")
    yield from (inside, replace(series, fill=series.ink), inside)


def _ring(span: Span, hours: float, value: float) -> Iterator[Mark]:
    """A ring round a reading, within the axes."""
    for part in range(RING + 1):
        turn = 2 * pi * part / RING
        x = hours + 0.045 * (span.end - span.start) * cos(turn)
        y = value + 0.16 * (span.high - span.low) * sin(turn)
        yield Mark(min(max(x, span.start), span.end), min(max(y, span.low), span.high))


def _signs(panel: Panel, frame: Frame) -> Iterator[ChartSeries]:
    """The tokens of the axis, the headings of its lanes, the events above the plot."""
    start, lanes = first_hour(panel), _lanes(panel)
    labels = [(tick.at, tick.label) for tick in panel.axis.ticks] if frame.lettered else []
    if frame.lettered or len(lanes) > 1:
        headings = [line.label for line in lanes] if len(lanes) > 1 else [panel.lane] * len(lanes)
        labels += [(frame.lane_at(place), heading) for place, heading in enumerate(headings)]
    tokens = tuple(Mark(start, at, label, label=label) for at, label in labels if label)
    yield ChartSeries("axis labels", tokens, labels="left")
    rows = sorted({marker.latest for marker in panel.markers})
    for latest, name, ink in ((True, "events", INK), (False, "events of earlier doses", MIDDLE)):
        every = [marker for marker in panel.markers if marker.latest is latest]
        shown = sorted(
            (marker for marker in every if start <= marker.minutes / 60 <= panel.end / 60),
            key=lambda marker: marker.minutes,
        )
        marks = tuple(_labelled(shown, frame.sign_at(rows.index(latest)))) if shown else ()
        labels_at: Position = "below" if len(rows) > 1 and not latest else "above"
        yield ChartSeries(name, marks, ink, symbol="triangle", fill=ink, labels=labels_at, label_size=7)


def _labelled(markers: Sequence[EventMarker], at: float) -> Iterator[Mark]:
    """The signs of one row; neighbours share a label, which is the first one's: `1–3`."""
    groups: list[list[EventMarker]] = []
    for marker in markers:
        last = groups[-1] if groups else []
        if last and "dose" not in (last[0].sign, marker.sign) and marker.minutes - last[-1].minutes < NEAR_MINUTES:
            last.append(marker)
        else:
            groups.append([marker])
    for group in groups:
        text = group[0].sign if len(group) == 1 else f"{group[0].sign}–{group[-1].sign}"
        for place, marker in enumerate(group):
            yield Mark(marker.minutes / 60, at, text, marker.words, text if place == 0 else "")


def _straight(*places: tuple[float, float], says: str = "") -> tuple[Mark, ...]:
    return tuple(Mark(hours, y, says=says) for hours, y in places)
