"""The entry sheet in the real app, in a real browser: painted, kept, delivered exactly once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import BASELINE, PLAN, TONE, WAIT, Bedside, pressed
from tests.browser.whole_set import PLANNED, SIDED, check_whole_set, full_set, tap_whole_set
from trial.actions.entry_sheet import Tap, deliver

MOST_ACTIONS = 40


def test_a_tap_is_painted_at_once_saved_and_durable(bedside: Bedside) -> None:
    assert "+2h" in bedside.page.locator(".slots [aria-current]").inner_text()
    bedside.grade("left_hip_adductors", "1+").click()
    assert pressed(bedside.grade("left_hip_adductors", "1+"))
    expect(bedside.row("left_hip_adductors")).to_contain_text("saved", timeout=WAIT)
    expect(bedside.row("left_hip_adductors")).to_contain_text("2 steps better than baseline")
    reading = bedside.readings()["left_hip_adductors"]
    assert (reading.value, reading.by, reading.typed_by) == ("1+", "K Tan", "K Tan")
    assert abs(reading.taken_at - datetime.now(UTC)) < timedelta(seconds=60)
    assert bedside.store.verify()


def test_taps_made_while_the_server_is_gone_arrive_exactly_once(bedside: Bedside) -> None:
    bedside.served.kill()
    for item, token in (("left_hip_adductors", "1"), ("right_hip_adductors", "2"), ("left_knee_flexors", "0")):
        bedside.grade(item, token).click()
        assert pressed(bedside.grade(item, token))
    bedside.expect("3 values waiting \u2013 working without the server.")
    bedside.grade("right_knee_flexors", "1").click()
    bedside.expect("4 values waiting")
    last_tap = datetime.now(UTC)
    bedside.served.start()
    bedside.wait_for_readings(4)
    found = bedside.readings()
    assert {item: found[item].value for item in TONE} == {
        "left_hip_adductors": "1", "right_hip_adductors": "2", "left_knee_flexors": "0", "right_knee_flexors": "1",
    }  # fmt: skip
    dose = bedside.store.trial(bedside.trial).doses[0]
    assert len([one for one in dose.readings if one.slot == "+2h"]) == 4
    assert all(one.taken_at <= last_tap for one in found.values())
    assert all(one.corrected == () for one in found.values())


def test_the_impossible_is_refused_in_place_and_the_unusual_asks_once(bedside: Bedside) -> None:
    page, rate = bedside.page, bedside.field("observations|heart_rate").locator("input")
    rate.fill("300")
    rate.press("Tab")
    assert page.get_by_text("Heart rate must be 20 to 220 beats a minute.").is_visible()
    assert rate.input_value() == "300"
    rate.fill("44")
    rate.press("Tab")
    assert page.get_by_text("Heart rate 44 beats a minute is unusual: please look again.").is_visible()
    assert "heart_rate" not in bedside.readings()
    page.get_by_role("button", name="44 is right").click()
    bedside.expect("All saved")
    found = bedside.readings()["heart_rate"]
    assert (found.value, found.unusual) == (Decimal(44), True)
    assert page.get_by_text("unusual, looked at again").is_visible()
    for key, value in (("systolic", "100"), ("diastolic", "110")):
        box = bedside.field(f"observations|{key}").locator("input")
        box.fill(value)
        box.press("Tab")
    assert page.get_by_text("Diastolic must be below systolic.").is_visible()


def test_a_reason_for_the_rest_of_a_block_is_one_choice(bedside: Bedside) -> None:
    bedside.grade("left_hip_adductors", "1").click()
    tone = bedside.page.locator("section.b", has_text="Modified Ashworth")
    tone.get_by_role("button", name=re.compile("Rest of block")).click()
    tone.get_by_role("button", name="Declined").click()
    bedside.expect("All saved")
    found = bedside.readings()
    assert found["left_hip_adductors"].value == "1"
    assert {item: found[item].status for item in list(TONE)[1:]} == dict.fromkeys(list(TONE)[1:], "declined")
    assert "3 declined" in bedside.page.locator(".itb-sheet .foot").inner_text()


def test_a_set_can_be_timed_by_typing_and_assessed_by_another(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_label("Typed time for the whole set").fill("-12 min")
    page.get_by_label("Typed time for the whole set").press("Tab")
    page.locator(".set select").select_option("+")
    page.locator(".set").get_by_label("Name of the assessor").fill("M Okoro")
    page.locator(".set").get_by_label("Name of the assessor").press("Tab")
    bedside.grade("left_hip_adductors", "2").click()
    bedside.expect("All saved")
    found = bedside.readings()["left_hip_adductors"]
    assert (found.by, found.typed_by) == ("M Okoro", "K Tan")
    assert timedelta(minutes=11) < found.typed_at - found.taken_at < timedelta(minutes=13)


def test_what_another_person_records_appears_without_asking(bedside: Bedside) -> None:
    bedside.tap(("observations", "heart_rate", "66"), by="R Hale")
    expect(bedside.field("observations|heart_rate").locator("input")).to_have_value("66", timeout=WAIT)


def test_slots_say_where_they_stand_and_change_with_the_clock_alone(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed(since=timedelta(minutes=100))
    bed.page.clock.install(time=bed.now)
    bed.open()
    tabs = [bed.page.locator(f".slots button[data-slot='{slot}']") for slot in ("baseline", "+1h", "+2h", "+4h")]
    for tab, words in zip(tabs, ("Partial", "Overdue", "Due now", "Due "), strict=True):
        expect(tab).to_contain_text(words)
    expect(tabs[2]).to_have_attribute("aria-current", "step")
    bed.page.clock.fast_forward("25:00")  # 2 h 05: from 2 h on the first hour cannot be made up
    expect(tabs[1]).to_contain_text("Missed")


def test_the_slot_that_opens_is_the_nearest_where_slots_are_close(at_bed: Callable[..., Bedside]) -> None:
    close = ("baseline", "+0.25h", "+0.5h", "+1h", "+2h")
    plan = replace(PLAN, slots=close, peak_slot="+2h", measures=PLAN.measures[:2])
    for minutes, slot in ((12, "+0.25h"), (21, "+0.25h"), (24, "+0.5h"), (44, "+0.5h"), (46, "+1h")):
        bed = at_bed(plan=plan, baseline=BASELINE[:6], since=timedelta(minutes=minutes))
        bed.open()
        expect(bed.page.locator(".slots [aria-current]")).to_have_attribute("data-slot", slot)
        bed.page.close()


def test_a_slot_begun_too_late_is_overdue_then_partial(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed(since=timedelta(minutes=152))
    bed.open()
    tab = bed.page.locator(".slots button[data-slot='+2h']")
    expect(tab).to_contain_text("Overdue")
    bed.tap(*(("modified_ashworth", item, token) for item, token in TONE.items()))
    expect(tab).to_contain_text("Partial", timeout=WAIT)


def test_changing_an_older_value_asks_why_and_keeps_the_old_one_in_sight(bedside: Bedside) -> None:
    page = bedside.page
    page.locator(".slots button", has_text="Baseline").click()
    bedside.grade("left_knee_flexors", "0").click()
    page.get_by_text("Why does it become 0?").wait_for()
    page.get_by_role("button", name="Typed wrong").click()
    bedside.expect("1 saved")
    found = bedside.readings("baseline")["left_knee_flexors"]
    old = found.corrected[0]
    assert (found.value, old.reading.value, old.reason, old.by) == ("0", "1", "Typed wrong", "K Tan")
    assert found.taken_at == old.reading.taken_at
    page.reload()
    page.locator(".slots button", has_text="Baseline").click()
    assert bedside.row("left_knee_flexors").locator("s").inner_text() == "1"


def test_a_full_four_hour_set_takes_at_most_forty_actions(at_bed: Callable[..., Bedside]) -> None:
    bed = full_set(at_bed)
    bed.open()
    assert bed.page.locator(".itb-sheet [aria-pressed=true][data-token]").count() == 0
    assert tap_whole_set(bed) <= MOST_ACTIONS
    bed.expect("All saved")
    bed.expect(f"{PLANNED} of {PLANNED} recorded", ".itb-sheet .foot")
    check_whole_set(bed)


def test_no_serious_finding_of_axe(at_bed: Callable[..., Bedside]) -> None:
    bed = full_set(at_bed)
    bed.open()
    bed.page.get_by_role("button", name="Record an event").click()
    bed.grade(SIDED[0], "1").click()
    bed.page.locator(f'.side:has([data-field="modified_ashworth|{SIDED[1]}"]) .why').click()
    bed.expect("All saved")
    for width in (1280, 768):
        bed.page.set_viewport_size({"width": width, "height": 1000})
        found = Axe().run(bed.page, context=".itb-sheet").response["violations"]
        serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
        assert serious == []
        assert not bed.page.evaluate(SIDEWAYS)
        assert bed.page.evaluate(SMALL_TARGETS) == []


SIDEWAYS = "document.querySelector('[data-testid=stMain]').scrollWidth > document.documentElement.clientWidth"
SMALL_TARGETS = """[...document.querySelector('.itb-sheet').shadowRoot.querySelectorAll('button, input, select')]
  .map((el) => [el.getBoundingClientRect(), el.textContent || el.ariaLabel])
  .filter(([box]) => box.width && (box.width < 44 || box.height < 44)).map(([box, name]) => [name, box.width])"""


def test_rule_18_another_aid_and_another_assessor_are_pointed_out_beside_the_value(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("button", name="Different").click()
    bedside.field("ten_metre_walk|aid").locator('[data-token="walker"]').click()
    bedside.box("ten_metre_walk|seconds_1").fill("15")
    bedside.box("ten_metre_walk|seconds_1").press("Tab")
    bedside.expect(
        "More help: walking aid now walking frame or rollator, one stick at baseline", "section.walk .unit > .st"
    )


def test_what_explains_a_bend_is_kept_without_a_severity(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("button", name="Record an event").click()
    events = page.get_by_role("region", name="Events", exact=True)
    events.get_by_label("What", exact=True).select_option("medicine")
    expect(events.get_by_role("button", name="severe", exact=True)).to_be_hidden()
    events.get_by_label("In words").fill("tizanidine 2 mg")
    events.get_by_role("button", name="Keep this event").click()
    expect(events).to_contain_text("Medicine given: tizanidine 2 mg", timeout=WAIT)
    bedside.expect("All saved")
    (event,) = bedside.dose.events
    assert (event.kind, event.severity, event.medicine, event.words) == ("other", None, "tizanidine 2 mg", "")


def test_an_event_in_a_set_with_a_typed_time_does_not_begin_now_unless_that_is_said(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_label("Typed time for the whole set").fill("-12 min")
    page.get_by_label("Typed time for the whole set").press("Tab")
    page.get_by_role("button", name="Record an event").click()
    events = page.get_by_role("region", name="Events", exact=True)
    events.get_by_label("What", exact=True).select_option("fall")
    events.get_by_role("button", name="mild", exact=True).click()
    events.get_by_role("button", name="Keep this event").click()
    expect(events.get_by_role("alert")).to_contain_text("Say when it began")
    events.get_by_label("When it began").fill("Now")
    events.get_by_role("button", name="Keep this event").click()
    bedside.expect("1 saved")
    (event,) = bedside.dose.events
    assert abs(event.began_at - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_refresh_and_a_server_that_restarted_ask_nobody_who_they_are(bedside: Bedside) -> None:
    bedside.page.reload()
    bedside.wait_for_sheet()
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("working without the server")
    bedside.served.start()
    bedside.expect("1 saved", timeout=40_000)
    expect(bedside.page.locator(".itb-away")).to_have_count(0, timeout=WAIT)
    bedside.wait_for_sheet()
    expect(bedside.page.get_by_label("Your name")).to_have_count(0)
    other = bedside.context.new_page()
    other.goto(bedside.served.url)
    expect(other.get_by_label("Your name")).to_be_visible(timeout=WAIT)


def test_a_tab_that_nobody_touches_forgets_who_records(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed()
    bed.page.clock.install()
    bed.open(screen="scales")
    expect(bed.page.get_by_role("heading", name="Scales").first).to_be_visible(timeout=WAIT)
    bed.page.clock.fast_forward(timedelta(minutes=74).seconds * 1000)
    bed.page.get_by_role("heading", name="Scales").first.click()
    bed.page.clock.fast_forward(timedelta(minutes=74).seconds * 1000)
    expect(bed.page.get_by_role("heading", name="Who is recording?")).to_have_count(0)
    bed.page.clock.fast_forward(timedelta(minutes=2).seconds * 1000)
    expect(bed.page.get_by_role("heading", name="Who is recording?")).to_be_visible(timeout=WAIT)


def test_a_parent_rates_apart_from_the_team_and_is_not_waited_for(at_bed: Callable[..., Bedside]) -> None:
    bed = full_set(at_bed)
    bed.open()
    count = bed.page.locator(".itb-sheet .foot p").inner_text()
    bed.page.get_by_role("button", name="A parent, carer or interpreter rates too").click()
    bed.field("goal|g1|parent").locator('[data-token="1"]').click()
    bed.expect("1 saved")
    assert [(one.by, one.level) for one in bed.dose.ratings] == [("parent", 1)]
    assert bed.page.locator(".itb-sheet .foot p").inner_text() == count


def test_a_plan_that_grades_unbiased_shows_no_earlier_value_until_a_grade_is_tapped(
    at_bed: Callable[..., Bedside],
) -> None:
    bed = at_bed(plan=replace(PLAN, unbiased=True))
    bed.open()
    row, before = (
        bed.row("left_hip_adductors"),
        bed.page.locator('[data-cell="baseline|modified_ashworth|left_hip_adductors"]'),
    )
    assert row.locator(".bl").count() == 0
    expect(row.locator(".was1").first).to_have_text("baseline–")
    expect(before).to_have_text("…")
    bed.grade("left_hip_adductors", "1").click()
    expect(before).to_have_text("3")
    expect(row.locator(".was1").first).to_have_text("baseline3")


def test_undo_takes_back_this_slots_last_tap_alone_and_offers_it_again(bedside: Bedside) -> None:
    page = bedside.page
    undo, redo = page.get_by_role("button", name="Undo:"), page.get_by_role("button", name="Redo:")
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 saved")
    page.locator('nav.slots [data-slot="+1h"]').click()
    expect(undo).to_have_count(0)
    page.locator('nav.slots [data-slot="+2h"]').click()
    expect(undo).to_have_text("Undo: left hip adductors 1")
    undo.click()
    expect(redo).to_have_text("Redo: left hip adductors 1")
    bedside.expect("2 saved")
    assert bedside.readings() == {}
    redo.click()
    bedside.expect("3 saved")
    assert bedside.readings()["left_hip_adductors"].value == "1"
    expect(redo).to_have_count(0)


def test_two_changes_of_one_value_are_undone_one_after_the_other(bedside: Bedside) -> None:
    undo = bedside.page.get_by_role("button", name="Undo:")
    for count, token in enumerate(("1", "2"), 1):
        bedside.grade("left_hip_adductors", token).click()
        bedside.expect(f"{count} saved")
    undo.click()
    bedside.expect("3 saved")
    assert bedside.readings()["left_hip_adductors"].value == "1"
    undo.click()
    bedside.expect("4 saved")
    assert bedside.readings() == {}


def test_what_is_put_back_has_the_time_and_the_assessor_that_it_had(bedside: Bedside) -> None:
    bedside.tap(("modified_ashworth", "right_hip_adductors", "3"), name="theirs", by="R Hale")
    expect(bedside.grade("right_hip_adductors", "3")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    page, taken = bedside.page, bedside.page.get_by_label("Typed time for the whole set")
    undo, redo = page.get_by_role("button", name="Undo:"), page.get_by_role("button", name="Redo:")
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 saved")
    first = bedside.readings()["left_hip_adductors"].taken_at
    page.wait_for_timeout(1500)
    undo.click()
    taken.fill("-9 min")
    taken.press("Tab")
    redo.click()
    bedside.expect("3 saved")
    assert abs(bedside.readings()["left_hip_adductors"].taken_at - first) < timedelta(seconds=1)
    theirs = bedside.readings()["right_hip_adductors"]
    bedside.grade("right_hip_adductors", "2").click()
    page.get_by_role("button", name="Wrong row or side").click()
    bedside.expect("4 saved")
    undo.click()
    bedside.expect("5 saved")
    again = bedside.readings()["right_hip_adductors"]
    assert (again.value, again.by, again.taken_at) == (theirs.value, theirs.by, theirs.taken_at)
    assert again.corrected[-1].reason == ""


def test_what_is_older_than_five_minutes_is_corrected_and_not_undone(bedside: Bedside) -> None:
    path = bedside.page.evaluate(
        "performance.getEntriesByType('resource').find(({ name }) => /sheet-/.test(name)).name"
    )
    undoable = """async ([path, minutes]) => {
      const { Sheet } = await import(path), sheet = new Sheet();
      sheet.open = "+2h";
      sheet.history.push({ key: "pain|rating", tap: { id: "a", slot: "+2h" }, before: null, typed: 0 });
      sheet.data = { values: { "+2h|pain|rating": [{ id: "a" }] } };
      sheet.delivery.now = () => minutes * 60000;
      return !!sheet.undoable();
    }"""
    assert bedside.page.evaluate(undoable, [path, 5])
    assert not bedside.page.evaluate(undoable, [path, 5.1])


def test_rule_09_a_reason_that_finds_nothing_does_not_hide_the_value_before_it(bedside: Bedside) -> None:
    bedside.tap(("modified_ashworth", "left_hip_adductors", "2"))
    later = datetime.now(UTC)
    declined = Tap(
        id="declined1", kind="reading", dose=1, slot="+2h", scale="modified_ashworth", item="left_hip_adductors",
        value=None, status="declined", tapped_at=later,
    )  # fmt: skip
    weak = replace(declined, id="weakness1", item="right_hip_adductors", status="unable_pain")
    bedside.tap(("modified_ashworth", "right_hip_adductors", "1"), name="other")
    deliver(bedside.store, trial=bedside.trial, taps=[declined, weak], by="K Tan", received_at=later)
    left, right = (
        bedside.page.locator(f'[data-cell="+2h|modified_ashworth|{side}_hip_adductors"]') for side in ("left", "right")
    )
    expect(left).to_have_text("2, declined", timeout=WAIT)
    expect(right).to_have_text("pain")
