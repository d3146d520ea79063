"""The whole ledger out of a database, row by row, and into an empty one."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby, islice

from sqlalchemy import Connection, Table, insert, select

from trial.ledger.copies import HeadRow, Row, SealedRow
from trial.ledger.entries import Entry
from trial.store import rows
from trial.store.base import check_empty
from trial.store.tables import entries, heads, sealed

PIECE = 500
TABLES: dict[type[Row], Table] = {HeadRow: heads, Entry: entries, SealedRow: sealed}


def copied(connection: Connection) -> Iterator[Row]:
    """Every head, entry and sealed text as this transaction sees them."""

    for kind, table in TABLES.items():
        query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=PIECE)
        with connection.execute(query) as found:  # closed with the transaction, also if nobody takes the rest
            for row in found:
                yield rows.entry(row) if kind is Entry else kind(**row._mapping)


def fill(connection: Connection, copy: Iterable[Row]) -> None:
    """Write a copy into tables that hold nothing yet; raises NotAllowedNow if they do."""
    check_empty(connection.execute(select(heads.c.stream).limit(1)).first() is None)
    for kind, of_kind in groupby(copy, type):
        while piece := [*islice(of_kind, PIECE)]:
            values = [rows.values(row) if isinstance(row, Entry) else asdict(row) for row in piece]
            connection.execute(insert(TABLES[kind]), values)
