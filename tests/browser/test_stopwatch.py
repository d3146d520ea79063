"""The stopwatch of the sheet: every timed test, splits, trials, stopped early; what it times goes into the reading."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WAIT, Bedside
from trial.ledger.facts import Measure, Plan


def test_the_stopwatch_writes_the_box_of_the_walk_and_the_method_is_one_tap(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("button", name="Same as baseline").click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name=re.compile("is right")).click()
    bedside.expect("All saved")
    found = bedside.readings()
    assert Decimal("2") <= found["seconds_1"].value <= Decimal("4")
    assert (found["aid"].value, found["pace"].value) == ("stick", "fast")


def test_the_stopwatch_splits_and_a_walk_that_is_stopped_early_says_why(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Split").click()
    page.wait_for_timeout(1000)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name=re.compile("is right")).click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Stopped early").click()
    page.get_by_role("button", name="Weakness").click()
    page.get_by_role("button", name="walk 3, steps").click()
    bedside.box("ten_metre_walk|seconds_3").fill("18.5")
    bedside.box("ten_metre_walk|steps").fill("24")
    bedside.box("ten_metre_walk|steps").press("Tab")
    bedside.expect("All saved")
    found = bedside.readings()
    assert re.fullmatch(r"split [0-2]\.\d s", found["seconds_1"].note)
    assert found["seconds_2"].status == "unable_weakness"
    assert re.fullmatch(r"stopped after \d\.\d s", found["seconds_2"].note)
    assert (found["seconds_3"].value, found["steps"].value) == (Decimal("18.5"), Decimal(24))


def test_a_running_stopwatch_survives_what_others_record(bedside: Bedside) -> None:
    bedside.page.get_by_role("button", name="Start", exact=True).click()
    bedside.tap(("observations", "heart_rate", "66"), by="R Hale")
    expect(bedside.box("observations|heart_rate")).to_have_value("66", timeout=WAIT)
    bedside.page.get_by_role("button", name="Stop", exact=True).click()
    expect(bedside.box("ten_metre_walk|seconds_1")).not_to_have_value("")


AHEAD = "window.ahead = 0; const real = performance.now.bind(performance); performance.now = () => real() + ahead;"
TIMED = (
    ("timed_25_foot_walk", "seconds_1", ("aid",), 2),
    ("timed_up_and_go", "seconds", ("aid",), 1),
    ("standing_time", "seconds", (), 1),
)


@pytest.mark.parametrize(("scale", "item", "methods", "trials"), TIMED, ids=[one[0] for one in TIMED])
def test_each_timed_test_has_a_stopwatch_its_method_and_a_reason_for_stopping_early(
    at_bed: Callable[..., Bedside], scale: str, item: str, methods: tuple[str, ...], trials: int
) -> None:
    bed = at_bed(plan=Plan(slots=("baseline", "+2h"), measures=(Measure(scale=scale),)), baseline=())
    bed.page.add_init_script(AHEAD)
    bed.open()
    block = bed.page.locator("section.walk")
    for method in methods:
        bed.field(f"{scale}|{method}").locator("[data-token]").first.click()
    block.get_by_role("button", name="Start", exact=True).click()
    block.get_by_role("button", name="Stopped early").click()
    expect(block.get_by_role("button", name="Pain")).to_be_visible()
    block.get_by_role("button", name="Close").click()
    for place in range(trials):
        block.get_by_role("button", name="Start", exact=True).click()
        if place == 0:
            block.get_by_role("button", name="Split").click()
        bed.page.evaluate("ahead += 20000")
        block.get_by_role("button", name="Stop", exact=True).click()
    bed.expect("All saved")
    found = bed.readings()
    assert Decimal(20) <= found[item].value < Decimal(30)
    assert re.fullmatch(r"split \d\.\d s", found[item].note)
    assert {method: found[method].status for method in methods} == dict.fromkeys(methods, "measured")
    assert len([one for one in found if one.startswith("seconds")]) == trials


def test_a_third_walk_opens_its_own_box_and_a_fourth_takes_no_ones_place(bedside: Bedside) -> None:
    page = bedside.page
    for box, seconds in (("seconds_1", "18"), ("seconds_2", "19")):
        bedside.box(f"ten_metre_walk|{box}").fill(seconds)
        bedside.box(f"ten_metre_walk|{box}").press("Tab")
    bedside.expect("2 saved")
    start = page.get_by_role("button", name="Start", exact=True)
    start.click()
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_text("Stopwatch, walk 3")).to_be_visible()
    bedside.box("ten_metre_walk|seconds_3").fill("20")
    bedside.box("ten_metre_walk|seconds_3").press("Tab")
    bedside.expect("3 saved")
    expect(page.get_by_text("Stopwatch: every walk is timed")).to_be_visible()
    expect(start).to_be_disabled()
    found = bedside.readings()
    assert [found[f"seconds_{n}"].value for n in (1, 2, 3)] == [Decimal(18), Decimal(19), Decimal(20)]
