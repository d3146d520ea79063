"""The odd turns of a ward day in a real browser: a puncture that failed, a plan changed, a set in the wrong place."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BASELINE, PLAN, TONE, WAIT, Bedside, pressed
from trial.actions import bedside_notes, planning
from trial.ledger.facts import Dose, Medicine, Origin
from trial.wording.words import HOME_QUESTIONS

FOUND = len(BASELINE)


def press(bed: Bedside, name: str) -> None:
    bed.page.get_by_role("button", name=name, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(option)
    page.get_by_role("option", name=option).first.click()


def test_a_failed_puncture_needs_only_its_time_and_the_next_attempt_may_copy_its_baseline(
    at_bed: Callable[..., Bedside],
) -> None:
    bed = at_bed(given=False)
    bed.open()
    page = bed.page
    page.get_by_text("record the injection").first.click()
    page.get_by_text("Not given: puncture failed").click()
    page.get_by_role("textbox", name="T0, end of injection").fill("-1 min")
    page.locator(".st-key-injection").get_by_role("button", name="Record the injection").click()
    expect(page.get_by_text("Dose 1: not given: puncture failed.")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("region", name="Who this is")).to_contain_text("not given")
    assert "micrograms" not in page.get_by_role("region", name="Who this is").inner_text()
    assert (bed.dose.delivery, bed.dose.micrograms) == ("none", None)
    planning.plan_dose(bed.store, bed.trial, Dose(number=2, micrograms=Decimal(50)), by="K Tan")
    page.reload()
    bed.wait_for_sheet()
    press(bed, f"Copy that baseline, {FOUND} values")
    expect(bed.row("left_hip_adductors")).to_contain_text("Copied from dose 1", timeout=WAIT)
    second = bed.store.trial(bed.trial).doses[1]
    assert {reading.copied_from for reading in second.readings} == {Origin(dose=1)}
    assert len(second.readings) == FOUND
    expect(page.get_by_role("button", name="Copy that baseline")).to_have_count(0)
    given = replace(second, readings=(), given_at=datetime.now(UTC) - timedelta(seconds=5), reason="agreed")
    planning.give_dose(bed.store, bed.trial, given, by="K Tan")
    page.goto(f"{bed.url}/review?trial={bed.trial}")
    expect(page.get_by_text("Baseline copied from dose 1, of which nothing was delivered").first).to_be_attached(
        timeout=WAIT
    )


def test_a_plan_changed_during_the_day_leaves_finished_sets_done(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed()
    an_hour = bed.dose.given_at + timedelta(hours=1)
    asked = [("modified_ashworth", item, "2") for item in TONE]
    rest = [("observations", "systolic", "120"), ("observations", "diastolic", "70")]
    rest += [("observations", "heart_rate", "66"), ("observations", "consciousness", "A")]
    bed.tap(*asked, *rest, slot="+1h", at=an_hour, name="anhour00")
    bed.open()
    tab = bed.page.locator('.slots [data-slot="+1h"]')
    expect(tab).to_contain_text("Done", timeout=WAIT)
    expect(tab).to_contain_text("8 of 8")
    tone = replace(PLAN.measures[1], items=(*TONE, "left_ankle_plantarflexors"))
    new = replace(PLAN, slots=("baseline", "+1h", "+2h"), measures=(PLAN.measures[0], tone), peak_slot="+2h")
    planning.set_plan(bed.store, bed.trial, new, reason="the calf matters", by="R Diaz")
    expect(bed.page.locator('.slots [data-slot="+4h"]')).to_have_count(0, timeout=2 * WAIT)
    expect(tab).to_contain_text("8 of 8")
    expect(tab).to_contain_text("Done")
    expect(bed.page.locator('.slots [data-slot="+2h"]')).to_contain_text("9 to take")
    expect(bed.field("modified_ashworth|left_ankle_plantarflexors")).to_be_visible()
    tab.click()
    expect(bed.field("modified_ashworth|left_ankle_plantarflexors")).to_have_count(0)


def test_a_second_extra_set_is_new_and_no_correction_of_the_first(bedside: Bedside) -> None:
    page, grade = bedside.page, bedside.grade("left_hip_adductors", "2")
    page.locator('.slots [data-slot="extra"]').click()
    box = page.get_by_label("Typed time for the whole set")
    for typed, token in (("-60 min", "2"), ("-20 min", "1")):
        box.fill(typed)
        box.press("Tab")
        expect(bedside.field("modified_ashworth|left_hip_adductors").locator("[aria-pressed=true]")).to_have_count(0)
        bedside.grade("left_hip_adductors", token).click()
        bedside.expect("All saved")
    found = [reading for reading in bedside.dose.readings if reading.slot == "extra"]
    assert [(reading.value, reading.corrected) for reading in found] == [("2", ()), ("1", ())]
    box.fill("-60 min")
    box.press("Tab")
    assert pressed(grade)


def test_an_extra_set_taken_before_is_not_shown_as_the_one_that_begins(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed()
    bed.tap(("modified_ashworth", "left_hip_adductors", "3"), slot="extra", at=bed.now - timedelta(minutes=40))
    bed.open()
    bed.page.locator('.slots [data-slot="extra"]').click()
    again = bed.grade("left_hip_adductors", "3")
    assert not pressed(again)
    again.click()
    expect(bed.row("left_hip_adductors")).to_contain_text("saved", timeout=WAIT)
    expect(bed.page.get_by_text("Why does it become")).to_have_count(0)
    assert len([reading for reading in bed.dose.readings if reading.slot == "extra"]) == 2


def test_a_set_on_the_wrong_person_is_taken_out_and_copied_to_the_right_one(at_bed: Callable[..., Bedside]) -> None:
    wrong, right = at_bed(), at_bed()
    number = f"TEST-{right.trial}"
    person = replace(right.store.trial(right.trial).person, identifier=number, name="Bo Example")
    planning.change_person(right.store, right.trial, person, reason="told apart", by="K Tan")
    wrong.tap(*(("modified_ashworth", item, "1") for item in TONE))
    wrong.open()
    page = wrong.page
    expect(wrong.row("left_hip_adductors")).to_contain_text("saved", timeout=WAIT)
    page.get_by_role("tab", name="Wrong person or slot").click()
    choose(page, "Which set", "+2h, 4 values")
    page.get_by_label("Hospital number of the right person").fill(number)
    page.get_by_label("How it happened").fill("the wrong tablet")
    press(wrong, "Take this set out")
    said = "4 readings of +2h taken out, counted nowhere: recorded on the wrong person (the wrong tablet)"
    expect(page.get_by_text(said).first).to_be_visible(timeout=WAIT)
    expect(wrong.row("left_hip_adductors")).to_contain_text("not yet", timeout=WAIT)
    assert "Bo Example" not in page.locator("body").inner_text()
    assert wrong.readings() == {}
    assert {item: reading.value for item, reading in right.readings().items()} == dict.fromkeys(TONE, "1")
    right.open()
    expect(right.row("left_hip_adductors")).to_contain_text("Recorded on another person first", timeout=WAIT)
    page.goto(f"{wrong.url}/review?trial={wrong.trial}")
    expect(page.get_by_text("recorded on the wrong person").first).to_be_attached(timeout=WAIT)


def test_a_set_in_the_wrong_slot_is_moved_with_a_reason(bedside: Bedside) -> None:
    bedside.tap(*(("modified_ashworth", item, "1") for item in TONE))
    page = bedside.page
    expect(bedside.row("left_hip_adductors")).to_contain_text("saved", timeout=WAIT)
    page.get_by_role("tab", name="Wrong person or slot").click()
    choose(page, "Which set", "+2h, 4 values")
    choose(page, "The right slot", "+1h")
    page.get_by_label("Why it is moved").fill("T0 was an hour later")
    press(bedside, "Move this set")
    said = "4 readings recorded at +2h stand at +1h (T0 was an hour later)"
    expect(page.get_by_text(said).first).to_be_visible(timeout=WAIT)
    page.locator('.slots [data-slot="+1h"]').click()
    expect(bedside.row("left_hip_adductors")).to_contain_text("at +2h", timeout=WAIT)
    assert len(bedside.readings("+1h")) == len(TONE)


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_end_of_observation_asks_the_list_and_is_reopened_with_a_reason(
    at_bed: Callable[..., Bedside], width: int
) -> None:
    bed = at_bed()
    bed.page.set_viewport_size({"width": width, "height": 1000})
    bed.open()
    page = bed.page
    page.get_by_role("tab", name="End and later calls").click()
    press(bed, "End the observation")
    expect(page.get_by_text("Before going home, still to answer: alert as before")).to_be_visible(timeout=WAIT)
    for place, label in enumerate(HOME_QUESTIONS.values()):
        group = page.get_by_role("radiogroup", name=label)
        group.get_by_text("No" if place == 1 else "Yes", exact=True).click()
    page.get_by_label("What a no means, in words").fill("two people to stand")
    press(bed, "End the observation")
    expect(page.get_by_text("said by K Tan")).to_be_visible(timeout=WAIT)
    asked = bed.dose.going_home
    assert asked is not None
    assert [*asked.answers.values()].count("yes") == len(HOME_QUESTIONS) - 1
    assert (asked.answers["stands"], asked.words) == ("no", "two people to stand")
    page.get_by_label("Why it goes on").fill("drowsy again")
    press(bed, "Reopen the observation")
    expect(page.get_by_text("reopened by K Tan: drowsy again")).to_be_visible(timeout=WAIT)
    assert (bed.dose.ended_at, bed.dose.earlier_ends[0].reason) == (None, "drowsy again")


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_first_sit_medicines_and_the_dose_sheet_are_reached_without_scrolling_past_the_sheet(
    at_bed: Callable[..., Bedside], width: int
) -> None:
    bed = at_bed()
    bed.page.set_viewport_size({"width": width, "height": 1000})
    bed.open()
    sheet_top = bed.page.locator(".itb-sheet").bounding_box()["y"]
    assert sheet_top < 320
    for name, text in (("First sit and stand", "First stand"), ("Medicines", "Keep this medicine")):
        tab = bed.page.get_by_role("tab", name=name)
        assert tab.bounding_box()["y"] < sheet_top
        tab.click()
        expect(bed.page.get_by_text(text, exact=True)).to_be_in_viewport(timeout=WAIT)
    bed.page.get_by_role("tab", name="Correct the dose sheet").click()
    expect(bed.page.get_by_label("Given, micrograms")).to_be_in_viewport(timeout=WAIT)
    bed.page.get_by_role("tab", name="The sheet").click()
    expect(bed.field("observations|systolic")).to_be_in_viewport(timeout=WAIT)


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_a_value_tapped_long_after_its_slot_says_when_it_was_taken(at_bed: Callable[..., Bedside], width: int) -> None:
    bed = at_bed(since=timedelta(hours=6, minutes=40))
    bed.page.set_viewport_size({"width": width, "height": 1000})
    bed.open()
    bed.page.locator('.slots [data-slot="+1h"]').click()
    bed.grade("left_hip_adductors", "2").click()
    expect(bed.row("left_hip_adductors")).to_contain_text(
        re.compile(r"Taken 6.h.4\d after T0, slot \+1h"), timeout=WAIT
    )


def test_held_yet_given_stands_on_review(bedside: Bedside) -> None:
    held, given = (Medicine(name="Tizanidine", status=status) for status in ("held", "given"))
    bedside_notes.take_medicine(bedside.store, bedside.trial, dose=1, medicine=held, by="K Tan")
    given = replace(given, last_taken_at=datetime.now(UTC))
    bedside_notes.take_medicine(bedside.store, bedside.trial, dose=1, medicine=given, by="K Tan")
    bedside.page.goto(f"{bedside.url}/review?trial={bedside.trial}")
    expect(bedside.page.get_by_text("Held, yet given: Tizanidine").first).to_be_attached(timeout=WAIT)
