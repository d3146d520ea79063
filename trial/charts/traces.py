"""The marks of a panel as plotly traces: plain dictionaries."""

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


def _area(frame: Frame, low: float, high: float, name: str) -> Made:
    start, end = frame.panel.start, frame.panel.end
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [start, end, end, start],
        "y": [low, low, high, high],
        "fill": "toself",
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _band(frame: Frame, band: Band) -> Made:
    bottom, top = frame.y_range()
    pattern = {"shape": "/", "fgcolor": HATCH, "bgcolor": "#f6f6f6", "size": 8, "solidity": 0.25, "fillmode": "replace"}
    return _area(frame, max(band.low, bottom), min(band.high, top), "within error") | {"fillpattern": pattern}


def _region(frame: Frame, edge: float, above: bool) -> Made:
    bottom, top = frame.y_range()
    low, high = (edge, top) if above else (bottom if not frame.panel.lane else frame.panel.axis.low, edge)
    return _area(frame, low, high, "goal") | {"fillcolor": TINT_ON_HATCH}


def _line(frame: Frame, line: Line) -> list[Made]:
    """A dose's course: one trace for the joined runs, one for its marks, one for the lane."""
    colour = BLUE if line.latest else GREY
    xs: list[float | None] = []
    ys: list[float | None] = []
    for run in line.runs:
        xs += [*(dot.minutes for dot in run), None]
        ys += [*(_height(frame, line, dot) for dot in run), None]
    traces: list[Made] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": line.label,
            "x": xs[:-1],
            "y": ys[:-1],
            "line": {
                "color": colour,
                "width": 4 if line.latest else 2.6,
                "dash": "solid" if line.latest else "8px,6px",
            },
            "connectgaps": False,
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
        _marks(frame, line, colour),
    ]
    if not line.latest and any(dot.shape == "same" for dot in line.dots):
        traces.append(_hollow_bars(frame, line))
    if line.could_not:
        traces.append(_lane(frame, line))
    return traces


def _height(frame: Frame, line: Line, dot: Dot) -> float:
    lift = frame.lift(line)
    return dot.y if not lift else frame.value_at(frame.y(dot.y) - lift)


def _marks(frame: Frame, line: Line, colour: str) -> Made:
    dots = line.dots
    stroke = [8.0 if dot.shape == "same" else 3.0 for dot in dots]
    if not line.latest:
        stroke = [10.0 if dot.shape == "same" else 2.8 for dot in dots]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{line.label}, readings",
        "x": [dot.minutes for dot in dots],
        "y": [_height(frame, line, dot) for dot in dots],
        "marker": {
            "symbol": [SYMBOLS[dot.shape] for dot in dots],
            "size": [SIZES[dot.shape] for dot in dots],
            "color": colour if line.latest else "#ffffff",
            "opacity": 1,
            "line": {"color": colour, "width": stroke},
        },
        "hovertext": [escape_plotly(dot.says) for dot in dots],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _hollow_bars(frame: Frame, line: Line) -> Made:
    """The white inside of an earlier dose's flat bars: plotly has no hollow bar of its own."""
    dots = [dot for dot in line.dots if dot.shape == "same"]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{line.label}, hollow",
        "x": [dot.minutes for dot in dots],
        "y": [_height(frame, line, dot) for dot in dots],
        "marker": {"symbol": "line-ew", "size": 17, "opacity": 1, "line": {"color": "#ffffff", "width": 4.6}},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def _lane(frame: Frame, line: Line) -> Made:
    """Boxed codes below the axis, joined by a line: here the course is broken."""
    colour = BLUE if line.latest else GREY
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": f"{line.label}, {frame.panel.lane}",
        "x": [gap.minutes for gap in line.could_not],
        "y": [frame.value_at(LANE_Y)] * len(line.could_not),
        "line": {"color": colour, "width": 2},
        "marker": {
            "symbol": "square",
            "size": 22,
            "color": "#ffffff",
            "opacity": 1,
            "line": {"color": colour, "width": 2},
        },
        "text": [f"<b>{escape_plotly(gap.code)}</b>" for gap in line.could_not],
        "textfont": {"size": 18, "color": INK, "family": FONT},
        "hovertext": [escape_plotly(f"{gap.slot}, {gap.words}") for gap in line.could_not],
        "hoverinfo": "text",
        "cliponaxis": False,
    }
