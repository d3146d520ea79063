"""Records into entries, all of a file or nothing; the demonstration trials come the same way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from trial.actions.act import clock
from trial.errors import InvalidInput
from trial.files.erased import record_of
from trial.files.record import first_difference, read_record
from trial.ledger.entries import (
    Agreed,
    Called,
    DecisionDrafted,
    DoseSet,
    EventNoted,
    EventsAsked,
    Fact,
    GoalSet,
    Noted,
    Opened,
    Planned,
    Rated,
    ReadingTaken,
    Said,
    Signed,
)
from trial.ledger.facts import Dose, Record, Trial
from trial.settings import DATA
from trial.store.base import Store

DEMONSTRATION = DATA / "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a record: which trial it is, and whether it was added or was there with the same content."""

    trial: str
    added: bool
    says: tuple[str, ...] = ()  # what a filled form added, a line each

    @property
    def report(self) -> tuple[str, ...]:
        """What became of the file, a line each."""
        if not self.added:
            return (f"{self.trial} is there already with the same content; nothing added.",)
        return tuple(f"{self.trial}: {one}" for one in self.says) or (f"{self.trial} added.",)


def import_record(
    store: Store, data: bytes, *, by: str, at: datetime | None = None, where: str = "", demonstration: bool = False
) -> Imported:
    """Add the trial in a record file, all of it or nothing.

    Raises InvalidInput for a file that is not one, and for a trial that is already there with other content.
    `where` is the file's name, for the sentence.
    """
    record = read_record(data, where)
    moment = at or clock()
    added = False

    def make(there: Trial | None) -> Sequence[Fact]:
        nonlocal added
        added = there is None
        if there is None:
            return [*_entries(record)]
        if place := first_difference(record_of(there), record):
            name = f"{where}: " if where else ""
            raise InvalidInput(
                f"{name}{record.trial} is already there with other content, and records are never merged; "
                f"the first difference is at {place}."
            )
        return []

    noting = Noted(what="demonstration" if demonstration else "imported", trial=record.trial)
    store.append(record.trial, make, at=moment, by=by, noting=noting)
    return Imported(trial=record.trial, added=added)


def add_demonstration(store: Store, *, by: str, at: datetime | None = None, folder: Path = DEMONSTRATION) -> int:
    """Add the demonstration trials that are not there yet; answers how many. Every person in them is invented."""
    files = sorted(folder.glob("*.json"))
    done = [
        import_record(store, file.read_bytes(), by=by, at=at, where=file.name, demonstration=True) for file in files
    ]
    return sum(one.added for one in done)


def _entries(record: Record) -> Iterator[Fact]:
    """A record as the entries that make it, in the order in which it came about.

    A signature covers what stood when it was made: doses tried by then come before it, later calls and events after.
    """
    yield Opened(trial=record.trial, person=record.person, zone=record.zone, imported=True)
    yield Planned(plan=record.plan)
    yield from (GoalSet(goal=goal) for goal in record.goals)
    if record.agreed_at is not None:
        yield Agreed(agreed_at=record.agreed_at, agreed_by=record.agreed_by)
    doses, late = list(record.doses), list[tuple[datetime, Fact]]()
    for decision in record.decisions:
        covered = [dose for dose in doses if decision.signed_at and _tried(dose, decision.signed_at)]
        for dose in doses[: doses.index(covered[-1]) + 1 if covered else 0]:
            doses.remove(dose)
            yield from _dose_entries(dose)
            late.extend(_late_entries(dose))
        yield from _due(late, decision.signed_at)
        yield Signed(decision=decision, imported=True) if decision.signed else DecisionDrafted(decision=decision)
    for dose in doses:
        yield from _dose_entries(dose)
        late.extend(_late_entries(dose))
    yield from (fact for _, fact in late)


def _tried(dose: Dose, by: datetime) -> bool:
    when = dose.given_at or dose.tried_at
    return when is not None and when <= by


def _due(late: list[tuple[datetime, Fact]], until: datetime | None) -> Iterable[Fact]:
    """Take out what happened by then, or all of it."""
    due = [one for one in late if until is None or one[0] <= until]
    late[:] = [one for one in late if one not in due]
    return [fact for _, fact in due]


def _dose_entries(dose: Dose) -> Iterator[Fact]:
    sheet = replace(dose, readings=(), ratings=(), events_asked=False, events=(), words=(), follow_up=())
    happened = dose.given_at is not None or dose.delivery == "none"
    yield DoseSet(act="given" if happened else "planned", dose=sheet)
    yield from (ReadingTaken(dose=dose.number, reading=one) for one in dose.readings)
    yield from (Rated(dose=dose.number, rating=one) for one in dose.ratings)
    if dose.events_asked:
        yield EventsAsked(dose=dose.number)
    yield from (Said(dose=dose.number, words=one) for one in dose.words)


def _late_entries(dose: Dose) -> Iterator[tuple[datetime, Fact]]:
    yield from ((one.began_at, EventNoted(dose=dose.number, event=one)) for one in dose.events)
    yield from ((one.called_at, Called(dose=dose.number, call=one)) for one in dose.follow_up)
