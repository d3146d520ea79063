"""A backup: the whole ledger as JSON Lines, either database to either; its last line is a hash of all before it."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from trial.files.json_toml import refused
from trial.ledger.chain import columns_of
from trial.ledger.entries import Entry, Head, Row, Sealed

FORMAT = "itb-trial-ledger/1"
MOST_ENTRIES = 2**31
"""The most entries of a chain in a backup: more than any has, within the integers of every database."""
KINDS: dict[str, type[Row]] = {"head": Head, "entry": Entry, "sealed": Sealed}
NAMES = {kind: name for name, kind in KINDS.items()}


def write_backup(rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of a backup: its format, the rows in their order, and its end."""
    line = _line({"format": FORMAT})
    whole, count = sha256(line), 0
    yield line
    for row in rows:
        line = _line_of(row)
        whole.update(line)
        count += 1
        yield line
    yield _end(count, whole)


def read_backup(lines: Iterable[bytes], where: str = "") -> Iterator[Row]:
    """The rows of a backup as they are read; raises InvalidInput for one that is cut short or was changed.

    That shows only at its end, so the caller must not commit any row before.
    """
    whole, count, ended = sha256(), 0, False
    for number, line in enumerate(lines, start=1):
        if number == 1:
            if line != _line({"format": FORMAT}):
                raise refused(where, "", f"This is not a backup of the format {FORMAT}.")
        elif not ended and line == _end(count, whole):
            ended = True
        elif not ended and (row := _row(line)):
            yield row
            count += 1
        else:
            raise refused(where, "", f"Line {number} of this backup is not as it was written; use another backup.")
        whole.update(line)
    if not ended:
        raise refused(where, "", "This backup has no end; use another backup.")


def _line(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _end(count: int, whole: Any) -> bytes:
    return _line({"end": {"rows": count, "sha256": whole.hexdigest()}})


def _line_of(row: Row) -> bytes:
    return _line({NAMES[type(row)]: columns_of(row)})


def _row(line: bytes) -> Row | None:
    """The row that a line says, if writing that row gives this line again."""
    try:
        ((name, values),) = json.loads(line).items()
        if any(type(value) is not (int if key == "seq" else str) for key, value in values.items()):
            return None
        moment = {"at": datetime.fromisoformat(values["at"])} if "at" in values else {}
        row = KINDS[name](**(values | moment))
        return row if _line_of(row) == line and 0 <= row.seq < MOST_ENTRIES else None
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
