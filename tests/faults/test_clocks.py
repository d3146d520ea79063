"""Clocks that step back, two time zones, and the October night: nothing is lost, and minutes are minutes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.refused import refused
from trial.actions import deciding, exporting, importing, planning, sign_ins
from trial.actions.entry_sheet import Receipt, Tap, deliver
from trial.errors import NotAllowedNow
from trial.files.record import write_record
from trial.files.summary import as_json
from trial.ledger import facts as f
from trial.ledger.replay import replay
from trial.meaning.summary import summarise
from trial.rules.roles import Recorder
from trial.store import Store, open_store

LONDON = ZoneInfo("Europe/London")
T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # half past eleven at night, an hour and a half before 2 becomes 1
HOUR = timedelta(hours=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        opened = open_store(request.getfixturevalue("postgresql"))
    else:
        opened = open_store(f"sqlite:///{tmp_path / 'trials.db'}")
    yield opened
    opened.close()


def given(store: Store, at: datetime, zone: str = "Europe/London", trial: str = "") -> str:
    """A trial with one dose given at a moment."""
    before = at - HOUR
    person = f.Person(identifier=f"TEST-{zone}-{trial}", name="Ann Example")
    opened = planning.open_trial(store, person=person, zone=zone, by="K Tan", at=before)
    dose = f.Dose(number=1, micrograms=Decimal(50), reason="agreed")
    planning.plan_dose(store, opened.id, dose, by="K Tan", at=before)
    planning.give_dose(store, opened.id, replace(dose, given_at=at, reason="agreed"), by="K Tan", at=at)
    return opened.id


def tap(name: str, tapped_at: datetime, **more: Any) -> Tap:
    usual: dict[str, Any] = {
        "kind": "reading", "dose": 1, "slot": "+4h", "scale": "observations", "item": "heart_rate", "value": "72",
    }  # fmt: skip
    return Tap(id=name, tapped_at=tapped_at, **(usual | more))


def give(store: Store, trial: str, tapped: Tap, received_at: datetime | None = None, by: str = "K Tan") -> Receipt:
    return deliver(store, trial=trial, taps=[tapped], by=by, received_at=received_at or tapped.at)


def minutes(store: Store, trial: str) -> list[int]:
    summary = as_json(summarise(store.trial(trial)))
    return [
        int(point["minutes"])
        for series in summary["doses"][0]["series"]
        for point in series["points"]
        if series["item"] == "heart_rate"
    ]


def test_a_servers_clock_that_steps_back_loses_nothing_and_breaks_no_chain(store: Store) -> None:
    trial = given(store, T0)
    clock = [T0 + 4 * HOUR, T0 + 4 * HOUR + timedelta(minutes=5), T0 + 2 * HOUR, T0 + 4 * HOUR + timedelta(minutes=7)]
    for number, received_at in enumerate(clock):
        receipt = give(store, trial, tap(f"tap-{number:05}", received_at), received_at)
        assert receipt.acknowledged == (f"tap-{number:05}",)
        again = give(store, trial, tap(f"tap-{number:05}", received_at), received_at)
        assert (again.acknowledged, again.entries) == (receipt.acknowledged, receipt.entries)
    entries = [entry for entry, _ in store.facts(trial)]
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-2].at < entries[-3].at
    assert store.trial(trial) == replay(store.facts(trial))
    assert len(store.trial(trial).doses[0].readings) == 4
    assert store.verify()[1] == 1
    assert [row.trial for row in store.worklist()] == [trial]


def test_arrival_and_clocks_do_not_decide_between_two_values(store: Store) -> None:
    trial = given(store, T0)
    cell = {"scale": "modified_ashworth", "item": "left_hip_adductors", "slot": "+1h"}
    first, last = T0 + HOUR, T0 + HOUR + timedelta(minutes=3)
    assert give(store, trial, tap("tap-00001", last, value="3", **cell), last).acknowledged
    assert give(store, trial, tap("tap-00002", first, value="1", **cell), first, by="J Poe").acknowledged
    assert {one.value for one in store.trial(trial).doses[0].readings} == {"1", "3"}


def test_a_tablet_whose_clock_is_wrong_by_a_day_is_put_right_by_its_skew(store: Store) -> None:
    trial = given(store, T0)
    taken_at = T0 + 4 * HOUR
    day = 86_400
    for number, skew in enumerate((day, -day)):
        tapped = tap(f"tap-{number:05}", taken_at - timedelta(seconds=skew - number), skew_seconds=skew)
        assert give(store, trial, tapped, taken_at + HOUR).acknowledged
    assert minutes(store, trial) == [240, 240]
    assert {one.skew_seconds for one in store.trial(trial).doses[0].readings} == {day, -day}


def test_a_pass_outlives_a_step_of_the_clock(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = given(store, T0)
    now = datetime.now(UTC)

    def issued(seconds_before: float) -> str:
        with monkeypatch.context() as context:
            context.setattr(sign_ins, "clock", lambda: now - timedelta(seconds=seconds_before))
            return sign_ins.issue_pass(store, recorder=Recorder(name="K Tan"), trial=trial)

    for seconds in (3600, 5, 0, -5, -3600):
        assert sign_ins.check_pass(store, issued(seconds)).trial == trial
    with refused(NotAllowedNow, match="open too long"):
        sign_ins.check_pass(store, issued(sign_ins.PASS_LASTS.total_seconds() + 60))


def test_through_the_october_night_every_hour_is_sixty_minutes(store: Store) -> None:
    trial = given(store, OCTOBER)
    for hours in range(1, 6):
        at = OCTOBER + hours * HOUR
        assert give(store, trial, tap(f"tap-{hours:05}", at, slot=f"+{hours}h")).acknowledged
    assert minutes(store, trial) == [60, 120, 180, 240, 300]
    shown = [one.taken_at.astimezone(LONDON).strftime("%H:%M") for one in store.trial(trial).doses[0].readings]
    assert shown == ["00:30", "01:30", "01:30", "02:30", "03:30"]


def test_a_time_typed_in_the_doubled_hour_is_its_later_one_unless_that_has_not_come(store: Store) -> None:
    trial = given(store, OCTOBER)
    early = OCTOBER + 2 * HOUR + timedelta(minutes=20)  # 01:50 for the first time
    late = early + HOUR  # 01:50 again
    assert give(store, trial, tap("tap-00001", early, taken="0140", slot="+2h")).acknowledged
    assert give(store, trial, tap("tap-00002", late, taken="0140", slot="+3h")).acknowledged
    assert minutes(store, trial) == [130, 190]


def test_a_record_of_the_october_night_says_the_same_after_export_and_import(store: Store, tmp_path: Path) -> None:
    trial = given(store, OCTOBER)
    for hours in range(1, 5):
        give(store, trial, tap(f"tap-{hours:05}", OCTOBER + hours * HOUR, slot=f"+{hours}h"))
    data = exporting.export(store, trial, "json", by="K Tan")
    other = open_store(f"sqlite:///{tmp_path / 'other.db'}")
    assert importing.import_file(other, data, by="J Poe").added
    assert exporting.export(other, trial, "json", by="J Poe") == data
    assert minutes(other, trial) == [60, 120, 180, 240]
    other.close()


def test_two_wards_in_two_zones_share_one_database(store: Store) -> None:
    london, tokyo = given(store, T0), given(store, T0, "Asia/Tokyo")
    at = T0 + 4 * HOUR  # 13:40 in London, 22:40 in Tokyo
    assert give(store, london, tap("tap-00001", at, taken="1338")).acknowledged
    assert give(store, tokyo, tap("tap-00002", at, taken="2238")).acknowledged
    assert minutes(store, london) == minutes(store, tokyo) == [238]
    assert "tap-00003" in give(store, tokyo, tap("tap-00003", at, taken="2258")).refused
    assert {row.given_at for row in store.worklist()} == {T0}


def test_offsets_of_three_zones_in_one_record_are_one_course(store: Store) -> None:
    trial = given(store, T0)
    record = store.trial(trial).record
    zones = (timezone(9 * HOUR), UTC, timezone(-5 * HOUR))
    readings = tuple(
        f.Reading(
            slot=f"+{hour}h", taken_at=(T0 + hour * HOUR).astimezone(zone), scale="pain", item="rating",
            value=Decimal(hour),
        )
        for hour, zone in enumerate(zones, start=1)
    )  # fmt: skip
    dose = replace(record.doses[0], readings=readings)
    data = write_record(replace(record, trial="T-ZONES", doses=(dose,)))
    assert importing.import_file(store, data, by="K Tan").added
    course = as_json(summarise(store.trial("T-ZONES")))["doses"][0]["series"][0]["points"]
    assert [(int(one["minutes"]), one["value"]) for one in course] == [(60, 1), (120, 2), (180, 3)]
    assert exporting.export(store, "T-ZONES", "json", by="K Tan") == data


def test_a_signature_is_before_or_after_by_the_chain_not_by_the_clock(store: Store) -> None:
    trial = given(store, T0)
    give(store, trial, tap("tap-00001", T0 + 4 * HOUR))
    decision = f.Decision(outcome="defer", reason="one more look", present=("K Tan",), person_agrees="yes")
    deciding.sign(store, trial, decision, by="Dr Hale", at=T0 + 6 * HOUR)
    late = give(store, trial, tap("tap-00002", T0 + 4 * HOUR + timedelta(minutes=1)), T0 + 5 * HOUR)
    assert list(late.refused) == ["tap-00002"]
    assert len(store.trial(trial).doses[0].readings) == 1
