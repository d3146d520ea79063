"""Two trials, two tabs, two people in one browser, and a server that is slow: a tap lands where it was tapped."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TONE, WAIT, Bedside
from tests.conftest import Served

ITEM, OTHER = "left_hip_adductors", "right_hip_adductors"


@contextmanager
def standing_still(served: Served) -> Iterator[None]:
    """The server takes what is sent and answers nothing, as on a machine with far too much to do."""
    assert served.process is not None
    os.kill(served.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(served.process.pid, signal.SIGCONT)


@pytest.fixture
def two(at_bed: Callable[..., Bedside]) -> tuple[Bedside, Bedside]:
    """Two trials, each in a tab of its own, in one browser."""
    first = at_bed(who="Ann Example")
    return first, at_bed(who="Bea Sample", beside=first)


def test_two_people_in_two_tabs_of_one_browser_each_keep_their_own_taps(two: tuple[Bedside, Bedside]) -> None:
    first, other = two
    other.trial = first.trial
    first.open("K Tan")
    other.open("R Hale")
    first.served.kill()
    for bed, item in ((first, ITEM), (other, OTHER)):
        bed.page.bring_to_front()
        bed.grade(item, "1").click()
        bed.expect("1 value waiting")
    first.served.start()
    found = first.wait_for_readings(2)
    assert {item: reading.typed_by for item, reading in found.items()} == {ITEM: "K Tan", OTHER: "R Hale"}
    for bed in two:
        bed.page.bring_to_front()
        bed.expect("All saved")
        expect(bed.page.get_by_text("tapped by another person")).to_have_count(0)


def go_to(bed: Bedside, page: Page) -> None:
    """From the list to the bedside of this trial, in a tab that may have been at another."""
    page.get_by_role("link", name="Trials", exact=True).first.click()
    page.locator(f"[class*='st-key-trials-go-{bed.trial}'] button").first.click(timeout=WAIT)
    page.wait_for_url(f"**trial={bed.trial}", timeout=WAIT)
    page.get_by_role("link", name="Record", exact=True).first.click()
    at_bed_of(bed, page)


def at_bed_of(bed: Bedside, page: Page) -> None:
    """Wait until the sheet names the person of this trial and no other, and the address agrees."""
    page.wait_for_url(f"**/record?trial={bed.trial}", timeout=WAIT)
    expect(page.locator(".itb-sheet")).to_have_count(1, timeout=WAIT)
    expect(page.locator(".itb-sheet .top")).to_contain_text(bed.who, timeout=WAIT)


TAP_WHAT_IS_IN_SIGHT = """([item, token]) => {
  const sheet = document.querySelector('.itb-sheet').shadowRoot;
  sheet.querySelector(`[data-field="modified_ashworth|${item}"] [data-token="${token}"]`).click();
  return sheet.querySelector('.top').innerText;
}"""
"""A tap as a finger makes it: on what is there at that moment. Answers whose sheet it was."""


def test_a_tap_during_a_slow_change_of_trial_lands_in_the_trial_it_was_tapped_on(two: tuple[Bedside, Bedside]) -> None:
    first, other = two
    first.open()
    go_to(other, first.page)
    tapped: dict[str, dict[str, str]] = {first.who: {}, other.who: {}}
    hands = iter((item, token) for token in ("1", "2", "0", "1+") for item in TONE)

    def tap() -> str:
        item, token = next(hands)
        words = first.page.evaluate(TAP_WHAT_IS_IN_SIGHT, [item, token])
        (who,) = [name for name in tapped if name in words]
        tapped[who][item] = token
        return who

    assert tap() == other.who
    for turns, now in ((-3, first), (3, other), (-3, first)):
        with standing_still(first.served):
            before = tap()
            first.page.evaluate("(turns) => history.go(turns)", turns)
            assert tap() == before  # the page is still there, and so is its trial
        tap()
        at_bed_of(now, first.page)
        assert tap() == now.who
        first.expect("All saved")
    for bed in two:
        assert tapped[bed.who]
        assert {item: reading.value for item, reading in bed.readings().items()} == tapped[bed.who]
