"""The table of readings (.csv), one a row, for statistics: every column declared once, with its type and meaning.

In the free-text columns alone a leading =, +, - or @ gets an apostrophe, so that a spreadsheet takes it for text; it
leads behind tabs and line ends too, which a spreadsheet drops.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

import scales
from scales.base import Value
from trial.files.imprint import Imprint
from trial.ledger.facts import Dose, Reading, Trial
from trial.meaning.schedule import elapsed

FORMULA = ("=", "+", "-", "@")
UNSEEN = "\t\r\n"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what its cells are, and what it means. Empty cells are missing in every column."""

    name: str
    kind: Literal["text", "free text", "whole number", "number", "time", "true or false"]
    means: str


COLUMNS = (
    Column("trial", "text", "id of the trial; nothing here says whose it is"),
    Column("dose", "whole number", "number of the dose within its trial"),
    Column("slot", "text", "the planned moment: baseline, hours after the dose such as +4h, or extra"),
    Column("taken_at", "time", "when it was measured, ISO 8601 with the offset of the ward"),
    Column("minutes", "number", "from T0, the end of injection, on UTC; negative before it; empty without a T0"),
    Column("scale", "text", "key of the scale"),
    Column("item", "text", "key of the item"),
    Column("value", "text", "as recorded: a token, a number, true or false; a grade such as 1+ is never a number"),
    Column("number", "number", "the value where it is a number, not for grades"),
    Column("unit", "text", "unit of the number"),
    Column("status", "text", "measured, or the reason why there is no value"),
    Column("by", "free text", "who assessed"),
    Column("note", "free text", "what was noted with it"),
    Column("id", "text", "id of the reading, where it has one"),
    Column("typed_at", "time", "when it was typed, if that is known"),
    Column("typed_by", "free text", "who typed it"),
    Column("conditions", "text", "aid, pace and the like that held for it: key=value, with ; between"),
    Column("trials", "text", "the stopwatch times that the value stands for, with ; between"),
    Column("unusual", "true or false", "outside the usual range, and confirmed"),
    Column("transcribed", "true or false", "typed from paper"),
    Column("corrections", "whole number", "how many readings it replaced"),
    Column("exported_at", "time", "when this table was made, UTC"),
    Column("exported_by", "free text", "who asked for it"),
    Column("version", "text", "of the program that made it"),
    Column("fingerprint", "text", "sha256 of the head of the trial's ledger: which state of it this is"),
    Column("standing", "text", "DRAFT: NOT YET DECIDED, or Signed: and the decision"),
)


def write_readings(trials: Iterable[Trial], imprint: Callable[[Trial], Imprint]) -> Iterator[str]:
    """The readings of these trials as one table: its header, then the rows of one trial at a time."""
    yield lines([column.name for column in COLUMNS])
    for trial in trials:
        source = _source(imprint(trial))
        yield lines(*((*_row(trial.id, dose, one), *source) for dose in trial.doses for one in dose.readings))


def lines(*rows: Iterable[object]) -> str:
    """These rows as lines of a comma-separated file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def cell_text(value: Value | None) -> str:
    """A value as a cell shows it: plain decimals, true or false, tokens as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value


def _row(trial: str, dose: Dose, reading: Reading) -> tuple[object, ...]:
    value = cell_text(reading.value)
    taken_at, typed_at = reading.taken_at, reading.typed_at
    return (
        trial,
        dose.number,
        reading.slot,
        taken_at.isoformat(),
        _minutes(taken_at, dose.given_at),
        reading.scale,
        reading.item,
        value,
        value if isinstance(reading.value, Decimal) else "",
        _unit(reading.scale, reading.item),
        reading.status,
        _free(reading.by),
        _free(reading.note),
        "" if reading.id.startswith("#") else reading.id,
        typed_at.isoformat() if typed_at else "",
        _free(reading.typed_by),
        ";".join([f"{key}={cell_text(one)}" for key, one in reading.conditions.items()]) if reading.conditions else "",
        ";".join([cell_text(one) for one in reading.trials]) if reading.trials else "",
        "true" if reading.unusual else "false",
        "true" if reading.transcribed else "false",
        len(reading.corrected),
    )


def _source(imprint: Imprint) -> tuple[object, ...]:
    made_at = imprint.made_at.isoformat(timespec="seconds")
    return made_at, _free(imprint.made_by), imprint.version, imprint.fingerprint, imprint.standing


@lru_cache(maxsize=1000)  # a set of readings is taken at one moment
def _minutes(taken_at: datetime, given_at: datetime | None) -> str:
    minutes = elapsed(taken_at, given_at)
    return "" if minutes is None else cell_text(round(minutes, 4))


@cache
def _unit(scale: str, item: str) -> str:
    return scales.get(scale).unit_for(item)


def _free(text: str) -> str:
    return f"'{text}" if text.lstrip(UNSEEN).startswith(FORMULA) else text
