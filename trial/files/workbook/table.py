"""A table: named columns that say what they mean, one row each, frozen under their headings and filtered."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from trial.files.workbook.look import HAIR, INK, SECOND_INK, THIN, TINT, Look
from trial.files.workbook.ruler import LINE_HEIGHT, lines_of
from trial.files.workbook.sheet import PIXELS_A_CHARACTER, Content, Sheet

Row = TypeVar("Row")
HEAD = Look(bold=True, font_size=9, bg_color=TINT, bottom=THIN, top=THIN, border_color=INK, valign="bottom")
BODY = Look(font_size=9, bottom=HAIR)
NUMBER = BODY.but(align="right", indent=1)
TITLE = Look(bold=True, font_size=13, text_wrap=False)
NOTE = Look(font_size=9, font_color=SECOND_INK, text_wrap=False)
LOWEST_ROW, HIGHEST_ROW = 13.5, 400  # points; no sheet can show a higher one


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading, its width in characters, what it means, and what it takes from a row."""

    title: str
    width: float
    means: str
    of: Callable[[Row], Content]
    look: Look | Callable[[Row], Look] = BODY

    def look_of(self, row: Row) -> Look:
        """How one of its cells is drawn."""
        return self.look if isinstance(self.look, Look) else self.look(row)

    @property
    def head(self) -> Look:
        return HEAD.but(align=self.look.align if isinstance(self.look, Look) else "center")


@dataclass(frozen=True, slots=True)
class Columns(Generic[Row]):
    """The columns of one sheet: those that are printed, and behind them others for those who reckon with the file."""

    printed: Sequence[Column[Row]]
    behind: Sequence[Column[Row]] = ()

    def __iter__(self) -> Iterator[Column[Row]]:
        return iter((*self.printed, *self.behind))


def write_table(
    sheet: Sheet, columns: Columns[Row], rows: Iterable[Row], *, zone: ZoneInfo, nothing: str, frozen: int = 0
) -> int:
    """Write the sheet's one filtered table under its headings; returns the first free row below it.

    `frozen` columns stay in sight. `nothing` is said when there are no rows.
    """
    every, printed, last = list(columns), len(columns.printed), 0
    for place, column in enumerate(every):
        sheet.set_width(place, column.width)
        sheet.put(0, place, column.title, column.head.but(text_wrap=place < printed))
    fit_row(sheet, 0, [(column.title, column.width, column.head) for column in columns.printed])
    for last, row in enumerate(rows, start=1):
        cells = [(column.of(row), column.width, column.look_of(row)) for column in every]
        for place, (content, _, look) in enumerate(cells):
            sheet.put(last, place, content, look if place < printed else look.but(text_wrap=False), zone=zone)
        fit_row(sheet, last, cells[:printed])
    sheet.page.autofilter(0, 0, max(last, 1), len(every) - 1)
    sheet.page.freeze_panes(1, frozen)
    sheet.page.repeat_rows(0)
    if not last:
        last = 1
        sheet.put(last, 0, nothing, NOTE)
    print_down_to(sheet, columns, last)
    return last + 1


def print_down_to(sheet: Sheet, columns: Columns[Row], last: int) -> None:
    """Print the printed columns down to this row."""
    sheet.page.print_area(0, 0, last, len(columns.printed) - 1)


def fit_row(sheet: Sheet, row: int, cells: Iterable[tuple[Content, float, Look]]) -> None:
    """Make a row as high as its longest text needs in columns so many characters wide: not every program does."""
    height = LOWEST_ROW
    for content, width, look in cells:
        if isinstance(content, str) and look.text_wrap:
            lines = lines_of(content, look.font_size, width * PIXELS_A_CHARACTER * 0.75 - 6, look.bold)
            height = max(height, lines * look.font_size * LINE_HEIGHT + 3)
    sheet.page.set_row(row, min(round(height, 1), HIGHEST_ROW))
