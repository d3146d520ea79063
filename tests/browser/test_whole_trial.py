"""One person through a whole trial, as somebody at a keyboard does it, to the workbook on their disk."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from trial.store import open_store

ZONE = ZoneInfo("Europe/London")
TEMPLATE = "Adult who walks"


def test_one_trial_from_start_a_trial_to_the_downloaded_workbook(serve: Callable, page: Page) -> None:
    app = serve()
    now = datetime.now(ZONE).replace(second=0, microsecond=0)
    injected_at = now - timedelta(hours=4, minutes=10)
    _say_who(page, app.url)
    expect(page.get_by_role("button", name="Load the demonstration trials")).to_be_visible()

    _start_a_trial(page)
    _write_goals(page)
    _agree(page)
    _plan_the_dose(page, 1, "50")

    page.get_by_role("button", name="Go to the bedside").click()
    sheet = page.locator("section", has_text="Tone, Modified Ashworth").first
    expect(sheet).to_be_visible(timeout=20_000)
    _set_taken_at(page, injected_at - timedelta(minutes=35))
    _grade(page, "Left hip adductors", "3")
    _grade(page, "Right hip adductors", "2")
    _number(page, "Systolic", "131")
    _number(page, "Diastolic", "78")
    _grade(page, "Sitting to standing", "4")
    _all_saved(page)

    _record_the_injection(page, injected_at)
    page.get_by_role("button", name="+4h peak").click()
    _set_taken_at(page, injected_at + timedelta(hours=4, minutes=2))
    _grade(page, "Left hip adductors", "1+")
    _grade(page, "Right hip adductors", "2")
    _number(page, "Systolic", "118")
    _number(page, "Diastolic", "70")
    _grade(page, "Sitting to standing", "4")
    expect(page.get_by_text("2 steps better than baseline").first).to_be_visible()
    page.get_by_role("button", name="Asked: nothing new").click()
    _all_saved(page)

    _go(page, "Review")
    expect(page.get_by_text("NOT YET DECIDED").first).to_be_visible()
    expect(page.get_by_text("Legs easier to part").first).to_be_visible()
    expect(page.locator("section.screen").get_by_text("agreed after this dose")).to_have_count(0)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=20_000)

    _go(page, "Decide")
    page.get_by_role("radio", name="REPEAT HIGHER").or_(page.get_by_role("button", name="REPEAT HIGHER")).click()
    _type(page.get_by_label("Because"), "One side is looser and standing was kept.")
    page.get_by_role("radio", name="Yes").or_(page.get_by_role("button", name="Yes")).click()
    _type(page.get_by_label("Who was there, one name a line"), "K Tan\nDr Elm")
    page.get_by_role("button", name="Sign as K Tan").click()
    expect(page.locator(".decision").get_by_text("K Tan, ").last).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the go/no-go summary").click()
    book = load_workbook(io.BytesIO(downloading.value.path().read_bytes()))

    assert book.sheetnames == ["Summary", "Charts", "Course", "Readings", "Goals", "Events", "Audit", "Dictionary"]
    words = {cell.value for row in book["Summary"].iter_rows() for cell in row if cell.value is not None}
    everything = " ".join(str(one) for one in words)
    assert "DEMO PERSON" in everything
    assert "NX-1" in everything
    assert "REPEAT HIGHER" in everything
    assert "NOT YET DECIDED" not in everything
    readings = [[cell.value for cell in row] for row in book["Readings"].iter_rows()]
    assert any("1+" in row for row in readings)
    assert any(118 in row for row in readings)

    _second_dose_can_be_planned(page)
    store = open_store(app.database_url)
    assert store.trial("T-0001").decisions[0].signed_by == "K Tan"
    assert store.verify()[1] == 1
    store.close()


def _say_who(page: Page, url: str) -> None:
    page.goto(url)
    _type(page.get_by_label("Your name"), "K Tan")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Trials")).to_be_visible(timeout=20_000)


def _start_a_trial(page: Page) -> None:
    page.get_by_role("button", name="Start a trial").click()
    _type(page.get_by_label("Hospital number (required)"), "NX-1")
    _type(page.get_by_label("Name", exact=True), "DEMO PERSON")
    _choose(page, "Diagnosis group", "Multiple sclerosis")
    _choose(page, "Measures and typical goals to begin with", TEMPLATE)
    page.get_by_role("button", name="Open the plan").click()
    expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible(timeout=20_000)


def _write_goals(page: Page) -> None:
    _goal(
        page,
        "Legs easier to part",
        "To achieve something",
        "ease of care",
        "Left hip adductors",
        "improves by at least (steps)",
        "2",
    )
    expect(page.get_by_text("Legs easier to part").first).to_be_visible()
    page.get_by_role("button", name="Add a goal").click()
    _goal(
        page,
        "Still stand up to transfer",
        "To keep something",
        "transfers",
        "Sitting to standing",
        "never gets worse by (steps)",
        "1",
    )
    expect(page.get_by_text("Still stand up to transfer").first).to_be_visible()


def _goal(page: Page, words: str, kind: str, area: str, measure: str, rule: str, amount: str) -> None:
    add = page.locator(".st-key-new-goal")
    box = add.get_by_label("The goal, in the person's words")
    expect(box).to_have_value("")
    _type(box, words)
    _choose(page, "Kind", kind, add)
    _choose(page, "Area", area, add)
    _choose(page, "Testable on the day?", "Yes, today", add)
    add.get_by_text("a measurable target").click()
    _choose(page, "Measure", measure, add)
    _choose(page, "Rule", rule, add)
    _type(add.get_by_label("Amount"), amount)
    add.get_by_role("button", name="Add the goal").click()
    _settled(page)


def _settled(page: Page) -> None:
    """Wait until the script has run and what it no longer draws is gone."""
    page.wait_for_timeout(300)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    expect(page.locator("[data-stale=true]")).to_have_count(0)


def _agree(page: Page) -> None:
    _type(page.get_by_label("Agreed by (names)"), "K Tan and DEMO PERSON")
    _type(page.get_by_label("Goals agreed at"), "-5 h")  # before the injection; both are typed later
    page.get_by_role("button", name="Agree and lock").click()
    expect(page.get_by_text("later changes need a reason")).to_be_visible()


def _plan_the_dose(page: Page, number: int, micrograms: str) -> None:
    _type(page.get_by_label(f"Dose {number}, micrograms"), micrograms)
    page.get_by_role("button", name="Save the planned dose").click()
    expect(page.get_by_text(f"dose {number}, {micrograms} micrograms, planned")).to_be_visible()


def _record_the_injection(page: Page, at: datetime) -> None:
    page.get_by_text("record the injection").first.click()
    _type(page.get_by_label("Given, micrograms"), "50")
    _type(page.get_by_label("Injected by"), "Dr Elm")
    _type(
        page.get_by_label("Reason, where one is needed"),
        "Nobody asked about stiffness: asked at the bed, it does not help",
    )
    page.get_by_text("In full", exact=False).first.click()
    _type(page.get_by_role("textbox", name="T0, end of injection"), f"{at:%H:%M}")
    page.locator(".st-key-injection").get_by_role("button", name="Record the injection").click()
    expect(page.get_by_role("button", name="+4h peak")).to_be_visible(timeout=20_000)


def _second_dose_can_be_planned(page: Page) -> None:
    _go(page, "Plan")
    expect(page.get_by_text("Plan dose 2")).to_be_visible(timeout=20_000)
    _plan_the_dose(page, 2, "75")


def _set_taken_at(page: Page, at: datetime) -> None:
    box = page.get_by_label("Typed time for the whole set")
    box.fill(f"{at:%H:%M}")
    box.press("Enter")


def _grade(page: Page, label: str, token: str) -> None:
    page.get_by_role("group", name=label).locator(f'[data-token="{token}"]').click()


def _number(page: Page, label: str, value: str) -> None:
    box = page.get_by_label(label, exact=True)
    box.fill(value)
    box.press("Tab")


def _all_saved(page: Page) -> None:
    expect(page.get_by_text("All saved")).to_be_visible(timeout=20_000)


def _go(page: Page, screen: str) -> None:
    page.get_by_role("link", name=screen, exact=True).click()
    page.wait_for_url(f"**/{screen.lower()}**")


def _type(box: Locator, text: str) -> None:
    box.fill(text)
    box.press("Tab")


def _choose(page: Page, label: str, option: str, within: Locator | None = None) -> None:
    box = (within or page).get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(option)
    page.get_by_role("option", name=option).first.click()
