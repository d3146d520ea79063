"""Nothing tapped is lost or doubled, whatever happens to network, server, browser, database, clock or trial."""

import os
import re
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import TONE, WAIT, Bedside, Proxy
from tests.browser.whole_set import PLANNED, check_whole_set, full_set, tap_whole_set
from trial.actions import deciding
from trial.ledger.facts import Decision

LONG = pytest.mark.skipif(not os.environ.get("ITB_LONG_TESTS"), reason="ITB_LONG_TESTS is not set: takes a minute")
FOUR = dict(zip(TONE, ("1", "2", "0", "1+"), strict=True))


def tap_all(bed: Bedside) -> tuple[datetime, datetime]:
    began = datetime.now(UTC).replace(microsecond=0)
    for item, token in FOUR.items():
        bed.grade(item, token).click()
        assert bed.grade(item, token).get_attribute("aria-pressed") == "true"
    return began, datetime.now(UTC)


def check_once(bed: Bedside, times: tuple[datetime, datetime]) -> None:
    """Each arrived exactly once, unchanged, in its slot, with the time of its tap."""
    found = bed.wait_for_readings(len(FOUR))
    here = [one for one in bed.dose.readings if (one.scale, one.slot) == ("modified_ashworth", "+2h")]
    assert {item: found[item].value for item in FOUR} == FOUR
    assert len(here) == len(FOUR)
    assert all(times[0] <= one.taken_at <= times[1] for one in here)
    assert all((one.corrected, one.typed_by) == ((), "K Tan") for one in here)
    assert bed.store.verify()


def test_a_whole_set_is_tapped_without_a_server_and_arrives_once_with_the_times_of_its_taps(
    at_bed: Callable[..., Bedside],
) -> None:
    bed = full_set(at_bed)
    bed.open()
    bed.served.kill()
    began = datetime.now(UTC).replace(microsecond=0)
    tap_whole_set(bed)
    bed.expect("working without the server")
    expect(bed.page.get_by_text("medicines, checklist, later calls and the dose sheet need the server")).to_be_visible()
    bed.expect(f"{PLANNED} of {PLANNED} recorded", ".itb-sheet .foot")
    ended = datetime.now(UTC)
    bed.page.close()
    bed.served.start()
    bed.new_page()
    bed.open()
    bed.expect("All saved", timeout=40_000)
    check_whole_set(bed)
    assert all(began <= one.taken_at <= ended for one in bed.dose.readings if one.slot == "+4h")


@pytest.mark.parametrize(
    ("seconds", "silent"),
    [(1, True), (6, False), pytest.param(6, True, marks=LONG), pytest.param(60, True, marks=LONG)],
    ids=["1 s silent", "6 s broken", "6 s silent", "60 s silent"],
)
def test_a_set_tapped_during_a_cut_arrives_exactly_once(
    at_bed: Callable[..., Bedside], proxy: Proxy, seconds: int, silent: bool
) -> None:
    bed = at_bed()
    bed.url = f"http://localhost:{proxy.port}"
    bed.open()
    proxy.cut(silent=silent)
    cut_at = time.monotonic()
    times = tap_all(bed)
    bed.expect("4 values waiting")
    if seconds > 3:
        bed.expect("working without the server")
    bed.page.wait_for_timeout(max(0, seconds - (time.monotonic() - cut_at)) * 1000)
    proxy.mend()
    check_once(bed, times)
    expect(bed.page.locator(".itb-away")).to_have_count(0, timeout=WAIT)
    bed.expect("4 saved", timeout=40_000)


