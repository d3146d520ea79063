"""The Record screen beside the sheet, and what the sheet is handed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from trial.actions import planning
from trial.actions.tapping import Tap, deliver
from trial.elements import session
from trial.elements.sheet.rows import sheet_data
from trial.files.plans import templates
from trial.ledger.facts import Dose, Goal, Measure, Person, Plan, Target, Trial
from trial.store import open_store
from trial.store.base import Store

HOME = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("Europe/London")
NOW = datetime.now(UTC).replace(microsecond=0)
PLAN = Plan(
    measures=(
        Measure(
            scale="modified_ashworth", items=("left_hip_adductors", "right_hip_adductors"), slots=("baseline", "+4h")
        ),
        Measure(scale="observations", items=("systolic", "diastolic", "consciousness")),
        Measure(scale="ten_metre_walk", items=("seconds", "aid"), slots=("baseline", "+4h")),
        Measure(scale="penn_spasm"),
    )
)
GOALS = (
    Goal(
        id="g1", kind="achieve", words="Walk",
        target=Target(scale="ten_metre_walk", item="speed", rule="improves_percent", amount=Decimal(20)),
    ),
    Goal(id="g2", kind="keep", words="Stand"),
)  # fmt: skip


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("memory:")
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> Trial:
    person = Person(identifier="TEST-1", name="Ann Example")
    return planning.open_trial(store, person=person, plan=PLAN, goals=GOALS, by="K Tan", zone="Europe/London")


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, store: Store, trial: Trial) -> Callable[[], AppTest]:
    """Run the Record screen on the trial as it now stands."""
    monkeypatch.setattr(session, "store", lambda: store)
    monkeypatch.setattr(session, "chosen_trial", lambda: store.trial(trial.id))
    monkeypatch.setattr(session, "zone", lambda: ZONE)
    monkeypatch.setattr(session, "recorder", lambda: "K Tan")

    def run() -> AppTest:
        at = AppTest.from_file(str(HOME / "trial" / "screens" / "record.py"), default_timeout=30).run()
        assert not at.exception
        return at

    return run


def planned(store: Store, trial: Trial) -> None:
    planning.plan_dose(store, trial.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan")


def given(store: Store, trial: Trial) -> None:
    planned(store, trial)
    dose = Dose(number=1, micrograms=Decimal(25), given_at=NOW - timedelta(hours=1))
    planning.give_dose(store, trial.id, dose, by="K Tan")


def field(at: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in at.text_input if one.label == label)


def press(at: AppTest, label: str) -> AppTest:
    return next(one for one in at.button if one.label == label).click().run()


def test_without_a_planned_dose_the_screen_says_what_comes_first(screen: Callable[[], AppTest]) -> None:
    assert "No dose is planned yet" in screen().info[0].value


def test_the_dose_sheet_is_kept_as_typed(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    planned(store, trial)
    at = screen()
    assert all(one.value in ("", None) for one in at.text_input)
    for label, text in (
        ("Given, micrograms", "25"), ("Concentration, mcg/mL", "50"), ("Volume, mL", "0.5"), ("Batch", "B7"),
        ("Injected by", "Dr A"), ("Checked by", "K Tan"), ("Level", "L3/4"), ("Attempts", "2"),
        ("T0, end of injection", "-5 min"),
    ):  # fmt: skip
        field(at, label).input(text)
    at.radio[0].set_value("full")
    at = press(at, "Keep the dose sheet")
    assert not at.exception
    assert [one.value for one in at.error] == []
    dose = store.trial(trial.id).doses[0]
    assert (dose.micrograms, dose.concentration, dose.volume_ml, dose.attempts) == (25, 50, Decimal("0.5"), 2)
    assert (dose.injected_by, dose.checked_by, dose.level, dose.batch, dose.delivery) == (
        "Dr A",
        "K Tan",
        "L3/4",
        "B7",
        "full",
    )
    assert dose.given_at is not None
    assert timedelta(minutes=4) < datetime.now(UTC) - dose.given_at < timedelta(minutes=7)


@pytest.mark.parametrize(
    ("label", "text", "says"),
    [
        ("Given, micrograms", "a lot", "The dose takes a number."),
        ("Given, micrograms", "0", "more than 0"),
        ("Attempts", "no", "whole number"),
        ("T0, end of injection", "", "Type the time"),
        ("T0, end of injection", "soon", "is not a time"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    store: Store, trial: Trial, screen: Callable[[], AppTest], label: str, text: str, says: str
) -> None:
    planned(store, trial)
    at = screen()
    field(at, "Given, micrograms").input("25")
    field(at, "T0, end of injection").input("-5 min")
    at.radio[0].set_value("full")
    field(at, label).input(text)
    at = press(at, "Keep the dose sheet")
    assert says in at.error[0].value
    assert field(at, label).value == text
    assert store.trial(trial.id).doses[0].given_at is None


def test_rule_32_a_failed_puncture_has_no_t0(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    planned(store, trial)
    at = screen()
    field(at, "Given, micrograms").input("25")
    field(at, "T0, end of injection").input("-5 min")
    at.radio[0].set_value("none")
    at = press(at, "Keep the dose sheet")
    dose = store.trial(trial.id).doses[0]
    assert (dose.delivery, dose.given_at) == ("none", None)
    assert dose.tried_at is not None
    assert any("puncture failed" in one.value for one in at.warning)


def test_rule_07_t0_is_corrected_only_with_a_reason(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    given(store, trial)
    at = screen()
    assert field(at, "Given, micrograms").value == "25"
    field(at, "T0, end of injection").input("-50 min")
    at = press(at, "Correct the dose sheet")
    assert "Say why" in at.error[0].value
    field(at, "Why it is corrected").input("read off the wrong clock")
    at = press(at, "Correct the dose sheet")
    dose = store.trial(trial.id).doses[0]
    assert dose.given_at != NOW - timedelta(hours=1)
    assert [(one.given_at, one.reason) for one in dose.earlier_t0] == [
        (NOW - timedelta(hours=1), "read off the wrong clock")
    ]


def test_rule_30_asked_none_and_an_event_with_cause_and_action(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    at = press(screen(), "Asked: none")
    assert store.trial(trial.id).doses[0].events_asked
    choose = {one.label: one for one in at.selectbox}
    choose["What"].set_value("dizziness")
    choose["How severe"].set_value("mild")
    choose["Cause"].set_value("drug")
    field(at, "What was done").input("lay flat")
    at = press(at, "Keep this event")
    (event,) = store.trial(trial.id).doses[0].events
    assert (event.kind, event.severity, event.cause, event.action) == ("dizziness", "mild", "drug", "lay flat")
    field(at, "Ended").input("now")
    press(at, "Keep its end")
    assert store.trial(trial.id).doses[0].events[0].ended_at is not None


def test_words_first_sit_the_end_and_a_call_are_kept(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    given(store, trial)
    at = screen()
    next(one for one in at.selectbox if one.label == "Who").set_value("person")
    field(at, "Their words").input("My legs feel light")
    at = press(at, "Keep these words")
    field(at, "First sit at").input("-20 min")
    at = press(at, "Keep")
    field(at, "Observation ended at").input("now")
    at = press(at, "End the observation")
    field(at, "What was found").input("nothing new")
    at = press(at, "Keep this call")
    assert not at.exception
    dose = store.trial(trial.id).doses[0]
    assert [one.text for one in dose.words] == ["My legs feel light"]
    assert dose.first_sit_at is not None
    assert dose.ended_at is not None
    assert [one.text for one in dose.follow_up] == ["nothing new"]


def data(store: Store, trial: Trial) -> dict:  # type: ignore[type-arg]
    now = store.trial(trial.id)
    return sheet_data(now, now.doses[0], recorder="K Tan", now=NOW, zone=ZONE)


def test_the_sheet_asks_what_the_plan_asks_where_it_asks_it(store: Store, trial: Trial) -> None:
    given(store, trial)
    handed = data(store, trial)
    slots = {slot["key"]: slot["planned"] for slot in handed["slots"]}
    assert "modified_ashworth|left_hip_adductors" not in slots["+1h"]
    assert "observations|systolic" in slots["+1h"]
    assert slots["+4h"].count("ten_metre_walk|seconds") == 1
    assert [key for key in slots["+4h"] if key.startswith("goal")] == ["goal|g2|team", "goal|g2|person"]
    assert "ten_metre_walk|aid" not in slots["+4h"]  # how it was done is asked and not counted
    assert list(slots)[-1] == "extra"
    assert [block["key"] for block in handed["blocks"]] == [
        "observations", "modified_ashworth", "penn_spasm", "ten_metre_walk", "goals", "events",
    ]  # fmt: skip


def test_left_and_right_stand_in_one_row_and_a_blood_pressure_too(store: Store, trial: Trial) -> None:
    given(store, trial)
    rows = {block["key"]: block.get("rows") for block in data(store, trial)["blocks"]}
    assert rows["modified_ashworth"][0]["fields"] == [
        "modified_ashworth|left_hip_adductors", "modified_ashworth|right_hip_adductors",
    ]  # fmt: skip
    assert rows["observations"][0]["fields"] == ["observations|systolic", "observations|diastolic"]
    assert rows["ten_metre_walk"][0]["fields"] == ["ten_metre_walk|seconds_1", "ten_metre_walk|seconds_2"]


def test_rule_04_asleep_is_not_offered_where_the_answer_is_rouse_and_score(store: Store, trial: Trial) -> None:
    given(store, trial)
    fields = data(store, trial)["fields"]
    assert "asleep" not in fields["observations|systolic"]["reasons"]
    assert "unrecordable" in fields["observations|systolic"]["reasons"]
    assert "asleep" in fields["modified_ashworth|left_hip_adductors"]["reasons"]
    assert "unrecordable" not in fields["modified_ashworth|left_hip_adductors"]["reasons"]


def test_no_severity_is_asked_without_spasms(store: Store, trial: Trial) -> None:
    given(store, trial)
    assert data(store, trial)["fields"]["penn_spasm|frequency"]["skips"] == {"0": ["penn_spasm|severity"]}


def test_rule_06_two_values_and_what_was_struck_reach_the_sheet(store: Store, trial: Trial) -> None:
    given(store, trial)
    first = Tap(
        id="tap00001", kind="reading", dose=1, slot="+1h", scale="modified_ashworth", item="left_hip_adductors",
        value="2", tapped_at=NOW - timedelta(minutes=9),
    )  # fmt: skip
    mended = replace(first, id="tap00002", value="1+", replaces="tap00001", reason="typed wrong")
    deliver(store, trial=trial.id, taps=[first, mended], by="K Tan")
    deliver(store, trial=trial.id, taps=[replace(first, id="tap00003", value="3")], by="R Hale")
    values = data(store, trial)["values"]["+1h|modified_ashworth|left_hip_adductors"]
    assert [(one["value"], one["two"], one["mine"]) for one in values] == [("1+", True, True), ("3", True, False)]
    assert values[0]["struck"] == [["2", "K Tan: typed wrong"]]


def test_rule_29_adult_soft_ranges_are_off_for_a_child(store: Store, trial: Trial) -> None:
    given(store, trial)
    now = store.trial(trial.id)
    child = replace(
        now, record=replace(now.record, person=replace(now.person, born=(NOW - timedelta(days=3000)).date()))
    )
    handed = sheet_data(child, child.doses[0], recorder="K Tan", now=NOW, zone=ZONE)
    assert handed["fields"]["observations|systolic"]["soft"] is None
    assert handed["fields"]["observations|systolic"]["hard"] == [40, 280]


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_has_a_sheet_in_which_all_that_is_planned_can_be_answered(store: Store, name: str) -> None:
    plan = templates()[name].plan()
    opened = planning.open_trial(store, person=Person(identifier="TEST-2", name="B"), plan=plan, by="K Tan")
    given(store, opened)
    handed = data(store, opened)
    for slot in handed["slots"]:
        shown = {
            key
            for block in handed["blocks"]
            for row in block.get("rows", [])
            if slot["key"] in row["slots"]
            for key in (*row["fields"], row.get("whole"))
        }
        assert set(slot["planned"]) <= shown
    for block in handed["blocks"]:
        for row in block.get("rows", []):
            sides = {handed["fields"][key]["side"] for key in row["fields"]}
            assert block["layout"] == "sides" or not sides & {"left", "right"}  # the words stand beside their boxes
