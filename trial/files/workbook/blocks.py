"""A page set like a letter: blocks of text side by side on a fine grid, each row as high as its text needs."""

from copy import copy
from dataclasses import dataclass, field

from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trial.files.type_width import LINE, lines_of
from trial.files.workbook.cells import INK, PLAIN, SECOND_INK, WHITE, Look, dress, put
from trial.files.workbook.paper import PIXELS_A_CHARACTER

COLUMNS = 48
POINTS_A_PIXEL = 0.75
PADDING = 5.0  # points that a cell keeps free at its sides
SMALL = Look(size=9, ink=SECOND_INK)
TEXT = Look(size=9.5)
BOLD = Look(size=9.5, bold=True)
INVERSE = Look(size=9.5, bold=True, ink=WHITE, fill=INK, across="center")
MORE = " … (in full on the sheets behind)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Text over the columns `first` to `last`, counted from 1. At most `lines` lines are shown."""

    first: int
    last: int
    text: str
    look: Look = PLAIN
    lines: int = 99

    def width(self, pixels: int) -> float:
        """Points that a line may take on a grid whose columns are so many pixels wide."""
        return (self.last - self.first + 1) * pixels * POINTS_A_PIXEL - PADDING

    def shown(self, pixels: int) -> str:
        """The text, cut at a word where it would take more than its lines, and then it says so."""
        return cut(self.text, self.look, self.width(pixels), self.lines)

    def height(self, pixels: int) -> float:
        """Points that it takes."""
        if not self.text:
            return 0
        shown, size = self.shown(pixels), self.look.size
        count = lines_of(shown, size, self.width(pixels), self.look.bold) if self.look.wrap else 1
        return count * size * LINE + 1.5


def cut(text: str, look: Look, width: float, lines: int) -> str:
    """As many words as fit on so many lines."""
    if lines_of(text, look.size, width, look.bold) <= lines:
        return text
    fits, too_much = 0, len(text)
    while too_much - fits > 1:
        middle = (fits + too_much) // 2
        if lines_of(text[:middle].rstrip() + MORE, look.size, width, look.bold) <= lines:
            fits = middle
        else:
            too_much = middle
    return text[:fits].rsplit(" ", 1)[0].rstrip() + MORE


@dataclass
class Ruler:
    """Rows of blocks, from the top down, only measured: `height` is what they take so far, in points."""

    pixels: int  # the width of a grid column
    next_row: int = field(default=1, init=False)
    height: float = field(default=0, init=False)

    def line(self, text: str, look: Look, lines: int = 99, extra: float = 0) -> int:
        """Set one row of text over the whole width; answers its number."""
        return self.row(Block(first=1, last=COLUMNS, text=text, look=look, lines=lines), extra=extra)

    def row(self, *blocks: Block, least: float = 0, extra: float = 0) -> int:
        """Set one row, as high as its highest block; answers its number."""
        for block in blocks:
            self._set(block)
        return self.gap(max([least, *(block.height(self.pixels) for block in blocks)]) + extra)

    def gap(self, points: float) -> int:
        """End a row so many points high; answers its number."""
        self.height += points
        self.next_row += 1
        return self.next_row - 1

    def frame(self, top: int, bottom: int) -> None:
        """Draw a medium line around these rows, over whatever borders their cells have."""

    def _set(self, block: Block) -> None: ...


@dataclass
class Letter(Ruler):
    """The same, written on a sheet."""

    sheet: Worksheet

    def __post_init__(self) -> None:
        for column in range(1, COLUMNS + 1):
            self.sheet.column_dimensions[get_column_letter(column)].width = self.pixels / PIXELS_A_CHARACTER

    def gap(self, points: float) -> int:
        self.sheet.row_dimensions[self.next_row].height = round(points, 2)
        return super().gap(points)

    def frame(self, top: int, bottom: int) -> None:
        thick = Side(style="medium", color=INK)
        for row in range(top, bottom + 1):
            for column in range(1, COLUMNS + 1) if row in (top, bottom) else (1, COLUMNS):
                cell = self.sheet.cell(row=row, column=column)
                cell._style = copy(cell._style)
                cell.border = Border(
                    left=thick if column == 1 else cell.border.left,
                    right=thick if column == COLUMNS else cell.border.right,
                    top=thick if row == top else cell.border.top,
                    bottom=thick if row == bottom else cell.border.bottom,
                )

    def _set(self, block: Block) -> None:
        row, columns = self.next_row, range(block.first, block.last + 1)
        put(self.sheet, row, block.first, block.shown(self.pixels), block.look)
        if len(columns) > 1:
            first, last = (self.sheet.cell(row=row, column=column) for column in (block.first, block.last))
            self.sheet.merged_cells.add(f"{first.coordinate}:{last.coordinate}")  # merge_cells draws borders of its own
            dress((self.sheet.cell(row=row, column=column) for column in columns), block.look)
