"""Numbers and times as people type them on a ward: "12,5", "1052", "10:52", "-12 min", "17/11 10:52"."""

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal

from trial.errors import InvalidInput, Refusal, refusal
from trial.meaning.limits import LIMITS

NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[0-9]{1,9}(?:[.,][0-9]{1,6})?")
NO_NUMBER = refusal("not_a_number")
AGO = re.compile(r"[-\N{MINUS SIGN}]\s*(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*(?:min|m)?)?", re.IGNORECASE)
CLOCK = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)[ T]+|(\d{1,2})/(\d{1,2})\s+)?(\d{1,2})[:.h]?(\d\d)", re.IGNORECASE)


def number_of(text: str, otherwise: Refusal = NO_NUMBER) -> Decimal:
    """The number that `text` means; raises InvalidInput with this refusal for anything that only a computer would type.

    >>> number_of(" 12,5 ")
    Decimal('12.5')
    """
    typed = text.strip()
    if not NUMBER.fullmatch(typed):
        raise InvalidInput(otherwise)
    return Decimal(typed.replace(",", ".").replace("\N{MINUS SIGN}", "-"))


def moment_of(text: str, near: datetime, zone: tzinfo) -> datetime:
    """The moment that `text` means on the ward's clock when typed at `near`, in UTC; raises InvalidInput.

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
        raise InvalidInput(refusal("not_a_time", "time", typed=typed))
    today = near.astimezone(zone).date()
    if clock[1]:
        days = [_day(typed, int(clock[1]), int(clock[2]), int(clock[3]))]
    elif clock[4]:
        day, month = int(clock[4]), int(clock[5])
        days = [_day(typed, today.year - ((month, day) > (today.month, today.day)), month, day)]
    else:
        days = [today + timedelta(days=away) for away in (-1, 0, 1)]
    found = _latest(typed, days, int(clock[6]), int(clock[7]), near, zone)
    if len(days) > 1 and near - found > LIMITS.clock_time_looks_back:
        raise InvalidInput(refusal("time_to_come_or_of_yesterday", "time", at=found.astimezone(zone)))
    return found


def year_problem(moment: date, field: str = "") -> Refusal | None:
    """Why the year of a day or a moment cannot be meant, or None."""
    if LIMITS.earliest_year <= moment.year <= LIMITS.latest_year:
        return None
    return refusal("year_cannot_be_meant", field, year=moment.year)


def _day(typed: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InvalidInput(refusal("no_such_day", "time", typed=typed)) from None
    if problem := year_problem(found, "time"):
        raise InvalidInput(problem)
    return found


def _latest(typed: str, days: list[date], hour: int, minute: int, near: datetime, zone: tzinfo) -> datetime:
    """The last moment up to `near` at which the ward's clock showed this; raises InvalidInput if there is none."""
    if hour > 23 or minute > 59:
        raise InvalidInput(refusal("not_a_time_of_day", "time", typed=typed))
    moments = []
    for day in days:
        for fold in (0, 1):
            shown = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone, fold=fold)
            moment = shown.astimezone(UTC)
            if moment.astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None):  # not skipped in spring
                moments.append(moment)
    past = [moment for moment in moments if moment <= near + LIMITS.clocks_differ_by]
    if not moments:
        raise InvalidInput(refusal("clock_skipped", "time", typed=typed))
    if not past:
        raise InvalidInput(refusal("typed_time_to_come", "time", typed=typed))
    return max(past)
