"""The Charts sheet: one native chart a measure with its values beneath, six to an A4 page; the numbers to the right."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from trial.brief.panels.shapes import SHAPE_WORDS, EventMarker, Panel
from trial.files.type_width import lines_of
from trial.files.workbook.blocks import COLUMNS as GRID
from trial.files.workbook.blocks import Letter
from trial.files.workbook.cells import INK, SECOND_INK, TINT, WHITE, Look, put
from trial.files.workbook.native_chart import DataBlock, native_chart
from trial.files.workbook.paper import PIXELS_A_CHARACTER
from trial.files.workbook.table import HEAD, NOTE, TITLE

ACROSS, DOWN, STRIP = 2, 3, 4
PAGE_POINTS = 735  # the height of an A4 page between its margins
CHART_CM = 9.15
LABEL_WIDTH = 7.5  # of the table under a chart, in characters
SLOTS_PIXELS = 290  # what its slots share
TEXT_POINTS = 500
POINTS_A_CM = 28.35
SMALL = Look(size=8, wrap=False)
VALUE = SMALL.but(across="center", shrink=True)


def write_charts(sheet: Worksheet, panels: Sequence[Panel]) -> DataBlock:
    """Draw every panel, two across; what each chart draws stands as numbers in the block right of the printed pages."""
    slots = max((len(panel.columns) for panel in panels), default=1) or 1
    band = 1 + slots  # columns of one chart and the table under it
    last = ACROSS * band + ACROSS - 1
    _columns(sheet, band, slots)
    top = _heading(sheet, panels)
    block = DataBlock(sheet=sheet, column=last + 2, row=3)
    _block_heading(block)
    table_rows = max((len(panel.rows) for panel in panels), default=0)
    goal_rows = max((len(panel.regions) for panel in panels), default=0)
    rows_under = 2 + table_rows + goal_rows
    under = 12 * rows_under + 10
    used = sum(sheet.row_dimensions[row].height or 15 for row in range(1, top))
    height = (PAGE_POINTS - used) / DOWN - under
    for start in range(0, len(panels), ACROSS):
        if start and start % (ACROSS * DOWN) == 0:
            sheet.row_breaks.append(Break(id=top - 1))
        sheet.row_dimensions[top].height = height
        for place, panel in enumerate(panels[start : start + ACROSS]):
            left = 1 + place * (band + 1)
            chart = native_chart(panel, block, width_cm=CHART_CM, height_cm=height / POINTS_A_CM)
            sheet.add_chart(chart, f"{get_column_letter(left)}{top}")
            _values(sheet, panel, top + 1, left)
        for row in range(top + 1, top + 1 + rows_under):
            sheet.row_dimensions[row].height = 12
        sheet.row_dimensions[top + 1 + rows_under].height = 10
        top += 2 + rows_under
    if panels and len(panels) % (ACROSS * DOWN) in (0, ACROSS * DOWN - 1):
        sheet.row_breaks.append(Break(id=top - 1))  # the last page of charts is full
    top = _events(sheet, panels, top)
    sheet.print_area = f"A1:{get_column_letter(last)}{top}"
    return block


def write_strip(letter: Letter, row: int, panels: Sequence[Panel], block: DataBlock) -> None:
    """Four small charts across the Summary, each under its title: the first goals' measures and one observation."""
    observed = [panel for panel in panels if panel.group == "observations"][:1]
    others = [panel for panel in panels if panel not in observed][: STRIP - len(observed)]
    sheet, wide = letter.sheet, GRID // STRIP
    for place, panel in enumerate((*others, *observed)):
        first = 1 + place * wide
        put(sheet, row, first, panel.title, Look(size=8, bold=True, down="bottom"))
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=first + wide - 1)
        pixels, points = wide * letter.pixels - 4, sheet.row_dimensions[row + 1].height
        chart = native_chart(
            panel, block, width_cm=pixels * 0.75 / POINTS_A_CM, height_cm=points / POINTS_A_CM, small=True
        )
        sheet.add_chart(chart, f"{get_column_letter(first)}{row + 1}")


