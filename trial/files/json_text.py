"""JSON as our files have it: read with care, so that every refusal names its place; written one way only."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from trial.errors import InvalidInput
from trial.rules import why_not
from trial.rules.typed import check_text
from trial.wording.refusals import sentence_of

DEEPEST = 60
MOST_DIGITS = 100
LARGEST = Decimal(10) ** 12
SMALLEST = Decimal(10) ** -12
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class _Unfit:
    """Stands in a tree in place of what no file of ours may hold; its walk finds the place."""

    why: str


NOT_ORDINARY = _Unfit("This must be an ordinary number.")


def parsed(text: str, where: str = "") -> Any:
    """The JSON in a text, no number of it changed by reading; raises InvalidInput for what no file of ours may hold.

    That is: what is no JSON, a key twice, numbers that are not ordinary, texts that cannot be kept, endless nesting.
    """
    if not text.strip():
        raise refused(where, "", "This file is empty.")
    try:
        raw = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_number,
            parse_float=_number,
            parse_constant=lambda _: NOT_ORDINARY,
        )
        for place, why in _problems(raw):
            raise refused(where, place, why)
    except json.JSONDecodeError as error:
        raise refused(where, "", f"This is not JSON: look at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise refused(where, "", "This is nested too deeply to be one of our files.") from None
    return raw


def written(node: Any, indent: int | None = 2) -> str:
    """JSON text: keys in their order, numbers as plain decimals without trailing zeros, letters as they are."""
    return _lines(node, "\n" if indent is not None else "", " " * (indent or 0))


def refused(where: str, place: str, sentence: str) -> InvalidInput:
    """The refusal of a file: which file, which place in it, and why."""
    return InvalidInput(": ".join(part for part in (where, place, sentence) if part))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Unfit:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    keys = [key for key, _ in pairs]
    twice = next(key for key in keys if keys.count(key) > 1)
    return _Unfit(f"The key {twice!a} is there twice.")


def _number(text: str) -> int | float | _Unfit:
    """The number, its size looked at before anything is worked out with it; 2.0 counts as whole."""
    try:
        number = Decimal(text if len(text) <= MOST_DIGITS else "NaN")
    except InvalidOperation:  # an exponent beyond all bounds
        return NOT_ORDINARY
    if number.is_zero():
        return 0
    if number.is_nan() or abs(number.adjusted()) > LARGEST.adjusted() or not SMALLEST <= abs(number) <= LARGEST:
        return NOT_ORDINARY
    plain = int(number) if number == number.to_integral_value() else float(number)
    if Decimal(repr(plain)) != number:
        return _Unfit("This number has more digits than can be kept; round it to 15.")
    return plain


def _problems(node: Any, place: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Each place in what was read that holds what none of our files may, and why."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(node, _Unfit):
        yield place, node.why
    elif isinstance(node, str):
        if problem := why_not(check_text, node):
            yield place, sentence_of(problem)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _problems(value, f"{place}[{number}]", depth + 1)
    elif isinstance(node, dict):
        for key, value in node.items():
            if problem := why_not(check_text, key, "key"):
                yield place, sentence_of(problem)
            yield from _problems(value, f"{place}.{key}" if place else key, depth + 1)


def _lines(node: Any, start: str, step: str) -> str:
    if isinstance(node, (Decimal, float)):
        number = Decimal(str(node))
        return f"{number.normalize():f}" if number else "0"
    if not node or not isinstance(node, (dict, list, tuple)):
        return _encode(node)
    deeper = start + step
    if isinstance(node, dict):
        inside, ends = [f"{_encode(key)}: {_lines(value, deeper, step)}" for key, value in node.items()], "{}"
    else:
        inside, ends = [_lines(value, deeper, step) for value in node], "[]"
    return ends[0] + deeper + ("," + (deeper or " ")).join(inside) + start + ends[1]
