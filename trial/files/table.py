"""Tables (.csv): the readings, one a row, and cases to be scored.

Every column of the readings is declared once, for the table, the workbook and both dictionaries. In the free-text
columns of the table alone a leading =, +, - or @ gets an apostrophe, so that a spreadsheet takes it for text, also
after tabs and line ends, which a spreadsheet drops.
"""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints

import scales
from scales.base import Scale, Value
from trial.errors import InvalidInput
from trial.files.imprint import Made
from trial.ledger.facts import Dose, Origin, Reading, Trial
from trial.meaning.schedule import elapsed
from trial.meaning.state import standing_decision
from trial.wording.phrases import standing_text

FORMULA = ("=", "+", "-", "@")
UNSEEN = "\t\r\n"
Kind = Literal["text", "free text", "whole number", "number", "time", "true or false"]


class ReadingRow(NamedTuple):
    """One reading. Each column says what kind its cells are and what it means. An empty cell is a missing one."""

    trial: Annotated[str, "text", "id of the trial; nothing here says whose it is"]
    dose: Annotated[int, "whole number", "number of the dose within its trial"]
    slot: Annotated[
        str, "text", "the planned moment: baseline, extra, or hours after the dose such as +4h, which is no formula"
    ]
    taken_at: Annotated[datetime, "time", "when it was measured, ISO 8601 with the offset of the ward"]
    minutes: Annotated[
        Decimal | None, "number", "from T0, the end of injection, on UTC; negative before it; empty without a T0"
    ]
    scale: Annotated[str, "text", "key of the scale"]
    item: Annotated[str, "text", "key of the item"]
    value: Annotated[
        Value | None, "text", "as recorded: a token, a number, true or false; a grade such as 1+ is never a number"
    ]
    number: Annotated[Decimal | None, "number", "the value where it is a number, not for grades"]
    rank: Annotated[int | None, "number", "the step of a grade, where it has one; a step is one rank"]
    unit: Annotated[str, "text", "unit of the number"]
    status: Annotated[str, "text", "measured, or the reason why there is no value"]
    by: Annotated[str, "free text", "who assessed"]
    note: Annotated[str, "free text", "what was noted with it"]
    id: Annotated[str, "text", "id of the reading, where it has one"]
    typed_at: Annotated[datetime | None, "time", "when it was typed, if that is known"]
    typed_by: Annotated[str, "free text", "who typed it"]
    conditions: Annotated[str, "text", "aid, pace and the like that held for it: key=value, with ; between"]
    trials: Annotated[str, "text", "the stopwatch times that the value stands for, with ; between"]
    unusual: Annotated[bool, "true or false", "outside the usual range, and confirmed"]
    transcribed: Annotated[bool, "true or false", "typed from paper"]
    corrections: Annotated[int, "whole number", "how many readings it replaced"]
    copied_from: Annotated[
        str, "text", "dose, trial and slot where it was recorded first, if not here: key=value, with ; between"
    ]


class TableSource(NamedTuple):
    """Where a table came from: the last columns of each row."""

    exported_at: Annotated[datetime, "time", "when this table was made, UTC"]
    exported_by: Annotated[str, "free text", "who asked for it"]
    version: Annotated[str, "text", "of the program that made it"]
    fingerprint: Annotated[str, "text", "sha256 of the head of the trial's ledger: which state of it this is"]
    standing: Annotated[str, "text", "DRAFT: NOT YET DECIDED, or Signed: and the decision"]


class Column(NamedTuple):
    """One column as it was declared."""

    name: str
    kind: Kind
    means: str


def _declared(row: type) -> tuple[Column, ...]:
    hints = get_type_hints(row, include_extras=True)
    return tuple(Column(name, *hint.__metadata__) for name, hint in hints.items())


COLUMNS = (*_declared(ReadingRow), *_declared(TableSource))


def row_of(trial: str, dose: Dose, reading: Reading) -> ReadingRow:
    """The cells of one reading, in the order in which they are declared: by name it takes twice as long."""
    value, conditions = reading.value, reading.conditions
    unit, rank = _unit_and_rank(reading.scale, reading.item, value if isinstance(value, str) else "")
    return ReadingRow(
        trial,
        dose.number,
        reading.slot,
        reading.taken_at,
        _minutes(reading.taken_at, dose.given_at),
        reading.scale,
        reading.item,
        value,
        value if isinstance(value, Decimal) else None,
        rank,
        unit,
        reading.status,
        reading.by,
        reading.note,
        "" if reading.id.startswith("#") else reading.id,
        reading.typed_at,
        reading.typed_by,
        ";".join([f"{key}={cell_text(one)}" for key, one in conditions.items()]) if conditions else "",
        ";".join([cell_text(one) for one in reading.trials]) if reading.trials else "",
        reading.unusual,
        reading.transcribed,
        len(reading.corrected),
        _origin_text(reading.copied_from) if reading.copied_from else "",
    )


