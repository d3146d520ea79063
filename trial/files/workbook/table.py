"""A table: named columns that say what they mean, one row each, frozen under their headings and filtered."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from trial.files.workbook.sheet import HAIR, INK, POINTS_A_CHARACTER, SECOND_INK, THIN, TINT, Content, Look, Sheet
from trial.files.workbook.text_width import LINE_HEIGHT, lines_of

Row = TypeVar("Row")
HEAD = Look(bold=True, font_size=9, bg_color=TINT, bottom=THIN, top=THIN, border_color=INK, valign="bottom")
BODY = Look(font_size=9, bottom=HAIR)
NUMBER = BODY.but(align="right", indent=1)
TITLE = Look(bold=True, font_size=13, text_wrap=False)
NOTE = Look(font_size=9, font_color=SECOND_INK, text_wrap=False)
LOWEST_ROW, HIGHEST_ROW = 13.5, 400  # points; no sheet can show a higher one


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading, its width in characters, its meaning, and its value in a row."""

    title: str
    width: float
    meaning: str
    value: Callable[[Row], Content]
    look: Look | Callable[[Row], Look] = BODY

    def look_of(self, row: Row) -> Look:
        """How one of its cells is drawn."""
        return self.look if isinstance(self.look, Look) else self.look(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row]):
    """The table of one sheet: its rows, the columns that are printed, and others."""

    rows: Iterable[Row]
    nothing: str  # said when there are no rows
    printed: Sequence[Column[Row]]
    extra: Sequence[Column[Row]] = ()  # for further analysis: beside the printed page
    frozen: int = 0  # columns that stay in sight

    @property
    def columns(self) -> Sequence[Column[Row]]:
        """Every column, in the order of the sheet."""
        return (*self.printed, *self.extra)

    def write(self, sheet: Sheet) -> int:
        """Fill the sheet; returns the first free row below the table."""
        columns, printed, last = self.columns, len(self.printed), 0
        for place, column in enumerate(columns):
            sheet.set_width(place, column.width)
            align = column.look.align if isinstance(column.look, Look) else "center"
            sheet.put(0, place, column.title, HEAD.but(align=align, text_wrap=place < printed))
        fit_row(sheet, 0, [(column.title, column.width, HEAD) for column in self.printed])
        for last, row in enumerate(self.rows, start=1):
            cells = [(column.value(row), column.width, column.look_of(row)) for column in columns]
            for place, (content, _, look) in enumerate(cells):
                sheet.put(last, place, content, look if place < printed else look.but(text_wrap=False))
            fit_row(sheet, last, cells[:printed])
        if not last:
            last = 1
            sheet.put(last, 0, self.nothing, NOTE)
        sheet.page.autofilter(0, 0, last, len(columns) - 1)
        sheet.page.freeze_panes(1, self.frozen)
        sheet.page.repeat_rows(0)
        sheet.page.print_area(0, 0, last, printed - 1)
        return last + 1


def fit_row(sheet: Sheet, row: int, cells: Iterable[tuple[Content, float, Look]]) -> None:
    """Make a row as high as its longest text needs in columns so many characters wide: not every program does."""
    height = LOWEST_ROW
    for content, width, look in cells:
        if isinstance(content, str) and look.text_wrap:
            lines = lines_of(content, look.font_size, width * POINTS_A_CHARACTER - 6, look.bold)
            height = max(height, lines * look.font_size * LINE_HEIGHT + 3)
    sheet.page.set_row(row, min(round(height, 1), HIGHEST_ROW))
