"""The address of a database: what is none is refused before anything is made, and how long one waits for another."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from trial.errors import InvalidInput, StoreUnavailable
from trial.store import open_store
from trial.store.database import Database

AWAY = "postgresql+psycopg://ward@db.example.org/trials"


@pytest.mark.parametrize(
    "address",
    [
        "oracle://x",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:////tmp/a%00b",
        "sqlite:////tmp/x.db?timeout=soon",
        "postgresql+psycopg://ward:secret@host:port/trials",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(InvalidInput, match="ITB_DATABASE_URL") as found:
        open_store(address)
    assert "secret" not in str(found.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreUnavailable, match=f"{tmp_path / 'data'} cannot be made"):
        open_store(f"sqlite:///{tmp_path / 'data' / 'trials.db'}")


def waits_of(address: str) -> dict[str, Any]:
    """What a connection to PostgreSQL would be opened with."""
    database, asked = Database(address), {}

    def look(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> None:
        asked.update(options)
        raise sqlite3.OperationalError("nobody is there")

    event.listen(database.engine, "do_connect", look)
    with pytest.raises(sqlite3.OperationalError), database.engine.connect():
        pass
    return asked


def test_nobody_waits_for_postgresql_without_an_end_unless_the_address_says_how_long() -> None:
    asked = waits_of(AWAY)
    assert asked["connect_timeout"] == 10
    assert asked["options"] == "-c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
    assert waits_of(f"{AWAY}?connect_timeout=3")["connect_timeout"] == "3"


def test_a_database_that_cannot_be_reached_is_a_sentence() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        open_store("postgresql+psycopg://ward@127.0.0.1:1/trials")
