"""The meeting's page in a real browser: one screenful, any chart over the whole screen, a decision typed and kept."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Bedside
from tests.conftest import Served, follow
from tests.unit.eight_goals import eight_goals
from trial.actions import importing
from trial.settings import DATA
from trial.store import open_store
from trial.wording.words import OUTCOME_WORDS

DEMONSTRATION = ("rowan", "alder", "willow", "sorrel", "hazel", "birch")
WILLOW = DATA / "demo" / "unclear_then_higher.json"
PROJECTOR = {"width": 1920, "height": 1080}
SMALLEST = 20
"""Pixels of a reading's letters: about the least that can be read at three metres."""
BOTTOM = "() => document.querySelector('section.screen').getBoundingClientRect().bottom"
LETTERS = "() => parseFloat(getComputedStyle(document.querySelector('section.screen .reading')).fontSize)"
SMALL = (
    "() => Math.min(...[...document.querySelectorAll("
    "'section.screen :is(.topic, .reading, .say, li, .result, .w, thead th)')]"
    ".map((one) => parseFloat(getComputedStyle(one).fontSize)))"
)
"""The smallest letters on the first screen, of everything but a speaker's name."""
OUT_OF_SIGHT = """() => [...document.querySelectorAll("section.screen .goals :is(.picture img, .counts, .w, tfoot td)")]
  .filter((one) => { const box = one.getBoundingClientRect(); return !box.height || box.bottom > innerHeight; })
  .map((one) => one.alt ?? one.textContent)"""
PLACES = """() => new Set([...document.querySelectorAll("section.screen .goals .picture")]
  .map((one) => one.getBoundingClientRect()).map((box) => `${Math.round(box.left)} ${Math.round(box.width)}`)).size"""
"""In how many columns the pictures are."""
FOUR_MORE = (
    ("achieve", "Turn over in bed without waking anybody", 0),
    ("achieve", "Hold the cup with both hands", 0),
    ("keep", "Still stand at the sink", -1),
    ("achieve", "Sleep through without a spasm", 0),
)
ORDER = (
    "() => [...document.querySelectorAll('section.screen :is(.id, .question, .first, table.goals, .head)')]"
    ".map((one) => one.className)"
)


@pytest.fixture
def projector(page: Page) -> Page:
    page.set_viewport_size(PROJECTOR)
    return page


def _is_on_one_screen(page: Page) -> None:
    page.wait_for_function(f"({BOTTOM})() <= 1080", timeout=20_000)
    assert page.evaluate(LETTERS) >= SMALLEST
    order = [one.split()[0] for one in page.evaluate(ORDER)]
    assert order in (["id", "question", "first", "goals", "head"], ["id", "question", "goals", "head"])


@pytest.mark.parametrize("name", DEMONSTRATION)
def test_the_top_of_the_page_stands_on_one_screen(demonstrated: Served, projector: Page, name: str) -> None:
    follow(projector, f"{demonstrated.url}/review?trial=demo-{name}")
    expect(projector.locator("section.screen")).to_be_visible(timeout=20_000)
    _is_on_one_screen(projector)


def test_eight_goals_and_three_doses_stand_on_one_screen_with_what_was_lost_first(
    at_bed: Callable[..., Bedside], ward: Served, projector: Page
) -> None:
    at_bed()
    store = open_store(ward.database_url)
    importing.import_file(store, eight_goals(), by="K Tan")
    store.close()
    follow(projector, f"{ward.url}/review?trial=eight-goals")
    expect(projector.locator("section.screen tbody tr")).to_have_count(8, timeout=20_000)
    _is_on_one_screen(projector)
    expect(projector.locator("section.screen .first li").first).to_contain_text("LOST")


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800)], ids=str)
def test_eight_goals_of_three_doses_have_their_pictures_counts_and_costs_without_scrolling(
    at_bed: Callable[..., Bedside], ward: Served, page: Page, size: tuple[int, int]
) -> None:
    at_bed()
    store = open_store(ward.database_url)
    importing.import_file(store, eight_goals(), by="K Tan")
    store.close()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    follow(page, f"{ward.url}/review?trial=eight-goals")
    expect(page.locator("section.screen tbody tr")).to_have_count(8, timeout=20_000)
    page.wait_for_function(f"({BOTTOM})() <= {size[1]}", timeout=20_000)
    assert page.locator("section.screen tbody .picture").count() == 21  # seven goals that were tested, three doses
    assert page.locator("section.screen tfoot .picture").count() == 12  # power, pressure, alertness, events
    assert page.evaluate(OUT_OF_SIGHT) == []
    assert page.evaluate(PLACES) == 3, "the pictures of a dose are below one another, on one time axis"


