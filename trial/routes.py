"""Small routes for the entry sheet: taps come in, the head goes out. They log nothing and name nobody."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from trial.actions import passes
from trial.actions.tapping import Tap, deliver
from trial.elements.sheet.script import SCRIPT, SCRIPT_PATH
from trial.errors import NotAllowedNow, NotFound, StoreUnavailable, TrialError
from trial.meaning.remarks import Remarks, remarks_of
from trial.settings import settings
from trial.store import open_store
from trial.store.base import Store

MOST_BYTES = 256_000
MOST_TAPS = 200
TAP = TypeAdapter(Tap)
STATUS = {NotAllowedNow: 403, NotFound: 404, StoreUnavailable: 503}


@cache
def _own_store() -> Store:
    return open_store(settings().database_url)


def routes(store: Callable[[], Store] = _own_store) -> list[Route]:
    """`POST /taps` and `GET /head`, each with a pass in the Authorization header; errors are sentences in JSON."""

    async def taps(request: Request) -> Response:
        if problem := _not_from_our_page(request):
            return _refusal(problem, 403)
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                return _refusal("This delivery is too large; it is sent again in smaller parts.", 413)
        return await run_in_threadpool(_answered, lambda: _take(store(), _token(request), body))

    async def head(request: Request) -> Response:
        trial = request.query_params.get("trial", "")
        return await run_in_threadpool(_answered, lambda: _head(store(), _token(request), trial))

    async def remarks(request: Request) -> Response:
        trial, dose = (request.query_params.get(name, "") for name in ("trial", "dose"))
        return await run_in_threadpool(_answered, lambda: _remarks(store(), _token(request), trial, dose))

    async def script(_: Request) -> Response:
        return Response(
            SCRIPT, media_type="text/javascript", headers={"Cache-Control": "public, max-age=31536000, immutable"}
        )

    return [
        Route("/taps", taps, methods=["POST"]),
        Route("/head", head, methods=["GET"]),
        Route("/remarks", remarks, methods=["GET"]),
        Route(SCRIPT_PATH, script, methods=["GET"]),
    ]


def _take(store: Store, token: str, body: bytes) -> dict[str, Any]:
    """Keep a delivery: what is no tap is refused by itself, with a sentence, and the others are kept."""
    try:
        sent = json.loads(body)
        trial, recorder, listed = str(sent["trial"]), str(sent["recorder"]), list(sent["taps"])
    except (ValueError, KeyError, TypeError):
        raise BadDelivery("This is no delivery of taps.") from None
    if len(listed) > MOST_TAPS:
        raise BadDelivery(f"At most {MOST_TAPS} taps are taken at once.")
    held = passes.check(store, token)
    _check_trial(held, trial)
    if passes.opaque(store, held.recorder) != recorder:
        raise NotAllowedNow("These values were tapped by another person than this page is for.")
    taps, refused = [], {}
    for one in listed:
        try:
            taps.append(TAP.validate_python(one))
        except ValidationError as problem:
            name = str(one.get("id", "")) if isinstance(one, dict) else ""
            place = ".".join(str(part) for part in problem.errors()[0]["loc"])
            refused[name] = f"This entry cannot be read ({place}): reload the page and record it again."
    receipt = deliver(store, trial=trial, taps=taps, by=held.recorder)
    return {
        "acknowledged": receipt.acknowledged,
        "refused": receipt.refused | refused,
        "entries": receipt.entries,
        **_renewed(store, held),
    }


def _remarks(store: Store, token: str, trial: str, dose: str) -> dict[str, Any]:
    """What is to be pointed out beside the values of one dose, asked for when a hand rests."""
    held = passes.check(store, token)
    _check_trial(held, trial)
    found: list[Remarks] = [
        remarks_of(now, one) for now in [store.trial(trial)] for one in now.doses if str(one.number) == dose
    ]
    return {"remarks": found[0] if found else {}, **_renewed(store, held)}


def _head(store: Store, token: str, trial: str) -> dict[str, Any]:
    held = passes.check(store, token)
    _check_trial(held, trial)
    return {"entries": store.head(trial), **_renewed(store, held)}


def _check_trial(held: passes.Pass, trial: str) -> None:
    if held.trial not in (trial, passes.EVERY_TRIAL):
        raise NotAllowedNow("This page is for another trial.")


def _renewed(store: Store, held: passes.Pass) -> dict[str, Any]:
    """The server's clock in milliseconds, and a fresh pass before the old one runs out."""
    fresh = {"token": passes.issue(store, recorder=held.recorder, trial=held.trial)} if held.is_stale else {}
    return {"at": int(datetime.now(UTC).timestamp() * 1000), **fresh}


class BadDelivery(TrialError):
    """A body that no sheet of ours sends."""


def _answered(act: Callable[[], dict[str, Any]]) -> Response:
    try:
        return JSONResponse(act(), headers={"Cache-Control": "no-store"})
    except TrialError as error:
        return _refusal(str(error), STATUS.get(type(error), 400))


def _refusal(sentence: str, status: int) -> Response:
    return JSONResponse({"problem": sentence}, status_code=status, headers={"Cache-Control": "no-store"})


def _token(request: Request) -> str:
    """The pass, from the header alone: an address would end up in logs."""
    return request.headers.get("authorization", "").removeprefix("Bearer ")


def _not_from_our_page(request: Request) -> str | None:
    """Why a post is refused before it is read: another site's page must not post with a borrowed pass."""
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host", ""):
        return "Values are taken only from the pages of this app."
    if not request.headers.get("content-type", "").startswith("application/json"):
        return "Values are sent as JSON."
    return None
