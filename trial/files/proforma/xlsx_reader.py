"""A spreadsheet from outside, opened only when it can do no harm: no bomb, no entity, nothing fetched, nothing run."""

import re
import warnings
import zlib
from codecs import BOM_UTF8
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from trial.errors import InvalidInput

LARGEST_FILE = LARGEST_UNPACKED = 4_000_000
"""Bytes. A filled form takes about 30 thousand, and unpacked about 400 thousand; expat's time for one long tag grows
with the square of its length, up to 2 s at this bound.
"""
MOST_MARKS = 100_000
"""Tags and attributes of all parts together, each of which costs a reader up to a kilobyte; a form has 12 thousand."""
MOST_PARTS, MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 300, 60, 2_000, 60
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins, and a spreadsheet that a password protects, whatever its kind."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NOT_A_SPREADSHEET = "This is not a spreadsheet of the kind .xlsx; if it is one of another kind, save it as .xlsx."
TOO_LARGE = "This spreadsheet unpacks to far more than a form; nothing was read."
UNREADABLE = (BadZipFile, ParseError, InvalidFileException, zlib.error, EOFError, OSError, NotImplementedError,
              KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError)  # fmt: skip
"""What reading a file that only pretends to be a workbook ends in."""
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODED = re.compile(rb"<\?xml[^>]*\sencoding\s*=\s*[\"'](?!utf-8|utf-16|us-ascii)", re.IGNORECASE)
"""An encoding in which tags are not seen where they are looked for."""
_AT_A_TIME = 100_000
Cell = Any  # openpyxl has no types


def cells_in(data: bytes) -> list[list[Cell]]:
    """Return the filled cells of each sheet, as openpyxl's; raises InvalidInput for all but a plain workbook."""
    plain = _checked(data)
    found, left = [], LARGEST_UNPACKED
    try:
        with warnings.catch_warnings(action="ignore"):  # of what openpyxl leaves out of a file, which is not ours
            book = load_workbook(plain, read_only=True, keep_links=False)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # the dimensions stated in a file are not reliable
                rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
                found.append([cell for row in rows for cell in row if cell.value is not None])
                left -= sum(len(cell.value) for cell in found[-1] if isinstance(cell.value, str))
                if left < 0:  # one long text, shared by thousands of cells
                    raise InvalidInput(TOO_LARGE)
            book.close()
    except UNREADABLE:
        raise InvalidInput(NOT_A_SPREADSHEET) from None
    return found


def _checked(data: bytes) -> BytesIO:
    """Return the file packed anew: of another kind, too large, or with entities of its own it raises InvalidInput.

    What an archive says of its parts is not believed: each is unpacked in pieces up to a bound, and what is read later
    is the same bytes under their true sizes.
    """
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
    plain, left, marks, sheets = BytesIO(), LARGEST_UNPACKED, MOST_MARKS, MOST_SHEETS
    try:
        with ZipFile(BytesIO(data)) as parts, ZipFile(plain, "w") as checked:
            every = parts.infolist()
            names = {part.filename for part in every}
            if len(every) > MOST_PARTS:
                raise InvalidInput(TOO_LARGE)
            if len(names) < len(every):
                raise InvalidInput("This spreadsheet holds a part twice; nothing was read.")
            for name, kind in (("content.xml", "OpenDocument (.ods)"), ("xl/workbook.bin", ".xlsb")):
                if name in names:
                    raise InvalidInput(f"This is a spreadsheet of the kind {kind}; open it and save it as .xlsx.")
            for part in every:
                content = _unpacked(parts, part, left)
                left -= len(content)
                text = content.replace(b"\0", b"")
                marks -= text.count(b"<") + text.count(b"=")
                sheets -= text.count(b"sheetId")
                if min(marks, sheets) < 0:
                    raise InvalidInput(TOO_LARGE)
                if _DECLARED.search(text) or _ENCODED.match(text.removeprefix(BOM_UTF8)):
                    raise InvalidInput(
                        "This spreadsheet declares entities of its own, or an encoding, as no form does."
                    )
                if part.filename == "[Content_Types].xml" and b"macroEnabled" in text:
                    raise InvalidInput("This spreadsheet may hold macros, as no form does; save it as .xlsx.")
                checked.writestr(part.filename, content)
    except UNREADABLE:
        raise InvalidInput(NOT_A_SPREADSHEET) from None
    return plain


def _unpacked(parts: ZipFile, part: ZipInfo, most: int) -> bytes:
    """Return a part of at most so many bytes."""
    pieces, left = [], most
    with parts.open(part) as packed:
        while piece := packed.read(_AT_A_TIME):
            pieces.append(piece)
            left -= len(piece)
            if left < 0:
                raise InvalidInput(TOO_LARGE)
    return b"".join(pieces)
