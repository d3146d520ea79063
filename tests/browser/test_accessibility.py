"""axe on every screen, everything in it opened, by WCAG 2.2 AA: nothing serious or critical."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.conftest import OF_A_TRIAL, SCREENS, Served, follow

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def findings(page: Page, within: str | None = None) -> list[str]:
    """What axe calls serious or critical, in the page or a part of it, with the element and what to do."""
    found = Axe().run(page, context=within, options=WCAG).response["violations"]
    return [
        f"{violation['impact']} {violation['id']}: {node['target']} {node['html'][:300]} {node['failureSummary'][:400]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_serious_finding(demonstrated: Served, page: Page, screen: str) -> None:
    trials = ("demo-rowan", "demo-birch") if screen in OF_A_TRIAL else ("",)
    for trial in trials:
        follow(page, f"{demonstrated.url}/{screen}{f'?trial={trial}' if trial else ''}")
        for closed in page.locator(".stMain details:not([open]) > summary").all():
            if closed.is_visible():
                closed.click()
        assert findings(page) == []
        for tab in page.locator(".stMain [role=tab]").all()[1:]:
            tab.click()
            page.wait_for_timeout(300)
            assert findings(page, "[role=tabpanel]") == [], tab.inner_text()


def test_the_form_that_starts_a_trial_has_no_serious_finding(demonstrated: Served, page: Page) -> None:
    follow(page, demonstrated.url)
    page.get_by_role("button", name="Start a trial").click()
    page.get_by_label("Hospital number (required)").fill("DEMO-0007")
    page.get_by_role("button", name="Open the plan").click()
    page.get_by_text("has a trial already").wait_for()
    assert findings(page) == []


def test_the_question_who_is_recording_has_no_serious_finding(demonstrated: Served, page: Page) -> None:
    page.goto(demonstrated.url)
    page.get_by_label("Your name").wait_for()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Type your name").wait_for()
    assert findings(page) == []


def test_the_forms_beside_the_sheet_have_no_serious_finding_on_a_narrow_tablet(
    demonstrated: Served, page: Page
) -> None:
    page.set_viewport_size({"width": 768, "height": 1000})
    follow(page, f"{demonstrated.url}/record?trial=demo-birch")
    page.get_by_role("tab", name="First sit and stand").click()
    for kind in ("First sit", "First stand"):
        page.get_by_role("radio", name=kind).click()
        page.get_by_role("button", name=f"Keep the {kind.lower()}").wait_for()
        page.get_by_role("button", name=f"Keep the {kind.lower()}").click()  # refused: says so
        page.locator(".stMain [data-testid=stAlert]").first.wait_for()
    page.locator(".itb-sheet .why").first.click()
    page.get_by_role("button", name="Record an event").click()
    assert findings(page) == []
    assert page.evaluate(SMALL_TARGETS) == []


SMALL_TARGETS = """() => [...document.querySelectorAll(
    '.stMain :is(button, input:not([type=checkbox], [type=radio]), .stCheckbox label, [role=radio], [role=tab])')]
  .filter((one) => !one.closest('[data-testid=stTooltipIcon], [data-testid=stTextInputRootElement]'))
  .map((one) => [one.getBoundingClientRect(), one.textContent || one.ariaLabel])
  .filter(([box]) => box.width > 1 && box.height > 1 && box.height < 43.5).map(([box, name]) => [name, box.height])"""
