"""Import of record files, filled paper forms and the demonstration trials, each in one transaction."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from trial.actions.act import check_not_erased, clock
from trial.errors import InvalidInput, NotFound, TrialError, refusal
from trial.files.record import first_difference, read_record, record_of
from trial.ledger import entries
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Record, Trial
from trial.meaning.limits import LIMITS
from trial.settings import DATA
from trial.store import Store
from trial.wording.refusals import sentence_of
from trial.wording.words import count_text

DEMONSTRATION = DATA / "demo"
SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0", b"<", b"\xef\xbb\xbf<")
"""First bytes of .xlsx, of .xls or protected files, and of spreadsheets saved as XML; a record begins with a brace."""
MOST_NAMED = 8
"""How many problems an error names; the preview names all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a file adds to its trial, or would add; nothing if it has any problem."""

    trial: str = ""
    says: tuple[str, ...] = ()  # what would be added, in lines, for the preview
    problems: tuple[str, ...] = ()  # sentences about boxes of a form, or why the file cannot be read
    facts: tuple[Fact, ...] = ()

    @property
    def added(self) -> bool:
        """Whether the file adds anything."""
        return bool(self.facts)

    @property
    def report(self) -> tuple[str, ...]:
        """What was added, in lines."""
        if not self.facts:
            return (f"{self.trial} is there already with the same content; nothing added.",)
        if isinstance(self.facts[0], entries.Opened):
            return (f"{self.trial} added.", *self.says[2:])
        return tuple(f"{self.trial}: {line}" for line in self.says)


def preview(store: Store, data: bytes, *, by: str, at: datetime | None = None) -> Addition:
    """Return what one file would add, without writing; problems are returned, not raised."""
    try:
        trial, addition_to, _ = _read(data, by, at or clock())
        try:
            there = store.trial(trial)
        except NotFound:
            there = None
        return addition_to(there)
    except TrialError as why:
        return Addition(problems=(sentence_of(why),))


def import_file(
    store: Store, data: bytes, *, by: str, at: datetime | None = None, where: str = "", demonstration: bool = False
) -> Addition:
    """Add a record or a filled form in one transaction, and return what was added.

    Args:
        store: where to.
        data: the file.
        by: who imports it.
        at: when; by default now.
        where: the file's name, for error messages.
        demonstration: whether it is one of the invented trials, which the service chain notes.

    Raises:
        InvalidInput: for a file that cannot be read or stored, or a record of an existing trial with other content.
        NotFound: for a form of a trial that does not exist.
    """
    moment, done = at or clock(), Addition()

    def make(there: Trial | None) -> Sequence[Fact]:
        nonlocal done
        done = addition_to(there)
        if done.problems:
            named = " ".join(done.problems[:MOST_NAMED])
            left = len(done.problems) - MOST_NAMED
            more = f" And {count_text(left, 'more box', 'more boxes')}." if left > 0 else ""
            raise InvalidInput(f"Nothing was added. {named}{more}")
        return done.facts

    try:
        trial, addition_to, detail = _read(data, by, moment)
        noting = entries.Noted(what="demonstration" if demonstration else "imported", trial=trial, detail=detail)
        store.append(trial, make, at=moment, by=by, noting=noting, is_long=True)
    except (InvalidInput, NotFound) as why:
        said = sentence_of(why)
        raise type(why)(f"{where}: {said}" if where else said) from None
    return done


def add_demonstration(store: Store, *, by: str, at: datetime | None = None, folder: Path = DEMONSTRATION) -> int:
    """Add the demonstration trials (of invented people) that do not exist yet; returns their number."""
    return sum(
        import_file(store, file.read_bytes(), by=by, at=at, where=file.name, demonstration=True).added
        for file in sorted(folder.glob("*.json"))
    )


def _read(data: bytes, by: str, at: datetime) -> tuple[str, Callable[[Trial | None], Addition], str]:
    """Return the trial id in a file, a function from that trial to what the file adds, and a note for the ledger."""
    if not data.startswith(SPREADSHEETS):
        record = read_record(data)
        return record.trial, partial(_addition_of, record, at), ""
    from trial.actions.transcribing import Transcription
    from trial.files.proforma.boxes import read_proforma  # here: imports openpyxl, which records do not need

    boxes = read_proforma(data)
    trial = boxes.text("form|trial")
    if not trial:
        raise InvalidInput("The form does not say which trial it belongs to: write its id on the sheet Dose.")

    def addition_to(there: Trial | None) -> Addition:
        if there is None:
            raise NotFound(refusal("no_trial", "trial", trial=trial))
        check_not_erased(there)
        found = Transcription(there, boxes, by, at)
        if found.problems:
            return Addition(trial=trial, problems=tuple(dict.fromkeys(found.problems)))
        return Addition(trial=trial, says=tuple(found.says()), facts=tuple(found.facts))

    return trial, addition_to, "proforma"


def _addition_of(record: Record, at: datetime, there: Trial | None) -> Addition:
    """Return what a record adds: everything if its trial does not exist, nothing if it exists with the same content."""
    trial = record.trial
    if there is None:
        return Addition(trial=trial, says=tuple(_says(record, at)), facts=tuple(entries_of(record)))
    if place := first_difference(record_of(there), record):
        raise InvalidInput(
            f"{trial} is already there with other content, and records are never merged; "
            f"the first difference is at {place}."
        )
    return Addition(trial=trial, says=(f"{trial} is there already with the same content: nothing to add.",))


def _says(record: Record, at: datetime) -> Iterator[str]:
    who = ", ".join(part for part in (record.person.identifier, record.person.name) if part)
    counts = (
        count_text(len(record.goals), "goal"),
        count_text(len(record.doses), "dose"),
        count_text(sum(len(dose.readings) for dose in record.doses), "reading"),
        count_text(sum(decision.signed for decision in record.decisions), "signed decision"),
    )
    yield f"A new trial, {record.trial}: {who}."
    yield ", ".join(counts) + "."
    yield from _to_come(record, at)


def _to_come(record: Record, at: datetime) -> Iterator[str]:
    """Say which doses of a file were given later than it is imported: a clock there or here is wrong."""
    for dose in record.doses:
        if dose.given_at is not None and dose.given_at > at + LIMITS.clocks_differ_by:
            given = f"{dose.given_at:%d/%m/%Y %H:%M}"
            yield f"The T0 of dose {dose.number}, {given}, is still to come by this clock: check it."


def entries_of(record: Record) -> Iterator[Fact]:
    """Yield the entries that make up a record, in order of time.

    A signature covers what was recorded before it: doses given or tried by then precede it, later calls and events
    follow it.
    """
    yield entries.Opened(trial=record.trial, person=record.person, zone=record.zone, imported=True)
    yield entries.Planned(plan=record.plan)
    yield from (entries.GoalSet(goal=goal) for goal in record.goals)
    if record.agreed_at is not None:
        yield entries.Agreed(agreed_at=record.agreed_at, agreed_by=record.agreed_by, typed_at=record.agreed_typed_at)
    doses, late = [*record.doses], list[tuple[datetime, Fact]]()
    for decision in (*record.decisions, None):
        signed_at = decision.signed_at if decision else None
        while doses and (decision is None or any(_tried_by(dose, signed_at) for dose in doses)):
            dose = doses.pop(0)
            yield from _dose_entries(dose)
            late += [(event.began_at, entries.EventNoted(dose=dose.number, event=event)) for event in dose.events]
            late += [(call.called_at, entries.Called(dose=dose.number, call=call)) for call in dose.follow_up]
        yield from (fact for moment, fact in late if signed_at is None or moment <= signed_at)
        late = [(moment, fact) for moment, fact in late if signed_at is not None and moment > signed_at]
        if decision and decision.signed:
            yield entries.Signed(decision=decision, imported=True)
        elif decision:
            yield entries.DecisionDrafted(decision=decision)
    yield from (entries.CopyKept(copy=copy) for copy in record.copies)


def _tried_by(dose: Dose, by: datetime | None) -> bool:
    when = dose.given_at or dose.tried_at
    return when is not None and by is not None and when <= by


def _dose_entries(dose: Dose) -> Iterator[Fact]:
    sheet = replace(dose, readings=(), ratings=(), events_asked=False, events=(), words=(), follow_up=())
    sheet = replace(sheet, asked_at=())
    yield entries.DoseSet(act="given" if dose.happened else "planned", dose=sheet)
    yield from (entries.ReadingTaken(dose=dose.number, reading=reading) for reading in dose.readings)
    yield from (entries.Rated(dose=dose.number, rating=rating) for rating in dose.ratings)
    yield from (entries.EventsAsked(dose=dose.number, asked_at=at) for at in dose.asked_at)
    if dose.events_asked and not dose.asked_at:
        yield entries.EventsAsked(dose=dose.number)
    yield from (entries.Said(dose=dose.number, words=words) for words in dose.words)
