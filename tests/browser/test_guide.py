"""The guide: its pictures are drawn, one set is shown on an invented person, and the card is one page of A5."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import WAIT, Served, follow
from trial.files.ward_card import write_ward_card
from trial.wording.guide import guide

PHYSIOTHERAPIST, MEETING, LEAD = (page.title for page in guide().roles)


def of_the_guide(page: Page, served: Served, title: str) -> None:
    follow(page, f"{served.url}/guide")
    page.get_by_role("radio", name=title).or_(page.get_by_role("button", name=title)).first.click()


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_one_set_is_shown_on_an_invented_person_and_nothing_leaves_the_page(
    demonstrated: Served, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    of_the_guide(page, demonstrated, guide().show_me.title)
    step = page.get_by_role("button", name="Next step")
    for place in range(len(guide().show_me.steps)):
        step.click(timeout=WAIT)
        expect(page.locator(".itb-steps p")).to_contain_text(f"{place + 1} of {len(guide().show_me.steps)}.")
    expect(step).to_be_disabled()
    sheet = page.locator(".itb-sheet")
    expect(sheet.locator(".foot")).to_contain_text("7 of 7", timeout=WAIT)
    expect(sheet.locator(".delivery")).to_contain_text("saved", timeout=WAIT)
    assert sheet.locator('[data-field="modified_ashworth|left_hip_adductors"] [data-token="1+"]').get_attribute(
        "aria-pressed"
    ) == ("true")
    assert [address for address in sent if address.endswith("/taps")] == []
    waiting = """() => new Promise((answer) => {
      const opening = indexedDB.open("itb-outbox");
      opening.onsuccess = () => {
        const { result } = opening;
        if (!result.objectStoreNames.contains("taps")) return answer(0);
        const counting = result.transaction("taps").objectStore("taps").count();
        counting.onsuccess = () => answer(counting.result);
      };
    })"""
    assert page.evaluate(waiting) == 0


def test_it_is_shown_by_itself_until_somebody_stops_it(demonstrated: Served, page: Page) -> None:
    of_the_guide(page, demonstrated, guide().show_me.title)
    page.get_by_role("button", name="Show me", exact=True).click(timeout=WAIT)
    expect(page.locator(".itb-steps p")).to_contain_text("2 of", timeout=WAIT)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Show me", exact=True)).to_be_visible()


def test_each_role_has_its_page_with_pictures_drawn_now(demonstrated: Served, page: Page) -> None:
    of_the_guide(page, demonstrated, MEETING)
    expect(page.get_by_text("DEMO").first).to_be_attached(timeout=WAIT)
    expect(page.locator(".itb-figure img")).to_have_count(2, timeout=WAIT)
    assert page.evaluate("[...document.querySelectorAll('.itb-figure img')].every((img) => img.naturalWidth > 100)")
    expect(page.get_by_text(re.compile("lost", re.IGNORECASE)).first).to_be_visible()
    of_the_guide(page, demonstrated, LEAD)
    expect(page.get_by_text("uv run python -m trial verify")).to_be_visible(timeout=WAIT)


def test_the_card_is_one_page_of_a5(chromium, tmp_path: Path, page: Page) -> None:  # type: ignore[no-untyped-def]
    card = tmp_path / "card.html"
    card.write_bytes(write_ward_card())
    page.goto(card.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", printed)
    assert found is not None
    assert (round(float(found[1])), round(float(found[2]))) == (420, 595)
