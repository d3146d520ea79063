"""Entries, heads and sealed texts as rows: the SQL of the ledger, within the transaction of the caller."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, select, text, update
from sqlalchemy import Row as DatabaseRow

from trial.errors import LedgerBroken, NotAllowedNow
from trial.ledger.chain import Seals, columns_of, moment_text, name_of, next_entry
from trial.ledger.entries import Entry, Fact, Head, Row, Sealed
from trial.ledger.payload import SALT_LETTERS, decode, encode, seal_hash
from trial.store.database import run
from trial.store.tables import entries, heads, sealed

TABLES: dict[type[Row], Table] = {Head: heads, Entry: entries, Sealed: sealed}
PAGE = 500
"""So many rows are read at once, so that a long ledger never lies in memory."""
LAST = 2**31 - 1
HEAD = select(heads).where(heads.c.stream == bindparam("of"))
LOCKED_HEAD = HEAD.with_for_update()
MOVE_HEAD = update(heads).where(heads.c.stream == bindparam("of")).values(seq=bindparam("to"), hash=bindparam("now"))
INSERT_HEAD = text("INSERT INTO heads (stream, seq, hash) VALUES (:stream, :seq, :hash) ON CONFLICT DO NOTHING")
INSERT_ENTRY, INSERT_SEALED = insert(entries), insert(sealed)
CHAIN = (
    select(entries)
    .where(entries.c.stream == bindparam("of"), entries.c.seq > bindparam("after"))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
SEALS = select(sealed).where(
    sealed.c.stream == bindparam("of"), sealed.c.seq.between(bindparam("first"), bindparam("last"))
)
Columns = tuple[Any, ...]
Position = tuple[datetime, str, int]
"""Where an entry stands among those of all chains: when it was received, its chain, its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries are wanted; what is empty is not asked about. `until` is not included."""

    by: str = ""  # who typed: the whole name
    since: datetime | None = None  # when it was received
    until: datetime | None = None
    trials: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much is kept, and how it was looked after; nothing about anybody."""

    entries: int
    trials: int
    size_bytes: int
    a_day: Mapping[str, int]  # entries by day on UTC, days without any left out
    last: Mapping[str, Entry]  # the last note that it was backed up, restored or verified


def head_of(connection: Connection, stream: str) -> Head:
    """Where a chain ends."""
    found = connection.execute(HEAD, {"of": stream}).one_or_none()
    return Head(*found) if found else Head(stream)


def all_heads(connection: Connection) -> dict[str, Head]:
    """The head of every chain; raises LedgerBroken for one that was never written like that."""
    found = {row.stream: Head(*row) for row in connection.execute(select(heads))}
    for head in found.values():
        if not (isinstance(head.stream, str) and isinstance(head.seq, int)):  # SQLite keeps anything in any column
            raise LedgerBroken(f"The head of the chain {head.stream!a} is not what was written.")
    return found


def locked_head(connection: Connection, stream: str) -> Head:
    """Where a chain ends, locked until the transaction ends, which on SQLite is the lock. A new chain gets its row."""
    found: Any = run(connection, LOCKED_HEAD, {"of": stream}).fetchone()
    if found is None:
        connection.execute(INSERT_HEAD, columns_of(Head(stream)))
        found = run(connection, LOCKED_HEAD, {"of": stream}).fetchone()
        if not Head(*found).seq and chain_of(connection, stream, most=1):
            raise LedgerBroken(f"The entries of {name_of(stream)} have lost the head of their chain: run verify.")
    return Head(*found)


def chain_of(connection: Connection, stream: str, after: int = 0, *, most: int = LAST) -> list[Entry]:
    """One chain in order, from after an entry to its end or until there are so many."""
    found = connection.execute(CHAIN, {"of": stream, "after": after, "most": most}).all()
    return [entry_in(row) for row in found]


