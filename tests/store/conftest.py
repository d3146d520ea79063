"""A store of every kind. A new database joins the whole behaviour suite by one more address here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from trial.store import open_store
from trial.store.base import Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "trials.db"


@pytest.fixture(params=["memory", "sqlite"])
def address(request: pytest.FixtureRequest, database: Path) -> str:
    return {"memory": "memory:", "sqlite": f"sqlite:///{database}"}[request.param]


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()
