"""A meeting in a real browser: one person after the other, names hidden, dark, a chart saved as a picture."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Bedside
from tests.conftest import Served, follow
from tests.unit.eight_goals import eight_goals
from trial.actions import deciding, importing, meetings
from trial.ledger.facts import Decision
from trial.store import open_store


@pytest.fixture
def meeting(demonstrated: Served, page: Page) -> Page:
    """The Meeting page of a service that holds the demonstration trials."""
    page.goto(demonstrated.url)
    page.get_by_label("Your name").fill("K Tan")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Trials")).to_be_visible(timeout=20_000)
    page.get_by_role("link", name="Meeting", exact=True).click()
    expect(page.get_by_role("heading", name="Meeting")).to_be_visible(timeout=20_000)
    return page


def test_a_meeting_goes_from_one_person_to_the_next_with_their_names_hidden(meeting: Page) -> None:
    meeting.get_by_text("Hide names").click()
    expect(meeting.get_by_text("Person 1").first).to_be_visible()
    meeting.get_by_role("button", name="Show").first.click()
    expect(meeting.get_by_role("heading", name="Person 1")).to_be_visible(timeout=20_000)
    first = meeting.url
    meeting.locator(".js-plotly-plot").last.scroll_into_view_if_needed()
    meeting.get_by_role("link", name="Next").click()
    expect(meeting.get_by_role("heading", name="Person 2")).to_be_visible(timeout=20_000)
    expect(meeting).not_to_have_url(first)
    expect(meeting.locator("section.screen")).to_be_in_viewport(
        ratio=0.2
    )  # the next person begins at the top of the page
    assert "DEMO" not in meeting.locator(".stMain").inner_text()
    meeting.get_by_role("link", name="Previous").click()
    expect(meeting.get_by_role("heading", name="Person 1")).to_be_visible(timeout=20_000)
    expect(meeting).to_have_url(first)


def test_a_chart_is_saved_as_a_picture_from_its_own_button(meeting: Page) -> None:
    meeting.get_by_role("button", name="Show").first.click()
    expect(meeting.locator(".js-plotly-plot").first).to_be_visible(timeout=20_000)
    away: list[str] = []
    meeting.on("request", lambda request: away.append(request.url) if "localhost" not in request.url else None)
    with meeting.expect_download() as downloading:
        meeting.locator(".js-plotly-plot").first.locator(".modebar-btn").first.click()
    saved = downloading.value
    assert saved.suggested_filename.endswith(".png")
    assert saved.path().read_bytes().startswith(b"\x89PNG")
    assert [address for address in away if address.startswith("http")] == []


def test_dark_turns_the_page_dark_and_its_letters_light(meeting: Page) -> None:
    meeting.get_by_text("Dark", exact=True).click()
    expect(meeting.locator(".stApp")).to_have_css("filter", "invert(1) hue-rotate(180deg)")
    meeting.get_by_role("button", name="Show").first.click()
    expect(meeting.locator("section.screen").first).to_be_visible(timeout=20_000)
    expect(meeting.locator(".stApp")).to_have_css("filter", "invert(1) hue-rotate(180deg)")


def test_names_stay_hidden_on_other_screens_and_when_the_page_is_loaded_anew(meeting: Page) -> None:
    meeting.get_by_text("Hide names").click()
    meeting.get_by_role("button", name="Show").first.click()
    expect(meeting.get_by_role("heading", name="Person 1")).to_be_visible(timeout=20_000)
    meeting.reload()
    expect(meeting.get_by_role("heading", name="Person 1")).to_be_visible(timeout=20_000)
    meeting.get_by_role("link", name="Plan", exact=True).click()
    expect(meeting.get_by_text("Names are hidden; show them to change this.")).to_be_visible(timeout=20_000)
    assert "DEMO" not in meeting.locator(".stApp").inner_text()
    assert "demo" not in meeting.url
    meeting.get_by_role("link", name="Meeting", exact=True).click()
    meeting.get_by_text("Hide names").click()
    expect(meeting.get_by_text("DEMO ROWAN")).to_be_visible(timeout=20_000)
    assert "names=" not in meeting.url


def test_the_copy_for_the_person_prints_alone(meeting: Page) -> None:
    meeting.goto(meeting.url.replace("/meeting", "/person?trial=demo-rowan"))
    expect(meeting.locator(".pc")).to_be_visible(timeout=20_000)
    meeting.emulate_media(media="print")
    expect(meeting.locator(".st-key-person-edit")).to_be_hidden()
    expect(meeting.locator(".stAppHeader")).to_be_hidden()
    expect(meeting.locator(".stMainBlockContainer")).to_have_css("padding", "0px")


def test_a_meeting_is_begun_gone_through_by_key_and_there_again_after_a_reload(
    at_bed: Callable[..., Bedside], ward: Served, page: Page
) -> None:
    """Three people in a chosen order; who is there is typed once; one is decided; nobody leaves the agenda."""
    at_bed()
    store = open_store(ward.database_url)
    for name in ("first", "second", "third"):
        importing.import_file(store, eight_goals(f"meeting-{name}"), by="K Tan")
    follow(page, f"{ward.url}/meeting")
    expect(page.get_by_role("button", name="Begin the meeting")).to_be_visible(timeout=20_000)
    kept = page.locator("[class*='st-key-meeting-row-meeting-']")
    expect(kept).to_have_count(3)
    others = page.locator("[class*='st-key-meeting-row-']:not([class*='st-key-meeting-row-meeting-'])")
    for place in range(others.count()):
        others.nth(place).locator("label").click()
    page.locator(".st-key-meeting-row-meeting-second").get_by_role("button").first.click()
    expect(kept.first).to_contain_text("DEMO ROWAN")
    expect(kept.first).to_have_class(re.compile("meeting-second"))
    page.get_by_role("button", name="Begin the meeting").click()
    expect(page.get_by_text("0 of 3 decided")).to_be_visible(timeout=20_000)
    page.get_by_label("Who is here, one name a line").fill("K Tan\nDr Elm")
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not meetings.running(store)[0].present:
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Show").first.click()
    expect(page.locator(".st-key-meeting-bar")).to_contain_text("1 of 3", timeout=20_000)
    page.keyboard.press("Alt+n")
    expect(page).to_have_url(re.compile("trial=meeting-first"), timeout=20_000)
    expect(page.locator(".st-key-meeting-bar")).to_contain_text("2 of 3", timeout=20_000)
    page.keyboard.press("Alt+p")
    expect(page).to_have_url(re.compile("trial=meeting-second"), timeout=20_000)
    page.get_by_role("link", name="Decide", exact=True).click()
    expect(page.get_by_label("Who was there, one name a line")).to_have_value("K Tan\nDr Elm", timeout=20_000)
    page.reload()
    expect(page.get_by_label("Who was there, one name a line")).to_have_value("K Tan\nDr Elm", timeout=20_000)
    signed = Decision(outcome="repeat_higher", reason="Too weak today", present=("K Tan",), person_agrees="yes")
    deciding.sign(store, "meeting-second", signed, by="R Lind")
    page.reload()
    expect(page.locator(".st-key-meeting-bar")).to_contain_text("1 of 3 decided", timeout=20_000)
    assert meetings.running(store)[0].agenda == ("meeting-second", "meeting-first", "meeting-third")
    meetings.end(store, meetings.running(store)[0], by="K Tan")
    store.close()
