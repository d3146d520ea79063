"""At the bed: both hands of an arm, pain as it is seen, and a goal whose levels were agreed in words."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Bedside
from tests.conftest import WAIT
from trial.ledger.facts import Goal, Measure, Plan

PLAN = Plan(
    slots=("baseline", "+2h", "+4h"),
    peak_slot="+2h",
    measures=(Measure(scale="box_and_blocks"), Measure(scale="pain_observed")),
)
GOAL = Goal(id="g1", kind="achieve", words="Hold the cup", levels=("", "with both hands", "with one hand", "", ""))
BASELINE = (("box_and_blocks", "left_hand", "12"), ("box_and_blocks", "right_hand", "40"))


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_each_hand_is_counted_and_a_rating_says_its_agreed_words(at_bed, width: int) -> None:  # type: ignore[no-untyped-def]
    bed: Bedside = at_bed(plan=PLAN, baseline=BASELINE, goals=(GOAL,))
    bed.page.set_viewport_size({"width": width, "height": 900})
    bed.open()
    for side, count in (("left", "19"), ("right", "41")):
        box = bed.box(f"box_and_blocks|{side}_hand")
        box.fill(count)
        box.press("Tab")
    expect(bed.page.get_by_text("with one hand").first).to_be_visible(timeout=WAIT)
    bed.field("goal|g1|team").locator('[data-token="-1"]').click()
    found = bed.wait_for_readings(2)
    assert {item: str(reading.value) for item, reading in found.items()} == {"left_hand": "19", "right_hand": "41"}
    bed.expect("All saved")
    assert [(rating.by, int(rating.level or 0)) for rating in bed.dose.ratings] == [("team", -1)]
    assert bed.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
    bed.page.goto(f"{bed.url}/review?trial={bed.trial}")
    expect(bed.page.get_by_text("with both hands").first).to_be_visible(timeout=WAIT)
