"""The gate where sign-in is configured: each request, and each message of an open page, is from somebody signed in."""

import re
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.user_info import generate_login_redirect_url

from trial.actions import sessions
from trial.elements import session
from trial.elements.serving.signed_in import OURS, STREAMLITS, SignIn, SignIns, sign_ins
from trial.errors import StoreUnavailable

HEALTH = {"/health", "/_stcore/health"}
"""Asked by whoever watches over the service, by any name of this computer; it answers nothing of a trial."""
ASSETS = "/static/"
"""Streamlit's own scripts and styles, dozens a page: the same for everybody, so the ledger is not asked about each."""
SIGN_IN, SIGN_OUT, ACTIVE = "/sign-in", "/auth/logout", "/active"
STREAMLITS_OWN = {"/auth/login", "/oauth2callback", SIGN_OUT}
ENDS = {"/oauth2callback", SIGN_OUT}
"""Where the sign-in that a browser held is over: by signing out, or because the next one begins, perhaps another's."""
BACK = "itb_back"
BACK_SECONDS = 600
SCREEN = re.compile(r"/[a-z]+(\?trial=[A-Za-z0-9._-]{1,40})?")
"""The only addresses that signing in leads back to: our own screens, with a trial."""
CLOSED = 1008
PAGE = """<!doctype html><html lang="en-GB"><meta charset="utf-8">
<title>ITB trial</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; color: #16212b; max-width: 36rem; margin: 15vh auto; padding: 0 1rem }}
a {{ display: inline-block; padding: 10px 22px; border-radius: 4px; background: #0072b2; color: #fff }}
</style><main><h1>ITB trial</h1><p>{sentence}</p><p><a href="/sign-in">Sign in</a></p></main></html>"""


class Ends(Protocol):
    """Where the end of a sign-in is kept, so that every copy knows of it."""

    def end(self, claims: Mapping[str, Any]) -> None: ...

    def has_ended(self, claims: Mapping[str, Any]) -> bool: ...


class Noted:
    """In the service's own ledger. While the database is away nothing is known of an end, and nothing can be seen."""

    def end(self, claims: Mapping[str, Any]) -> None:
        with suppress(StoreUnavailable):
            session.end(claims)

    def has_ended(self, claims: Mapping[str, Any]) -> bool:
        with suppress(StoreUnavailable):
            store = session.raw_store()
            return sessions.has_ended(store, sessions.session_of(store, claims))
        return False


