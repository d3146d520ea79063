"""The gate: what is asked without a sign-in that holds is refused, whatever it is."""

import json
import warnings
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from trial.elements.serving.middleware import AuthMiddleware, LocalOnlyMiddleware
from trial.elements.serving.signed_in import OURS, SignIns

with warnings.catch_warnings(action="ignore"):  # of the library that its client speaks with
    from starlette.testclient import TestClient

ORIGIN = "https://itb.example.org"
SECRET = "s" * 32  # no real one
BEGAN = 1_790_000_000.0
MINUTE = 60
CLAIMS = {"sub": "tan", "iat": BEGAN, "exp": BEGAN + 60 * MINUTE, "is_logged_in": True, "origin": ORIGIN}
PAGES = "wss://itb.example.org/_stcore/stream"
PAGE = {"accept": "text/html", "sec-fetch-dest": "document"}


class Clock:
    now = BEGAN

    def __call__(self) -> float:
        return self.now


class Ended:
    def __init__(self) -> None:
        self.claims: list[str] = []

    def end(self, claims: Mapping[str, Any]) -> None:
        self.claims.append(claims["sub"])

    def has_ended(self, claims: Mapping[str, Any]) -> bool:
        return claims["sub"] in self.claims


def cookie(**other: Any) -> str:
    return "_streamlit_user=" + str(
        URLSafeTimedSerializer(SECRET, salt="_streamlit_user").dumps(json.dumps(CLAIMS | other))
    )


class Ward:
    """A copy of the app behind its gate, with a clock that can be moved."""

    def __init__(self, clock: Clock, ends: Ended) -> None:
        async def secret(_: Request) -> PlainTextResponse:
            return PlainTextResponse("Ann Example")

        self.heard: list[bytes] = []

        async def echo(socket: WebSocket) -> None:
            await socket.accept()
            with suppress(WebSocketDisconnect):
                while True:
                    self.heard.append(await socket.receive_bytes())
                    if self.heard[-1] == b"slow":
                        clock.now += 30 * MINUTE
                    await socket.send_bytes(b"Ann Example " + self.heard[-1])

        inner = Starlette(
            routes=[
                WebSocketRoute("/_stcore/stream", echo),
                Route("/{rest:path}", secret, methods=["GET", "POST", "PUT"]),
            ]
        )
        self.sign_ins = SignIns(secret=SECRET, origin=ORIGIN, idle_minutes=30, now=clock)
        self.client = TestClient(AuthMiddleware(inner, self.sign_ins, ends), base_url=ORIGIN, follow_redirects=False)

    def get(self, path: str, held: str = "", **headers: str) -> Any:
        return self.client.get(path, headers={"cookie": held} | headers if held else headers)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ends() -> Ended:
    return Ended()


@pytest.fixture
def ward(clock: Clock, ends: Ended) -> Ward:
    return Ward(clock, ends)


