"""The short-lived pass that a signed-in page hands to its entry sheet, and that the routes check."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadSignature, URLSafeTimedSerializer

from trial.errors import NotAllowedNow
from trial.store.base import Store

HOURS = 12
RENEW_AFTER_MINUTES = 60
SALT = "entry sheet"
EVERY_TRIAL = ""
"""The trial of the pass that a page hands to the outbox: what waits there may belong to any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Who records, into which trial or every one, and since when the pass holds."""

    recorder: str
    trial: str
    issued_at: datetime

    @property
    def is_stale(self) -> bool:
        """Whether a fresh one should be handed out, so that a sheet in use never expires."""
        return (datetime.now(UTC) - self.issued_at).total_seconds() > RENEW_AFTER_MINUTES * 60


def issue(store: Store, *, recorder: str, trial: str) -> str:
    """A pass for one recorder and one trial, signed with the secret that every copy of the app shares."""
    return _signer(store).dumps([recorder, trial])


def check(store: Store, token: str) -> Pass:
    """What a pass says; raises NotAllowedNow with a sentence if it is not ours or has expired.

    One that seems to come from the future is good: clocks step back, and those of two copies differ.
    """
    try:
        content, issued_at = _signer(store).loads(token, return_timestamp=True)
    except BadSignature:
        raise NotAllowedNow("This page is not signed in. Reload it to go on; what is waiting stays here.") from None
    if datetime.now(UTC) - issued_at > timedelta(hours=HOURS):
        raise NotAllowedNow("This page has been open too long. Reload it to go on; what is waiting stays here.")
    recorder, trial = content
    return Pass(recorder=recorder, trial=trial, issued_at=issued_at)


def opaque(store: Store, recorder: str) -> str:
    """What the outbox of a browser holds instead of a name: the same on every copy, and telling nothing."""
    return hmac.new(store.secret().encode(), recorder.encode(), hashlib.sha256).hexdigest()[:16]


def _signer(store: Store) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(store.secret(), salt=SALT)
