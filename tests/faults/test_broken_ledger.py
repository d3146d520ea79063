"""A ledger with a broken row, from the shell: a sentence, exit code 1, and a good file from before stays as it was."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from trial.cli import main
from trial.settings import DATA, settings

TRIAL = "demo-birch"
DAMAGE = {
    "no JSON": "UPDATE entries SET payload = '{broken' WHERE stream = :it AND seq = 5",
    "JSON of nobody's": """UPDATE entries SET payload = '{"kind": "nonsense"}' WHERE stream = :it AND seq = 5""",
    "bytes": "UPDATE entries SET payload = x'ff00fe' WHERE stream = :it AND seq = 5",
    "a time that is none": "UPDATE entries SET at = 'yesterday' WHERE stream = :it AND seq = 5",
    "the first entry gone": "DELETE FROM entries WHERE stream = :it AND seq = 1",
    "an entry gone": "DELETE FROM entries WHERE stream = :it AND seq = 9",
    "the last entries gone": "DELETE FROM entries WHERE stream = :it AND seq > 20",
    "the head gone": "DELETE FROM heads WHERE stream = :it",
}
FILES = {
    "one.json": ("export", TRIAL, "--format", "json", "-o"),
    "one.csv": ("export", TRIAL, "--format", "csv", "-o"),
    "one.html": ("export", TRIAL, "--format", "html", "-o"),
    "form.xlsx": ("proforma", TRIAL, "-o"),
    "all.csv": ("export", "--all", "--format", "csv", "-o"),
    "all.jsonl": ("export", "--all", "--format", "json", "-o"),
    "ledger": ("backup",),
}
OF_THE_OTHERS = {"all.csv", "all.jsonl"}
"""What still can be had where a trial is no longer known at all."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with two trials in it, as it was before."""
    file = tmp_path_factory.mktemp("whole") / "trials.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ITB_DATABASE_URL", f"sqlite:///{file}")
        settings.cache_clear()
        for name in ("under_way", "drowsy_day"):
            assert main(["import", str(DATA / "demo" / f"{name}.json")]) == 0
    settings.cache_clear()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.read_bytes()


@pytest.fixture
def broken(tmp_path: Path, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Put this damage into the database, as somebody with its file could."""
    file = tmp_path / "trials.db"
    file.write_bytes(whole)
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{file}")
    settings.cache_clear()

    def damage(statement: str) -> None:
        with closing(sqlite3.connect(file)) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            assert database.execute(statement, {"it": f"trial/{TRIAL}"}).rowcount > 0
            database.commit()

    yield damage
    settings.cache_clear()


@pytest.mark.parametrize("what", DAMAGE)
def test_what_cannot_be_read_is_a_sentence_and_leaves_the_good_file_of_before(
    what: str, broken: Callable[[str], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(DAMAGE[what])
    for name, command in FILES.items():
        good = tmp_path / "files" / name
        good.parent.mkdir(exist_ok=True)
        good.write_text("the good one")
        code = main([*command, str(good)])
        assert [one.name for one in good.parent.iterdir()] == [name]
        if code == 0:
            assert name in OF_THE_OTHERS
            assert what == "the head gone"
        else:
            assert (code, good.read_text()) == (1, "the good one"), name
            assert TRIAL in capsys.readouterr().err
        good.unlink()
    for command in (["summary", TRIAL], ["verify"], ["import", str(DATA / "demo" / "under_way.json")]):
        assert main(command) == 1, command
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n"), TRIAL in said.err) == ("", 1, True), said
    assert main(["list"]) == 0  # the list is a table of its own
    assert TRIAL in capsys.readouterr().out
