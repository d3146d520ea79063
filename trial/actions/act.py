"""What acts share: the clock, a trial that must be there, every row of the worklist."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from trial.errors import NotAllowedNow, NotFound, refusal
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Trial
from trial.settings import settings
from trial.store import Store
from trial.store.worklist import WorklistRow

P = ParamSpec("P")
Facts = Sequence[Fact]
NOW = datetime.max.replace(tzinfo=UTC)
"""The moment of an act unless another is given: when it is done, by this computer's clock."""


def clock() -> datetime:
    """Now, on UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def act(make: Callable[Concatenate[Trial, P], Facts]) -> Callable[Concatenate[Store, str, P], Trial]:
    """The act that `make` describes: what it answers for a trial as it stands is appended to that trial in a store.

    Every act takes who does it, `by`, and may take its moment, `at`; both are keywords. It returns the trial as it
    stands afterwards. Raises what `make` raises, NotFound, or NotAllowedNow if the trial was erased.
    """

    def done(store: Store, trial: str, /, *args: P.args, **kwargs: P.kwargs) -> Trial:
        at = cast(datetime, kwargs.get("at", NOW))
        kwargs["at"] = moment = clock() if at is NOW else at

        def facts(now: Trial | None) -> Facts:
            if now is None:
                return []
            check_not_erased(now)
            return make(now, *args, **kwargs)

        after = store.append(trial, facts, at=moment, by=str(kwargs["by"]))
        if after is None:
            raise NotFound(refusal("no_trial", "trial", trial=trial))
        return after

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


def every_row(store: Store, *, search: str = "", state: str = "") -> Iterator[WorklistRow]:
    """The rows of the worklist that fit, latest change first, a page at a time in memory."""
    after = ""
    while rows := store.worklist(search=search, state=state, after=after, limit=500):
        yield from rows
        after = rows[-1].trial
