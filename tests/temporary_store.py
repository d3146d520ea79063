"""A store of its own for a test: a SQLite database that lives in memory, without a disk to wait for."""

import sqlite3
from contextlib import closing
from functools import cache
from uuid import uuid4

from trial.store import Store


class TemporaryStore(Store):
    """An empty database, gone once every store on it is closed; `address` opens it in this process."""

    def __init__(self) -> None:
        name = f"file:/{uuid4().hex}?vfs=memdb"
        self.address = f"sqlite:///{name}&uri=true"
        with closing(sqlite3.connect(name, uri=True)) as copy:
            _with_tables().backup(copy)  # a tenth of the time that it takes to make them
            super().__init__(self.address)

    def __del__(self) -> None:
        self.close()


@cache
def _with_tables() -> sqlite3.Connection:
    name = "file:/itb_trial_tables?vfs=memdb"
    made = sqlite3.connect(name, uri=True, check_same_thread=False)
    Store(f"sqlite:///{name}&uri=true").close()
    return made
