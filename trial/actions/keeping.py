"""Keeping the service: integrity, backup, the worklist, erasure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from trial.actions.act import clock
from trial.errors import InvalidInput, LedgerBroken, NotAllowedNow
from trial.files.backup import read_backup, write_backup
from trial.ledger.entries import Noted
from trial.meaning.state import state_of
from trial.rules.text import check_text
from trial.store.base import Store, Watch, unwatched
from trial.store.worklist import words_in


def verify(store: Store, *, watch: Watch = unwatched) -> str:
    """Read the whole ledger; answers "N entries in M trials: intact" or raises LedgerBroken."""
    entries, trials = store.verify(watch)
    return f"{entries} entries in {trials} trials: intact"


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
    """Fill an empty store from a backup, all of it or nothing; answers what `verify` then says.

    Raises InvalidInput for a backup that is not as it was written (`where` is its name), NotAllowedNow for a store that
    holds anything.
    """
    try:
        store.load(read_backup(lines, where), watch)
    except LedgerBroken as broken:
        raise InvalidInput(f"{where}: This backup is not as it was written. {broken}".lstrip(": ")) from None
    store.note(Noted(what="restored"), at=at or clock(), by=by)
    return verify(store, watch=watch)


def rebuild_worklist(store: Store) -> int:
    """Make the worklist anew from the ledger; answers how many trials it lists."""
    return store.rebuild_worklist()


def erase(store: Store, trial: str, *, reason: str, by: str, at: datetime | None = None) -> None:
    """Remove identity and free text of a closed trial; the chain still verifies."""
    if not reason.strip():
        raise InvalidInput("Say why this trial is erased.")
    check_text(reason, "the reason")
    found = store.trial(trial)
    if state_of(found) != "closed":
        raise NotAllowedNow("Only a closed trial can be erased.")
    if words_in(reason) & words_in(f"{found.person.identifier} {found.person.name}"):
        raise InvalidInput("The reason stays for good: leave the person's number and name out of it.")
    store.erase(trial, reason=reason.strip(), at=at or clock(), by=by)