class SignedInAlone:
    """Let through who is signed in, by the one name that the service has, and close a page whose sign-in is over."""

    def __init__(self, app: ASGIApp, sign_ins: SignIns | None = None, ends: Ends | None = None) -> None:
        self.app, self._sign_ins = app, sign_ins
        self.ends = ends or Noted()

    @property
    def sign_ins(self) -> SignIns:
        return self._sign_ins or sign_ins()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in HEALTH:
            return await self.app(scope, receive, send)
        asked = HTTPConnection(scope)
        if refused := self._not_ours(asked):
            return await self._refuse(scope, receive, send, refused)
        held = self.sign_ins.read(asked.cookies)
        if scope["path"] == SIGN_IN:
            return await RedirectResponse(generate_login_redirect_url("default"), 303)(scope, receive, send)
        if scope["path"] in STREAMLITS_OWN:
            if held and scope["path"] in ENDS:
                await run_in_threadpool(self.ends.end, held.claims)
            return await self.app(scope, receive, send)
        why = await self._over(asked, held)
        if why or held is None:
            return await self._refuse(scope, receive, send, self._signed_out(asked, why or "none"))
        if scope["type"] == "websocket":
            return await _Watched(self.sign_ins, self.ends, held, receive, send).run(self.app, scope)
        if scope["path"] == ACTIVE and scope["method"] == "POST":
            return await self._active(held)(scope, receive, send)
        if scope["path"] == "/" and SCREEN.fullmatch(back := asked.cookies.get(BACK, "")):
            answer = RedirectResponse(back, 303)
            answer.delete_cookie(BACK)
            return await answer(scope, receive, send)
        return await self.app(scope, receive, _unkept(send))

    async def _over(self, asked: HTTPConnection, held: SignIn | None) -> str | None:
        """Why a sign-in does not count; one that idled is over on every copy, and by no touch comes back."""
        if held is None:
            return "none"
        self.sign_ins.carried(asked.cookies, held)
        why = self.sign_ins.over(held)
        if why == "idle":
            await run_in_threadpool(self.ends.end, held.claims)
        elif why is None and not asked.url.path.startswith(ASSETS):
            why = "ended" if await run_in_threadpool(self.ends.has_ended, held.claims) else None
        return why

    def _not_ours(self, asked: HTTPConnection) -> Response | None:
        """Refuse another name than the service's own (DNS rebinding), and a post from another site's page."""
        ours = urlsplit(self.sign_ins.origin).netloc
        if asked.headers.get("host") != ours:
            return PlainTextResponse("There is nothing at this name.\n", 421)
        origin = asked.headers.get("origin")
        changes = asked.scope["type"] == "websocket" or asked.scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and origin is not None and origin != self.sign_ins.origin:
            return PlainTextResponse("Taken only from the pages of this app.\n", 403)
        return None

    def _signed_out(self, asked: HTTPConnection, why: str) -> Response:
        """A page to sign in on, that leads back to where somebody wanted to go; a sentence to what is no page."""
        sentence = self.sign_ins.sentence(why)
        if "text/html" not in asked.headers.get("accept", ""):
            return JSONResponse({"problem": sentence, "ended": why}, 401, {"Cache-Control": "no-store"})
        page = HTMLResponse(PAGE.format(sentence=escape(sentence)), 401, {"Cache-Control": "no-store"})
        wanted = f"{asked.url.path}?{asked.url.query}".removesuffix("?")
        if asked.headers.get("sec-fetch-dest") == "document" and SCREEN.fullmatch(wanted):
            page.set_cookie(BACK, wanted, max_age=BACK_SECONDS, httponly=True, samesite="lax", secure=self._secure)
        if why != "none":
            for name in asked.cookies:
                if name.startswith(STREAMLITS) or name == OURS:
                    page.delete_cookie(name)
        return page

    def _active(self, held: SignIn) -> Response:
        carried = self.sign_ins.touch(held)
        answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
        answer.set_cookie(OURS, carried, httponly=True, samesite="lax", secure=self._secure)
        return answer

    @property
    def _secure(self) -> bool:
        return self.sign_ins.origin.startswith("https:")

    @staticmethod
    async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose(CLOSED)(scope, receive, send)
        else:
            await answer(scope, receive, send)


class _Watched:
    """An open page: once its sign-in is over, nothing goes in and nothing comes out.

    An end in another tab is asked about when something comes in: what goes out answers that.
    """

    def __init__(self, sign_ins: SignIns, ends: Ends, held: SignIn, receive: Receive, send: Send) -> None:
        self.sign_ins, self.ends, self.held = sign_ins, ends, held
        self._receive, self._send, self._closed = receive, send, False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        await app(scope, self.receive, self.send)

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "websocket.receive" and await self._is_over():
            await self._close()
            return {"type": "websocket.disconnect", "code": CLOSED}
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send" and self.sign_ins.over(self.held):
            await self._close()
        elif not self._closed:
            await self._send(message)

    async def _is_over(self) -> bool:
        return bool(self.sign_ins.over(self.held)) or await run_in_threadpool(self.ends.has_ended, self.held.claims)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": CLOSED})


def _unkept(send: Send) -> Send:
    """No browser keeps a page, or what was downloaded: going back after signing out asks again, and is refused."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if "immutable" not in headers.get("cache-control", ""):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return marked
