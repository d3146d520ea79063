"""How often the database is asked, and by which index: what must not grow with the number of trials."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import ClauseElement, Connection, event, text

from trial.ledger.entries import Fact, GoalsOrdered, Opened
from trial.ledger.facts import Person
from trial.store import Store, database, ledger_rows, worklist

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
    """Every statement that reads or writes while this is done, and its parameters."""
    asked: Asked = []

    def hear(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE"):
            asked.append((statement, parameters))

    def heard(connection: Connection, statement: ClauseElement, *rows: dict[str, object]) -> object:
        asked.append((str(statement.compile(dialect=connection.dialect)), rows[0]))
        return database.run(connection, statement, *rows)

    event.listen(store.database.engine, "before_cursor_execute", hear)
    try:
        with pytest.MonkeyPatch.context() as patched:
            for module in (ledger_rows, worklist):
                patched.setattr(module, "run", heard)
            act()
    finally:
        event.remove(store.database.engine, "before_cursor_execute", hear)
    return asked


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


@pytest.mark.parametrize("many", [False, True])
def test_a_search_by_the_beginning_of_a_word_reads_no_table_through(
    sql: Store, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few trials that fit are looked up by their words; of many the latest are met by walking down the list."""
    if many:
        monkeypatch.setattr("trial.store.worklist.MANY", 0)
    found: list[object] = []
    probe, page = asked_by(sql, lambda: found.extend(sql.worklist(search="exam")))
    assert len(found) == 3
    for one in (probe, page):
        assert not is_read_through(plan_of(sql, *one))
    if many and sql.database.engine.dialect.name == "sqlite":  # PostgreSQL chooses by what it counted itself
        plan = plan_of(sql, *page)
        assert "worklist_by_change" in plan
        assert ORDERED["sqlite"] not in plan
