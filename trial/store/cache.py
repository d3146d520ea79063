"""Trials that were folded already, a bounded number of them, shared between threads."""

from collections import OrderedDict
from threading import Lock

from trial.ledger.chain import Head
from trial.ledger.facts import Trial


class Folded:
    """The trials last asked for. Each knows its own head, so a stale one is only a place to fold on from."""

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._lock = Lock()
        self._trials: OrderedDict[str, Trial] = OrderedDict()

    def get(self, trial: str) -> Trial | None:
        with self._lock:
            if trial in self._trials:
                self._trials.move_to_end(trial)
            return self._trials.get(trial)

    def put(self, trial: Trial) -> None:
        with self._lock:
            self._trials[trial.id] = trial
            self._trials.move_to_end(trial.id)
            while len(self._trials) > self._size:
                self._trials.popitem(last=False)


def head_of(trial: Trial) -> Head:
    """Up to where a trial is folded."""
    return Head(trial.entries, trial.fingerprint)
