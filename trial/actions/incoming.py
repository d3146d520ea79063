"""What comes in: a record or a filled form, looked at before anything is written, then added or refused on its own."""

from datetime import datetime

from trial.actions.importing import Addition, compared, import_record
from trial.errors import NotFound, TrialError
from trial.files.record import read_record
from trial.ledger.facts import Trial
from trial.store import Store
from trial.wording.refusals import sentence_of

SPREADSHEETS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How an .xlsx begins, and what an older or a protected one does; a record begins with a brace."""


def preview(store: Store, data: bytes, *, by: str, at: datetime | None = None) -> Addition:
    """What one file would add; nothing is written, and nothing is raised for a file that cannot be added."""
    try:
        if data.startswith(SPREADSHEETS):
            from trial.actions.transcribing import preview_form  # brings openpyxl, which a record does not need

            return preview_form(store, data, by=by, at=at)
        record = read_record(data)
        return compared(record, _there(store, record.trial))
    except TrialError as refusal:
        return Addition(problems=(sentence_of(refusal),))


def bring_in(store: Store, name: str, data: bytes, *, by: str, at: datetime | None = None) -> Addition:
    """Add one file, all of it or nothing; raises TrialError with the file's name in its sentence."""
    if not data.startswith(SPREADSHEETS):
        return import_record(store, data, by=by, at=at, where=name)
    from trial.actions.transcribing import import_form

    return import_form(store, data, by=by, at=at, where=name)


def _there(store: Store, trial: str) -> Trial | None:
    try:
        return store.trial(trial)
    except NotFound:
        return None
