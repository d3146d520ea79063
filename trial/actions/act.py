"""What every act on a trial shares: the clock, and a trial that must be there."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from trial.errors import NotAllowedNow, NotFound, refusal
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Trial
from trial.settings import settings
from trial.store import Store

P = ParamSpec("P")
Facts = Sequence[Fact]
NOW = datetime.max.replace(tzinfo=UTC)
"""The moment of an act unless another is given: when it is done, by this computer's clock."""


def clock() -> datetime:
    """Now, on UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def on_trial(
    store: Store,
    trial: str,
    make: Callable[[Trial, datetime], Facts],
    *,
    by: str,
    at: datetime = NOW,
    noting: Fact | None = None,
) -> Trial:
    """Append what `make` answers to the trial as it stands at its head and at this moment; returns it as it is then.

    If it is anything, `noting` is entered in the service's own ledger with it. Raises NotFound, or NotAllowedNow if
    the trial was erased.
    """
    moment = clock() if at is NOW else at

    def with_trial(now: Trial | None) -> Facts:
        if now is None:
            return []
        check_not_erased(now)
        return make(now, moment)

    done = store.append(trial, with_trial, at=moment, by=by, noting=noting)
    if done is None:
        raise NotFound(refusal("no_trial", "trial", trial=trial))
    return done


def act(make: Callable[Concatenate[Trial, P], Facts]) -> Callable[Concatenate[Store, str, P], Trial]:
    """The act that `make` describes: what it answers for a trial as it stands is appended to that trial in a store.

    Every act takes who does it, `by`, and may take its moment, `at`; both are keywords. It returns the trial as it
    stands afterwards, and raises what `make` and `on_trial` raise.
    """

    def done(store: Store, trial: str, /, *args: P.args, **kwargs: P.kwargs) -> Trial:
        def facts(now: Trial, moment: datetime) -> Facts:
            kwargs["at"] = moment
            return make(now, *args, **kwargs)

        return on_trial(store, trial, facts, by=str(kwargs["by"]), at=cast(datetime, kwargs.get("at", NOW)))

    done.__name__, done.__doc__, done.__module__ = make.__name__, make.__doc__, make.__module__
    return done


def check_not_erased(trial: Trial) -> None:
    """Nothing is added to an erased trial; raises NotAllowedNow."""
    if trial.erased_at is not None:
        raise NotAllowedNow(refusal("trial_is_erased", "trial"))


def zone_of(trial: Trial) -> ZoneInfo:
    """The zone of a trial's clock times: its own, else the ward's."""
    return ZoneInfo(trial.record.zone) if trial.record.zone else settings().zone


def dose_of(trial: Trial, number: int) -> Dose:
    """One dose of a trial by its number; raises NotFound."""
    for dose in trial.doses:
        if dose.number == number:
            return dose
    raise NotFound(refusal("no_dose", "dose", dose=number))
