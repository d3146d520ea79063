"""Sign-ins, begun and ended, and the access tokens (passes) with which an entry sheet delivers its taps.

Beginning and end are entries of the service chain, so every process that serves the app sees at once that a sign-in has
ended. A pass says who records, not what they may do: rights are looked up at each delivery. Only rights that come from
the provider's claims are part of the pass and end with it.
"""

import hashlib
import hmac
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Literal
from weakref import WeakKeyDictionary

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import TypeAdapter

from trial.actions.act import clock
from trial.actions.rights import roles_now
from trial.errors import NotAllowedNow, refusal
from trial.ledger.entries import SERVICE, Noted
from trial.ledger.payload import decode
from trial.rules.roles import Recorder
from trial.store import Store

LOOKS_BACK = timedelta(days=31)
"""How far back ended sign-ins are looked for: longer than the 30 days for which Streamlit's cookie is valid."""
PASS_LASTS, RENEW_AFTER = timedelta(hours=12), timedelta(hours=1)
EVERY_TRIAL = ""
"""The trial of a pass that is valid for every trial: taps that wait in the outbox may belong to any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What an access token says, signed: the recorder, the trial, the sign-in and the times of its validity."""

    recorder: Recorder
    trial: str  # an id, or EVERY_TRIAL
    session: str  # from `session_of`; empty without sign-in
    until: datetime  # the end of its validity, renewals included
    issued_at: datetime


PASS = TypeAdapter(Pass)


@dataclass(slots=True)
class _SignInEvents:
    """The sign-ins and sign-outs read from one store's service chain so far."""

    after: int  # sequence number of the last entry read
    seen: set[tuple[str, str]] = field(default_factory=set)  # ("signed_in" or "signed_out", session)
    lock: Lock = field(default_factory=Lock)


_EVENTS: WeakKeyDictionary[Store, _SignInEvents] = WeakKeyDictionary()


def session_of(store: Store, claims: Mapping[str, Any]) -> str:
    """Return the opaque id of a sign-in: the same in every tab and process, another after signing in again."""
    return _opaque(store, " ".join(str(claims.get(claim, "")) for claim in ("iss", "sub", "iat", "nonce")))


def recorder_id(store: Store, recorder: Recorder) -> str:
    """Return the opaque id that a browser's outbox stores instead of the recorder's name; the same in every process."""
    return _opaque(store, recorder.identity)


def begin(store: Store, recorder: Recorder, session: str, *, at: datetime | None = None) -> None:
    """Enter a sign-in in the service chain, once however many tabs it opens."""
    _note_once(store, "signed_in", recorder, session, at)


def end(store: Store, recorder: Recorder, session: str, *, at: datetime | None = None) -> None:
    """Enter the end of a sign-in, by signing out or by idling; its passes and other tabs are refused from now on."""
    _note_once(store, "signed_out", recorder, session, at)


def has_ended(store: Store, session: str) -> bool:
    """Whether this sign-in was ended, in any process; False without sign-in (an empty `session`)."""
    return bool(session) and ("signed_out", session) in _sign_in_events(store)


def check_not_ended(store: Store, session: str) -> None:
    """Raise NotAllowedNow for a sign-in that was ended."""
    if has_ended(store, session):
        raise NotAllowedNow(refusal("signed_out"))


def issue_pass(
    store: Store, *, recorder: Recorder, trial: str, session: str = "", until: datetime | None = None
) -> str:
    """Return a new pass as signed text, valid with its renewals for PASS_LASTS or up to an earlier `until`."""
    roles = roles_now() if recorder.groups else None
    known = recorder.groups.intersection(roles.groups if roles else ())  # of hundreds that a provider may name
    now = clock()
    ends = min(until or now + PASS_LASTS, now + PASS_LASTS)
    held = Pass(recorder=replace(recorder, groups=known), trial=trial, session=session, until=ends, issued_at=now)
    return _signer(store).dumps(PASS.dump_python(held, mode="json"))


def check_pass(store: Store, token: str) -> Pass:
    """Return the contents of a pass; raises NotAllowedNow for a false one, or once it or its sign-in has ended."""
    try:
        held = PASS.validate_python(_signer(store).loads(token))
    except (BadSignature, ValueError):
        raise NotAllowedNow(refusal("page_not_signed_in")) from None
    if clock() > held.until:  # one issued in the future is valid: clocks step back, and those of two servers differ
        raise NotAllowedNow(refusal("page_open_too_long"))
    check_not_ended(store, held.session)
    return held


def renewed_pass(store: Store, held: Pass) -> str:
    """Return a new pass with the same contents once this one is older than RENEW_AFTER, else an empty text."""
    if clock() - held.issued_at <= RENEW_AFTER:
        return ""
    return issue_pass(store, recorder=held.recorder, trial=held.trial, session=held.session, until=held.until)


def _signer(store: Store) -> URLSafeSerializer:
    return URLSafeSerializer(store.secret(), salt="entry sheet")


def _opaque(store: Store, text: str) -> str:
    return hmac.new(store.secret().encode(), text.encode(), hashlib.sha256).hexdigest()[:16]


def _note_once(
    store: Store, what: Literal["signed_in", "signed_out"], recorder: Recorder, session: str, at: datetime | None
) -> None:
    if (what, session) not in _sign_in_events(store):
        detail = f"{session} {recorder.address}".rstrip()
        store.note(Noted(what=what, detail=detail), at=at or clock(), by=recorder.name)


def _sign_in_events(store: Store) -> set[tuple[str, str]]:
    """Return the sign-ins and sign-outs of the service chain; only entries since the last call are read."""
    events = _EVENTS.get(store)
    if events is None:
        events = _EVENTS.setdefault(store, _SignInEvents(_entries_before(store, clock() - LOOKS_BACK)))
    with events.lock:
        for entry in store.entries(SERVICE, events.after):
            events.after = entry.seq
            if '"signed_' in entry.payload and isinstance(fact := decode(entry.payload, lambda _: None), Noted):
                events.seen.add((fact.what, fact.detail.partition(" ")[0]))
    return events.seen


def _entries_before(store: Store, moment: datetime) -> int:
    """Return how many entries of the service chain are older than this; by bisection, a chain of years being long."""

    def is_newer(place: int) -> bool:
        entry = next(store.entries(SERVICE, place), None)
        return entry is None or entry.at >= moment

    return bisect_left(range(2**31), True, key=is_newer)