@pytest.mark.parametrize(
    "path",
    ["/", "/record?trial=T-1", "/taps", "/head?trial=T-1", "/remarks", "/_stcore/host-config", "/_stcore/metrics",
     "/_stcore/upload_file/a/b", "/media/a.xlsx", "/component/a", "/static/index.js", "/sheet-1.js", "//", "/healthy"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_nothing_is_answered_without_a_sign_in(ward: Ward, path: str, method: str, accept: str) -> None:
    answer = ward.client.request(method, path, headers={"accept": accept})
    assert answer.status_code == 401
    assert "Ann" not in answer.text
    assert "Sign in" in answer.text


@pytest.mark.parametrize(
    "held",
    [
        "_streamlit_user=",
        "_streamlit_user=abc",
        "_streamlit_user=chunks-2",
        cookie(origin="https://elsewhere.example.org"),
        cookie(is_logged_in=False),
        cookie(sub=""),
        cookie(exp=None),
        cookie(iat="yesterday"),
        cookie(exp=float("inf")),
        cookie(exp=10**400),
        cookie()[:-3] + "AAA",
        "_streamlit_user=" + str(URLSafeTimedSerializer("x" * 32, salt="_streamlit_user").dumps(json.dumps(CLAIMS))),
    ],
)
def test_a_cookie_that_is_not_whole_is_no_sign_in(ward: Ward, held: str) -> None:
    assert ward.get("/", held).status_code == 401
    with pytest.raises(WebSocketDisconnect), ward.client.websocket_connect(PAGES, headers={"cookie": held}):
        pass


def test_whoever_is_signed_in_is_answered_and_no_browser_keeps_it(ward: Ward) -> None:
    answer = ward.get("/record?trial=T-1", cookie())
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "Ann Example", "no-store")


def test_a_sign_in_ends_when_its_token_does_and_polls_do_not_keep_it(ward: Ward, clock: Clock, ends: Ended) -> None:
    for minute in range(60):
        clock.now = BEGAN + minute * MINUTE
        assert ward.client.post("/active", headers={"cookie": cookie()}).status_code == 204
    assert ward.get("/head", cookie()).status_code == 200
    clock.now = CLAIMS["exp"]  # type: ignore[assignment]
    assert ward.get("/head", cookie()).json()["ended"] == "expired"
    assert ends.claims == []


def test_thirty_minutes_without_a_touch_end_a_sign_in_however_often_the_page_asks(
    ward: Ward, clock: Clock, ends: Ended
) -> None:
    for minute in range(30):
        clock.now = BEGAN + minute * MINUTE
        assert ward.get("/head", cookie()).status_code == 200
    clock.now = BEGAN + 30 * MINUTE
    assert ward.get("/head", cookie()).json()["ended"] == "idle"
    assert ends.claims == ["tan"]
    assert ward.client.post("/active", headers={"cookie": cookie()}).status_code == 401


def test_a_touch_on_one_copy_counts_on_another_and_after_a_restart(ward: Ward, clock: Clock, ends: Ended) -> None:
    clock.now = BEGAN + 20 * MINUTE
    carried = ward.client.post("/active", headers={"cookie": cookie()}).cookies[OURS]
    other = Ward(clock, ends)
    clock.now = BEGAN + 45 * MINUTE
    assert ward.get("/head", cookie()).status_code == 200
    assert other.get("/head", f"{cookie()}; {OURS}={carried}").status_code == 200
    assert Ward(clock, ends).get("/head", f"{cookie()}; {OURS}={carried[:-2]}").status_code == 401


def test_an_open_page_takes_nothing_more_once_its_sign_in_is_over(ward: Ward, clock: Clock) -> None:
    with ward.client.websocket_connect(PAGES, headers={"cookie": cookie()}) as page:
        page.send_bytes(b"1")
        assert page.receive_bytes() == b"Ann Example 1"
        clock.now = BEGAN + 30 * MINUTE
        page.send_bytes(b"2")
        with pytest.raises(WebSocketDisconnect):
            page.receive_bytes()
    assert ward.heard == [b"1"]


def test_an_open_page_gives_nothing_more_though_it_was_asked_before(ward: Ward) -> None:
    with ward.client.websocket_connect(PAGES, headers={"cookie": cookie()}) as page:
        page.send_bytes(b"slow")
        with pytest.raises(WebSocketDisconnect):
            page.receive_bytes()


def test_signing_out_ends_it_for_whoever_copied_the_cookie_too(ward: Ward, ends: Ended) -> None:
    assert ward.get("/auth/logout", cookie()).status_code == 200  # Streamlit's own
    assert ends.claims == ["tan"]
    answer = ward.get("/record", cookie(), **PAGE)
    assert answer.status_code == 401
    assert "signed out" in answer.text
    assert any(one.startswith('_streamlit_user=""') for one in answer.headers.get_list("set-cookie"))


def test_a_link_to_the_callback_or_from_another_site_signs_nobody_out(ward: Ward, ends: Ended) -> None:
    for path in ("/oauth2callback", "/oauth2callback?error=x", "/oauth2callback?code=a&state=b", "/auth/login"):
        ward.get(path, cookie())
    assert ward.get("/auth/logout", cookie(), **{"sec-fetch-site": "cross-site"}).status_code == 303
    assert ends.claims == []
    assert ward.get("/record", cookie(), **PAGE).status_code == 200


@pytest.mark.parametrize(
    ("given", "ended"),
    [
        (["_streamlit_user=next; Path=/; HttpOnly"], ["tan"]),
        (["_streamlit_xsrf=a", '_streamlit_user="2|1:0|next"; Path=/'], ["tan"]),
        (['_streamlit_user=""; Max-Age=0; Path=/', "_streamlit_session=x"], []),
    ],
)
def test_a_callback_that_signs_somebody_in_ends_the_sign_in_before(
    clock: Clock, ends: Ended, given: list[str], ended: list[str]
) -> None:
    async def callback(scope: Any, receive: Any, send: Any) -> None:
        answer = PlainTextResponse("")
        answer.raw_headers += [(b"set-cookie", line.encode()) for line in given]
        await answer(scope, receive, send)

    known = SignIns(secret=SECRET, origin=ORIGIN, idle_minutes=30, now=clock)
    client = TestClient(AuthMiddleware(callback, known, ends), base_url=ORIGIN)
    client.get("/oauth2callback?code=a&state=b", headers={"cookie": cookie()})
    assert ends.claims == ended


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost:8501"}, 200),
        ({"referer": "http://localhost:8501/record", "sec-fetch-dest": "script"}, 200),
        ({"referer": "https://elsewhere.example/", "sec-fetch-dest": "document"}, 200),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "https://localhost:8501"}, 403),
        ({"origin": "null"}, 403),
        ({"referer": "http://ward.example.org/", "sec-fetch-dest": "script"}, 403),
    ],
)
def test_without_sign_in_only_pages_of_its_own_port_are_served(headers: dict[str, str], status: int) -> None:
    client = TestClient(
        LocalOnlyMiddleware(PlainTextResponse("page")), base_url="http://localhost:8501", client=("127.0.0.1", 1)
    )
    assert client.get("/", headers=headers).status_code == status


