"""The Readings sheet: the table of readings as people read it; what files need stands behind the printed page."""

from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

import scales
from scales.base import Scale
from trial.files.table import COLUMNS, ReadingRow, cell_text, row_of
from trial.files.workbook.look import Look
from trial.files.workbook.sheet import Sheet
from trial.files.workbook.table import BODY, NUMBER, Column, Columns, write_table
from trial.ledger.facts import Reading, Trial
from trial.meaning.limits import LIMITS
from trial.wording.in_words import in_words
from trial.wording.words import STATUS_WORDS, meaning_text

ONE_PLACE = NUMBER.but(num_format="0.0")
DECLARED = {column.name: column for column in COLUMNS}


class Recorded(NamedTuple):
    """One reading: its cells in the table of readings, and the reading itself."""

    cells: ReadingRow
    reading: Reading

    @property
    def scale(self) -> Scale:
        return scales.get(self.reading.scale)


def write_readings(sheet: Sheet, trial: Trial, zone: ZoneInfo) -> Columns[Recorded]:
    """Fill the sheet: one standing reading a row, as it was recorded; nothing worked out but elapsed minutes."""
    columns = _columns(zone.key)
    rows = (Recorded(row_of(trial.id, dose, one), one) for dose in trial.doses for one in dose.readings)
    write_table(sheet, columns, rows, zone=zone, nothing="No readings yet.", frozen=3)
    return columns


def _columns(clock: str) -> Columns[Recorded]:
    off = f"seconds by which the browser's clock was off, if more than {LIMITS.clock_marked_beyond_seconds}"
    return Columns(
        printed=[
            _declared("dose", 6),
            _declared("slot", 9),
            Column("measure", 31, "the item in words", lambda row: row.scale.label_for(row.reading.item)),
            _declared("value", 11, look=NUMBER),
            _declared("unit", 13),
            Column("status in words", 20, "the status, as people say it", lambda row: STATUS_WORDS[row.reading.status]),
            _declared("minutes", 9, "elapsed minutes", ONE_PLACE),
            _declared("taken_at", 17, f"taken at ({clock})"),
            _declared("by", 14, "assessed by"),
            _declared("typed_at", 17, f"typed at ({clock})"),
            _declared("note", 28),
            Column("corrected", 28, "what it replaced, who replaced it, when and why", lambda row: _was(row.reading)),
        ],
        behind=[
            _declared("trial", 12),
            _declared("scale", 20),
            _declared("item", 26),
            Column("side", 7, "left or right, where the item has one", _side),
            _declared("number", 9, look=NUMBER),
            _declared("rank", 7, look=NUMBER),
            Column("meaning", 34, "the grade in words", _meaning),
            _declared("status", 19),
            Column("taken at (exact)", 25, DECLARED["taken_at"].means, lambda row: in_words(row.reading.taken_at)),
            _declared("typed_by", 15, "typed by"),
            _declared("conditions", 30),
            _declared("trials", 16, "stopwatch times"),
            _declared("unusual", 9),
            _declared("transcribed", 11),
            Column("clock off", 9, off, _clock_off, NUMBER),
        ],
    )


def _declared(name: str, width: float, title: str = "", look: Look = BODY) -> Column[Recorded]:
    """A column of the table of readings, under a title for people."""
    return Column(title or name, width, DECLARED[name].means, attrgetter(f"cells.{name}"), look)


def _side(row: Recorded) -> str:
    item = row.scale.item(row.reading.item)
    return item.side if item else ""


def _meaning(row: Recorded) -> str:
    return meaning_text(row.scale, row.reading.item, row.reading.value)


def _clock_off(row: Recorded) -> int | None:
    seconds = row.reading.skew_seconds
    return seconds if abs(seconds) > LIMITS.clock_marked_beyond_seconds else None


def _was(reading: Reading) -> str:
    return "\n".join(
        f"was {_shown(one.reading)}; {one.by or 'someone'}, {in_words(one.at)}: {one.reason or 'no reason given'}"
        for one in reading.corrected
    )


def _shown(reading: Reading) -> str:
    return STATUS_WORDS[reading.status] if reading.value is None else cell_text(reading.value)
