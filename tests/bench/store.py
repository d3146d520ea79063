"""Rows about keeping: one save on either database, and whether it grows with the trial; the worklist at any size."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import psycopg

from tests.bench.places import bare_sqlite, postgresql, scratch
from tests.bench.row import Desk, Pair, Row, in_turn
from tests.bench.subjects import facts
from trial.actions.entry_sheet import Tap, deliver
from trial.ledger.chain import columns_of
from trial.ledger.entries import stream_of
from trial.store import Store, open_store

ENTRIES = 600
SAVES = 20
INSERT = (
    "INSERT INTO entries (stream, seq, at, by, payload, previous, hash)"
    " VALUES (:stream, :seq, :at, :by, :payload, :previous, :hash)"
)
PG_INSERT = (
    "INSERT INTO bare (stream, seq, at, by, payload, previous, hash)"
    " VALUES (%(stream)s, %(seq)s, %(at)s, %(by)s, %(payload)s, %(previous)s, %(hash)s)"
)


class Saving:
    """One reading after another, each a delivery of its own, as taps come from a bed."""

    def __init__(self, store: Store, name: str, entries: int = ENTRIES) -> None:
        self.store, self.trial, self.entries, self._number = store, name, entries, count()
        store.append(name, lambda _: facts(name, entries), at=datetime.now(UTC), by="K Tan")

    def save(self) -> None:
        number = next(self._number)
        at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1) + timedelta(seconds=number)
        tap = Tap(id=f"{self.trial}-saved-{number:05}", kind="reading", dose=2, slot="extra", scale="observations",
                  item="heart_rate", value=str(60 + number % 20), tapped_at=at)  # fmt: skip
        receipt = deliver(self.store, trial=self.trial, taps=[tap], by="K Tan")
        if receipt.refused:
            raise RuntimeError(f"The save was refused: {receipt.refused}")

    def written(self) -> dict[str, Any]:
        """The row of the first save, to be written again by the floor."""
        return columns_of(next(self.store.entries(stream_of(self.trial), self.entries)))


def _save(desk: Desk) -> Iterator[Pair]:
    with scratch(desk) as folder, ExitStack() as both:
        store = both.enter_context(closing(open_store(f"sqlite:///{folder / 'ours.db'}")))
        bare = both.enter_context(bare_sqlite(folder / "floor.db"))

        def insert(row: dict[str, Any]) -> None:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute(INSERT, row)
            bare.execute("COMMIT")

        yield from _held_against(store, insert)


def _held_against(store: Store, insert: Callable[[dict[str, Any]], None]) -> Iterator[Pair]:
    """Saves into one trial after another, against bare inserts of the very row that one of them wrote."""
    for number in count():
        ours = Saving(store, f"T-{number}")
        ours.save()
        row, places = ours.written(), count(number * 10_000)
        yield in_turn(ours.save, lambda row=row, places=places: insert({**row, "seq": next(places)}), SAVES)  # type: ignore[misc]


def _save_pg(desk: Desk) -> Iterator[Pair]:
    with postgresql(desk) as address, closing(open_store(address)) as store:
        plain = address.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as bare:
            bare.execute(
                'CREATE TABLE bare (stream TEXT COLLATE "C", seq INTEGER, at TEXT, by TEXT, payload TEXT,'
                " previous TEXT, hash TEXT, PRIMARY KEY (stream, seq))"
            )

            def insert(row: dict[str, Any]) -> None:
                bare.execute("BEGIN")
                bare.execute(PG_INSERT, row)
                bare.execute("COMMIT")

            yield from _held_against(store, insert)


def _save_grows(desk: Desk) -> Iterator[Pair]:
    with scratch(desk) as folder, closing(open_store(f"sqlite:///{folder / 'ours.db'}")) as store:
        for number in count():
            small, large = Saving(store, f"S-{number}"), Saving(store, f"L-{number}", 10 * ENTRIES)
            small.save()
            large.save()
            yield in_turn(large.save, small.save, SAVES)


ROWS = (
    Row(
        name="save",
        ours="one reading into a 600-entry trial: validated, hashed, durable (SQLite, WAL, synchronous FULL)",
        floor="bare sqlite3 insert of the same bytes, WAL, synchronous FULL, its own commit",
        bar=3,
        measure=_save,
        guard=8,
    ),
    Row(
        name="save_pg",
        ours="the same on PostgreSQL",
        floor="bare psycopg BEGIN, INSERT, COMMIT of the same bytes",
        bar=4,
        measure=_save_pg,
    ),
    Row(
        name="save_grows",
        ours="one reading into a 6,000-entry trial",
        floor="one reading into a 600-entry trial",
        bar=10,
        times=10,
        measure=_save_grows,
    ),
)
