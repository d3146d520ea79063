"""What a text may hold, wherever it is typed or filed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from trial.errors import InvalidInput, NotAllowedNow, Refusal, refusal
from trial.meaning.limits import LIMITS

CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # any but a new line and a tab
LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def text_problem(text: str, of: str = "") -> Refusal | None:
    """Why this text cannot be kept, or None. `of` is which text it is, for the sentence.

    >>> text_problem("one line\\nand\\tanother")
    >>> text_problem("a\\x00b", "reason").code
    'text_with_control_character'
    """
    if len(text) > LIMITS.longest_text_characters:
        return refusal("text_too_long", of=of, length=len(text))
    if CONTROL_CHARACTER.search(text):
        return refusal("text_with_control_character", of=of)
    if LONE_SURROGATE.search(text):
        return refusal("text_with_lone_surrogate", of=of)
    return None


def check_text(text: str, of: str = "") -> None:
    """Refuse a text that cannot be kept: InvalidInput."""
    if problem := text_problem(text, of):
        raise InvalidInput(problem.within(of))


def check_reason(reason: str, missing: Refusal) -> None:
    """Refuse an act without a reason (NotAllowedNow with `missing`), or with one that cannot be kept (InvalidInput)."""
    if not reason.strip():
        raise NotAllowedNow(missing)
    check_text(reason, "reason")


def text_problems(node: object, place: str = "") -> Iterator[Refusal]:
    """Every text within facts, dictionaries and lists, keys included, that cannot be kept."""
    if isinstance(node, str):
        if problem := text_problem(node):
            yield problem.within(place)
    elif is_dataclass(node):
        for name in names_of(node.__class__):
            if value := getattr(node, name):
                yield from text_problems(value, f"{place}.{name}" if place else name)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if problem := text_problem(key, "key"):
                yield problem.within(place)
            else:
                yield from text_problems(value, f"{place}.{key}" if place else key)
    elif isinstance(node, list | tuple):
        for number, value in enumerate(node):
            yield from text_problems(value, f"{place}[{number}]")


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """The fields of a kind of fact."""
    return tuple(field.name for field in fields(kind))
