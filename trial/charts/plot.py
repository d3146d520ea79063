"""A panel as a plain plotly figure: dictionaries only, handed whole to the page."""

from collections.abc import Sequence
from functools import cache

import plotly.io
from plotly.basedatatypes import BaseFigure

from trial.brief.panels.shapes import Panel
from trial.charts.geometry import (
    BLUE,
    BOTTOM,
    FIRST_ROW,
    FONT,
    GREY,
    INK,
    LANE_Y,
    LEFT,
    RIGHT,
    ROW,
    RULE,
    SECOND_INK,
    TOP,
    WIDTH,
    Frame,
    text_width,
    tick_labels,
    wrapped,
)
from trial.charts.placing import band_words, labels, lane_words, region_words, signs
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
    """T0, the peak hour, the edge of each goal and, where no band stands, the baseline."""
    panel = frame.panel
    across = {"type": "line", "xref": "x", "yref": "y", "x0": panel.start, "x1": panel.end, "layer": "below"}
    down = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    rules = [
        down | {"name": "T0", "x0": 0, "x1": 0, "line": {"color": INK, "width": 1.4}},
        down
        | {"name": "peak", "x0": panel.peak, "x1": panel.peak, "line": {"color": INK, "width": 1.6, "dash": "2px,5px"}},
    ]
    if panel.baseline is not None and panel.band is None:
        level = {"y0": panel.baseline, "y1": panel.baseline}
        rules.append(across | level | {"name": "baseline", "line": {"color": "#8a8a8a", "width": 1.2}})
    if panel.window is not None:
        start, end = panel.window
        under = {
            "type": "line",
            "xref": "x",
            "yref": "paper",
            "x0": start,
            "x1": end,
            "y0": 0,
            "y1": 0,
            "layer": "above",
        }
        rules.append(under | {"name": "effect", "line": {"color": INK, "width": 5}})
    for region in panel.regions:
        level = {"y0": region.edge, "y1": region.edge}
        rules.append(across | level | {"name": "goal", "line": {"color": INK, "width": 1.6}})
    top_of_table = 1 - (361 - TOP) / (BOTTOM - TOP)
    rules.append(
        {
            "type": "line",
            "xref": "paper",
            "yref": "paper",
            "x0": -LEFT / (RIGHT - LEFT),
            "x1": 1,
            "y0": top_of_table,
            "y1": top_of_table,
            "line": {"color": "#cfcfcf", "width": 1},
        }
    )
    return rules


def _text(text: str, x: float, y: float, size: int, colour: str = INK, anchor: str = "left", name: str = "") -> Made:
    """A text whose middle stands at a pixel of the figure."""
    return {
        "text": text,
        "name": name,
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 1,
        "xshift": round(x - LEFT, 1),
        "yshift": round(TOP - y, 1),
        "xanchor": anchor,
        "yanchor": "middle",
        "align": anchor,
        "showarrow": False,
        "font": {"size": size, "color": colour, "family": FONT},
        "borderpad": 0,
    }


def _texts(frame: Frame) -> list[Made]:
    panel = frame.panel
    found = [
        *_heading(panel.title, 0, TITLE_SIZES, "title", bold=True),
        *_heading(panel.subtitle, 33, SUBTITLE_SIZES, "subtitle", SECOND_INK),
    ]
    for sign in signs(frame):
        found += [_text("▼" if sign.latest else "▽", x, 87, 24, INK, "center", "marker") for x in sign.at]
        found.append(_text(f"<b>{escape_plotly(sign.text)}</b>", sign.x, 68, 18, INK, "center", "marker sign"))
    found += [_text(f"<b>{escape_plotly(text)}</b>", x, y, 20, name="goal") for text, x, y in region_words(frame)]
    found += [_text(escape_plotly(text), x, y, 19, SECOND_INK, name="error") for text, x, y in band_words(frame)]
    if panel.lane:
        found.append(_text(panel.lane, LEFT - 8, LANE_Y, 18, SECOND_INK, "right", "lane"))
    found += [
        _text(f"<b>{escape_plotly(text)}</b>", x, y, 20, GREY, "center", "lane words")
        for text, x, y in lane_words(frame)
    ]
    for label in labels(frame):
        colour = BLUE if label.latest else GREY
        found.append(_text(f"<b>{escape_plotly(label.text)}</b>", label.x, label.y, 20, colour, name="label"))
    return found + _table(frame)


def _heading(
    text: str, top: float, sizes: Sequence[int], name: str, colour: str = INK, *, bold: bool = False
) -> list[Made]:
    """A text over the whole width: on one line at the largest size at which it fits, else on two at the smallest."""
    size = next((size for size in sizes if text_width(text, size) <= RIGHT), sizes[-1])
    found = []
    for place, line in enumerate(wrapped(text, size, RIGHT)):
        shown = f"<b>{escape_plotly(line)}</b>" if bold else escape_plotly(line)
        found.append(_text(shown, 0, top + size * (0.6 + place), size, colour, name=name))
    return found


def _table(frame: Frame) -> list[Made]:
    """The values under their hours: the table is the axis."""
    panel = frame.panel
    found = []
    for place, row in enumerate(panel.rows):
        y = FIRST_ROW - 7 + ROW * place
        colour = BLUE if row.latest else GREY
        found.append(_text(f"<b>{escape_plotly(row.label)}</b>", 0, y, 20, colour, name="row"))
        for index in frame.columns():
            column, text = panel.columns[index], escape_plotly(row.cells[index])
            if text:
                bold = f"<b>{text}</b>" if column.peak else text
                found.append(_text(bold, frame.x(column.minutes), y, 20, INK, "center", "cell"))
    return found
