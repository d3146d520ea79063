"""The short-lived pass that a signed-in page hands to its entry sheet, and that the routes check.

It says who records, not what they may do: rights are looked up at each delivery. Only those that a provider's claims
gave are in the pass, and end with it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from trial.actions.rights import with_known_groups
from trial.actions.sessions import check_not_ended
from trial.errors import NotAllowedNow, refusal
from trial.rules.roles import Recorder
from trial.store import Store

HOURS = 12
RENEW_AFTER_MINUTES = 60
SALT = "entry sheet"
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

    @property
    def is_stale(self) -> bool:
        """Whether a fresh one should be handed out, so that a sheet in use never expires."""
        return (datetime.now(UTC) - self.issued_at).total_seconds() > RENEW_AFTER_MINUTES * 60


def issue(store: Store, *, recorder: Recorder, trial: str, session: str = "", until: datetime | None = None) -> str:
    """A pass for one recorder and one trial, signed with the secret that every copy of the app shares."""
    known = with_known_groups(recorder)
    last = until or datetime.now(UTC) + timedelta(hours=HOURS)
    who = [known.name, known.comes_by, known.subject, known.address, sorted(known.groups), sorted(known.words)]
    return _signer(store).dumps([who, trial, session, int(last.timestamp())])


def check(store: Store, token: str) -> Pass:
    """What a pass says; raises NotAllowedNow if it is not ours, has expired, or its sign-in is over.

    One that seems to come from the future is good: clocks step back, and those of two copies differ.
    """
    try:
        content, issued_at = _signer(store).loads(token, return_timestamp=True)
        who, trial, session, last = content
        name, comes_by, subject, address, groups, words = who
    except (BadSignature, ValueError):
        raise NotAllowedNow(refusal("page_not_signed_in")) from None
    until = datetime.fromtimestamp(last, UTC)
    if datetime.now(UTC) > min(issued_at + timedelta(hours=HOURS), until):
        raise NotAllowedNow(refusal("page_open_too_long"))
    check_not_ended(store, session)
    recorder = Recorder(
        name=name,
        comes_by=comes_by,
        subject=subject,
        address=address,
        groups=frozenset(groups),
        words=frozenset(words),
    )
    return Pass(recorder=recorder, trial=trial, session=session, until=until, issued_at=issued_at)


def renewed(store: Store, held: Pass) -> str:
    """A fresh pass for the same hands; it ends no later than the first one may."""
    return issue(store, recorder=held.recorder, trial=held.trial, session=held.session, until=held.until)


def opaque(store: Store, recorder: Recorder) -> str:
    """What the outbox of a browser holds instead of a name: the same on every copy, and telling nothing."""
    return hmac.new(store.secret().encode(), recorder.identity.encode(), hashlib.sha256).hexdigest()[:16]


def _signer(store: Store) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(store.secret(), salt=SALT)
