"""A whole 4-hour set of 24 muscles, observations, a timed walk and two ratings: tapped as at a bed, and checked."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Locator

from tests.browser.conftest import Bedside
from trial.ledger.facts import Goal, Measure, Plan

MUSCLES = ("hip_flexors", "hip_adductors", "hip_extensors", "knee_flexors", "knee_extensors", "ankle_plantarflexors")
MUSCLES += ("ankle_dorsiflexors", "shoulder_adductors", "elbow_flexors", "elbow_extensors", "wrist_flexors")
MUSCLES += ("finger_flexors",)
SIDED = tuple(f"{side}_{muscle}" for muscle in MUSCLES for side in ("left", "right"))
TYPED = {"systolic": "118", "diastolic": "70", "heart_rate": "64", "respiratory_rate": "14", "oxygen_saturation": "96"}
TYPED |= {"temperature": "36.6"}
FULL = Plan(
    slots=("baseline", "+2h", "+4h"),
    measures=(
        Measure(scale="observations", items=(*TYPED, "consciousness")),
        Measure(scale="modified_ashworth", items=SIDED),
        Measure(scale="ten_metre_walk", items=("seconds", "aid", "pace")),
    ),
)
FULL_BASELINE = (
    *(("modified_ashworth", item, "3") for item in SIDED),
    ("ten_metre_walk", "seconds_1", "20"), ("ten_metre_walk", "seconds_2", "22"),
    ("ten_metre_walk", "aid", "stick"), ("ten_metre_walk", "pace", "fast"),
)  # fmt: skip
GOALS = (Goal(id="g1", kind="achieve", words="Legs parted for washing"),)
FOUR_HOURS = timedelta(hours=4, minutes=2)
PLANNED = len(TYPED) + 1 + len(SIDED) + 1 + 2
"""What counts as recorded: observations, consciousness, muscles, the walk, two ratings."""


def full_set(at_bed: Callable[..., Bedside], **more: object) -> Bedside:
    return at_bed(plan=FULL, baseline=FULL_BASELINE, goals=GOALS, since=FOUR_HOURS, **more)


def tap_whole_set(bed: Bedside) -> int:
    """Everything that the peak slot asks, nothing pre-filled; answers how many taps and filled boxes it took."""
    actions = 0

    def tapped(locator: Locator) -> None:
        nonlocal actions
        actions += 1
        locator.click()

    def filled(key: str, value: str) -> None:
        nonlocal actions
        actions += 1
        assert bed.box(key).input_value() == ""
        assert bed.box(key).get_attribute("inputmode") in ("numeric", "decimal")
        assert bed.box(key).get_attribute("type") is None
        bed.box(key).fill(value)

    for item, value in TYPED.items():
        filled(f"observations|{item}", value)
    tapped(bed.field("observations|consciousness").locator('[data-token="A"]'))
    for item in SIDED:
        tapped(bed.grade(item, "1+"))
    tapped(bed.page.get_by_role("button", name="Same as baseline"))
    filled("ten_metre_walk|seconds_1", "16.2")
    filled("ten_metre_walk|seconds_2", "15.8")
    for voice in ("team", "person"):
        tapped(bed.field(f"goal|g1|{voice}").locator('[data-token="0"]'))
    return actions


def check_whole_set(bed: Bedside) -> None:
    """Each value arrived once, as it was tapped."""
    found = bed.readings("+4h")
    assert len([one for one in bed.dose.readings if one.slot == "+4h"]) == len(found)
    assert {item: found[item].value for item in SIDED} == dict.fromkeys(SIDED, "1+")
    assert {item: str(found[item].value) for item in TYPED} == TYPED
    assert (found["aid"].value, found["pace"].value, found["seconds_2"].value) == ("stick", "fast", Decimal("15.8"))
    assert [(one.by, one.level) for one in bed.dose.ratings] == [("team", 0), ("person", 0)]
