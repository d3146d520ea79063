"""The Charts sheet: one native chart a measure with its values beneath, six to an A4 page; the numbers to the right."""

from collections.abc import Sequence

from trial.brief.details import events_by_dose, figure_key
from trial.brief.panels.shapes import Panel, Shape
from trial.files.workbook.grid import COLUMNS as GRID
from trial.files.workbook.grid import Grid
from trial.files.workbook.look import INK, SECOND_INK, THIN, TINT, WHITE, Look
from trial.files.workbook.native_chart import ChartData, Figure
from trial.files.workbook.ruler import lines_of
from trial.files.workbook.sheet import PIXELS_A_CHARACTER, Sheet
from trial.files.workbook.table import NOTE, TITLE
from trial.wording.words import capital

ACROSS, DOWN, STRIP = 2, 3, 4
PAGE_POINTS = 735  # the height of an A4 page between its margins
CHART_PIXELS = 346
PIXELS_A_POINT = 4 / 3
LABEL_WIDTH = 7.5  # of the table under a chart, in characters
SLOTS_PIXELS = 290  # what its slots share
TEXT_POINTS = 500
TITLE_POINTS, LINE_POINTS, GAP_POINTS = 18, 12, 10
SMALL = Look(font_size=8, text_wrap=False)
VALUE = SMALL.but(align="center", shrink=True)
SYMBOL_WORDS: dict[Shape, str] = {
    "better": "circle",
    "same": "bar",
    "worse": "triangle",
    "not_comparable": "cross",
    "neither": "diamond",
}
HOW_TO_READ = (
    "A broken line is a gap, never bridged.",
    "Solid rule: end of injection; dotted: the peak slot; thick: a goal, told under its chart. "
    "Change a chart as you like: its numbers stand to the right.",
)


def write_charts(sheet: Sheet, panels: Sequence[Panel]) -> list[Figure]:
    """Draw every panel, two across; what each chart draws stands as numbers right of the printed pages."""
    slots = max((len(panel.columns) for panel in panels), default=1) or 1
    band = 1 + slots  # columns of one chart and the table under it
    width = ACROSS * band + ACROSS - 1
    _set_columns(sheet, band, slots)
    top = _write_heading(sheet, panels)
    data = ChartData(sheet, width + 1)
    figures = [Figure(panel, data) for panel in panels]
    values = 2 + max((len(panel.rows) + len(panel.regions) for panel in panels), default=0)
    points = (PAGE_POINTS - TITLE_POINTS - LINE_POINTS * (top - 1)) / DOWN - LINE_POINTS * values - GAP_POINTS
    breaks = []
    for start in range(0, len(figures), ACROSS):
        if start and start % (ACROSS * DOWN) == 0:
            breaks.append(top)
        sheet.page.set_row(top, points)
        for row in range(top + 1, top + 1 + values):
            sheet.page.set_row(row, LINE_POINTS)
        for place, figure in enumerate(figures[start : start + ACROSS]):
            left = place * (band + 1)
            figure.draw(sheet, top, left, (CHART_PIXELS, points * PIXELS_A_POINT))
            _write_values(sheet, figure.panel, top + 1, left)
        top += 1 + values
        sheet.page.set_row(top, GAP_POINTS)
        top += 1
    if len(figures) % (ACROSS * DOWN) in (0, ACROSS * DOWN - 1):
        breaks.append(top)  # the last page of charts is full
    last = _write_events(sheet, panels[0], top) if panels else top
    sheet.page.set_h_pagebreaks(breaks)
    sheet.page.print_area(0, 0, last, width - 1)
    return figures


def write_strip(sheet: Sheet, grid: Grid, row: int, figures: Sequence[Figure]) -> None:
    """Four small charts across the Summary, each under its title: the first goals' measures and one observation."""
    observed = [figure for figure in figures if figure.panel.group == "observations"][:1]
    others = [figure for figure in figures if figure not in observed][: STRIP - len(observed)]
    wide = GRID // STRIP
    size = (wide * grid.pixels - 4, grid.rows[row + 1][1] * PIXELS_A_POINT)
    for place, figure in enumerate((*others, *observed)):
        first = place * wide
        look = Look(font_size=8, bold=True, valign="bottom")
        sheet.put(row, first, figure.panel.title, look, last=first + wide - 1)
        figure.draw(sheet, row + 1, first, size, small=True)


def _set_columns(sheet: Sheet, band: int, slots: int) -> None:
    for place in range(ACROSS):
        left = place * (band + 1)
        sheet.set_width(left, LABEL_WIDTH)
        sheet.set_width(left + 1, max(SLOTS_PIXELS / slots, 18) / PIXELS_A_CHARACTER, last=left + band - 1)
        sheet.set_width(left + band, 2)


def _write_heading(sheet: Sheet, panels: Sequence[Panel]) -> int:
    """Title and how to read the shapes; returns the first free row."""
    sheet.put(0, 0, "The course of each measure", TITLE)
    sheet.page.set_row(0, TITLE_POINTS)
    if not panels:
        sheet.put(1, 0, "Nothing to draw yet.", NOTE)
        return 2
    key = figure_key(panels)
    shapes = "; ".join(f"{SYMBOL_WORDS[shape]}: {words}" for shape, words in key.shapes)
    lines = (f"{capital(shapes)}.", f"{capital(key.earlier)}.", *HOW_TO_READ)
    told = [line for line in lines if line != "."]
    for row, line in enumerate(told, start=1):
        sheet.put(row, 0, line, SMALL.but(font_color=SECOND_INK))
        sheet.page.set_row(row, LINE_POINTS)
    return len(told) + 1


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
    """What the signs above the charts stand for, each said once; returns the last row used."""
    for dose, markers in events_by_dose(panel.markers):
        sheet.put(top, 0, dose, SMALL.but(bold=True))
        for marker in markers:
            look = SMALL.but(font_color=WHITE, bg_color=INK, bold=True) if marker.severe else SMALL
            sheet.put(top, 1, f"{marker.sign}  {marker.words}", look)
            sheet.page.set_row(top, LINE_POINTS * lines_of(marker.words, SMALL.font_size, TEXT_POINTS))
            top += 1
    return top
