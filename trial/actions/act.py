"""What acts share: the decorator `act`, the clock, checks that a trial or dose exists, all rows of the worklist."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, cast
from zoneinfo import ZoneInfo

from trial.errors import NotAllowedNow, NotFound, refusal
from trial.ledger.entries import Entry, Fact, stream_of
from trial.ledger.facts import Dose, Trial
from trial.ledger.replay import replay
from trial.settings import settings
from trial.store import Store
from trial.store.worklist import WorklistRow

P = ParamSpec("P")
Facts = Sequence[Fact]
NOW = datetime.max.replace(tzinfo=UTC)
"""The default moment of an act: a placeholder that is replaced by this computer's clock when the act is done."""


def clock() -> datetime:
    """Return the current moment on UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def act(make: Callable[Concatenate[Trial, P], Facts]) -> Callable[Concatenate[Store, str, P], Trial]:
    """Turn a function from a trial to facts into an act, which appends these facts to the trial in a store.

    The act takes the store, the id of the trial and the other arguments of `make`; among them, by keyword, who acts
    (`by`), and optionally when (`at`). It returns the trial afterwards. It raises what `make` raises, NotFound if there
    is no such trial, NotAllowedNow if it was erased.
    """

    def perform(store: Store, trial: str, /, *args: P.args, **kwargs: P.kwargs) -> Trial:
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

    perform.__name__, perform.__doc__, perform.__module__ = make.__name__, make.__doc__, make.__module__
    return perform


def check_not_erased(trial: Trial) -> None:
    """Raise NotAllowedNow for an erased trial, to which nothing may be added."""
    if trial.erased_at is not None:
        raise NotAllowedNow(refusal("trial_is_erased", "trial"))


def trial_with(trial: Trial, facts: Facts, at: datetime, by: str) -> Trial:
    """Return the trial with these facts appended, against which what else comes with them is checked."""
    made = [
        Entry(stream=stream_of(trial.id), seq=trial.entries + n, at=at, by=by, payload="", previous="", hash="")
        for n in range(1, len(facts) + 1)
    ]
    return replay(zip(made, facts, strict=True), trial) if facts else trial


def zone_of(trial: Trial) -> ZoneInfo:
    """Return the time zone of a trial: its own, else the ward's."""
    return ZoneInfo(trial.record.zone) if trial.record.zone else settings().zone


def dose_of(trial: Trial, number: int) -> Dose:
    """Return the dose of a trial with this number; raises NotFound."""
    for dose in trial.doses:
        if dose.number == number:
            return dose
    raise NotFound(refusal("no_dose", "dose", dose=number))


def every_row(store: Store, *, search: str = "", state: str = "") -> Iterator[WorklistRow]:
    """Yield all matching rows of the worklist, latest change first, a page at a time in memory."""
    after = ""
    while rows := store.worklist(search=search, state=state, after=after, limit=500):
        yield from rows
        after = rows[-1].trial
