"""JSON as our files have it: read with care, so that every refusal names its place; written one way only."""

import json
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring
from typing import Any

from trial.errors import InvalidInput
from trial.rules.text import text_problem
from trial.wording.refusals import sentence_of

DEEPEST = 60
LARGEST = Decimal(10) ** 12
SMALLEST = Decimal(10) ** -12


class _Fault(Exception):
    """What no file of ours may hold, with why, and the way to it, innermost step first."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.way: list[str | int] = []

    @property
    def place(self) -> str:
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in reversed(self.way))
        return "".join(steps).removeprefix(".")


class _Object(dict[str, Any]):
    """An object as it was read; `twice` is a key that it has more than once."""

    twice: str | None = None


def parsed(text: str, where: str = "") -> Any:
    """The JSON in a text, numbers as exact decimals; raises InvalidInput for what no file of ours may hold.

    That is: what is no JSON, a key twice, numbers that are not ordinary, texts that cannot be kept, endless nesting.
    """
    if not text.strip():
        raise refused(where, "", "This file is empty.")
    try:
        raw = json.loads(
            text, object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_number
        )
        _check(raw, 0)
    except _Fault as fault:
        raise refused(where, fault.place, str(fault)) from None
    except json.JSONDecodeError as error:
        raise refused(where, "", f"This is not JSON: look at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise refused(where, "", "This is nested too deeply to be one of our files.") from None
    return raw


def written(node: Any, indent: int | None = 2) -> str:
    """JSON text: keys in their order, numbers as plain decimals without trailing zeros, letters as they are."""
    return _lines(node, "\n" if indent is not None else "", " " * (indent or 0))


def as_number(value: Decimal) -> int | float:
    """A decimal as Python's own numbers have it, the same value: 2.0 counts as whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def refused(where: str, place: str, sentence: str) -> InvalidInput:
    """The refusal of a file: which file, which place in it, and why."""
    return InvalidInput(": ".join(part for part in (where, place, sentence) if part))


def _lines(node: Any, start: str, step: str) -> str:
    if isinstance(node, str):
        return encode_basestring(node)
    if isinstance(node, dict):
        parts, ends = [f"{encode_basestring(key)}: " for key in node], "{}"
        inside = list(node.values())
    elif isinstance(node, list | tuple):
        parts, ends, inside = [""] * len(node), "[]", list(node)
    else:
        return _scalar(node)
    if not inside:
        return ends
    deeper = start + step
    lines = (part + _lines(one, deeper, step) for part, one in zip(parts, inside, strict=True))
    return ends[0] + deeper + ("," + (deeper or " ")).join(lines) + start + ends[1]


def _scalar(node: Any) -> str:
    if isinstance(node, Decimal | float):
        number = Decimal(str(node))
        return f"{number.normalize():f}" if number else "0"
    return json.dumps(node, ensure_ascii=False)


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) != len(pairs):
        keys = [key for key, _ in pairs]
        made.twice = next(key for key in keys if keys.count(key) > 1)
    return made


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return Decimal("NaN")


def _check(node: Any, depth: int) -> None:
    """Raise _Fault for the first thing that none of our files may hold."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(node, str):
        if problem := text_problem(node):
            raise _Fault(sentence_of(problem))
    elif isinstance(node, _Object):
        _check_object(node, depth)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            try:
                _check(value, depth + 1)
            except _Fault as fault:
                fault.way.append(number)
                raise
    elif isinstance(node, Decimal):
        _check_number(node)


def _check_object(node: _Object, depth: int) -> None:
    if node.twice is not None:
        raise _Fault(f"The key {node.twice!a} is there twice.")
    for key, value in node.items():
        if problem := text_problem(key, "key"):
            raise _Fault(sentence_of(problem))
        try:
            _check(value, depth + 1)
        except _Fault as fault:
            fault.way.append(key)
            raise


def _check_number(number: Decimal) -> None:
    if not (number.is_finite() and (number == 0 or SMALLEST <= abs(number) <= LARGEST)):
        raise _Fault("This must be an ordinary number.")
    if Decimal(repr(as_number(number))) != number:
        raise _Fault("This number has more digits than can be kept; round it to 15.")
