"""Paper: A4, the two identifiers and DRAFT on every page, and how many lines a text takes there."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from openpyxl.worksheet.worksheet import Worksheet

from trial.files.workbook.cells import drawable

LONGEST_HEADER_PART = 150
"""Excel refuses a header of more than 255 characters in all, its codes included."""
PIXELS_A_CHARACTER = 7
"""A column's width is counted in digits of the workbook's plain letters, Arial 10."""
LINE = 1.26
"""The height of a line, in sizes of its letters."""
_WIDTHS = {  # of Arial, in thousandths of its size; anything else that is Latin is 556
    222: "ijl'|",
    278: " \u00a0!,./:;[]\\Itf",
    333: '()-`r"‘’“”·',
    500: "cksvxyzJ",
    584: "+<=>~−",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    900: "mM%W@",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What every page says about whose it is and where it came from."""

    trial: str
    identifiers: str  # number and name, or number and date of birth
    standing: str  # "DRAFT: NOT YET DECIDED", or "Signed: REPEAT LOWER"
    fingerprint: str
    entries: int
    service_name: str
    version: str
    made_at: datetime
    zone: ZoneInfo

    @property
    def made(self) -> str:
        return f"{self.made_at.astimezone(self.zone):%d %b %Y %H:%M} {self.zone.key}"


def set_page(sheet: Worksheet, imprint: Imprint, *, landscape: bool = False, one_page: bool = False) -> None:
    """A4, one page wide (and one high if asked), with the imprint in header and footer."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, int(one_page)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.38
    sheet.page_margins.top, sheet.page_margins.bottom = 0.7, 0.65
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = one_page
    sheet.sheet_view.showGridLines = not one_page
    said = {
        "oddHeader": (_in_header(imprint.identifiers), _in_header(imprint.standing)),
        "oddFooter": (_in_header(_source(imprint)), f"{sheet.title}, page &P of &N"),
    }
    for place, (left, right) in said.items():
        item = getattr(sheet, place)
        item.left.text, item.right.text = left, right
        for part in (item.left, item.right):
            part.size, part.font = 8, "Arial,Bold" if place == "oddHeader" else "Arial,Regular"


def _source(imprint: Imprint) -> str:
    words = [
        imprint.service_name[:30],
        f"trial {imprint.trial}",
        f"made {imprint.made}",
        f"version {imprint.version}",
        f"{imprint.entries} entries, {imprint.fingerprint[:8]}",
    ]
    return ", ".join(word for word in words if word)


def shortened(text: str, length: int = 60) -> str:
    """One line of at most this many characters.

    >>> shortened("Ann   Other", 6)
    'Ann O…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _in_header(text: str) -> str:
    """Text that a page header shows as it is: there `&` begins a code. Cut where a header would be refused."""
    fits = shortened(text, LONGEST_HEADER_PART)
    while len(coded := drawable(fits).replace("&[", "& [").replace("&", "&&")) > LONGEST_HEADER_PART:
        fits = shortened(fits, len(fits) - 1)
    return coded or " "


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is in points, a little on the safe side."""
    return sum(_letter(letter) for letter in text) * size / 1000 * (1.07 if bold else 1.02)


@cache
def _letter(letter: str) -> int:
    return _WIDTH.get(letter) or (556 if letter < "\u2000" else 1000)


def lines_of(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines a text takes in a column so many points wide.

    >>> lines_of("one two three", 10, 40)
    2
    """
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in paragraph.split(" "):
            wide = width_of(word, size, bold)
            space = width_of(" ", size, bold) if used else 0.0
            if used and used + space + wide > width:
                lines, used, space = lines + 1, 0.0, 0.0
            used += space + wide
            while used > width:  # a word longer than the line is broken
                lines, used = lines + 1, used - width
    return lines
