"""The Charts sheet: one native, editable chart a measure, its values beneath, six to an A4 page; the numbers beside.

Every number that a chart draws is in a cell, right of the printed pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from trial.brief.panels.shapes import Panel
from trial.brief.panels.tables import events_by_dose, figure_key
from trial.files.workbook.chart_series import (
    GREY,
    HATCHED,
    SYMBOLS,
    ChartSeries,
    Frame,
    first_hour,
    picture_series,
    series_of,
    span_of,
)
from trial.files.workbook.grid import Placed
from trial.files.workbook.sheet import FONT, INK, POINTS_A_PIXEL, SECOND_INK, THIN, TINT, WHITE, Look, Sheet
from trial.files.workbook.table import BODY, HEAD, NOTE, TITLE
from trial.files.workbook.text_width import lines_of, width_of
from trial.wording.words import capital

ACROSS, DOWN = 2, 3
PAGE_POINTS = 735  # the height of an A4 page between its margins
CHART_PIXELS = 346
LABEL_PIXELS, SLOTS_PIXELS, BETWEEN_PIXELS = 52, 290, 14  # of the table under a chart; its slots share theirs
TEXT_POINTS = 500
TITLE_POINTS, LINE_POINTS, GAP_POINTS = 18, 12, 10
SMALL = Look(font_size=8, text_wrap=False)
VALUE = SMALL.but(align="center", shrink=True)
HOW_TO_READ = (
    "A broken line is a gap, never bridged.",
    "Solid rule: end of injection; dotted: the peak slot; thick: a goal, told under its chart. "
    "Change a chart as you like: its numbers stand to the right.",
)

FAINT = "#DEDEDE"
BAR_LINE = {"color": HATCHED, "width": 0.5}
PLOT = {"x": 0.01, "y": 0.04, "width": 0.98, "height": 0.92}
"""Where the plot of a small chart is."""
CHART_TITLE_SIZES = (9, 8.5, 8, 7.5, 7)
CHART_TITLE_POINTS = 185
"""A longer title would be broken into the plot."""
BEFORE_GOALS = 0.86
"""Where a plot ends that leaves a margin for the numbers of its goals, so that they cover nothing."""
CELL = BODY.but(text_wrap=False)
HOURS = CELL.but(num_format="0.00")
NUMBER_COLUMNS = (("figure", 40), ("drawn as", 24), ("hours", 8), ("plotted", 9), ("shown", 12), ("says", 60))


Drawn = list[tuple[ChartSeries, dict[str, Any]]]
"""The series of a chart, each with the places of its name, hours and values."""


@dataclass
class Numbers:
    """The rows of the numbers that charts draw, a row a mark, right of the printed pages."""

    sheet: Sheet
    left: int
    free: int = 2

    def __post_init__(self) -> None:
        self.sheet.put(0, self.left, "The numbers behind the charts", TITLE)
        for column, (title, width) in enumerate(NUMBER_COLUMNS, start=self.left):
            self.sheet.put(1, column, title, HEAD)
            self.sheet.set_width(column, width)

    def write(self, title: str, every: Iterable[ChartSeries]) -> Drawn:
        """Write what one chart draws."""
        drawn: Drawn = []
        for series in every:
            for row, mark in enumerate(series.marks, start=self.free):
                shown = mark.shown if mark.y is not None else "gap"
                cells = (title, series.name, mark.hours, mark.y, shown, mark.says)
                for column, content in enumerate(cells, start=self.left):
                    if content is not None:  # a cell that is not there is a gap; XlsxWriter caches an empty one as 0
                        self.sheet.put(row, column, content, HOURS if column == self.left + 2 else CELL)
            last = self.free + len(series.marks) - 1
            places: dict[str, Any] = {
                "name": [self.sheet.title, self.free, self.left + 1],
                "categories": [self.sheet.title, self.free, self.left + 2, last, self.left + 2],
                "values": [self.sheet.title, self.free, self.left + 3, last, self.left + 3],
            }
            drawn.append((series, places))
            self.free = last + 1
        return drawn


def write_charts(sheet: Sheet, panels: Sequence[Panel]) -> Numbers:
    """Draw every panel, two across; the numbers of each chart are in cells right of the printed pages."""
    slots = max((len(panel.columns) for panel in panels), default=1) or 1
    band = 1 + slots  # columns of one chart and the table under it
    width = ACROSS * band + ACROSS - 1
    for left in range(0, ACROSS * (band + 1), band + 1):
        sheet.page.set_column_pixels(left, left, LABEL_PIXELS)
        sheet.page.set_column_pixels(left + 1, left + slots, round(max(SLOTS_PIXELS / slots, 18)))
        sheet.page.set_column_pixels(left + band, left + band, BETWEEN_PIXELS)
    top = _write_heading(sheet, panels)
    numbers = Numbers(sheet, width + 1)
    values = 2 + max((len(panel.rows) + len(panel.regions) for panel in panels), default=0)
    points = (PAGE_POINTS - TITLE_POINTS - LINE_POINTS * (top - 1)) / DOWN - LINE_POINTS * values - GAP_POINTS
    breaks = []
    for start in range(0, len(panels), ACROSS):
        if start and start % (ACROSS * DOWN) == 0:
            breaks.append(top)
        sheet.page.set_row(top, points)
        for row in range(top + 1, top + 1 + values):
            sheet.page.set_row(row, LINE_POINTS)
        for place, panel in enumerate(panels[start : start + ACROSS]):
            left = place * (band + 1)
            _draw(panel, numbers, top, left, (CHART_PIXELS, points / POINTS_A_PIXEL))
            _write_values(sheet, panel, top + 1, left)
        top += 1 + values
        sheet.page.set_row(top, GAP_POINTS)
        top += 1
    if len(panels) % (ACROSS * DOWN) in (0, ACROSS * DOWN - 1):
        breaks.append(top)  # the last page of charts is full
    last = _write_events(sheet, panels[0], top) if panels else top
    sheet.page.set_h_pagebreaks(breaks)
    sheet.page.print_area(0, 0, last, width - 1)
    return numbers


def draw_pictures(numbers: Numbers, sheet: Sheet, placed: Iterable[Placed]) -> None:
    """Draw small charts where a sheet has room for them, without words: these are in the cells beside them."""
    for shown, row, column, (width, height) in placed:
        chart = sheet.book.writer.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
        for series, places in numbers.write(shown.says, picture_series(shown)):
            chart.add_series({**places, **_drawn(series, small=True)})
        chart.set_title({"none": True})
        chart.set_legend({"none": True})
        chart.set_plotarea({"layout": PLOT, "fill": {"none": True}})
        chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
        span = span_of(shown)
        bare = {"visible": False, "major_gridlines": {"visible": False}, "label_position": "none", "crossing": "min"}
        chart.set_x_axis({**bare, "min": span.start, "max": span.end})
        chart.set_y_axis({**bare, "min": span.low, "max": span.high})
        chart.set_size({"width": round(width), "height": round(height)})
        place = {"object_position": 1, "x_offset": 1, "y_offset": 1, "description": shown.says}
        sheet.page.insert_chart(row, column, chart, place)


def _write_heading(sheet: Sheet, panels: Sequence[Panel]) -> int:
    """Title and how to read the shapes; returns the first free row."""
    sheet.put(0, 0, "The course of each measure", TITLE)
    sheet.page.set_row(0, TITLE_POINTS)
    if not panels:
        sheet.put(1, 0, "Nothing to draw yet.", NOTE)
        return 2
    key = figure_key(panels)
    shapes = "; ".join(f"{SYMBOLS[shape][-1]}: {words}" for shape, words in key.shapes)
    lines = [*(f"{capital(text)}." for text in (shapes, key.earlier) if text), *HOW_TO_READ]
    for row, line in enumerate(lines, start=1):
        sheet.put(row, 0, line, SMALL.but(font_color=SECOND_INK))
        sheet.page.set_row(row, LINE_POINTS)
    return len(lines) + 1


def _write_values(sheet: Sheet, panel: Panel, top: int, left: int) -> None:
    """The table under a chart: every dose's value at its slot, as printed; the peak slot in bold; then the goals."""
    said = "; ".join(text for text in (panel.subtitle, *panel.notes) if text)
    sheet.put(top, left, said, SMALL.but(font_color=SECOND_INK))
    for place, column in enumerate(panel.columns, start=left + 1):
        sheet.put(top + 1, place, column.label, VALUE.but(bold=column.peak, bottom=THIN))
    for row, values in enumerate(panel.rows, start=top + 2):
        sheet.put(row, left, values.label, SMALL.but(bold=values.latest))
        for place, (column, text) in enumerate(zip(panel.columns, values.cells, strict=True), start=left + 1):
            sheet.put(row, place, text, VALUE.but(bold=column.peak, bg_color=TINT if column.peak else ""))
    for row, region in enumerate(panel.regions, start=top + 2 + len(panel.rows)):
        sheet.put(row, left, region.label, SMALL)


