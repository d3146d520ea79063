"""HTTP routes of the entry sheet, its script, and health. They log nothing and name nobody."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from trial.actions import sign_ins
from trial.actions.entry_sheet import Tap, deliver
from trial.actions.rights import Permitted, check_may
from trial.elements.serving.files import CLAIMS
from trial.elements.sheet import SCRIPT, SCRIPT_PATH, offline
from trial.errors import InvalidInput, NotAllowedNow, NotFound, Refusal, StoreUnavailable, TrialError, refusal
from trial.settings import VERSION, settings
from trial.store import Store
from trial.wording.refusals import sentence_of
from trial.wording.remarks import remarks_of

MOST_BYTES = 256_000
MOST_TAPS = 200
TAP = TypeAdapter(Tap)
Data = dict[str, Any]


class TooLarge(InvalidInput):
    """A body that is not read to its end."""


STATUS = {NotAllowedNow: 403, NotFound: 404, TooLarge: 413, StoreUnavailable: 503}
"""HTTP status by error; 400 for any other."""


def routes(store: Callable[[], Store], *, sign_in: bool = False) -> list[Route]:
    """`POST /taps`, `GET` of `/head`, `/remarks` and `/kept`, each with a pass in the Authorization header; the rest.

    The rest names nobody: `/health`, the scripts, the page without a server.
    Errors are refusals in JSON. With `sign_in` a pass counts only under the sign-in whose page was given it, whatever
    this database handed out before.
    """

    def endpoint(act: Callable[[PassHolder, QueryParams, bytes], Data]) -> Callable[[Request], Awaitable[Response]]:
        def done(request: Request, body: bytes) -> Data:
            holder = PassHolder(store(), request.headers.get("authorization", "").removeprefix("Bearer "))
            if sign_in and not holder.is_under(request.scope.get(CLAIMS)):
                raise NotAllowedNow(refusal("page_not_signed_in"))
            return act(holder, request.query_params, body) | holder.clock()

        async def answer(request: Request) -> Response:
            try:
                body = await _body_of(request) if request.method == "POST" else b""
                return _json(await run_in_threadpool(done, request, body))
            except TrialError as error:
                said = {"problem": sentence_of(error), "code": error.refusal.code}
                return _json(said, STATUS.get(type(error), 400))

        return answer

    def health(_: Request) -> Response:
        """Whether the database answers, for monitoring without signing in; nothing about a trial."""
        try:
            next(store().trials(), None)
        except TrialError:
            return _json({"database": "away"}, 503)
        return _json({"database": "ok", "version": VERSION})

    def script(_: Request) -> Response:
        for_a_year = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(SCRIPT, media_type="text/javascript", headers=for_a_year)

    def offline_page(_: Request) -> Response:
        return Response(offline.page(), media_type="text/html", headers={"Cache-Control": "no-cache"})

    def worker(_: Request) -> Response:
        return Response(offline.worker(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    return [
        Route("/taps", endpoint(_take), methods=["POST"]),
        Route("/head", endpoint(_head)),
        Route("/remarks", endpoint(_remarks)),
        Route("/kept", endpoint(_kept)),
        Route("/health", health),
        Route(SCRIPT_PATH, script),
        Route(offline.PAGE_PATH, offline_page),
        Route(offline.WORKER_PATH, worker),
    ]


class PassHolder:
    """The sender of a pass, and the trials that it is valid for. Raises NotAllowedNow without a valid pass."""

    def __init__(self, store: Store, token: str) -> None:
        self._store, self._pass = store, sign_ins.check_pass(store, token)
        self.recorder = self._pass.recorder

    def is_under(self, claims: Mapping[str, Any] | None) -> bool:
        """Whether the pass was given to a page of the sign-in with these claims: a pass alone is worth nothing."""
        return bool(claims and self._pass.session) and self._pass.session == sign_ins.session_of(
            self._store, claims or {}
        )

    def store_of(self, trial: str) -> Store:
        """The store as this person may use it; raises NotAllowedNow if the pass is for another trial."""
        if self._pass.trial not in (trial, sign_ins.EVERY_TRIAL):
            raise NotAllowedNow(refusal("page_of_another_trial", "trial"))
        return Permitted(self._store, self.recorder)

    def check_recorder(self, opaque: str) -> None:
        if sign_ins.recorder_id(self._store, self.recorder) != opaque:
            raise NotAllowedNow(refusal("tapped_by_another", "recorder"))

    def clock(self) -> Data:
        """The server's clock in milliseconds, and a fresh pass before the old one runs out."""
        fresh = sign_ins.renewed_pass(self._store, self._pass)
        return {"at": int(datetime.now(UTC).timestamp() * 1000), **({"token": fresh} if fresh else {})}


