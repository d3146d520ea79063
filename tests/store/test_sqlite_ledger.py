"""The ledger on SQLite: what it refuses, and what verify finds when somebody gets past the refusals."""
# ruff: noqa: S608 - these statements are the meddling itself

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trial.errors import LedgerBroken, StoreUnavailable
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.payload import decode
from trial.store import TrialCache, ledger_rows, open_store

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def write(database: Path, trials: int = 3, readings: int = 4) -> None:
    """A few trials with a few entries each; the last one erased."""
    store = open_store(f"sqlite:///{database}")
    for number in range(1, trials + 1):
        person = f.Person(identifier=f"RX{number}", name="Ann Other")
        dose = f.Dose(number=1, micrograms=Decimal(50), given_at=NOON)
        opening = [e.Opened(trial=f"T-{number}", person=person), e.DoseSet(act="given", dose=dose)]
        store.append(f"T-{number}", lambda _, facts=opening: facts, at=NOON, by="K Tan")  # type: ignore[misc]
        for item in range(readings):
            reading = f.Reading(slot="+1h", taken_at=NOON, scale="pain", item=f"{item}", value="2", note=f"note {item}")
            taken = e.ReadingTaken(dose=1, reading=reading)
            store.append(f"T-{number}", lambda _, fact=taken: [fact], at=NOON + timedelta(minutes=item), by="J Poe")  # type: ignore[misc]
    store.erase(f"T-{trials}", reason="ten years", at=NOON, by="Keeper")
    store.close()


def verify(database: Path) -> tuple[int, int]:
    store = open_store(f"sqlite:///{database}")
    try:
        return store.verify()
    finally:
        store.close()


@pytest.fixture
def raw(database: Path) -> Iterator[sqlite3.Connection]:
    """The same file as another program would open it, with none of our settings."""
    write(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize("recursive", ["OFF", "ON"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET payload = '{}' WHERE stream = 'trial/T-1' AND seq = 2",
        "UPDATE OR REPLACE entries SET seq = 1 WHERE stream = 'trial/T-1' AND seq = 2",
        "DELETE FROM entries WHERE stream = 'trial/T-1' AND seq = 6",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries SELECT stream, seq, at, 'Somebody', payload, previous, hash FROM entries",
        "REPLACE INTO entries VALUES ('trial/T-1', 6, '', '', '', '', '')",
        "INSERT OR REPLACE INTO entries VALUES ('trial/T-1', 1, '', '', '', '', '')",
        "INSERT INTO entries VALUES ('trial/T-1', 6, '', '', '', '', '') "
        "ON CONFLICT (stream, seq) DO UPDATE SET payload = ''",
        "INSERT INTO entries VALUES ('trial/T-1', 9, '', '', '', '', '')",
        "INSERT INTO entries VALUES ('trial/T-1', 0, '', '', '', '', '')",
        "UPDATE heads SET hash = '' WHERE stream = 'trial/T-1'",
        "UPDATE heads SET seq = 3 WHERE stream = 'trial/T-1'",
        "UPDATE heads SET stream = 'trial/T-9', seq = 99 WHERE stream = 'trial/T-1'",
        "DELETE FROM heads WHERE stream = 'trial/T-1'",
        "INSERT OR REPLACE INTO heads VALUES ('trial/T-1', 3, '')",
        "UPDATE sealed SET text = 'Ben' WHERE stream = 'trial/T-1'",
        "INSERT OR REPLACE INTO sealed SELECT stream, seq, hash, salt, 'Ben' FROM sealed",
    ],
)
def test_what_was_written_is_never_changed_whatever_the_connection(
    raw: sqlite3.Connection, statement: str, recursive: str
) -> None:
    raw.execute(f"PRAGMA recursive_triggers = {recursive}")
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    assert list(raw.iterdump()) == before


def test_only_what_is_sealed_may_be_deleted(raw: sqlite3.Connection) -> None:
    assert raw.execute("DELETE FROM sealed WHERE stream = 'trial/T-1'").rowcount > 0


def test_the_database_is_set_up_to_be_depended_on(database: Path) -> None:
    store = open_store(f"sqlite:///{database}")
    with store.database.reading() as connection:  # type: ignore[attr-defined]
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "busy_timeout", "secure_delete")
        }
    store.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "secure_delete": 1}


