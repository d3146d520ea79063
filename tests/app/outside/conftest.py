"""A shell for these tests: a command in this process, on a database of its own, and files to hand to it."""

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.app.outside.cases import Answer, Run, put
from trial import cli
from trial.settings import settings


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    """Run a command in this process, on this test's database unless it names another."""
    monkeypatch.setenv("ITB_TIMEZONE", "Europe/London")

    def run(*arguments: str | Path, database: str = "trials.db") -> Answer:
        monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / database}")
        settings.cache_clear()
        code = cli.main([str(one) for one in arguments])
        out, error = capfdbinary.readouterr()
        return Answer(code, out, error.decode())

    yield run
    settings.cache_clear()


@pytest.fixture
def filed(tmp_path: Path) -> Callable[..., Path]:
    """Something as a file: bytes as they are, anything else as JSON."""

    def filed(content: Any, name: str = "record.json") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return filed


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The database into which the example was imported under an id, made once for all tests."""

    @cache
    def imported(trial: str) -> Path:
        folder = tmp_path_factory.mktemp("imported")
        (folder / "record.json").write_text(json.dumps(put("trial", trial)))
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("ITB_DATABASE_URL", f"sqlite:///{folder / 'trials.db'}")
            settings.cache_clear()
            assert cli.main(["import", str(folder / "record.json")]) == 0
            settings.cache_clear()
        return folder / "trials.db"

    return imported


@pytest.fixture
def holding(
    imported: Callable[[str], Path], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[[str], None]:
    """Let this test's database hold the example under an id, and nothing else."""

    def holding(trial: str) -> None:
        shutil.copy(imported(trial), tmp_path / "trials.db")
        capfdbinary.readouterr()  # what the import said

    return holding
