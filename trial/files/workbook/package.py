"""The finished file: what openpyxl writes, and the one thing that it cannot say about a sheet."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

TOKENS_ARE_MEANT = (
    b'<ignoredErrors><ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/></ignoredErrors>'  # grades "0" to "4"
)
AFTER_IT = (b"<drawing ", b"</worksheet>")
"""What may follow in a sheet, in the order of the format."""


def packed(book: Workbook) -> bytes:
    """The workbook as bytes, without Excel's green corner on every grade for being a number kept as text."""
    raw, done = BytesIO(), BytesIO()
    book.save(raw)
    with ZipFile(raw) as source, ZipFile(done, "w", ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                content = _with_tokens_meant(content)
            target.writestr(part, content)
    return done.getvalue()


def _with_tokens_meant(sheet: bytes) -> bytes:
    place = next(place for mark in AFTER_IT if (place := sheet.rfind(mark)) >= 0)
    return sheet[:place] + TOKENS_ARE_MEANT + sheet[place:]
