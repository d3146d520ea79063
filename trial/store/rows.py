"""Entries, heads and sealed texts as rows: the ledger's own SQL, within the transaction of whoever calls."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, text, update

from trial.errors import LedgerBroken
from trial.ledger.chain import Head, Seals, moment_text, name_of, texts_of
from trial.ledger.entries import Entry, Fact
from trial.ledger.payload import Sealed, decode
from trial.store.lines import Line
from trial.store.prepared import Prepared
from trial.store.tables import entries, heads, sealed

Columns = tuple[Any, ...]
HEAD = select(heads.c.seq, heads.c.hash).where(heads.c.stream == bindparam("of"))
LOCKED_HEAD = Prepared(HEAD.with_for_update())
MOVED = Prepared(
    update(heads).where(heads.c.stream == bindparam("of")).values(seq=bindparam("to"), hash=bindparam("now"))
)
CHAIN = (
    select(entries)
    .where(entries.c.stream == bindparam("of"), entries.c.seq > bindparam("after"))
    .order_by(entries.c.seq)
)
PIECE = 500
"""So many rows are read at once, so that a long ledger never lies in memory."""
A_PIECE = CHAIN.limit(PIECE)
LAST = 2**31 - 1
SEALS = select(sealed.c.seq, sealed.c.hash, sealed.c.salt, sealed.c.text).where(
    sealed.c.stream == bindparam("of"), sealed.c.seq.between(bindparam("first"), bindparam("last"))
)
ADDED, SEALED = Prepared(insert(entries)), Prepared(insert(sealed))
COLUMNS = tuple(column.name for column in entries.columns)
BEGUN = text("INSERT INTO heads (stream, seq, hash) VALUES (:stream, :seq, :hash) ON CONFLICT DO NOTHING")


def head(connection: Connection, stream: str) -> Head:
    """Where a chain stands; that of an empty one if there is none."""
    found = connection.execute(HEAD, {"of": stream}).one_or_none()
    return Head(*found) if found else Head()


def head_in(row: Row[Columns]) -> Head:
    """The head in a row; raises LedgerBroken for one that was never written like that."""
    if not (isinstance(row.stream, str) and isinstance(row.seq, int)):  # SQLite keeps anything in any column
        raise LedgerBroken(f"The head of the chain {row.stream!a} is not what was written.")
    return Head(row.seq, row.hash)


def locked_head(connection: Connection, stream: str) -> Head:
    """Where a chain stands, nobody else moving it until the transaction ends. A new chain gets its row to lock.

    On SQLite the writing transaction itself is the lock, and FOR UPDATE says nothing there.
    """
    found = LOCKED_HEAD.one(connection, {"of": stream})
    if found is None:
        empty = Head()
        connection.execute(BEGUN, {"stream": stream, "seq": empty.seq, "hash": empty.hash})
        found = LOCKED_HEAD.one(connection, {"of": stream})
        if found[0] == empty.seq and entries_of(connection, stream, piece=True):
            raise LedgerBroken(f"The entries of {name_of(stream)} have lost the head of their chain: run verify.")
    return Head(*found)


def entries_of(connection: Connection, stream: str, after: int = 0, *, piece: bool = False) -> list[Entry]:
    """One chain in order, from after an entry: all the rest, or a piece of it."""
    found = connection.execute(A_PIECE if piece else CHAIN, {"of": stream, "after": after}).all()
    return [entry(row) for row in found]


def entry(row: Row[Columns]) -> Entry:
    """The entry in a row of the whole table; raises LedgerBroken for what was never written like that."""
    stream, seq, moment, by, payload, previous, hashed = row  # type: ignore[misc]
    try:
        at = datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        at = None
    if (
        at is None
        or at.tzinfo is not UTC
        or at.isoformat(timespec="microseconds") != moment
        or not (isinstance(by, str) and isinstance(payload, str) and isinstance(previous, str))
    ):
        raise LedgerBroken(f"Entry {seq} of {name_of(stream)} is not what was written.")
    return Entry(stream=stream, seq=seq, at=at, by=by, payload=payload, previous=previous, hash=hashed)


def read(connection: Connection, stream: str, after: int = 0, *, piece: bool = False) -> list[tuple[Entry, Fact]]:
    """The same entries with what they say, unsealed where it still can be."""
    found = entries_of(connection, stream, after, piece=piece)
    if not found:
        return []
    seals = seals_of(connection, stream, first=found[0].seq, last=found[-1].seq)
    try:
        return [(one, decode(one.payload, texts_of(seals, one.seq))) for one in found]
    except LedgerBroken as broken:
        raise LedgerBroken(f"{broken} It belongs to {name_of(stream)}: run verify.") from None


def seals_of(connection: Connection, stream: str, first: int = 1, last: int = LAST) -> Seals:
    """What is sealed for some entries of a chain, by the entry and its hash."""
    found = connection.execute(SEALS, {"of": stream, "first": first, "last": last}).all()
    for row in found:
        if not (isinstance(row.salt, str) and isinstance(row.text, str)):  # SQLite keeps bytes in a column of text
            raise LedgerBroken(f"A sealed text of entry {row.seq} of {name_of(stream)} is not what was written.")
    return {(row.seq, row.hash): Sealed(row.hash, row.salt, row.text) for row in found}


def write(connection: Connection, lines: Sequence[Line]) -> None:
    """New entries of one chain, what they seal, and the head that they move on."""
    ADDED.run(connection, *(values(line.entry) for line in lines))
    seals = [
        {"stream": line.entry.stream, "seq": line.entry.seq, "hash": one.hash, "salt": one.salt, "text": one.text}
        for line in lines
        for one in line.sealed
    ]
    if seals:
        SEALED.run(connection, *seals)
    last = lines[-1].entry
    MOVED.run(connection, {"of": last.stream, "to": last.seq, "now": last.hash})


def values(one: Entry) -> dict[str, object]:
    """The columns of an entry."""
    return {**{name: getattr(one, name) for name in COLUMNS}, "at": moment_text(one.at)}
