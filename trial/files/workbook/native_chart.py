"""One panel as a native, editable scatter chart whose every number stands in a cell."""

from dataclasses import dataclass, field
from typing import Any

from trial.brief.panels.shapes import Panel
from trial.files.workbook.chart_series import GREY, ChartSeries, Frame, first_hour, series_of
from trial.files.workbook.look import FONT, INK, WHITE
from trial.files.workbook.ruler import width_of
from trial.files.workbook.sheet import Sheet
from trial.files.workbook.table import BODY, HEAD, TITLE

FAINT = "#DEDEDE"
SMALL_LABELS = ("left", "center")
"""Of labels, a small chart keeps only those of its axis and of its lane."""
TITLE_SIZES = (9, 8.5, 8, 7.5, 7)
TITLE_POINTS = 185
"""A longer title would be broken into the plot."""
BEFORE_GOALS = 0.86
"""Where a plot ends that leaves a margin for the numbers of its goals, so that they cover nothing."""
CELL = BODY.but(text_wrap=False)
HOURS = CELL.but(num_format="0.00")
DATA_COLUMNS = (("figure", 40), ("drawn as", 24), ("hours", 8), ("plotted", 9), ("shown", 12), ("says", 60))


@dataclass(slots=True)
class ChartData:
    """The numbers behind the charts: a row a mark, from the third row of `column` downwards."""

    sheet: Sheet
    column: int
    row: int = field(default=2, init=False)

    def __post_init__(self) -> None:
        self.sheet.put(0, self.column, "The numbers behind the charts", TITLE)
        for place, (title, width) in enumerate(DATA_COLUMNS, start=self.column):
            self.sheet.put(1, place, title, HEAD)
            self.sheet.set_width(place, width)

    def keep(self, figure: str, series: ChartSeries) -> dict[str, Any]:
        """Write the marks of a series; returns where its name, hours and values stand."""
        first, title, left = self.row, self.sheet.title, self.column
        for mark in series.marks:
            shown = mark.shown if mark.y is not None else "gap"
            for place, content in enumerate((figure, series.name, mark.hours, mark.y, shown, mark.says), start=left):
                if content is not None:  # a cell that is not there is a gap; XlsxWriter keeps an empty one as 0
                    self.sheet.put(self.row, place, content, HOURS if place == left + 2 else CELL)
            self.row += 1
        last = self.row - 1
        return {
            "name": [title, first, left + 1],
            "categories": [title, first, left + 2, last, left + 2],
            "values": [title, first, left + 3, last, left + 3],
        }


class Figure:
    """One panel with its numbers in cells, to be drawn once or twice."""

    def __init__(self, panel: Panel, data: ChartData) -> None:
        self.panel = panel
        self._frame = Frame.of(panel.axis, has_lane=bool(panel.lane), has_markers=bool(panel.markers))
        self._series = [(series, data.keep(panel.title, series)) for series in series_of(panel, self._frame)]

    def draw(self, sheet: Sheet, row: int, column: int, size: tuple[float, float], *, small: bool = False) -> None:
        """Put a chart of so many pixels on a sheet. A small one leaves its title and most labels to the page."""
        chart = sheet.book.writer.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        for series, cells in self._series:
            chart.add_series({**cells, **_drawn(series, small=small)})
        if small:
            chart.set_title({"none": True})
            chart.set_legend({"none": True})
            place = {"x": 0.2, "y": 0.05, "width": 0.77, "height": 0.75}
        else:
            title = self.panel.title
            sizes = (size for size in TITLE_SIZES if width_of(title, size, bold=True) <= TITLE_POINTS)
            font = _font(next(sizes, TITLE_SIZES[-1]), bold=True)
            chart.set_title({"name": title, "name_font": font, "layout": {"x": 0.01, "y": 0.01}})
            unnamed = [number for number, (series, _) in enumerate(self._series) if not series.in_legend]
            chart.set_legend({"position": "bottom", "font": _font(8), "delete_series": unnamed})
            left, right = 0.2 if self._frame.lettered else 0.13, BEFORE_GOALS if self.panel.regions else 0.97
            place = {"x": left, "y": 0.12, "width": right - left, "height": 0.59}
        chart.set_plotarea({"layout": place})
        chart.set_chartarea({"border": {"none": True}, "fill": {"color": WHITE}})
        self._set_axes(chart, small=small)
        width, height = size
        chart.set_size({"width": round(width), "height": round(height)})
        sheet.page.insert_chart(row, column, chart, {"description": self.panel.title})

    def _set_axes(self, chart: Any, *, small: bool) -> None:
        panel, frame = self.panel, self._frame
        alike: dict[str, Any] = {
            "name_font": _font(8),
            "num_font": _font(6 if small else 8),
            "line": {"color": GREY, "width": 0.75},
            "major_tick_mark": "outside",
            "minor_tick_mark": "none",
            "label_position": "low",
            "crossing": "min",
        }
        hours = {
            "name": "" if small else "hours from end of injection",
            "min": first_hour(panel),
            "max": panel.end / 60,
            "major_unit": 1,
            "num_format": "0",
        }
        values = {
            "name": "" if small else panel.axis.unit,
            "min": frame.low,
            "max": panel.axis.high if small else frame.high,
            "major_unit": frame.step,
            "num_format": _number_format(panel, frame),
            "major_gridlines": {"visible": True, "line": {"color": FAINT, "width": 0.5}},
        }
        if frame.lettered:  # its tokens are no labels of the axis, so its title would stand on them
            values["name_layout"] = {"x": 0.005, "y": 0.35}
        chart.set_x_axis(alike | hours)
        chart.set_y_axis(alike | values)


def _drawn(series: ChartSeries, *, small: bool) -> dict[str, Any]:
    """How a series is drawn, as XlsxWriter takes it."""
    shrunk = 0.6 if small else 1
    ink, fill = {"color": series.ink, "width": 1.25}, {"color": series.fill} if series.fill else {"none": True}
    found: dict[str, Any] = {
        "line": {"none": True},
        "marker": {"type": series.symbol, "size": max(round(series.size * shrunk), 2), "border": ink, "fill": fill},
    }
    if series.width:
        found["line"] = {"color": series.ink, "width": series.width * shrunk, "dash_type": series.dash}
    if series.symbol == "none":
        found["marker"] = {"type": "none"}
    is_labelled = series.labels in SMALL_LABELS if small else bool(series.labels)
    if is_labelled and any(mark.label for mark in series.marks):
        font = _font(min(series.label_size, 6) if small else series.label_size)
        labels = [{"value": mark.label, "font": font} if mark.label else {"delete": True} for mark in series.marks]
        found["data_labels"] = {"value": True, "custom": labels, "position": series.labels}
    return found


def _font(size: float, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": INK}


def _number_format(panel: Panel, frame: Frame) -> str:
    """How the axis prints its numbers; the step below the axis, where there is a lane, prints the lane's heading."""
    if frame.lettered:
        return ";;;"  # shows nothing: the tokens stand there instead
    places = max((len(tick.label.partition(".")[2]) for tick in panel.axis.ticks), default=0)
    plain = "0." + "0" * places if places else "0"
    if not panel.lane:
        return plain
    return f'[<{frame.lane + frame.step / 2:g}]"{panel.lane}";{plain}'
