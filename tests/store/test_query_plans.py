"""How often the database is asked, and by which index: what must not grow with the number of trials."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, insert, text

from trial.ledger.entries import Fact, GoalsOrdered, Noted, Opened
from trial.ledger.facts import Person
from trial.store import Store
from trial.store.ledger_rows import EntryFilter, position_of
from trial.store.tables import words
from trial.store.worklist import MANY

NOW = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
Asked = list[tuple[str, object]]
ORDERED = {"sqlite": "USE TEMP B-TREE", "postgresql": "Sort"}
"""How a plan says that it puts whole tables in order before it answers a page."""


@pytest.fixture
def sql(empty: str) -> Iterator[Store]:
    opened = Store(empty)
    for number in range(3):
        facts: list[Fact] = [
            Opened(trial=f"T-{number}", person=Person(identifier=f"TEST-{number}", name="Ann Example"))
        ]
        opened.append(f"T-{number}", lambda _, facts=facts: facts, at=NOW, by="K Tan")  # type: ignore[misc]
    yield opened
    opened.close()


def asked_by(store: Store, act: Callable[[], object]) -> Asked:
    """Every statement that reads or writes while this is done, as the driver is given it, and its first parameters."""
    asked: Asked = []

    def listen(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> None:
        if store.database.engine.dialect.name == "sqlite":
            options["factory"] = listening_connection(asked)
        else:
            options["cursor_factory"] = listening(psycopg.Cursor, asked)

    def listen_to_pages(connection: Any, _record: object) -> None:
        connection.server_cursor_factory = listening(psycopg.ServerCursor, asked)

    engine = store.database.engine
    listeners = [("do_connect", listen)]
    if engine.dialect.name == "postgresql":
        listeners.append(("connect", listen_to_pages))
    engine.dispose()  # so that the connections are new ones
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        act()
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
        engine.dispose()
    return [
        (sql, parameters) for sql, parameters in asked if sql.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE")
    ]


def listening(cursor: type, asked: Asked) -> type:
    """A kind of cursor that also says what it is given to run, so that no way round SQLAlchemy's events is missed."""

    class Listening(cursor):  # type: ignore[misc]
        def execute(self, statement: str, parameters: Any = (), **options: Any) -> Any:
            asked.append((statement, parameters))
            return super().execute(statement, parameters, **options)

        def executemany(self, statement: str, rows: Iterable[Any], **options: Any) -> Any:
            rows = [*rows]
            asked.append((statement, rows[0]))
            return super().executemany(statement, rows, **options)

    return Listening


def listening_connection(asked: Asked) -> type[sqlite3.Connection]:
    """A connection to SQLite whose cursors listen."""
    heard = listening(sqlite3.Cursor, asked)

    class Listening(sqlite3.Connection):
        def cursor(self, factory: Any = heard) -> Any:
            return super().cursor(factory)

    return Listening


def plan_of(store: Store, statement: str, parameters: object) -> str:
    """What the database would do; PostgreSQL is asked what it would do in tables too large to be read through."""
    lite = store.database.engine.dialect.name == "sqlite"
    with store.database.engine.connect() as connection:
        if not lite:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        explained = f"{'EXPLAIN QUERY PLAN' if lite else 'EXPLAIN'} {statement}"
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(explained, parameters))  # type: ignore[arg-type]


def is_read_through(plan: str) -> bool:
    """Whether a whole table is read without any index."""
    return "Seq Scan" in plan or any("SCAN" in line and "INDEX" not in line for line in plan.splitlines())


def test_a_poll_is_one_read_by_the_key_of_the_heads(sql: Store) -> None:
    asked = asked_by(sql, lambda: sql.head("T-1"))
    assert len(asked) == 1
    plan = plan_of(sql, *asked[0])
    assert "heads_pkey" in plan or "SEARCH heads USING PRIMARY KEY" in plan
    assert not is_read_through(plan)


def test_what_a_tap_writes_reads_no_table_through(sql: Store) -> None:
    asked = asked_by(sql, lambda: sql.append("T-1", lambda _: [GoalsOrdered(ids=())], at=NOW, by="K Tan"))
    assert [statement.split()[0] for statement, _ in asked] == ["SELECT", "INSERT", "UPDATE", "UPDATE"]
    for statement, parameters in asked:
        assert not is_read_through(plan_of(sql, statement, parameters))


@pytest.mark.parametrize(
    ("looked_for", "index"), [({}, "worklist_by_change"), ({"state": "planned"}, "worklist_by_state")]
)
def test_a_page_of_the_worklist_is_walked_in_the_order_of_its_index(
    sql: Store, looked_for: dict[str, str], index: str
) -> None:
    for after in ("", "T-1"):
        *_, page = asked_by(sql, lambda after=after: sql.worklist(**looked_for, after=after))  # type: ignore[misc]
        plan = plan_of(sql, *page)
        assert index in plan
        assert not is_read_through(plan)
        assert ORDERED[sql.database.engine.dialect.name] not in plan


@pytest.mark.parametrize(
    ("wanted", "index"),
    [(EntryFilter(), "entries_by_time"), (EntryFilter(by="K Tan"), "entries_by_person")],
)
def test_a_page_of_the_audit_is_walked_in_the_order_of_its_index(sql: Store, wanted: EntryFilter, index: str) -> None:
    (page,) = asked_by(sql, lambda: sql.newest(wanted))
    plan = plan_of(sql, *page)
    assert index in plan
    assert not is_read_through(plan)


