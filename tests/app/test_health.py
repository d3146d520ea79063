"""Whether the service is well: asked without signing in, answered without a word about anybody."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions import maintenance, planning
from trial.actions.maintenance import AuditFilter
from trial.actions.rights import Permitted
from trial.elements.serving import startup
from trial.errors import NotAllowedNow, StoreUnavailable
from trial.ledger.facts import Person
from trial.routes import routes
from trial.rules.roles import Recorder
from trial.settings import VERSION
from trial.store import Store, open_store


def ask(store: Callable[[], Store], path: str = "/health") -> httpx.Response:
    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(store, sign_in=True)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.get(path)

    with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser test may have left one running here
        return apart.submit(asyncio.run, once()).result()


def test_a_service_that_is_well_says_so_and_nothing_else() -> None:
    store = TemporaryStore()
    planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan")
    answer = ask(lambda: store)
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "version": VERSION})
    assert answer.headers["cache-control"] == "no-store"


def test_a_database_that_is_away_is_503_without_saying_where_it_should_be() -> None:
    def away() -> Store:
        raise StoreUnavailable("The database at /secret/place cannot be reached.")

    answer = ask(away)
    assert (answer.status_code, answer.json()) == (503, {"database": "away"})


def test_a_database_without_its_tables_is_not_well(tmp_path) -> None:  # type: ignore[no-untyped-def]
    import sqlite3

    store = open_store(f"sqlite:///{tmp_path / 'trials.db'}")
    assert ask(lambda: store).status_code == 200
    with sqlite3.connect(tmp_path / "trials.db") as database:
        database.execute("ALTER TABLE heads RENAME TO gone")
    database.close()
    assert ask(lambda: store).status_code == 503
    store.close()


@pytest.mark.parametrize("right", ["enter", "review", "sign"])
def test_only_an_administrator_looks_over_all_entries(right: str) -> None:
    store = TemporaryStore()
    planning.open_trial(store, person=Person(identifier="TEST-1"), by="K Tan")

    def held(word: str) -> Permitted:
        return Permitted(store, Recorder(name="K Tan", comes_by="sign_in", words=frozenset({word})))  # type: ignore[arg-type]

    for act in (
        lambda: maintenance.statistics(held(right)),
        lambda: maintenance.audit(held(right), AuditFilter()),
        lambda: maintenance.verify(held(right), by="K Tan"),
    ):
        with refused(NotAllowedNow, match="administer"):
            act()
    assert maintenance.statistics(held("administer")).trials == 1
    assert len(maintenance.audit(held("administer"), AuditFilter())) == 2
    assert maintenance.verify(held("administer"), by="K Tan").endswith("intact")


def test_a_fault_in_the_log_is_its_kind_and_place_and_never_what_it_said(caplog: pytest.LogCaptureFixture) -> None:
    import logging

    before = logging.getLogRecordFactory()
    startup.start_log()
    try:
        try:
            raise ValueError("Ann Example, RX1")
        except ValueError as fault:
            logging.getLogger("elsewhere").exception("It broke")
            logging.getLogger("elsewhere").error("It broke with %s", fault)
    finally:
        logging.setLogRecordFactory(before)
    assert "ValueError" in caplog.text
    assert "test_health.py" in caplog.text
    assert "Ann" not in caplog.text


def test_what_the_shell_says_of_a_backup_that_is_not_continued_here(tmp_path, monkeypatch, capsys) -> None:  # type: ignore[no-untyped-def]
    from trial.actions import maintenance
    from trial.cli import main
    from trial.settings import settings

    store = TemporaryStore()
    planning.open_trial(store, person=Person(identifier="TEST-1"), by="K Tan", at=datetime(2026, 11, 18, tzinfo=UTC))
    (tmp_path / "ledger.jsonl").write_bytes(b"".join(maintenance.backup(store, by="K Tan")))
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    settings.cache_clear()
    assert main(["verify"]) == 0
    assert main(["verify", "--against", str(tmp_path / "ledger.jsonl")]) == 1
    settings.cache_clear()
    said = capsys.readouterr()
    assert "is in the backup, and not in this database" in said.err
    assert json.dumps(said.out).count("intact") == 1
