"""A sign-in from its beginning to its end, and the short-lived pass that a signed-in page hands to its entry sheet.

Both ends are entries of the service chain: every copy of the app knows at once that a sign-in is over. A pass says who
records, not what they may do, which is looked up at each delivery; only what a provider's claims gave ends with it.
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
"""How long an end is remembered: longer than Streamlit keeps the cookie of a sign-in."""
PASS_LASTS, RENEW_AFTER = timedelta(hours=12), timedelta(hours=1)
EVERY_TRIAL = ""
"""The trial of the pass that a page hands to the outbox: what waits there may belong to any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Who records, into which trial or every one, in which sign-in; since when it holds, and until when it may."""

    recorder: Recorder
    trial: str
    session: str  # empty without sign-in
    until: datetime  # no renewal outlives it
    issued_at: datetime


PASS = TypeAdapter(Pass)


@dataclass(slots=True)
class _Known:
    """Which sign-ins one store's service chain has said to begin and to end; `after` is the last entry looked at."""

    after: int
    said: set[tuple[str, str]] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)


_KNOWN: WeakKeyDictionary[Store, _Known] = WeakKeyDictionary()


def session_of(store: Store, claims: Mapping[str, Any]) -> str:
    """The opaque name of one sign-in: the same in every tab and on every copy, another after signing in again."""
    return _opaque(store, " ".join(str(claims.get(claim, "")) for claim in ("iss", "sub", "iat", "nonce")))


def recorder_id(store: Store, recorder: Recorder) -> str:
    """What the outbox of a browser holds instead of a name: the same on every copy, and telling nothing."""
    return _opaque(store, recorder.identity)


def begin(store: Store, recorder: Recorder, session: str, *, at: datetime | None = None) -> None:
    """Note a sign-in, once however many tabs it opens."""
    _note_once(store, "signed_in", recorder, session, at)


def end(store: Store, recorder: Recorder, session: str, *, at: datetime | None = None) -> None:
    """Note that a sign-in is over, by signing out or by idling: its passes and its other tabs are refused from now."""
    _note_once(store, "signed_out", recorder, session, at)


def has_ended(store: Store, session: str) -> bool:
    """Whether this sign-in is over, whichever copy of the app was told so; without sign-in nothing ends."""
    return bool(session) and ("signed_out", session) in _said(store)


def check_not_ended(store: Store, session: str) -> None:
    """Refuse a sign-in that is over; raises NotAllowedNow."""
    if has_ended(store, session):
        raise NotAllowedNow(refusal("signed_out"))


def issue_pass(
    store: Store, *, recorder: Recorder, trial: str, session: str = "", until: datetime | None = None
) -> str:
    """A pass, signed with the secret of every copy; good for PASS_LASTS with its renewals, or to an earlier `until`."""
    roles = roles_now() if recorder.groups else None
    known = recorder.groups.intersection(roles.groups if roles else ())  # of hundreds that a provider may name
    now = clock()
    ends = min(until or now + PASS_LASTS, now + PASS_LASTS)
    held = Pass(recorder=replace(recorder, groups=known), trial=trial, session=session, until=ends, issued_at=now)
    return _signer(store).dumps(PASS.dump_python(held, mode="json"))


def check_pass(store: Store, token: str) -> Pass:
    """What a pass says; raises NotAllowedNow if it is not ours, has expired, or its sign-in is over."""
    try:
        held = PASS.validate_python(_signer(store).loads(token))
    except (BadSignature, ValueError):
        raise NotAllowedNow(refusal("page_not_signed_in")) from None
    if clock() > held.until:  # one issued in the future is good: clocks step back, and those of two copies differ
        raise NotAllowedNow(refusal("page_open_too_long"))
    check_not_ended(store, held.session)
    return held


def renewed(store: Store, held: Pass) -> str:
    """A fresh pass for the same hands, or "" while this one is; it ends no later than the first one may."""
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
    if (what, session) not in _said(store):
        detail = f"{session} {recorder.address}".rstrip()
        store.note(Noted(what=what, detail=detail), at=at or clock(), by=recorder.name)


def _said(store: Store) -> set[tuple[str, str]]:
    """What the service chain says up to its end; only what came since the last look is read."""
    known = _KNOWN.get(store)
    if known is None:
        known = _KNOWN.setdefault(store, _Known(_entries_before(store, clock() - LOOKS_BACK)))
    with known.lock:
        for entry in store.entries(SERVICE, known.after):
            known.after = entry.seq
            if '"signed_' in entry.payload and isinstance(said := decode(entry.payload, lambda _: None), Noted):
                known.said.add((said.what, said.detail.partition(" ")[0]))
    return known.said


def _entries_before(store: Store, moment: datetime) -> int:
    """How many entries of the service chain are older: by halving, since a chain of years is never read whole."""

    def is_newer(place: int) -> bool:
        entry = next(store.entries(SERVICE, place), None)
        return entry is None or entry.at >= moment

    return bisect_left(range(2**31), True, key=is_newer)
