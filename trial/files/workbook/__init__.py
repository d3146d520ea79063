"""The workbook: one trial as a spreadsheet that stands on its own, literal values throughout (CONTRACT.md)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.styles import Font

from trial.brief.panels import panels_of
from trial.files.imprint import imprint_of
from trial.files.workbook import audit_sheet, course_sheet, events_sheet, goals_sheet, readings_sheet
from trial.files.workbook.audit_sheet import write_audit
from trial.files.workbook.cells import FONT, drawable
from trial.files.workbook.charts_sheet import write_charts, write_strip
from trial.files.workbook.course_sheet import write_course
from trial.files.workbook.dictionary_sheet import write_dictionary
from trial.files.workbook.events_sheet import write_events
from trial.files.workbook.goals_sheet import write_goals
from trial.files.workbook.headline_facts import headline_facts
from trial.files.workbook.package import packed
from trial.files.workbook.paper import set_page
from trial.files.workbook.readings_sheet import write_readings
from trial.files.workbook.summary_sheet import write_summary
from trial.files.workbook.table import Column
from trial.ledger.entries import Entry, Fact
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary

SHEETS = ("Summary", "Charts", "Course", "Readings", "Goals", "Events", "Audit", "Dictionary")
UPRIGHT = ("Summary", "Charts")


def write_workbook(
    trial: Trial,
    summary: Summary,
    audit: Iterable[tuple[Entry, Fact]],
    *,
    service_name: str,
    version: str,
    zone: ZoneInfo,
    made_at: datetime,
    made_by: str,
) -> bytes:
    """The whole workbook as bytes. Clock times stand in `zone`, which their headings name; `made_by` asked for it."""
    book = Workbook()
    book._named_styles["Normal"].font = Font(name=FONT, size=10)  # columns are as wide as its digits
    book.remove(book.active)
    sheets = {name: book.create_sheet(name) for name in SHEETS}
    imprint = imprint_of(trial, service_name=service_name, version=version, zone=zone, made_at=made_at, made_by=made_by)
    book.properties.title = f"ITB trial {drawable(trial.id)}"
    book.properties.creator = f"itb-trial {version}"
    book.properties.created = book.properties.modified = made_at
    panels = panels_of(trial, summary)
    letter, strip_row = write_summary(sheets["Summary"], summary, imprint)
    block = write_charts(sheets["Charts"], panels)
    if strip_row is not None:
        write_strip(letter, strip_row, panels, block)
    write_course(sheets["Course"], summary, zone)
    write_readings(sheets["Readings"], trial, zone)
    write_goals(sheets["Goals"], trial, summary, zone)
    write_events(sheets["Events"], trial, zone)
    write_audit(sheets["Audit"], audit, zone)
    columns: dict[str, Sequence[Column[Any]]] = {
        "Course": course_sheet.columns(course_sheet.slots_of(tuple(course_sheet.measured(summary)))),
        "Readings": readings_sheet.columns(zone),
        "Goals": goals_sheet.columns(zone),
        "Events": events_sheet.columns(zone),
        "Audit": audit_sheet.columns(zone),
    }
    write_dictionary(sheets["Dictionary"], trial, headline_facts(summary, imprint), columns, imprint)
    for name, sheet in sheets.items():
        set_page(sheet, imprint, landscape=name not in UPRIGHT, one_page=name == "Summary")
    return packed(book)
