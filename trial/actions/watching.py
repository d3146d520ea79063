"""Watching over the service: is it well, how much is kept and looked after, who did what, and what is past its date."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trial.actions import keeping
from trial.actions.act import clock
from trial.errors import InvalidInput, LedgerBroken, NotFound, StoreUnavailable
from trial.files.backup import read_backup
from trial.ledger.chain import name_of
from trial.ledger.entries import SERVICE, Entry, Head, Noted
from trial.ledger.payload import ERASED, decode
from trial.meaning.state import last_signed
from trial.store.base import EntryFilter, Figures, Position, Store, Watch, unwatched

DAYS = 30
MOST_TRIALS = 100
PIECE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What an audit looks for; what is empty is not asked about. `until` is not included."""

    person: str = ""  # words of the identifier, the name or the trial, as on the worklist
    by: str = ""  # who typed: the whole name
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A closed trial whose time is over, by its id alone."""

    trial: str
    closed_at: datetime


def check_health(store: Store) -> None:
    """Ask the database for one thing, and look at nothing; raises StoreUnavailable."""
    next(store.trials(), None)


def verify(store: Store, *, by: str, at: datetime | None = None, watch: Watch = unwatched) -> str:
    """Read the whole ledger and note that it was found intact, or say why that cannot be noted; raises LedgerBroken."""
    said = keeping.verify(store, watch=watch)
    if next(iter(store.entries(SERVICE)), None) is None:  # an empty database stays one to restore into
        return said
    try:
        store.note(Noted(what="verified", detail=said), at=at or clock(), by=by)
    except StoreUnavailable as why:
        return f"{said}; that it was read could not be entered in the service's own ledger: {why}"
    return said


def compare(store: Store, lines: Iterable[bytes], where: str = "") -> str:
    """Whether all that a backup holds is still in the ledger; answers how many chains.

    So an emptied database shows, or one that was swapped for an older or another one, which `verify` alone cannot see.
    Raises LedgerBroken naming the first chain that is not continued here, InvalidInput for what is no backup of ours.
    """
    chains = 0
    for row in read_backup(lines, where):
        if not isinstance(row, Head) or not row.seq:
            continue
        there = next(iter(store.entries(row.stream, row.seq - 1)), None)
        if there is None or there.hash != row.hash:
            raise LedgerBroken(f"Entry {row.seq} of {name_of(row.stream)} is in the backup, and not in this database.")
        chains += 1
    return f"all {chains} chains of the backup are continued here"


def figures(store: Store, *, at: datetime | None = None) -> Figures:
    """How much is kept and how it was looked after; entries a day for the last DAYS."""
    return store.figures((at or clock()) - timedelta(days=DAYS))


def audit(store: Store, sought: Sought, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
    """One page of entries, newest first; raises NotFound if nobody is called that, InvalidInput if too many are."""
    trials = None
    if sought.person.strip():
        trials = [row.trial for row in store.worklist(search=sought.person, limit=MOST_TRIALS + 1)]
        if not trials:
            raise NotFound("No trial is of anybody by that number or name.")
        if len(trials) > MOST_TRIALS:
            raise InvalidInput(f"More than {MOST_TRIALS} trials fit; type more of the number or the name.")
    wanted = EntryFilter(by=sought.by.strip(), since=sought.since, until=sought.until, trials=trials)
    return store.newest(wanted, before=before, limit=limit)


def kind_of(entry: Entry) -> str:
    """What an entry is, without anything that it says."""
    fact = decode(entry.payload, lambda _: None)
    return (fact.what if isinstance(fact, Noted) else fact.kind).replace("_", " ")


def past_their_date(store: Store, years: int, *, at: datetime | None = None) -> Iterator[Past]:
    """The trials that were closed so many years ago and are not erased yet: ITB_RETENTION_YEARS."""
    now, after = at or clock(), ""
    while rows := store.worklist(state="closed", after=after, limit=PIECE):
        for row in rows:
            signed = None if row.identifier == ERASED else last_signed(store.trial(row.trial))
            if signed is not None and signed.signed_at is not None and _years_after(signed.signed_at, years) <= now:
                yield Past(trial=row.trial, closed_at=signed.signed_at)
        after = rows[-1].trial


def _years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + years, month=3, day=1)
