"""What comes in: a record or a filled form, looked at before anything is written, then added or refused on its own."""

from dataclasses import dataclass
from datetime import datetime

from trial.actions.act import clock
from trial.actions.importing import Imported, import_record
from trial.errors import NotFound, TrialError
from trial.files.erased import record_of
from trial.files.record import first_difference, read_record
from trial.ledger.facts import Record
from trial.store.base import Store
from trial.wording.refusals import sentence_of
from trial.wording.words import count_text

SPREADSHEET = b"PK"
"""How every .xlsx begins; a record begins with a brace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would add, and what is wrong with it; nothing is written."""

    name: str
    trial: str
    says: tuple[str, ...]
    problems: tuple[str, ...]
    adds: bool  # False: it is there already with the same content, or cannot be added


def preview(store: Store, name: str, data: bytes, *, by: str, at: datetime | None = None) -> Preview:
    """Look at one file."""
    try:
        return _form(store, name, data, by, at) if data.startswith(SPREADSHEET) else _record(store, name, data)
    except TrialError as refusal:
        return Preview(name=name, trial="", says=(), problems=(sentence_of(refusal),), adds=False)


def bring_in(store: Store, name: str, data: bytes, *, by: str, at: datetime | None = None) -> Imported:
    """Add one file, all of it or nothing; raises TrialError with the file's name in its sentence."""
    if data.startswith(SPREADSHEET):
        from trial.actions.transcribing import import_form  # brings openpyxl, which a record does not need

        try:
            done = import_form(store, data, by=by, at=at or clock(), where=name)
        except NotFound as refusal:
            raise NotFound(f"{name}: {sentence_of(refusal)}") from None
        return Imported(trial=done.trial, added=bool(done.facts), says=done.says)
    return import_record(store, data, by=by, at=at, where=name)


def _form(store: Store, name: str, data: bytes, by: str, at: datetime | None) -> Preview:
    from trial.actions.transcribing import preview_form

    found = preview_form(store, data, by=by, at=at)
    problems = tuple(f"{str(one)[:1].upper()}{str(one)[1:]}" for one in found.problems)
    says = found.says or (() if problems else ("The form is empty: it adds nothing.",))
    return Preview(name=name, trial=found.trial, says=says, problems=problems, adds=bool(found.facts))


def _record(store: Store, name: str, data: bytes) -> Preview:
    record = read_record(data)
    try:
        there = record_of(store.trial(record.trial))
    except NotFound:
        return Preview(name=name, trial=record.trial, says=_says(record), problems=(), adds=True)
    if place := first_difference(there, record):
        why = (
            f"{record.trial} is already there with other content, and records are never merged; "
            f"the first difference is at {place}."
        )
        return Preview(name=name, trial=record.trial, says=(), problems=(why,), adds=False)
    same = (f"{record.trial} is there already with the same content: nothing to add.",)
    return Preview(name=name, trial=record.trial, says=same, problems=(), adds=False)


def _says(record: Record) -> tuple[str, ...]:
    who = ", ".join(part for part in (record.person.identifier, record.person.name) if part)
    counts = (
        count_text(len(record.goals), "goal"),
        count_text(len(record.doses), "dose"),
        count_text(sum(len(dose.readings) for dose in record.doses), "reading"),
        count_text(sum(one.signed for one in record.decisions), "signed decision"),
    )
    return (f"A new trial, {record.trial}: {who}.", ", ".join(counts) + ".")
