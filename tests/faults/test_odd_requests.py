"""Requests that no page of ours makes, at the routes of a real server: a status, a sentence, and nothing in the log."""

import json
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.conftest import Served
from trial.actions import sign_ins
from trial.errors import refusal
from trial.rules.roles import Recorder
from trial.store import open_store
from trial.wording.refusals import sentence_of

TRIAL = "demo-rowan"
OURS = {"/health": "GET", "/head": "GET", "/remarks": "GET", "/taps": "POST"}
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE")
LARGE = b"x" * 10_000_000
MOST_MORE_MEGABYTES = 40
NO_DELIVERY = (
    b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b'{"trial": 1}', b"[" * 200_000, b'{"taps": ' + b"9" * 5000,
)  # fmt: skip
QUERIES = (
    "", "?trial=", "?trial=%00", "?trial=%ff%fe", "?trial=%ED%A0%80", "?trial=%", "?trial=../../etc/passwd",
    f"?trial={'a' * 60_000}", f"?trial={TRIAL}&trial=other", "?" + "&".join(["a=1"] * 15_000),
    f"?trial={TRIAL}&dose=1e9", f"?trial={TRIAL}&dose=%D9%A1", "?trial[]=1", "?trial='%20OR%201=1",
)  # fmt: skip


def said_of(code: str, **values: object) -> dict[str, str]:
    """What is answered to a request that is refused as a whole."""
    return {"problem": sentence_of(refusal(code, **values)), "code": code}


@dataclass
class Door:
    """The routes, with a pass that is good for one trial."""

    served: Served
    client: httpx.Client
    recorder: str

    def log(self) -> str:
        return (self.served.database.parent / "server.log").read_text(encoding="utf-8", errors="replace")

    def megabytes(self) -> int:
        assert self.served.process is not None
        pages = int(Path(f"/proc/{self.served.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000

    def raw(self, request: str) -> bytes:
        """What is answered to these bytes; empty where the line is cut by us."""
        with socket.create_connection(("127.0.0.1", self.served.port), timeout=20) as line:
            line.sendall(request.encode("latin-1"))
            return line.recv(300)


@pytest.fixture(scope="module")
def door(demonstrated: Served) -> Iterator[Door]:
    store = open_store(demonstrated.database_url)
    recorder = Recorder(name="K Tan")
    token = sign_ins.issue_pass(store, recorder=recorder, trial=TRIAL)
    before = store.verify()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with httpx.Client(base_url=demonstrated.url, headers=headers, timeout=60) as client:
        opened = Door(demonstrated, client, sign_ins.recorder_id(store, recorder))
        said = len(opened.log())
        yield opened
        log = opened.log()[said:]
    assert store.verify() == before
    store.close()
    assert "Traceback" not in log
    assert "Exception" not in log


@pytest.mark.parametrize("path", OURS)
def test_another_method_is_refused_however_much_it_brings(door: Door, path: str) -> None:
    for method in METHODS:
        if method != OURS[path]:
            assert door.client.request(method, path).status_code == 405, method
    before = door.megabytes()
    expected = 413 if path == "/taps" else 405
    assert {door.client.post(path, content=LARGE).status_code for _ in range(3)} == {expected}
    assert door.megabytes() - before < MOST_MORE_MEGABYTES


def test_what_is_no_delivery_is_a_sentence(door: Door) -> None:
    for body in NO_DELIVERY:
        answer = door.client.post("/taps", content=body)
        assert (answer.status_code, answer.json()) == (400, said_of("no_delivery")), body[:20]
    for kind in ("text/plain", "text/json", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""):
        answer = door.client.post("/taps", content=b"{}", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()) == (403, said_of("not_json")), kind
    sent = {"trial": TRIAL, "recorder": door.recorder}
    many = door.client.post("/taps", json=sent | {"taps": [{}] * 201})
    assert (many.status_code, many.json()) == (400, said_of("too_many_taps", most=200))
    odd = [1, None, {}, [], "x", {"id": 5}, {"id": {"a": 1}}, {"id": "aaaaaaaa", "kind": "reading", "dose": 10**400}]
    said = door.client.post("/taps", content=json.dumps(sent | {"taps": odd})).json()
    assert said["acknowledged"] == []
    assert all(one["code"] == "tap_unreadable" for one in said["refused"].values())


@pytest.mark.parametrize("path", [*OURS, "/record", "/review"])
def test_an_absurd_address_ends_in_an_answer(door: Door, path: str) -> None:
    for query in QUERIES:
        answer = door.client.get(path + query)
        assert answer.status_code < 500, query[:40]
        if path in ("/head", "/remarks") and TRIAL not in query:
            assert (answer.status_code, answer.json()["problem"]) == (403, "This page is for another trial.")


def test_what_is_no_request_is_refused_and_a_delivery_that_is_cut_off_is_no_fault(door: Door) -> None:
    common = f"Host: localhost:{door.served.port}\r\nContent-Type: application/json\r\n"
    for head in ("Content-Length: -1", "Content-Length: 2\r\nContent-Length: 5", f"X: {'a' * 200_000}"):
        assert b" 400 " in door.raw(f"POST /taps HTTP/1.1\r\n{common}{head}\r\n\r\n")[:20]
    assert b" 400 " in door.raw("\x16\x03\x01\x02\x00\x01")[:20]
    with socket.create_connection(("127.0.0.1", door.served.port)) as line:
        line.sendall(f"POST /taps HTTP/1.1\r\n{common}Content-Length: 1000\r\n\r\n{{".encode())
        time.sleep(0.3)  # so that the server waits for the rest
    endless = f"POST /taps HTTP/1.1\r\n{common}Transfer-Encoding: chunked\r\n\r\n".encode()
    before = door.megabytes()
    with socket.create_connection(("127.0.0.1", door.served.port), timeout=20) as line:
        line.sendall(endless)
        for _ in range(100):
            line.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        assert b" 413 " in line.recv(300)[:20]
    assert door.megabytes() - before < MOST_MORE_MEGABYTES
    assert door.client.get("/health").status_code == 200
