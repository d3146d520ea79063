"""A panel as a plain plotly figure: dictionaries only, handed whole to the page."""

from collections.abc import Iterator, Sequence
from functools import cache

import plotly.io
from plotly.basedatatypes import BaseFigure

from trial.brief.panels.shapes import Panel
from trial.charts.geometry import (
    BOTTOM,
    FONT,
    INK,
    LEFT,
    RIGHT,
    RULE,
    SECOND_INK,
    TOP,
    WIDTH,
    Frame,
    text_width,
    tick_labels,
    wrapped,
)
from trial.charts.placing import Words, rules, signs, words
from trial.charts.traces import Made, escape_plotly, traces

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
    """The same with what the picture is called: the trial's own id and the measure, nobody's name."""
    name = f"{trial}-{panel.key.replace('/', '-').replace('_', '-')}"
    return CONFIG | {"toImageButtonOptions": {"format": "png", "filename": name, "scale": 2}}


def figure(panel: Panel) -> Made:
    """The figure of one panel, `data` and `layout`, 592 pixels wide."""
    frame = Frame(panel)
    return {"data": traces(frame), "layout": _layout(frame)}


class Finished(BaseFigure):  # type: ignore[misc]
    """A figure for the page. The tests hold ours against plotly's rules: each run of a screen need not do so again."""

    def __init__(self, panel: Panel) -> None:
        self._made = figure(panel)

    def to_dict(self) -> Made:
        """As plotly would hand it over, its own defaults included."""
        return {"data": self._made["data"], "layout": {"template": _defaults(), **self._made["layout"]}}


@cache
def _defaults() -> Made:
    kept: Made = plotly.io.templates[plotly.io.templates.default].to_plotly_json()
    return kept


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
        "modebar": {"bgcolor": "rgba(255,255,255,0)", "color": SECOND_INK, "activecolor": INK},
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
        "tickfont": {"size": 20, "color": SECOND_INK},
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
            "layer": "above" if rule.name == "effect" else "below",
            "line": {"color": rule.colour, "width": rule.width} | _dashed(rule.dash),
        }
        for rule in rules(frame)
    ]
    top_of_table = 1 - (361 - TOP) / (BOTTOM - TOP)
    table = {"x0": -LEFT / (RIGHT - LEFT), "x1": 1, "y0": top_of_table, "y1": top_of_table}
    line = {"color": "#cfcfcf", "width": 1}
    return [*found, {"type": "line", "xref": "paper", "yref": "paper", **table, "line": line}]


def _dashed(dash: str) -> Made:
    return {"dash": ",".join(f"{length}px" for length in dash.split())} if dash else {}


def _texts(frame: Frame) -> list[Made]:
    panel = frame.panel
    found = [
        *_heading(panel.title, 0, TITLE_SIZES, Words("title", "", 0, 0)),
        *_heading(panel.subtitle, 33, SUBTITLE_SIZES, Words("subtitle", "", 0, 0, colour=SECOND_INK, bold=False)),
    ]
    for sign in signs(frame):
        mark = "▼" if sign.latest else "▽"
        found += [Words("marker", mark, x, 87, 24, anchor="middle", bold=False) for x in sign.at]
    return [_text(said) for said in (*found, *words(frame)) if said.text]


def _heading(text: str, top: float, sizes: Sequence[int], look: Words) -> Iterator[Words]:
    """A text over the whole width: on one line at the largest size at which it fits, else on two at the smallest."""
    size = next((size for size in sizes if text_width(text, size) <= RIGHT), sizes[-1])
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
