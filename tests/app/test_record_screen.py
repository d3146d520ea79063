"""The Record screen beside the sheet, and what the sheet is handed."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

import scales
from tests.app.conftest import screen_of
from trial.actions import bedside_notes, deciding, planning
from trial.actions.entry_sheet import Tap, deliver
from trial.elements.sheet.data import sheet_data
from trial.files.plan_templates import templates
from trial.ledger.facts import Decision, Dose, Event, Goal, Measure, Medicine, Person, Plan, Target, Trial
from trial.screens.record import DAY
from trial.store import Store
from trial.wording.words import HOME_QUESTIONS

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
def trial(store: Store) -> Trial:
    person = Person(identifier="TEST-1", name="Ann Example")
    return planning.open_trial(store, person=person, plan=PLAN, goals=GOALS, by="K Tan", zone="Europe/London")


@pytest.fixture
def screen(trial: Trial) -> Callable[[], AppTest]:
    """Run the Record screen on the trial as it now stands, every tab of the day opened before unless one is named."""

    def run(tab: str = "") -> AppTest:
        at = screen_of("record", trial.id)
        if not tab:
            at.session_state[f"day.{trial.id}.1.opened"] = set(DAY)
        else:
            at.session_state[f"day.{trial.id}.1"] = tab
        at.run()
        assert not at.exception
        return at

    return run


def planned(store: Store, trial: Trial) -> None:
    planning.plan_dose(store, trial.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan")


def given(store: Store, trial: Trial) -> None:
    planned(store, trial)
    given_at = NOW - timedelta(hours=1)
    dose = Dose(number=1, micrograms=Decimal(25), given_at=given_at, reason="agreed")
    planning.give_dose(store, trial.id, dose, by="K Tan")


def field(at: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(one for one in at.text_input if one.label == label)


def press(at: AppTest, label: str) -> AppTest:
    return next(one for one in at.button if one.label == label).click().run()


def test_without_a_planned_dose_the_screen_says_what_comes_first(screen: Callable[[], AppTest]) -> None:
    assert "No dose is planned yet" in screen().info[0].value


def test_the_dose_sheet_is_stored_as_typed(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    planned(store, trial)
    at = screen()
    assert all(one.value in ("", None) for one in at.text_input)
    for label, text in (
        ("Given, micrograms", "25"), ("Concentration, mcg/mL", "50"), ("Volume, mL", "0.5"), ("Batch", "B7"),
        ("Injected by", "Dr A"), ("Checked by", "K Tan"), ("Level", "L3/4"), ("Attempts", "2"),
        ("T0, end of injection", "-5 min"), ("Reason, where one is needed", "agreed"),
    ):  # fmt: skip
        field(at, label).input(text)
    at.radio[0].set_value("full")
    at = press(at, "Record the injection")
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
    at = press(at, "Record the injection")
    assert says in at.error[0].value
    assert field(at, label).value == text
    assert store.trial(trial.id).doses[0].given_at is None


def test_rule_32_a_failed_puncture_has_no_t0(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    planned(store, trial)
    at = screen()
    field(at, "Given, micrograms").input("25")
    field(at, "T0, end of injection").input("-5 min")
    at.radio[0].set_value("none")
    at = press(at, "Record the injection")
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
    at = press(screen(), "Asked: nothing new")
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


def test_words_first_sit_the_end_and_a_call_are_stored(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    at = screen()
    next(one for one in at.selectbox if one.label == "Who").set_value("person")
    field(at, "Their words").input("My legs feel light")
    at = press(at, "Keep these words")
    next(group for group in at.button_group if group.label == "Which").set_value("sit")
    at = at.run()
    field(at, "First sit at").input("-20 min")
    field(at, "Blood pressure sitting").input("118/70")
    field(at, "Who was there").input("R Hale")
    at = press(at, "Keep the first sit")
    field(at, "Observation ended at").input("now")
    for label in HOME_QUESTIONS.values():
        next(one for one in at.radio if one.label == label).set_value("yes")
    at = press(at, "End the observation")
    field(at, "What was found").input("nothing new")
    at = press(at, "Keep this call")
    assert not at.exception
    dose = store.trial(trial.id).doses[0]
    assert [one.text for one in dose.words] == ["My legs feel light"]
    assert dose.first_sit_at is not None
    assert [(one.kind, one.staff, one.by) for one in dose.rises] == [("sit", "R Hale", "K Tan")]
    assert [(one.item, one.value, one.conditions) for one in dose.readings] == [
        ("diastolic", Decimal(70), {"position": "sitting"}),
        ("systolic", Decimal(118), {"position": "sitting"}),
    ]
    assert dose.ended_at is not None
    assert dose.going_home is not None
    assert set(dose.going_home.answers.values()) == {"yes"}
    assert [one.text for one in dose.follow_up] == ["nothing new"]


def test_an_empty_form_keeps_no_first_sit_and_no_call(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    at = screen()
    next(group for group in at.button_group if group.label == "Which").set_value("sit")
    at = press(at.run(), "Keep the first sit")
    assert any("nothing was kept" in one.value for one in at.error)
    at = press(at, "Keep this call")
    assert len(at.error) == 1
    dose = store.trial(trial.id).doses[0]
    assert (dose.first_sit_at, dose.rises, dose.follow_up) == (None, (), ())


def test_the_checklist_ticks_with_time_and_name_and_says_how_much_is_done(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    at = screen()
    box = next(one for one in at.checkbox if one.label.startswith("Skin and wounds"))
    at = box.check().run()
    assert not at.exception
    (tick,) = store.trial(trial.id).doses[0].ticks
    assert (tick.what, tick.by) == ("skin", "K Tan")
    shown = next(one for one in at.checkbox if one.label.startswith("Skin and wounds"))
    assert shown.value
    assert "K Tan" in shown.label
    texts = "\n".join(one.value for one in at.markdown).replace("\\", "")
    assert "First stood: not recorded." in texts
    assert "nobody has asked yet" in texts
    at = shown.uncheck().run()
    assert store.trial(trial.id).doses[0].ticks == ()


def test_the_checklist_can_be_ticked_before_the_dose(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    planned(store, trial)
    at = screen()
    next(one for one in at.checkbox if one.label.startswith("Consent")).check().run()
    assert store.trial(trial.id).doses[0].checklist == {"consent": True}


def test_a_medicine_is_held_or_given_at_the_bedside_with_time_and_name(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    at = screen()
    field(at, "or another, by name").input("Tizanidine")
    next(one for one in at.radio if one.label == "Today").set_value("given")
    at = press(at, "Keep this medicine")
    assert [one.value for one in at.error] == ["Say when it was given."]
    field(at, "How much").input("2 mg")
    field(at, "When, or last taken").input("-10 min")
    at = press(at, "Keep this medicine")
    assert not at.error
    dose = store.trial(trial.id).doses[0]
    (medicine,) = dose.medicines
    assert (medicine.name, medicine.dose, medicine.status, medicine.by) == ("Tizanidine", "2 mg", "given", "K Tan")
    assert [(one.medicine, one.words, one.began_at) for one in dose.events] == [
        ("Tizanidine 2 mg", "", medicine.last_taken_at)
    ]
    assert any("Tizanidine 2 mg, given as usual, last taken" in one.value for one in at.markdown)


def test_a_medicine_held_on_the_list_and_given_by_an_event_is_put_before_a_person(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    held = Medicine(name="Baclofen", dose="10 mg", status="held")
    bedside_notes.take_medicine(store, trial.id, dose=1, medicine=held, by="K Tan")
    assert not screen().warning
    event = Event(kind="other", medicine="baclofen 10 mg", began_at=NOW)
    bedside_notes.note_event(store, trial.id, dose=1, event=event, by="R Hale")
    assert any("Baclofen is listed as held" in one.value for one in screen().warning)
    taken = replace(held, status="given", last_taken_at=NOW)
    bedside_notes.take_medicine(store, trial.id, dose=1, medicine=taken, by="R Hale")
    assert [line.status for line in store.trial(trial.id).doses[0].medicines] == ["held", "given"]
    assert any("Baclofen is listed as held" in one.value for one in screen().warning)


def test_rule_31_a_later_call_is_stored_after_signing(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    given(store, trial)
    decision = Decision(outcome="proceed", reason="as hoped", person_agrees="yes", present=("K Tan",), signed_by="Dr A")
    deciding.sign(store, trial.id, decision, by="Dr A")
    at = screen()
    field(at, "What was found").input("headache worse upright")
    at = press(at, "Keep this call")
    assert [one.text for one in store.trial(trial.id).doses[0].follow_up] == ["headache worse upright"]
    assert store.trial(trial.id).decisions[0].signed


def test_what_explains_a_bend_takes_no_severity(store: Store, trial: Trial, screen: Callable[[], AppTest]) -> None:
    given(store, trial)
    at = screen()
    next(one for one in at.selectbox if one.label == "What").set_value("medicine")
    field(at, "In words").input("tizanidine 2 mg")
    press(at, "Keep this event")
    (event,) = store.trial(trial.id).doses[0].events
    assert (event.kind, event.severity, event.words, event.medicine) == ("other", None, "", "tizanidine 2 mg")
    assert data(store, trial)["events"][0].endswith("Medicine given: tizanidine 2 mg")


def test_rule_17_and_18_why_a_value_does_not_count_is_said_beside_it(store: Store, trial: Trial) -> None:
    planned(store, trial)
    before, after = NOW - timedelta(hours=6), NOW - timedelta(minutes=30)
    walks = [("seconds_1", "20"), ("seconds_2", "20"), ("aid", "stick")]
    taps = [
        Tap(id=f"baseline{n}", kind="reading", dose=1, slot="baseline", scale="ten_metre_walk", item=item, value=value,
            tapped_at=before)
        for n, (item, value) in enumerate(walks)
    ]  # fmt: skip
    assert deliver(store, trial=trial.id, taps=taps, by="K Tan", received_at=before).refused == {}
    given_at = NOW - timedelta(hours=4)
    planning.give_dose(
        store, trial.id, Dose(number=1, micrograms=Decimal(25), given_at=given_at), by="K Tan", at=given_at
    )
    typed = [("ten_metre_walk", "seconds_1", "15"), ("ten_metre_walk", "seconds_2", "15")]
    typed += [("ten_metre_walk", "aid", "walker"), ("observations", "consciousness", "V")]
    taps = [
        Tap(id=f"at4hours{n}", kind="reading", dose=1, slot="+4h", scale=scale, item=item, value=value, tapped_at=after)
        for n, (scale, item, value) in enumerate(typed)
    ]
    assert deliver(store, trial=trial.id, taps=taps, by="R Hale", received_at=after).refused == {}
    remarks = data(store, trial)["remarks"]
    walk = remarks["+4h|ten_metre_walk|seconds"]
    assert any(one.startswith("confounded: sedated") for one in walk)
    assert "more help: walking aid now walking frame or rollator, one stick at baseline" in walk
    assert "assessed by K Tan at baseline" in walk
    assert remarks["+4h|observations|consciousness"] == ("test walking and transfers again once alert",)


def test_rule_16_what_was_lost_is_the_loudest_word_beside_the_value(store: Store, trial: Trial) -> None:
    planned(store, trial)
    before, after, given_at = NOW - timedelta(hours=6), NOW - timedelta(minutes=30), NOW - timedelta(hours=4)
    walk = Tap(
        id="baseline1", kind="reading", dose=1, slot="baseline", scale="ten_metre_walk", item="seconds", value="20",
        tapped_at=before,
    )  # fmt: skip
    lost = replace(walk, id="at4hours1", slot="+4h", value=None, status="unable_weakness", tapped_at=after)
    deliver(store, trial=trial.id, taps=[walk], by="K Tan", received_at=before)
    dose = Dose(number=1, micrograms=Decimal(25), given_at=given_at)
    planning.give_dose(store, trial.id, dose, by="K Tan", at=given_at)
    assert data(store, trial)["remarks"] == {}
    assert deliver(store, trial=trial.id, taps=[lost], by="K Tan", received_at=after).refused == {}
    assert data(store, trial)["remarks"]["+4h|ten_metre_walk|seconds"] == ("LOST since baseline",)


def test_rule_33_a_concentration_that_does_not_make_the_dose_stays_in_sight(
    store: Store, trial: Trial, screen: Callable[[], AppTest]
) -> None:
    planned(store, trial)
    dose = Dose(
        number=1, micrograms=Decimal(25), given_at=NOW - timedelta(hours=1), concentration=Decimal(50),
        volume_ml=Decimal(1), reason="agreed",
    )  # fmt: skip
    planning.give_dose(store, trial.id, dose, by="K Tan")
    at = screen()
    assert any("is 50 mcg, not the 25 mcg of the dose" in one.value for one in at.warning)


def test_the_warning_signs_are_in_sight_and_dysreflexia_only_where_the_cord_is_hurt(store: Store, trial: Trial) -> None:
    given(store, trial)
    names = [name for name, _ in data(store, trial)["blocks"][-1]["signs"]]
    assert names == ["Too much", "Tablets stopped", "After the puncture"]
    hurt = replace(store.trial(trial.id).person, diagnosis_group="sci")
    planning.change_person(store, trial.id, hurt, reason="learnt since", by="K Tan")
    assert [name for name, _ in data(store, trial)["blocks"][-1]["signs"]][-1] == "Cord injury at T6 or above"


def data(store: Store, trial: Trial) -> dict:  # type: ignore[type-arg]
    now = store.trial(trial.id)
    return sheet_data(now, now.doses[0], recorder="K Tan", zone=ZONE)


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


def test_left_and_right_share_one_row_and_so_does_a_blood_pressure(store: Store, trial: Trial) -> None:
    given(store, trial)
    rows = {block["key"]: block.get("rows") for block in data(store, trial)["blocks"]}
    assert rows["modified_ashworth"][0]["fields"] == [
        "modified_ashworth|left_hip_adductors", "modified_ashworth|right_hip_adductors",
    ]  # fmt: skip
    assert rows["observations"][0]["fields"] == ["observations|systolic", "observations|diastolic"]
    assert rows["ten_metre_walk"][0]["fields"] == ["ten_metre_walk|seconds_1", "ten_metre_walk|seconds_2"]


def test_the_sheet_says_what_a_ward_calls_a_muscle_and_beside_it_the_name(store: Store, trial: Trial) -> None:
    items = ("left_knee_flexors", "right_knee_flexors", "left_hip_flexors")
    angles = ("left_knee_flexors_r1", "left_hip_flexors_r1")
    asked = (Measure(scale="modified_ashworth", items=items), Measure(scale="modified_tardieu", items=angles))
    planned(store, trial)
    planning.set_plan(store, trial.id, Plan(measures=asked), by="K Tan")
    handed = data(store, trial)
    rows = {block["key"]: [(row["label"], row["note"]) for row in block.get("rows", ())] for block in handed["blocks"]}
    assert rows["modified_ashworth"] == [("Hip flexors", ""), ("Hamstrings", "knee flexors")]
    assert rows["modified_tardieu"] == [
        ("Hip flexors, angle of catch (R1), degrees", ""),
        ("Hamstrings, angle of catch (R1), degrees", "knee flexors, angle of catch (R1)"),
    ]
    field = handed["fields"]["modified_tardieu|left_knee_flexors_r1"]
    assert field["label"] == "Left knee flexors (hamstrings), angle of catch (R1)"
    assert (field["short"], field["name"]) == (
        "L hamstrings, angle of catch (R1)",
        "left hamstrings, angle of catch (R1)",
    )


def test_rule_04_asleep_is_not_offered_where_the_answer_is_rouse_and_score(store: Store, trial: Trial) -> None:
    given(store, trial)
    handed = data(store, trial)
    offered = lambda key: handed["shared"][handed["fields"][key]["reasons"]]  # noqa: E731
    assert "asleep" not in offered("observations|systolic")
    assert "unrecordable" in offered("observations|systolic")
    assert "asleep" in offered("modified_ashworth|left_hip_adductors")
    assert "unrecordable" not in offered("modified_ashworth|left_hip_adductors")


def test_what_many_rows_have_in_common_is_handed_over_once(store: Store, trial: Trial) -> None:
    planned(store, trial)
    muscles = [item.key for item in scales.get("modified_ashworth").items if item.side][:24]
    plan = Plan(measures=(Measure(scale="modified_ashworth", items=tuple(muscles)),))
    planning.set_plan(store, trial.id, plan, by="K Tan")
    handed = data(store, trial)
    assert len(handed["fields"]) >= len(muscles)
    assert len({handed["fields"][f"modified_ashworth|{one}"]["levels"] for one in muscles}) == 1
    assert len(json.dumps(handed["fields"])) < 400 * len(handed["fields"])


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
    handed = sheet_data(child, child.doses[0], recorder="K Tan", zone=ZONE)
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
            assert block["layout"] == "sides" or not sides & {"left", "right"}  # the words are beside their boxes


def test_a_tab_of_the_day_is_drawn_when_it_is_opened_and_stays_drawn(
    store: Store, trial: Trial, screen: Callable[..., AppTest]
) -> None:
    given(store, trial)
    at = screen("Words")
    assert "Their words" in labels(at)
    assert "What was found" not in labels(at)
    at.session_state[f"day.{trial.id}.1"] = "End and later calls"
    at.run()
    assert "What was found" in labels(at)
    assert "Their words" in labels(at)


def labels(at: AppTest) -> list[str]:
    return [one.label for one in at.text_input]
