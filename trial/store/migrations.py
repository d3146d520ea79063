"""Making the tables, and bringing those of an older version up to date, in one transaction or not at all."""

from collections.abc import Callable

from sqlalchemy import Connection, insert, inspect, select, text, update

from trial.errors import StoreUnavailable
from trial.store.tables import about, entries, metadata


def _find_entries_by_time(connection: Connection) -> None:
    for index in sorted(entries.indexes, key=lambda index: str(index.name)):
        index.create(connection)


def _know_when_a_day_ends(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE worklist ADD COLUMN day_ends_at TEXT"))


STEPS: tuple[Callable[[Connection], None], ...] = (_find_entries_by_time, _know_when_a_day_ends)
"""The n-th turns the tables of version n into those of version n + 1. Entries are never rewritten."""


def is_current(connection: Connection) -> bool:
    """Whether the tables are there and up to date; raises StoreUnavailable if another or a newer program made them."""
    return _version(connection) == 1 + len(STEPS)


def migrate(connection: Connection) -> None:
    """Make the tables, or take the steps that they lack. The caller's transaction must be a writing one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(494247)"))  # several copies of the app start at once
    version = _version(connection)
    if version == 0:
        metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(about).values(name="version", value=str(1 + len(STEPS))))
        note_worklist(connection)
        return
    for step in STEPS[version - 1 :]:
        step(connection)
    connection.execute(update(about).where(about.c.name == "version").values(value=str(1 + len(STEPS))))


def worklist_is_built(connection: Connection) -> bool:
    """Whether the worklist was made for tables of this version: a step may give it columns, and be stopped there."""
    built = select(about.c.value).where(about.c.name == _worklist_of_this_version())
    return connection.scalar(built) is not None


def note_worklist(connection: Connection) -> None:
    """Note that the worklist was made for tables of this version."""
    noted = text("INSERT INTO about (name, value) VALUES (:name, 'built') ON CONFLICT DO NOTHING")
    connection.execute(noted, {"name": _worklist_of_this_version()})


def _worklist_of_this_version() -> str:
    return f"worklist of version {1 + len(STEPS)}"


def _version(connection: Connection) -> int:
    found = inspect(connection)
    there = set(found.get_table_names())
    if connection.dialect.name == "postgresql":
        there &= metadata.tables.keys()  # others may live in the same schema, only not under the same names
    if not there:
        return 0
    version = 0
    if about.name in there and {column["name"] for column in found.get_columns(about.name)} == {*about.columns.keys()}:
        written = connection.scalar(select(about.c.value).where(about.c.name == "version"))
        version = int(written) if written and written.isdecimal() else 0
    if version == 0:
        raise StoreUnavailable("This database belongs to another program; name another in ITB_DATABASE_URL.")
    if version > 1 + len(STEPS):
        raise StoreUnavailable("This database was made by a newer version of the program; bring this one up to date.")
    return version