def entry_in(row: DatabaseRow[Columns]) -> Entry:
    """The entry in a row of the whole table; raises LedgerBroken for what was never written like that."""
    stream, seq, moment, by, payload, previous, hashed = row  # type: ignore[misc]
    try:
        at = datetime.fromisoformat(moment)
        is_text = isinstance(by, str) and isinstance(payload, str) and isinstance(previous, str)
        is_ours = is_text and moment_text(at) == moment
    except (TypeError, ValueError, OverflowError):
        is_ours = False
    if not is_ours:
        raise LedgerBroken(f"Entry {seq} of {name_of(stream)} is not what was written.")
    return Entry(stream, seq, at, by, payload, previous, hashed)


def with_facts(connection: Connection, found: Sequence[Entry]) -> list[tuple[Entry, Fact]]:
    """Entries of one chain with what they say, unsealed where it still can be."""
    if not found:
        return []
    stream = found[0].stream
    texts: dict[int, dict[str, str]] = defaultdict(dict)  # by entry and hash: a text is read only where it was sealed
    for seal in seals_of(connection, stream, first=found[0].seq, last=found[-1].seq).values():
        texts[seal.seq][seal.hash] = seal.text
    try:
        return [(entry, decode(entry.payload, texts[entry.seq].get)) for entry in found]
    except LedgerBroken as broken:
        raise LedgerBroken(f"{broken} It belongs to {name_of(stream)}: run verify.") from None


def seals_of(connection: Connection, stream: str, first: int = 1, last: int = LAST) -> Seals:
    """What is sealed for some entries of a chain, by the entry and its hash."""
    found = [Sealed(*row) for row in connection.execute(SEALS, {"of": stream, "first": first, "last": last}).all()]
    for seal in found:
        if not (isinstance(seal.salt, str) and isinstance(seal.text, str)):  # SQLite keeps bytes in a column of text
            raise LedgerBroken(f"A sealed text of entry {seal.seq} of {name_of(stream)} is not what was written.")
    return {(seal.seq, seal.hash): seal for seal in found}


def append(
    connection: Connection, head: Head, facts: Iterable[Fact], *, at: datetime, by: str
) -> list[tuple[Entry, Fact]]:
    """Write new entries of the chain whose head is locked, what they seal, and the head that they move on.

    Answers them with what they say once they are read back; raises InvalidInput for a fact that cannot be kept.
    """
    written: list[tuple[Entry, Fact]] = []
    seals: list[Sealed] = []

    def seal(text: str) -> str:
        salt = secrets.token_hex(SALT_LETTERS // 2)  # which keeps an erased name from being guessed
        seals.append(Sealed(head.stream, head.seq + 1, seal_hash(salt, text), salt, text))
        return seals[-1].hash

    for fact in facts:
        payload, read = encode(fact, seal)
        entry = next_entry(head, at=at, by=by, payload=payload)
        written.append((entry, read))
        head = Head(entry.stream, entry.seq, entry.hash)
    run(connection, INSERT_ENTRY, *(columns_of(entry) for entry, _ in written))
    if seals:
        run(connection, INSERT_SEALED, *(columns_of(seal) for seal in seals))
    run(connection, MOVE_HEAD, {"of": head.stream, "to": head.seq, "now": head.hash})
    return written


def copy_out(connection: Connection) -> Iterator[Row]:
    """Every head, entry and sealed text as this transaction sees them."""
    for kind, table in TABLES.items():
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=PAGE)
        with connection.execute(query) as found:  # closed with the transaction, also if nobody takes the rest
            for row in found:
                yield entry_in(row) if kind is Entry else kind(*row)


def copy_in(connection: Connection, rows: Iterable[Row]) -> None:
    """Write a copy into tables that hold nothing yet; raises NotAllowedNow if they do."""
    if connection.execute(select(heads).limit(1)).first() is not None:
        raise NotAllowedNow("This database holds entries already; a backup is restored into an empty one.")
    for kind, of_kind in groupby(rows, type):
        while page := [*islice(of_kind, PAGE)]:
            connection.execute(insert(TABLES[kind]), [columns_of(row) for row in page])


def position_of(entry: Entry) -> Position:
    return entry.at, entry.stream, entry.seq
