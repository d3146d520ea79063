"""The blank form: identity and dose first, then slots as columns and items as rows, then events and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trial.files.imprint import shortened
from trial.files.proforma.form_sheets import write_dose, write_events, write_page
from trial.files.proforma.layout import pages_of, slots_of
from trial.files.workbook.sheet import Book, Sheet
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
    title = f"ITB trial proforma {record.trial if record else plan.template}".strip()
    book = Book(title=title, version=printed.version, made_at=printed.made_at)
    dose = _dose(record)
    slots = slots_of(plan, record)
    heading = _heading(record, dose)
    sheets = [first := Sheet(book, "Dose")]
    write_dose(first, plan, record, dose, slots)
    for page in pages_of(plan, tuple(goals), record):
        sheets.append(Sheet(book, page.title))
        write_page(sheets[-1], page, plan, slots, heading)
    sheets.append(Sheet(book, "Events and words"))
    write_events(sheets[-1], heading)
    for sheet in sheets:
        sheet.set_paper((heading, ""), printed.text, landscape=sheet is not first)
        sheet.page.hide_gridlines(2)
    return book.packed()


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
