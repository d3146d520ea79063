"""The whole set from the keyboard, and the grid: nothing needs a pointer."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Bedside, pressed
from tests.browser.whole_set import SIDED, TYPED, full_set

ACTIVE = "document.querySelector('.itb-sheet').shadowRoot.activeElement"
FIELD = f"{ACTIVE}.closest('[data-field]')?.dataset.field"


def test_a_set_is_recorded_from_the_keyboard_alone(bedside: Bedside) -> None:
    keys = bedside.page.keyboard
    bedside.grade("left_hip_adductors", "0").focus()
    keys.press("1")
    keys.press("+")
    assert pressed(bedside.grade("left_hip_adductors", "1+"))
    keys.press("ArrowDown")
    keys.press("3")
    assert pressed(bedside.grade("left_knee_flexors", "3"))
    keys.press("u")
    assert not pressed(bedside.grade("left_knee_flexors", "3"))
    keys.press("n")
    assert (
        bedside.page.evaluate("document.querySelector('.itb-sheet').shadowRoot.activeElement.textContent") == "Weakness"
    )
    bedside.page.get_by_role("button", name="Declined").focus()
    keys.press("Enter")
    bedside.expect("All saved")
    found = bedside.readings()
    assert found["left_hip_adductors"].value == "1+"
    assert found["left_hip_adductors"].corrected[0].reading.value == "1"
    assert found["left_knee_flexors"].status == "declined"
    withdrawn = bedside.store.trial(bedside.trial).doses[0].withdrawn
    assert [one.reading.value for one in withdrawn] == ["3"]


def test_a_whole_set_is_done_by_keyboard_down_the_columns(at_bed: Callable[..., Bedside]) -> None:
    bed = full_set(at_bed)
    bed.open()
    keys = bed.page.keyboard
    bed.box("observations|systolic").focus()
    for value in TYPED.values():
        keys.type(value)
        keys.press("Enter")
    keys.press("a")
    bed.grade(SIDED[0], "0").focus()
    for _ in SIDED:
        keys.press("1")
        keys.press("+")
        keys.press("Tab")
    bed.page.get_by_role("button", name="Same as baseline").focus()
    keys.press("Enter")
    bed.box("ten_metre_walk|seconds_1").focus()
    keys.type("16.2")
    keys.press("Tab")
    assert bed.page.evaluate(FIELD) == "ten_metre_walk|seconds_2"
    keys.type("15.8")
    keys.press("Enter")
    assert bed.page.evaluate(FIELD) == "goal|g1|team"
    keys.press("0")
    keys.press("Tab")
    assert bed.page.evaluate(FIELD) == "goal|g1|person"
    keys.press("ArrowRight")
    keys.press(" ")
    bed.expect("All saved")
    found = bed.readings("+4h")
    assert {found[item].value for item in SIDED} == {"1+"}
    assert {item: str(found[item].value) for item in TYPED} == TYPED
    assert found["consciousness"].value == "A"
    taken = [found[item].taken_at for item in (*SIDED[::2], *SIDED[1::2])]
    assert taken == sorted(taken)
    assert [(one.by, one.level) for one in bed.dose.ratings] == [("team", 0), ("person", -1)]


def test_arrows_pass_grades_without_recording_and_end_at_could_not(bedside: Bedside) -> None:
    keys, row = bedside.page.keyboard, bedside.row("left_hip_adductors")
    bedside.grade("left_hip_adductors", "0").focus()
    for _ in range(5):
        keys.press("ArrowRight")
    assert bedside.page.evaluate(f"{ACTIVE}.dataset.token") == "4"
    keys.press("ArrowRight")
    assert bedside.page.evaluate(f"{ACTIVE}.textContent") == "Could not"
    assert row.locator("[aria-pressed=true]").count() == 0
    keys.press("Enter")
    assert bedside.page.evaluate(f"{ACTIVE}.textContent") == "Weakness"
    keys.press("Escape")
    assert bedside.page.evaluate(f"{ACTIVE}.textContent") == "Could not"
    keys.press("ArrowLeft")
    assert bedside.page.evaluate(f"{ACTIVE}.dataset.token") == "4"
    keys.press("n")
    keys.press("Enter")
    expect(row).to_contain_text("Could not: weakness")
    assert bedside.page.evaluate(f"{ACTIVE}.textContent") == "Weakness"  # the button itself: the keyboard is not lost


def test_tab_goes_down_the_left_leg_and_then_down_the_right(bedside: Bedside) -> None:
    keys, passed = bedside.page.keyboard, []
    bedside.grade("left_hip_adductors", "0").focus()
    for _ in range(4):
        passed.append(bedside.page.evaluate(FIELD).partition("|")[2])
        keys.press("Tab")
    assert passed == ["left_hip_adductors", "left_knee_flexors", "right_hip_adductors", "right_knee_flexors"]
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    assert bedside.page.evaluate(FIELD).endswith("right_hip_adductors")


def test_u_is_unresponsive_among_the_levels_of_consciousness_and_undoes_elsewhere(bedside: Bedside) -> None:
    keys, levels = bedside.page.keyboard, bedside.field("observations|consciousness")
    levels.locator('[data-token="A"]').focus()
    keys.press("u")
    assert pressed(levels.locator('[data-token="U"]'))
    bedside.grade("left_hip_adductors", "0").focus()
    keys.press("u")
    assert not pressed(levels.locator('[data-token="U"]'))


def test_a_cell_of_the_grid_goes_to_its_value(bedside: Bedside) -> None:
    page = bedside.page
    page.locator(".grid tr", has_text="L hip adductors").locator("td").first.click()
    expect(page.locator(".slots [aria-current]")).to_contain_text("Baseline")
    here = "document.querySelector('.itb-sheet').shadowRoot.activeElement.closest('[data-field]').dataset.field"
    assert page.evaluate(here) == "modified_ashworth|left_hip_adductors"


def test_the_grid_is_walked_with_arrows_and_enter_goes_to_the_value(bedside: Bedside) -> None:
    page = bedside.page
    page.locator('.grid [tabindex="0"]').focus()
    assert page.evaluate(f"{ACTIVE}.dataset.cell") == "baseline|observations|systolic"
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate(f"{ACTIVE}.dataset.cell") == "+2h|observations|heart_rate"
    page.keyboard.press("Enter")
    assert page.evaluate(FIELD) == "observations|heart_rate"
    page.keyboard.type("66")
    page.keyboard.press("Tab")
    expect(page.locator('[data-cell="+2h|observations|heart_rate"]')).to_have_text("66")
