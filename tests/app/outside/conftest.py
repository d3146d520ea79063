"""A shell for these tests: a command in this process, on a database of its own, and files to hand to it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.outside.cases import Answer, Run
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
