"""A database of an older version is brought up to date in one go, or left as it was; on both databases."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, inspect, make_url, text

from trial.errors import StoreUnavailable
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.store import migrations, open_store, worklist
from trial.store.worklist import WorklistRow

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
RELEASED = sorted(Path(__file__).parent.glob("released/version_*.sql"))


def open_and_close(address: str) -> None:
    open_store(address).close()


@pytest.fixture
def written(empty: str) -> str:
    store = open_store(empty)
    opening = e.Opened(trial="T-1", person=f.Person(identifier="RX1", name="Ann Other"))
    store.append("T-1", lambda _: [opening], at=NOON, by="K Tan")
    store.close()
    return empty


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    made = create_engine(empty)
    yield made
    made.dispose()


def tables(engine: Engine) -> dict[str, list[str]]:
    found = inspect(engine)
    return {name: sorted(one["name"] for one in found.get_columns(name)) for name in sorted(found.get_table_names())}


def content(engine: Engine) -> list[list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return [
            sorted((tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))), key=str)  # noqa: S608
            for name in tables(engine)
        ]


def add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE worklist ADD COLUMN ward TEXT")


def add_table_and_fail(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE wards (name TEXT)")
    connection.exec_driver_sql("UPDATE worklist SET name = 'half done'")
    connection.exec_driver_sql("ALTER TABLE nowhere ADD COLUMN ward TEXT")


def fail_in_words(connection: Connection) -> None:
    add_column(connection)
    raise StoreUnavailable("This step cannot be taken.")


def test_steps_are_taken_once_and_in_order(written: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []

    def step(name: str, act: Callable[[Connection], None]) -> Callable[[Connection], None]:
        return lambda connection: taken.append(name) or act(connection)  # type: ignore[func-returns-value]

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO about (name, value) VALUES ('ward', 'four')")

    steps = (*migrations.STEPS, step("first", add_column), step("second", fill))
    monkeypatch.setattr(migrations, "STEPS", steps[:-1])
    open_and_close(written)
    monkeypatch.setattr(migrations, "STEPS", steps)
    open_and_close(written)
    open_and_close(written)
    assert taken == ["first", "second"]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT value FROM about WHERE name = 'ward'")) == "four"
        assert connection.scalar(text("SELECT value FROM about WHERE name = 'version'")) == str(1 + len(steps))


@pytest.mark.parametrize("failing", [add_table_and_fail, fail_in_words])
def test_a_step_that_fails_leaves_no_trace_of_itself_nor_of_those_before_it(
    written: str, engine: Engine, monkeypatch: pytest.MonkeyPatch, failing: Callable[[Connection], None]
) -> None:
    before = tables(engine), content(engine)

    def first(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE consultants (name TEXT)")

    present = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", (*present, first, failing))
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            open_store(written)
        assert (tables(engine), content(engine)) == before
    monkeypatch.setattr(migrations, "STEPS", present)
    store = open_store(written)
    assert store.verify() == (2, 1)
    store.close()


def test_a_step_can_rewrite_no_entry(written: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(engine)

    def rewrite(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE entries SET payload = '{}'")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, rewrite))
    with pytest.raises(Exception, match="append-only"):
        open_store(written)
    assert content(engine) == before


def test_a_newer_database_is_left_alone(written: str, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    present = migrations.STEPS
    monkeypatch.setattr(migrations, "STEPS", (*present, add_column))
    open_and_close(written)
    before = content(engine)
    monkeypatch.setattr(migrations, "STEPS", present)
    with pytest.raises(StoreUnavailable, match="newer version"):
        open_store(written)
    assert content(engine) == before


def test_another_programs_database_is_left_alone(empty: str, engine: Engine, database: Path) -> None:
    database.parent.mkdir(exist_ok=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE entries (id INTEGER, said TEXT)"))
    before = tables(engine)
    with pytest.raises(StoreUnavailable, match="another program"):
        open_store(empty)
    assert tables(engine) == before


def shape(engine: Engine) -> dict[str, object]:
    """All that is in a database but its rows: columns, keys, indexes, triggers, functions."""
    found = inspect(engine)
    columns = {
        name: [(one["name"], str(one["type"]), one["nullable"]) for one in found.get_columns(name)]
        for name in found.get_table_names()
    }
    keys = {name: found.get_pk_constraint(name)["constrained_columns"] for name in columns}
    indexes = {name: sorted(str(one["column_names"]) for one in found.get_indexes(name)) for name in columns}
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            guards = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        else:
            guards = [
                *connection.execute(
                    text("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
                ),
                *connection.execute(
                    text(
                        "SELECT proname, pg_get_functiondef(oid) FROM pg_proc "
                        "WHERE pronamespace = 'public'::regnamespace"
                    )
                ),
            ]
    return {"columns": columns, "keys": keys, "indexes": indexes, "guards": sorted(tuple(one) for one in guards)}


def load(script: Path, address: str, database: Path) -> None:
    written = script.read_text(encoding="utf-8")
    if address.startswith("sqlite"):
        database.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(database)) as connection:
            connection.executescript(written)
        return
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(make_url(address).set(drivername="postgresql").render_as_string(False)) as connection:
        connection.execute(written)


@pytest.mark.parametrize("script", RELEASED, ids=lambda script: script.name)
def test_every_released_version_becomes_the_present_one(
    script: Path, request: pytest.FixtureRequest, database: Path, tmp_path: Path
) -> None:
    kind = script.name.split(".")[1]
    if kind == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        old, new = server.new(), server.new()
    else:
        old, new = f"sqlite:///{database}", f"sqlite:///{tmp_path / 'new.db'}"
    load(script, old, database)
    store = open_store(old)
    assert store.verify() == (11, 2)
    assert store.trial("T-1").person.name == "Zoë O'Brien"
    assert store.trial("T-2").erased_at is not None
    assert [row.trial for row in store.worklist(search="zoe")] == ["T-1"]
    before = store.worklist()
    store.rebuild_worklist()
    assert store.worklist() == before
    again = store.append("T-1", lambda _: [e.EventsAsked(dose=1)], at=NOON, by="J Poe")
    assert again is not None
    assert store.verify() == (12, 2)
    store.close()
    open_and_close(new)
    engines = [create_engine(address) for address in (old, new)]
    assert shape(engines[0]) == shape(engines[1])
    for engine in engines:
        engine.dispose()


def test_there_is_a_script_of_every_version_on_both_databases() -> None:
    versions = [f"version_{number}" for number in range(1, 2 + len(migrations.STEPS))]
    assert {one.name for one in RELEASED} == {f"{v}.{kind}.sql" for v in versions for kind in ("sqlite", "postgresql")}


@pytest.mark.parametrize("moment", ["before its rows", "among its rows"])
def test_a_worklist_whose_making_was_stopped_is_whole_and_is_made_again(
    empty: str, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with closing(open_store(empty)) as store:
        for number in range(3):
            opened = e.Opened(trial=f"T-{number}", person=f.Person(identifier=f"RX{number}", name="Ann Other"))
            store.append(f"T-{number}", lambda _, fact=opened: [fact], at=NOON, by="K Tan")  # type: ignore[misc]
        with store.database.writing() as connection:
            connection.execute(text("UPDATE worklist SET name = 'Somebody Else'"))
            connection.execute(text("INSERT INTO words (word, trial) VALUES ('ghost', 'T-9')"))
        put, rows = worklist.put_row, 0

        def stopped(connection: Connection, row: WorklistRow) -> None:
            nonlocal rows
            if rows == (0 if moment == "before its rows" else 2):
                raise KeyboardInterrupt
            rows += 1
            put(connection, row)

        monkeypatch.setattr(worklist, "put_row", stopped)
        with pytest.raises(KeyboardInterrupt):
            store.rebuild_worklist()
        monkeypatch.undo()
        assert len(store.worklist()) == 3
        assert store.rebuild_worklist() == 3
        assert {row.name for row in store.worklist()} == {"Ann Other"}
        with store.database.reading() as connection:
            assert connection.scalar(text("SELECT count(*) FROM words WHERE word = 'ghost'")) == 0


def test_an_upgrade_that_was_stopped_before_the_worklist_makes_it_when_next_opened(empty: str) -> None:
    with closing(open_store(empty)) as store:
        opened = e.Opened(trial="T-1", person=f.Person(identifier="RX1", name="Ann Other"))
        store.append("T-1", lambda _: [opened], at=NOON, by="K Tan")
        with store.database.writing() as connection:
            connection.execute(text("DELETE FROM about WHERE name LIKE 'worklist%'"))
            connection.execute(text("DELETE FROM worklist"))
    with closing(open_store(empty)) as store:
        assert [row.trial for row in store.worklist()] == ["T-1"]
