"""Any fact in words: its fields and what they hold, or only those that changed. Nothing is left out."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def in_words(fact: Any) -> str:
    """A fact as text, field by field; a moment as ISO text, exact.

    >>> in_words(Decimal("50.0"))
    '50'
    >>> in_words(("left", "right"))
    'left, right'
    """
    match fact:
        case None:
            return ""
        case bool():
            return "yes" if fact else "no"
        case Decimal():
            return f"{fact.normalize():f}"
        case datetime():
            return fact.isoformat(timespec="seconds")
        case date():
            return fact.isoformat()
        case Mapping():
            return ", ".join(f"{key} {in_words(value)}" for key, value in fact.items())
        case tuple():
            separator = "; " if any(is_dataclass(one) for one in fact) else ", "
            return separator.join(in_words(one) for one in fact)
    if is_dataclass(fact):
        return ", ".join(f"{name} {value}" for name, value in fields_in_words(fact).items())
    return str(fact)


def change_in_words(before: Any, after: Any, besides: tuple[str, ...] = ()) -> tuple[str, str]:
    """Old and new of the fields that differ, each as text; everything of `after` where nothing was before.

    >>> change_in_words("old", "new")
    ('old', 'new')
    """
    if not is_dataclass(after) or (before is not None and type(before) is not type(after)):
        return in_words(before), in_words(after)
    new, old = _said(after, besides), {} if before is None else _said(before, besides)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return (
        "; ".join(f"{_spaced(name)}: {in_words(old[name])}" for name in names if name in old),
        "; ".join(f"{_spaced(name)}: {in_words(new[name]) if name in new else 'empty'}" for name in names),
    )


def fields_in_words(fact: Any) -> dict[str, str]:
    """What a fact says, field by field, each as text."""
    return {_spaced(name): in_words(value) for name, value in _said(fact).items()}


def _said(fact: Any, besides: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields that say something: all but those left at an empty default. A measured zero is not one of these."""
    said = {}
    for one in fields(fact):
        value = getattr(fact, one.name)
        left_empty = value == one.default or value in ((), {}, "", None)
        if one.name not in besides and (value or not left_empty):
            said[one.name] = value
    return said


def _spaced(name: str) -> str:
    return name.replace("_", " ")
