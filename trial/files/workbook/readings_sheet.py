"""The Readings sheet: tidy, one standing reading a row, as it was recorded; nothing worked out but elapsed minutes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl.worksheet.worksheet import Worksheet

import scales
from scales.base import Grade, Item, Scale
from trial.files.workbook.table import BODY, Column, write_table
from trial.ledger.facts import Dose, Reading, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import elapsed
from trial.wording.in_words import in_words
from trial.wording.words import STATUS_WORDS, label_of, meaning_text, unit_of

NUMBER = BODY.but(across="right", indent=1)
ONE_PLACE = NUMBER.but(number_format="0.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One reading with the dose that it belongs to."""

    trial: str
    dose: Dose
    reading: Reading

    @property
    def scale(self) -> Scale:
        return scales.get(self.reading.scale)

    @property
    def item(self) -> Item | None:
        return self.scale.item(self.reading.item)


def write_readings(sheet: Worksheet, trial: Trial, zone: ZoneInfo) -> None:
    """Fill the sheet."""
    write_table(sheet, columns(zone), recorded(trial), zone=zone, nothing="No readings yet.", frozen=3)


def recorded(trial: Trial) -> Iterator[Recorded]:
    """Every standing reading, dose by dose in the order of `taken_at`."""
    for dose in trial.doses:
        for reading in dose.readings:
            yield Recorded(trial=trial.id, dose=dose, reading=reading)


def columns(zone: ZoneInfo) -> tuple[Column[Recorded], ...]:
    """What the sheet shows of a reading; the keys of files stand to the right of the printed page."""
    return (
        Column("dose", 6, "number of the dose", of=lambda row: row.dose.number),
        Column("slot", 9, "the planned moment; extra for what was not planned", of=lambda row: row.reading.slot),
        Column("measure", 31, "the item in words", of=lambda row: label_of(row.scale, row.reading.item)),
        Column(
            "value",
            11,
            "what was measured: a grade or token as text, a number as a number; empty if nothing could be",
            look=NUMBER,
            of=lambda row: row.reading.value,
        ),
        Column("unit", 13, "unit of the number", of=lambda row: unit_of(row.scale, row.reading.item)),
        Column(
            "status in words", 20, "measured, or why there is no value", of=lambda row: STATUS_WORDS[row.reading.status]
        ),
        Column(
            "elapsed minutes",
            9,
            "minutes from the end of injection (T0), on UTC; below 0 before it",
            look=ONE_PLACE,
            of=lambda row: elapsed(row.reading.taken_at, row.dose.given_at),
        ),
        Column(
            f"taken at ({zone.key})", 17, "when it was taken, on the ward's clock", of=lambda row: row.reading.taken_at
        ),
        Column("assessed by", 14, "who held the leg or the stopwatch", of=lambda row: row.reading.by),
        Column(f"typed at ({zone.key})", 17, "when it was typed, if known", of=lambda row: row.reading.typed_at),
        Column("note", 28, "free text", of=lambda row: row.reading.note),
        Column(
            "corrected", 28, "what it replaced, who replaced it, when and why", of=lambda row: _corrections(row.reading)
        ),
        *(replace(column, printed=False) for column in _for_reckoning()),
    )


def _for_reckoning() -> tuple[Column[Recorded], ...]:
    return (
        Column("trial", 12, "which trial", of=lambda row: row.trial),
        Column("scale", 20, "key of the scale", of=lambda row: row.reading.scale),
        Column("item", 26, "key of the item", of=lambda row: row.reading.item),
        Column("side", 7, "left or right, where the item has one", of=lambda row: row.item and row.item.side),
        Column(
            "number",
            9,
            "the value where it is a number: never a grade",
            look=NUMBER,
            of=lambda row: row.reading.value if isinstance(row.reading.value, Decimal) else None,
        ),
        Column("rank", 7, "the step of a grade; a step is one rank", look=NUMBER, of=_rank),
        Column(
            "meaning",
            34,
            "the grade in words",
            of=lambda row: meaning_text(row.scale, row.reading.item, row.reading.value),
        ),
        Column("status", 19, "measured, or the code of why there is no value", of=lambda row: row.reading.status),
        Column("taken at (exact)", 25, "with its offset, as typed", of=lambda row: in_words(row.reading.taken_at)),
        Column("typed by", 15, "who typed it, if known", of=lambda row: row.reading.typed_by),
        Column(
            "conditions", 30, "how it was tested: aid, pace, position", of=lambda row: in_words(row.reading.conditions)
        ),
        Column(
            "stopwatch times", 16, "the trials that the value stands for", of=lambda row: in_words(row.reading.trials)
        ),
        Column(
            "marks",
            24,
            "unusual and confirmed; transcribed from paper; the browser's clock was off",
            of=lambda row: _marks(row.reading),
        ),
    )


def _rank(row: Recorded) -> int | None:
    if not isinstance(row.item, Grade) or row.reading.value is None:
        return None
    return row.item.rank(row.reading.value)


def _marks(reading: Reading) -> str:
    marks = [
        "unusual, confirmed" if reading.unusual else "",
        "transcribed" if reading.transcribed else "",
        f"clock {reading.skew_seconds} s" if abs(reading.skew_seconds) > LIMITS.clock_marked_beyond_seconds else "",
    ]
    return ", ".join(mark for mark in marks if mark)


def _corrections(reading: Reading) -> str:
    return "\n".join(
        f"was {_shown(one.reading)}; {one.by or 'someone'}, {in_words(one.at)}: {one.reason or 'no reason given'}"
        for one in reading.corrected
    )


def _shown(reading: Reading) -> str:
    return STATUS_WORDS[reading.status] if reading.value is None else in_words(reading.value)
