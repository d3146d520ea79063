"""A spreadsheet from outside, opened only when it can do no harm: no bomb, no entity, nothing fetched, nothing run."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from trial.errors import InvalidInput

LARGEST_FILE = 4_000_000
LARGEST_UNPACKED = 40_000_000
"""Bytes. A filled form takes about 30 thousand, and unpacked about 400 thousand."""
MOST_PARTS, MOST_ROWS, MOST_COLUMNS = 300, 2_000, 60
NOT_A_SPREADSHEET = "This is not a spreadsheet of the kind .xlsx."
UNREADABLE = (BadZipFile, ParseError, InvalidFileException, zlib.error, EOFError, OSError, NotImplementedError,
              KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError)  # fmt: skip
"""What reading a file that only pretends to be a workbook ends in."""
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One cell with something in it. `formula`: what it holds is worked out, and was never typed."""

    sheet: str
    row: int
    column: int
    reference: str
    content: object
    formula: bool = False


def sheets_in(data: bytes) -> Iterator[tuple[str, list[Box]]]:
    """Each sheet's name with its filled cells; raises InvalidInput for what is no plain workbook."""
    _check(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        found = [(sheet.title, list(_boxes(sheet))) for sheet in book.worksheets]
        book.close()
    except UNREADABLE:
        raise InvalidInput(NOT_A_SPREADSHEET) from None
    yield from found


def _boxes(sheet) -> Iterator[Box]:  # type: ignore[no-untyped-def]  # openpyxl has no types
    sheet.reset_dimensions()  # what a file says of its own size is not to be believed
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
        for cell in row:
            if cell.value is not None:
                yield Box(
                    sheet=sheet.title,
                    row=cell.row,
                    column=cell.column,
                    reference=cell.coordinate,
                    content=cell.value,
                    formula=cell.data_type == "f",
                )


def _check(data: bytes) -> None:
    """Refuse a file whose parts are too large unpacked, or that declares entities of its own."""
    if len(data) > LARGEST_FILE:
        raise InvalidInput("This spreadsheet is far larger than a form; nothing was read.")
    try:
        with ZipFile(BytesIO(data)) as parts:
            every = parts.infolist()
            if len(every) > MOST_PARTS or sum(part.file_size for part in every) > LARGEST_UNPACKED:
                raise InvalidInput("This spreadsheet unpacks to far more than a form; nothing was read.")
            if len({part.filename for part in every}) < len(every):
                raise InvalidInput("This spreadsheet holds a part twice; nothing was read.")
            for part in every:
                if _DECLARED.search(parts.read(part).replace(b"\0", b"")):
                    raise InvalidInput("This spreadsheet declares entities of its own, which no form does.")
    except UNREADABLE:
        raise InvalidInput(NOT_A_SPREADSHEET) from None
