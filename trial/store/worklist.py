"""The worklist: one row a trial, derived from the trial, written in the transaction of its entries, with a search."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
    tuple_,
    update,
)

from trial.ledger.chain import moment_text
from trial.ledger.facts import Dose, Trial
from trial.meaning.schedule import DueSlot, day_ends_at, next_slot, slots_to_come
from trial.meaning.state import State, last_signed, state_at, state_of
from trial.store.database import run
from trial.store.tables import words, worklist

WORD = re.compile(r"\w+")
SAME_WORDS = (worklist.c.trial, worklist.c.identifier, worklist.c.name)
UPDATE = (
    update(worklist)
    .where(*(column == bindparam(f"same_{column.name}") for column in SAME_WORDS))
    .values({column: bindparam(column.name) for column in worklist.c if column not in set(SAME_WORDS)})
)
"""Updates a row whose search words are the same. Bench row save, without its disk: 0.40 ms; 0.68 ms without this."""
MANY = 1000
"""From how many matches of a word on they are not listed first."""
LAST_LETTER = "\U0010ffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRow:
    """One trial on the worklist; it can be rebuilt from the ledger."""

    trial: str
    identifier: str
    name: str
    state: State
    outcome: str  # of the last signed decision; empty without one
    dose_number: int | None  # the dose under way or to be decided on, else the last one, planned or given
    micrograms: str  # as typed; empty without a dose, and where nothing of it was delivered
    given_at: datetime | None
    next_slot: str  # first planned slot without a reading; empty if there is none
    next_due_at: datetime | None
    day_ends_at: datetime | None  # when the last slot of the day is over; None if no day is under way
    changed_at: datetime
    bed: str = ""
    slots_to_come: tuple[DueSlot, ...] = ()  # planned ones without a reading, missed ones too

    def at(self, now: datetime) -> "WorklistRow":
        """Return the row by the clock (rule 36).

        It is in progress until the last slot of its day is over; the next slot is the first not missed.
        """
        state = state_at(self.state, self.day_ends_at, now)
        if state != "in_progress":
            return replace(self, state=state)
        due = next((slot for slot in self.slots_to_come if now <= slot.until_at), None)
        return replace(self, state=state, next_slot=due.slot if due else "", next_due_at=due.due_at if due else None)


COLUMNS = tuple(field.name for field in fields(WorklistRow))
MOMENTS = ("given_at", "next_due_at", "day_ends_at", "changed_at")
COMPARED = ("day_ends_at", "changed_at")
"""Moments that queries compare: stored on UTC."""


def row_of(trial: Trial) -> WorklistRow:
    """Return the row of a trial; it does not depend on the clock."""
    state, doses = state_of(trial), trial.doses
    if state in ("in_progress", "awaiting_decision"):  # not one that is only planned
        doses = tuple(dose for dose in doses if dose.happened)
    dose = doses[-1] if doses else None
    signed = last_signed(trial)
    of_the_day = replace(trial.record, doses=doses)
    slot, due_at = next_slot(of_the_day)
    return WorklistRow(
        trial=trial.id,
        identifier=trial.person.identifier,
        name=trial.person.name,
        state=state,
        outcome=(signed and signed.outcome) or "",
        dose_number=dose.number if dose else None,
        micrograms=_micrograms(dose) if dose else "",
        given_at=dose.given_at if dose else None,
        next_slot=slot,
        next_due_at=due_at,
        day_ends_at=day_ends_at(trial),
        changed_at=trial.changed_at or datetime.min.replace(tzinfo=UTC),
        bed=dose.bed if dose else "",
        slots_to_come=slots_to_come(of_the_day),
    )


def _micrograms(dose: Dose) -> str:
    return "" if dose.micrograms is None or dose.delivery == "none" else f"{dose.micrograms.normalize():f}"


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text as they are compared: without case and accents.

    >>> sorted(words_in("T-0007 Zoë O'Brien"))
    ['0007', 'brien', 'o', 't', 'zoe']
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(WORD.findall("".join(letter for letter in apart if not unicodedata.combining(letter))))


def put_row(connection: Connection, row: WorklistRow) -> None:
    """Write the row of one trial, and its search words if they changed."""
    columns = values(row)
    same = {f"same_{column.name}": columns[column.name] for column in SAME_WORDS}
    if run(connection, UPDATE, same | columns).rowcount:
        return  # as after most taps
    connection.execute(delete(worklist).where(worklist.c.trial == row.trial))
    connection.execute(insert(worklist), columns)
    connection.execute(delete(words).where(words.c.trial == row.trial))
    found = sorted(words_in(" ".join(same.values())))
    connection.execute(insert(words), [{"word": word, "trial": row.trial} for word in found])


def is_listed(connection: Connection, row: WorklistRow) -> bool:
    """Whether this row stands on the list, and its search words, as they would be written."""
    columns = values(row)
    stored = connection.execute(select(worklist).where(worklist.c.trial == row.trial)).mappings().one_or_none()
    found = {*connection.scalars(select(words.c.word).where(words.c.trial == row.trial))}
    return (
        stored is not None
        and {**stored} == columns
        and found == words_in(" ".join(columns[column.name] for column in SAME_WORDS))
    )


def values(row: WorklistRow) -> dict[str, Any]:
    """Return the columns of a row by name, as stored."""
    found: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    for name in MOMENTS:
        stored = moment_text if name in COMPARED else datetime.isoformat
        found[name] = found[name] and stored(found[name])
    due = [(due.slot, due.due_at.isoformat(), due.until_at.isoformat()) for due in row.slots_to_come]
    return found | {"slots_to_come": json.dumps(due)}


def _row_in(columns: Mapping[Any, Any]) -> WorklistRow:
    """Return the row with these columns, as stored."""
    moments = {name: columns[name] and datetime.fromisoformat(columns[name]) for name in MOMENTS}
    due = tuple(
        DueSlot(slot, datetime.fromisoformat(due_at), datetime.fromisoformat(until_at))
        for slot, due_at, until_at in json.loads(columns["slots_to_come"])
    )
    return WorklistRow(**{**columns, **moments, "slots_to_come": due})


def page(connection: Connection, *, search: str, state: str, after: str, limit: int) -> Sequence[WorklistRow]:
    """Return the rows that follow the one of trial `after`, latest change first, at most `limit`."""
    position = tuple_(worklist.c.changed_at, worklist.c.trial)
    query = select(worklist).order_by(worklist.c.changed_at.desc(), worklist.c.trial.desc()).limit(limit)
    if state:
        query = query.where(worklist.c.state == state)
    query = _sought(connection, query, search)
    if after:
        since = connection.scalar(select(worklist.c.changed_at).where(worklist.c.trial == after))
        if since is not None:
            query = query.where(position < tuple_(since, after))
    return [_row_in(columns) for columns in connection.execute(query).mappings()]


def under_way(connection: Connection, *, search: str, now: datetime, limit: int) -> Sequence[WorklistRow]:
    """Return those whose day is not over, in no order: the board of the day sorts them by what is due."""
    ongoing = worklist.c.state.in_(("in_progress", "awaiting_decision"))
    query = select(worklist).where(worklist.c.day_ends_at >= moment_text(now), ongoing).limit(limit)
    return [_row_in(columns) for columns in connection.execute(_sought(connection, query, search)).mappings()]


def of_states(
    connection: Connection, *, states: Collection[State], search: str, now: datetime, after: str, limit: int
) -> Sequence[WorklistRow]:
    """Return a page of those in these states whose day is over, the last trial id first, which no tap changes."""
    over = or_(worklist.c.day_ends_at.is_(None), worklist.c.day_ends_at < moment_text(now))

    def of(state: State) -> Iterator[WorklistRow]:
        query = select(worklist).where(worklist.c.state == state).order_by(worklist.c.trial.desc()).limit(limit)
        if state in ("in_progress", "awaiting_decision"):
            query = query.where(over)
        if after:
            query = query.where(worklist.c.trial < after)
        return map(_row_in, connection.execute(_sought(connection, query, search)).mappings())

    return [*islice(merge(*map(of, states), key=attrgetter("trial"), reverse=True), limit)]


def _sought(connection: Connection, query: Select[Any], search: str) -> Select[Any]:
    """Return a query narrowed to trials with a word for each beginning in a search."""
    for beginning in words_in(search):
        query = query.where(_has_word(connection, beginning))
    return query


def _has_word(connection: Connection, beginning: str) -> ColumnElement[bool]:
    """Return the condition that a trial has a word with this beginning.

    Up to MANY matches are listed first; with more, each row of the worklist is tested. Bench row worklist: 6.2 ms;
    97 ms if all were listed, 123 ms if rows were always tested.
    """
    found = select(words.c.trial).where(words.c.word >= beginning, words.c.word < beginning + LAST_LETTER)
    if connection.scalar(found.offset(MANY).limit(1)) is None:
        return worklist.c.trial.in_(found)
    return exists(found.where(words.c.trial == worklist.c.trial))
