"""One dose while it is folded: readings, ratings, events and words find their place; nothing that stood is lost."""

from bisect import insort
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from trial.ledger.entries import (
    Called,
    DoseSet,
    Entry,
    EventNoted,
    EventsAsked,
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
Recorded = TypeVar("Recorded", Reading, Rating, Event)


def clinical(at: datetime) -> datetime:
    """A moment as the facts keep it: to the second."""
    return at.replace(microsecond=0)


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

    def take(self, entry: Entry, fact: OfDose) -> None:
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
                event = _with_own_id(fact.event, entry)
                self._events = [other for other in self._events if other.id != event.id]
                insort(self._events, event, key=lambda event: event.began_at)
            case EventsAsked():
                self.sheet = replace(self.sheet, events_asked=fact.asked)
            case Said():
                self.sheet = replace(self.sheet, words=(*self.sheet.words, fact.words))
            case Called():
                self.sheet = replace(self.sheet, follow_up=(*self.sheet.follow_up, fact.call))

    def _read(self, entry: Entry, fact: ReadingTaken) -> None:
        reading = _with_own_id(fact.reading, entry)
        old = _find(self._readings, fact.replaces)
        if old is not None and (old.slot, old.scale, old.item) == (reading.slot, reading.scale, reading.item):
            self._readings.remove(old)
            reading = _correcting(reading, old, entry, fact.reason)
        insort(self._readings, reading, key=lambda reading: (reading.taken_at, reading.scale, reading.item))

    def _withdraw(self, entry: Entry, fact: ReadingWithdrawn) -> None:
        old = _find(self._readings, fact.id)
        if old is not None:
            self._readings.remove(old)
            gone = Correction(reading=old, at=clinical(entry.at), by=entry.by, reason=fact.reason)
            self.sheet = replace(self.sheet, withdrawn=(*self.sheet.withdrawn, gone))

    def _choose(self, entry: Entry, fact: ReadingChosen) -> None:
        chosen = _find(self._readings, fact.id)
        if chosen is None:
            return
        place = self._readings.index(chosen)
        for old in [reading for reading in self._readings if reading.id in fact.over and reading is not chosen]:
            chosen = _correcting(chosen, old, entry, fact.reason)
        self._readings[place] = chosen
        self._readings = [reading for reading in self._readings if reading is chosen or reading.id not in fact.over]

    def _rate(self, entry: Entry, fact: Rated) -> None:
        rating = _with_own_id(fact.rating, entry)
        old = _find(self._ratings, fact.replaces)
        if old is not None and (old.goal, old.slot, old.by) == (rating.goal, rating.slot, rating.by):
            self._ratings.remove(old)
            before = RatingCorrection(
                rating=replace(old, corrected=()), at=clinical(entry.at), by=entry.by, reason=fact.reason
            )
            rating = replace(rating, corrected=(*old.corrected, before, *rating.corrected))
        insort(self._ratings, rating, key=lambda rating: rating.rated_at or LONG_AGO)


def _with_own_id(recorded: Recorded, entry: Entry) -> Recorded:
    """The same with an id: its own, or one that says which entry it came with, which the record file leaves out."""
    return recorded if recorded.id else replace(recorded, id=f"#{entry.seq}")


def _find(found: Sequence[Recorded], wanted: str) -> Recorded | None:
    return next((recorded for recorded in found if recorded.id == wanted), None) if wanted else None


def _correcting(kept: Reading, old: Reading, entry: Entry, reason: str) -> Reading:
    """The reading that counts, with the one it replaces, and all that this one had replaced, in its history."""
    before = Correction(reading=replace(old, corrected=()), at=clinical(entry.at), by=entry.by, reason=reason)
    history = sorted((*kept.corrected, *old.corrected, before), key=lambda correction: correction.at)
    return replace(kept, corrected=tuple(history))
