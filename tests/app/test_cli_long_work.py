"""Long work from a shell: a bar where somebody looks on, and Ctrl-C that leaves nothing half done and says so."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.outside.cases import Answer
from trial import cli
from trial.actions import exporting, importing, maintenance
from trial.settings import HOME, settings

Run = Callable[..., Answer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    """Run a command in this process, on a database with the demonstration trials."""
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'trials.db'}")
    settings.cache_clear()

    def run(*arguments: str | Path) -> Answer:
        code = cli.main([str(one) for one in arguments])
        out, error = capfdbinary.readouterr()
        return Answer(code, out, error.decode())

    assert run("demo").code == 0
    yield run
    settings.cache_clear()


def stopped(*_: Any, **__: Any) -> Iterator[bytes]:
    """Work that somebody stops in the middle."""
    yield b"half\n"
    raise KeyboardInterrupt


@pytest.mark.parametrize("before", [b"", b"what stood there"])
def test_an_export_that_is_stopped_leaves_no_half_file(
    before: bytes, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "export_all", stopped)
    place = tmp_path / "all.csv"
    if before:
        place.write_bytes(before)
    done = run("export", "--all", "--format", "csv", "-o", place)
    assert (done.code, done.error) == (1, f"Stopped: {place} was not written.\n")
    assert (place.read_bytes() if before else b"") == before
    assert not [*tmp_path.glob("*.part")]


def test_on_standard_output_it_says_that_this_is_not_the_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "export_all", stopped)
    done = run("export", "--all", "--format", "json")
    assert (done.code, done.error) == (1, "Stopped: what came out is not the whole file.\n")


def test_an_import_that_is_stopped_says_what_stays(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = '{"format": "itb-trial-record/1", "trial": "T-%d", "person": {"identifier": "X"}}'
    for number in range(3):
        (tmp_path / f"{number}.json").write_text(record % number)
    as_ever = importing.import_file

    def impatient(store: Any, data: bytes, *, where: str, **known: Any) -> Any:
        if where.endswith("1.json"):
            raise KeyboardInterrupt
        return as_ever(store, data, where=where, **known)

    monkeypatch.setattr(importing, "import_file", impatient)
    done = run("import", *sorted(tmp_path.glob("?.json")))
    assert done.code == 1
    assert "Stopped: what was added stays" in done.error
    listed = run("list").text
    assert "T-0" in listed
    assert "T-1" not in listed


def test_a_backup_a_restore_and_a_verification_can_be_stopped(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "ledger.jsonl"
    assert run("backup", copy).code == 0
    monkeypatch.setattr(maintenance, "write_backup", stopped)
    assert run("backup", tmp_path / "other.jsonl").error == f"Stopped: {tmp_path / 'other.jsonl'} was not written.\n"
    assert not (tmp_path / "other.jsonl").exists()
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    settings.cache_clear()
    with monkeypatch.context() as context:
        context.setattr(maintenance, "read_backup", stopped)
        assert run("restore", copy).error == "Stopped: nothing was restored.\n"
    assert "0 entries in 0 trials: intact" in run("verify").text
    assert run("restore", copy).code == 0
    with monkeypatch.context() as context:
        context.setattr(maintenance, "verify", stopped_now)
        assert run("verify").error == "Stopped: the ledger was not read to its end.\n"
    assert "in 6 trials: intact" in run("verify").text


def stopped_now(*_: Any, **__: Any) -> str:
    raise KeyboardInterrupt


def test_a_bar_is_drawn_on_a_terminal_and_nowhere_else(run: Run, tmp_path: Path) -> None:
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "trial", "export", "--all", "--format", "csv", "-o", str(tmp_path / "all.csv")]
    subprocess.run(command, cwd=HOME, env={**os.environ, "TERM": "xterm"}, stderr=theirs, check=True)
    os.close(theirs)
    drawn = os.read(mine, 65_536).decode()
    os.close(mine)
    assert "Exporting" in drawn
    assert "6/6" in drawn
    assert run("export", "--all", "--format", "csv", "-o", tmp_path / "again.csv").error == ""
    assert (tmp_path / "all.csv").read_bytes().count(b"\n") == (tmp_path / "again.csv").read_bytes().count(b"\n")


def test_the_data_dictionary_comes_from_the_shell_too(run: Run) -> None:
    done = run("schema", "--csv")
    assert done.text.startswith("kind,of,key,name,type,meaning")
    assert "column,readings,standing," in done.text
    assert "level,modified_ashworth,1+," in done.text
