"""What a text may hold, wherever it is typed or filed."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from trial.errors import InvalidInput

LONGEST = 10_000
"""Characters in one text."""


def text_problem(text: str) -> str | None:
    """Say why this text cannot be kept, or None.

    >>> text_problem("one line\\nand\\tanother")
    >>> text_problem("a\\x00b")
    'holds a control character, which cannot be kept; only new lines and tabs can.'
    """
    if len(text) > LONGEST:
        return f"is {len(text):,} characters long; the most that can be kept is {LONGEST:,}."
    if text.isprintable():
        return None
    for character in text:
        if character in "\n\t":
            continue
        kind = unicodedata.category(character)
        if kind == "Cc":
            return "holds a control character, which cannot be kept; only new lines and tabs can."
        if kind == "Cs":
            return "holds half a character (a lone surrogate), which cannot be kept; type it again."
    return None


def check_text(text: str, where: str = "This text") -> None:
    """Refuse a text that cannot be kept, naming it: InvalidInput."""
    if problem := text_problem(text):
        raise InvalidInput(f"{where[:1].upper()}{where[1:]} {problem}")


def text_problems(node: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text within facts, dictionaries and lists, keys included, that cannot be kept: its place and why."""
    if isinstance(node, str):
        if problem := text_problem(node):
            yield place, f"This text {problem}"
    elif is_dataclass(node):
        for name in names_of(node.__class__):
            if value := getattr(node, name):
                yield from text_problems(value, f"{place}.{name}" if place else name)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if problem := text_problem(key):
                yield place, f"A key here {problem}"
            else:
                yield from text_problems(value, f"{place}.{key}" if place else key)
    elif isinstance(node, list | tuple):
        for number, value in enumerate(node):
            yield from text_problems(value, f"{place}[{number}]")


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """The fields of a kind of fact."""
    return tuple(one.name for one in fields(kind))