@pytest.mark.parametrize("many", [False, True])
def test_a_search_by_the_beginning_of_a_word_reads_no_table_through(sql: Store, many: bool) -> None:
    """Few trials that fit are looked up by their words; of many the latest are met by walking down the list."""
    if many:
        with sql.database.writing() as connection:
            connection.execute(insert(words), [{"word": f"example{n}", "trial": f"T-{n}"} for n in range(MANY)])
    found: list[object] = []
    probe, page = asked_by(sql, lambda: found.extend(sql.worklist(search="exam")))
    assert len(found) == 3
    for statement in (probe, page):
        assert not is_read_through(plan_of(sql, *statement))
    if many and sql.database.engine.dialect.name == "sqlite":  # PostgreSQL chooses by what it counted itself
        plan = plan_of(sql, *page)
        assert "worklist_by_change" in plan
        assert ORDERED["sqlite"] not in plan


def opened(trial: str) -> Callable[[object], list[Fact]]:
    return lambda _: [Opened(trial=trial, person=Person(identifier="TEST-9", name="Ann Example"))]


OF_ONE_TRIAL: dict[str, list[Callable[[Store], object]]] = {
    "append": [
        lambda store: store.append("T-1", lambda _: [GoalsOrdered(ids=())], at=NOW, by="K Tan"),
        lambda store: store.append("T-9", opened("T-9"), at=NOW, by="K Tan"),
    ],
    "note": [lambda store: store.note(Noted(what="verified"), at=NOW, by="K Tan")],
    "trial": [lambda store: store.trial("T-1")],
    "head": [lambda store: store.head("T-1")],
    "entries": [lambda store: [*store.entries("trial/T-1", 0)]],
    "facts": [lambda store: [*store.facts("T-1")]],
    "worklist": [
        lambda store: store.worklist(),
        lambda store: store.worklist(search="exam", state="planned", after="T-1"),
    ],
    "recorders_since": [lambda store: store.recorders_since(NOW)],
    "under_way": [lambda store: store.under_way(now=NOW), lambda store: store.under_way(search="exam", now=NOW)],
    "of_states": [
        lambda store: store.of_states(("planned", "awaiting_decision"), now=NOW),
        lambda store: store.of_states(("in_progress",), search="exam", now=NOW, after="T-1"),
    ],
    "newest": [
        lambda store: store.newest(EntryFilter()),
        lambda store: store.newest(EntryFilter(by="K Tan", since=NOW, until=NOW + timedelta(days=1))),
        lambda store: store.newest(EntryFilter(trials=["T-0", "T-1"])),
        lambda store: store.newest(EntryFilter(), before=position_of(store.newest(EntryFilter())[0])),
    ],
    "erase": [lambda store: store.erase("T-1", reason="Asked for", at=NOW, by="K Tan")],
    "secret": [lambda store: store.secret()],
}
OF_ALL: dict[str, list[Callable[[Store], object]]] = {
    "trials": [lambda store: [*store.trials()]],
    "meetings": [lambda store: store.meetings(NOW - timedelta(days=1))],
    "rebuild_worklist": [lambda store: store.rebuild_worklist()],
    "verify": [lambda store: store.verify()],
    "statistics": [lambda store: store.statistics(NOW - timedelta(days=7))],
    "raw": [lambda store: [*store.raw()]],
}
"""What answers for the whole ledger, and so reads all of a table."""


def test_no_statement_about_one_trial_or_one_page_reads_a_table_through(sql: Store) -> None:
    for act in chain.from_iterable(OF_ONE_TRIAL.values()):
        asked = asked_by(sql, lambda act=act: act(sql))  # type: ignore[misc]
        assert asked
        for statement, parameters in asked:
            plan = plan_of(sql, statement, parameters)
            assert not is_read_through(plan), f"{statement}\n{plan}"


def test_every_statement_about_the_whole_ledger_can_be_explained(sql: Store) -> None:
    for act in chain.from_iterable(OF_ALL.values()):
        asked = asked_by(sql, lambda act=act: act(sql))  # type: ignore[misc]
        assert asked
        for statement, parameters in asked:
            plan_of(sql, statement, parameters)


def test_a_restore_is_explained_too(sql: Store, empty: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    copy = [*sql.raw()]
    other = request.getfixturevalue("postgresql_server").new() if empty.startswith("postgresql") else None
    target = Store(other or f"sqlite:///{tmp_path / 'restored.db'}")
    try:
        asked = asked_by(target, lambda: target.load(copy))
        assert {sql.split()[2] for sql, _ in asked if sql.startswith("INSERT")} >= {
            "heads",
            "entries",
            "sealed",
            "worklist",
        }
        for statement, parameters in asked:
            plan_of(target, statement, parameters)
    finally:
        target.close()


def test_every_act_of_the_store_is_explained_here() -> None:
    acts = {name for name in vars(Store) if not name.startswith("_")}
    assert acts == OF_ONE_TRIAL.keys() | OF_ALL.keys() | {"load", "close"}
