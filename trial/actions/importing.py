"""Files into entries, all of a file or nothing: records, filled forms, and the demonstration trials."""

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
from trial.settings import DATA
from trial.store import Store
from trial.wording.refusals import sentence_of
from trial.wording.words import count_text

DEMONSTRATION = DATA / "demo"
SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0", b"<", b"\xef\xbb\xbf<")
"""How an .xlsx begins, what an older or a protected one does, and one kept as text; a record begins with a brace."""
MOST_NAMED = 8
"""Problems that one sentence names; the preview names every one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What a file adds to its trial, or would add, and what is wrong with it. With a problem it adds nothing."""

    trial: str = ""
    says: tuple[str, ...] = ()  # for somebody who looks at the file before it is added, a line each
    problems: tuple[str, ...] = ()  # sentences: boxes of a form, or why the file is none
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


def preview(store: Store, data: bytes, *, by: str, at: datetime | None = None) -> Addition:
    """What one file would add; nothing is written, and nothing is raised for a file that cannot be added."""
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
    """Add a record or a filled form, all of it or nothing; `where` is the file's name, for the sentence.

    Raises InvalidInput for what cannot be read or kept, and for a trial that is there with other content; NotFound for
    a form whose trial is not there.
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
        store.append(trial, make, at=moment, by=by, noting=noting)
    except (InvalidInput, NotFound) as why:
        said = sentence_of(why)
        raise type(why)(f"{where}: {said}" if where else said) from None
    return done


def add_demonstration(store: Store, *, by: str, at: datetime | None = None, folder: Path = DEMONSTRATION) -> int:
    """Add the demonstration trials that are not there yet; answers how many. Every person in them is invented."""
    return sum(
        import_file(store, file.read_bytes(), by=by, at=at, where=file.name, demonstration=True).added
        for file in sorted(folder.glob("*.json"))
    )


def _read(data: bytes, by: str, at: datetime) -> tuple[str, Callable[[Trial | None], Addition], str]:
    """The id in a file, a function from the trial of that id to what the file adds to it, and a note for the ledger."""
    if not data.startswith(SPREADSHEETS):
        record = read_record(data)
        return record.trial, partial(_of_record, record), ""
    from trial.actions.transcribing import Transcription
    from trial.files.proforma.boxes import read_proforma  # brings openpyxl, which a record does not need

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


def _of_record(record: Record, there: Trial | None) -> Addition:
    """What a record adds to the trial of its id, as it now is: all of itself, or nothing."""
    trial = record.trial
    if there is None:
        return Addition(trial=trial, says=tuple(_says(record)), facts=tuple(entries_of(record)))
    if place := first_difference(record_of(there), record):
        raise InvalidInput(
            f"{trial} is already there with other content, and records are never merged; "
            f"the first difference is at {place}."
        )
    return Addition(trial=trial, says=(f"{trial} is there already with the same content: nothing to add.",))


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


def entries_of(record: Record) -> Iterator[Fact]:
    """A record as the entries that make it, in the order in which it came about.

    A signature covers what stood when it was made: doses tried by then come before it, later calls and events after.
    """
    yield entries.Opened(trial=record.trial, person=record.person, zone=record.zone, imported=True)
    yield entries.Planned(plan=record.plan)
    yield from (entries.GoalSet(goal=goal) for goal in record.goals)
    if record.agreed_at is not None:
        yield entries.Agreed(agreed_at=record.agreed_at, agreed_by=record.agreed_by)
    doses, late = [*record.doses], list[tuple[datetime, Fact]]()
    for decision in (*record.decisions, None):
        signed_at = decision.signed_at if decision else None
        while doses and (decision is None or any(_tried(dose, signed_at) for dose in doses)):
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


def _tried(dose: Dose, by: datetime | None) -> bool:
    when = dose.given_at or dose.tried_at
    return when is not None and by is not None and when <= by


def _dose_entries(dose: Dose) -> Iterator[Fact]:
    sheet = replace(dose, readings=(), ratings=(), events_asked=False, events=(), words=(), follow_up=())
    sheet = replace(sheet, asked_at=())
    yield entries.DoseSet(act="given" if dose.happened else "planned", dose=sheet)
    yield from (entries.ReadingTaken(dose=dose.number, reading=one) for one in dose.readings)
    yield from (entries.Rated(dose=dose.number, rating=one) for one in dose.ratings)
    yield from (entries.EventsAsked(dose=dose.number, asked_at=at) for at in dose.asked_at)
    if dose.events_asked and not dose.asked_at:
        yield entries.EventsAsked(dose=dose.number)
    yield from (entries.Said(dose=dose.number, words=one) for one in dose.words)
