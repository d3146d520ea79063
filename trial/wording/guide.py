"""The guide in the app and the card for the ward: what each role does, in the words of the screens."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One role: what to do before, during and after; commands of the shell with what they do."""

    title: str
    before: tuple[str, ...]
    during: tuple[str, ...]
    after: tuple[str, ...]
    commands: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of "Show me": what is said, where on the sheet, and what is tapped or typed there."""

    says: str
    at: str  # a field of the sheet, `asked`, or a selector
    taps: str = ""
    types: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMe:
    """The steps through one set of an invented person."""

    title: str
    says: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The card for the ward."""

    title: str
    lines: tuple[str, ...]
    signs: str  # the heading above the warning signs
    foot: str


@dataclass(frozen=True, slots=True)
class Guide:
    """All of it."""

    roles: tuple[Page, ...]
    show_me: ShowMe
    card: Card


@cache
def guide() -> Guide:
    """Return the guide as written in the file beside this module."""
    written = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    roles = (_page(written[role]) for role in ("physiotherapist", "meeting", "service_lead"))
    steps = tuple(Step(**step) for step in written["show_me"].pop("steps"))
    card = written["card"]
    return Guide(
        tuple(roles),
        ShowMe(steps=steps, **written["show_me"]),
        Card(**card | {"lines": tuple(card["lines"])}),
    )


def _page(found: dict[str, Any]) -> Page:
    parts = {name: tuple(found[name]) for name in ("before", "during", "after")}
    commands = tuple((line[0], line[1]) for line in found.get("commands", ()))
    return Page(title=str(found["title"]), commands=commands, **parts)
