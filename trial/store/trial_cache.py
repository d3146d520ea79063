"""The trials last asked for, a bounded number of them, shared between threads."""

from threading import Lock

from trial.ledger.facts import Trial


class TrialCache:
    """Each trial knows its own head, so a stale one is only where to fold on from."""

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._lock = Lock()
        self._trials: dict[str, Trial] = {}  # the one put last stands last

    def get(self, trial: str) -> Trial | None:
        with self._lock:
            return self._trials.get(trial)

    def put(self, trial: Trial) -> None:
        with self._lock:
            self._trials.pop(trial.id, None)
            self._trials[trial.id] = trial
            if len(self._trials) > self._size:
                del self._trials[next(iter(self._trials))]
