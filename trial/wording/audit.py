"""The audit: every entry of a trial's ledger in order, with what stood before and after it, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import scales
from trial.ledger.entries import (
    Agreed,
    Called,
    DecisionDrafted,
    DecisionReopened,
    DoseSet,
    Entry,
    Erased,
    EventNoted,
    EventsAsked,
    Fact,
    GoalDropped,
    GoalSet,
    GoalsOrdered,
    Noted,
    Opened,
    PersonChanged,
    Planned,
    Rated,
    ReadingChosen,
    ReadingTaken,
    ReadingWithdrawn,
    Said,
    Signed,
)
from trial.ledger.facts import Reading
from trial.wording.in_words import change_in_words, in_words

TOLD_ELSEWHERE = ("id", "scale", "item")
"""What an entry is about stands in a column of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One entry as it is told."""

    entry: Entry
    kind: str
    about: str
    before: str
    after: str
    reason: str


def acts(audit: Iterable[tuple[Entry, Fact]]) -> Iterator[Act]:
    """Each entry with what it changed."""
    standing = _Standing()
    for entry, fact in audit:
        about, before, after = standing.take(entry, fact)
        yield Act(
            entry=entry,
            kind=_kind(fact),
            about=about,
            before=before,
            after=after,
            reason=getattr(fact, "reason", ""),
        )


@dataclass(slots=True)
class _Standing:
    """What each thing last was, so that the next entry about it can say what it replaces."""

    last: dict[str, Any] = field(default_factory=dict)

    def take(self, entry: Entry, fact: Fact) -> tuple[str, str, str]:
        """About, before and after of one entry."""
        match fact:
            case Opened() | PersonChanged():
                return self._set("person", fact.person)
            case Planned():
                return self._set("plan", fact.plan)
            case GoalSet():
                return self._set(f"goal {fact.goal.id}", fact.goal)
            case GoalDropped():
                return f"goal {fact.id}", in_words(self.last.pop(f"goal {fact.id}", None)), "dropped"
            case GoalsOrdered():
                return self._set("order of goals", fact.ids)
            case Agreed():
                return "plan and goals", "", f"agreed: {in_words(fact.agreed_at)}\nagreed by: {fact.agreed_by}"
            case DoseSet():
                return self._set(f"dose {fact.dose.number}", fact.dose)
            case ReadingTaken():
                reading = fact.reading
                name = reading.id or f"#{entry.seq}"
                return self._set(name, reading, _about(fact.dose, reading), since=fact.replaces)
            case ReadingWithdrawn():
                taken = self.last.get(fact.id)
                return _about(fact.dose, taken), in_words(taken), "withdrawn"
            case ReadingChosen():
                chosen = self.last.get(fact.id)
                about = _about(fact.dose, chosen)
                return about, "\n".join(in_words(self.last.get(one)) for one in fact.over), in_words(chosen)
            case Rated():
                rating = fact.rating
                about = f"dose {fact.dose}, {rating.slot}, goal {rating.goal}, rated by {rating.by}"
                return self._set(rating.id or f"#{entry.seq}", rating, about, since=fact.replaces)
            case EventNoted():
                return self._set(fact.event.id or f"#{entry.seq}", fact.event, f"dose {fact.dose}, event")
            case EventsAsked():
                return self._set(f"dose {fact.dose}, events asked", fact.asked)
            case Said():
                return f"dose {fact.dose}, words", "", in_words(fact.words)
            case Called():
                return f"dose {fact.dose}, later call", "", in_words(fact.call)
            case DecisionDrafted() | Signed():
                return self._set("decision", fact.decision)
            case DecisionReopened():
                return "decision", in_words(self.last.get("decision")), "reopened: the signature is void"
            case Erased():
                return "identity and free text", "", "erased"
            case Noted():
                return "service", "", in_words(fact)

    def _set(self, name: str, now: Any, about: str = "", since: str = "") -> tuple[str, str, str]:
        was = self.last.get(since or name)
        self.last[name] = now
        return about or name, *change_in_words(was, now, besides=TOLD_ELSEWHERE)


def _about(dose: int, reading: Any) -> str:
    if not isinstance(reading, Reading):
        return f"dose {dose}, reading"
    scale = scales.get(reading.scale)
    item = scale.by_key.get(reading.item)
    return f"dose {dose}, {reading.slot}, {scale.name}: {item.label if item else reading.item}"


def _kind(fact: Fact) -> str:
    kind = fact.kind.replace("_", " ")
    if isinstance(fact, DoseSet):
        return f"dose {fact.act}"
    imported = isinstance(fact, Opened | Signed) and fact.imported
    return f"{kind}, imported" if imported else kind