def test_what_was_erased_has_left_the_file(database: Path) -> None:
    write(database, trials=1)
    for file in database.parent.iterdir():
        for text in (b"RX1", b"Ann Other", b"note 2", b"other"):
            assert text not in file.read_bytes(), (file.name, text)


def test_an_erasure_is_not_called_done_while_somebody_still_reads_the_erased_text(database: Path) -> None:
    def is_in_the_file() -> bool:
        return any(b"Quillfeather" in file.read_bytes() for file in database.parent.iterdir())

    with closing(open_store(f"sqlite:///{database}?timeout=0.2")) as store:
        opened = e.Opened(trial="T-1", person=f.Person(identifier="RX1", name="Ann Quillfeather"))
        store.append("T-1", lambda _: [opened], at=NOON, by="K Tan")
        with closing(sqlite3.connect(database, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sealed").fetchone()
            with pytest.raises(StoreUnavailable, match="still in its file"):
                store.erase("T-1", reason="ten years", at=NOON, by="Keeper")
            assert is_in_the_file()
        assert store.trial("T-1").erased_at == NOON  # type: ignore[union-attr]
        open_store(f"sqlite:///{database}").close()
        assert not is_in_the_file()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose guards are taken down, as somebody with the administrator's rights could."""
    database = tmp_path_factory.mktemp("written") / "trials.db"
    write(database)
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert verify(database) == (18 + 1 + 4, 3)
    return database


def meddle(written: Path, into: Path, *statements: str) -> str:
    """What verify says of a copy on which these statements were run; fails if they changed nothing or it is content."""
    copy = into / "copy.db"
    copy.unlink(missing_ok=True)
    shutil.copy(written, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        changed = sum(connection.execute(statement).rowcount for statement in statements)
    assert changed > 0
    with pytest.raises(LedgerBroken) as found:
        verify(copy)
    return str(found.value)


STREAM = st.sampled_from(["service", "trial/T-1", "trial/T-2", "trial/T-3"])
NAMES = {
    "service": "the service chain",
    "trial/T-1": "trial T-1",
    "trial/T-2": "trial T-2",
    "trial/T-3": "trial T-3",
}
LENGTHS = {"service": 4, "trial/T-1": 6, "trial/T-2": 6, "trial/T-3": 7}


def row(stream: str, seq: int) -> str:
    return f"stream = '{stream}' AND seq = {seq}"


@pytest.mark.parametrize("column", ["at", "by", "payload", "previous", "hash"])
@settings(max_examples=40, deadline=None)
@given(data=st.data(), stream=STREAM)
def test_any_changed_letter_is_found_and_its_row_named(
    written: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, stream: str, column: str
) -> None:
    seq = data.draw(st.integers(1, LENGTHS[stream]))
    with closing(sqlite3.connect(written)) as connection:
        (text,) = connection.execute(f'SELECT "{column}" FROM entries WHERE {row(stream, seq)}').fetchone()
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from('0159aZ+:" ').filter(lambda typed: typed != text[place]))
    changed = f"{text[:place]}{letter}{text[place + 1 :]}"
    change = f"UPDATE entries SET \"{column}\" = '{changed}' WHERE {row(stream, seq)}"
    assert f"Entry {seq} of {NAMES[stream]} " in meddle(written, tmp_path_factory.getbasetemp(), change)


@pytest.mark.parametrize("stream", LENGTHS)
def test_any_removed_row_is_found_and_named(written: Path, tmp_path: Path, stream: str) -> None:
    for seq in range(1, LENGTHS[stream] + 1):
        said = meddle(written, tmp_path, f"DELETE FROM entries WHERE {row(stream, seq)}")
        assert f"Entry {seq} of {NAMES[stream]} is missing" in said


@pytest.mark.parametrize("stream", LENGTHS)
def test_a_removed_row_is_found_although_the_others_close_ranks(written: Path, tmp_path: Path, stream: str) -> None:
    for seq in range(1, LENGTHS[stream]):
        moved = [
            f"UPDATE entries SET seq = {later - 1} WHERE {row(stream, later)}"
            for later in range(seq + 1, LENGTHS[stream] + 1)
        ]
        said = meddle(written, tmp_path, f"DELETE FROM entries WHERE {row(stream, seq)}", *moved)
        assert f"Entry {seq} of {NAMES[stream]} is not what was written" in said


@pytest.mark.parametrize("stream", LENGTHS)
def test_any_inserted_row_is_found_and_named(written: Path, tmp_path: Path, stream: str) -> None:
    length = LENGTHS[stream]
    for seq in range(1, length + 2):
        moved = [
            f"UPDATE entries SET seq = {later + 1} WHERE {row(stream, later)}" for later in range(length, seq - 1, -1)
        ]
        source = seq + 1 if seq <= length else length
        forged = (
            f"INSERT INTO entries SELECT stream, {seq}, at, 'Forger', payload, previous, hash "
            f"FROM entries WHERE {row(stream, source)}"
        )
        assert f"Entry {seq} of {NAMES[stream]} " in meddle(written, tmp_path, *moved, forged)


@settings(max_examples=20, deadline=None)
@given(data=st.data(), stream=STREAM)
def test_two_rows_that_change_places_are_found_and_the_first_is_named(
    written: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, stream: str
) -> None:
    first, second = sorted(data.draw(st.sets(st.integers(1, LENGTHS[stream]), min_size=2, max_size=2)))
    said = meddle(
        written,
        tmp_path_factory.getbasetemp(),
        f"UPDATE entries SET seq = 99 WHERE {row(stream, first)}",
        f"UPDATE entries SET seq = {first} WHERE {row(stream, second)}",
        f"UPDATE entries SET seq = {second} WHERE {row(stream, 99)}",
    )
    assert f"Entry {first} of {NAMES[stream]} is not what was written" in said


def swap(table: str) -> tuple[str, str, str]:
    return (
        f"UPDATE {table} SET stream = 'trial/T-9' WHERE stream = 'trial/T-1'",
        f"UPDATE {table} SET stream = 'trial/T-1' WHERE stream = 'trial/T-2'",
        f"UPDATE {table} SET stream = 'trial/T-2' WHERE stream = 'trial/T-9'",
    )


LAST = f"WHERE {row('trial/T-1', 6)}"


@pytest.mark.parametrize(
    ("statements", "names"),
    [
        (("DELETE FROM entries WHERE stream = 'trial/T-2'",), "Entry 1 of trial T-2 is missing"),
        (
            ("DELETE FROM entries WHERE stream = 'trial/T-2'", "DELETE FROM heads WHERE stream = 'trial/T-2'"),
            "Entry 1 of trial T-2 is missing",
        ),
        (("DELETE FROM entries WHERE stream = 'service'",), "Entry 1 of the service chain is missing"),
        (
            ("DELETE FROM entries WHERE stream = 'service'", "DELETE FROM heads WHERE stream = 'service'"),
            "Entry 1 of the service chain is missing",
        ),
        (("DELETE FROM entries",), "Entry 1 of the service chain is missing"),
        (("DELETE FROM heads",), "Entry 1 of the service chain stands beyond"),
        (("DELETE FROM heads WHERE stream = 'trial/T-2'",), "Entry 1 of trial T-2 stands beyond"),
        (("INSERT INTO heads VALUES ('trial/T-7', 1, 'x')",), "Entry 1 of trial T-7 is missing"),
        (("UPDATE heads SET seq = 5 WHERE stream = 'trial/T-1'",), "Entry 6 of trial T-1 stands beyond"),
        (("UPDATE heads SET seq = 8 WHERE stream = 'trial/T-1'",), "Entry 7 of trial T-1 is missing"),
        (("UPDATE heads SET hash = 'x' WHERE stream = 'trial/T-1'",), "Entry 6 of trial T-1 is not the one"),
        (
            (f"DELETE FROM entries {LAST}", "INSERT INTO entries SELECT 'trial/T-1', 6, at, \"by\", payload, previous, "
             f"hash FROM entries WHERE {row('trial/T-2', 6)}"),
            "Entry 6 of trial T-1 is not what was written",
        ),
        ((*swap("entries"),), "Entry 1 of trial T-1 is not what was written"),
        ((*swap("entries"), *swap("heads"), *swap("sealed")), "Entry 1 of trial T-1 is not what was written"),
        (("UPDATE entries SET stream = 'trial/T-8' WHERE stream = 'trial/T-1'",), "Entry 1 of trial T-8 stands alone"),
        (("UPDATE sealed SET text = 'Ben' WHERE stream = 'trial/T-2' AND seq = 3",), "text of entry 3 of trial T-2"),
        (("UPDATE sealed SET salt = 'x' WHERE stream = 'trial/T-2' AND seq = 6",), "text of entry 6 of trial T-2"),
        (("DELETE FROM sealed WHERE stream = 'trial/T-2' AND seq = 4",), "text of entry 4 of trial T-2 is missing"),
        (("UPDATE entries SET at = 'yesterday' WHERE stream = 'trial/T-2'",), "Entry 1 of trial T-2 is not what"),
        (("UPDATE entries SET at = CAST('x' AS BLOB) WHERE stream = 'trial/T-2'",), "Entry 1 of trial T-2"),
        (("UPDATE entries SET \"by\" = CAST(\"by\" AS BLOB) WHERE stream = 'trial/T-2'",), "Entry 1 of trial T-2"),
        (("UPDATE sealed SET text = CAST(text AS BLOB) WHERE stream = 'trial/T-2' AND seq = 3",), "text of entry 3"),
        (("UPDATE heads SET seq = 'x' WHERE stream = 'trial/T-2'",), "The head of the chain 'trial/T-2'"),
        (
            ("UPDATE sealed SET salt = salt || substr(text, 1, 5), text = substr(text, 6) "
             "WHERE stream = 'trial/T-2' AND seq = 3",),
            "text of entry 3 of trial T-2 is not what was written",
        ),
        (
            ("INSERT INTO sealed SELECT stream, 6, hash, salt, 'Ben' FROM sealed "
             "WHERE stream = 'trial/T-2' AND seq = 1",),
            "A sealed text stands at entry 6 of trial T-2, and none belongs there",
        ),
    ],
)  # fmt: skip
def test_whatever_else_is_meddled_with_is_found_and_named(
    written: Path, tmp_path: Path, statements: tuple[str, ...], names: str
) -> None:
    assert names in meddle(written, tmp_path, *statements)


def test_a_text_is_read_only_where_it_was_sealed(written: Path, tmp_path: Path) -> None:
    meddle(
        written,
        tmp_path,
        "INSERT INTO sealed SELECT stream, 6, hash, salt, 'Ben' FROM sealed WHERE stream = 'trial/T-1' AND seq = 1",
    )
    store = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    assert (store.trial("T-1").person.identifier, store.trial("T-1").person.name) == ("RX1", "Ann Other")
    store.close()


def test_a_trial_whose_tail_was_cut_off_is_not_read_as_if_it_were_whole(written: Path, tmp_path: Path) -> None:
    meddle(written, tmp_path, f"DELETE FROM entries {LAST}")
    store = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    with pytest.raises(LedgerBroken, match="run verify"):
        store.trial("T-1")
    assert store.trial("T-2").entries == 6
    store.close()


def test_a_ledger_put_back_from_yesterday_under_a_running_program_is_read_anew(database: Path, tmp_path: Path) -> None:
    write(database)
    store = open_store(f"sqlite:///{database}")
    said = [e.PersonChanged(person=f.Person(identifier="RX8"))]
    store.append("T-1", lambda _: said, at=NOON, by="K Tan")
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER entries_not_deleted")
        connection.execute("DROP TRIGGER heads_move_on")
        connection.execute(f"DELETE FROM entries WHERE {row('trial/T-1', 7)}")
        connection.execute(
            f"UPDATE heads SET seq = 6, hash = (SELECT hash FROM entries {LAST}) WHERE stream = 'trial/T-1'"
        )
    assert store.trial("T-1").person.identifier == "RX1"
    store.close()


def test_only_what_came_since_the_last_look_is_read(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(database)
    store, other = (open_store(f"sqlite:///{database}") for _ in range(2))
    read: list[str] = []

    def counting(payload: str, unseal: Callable[[str], str | None]) -> e.Fact:
        read.append(payload)
        return decode(payload, unseal)

    monkeypatch.setattr(ledger_rows, "decode", counting)
    said = [e.PersonChanged(person=f.Person(identifier="RX8", name="Ben"))]
    lengths = []
    for look in range(3):
        if look == 2:
            other.append("T-1", lambda _: said, at=NOON, by="K Tan")
            read.clear()
        name = store.trial("T-1").person.name
        lengths.append(len(read))
        read.clear()
    assert (lengths, name) == ([6, 0, 1], "Ben")
    store.close()
    other.close()


def test_only_so_many_trials_are_remembered(database: Path) -> None:
    write(database)
    store = open_store(f"sqlite:///{database}")
    cache = TrialCache(size=2)
    for trial in ("T-1", "T-2", "T-1", "T-3"):
        cache.put(store.trial(trial))
    assert [cache.get(trial) is not None for trial in ("T-1", "T-2", "T-3")] == [True, False, True]
    store.close()


def test_a_ledger_in_a_folder_that_takes_no_other_file_can_be_read(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Path(shutil.copy(written, tmp_path / "put away #1.db"))
    monkeypatch.setattr("trial.store.database.os.access", lambda path, _: Path(path) != tmp_path)
    store = open_store(f"sqlite:///{database}")
    assert store.verify()[1] == 3
    with pytest.raises(StoreUnavailable, match="can be read but not written"):
        store.note(e.Noted(what="backed_up"), at=NOON, by="Keeper")
    assert [*tmp_path.iterdir()] == [database]
    store.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_file_that_was_taken_away_under_a_running_program_is_written_to_no_more(
    database: Path, tmp_path: Path, replaced: bool
) -> None:
    write(database)
    store, aside = open_store(f"sqlite:///{database}"), tmp_path / "aside.db"
    before = store.verify()
    database.rename(aside)
    if replaced:
        shutil.copy(aside, database)
    for act in (
        lambda: store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan"),
        lambda: store.append("T-1", lambda _: [e.GoalsOrdered(ids=())], at=NOON, by="K Tan"),
        lambda: store.head("T-1"),
        lambda: next(store.trials(), None),
    ):
        with pytest.raises(StoreUnavailable, match="deleted or replaced"):
            act()
    assert database.exists() == replaced
    aside.rename(database)
    assert store.verify() == before
    store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    assert store.verify() == (before[0] + 1, before[1])
    store.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_a_log_that_was_taken_away_under_a_running_program_is_written_to_no_more(
    database: Path, replaced: bool
) -> None:
    write(database)
    store, log = open_store(f"sqlite:///{database}"), database.with_name(f"{database.name}-wal")
    store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    content = log.read_bytes()
    log.rename(log.with_suffix(".aside"))
    if replaced:
        log.write_bytes(content)
    for act in (
        lambda: store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan"),
        lambda: store.append("T-1", lambda _: [e.GoalsOrdered(ids=())], at=NOON, by="K Tan"),
        lambda: next(store.trials(), None),
    ):
        with pytest.raises(StoreUnavailable, match="deleted or replaced"):
            act()
    log.with_suffix(".aside").rename(log)
    store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    store.close()
    assert verify(database)


def test_what_was_written_as_the_file_was_taken_away_is_not_acknowledged(database: Path) -> None:
    write(database)
    store = open_store(f"sqlite:///{database}")

    def taken_away(_: object) -> list[e.Fact]:
        database.unlink()
        return [e.GoalsOrdered(ids=())]

    with pytest.raises(StoreUnavailable, match="deleted or replaced"):
        store.append("T-1", taken_away, at=NOON, by="K Tan")
    store.close()


def test_a_program_that_closed_its_connections_writes_on_with_a_new_log(database: Path) -> None:
    write(database)
    store = open_store(f"sqlite:///{database}")
    before = store.verify()
    store.close()
    store.note(e.Noted(what="signed_in"), at=NOON, by="K Tan")
    assert store.verify() == (before[0] + 1, before[1])
    store.close()
