"""A time as it is typed beside a form, on the ward's clock."""

from datetime import datetime

from trial.actions.act import clock
from trial.elements import session
from trial.rules.typed import moment_of


def typed_moment(text: str) -> datetime:
    """What was typed; nothing typed, or "now", is this moment. Raises InvalidInput."""
    now = clock()
    typed = text.strip().lower()
    moment = now if typed in ("", "now") else moment_of(text, now, session.zone())
    return moment.astimezone(session.zone())
