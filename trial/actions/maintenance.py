"""Maintenance of the ledger by an administrator: statistics, audit, verification, backup, restoration, erasure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory

from trial.actions.act import clock, every_row
from trial.actions.rights import check_right
from trial.errors import InvalidInput, LedgerBroken, NotAllowedNow, NotFound, StoreUnavailable, refusal
from trial.files.backup import read_backup, write_backup
from trial.ledger.chain import name_of
from trial.ledger.entries import SERVICE, Entry, Head, Maintenance, Noted, Row
from trial.ledger.payload import ERASED, decode
from trial.meaning.state import last_signed, state_of
from trial.rules.typed_input import check_text
from trial.store import Store, Watch, open_store, unwatched
from trial.store.ledger_rows import EntryFilter, LedgerStatistics, Position
from trial.store.worklist import words_in

DAYS = 30
"""For how many past days entries are counted."""
MOST_TRIALS = 100
"""How many trials one search of the audit covers at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter(EntryFilter):
    """The filter of an audit."""

    person: str = ""  # beginnings of words of identifier, name or trial id, as on the worklist


def statistics(store: Store, *, at: datetime | None = None) -> LedgerStatistics:
    """Return the ledger's size, its last backup and verification, and the entries a day of the last DAYS."""
    return store.statistics((at or clock()) - timedelta(days=DAYS))


