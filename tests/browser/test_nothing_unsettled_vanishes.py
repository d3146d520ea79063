"""What cannot be recorded yet waits in sight: through another slot, a reload and under no false "All saved"."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import expect

from tests.browser.conftest import WAIT, Bedside

SET_TIME = "Typed time for the whole set"


def go_to(bedside: Bedside, slot: str) -> None:
    bedside.page.locator(f'nav.slots [data-slot="{slot}"]').click()


def type_into(box, value: str) -> None:  # type: ignore[no-untyped-def]
    box.fill(value)
    box.press("Tab")


def test_an_unusual_value_waits_through_another_slot_and_a_reload(bedside: Bedside) -> None:
    page, rate = bedside.page, bedside.box("observations|heart_rate")
    question = "Heart rate 44 beats a minute is unusual: please look again."
    type_into(rate, "44")
    bedside.expect("Not recorded yet:+2h, Heart rate 44")
    go_to(bedside, "+1h")
    bedside.grade("left_hip_adductors", "1").click()
    expect(bedside.row("left_hip_adductors")).to_contain_text("saved", timeout=WAIT)
    bedside.expect("Not recorded yet:+2h, Heart rate 44")
    page.reload()
    bedside.wait_for_sheet()
    expect(page.get_by_text(question)).to_be_visible(timeout=WAIT)
    expect(rate).to_have_value("44")
    assert "heart_rate" not in bedside.readings()
    go_to(bedside, "+1h")
    page.get_by_role("button", name="Go there").click()
    page.get_by_role("button", name="44 is right").click()
    bedside.expect("All saved")
    found = bedside.readings()["heart_rate"]
    assert (found.value, found.unusual) == (Decimal(44), True)
    page.reload()
    bedside.wait_for_sheet()
    bedside.expect("All saved")


def test_a_time_that_is_not_clear_records_nothing_as_now(bedside: Bedside) -> None:
    page, time = bedside.page, bedside.page.get_by_label(SET_TIME)
    type_into(time, "yesterday")
    bedside.expect("Type 1052, 10:52 or -12 min.", ".itb-sheet .echo")
    bedside.expect("Not recorded yet:+2h, the time \u201cyesterday\u201d")
    bedside.grade("left_hip_adductors", "1").click()
    expect(page.get_by_text("1 waits for the time of this set.")).to_be_visible()
    go_to(bedside, "+1h")
    expect(time).to_have_value("")
    page.reload()
    bedside.wait_for_sheet()
    expect(time).to_have_value("yesterday", timeout=WAIT)
    assert bedside.readings() == {}
    type_into(time, "-12 min")
    bedside.expect("All saved")
    found = bedside.readings()["left_hip_adductors"]
    assert timedelta(minutes=11) < bedside.now - found.taken_at + timedelta(minutes=1) < timedelta(minutes=15)


def test_without_that_time_a_waiting_value_was_taken_when_it_was_tapped(bedside: Bedside) -> None:
    page = bedside.page
    type_into(page.get_by_label(SET_TIME), "soon")
    bedside.grade("left_hip_adductors", "1").click()
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="As I tap").click()
    bedside.expect("All saved")
    found = bedside.readings()["left_hip_adductors"]
    assert found.typed_at is not None
    assert timedelta(seconds=2) < found.typed_at - found.taken_at < timedelta(minutes=1)


def test_a_change_without_its_reason_waits_and_can_be_left(bedside: Bedside) -> None:
    page = bedside.page
    go_to(bedside, "baseline")
    bedside.grade("left_knee_flexors", "0").click()
    question = page.get_by_text(re.compile("Left knee flexors .*: 1 was recorded at .* Why does it become 0?"))
    expect(question).to_be_visible()
    go_to(bedside, "+2h")
    bedside.expect("Not recorded yet:Baseline, Left knee flexors (hamstrings) 0")
    page.get_by_role("button", name="Go there").click()
    page.get_by_role("button", name="Leave as it was").click()
    bedside.expect("All saved")
    assert bedside.readings("baseline")["left_knee_flexors"].value == "1"


def test_a_time_of_another_day_says_its_date(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed(since=timedelta(hours=26))
    bed.open()
    go_to(bed, "+4h")
    yesterday = bed.now - timedelta(hours=25)
    type_into(bed.page.get_by_label(SET_TIME), f"{yesterday:%d/%m %H:%M}")
    words = f"{yesterday:%H:%M} on {yesterday:%-d %b}"
    bed.expect(f"taken {words}", ".itb-sheet .echo")
    bed.grade("left_hip_adductors", "1").click()
    expect(bed.row("left_hip_adductors")).to_contain_text(f"taken {words}")
    bed.expect("All saved")
    assert bed.readings("+4h")["left_hip_adductors"].taken_at == yesterday.replace(second=0)


def test_several_undos_are_put_back_one_after_the_other(bedside: Bedside) -> None:
    page = bedside.page
    undo, redo = page.get_by_role("button", name="Undo:"), page.get_by_role("button", name="Redo:")
    bedside.grade("left_hip_adductors", "1").click()
    bedside.grade("left_hip_adductors", "2").click()
    bedside.grade("right_hip_adductors", "3").click()
    bedside.expect("3 saved")
    for _ in range(3):
        undo.click()
    bedside.expect("6 saved")
    assert bedside.readings() == {}
    for _ in range(3):
        redo.click()
    expect(redo).to_have_count(0)
    bedside.expect("9 saved")
    found = bedside.readings()
    assert (found["left_hip_adductors"].value, found["right_hip_adductors"].value) == ("2", "3")
    assert found["left_hip_adductors"].corrected[0].reading.value == "1"


def test_ticks_that_were_not_saved_are_said_and_come_before_the_lock(bedside: Bedside) -> None:
    page = bedside.page
    page.goto(f"{bedside.url}/plan?trial={bedside.trial}")
    page.get_by_text("3. What is measured, and when").click()
    tick = page.get_by_role("checkbox", name="Show the NEWS2 total")
    expect(tick).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1000)  # the section has opened
    page.locator("label", has=tick).click()
    expect(tick).not_to_be_checked()
    notice = page.locator(".itb-unsaved")
    expect(notice).to_contain_text("Not saved yet: 3. What is measured, and when", timeout=WAIT)
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_role("heading", name="Plan").first).to_be_visible()
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        expect(notice).to_be_in_viewport()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Why does the plan change?").fill("The ward asked for it")
    page.get_by_role("button", name="Save the measures").click()
    expect(page.get_by_text("Measures saved.")).to_be_visible(timeout=WAIT)
    expect(notice).to_be_hidden()
    assert not bedside.store.trial(bedside.trial).plan.news2
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_text("NOT YET DECIDED").first).to_be_visible(timeout=WAIT)
