"""One dose while it is folded: readings, ratings, events and words find their place; nothing that stood is lost."""

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar

from trial.ledger.entries import (
    Called,
    DoseSet,
    Entry,
    EventNoted,
    EventsAsked,
    Fact,
    Rated,
    ReadingChosen,
    ReadingTaken,
    ReadingWithdrawn,
    Said,
)
from trial.ledger.facts import Correction, Dose, EarlierT0, Event, Rating, RatingCorrection, Reading

OfDose = ReadingTaken | ReadingWithdrawn | ReadingChosen | Rated | EventNoted | EventsAsked | Said | Called
"""The kinds of entry that speak of one dose, apart from its sheet."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def dose_number(fact: Fact) -> int | None:
    """The dose that an entry speaks of; None for one that speaks of the whole trial."""
    return fact.dose if isinstance(fact, OfDose) else None


def clinical(at: datetime) -> datetime:
    """A moment as the facts keep it: to the second."""
    return at.replace(microsecond=0)


class Named(Protocol):
    @property
    def id(self) -> str: ...


One = TypeVar("One", bound=Named)


class DoseFold:
    """A dose whose lists are open. They stay in order all the while: by time, then by arrival."""

    def __init__(self, dose: Dose) -> None:
        self.sheet = dose
        self._readings = [*dose.readings]
        self._ratings = [*dose.ratings]
        self._events = [*dose.events]

    def dose(self) -> Dose:
        """The dose as it stands now."""
        return replace(
            self.sheet, readings=tuple(self._readings), ratings=tuple(self._ratings), events=tuple(self._events)
        )

    def set_sheet(self, entry: Entry, fact: DoseSet) -> None:
        """A new dose sheet around what was recorded; a T0 that changes is kept as an earlier one."""
        old, new = self.sheet, fact.dose
        earlier = old.earlier_t0
        if old.given_at is not None and old.given_at != new.given_at:
            moved = EarlierT0(given_at=old.given_at, until_at=clinical(entry.at), by=entry.by, reason=fact.reason)
            earlier = (*earlier, moved)
        self.sheet = replace(
            new,
            events_asked=old.events_asked,
            words=old.words,
            follow_up=old.follow_up,
            withdrawn=old.withdrawn,
            earlier_t0=earlier,
        )

    def take(self, entry: Entry, fact: Fact) -> None:
        """Let one entry act on this dose."""
        match fact:
            case ReadingTaken():
                self._read(entry, fact)
            case ReadingWithdrawn():
                self._withdraw(entry, fact)
            case ReadingChosen():
                self._choose(entry, fact)
            case Rated():
                self._rate(entry, fact)
            case EventNoted():
                self._note(entry, fact)
            case EventsAsked():
                self.sheet = replace(self.sheet, events_asked=fact.asked)
            case Said():
                self.sheet = replace(self.sheet, words=(*self.sheet.words, fact.words))
            case Called():
                self.sheet = replace(self.sheet, follow_up=(*self.sheet.follow_up, fact.call))

    def _read(self, entry: Entry, fact: ReadingTaken) -> None:
        reading = fact.reading if fact.reading.id else replace(fact.reading, id=_own_id(entry))
        old = _with_id(self._readings, fact.replaces)
        if old is not None and _cell(old) == _cell(reading):
            self._readings.remove(old)
            reading = _correcting(reading, old, entry, fact.reason)
        _put(self._readings, reading, _reading_order)

    def _withdraw(self, entry: Entry, fact: ReadingWithdrawn) -> None:
        old = _with_id(self._readings, fact.id)
        if old is not None:
            self._readings.remove(old)
            gone = Correction(reading=old, at=clinical(entry.at), by=entry.by, reason=fact.reason)
            self.sheet = replace(self.sheet, withdrawn=(*self.sheet.withdrawn, gone))

    def _choose(self, entry: Entry, fact: ReadingChosen) -> None:
        chosen = _with_id(self._readings, fact.id)
        if chosen is None:
            return
        place = self._readings.index(chosen)
        for old in [one for one in self._readings if one.id in fact.over and one is not chosen]:
            chosen = _correcting(chosen, old, entry, fact.reason)
        self._readings[place] = chosen
        self._readings = [one for one in self._readings if one is chosen or one.id not in fact.over]

    def _rate(self, entry: Entry, fact: Rated) -> None:
        rating = fact.rating if fact.rating.id else replace(fact.rating, id=_own_id(entry))
        old = _with_id(self._ratings, fact.replaces)
        if old is not None and (old.goal, old.slot, old.by) == (rating.goal, rating.slot, rating.by):
            self._ratings.remove(old)
            before = RatingCorrection(
                rating=replace(old, corrected=()), at=clinical(entry.at), by=entry.by, reason=fact.reason
            )
            rating = replace(rating, corrected=(*old.corrected, before, *rating.corrected))
        _put(self._ratings, rating, _rating_order)

    def _note(self, entry: Entry, fact: EventNoted) -> None:
        event = fact.event if fact.event.id else replace(fact.event, id=_own_id(entry))
        old = _with_id(self._events, event.id)
        if old is not None:
            self._events.remove(old)
        _put(self._events, event, _event_order)


def _put(ones: list[One], one: One, order: Callable[[One], Any]) -> None:
    """Put one in its place, which nearly always is the end."""
    if not ones or order(ones[-1]) <= order(one):
        ones.append(one)
    else:
        insort(ones, one, key=order)


def _own_id(entry: Entry) -> str:
    """The id of what came without one. The record file leaves it out."""
    return f"#{entry.seq}"


def _with_id(ones: Sequence[One], id: str) -> One | None:  # noqa: A002
    return next((one for one in ones if one.id == id), None) if id else None


def _cell(reading: Reading) -> tuple[str, str, str]:
    return reading.slot, reading.scale, reading.item


def _correcting(kept: Reading, old: Reading, entry: Entry, reason: str) -> Reading:
    """The reading that counts, with the one it replaces, and all that this one had replaced, in its history."""
    before = Correction(reading=replace(old, corrected=()), at=clinical(entry.at), by=entry.by, reason=reason)
    return replace(kept, corrected=tuple(sorted((*kept.corrected, *old.corrected, before), key=lambda one: one.at)))


def _reading_order(reading: Reading) -> tuple[datetime, str, str]:
    return reading.taken_at, reading.scale, reading.item


def _rating_order(rating: Rating) -> datetime:
    return rating.rated_at or LONG_AGO


def _event_order(event: Event) -> datetime:
    return event.began_at
