"""Which way a scale runs is written where it is tapped, and which side wherever a value is asked about."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PLAN, WAIT, Bedside
from tests.browser.test_sheet import SIDEWAYS, SMALL_TARGETS
from trial.ledger.facts import Goal, Measure

MEASURES = (
    Measure(scale="mrc_power", items=("left_knee_extension", "right_knee_extension")),
    Measure(scale="penn_spasm", window="24h"),
    Measure(scale="assistance", items=("sit_to_stand",)),
    Measure(scale="care_ease"),
    Measure(scale="global_change", slots=("+2h",)),
)
BEFORE = (
    *(("mrc_power", "left_knee_extension", "4"), ("mrc_power", "right_knee_extension", "4-")),
    *(("penn_spasm", "frequency", "3"), ("penn_spasm", "window", "24h"), ("assistance", "sit_to_stand", "4")),
)


@pytest.fixture
def asked(at_bed: Callable[..., Bedside]) -> Bedside:
    goals = (Goal(id="g1", kind="achieve", words="Legs parted for washing"),)
    bed = at_bed(plan=replace(PLAN, measures=MEASURES, peak_slot="+2h"), baseline=BEFORE, goals=goals)
    bed.open()
    return bed


def test_the_ends_of_a_scale_have_words_and_the_tapped_grade_says_its_own(asked: Bedside) -> None:
    page = asked.page
    for key, first, last in (
        ("assistance|sit_to_stand", "0cannot", "5alone"),
        ("global_change|rating", "1none, worse", "7far better"),
        ("penn_spasm|frequency", "0none", "4over 10 an hour"),
        ("goal|g1|team", "\u22122much less", "+2much more"),
    ):
        expect(asked.field(key).locator("button").first).to_have_text(first)
        expect(asked.field(key).locator("button").last).to_have_text(last)
    expect(asked.field("care_ease|rating")).to_contain_text("0 cannot be done, 10 no trouble")
    asked.field("assistance|sit_to_stand").locator('[data-token="2"]').click()
    expect(page.get_by_text("Hands-on help of one, 2 steps worse than baseline")).to_be_visible()
    asked.field("global_change|rating").locator('[data-token="6"]').click()
    expect(page.get_by_text("Better, a real difference", exact=True)).to_be_visible()
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SMALL_TARGETS) == []
        assert not page.evaluate(SIDEWAYS)


def test_rule_18_the_penn_window_of_the_plan_goes_with_each_answer(asked: Bedside) -> None:
    expect(asked.page.get_by_text("Ask about the last 24 hours, as planned for the whole day.")).to_be_visible()
    expect(asked.field("penn_spasm|window")).to_have_count(0)
    asked.field("penn_spasm|frequency").locator('[data-token="1"]').click()
    asked.field("penn_spasm|severity").locator('[data-token="1"]').click()
    asked.expect("3 saved")
    found = asked.readings()
    assert (found["frequency"].value, found["severity"].value, found["window"].value) == ("1", "1", "24h")


def test_rule_13_another_four_of_power_is_never_as_at_baseline(asked: Bedside) -> None:
    page = asked.page
    asked.field("mrc_power|left_knee_extension").locator('[data-token="4+"]').click()
    expect(page.get_by_text("4 at baseline, the same step")).to_be_visible()
    asked.field("mrc_power|right_knee_extension").locator('[data-token="4-"]').click()
    expect(page.get_by_text("As at baseline")).to_have_count(1)
    asked.expect("2 saved")


def test_the_side_is_named_where_a_value_is_asked_about(asked: Bedside) -> None:
    page, right = asked.page, asked.page.locator('.side:has([data-field="mrc_power|right_knee_extension"])')
    right.locator(".why").click()
    expect(page.get_by_text("Right knee extension: why not?")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator('nav.slots [data-slot="baseline"]').click()
    asked.field("mrc_power|right_knee_extension").locator('[data-token="2"]').click()
    expect(page.get_by_text("Right knee extension: 4- was recorded at")).to_be_visible()
    page.get_by_role("button", name="Heard wrong").click()
    asked.expect("1 saved")
    asked.tap(("mrc_power", "left_knee_extension", "1"), ("care_ease", "rating", "3"), by="R Hale")
    page.locator('nav.slots [data-slot="+2h"]').click()
    expect(asked.box("care_ease|rating")).to_have_value("3", timeout=WAIT)
    asked.field("mrc_power|left_knee_extension").locator('[data-token="3"]').click()
    expect(page.get_by_text("Left knee extension: 1 was recorded at")).to_be_visible()
    assert asked.readings()["rating"].value == Decimal(3)
