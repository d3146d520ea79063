"""The injection: in sight before T0 with what to look at beside it, and asked about where something is missing."""

from collections.abc import Callable
from decimal import Decimal

from playwright.sync_api import expect

from tests.browser.conftest import PLAN, TONE, WAIT, Bedside
from tests.browser.test_sheet import SIDEWAYS, SMALL_TARGETS
from trial.actions import planning
from trial.ledger.facts import Dose, Person


def before_t0(at_bed: Callable[..., Bedside]) -> Bedside:
    bed = at_bed()
    person = Person(identifier="TEST-2", name="Bea Birch", diagnosis_group="ms")
    bed.trial = planning.open_trial(bed.store, person=person, plan=PLAN, zone="Europe/London", by="K Tan").id
    dose = Dose(number=1, micrograms=Decimal(50), checklist={"consent": True})
    planning.plan_dose(bed.store, bed.trial, dose, by="K Tan")
    bed.open()
    return bed


def test_the_injection_is_next_with_its_checks_and_asks_what_is_missing(at_bed: Callable[..., Bedside]) -> None:
    bed = before_t0(at_bed)
    page, line = bed.page, bed.page.locator(".itb-sheet .next")
    expect(line).to_contain_text("The injection is next. Baseline 0 of 9 \u00b7 consent given \u00b7 nobody asked what")
    expect(line).to_contain_text("50 micrograms, within the usual")
    for item in TONE:
        bed.grade(item, "2").click()
    expect(line).to_contain_text("Baseline 4 of 9")
    bed.expect("All saved")
    for width in (1280, 768, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(SMALL_TARGETS) == []
        assert not page.evaluate(SIDEWAYS)
    page.set_viewport_size({"width": 1280, "height": 1000})
    line.get_by_role("button", name="Record the injection").click()
    given = page.get_by_label("Given, micrograms")
    expect(given).to_be_focused()
    given.fill("50")
    page.get_by_label("Concentration, mcg/mL").fill("50")
    page.get_by_label("Volume, mL").fill("2")
    page.get_by_text("In full", exact=False).first.click()
    page.get_by_role("textbox", name="T0, end of injection").fill("now")
    form = page.locator(".st-key-injection")
    form.get_by_role("button", name="Record the injection").click()
    expect(page.get_by_text("Nobody has asked whether stiffness helps")).to_be_visible(timeout=WAIT)
    form.get_by_label("Reason, where one is needed").fill("Asked at the bed: it does not help")
    form.get_by_role("button", name="Record the injection").click()
    expect(page.get_by_text("not the 50 mcg of the dose")).to_be_visible(timeout=WAIT)
    page.reload()
    bed.wait_for_sheet()
    expect(page.get_by_text("not the 50 mcg of the dose")).to_be_visible(timeout=WAIT)
    expect(line).to_be_hidden()
    page.get_by_role("tab", name="End and later calls").click()
    page.get_by_role("radio", name="They did not").or_(page.get_by_role("button", name="They did not")).click()
    expect(page.get_by_text("Saved", exact=False).first).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1500)
    assert bed.dose.checklist["assessor_blinded"] is True
    assert bed.dose.reason.startswith("Asked at the bed")


def test_after_the_last_of_a_set_the_next_is_said(bedside: Bedside) -> None:
    page = bedside.page
    for block in ("Observations", "Tone, Modified Ashworth"):
        region = page.get_by_role("region", name=block)
        region.get_by_role("button", name="Rest of block").click()
        region.get_by_role("button", name="Declined", exact=True).click()
    page.get_by_role("region", name="10-metre walk").get_by_role("button", name="Could not").click()
    page.get_by_role("button", name="Declined", exact=True).last.click()
    due = "Set complete. Next: +4h at "
    bedside.expect(due, ".itb-sheet .foot")
