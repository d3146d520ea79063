"""Texts that can be stored; numbers and times as typed on a ward: "12,5", "1052", "-12 min", "17/11 10:52"."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any

from trial.errors import InvalidInput, NotAllowedNow, Refusal, refusal
from trial.meaning.limits import LIMITS
from trial.rules import invalid_if

UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but a new line and a tab, and halves of characters."""
DEEPEST = 60
"""Levels of lists and objects that a file may have."""
NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[0-9]{1,9}(?:[.,][0-9]{1,6})?")
NO_NUMBER = refusal("not_a_number")
AGO = re.compile(r"[-\N{MINUS SIGN}]\s*(?:(\d{1,2})\s*h)?\s*(?:(\d{1,3})\s*(?:min|m)?)?", re.IGNORECASE)
CLOCK = re.compile(r"(?:(\d{4})-(\d\d)-(\d\d)[ T]+|(\d{1,2})/(\d{1,2})\s+)?(\d{1,2})[:.h]?(\d\d)", re.IGNORECASE)


FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show nothing, though Unicode does not count them as format characters."""


def is_unseen(letter: str) -> bool:
    """Whether a character shows nothing of itself, and may turn round what stands beside it: two texts look alike.

    >>> [is_unseen(letter) for letter in "A 9\\u202e\\u200b\\ufe0f"]
    [False, False, False, True, True, True]
    """
    kind, point = unicodedata.category(letter), ord(letter)
    return kind == "Cf" or letter in FILLERS or 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF


def _is_storable(text: str) -> bool:
    return len(text) <= LIMITS.longest_text_characters and (text.isprintable() or not UNSTORABLE.search(text))


def _is_possible(moment: date) -> bool:
    return LIMITS.earliest_year <= moment.year <= LIMITS.latest_year


def check_text(text: str, of: str = "", place: str | None = None) -> None:
    """Refuse a text that cannot be stored: InvalidInput. `of` is which text it is, and its place unless that is given.

    >>> check_text("one line\\nand\\tanother")
    """
    if _is_storable(text):
        return
    field, found = of if place is None else place, UNSTORABLE.search(text)
    if found is None:
        raise InvalidInput(refusal("text_too_long", field, of=of, length=len(text)))
    invalid_if(found[0] < "\ud800", "text_with_control_character", field, of=of)
    raise InvalidInput(refusal("text_with_lone_surrogate", field, of=of))


def check_reason(reason: str, missing: Refusal) -> None:
    """Refuse an act without a reason (NotAllowedNow with `missing`), or one that cannot be stored (InvalidInput)."""
    if not reason.strip():
        raise NotAllowedNow(missing)
    check_text(reason, "reason")


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def all_fit(node: object, unfit: type = NoneType) -> bool:
    """Whether nothing here would be refused. It names no place, so a record is read in two thirds of the time."""
    level, depth = [node], 0
    while level and depth <= DEEPEST:
        deeper: list[Any] = []
        for found in level:
            if isinstance(found, str):
                if not _is_storable(found):
                    return False
            elif isinstance(found, dict):
                deeper += (*found, *found.values())
            elif isinstance(found, (list, tuple)):
                deeper += found
            elif isinstance(found, date):
                if not _is_possible(found):
                    return False
            elif is_dataclass(found):
                if isinstance(found, unfit):
                    return False
                deeper += (value for name in _names_of(found.__class__) if (value := getattr(found, name)))
        level, depth = deeper, depth + 1
    return not level


def check_values(node: object, place: str = "") -> None:
    """Refuse, with its place, a text within facts, dictionaries, lists that cannot be stored, or a year not meant."""
    if not all_fit(node):
        _check_values(node, place)


def _check_values(node: object, place: str) -> None:
    if isinstance(node, str):
        check_text(node, "", place)
    elif isinstance(node, date):
        check_year(node, place)
    elif is_dataclass(node):
        for field in fields(node):
            if value := getattr(node, field.name):
                _check_values(value, f"{place}.{field.name}" if place else field.name)
    elif isinstance(node, dict):
        for key, value in node.items():
            check_text(key, "key", place)
            _check_values(value, f"{place}.{key}" if place else key)
    elif isinstance(node, list | tuple):
        for number, value in enumerate(node):
            _check_values(value, f"{place}[{number}]")


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


def check_year(moment: date, field: str = "") -> None:
    """Refuse a day or a moment whose year cannot be meant: InvalidInput."""
    invalid_if(not _is_possible(moment), "year_cannot_be_meant", field, year=moment.year)


def _day(typed: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise InvalidInput(refusal("no_such_day", "time", typed=typed)) from None
    check_year(found, "time")
    return found


def shown(days: Iterable[date], clock: time, zone: tzinfo) -> list[datetime]:
    """The moments of these days at which the ward's clock showed this: two of an October night, none in spring."""
    moments = [datetime.combine(day, clock.replace(fold=fold), zone) for day in days for fold in (0, 1)]
    return [moment for moment in moments if moment.astimezone(UTC).astimezone(zone) == moment]


def _latest(typed: str, days: list[date], hour: int, minute: int, near: datetime, zone: tzinfo) -> datetime:
    """The last moment up to `near` at which the ward's clock showed this; raises InvalidInput if there is none."""
    invalid_if(hour > 23 or minute > 59, "not_a_time_of_day", "time", typed=typed)
    found = [moment.astimezone(UTC) for moment in shown(days, time(hour, minute), zone)]
    past = [moment for moment in found if moment <= near + LIMITS.clocks_differ_by]
    invalid_if(not found, "clock_skipped", "time", typed=typed)
    invalid_if(not past, "typed_time_to_come", "time", typed=typed)
    return max(past)
