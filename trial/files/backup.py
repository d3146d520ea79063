"""A backup: the whole ledger as JSON Lines, either database to either; its last line is a hash of all before it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any

from trial.files.json_text import refused
from trial.ledger.chain import moment_text
from trial.ledger.entries import Entry, Head, Row, Sealed

FORMAT = "itb-trial-ledger/1"
KINDS: dict[str, type[Row]] = {"head": Head, "entry": Entry, "sealed": Sealed}
NAMES = {kind: name for name, kind in KINDS.items()}


def write_backup(rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of a backup: its format, the rows in their order, and its end."""
    line = _line({"format": FORMAT})
    whole, count = sha256(line), 0
    yield line
    for row in rows:
        line = _line({NAMES[type(row)]: _values(row)})
        whole.update(line)
        count += 1
        yield line
    yield _line({"end": {"rows": count, "sha256": whole.hexdigest()}})


def read_backup(lines: Iterable[bytes], where: str = "") -> Iterator[Row]:
    """The rows of a backup as they are read; raises InvalidInput for one that is cut short or not as it was written.

    That shows at its end, so whoever takes the rows keeps none of them until then.
    """
    whole, count, ended = sha256(), 0, False
    for number, line in enumerate(lines, start=1):
        said = _said(line)
        if number == 1:
            if said != {"format": FORMAT}:
                raise refused(where, "", f"This is not a backup of the format {FORMAT}.")
        elif not ended and said == {"end": {"rows": count, "sha256": whole.hexdigest()}}:
            ended = True
        elif not ended and (row := _row(said)):
            yield row
            count += 1
        else:
            raise refused(where, "", f"Line {number} of this backup is not as it was written; use another backup.")
        whole.update(line)
    if not ended:
        raise refused(where, "", "This backup has no end; use another backup.")


def _line(said: dict[str, Any]) -> bytes:
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _values(row: Row) -> dict[str, Any]:
    values = {one.name: getattr(row, one.name) for one in fields(row)}
    return values | ({"at": moment_text(row.at)} if isinstance(row, Entry) else {})


def _said(line: bytes) -> Any:
    """What a line says; nothing if it is no JSON, or holds half a character, which can be kept nowhere."""
    try:
        said = json.loads(line)
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return said


def _row(said: Any) -> Row | None:
    """The row that a line says, if it says one."""
    if not isinstance(said, dict) or len(said) != 1:
        return None
    ((name, values),) = said.items()
    kind = KINDS.get(name)
    if kind is None or not isinstance(values, dict) or {*values} != {one.name for one in fields(kind)}:
        return None
    if not all(type(value) is (int if key == "seq" else str) for key, value in values.items()):
        return None
    if kind is not Entry:
        return kind(**values)
    try:
        row = Entry(**(values | {"at": datetime.fromisoformat(values["at"])}))
        return row if moment_text(row.at) == values["at"] else None
    except (ValueError, OverflowError):
        return None
