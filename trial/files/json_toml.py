"""JSON and TOML as our files have them: read with care, so that every refusal names its place; JSON written one way."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from trial.errors import InvalidInput
from trial.ledger.facts import LARGEST
from trial.rules import why_not
from trial.rules.typed_input import DEEPEST, all_fit, check_text
from trial.wording.refusals import sentence_of

MOST_DIGITS = 100
SMALLEST = Decimal(10) ** -12
MUST_BE = {
    "string_type": "text, in quotation marks",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "tuple_type": "a list",
    "dataclass_type": "an object, in braces",
    "dict_type": "an object, in braces",
}
"""What a value must be, by the type of pydantic's error."""
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class _Unfit:
    """A placeholder in a parsed tree for a forbidden value, whose place is found by walking the tree."""

    why: str


NOT_ORDINARY = _Unfit("This must be an ordinary number.")


def parsed_toml(text: str, where: str) -> dict[str, Any]:
    """The TOML in a text; raises InvalidInput."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, a number of thousands of digits, nesting without end
        raise refused(where, "", f"{error}.") from None


def decoded(data: bytes, where: str) -> str:
    """The text of a file; raises InvalidInput."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused(where, "", "This file is not UTF-8 text.") from None


def parsed(data: bytes, where: str = "") -> Any:
    """Return the JSON of a file with exact numbers; raises InvalidInput for what our files may not contain.

    That is: invalid JSON, duplicate keys, NaN and infinity, texts that cannot be stored, too deep nesting.
    """
    text = decoded(data, where)
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
        for place, why in () if all_fit(raw, unfit=_Unfit) else _problems(raw):
            raise refused(where, place.removeprefix("."), why)
    except json.JSONDecodeError as error:
        raise refused(where, "", f"This is not JSON: look at line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise refused(where, "", "This is nested too deeply to be one of our files.") from None
    return raw


def written(node: Any, indent: int | None = 2) -> str:
    """Return JSON text: keys in order, numbers as plain decimals without trailing zeros, characters unescaped."""
    return _lines(node, "\n" if indent is not None else "", " " * (indent or 0))


def children(node: Any) -> dict[str, Any]:
    """Yield the members of an object or a list with the path step to each: `.key` or `[0]`."""
    if isinstance(node, dict):
        return {f".{key}": value for key, value in node.items()}
    return {f"[{number}]": value for number, value in enumerate(node)} if isinstance(node, list) else {}


def fault_text(error: Mapping[str, Any], subject: str = "This") -> str:
    """Return why pydantic refuses a value; missing and unknown keys are worded by the caller.

    >>> fault_text({"type": "bool_type"}, "news2")
    'news2 must be true or false.'
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind in MUST_BE:
        return f"{subject} must be {MUST_BE[kind]}."
    if kind == "literal_error":
        given = error["input"]
        text = json.dumps(given, ensure_ascii=False) if isinstance(given, str | int | float | None) else "This"
        shown = text if len(text) <= 60 else f'{text[:58]}…"'
        return f"{shown} is not one of {context['expected']}."
    return f"{subject} {context['error']}." if kind == "value_error" else f"{subject}: {error['msg']}."


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
    """Yield each place with a forbidden value, and why it is forbidden."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(node, _Unfit):
        yield place, node.why
    if isinstance(node, str) and (problem := why_not(check_text, node)):
        yield place, sentence_of(problem)
    if isinstance(node, dict):
        yield from ((place, sentence_of(problem)) for key in node if (problem := why_not(check_text, key, "key")))
    for step, value in children(node).items():
        yield from _problems(value, place + step, depth + 1)


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
