"""What every act on a trial shares: the clock, and a trial that must be there."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from trial.errors import NotAllowedNow, NotFound, refusal
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Trial
from trial.store.base import Store


def clock() -> datetime:
    """Now, on UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def on_trial(
    store: Store,
    trial: str,
    make: Callable[[Trial, datetime], Sequence[Fact]],
    *,
    by: str,
    at: datetime | None = None,
    noting: Fact | None = None,
) -> Trial:
    """Append what `make` answers to the trial as it stands at its head and at this moment; returns it as it is then.

    If it is anything, `noting` is entered in the service's own ledger with it. Raises NotFound, or NotAllowedNow if
    the trial was erased.
    """
    moment = at or clock()

    def with_trial(now: Trial | None) -> Sequence[Fact]:
        if now is None:
            return []
        if now.erased_at is not None:
            raise NotAllowedNow(refusal("trial_is_erased", "trial"))
        return make(now, moment)

    done = store.append(trial, with_trial, at=moment, by=by, noting=noting)
    if done is None:
        raise NotFound(refusal("no_trial", "trial", trial=trial))
    return done


def dose_of(trial: Trial, number: int) -> Dose:
    """One dose of a trial by its number; raises NotFound."""
    for dose in trial.doses:
        if dose.number == number:
            return dose
    raise NotFound(refusal("no_dose", "dose", dose=number))