def test_signing_in_leads_back_to_the_screen_that_was_asked_for_and_nowhere_else(ward: Ward) -> None:
    assert ward.get("/record?trial=T-1", "", **PAGE).status_code == 401
    answer = ward.client.get("/", headers={"cookie": f'{cookie()}; itb_back="/record?trial=T-1"'})
    assert (answer.status_code, answer.headers["location"]) == (303, "/record?trial=T-1")
    for wrong in (
        "//elsewhere.example.org",
        "https://elsewhere.example.org",
        "/record?trial=%0d%0a",
        "/../x",
        "/media/a",
    ):
        assert ward.get("/", f'{cookie()}; itb_back="{wrong}"').status_code == 200


def test_another_name_or_another_sites_page_is_refused_even_with_a_sign_in(ward: Ward) -> None:
    assert ward.get("/", cookie(), host="localhost:8501").status_code == 421
    assert ward.get("/", cookie(), host="itb.example.org.evil.example").status_code == 421
    for origin in ("https://evil.example", "null", "http://itb.example.org"):
        foreign = {"cookie": cookie(), "origin": origin}
        assert ward.client.post("/taps", headers=foreign).status_code == 403
        with pytest.raises(WebSocketDisconnect), ward.client.websocket_connect(PAGES, headers=foreign):
            pass


def test_health_is_answered_to_anybody_by_any_name(ward: Ward) -> None:
    assert ward.client.get("/_stcore/health", headers={"host": "127.0.0.1:8501"}).status_code == 200
