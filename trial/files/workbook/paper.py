"""Paper: A4, with the two identifiers and DRAFT on every page."""

from openpyxl.worksheet.worksheet import Worksheet

from trial.files.imprint import Imprint, shortened
from trial.files.workbook.cells import drawable

LONGEST_HEADER_PART = 150
"""Excel refuses a header of more than 255 characters in all, its codes included."""
PIXELS_A_CHARACTER = 7
"""A column's width is counted in digits of the workbook's plain letters, Arial 10."""


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
        f"trial {imprint.trial}",
        f"made {imprint.made_by_whom}",
        f"version {imprint.version}",
        f"{imprint.entries} entries, {imprint.fingerprint[:8]}",
        imprint.service_name[:30],  # last, where a header has no more room
    ]
    return ", ".join(word for word in words if word)


def _in_header(text: str) -> str:
    """Text that a page header shows as it is: there `&` begins a code. Cut where a header would be refused."""
    fits = shortened(text, LONGEST_HEADER_PART)
    while len(coded := drawable(fits).replace("&[", "& [").replace("&", "&&")) > LONGEST_HEADER_PART:
        fits = shortened(fits, len(fits) - 1)
    return coded or " "
