"""A store of every kind. A new database joins the whole behaviour suite by one more address here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from trial.settings import HOME
from trial.store import Store, open_store

GRANTS = HOME / "trial" / "store" / "postgresql_role.sql"
ROLE = "itb_app"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "trials.db"


@pytest.fixture(scope="session")
def grant(postgresql_server: Any) -> Callable[[str], str]:
    """Make the tables as their owner, then answer the address as our own role, which owns none of them."""
    postgresql_server.run(f"CREATE ROLE {ROLE} LOGIN")

    def granted(owners: str) -> str:
        open_store(owners).close()
        address = make_url(owners)
        postgresql_server.run(GRANTS.read_text().replace(':"role"', ROLE), database=address.database)
        return address.set(username=ROLE).render_as_string(hide_password=False)

    return granted


@pytest.fixture
def as_role(grant: Callable[[str], str], postgresql: str) -> str:
    return grant(postgresql)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, database: Path) -> str:
    """The address of a database in which nothing is yet, as the app reaches it."""
    return str(request.getfixturevalue("as_role")) if request.param == "postgresql" else f"sqlite:///{database}"


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, database: Path) -> str:
    """The address of a database in which nothing is yet, as its owner."""
    return str(request.getfixturevalue("postgresql")) if request.param == "postgresql" else f"sqlite:///{database}"
