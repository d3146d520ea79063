"""Times as people type them on a ward: "1052", "10:52", "-12 min", "17/11 10:52"; read in the ward's zone."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

from trial.errors import InvalidInput

LOOK_BACK = timedelta(hours=12)
"""How far back a bare clock time may reach; beyond it the day must be typed as well."""
AHEAD = timedelta(minutes=2)
"""Two clocks on one ward may differ by this much."""

YEARS = (1900, 2200)
"""A year outside these is a slip of the finger, or a clock that was never set."""

AGO = re.compile(r"[-\N{MINUS SIGN}]\s*(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*(?:min|m)?)?", re.IGNORECASE)
CLOCK = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)[ T]+|(\d{1,2})/(\d{1,2})\s+)?(\d{1,2})[:.h]?(\d\d)", re.IGNORECASE)


def moment_of(text: str, near: datetime, zone: tzinfo) -> datetime:
    """The moment that `text` means when typed at `near`, in UTC; raises InvalidInput with a sentence.

    A clock time is the last one before `near`: just after midnight "2350" is yesterday's, and an hour that the
    October night has twice is its later one, unless that has not come yet.
    """
    typed = " ".join(text.split())
    near = near.astimezone(UTC)
    ago = AGO.fullmatch(typed)
    if ago and (ago[1] or ago[2]):
        return near - timedelta(hours=int(ago[1] or 0), minutes=int(ago[2] or 0))
    clock = CLOCK.fullmatch(typed)
    if clock is None:
        raise InvalidInput(f"{typed} is not a time; type 1052, 10:52 or -12 min.")
    year, month, day, other_day, other_month, hour, minute = (int(part) if part else None for part in clock.groups())
    today = near.astimezone(zone).date()
    if year is not None and month is not None and day is not None:
        return _latest(typed, [_day(typed, year, month, day)], hour or 0, minute or 0, near, zone)
    if other_day is not None and other_month is not None:
        years = [today.year, today.year - 1] if (other_month, other_day) > (today.month, today.day) else [today.year]
        return _latest(typed, [_day(typed, years[-1], other_month, other_day)], hour or 0, minute or 0, near, zone)
    found = _latest(typed, [today - timedelta(days=back) for back in range(-1, 2)], hour or 0, minute or 0, near, zone)
    if near - found > LOOK_BACK:
        shown = f"{hour:02}:{minute:02}"
        dated = f"{found.astimezone(zone):%d/%m} {shown}"
        raise InvalidInput(f"{shown} is still to come; if it was yesterday, type the day as well: {dated}.")
    return found


def year_problem(moment: date) -> str | None:
    """Say why the year of a day or a moment cannot be meant, or None."""
    return None if YEARS[0] <= moment.year <= YEARS[1] else f"The year {moment.year} cannot be meant."


def _day(typed: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InvalidInput(f"{typed} names a day that does not exist.") from None
    if problem := year_problem(found):
        raise InvalidInput(problem)
    return found


def _latest(typed: str, days: list[date], hour: int, minute: int, near: datetime, zone: tzinfo) -> datetime:
    """The last moment up to `near` at which the ward's clock showed this; raises InvalidInput if there is none."""
    if hour > 23 or minute > 59:
        raise InvalidInput(f"{typed} is not a time of day.")
    moments = []
    for day in days:
        for fold in (0, 1):
            shown = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold)
            moment = shown.astimezone(UTC)
            if moment.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):  # not skipped in spring
                moments.append(moment)
    past = [moment for moment in moments if moment <= near + AHEAD]
    if not moments:
        raise InvalidInput(f"The clock never showed {typed} that day: it was put forward.")
    if not past:
        raise InvalidInput(f"{typed} is still to come.")
    return max(past)