async def _body_of(request: Request) -> bytes:
    """The body of a post of ours: another site's page must not post with a borrowed pass."""
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host", ""):
        raise NotAllowedNow(refusal("not_from_our_page"))
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise NotAllowedNow(refusal("not_json"))
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MOST_BYTES:
                raise TooLarge(refusal("delivery_too_large"))
    except ClientDisconnect:  # a tablet out of reach: it sends all of it again
        raise InvalidInput(refusal("delivery_cut_off")) from None
    return body


def _take(holder: PassHolder, _: QueryParams, body: bytes) -> Data:
    """Record a delivery; invalid taps are refused singly, the others recorded."""
    try:
        sent = json.loads(body)
        trial, recorder, listed = str(sent["trial"]), str(sent["recorder"]), list(sent["taps"])
        trial.encode()  # half a character names no trial
    except (ValueError, KeyError, TypeError, RecursionError):  # the last: brackets within brackets without end
        raise InvalidInput(refusal("no_delivery")) from None
    if len(listed) > MOST_TAPS:
        raise InvalidInput(refusal("too_many_taps", "taps", most=MOST_TAPS))
    store = holder.store_of(trial)
    holder.check_recorder(recorder)
    check_may(holder.recorder, "enter")  # before any tap is judged: what waits stays whole until it may be delivered
    taps: list[Tap] = []
    unreadable: dict[str, Refusal] = {}
    for tap in listed:
        try:
            taps.append(TAP.validate_python(tap))
        except ValidationError as problem:
            name = str(tap.get("id", "")) if isinstance(tap, dict) else ""
            place = ".".join(str(part) for part in problem.errors()[0]["loc"])
            unreadable[name] = refusal("tap_unreadable", place, place=place)
    receipt = deliver(store, trial=trial, taps=taps, by=holder.recorder.name)
    refused = {
        name: {"code": why.code, "field": why.field, "allows": why.allows, "sentence": sentence_of(why)}
        for name, why in (receipt.refused | unreadable).items()
    }
    return {"acknowledged": receipt.acknowledged, "refused": refused, "entries": receipt.entries}


def _head(holder: PassHolder, asked: QueryParams, _: bytes) -> Data:
    trial = asked.get("trial", "")
    return {"entries": holder.store_of(trial).head(trial)}


def _remarks(holder: PassHolder, asked: QueryParams, _: bytes) -> Data:
    """Return the remarks beside the values of one dose; the sheet asks for them after a pause in tapping."""
    trial = asked.get("trial", "")
    now = holder.store_of(trial).trial(trial)
    found = (remarks_of(now, dose) for dose in now.doses if str(dose.number) == asked.get("dose"))
    return {"remarks": next(found, {})}


def _kept(holder: PassHolder, asked: QueryParams, _: bytes) -> Data:
    """Return what the browser may keep of a sheet, for a reload without a server, and for how long without a touch."""
    trial = asked.get("trial", "")
    now, known = holder.store_of(trial).trial(trial), settings()
    number = next((dose.number for dose in now.doses if str(dose.number) == asked.get("dose")), None)
    if number is None:
        return {}
    kept = offline.kept_json(now, number, recorder=holder.recorder.name, zone=known.zone)
    return {"standing": json.loads(kept), "idle_minutes": known.idle_minutes}


def _json(content: Data, status: int = 200) -> Response:
    """Return a JSON answer in ASCII: it may repeat an id as it was sent, which may be no valid Unicode."""
    return Response(json.dumps(content), status, {"Cache-Control": "no-store"}, "application/json")
