"""What was worked out of a trial, kept in this process for exactly as long as the store keeps that trial."""

from collections.abc import Callable, Hashable
from typing import TypeVar
from weakref import finalize

from trial.ledger.facts import Trial

Kept = TypeVar("Kept")
_kept: dict[int, dict[Hashable, object]] = {}


def kept(trial: Trial, key: Hashable, make: Callable[[], Kept]) -> Kept:
    """What `make` makes of this trial, made once. A trial as it stands never changes, so what is made of it does not.

    The next entry, an erasure or the store's own bound gives another trial or none: what was made goes with the old.
    """
    of_trial = _kept.get(id(trial))
    if of_trial is None:
        of_trial = _kept[id(trial)] = {}
        finalize(trial, _kept.pop, id(trial), None)
    if key not in of_trial:
        of_trial[key] = make()
    return of_trial[key]  # type: ignore[return-value]
