"""A day on the real server, faults included: nothing leaves the machine, and nothing says whose day it was."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import HOME, SCREENS, WAIT, Served, follow, free_port
from tests.faults.watched_server import STRACE, cannot_trace
from trial.actions import planning, sign_ins
from trial.ledger.facts import Dose, Goal, Person
from trial.rules.roles import Recorder
from trial.store import open_store

SECRETS = ("Quillfeather", "Zebedee", "QX7788123", "marmalade", "1961", "K Tan")
"""Name, number, free text and date of birth of somebody invented, and whoever records."""
HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}  # noqa: S104 - whom a process asks, not where it listens


@dataclass
class Day:
    served: Served
    folder: Path
    trial: str
    asked: list[str]

    def told(self) -> str:
        """All that the server said or left behind, outside its database: log, temporary and home folders, names."""
        files = [one for name in ("tmp", "home") for one in (self.folder / name).rglob("*")]
        said = [one.read_bytes().decode("utf-8", "replace") for one in files if one.is_file()]
        return "\n".join([self.log(), *map(str, files), *said])

    def log(self) -> str:
        return (self.folder / "data" / "server.log").read_text(encoding="utf-8", errors="replace")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("day")
    for name in ("tmp", "home", "data"):
        (folder / name).mkdir()
    database = folder / "data" / "trials.db"
    environment = os.environ | {
        "ITB_DATABASE_URL": f"sqlite:///{database}",
        "ITB_TIMEZONE": "Europe/London",
        "ITB_TEST_CONNECTIONS": str(folder / "connections"),
        "ITB_TEST_SYSTEM_CALLS": "" if cannot_trace() else str(folder / "calls"),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "XDG_CACHE_HOME": str(folder / "home" / "cache"),
        "COVERAGE_PROCESS_START": "",
    }
    store = open_store(f"sqlite:///{database}")
    born = datetime(1961, 2, 3, tzinfo=UTC).date()
    person = Person(identifier="QX7788123", name="Zebedee Quillfeather", born=born, notes="marmalade sandwiches")
    goal = Goal(id="g1", kind="achieve", area="mobility", words="Fetch the marmalade")
    opened = planning.open_trial(store, person=person, goals=(goal,), by="K Tan")
    planning.plan_dose(store, opened.id, Dose(number=1, micrograms=Decimal(25), batch="marmalade"), by="K Tan")
    store.close()
    served = Served(free_port(), database, environment, module="tests.faults.watched_server")
    served.start()
    yield Day(served, folder, opened.id, [])
    served.stop()


def deliver(day: Day, *, note: str, trial: str = "") -> int:
    """A tap with a note, as the sheet sends it; answers the status."""
    store = open_store(day.served.database_url)
    recorder = Recorder(name="K Tan")
    token = sign_ins.issue_pass(store, recorder=recorder, trial=day.trial)
    opaque = sign_ins.recorder_id(store, recorder)
    store.close()
    at = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    tap = {
        "id": "tap-00001", "kind": "reading", "dose": 1, "slot": "baseline",
        "scale": "observations", "item": "heart_rate", "value": "72", "tapped_at": at, "note": note,
    }  # fmt: skip
    body = json.dumps({"trial": trial or day.trial, "recorder": opaque, "taps": [tap]}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = urllib.request.Request(f"{day.served.url}/taps", body, headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            assert json.load(answer)["refused"] == {}
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        refused.read()
        return refused.code


def health(day: Day) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"{day.served.url}/health", timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def test_a_day_with_faults_in_it_leaves_no_word_of_whose_day_it_was(day: Day, page: Page) -> None:
    page.on("request", lambda request: day.asked.append(request.url))
    assert health(day) == (200, {"database": "ok", "version": "0.1.0"})
    assert deliver(day, note="marmalade on the cuff") == 200
    assert deliver(day, note="x", trial="QX7788123 Zebedee Quillfeather") == 403
    page.on("websocket", lambda line: day.asked.append(line.url))
    for screen in SCREENS:
        if screen != "person":  # which breaks
            follow(page, f"{day.served.url}/{'' if screen == 'trials' else screen}?trial={day.trial}")
    take_files_away_and_bring_one_in(day, page)
    follow(page, day.served.url)
    page.get_by_label("Search by name or number").fill("Quillfeather")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Zebedee Quillfeather").first).to_be_visible(timeout=WAIT)
    page.goto(f"{day.served.url}/person?trial={day.trial}")
    alert = page.locator("[data-testid=stException], [data-testid=stAlert]").first
    expect(alert).to_be_visible(timeout=WAIT)
    assert not any(word in alert.inner_text() for word in SECRETS)
    assert "ValueError" in day.log()
    assert "plain_copy" in day.log() or "person.py" in day.log()
    with closing(sqlite3.connect(day.served.database)) as database:
        database.execute("ALTER TABLE heads RENAME TO gone")
    assert health(day) == (503, {"database": "away"})
    assert deliver_blindly(day) == 403
    page.goto(f"{day.served.url}/review?trial={day.trial}")
    expect(page.locator("[data-testid=stAlert]").first).to_be_visible(timeout=WAIT)
    page.complaints.clear()  # a browser complains of a 503 by itself
    found = {word for word in SECRETS for text in (day.told(), " ".join(day.asked)) if word in text}
    assert found == set()
    assert '"outcome": "done"' in day.log()
    assert '"kinds": {"reading": 1}' in day.log()


def take_files_away_and_bring_one_in(day: Day, page: Page) -> None:
    follow(page, f"{day.served.url}/decide?trial={day.trial}")
    for label in ("summary", "page to print", "record (JSON)", "records system", "readings"):
        with page.expect_download(timeout=WAIT) as file:
            page.get_by_role("button", name=re.compile(rf"Download.*{re.escape(label)}( \(|$)")).click()
        assert re.fullmatch(rf"{day.trial}[a-z.-]+", file.value.suggested_filename)
    follow(page, f"{day.served.url}/exchange")
    page.locator("input[type=file]").set_input_files(HOME / "data" / "demo" / "under_way.json")
    page.get_by_role("button", name="Add 1 file").click()
    expect(page.get_by_text("demo-birch added.")).to_be_visible(timeout=WAIT)


def deliver_blindly(day: Day) -> int:
    """A post with a pass of nobody's, while the database is away."""
    request = urllib.request.Request(  # noqa: S310
        f"{day.served.url}/taps", b'{"trial": "Zebedee"}', {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_no_connection_left_the_machine_start_up_included(day: Day) -> None:
    file = day.folder / "connections"
    whom = {line.partition(" ")[2] for line in file.read_text().splitlines()} if file.exists() else set()
    assert whom <= HERE


def addressed(calls: Path) -> set[str]:
    """Every address that a system call names: of the internet, or of a socket in the file system."""
    return set(re.findall(r'(?:inet_addr\(|inet_pton\(AF_INET6, |sun_path=@?)"([^"]*)"', calls.read_text()))


def is_a_way_out(address: str) -> bool:
    """Whether an address may be of another machine: also the local service that asks for names."""
    return "resolve" in address if address.startswith("/") else address not in HERE


def test_the_kernel_saw_no_connection_leave_the_machine_start_up_and_shell_included(day: Day) -> None:
    if why := cannot_trace():
        pytest.skip(why)
    seen = addressed(day.folder / "calls")
    environment = day.served.environment | {"ITB_DATABASE_URL": f"sqlite:///{day.folder / 'data' / 'shell.db'}"}
    out = ["-o", str(day.folder / "out")]
    for command in (["demo"], ["list"], ["export", "demo-rowan", "--format", "xlsx", *out], ["verify"]):
        calls = day.folder / f"{command[0]}-calls"
        watched = [*STRACE, str(calls), sys.executable, "-m", "trial", *command]
        subprocess.run(watched, cwd=HOME, env=environment, check=True, capture_output=True)
        seen |= addressed(calls)
    assert {one for one in seen if is_a_way_out(one)} == set()


def test_a_system_call_that_leaves_would_have_been_seen(tmp_path: Path) -> None:
    if why := cannot_trace():
        pytest.skip(why)
    speak = (
        "import socket, subprocess, sys; one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
        "one.connect(('192.0.2.1', 9)); one.close(); "
        "subprocess.run([sys.executable, '-c', 'import socket; "
        'socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(bytes(1), ("192.0.2.2", 9))\'])'
    )
    subprocess.run([*STRACE, str(tmp_path / "calls"), sys.executable, "-c", speak], check=True, capture_output=True)
    assert {one for one in addressed(tmp_path / "calls") if is_a_way_out(one)} == {"192.0.2.1", "192.0.2.2"}


def test_a_connection_would_have_been_seen(tmp_path: Path) -> None:
    """What the test above rests on: an address asked for, and a connection made, are written down."""
    speak = (
        "import socket; from pathlib import Path; from tests.faults.watched_server import watch; "
        f"watch(Path({str(tmp_path / 'connections')!r})); one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); "
        "one.connect(('192.0.2.1', 9)); one.close(); socket.getaddrinfo('127.0.0.9', 9)"
    )
    subprocess.run([sys.executable, "-c", speak], cwd=HOME, check=True)
    assert (tmp_path / "connections").read_text().split() == [
        "socket.connect", "192.0.2.1", "socket.getaddrinfo", "127.0.0.9",
    ]  # fmt: skip
