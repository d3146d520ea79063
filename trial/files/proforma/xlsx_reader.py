"""A spreadsheet from outside, opened only when it can do no harm: no bomb, no entity, nothing fetched, nothing run."""

import re
import warnings
import zlib
from codecs import BOM_UTF8
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from trial.errors import InvalidInput

LARGEST_FILE = 4_000_000
LARGEST_UNPACKED = 40_000_000
"""Bytes. A filled form takes about 30 thousand, and unpacked about 400 thousand."""
MOST_PARTS, MOST_ROWS, MOST_COLUMNS = 300, 2_000, 60
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins, and a spreadsheet that a password protects, whatever its kind."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NOT_A_SPREADSHEET = "This is not a spreadsheet of the kind .xlsx; if it is one of another kind, save it as .xlsx."
UNREADABLE = (BadZipFile, ParseError, InvalidFileException, zlib.error, EOFError, OSError, NotImplementedError,
              KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError)  # fmt: skip
"""What reading a file that only pretends to be a workbook ends in."""
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
Cell = Any  # openpyxl has no types


def cells_in(data: bytes) -> list[list[Cell]]:
    """Return the filled cells of each sheet, as openpyxl's; raises InvalidInput for all but a plain workbook."""
    _check(data)
    found = []
    try:
        with warnings.catch_warnings(action="ignore"):  # of what openpyxl leaves out of a file, which is not ours
            book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the dimensions stated in a file are not reliable
                rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
                found.append([cell for row in rows for cell in row if cell.value is not None])
            book.close()
    except UNREADABLE:
        raise InvalidInput(NOT_A_SPREADSHEET) from None
    return found


def _check(data: bytes) -> None:
    """Refuse a file of another kind, one whose parts are too large unpacked, and one with entities of its own."""
    if len(data) > LARGEST_FILE:
        raise InvalidInput("This spreadsheet is far larger than a form; nothing was read.")
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED in data:
            raise InvalidInput("This spreadsheet is protected by a password; take it off and save it as .xlsx.")
        raise InvalidInput("This is a spreadsheet of the old kind .xls; open it and save it as .xlsx.")
    if data.removeprefix(BOM_UTF8).startswith(b"<"):
        raise InvalidInput(
            "This is a web page, or a spreadsheet kept as text (.fods, .xml); open it and save it as .xlsx."
        )
    try:
        with ZipFile(BytesIO(data)) as parts:
            every = parts.infolist()
            if len(every) > MOST_PARTS or sum(part.file_size for part in every) > LARGEST_UNPACKED:
                raise InvalidInput("This spreadsheet unpacks to far more than a form; nothing was read.")
            names = {part.filename for part in every}
            if len(names) < len(every):
                raise InvalidInput("This spreadsheet holds a part twice; nothing was read.")
            for name, kind in (("content.xml", "OpenDocument (.ods)"), ("xl/workbook.bin", ".xlsb")):
                if name in names:
                    raise InvalidInput(f"This is a spreadsheet of the kind {kind}; open it and save it as .xlsx.")
            for part in every:
                content = parts.open(part).read(LARGEST_UNPACKED)  # bounded, whatever the file says of its size
                if _DECLARED.search(content.replace(b"\0", b"")):
                    raise InvalidInput("This spreadsheet declares entities of its own, which no form does.")
                if part.filename == "[Content_Types].xml" and b"macroEnabled" in content:
                    raise InvalidInput("This spreadsheet may hold macros, as no form does; save it as .xlsx.")
    except UNREADABLE:
        raise InvalidInput(NOT_A_SPREADSHEET) from None
