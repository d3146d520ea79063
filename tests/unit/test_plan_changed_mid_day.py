"""A plan edited during the day counts from then on (rule 36)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions import planning
from trial.actions.entry_sheet import Tap, deliver
from trial.actions.exporting import export
from trial.actions.importing import import_file
from trial.elements.sheet.data import sheet_data
from trial.errors import NotAllowedNow
from trial.ledger.facts import Dose, Measure, Person, Plan
from trial.meaning.summary import summarise
from trial.store import Store

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
ADDED, MUSCLES = "left_knee_flexors", ("left_hip_adductors", "right_hip_adductors")
PLAN = Plan(
    slots=("baseline", "+1h", "+2h", "+3h", "+4h"),
    measures=(Measure(scale="modified_ashworth", items=MUSCLES), Measure(scale="pain", slots=("baseline", "+3h"))),
)
WITH_ONE_MORE = replace(
    PLAN, measures=(Measure(scale="modified_ashworth", items=(*MUSCLES, ADDED)), *PLAN.measures[1:])
)
WITHOUT_PAIN = replace(PLAN, measures=PLAN.measures[:1])
NOON = T0 + timedelta(hours=1, minutes=20)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    """Baseline and +1h are finished."""
    person = Person(identifier="TEST-1", name="Ann Example")
    early = T0 - timedelta(hours=1)
    opened = planning.open_trial(store, person=person, plan=PLAN, zone="Europe/London", by="K Tan", at=early).id
    planning.plan_dose(store, opened, Dose(number=1, micrograms=Decimal(25)), by="K Tan", at=early)
    tap_set(store, opened, "baseline", early)
    planning.give_dose(
        store, opened, Dose(number=1, micrograms=Decimal(25), given_at=T0, reason="agreed"), by="K Tan", at=T0
    )
    tap_set(store, opened, "+1h", T0 + timedelta(hours=1))
    return opened


def tap_set(store: Store, trial: str, slot: str, at: datetime, items: tuple[str, ...] = MUSCLES) -> None:
    taps = [
        Tap(id=f"tap{slot}{n:05}".replace("+", "x"), kind="reading", dose=1, slot=slot, scale="modified_ashworth",
            item=item, value="2", tapped_at=at)
        for n, item in enumerate(items)
    ]  # fmt: skip
    assert deliver(store, trial=trial, taps=taps, by="K Tan", received_at=at).refused == {}


def change(store: Store, trial: str, plan: Plan, at: datetime = NOON) -> None:
    planning.set_plan(store, trial, plan, reason="asked for by the team", by="K Tan", at=at)


def sheet(store: Store, trial: str) -> dict[str, Any]:
    now = store.trial(trial)
    data = sheet_data(now, now.doses[0], recorder="K Tan", zone=ZoneInfo("Europe/London"))
    return {slot["key"]: [key.split("|")[1] for key in slot["planned"]] for slot in data["slots"]}


def test_rule_36_an_added_muscle_is_not_planned_in_sets_that_were_over(store: Store, trial: str) -> None:
    change(store, trial, WITH_ONE_MORE)
    asked = sheet(store, trial)
    assert ADDED not in (*asked["baseline"], *asked["+1h"])
    assert all(ADDED in asked[slot] for slot in ("+2h", "+3h", "+4h"))


def test_rule_36_a_set_that_is_under_way_asks_what_was_added(store: Store, trial: str) -> None:
    tap_set(store, trial, "+2h", T0 + timedelta(hours=2), MUSCLES[:1])
    change(store, trial, WITH_ONE_MORE, T0 + timedelta(hours=2, minutes=5))
    assert ADDED in sheet(store, trial)["+2h"]


def test_rule_36_a_set_partly_taken_whose_window_has_passed_keeps_its_plan(store: Store, trial: str) -> None:
    tap_set(store, trial, "+2h", T0 + timedelta(hours=2), MUSCLES[:1])
    change(store, trial, WITH_ONE_MORE, T0 + timedelta(hours=2, minutes=31))
    assert sheet(store, trial)["+2h"] == [*MUSCLES]


def test_rule_36_a_baseline_asks_what_is_added_before_t0(store: Store) -> None:
    person = Person(identifier="TEST-2", name="Bo Example")
    early = T0 - timedelta(hours=1)
    opened = planning.open_trial(store, person=person, plan=PLAN, zone="Europe/London", by="K Tan", at=early).id
    planning.agree(store, opened, by="K Tan", at=early)
    planning.plan_dose(store, opened, Dose(number=1, micrograms=Decimal(25)), by="K Tan", at=early)
    tap_set(store, opened, "baseline", early)
    change(store, opened, WITH_ONE_MORE, early)
    assert ADDED in sheet(store, opened)["baseline"]


def test_rule_36_a_dropped_slot_disappears_also_from_the_measures_that_named_it(store: Store, trial: str) -> None:
    both = replace(PLAN, slots=("baseline", "+1h", "+2h", "+4h"))
    change(store, trial, both)
    assert "+3h" not in sheet(store, trial)
    assert store.trial(trial).plan.measures[1].slots == ("baseline",)
    without = replace(both, measures=(PLAN.measures[0], Measure(scale="pain", slots=("+2h",))))
    change(store, trial, without)
    with refused(NotAllowedNow, "measured only at slots that leave the day"):
        change(store, trial, replace(without, slots=("baseline", "+1h", "+4h")))


def test_rule_36_what_was_dropped_stays_planned_where_it_was_taken(store: Store, trial: str) -> None:
    change(store, trial, replace(PLAN, slots=("baseline", "+2h", "+4h"), measures=PLAN.measures[:1]))
    assert sheet(store, trial)["+1h"] == [*MUSCLES]


def test_rule_36_what_was_added_after_the_peak_is_not_missing_there(store: Store, trial: str) -> None:
    change(store, trial, WITHOUT_PAIN)
    tap_set(store, trial, "+4h", T0 + timedelta(hours=4))
    change(store, trial, replace(WITH_ONE_MORE, measures=WITH_ONE_MORE.measures[:1]), T0 + timedelta(hours=5))
    cautions = summarise(store.trial(trial)).doses[0].cautions
    assert "peak_incomplete" not in {caution.kind for caution in cautions}


def test_rule_36_earlier_plans_come_back_from_the_record_file_in_the_same_bytes(store: Store, trial: str) -> None:
    change(store, trial, WITH_ONE_MORE)
    data, other = export(store, trial, "json", by="K Tan"), TemporaryStore()
    assert store.trial(trial).plan.earlier[0].plan == PLAN
    import_file(other, data, by="shell:tester")
    assert export(other, trial, "json", by="K Tan") == data
    assert sheet(other, trial) == sheet(store, trial)
