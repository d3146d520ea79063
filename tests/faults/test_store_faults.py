"""When things go wrong underneath: a sentence, nothing half written, nothing lost that was acknowledged."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event

from trial.errors import InvalidInput, NotFound, StoreUnavailable
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.store import Store, open_store

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
OPENING = [
    e.Opened(trial="T-1", person=f.Person(identifier="RX1234567", name="Ann Other")),
    e.DoseSet(act="planned", dose=f.Dose(number=1, micrograms=Decimal(50))),
]


def taken(item: str) -> e.ReadingTaken:
    reading = f.Reading(slot="baseline", taken_at=NOON, scale="pain", item=item, value="2", note="cried out", id=item)
    return e.ReadingTaken(dose=1, reading=reading)


def add(store: Store, item: str) -> None:
    store.append("T-1", lambda _: [taken(item)], at=NOON, by="K Tan")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "trials.db"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{database}?timeout=0.2")
    opened.append("T-1", lambda _: OPENING, at=NOON, by="K Tan")
    yield opened
    opened.close()


def test_the_folder_of_the_database_is_made_if_it_is_missing(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/a/b/trials.db").close()
    assert (tmp_path / "a/b/trials.db").is_file()


def garbage(path: Path) -> str:
    path.write_bytes(b"This is no database. " * 500)
    return f"sqlite:///{path}"


def folder(path: Path) -> str:
    path.mkdir()
    return f"sqlite:///{path}"


def below_a_file(path: Path) -> str:
    path.write_text("a file")
    return f"sqlite:///{path}/below/trials.db"


def read_only(path: Path) -> str:
    sqlite3.connect(path).close()
    return f"sqlite:///file:{path}?mode=ro&uri=true"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (garbage, "is not a database"),
        (folder, "cannot be opened"),
        (below_a_file, "cannot be made"),
        (read_only, "not written|cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_said_in_a_sentence(
    database: Path, spoil: Callable[[Path], str], says: str
) -> None:
    with pytest.raises(StoreUnavailable, match=says):
        open_store(spoil(database))


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "mysql://here/there", "trials.db", "", "sqlite:"]
)
def test_an_address_that_names_no_database_of_ours_is_refused(address: str) -> None:
    with pytest.raises(InvalidInput, match="ITB_DATABASE_URL"):
        open_store(address)


def test_a_database_that_another_program_holds_is_busy_and_then_works_again(store: Store, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="busy"):
            add(store, "a")
        assert store.trial("T-1").entries == 2
        other.execute("ROLLBACK")
    add(store, "a")
    assert store.verify() == (4, 1)


def test_a_full_disk_writes_nothing_and_says_so(store: Store) -> None:
    engine = store.database.engine  # type: ignore[attr-defined]
    engine.dispose()

    @event.listens_for(engine, "connect")
    def no_room(connection, _record) -> None:  # type: ignore[no-untyped-def]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")

    def write_on() -> None:
        for number in range(1000):
            add(store, f"item {number}")

    with pytest.raises(StoreUnavailable, match="disk is full"):
        write_on()
    kept = len(store.trial("T-1").doses[0].readings)
    assert 0 < kept < 1000
    assert store.head("T-1") == len(list(store.facts("T-1"))) == 2 + kept
    assert store.verify() == (2 + kept + 1, 1)


@pytest.mark.parametrize("table", ["sealed", "heads", "words", "worklist"])
def test_a_write_that_fails_half_way_leaves_nothing_of_it(store: Store, database: Path, table: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute(f"ALTER TABLE {table} RENAME TO elsewhere")
        person = f.Person(identifier="RX9", name="Ben")
        with pytest.raises(StoreUnavailable):
            store.append("T-1", lambda _: [e.PersonChanged(person=person, reason="slip")], at=NOON, by="K Tan")
        with pytest.raises(StoreUnavailable):
            store.append("T-2", lambda _: [e.Opened(trial="T-2", person=person)], at=NOON, by="K Tan")
        other.execute(f"ALTER TABLE elsewhere RENAME TO {table}")
    assert store.trial("T-1").person.identifier == "RX1234567"
    assert [row.identifier for row in store.worklist()] == ["RX1234567"]
    assert store.verify() == (3, 1)
    with pytest.raises(NotFound):
        store.trial("T-2")


def test_a_fault_never_repeats_what_was_typed(store: Store, database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("ALTER TABLE words RENAME TO elsewhere")
        person = f.Person(identifier="RX7654321", name="Ben Stone")
        with pytest.raises(StoreUnavailable) as fault:
            store.append("T-1", lambda _: [e.PersonChanged(person=person)], at=NOON, by="K Tan")
    shown = "".join(traceback.format_exception(fault.value))
    assert "RX7654321" not in shown
    assert "Ben Stone" not in shown


WRITER = """
import os
import sys
from datetime import UTC, datetime
from trial.ledger.entries import ReadingTaken
from trial.ledger.facts import Reading
from trial.store import open_store
at = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
for file in map(str.strip, sys.stdin):  # each is written by a process of its own, which is killed
    child = os.fork()
    if not child:
        store = open_store(sys.argv[1])
        with open(file, "w") as acknowledged:
            for number in range(100_000):
                item = f"{os.path.basename(file)}-{number}"
                reading = Reading(
                    slot="baseline", taken_at=at, scale="pain", item=item, value="2", note="cried out", id=item
                )
                store.append("T-1", lambda _: [ReadingTaken(dose=1, reading=reading)], at=at, by="writer")
                print(item, file=acknowledged, flush=True)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def test_whatever_was_acknowledged_before_a_kill_is_there(database: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{database}")
    store.append("T-1", lambda _: OPENING, at=NOON, by="K Tan")
    acknowledged: set[str] = set()
    chance = random.Random(4)
    command = [sys.executable, "-c", WRITER, f"sqlite:///{database}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for round_ in range(15):
            file = tmp_path / f"{round_}"
            writers.stdin.write(f"{file}\n")
            writer = int(writers.stdout.readline())
            while not (file.exists() and "\n" in file.read_text()):
                assert writers.poll() is None
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.08))
            os.kill(writer, signal.SIGKILL)
            assert int(writers.stdout.readline()) == signal.SIGKILL
            acknowledged |= {line.strip() for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")}
            kept = {reading.id for reading in store.trial("T-1").doses[0].readings}
            assert acknowledged <= kept
            assert len(kept) - len(acknowledged) <= round_ + 1  # at most the one under way when each was killed
            assert store.verify() == (2 + len(kept) + 1, 1)
    assert len(acknowledged) > 15
    store.close()


def test_after_a_commit_that_failed_the_next_reader_finds_nothing_of_it_and_the_next_writer_is_served(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_connection: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    before = store.head("T-1")
    with monkeypatch.context() as failing:
        failing.setattr(store.database.engine.dialect, "do_commit", fail)
        with pytest.raises(StoreUnavailable):
            add(store, "lost")
    assert store.head("T-1") == before
    add(store, "stored")
    assert store.head("T-1") == before + 1
