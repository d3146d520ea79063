"""The tables, and the triggers that make the ledger append-only, for SQLite and PostgreSQL.

Triggers on UPDATE and DELETE alone would not stop SQLite's `INSERT OR REPLACE`, which deletes without running them
unless the connection sets `recursive_triggers`, nor PostgreSQL's `TRUNCATE`. So an entry may only be inserted at the
end of its chain, where it replaces nothing, and a separate trigger refuses `TRUNCATE`.
"""

from sqlalchemy import DDL, Column, Index, Integer, MetaData, Table, Text, event

Key = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that both databases compare byte by byte, so that order and prefixes are the same."""

metadata = MetaData()

entries = Table(
    "entries",
    metadata,
    Column("stream", Key, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_with_rowid=False,  # a trial's rows are adjacent, and there is no rowid to replace
)
Index("entries_by_time", entries.c.at)
Index("entries_by_person", entries.c.by, entries.c.at)
heads = Table(
    "heads",
    metadata,
    Column("stream", Key, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_with_rowid=False,
)
sealed = Table(
    "sealed",
    metadata,
    Column("stream", Key, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("hash", Key, primary_key=True),
    Column("salt", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)
worklist = Table(
    "worklist",
    metadata,
    Column("trial", Key, primary_key=True),
    Column("identifier", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("dose_number", Integer),
    Column("micrograms", Text, nullable=False),
    Column("given_at", Text),
    Column("next_slot", Text, nullable=False),
    Column("next_due_at", Text),
    Column("changed_at", Key, nullable=False),
    Column("day_ends_at", Text),
    Column("bed", Text, nullable=False, server_default=""),
    Column("slots_to_come", Text, nullable=False, server_default="[]"),
)
Index("worklist_by_change", worklist.c.changed_at, worklist.c.trial)
Index("worklist_by_state", worklist.c.state, worklist.c.changed_at, worklist.c.trial)
Index("worklist_by_trial", worklist.c.state, worklist.c.trial)
Index("worklist_by_end", worklist.c.day_ends_at)
words = Table(
    "words",
    metadata,
    Column("word", Key, primary_key=True),
    Column("trial", Key, primary_key=True),
    sqlite_with_rowid=False,
)
Index("words_by_trial", words.c.trial)
about = Table(
    "about",
    metadata,
    Column("name", Key, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Names and values: the version of the tables, and the secret of the service."""


APPEND_ONLY = "the ledger is append-only"
_NEXT = "(SELECT coalesce(max(seq), 0) + 1 FROM entries WHERE stream = NEW.stream)"
_BACK = "NEW.seq <= OLD.seq OR NEW.stream <> OLD.stream"
_HEAD_IS_THERE = "EXISTS (SELECT 1 FROM heads WHERE stream = NEW.stream)"
_SEAL_IS_THERE = "EXISTS (SELECT 1 FROM sealed WHERE stream = NEW.stream AND seq = NEW.seq AND hash = NEW.hash)"
SQLITE_TRIGGERS: dict[str, str] = {}
"""By name, the statement that makes each trigger on SQLite."""
POSTGRESQL_TRIGGERS: set[str] = set()


def _run(target: Table | MetaData, moment: str, statement: str, dialect: str) -> None:
    event.listen(target, moment, DDL(statement).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


def _on_sqlite(table: Table, name: str, before: str, when: str = "") -> None:
    when = f"WHEN {when} " if when else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
    SQLITE_TRIGGERS[name] = f"CREATE TRIGGER {name} BEFORE {before} ON {table.name} {when}{refuse}"
    _run(table, "after_create", SQLITE_TRIGGERS[name], "sqlite")


def _on_postgresql(
    table: Table, name: str, before: str, when: str = "", act: str = "refuse", scope: str = "ROW"
) -> None:
    when = f"WHEN ({when}) " if when else ""
    act = f"FOR EACH {scope} {when}EXECUTE FUNCTION {act}()"
    POSTGRESQL_TRIGGERS.add(name)
    _run(table, "after_create", f"CREATE TRIGGER {name} BEFORE {before} ON {table.name} {act}", "postgresql")


def _function(name: str, body: str) -> None:
    declared = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    _run(metadata, "before_create", declared, "postgresql")


_on_sqlite(entries, "entries_at_the_end", "INSERT", f"NEW.seq IS NOT {_NEXT}")
_on_sqlite(entries, "entries_not_updated", "UPDATE")
_on_sqlite(entries, "entries_not_deleted", "DELETE")
_on_sqlite(heads, "heads_not_replaced", "INSERT", _HEAD_IS_THERE)
_on_sqlite(heads, "heads_move_on", "UPDATE", _BACK)
_on_sqlite(heads, "heads_not_deleted", "DELETE")
_on_sqlite(sealed, "sealed_not_replaced", "INSERT", _SEAL_IS_THERE)
_on_sqlite(sealed, "sealed_not_updated", "UPDATE")

_function("refuse", f"RAISE EXCEPTION '{APPEND_ONLY}';")
_function("only_at_the_end", f"IF NEW.seq <> {_NEXT} THEN RAISE EXCEPTION '{APPEND_ONLY}'; END IF; RETURN NEW;")
_on_postgresql(entries, "entries_at_the_end", "INSERT", act="only_at_the_end")
_on_postgresql(entries, "entries_not_changed", "UPDATE OR DELETE")
_on_postgresql(heads, "heads_move_on", "UPDATE", _BACK)
_on_postgresql(heads, "heads_not_deleted", "DELETE")
_on_postgresql(sealed, "sealed_not_updated", "UPDATE")
for _table in (entries, heads, sealed):
    _on_postgresql(_table, f"{_table.name}_not_truncated", "TRUNCATE", scope="STATEMENT")
