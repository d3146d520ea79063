"""Keeping the service: integrity, the worklist, erasure."""

from datetime import datetime

from trial.actions.act import clock
from trial.errors import InvalidInput, NotAllowedNow
from trial.meaning.summary import state_of
from trial.store.base import Store


def verify(store: Store) -> str:
    """Read the whole ledger; answers "N entries in M trials: intact" or raises LedgerBroken."""
    entries, trials = store.verify()
    return f"{entries} entries in {trials} trials: intact"


def rebuild_worklist(store: Store) -> int:
    """Make the worklist anew from the ledger; answers how many trials it lists."""
    return store.rebuild_worklist()


def erase(store: Store, trial: str, *, reason: str, by: str, at: datetime | None = None) -> None:
    """Remove identity and free text of a closed trial; the chain still verifies."""
    if not reason.strip():
        raise InvalidInput("Say why this trial is erased.")
    if state_of(store.trial(trial)) != "closed":
        raise NotAllowedNow("Only a closed trial can be erased.")
    store.erase(trial, reason=reason.strip(), at=at or clock(), by=by)
