"""What somebody with the database's file did to it: `verify` says which, in one sentence, and exits 1."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from trial.actions.bedside_notes import note_bed
from trial.cli import main
from trial.settings import DATA, settings
from trial.store import open_store

FIRST, CLOSED = "demo-birch", "demo-alder"
IDENTITY = "UPDATE worklist SET name = (SELECT name FROM worklist WHERE trial <> '{0}' LIMIT 1) WHERE trial = '{0}'"
CUT = (
    "DELETE FROM sealed WHERE stream = 'trial/{0}' AND seq > 20",
    "DELETE FROM entries WHERE stream = 'trial/{0}' AND seq > 20",
    "UPDATE heads SET seq = 20, hash = (SELECT hash FROM entries WHERE stream = 'trial/{0}' AND seq = 20)"
    " WHERE stream = 'trial/{0}'",
)
DAMAGE = {
    "another's name on the list": (IDENTITY, "On the list, trial {0} is not as its ledger says"),
    "another state": (
        "UPDATE worklist SET state = CASE state WHEN 'closed' THEN 'planned' ELSE 'closed' END WHERE trial = '{0}'",
        "On the list, trial {0} is not as its ledger says",
    ),
    "a row gone": ("DELETE FROM worklist WHERE trial = '{0}'", "On the list, trial {0} is not as its ledger says"),
    "a ghost": (
        "INSERT INTO worklist SELECT 'ghost', identifier, name, state, outcome, dose_number, micrograms, given_at,"
        " next_slot, next_due_at, changed_at, day_ends_at, bed, slots_to_come FROM worklist WHERE trial = '{0}'",
        "The list has trial ghost, and the ledger does not",
    ),
    "the ghost of a search word": ("INSERT INTO words VALUES ('smith', 'ghost')", "The list has trial ghost"),
    "another search word": (
        "UPDATE words SET word = 'smith' WHERE trial = '{0}' AND word = (SELECT min(word) FROM words"
        " WHERE trial = '{0}')",
        "On the list, trial {0} is not as its ledger says",
    ),
    "a text of no entry": (
        "INSERT INTO sealed SELECT 'trial/nobody', seq, hash, salt, text FROM sealed LIMIT 1",
        "A sealed text stands at trial nobody, and there is no such chain",
    ),
    "another secret": (
        "UPDATE about SET value = substr(value, 2) || 'A' WHERE name = 'secret'",
        "The secret of the service was removed or replaced",
    ),
    "no secret": ("DELETE FROM about WHERE name = 'secret'", "The secret of the service was removed or replaced"),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with two trials, a secret, and one export of all: there the heads are noted."""
    file = tmp_path_factory.mktemp("whole") / "trials.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITB_DATABASE_URL", f"sqlite:///{file}")
        settings.cache_clear()
        for name in ("under_way", "drowsy_day"):
            assert main(["import", str(DATA / "demo" / f"{name}.json")]) == 0
        with closing(open_store(settings().database_url)) as store:
            assert store.secret()
        assert main(["export", "--all", "--format", "csv", "-o", str(file.with_name("all.csv"))]) == 0
    settings.cache_clear()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.read_bytes()


@pytest.fixture
def file(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    file = tmp_path / "trials.db"
    file.write_bytes(whole)
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{file}")
    settings.cache_clear()
    yield file
    settings.cache_clear()


def change(file: Path, *statements: str) -> None:
    """Change the database without its triggers, and put these back."""
    with closing(sqlite3.connect(file)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f'DROP TRIGGER "{name}"')
        changed = [database.execute(statement.format(FIRST)).rowcount for statement in statements]
        assert changed[-1] > 0
        for _, sql in triggers:
            database.execute(sql)
        database.commit()


def found(capsys: pytest.CaptureFixture[str]) -> str:
    """What verify says is wrong; empty if the ledger is intact."""
    capsys.readouterr()
    code = main(["verify"])
    said = capsys.readouterr()
    assert (code == 0) == ("intact" in said.out) == (not said.err), said
    return said.err


@pytest.mark.parametrize("what", DAMAGE)
def test_each_damage_is_found_by_a_sentence(what: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not found(capsys)
    statement, sentence = DAMAGE[what]
    change(file, statement)
    assert found(capsys).startswith(sentence.format(FIRST))


def test_a_damaged_list_is_put_right_and_stops_no_backup(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, DAMAGE["another state"][0])
    assert main(["backup", str(file.with_name("ledger"))]) == 0
    assert main(["worklist", "--rebuild"]) == 0
    assert not found(capsys)


def test_a_tail_cut_off_after_its_head_was_noted_is_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(file, *CUT)
    assert main(["worklist", "--rebuild"]) == 0
    assert f"Entry 21 of trial {FIRST} is missing: entry " in found(capsys)
    assert "of the service chain noted" in found(capsys)


def test_a_tail_cut_off_and_grown_again_is_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(open_store(settings().database_url)) as store:
        before = store.head(FIRST)
        change(file, *CUT)
        while store.head(FIRST) <= before:
            note_bed(store, FIRST, dose=1, bed=str(store.head(FIRST)), by="K Tan")
    assert f"Entry {before} of trial {FIRST} is not the one that entry" in found(capsys)


def test_what_was_erased_and_put_back_is_found(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(DATA / "demo" / "walker_gains.json")]) == 0
    assert not found(capsys)
    with closing(sqlite3.connect(file)) as database:
        kept = database.execute("SELECT * FROM sealed WHERE stream = ?", (f"trial/{CLOSED}",)).fetchall()
    assert kept
    assert main(["erase", CLOSED, "--reason", "past its date"]) == 0
    assert not found(capsys)
    with closing(sqlite3.connect(file)) as database:
        database.execute("INSERT INTO sealed VALUES (?, ?, ?, ?, ?)", kept[0])
        database.commit()
    assert f"A sealed text of entry {kept[0][1]} of trial {CLOSED} was erased, and is back" in found(capsys)
