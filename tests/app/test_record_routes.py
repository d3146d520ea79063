"""The routes of the entry sheet, from outside: who may deliver what, and what is refused with which sentence."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from starlette.applications import Starlette

from tests.temporary_store import TemporaryStore
from trial.actions import exporting, importing, planning, sign_ins
from trial.elements.sheet import SCRIPT_PATH, offline
from trial.errors import StoreUnavailable
from trial.ledger.facts import (
    Correction,
    Dose,
    Event,
    Goal,
    Measure,
    Person,
    Plan,
    Rating,
    Reading,
    Record,
    Words,
)
from trial.routes import routes
from trial.rules.roles import Recorder
from trial.store import Store

K_TAN = Recorder(name="K Tan")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    opened = planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan")
    planning.plan_dose(store, opened.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan")
    return opened.id


class Client:
    """Asks the routes as a browser would, without a server."""

    def __init__(self, store: Store) -> None:
        self.app = Starlette(routes=routes(lambda: store))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **more)

        with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser test may have left one running here
            return apart.submit(asyncio.run, once()).result()

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("POST", path, **more)


@pytest.fixture
def client(store: Store) -> Client:
    return Client(store)


def held(store: Store, trial: str, recorder: str = "K Tan") -> dict[str, str]:
    return {"Authorization": f"Bearer {sign_ins.issue_pass(store, recorder=Recorder(name=recorder), trial=trial)}"}


def delivery(store: Store, trial: str, *taps: dict[str, Any], recorder: str = "K Tan") -> dict[str, Any]:
    return {"trial": trial, "recorder": sign_ins.recorder_id(store, Recorder(name=recorder)), "taps": list(taps)}


def tap(name: str = "tap00001", **more: Any) -> dict[str, Any]:
    told = {
        "id": name, "kind": "reading", "dose": 1, "slot": "baseline", "scale": "observations", "item": "heart_rate",
        "value": "72", "tapped_at": datetime.now(UTC).isoformat(),
    }  # fmt: skip
    return told | more


def test_a_delivery_is_acknowledged_and_in_the_ledger(store: Store, trial: str, client: Client) -> None:
    answer = client.post("/taps", json=delivery(store, trial, tap()), headers=held(store, trial))
    assert answer.status_code == 200
    said = answer.json()
    assert (said["acknowledged"], said["refused"]) == (["tap00001"], {})
    assert said["entries"] == store.head(trial)
    (reading,) = store.trial(trial).doses[0].readings
    assert (reading.value, reading.typed_by, reading.by) == (Decimal(72), "K Tan", "K Tan")
    assert answer.headers["cache-control"] == "no-store"


def test_the_head_is_a_number_and_the_servers_time(store: Store, trial: str, client: Client) -> None:
    answer = client.get(f"/head?trial={trial}", headers=held(store, trial))
    assert answer.json()["entries"] == store.head(trial)
    assert abs(answer.json()["at"] / 1000 - datetime.now(UTC).timestamp()) < 60


def test_what_is_no_tap_is_refused_by_itself(store: Store, trial: str, client: Client) -> None:
    sent = delivery(store, trial, tap(), tap("tap00002", level=3), tap("tap00003", tapped_at="2026-11-18T09:00"))
    said = client.post("/taps", json=sent, headers=held(store, trial)).json()
    assert said["acknowledged"] == ["tap00001"]
    assert said["refused"]["tap00002"] == {
        "code": "tap_unreadable",
        "field": "level",
        "allows": "",
        "sentence": "This entry cannot be read (level): reload the page and record it again.",
    }
    assert said["refused"]["tap00003"]["field"] == "tapped_at"


@pytest.mark.parametrize(
    ("more", "code", "allows"),
    [
        ({"value": "30"}, "value_unusual_beside_baseline", "confirm"),
        ({"value": "72", "replaces": "tap00001"}, "entry_of_another", "reason"),
        ({"value": "a lot"}, "value_impossible", ""),
    ],
)
def test_a_refused_tap_says_what_would_allow_it(
    store: Store, trial: str, client: Client, more: dict[str, str], code: str, allows: str
) -> None:
    sent = delivery(store, trial, tap(), recorder="R Hale")
    client.post("/taps", json=sent, headers=held(store, trial, "R Hale"))
    said = client.post("/taps", json=delivery(store, trial, tap("tap00002", **more)), headers=held(store, trial)).json()
    refused = said["refused"]["tap00002"]
    assert (refused["code"], refused["allows"]) == (code, allows)
    assert refused["sentence"].endswith(".")


@pytest.mark.parametrize("path", ["/taps", "/head"])
def test_nobody_comes_in_without_a_pass(store: Store, trial: str, client: Client, path: str) -> None:
    for headers in ({}, {"Authorization": "Bearer forged"}, {"Authorization": "Bearer "}):
        if path == "/taps":
            answer = client.post(path, json=delivery(store, trial, tap()), headers=headers)
        else:
            answer = client.get(f"{path}?trial={trial}", headers=headers)
        assert answer.status_code == 403
        assert "not signed in" in answer.json()["problem"]
    assert store.trial(trial).doses[0].readings == ()


def test_a_pass_is_for_one_recorder_and_one_trial(store: Store, trial: str, client: Client) -> None:
    other = planning.open_trial(store, person=Person(identifier="TEST-2", name="B"), by="K Tan").id
    for sent, headers in (
        (delivery(store, trial, tap(), recorder="R Hale"), held(store, trial)),
        (delivery(store, other, tap()), held(store, trial)),
    ):
        answer = client.post("/taps", json=sent, headers=headers)
        assert answer.status_code == 403
        assert "another" in answer.json()["problem"]
    assert client.get(f"/head?trial={other}", headers=held(store, trial)).status_code == 403


def test_a_pass_runs_out_and_is_renewed_before_that(
    store: Store, trial: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = held(store, trial)
    assert "token" not in client.get(f"/head?trial={trial}", headers=headers).json()
    monkeypatch.setattr(sign_ins, "RENEW_AFTER", timedelta(-1))
    fresh = client.get(f"/head?trial={trial}", headers=headers).json()["token"]
    assert sign_ins.check_pass(store, fresh).recorder == K_TAN
    later = datetime.now(UTC) + sign_ins.PASS_LASTS + timedelta(minutes=1)
    monkeypatch.setattr(sign_ins, "clock", lambda: later)
    answer = client.get(f"/head?trial={trial}", headers=headers)
    assert answer.status_code == 403
    assert "open too long" in answer.json()["problem"]


def test_another_sites_page_cannot_post(store: Store, trial: str, client: Client) -> None:
    sent, headers = delivery(store, trial, tap()), held(store, trial)
    for more in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Content-Type": "text/plain"}):
        assert client.post("/taps", json=sent, headers=headers | more).status_code == 403
    assert client.post("/taps", json=sent, headers=headers | {"Origin": "http://localhost"}).status_code == 200


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"taps": []}', b'{"trial": 1, "recorder": 2, "taps": 3}'])
def test_a_body_that_is_no_delivery_is_a_sentence(store: Store, trial: str, client: Client, body: bytes) -> None:
    headers = held(store, trial) | {"Content-Type": "application/json"}
    answer = client.post("/taps", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json() == {"problem": "This is no delivery of taps.", "code": "no_delivery"}


def test_too_much_at_once_is_refused(store: Store, trial: str, client: Client) -> None:
    headers = held(store, trial)
    many = delivery(store, trial, *(tap(f"tap{n:05}") for n in range(201)))
    assert client.post("/taps", json=many, headers=headers).status_code == 400
    large = delivery(store, trial, tap(note="x" * 300_000))
    assert client.post("/taps", json=large, headers=headers).status_code == 413


def test_a_database_that_cannot_be_written_is_a_sentence_and_nothing_is_acknowledged(
    store: Store, trial: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, sent = held(store, trial), delivery(store, trial, tap())

    def locked(*_: object, **__: object) -> None:
        raise StoreUnavailable("The database is busy; nothing was changed.")

    monkeypatch.setattr(store, "append", locked)
    answer = client.post("/taps", json=sent, headers=headers)
    assert answer.status_code == 503
    assert answer.json() == {"problem": "The database is busy; nothing was changed.", "code": "fault"}


def test_an_unknown_trial_is_a_sentence(store: Store, client: Client) -> None:
    answer = client.get("/head?trial=T-9999", headers=held(store, "T-9999"))
    assert answer.status_code == 404
    assert answer.json()["problem"]


def test_the_outbox_never_holds_a_name(store: Store) -> None:
    opaque = sign_ins.recorder_id(store, K_TAN)
    assert opaque == sign_ins.recorder_id(store, K_TAN) != sign_ins.recorder_id(store, Recorder(name="R Hale"))
    assert "Tan" not in opaque


def test_a_device_clock_ten_minutes_wrong_is_put_right_and_marked(store: Store, trial: str, client: Client) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    wrong = tap(tapped_at=(now + timedelta(minutes=10)).isoformat(), skew_seconds=-600)
    said = client.post("/taps", json=delivery(store, trial, wrong), headers=held(store, trial)).json()
    assert said["refused"] == {}
    (reading,) = store.trial(trial).doses[0].readings
    assert (reading.taken_at, reading.skew_seconds) == (now, -600)


def test_the_script_is_served_once_and_cached_by_the_browser(client: Client) -> None:
    answer = client.get(SCRIPT_PATH)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


def test_the_remarks_on_a_value_are_asked_for_with_a_pass_of_its_trial(
    store: Store, trial: str, client: Client
) -> None:
    path = f"/remarks?trial={trial}&dose=1"
    assert client.get(path).status_code == 403
    held = {"Authorization": f"Bearer {sign_ins.issue_pass(store, recorder=K_TAN, trial=trial)}"}
    said = client.get(path, headers=held).json()
    assert said["remarks"] == {}
    assert said["at"] > 0
    other = {"Authorization": f"Bearer {sign_ins.issue_pass(store, recorder=K_TAN, trial='T-9999')}"}
    assert client.get(path, headers=other).status_code == 403


def test_the_pass_of_the_outbox_is_good_for_every_trial_and_still_for_one_recorder(
    store: Store, trial: str, client: Client
) -> None:
    token = sign_ins.issue_pass(store, recorder=K_TAN, trial=sign_ins.EVERY_TRIAL)
    held = {"Authorization": f"Bearer {token}"}
    assert client.get(f"/head?trial={trial}", headers=held).status_code == 200
    body = {"trial": trial, "recorder": sign_ins.recorder_id(store, Recorder(name="R Hale")), "taps": []}
    assert client.post("/taps", json=body, headers=held).status_code == 403
    body["recorder"] = sign_ins.recorder_id(store, K_TAN)
    assert client.post("/taps", json=body, headers=held).status_code == 200


def test_what_no_sheet_sends_is_refused_by_itself_and_what_is_stored_goes_through_the_record_file(
    store: Store, trial: str, client: Client
) -> None:
    broken: list[dict[str, Any]] = [
        {"skew_seconds": 10**20}, {"skew_seconds": -9 * 10**10}, {"tapped_at": "0001-01-01T00:00:00+00:00"},
        {"tapped_at": "1850-01-01T00:00:00+00:00", "taken": "10:52"}, {"taken": "1899-05-05 10:00"},
        {"taken": "10:52", "taken_typed_at": "0001-01-01T00:00:00+00:00"}, {"id": "\ud800 a tap"},
        {"id": "\ud800 a tap", "level": 3}, {"scale": "\ud800"}, {"item": "a\x00b"}, {"replaces": "\ud800"},
        {"reason": "a\x00b"}, {"reason": "x" * 10_001}, {"kind": "said", "by": "person", "slot": "soon", "words": "Ah"},
        {"kind": "rating", "goal": "g1", "slot": "+4h", "by": "team", "value": "sNaN"},
        {"kind": "event", "event": {"kind": "other", "words": "fell", "began_at": "2026-01-01T00:00:00+00:00",
                                    "ended_at": "2199-01-01T00:00:00+00:00"}},
    ]  # fmt: skip
    taps = [tap(f"broken-{number}") | one for number, one in enumerate(broken)]
    sent = json.dumps(delivery(store, trial, *taps, tap("whole-01")))
    json_type = {"Content-Type": "application/json"}
    answer = client.post("/taps", content=sent, headers=held(store, trial) | json_type)
    assert (answer.status_code, answer.json()["acknowledged"]) == (200, ["whole-01"])
    assert answer.json()["refused"].keys() == {one["id"] for one in taps}
    file = exporting.export(store, trial, "json", by="K Tan")
    other = TemporaryStore()
    importing.import_file(other, file, by="K Tan")
    assert exporting.export(other, trial, "json", by="K Tan") == file


def test_what_a_browser_may_keep_of_a_sheet_names_nobody_and_holds_nothing_written(store: Store) -> None:
    """Every text of the trial that a person typed is planted; what is kept has values, times and slots alone."""
    planted = "Quillfeather"
    person = Person(
        identifier=planted, name=planted, born=date(1961, 2, 3), called=planted, diagnosis=planted, cord_level=planted,
        usual_aid=planted, dystonia=planted, notes=planted, diagnosis_group="ms",
    )  # fmt: skip
    goal = Goal(
        id="g1", kind="achieve", area=planted, words=planted, proxy=planted, levels=(planted,) * 5, agreed_by=planted
    )
    now = datetime.now(UTC)
    reading = Reading(
        slot="baseline", taken_at=now, scale="pain", item="rating", value=Decimal(4), by=planted, note=planted,
        id="reading1", typed_by="K Tan",
    )  # fmt: skip
    before = Correction(reading=replace(reading, value=Decimal(3)), at=now, by=planted, reason=planted)
    other = replace(reading, slot="+2h", id="reading2", typed_by=planted, corrected=(before,))
    dose = Dose(
        number=1, micrograms=Decimal(50), given_at=now, reason=planted, checked_by=planted, injected_by=planted,
        batch=planted, bed=planted, bladder=planted, readings=(reading, other),
        ratings=(Rating(goal="g1", slot="+4h", by="team", level=Decimal(1), rated_at=now, id="r1", typed_by=planted),),
        events=(Event(kind="fall", severity="mild", action=planted, began_at=now, words=planted, id="e1"),),
        words=(Words(slot="+2h", by="person", text=planted, said_at=now),),
    )  # fmt: skip
    measures = (Measure(scale="pain"),)
    plan = Plan(slots=("baseline", "+2h", "+4h"), measures=measures, question=planted)
    record = Record(trial="T-0001", person=person, plan=plan, goals=(goal,), doses=(dose,), agreed_by=planted)
    trial = replace(planning.open_trial(store, person=Person(identifier="X"), by="K Tan"), record=record)
    text = offline.kept_json(trial, 1, recorder="K Tan", zone=ZoneInfo("UTC"))
    assert [name for name in (planted, "K Tan", "1961", "MS") if name in text] == []
    kept = json.loads(text)
    values = {cell: readings[0] for cell, readings in kept["values"].items()}
    mine, others = (values[f"{slot}|pain|rating"] for slot in ("baseline", "+2h"))
    assert [(one["id"], one["value"], one["mine"]) for one in (mine, others)] == [
        ("reading1", "4", True),
        ("reading2", "4", False),
    ]
    assert values["+4h|goal|g1|team"]["value"] == "1"
    assert (kept["t0"], kept["dose"]) == (int(now.timestamp() * 1000), 1)


def test_what_may_be_kept_is_handed_out_with_a_pass_of_its_trial(store: Store, trial: str, client: Client) -> None:
    path = f"/kept?trial={trial}&dose=1"
    assert client.get(path).status_code == 403
    said = client.get(path, headers=held(store, trial)).json()
    assert said["standing"]["trial"] == trial
    assert said["idle_minutes"] == 75
    assert client.get(path, headers=held(store, "T-9999")).status_code == 403
    assert "standing" not in client.get(f"/kept?trial={trial}&dose=9", headers=held(store, trial)).json()


def test_the_worker_and_the_page_without_a_server_hold_no_trial_and_are_asked_for_anew(client: Client) -> None:
    page, worker = client.get(offline.PAGE_PATH), client.get(offline.WORKER_PATH)
    assert page.headers["content-type"].startswith("text/html")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert page.headers["cache-control"] == worker.headers["cache-control"] == "no-cache"
    assert SCRIPT_PATH in page.text
    assert SCRIPT_PATH in worker.text


def test_half_a_character_in_place_of_a_trial_is_no_delivery(store: Store, client: Client) -> None:
    headers = held(store, sign_ins.EVERY_TRIAL) | {"Content-Type": "application/json"}
    refused = client.post("/taps", content=json.dumps(delivery(store, "\ud800")), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (400, "no_delivery")
