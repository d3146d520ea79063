"""Queries over all chains: the newest entries, filtered, and figures about how the ledger is kept."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, text, tuple_

from trial.ledger.chain import moment_text
from trial.ledger.entries import SERVICE, Entry, stream_of
from trial.store.base import EntryFilter, Figures, Position
from trial.store.ledger_rows import entry_in, head_of
from trial.store.tables import entries, heads

MAINTENANCE = ("backed_up", "restored", "verified")
"""The notes of the service chain that say how the ledger was looked after."""
BYTES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}


def newest(connection: Connection, wanted: EntryFilter, before: Position | None, limit: int) -> Sequence[Entry]:
    """One page of the entries of all chains, newest first; by the indexes on `at` and on `by`."""
    position = (entries.c.at, entries.c.stream, entries.c.seq)
    query = select(entries).order_by(*(column.desc() for column in position)).limit(limit)
    if wanted.by:
        query = query.where(entries.c.by == wanted.by)
    if wanted.since is not None:
        query = query.where(entries.c.at >= moment_text(wanted.since))
    if wanted.until is not None:
        query = query.where(entries.c.at < moment_text(wanted.until))
    if wanted.trials is not None:
        query = query.where(entries.c.stream.in_([stream_of(trial) for trial in wanted.trials]))
    if before is not None:
        at, *rest = before
        query = query.where(tuple_(*position) < tuple_(moment_text(at), *rest))
    return [entry_in(row) for row in connection.execute(query)]


def figures(connection: Connection, since: datetime) -> Figures:
    """What is kept, and when it was last looked after."""
    day = func.substr(entries.c.at, 1, 10)
    a_day = select(day, func.count()).where(entries.c.at >= moment_text(since)).group_by(day).order_by(day)
    held = select(func.coalesce(func.sum(heads.c.seq), 0), func.count()).where(heads.c.seq > 0)
    total, chains = connection.execute(held).one()
    return Figures(
        entries=total,
        trials=chains - (head_of(connection, SERVICE).seq > 0),
        size_bytes=connection.scalar(text(BYTES[connection.dialect.name])),
        a_day={str(name): count for name, count in connection.execute(a_day)},
        last={what: found for what in MAINTENANCE if (found := _last(connection, what))},
    )


def _last(connection: Connection, what: str) -> Entry | None:
    noted = select(entries).where(entries.c.stream == SERVICE, entries.c.payload.contains(f'"what":"{what}"'))
    found = connection.execute(noted.order_by(entries.c.seq.desc()).limit(1)).first()
    return entry_in(found) if found else None
