"""The marks of a panel as plotly traces: plain dictionaries."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from trial.brief.panels.shapes import Band, Dot, Line, Shape
from trial.charts.geometry import BLUE, FONT, GREY, HATCH, INK, LANE_Y, TINT_ON_HATCH, Frame

Made = dict[str, Any]
SYMBOLS: dict[Shape, str] = {
    "better": "circle",
    "same": "line-ew",
    "worse": "triangle-up",
    "not_comparable": "x-thin",
    "neither": "diamond",
}
SIZES: dict[Shape, int] = {"better": 16, "same": 22, "worse": 19, "not_comparable": 17, "neither": 16}


def traces(frame: Frame) -> list[Made]:
    """Everything drawn in data units: error band, goals, then the doses, the latest on top."""
    panel = frame.panel
    found = [_band(frame, panel.band)] if panel.band is not None else []
    found += [_region(frame, one.edge, one.side == "above") for one in panel.regions]
    return found + [trace for line in panel.lines for trace in _line(frame, line)]


def escape_plotly(text: str) -> str:
    """Text that plotly shows as it is: it reads a small HTML of its own."""
    return escape(text, quote=False).replace("\n", " ")


def _trace(name: str, mode: str, xs: Sequence[float | None], ys: Sequence[float | None], **look: Any) -> Made:
    """A trace that says nothing under the pointer, unless its look says what."""
    plain = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    return {**plain, "name": name, "mode": mode, "x": list(xs), "y": list(ys), **look}


def _area(frame: Frame, low: float, high: float, name: str, **filled: Any) -> Made:
    start, end = frame.panel.start, frame.panel.end
    corners = [start, end, end, start], [low, low, high, high]
    return _trace(name, "lines", *corners, fill="toself", line={"width": 0}, **filled)


def _band(frame: Frame, band: Band) -> Made:
    bottom, top = frame.y_range()
    pattern = {"shape": "/", "fgcolor": HATCH, "bgcolor": "#f6f6f6", "size": 8, "solidity": 0.25, "fillmode": "replace"}
    return _area(frame, max(band.low, bottom), min(band.high, top), "within error", fillpattern=pattern)


def _region(frame: Frame, edge: float, above: bool) -> Made:
    bottom, top = frame.y_range()
    low, high = (edge, top) if above else (bottom if not frame.panel.lane else frame.panel.axis.low, edge)
    return _area(frame, low, high, "goal", fillcolor=TINT_ON_HATCH)


def _line(frame: Frame, line: Line) -> Iterator[Made]:
    """A dose's course: the joined runs, its marks, the lane."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for run in line.runs:
        xs += [*(dot.minutes for dot in run), None]
        ys += [*(_height(frame, line, dot) for dot in run), None]
    colour, width, dash = (BLUE, 4, "solid") if line.latest else (GREY, 2.6, "8px,6px")
    stroke = {"color": colour, "width": width, "dash": dash}
    yield _trace(line.label, "lines", xs[:-1], ys[:-1], line=stroke, connectgaps=False)
    yield _marks(frame, line, colour)
    if not line.latest and any(dot.shape == "same" for dot in line.dots):
        yield _hollow_bars(frame, line)
    if line.could_not:
        yield _lane(frame, line, colour)


def _height(frame: Frame, line: Line, dot: Dot) -> float:
    lift = frame.lift(line)
    return dot.y if not lift else frame.value_at(frame.y(dot.y) - lift)


def _marks(frame: Frame, line: Line, colour: str) -> Made:
    bar, other = (8.0, 3.0) if line.latest else (10.0, 2.8)
    marker = {
        "symbol": [SYMBOLS[dot.shape] for dot in line.dots],
        "size": [SIZES[dot.shape] for dot in line.dots],
        "color": colour if line.latest else "#ffffff",
        "opacity": 1,
        "line": {"color": colour, "width": [bar if dot.shape == "same" else other for dot in line.dots]},
    }
    return _trace(
        f"{line.label}, readings",
        "markers",
        [dot.minutes for dot in line.dots],
        [_height(frame, line, dot) for dot in line.dots],
        marker=marker,
        hovertext=[escape_plotly(dot.says) for dot in line.dots],
        hoverinfo="text",
    )


def _hollow_bars(frame: Frame, line: Line) -> Made:
    """The white inside of an earlier dose's flat bars: plotly has no hollow bar of its own."""
    dots = [dot for dot in line.dots if dot.shape == "same"]
    places = [dot.minutes for dot in dots], [_height(frame, line, dot) for dot in dots]
    white = {"symbol": "line-ew", "size": 17, "opacity": 1, "line": {"color": "#ffffff", "width": 4.6}}
    return _trace(f"{line.label}, hollow", "markers", *places, marker=white)


def _lane(frame: Frame, line: Line, colour: str) -> Made:
    """Boxed codes below the axis, joined by a line: here the course is broken."""
    stroke = {"color": colour, "width": 2}
    return _trace(
        f"{line.label}, {frame.panel.lane}",
        "lines+markers+text",
        [gap.minutes for gap in line.could_not],
        [frame.value_at(LANE_Y)] * len(line.could_not),
        line=stroke,
        marker={"symbol": "square", "size": 22, "color": "#ffffff", "opacity": 1, "line": stroke},
        text=[f"<b>{escape_plotly(gap.code)}</b>" for gap in line.could_not],
        textfont={"size": 18, "color": INK, "family": FONT},
        hovertext=[escape_plotly(f"{gap.slot}, {gap.words}") for gap in line.could_not],
        hoverinfo="text",
    )
