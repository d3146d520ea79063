"""The worklist: found, paged, opened; a trial is started, and nobody is started twice unasked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.unit.building import WELL
from trial.actions import bedside_notes, planning
from trial.actions.act import clock
from trial.actions.entry_sheet import Tap, deliver
from trial.ledger.facts import Dose, Measure, Person, Plan, Trial
from trial.meaning.schedule import DueSlot
from trial.screens.trials import PAGE, where_in_the_day
from trial.store import Store
from trial.store.worklist import WorklistRow

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def row(**more: object) -> WorklistRow:
    known: dict[str, object] = {
        "trial": "T-1", "identifier": "1", "name": "", "state": "in_progress", "outcome": "", "dose_number": 1,
        "micrograms": "50", "given_at": NOW, "next_slot": "+2h", "next_due_at": None, "day_ends_at": None,
        "changed_at": NOW,
    }  # fmt: skip
    return WorklistRow(**(known | more))  # type: ignore[arg-type]


def opened(store: Store, count: int) -> None:
    for number in range(count):
        at = NOW + timedelta(minutes=number)
        planning.open_trial(store, person=Person(identifier=f"RX{number}", name=f"Ann{number}"), by="K Tan", at=at)


def listed(screen) -> list[str]:  # type: ignore[no-untyped-def]
    return [one.key.removeprefix("trials.go.") for one in screen.at.button if one.key.startswith("trials.go.")]


def test_an_empty_database_offers_a_trial_and_the_demonstration(open_app: Callable) -> None:
    screen = open_app()
    assert {"Start a trial", "Load the demonstration trials"} <= set(screen.buttons)


def test_the_demonstration_is_loaded_once_and_then_no_longer_offered(open_app: Callable, store: Store) -> None:
    screen = open_app().press("Load the demonstration trials")
    assert len(listed(screen)) == len(list(store.trials())) == 6
    assert "Load the demonstration trials" not in screen.buttons


def test_a_row_says_who_where_and_what_was_decided(open_app: Callable, demonstration: Store) -> None:
    said = open_app().words
    for part in ("DEMO WILLOW", "DEMO-0003", "NO-GO, closed", "Awaiting decision", "Dose 2, 25 micrograms"):
        assert part in said.replace("**", "")


def test_each_trial_opens_where_its_next_step_is(open_app: Callable, demonstration: Store) -> None:
    verbs = {one.key.removeprefix("trials.go.demo-"): one.label for one in open_app().at.button if "go" in one.key}
    assert verbs == {
        "willow": "Review", "rowan": "Review", "birch": "Record", "alder": "Review", "sorrel": "Plan",
        "hazel": "Review",
    }  # fmt: skip


def test_the_list_is_searched_by_the_beginning_of_a_word(open_app: Callable, demonstration: Store) -> None:
    screen = open_app().fill("Search by name or number", "row")
    assert listed(screen) == ["demo-rowan"]
    screen.fill("Search by name or number", "owan")
    assert listed(screen) == []
    assert "No trial matches" in screen.words


def test_the_list_is_narrowed_to_a_state(open_app: Callable, demonstration: Store) -> None:
    assert listed(open_app().choose("Where in the trial", "in_progress")) == ["demo-birch"]


def test_fifty_rows_a_page_and_back_again(open_app: Callable, store: Store) -> None:
    opened(store, PAGE + 3)
    screen = open_app()
    first = listed(screen)
    assert (len(first), first[0]) == (PAGE, f"T-{PAGE + 3:04d}")
    assert "Previous page" not in screen.buttons
    screen.press("Next page")
    assert listed(screen) == ["T-0003", "T-0002", "T-0001"]
    assert "Next page" not in screen.buttons
    assert listed(screen.press("Previous page")) == first


def test_a_search_begins_on_its_first_page(open_app: Callable, store: Store) -> None:
    opened(store, PAGE + 3)
    screen = open_app().press("Next page").fill("Search by name or number", f"RX{PAGE}")
    assert listed(screen) == [f"T-{PAGE + 1:04d}"]


def test_a_trial_is_started_with_nothing_filled_in_beforehand(open_app: Callable, store: Store) -> None:
    screen = open_app().press("Start a trial")
    for label in ("Hospital number (required)", "Name"):
        assert screen.box(label).value == ""
    assert screen.box("Date of birth", "date_input").value is None
    for label in ("Diagnosis group", "Measures and typical goals to begin with"):
        assert screen.box(label, "selectbox").value is None


def test_a_started_trial_opens_on_its_plan(open_app: Callable, store: Store) -> None:
    screen = open_app().press("Start a trial")
    screen.box("Hospital number (required)").input(" NX-1 ")
    screen.box("Name").input("Ann Example")
    screen.box("Diagnosis group", "selectbox").set_value("ms")
    screen.box("Measures and typical goals to begin with", "selectbox").set_value("ambulant_adult")
    screen.press("Open the plan")
    trial = store.trial("T-0001")
    assert (trial.person.identifier, trial.person.name, trial.person.diagnosis_group) == ("NX-1", "Ann Example", "ms")
    assert trial.plan.template == "ambulant_adult"
    assert trial.record.zone == "Europe/London"
    assert [one.value for one in screen.at.header] == ["Plan"]
    assert screen.at.query_params["trial"] == "T-0001"


def test_a_trial_without_a_number_is_refused_and_what_was_typed_stays(open_app: Callable, store: Store) -> None:
    screen = open_app().press("Start a trial")
    screen.box("Name").input("Ann Example")
    screen.press("Open the plan")
    assert "hospital number" in screen.errors[0]
    assert screen.box("Name").value == "Ann Example"
    assert list(store.trials()) == []


def test_a_number_that_is_known_is_asked_about_once(open_app: Callable, store: Store, started: Trial) -> None:
    screen = open_app().press("Start a trial")
    screen.box("Hospital number (required)").input("test-1")
    screen.press("Open the plan")
    assert "has a trial already" in screen.at.warning[0].value
    assert list(store.trials()) == ["T-0001"]
    assert screen.box("Hospital number (required)").value == "test-1"
    screen.press("Open the plan")
    assert list(store.trials()) == ["T-0001", "T-0002"]


def test_starting_can_be_put_away(open_app: Callable) -> None:
    screen = open_app().press("Start a trial").press("Not now")
    assert "Open the plan" not in screen.buttons


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (8, "+2h due in 8 min"),
        (0, "+2h due now"),
        (-12, "+2h overdue by 12 min"),
        (-90, "+2h overdue by 1 h 30"),
    ],
)
def test_where_in_the_day_is_shown_against_the_clock(minutes: int, said: str) -> None:
    found = where_in_the_day(row(next_due_at=NOW + timedelta(minutes=minutes)), NOW)
    assert found.replace("\\", "").replace("\u00a0", " ") == said


def test_rule_36_a_dose_stays_under_way_until_its_last_slot_is_over() -> None:
    due = DueSlot("+2h", NOW, NOW + timedelta(minutes=30))
    decided = row(state="awaiting_decision", slots_to_come=(due,), day_ends_at=NOW + timedelta(hours=4))
    assert decided.at(NOW).state == "in_progress"
    assert where_in_the_day(decided.at(NOW), NOW).endswith("2h due now")
    assert decided.at(NOW + timedelta(hours=5)).state == "awaiting_decision"
    assert row(state="closed", day_ends_at=NOW + timedelta(hours=4)).at(NOW).state == "closed"


def test_rule_36_a_missed_slot_falls_off_the_board_once_its_window_has_passed() -> None:
    due = [
        DueSlot("+0.25h", NOW, NOW + timedelta(minutes=22.5)),
        DueSlot("+1h", NOW + timedelta(minutes=45), NOW + timedelta(minutes=75)),
    ]
    found = row(slots_to_come=tuple(due), day_ends_at=NOW + timedelta(minutes=75))
    seen = [found.at(NOW + timedelta(minutes=after)) for after in (20, 23, 80)]
    assert [(there.state, there.next_slot) for there in seen] == [
        ("in_progress", "+0.25h"), ("in_progress", "+1h"), ("in_progress", ""),
    ]  # fmt: skip
    assert where_in_the_day(seen[-1], NOW) == "No set left: end the observation"


def at_their_beds(store: Store, *minutes_since: int) -> list[str]:
    """Trials whose doses were so long ago, none of them in this order."""
    return [dosed(store, f"RX{minutes}", timedelta(minutes=minutes)) for minutes in minutes_since]


def dosed(store: Store, identifier: str, since: timedelta) -> str:
    now = clock().replace(microsecond=0)
    plan = Plan(slots=("baseline", "+1h", "+4h"), measures=(Measure(scale="pain", items=("rating",)),))
    person = Person(identifier=identifier, name=f"Ann {identifier}")
    trial = planning.open_trial(store, person=person, plan=plan, by="K Tan").id
    dose = Dose(number=1, micrograms=Decimal(25), bed=f"Bed {identifier}", reason="no baseline in this test")
    planning.plan_dose(store, trial, dose, by="K Tan")
    planning.give_dose(store, trial, replace(dose, given_at=now - since), by="K Tan", at=now)
    return trial


def test_who_is_due_next_is_first_and_who_was_touched_last_does_not_jump(open_app: Callable, store: Store) -> None:
    later, sooner, evening = at_their_beds(store, 10, 55, 180)
    opened(store, 2)  # planned
    screen = open_app()
    assert listed(screen) == [sooner, later, evening, "T-0005", "T-0004"]
    for part in (
        "Today",
        "+1h due in 5 min",
        "+1h due in 50 min",
        "+4h due in 1 h 00",
        "Bed RX55",
        "55 min since the dose",
    ):
        assert part in screen.words.replace("**", "")
    bedside_notes.note_bed(store, evening, dose=1, bed="Bay 1", by="K Tan")
    planning.change_person(store, "T-0004", Person(identifier="RX0", name="Ann0 Changed"), by="K Tan")
    assert listed(screen.run()) == [sooner, later, evening, "T-0005", "T-0004"]
    assert "Bay 1" in screen.words


def test_the_filter_finds_a_day_under_way_where_the_list_shows_it(open_app: Callable, store: Store) -> None:
    (still_measured,) = at_their_beds(store, 215)
    tap = Tap(
        id="peakpeak1", kind="reading", dose=1, slot="+4h", scale="pain", item="rating", value="2", tapped_at=clock()
    )
    deliver(store, trial=still_measured, taps=[tap], by="K Tan")
    assert store.worklist()[0].state == "awaiting_decision"
    screen = open_app().choose("Where in the trial", "in_progress")
    assert listed(screen) == [still_measured]
    assert listed(screen.choose("Where in the trial", "awaiting_decision")) == []
    bedside_notes.end_observation(store, still_measured, dose=1, ended_at=clock(), answers=WELL, by="K Tan")
    assert listed(screen.run()) == [still_measured]
    assert listed(screen.choose("Where in the trial", "in_progress")) == []


def test_a_day_that_was_never_ended_is_listed_as_such(open_app: Callable, store: Store) -> None:
    (forgotten,) = at_their_beds(store, 3 * 24 * 60)
    screen = open_app()
    assert listed(screen) == [forgotten]
    assert screen.at.subheader[0].value == "The day is over, the observation was not ended"


def test_beds_are_hidden_with_the_names(open_app: Callable, store: Store) -> None:
    at_their_beds(store, 55)
    screen = open_app("meeting")
    screen.box("Hide names", "toggle").set_value(True)
    screen.run()
    screen.go("trials")
    assert "Today" in screen.words
    assert "RX55" not in screen.words


def test_a_name_is_never_read_as_markup(open_app: Callable, store: Store) -> None:
    name = "[x](http://example.org) *Ann* :red[y]"
    planning.open_trial(store, person=Person(identifier="R*1*", name=name), by="K Tan")
    texts = [one.value for one in open_app().at.markdown]
    assert any(r"\[x\]\(http\:" in text and r"\*Ann\*" in text for text in texts)
