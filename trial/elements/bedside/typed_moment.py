"""A time as it is typed beside a form, on the ward's clock."""

from datetime import datetime

from trial.actions.act import clock
from trial.elements import session
from trial.rules.typed_times import moment_of


def typed_moment(text: str) -> datetime:
    """Return the moment that was typed; nothing typed, or "now", is this moment. Raises InvalidInput."""
    now, zone = clock(), session.zone()
    moment = now if text.strip().lower() in ("", "now") else moment_of(text, now, zone)
    return moment.astimezone(zone)
