"""A spreadsheet being written: text stays text, numbers stay numbers, a moment is the ward's clock, paper is A4."""

import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from html import escape
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from trial.files.imprint import shortened

INK, SECOND_INK, RULE, TINT, WHITE = "#1A1A1A", "#333333", "#B9B9B9", "#EFF4F8", "#FFFFFF"
FONT = "Arial"
THIN, MEDIUM, HAIR = 1, 2, 7  # borders
MOMENT, DAY = "dd mmm yyyy hh:mm", "dd mmm yyyy"
LONGEST, CUT = 32_000, " … (cut here: the record file has it in full)"
"""The longest text of a cell; Excel takes 32,767 characters. Single texts are shorter, joined ones may not be."""
LONGEST_HEADER_PART = 150
"""Excel refuses a header of more than 255 characters in all, its codes included."""
POINTS_A_PIXEL, PIXELS_A_CHARACTER, POINTS_A_CHARACTER = 0.75, 7, 5.25
"""A column's width is counted in digits of the workbook's plain font, Arial 10."""
_LIKE_A_FORMULA = ("=", "+", "-", "@")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TWO_ESCAPES = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
Content = str | Decimal | int | float | bool | datetime | date | None
"""The types of cell content. There are no formulas: text that looks like one is written as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell is drawn, in the words of XlsxWriter's formats; sizes in points."""

    font_size: float = 10
    bold: bool = False
    italic: bool = False
    font_color: str = INK
    bg_color: str = ""
    text_wrap: bool = True
    shrink: bool = False  # a smaller font rather than a cut word
    align: str = "left"
    indent: int = 0
    valign: str = "top"
    border: int = 0  # all four sides
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    border_color: str = RULE
    num_format: str = ""

    @cache  # noqa: B019 - looks are few, and a copy for each of thousands of cells takes a tenth longer
    def but(self, **changes: object) -> "Look":
        """The same look with these changes."""
        return replace(self, **changes)  # type: ignore[arg-type]


PLAIN = Look()


class Book:
    """A workbook being written in memory: what is typed about a person touches no temporary file."""

    def __init__(self, *, title: str, version: str, made_at: datetime, zone: ZoneInfo) -> None:
        """`zone` is the clock on which moments are shown."""
        self.zone = zone
        self._data = BytesIO()
        plain = {"font_name": FONT, "font_size": PLAIN.font_size}
        literal = {"strings_to_formulas": False, "strings_to_urls": False}
        self.writer = Workbook(self._data, {"in_memory": True, "default_format_properties": plain, **literal})
        made = {"title": title, "author": f"itb-trial {version}", "created": made_at.astimezone(UTC)}
        self.writer.set_properties(made)
        self._formats: dict[tuple[Look, bool], Format] = {}

    def format_of(self, look: Look, *, quoted: bool) -> Format:
        """A look as this workbook has it. `quoted`: the text of the cell is no formula, whatever it begins with."""
        known = self._formats.get((look, quoted))
        if known is None:
            chosen = {name: value for name, value in asdict(look).items() if value}
            known = self.writer.add_format({"font_name": FONT, **chosen, "quote_prefix": quoted})
            self._formats[look, quoted] = known
        return known

    def packed(self) -> bytes:
        """The finished file."""
        self.writer.close()
        return self._data.getvalue()


class Sheet:
    """One sheet of a book. Rows and columns count from 0. `page` is the same sheet as XlsxWriter has it."""

    def __init__(self, book: Book, title: str) -> None:
        self.book, self.title = book, title
        self.widths: dict[int, float] = {}  # of columns, in characters
        self.page: Any = book.writer.add_worksheet(title)
        self.page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # grades "0" to "4" are meant as text

    def put(self, row: int, column: int, content: Content, look: Look = PLAIN, *, last: int | None = None) -> None:
        """Write one cell, or one over the columns to `last`."""
        shown, is_quoted = content, False
        if isinstance(content, bool):
            shown = "true" if content else "false"  # as in the record file, in every language
        elif isinstance(content, str):
            shown, is_quoted = _as_typed(content), content.startswith(_LIKE_A_FORMULA)
        elif isinstance(content, date):
            shown = _on_the_clock(content, self.book.zone)
            look = look.but(num_format=MOMENT if isinstance(content, datetime) else DAY)
        cell_format = self.book.format_of(look, quoted=is_quoted)
        if last is not None and last > column:
            self.page.merge_range(row, column, row, last, shown, cell_format)
        else:
            self.page.write(row, column, shown, cell_format)

    def set_width(self, column: int, characters: float) -> None:
        """Make a column so many digits wide."""
        self.widths[column] = characters
        self.page.set_column_pixels(column, column, round(characters * PIXELS_A_CHARACTER))

    def set_paper(
        self, header: tuple[str, str], source: str, *, called: str = "", landscape: bool = False, one_page: bool = False
    ) -> None:
        """A4, one page wide (and one high if asked): two texts above each page; below its source, name and number."""
        page = self.page
        page.set_paper(9)
        if landscape:
            page.set_landscape()
        page.fit_to_pages(1, int(one_page))
        page.set_margins(left=0.38, right=0.38, top=0.7, bottom=0.65)
        bold, plain = '&8&"Arial,Bold"', '&8&"Arial,Regular"'
        left, right = map(_in_header, header)
        page.set_header(f"&L{bold}{left}&R{bold}{right}", {"margin": 0.3})
        page.set_footer(f"&L{plain}{_in_header(source)}&R{plain}{called}page &P of &N", {"margin": 0.3})


def _on_the_clock(moment: date, zone: ZoneInfo) -> date | str:
    """Excel knows no zones and no year before 1900: the ward's wall clock, or ISO text for the far past and future."""
    if not 1901 <= moment.year <= 9998:
        return moment.isoformat()
    return moment.astimezone(zone).replace(tzinfo=None) if isinstance(moment, datetime) else moment


def _as_typed(text: str) -> str:
    """Text as XlsxWriter must be given it for the cell to show it unaltered, cut where a cell is full.

    XlsxWriter escapes what looks like an escape ("_x0041_", which would be read as "A"), but not two that share an
    underscore; and takes text in the tags of a rich string for one. Both are handed over as a rich string of one run.
    """
    text = _cut(text, LONGEST)
    is_tagged = text.startswith("<r>") and text.endswith("</r>")
    if not is_tagged and not _TWO_ESCAPES.search(text):
        return text
    run = _run(text)
    return run if len(run) <= LONGEST else _run(_cut(text, LONGEST // 8))


def _run(text: str) -> str:
    escaped = escape(_LIKE_AN_ESCAPE.sub("_x005F_", text), quote=False).replace("_", "&#95;")
    return f'<r><t xml:space="preserve">{escaped}</t></r>'


def _cut(text: str, longest: int) -> str:
    """Counted as Excel does, which takes an emoji for two characters."""
    if len(text) <= longest // 2:
        return text
    data = text.encode("utf-16-le")
    return text if len(data) <= 2 * longest else data[: 2 * longest].decode("utf-16-le", "ignore") + CUT


def _in_header(text: str) -> str:
    """Return text that a page header shows literally, where `&` begins a code; cut to a header's maximum length.

    XlsxWriter takes `&G` and `&[Picture]` for an image even behind another `&`.
    """
    for length in range(LONGEST_HEADER_PART, 0, -1):
        coded = re.sub(r"&(?=[G\[])", "& ", shortened(text, length)).replace("&", "&&")
        if len(coded.encode("utf-16-le")) <= 2 * LONGEST_HEADER_PART:
            break
    return coded
