"""Two copies of the app behind nginx on one PostgreSQL: what nginx adds, and one copy killed while people type."""

import functools
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.behind_nginx import CONFIGURATION, COPY, House, house
from tests.conftest import FLAGS, HOME, SCREENS, SETTLED, WAIT, installed_chromium
from tests.faults.kill_the_server import acknowledged_in, times_kept
from tests.signing_in import sign_in_service
from trial.actions import importing, planning, rights, sign_ins
from trial.elements.serving.signed_in import SignIns
from trial.ledger.facts import Dose, Measure, Person, Plan, Trial
from trial.store import Store, open_store

BEDS = 8
NAME = "Ann Example"
PEOPLE = {f"tan{n}": {"name": f"K Tan {n}", "email": f"tan{n}@example.org"} for n in range(BEDS)}
MUSCLES = ("left_hip_adductors", "right_hip_adductors", "left_knee_flexors")


@pytest.fixture(scope="module")
def database(postgresql_server: Any) -> str:
    return str(postgresql_server.new())


@pytest.fixture(scope="module")
def served(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    roles = folder / "roles.toml"
    roles.write_text("[people]\n" + "".join(f'"{one["email"]}" = ["enter", "administer"]\n' for one in PEOPLE.values()))
    with sign_in_service(PEOPLE) as service, house(folder, database, service, ITB_ROLES_FILE=str(roles)) as both:
        yield both


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def both(served: House) -> House:
    """The house with both copies alive, whatever an earlier test did to them."""
    served.start()
    return served


def a_trial(store: Store, by: str = "K Tan 0") -> Trial:
    plan = Plan(slots=("baseline", "+1h", "+2h", "+4h"), measures=(Measure(scale="modified_ashworth", items=MUSCLES),))
    trial = planning.open_trial(store, person=Person(identifier="TEST-1", name=NAME), plan=plan, by=by)
    return planning.plan_dose(store, trial.id, Dose(number=1, micrograms=Decimal(25)), by=by)


def test_the_systemd_unit_is_sound(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed on this machine (Debian: apt-get install systemd).")
    unit = tmp_path / "itb-trial@.service"
    unit.write_text(
        (CONFIGURATION.parent / unit.name).read_text().replace("/opt/itb-trial/.venv/bin/python", sys.executable)
    )
    done = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, unit.name in done.stderr) == (0, False), done.stderr
    weak = subprocess.run([program, "security", "--offline=true", "--threshold=20", str(unit)], capture_output=True)
    assert weak.returncode == 0  # exposed no more than 2.0 of 10


def test_nginx_adds_what_streamlit_lacks(served: House) -> None:
    with served.client() as client:
        to_tls = client.get(f"{served.plain}/record?trial=T-1")
        assert (to_tls.status_code, to_tls.headers["location"]) == (301, "https://localhost/record?trial=T-1")
        answer = client.get(f"{served.url}/record?trial=T-1", headers={"accept": "text/html"})
        assert answer.status_code == 401
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["server"] == "nginx"
        assert client.get(f"{served.url}/_stcore/metrics").status_code == 404
        too_large = client.post(f"{served.url}/taps", content=b"x" * 23_000_000)
        assert too_large.status_code == 413


def test_another_name_gets_nothing(served: House) -> None:
    with served.client() as client:
        for address in (served.url, served.plain):
            with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
                client.get(address, headers={"host": "evil.example"})
        with pytest.raises(httpx.ConnectError):
            client.get(served.url, extensions={"sni_hostname": "evil.example"})
        for claimed in ({"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
            assert "evil.example" not in str(client.get(served.url, headers=claimed).headers)
        for copy in served.copies:
            assert client.get(copy.url, headers={"X-Forwarded-Host": "localhost"}).status_code == 421


def test_every_cookie_is_secure_and_kept_from_scripts_but_the_one_that_streamlits_page_reads(served: House) -> None:
    given: list[str] = []
    with served.client() as client:
        client.event_hooks["response"] = [lambda answer: given.extend(_set(answer, served.url))]
        served.service.sign_in(client, served.url, "tan0")
        client.get(f"{served.url}/_stcore/health")
        client.post(f"{served.url}/active")
        client.get(f"{served.url}/auth/logout")
    names = set()
    for header in given:
        ((name, cookie),) = SimpleCookie(header).items()
        names.add(name)
        assert cookie["secure"], header
        assert cookie["samesite"].lower() == "lax", header
        assert bool(cookie["httponly"]) == (name != "_streamlit_xsrf"), header
    assert {COPY, "_streamlit_user", "_streamlit_user_tokens", "_streamlit_session", "_streamlit_xsrf"} <= names
    assert "itb_active" in names


def _set(answer: httpx.Response, url: str) -> list[str]:
    return answer.headers.get_list("set-cookie") if str(answer.url).startswith(url) else []


def test_a_post_from_another_site_or_without_a_pass_is_refused(served: House, store: Store) -> None:
    trial = a_trial(store)
    body = {"trial": trial.id, "recorder": "x", "taps": []}
    with served.client() as client:
        assert client.post(f"{served.url}/taps", json=body).status_code == 401
        served.service.sign_in(client, served.url, "tan1")
        assert client.post(f"{served.url}/taps", json=body).status_code == 403
        token, recorder = a_pass(store, served, client, trial.id)
        body["recorder"] = recorder
        good = {"Authorization": f"Bearer {token}"}
        for origin in ("https://evil.example", "null"):
            refused = client.post(f"{served.url}/taps", json=body, headers=good | {"Origin": origin})
            assert refused.status_code == 403
        form = {"Content-Type": "text/plain"}  # what a form of another site can send without being asked about
        assert client.post(f"{served.url}/taps", content=json.dumps(body), headers=good | form).status_code == 403
        assert client.post(f"{served.url}/taps", json=body, headers=good | {"Origin": served.url}).status_code == 200


def a_pass(store: Store, served: House, client: httpx.Client, trial: str) -> tuple[str, str]:
    """What the page of whoever is signed in would be handed."""
    known = SignIns(secret=served.service.cookie_secret, origin=served.url, idle_minutes=30)
    held = known.read({one.name: str(one.value) for one in client.cookies.jar})
    assert held is not None
    recorder = rights.signed_in(held.claims)
    session, until = sign_ins.session_of(store, held.claims), datetime.fromtimestamp(held.ends, UTC)
    token = sign_ins.issue_pass(store, recorder=recorder, trial=trial, session=session, until=until)
    return token, sign_ins.recorder_id(store, recorder)


class Window:
    """A browser of its own, led to one copy, signed in at the bedside."""

    def __init__(self, chromium: Any, served: House, place: str) -> None:
        self.context: BrowserContext = chromium.new_context(ignore_https_errors=True, locale="en-GB")
        self.context.add_cookies([{"name": COPY, "value": place, "url": served.url}])
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda message: self.complaints.append(message.text) if message.type == "error" else None
        )
        self.url = served.url

    def open(self, screen: str, trial: str, who: str) -> None:
        self.page.goto(f"{self.url}/{screen}?trial={trial}")
        self.page.get_by_role("link", name="Sign in").click()
        self.page.get_by_role("button", name=who, exact=True).first.click()
        if screen == "record":
            self.page.wait_for_selector(".itb-sheet .foot p", timeout=WAIT)

    def grade(self, item: str, token: str) -> Any:
        return self.page.locator(f'[data-field="modified_ashworth|{item}"] [data-token="{token}"]')


def test_every_screen_works_under_the_content_security_policy(served: House, store: Store, chromium: Any) -> None:
    importing.add_demonstration(store, by="K Tan 0")
    trial = next(row.trial for row in store.worklist(state="awaiting_decision"))
    window = Window(chromium, served, "any")
    window.open("review", trial, "tan0")
    expect(window.page.locator(".js-plotly-plot").first).to_be_visible(timeout=WAIT)
    for screen in SCREENS:
        window.page.goto(f"{served.url}/{screen}?trial={trial}")
        window.page.wait_for_function(SETTLED, timeout=WAIT)
    window.context.close()
    assert [one for one in window.complaints if "Content Security Policy" in one] == []


def a_bed(store: Store, served: House, number: int, place: str) -> dict[str, str]:
    """A trial, and somebody signed in beside it whom nginx leads to the copy of this place."""
    trial = a_trial(store)
    with served.client(place) as client:
        served.service.sign_in(client, served.url, f"tan{number}")
        token, recorder = a_pass(store, served, client, trial.id)
        cookie = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
    return {"trial": trial.id, "token": token, "recorder": recorder, "cookie": cookie}


def test_eight_who_type_lose_nothing_when_one_copy_is_killed(both: House, store: Store, tmp_path: Path) -> None:
    places = both.places()
    beds = [a_bed(store, both, number, places[number % 2]) for number in range(BEDS)]
    log, stop = tmp_path / "acknowledged", tmp_path / "stop"
    log.touch()
    command = [sys.executable, "-m", "tests.faults.tapping_client", both.url, json.dumps(beds), str(log), str(stop)]
    trusting = os.environ | {"SSL_CERT_FILE": str(both.certificate)}
    with subprocess.Popen(command, cwd=HOME, env=trusting) as client:
        try:
            all_go_on(store, beds, client)
            both.copies[0].kill()
            all_go_on(store, beds, client)
            stop.touch()
            assert client.wait(60) == 0
        finally:
            client.kill()
    acknowledged, kept = acknowledged_in(log), times_kept(store, beds)
    assert acknowledged == set(kept)
    assert set(kept.values()) == {1}
    assert "refused" not in log.read_text()
    assert store.verify()


def test_one_delivery_sent_at_once_by_three_lines_to_each_copy_is_stored_once(both: House, store: Store) -> None:
    places = both.places() * 3
    bed, together = a_bed(store, both, 0, places[0]), threading.Barrier(len(places))
    headers = {"Authorization": f"Bearer {bed['token']}"}
    signed_in = {name: one.value for name, one in SimpleCookie(bed["cookie"]).items()}

    def send(taps: list[dict[str, Any]], place: str) -> dict[str, Any]:
        with both.client() as client:
            client.cookies.update(signed_in | {COPY: place})
            together.wait(30)
            sent = {"trial": bed["trial"], "recorder": bed["recorder"], "taps": taps}
            return dict(client.post(f"{both.url}/taps", json=sent, headers=headers).json())

    kept: list[str] = []
    for minute in range(5):
        at = (datetime.now(UTC) - timedelta(minutes=10 - minute)).isoformat()
        common = {"kind": "reading", "dose": 1, "slot": "baseline", "scale": "modified_ashworth", "tapped_at": at}
        taps = [common | {"id": uuid.uuid4().hex, "item": item, "value": "2"} for item in MUSCLES]
        kept += [str(one["id"]) for one in taps]
        with ThreadPoolExecutor(len(places)) as pool:
            answers = list(pool.map(functools.partial(send, taps), places))
        assert {tuple(one["acknowledged"]) for one in answers} == {tuple(kept[-len(taps) :])}
        assert [one["refused"] for one in answers] == [{}] * len(places)
    assert sorted(one.id for one in store.trial(bed["trial"]).doses[0].readings) == sorted(kept)


def all_go_on(store: Store, beds: list[dict[str, str]], client: "subprocess.Popen[bytes]") -> None:
    """Wait until each of them has had five more deliveries stored."""
    wanted = {bed["trial"]: store.head(bed["trial"]) + 5 for bed in beds}
    deadline = time.monotonic() + 60
    while any(store.head(trial) < entries for trial, entries in wanted.items()):
        assert client.poll() is None
        assert time.monotonic() < deadline, [wanted[trial] - store.head(trial) for trial in wanted]
        time.sleep(0.05)


@pytest.fixture
def windows(chromium: Any, both: House) -> Iterator[tuple[Window, Window]]:
    first, other = (Window(chromium, both, place) for place in both.places())
    yield first, other
    first.context.close()
    other.context.close()


def test_two_windows_at_two_copies_see_each_other_and_go_on_when_one_is_killed(
    both: House, store: Store, windows: tuple[Window, Window]
) -> None:
    here, there = windows
    trial = a_trial(store)
    here.open("record", trial.id, "tan0")
    there.open("record", trial.id, "tan1")
    here.grade(MUSCLES[0], "2").click()
    expect(here.page.locator(".itb-sheet .delivery")).to_contain_text("1 saved", timeout=WAIT)
    expect(there.grade(MUSCLES[0], "2")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    both.copies[0].kill()
    here.grade(MUSCLES[1], "3").click()
    expect(there.grade(MUSCLES[1], "3")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    expect(here.page.get_by_text("Sign out K Tan 0").first).to_be_attached(timeout=WAIT)
    there.grade(MUSCLES[2], "1").click()
    expect(here.grade(MUSCLES[2], "1")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    by = {one.item: one.typed_by for one in store.trial(trial.id).doses[0].readings}
    assert by == dict(zip(MUSCLES, ("K Tan 0", "K Tan 0", "K Tan 1"), strict=True))


def test_a_reload_while_nginx_has_no_copy_opens_the_sheet_and_what_is_tapped_arrives_once(
    both: House, store: Store, chromium: Any
) -> None:
    # A service worker needs a certificate that the whole browser takes, not one page of it.
    trusting = chromium.browser_type.launch(
        executable_path=installed_chromium(), args=[*FLAGS, "--ignore-certificate-errors"]
    )
    here = Window(trusting, both, "any")
    trial = a_trial(store)
    here.open("record", trial.id, "tan0")
    here.page.wait_for_function("() => navigator.serviceWorker.controller", timeout=WAIT)
    here.grade(MUSCLES[0], "2").click()
    delivery = here.page.locator(".itb-sheet .delivery")
    expect(delivery).to_contain_text("1 saved", timeout=WAIT)
    here.page.wait_for_timeout(3000)  # until the hand rests, and the saved value is kept
    for copy in both.copies:
        copy.kill()
    here.page.reload()
    expect(delivery).to_contain_text("working without the server", timeout=WAIT)
    expect(here.grade(MUSCLES[0], "2")).to_have_attribute("aria-pressed", "true")
    here.grade(MUSCLES[1], "3").click()
    expect(delivery).to_contain_text("1 value waiting")
    both.start()
    expect(here.page.get_by_text("Sign out K Tan 0").first).to_be_attached(timeout=2 * WAIT)  # it comes back by itself
    expect(delivery).to_contain_text("All saved", timeout=WAIT)
    found = [(one.item, one.value, one.typed_by) for one in store.trial(trial.id).doses[0].readings]
    trusting.close()
    assert sorted(found) == [(MUSCLES[0], "2", "K Tan 0"), (MUSCLES[1], "3", "K Tan 0")]
    assert [one for one in here.complaints if "Content Security Policy" in one] == []


def test_the_logs_hold_no_secret_and_no_name_and_those_of_nginx_no_trial(served: House, store: Store) -> None:
    service, logs = served.service, served.logs
    telling = [service.cookie_secret, service.client_secret, store.secret(), NAME, "TEST-1", "K Tan", "@example.org"]
    telling += ["Bearer", "eyJ", "code=", "state=", "_streamlit_user="]
    assert "/taps" in logs
    assert [word for word in telling if word in logs] == []
    of_nginx = "".join(file.read_text() for file in served.folder.glob("*.log"))
    assert "/taps" in of_nginx
    assert [row.trial for row in store.worklist() if row.trial in of_nginx] == []
