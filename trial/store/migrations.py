"""Creation of the tables, and migration of those of an older version, in one transaction."""

from collections.abc import Callable

from sqlalchemy import Connection, insert, inspect, select, text, update

from trial.errors import LedgerBroken, StoreUnavailable
from trial.store.tables import POSTGRESQL_TRIGGERS, SQLITE_TRIGGERS, about, entries, metadata


def _add_entry_indexes(connection: Connection) -> None:
    for index in sorted(entries.indexes, key=lambda index: str(index.name)):
        index.create(connection)


def _add_day_ends_at(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE worklist ADD COLUMN day_ends_at TEXT"))


def _add_board(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE worklist ADD COLUMN bed TEXT NOT NULL DEFAULT ''"))
    connection.execute(text("ALTER TABLE worklist ADD COLUMN slots_to_come TEXT NOT NULL DEFAULT '[]'"))
    connection.execute(text("CREATE INDEX worklist_by_trial ON worklist (state, trial)"))
    connection.execute(text("CREATE INDEX worklist_by_end ON worklist (day_ends_at)"))


def _look_for_a_seal_by_its_key(connection: Connection) -> None:
    """Without the entry's number all sealed texts of the trial were read at each new one."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER sealed_not_replaced"))
        connection.execute(text(SQLITE_TRIGGERS["sealed_not_replaced"]))


STEPS: tuple[Callable[[Connection], None], ...] = (
    _add_entry_indexes,
    _add_day_ends_at,
    _add_board,
    _look_for_a_seal_by_its_key,
)
"""The n-th migrates the tables from version n to version n + 1. Entries are never rewritten."""


def is_current(connection: Connection) -> bool:
    """Whether the tables exist and are current; raises StoreUnavailable for those of another or a newer program."""
    return _version(connection) == 1 + len(STEPS)


def migrate(connection: Connection) -> None:
    """Create the tables, or run the migrations that they lack. The caller's transaction must be a writing one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(494247)"))  # several copies of the app may start together
    version = _version(connection)
    if version == 0:
        metadata.create_all(connection, checkfirst=False)
        connection.execute(insert(about).values(name="version", value=str(1 + len(STEPS))))
        note_worklist(connection)
        return
    for step in STEPS[version - 1 :]:
        step(connection)
    connection.execute(update(about).where(about.c.name == "version").values(value=str(1 + len(STEPS))))


def check_triggers(connection: Connection) -> None:
    """Raise LedgerBroken where a trigger that keeps the ledger append-only is missing, changed or switched off."""
    if connection.dialect.name == "sqlite":
        kept = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        unquoted = {name: sql.replace('"', "") for name, sql in SQLITE_TRIGGERS.items()}  # a renamed table is quoted
        held = {name for name, sql in connection.execute(kept) if sql.replace('"', "") == unquoted.get(name)}
        wanted = {*SQLITE_TRIGGERS}
    else:
        kept = text(
            "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') "
            "AND tgrelid IN (to_regclass('entries'), to_regclass('heads'), to_regclass('sealed'))"
        )
        held, wanted = {*connection.scalars(kept)}, POSTGRESQL_TRIGGERS
    if missing := sorted(wanted - held):
        raise LedgerBroken(
            f"The database no longer refuses changes of the ledger: trigger {missing[0]} is missing, changed or off."
        )


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
    tables = set(found.get_table_names())
    if connection.dialect.name == "postgresql":
        tables &= metadata.tables.keys()  # the schema may contain tables of others under other names
    if not tables:
        return 0
    version = 0
    if about.name in tables and {column["name"] for column in found.get_columns(about.name)} == {*about.columns.keys()}:
        written = connection.scalar(select(about.c.value).where(about.c.name == "version"))
        version = int(written) if written and written.isdecimal() else 0
    if version == 0:
        raise StoreUnavailable("This database belongs to another program; name another in ITB_DATABASE_URL.")
    if version > 1 + len(STEPS):
        raise StoreUnavailable("This database was made by a newer version of the program; bring this one up to date.")
    return version
