"""The workbook: one trial as a self-contained spreadsheet, with literal values only (FORMATS.md)."""

from collections.abc import Iterable
from typing import Any

from trial.brief import brief_of
from trial.brief.panels import panels_of
from trial.files.imprint import Imprint
from trial.files.workbook.charts_sheet import draw_pictures, write_charts
from trial.files.workbook.dictionary_sheet import write_dictionary
from trial.files.workbook.recorded_sheets import audit_table, events_table, readings_table
from trial.files.workbook.result_sheets import course_table, goals_table, write_lists
from trial.files.workbook.sheet import Book, Sheet
from trial.files.workbook.summary_sheet import write_summary
from trial.files.workbook.table import Table
from trial.ledger.entries import Entry, Fact
from trial.meaning.summary import Summary

SHEETS = ("Summary", "Charts", "Course", "Readings", "Goals", "Events", "Audit", "Dictionary")
UPRIGHT = ("Summary", "Charts")


def write_workbook(summary: Summary, imprint: Imprint, audit: Iterable[tuple[Entry, Fact]]) -> bytes:
    """The whole workbook as bytes. Clock times are in the zone of the imprint, which the headings name."""
    trial, zone = summary.trial, imprint.zone
    brief, panels = brief_of(summary, zone), panels_of(summary)
    book = Book(title=f"ITB trial {trial.id}", version=imprint.version, made_at=imprint.made_at, zone=zone)
    sheets = {name: Sheet(book, name) for name in SHEETS}
    placed = write_summary(sheets["Summary"], brief, imprint)
    draw_pictures(write_charts(sheets["Charts"], panels), sheets["Summary"], placed)
    tables: dict[str, Table[Any]] = {
        "Course": course_table(summary),
        "Readings": readings_table(trial, zone.key),
        "Goals": goals_table(summary, zone.key),
        "Events": events_table(trial, zone.key),
        "Audit": audit_table(audit, zone.key),
    }
    free = {name: table.write(sheets[name]) for name, table in tables.items()}
    write_lists(sheets["Goals"], free["Goals"], brief)
    write_dictionary(sheets["Dictionary"], brief, imprint, tables)
    header, service = (imprint.identifiers, imprint.standing), imprint.service_name[:30]
    made = f"trial {imprint.trial}, made {imprint.made_by_whom}, version {imprint.version}"
    source = f"{made}, {imprint.entries} entries, {imprint.fingerprint[:8]}{', ' if service else ''}{service}"
    for name, sheet in sheets.items():
        upright = name in UPRIGHT
        sheet.set_paper(header, source, called=f"{name}, ", landscape=not upright, one_page=name == "Summary")
    return book.packed()
