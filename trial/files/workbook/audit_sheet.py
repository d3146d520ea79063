"""The Audit sheet: every entry of the trial's ledger in order, with what stood before and after it, and why."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from trial.files.workbook.sheet import Sheet
from trial.files.workbook.table import Column, Columns, write_table
from trial.ledger.entries import Entry, Fact
from trial.wording.audit import Act, acts
from trial.wording.in_words import in_words


def write_audit(sheet: Sheet, audit: Iterable[tuple[Entry, Fact]], zone: ZoneInfo) -> Columns[Act]:
    """Fill the sheet from the ledger."""
    columns: Columns[Act] = Columns(
        printed=[
            Column("entry", 7, "number in the trial's own chain", lambda act: act.entry.seq),
            Column(f"received ({zone.key})", 17, "when the server had it", lambda act: act.entry.at),
            Column("typed by", 15, "who typed, which may not be who assessed", lambda act: act.entry.by),
            Column("act", 14, "the kind of entry", lambda act: act.kind),
            Column("about", 26, "what it speaks of", lambda act: act.about),
            Column("before", 34, "what stood there until then; empty if nothing", lambda act: act.before),
            Column("after", 56, "what stands there from then on", lambda act: act.after),
            Column("reason", 22, "why it replaces something", lambda act: act.reason),
        ],
        behind=[
            Column("received (UTC)", 25, "the same moment, exact", lambda act: in_words(act.entry.at)),
            Column("hash", 66, "sha256 of the entry and of the one before it: the chain", lambda act: act.entry.hash),
        ],
    )
    write_table(sheet, columns, acts(audit), zone=zone, nothing="No entries were handed over with this file.")
    return columns
