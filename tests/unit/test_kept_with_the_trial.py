"""What is worked out of a trial is made once, of that trial alone, and goes when the trial goes."""

from collections.abc import Callable
from datetime import UTC, datetime

from tests.bench.subjects import facts
from tests.temporary_store import TemporaryStore
from trial.elements.sheet import _made_of, memoize_by_trial
from trial.ledger.facts import Trial


def opened(number: int) -> Trial:
    made = TemporaryStore().append(f"T-{number}", lambda _: facts(f"T-{number}", 12), at=datetime.now(UTC), by="K Tan")
    assert made is not None
    return made


def name_of(trial: Trial, said: list[str]) -> Callable[[], str]:
    def make() -> str:
        said.append(trial.id)
        return trial.id

    return make


def test_what_is_made_of_a_trial_is_made_once_and_never_shown_for_another() -> None:
    first, other, said = opened(1), opened(2), list[str]()
    for trial in (first, other, first):
        assert memoize_by_trial(trial, "name", name_of(trial, said)) == trial.id
    assert said == ["T-1", "T-2"]


def test_two_people_looking_at_one_trial_are_two_keys() -> None:
    trial = opened(1)
    assert memoize_by_trial(trial, ("sheet", "K Tan"), lambda: "mine") == "mine"
    assert memoize_by_trial(trial, ("sheet", "A Other"), lambda: "theirs") == "theirs"


def test_nothing_outlives_the_trial_that_it_was_made_of() -> None:
    trial = opened(1)
    memoize_by_trial(trial, "name", lambda: "Ann")
    assert id(trial) in _made_of
    gone = id(trial)
    del trial
    assert gone not in _made_of
