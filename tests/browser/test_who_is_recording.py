"""The name of whoever records: asked once, changed in a tap, and asked again over the page when nobody was there."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Bedside
from tests.conftest import WAIT, Served

OLD = "sessionStorage.setItem('itb-recorder', JSON.stringify({name: 'K Tan', at: Date.now() - 76 * 60000}))"
RECORDER = "JSON.parse(sessionStorage.getItem('itb-recorder')).name"


def test_a_name_is_asked_once_outlives_a_reload_and_is_forgotten_after_idling(page, demonstrated: Served) -> None:  # type: ignore[no-untyped-def]
    asked, list_of_trials = page.get_by_text("Who is recording?"), page.get_by_role("heading", name="Trials")
    page.goto(demonstrated.url)
    page.get_by_label("Your name").fill("  K   Tan ", timeout=WAIT)
    page.get_by_role("button", name="Continue").click()
    expect(list_of_trials).to_be_visible(timeout=WAIT)
    assert page.evaluate(RECORDER) == "K Tan"
    page.reload()
    expect(list_of_trials).to_be_visible(timeout=WAIT)
    page.evaluate(OLD)
    expect(asked).to_be_visible(timeout=WAIT)
    expect(list_of_trials).to_be_hidden()
    assert page.evaluate("sessionStorage.getItem('itb-recorder')") is None
    page.reload()
    expect(page.get_by_label("Your name")).to_be_visible(timeout=WAIT)
    expect(list_of_trials).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_not_you_is_a_tap_to_the_names_of_the_day_and_the_next_value_is_theirs(at_bed, width: int) -> None:  # type: ignore[no-untyped-def]
    bed: Bedside = at_bed()
    bed.tap(("modified_ashworth", "left_hip_adductors", "2"), by="R Hale")
    bed.page.set_viewport_size({"width": width, "height": 900})
    bed.open()
    who = bed.page.get_by_role("button", name="K Tan: not you?")
    assert who.bounding_box()["height"] >= 44
    who.click()
    bed.page.get_by_role("button", name="R Hale", exact=True).click()
    expect(bed.page.get_by_role("button", name="R Hale: not you?")).to_be_visible(timeout=WAIT)
    assert bed.page.evaluate(RECORDER) == "R Hale"
    bed.grade("right_hip_adductors", "1").click()
    bed.expect("1 saved")
    assert bed.readings()["right_hip_adductors"].typed_by == "R Hale"


def test_a_half_typed_form_outlives_idling_and_another_name(at_bed) -> None:  # type: ignore[no-untyped-def]
    bed: Bedside = at_bed()
    bed.open(screen="trials")
    bed.page.get_by_role("button", name="Start a trial").click()
    number, name = bed.page.get_by_label("Hospital number (required)"), bed.page.get_by_label("Name", exact=True)
    number.fill("RX77", timeout=WAIT)
    name.fill("Half Typed")
    bed.page.evaluate(OLD)
    expect(bed.page.get_by_text("Nobody touched this page for a while")).to_be_visible(timeout=WAIT)
    expect(name).to_be_hidden()
    bed.page.get_by_label("Another name").fill("R Hale")
    bed.page.get_by_role("button", name="Continue").click()
    expect(name).to_be_visible(timeout=WAIT)
    assert (number.input_value(), name.input_value()) == ("RX77", "Half Typed")
    expect(bed.page.get_by_role("button", name="R Hale: not you?")).to_be_visible()


def test_before_anybody_is_known_the_page_says_how_many_values_wait(at_bed) -> None:  # type: ignore[no-untyped-def]
    bed: Bedside = at_bed()
    bed.open()
    bed.context.route("**/taps", lambda route: route.abort())
    bed.grade("left_hip_adductors", "1").click()
    bed.grade("right_hip_adductors", "1").click()
    bed.expect("2 values waiting")
    other = bed.context.new_page()  # a new tab knows nobody
    other.goto(bed.url)
    expect(other.get_by_text("2 values wait on this device.")).to_be_visible(timeout=WAIT)
    stores = other.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)")
    assert sorted(stores) == ["itb-drafts", "itb-kept", "itb-outbox"]  # the sheet's own, and no other by asking


def test_a_browser_without_an_outbox_is_not_given_one_by_asking(page, demonstrated: Served) -> None:  # type: ignore[no-untyped-def]
    page.goto(demonstrated.url)
    expect(page.get_by_label("Your name")).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1000)
    assert page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)") == []
    expect(page.get_by_text("on this device")).to_have_count(0)
