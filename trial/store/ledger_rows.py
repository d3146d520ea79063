"""Entries, heads and sealed texts as rows: the SQL of the ledger, within the transaction of the caller."""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, literal, or_, select, text, update
from sqlalchemy import Row as DatabaseRow

from trial.errors import LedgerBroken, NotAllowedNow
from trial.ledger.chain import Seals, columns_of, moment_text, name_of, next_entry
from trial.ledger.entries import SERVICE, Entry, Fact, Head, Noted, NotedHead, Row, Sealed, stream_of, trial_of
from trial.ledger.payload import SALT_LETTERS, decode, encode, seal_hash
from trial.store.database import run
from trial.store.tables import entries, heads, sealed, worklist

TABLES: dict[type[Row], Table] = {Head: heads, Entry: entries, Sealed: sealed}
PAGE = 500
"""How many rows are read at a time: a long ledger is never in memory as a whole."""
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
LATEST_NOTE = select(entries.c.payload).where(entries.c.stream == SERVICE).order_by(entries.c.seq.desc()).limit(1)
MOST_NOTED = 1000
CLOCKS_DIFFER = timedelta(hours=1)
"""Between two copies of the app, or before and after one was put right."""
MEETING = (entries.c.stream == SERVICE) & entries.c.payload.contains('"kind":"meeting_set"')
Columns = tuple[Any, ...]
Position = tuple[datetime, str, int]
"""The sort key of an entry among those of all chains: when it was received, its chain, its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """A filter of entries; empty fields do not filter."""

    by: str = ""  # who typed: the full name
    since: datetime | None = None  # received at or after
    until: datetime | None = None  # received before
    trials: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerStatistics:
    """The size of the ledger and its last maintenance; nothing about any person."""

    entries: int
    trials: int
    size_bytes: int
    a_day: Mapping[str, int]  # entries by day (ISO 8601, on UTC), without days that have none
    last: Mapping[str, Entry]  # the last entry of each kind: "backed_up", "restored", "verified"


def head_of(connection: Connection, stream: str) -> Head:
    """Return the head of a chain."""
    found = connection.execute(HEAD, {"of": stream}).one_or_none()
    return Head(*found) if found else Head(stream)


def all_heads(connection: Connection) -> dict[str, Head]:
    """Return the head of every chain by stream; raises LedgerBroken for a row that this program cannot have written."""
    found = {row.stream: Head(*row) for row in connection.execute(select(heads))}
    for head in found.values():
        if not (isinstance(head.stream, str) and isinstance(head.seq, int)):  # SQLite columns take values of any type
            raise LedgerBroken(f"The head of the chain {head.stream!a} is not what was written.")
    return found


def locked_head(connection: Connection, stream: str) -> Head:
    """Return the head of a chain, locked until the transaction ends; creates a missing row."""
    found: Any = run(connection, LOCKED_HEAD, {"of": stream}).fetchone()
    if found is None:
        connection.execute(INSERT_HEAD, columns_of(Head(stream)))
        found = run(connection, LOCKED_HEAD, {"of": stream}).fetchone()
        if not Head(*found).seq and chain_of(connection, stream, most=1):
            raise LedgerBroken(f"The entries of {name_of(stream)} have lost the head of their chain: run verify.")
    return Head(*found)


def chain_of(connection: Connection, stream: str, after: int = 0, *, most: int = LAST) -> list[Entry]:
    """Return the entries of a chain in order, those with a number above `after`, at most `most`."""
    found = connection.execute(CHAIN, {"of": stream, "after": after, "most": most}).all()
    return [entry_in(row) for row in found]


def entry_in(row: DatabaseRow[Columns]) -> Entry:
    """Return the entry of a table row; raises LedgerBroken for a row that this program cannot have written."""
    stream, seq, moment, by, payload, previous, hashed = row  # type: ignore[misc]
    try:
        at = datetime.fromisoformat(moment)
        is_text = isinstance(by, str) and isinstance(payload, str) and isinstance(previous, str)
        is_valid = is_text and moment_text(at) == moment
    except (TypeError, ValueError, OverflowError):
        is_valid = False
    if not is_valid:
        raise LedgerBroken(f"Entry {seq} of {name_of(stream)} is not what was written.")
    return Entry(stream, seq, at, by, payload, previous, hashed)


def with_facts(connection: Connection, found: Sequence[Entry]) -> list[tuple[Entry, Fact]]:
    """Return entries of one chain with their facts; erased texts are missing. Raises LedgerBroken."""
    if not found:
        return []
    stream = found[0].stream
    texts: dict[int, dict[str, str]] = defaultdict(dict)  # by entry and hash: a text belongs to one entry
    for seal in seals_of(connection, stream, first=found[0].seq, last=found[-1].seq).values():
        texts[seal.seq][seal.hash] = seal.text
    try:
        return [(entry, decode(entry.payload, texts[entry.seq].get)) for entry in found]
    except LedgerBroken as broken:
        raise LedgerBroken(f"{broken} It belongs to {name_of(stream)}: run verify.") from None


def seals_of(connection: Connection, stream: str, first: int = 1, last: int = LAST) -> Seals:
    """Return the sealed texts of some entries of a chain, by entry number and hash; raises LedgerBroken."""
    found = [Sealed(*row) for row in connection.execute(SEALS, {"of": stream, "first": first, "last": last}).all()]
    for seal in found:
        if not (isinstance(seal.salt, str) and isinstance(seal.text, str)):  # SQLite text columns also take bytes
            raise LedgerBroken(f"A sealed text of entry {seal.seq} of {name_of(stream)} is not what was written.")
    return {(seal.seq, seal.hash): seal for seal in found}


def heads_to_note(connection: Connection) -> tuple[NotedHead, ...]:
    """Return the heads of the trials that changed since heads were noted last, at most MOST_NOTED, the latest first.

    They are found by the list: it says when each trial changed last.
    """
    noted_at = connection.scalar(
        LATEST_NOTE.with_only_columns(entries.c.at).where(entries.c.payload.contains('"heads":['))
    )
    query = select(worklist.c.trial, heads.c.seq, heads.c.hash).join(
        heads, heads.c.stream == literal(stream_of("")) + worklist.c.trial
    )
    if noted_at is not None:
        query = query.where(worklist.c.changed_at >= moment_text(datetime.fromisoformat(noted_at) - CLOCKS_DIFFER))
    query = query.order_by(worklist.c.changed_at.desc(), worklist.c.trial.desc()).limit(MOST_NOTED)
    return tuple(NotedHead(trial=trial, seq=seq, hash=hashed) for trial, seq, hashed in connection.execute(query))


def noted_secret(connection: Connection) -> str:
    """Return the hash of the secret that the service chain noted last; empty if it did not since it was restored."""
    either = or_(entries.c.payload.contains('"secret":"'), entries.c.payload.contains('"what":"restored"'))
    payload = connection.scalar(LATEST_NOTE.where(either))
    fact = decode(payload, lambda _: None) if payload else None
    return fact.secret if isinstance(fact, Noted) else ""


def meetings_since(connection: Connection, since: datetime) -> list[Entry]:
    """Return the entries of the service chain that are about meetings, received at or after a moment."""
    query = select(entries).where(entries.c.at >= moment_text(since), MEETING).order_by(entries.c.seq)
    return [entry_in(row) for row in connection.execute(query)]


def delete_texts(connection: Connection, stream: str) -> None:
    """Delete the sealed texts of a trial, and who was at the meetings that discussed it: the person may have been."""
    connection.execute(delete(sealed).where(sealed.c.stream == stream))
    query = select(entries).where(MEETING, entries.c.payload.contains(f'"{trial_of(stream)}"', autoescape=True))
    names = {decode(entry_in(row).payload, lambda _: None).meeting for row in connection.execute(query)}  # type: ignore[union-attr]
    for name in names:
        of_it = select(entries.c.seq).where(MEETING, entries.c.payload.contains(f'"meeting":"{name}"'))
        connection.execute(delete(sealed).where(sealed.c.stream == SERVICE, sealed.c.seq.in_(of_it)))


@dataclass(frozen=True, slots=True)
class Addition:
    """Entries that follow a head, with their facts as decoding returns them; rows of them and of sealed texts."""

    after: Head
    written: list[tuple[Entry, Fact]]
    entry_rows: list[dict[str, Any]]
    seal_rows: list[dict[str, Any]]


def addition(head: Head, facts: Iterable[Fact], *, at: datetime, by: str) -> Addition:
    """Make the entries of facts that follow a head; raises InvalidInput for a fact that cannot be stored."""
    after = head
    written: list[tuple[Entry, Fact]] = []
    seals: list[Sealed] = []

    def seal(text: str) -> str:
        salt = secrets.token_hex(SALT_LETTERS // 2)  # without it an erased name could be guessed from its hash
        seals.append(Sealed(head.stream, head.seq + 1, seal_hash(salt, text), salt, text))
        return seals[-1].hash

    for fact in facts:
        payload, decoded = encode(fact, seal)
        entry = next_entry(head, at=at, by=by, payload=payload)
        written.append((entry, decoded))
        head = Head(entry.stream, entry.seq, entry.hash)
    return Addition(after, written, [columns_of(entry) for entry, _ in written], [columns_of(seal) for seal in seals])


def write(connection: Connection, made: Addition) -> list[tuple[Entry, Fact]]:
    """Append entries to the chain whose head is locked and is the one that they follow, and move the head."""
    run(connection, INSERT_ENTRY, *made.entry_rows)
    if made.seal_rows:
        run(connection, INSERT_SEALED, *made.seal_rows)
    last = made.written[-1][0]
    run(connection, MOVE_HEAD, {"of": last.stream, "to": last.seq, "now": last.hash})
    return made.written


def append(
    connection: Connection, head: Head, facts: Iterable[Fact], *, at: datetime, by: str
) -> list[tuple[Entry, Fact]]:
    """Append facts to the chain whose head is locked; returns the new entries with their facts."""
    return write(connection, addition(head, facts, at=at, by=by))


def copy_out(connection: Connection) -> Iterator[Row]:
    """Yield every head, entry and sealed text in this transaction's snapshot."""
    for kind, table in TABLES.items():
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=PAGE)
        with connection.execute(query) as found:  # closed with the transaction even if not read to its end
            for row in found:
                yield entry_in(row) if kind is Entry else kind(*row)


def copy_in(connection: Connection, rows: Iterable[Row]) -> None:
    """Write a copy into empty tables; raises NotAllowedNow if they are not empty."""
    if connection.execute(select(heads).limit(1)).first() is not None:
        raise NotAllowedNow("This database holds entries already; a backup is restored into an empty one.")
    for kind, of_kind in groupby(rows, type):
        while page := [*islice(of_kind, PAGE)]:
            connection.execute(insert(TABLES[kind]), [columns_of(row) for row in page])


def position_of(entry: Entry) -> Position:
    """Return the sort key of an entry among those of all chains."""
    return entry.at, entry.stream, entry.seq
