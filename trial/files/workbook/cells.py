"""One cell: text stays text, numbers stay numbers, a moment is the ward's clock; and how a cell looks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

Content = str | Decimal | int | float | bool | datetime | date | None
"""What a cell may hold. There is no formula among these: text that looks like one is text."""

INK, SECOND_INK, RULE, TINT, WHITE = "1A1A1A", "333333", "B9B9B9", "EFF4F8", "FFFFFF"
FONT = "Arial"
MOMENT, DAY = "dd mmm yyyy hh:mm", "dd mmm yyyy"
LONGEST, MOST_LETTERS, CUT = 32_000, 32_767, " … (cut here: the record file has it in full)"
"""Excel refuses a cell of more than 32,767 characters. No text of ours is that long, but an entry made of many is."""
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LIKE_A_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell is drawn; sizes in points."""

    size: float = 10
    bold: bool = False
    italic: bool = False
    ink: str = INK
    fill: str = ""
    wrap: bool = True
    shrink: bool = False  # rather smaller letters than a cut word
    across: str = "left"
    indent: int = 0
    down: str = "top"
    above: str = ""  # the style of a border: thin, medium, hair
    below: str = ""
    boxed: str = ""  # all four sides
    rule: str = RULE  # the colour of its borders
    number_format: str = ""

    def but(self, **changes: object) -> "Look":
        """The same look with these changes."""
        return _changed(self, *changes.items())


@cache
def _changed(look: Look, *changes: tuple[str, object]) -> Look:
    return replace(look, **dict(changes))  # type: ignore[arg-type]


PLAIN = Look()


def put(
    sheet: Worksheet, row: int, column: int, content: Content, look: Look = PLAIN, zone: ZoneInfo | None = None
) -> Cell:
    """Write one cell. A moment needs the zone on whose clock it is shown; empty content leaves the cell empty."""
    cell = sheet.cell(row=row, column=column)
    if isinstance(content, bool):
        content = "true" if content else "false"  # as in the record file, in every language
    elif isinstance(content, datetime):
        content = _on_the_clock(content, zone)
    if isinstance(content, str):
        cell._style = _style(cell, look, quoted=content.startswith(_LIKE_A_FORMULA))
        if content:  # set as it is: openpyxl looks through every text for what `written` has just taken out
            text = written(content if len(content) <= LONGEST else content[:LONGEST] + CUT)
            cell._value, cell.data_type = text[:MOST_LETTERS], "s"
        return cell
    if isinstance(content, date) and not look.number_format:
        look = look.but(number_format=MOMENT if isinstance(content, datetime) else DAY)
    cell._style = _style(cell, look)
    cell.value = content
    return cell


def dress(cells: Iterable[Cell], look: Look) -> None:
    """Give cells a look, whether or not they hold anything."""
    for cell in cells:
        cell._style = _style(cell, look)


_styles: WeakKeyDictionary[Workbook, dict[tuple[Look, bool], StyleArray]] = WeakKeyDictionary()


def _style(cell: Cell, look: Look, quoted: bool = False) -> StyleArray:
    """A look as this cell's workbook has it, made once: openpyxl compares whole styles for every cell otherwise.

    All cells of one look share it, so whoever changes a single cell gives it a copy first. `quoted`: it is no formula.
    """
    styles = _styles.setdefault(cell.parent.parent, {})
    if (look, quoted) not in styles:
        cell._style = StyleArray()
        cell.font, cell.alignment, cell.border, cell.fill = _dress(look)
        cell.number_format = look.number_format or "General"
        cell.quotePrefix = quoted
        styles[look, quoted] = cell._style
    return styles[look, quoted]


def written(text: str) -> str:
    """Text as a sheet must hold it to show it unaltered: `_x0041_` would otherwise be read as "A".

    >>> written("_x0041_")
    '_x005F_x0041_'
    """
    if text.isprintable() and "_x" not in text:
        return text
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPED.sub("_x005F_", text))


def drawable(text: str) -> str:
    """Text for a chart or a page header, where there is no way to escape what XML cannot hold."""
    return _UNWRITABLE.sub(" ", text)


def _on_the_clock(moment: datetime, zone: ZoneInfo | None) -> datetime | str:
    """Excel knows no zones and no year before 1900: the ward's wall clock, or ISO text for the far past and future."""
    if zone is None or not 1901 <= moment.year <= 9998:
        return moment.isoformat(timespec="seconds")
    return moment.astimezone(zone).replace(tzinfo=None)


@cache
def _dress(look: Look) -> tuple[Font, Alignment, Border, PatternFill]:
    line = {name: Side(style=style, color=look.rule) for name, style in _lines(look).items() if style}
    return (
        Font(name=FONT, size=look.size, bold=look.bold, italic=look.italic, color=look.ink),
        Alignment(
            horizontal=look.across,
            vertical=look.down,
            wrap_text=look.wrap,
            indent=look.indent,
            shrink_to_fit=look.shrink,
        ),
        Border(**line),
        PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
    )


def _lines(look: Look) -> dict[str, str]:
    return {
        "top": look.boxed or look.above,
        "bottom": look.boxed or look.below,
        "left": look.boxed,
        "right": look.boxed,
    }
