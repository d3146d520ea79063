"""Complete texts of facts, and the audit: each entry of a ledger with what it changed, and the reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import scales
from trial.ledger import entries
from trial.ledger.facts import Reading

IN_OTHER_COLUMNS = ("id", "scale", "item")
"""Fields that the column `about` shows already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry as the audit shows it."""

    entry: entries.Entry
    kind: str
    about: str
    before: str
    after: str
    reason: str


def acts(audit: Iterable[tuple[entries.Entry, entries.Fact]]) -> Iterator[Act]:
    """Each entry with what it changed."""
    last: dict[str, Any] = {}
    for entry, fact in audit:
        about, before, after = _change_texts(entry, fact, last)
        reason = getattr(fact, "reason", "")
        yield Act(entry=entry, kind=_kind(fact), about=about, before=before, after=after, reason=reason)


def _change_texts(entry: entries.Entry, fact: entries.Fact, last: dict[str, Any]) -> tuple[str, str, str]:
    """About, before and after of one entry; `last` is what each thing was until then, and is brought up to date."""

    def change(name: str, now: Any, about: str = "", replaces: str = "") -> tuple[str, str, str]:
        was, last[name] = last.get(replaces or name), now
        return about or name, *_change_in_words(was, now)

    unnamed = f"#{entry.seq}"
    match fact:
        case entries.Opened() | entries.PersonChanged():
            return change("person", fact.person)
        case entries.Planned():
            return change("plan", fact.plan)
        case entries.GoalSet():
            return change(f"goal {fact.goal.id}", fact.goal)
        case entries.GoalDropped():
            return f"goal {fact.id}", in_words(last.pop(f"goal {fact.id}", None)), "dropped"
        case entries.GoalsOrdered():
            return change("order of goals", fact.ids)
        case entries.Agreed():
            typed = f"\ntyped: {in_words(fact.typed_at)}" if fact.typed_at else ""
            return "plan and goals", "", f"agreed: {in_words(fact.agreed_at)}\nagreed by: {fact.agreed_by}{typed}"
        case entries.DoseSet():
            return change(f"dose {fact.dose.number}", fact.dose)
        case entries.ReadingTaken():
            about = _about(fact.dose, fact.reading)
            return change(fact.reading.id or unnamed, fact.reading, about, replaces=fact.replaces)
        case entries.ReadingWithdrawn():
            taken = last.get(fact.id)
            return _about(fact.dose, taken), in_words(taken), "withdrawn"
        case entries.SetTakenOut() | entries.SetRelabelled():
            taken = [(name, found) for name in fact.ids if isinstance(found := last.get(name), Reading)]
            before = "\n".join(
                f"{_about(fact.dose, found)}: {in_words(found.value) or found.status}" for _, found in taken
            )
            if isinstance(fact, entries.SetTakenOut):
                copied = f"; copied to {fact.copied_to}" if fact.copied_to else ""
                return f"dose {fact.dose}, a set", before, f"taken out: recorded on the wrong person{copied}"
            last |= {name: replace(found, slot=fact.slot) for name, found in taken}
            return f"dose {fact.dose}, a set", before, f"now at {fact.slot}"
        case entries.ReadingChosen():
            chosen, over = last.get(fact.id), [in_words(last.get(name)) for name in fact.over]
            return _about(fact.dose, chosen), "\n".join(over), in_words(chosen)
        case entries.Rated():
            rating = fact.rating
            about = f"dose {fact.dose}, {rating.slot}, goal {rating.goal}, rated by {rating.by}"
            return change(rating.id or unnamed, rating, about, replaces=fact.replaces)
        case entries.EventNoted():
            return change(fact.event.id or unnamed, fact.event, f"dose {fact.dose}, event")
        case entries.EventsAsked():
            return change(f"dose {fact.dose}, events asked", fact.asked)
        case entries.Said():
            return f"dose {fact.dose}, words", "", in_words(fact.words)
        case entries.Called():
            return f"dose {fact.dose}, later call", "", in_words(fact.call)
        case entries.DecisionDrafted() | entries.Signed():
            return change("decision", fact.decision)
        case entries.DecisionReopened():
            return "decision", in_words(last.get("decision")), "reopened: the signature is void"
        case entries.Erased():
            return "identity and free text", "", "erased"
        case entries.Noted():
            return "service", "", in_words(fact)


def _about(dose: int, reading: Any) -> str:
    if not isinstance(reading, Reading):
        return f"dose {dose}, reading"
    scale = scales.get(reading.scale)
    item = scale.by_key.get(reading.item)
    return f"dose {dose}, {reading.slot}, {scale.name}: {item.label if item else reading.item}"


def _kind(fact: entries.Fact) -> str:
    if isinstance(fact, entries.DoseSet):
        return f"dose {fact.act}"
    imported = ", imported" if isinstance(fact, entries.Opened | entries.Signed) and fact.imported else ""
    return f"{_spaced(fact.kind)}{imported}"


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
            separator = "; " if any(map(is_dataclass, fact)) else ", "
            return separator.join(map(in_words, fact))
    if is_dataclass(fact):
        return ", ".join(f"{name} {value}" for name, value in fields_in_words(fact).items())
    return str(fact)


def _change_in_words(before: Any, after: Any) -> tuple[str, str]:
    """Old and new of the fields that differ, each as text; everything of `after` where nothing was before."""
    if not is_dataclass(after) or (before is not None and type(before) is not type(after)):
        return in_words(before), in_words(after)
    old, new = ({} if fact is None else _filled(fact, IN_OTHER_COLUMNS) for fact in (before, after))
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return (
        "; ".join(f"{_spaced(name)}: {in_words(old[name])}" for name in names if name in old),
        "; ".join(f"{_spaced(name)}: {in_words(new[name]) if name in new else 'empty'}" for name in names),
    )


def fields_in_words(fact: Any) -> dict[str, str]:
    """Return the fields of a fact, each as text."""
    return {_spaced(name): in_words(value) for name, value in _filled(fact).items()}


def _filled(fact: Any, besides: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields that say something: all but those left at an empty default. A measured zero is not one of these."""
    found = {}
    for field in fields(fact):
        value = getattr(fact, field.name)
        is_empty = not value and (value == field.default or value in ((), {}, "", None))
        if not is_empty and field.name not in besides:
            found[field.name] = value
    return found


def _spaced(name: str) -> str:
    return name.replace("_", " ")