def _columns(sheet: Worksheet, band: int, slots: int) -> None:
    for place in range(ACROSS):
        left = 1 + place * (band + 1)
        sheet.column_dimensions[get_column_letter(left)].width = LABEL_WIDTH
        for column in range(left + 1, left + band):
            sheet.column_dimensions[get_column_letter(column)].width = (
                max(SLOTS_PIXELS / slots, 18) / PIXELS_A_CHARACTER
            )
        sheet.column_dimensions[get_column_letter(left + band)].width = 2


def _heading(sheet: Worksheet, panels: Sequence[Panel]) -> int:
    """Title and how to read the shapes; answers the first free row."""
    put(sheet, 1, 1, "The course of each measure", TITLE)
    if not panels:
        put(sheet, 2, 1, "Nothing to draw yet.", NOTE)
        return 3
    latest = next((line.label for panel in panels for line in panel.lines if line.latest), "")
    symbols = zip(("Circle", "bar", "triangle", "cross", "diamond"), SHAPE_WORDS.values(), strict=True)
    said = (
        "; ".join(f"{symbol}: {words}" for symbol, words in symbols) + ".",
        f"{latest.capitalize()} solid and blue, earlier doses grey and dashed. A broken line is a gap, never bridged.",
        "Solid rule: end of injection; dotted: the peak slot; thick: a goal, told under its chart. "
        "Change a chart as you like: its numbers stand to the right.",
    )
    for row, sentence in enumerate(said, start=2):
        put(sheet, row, 1, sentence, SMALL.but(ink=SECOND_INK))
        sheet.row_dimensions[row].height = 11.5
    sheet.row_dimensions[1].height = 18
    return len(said) + 2


def _block_heading(block: DataBlock) -> None:
    put(block.sheet, 1, block.column, "The numbers behind the charts", TITLE)
    titles = (("figure", 40), ("drawn as", 24), ("hours", 8), ("plotted", 9), ("shown", 12), ("says", 60))
    for offset, (title, width) in enumerate(titles):
        put(block.sheet, block.row - 1, block.column + offset, title, HEAD)
        block.sheet.column_dimensions[get_column_letter(block.column + offset)].width = width


def _values(sheet: Worksheet, panel: Panel, top: int, left: int) -> None:
    """The table under a chart: every dose's value at its slot, as printed; the peak slot in bold; then the goals."""
    put(sheet, top, left, "; ".join(text for text in (panel.subtitle, *panel.notes) if text), SMALL.but(ink=SECOND_INK))
    for offset, column in enumerate(panel.columns, start=1):
        put(sheet, top + 1, left + offset, column.label, VALUE.but(bold=column.peak, below="thin"))
    for row, values in enumerate(panel.rows, start=top + 2):
        put(sheet, row, left, values.label, SMALL.but(bold=values.latest))
        for offset, (column, text) in enumerate(zip(panel.columns, values.cells, strict=True), start=1):
            put(sheet, row, left + offset, text, VALUE.but(bold=column.peak, fill=TINT if column.peak else ""))
    for row, region in enumerate(panel.regions, start=top + 2 + len(panel.rows)):
        put(sheet, row, left, region.label, SMALL)


def _events(sheet: Worksheet, panels: Sequence[Panel], top: int) -> int:
    """What the signs above the charts stand for, each said once; answers the last row used."""
    markers: dict[tuple[int, str], EventMarker] = {
        (one.dose, one.sign): one for panel in panels for one in panel.markers
    }
    if not markers:
        return top
    put(sheet, top, 1, "Doses and events", TITLE.but(size=10))
    for marker in sorted(markers.values(), key=lambda one: (not one.latest, -one.dose, one.minutes)):
        top += 1
        look = SMALL.but(ink=WHITE, fill=INK, bold=True) if marker.severe else SMALL
        put(sheet, top, 1, f"dose {marker.dose}", SMALL)
        put(sheet, top, 2, f"{marker.sign}  {marker.words}", look)
        sheet.row_dimensions[top].height = 12 * lines_of(marker.words, 8, TEXT_POINTS)
    return top
