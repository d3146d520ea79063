"""Middleware: serves only signed-in people; without sign-in, only this computer."""

import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from trial.elements import session
from trial.elements.serving.files import CLAIMS
from trial.elements.serving.signed_in import OURS, SignIn, SignIns, sign_ins
from trial.elements.streamlit_internals import auth
from trial.elements.streamlit_internals.content_policy import CONTENT_POLICY
from trial.files.templates import render

HEALTH = {"/health", auth.HEALTH}
"""Paths for monitoring, answered under any host name and without signing in; they say nothing about a trial."""
SIGN_IN, ACTIVE = "/sign-in", "/active"
STREAMLITS_OWN = {auth.AUTH_LOGIN_ENDPOINT, auth.AUTH_LOGOUT_ENDPOINT, auth.CALLBACK}
BACK = "itb_back"
BACK_SECONDS = 600
WAITING = "/waiting.js"
"""The script of the sign-in page, which says how many values wait in this browser."""
SCREEN = re.compile(r"/[a-z]+(\?(trial|names)=[A-Za-z0-9._~-]{1,40}(&(trial|names)=[A-Za-z0-9._~-]{1,40})?)?")
"""The only addresses that signing in leads back to: our own screens, with a trial, names hidden if they were."""
POLICY_VIOLATION = 1008
"""The WebSocket code with which an open page is closed."""
NOT_STORED = {"Cache-Control": "no-store"}
WAITING_SCRIPT = Path(__file__).with_name("waiting.js").read_text(encoding="utf-8")
FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-original-", b"via")
"""Beginnings of the headers that proxies add."""


SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class SecurityHeadersMiddleware:
    """What every answer says to a browser: nothing from another host, no guessing of types, no address passed on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        await self.app(scope, receive, guarded)


def is_this_computer(host: str) -> bool:
    """Whether a host name or address is this computer and no other.

    >>> is_this_computer("localhost"), is_this_computer("127.0.0.1"), is_this_computer("0.0.0.0"), is_this_computer("")
    (True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class LocalOnlyMiddleware:
    """Without sign-in: refuse whatever does not come directly from this computer, and from a page of this app.

    A proxy that adds no header is seen by HTTP/1.0, which no browser speaks, or by the name of the page that asks.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_local(scope):
            return await self.app(scope, receive, send)
        sentence = "This app serves only the computer it runs on, until sign-in is configured.\n"
        return await _refuse(scope, receive, send, PlainTextResponse(sentence, 403))


def _is_local(scope: Scope) -> bool:
    headers, client = dict(scope["headers"]), scope.get("client")
    if any(name.startswith(FORWARDED) for name in headers) or (client and not is_this_computer(client[0])):
        return False
    if scope.get("http_version") == "1.0":
        return False
    host = headers.get(b"host", b"").decode("latin-1")
    if (origin := headers.get(b"origin")) is not None and origin.decode("latin-1") != f"http://{host}":
        return False
    is_document = headers.get(b"sec-fetch-dest", b"document") == b"document"  # reached by a link from any page
    if not is_document and urlsplit(headers.get(b"referer", b"").decode("latin-1")).netloc not in ("", host):
        return False
    return is_this_computer(host if host.endswith("]") else host.rsplit(":", 1)[0])


class EndedSignIns(Protocol):
    """Where ended sign-ins are stored for every process; `session` is one."""

    def end(self, claims: Mapping[str, Any]) -> None: ...

    def has_ended(self, claims: Mapping[str, Any]) -> bool: ...


class AuthMiddleware:
    """With sign-in: pass on requests of who is signed in to the service's own host name; close pages once that ends."""

    def __init__(self, app: ASGIApp, known: SignIns | None = None, ended: EndedSignIns | None = None) -> None:
        self.app, self.sign_ins, self.ended = app, known or sign_ins(), ended or session
        secure = self.sign_ins.origin.startswith("https:")
        self._cookie_options: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": secure}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in HEALTH:
            return await self.app(scope, receive, send)
        request = HTTPConnection(scope)
        if refused := self._foreign(request):
            return await _refuse(scope, receive, send, refused)
        if scope["path"] == WAITING:
            return await Response(WAITING_SCRIPT, media_type="text/javascript", headers=NOT_STORED)(
                scope, receive, send
            )
        held = self.sign_ins.read(request.cookies)
        if scope["path"] == SIGN_IN:
            return await RedirectResponse(auth.generate_login_redirect_url("default"), 303)(scope, receive, send)
        if scope["path"] in STREAMLITS_OWN:
            if scope["path"] == auth.AUTH_LOGOUT_ENDPOINT:
                if request.headers.get("sec-fetch-site") == "cross-site":  # a link or picture on another site's page
                    return await RedirectResponse("/", 303)(scope, receive, send)
                if held:
                    await run_in_threadpool(self.ended.end, held.claims)
            return await self.app(scope, receive, self._ending(held, send) if held else send)
        why = await self._why_over(request, held)
        if why or held is None:
            return await _refuse(scope, receive, send, self._signed_out(request, why or "none"))
        scope[CLAIMS] = held.claims
        if scope["type"] == "websocket":
            page = _OpenPage(self.sign_ins, self.ended, held, receive, send)
            return await self.app(scope, page.receive, page.send)
        if scope["path"] == ACTIVE and scope["method"] == "POST":
            touched = Response(status_code=204, headers=NOT_STORED)
            touched.set_cookie(OURS, self.sign_ins.touch(held), **self._cookie_options)  # carried to other copies
            return await touched(scope, receive, send)
        if scope["path"] == "/" and SCREEN.fullmatch(back := request.cookies.get(BACK, "")):
            answer = RedirectResponse(back, 303)
            answer.delete_cookie(BACK)
            return await answer(scope, receive, send)
        return await self.app(scope, receive, _not_stored(send))

    def _ending(self, held: SignIn, send: Send) -> Send:
        """Pass on an answer; one that begins the browser's next sign-in ends this one, any other leaves it alone."""

        async def ended(message: Message) -> None:
            if message["type"] == "http.response.start" and _signs_in(MutableHeaders(scope=message)):
                await run_in_threadpool(self.ended.end, held.claims)
            await send(message)

        return ended

    async def _why_over(self, request: HTTPConnection, held: SignIn | None) -> str | None:
        """Return why a sign-in does not count. One that idled is over on every copy, and no touch brings it back.

        Streamlit's own scripts and styles are dozens a page and the same for everybody: the ledger is not asked then.
        """
        if held is None:
            return "none"
        self.sign_ins.carried(request.cookies, held)
        why = self.sign_ins.over(held)
        if why == "idle":
            await run_in_threadpool(self.ended.end, held.claims)
        elif why is None and not request.url.path.startswith(auth.ASSETS):
            why = "ended" if await run_in_threadpool(self.ended.has_ended, held.claims) else None
        return why

    def _foreign(self, request: HTTPConnection) -> Response | None:
        """Refuse another name than the service's own (DNS rebinding), and a post from another site's page."""
        if request.headers.get("host") != urlsplit(self.sign_ins.origin).netloc:
            return PlainTextResponse("There is nothing at this name.\n", 421)
        origin = request.headers.get("origin")
        changes = request.scope["type"] == "websocket" or request.scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and origin is not None and origin != self.sign_ins.origin:
            return PlainTextResponse("Taken only from the pages of this app.\n", 403)
        return None

    def _signed_out(self, request: HTTPConnection, why: str) -> Response:
        """Return a sign-in page that leads back to the address asked for; to a script, its sentence in JSON."""
        sentence = self.sign_ins.sentence(why)
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse({"problem": sentence, "ended": why}, 401, NOT_STORED)
        page = HTMLResponse(render("sign_in.html", sentence=sentence), 401, NOT_STORED)
        wanted = f"{request.url.path}?{request.url.query}".removesuffix("?")
        if request.headers.get("sec-fetch-dest") == "document" and SCREEN.fullmatch(wanted):
            page.set_cookie(BACK, wanted, max_age=BACK_SECONDS, **self._cookie_options)
        if why != "none":
            for name in request.cookies:
                if name.startswith(auth.AUTH_COOKIE_NAME) or name == OURS:
                    page.delete_cookie(name)
        return page


class _OpenPage:
    """The messages of an open page: once its sign-in is over, nothing goes in and nothing comes out.

    An end in another tab is asked about when something comes in: what goes out answers that.
    """

    def __init__(self, known: SignIns, ended: EndedSignIns, held: SignIn, receive: Receive, send: Send) -> None:
        self.sign_ins, self.ended, self.held = known, ended, held
        self._receive, self._send, self._closed = receive, send, False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and await self._is_over():
            await self._close()
            return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send" and self.sign_ins.over(self.held):
            await self._close()
        elif not self._closed:
            await self._send(message)

    async def _is_over(self) -> bool:
        return bool(self.sign_ins.over(self.held)) or await run_in_threadpool(self.ended.has_ended, self.held.claims)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": POLICY_VIOLATION})


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(POLICY_VIOLATION)(scope, receive, send)
    else:
        await answer(scope, receive, send)


def _signs_in(headers: MutableHeaders) -> bool:
    """Whether an answer gives the browser a sign-in; an empty cookie takes one away."""
    cookies = SimpleCookie()
    for line in headers.getlist("set-cookie"):
        cookies.load(line)
    return any(name.startswith(auth.AUTH_COOKIE_NAME) and cookie.value for name, cookie in cookies.items())


def _not_stored(send: Send) -> Send:
    """Mark responses `no-store`: after signing out, the browser's Back requests the page again, which is refused."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if "immutable" not in headers.get("cache-control", ""):
                headers["Cache-Control"] = NOT_STORED["Cache-Control"]
        await send(message)

    return marked
