"""The worklist in SQL: its rows and their words, written with the entries, read a page at a time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, exists, insert, select, tuple_, update

from trial.ledger.chain import moment_text
from trial.store.base import WorklistRow
from trial.store.prepared import Prepared
from trial.store.tables import words, worklist
from trial.store.worklist import words_in, words_of

SAME_WORDS = (worklist.c.trial, worklist.c.identifier, worklist.c.name)
CHANGED = Prepared(
    update(worklist)
    .where(*(column == bindparam(f"same_{column.name}") for column in SAME_WORDS))
    .values({column: bindparam(column.name) for column in worklist.c if column not in set(SAME_WORDS)})
)
"""Changes a row whose words stay as they are."""
MANY = 1000
IS_MANY = (
    select(words.c.trial)
    .where(words.c.word >= bindparam("beginning"), words.c.word < bindparam("end"))
    .offset(bindparam("many"))
    .limit(1)
)
LAST_LETTER = "\U0010ffff"


def put_row(connection: Connection, row: WorklistRow) -> None:
    """Write the row of one trial, and its words where they changed."""
    same = {"same_trial": row.trial, "same_identifier": row.identifier, "same_name": row.name}
    if CHANGED.run(connection, same | values(row)):
        return  # after nearly every tap
    connection.execute(delete(worklist).where(worklist.c.trial == row.trial))
    connection.execute(insert(worklist), values(row))
    connection.execute(delete(words).where(words.c.trial == row.trial))
    connection.execute(insert(words), [{"word": word, "trial": row.trial} for word in sorted(words_of(row))])


def values(row: WorklistRow) -> dict[str, object]:
    """The columns of a row."""
    return {
        "trial": row.trial,
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
    for beginning in words_in(search):
        query = query.where(_has_word(connection, beginning))
    if after:
        since = connection.execute(select(worklist.c.changed_at).where(worklist.c.trial == after)).scalar()
        if since is not None:
            query = query.where(place < tuple_(since, after))
    return [_row(one) for one in connection.execute(query)]


def _has_word(connection: Connection, beginning: str) -> ColumnElement[bool]:
    """Whether a trial has a word that begins so, asked in the way that looks at the fewest rows.

    Few such trials are looked up and put in order. Of many the latest are soon met by walking down the list.
    """
    begins = (words.c.word >= beginning, words.c.word < beginning + LAST_LETTER)
    if connection.scalar(IS_MANY, {"beginning": beginning, "end": beginning + LAST_LETTER, "many": MANY}) is None:
        return worklist.c.trial.in_(select(words.c.trial).where(*begins))
    return exists().where(words.c.trial == worklist.c.trial, *begins)


def _row(one: Row[tuple[object, ...]]) -> WorklistRow:
    values = dict(one._mapping)
    for name in ("given_at", "next_due_at", "changed_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    return WorklistRow(**values)
