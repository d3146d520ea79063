"""Records into entries, all of a file or nothing; the demonstration trials come the same way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from trial.actions.act import clock
from trial.files.erased import record_of
from trial.files.json_text import refused
from trial.files.record import first_difference, read_record
from trial.ledger import entries
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Record, Trial
from trial.settings import DATA
from trial.store.base import Store
from trial.wording.words import count_text

DEMONSTRATION = DATA / "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a file adds to its trial, or would add, and what is wrong with it. With a problem it adds nothing."""

    trial: str = ""
    says: tuple[str, ...] = ()  # for somebody who looks at the file before it is added, a line each
    problems: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def added(self) -> bool:
        return bool(self.facts)

    @property
    def report(self) -> tuple[str, ...]:
        """What became of the file once it was added, a line each."""
        if not self.facts:
            return (f"{self.trial} is there already with the same content; nothing added.",)
        if isinstance(self.facts[0], entries.Opened):
            return (f"{self.trial} added.",)
        return tuple(f"{self.trial}: {line}" for line in self.says)


def import_record(
    store: Store, data: bytes, *, by: str, at: datetime | None = None, where: str = "", demonstration: bool = False
) -> Addition:
    """Add the trial in a record file, all of it or nothing.

    Raises InvalidInput for a file that is not one, and for a trial that is already there with other content.
    `where` is the file's name, for the sentence.
    """
    record, done = read_record(data, where), Addition()

    def make(there: Trial | None) -> Sequence[Fact]:
        nonlocal done
        done = compared(record, there)
        for problem in done.problems:
            raise refused(where, "", problem)
        return done.facts

    noting = entries.Noted(what="demonstration" if demonstration else "imported", trial=record.trial)
    store.append(record.trial, make, at=at or clock(), by=by, noting=noting)
    return done


def compared(record: Record, there: Trial | None) -> Addition:
    """What a record adds to the trial of its id as it stands: all of itself, or nothing."""
    trial = record.trial
    if there is None:
        return Addition(trial=trial, says=tuple(_says(record)), facts=tuple(_entries(record)))
    if place := first_difference(record_of(there), record):
        why = (
            f"{trial} is already there with other content, and records are never merged; "
            f"the first difference is at {place}."
        )
        return Addition(trial=trial, problems=(why,))
    return Addition(trial=trial, says=(f"{trial} is there already with the same content: nothing to add.",))


def add_demonstration(store: Store, *, by: str, at: datetime | None = None, folder: Path = DEMONSTRATION) -> int:
    """Add the demonstration trials that are not there yet; answers how many. Every person in them is invented."""
    done = [
        import_record(store, file.read_bytes(), by=by, at=at, where=file.name, demonstration=True)
        for file in sorted(folder.glob("*.json"))
    ]
    return sum(found.added for found in done)


def _says(record: Record) -> Iterator[str]:
    who = ", ".join(part for part in (record.person.identifier, record.person.name) if part)
    counts = (
        count_text(len(record.goals), "goal"),
        count_text(len(record.doses), "dose"),
        count_text(sum(len(dose.readings) for dose in record.doses), "reading"),
        count_text(sum(decision.signed for decision in record.decisions), "signed decision"),
    )
    yield f"A new trial, {record.trial}: {who}."
    yield ", ".join(counts) + "."


def _entries(record: Record) -> Iterator[Fact]:
    """A record as the entries that make it, in the order in which it came about.

    A signature covers what stood when it was made: doses tried by then come before it, later calls and events after.
    """
    yield entries.Opened(trial=record.trial, person=record.person, zone=record.zone, imported=True)
    yield entries.Planned(plan=record.plan)
    yield from (entries.GoalSet(goal=goal) for goal in record.goals)
    if record.agreed_at is not None:
        yield entries.Agreed(agreed_at=record.agreed_at, agreed_by=record.agreed_by)
    entered, late = 0, list[tuple[datetime, Fact]]()
    for decision in (*record.decisions, None):
        signed_at = decision.signed_at if decision else None
        covered = [place for place, dose in enumerate(record.doses, 1) if signed_at and _tried(dose, signed_at)]
        until = max([entered, *covered]) if decision else len(record.doses)
        for dose in record.doses[entered:until]:
            yield from _dose_entries(dose)
            late.extend(_late_entries(dose))
        entered = until
        due = [one for one in late if signed_at is None or one[0] <= signed_at]
        late = [one for one in late if one not in due]
        yield from (fact for _, fact in due)
        if decision and decision.signed:
            yield entries.Signed(decision=decision, imported=True)
        elif decision:
            yield entries.DecisionDrafted(decision=decision)


def _tried(dose: Dose, by: datetime) -> bool:
    when = dose.given_at or dose.tried_at
    return when is not None and when <= by


def _dose_entries(dose: Dose) -> Iterator[Fact]:
    sheet = replace(dose, readings=(), ratings=(), events_asked=False, events=(), words=(), follow_up=())
    happened = dose.given_at is not None or dose.delivery == "none"
    yield entries.DoseSet(act="given" if happened else "planned", dose=sheet)
    yield from (entries.ReadingTaken(dose=dose.number, reading=one) for one in dose.readings)
    yield from (entries.Rated(dose=dose.number, rating=one) for one in dose.ratings)
    if dose.events_asked:
        yield entries.EventsAsked(dose=dose.number)
    yield from (entries.Said(dose=dose.number, words=one) for one in dose.words)


def _late_entries(dose: Dose) -> Iterator[tuple[datetime, Fact]]:
    yield from ((one.began_at, entries.EventNoted(dose=dose.number, event=one)) for one in dose.events)
    yield from ((one.called_at, entries.Called(dose=dose.number, call=one)) for one in dose.follow_up)
