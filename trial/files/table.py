"""Comma-separated tables: readings, one a row; and scoring cases, so that anyone can check our sums.

In the free-text columns alone a leading =, +, - or @ gets an apostrophe, so that a spreadsheet takes it for text.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import scales
from scales.base import Scale, Value
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Reading, Trial
from trial.meaning.schedule import elapsed
from trial.meaning.words import unit_of

COLUMNS = (
    "trial",
    "dose",
    "slot",
    "taken_at",
    "minutes",
    "scale",
    "item",
    "value",
    "number",
    "unit",
    "status",
    "by",
    "note",
    "id",
    "typed_at",
    "typed_by",
    "conditions",
    "trials",
    "unusual",
    "transcribed",
    "corrections",
)
"""`minutes` are from T0, on UTC, negative before it; `value` is text; `number` is the value where it is a number."""
ADDED = ("score", "complete", "alerts")
FORMULA = ("=", "+", "-", "@")


def write_readings(trials: Iterable[Trial]) -> Iterator[str]:
    """The readings of these trials as lines of one table, its header first."""
    yield _line(COLUMNS)
    for trial in trials:
        for dose in trial.doses:
            for reading in dose.readings:
                yield _line(_row(trial.id, dose, reading))


def score_cases(scale: Scale, lines: Iterable[str]) -> Iterator[str]:
    """Score each row of a table of cases: its own columns as they came, then `score`, `complete` and `alerts`.

    Raises InvalidInput if the table has no header, or one with a column that this scale does not know.
    """
    rows = _rows(lines)
    _, named = next(rows, (0, []))
    header = [name.strip() for name in named]
    _check_header(scale, header)
    yield _line((*named, *ADDED))
    for number, row in rows:
        if len(row) > len(header):
            raise InvalidInput(f"Line {number} has {len(row)} cells, and the header has {len(header)}.")
        cells = [*row, *[""] * (len(header) - len(row))]
        found = scale.scored_as_typed(dict(zip(header, cells, strict=True)))
        score = "" if found.score is None else f"{found.score:f}"
        yield _line((*cells, score, _text(found.complete), ";".join(found.alerts)))


def _check_header(scale: Scale, header: Sequence[str]) -> None:
    if scale.score is None:
        scored = ", ".join(key for key, one in scales.catalogue().items() if one.score is not None)
        raise InvalidInput(f"{scale.name} has no single score; these have one: {scored}.")
    if not any(header):
        raise InvalidInput("The file is empty; its first line names the items, one a column.")
    known = [item.key for item in scale.case_items]
    for position, name in enumerate(header):
        if name not in known:
            apart = " Cells stand apart by commas." if ";" in name or "\t" in name else ""
            raise InvalidInput(
                f"There is no column {name!r} in {scale.key}; its columns are {', '.join(known)}.{apart}"
            )
        if name in header[:position]:
            raise InvalidInput(f"The column {name!r} is there twice.")


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its line; a blank line is no row."""
    rows = csv.reader(lines, strict=True)
    try:
        for row in rows:
            if row:
                yield rows.line_num, row
    except csv.Error as error:
        raise InvalidInput(f"Line {rows.line_num} cannot be read as a table: {error}.") from None


def _row(trial: str, dose: Dose, reading: Reading) -> tuple[object, ...]:
    minutes = elapsed(reading.taken_at, dose.given_at)
    return (
        trial,
        dose.number,
        reading.slot,
        reading.taken_at.isoformat(timespec="seconds"),
        "" if minutes is None else _text(round(minutes, 4)),
        reading.scale,
        reading.item,
        _text(reading.value),
        _text(reading.value) if isinstance(reading.value, Decimal) else "",
        unit_of(scales.get(reading.scale), reading.item),
        reading.status,
        _free(reading.by),
        _free(reading.note),
        "" if reading.id.startswith("#") else reading.id,
        reading.typed_at.isoformat(timespec="seconds") if reading.typed_at else "",
        _free(reading.typed_by),
        ";".join(f"{key}={_text(value)}" for key, value in reading.conditions.items()),
        ";".join(_text(one) for one in reading.trials),
        _text(reading.unusual),
        _text(reading.transcribed),
        len(reading.corrected),
    )


def _text(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return value


def _free(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def _line(cells: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
