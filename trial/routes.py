"""Small routes for the entry sheet: taps come in, the head goes out. They log nothing and name nobody."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trial.actions import sessions
from trial.actions.administering import check_health
from trial.actions.rights import Permitted, rights_now
from trial.actions.tapping import Tap, deliver
from trial.elements.sheet.script import SCRIPT, SCRIPT_PATH
from trial.errors import NotAllowedNow, NotFound, Refusal, StoreUnavailable, TrialError, refusal
from trial.rules.roles import Right, check_may
from trial.settings import VERSION, settings
from trial.store import Store, open_store
from trial.wording.refusals import sentence_of
from trial.wording.remarks import remarks_of

MOST_BYTES = 256_000
MOST_TAPS = 200
TAP = TypeAdapter(Tap)
STATUS = {NotAllowedNow: 403, NotFound: 404, StoreUnavailable: 503}


@cache
def _own_store() -> Store:
    return open_store(settings().database_url)


def routes(store: Callable[[], Store] = _own_store, *, sign_in: bool = False) -> list[Route]:
    """`POST /taps` and `GET /head`, each with a pass in the Authorization header; errors are refusals in JSON.

    With `sign_in` only a pass that a signed-in page was given counts, whatever this database handed out before.
    """

    def held(request: Request) -> Held:
        kept = store()
        found = sessions.check_pass(kept, _token(request))
        if sign_in and found.recorder.comes_by != "sign_in":
            raise NotAllowedNow(refusal("page_not_signed_in"))
        return Held(kept, found)

    async def taps(request: Request) -> Response:
        if problem := _not_from_our_page(request):
            return _refused(problem, 403)
        body = b""
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    return _refused(refusal("delivery_too_large"), 413)
        except ClientDisconnect:  # a tablet out of reach: it sends all of it again
            return _refused(refusal("delivery_cut_off"), 400)
        return await run_in_threadpool(_answered, lambda: _take(held(request), body))

    async def head(request: Request) -> Response:
        trial = request.query_params.get("trial", "")
        return await run_in_threadpool(_answered, lambda: _head(held(request), trial))

    async def remarks(request: Request) -> Response:
        trial, dose = (request.query_params.get(name, "") for name in ("trial", "dose"))
        return await run_in_threadpool(_answered, lambda: _remarks(held(request), trial, dose))

    async def health(_: Request) -> Response:
        return await run_in_threadpool(_health, store)

    async def script(_: Request) -> Response:
        return Response(
            SCRIPT, media_type="text/javascript", headers={"Cache-Control": "public, max-age=31536000, immutable"}
        )

    return [
        Route("/taps", taps, methods=["POST"]),
        Route("/head", head, methods=["GET"]),
        Route("/remarks", remarks, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
        Route(SCRIPT_PATH, script, methods=["GET"]),
    ]


class Held:
    """What a request may reach: the store as the person of its pass may use it now, one trial or every one."""

    def __init__(self, store: Store, held: sessions.Pass) -> None:
        self._store, self._pass = store, held
        self.store: Store = Permitted(store, held.recorder)
        self.by = held.recorder.name

    def check_trial(self, trial: str) -> None:
        if self._pass.trial not in (trial, sessions.EVERY_TRIAL):
            raise NotAllowedNow(refusal("page_of_another_trial", "trial"))

    def check_recorder(self, opaque: str) -> None:
        if sessions.recorder_id(self._store, self._pass.recorder) != opaque:
            raise NotAllowedNow(refusal("tapped_by_another", "recorder"))

    def check_may(self, right: Right) -> None:
        check_may(rights_now(self._pass.recorder), right)

    def clock(self) -> dict[str, Any]:
        """The server's clock in milliseconds, and a fresh pass before the old one runs out."""
        fresh = sessions.renewed(self._store, self._pass)
        return {"at": int(datetime.now(UTC).timestamp() * 1000), **({"token": fresh} if fresh else {})}


def _take(held: Held, body: bytes) -> dict[str, Any]:
    """Keep a delivery: what is no tap is refused by itself, and the others are kept."""
    try:
        sent = json.loads(body)
        trial, recorder, listed = str(sent["trial"]), str(sent["recorder"]), list(sent["taps"])
    except (ValueError, KeyError, TypeError, RecursionError):  # the last: brackets within brackets without end
        raise BadDelivery(refusal("no_delivery")) from None
    if len(listed) > MOST_TAPS:
        raise BadDelivery(refusal("too_many_taps", "taps", most=MOST_TAPS))
    held.check_trial(trial)
    held.check_recorder(recorder)
    held.check_may("enter")  # before any tap is judged: what waits stays whole until it may be delivered
    taps: list[Tap] = []
    unreadable: dict[str, Refusal] = {}
    for tap in listed:
        try:
            taps.append(TAP.validate_python(tap))
        except ValidationError as problem:
            name = str(tap.get("id", "")) if isinstance(tap, dict) else ""
            place = ".".join(str(part) for part in problem.errors()[0]["loc"])
            unreadable[name] = refusal("tap_unreadable", place, place=place)
    receipt = deliver(held.store, trial=trial, taps=taps, by=held.by)
    return {
        "acknowledged": receipt.acknowledged,
        "refused": {name: _as_json(why) for name, why in (receipt.refused | unreadable).items()},
        "entries": receipt.entries,
        **held.clock(),
    }


def _remarks(held: Held, trial: str, dose: str) -> dict[str, Any]:
    """What is to be pointed out beside the values of one dose, asked for when a hand rests."""
    held.check_trial(trial)
    now = held.store.trial(trial)
    found = [remarks_of(now, given) for given in now.doses if str(given.number) == dose]
    return {"remarks": found[0] if found else {}, **held.clock()}


def _head(held: Held, trial: str) -> dict[str, Any]:
    held.check_trial(trial)
    return {"entries": held.store.head(trial), **held.clock()}


def _health(store: Callable[[], Store]) -> Response:
    """Whether the database answers: for whoever watches over the service, signed in or not; nothing of any trial."""
    try:
        check_health(store())
    except TrialError:
        return JSONResponse({"database": "away"}, status_code=503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"database": "ok", "version": VERSION}, headers={"Cache-Control": "no-store"})


class Answer(JSONResponse):
    """JSON in ASCII alone: an answer may repeat the id of what was sent, and that may be no text at all."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content).encode("ascii")


class BadDelivery(TrialError):
    """A body that no sheet of ours sends."""


def _answered(act: Callable[[], dict[str, Any]]) -> Response:
    try:
        return Answer(act(), headers={"Cache-Control": "no-store"})
    except TrialError as error:
        return _refused(error.refusal, STATUS.get(type(error), 400))


def _as_json(why: Refusal) -> dict[str, str]:
    """One refused tap for the sheet, which acts on `code` and `allows` and shows the sentence."""
    return {"code": why.code, "field": why.field, "allows": why.allows, "sentence": sentence_of(why)}


def _refused(why: Refusal, status: int) -> Response:
    answer = {"problem": sentence_of(why), "code": why.code}
    return Answer(answer, status_code=status, headers={"Cache-Control": "no-store"})


def _token(request: Request) -> str:
    """The pass, from the header alone: an address would end up in logs."""
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _not_from_our_page(request: Request) -> Refusal | None:
    """Why a post is refused before it is read: another site's page must not post with a borrowed pass."""
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host", ""):
        return refusal("not_from_our_page")
    if not request.headers.get("content-type", "").startswith("application/json"):
        return refusal("not_json")
    return None
