"""A day that was kept on paper, typed by keyboard alone: few keys a value, and keys that do what they say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import BASELINE, PLAN, TONE, WAIT, Bedside, pressed
from trial.ledger.facts import Goal, Measure

SLOTS = ("+1h", "+2h", "+3h", "+4h")
MORE = tuple(f"{side}_{muscle}" for muscle in ("knee_extensors", "ankle_plantarflexors") for side in ("left", "right"))
MUSCLES = (*TONE, *MORE)
GRADES = ("1", "2", "1+", "0", "3", "2", "1", "1+")
PAPER = {"systolic": "118", "diastolic": "70", "heart_rate": "72", "consciousness": "a"}
MOST_KEYS_A_VALUE = 3
ACTIVE = "document.querySelector('.itb-sheet').shadowRoot.activeElement"


def test_enter_that_leads_to_a_row_of_buttons_records_nothing_there(bedside: Bedside) -> None:
    page = bedside.page
    for key, value in (("systolic", "118"), ("diastolic", "70"), ("heart_rate", "72")):
        bedside.box(f"observations|{key}").fill(value)
    bedside.box("observations|heart_rate").press("Tab")
    bedside.expect("All saved")
    taken = page.get_by_label("Typed time for the whole set")
    taken.fill(f"{(bedside.now - timedelta(minutes=1)).astimezone(ZoneInfo('Europe/London')):%H%M}")
    taken.press("Enter")
    first = bedside.field("observations|consciousness").locator("[data-token]").first
    expect(first).to_be_focused()
    page.keyboard.down("Enter")  # held: it repeats
    page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.wait_for_timeout(1500)
    assert not pressed(first)
    assert {*bedside.readings()} == {"systolic", "diastolic", "heart_rate"}


def test_a_day_of_four_sets_takes_at_most_three_keys_a_value(at_bed: Callable[..., Bedside]) -> None:
    walk = Measure(scale="ten_metre_walk", items=("seconds", "aid", "pace"), slots=("baseline", "+2h", "+4h"))
    tone = Measure(scale="modified_ashworth", items=MUSCLES)
    plan = replace(PLAN, slots=("baseline", *SLOTS), measures=(PLAN.measures[0], tone, walk))
    bed = at_bed(plan=plan, since=timedelta(hours=6))
    bed.open()
    page, keys = bed.page, 0

    def press(*names: str) -> None:
        nonlocal keys
        for name in names:
            page.keyboard.press(name)
        keys += len(names)

    page.locator('nav.slots [data-slot="+1h"]').click()
    page.get_by_label("Typed time for the whole set").focus()
    t0 = bed.now - timedelta(hours=6)
    for number, slot in enumerate(SLOTS, 1):
        expect(page.locator(".slots [aria-current]")).to_have_attribute("data-slot", slot)
        at = (t0 + timedelta(hours=number)).astimezone(ZoneInfo("Europe/London"))
        press(*f"{at:%H%M}", "Enter")
        for text in PAPER.values():
            press(*text, "Enter")
        for grade in GRADES:
            press(*grade, "Enter")
        if slot in walk.slots:
            press("y", *"16.2", "Enter")
    bed.expect("All saved")
    values = [reading for reading in bed.dose.readings if reading.slot in SLOTS]
    assert len(values) == len(SLOTS) * (len(PAPER) + len(GRADES)) + 2 * 3
    assert keys <= MOST_KEYS_A_VALUE * len(values), f"{keys} keys for {len(values)} values"
    found = {slot: bed.readings(slot) for slot in SLOTS}
    assert {found[slot]["consciousness"].value for slot in SLOTS} == {"A"}
    assert tuple(found["+4h"][item].value for item in MUSCLES) == GRADES
    assert (found["+2h"]["aid"].value, found["+2h"]["pace"].value) == ("stick", "fast")
    for number, slot in enumerate(SLOTS, 1):
        due = t0 + timedelta(hours=number)
        assert all(abs(reading.taken_at - due) < timedelta(minutes=1) for reading in found[slot].values())


@pytest.fixture
def asked(at_bed: Callable[..., Bedside]) -> Bedside:
    observed = Measure(scale="observations", items=("systolic", "heart_rate", "on_oxygen", "position"))
    plan = replace(PLAN, measures=(observed, PLAN.measures[1]), peak_slot="+2h")
    goals = (Goal(id="g1", kind="achieve", words="Legs parted for washing"),)
    bed = at_bed(plan=plan, baseline=BASELINE[:4], goals=goals)
    bed.open()
    return bed


def test_y_n_digits_and_enter_do_what_they_say(asked: Bedside) -> None:
    keys = asked.page.keyboard
    oxygen = asked.field("observations|on_oxygen")
    oxygen.locator("button").first.focus()
    keys.press("n")
    assert pressed(oxygen.locator('[data-token="false"]'))
    keys.press("y")
    assert pressed(oxygen.locator('[data-token="true"]'))
    keys.press("Enter")
    expect(asked.field("observations|on_oxygen").locator(":focus")).to_have_count(0)
    position = asked.field("observations|position")
    position.locator("button").first.focus()
    keys.press("2")
    assert pressed(position.locator('[data-token="sitting"]'))
    asked.box("observations|heart_rate").focus()
    keys.type("44")
    keys.press("Enter")
    expect(asked.page.get_by_text("is unusual: please look again")).to_be_visible()
    asked.box("observations|heart_rate").focus()
    keys.press("y")
    asked.box("observations|systolic").focus()
    keys.press("n")
    expect(asked.page.get_by_text("Systolic: why not?")).to_be_visible()
    keys.press("Escape")
    asked.field("goal|g1|team").locator('[data-token="0"]').focus()
    keys.press("-")
    keys.press("1")
    asked.expect("All saved")
    found = asked.readings()
    assert (found["on_oxygen"].value, found["position"].value) == (True, "sitting")
    assert (str(found["heart_rate"].value), found["heart_rate"].unusual) == ("44", True)
    assert [rating.level for rating in asked.dose.ratings] == [-1]
    asked.grade("left_hip_adductors", "1").focus()
    keys.press("Enter")
    asked.expect("5 saved", timeout=WAIT)
    assert asked.page.evaluate(f"{ACTIVE}.dataset.token") == "1"
