"""A panel as a plain plotly figure: dictionaries only, no plotly objects."""

from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from typing import Any

import plotly.io
from plotly.basedatatypes import BaseFigure

from trial.brief.panels.shapes import Dot, Line, Panel, Shape
from trial.charts.geometry import (
    BOTTOM,
    FONT,
    GREY,
    HATCH,
    INK,
    LEFT,
    RIGHT,
    RULE,
    TINT_ON_HATCH,
    TOP,
    WIDTH,
    Frame,
    text_width,
    tick_labels,
    wrapped,
)
from trial.charts.looks import Look, look_of
from trial.charts.placing import Words, rules, signs, words

Made = dict[str, Any]
SYMBOLS: dict[Shape, str] = {
    "better": "circle",
    "same": "line-ew",
    "worse": "triangle-up",
    "not_comparable": "x-thin",
    "neither": "diamond",
}
SIZES: dict[Shape, int] = {"better": 16, "same": 22, "worse": 19, "not_comparable": 17, "neither": 16}
TITLE_SIZES, SUBTITLE_SIZES = (27, 24, 21, 16), (21, 19, 17, 12)
CONFIG: Made = {
    "displayModeBar": True,
    "modeBarButtons": [["toImage"]],
    "displaylogo": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": False,
}
"""Given beside the figure: one button, which saves the picture in the browser; no zoom by accident."""


def config_of(panel: Panel, trial: str) -> Made:
    """Return CONFIG with the name of a saved picture: the trial's id and the measure, no name of a person."""
    name = f"{trial}-{panel.key.replace('/', '-').replace('_', '-')}"
    return CONFIG | {"toImageButtonOptions": {"format": "png", "filename": name, "scale": 2}}


def figure(panel: Panel) -> Made:
    """The figure of one panel, `data` and `layout`, 592 pixels wide."""
    frame = Frame(panel)
    return {"data": _traces(frame), "layout": _layout(frame)}


class UnvalidatedFigure(BaseFigure):  # type: ignore[misc]
    """A figure that `st.plotly_chart` takes as a plotly figure, without plotly building and validating its objects.

    Streamlit calls only `to_dict` of it, so BaseFigure's own initialisation is left out; tests validate our figures.
    The figures of bench row figures, CPU: 8.6 ms, and 72 ms by `go.Figure`.
    """

    def __init__(self, panel: Panel) -> None:
        """Make the figure of a panel."""
        self._figure = figure(panel)

    def to_dict(self) -> Made:
        """Return data and layout as plotly's own figure does, its default template included."""
        return {"data": self._figure["data"], "layout": {"template": _default_template(), **self._figure["layout"]}}


@cache
def _default_template() -> Made:
    template: Made = plotly.io.templates[plotly.io.templates.default].to_plotly_json()
    return template


def escape_plotly(text: str) -> str:
    """Return text that plotly shows literally: it interprets some HTML tags."""
    return escape(text, quote=False).replace("\n", " ")


def _traces(frame: Frame) -> list[Made]:
    """Everything drawn in data units: error band, goals, then the doses, the latest on top."""
    panel, (bottom, top) = frame.panel, frame.y_range()
    found = []
    if panel.band is not None:
        hatch = {
            "shape": "/",
            "fgcolor": HATCH,
            "bgcolor": "#f6f6f6",
            "size": 8,
            "solidity": 0.25,
            "fillmode": "replace",
        }
        low, high = max(panel.band.low, bottom), min(panel.band.high, top)
        found.append(_area(frame, low, high, "within error", fillpattern=hatch))
    for region in panel.regions:
        below = panel.axis.low if panel.lane else bottom
        low, high = (region.edge, top) if region.side == "above" else (below, region.edge)
        found.append(_area(frame, low, high, "goal", fillcolor=TINT_ON_HATCH))
    return found + [trace for line in panel.lines for trace in _line(frame, line)]


def _trace(name: str, mode: str, xs: Sequence[float | None], ys: Sequence[float | None], **look: Any) -> Made:
    """A trace that says nothing under the pointer, unless its look says what."""
    plain = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    return {**plain, "name": name, "mode": mode, "x": list(xs), "y": list(ys), **look}


def _area(frame: Frame, low: float, high: float, name: str, **filled: Any) -> Made:
    start, end = frame.panel.start, frame.panel.end
    corners = [start, end, end, start], [low, low, high, high]
    return _trace(name, "lines", *corners, fill="toself", line={"width": 0}, **filled)