def audit(store: Store, sought: AuditFilter, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
    """Return a page of entries, newest first; NotFound if no trial fits `person`, InvalidInput above MOST_TRIALS."""
    trials = None
    if sought.person.strip():
        trials = [row.trial for row in store.worklist(search=sought.person, limit=MOST_TRIALS + 1)]
        if not trials:
            raise NotFound(refusal("nobody_found", "person"))
        if len(trials) > MOST_TRIALS:
            raise InvalidInput(refusal("too_many_found", "person", most=MOST_TRIALS))
    return store.newest(replace(sought, by=sought.by.strip(), trials=trials), before=before, limit=limit)


def kind_of(entry: Entry) -> str:
    """Return the kind of an entry in words, and nothing of its contents."""
    fact = decode(entry.payload, lambda _: None)
    return (fact.what if isinstance(fact, Noted) else fact.kind).replace("_", " ")


def past_retention(store: Store, years: int, *, at: datetime | None = None) -> Iterator[tuple[str, datetime]]:
    """Yield id and moment of signature of the trials that were closed so many years ago and are not erased."""
    now = at or clock()
    for row in every_row(store, state="closed"):
        signed = None if row.identifier == ERASED else last_signed(store.trial(row.trial))
        if signed is not None and signed.signed_at is not None and _years_after(signed.signed_at, years) <= now:
            yield row.trial, signed.signed_at


def erase(store: Store, trial: str, *, reason: str, by: str, at: datetime | None = None) -> None:
    """Remove identity and free text of a closed trial; the chain still verifies.

    Raises NotFound, NotAllowedNow for a trial that is not closed, and InvalidInput for a reason that is empty, cannot
    be stored or names the person.
    """
    if not reason.strip():
        raise InvalidInput(refusal("erasing_needs_reason", "reason", allows="reason"))
    check_text(reason, "reason")
    found = store.trial(trial)
    if state_of(found) != "closed":
        raise NotAllowedNow(refusal("only_closed_is_erased", "trial"))
    if words_in(reason) & words_in(f"{found.person.identifier} {found.person.name} {found.person.called}"):
        raise InvalidInput(refusal("reason_names_person", "reason"))
    store.erase(trial, reason=reason.strip(), at=at or clock(), by=by)


def verify(store: Store, *, by: str = "", at: datetime | None = None, watch: Watch = unwatched) -> str:
    """Verify the whole ledger; returns "N entries in M trials: intact" or raises LedgerBroken.

    With `by` the verification is entered in the service chain; the text returned says so where that failed.
    """
    entries, trials = store.verify(watch)
    said = f"{entries} entries in {trials} trials: intact"
    if by and next(store.entries(SERVICE), None) is not None:  # an empty database stays one to restore into
        try:
            store.note(Noted(what="verified", detail=said), at=at or clock(), by=by)
        except StoreUnavailable as why:
            return f"{said}; that it was read could not be entered in the service's own ledger: {why}"
    return said


def compare(store: Store, lines: Iterable[bytes], where: str = "") -> str:
    """Compare the ledger with a backup; returns a sentence with the number of chains that it continues.

    This shows an emptied database, or one replaced by an older or another one, which `verify` alone cannot detect.
    Raises LedgerBroken naming the first chain that is not continued, InvalidInput for a file that is no backup.
    """
    return _compare_heads(store, read_backup(lines, where))


def _compare_heads(store: Store, copy: Iterable[Row]) -> str:
    chains = 0
    for row in copy:
        if isinstance(row, Head) and row.seq:
            there = next(store.entries(row.stream, row.seq - 1), None)
            if there is None or there.hash != row.hash:
                entry = f"Entry {row.seq} of {name_of(row.stream)}"
                raise LedgerBroken(f"{entry} is in the backup, and not in this database.")
            chains += 1
    return f"all {chains} chains of the backup are continued here"


def check_backup(
    store: Store, lines: Iterable[bytes], *, where: str = "", at: datetime | None = None, watch: Watch = unwatched
) -> str:
    """Restore a backup into a database of its own that is then removed, verify it there, and compare it with this one.

    Returns what `verify` and `compare` say, and how old the backup is. Raises what `restore` and `compare` do, and
    NotAllowedNow without the right to administer.
    """
    check_right(store, "administer")
    with TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/scratch.db")) as scratch:
        _load(scratch, lines, where, watch)
        said = verify(scratch, watch=watch)
        continued = _compare_heads(store, scratch.raw())
        made = scratch.statistics(datetime.max.replace(tzinfo=UTC)).last.get("backed_up")
    days = ((at or clock()) - made.at).days if made else None
    age = "it does not say when it was made" if days is None else f"it is {days} {'day' if days == 1 else 'days'} old"
    return f"{said}; {age}; {continued}"


def overdue(found: LedgerStatistics, *, days: int, at: datetime | None = None) -> Mapping[Maintenance, int | None]:
    """Return which of backup and verification is older than so many days: its age in days, None if it never was.

    An empty ledger needs neither.
    """
    ages: dict[Maintenance, int | None] = {}
    for what in ("backed_up", "verified") if found.entries else ():
        last = found.last.get(what)
        age = None if last is None else ((at or clock()) - last.at).days
        if age is None or age >= days:
            ages[what] = age
    return ages


def backup(store: Store, *, by: str, at: datetime | None = None, watch: Watch = unwatched) -> Iterator[bytes]:
    """Yield the whole ledger as the lines of one file, with the entry about this backup.

    Raises LedgerBroken for a ledger that is not intact, since its backup could not be restored.
    """
    entries, _ = store.verify(watch, ledger_only=True)  # the list is no part of a backup
    store.note(Noted(what="backed_up"), at=at or clock(), by=by)
    yield from write_backup(watch(store.raw(), entries))


def restore(store: Store, lines: Iterable[bytes], *, by: str, where: str = "", watch: Watch = unwatched) -> str:
    """Fill an empty store from a backup, completely or not at all; returns the text of `verify`.

    Raises InvalidInput for a backup that was changed (`where` is its name), NotAllowedNow if the store is not empty.
    """
    _load(store, lines, where, watch)
    store.note(Noted(what="restored"), at=clock(), by=by)
    return verify(store, watch=watch)


def _load(store: Store, lines: Iterable[bytes], where: str, watch: Watch) -> None:
    try:
        store.load(read_backup(lines, where), watch)
    except LedgerBroken as broken:
        raise InvalidInput(f"{where}: This backup is not as it was written. {broken}".lstrip(": ")) from None


def _years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + years, month=3, day=1)
