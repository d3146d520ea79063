"""A store of its own for a test: a SQLite database that lives in memory, without a disk to wait for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from uuid import uuid4

from trial.store import Store


@contextmanager
def temporary_database() -> Iterator[str]:
    """The address of an empty database for this process; it stays until every store that was opened on it is closed."""
    name = f"file:/{uuid4().hex}?vfs=memdb"
    with closing(sqlite3.connect(name, uri=True)) as copy:
        _with_tables().backup(copy)  # a tenth of the time that it takes to make them
        yield f"sqlite:///{name}&uri=true"


class TemporaryStore(Store):
    """An empty database, gone once it is closed or nobody holds it any more."""

    def __init__(self) -> None:
        with temporary_database() as address:
            super().__init__(address)

    def __del__(self) -> None:
        self.close()


@cache
def _with_tables() -> sqlite3.Connection:
    name = "file:/itb_trial_tables?vfs=memdb"
    made = sqlite3.connect(name, uri=True, check_same_thread=False)
    Store(f"sqlite:///{name}&uri=true").close()
    return made
