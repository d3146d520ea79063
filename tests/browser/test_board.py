"""The board of the day: who is due next, drawn again by itself while nothing else on the page moves."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Bedside
from trial.screens.trials import REFRESH_SECONDS

HALF_A_MINUTE = 30_000


def opened(at_bed: Callable[..., Bedside], **told: object) -> Bedside:
    bed = at_bed(**told)
    bed.open(screen="trials")
    return bed


def test_the_board_follows_another_device_within_half_a_minute_and_leaves_a_half_typed_form(at_bed) -> None:  # type: ignore[no-untyped-def]
    bed = opened(at_bed)
    line = bed.page.locator(f".st-key-trials-row-{bed.trial}")
    expect(line).to_contain_text("+2h overdue by 5 min", timeout=HALF_A_MINUTE)
    expect(line).to_contain_text("2 h 05 since the dose")
    bed.page.get_by_role("button", name="Start a trial").click()
    name = bed.page.get_by_label("Name", exact=True)
    name.fill("Half Typed")
    bed.tap(("modified_ashworth", "left_hip_adductors", "2"))
    expect(line).to_contain_text("+4h due in 1 h 5", timeout=HALF_A_MINUTE)
    expect(name).to_have_value("Half Typed")


def test_a_set_that_falls_due_is_heard_if_that_is_switched_on(at_bed) -> None:  # type: ignore[no-untyped-def]
    bed = opened(at_bed, since=timedelta(minutes=59, seconds=30))
    bed.page.evaluate("() => document.addEventListener('itb-due', () => { window.heard = (window.heard ?? 0) + 1; })")
    switch = bed.page.get_by_text("Sound and vibration when a set is due")
    expect(bed.page.get_by_role("switch", name="Sound and vibration")).not_to_be_checked(timeout=HALF_A_MINUTE)
    switch.click()
    bed.page.wait_for_function("() => window.heard === 1", timeout=2 * HALF_A_MINUTE)
    bed.page.wait_for_timeout(1000 * REFRESH_SECONDS / 5)
    assert bed.page.evaluate("window.heard") == 1


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_board_fits_and_can_be_touched(at_bed, width: int) -> None:  # type: ignore[no-untyped-def]
    bed = at_bed(browser={})
    bed.page.set_viewport_size({"width": width, "height": 900})
    bed.open(screen="trials")
    button = bed.page.locator(f".st-key-trials-row-{bed.trial}").get_by_role("button", name="Record")
    expect(button).to_be_visible(timeout=HALF_A_MINUTE)
    assert button.bounding_box()["height"] >= 44
    assert bed.page.evaluate("document.querySelector('.stMain').scrollWidth") <= width