def test_twelve_goals_are_drawn_too_and_the_page_says_how_many_are_further_down(
    at_bed: Callable[..., Bedside], ward: Served, projector: Page
) -> None:
    at_bed()
    store = open_store(ward.database_url)
    importing.import_file(store, eight_goals("twelve-goals", more=FOUR_MORE), by="K Tan")
    store.close()
    follow(projector, f"{ward.url}/review?trial=twelve-goals")
    expect(projector.locator("section.screen tbody tr")).to_have_count(12, timeout=20_000)
    assert projector.evaluate(SMALL) >= SMALLEST
    expect(projector.locator("section.screen .more")).to_have_text(re.compile(r"^Goals further down: \d+$"))
    expect(projector.locator("section.screen .first")).to_contain_text(
        "Still stand at the sink, doses 1, 2 and 3, not rated again"
    )
    expect(projector.locator("section.screen .first li").first).to_be_in_viewport(ratio=1)
    expect(projector.get_by_role("heading", name="Goals by dose")).to_have_count(1)


def test_a_chart_grows_over_the_screen_as_it_is_and_goes_back(demonstrated: Served, projector: Page) -> None:
    follow(projector, f"{demonstrated.url}/review?trial=demo-rowan")
    charts = projector.locator(".js-plotly-plot")
    expect(charts).to_have_count(6, timeout=20_000)
    axis = "(plot) => JSON.stringify([plot.layout.yaxis.range, plot.layout.xaxis.range, plot.layout.width])"
    before, small = charts.nth(1).evaluate(axis), charts.nth(1).bounding_box()
    projector.locator(".larger").nth(1).focus()
    projector.keyboard.press("Enter")
    expect(projector.locator(".chart-large")).to_have_count(1)
    large = charts.nth(1).bounding_box()
    assert small is not None
    assert large is not None
    assert large["width"] > 1.8 * small["width"]
    assert large["y"] >= 0
    assert large["y"] + large["height"] <= PROJECTOR["height"]
    assert charts.nth(1).evaluate(axis) == before
    projector.keyboard.press("ArrowRight")
    expect(projector.locator(".chart-large .larger")).to_have_text("Close")
    projector.keyboard.press("Escape")
    expect(projector.locator(".chart-large")).to_have_count(0)
    again = charts.nth(1).bounding_box()
    assert again is not None
    assert (again["width"], again["height"]) == (small["width"], small["height"])
    charts.nth(0).click(position={"x": 300, "y": 20})
    expect(projector.locator(".chart-large")).to_have_count(1)


def test_a_chart_is_saved_as_a_picture_that_is_not_blank(demonstrated: Served, projector: Page, tmp_path: Path) -> None:
    from PIL import Image

    follow(projector, f"{demonstrated.url}/review?trial=demo-rowan")
    plot = projector.locator(".js-plotly-plot").first
    expect(plot).to_be_visible(timeout=20_000)
    with projector.expect_download() as downloading:
        plot.locator(".modebar-btn").first.click()
    saved = tmp_path / "chart.png"
    downloading.value.save_as(saved)
    with Image.open(saved) as picture:
        assert picture.format == "PNG"
        assert picture.width == 2 * 592
        colours = picture.convert("RGB").getcolors(maxcolors=1 << 24)
    assert {(0, 114, 178), (255, 255, 255)} <= {colour for _, colour in colours}
    assert max(count for count, _ in colours) < 0.95 * sum(count for count, _ in colours)


def test_what_was_typed_is_there_after_the_tab_was_killed(at_bed: Callable[..., Bedside]) -> None:
    """Nothing is left, pressed or saved: the tab is gone in the middle of a word."""
    bed = at_bed()
    follow(bed.page, f"{bed.url}/decide?trial={bed.trial}")
    because = bed.page.get_by_label("Because")
    because.click()
    bed.page.keyboard.type("She walks to the gate and st", delay=40)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not bed.store.trial(bed.trial).decisions:
        bed.page.wait_for_timeout(100)
    bed.page.keyboard.type("ands to transf", delay=40)
    while time.monotonic() < deadline and not _reason(bed).endswith("transf"):
        bed.page.wait_for_timeout(100)
    bed.page.close()
    assert _reason(bed) == "She walks to the gate and stands to transf"
    bed.new_page()
    follow(bed.page, f"{bed.url}/decide?trial={bed.trial}")
    expect(bed.page.get_by_label("Because")).to_have_value("She walks to the gate and stands to transf", timeout=20_000)


def _reason(bedside: Bedside) -> str:
    drafts = bedside.store.trial(bedside.trial).decisions
    return drafts[-1].reason if drafts else ""


def test_every_copy_for_the_person_prints_on_one_page(at_bed: Callable[..., Bedside], ward: Served, page: Page) -> None:
    """Of every demonstration trial, and of the longest of them decided in each of the ways that there are."""
    at_bed()
    store = open_store(ward.database_url)
    importing.add_demonstration(store, by="K Tan")
    made = json.loads(WILLOW.read_bytes())
    names = [f"demo-{name}" for name in DEMONSTRATION]
    for outcome in OUTCOME_WORDS:
        made["trial"] = f"willow-{outcome}"
        made["decisions"][-1]["outcome"] = outcome
        importing.import_file(store, json.dumps(made).encode(), by="K Tan")
        names.append(made["trial"])
    store.close()
    pages = {}
    for name in names:
        follow(page, f"{ward.url}/person?trial={name}")
        expect(page.locator(".pc")).to_contain_text("Whom to ring", timeout=20_000)
        printed = page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "12mm"))
        pages[name] = printed.count(b"/Type /Page\n")
    assert pages == dict.fromkeys(names, 1)
