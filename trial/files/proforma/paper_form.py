"""The blank form: identity and dose first, then slots as columns and items as rows, then events and words."""

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from trial.files.formats import Made
from trial.files.imprint import shortened
from trial.files.proforma.form_sheets import write_dose, write_events, write_page
from trial.files.proforma.layout import pages_of, slots_of
from trial.files.workbook.cells import FONT, drawable
from trial.files.workbook.package import packed
from trial.ledger.facts import Dose, Person, Plan, Record, Trial


def write_proforma(plan: Plan, made: Made, trial: Trial | None = None) -> bytes:
    """The form of a plan as bytes; with a trial, of its next dose, its identity filled in."""
    record, goals, fingerprint = (trial.record, trial.goals, trial.fingerprint) if trial else (None, (), "")
    book = Workbook()
    book._named_styles["Normal"].font = Font(name=FONT, size=10)
    first = book.active
    first.title = "Dose"
    dose = _dose(record)
    slots = slots_of(plan, record)
    heading = _heading(record, dose)
    write_dose(first, plan, record, dose, slots, made.zone)
    for page in pages_of(plan, goals, record):
        write_page(book.create_sheet(page.title), page, plan, slots, heading)
    write_events(book.create_sheet("Events and words"), heading)
    book.properties.title = f"ITB trial proforma {record.trial if record else plan.template}".strip()
    book.properties.creator = f"itb-trial {made.version}"
    book.properties.created = book.properties.modified = made.made_at
    for sheet in book:
        _set_page(sheet, heading, _source(made, fingerprint), landscape=sheet is not first)
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


def _source(made: Made, fingerprint: str) -> str:
    """Where a blank form came from: on the foot of every page."""
    plan = f"plan as of {fingerprint[:8]}" if fingerprint else ""
    printed = f"printed {made.made_at.astimezone(made.zone):%d %b %Y %H:%M} by {shortened(made.made_by, 40)}"
    return ", ".join(part for part in (made.service_name[:30], printed, f"version {made.version}", plan) if part)


def _set_page(sheet: Worksheet, heading: str, source: str, *, landscape: bool) -> None:
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
    sheet.oddFooter.left.text = _in_header(source)
    sheet.oddFooter.right.text = "page &P of &N"
    for part in (sheet.oddHeader.left, sheet.oddFooter.left, sheet.oddFooter.right):
        part.size, part.font = 8, "Arial,Regular"


def _in_header(text: str) -> str:
    """Text that a page header shows as it is: there `&` begins a code."""
    return drawable(shortened(text, 120)).replace("&[", "& [").replace("&", "&&") or " "
