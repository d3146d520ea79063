"""The ledger as a whole: whether it answers and is intact, copied to a file and restored from one."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from trial.actions.act import clock
from trial.errors import InvalidInput, LedgerBroken, StoreUnavailable
from trial.files.backup import read_backup, write_backup
from trial.ledger.chain import name_of
from trial.ledger.entries import SERVICE, Head, Noted
from trial.store import Store, Watch, unwatched


def check_health(store: Store) -> None:
    """Ask the database for one thing, and look at nothing; raises StoreUnavailable."""
    next(store.trials(), None)


def verify(store: Store, *, by: str = "", at: datetime | None = None, watch: Watch = unwatched) -> str:
    """Read the whole ledger; returns "N entries in M trials: intact" or raises LedgerBroken.

    That it was read is noted in the name of `by`, if anybody is named; where that cannot be written, it says so.
    """
    entries, trials = store.verify(watch)
    said = f"{entries} entries in {trials} trials: intact"
    if by and next(iter(store.entries(SERVICE)), None) is not None:  # an empty database stays one to restore into
        try:
            store.note(Noted(what="verified", detail=said), at=at or clock(), by=by)
        except StoreUnavailable as why:
            return f"{said}; that it was read could not be entered in the service's own ledger: {why}"
    return said


def compare(store: Store, lines: Iterable[bytes], where: str = "") -> str:
    """Whether all that a backup holds is still in the ledger; returns how many chains, as a sentence.

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


def backup(store: Store, *, by: str, at: datetime | None = None, watch: Watch = unwatched) -> Iterator[bytes]:
    """The whole ledger as the lines of one file, the entry about this backup included.

    Raises LedgerBroken for a ledger that is not intact: nothing could be restored from its backup.
    """
    entries, _ = store.verify(watch)
    store.note(Noted(what="backed_up"), at=at or clock(), by=by)
    yield from write_backup(watch(store.raw(), entries))


def restore(
    store: Store,
    lines: Iterable[bytes],
    *,
    by: str,
    at: datetime | None = None,
    where: str = "",
    watch: Watch = unwatched,
) -> str:
    """Fill an empty store from a backup, all of it or nothing; returns what `verify` then says.

    Raises InvalidInput for a backup that is not as it was written (`where` is its name), NotAllowedNow for a store that
    holds anything.
    """
    try:
        store.load(read_backup(lines, where), watch)
    except LedgerBroken as broken:
        raise InvalidInput(f"{where}: This backup is not as it was written. {broken}".lstrip(": ")) from None
    store.note(Noted(what="restored"), at=at or clock(), by=by)
    return verify(store, watch=watch)
