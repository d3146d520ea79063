"""The blank form: identity and dose first, then slots as columns and items as rows, then events and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from trial.files.imprint import shortened
from trial.files.proforma.form_sheets import write_dose, write_events, write_page
from trial.files.proforma.layout import pages_of, slots_of
from trial.files.workbook.cells import FONT, drawable
from trial.files.workbook.package import packed
from trial.ledger.facts import Dose, Goal, Person, Plan, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Where a blank form came from: on the foot of every page."""

    service_name: str
    version: str
    zone: ZoneInfo
    made_at: datetime
    made_by: str
    fingerprint: str = ""

    @property
    def text(self) -> str:
        plan = f"plan as of {self.fingerprint[:8]}" if self.fingerprint else ""
        made = f"printed {self.made_at.astimezone(self.zone):%d %b %Y %H:%M} by {shortened(self.made_by, 40)}"
        return ", ".join(one for one in (self.service_name[:30], made, f"version {self.version}", plan) if one)


def write_proforma(plan: Plan, goals: Sequence[Goal], printed: Printed, record: Record | None = None) -> bytes:
    """The form of a plan as bytes; with a record, of that trial's next dose, its identity filled in."""
    book = Workbook()
    book._named_styles["Normal"].font = Font(name=FONT, size=10)
    first = book.active
    first.title = "Dose"
    dose = _dose(record)
    slots = slots_of(plan, record)
    heading = _heading(record, dose)
    write_dose(first, plan, record, dose, slots)
    for page in pages_of(plan, tuple(goals), record):
        write_page(book.create_sheet(page.title), page, plan, slots, heading)
    write_events(book.create_sheet("Events and words"), heading)
    book.properties.title = f"ITB trial proforma {record.trial if record else plan.template}".strip()
    book.properties.creator = f"itb-trial {printed.version}"
    book.properties.created = book.properties.modified = printed.made_at
    for sheet in book:
        _set_page(sheet, heading, printed, landscape=sheet is not first)
    return packed(book)


def _dose(record: Record | None) -> Dose | None:
    """The dose that the form is for: the last one that is not over, if it was planned or given already."""
    last = record.doses[-1] if record and record.doses else None
    return last if last is not None and last.delivery != "none" and last.ended_at is None else None


def _heading(record: Record | None, dose: Dose | None) -> str:
    """The two identifiers of every page, or lines to write them on."""
    if record is None:
        return (
            "Name ......................................  Number ........................  Born ....................."
        )
    person: Person = record.person
    born = f"born {person.born:%d %b %Y}" if person.born else ""
    parts = (person.identifier, person.name, born, f"trial {record.trial}", f"dose {dose.number}" if dose else "")
    return ", ".join(shortened(one) for one in parts if one)


def _set_page(sheet: Worksheet, heading: str, printed: Printed, *, landscape: bool) -> None:
    """A4, one page wide, who it is for above and page n of m below."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.sheet_view.showGridLines = False
    sheet.oddHeader.left.text = _in_header(heading)
    sheet.oddFooter.left.text = _in_header(printed.text)
    sheet.oddFooter.right.text = "page &P of &N"
    for part in (sheet.oddHeader.left, sheet.oddFooter.left, sheet.oddFooter.right):
        part.size, part.font = 8, "Arial,Regular"


def _in_header(text: str) -> str:
    """Text that a page header shows as it is: there `&` begins a code."""
    return drawable(shortened(text, 120)).replace("&[", "& [").replace("&", "&&") or " "
