"""Making the tables, and bringing those of an older version up to date, in one transaction or not at all."""

from collections.abc import Callable

from sqlalchemy import Connection, insert, inspect, select, text, update

from trial.errors import StoreUnavailable
from trial.store.tables import about, metadata

STEPS: tuple[Callable[[Connection], None], ...] = ()
"""The n-th turns the tables of version n into those of version n + 1. Entries are never rewritten."""


def is_current(connection: Connection) -> bool:
    """Whether the tables are there and up to date; raises StoreUnavailable if a newer program made them."""
    return _version(connection) == 1 + len(STEPS)


def migrate(connection: Connection) -> None:
    """Make the tables, or take the steps that they lack. The caller's transaction must be a writing one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(494247)"))  # several copies of the app start at once
    version = _version(connection)
    if version == 0:
        metadata.create_all(connection)
        connection.execute(insert(about).values(name="version", value=str(1 + len(STEPS))))
        return
    for step in STEPS[version - 1 :]:
        step(connection)
    connection.execute(update(about).where(about.c.name == "version").values(value=str(1 + len(STEPS))))


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(about.name):
        return 0
    version = int(connection.scalar(select(about.c.value).where(about.c.name == "version")) or 0)
    if version > 1 + len(STEPS):
        raise StoreUnavailable("This database was made by a newer version of the program; bring this one up to date.")
    return version
