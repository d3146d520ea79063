"""The worklist in SQL: its rows and their words, written with the entries, read a page at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, delete, insert, select, tuple_, update

from trial.ledger.chain import moment_text
from trial.store.base import WorklistRow
from trial.store.tables import words, worklist
from trial.store.worklist import words_in, words_of

LAST_LETTER = "\U0010ffff"


def put_row(connection: Connection, row: WorklistRow) -> None:
    """Write the row of one trial, and its words where they changed."""
    values = {
        "identifier": row.identifier,
        "name": row.name,
        "state": row.state,
        "outcome": row.outcome,
        "dose_number": row.dose_number,
        "micrograms": row.micrograms,
        "given_at": row.given_at and row.given_at.isoformat(),
        "next_slot": row.next_slot,
        "next_due_at": row.next_due_at and row.next_due_at.isoformat(),
        "changed_at": moment_text(row.changed_at),
    }
    here = worklist.c.trial == row.trial
    named = select(worklist.c.identifier, worklist.c.name).where(here)
    before = connection.execute(named).one_or_none()
    if before is None:
        connection.execute(insert(worklist).values(trial=row.trial, **values))
    else:
        connection.execute(update(worklist).where(here).values(**values))
    if before is None or tuple(before) != (row.identifier, row.name):
        connection.execute(delete(words).where(words.c.trial == row.trial))
        connection.execute(insert(words), [{"word": word, "trial": row.trial} for word in sorted(words_of(row))])


def remove_all_rows(connection: Connection) -> None:
    """Empty the worklist, so that it can be made anew."""
    connection.execute(delete(worklist))
    connection.execute(delete(words))


def page(connection: Connection, *, search: str, state: str, after: str, limit: int) -> Sequence[WorklistRow]:
    """The rows that follow the one of trial `after`, latest change first."""
    place = tuple_(worklist.c.changed_at, worklist.c.trial)
    query = select(worklist).order_by(worklist.c.changed_at.desc(), worklist.c.trial.desc()).limit(limit)
    if state:
        query = query.where(worklist.c.state == state)
    for beginning in sorted(words_in(search), key=len, reverse=True):
        found = select(words.c.trial).where(words.c.word >= beginning, words.c.word < beginning + LAST_LETTER)
        query = query.where(worklist.c.trial.in_(found))
    if after:
        since = connection.execute(select(worklist.c.changed_at).where(worklist.c.trial == after)).scalar()
        if since is not None:
            query = query.where(place < tuple_(since, after))
    return [_row(one) for one in connection.execute(query)]


def _row(one: Row[tuple[object, ...]]) -> WorklistRow:
    values = dict(one._mapping)
    for name in ("given_at", "next_due_at", "changed_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    return WorklistRow(**values)
