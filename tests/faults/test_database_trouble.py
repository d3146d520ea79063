"""The database goes away and comes back, is full, or may only be read: a sentence, and nothing half-written."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from trial.actions import maintenance, planning, sign_ins
from trial.elements import session
from trial.errors import StoreUnavailable
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.entries import stream_of
from trial.ledger.replay import replay
from trial.routes import routes
from trial.rules.roles import Recorder
from trial.settings import HOME, settings
from trial.store import Store, open_store

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
CANNOT = "The database cannot be reached or used now; nothing was changed."


def bed(store: Store) -> str:
    opened = planning.open_trial(store, person=f.Person(identifier="TEST-1", name="Ann Example"), by="K Tan")
    planning.plan_dose(store, opened.id, f.Dose(number=1, micrograms=Decimal(25)), by="K Tan")
    return opened.id


def tap_of(name: str) -> dict[str, Any]:
    return {
        "id": name, "kind": "reading", "dose": 1, "slot": "baseline", "scale": "observations", "item": "heart_rate",
        "value": "72", "tapped_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip


def delivery(trial: str, recorder: str, *names: str) -> dict[str, Any]:
    return {"trial": trial, "recorder": recorder, "taps": [tap_of(name) for name in names]}


def post(store: Store, sent: dict[str, Any], token: str) -> httpx.Response:
    """The route as a browser asks it, without a server."""

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=Starlette(routes=routes(lambda: store)))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/taps", json=sent, headers={"Authorization": f"Bearer {token}"})

    with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser test may have left one running here
        return apart.submit(asyncio.run, once()).result()


@pytest.fixture
def stopped(postgresql_server: Any) -> Iterator[Callable[[], None]]:
    """Stop the server; it runs again afterwards, whatever became of the test."""
    yield postgresql_server.stop
    postgresql_server.start()


def test_a_database_that_goes_away_is_a_sentence_and_taps_are_stored_once_it_is_back(
    postgresql_server: Any, postgresql: str, stopped: Callable[[], None]
) -> None:
    store = open_store(postgresql)
    trial = bed(store)
    token, recorder = (
        sign_ins.issue_pass(store, recorder=Recorder(name="K Tan"), trial=trial),
        sign_ins.recorder_id(store, Recorder(name="K Tan")),
    )
    sent = delivery(trial, recorder, "tap-00001")
    stopped()
    for _ in range(2):
        answer = post(store, sent, token)
        assert (answer.status_code, answer.json()["problem"][: len(CANNOT)]) == (503, CANNOT)
    for act in (
        lambda: store.trial(trial),
        lambda: store.worklist(),
        lambda: store.verify(),
        lambda: store.head(trial),
    ):
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            act()
    postgresql_server.start()
    assert post(store, sent, token).json()["acknowledged"] == ["tap-00001"]
    assert post(store, sent, token).json()["acknowledged"] == ["tap-00001"]
    assert [one.id for one in store.trial(trial).doses[0].readings] == ["tap-00001"]
    assert store.verify()[1] == 1
    store.close()


def test_a_database_that_stops_between_writing_and_keeping_leaves_nothing_of_it(
    postgresql_server: Any, postgresql: str, stopped: Callable[[], None]
) -> None:
    store = open_store(postgresql)
    trial = bed(store)
    before = store.trial(trial)

    def stop_first(_: f.Trial | None) -> list[e.Fact]:
        stopped()
        return [e.EventsAsked(dose=1)]

    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        store.append(trial, stop_first, at=NOON, by="K Tan")
    postgresql_server.start()
    assert store.trial(trial) == before == replay(store.facts(trial))
    assert store.verify()[1] == 1
    store.close()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], AppTest]]:
    """The frame on a database, run as a person sees it."""
    settings.cache_clear()
    session.raw_store.clear()

    def run(address: str) -> AppTest:
        monkeypatch.setenv("ITB_DATABASE_URL", address)
        frame = AppTest.from_file(str(HOME / "trial" / "frame.py"), default_timeout=30)
        frame.session_state[session.RECORDER] = "K Tan"
        return frame.run()

    yield run
    with suppress(StoreUnavailable):
        session.raw_store().close()
    session.raw_store.clear()
    settings.cache_clear()


def test_the_page_says_that_the_database_is_away_and_works_again_without_a_restart(
    postgresql_server: Any, postgresql: str, shown: Callable[[str], AppTest], stopped: Callable[[], None]
) -> None:
    stopped()
    page = shown(postgresql)
    assert not page.exception
    assert {one.value[: len(CANNOT)] for one in page.error} == {CANNOT}
    postgresql_server.start()
    assert not page.run().error
    stopped()
    assert {one.value[: len(CANNOT)] for one in page.run().error} == {CANNOT}
    postgresql_server.start()
    assert not page.run().error
    assert not page.exception


def test_the_app_starts_while_its_database_is_away_and_takes_taps_once_it_is_there(
    postgresql_server: Any, postgresql: str, stopped: Callable[[], None], serve: Callable[..., Any]
) -> None:
    store = open_store(postgresql)
    trial = bed(store)
    token, recorder = (
        sign_ins.issue_pass(store, recorder=Recorder(name="K Tan"), trial=trial),
        sign_ins.recorder_id(store, Recorder(name="K Tan")),
    )
    store.close()
    stopped()
    app = serve(ITB_DATABASE_URL=postgresql)
    body = httpx.Request("POST", "http://x", json=delivery(trial, recorder, "tap-00001")).content
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{app.url}/taps", body, headers)  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as away:
        urllib.request.urlopen(request, timeout=30)  # noqa: S310
    assert away.value.code == 503
    assert CANNOT.encode() in away.value.read()
    away.value.close()
    postgresql_server.start()
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        assert b"tap-00001" in answer.read()
    log = (app.database.parent / "server.log").read_text()
    assert "Traceback" not in log
    assert "cannot be reached" in log


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; skipped where this user may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "none", place], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(f"Only root may mount the small disk (a tmpfs) that this fills: {made.stderr.strip()}")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def on_small_disk(kind: str, disk: Path, request: pytest.FixtureRequest) -> str:
    if kind == "sqlite":
        return f"sqlite:///{disk / 'trials.db'}"
    server = request.getfixturevalue("postgresql_server")
    owned = disk / "tables"
    owned.mkdir()
    shutil.chown(owned, server.server.system_user)
    for above in (disk, *disk.parents):
        above.chmod(above.stat().st_mode | 0o055)
    server.run("DROP TABLESPACE IF EXISTS small", f"CREATE TABLESPACE small LOCATION '{owned}'")
    server.run("DROP DATABASE IF EXISTS small", "CREATE DATABASE small TABLESPACE small")
    return str(server.address("small").render_as_string(hide_password=False))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_full_disk_is_a_sentence_and_writing_goes_on_once_there_is_room(
    kind: str, small_disk: Path, request: pytest.FixtureRequest
) -> None:
    address = on_small_disk(kind, small_disk, request)
    store = open_store(address)
    trial = bed(store)
    filler = small_disk / "filler"
    room = shutil.disk_usage(small_disk).free - 300_000
    filler.write_bytes(b"x" * room)
    acknowledged: list[str] = []

    def write_on() -> None:
        for number in range(3000):
            reading = f.Reading(
                slot="baseline", taken_at=NOON, scale="pain", item="rating", value=Decimal(2), note="x" * 3000,
                id=f"tap-{number:05}",
            )  # fmt: skip
            store.append(
                trial, lambda _, reading=reading: [e.ReadingTaken(dose=1, reading=reading)], at=NOON, by="K Tan"
            )  # type: ignore[misc]
            acknowledged.append(reading.id)

    with pytest.raises(StoreUnavailable, match="disk is full"):
        write_on()
    assert acknowledged
    assert [one.id for one in store.trial(trial).doses[0].readings] == acknowledged
    assert store.verify()[1] == 1
    filler.unlink()
    assert store.append(trial, lambda _: [e.EventsAsked(dose=1)], at=NOON, by="K Tan") == store.trial(trial)
    assert store.trial(trial) == replay(store.facts(trial))
    assert [one.seq for one in store.entries(stream_of(trial))] == list(range(1, store.head(trial) + 1))
    assert store.verify()[1] == 1
    store.close()
    if kind == "postgresql":
        request.getfixturevalue("postgresql_server").run("DROP DATABASE small WITH (FORCE)", "DROP TABLESPACE small")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_that_may_only_be_read_is_a_sentence_and_can_still_be_read(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    owners = request.getfixturevalue("postgresql") if kind == "postgresql" else f"sqlite:///{tmp_path / 'trials.db'}"
    store = open_store(owners)
    trial = bed(store)
    token, recorder = (
        sign_ins.issue_pass(store, recorder=Recorder(name="K Tan"), trial=trial),
        sign_ins.recorder_id(store, Recorder(name="K Tan")),
    )
    whole = store.verify()
    store.close()
    if kind == "postgresql":
        only_read = f"{owners}&options=-c%20default_transaction_read_only%3Don"
    else:
        only_read = f"sqlite:///file:{tmp_path / 'trials.db'}?mode=ro&uri=true"
    store = open_store(only_read)
    answer = post(store, delivery(trial, recorder, "tap-00001"), token)
    assert answer.status_code == 503
    assert "read but not written; nothing was changed" in answer.json()["problem"]
    assert store.trial(trial).doses[0].readings == ()
    assert [row.trial for row in store.worklist()] == [trial]
    assert store.verify() == whole
    said = maintenance.verify(store, by="K Tan")
    assert "1 trials: intact; that it was read could not be entered in the service's own ledger" in said
    store.close()


def test_the_shell_says_the_same_sentence_and_ends_with_1(postgresql: str) -> None:
    away = make_url(postgresql).set(query={"host": "/nowhere"}).render_as_string(hide_password=False)
    for command in (["verify"], ["demo"]):
        environment = os.environ | {"ITB_DATABASE_URL": away, "ITB_TIMEZONE": "Europe/London"}
        done = subprocess.run(
            [sys.executable, "-m", "trial", *command], cwd=HOME, env=environment, capture_output=True, text=True
        )
        assert (done.returncode, done.stderr[: len(CANNOT)]) == (1, CANNOT)


def status_of(url: str) -> int:
    return httpx.get(f"{url}/health", timeout=20).status_code


def test_a_database_file_that_is_deleted_under_the_app_is_acknowledged_to_no_more(
    serve: Callable[..., Any], tmp_path: Path
) -> None:
    served = serve()
    store = open_store(served.database_url)
    trial, recorder = bed(store), Recorder(name="K Tan")
    token = sign_ins.issue_pass(store, recorder=recorder, trial=trial)
    opaque = sign_ins.recorder_id(store, recorder)

    def post_tap(name: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{served.url}/taps", json=delivery(trial, opaque, name), headers=headers, timeout=20)

    assert (post_tap("first-tap").json()["acknowledged"], status_of(served.url)) == (["first-tap"], 200)
    store.close()
    aside = tmp_path / "aside.db"
    served.database.rename(aside)
    time.sleep(1.1)  # one item of one assessor is not taken twice in a second
    for replaced in (False, True):
        if replaced:
            shutil.copy(aside, served.database)
        gone = post_tap("second-tap")
        assert (gone.status_code, status_of(served.url)) == (503, 503)
        assert "deleted or replaced" in gone.json()["problem"]
    served.database.unlink()
    aside.rename(served.database)
    taken = post_tap("second-tap").json()
    assert (taken["acknowledged"], taken["refused"], status_of(served.url)) == (["second-tap"], {}, 200)
