"""Files that are taken and served: only with the right to them at that moment, and no more than a bound."""

import asyncio
import ctypes
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from trial.actions import rights
from trial.elements.streamlit_internals import files
from trial.rules.roles import Recorder, Right

CLAIMS = "itb.claims"
"""Where the request holds the provider's claims about who is signed in; it is missing without sign-in."""
MOST_UPLOADS, MOST_UPLOADED_BYTES = 40, 100_000_000
"""How many files one open page holds, and how many bytes all pages of this process hold."""
MOST_MADE = 10_000
GRACE_SECONDS = 20
"""After a page is closed: it may come back, from a tablet that was out of reach."""


class Made:
    """Who had each file made for a download, and the right that it takes."""

    def __init__(self) -> None:
        self._by_id: OrderedDict[str, dict[str, Right]] = OrderedDict()
        self._lock = Lock()

    def note(self, data: bytes, media_type: str, name: str, maker: Recorder, right: Right) -> None:
        """Note a file before it is served."""
        with self._lock:
            found = files.id_of(data, media_type, name)
            self._by_id.setdefault(found, {})[maker.identity] = right
            self._by_id.move_to_end(found)
            while len(self._by_id) > MOST_MADE:
                self._by_id.popitem(last=False)

    def may_fetch(self, file: str, who: Recorder) -> bool:
        """Whether this person had the file made, and still has the right to it."""
        right = self._by_id.get(file, {}).get(who.identity)
        return right is not None and right in rights.rights_or_none(who)


MADE = Made()


class FilesMiddleware:
    """Serve a file to whoever had it made, take one for a page of whoever sends it, with the right to it now."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._coming = app, 0  # bytes of uploads under way
        self._closing: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            try:
                return await self.app(scope, receive, send)
            finally:
                task = asyncio.create_task(_give_back())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith((files.MEDIA, files.UPLOADS)):
            return await self.app(scope, receive, send)
        claims = scope.get(CLAIMS)
        if path.startswith(files.MEDIA):
            file = path.removeprefix(files.MEDIA).partition(".")[0]
            if claims is not None and not await run_in_threadpool(MADE.may_fetch, file, rights.signed_in(claims)):
                return await _no(404, "There is no such file for you.")(scope, receive, send)
            return await self.app(scope, receive, send)
        session = path.removeprefix(files.UPLOADS).partition("/")[0]
        if claims is not None and not await run_in_threadpool(_may_upload, session, claims):
            return await _no(403, "No file of yours is taken here.")(scope, receive, send)
        if scope["method"] != "PUT":
            return await self.app(scope, receive, send)
        size = dict(scope["headers"]).get(b"content-length", b"")
        if not size.isdigit() or len(size) > 12:
            return await _no(411, "The size of the file is missing.")(scope, receive, send)
        held = files.uploads()
        total = sum(map(sum, held.values())) + self._coming + int(size)
        if len(held.get(session, ())) >= MOST_UPLOADS or total > MOST_UPLOADED_BYTES:
            return await _no(413, "There are too many files; bring in those first.")(scope, receive, send)
        self._coming += int(size)
        try:
            return await self.app(scope, receive, send)
        finally:
            self._coming -= int(size)


def _may_upload(session: str, claims: Mapping[str, Any]) -> bool:
    """Whether this person may import, and the page is theirs."""
    who, owner = rights.signed_in(claims), files.claims_of_session(session)
    return bool(owner) and rights.signed_in(owner).identity == who.identity and "enter" in rights.rights_or_none(who)


async def _give_back() -> None:
    """Give back what a closed page held, to this process and then to the system."""
    await asyncio.sleep(GRACE_SECONDS)
    held = sum(map(sum, files.uploads().values()))
    files.drop_downloads_of_closed_pages()
    if not held:
        with suppress(OSError, AttributeError):  # glibc keeps what was freed; another library has no such call
            await run_in_threadpool(ctypes.CDLL(None).malloc_trim, 0)


def _no(status: int, sentence: str) -> Response:
    return PlainTextResponse(f"{sentence}\n", status, {"Cache-Control": "no-store"})