def _origin_text(origin: Origin) -> str:
    return ";".join(f"{key}={said}" for key, said in asdict(origin).items() if said)


def write_readings(trials: Iterable[Trial], made: Made, end: str = "\n") -> Iterator[str]:
    """The readings of these trials as one table: its header, then the rows of one trial at a time, each ended so."""
    yield lines([column.name for column in COLUMNS], end=end)
    at = made.made_at.replace(microsecond=0)
    for trial in trials:
        standing = standing_text(standing_decision(trial))
        source = _as_text(TableSource(at, made.made_by, made.version, trial.fingerprint, standing))
        rows = (row_of(trial.id, dose, reading) for dose in trial.doses for reading in dose.readings)
        yield lines(*(_as_text(row) + source for row in rows), end=end)


def write_for_spreadsheet(trials: Iterable[Trial], made: Made) -> Iterator[bytes]:
    """The same table with what spreadsheets know UTF-8 by, a byte-order mark, and with their line ends."""
    yield BOM_UTF8
    yield from (rows.encode() for rows in write_readings(trials, made, end="\r\n"))


def lines(*rows: Iterable[object], end: str = "\n") -> str:
    """These rows as lines of a comma-separated file."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def cell_text(value: Value | int | datetime | None) -> str:
    """A value as a cell shows it: plain decimals, true or false, tokens as they are, times as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value)


def token_type(token: str) -> str:
    """What a token is, and what a spreadsheet may take it for that opens the table.

    >>> token_type("4-"), token_type("+4h"), token_type("stick")
    ('text, may be read as a number', 'text, may be read as a formula', 'text')
    """
    if token.strip("+-").replace(".", "", 1).isdecimal():
        return "text, may be read as a number"
    return "text, may be read as a formula" if token.startswith(FORMULA) else "text"


def score_cases(scale: Scale, table: Iterable[str]) -> Iterator[str]:
    """Score each row of a table of cases: its own columns as they came, then `score`, `complete` and `alerts`.

    So that anyone can check our sums against their own. Raises InvalidInput if the table has no header, or one with a
    column that this scale does not know.
    """
    cases = _cases(table)
    _, named = next(cases, (0, []))
    header = [name.strip() for name in named]
    _check_header(scale, header)
    yield lines((*named, "score", "complete", "alerts"))
    for number, row in cases:
        if len(row) > len(header):
            raise InvalidInput(f"Line {number} has {len(row)} cells, and the header has {len(header)}.")
        cells = [*row, *[""] * (len(header) - len(row))]
        found = scale.scored_as_typed(dict(zip(header, cells, strict=True)))
        score = "" if found.score is None else f"{found.score:f}"
        yield lines((*cells, score, cell_text(found.complete), ";".join(found.alerts)))


def _check_header(scale: Scale, header: Sequence[str]) -> None:
    if scale.score is None:
        scored = ", ".join(key for key, other in scales.catalogue().items() if other.score is not None)
        raise InvalidInput(f"{scale.name} has no single score; these have one: {scored}.")
    if not any(header):
        raise InvalidInput("The file is empty; its first line names the items, one a column.")
    known = [item.key for item in scale.case_items]
    for position, name in enumerate(header):
        if name not in known:
            apart = " Cells stand apart by commas." if ";" in name or "\t" in name else ""
            columns = ", ".join(known)
            raise InvalidInput(f"There is no column {name!r} in {scale.key}; its columns are {columns}.{apart}")
        if name in header[:position]:
            raise InvalidInput(f"The column {name!r} is there twice.")


def _cases(table: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line; a blank line is no row."""
    rows = csv.reader(table, strict=True)
    try:
        yield from ((rows.line_num, row) for row in rows if row)
    except csv.Error as error:
        raise InvalidInput(f"Line {rows.line_num} cannot be read as a table: {error}.") from None


@lru_cache(maxsize=1000)  # a set of readings is taken at one moment
def _minutes(taken_at: datetime, given_at: datetime | None) -> Decimal | None:
    minutes = elapsed(taken_at, given_at)
    return None if minutes is None else round(minutes, 4)


@cache
def _unit_and_rank(scale: str, item: str, token: str) -> tuple[str, int | None]:
    asked = scales.get(scale).item(item)
    return scales.get(scale).unit_for(item), asked.rank(token) if asked and token else None


def _free(text: str) -> str:
    return f"'{text}" if text.lstrip(UNSEEN).startswith(FORMULA) else text


def _as_text(row: ReadingRow | TableSource) -> list[object]:
    """Return the cells as written; texts and whole numbers are unchanged."""
    cells: list[Any] = list(row)
    for place, written in _WRITTEN[type(row)]:
        cells[place] = written(cells[place])
    return cells


_WRITTEN: dict[type, list[tuple[int, Callable[[Any], str]]]] = {
    row: [
        (place, _free if column.kind == "free text" else cell_text)
        for place, column in enumerate(_declared(row))
        if column.kind not in ("text", "whole number") or column.name == "value"
    ]
    for row in (ReadingRow, TableSource)
}
