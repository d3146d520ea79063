"""A table: named columns that say what they mean, one row each, frozen under their headings and filtered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trial.files.type_width import LINE, lines_of
from trial.files.workbook.cells import INK, TINT, Content, Look, put
from trial.files.workbook.paper import PIXELS_A_CHARACTER

Row = TypeVar("Row")
HEAD = Look(bold=True, size=9, fill=TINT, below="thin", above="thin", rule=INK, down="bottom")
BODY = Look(size=9, below="hair")
TITLE = Look(bold=True, size=13, wrap=False)
NOTE = Look(size=9, ink="333333", wrap=False)
HIGHEST_ROW = 400  # points; no sheet can show a higher one


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading, its width in characters, what it means, and what it takes from a row.

    `printed` False: it stands to the right of the printed page, for those who reckon with the file.
    """

    title: str
    width: float
    means: str
    of: Callable[[Row], Content]
    look: Look | Callable[[Row], Look] = BODY
    printed: bool = True

    def look_of(self, row: Row) -> Look:
        """How one of its cells is drawn. Only what is printed makes a row higher."""
        look = self.look if isinstance(self.look, Look) else self.look(row)
        return look if self.printed else look.but(wrap=False)

    @property
    def head(self) -> Look:
        return HEAD.but(across=self.look.across if isinstance(self.look, Look) else "center", wrap=self.printed)


def write_table(
    sheet: Worksheet,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    *,
    zone: ZoneInfo,
    nothing: str = "",
    frozen: int = 0,
) -> int:
    """Write the sheet's one filtered table under its headings; answers the first free row below it.

    `frozen` columns stay in sight. `nothing` is said when there are no rows.
    """
    for number, column in enumerate(columns, start=1):
        put(sheet, 1, number, column.title, column.head)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    fit_row(sheet, 1, [(column.title, column.width, column.head) for column in columns])
    last = 1
    for last, row in enumerate(rows, start=2):
        cells = [(column.of(row), column.width, column.look_of(row)) for column in columns]
        for number, (content, _, look) in enumerate(cells, start=1):
            put(sheet, last, number, content, look, zone)
        fit_row(sheet, last, cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{max(last, 2)}"
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    sheet.print_title_rows = "1:1"
    if last == 1 and nothing:
        last = 2
        put(sheet, last, 1, nothing, NOTE)
    print_down_to(sheet, columns, last)
    return last + 1


def print_down_to(sheet: Worksheet, columns: Sequence[Column[Row]], last: int) -> None:
    """Print the printed columns, which come first, down to this row."""
    printed = sum(column.printed for column in columns)
    sheet.print_area = f"A1:{get_column_letter(printed)}{last}"


def fit_row(sheet: Worksheet, row: int, cells: Iterable[tuple[Content, float, Look]]) -> None:
    """Make a row as high as its longest text needs in columns so many characters wide."""
    heights = [13.5]
    for content, width, look in cells:
        if isinstance(content, str) and look.wrap:
            points = width * PIXELS_A_CHARACTER * 0.75 - 6
            heights.append(lines_of(content, look.size, points, look.bold) * look.size * LINE + 3)
    sheet.row_dimensions[row].height = min(round(max(heights), 1), HIGHEST_ROW)
