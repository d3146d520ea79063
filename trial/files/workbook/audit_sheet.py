"""The Audit sheet: every entry of the trial's ledger in order, with what stood before and after it, and why."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from openpyxl.worksheet.worksheet import Worksheet

from trial.files.workbook.table import Column, write_table
from trial.ledger.entries import Entry, Fact
from trial.wording.audit import Act, acts
from trial.wording.in_words import in_words


def columns(zone: ZoneInfo) -> tuple[Column[Act], ...]:
    """What the sheet shows of an entry."""
    return (
        Column("entry", 7, "number in the trial's own chain", of=lambda act: act.entry.seq),
        Column(f"received ({zone.key})", 17, "when the server had it", of=lambda act: act.entry.at),
        Column("typed by", 15, "who typed, which may not be who assessed", of=lambda act: act.entry.by),
        Column("act", 14, "the kind of entry", of=lambda act: act.kind),
        Column("about", 26, "what it speaks of", of=lambda act: act.about),
        Column("before", 34, "what stood there until then; empty if nothing", of=lambda act: act.before),
        Column("after", 56, "what stands there from then on", of=lambda act: act.after),
        Column("reason", 22, "why it replaces something", of=lambda act: act.reason),
        Column("received (UTC)", 25, "the same moment, exact", printed=False, of=lambda act: in_words(act.entry.at)),
        Column(
            "hash",
            66,
            "sha256 of the entry and of the one before it: the chain",
            printed=False,
            of=lambda act: act.entry.hash,
        ),
    )


def write_audit(sheet: Worksheet, audit: Iterable[tuple[Entry, Fact]], zone: ZoneInfo) -> None:
    """Fill the sheet from the ledger."""
    write_table(sheet, columns(zone), acts(audit), zone=zone, nothing="No entries were handed over with this file.")
