"""A long set on a small screen: how far it scrolls, what stays in sight meanwhile, and what comes next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from scales import catalogue
from tests.browser.conftest import BASELINE, TONE, Bedside
from tests.browser.test_sheet import SIDEWAYS, SMALL_TARGETS
from tests.browser.whole_set import FOUR_HOURS, full_set
from trial.files.plan_templates import templates
from trial.ledger.facts import Goal, Measure, Plan, Target

PLAN = templates()["ambulant_adult"].plan()
WITH_WINDOW = tuple(replace(one, window="24h") if one.scale == "penn_spasm" else one for one in PLAN.measures)
GOAL = Goal(
    id="g1", kind="achieve", words="Walk to the gate with the frame",
    target=Target(scale="ten_metre_walk", item="speed", rule="improves_percent", amount=Decimal(20)),
)  # fmt: skip
SCREENS = """([part, height]) => {
  const host = document.querySelector(part);
  return Math.max(host.scrollHeight, host.getBoundingClientRect().height) / height;
}"""
BEYOND_THE_EDGE = """[...document.querySelector('.itb-sheet').shadowRoot.querySelectorAll('*')]
  .filter((el) => !el.closest('.slots, .gridbox, .more') && el.getBoundingClientRect().width)
  .filter((el) => el.getBoundingClientRect().right > innerWidth + 1 || el.getBoundingClientRect().left < -1)
  .map((el) => `${el.tagName} ${el.className} ${el.textContent.slice(0, 30)}`)"""
COVERED = """[...document.querySelector('.itb-sheet').shadowRoot.querySelectorAll('.why, input.value')]
  .filter((el) => el.checkVisibility())
  .filter((el) => {
    el.scrollIntoView({ block: 'center' });
    const { left, right, top, bottom } = el.getBoundingClientRect();
    const corners = [[left + 3, top + 3], [right - 3, bottom - 3]];
    return corners.some(([x, y]) => el.getRootNode().elementFromPoint(x, y)?.closest('.why, input') !== el);
  })
  .map((el) => `${el.ariaLabel ?? el.closest('[aria-label]')?.ariaLabel} ${el.textContent}`)"""
"""Boxes and "Could not" that something else lies over."""
MAIN, SHEET = "[data-testid=stMain]", ".itb-sheet"


@pytest.fixture
def walker(at_bed: Callable[..., Bedside]) -> Callable[[int, int, timedelta], Bedside]:
    """Open a person with the whole template for adults who walk, in a window of this size."""

    def make(width: int, height: int, since: timedelta) -> Bedside:
        plan = replace(PLAN, measures=WITH_WINDOW)
        bed = at_bed(plan=plan, baseline=BASELINE[4:], goals=(GOAL,), since=since)
        bed.page.set_viewport_size({"width": width, "height": height})
        bed.open()
        return bed

    return make


@pytest.mark.parametrize(
    ("width", "height", "hours", "items", "part", "most"),
    [(390, 844, 4, 27, MAIN, 6), (768, 1024, 2, 24, SHEET, 2.5)],
)
def test_a_set_takes_few_screens(
    walker: Callable[..., Bedside], width: int, height: int, hours: int, items: int, part: str, most: float
) -> None:
    bed = walker(width, height, timedelta(hours=hours, minutes=2))
    bed.expect(f"0 of {items} recorded", ".itb-sheet .foot")
    screens = bed.page.evaluate(SCREENS, [part, height])
    assert screens <= most, f"{items} items take {screens:.2f} screens of {width} x {height}"


def test_nothing_runs_off_a_narrow_phone_and_every_control_can_be_hit(walker: Callable[..., Bedside]) -> None:
    bed = walker(360, 740, timedelta(hours=4, minutes=2))
    bed.field("penn_spasm|frequency").locator('[data-token="1"]').click()
    bed.grade("left_hip_adductors", "2").click()
    bed.page.get_by_role("button", name="Record an event").click()
    for width in (360, 390, 768):
        bed.page.set_viewport_size({"width": width, "height": 740})
        assert bed.page.evaluate(BEYOND_THE_EDGE) == []
        assert bed.page.evaluate(SMALL_TARGETS) == []
        assert not bed.page.evaluate(SIDEWAYS)


def test_every_scale_stays_on_its_screen_with_its_reasons(at_bed: Callable[..., Bedside]) -> None:
    names = (name for name, scale in catalogue().items() if scale.domain != "score" and name != "ashworth")
    every = tuple(Measure(scale=name) for name in names)
    bed = at_bed(plan=Plan(slots=("baseline", "+2h", "+4h"), measures=every), baseline=(), since=FOUR_HOURS)
    bed.open()
    for slot in ("baseline", "+4h"):
        bed.page.locator(f'.itb-sheet [data-slot="{slot}"]').click()
        for width in (1280, 1024, 768, 390, 360):
            bed.page.set_viewport_size({"width": width, "height": 740})
            assert bed.page.evaluate(BEYOND_THE_EDGE) == [], f"{slot} at {width}"
            assert bed.page.evaluate(COVERED) == [], f"{slot} at {width}"
            assert bed.page.evaluate(SMALL_TARGETS) == []
            assert not bed.page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("width", [1440, 1280, 1024])
def test_blocks_side_by_side_keep_could_not_beside_their_grades(
    walker: Callable[[int, int, timedelta], Bedside], width: int
) -> None:
    bed = walker(width, 1000, FOUR_HOURS)
    assert (bed.page.evaluate(BEYOND_THE_EDGE), bed.page.evaluate(COVERED)) == ([], [])


@pytest.mark.parametrize("width", [1280, 768, 390])
def test_slot_time_assessor_and_undo_stay_in_sight_while_scrolling(bedside: Bedside, width: int) -> None:
    page = bedside.page
    page.set_viewport_size({"width": width, "height": 844})
    time = page.get_by_label("Typed time for the whole set")
    time.fill("-12 min")
    time.press("Tab")
    page.locator(".set select").select_option("+")
    page.locator(".set").get_by_label("Name of the assessor").fill("M Okoro")
    page.locator(".set").get_by_label("Name of the assessor").press("Tab")
    bedside.grade("left_hip_adductors", "1").click()
    page.get_by_role("region", name="Events", exact=True).scroll_into_view_if_needed()
    where = page.get_by_role("button", name="Slot, time and assessor of this set")
    expect(where).to_be_in_viewport()
    expect(where).to_contain_text("+2h")
    expect(where).to_contain_text("M Okoro")
    expect(where).not_to_contain_text("as I tap")
    expect(page.get_by_role("button", name="Undo: left hip adductors 1")).to_be_in_viewport()
    where.click()
    expect(time).to_be_in_viewport()


def test_next_empty_goes_down_the_screen_through_walks_and_ratings_and_keeps_the_focus(
    at_bed: Callable[..., Bedside],
) -> None:
    bed = full_set(at_bed)
    bed.open()
    root = "document.querySelector('.itb-sheet').shadowRoot"
    here = f"{root}.activeElement.closest('[data-field]')?.dataset.field"
    drawn = bed.page.evaluate(f"[...{root}.querySelectorAll('[data-field]')].map((el) => el.dataset.field)")
    for block in ("Observations", "Tone, Modified Ashworth"):
        region = bed.page.get_by_role("region", name=block)
        region.get_by_role("button", name="Rest of block").click()
        region.get_by_role("button", name="Declined", exact=True).click()
    passed = []
    for _ in range(3):
        bed.page.get_by_role("button", name="Next empty").click()
        passed.append(bed.page.evaluate(here))
        if "|seconds" in passed[-1]:
            bed.page.keyboard.type("16.2")
            bed.page.keyboard.press("Tab")
        else:
            bed.page.keyboard.press("0")
    assert passed == ["ten_metre_walk|seconds_1", "goal|g1|team", "goal|g1|person"]
    assert [drawn.index(key) for key in passed] == sorted(drawn.index(key) for key in passed)
    bed.expect("All saved")


def test_could_not_for_the_rest_of_a_whole_set_is_one_choice(bedside: Bedside) -> None:
    page = bedside.page
    bedside.grade("left_hip_adductors", "1").click()
    page.get_by_role("button", name="Rest of the set: could not").click()
    page.locator(".set").get_by_role("button", name="Declined", exact=True).click()
    bedside.expect("All saved")
    bedside.expect("9 of 9 recorded, 8 declined", ".itb-sheet .foot")
    found = bedside.readings()
    assert found.pop("left_hip_adductors").value == "1"
    assert {reading.status for reading in found.values()} == {"declined"}
    assert set(TONE) - set(found) == {"left_hip_adductors"}
