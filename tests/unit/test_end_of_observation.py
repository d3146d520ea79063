"""The end of observation asks the list before going home, and can be reopened (rule 11)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from tests.unit.building import WELL
from trial.actions import bedside_notes, planning
from trial.actions.exporting import export
from trial.actions.importing import import_file
from trial.errors import InvalidInput, NotAllowedNow
from trial.ledger.facts import Dose, HomeAnswer, HomeQuestion, Person, Plan, Trial
from trial.meaning.schedule import day_ends_at, next_slot
from trial.meaning.state import state_of
from trial.meaning.summary import summarise
from trial.store import Store
from trial.wording.remarks import caution_texts

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
ENDED = T0 + timedelta(hours=8)
ANSWERS: dict[HomeQuestion, HomeAnswer] = WELL | {"stands": "no", "urine": "not_asked"}


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    person, plan = Person(identifier="TEST-1", name="Ann Example"), Plan(slots=("baseline", "+4h"))
    opened = planning.open_trial(store, person=person, plan=plan, zone="Europe/London", by="K Tan", at=T0).id
    dose = Dose(number=1, micrograms=Decimal(25))
    planning.plan_dose(store, opened, dose, by="K Tan", at=T0)
    planning.give_dose(store, opened, replace(dose, given_at=T0, reason="agreed"), by="K Tan", at=T0)
    return opened


def end(store: Store, trial: str, answers: dict[HomeQuestion, HomeAnswer] = ANSWERS, at: datetime = ENDED) -> Trial:
    words = "two people to stand"
    return bedside_notes.end_observation(
        store, trial, dose=1, ended_at=at, answers=answers, words=words, by="K Tan", at=at
    )


def cautions(trial: Trial) -> str:
    return " ".join(caution_texts(summarise(trial).doses[0].cautions))


def test_rule_11_the_end_of_observation_asks_the_list_before_going_home(store: Store, trial: str) -> None:
    with refused(InvalidInput, "still to answer: alert as before, stands and transfers"):
        end(store, trial, {})
    with refused(InvalidInput, "still to answer: knows whom to call"):
        end(store, trial, {question: answer for question, answer in WELL.items() if question != "contact"})
    now = end(store, trial)
    asked = now.doses[0].going_home
    assert asked is not None
    assert (asked.answers, asked.words, asked.asked_at, asked.by) == (ANSWERS, "two people to stand", ENDED, "K Tan")
    said = cautions(now)
    assert "Before going home, not so: stands and transfers safely, as before (two people to stand)" in said
    assert "Before going home, not asked: passed urine" in said
    assert "not so" not in cautions(end(store, trial, WELL))


def test_rule_11_an_ended_observation_is_reopened_with_a_reason_and_slots_are_due_again(
    store: Store, trial: str
) -> None:
    early = T0 + timedelta(hours=3)
    now = end(store, trial, at=early)
    assert (next_slot(now), state_of(now)) == (("", None), "awaiting_decision")
    with refused(NotAllowedNow, "Say why the observation goes on"):
        bedside_notes.reopen_observation(store, trial, dose=1, reason=" ", by="R Diaz", at=early)
    now = bedside_notes.reopen_observation(store, trial, dose=1, reason="drowsy again", by="R Diaz", at=early)
    (dose,) = now.doses
    assert (dose.ended_at, dose.going_home, next_slot(now)[0], state_of(now)) == (None, None, "+4h", "in_progress")
    assert day_ends_at(now) is not None
    (was,) = dose.earlier_ends
    assert (was.ended_at, was.by, was.reason) == (early, "R Diaz", "drowsy again")
    assert was.going_home is not None
    assert "Observation ended 18 Nov 2026, 12:40, then reopened (drowsy again)" in cautions(now)
    with refused(NotAllowedNow, "has not ended"):
        bedside_notes.reopen_observation(store, trial, dose=1, reason="again", by="R Diaz", at=early)
    assert end(store, trial).doses[0].earlier_ends == (was,)


def test_rule_11_the_list_before_going_home_is_exported_and_comes_back_in_the_same_bytes(
    store: Store, trial: str
) -> None:
    end(store, trial, at=T0 + timedelta(hours=3))
    bedside_notes.reopen_observation(store, trial, dose=1, reason="drowsy again", by="R Diaz", at=ENDED)
    end(store, trial)
    book = load_workbook(BytesIO(export(store, trial, "xlsx", by="K Tan")))
    events = [str(cell.value) for row in book["Events"].iter_rows() for cell in row]
    assert events.count("Stands and transfers safely, as before: no") == 2
    assert "drowsy again" in events
    audit = " ".join(str(cell.value) for row in book["Audit"].iter_rows() for cell in row)
    assert "stands no" in audit
    assert b"going_home.stands" in export(store, trial, "fhir", by="K Tan")
    data, other = export(store, trial, "json", by="K Tan"), TemporaryStore()
    import_file(other, data, by="shell:tester")
    assert export(other, trial, "json", by="K Tan") == data
