"""A page of text on a sheet: blocks side by side on a fine grid, each row as high as its text needs."""

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from trial.brief.panels.pictures import Picture
from trial.files.workbook.sheet import INK, PLAIN, POINTS_A_PIXEL, SECOND_INK, WHITE, Look, Sheet
from trial.files.workbook.text_width import LINE_HEIGHT, lines_of

COLUMNS = 48
PADDING = 5.0  # points of margin at the sides of a cell
SMALL = Look(font_size=9, font_color=SECOND_INK)
TEXT = Look(font_size=9.5)
BOLD = Look(font_size=9.5, bold=True)
INVERSE = Look(font_size=9.5, bold=True, font_color=WHITE, bg_color=INK, align="center")
MORE = " … (in full on the sheets behind)"


class Block(NamedTuple):
    """Text over so many columns of the grid, or a picture. At most `lines` lines are shown."""

    columns: int
    text: str = ""
    look: Look = PLAIN
    lines: int = 99
    picture: Picture | None = None


class Placed(NamedTuple):
    """A picture, the cell of its upper left corner, and its width and height in pixels."""

    picture: Picture
    row: int
    column: int
    size: tuple[float, float]


@dataclass
class Grid:
    """Rows of blocks from the top down, on columns so many pixels wide: measured first, then written on a sheet."""

    pixels: int
    rows: list[tuple[list[Block], float]] = field(default_factory=list, init=False)  # with their heights

    @property
    def height(self) -> float:
        """Points that all rows take."""
        return sum(height for _, height in self.rows)

    def width(self, columns: int) -> float:
        """Points that a line may take over so many columns."""
        return columns * self.pixels * POINTS_A_PIXEL - PADDING

    def line(self, text: str, look: Look, lines: int = 99, extra: float = 0) -> None:
        """Add one row of text over the whole width."""
        self.row(Block(COLUMNS, text, look, lines), extra=extra)

    def row(self, *blocks: Block, least: float = 0, extra: float = 0) -> None:
        """Add a row of blocks from the left, as high as its highest block."""
        shown = [block._replace(text=self._fitting(block)) for block in blocks]
        heights = (self._count(block) * block.look.font_size * LINE_HEIGHT + 1.5 for block in shown if block.text)
        self.rows.append((shown, max([least, *heights]) + extra))

    def gap(self, points: float) -> None:
        """Add an empty row so many points high."""
        self.rows.append(([], points))

    def _fitting(self, block: Block) -> str:
        """Its text, cut at a word where it would take more than its lines, and then it says so."""
        text = block.text
        if self._count(block) <= block.lines:
            return text

        def lines_to(end: int) -> int:
            return self._count(block._replace(text=text[:end].rstrip() + MORE))

        most = bisect_right(range(len(text)), block.lines, key=lines_to)
        return text[: most - 1].rsplit(" ", 1)[0].rstrip() + MORE

    def _count(self, block: Block) -> int:
        look = block.look
        return lines_of(block.text, look.font_size, self.width(block.columns), look.bold) if look.text_wrap else 1

    def write(self, sheet: Sheet) -> list[Placed]:
        """Write the rows from the sheet's first cell on, which is also what is printed; where its pictures are."""
        placed: list[Placed] = []
        sheet.page.set_column_pixels(0, COLUMNS - 1, self.pixels)
        for row, (blocks, height) in enumerate(self.rows):
            sheet.page.set_row(row, round(height, 2))
            column = 0
            for block in blocks:
                last = column + block.columns - 1
                if block.picture is not None:
                    size = block.columns * self.pixels - 2, height / POINTS_A_PIXEL - 1
                    placed.append(Placed(block.picture, row, column, size))
                sheet.put(row, column, block.text, block.look, last=last)
                column = last + 1
        sheet.page.print_area(0, 0, len(self.rows) - 1, COLUMNS - 1)
        return placed
