"""What an administrator does: look at who did what and how much is kept, and erase trials that are past their date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trial.actions.act import clock
from trial.actions.worklist import every_row
from trial.errors import InvalidInput, NotAllowedNow, NotFound, refusal
from trial.ledger.entries import Entry, Noted
from trial.ledger.payload import ERASED, decode
from trial.meaning.state import last_signed, state_of
from trial.rules.typed import check_text
from trial.store import Store
from trial.store.ledger_rows import EntryFilter, Figures, Position
from trial.store.worklist import words_in

DAYS = 30
MOST_TRIALS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought(EntryFilter):
    """What an audit looks for."""

    person: str = ""  # words of the identifier, the name or the trial, as on the worklist


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A closed trial whose time is over, by its id alone."""

    trial: str
    closed_at: datetime


def figures(store: Store, *, at: datetime | None = None) -> Figures:
    """How much is kept and how it was looked after; entries a day for the last DAYS."""
    return store.figures((at or clock()) - timedelta(days=DAYS))


def audit(store: Store, sought: Sought, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
    """One page of entries, newest first; raises NotFound if nobody is called that, InvalidInput if too many are."""
    trials = None
    if sought.person.strip():
        trials = [row.trial for row in store.worklist(search=sought.person, limit=MOST_TRIALS + 1)]
        if not trials:
            raise NotFound(refusal("nobody_found", "person"))
        if len(trials) > MOST_TRIALS:
            raise InvalidInput(refusal("too_many_found", "person", most=MOST_TRIALS))
    return store.newest(replace(sought, by=sought.by.strip(), trials=trials), before=before, limit=limit)


def kind_of(entry: Entry) -> str:
    """What an entry is, without anything that it says."""
    fact = decode(entry.payload, lambda _: None)
    return (fact.what if isinstance(fact, Noted) else fact.kind).replace("_", " ")


def past_their_date(store: Store, years: int, *, at: datetime | None = None) -> Iterator[Past]:
    """The trials that were closed so many years ago and are not erased yet: ITB_RETENTION_YEARS."""
    now = at or clock()
    for row in every_row(store, state="closed"):
        signed = None if row.identifier == ERASED else last_signed(store.trial(row.trial))
        if signed is not None and signed.signed_at is not None and _years_after(signed.signed_at, years) <= now:
            yield Past(trial=row.trial, closed_at=signed.signed_at)


def erase(store: Store, trial: str, *, reason: str, by: str, at: datetime | None = None) -> None:
    """Remove identity and free text of a closed trial; the chain still verifies.

    Raises NotFound, NotAllowedNow for a trial that is not closed, and InvalidInput for a reason that is missing or
    names the person.
    """
    if not reason.strip():
        raise InvalidInput(refusal("erasing_needs_reason", "reason", allows="reason"))
    check_text(reason, "reason")
    found = store.trial(trial)
    if state_of(found) != "closed":
        raise NotAllowedNow(refusal("only_closed_is_erased", "trial"))
    if words_in(reason) & words_in(f"{found.person.identifier} {found.person.name}"):
        raise InvalidInput(refusal("reason_names_person", "reason"))
    store.erase(trial, reason=reason.strip(), at=at or clock(), by=by)


def _years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + years, month=3, day=1)