def test_a_browser_that_is_killed_has_lost_nothing(at_bed: Callable[..., Bedside], chromium, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    bed = at_bed()
    launch = lambda: chromium.browser_type.launch_persistent_context(  # noqa: E731
        tmp_path / "profile",
        executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
        args=["--no-sandbox"],
    )
    bed.context.close()
    bed.context = launch()
    bed.new_page()
    bed.open()
    bed.served.kill()
    times = tap_all(bed)
    bed.expect("4 values waiting")
    kill_browser(tmp_path / "profile")
    bed.served.start()
    bed.context = launch()
    bed.new_page()
    bed.open()
    check_once(bed, times)


def kill_browser(profile: Path) -> None:
    """Kill -9 of every process that our own browser with this profile runs."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(profile).encode() in command and b"chrom" in command:
            os.kill(int(folder.name), signal.SIGKILL)


def test_two_tabs_on_one_trial_deliver_each_tap_once(bedside: Bedside) -> None:
    first = bedside.page
    bedside.new_page()
    bedside.open()
    second = bedside.page
    bedside.served.kill()
    began = datetime.now(UTC).replace(microsecond=0)
    for page, items in ((first, list(FOUR)[:2]), (second, list(FOUR)[2:])):
        page.bring_to_front()
        for item in items:
            cell(page, item, FOUR[item]).click()
        expect(page.locator(".itb-sheet .delivery")).to_contain_text("2 values waiting", timeout=WAIT)
    times = (began, datetime.now(UTC))
    first.close()
    bedside.served.start()
    check_once(bedside, times)


def cell(page: Page, item: str, token: str):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-field="modified_ashworth|{item}"] [data-token="{token}"]')


def test_what_waits_goes_out_from_any_screen(bedside: Bedside) -> None:
    bedside.served.kill()
    times = tap_all(bedside)
    bedside.expect("4 values waiting")
    bedside.page.close()
    bedside.served.start()
    bedside.new_page()
    bedside.open(screen="scales")
    check_once(bedside, times)


def test_another_persons_taps_stay_and_are_said_on_every_screen(bedside: Bedside) -> None:
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 value waiting")
    bedside.page.close()
    bedside.served.start()
    bedside.new_page()
    bedside.open("R Hale", screen="scales")
    bedside.expect("1 value tapped by another person", ".itb-outbox")
    bedside.page.get_by_role("link", name="Open that bedside").click()
    bedside.expect("+2h left hip adductors 1")
    assert bedside.readings() == {}
    bedside.page.get_by_role("button", name="Send them as mine").click()
    bedside.expect("1 saved")
    assert bedside.readings()["left_hip_adductors"].typed_by == "R Hale"


def test_a_trial_signed_meanwhile_refuses_and_keeps_what_was_tapped_in_sight(bedside: Bedside) -> None:
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 value waiting")
    decision = Decision(
        outcome="repeat_higher", reason="too little", present=("K Tan",), person_agrees="yes", signed_by="Dr A"
    )
    deciding.sign(bedside.store, bedside.trial, decision, by="Dr A")
    bedside.served.start()
    expect(bedside.page.get_by_text("Not saved.").first).to_be_visible(timeout=40_000)
    expect(bedside.row("left_hip_adductors").locator("xpath=..")).to_contain_text("signed decision")
    assert bedside.readings() == {}
    bedside.page.reload()
    bedside.wait_for_sheet()
    expect(bedside.page.get_by_text("Not saved.").first).to_be_visible(timeout=WAIT)
    bedside.page.get_by_role("button", name="Discard").click()
    expect(bedside.page.get_by_text("Not saved.").first).to_be_hidden()


def test_a_value_refused_on_arrival_stays_in_sight_with_its_sentence(bedside: Bedside) -> None:
    bedside.served.kill()
    bedside.box("observations|diastolic").fill("95")
    bedside.box("observations|diastolic").press("Tab")
    bedside.expect("1 value waiting")
    bedside.tap(("observations", "systolic", "92"), by="R Hale")
    bedside.served.start()
    bedside.expect("1 value not saved", timeout=40_000)
    expect(bedside.page.get_by_text("Diastolic must be below systolic.")).to_be_visible()
    assert "diastolic" not in bedside.readings()


@pytest.mark.parametrize(("allows", "button"), [("reason", "Say why"), ("confirm", "It is right"), ("", "")])
def test_a_refused_value_offers_what_would_allow_it(bedside: Bedside, allows: str, button: str) -> None:
    def refuse(route: Route) -> None:
        why = {"code": "some_rule", "field": "value", "allows": allows, "sentence": "A rule stands against it."}
        sent = route.request.post_data_json["taps"]
        route.fulfill(
            json={
                "acknowledged": [],
                "refused": {one["id"]: why for one in sent},
                "entries": bedside.store.head(bedside.trial),
                "at": int(time.time() * 1000),
            }
        )

    bedside.page.route("**/taps", refuse)
    bedside.grade("left_hip_adductors", "1").click()
    said = bedside.page.get_by_text("1: A rule stands against it.").locator("xpath=..")
    expect(said).to_be_visible(timeout=WAIT)
    assert said.get_by_role("button").all_inner_texts() == [one for one in (button, "Discard") if one]
    bedside.page.unroute("**/taps")
    if allows == "confirm":
        said.get_by_role("button", name=button).click()
        bedside.expect("1 saved")
        assert bedside.readings()["left_hip_adductors"].value == "1"


LEFT_BY_AN_OLDER_VERSION = """() => new Promise((done) => {
  indexedDB.open("itb-outbox", 1).onsuccess = ({ target }) => {
    const work = target.result.transaction("taps", "readwrite"), taps = work.objectStore("taps");
    const mark = (one) => taps.put({ ...one, sentence: "So it said." });
    taps.getAll().onsuccess = ({ target }) => target.result.forEach(mark);
    work.oncomplete = () => done();
  };
})"""


def test_what_an_older_version_left_refused_still_shows_with_its_sentence(bedside: Bedside) -> None:
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 value waiting")
    bedside.page.evaluate(LEFT_BY_AN_OLDER_VERSION)
    bedside.page.close()
    bedside.served.start()
    bedside.new_page()
    bedside.open(screen="scales")
    bedside.expect("1 value not saved", ".itb-outbox")
    bedside.page.get_by_role("link", name="Open that bedside").click()
    expect(bedside.page.get_by_text("1: So it said.")).to_be_visible(timeout=WAIT)
    assert bedside.readings() == {}


WRONG_CLOCK = (
    "{ const real = Date, off = 600000; Date = class extends real { constructor(...a) { a.length ? super(...a) "
)
WRONG_CLOCK += ": super(real.now() + off); } static now() { return real.now() + off; } }; }"


def test_a_device_clock_ten_minutes_wrong_is_put_right_and_marked(at_bed: Callable[..., Bedside]) -> None:
    bed = at_bed()
    bed.page.add_init_script(WRONG_CLOCK)
    bed.open()
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("1 saved")
    (found,) = (one for one in bed.readings().values() if one.item == "left_hip_adductors")
    assert abs(found.taken_at - datetime.now(UTC)) < timedelta(seconds=60)
    assert -610 < found.skew_seconds < -590
    bed.expect("clock is wrong", ".side .st >> nth=0")


@pytest.mark.parametrize("seconds", [9, pytest.param(30, marks=LONG)])
def test_taps_wait_for_a_database_that_is_locked(bedside: Bedside, seconds: int) -> None:
    locked, free = threading.Event(), threading.Event()

    def lock() -> None:
        connection = sqlite3.connect(bedside.served.database, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        locked.set()
        free.wait()
        connection.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=lock)
    holder.start()
    locked.wait()
    times = tap_all(bedside)
    bedside.expect("4 values waiting")
    bedside.page.wait_for_timeout(seconds * 1000)
    assert bedside.readings() == {}
    free.set()
    holder.join()
    check_once(bedside, times)
    bedside.expect("4 saved", timeout=40_000)


def test_the_clock_is_the_wards_on_any_device_and_the_october_night_has_its_hour_twice(
    at_bed: Callable[..., Bedside],
) -> None:
    bed = at_bed(browser={"timezone_id": "America/New_York"})
    bed.open()
    typed = bed.page.get_by_label("Typed time for the whole set")
    typed.fill("-12 min")
    typed.press("Tab")
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("1 saved")
    shown = re.search(r"taken (\d\d:\d\d)", bed.row("left_hip_adductors").inner_text())
    taken = bed.readings()["left_hip_adductors"].taken_at
    assert shown
    assert shown[1] == f"{taken:%H:%M}"
    path = bed.page.evaluate("performance.getEntriesByType('resource').find((one) => /sheet-/.test(one.name)).name")
    read = """async ([path, now, text]) => {
      const { Sheet } = await import(path), sheet = new Sheet();
      sheet.data = { zone: "Europe/London" };
      sheet.delivery.now = () => Date.parse(now);
      const said = sheet.typedTime(text);
      return said.at ? new Date(said.at).toISOString().slice(0, 16) : said.problem ?? "";
    }"""
    cases = (
        ("2026-11-18T00:05:00Z", "2350", "2026-11-17T23:50"),
        ("2026-10-25T02:30:00Z", "0130", "2026-10-25T01:30"),
        ("2026-10-25T00:50:00Z", "0130", "2026-10-25T00:30"),
        ("2026-10-25T03:00:00Z", "-2 h", "2026-10-25T01:00"),
        ("2026-06-18T10:00:00Z", "10:52", "2026-06-18T09:52"),
    )
    for now, text, means in cases:
        assert bed.page.evaluate(read, [path, now, text]) == means
    set_clock = """async (path) => {
      const { Sheet } = await import(path), sheet = new Sheet();
      sheet.delivery.setClock(0, -9000, 1000);
      const slow = sheet.delivery.skew;
      sheet.delivery.setClock(0, 600000, 600200);
      return [slow, sheet.delivery.skew];
    }"""
    assert bed.page.evaluate(set_clock, path) == [0, -600_000]  # a slow answer says nothing about the clock


def test_what_is_half_typed_below_the_sheet_outlives_a_look_at_another_tab(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("tab", name="Words").click()
    page.get_by_role("textbox", name="Their words").fill("My legs feel li")
    page.get_by_role("tab", name="Events").click()
    expect(page.get_by_role("button", name="Keep this event")).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Words").click()
    expect(page.get_by_role("textbox", name="Their words")).to_have_value("My legs feel li", timeout=WAIT)


def test_a_block_that_was_refused_is_not_counted_and_goes_out_once_it_is_put_right(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("button", name="Rest of block: could not").nth(1).click()
    page.get_by_role("button", name="Asleep").click()
    expect(page.locator(".delivery")).to_contain_text("4 values not saved", timeout=WAIT)
    expect(page.locator(".foot")).to_contain_text("0 of")
    page.get_by_role("button", name="V Answers to voice").click()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".delivery")).to_contain_text("All saved", timeout=WAIT)
    expect(page.locator(".foot")).to_contain_text("4 asleep")
    assert {one.status for one in bedside.readings().values() if one.scale == "modified_ashworth"} == {"asleep"}
