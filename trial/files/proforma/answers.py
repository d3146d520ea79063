"""What one box of a filled form says: a value, a word, a number, a day or a clock time, as people write them.

Each function raises InvalidInput (or the scale's own ScaleError) with a sentence about a box that says nothing of it.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from typing import TypeVar
from zoneinfo import ZoneInfo

from scales.base import Grade, Item, YesNo
from trial.errors import InvalidInput, refusal
from trial.files.proforma.boxes import Box
from trial.files.proforma.layout import NOTE, status_words
from trial.ledger.facts import Status, Value
from trial.rules.typed import check_year, number_of

DAY = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[/.](\d\d?)[/.](\d{4}))")
TIME = re.compile(r"(?:(.+) )?(\d\d?)[:.h]?(\d\d)(?::\d\d(?:\.\d+)?)?", re.IGNORECASE)
Token = TypeVar("Token", bound=str)


def answer(item: Item, box: Box) -> tuple[Value | None, Status, str]:
    """A value or the reason for none, and the note after the slash."""
    if box.formula:
        raise InvalidInput("This is a formula; type the value itself.")
    if box.moment is not None:
        raise InvalidInput(f"{item.label}: the spreadsheet made a date of what was typed; type it again as text.")
    said, _, note = (part.strip() for part in box.text.partition(NOTE))
    status = status_words().get(said.casefold())
    if status is not None:
        return None, status, note
    return _value(item, said), "measured", note


def _value(item: Item, said: str) -> Value:
    if isinstance(item, YesNo):
        return item.read({"yes": "true", "no": "false"}.get(said.casefold(), said))
    if isinstance(item, Grade) and item.level(said) is None:
        labelled = [
            level.token for level in item.levels if said.casefold() in (level.token.casefold(), level.label.casefold())
        ]
        return item.read(labelled[0] if len(labelled) == 1 else said)
    return item.read(said)


def one_of(box: Box, words: Mapping[Token, str]) -> Token:
    """The token that is meant, by itself or by its words."""
    said = box.text.casefold()
    for token, meaning in words.items():
        if said in (meaning.casefold(), token, token.replace("_", " ")):
            return token
    raise InvalidInput(f"{box.text[:40]} is none of {', '.join(words.values())}.")


def number(box: Box) -> Decimal:
    return number_of(box.text, refusal("fault", sentence=f"{box.text[:40]} is not an ordinary number."))


def whole(box: Box) -> int:
    found = number(box)
    if found != found.to_integral_value():
        raise InvalidInput(f"{box.text[:40]} is not a whole number.")
    return int(found)


def yes(box: Box) -> bool:
    if box.text.casefold() not in ("yes", "no"):
        raise InvalidInput(f"{box.text[:40]} is neither yes nor no.")
    return box.text.casefold() == "yes"


def day(box: Box) -> date:
    return _day(f"{box.moment:%Y-%m-%d}" if isinstance(box.moment, date) else box.text)


def _day(text: str) -> date:
    found = DAY.fullmatch(text)
    if found is None:
        raise InvalidInput(f"{text[:40]} is not a day; write one such as 18/11/2026.")
    year, month, day_of_month = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        written = date(int(year), int(month), int(day_of_month))
    except ValueError:
        raise InvalidInput(f"{text[:40]} names a day that does not exist.") from None
    check_year(written)
    return written


def clock(box: Box) -> tuple[date | None, time]:
    """A clock time to the minute, with its day if that was written too."""
    found = TIME.fullmatch(box.text)
    if found is None or int(found[2]) > 23 or int(found[3]) > 59:
        raise InvalidInput(f"{box.text[:40]} is not a clock time; write one such as 09:40.")
    return _day(found[1].strip()) if found[1] else None, time(int(found[2]), int(found[3]))


def moment_on(on: date, clock: time, zone: ZoneInfo, *, later: bool = False) -> datetime:
    """That moment on the ward's clock; of an hour that a night has twice the first one unless `later` is asked for."""
    local = datetime.combine(on, clock, tzinfo=zone).replace(fold=int(later))
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidInput(f"The clock never showed {clock:%H:%M} on {on:%d/%m/%Y}: it was put forward.")
    return local


def nearest(clock: time, expected: datetime, zone: ZoneInfo) -> datetime:
    """The moment nearest to the expected one at which the ward's clock showed this."""
    today = expected.astimezone(zone).date()
    found = []
    for days, later in product((-1, 0, 1), (False, True)):
        with suppress(InvalidInput):
            found.append(moment_on(today + timedelta(days=days), clock, zone, later=later))
    return min(found, key=lambda moment: abs(moment.astimezone(UTC) - expected.astimezone(UTC)))
