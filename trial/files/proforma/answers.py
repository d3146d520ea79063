"""One box of a filled form: the value, grade, word or number that it says, or a sentence why it says none."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from scales.base import Grade, Item, YesNo
from trial.errors import InvalidInput
from trial.files.proforma.layout import NOTE, status_words
from trial.files.proforma.reading import Written
from trial.ledger.facts import Status, Value

Token = TypeVar("Token", bound=str)


def answer(item: Item, box: Written) -> tuple[Value | None, Status, str]:
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


def one_of(box: Written, words: dict[Token, str]) -> Token:
    said = box.text.casefold()
    for token, meaning in words.items():
        if said in (token.casefold(), meaning.casefold(), meaning.casefold().removeprefix("the ")):
            return token
    raise InvalidInput(f"{box.text[:40]} is none of {', '.join(words.values())}.")


def number(box: Written) -> Decimal:
    """An ordinary number; raises InvalidInput."""
    try:
        found = Decimal(box.text)
    except InvalidOperation:
        raise InvalidInput(f"{box.text[:40]} is not a number.") from None
    if box.formula or not found.is_finite() or abs(found) > 10**6:
        raise InvalidInput(f"{box.text[:40]} is not an ordinary number.")
    return found


def whole(box: Written) -> int:
    found = number(box)
    if found != found.to_integral_value():
        raise InvalidInput(f"{box.text[:40]} is not a whole number.")
    return int(found)


def level(box: Written) -> Decimal:
    return number(replace(box, text=box.text.removeprefix("+").replace("\N{MINUS SIGN}", "-")))


def yes(box: Written) -> bool:
    if box.text.casefold() not in ("yes", "no"):
        raise InvalidInput(f"{box.text[:40]} is neither yes nor no.")
    return box.text.casefold() == "yes"