def _line(frame: Frame, line: Line) -> Iterator[Made]:
    """A dose's course: the joined runs, its marks, the lane."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for run in line.runs:
        xs += [*(dot.minutes for dot in run), None]
        ys += [*(_height(frame, line, dot) for dot in run), None]
    look = look_of(line)
    dash = ",".join(f"{part}px" for part in look.dash) if look.dash else "solid"
    stroke = {"color": look.ink, "width": look.width, "dash": dash}
    yield _trace(line.label, "lines", xs[:-1], ys[:-1], line=stroke, connectgaps=False)
    yield _marks(frame, line, look)
    if look.fill != look.ink and any(dot.shape == "same" for dot in line.dots):
        yield _filled_bars(frame, line, look)
    if line.could_not:
        yield _lane(frame, line, look)


def _height(frame: Frame, line: Line, dot: Dot) -> float:
    lift = frame.lift(line)
    return dot.y if not lift else frame.value_at(frame.y(dot.y) - lift)


def _marks(frame: Frame, line: Line, look: Look) -> Made:
    bar, other = (8.0, 3.0) if look.fill == look.ink else (10.0, 2.8)
    marker = {
        "symbol": [SYMBOLS[dot.shape] for dot in line.dots],
        "size": [SIZES[dot.shape] for dot in line.dots],
        "color": look.fill,
        "opacity": 1,
        "line": {"color": look.ink, "width": [bar if dot.shape == "same" else other for dot in line.dots]},
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


def _filled_bars(frame: Frame, line: Line, look: Look) -> Made:
    """The inside of an earlier dose's flat bars: plotly's own have none."""
    dots = [dot for dot in line.dots if dot.shape == "same"]
    places = [dot.minutes for dot in dots], [_height(frame, line, dot) for dot in dots]
    inside = {"symbol": "line-ew", "size": 17, "opacity": 1, "line": {"color": look.fill, "width": 4.6}}
    return _trace(f"{line.label}, inside", "markers", *places, marker=inside)


def _lane(frame: Frame, line: Line, look: Look) -> Made:
    """Boxed codes below the axis, joined by a line: here the course is broken."""
    stroke = {"color": look.ink, "width": 2}
    codes = frame.codes(line)
    return _trace(
        f"{line.label}, {frame.panel.lane}",
        "lines+markers+text",
        [frame.minutes_at(code.x) for code in codes],
        [frame.value_at(frame.lane_y(line))] * len(codes),
        line=stroke,
        marker={"symbol": "square", "size": 22, "color": "#ffffff", "opacity": 1, "line": stroke},
        text=[f"<b>{escape_plotly(code.text)}</b>" for code in codes],
        textfont={"size": 18, "color": INK, "family": FONT},
        hovertext=[escape_plotly(code.says) for code in codes],
        hoverinfo="text",
    )


def _layout(frame: Frame) -> Made:
    panel = frame.panel
    return {
        "width": WIDTH,
        "height": frame.height,
        "margin": {"l": LEFT, "r": WIDTH - RIGHT, "t": TOP, "b": frame.height - BOTTOM, "pad": 0},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "font": {"family": FONT, "size": 20, "color": INK},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "modebar": {"bgcolor": "rgba(255,255,255,0)", "color": GREY, "activecolor": INK},
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": INK, "font": {"size": 16, "color": INK}},
        "xaxis": _hours(panel),
        "yaxis": _values(frame),
        "shapes": _rules(frame),
        "annotations": _texts(frame),
    }


def _hours(panel: Panel) -> Made:
    return {
        "range": [panel.start, panel.end],
        "tickvals": [tick.at for tick in panel.hours],
        "ticktext": [f"<b>{tick.label}</b>" if tick.at == panel.peak else tick.label for tick in panel.hours],
        "tickfont": {"size": 20},
        "ticks": "outside",
        "ticklen": 5,
        "tickangle": 0,
        "showgrid": False,
        "zeroline": False,
        "showline": True,
        "linecolor": INK,
        "fixedrange": True,
    }


def _values(frame: Frame) -> Made:
    return {
        "range": list(frame.y_range()),
        "tickvals": [at for _, at in tick_labels(frame)],
        "ticktext": [escape_plotly(text) for text, _ in tick_labels(frame)],
        "tickfont": {"size": 20, "color": GREY},
        "ticks": "",
        "ticklabelstandoff": 5,
        "gridcolor": RULE,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
    }


def _rules(frame: Frame) -> list[Made]:
    """The rules of the panel, and the one over its table."""
    found: list[Made] = [
        {
            "type": "line",
            "name": rule.name,
            "xref": "x",
            "yref": "y",
            **dict(zip(("x0", "x1", "y0", "y1"), (*rule.x, *rule.y), strict=True)),
            "layer": "below",
            "line": {"color": rule.colour, "width": rule.width, "dash": rule.dash or "solid"},
        }
        for rule in rules(frame)
    ]
    top_of_table = 1 - (361 - TOP) / (BOTTOM - TOP)
    table = {"x0": -LEFT / (RIGHT - LEFT), "x1": 1, "y0": top_of_table, "y1": top_of_table}
    line = {"color": "#cfcfcf", "width": 1}
    return [*found, {"type": "line", "xref": "paper", "yref": "paper", **table, "line": line}]


def _texts(frame: Frame) -> list[Made]:
    panel = frame.panel
    found = [
        *_heading(panel.title, 0, TITLE_SIZES, Words("title", "", 0, 0)),
        *_heading(panel.subtitle, 33, SUBTITLE_SIZES, Words("subtitle", "", 0, 0, colour=GREY, bold=False)),
    ]
    for sign in signs(frame):
        mark = "▼" if sign.latest else "▽"
        found += [Words("marker", mark, x, 87, 24, anchor="middle", bold=False) for x in sign.at]
    return [_text(said) for said in (*found, *words(frame)) if said.text]


def _heading(text: str, top: float, sizes: Sequence[int], look: Words) -> Iterator[Words]:
    """A text over the whole width: on one line at the largest size at which it fits, else on two at the smallest."""
    size = next((size for size in sizes if text_width(text, size, bold=True) <= RIGHT), sizes[-1])
    for place, line in enumerate(wrapped(text, size, RIGHT)):
        yield look._replace(text=line, y=top + size * (0.6 + place), size=size)


def _text(said: Words) -> Made:
    anchor = {"start": "left", "middle": "center", "end": "right"}[said.anchor]
    text = escape_plotly(said.text)
    return {
        "text": f"<b>{text}</b>" if said.bold else text,
        "name": said.name,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xshift": round(said.x - LEFT, 1),
        "yshift": round(TOP - said.y, 1),
        "xanchor": anchor,
        "yanchor": "middle",
        "align": anchor,
        "showarrow": False,
        "font": {"size": said.size, "color": said.colour, "family": FONT},
        "borderpad": 0,
    }
