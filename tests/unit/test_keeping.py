"""Keeping the service: the ledger read through, the worklist made anew, a closed trial erased."""

from collections.abc import Iterator

import pytest

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions import deciding, maintenance, planning
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.facts import Decision, Person
from trial.store import Store

NO = Decision(outcome="do_not_proceed", reason="Does not want a pump", present=("K Tan",), person_agrees="yes")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    person = Person(identifier="TEST-1", name="Ann Example", notes="likes tea", called="Nan")
    return planning.open_trial(store, person=person, by="K Tan").id


def test_an_intact_ledger_is_counted(store: Store, trial: str) -> None:
    planning.open_trial(store, person=Person(identifier="TEST-2"), by="K Tan")
    assert maintenance.verify(store) == "4 entries in 2 trials: intact"


def test_the_worklist_made_anew_is_the_same(store: Store, trial: str) -> None:
    before = store.worklist()
    assert store.rebuild_worklist() == 1
    assert store.worklist() == before


def test_only_a_closed_trial_is_erased_and_only_with_a_reason(store: Store, trial: str) -> None:
    with refused(NotAllowedNow, match="Only a closed trial"):
        maintenance.erase(store, trial, reason="asked to", by="K Tan")
    deciding.sign(store, trial, NO, by="K Tan")
    with refused(InvalidInput, match="Say why"):
        maintenance.erase(store, trial, reason=" ", by="K Tan")
    with refused(InvalidInput, match="leave the person's number and name out"):
        maintenance.erase(store, trial, reason="Nan asked to", by="K Tan")
    assert store.trial(trial).person.name == "Ann Example"


def test_what_is_erased_is_gone_and_the_chain_still_verifies(store: Store, trial: str) -> None:
    deciding.sign(store, trial, NO, by="K Tan")
    maintenance.erase(store, trial, reason="retention is over", by="K Tan")
    stored = repr(store.trial(trial)) + repr(list(store.facts(trial)))
    assert "Ann Example" not in stored
    assert "Nan" not in stored
    assert "likes tea" not in stored
    assert "retention is over" in stored
    assert "intact" in maintenance.verify(store)


def test_a_trial_that_is_not_there_cannot_be_erased(store: Store) -> None:
    with pytest.raises(NotFound):
        maintenance.erase(store, "T-0099", reason="x", by="K Tan")
