"""A page of text on a sheet: blocks side by side on a fine grid, each row as high as its text needs."""

from bisect import bisect_right
from dataclasses import dataclass, field

from trial.files.workbook.ruler import LINE_HEIGHT, lines_of
from trial.files.workbook.sheet import INK, PLAIN, SECOND_INK, WHITE, Look, Sheet

COLUMNS = 48
POINTS_A_PIXEL = 0.75
PADDING = 5.0  # points that a cell keeps free at its sides
SMALL = Look(font_size=9, font_color=SECOND_INK)
TEXT = Look(font_size=9.5)
BOLD = Look(font_size=9.5, bold=True)
INVERSE = Look(font_size=9.5, bold=True, font_color=WHITE, bg_color=INK, align="center")
MORE = " … (in full on the sheets behind)"


@dataclass(frozen=True, slots=True)
class Block:
    """Text over so many columns of the grid. At most `lines` lines are shown."""

    columns: int
    text: str = ""
    look: Look = PLAIN
    lines: int = 99

    def width(self, pixels: int) -> float:
        """Points that a line may take on a grid whose columns are so many pixels wide."""
        return self.columns * pixels * POINTS_A_PIXEL - PADDING

    def shown(self, pixels: int) -> str:
        """The text, cut at a word where it would take more than its lines, and then it says so."""
        if self._count(self.text, pixels) <= self.lines:
            return self.text
        most = bisect_right(
            range(len(self.text)), self.lines, key=lambda end: self._count(self.text[:end].rstrip() + MORE, pixels)
        )
        return self.text[: most - 1].rsplit(" ", 1)[0].rstrip() + MORE

    def height(self, pixels: int) -> float:
        """Points that it takes."""
        return self._count(self.shown(pixels), pixels) * self.look.font_size * LINE_HEIGHT + 1.5 if self.text else 0

    def _count(self, text: str, pixels: int) -> int:
        return lines_of(text, self.look.font_size, self.width(pixels), self.look.bold) if self.look.text_wrap else 1


@dataclass
class Grid:
    """Rows of blocks from the top down, on columns so many pixels wide: measured first, then written on a sheet."""

    pixels: int
    rows: list[tuple[tuple[Block, ...], float]] = field(default_factory=list, init=False)  # with their heights

    @property
    def height(self) -> float:
        """Points that all rows take."""
        return sum(height for _, height in self.rows)

    def line(self, text: str, look: Look, lines: int = 99, extra: float = 0) -> None:
        """Add one row of text over the whole width."""
        self.row(Block(COLUMNS, text, look, lines), extra=extra)

    def row(self, *blocks: Block, least: float = 0, extra: float = 0) -> None:
        """Add a row of blocks from the left, as high as its highest block."""
        self.rows.append((blocks, max([least, *(block.height(self.pixels) for block in blocks)]) + extra))

    def gap(self, points: float) -> int:
        """Add an empty row so many points high; returns its number."""
        self.rows.append(((), points))
        return len(self.rows) - 1

    def write(self, sheet: Sheet) -> None:
        """Write the rows from the sheet's first cell on, which is also what is printed."""
        sheet.page.set_column_pixels(0, COLUMNS - 1, self.pixels)
        for row, (blocks, height) in enumerate(self.rows):
            sheet.page.set_row(row, round(height, 2))
            column = 0
            for block in blocks:
                last = column + block.columns - 1
                sheet.put(row, column, block.shown(self.pixels), block.look, last=last)
                column = last + 1
        sheet.page.print_area(0, 0, len(self.rows) - 1, COLUMNS - 1)
