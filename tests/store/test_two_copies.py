"""Several copies of the app on one database: each sees what the others wrote, and none writes past another."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event

import pytest

from trial.actions import deciding, planning
from trial.actions.entry_sheet import Tap, deliver
from trial.errors import NotAllowedNow
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.entries import Fact, stream_of
from trial.ledger.replay import replay
from trial.store import Store, open_store

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
LATER = T0 + timedelta(hours=5)


@pytest.fixture
def copies(empty: str) -> Iterator[tuple[Store, Store]]:
    first, other = open_store(empty), open_store(empty)
    yield first, other
    first.close()
    other.close()


def given(store: Store) -> str:
    """A trial with one dose given at T0, awaiting its decision."""
    opened = planning.open_trial(store, person=f.Person(identifier="TEST-1", name="Ann Example"), by="K Tan", at=T0)
    dose = f.Dose(number=1, micrograms=Decimal(50), reason="agreed")
    planning.plan_dose(store, opened.id, dose, by="K Tan", at=T0)
    planning.give_dose(store, opened.id, replace(dose, given_at=T0, reason="agreed"), by="K Tan", at=T0)
    return opened.id


def tap(name: str, item: str = "heart_rate", value: str = "72", at: datetime = LATER) -> Tap:
    return Tap(id=name, kind="reading", dose=1, slot="+4h", scale="observations", item=item, value=value, tapped_at=at)


def second(number: int) -> datetime:
    """A moment of its own for each tap: the same person records one item once in a second."""
    return LATER + timedelta(seconds=number)


def test_each_copy_sees_what_the_other_wrote(copies: tuple[Store, Store]) -> None:
    first, other = copies
    trial = given(first)
    assert other.trial(trial) == first.trial(trial)
    for number in range(4):
        deliver(
            copies[number % 2],
            trial=trial,
            taps=[tap(f"tap-0000{number}", at=second(number))],
            by="K Tan",
            received_at=second(9),
        )
        assert first.head(trial) == other.head(trial)
        assert first.trial(trial) == other.trial(trial) == replay(other.facts(trial))
    assert [row.trial for row in other.worklist(search="ann")] == [trial]
    assert first.secret() == other.secret()
    assert first.verify() == other.verify()


def test_rules_are_run_again_at_the_head_that_another_copy_moved(copies: tuple[Store, Store]) -> None:
    here, other = copies
    trial = given(here)
    other.trial(trial)  # it knows the trial as it was
    holding, written = Event(), Event()
    seen: list[int] = []

    def slowly(now: f.Trial | None) -> Sequence[Fact]:
        holding.set()
        written.wait(0.3)  # the other writer comes in meanwhile, and must wait
        return [e.PersonChanged(person=f.Person(identifier="RX9"), reason="misspelt")]

    def after(now: f.Trial | None) -> Sequence[Fact]:
        assert now is not None
        seen.append(now.entries)
        written.set()
        return [e.EventsAsked(dose=1)]

    with ThreadPoolExecutor(1) as pool:
        before = here.head(trial)
        first = pool.submit(here.append, trial, slowly, at=LATER, by="K Tan")
        holding.wait(5)
        second = other.append(trial, after, at=LATER, by="J Poe")
        assert first.result() is not None
    assert second is not None
    assert seen == [before + 1]
    assert (second.person.identifier, second.doses[0].events_asked) == ("RX9", True)


def test_no_reading_slips_in_after_a_signature(copies: tuple[Store, Store]) -> None:
    first, other = copies
    trial = given(first)
    deliver(first, trial=trial, taps=[tap("tap-00000")], by="K Tan", received_at=LATER)
    other.trial(trial)
    signed = f.Decision(outcome="proceed", reason="Walks faster to the gate", present=("K Tan",), person_agrees="yes")
    deciding.sign(first, trial, signed, by="Dr Hale", at=LATER)
    receipt = deliver(other, trial=trial, taps=[tap("tap-00001")], by="J Poe", received_at=LATER)
    assert receipt.acknowledged == ()
    assert list(receipt.refused) == ["tap-00001"]
    with pytest.raises(NotAllowedNow):
        deciding.sign(other, trial, signed, by="Dr Hale", at=LATER)
    last, fact = list(other.facts(trial))[-1]
    assert isinstance(fact, e.Signed)
    assert fact.decision.signed_by == "Dr Hale"
    assert other.trial(trial).fingerprint == last.hash


def test_a_tap_sent_to_both_copies_at_once_is_kept_once(copies: tuple[Store, Store]) -> None:
    trial = given(copies[0])
    start = copies[0].head(trial)
    taps = [tap(f"tap-{number:05}", at=second(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(
            pool.map(
                lambda n: deliver(copies[n % 2], trial=trial, taps=[taps[n // 4]], by="K Tan", received_at=second(9)),
                range(32),
            )
        )
    assert all(len(one.acknowledged) == 1 for one in receipts)
    assert copies[0].head(trial) == start + 8
    assert copies[1].verify()[1] == 1


EACH = 125 if os.environ.get("ITB_LONG_TESTS") else 25
"""Deliveries of three taps by each of eight writers: three thousand entries with the long tests."""


def test_eight_writers_through_two_copies_lose_nothing(copies: tuple[Store, Store]) -> None:
    trial = given(copies[0])

    def write(writer: int) -> None:
        for number in range(EACH):
            taps = [tap(f"w{writer}-n{number:04}-{part}", at=second(3 * number + part)) for part in range(3)]
            receipt = deliver(
                copies[writer % 2], trial=trial, taps=taps, by=f"W {writer}", received_at=second(3 * EACH)
            )
            assert len(receipt.acknowledged) == 3

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    kept = [one.id for one in copies[1].trial(trial).doses[0].readings]
    assert sorted(kept) == sorted(f"w{w}-n{n:04}-{part}" for w in range(8) for n in range(EACH) for part in range(3))
    assert copies[0].trial(trial) == replay(copies[1].facts(trial))
    assert [one.seq for one in copies[1].entries(stream_of(trial))] == list(range(1, copies[1].head(trial) + 1))
    assert copies[0].verify()[1] == 1


def test_two_doses_never_get_the_same_number_when_two_people_plan_at_once(copies: tuple[Store, Store]) -> None:
    opened = planning.open_trial(copies[0], person=f.Person(identifier="TEST-2"), by="K Tan", at=T0)

    def plan(copy: Store) -> str:
        try:
            planning.plan_dose(
                copy, opened.id, f.Dose(number=1, micrograms=Decimal(25), batch=str(id(copy))), by="K Tan", at=T0
            )
        except NotAllowedNow:
            return "refused"
        return "planned"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(plan, copies))
    assert [one.number for one in copies[0].trial(opened.id).doses] == [1]
    assert "planned" in said


OTHER = """
import sys
from datetime import UTC, datetime
from trial.ledger.entries import PersonChanged
from trial.ledger.facts import Person
from trial.store import open_store
store = open_store(sys.argv[1])
print(store.head(sys.argv[2]), flush=True)
fact = PersonChanged(person=Person(identifier="RX9"), reason="misspelt")
store.append(sys.argv[2], lambda _: [fact], at=datetime.now(UTC), by="other")
"""


def test_another_process_is_seen_at_once(copies: tuple[Store, Store], empty: str) -> None:
    trial = given(copies[0])
    before = copies[0].trial(trial).entries
    done = subprocess.run([sys.executable, "-c", OTHER, empty, trial], capture_output=True, text=True, check=True)
    assert int(done.stdout) == before
    assert (copies[0].head(trial), copies[0].trial(trial).person.identifier) == (before + 1, "RX9")
    assert copies[1].worklist(search="rx9")[0].trial == trial


def test_copies_that_start_at_once_on_an_empty_database_make_it_once(empty: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(open_store, [empty] * 6))
    assert len({store.secret() for store in stores}) == 1
    assert {store.verify() for store in stores} == {(0, 0)}
    for store in stores:
        store.close()
