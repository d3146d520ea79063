"""Two people at one bed, each with a device of their own: both see both, and what both typed is chosen."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import WAIT, Bedside
from trial.elements.sheet import SCRIPT


class Second(Bedside):
    """Another person's browser on the same trial."""

    def __init__(self, first: Bedside, context) -> None:  # type: ignore[no-untyped-def]
        self.served, self.context, self.url = first.served, context, first.url
        self.store, self.trial, self.errors = first.store, first.trial, first.errors
        self.new_page()


def second(first: Bedside, chromium) -> Bedside:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": 768, "height": 1000}, locale="en-GB")
    other = Second(first, context)
    other.open("R Hale")
    return other


WITHIN = 5000
"""Milliseconds from acknowledged on one device to shown on the other."""


def test_each_sees_what_the_other_entered_within_five_seconds(bedside: Bedside, chromium) -> None:  # type: ignore[no-untyped-def]
    interval = re.search(r"^const POLL = (\d+);", SCRIPT, re.MULTILINE)
    assert interval
    assert int(interval[1]) <= WITHIN / 2  # which leaves as long again for the rerun
    nurse = second(bedside, chromium)
    looks: list[str] = []
    nurse.page.on("response", lambda answer: looks.append(answer.url) if "/head" in answer.url else None)

    def scene(item: str, vital: str, value: str) -> None:
        bedside.grade(item, "1+").click()
        nurse.box(f"observations|{vital}").fill(value)
        nurse.box(f"observations|{vital}").press("Tab")
        expect(bedside.row(item)).to_contain_text("saved", timeout=WAIT)
        looked = len(looks)
        expect(nurse.grade(item, "1+")).to_have_attribute("aria-pressed", "true", timeout=WITHIN)
        assert len(looks) - looked <= 3  # by looking, at most one look under way and one lost beside it
        expect(bedside.box(f"observations|{vital}")).to_have_value(value, timeout=WITHIN)

    try:
        scene("left_hip_adductors", "heart_rate", "66")
    except AssertionError:  # a machine with more to do than this: once more, and then it counts
        scene("right_hip_adductors", "systolic", "118")
    assert {one.typed_by for one in bedside.readings().values()} == {"K Tan", "R Hale"}
    nurse.context.close()


def test_a_screen_with_nothing_new_is_not_run_again(at_bed: Callable[..., Bedside]) -> None:
    bed, sent = at_bed(), []
    bed.page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(frame)))
    heads: list[str] = []
    bed.page.on("response", lambda answer: heads.append(answer.url) if "/head" in answer.url else None)
    bed.open()
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("1 saved")
    before, polls = len(sent), len(heads)
    bed.page.wait_for_function("(from) => performance.now() - from > 8000", arg=bed.page.evaluate("performance.now()"))
    assert len(heads) >= polls + 2
    assert len(sent) == before


def test_one_item_typed_by_both_is_two_values_until_one_is_chosen(bedside: Bedside, chromium) -> None:  # type: ignore[no-untyped-def]
    bedside.tap(("observations", "consciousness", "A"), name="alert")
    nurse = second(bedside, chromium)
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    nurse.grade("left_hip_adductors", "2").click()
    bedside.expect("1 value waiting")
    nurse.expect("1 value waiting")
    bedside.served.start()
    both = bedside.page.get_by_text("Two values.").first
    expect(both).to_be_visible(timeout=40_000)
    nurse.context.close()
    assert sorted(str(one.value) for one in bedside.dose.readings if one.item == "left_hip_adductors")[:2] == ["1", "2"]
    bedside.page.get_by_role("button", name="Use 2").click()
    bedside.page.get_by_label("Why this value counts").fill("held the leg")
    bedside.page.get_by_role("region", name="Tone").get_by_role("button", name="Keep", exact=True).click()
    expect(both).to_be_hidden(timeout=WAIT)
    bedside.expect("2 saved")  # the value and the choice
    bedside.expect("All saved")
    found = bedside.readings()["left_hip_adductors"]
    assert found.value == "2"
    assert [(one.reading.value, one.reason, one.by) for one in found.corrected] == [("1", "held the leg", "K Tan")]


def test_what_somebody_else_replaced_is_not_offered_to_be_undone(bedside: Bedside, chromium) -> None:  # type: ignore[no-untyped-def]
    undo = bedside.page.get_by_role("button", name="Undo:")
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 saved")
    nurse = second(bedside, chromium)
    nurse.grade("left_hip_adductors", "2").click()
    nurse.page.get_by_role("button", name="Heard wrong").click()
    nurse.expect("1 saved")
    expect(bedside.grade("left_hip_adductors", "2")).to_have_attribute("aria-pressed", "true", timeout=WAIT)
    expect(undo).to_have_count(0)
    nurse.context.close()