def _write_events(sheet: Sheet, panel: Panel, top: int) -> int:
    """Write the key to the signs above the charts; returns the last row used."""
    for dose, markers in events_by_dose(panel.markers):
        sheet.put(top, 0, dose, SMALL.but(bold=True))
        for marker in markers:
            look = SMALL.but(font_color=WHITE, bg_color=INK, bold=True) if marker.severe else SMALL
            sheet.put(top, 1, f"{marker.sign}  {marker.words}", look)
            sheet.page.set_row(top, LINE_POINTS * lines_of(marker.words, SMALL.font_size, TEXT_POINTS))
            top += 1
    return top


def _draw(panel: Panel, numbers: Numbers, row: int, column: int, size: tuple[float, float]) -> None:
    """Put the chart of a panel, so many pixels wide and high, on the sheet of its numbers."""
    sheet, title = numbers.sheet, panel.title
    frame = Frame.of(panel.axis, has_lane=bool(panel.lane), has_markers=bool(panel.markers))
    chart = sheet.book.writer.add_chart({"type": "scatter", "subtype": "straight_with_markers"})
    drawn = numbers.write(title, series_of(panel, frame))
    for series, places in drawn:
        chart.add_series({**places, **_drawn(series)})
    sizes = (size for size in CHART_TITLE_SIZES if width_of(title, size, bold=True) <= CHART_TITLE_POINTS)
    font = _font(next(sizes, CHART_TITLE_SIZES[-1]), bold=True)
    chart.set_title({"name": title, "name_font": font, "layout": {"x": 0.01, "y": 0.01}})
    unnamed = [number for number, (series, _) in enumerate(drawn) if not series.in_legend]
    chart.set_legend({"position": "bottom", "font": _font(8), "delete_series": unnamed})
    left, right = 0.2 if frame.lettered else 0.13, BEFORE_GOALS if panel.regions else 0.97
    chart.set_plotarea({"layout": {"x": left, "y": 0.12, "width": right - left, "height": 0.59}})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": WHITE}})
    _set_axes(chart, panel, frame)
    width, height = size
    chart.set_size({"width": round(width), "height": round(height)})
    sheet.page.insert_chart(row, column, chart, {"description": title})


def _set_axes(chart: Any, panel: Panel, frame: Frame) -> None:
    alike: dict[str, Any] = {
        "name_font": _font(8),
        "num_font": _font(8),
        "line": {"color": GREY, "width": 0.75},
        "major_tick_mark": "outside",
        "minor_tick_mark": "none",
        "label_position": "low",
        "crossing": "min",
    }
    hours = {
        "name": "hours from end of injection",
        "min": first_hour(panel),
        "max": panel.end / 60,
        "major_unit": 1,
        "num_format": "0",
    }
    values = {
        "name": panel.axis.unit,
        "min": frame.low,
        "max": frame.high,
        "major_unit": frame.step,
        "num_format": _number_format(panel, frame),
        "major_gridlines": {"visible": True, "line": {"color": FAINT, "width": 0.5}},
    }
    if frame.lettered:  # its tokens are not axis labels, so the title would cover them
        values["name_layout"] = {"x": 0.005, "y": 0.35}
    chart.set_x_axis(alike | hours)
    chart.set_y_axis(alike | values)


def _drawn(series: ChartSeries, *, small: bool = False) -> dict[str, Any]:
    """How a series is drawn, as XlsxWriter takes it."""
    shrunk = 0.45 if small else 1
    ink, fill = (
        {"color": series.ink, "width": 0.75 if small else 1.25},
        {"color": series.fill} if series.fill else {"none": True},
    )
    line = {"color": series.ink, "width": series.width * shrunk, "dash_type": series.dash}
    marker = {"type": series.symbol, "size": max(round(series.size * shrunk), 2), "border": ink, "fill": fill}
    found: dict[str, Any] = {
        "line": line if series.width else {"none": True},
        "marker": marker if series.symbol != "none" else {"type": "none"},
    }
    if series.bar:
        side = {"direction": "plus" if series.bar > 0 else "minus", "end_style": 0}
        found["y_error_bars"] = {"type": "fixed", "value": abs(series.bar), "line": BAR_LINE, **side}
    if series.labels and any(mark.label for mark in series.marks):
        font = _font(series.label_size)
        labels = [{"value": mark.label, "font": font} if mark.label else {"delete": True} for mark in series.marks]
        found["data_labels"] = {"value": True, "custom": labels, "position": series.labels}
    return found


def _font(size: float, *, bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": bold, "color": INK}


def _number_format(panel: Panel, frame: Frame) -> str:
    """How the axis prints its numbers; the step below the axis, where there is a lane, prints the lane's heading."""
    if frame.lettered:
        return ";;;"  # no labels: the tokens are there instead
    places = max((len(tick.label.partition(".")[2]) for tick in panel.axis.ticks), default=0)
    plain = f"{0:.{places}f}"
    return f'[<{frame.lane + frame.step / 2:g}]"{panel.lane}";{plain}' if panel.lane else plain
