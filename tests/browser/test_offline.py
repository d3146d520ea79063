"""A reload without a server: the sheet opens from what this device kept, records, and names nobody."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WAIT, Bedside, Proxy
from trial.actions import planning
from trial.ledger.facts import Goal

NAMES = ("Ann", "Example", "TEST-1", "1970", "K Tan", "R Hale", "marmalade")
"""Of the person, of who recorded, and a word that somebody wrote: nothing of it may be kept."""
GOAL = Goal(id="g1", kind="achieve", area="mobility", words="Fetch the marmalade with Ann")
STORED = """async () => {
  const said = [];
  const settled = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      said.push([name, await settled(database.transaction(store).objectStore(store).getAll())]);
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const file of await cache.keys()) said.push([file.url, await (await cache.match(file)).text()]);
  }
  return [JSON.stringify(said), JSON.stringify({ ...localStorage })];
}"""
KEPT = """async () => {
  const settled = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const database = await settled(indexedDB.open("itb-kept"));
  const has = database.objectStoreNames.contains("taps");
  const records = has ? await settled(database.transaction("taps").objectStore("taps").getAll()) : [];
  database.close();
  return records.map((record) => JSON.stringify(record));
}"""
NOBODY_FOR = """async (minutes) => {
  const at = Date.now() - minutes * 60000;
  localStorage.setItem("itb-kept-touched", String(at));
  const settled = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const database = await settled(indexedDB.open("itb-kept"));
  const store = database.transaction("taps", "readwrite").objectStore("taps");
  for (const record of await settled(store.getAll())) await settled(store.put({ ...record, order: at }));
  database.close();
}"""
READY = "() => navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')"
OFFLINE = "working without the server"


def kept(page: Page) -> list[str]:
    return list(page.evaluate(KEPT))


def wait_until_kept(page: Page, what: str) -> None:
    """Until the worker is there and the device holds this of the open trial."""
    page.wait_for_function(READY, timeout=WAIT)
    for _ in range(100):
        if any(what in record for record in kept(page)):
            return
        page.wait_for_timeout(200)
    pytest.fail(f"{what} was not kept")


@pytest.fixture
def with_goal(at_bed: Callable[..., Bedside]) -> Bedside:
    bed = at_bed(goals=(GOAL,))
    bed.tap(("modified_ashworth", "right_hip_adductors", "1"), by="R Hale")
    return bed


def test_a_reload_without_a_server_opens_the_sheet_and_what_is_tapped_arrives_once(with_goal: Bedside) -> None:
    bed, page = with_goal, with_goal.page
    bed.open()
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("1 saved")
    wait_until_kept(page, "+2h|modified_ashworth|left_hip_adductors")  # once the hand rests
    bed.served.kill()
    page.reload()
    bed.wait_for_sheet()
    bed.expect(OFFLINE)
    expect(page.get_by_text(bed.trial)).to_be_visible()
    expect(page.get_by_text("No name is kept on this device: make sure whose trial this is.")).to_be_visible()
    assert not [name for name in NAMES if name in page.locator(".itb-sheet").inner_text()]
    assert bed.grade("left_hip_adductors", "1").get_attribute("aria-pressed") == "true"
    assert bed.grade("right_hip_adductors", "1").get_attribute("aria-pressed") == "true"
    bed.grade("left_knee_flexors", "2").click()
    bed.expect("1 value waiting")
    page.reload()  # and again
    bed.expect("1 value waiting")
    assert bed.grade("left_knee_flexors", "2").get_attribute("aria-pressed") == "true"
    assert "left_knee_flexors" not in bed.readings()
    bed.served.start()
    bed.expect("the server is back")
    page.get_by_role("button", name="Open the page again").click()
    bed.expect("All saved", timeout=40_000)
    expect(page.get_by_text("Ann Example").first).to_be_visible(timeout=WAIT)
    found = [one for one in bed.dose.readings if (one.slot, one.item) == ("+2h", "left_knee_flexors")]
    assert [(one.value, one.typed_by, one.corrected) for one in found] == [("2", "K Tan", ())]
    assert bed.store.verify()


def test_a_line_that_says_nothing_opens_the_sheet_too_and_the_page_comes_back_by_itself(
    at_bed: Callable[..., Bedside], proxy: Proxy
) -> None:
    bed = at_bed()
    bed.url = f"http://localhost:{proxy.port}"
    bed.open()
    wait_until_kept(bed.page, bed.trial)
    proxy.cut(silent=True)
    bed.page.reload(timeout=40_000)
    bed.expect(OFFLINE)
    bed.grade("left_knee_flexors", "2").click()
    bed.expect("1 value waiting")
    proxy.mend()
    assert {item: one.value for item, one in bed.wait_for_readings(1).items()} == {"left_knee_flexors": "2"}
    expect(bed.page.get_by_text("Ann Example").first).to_be_visible(timeout=WAIT)


def test_no_name_and_nothing_written_is_in_any_cache_or_record_of_the_browser(with_goal: Bedside) -> None:
    bed = with_goal
    person = replace(bed.store.trial(bed.trial).person, called="Annie", notes="marmalade")
    planning.change_person(bed.store, bed.trial, person, by="K Tan", reason="typed later")
    bed.open()
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("1 saved")
    wait_until_kept(bed.page, "+2h|modified_ashworth|left_hip_adductors")
    stored, local = bed.page.evaluate(STORED)
    assert "left_hip_adductors" in stored
    assert [name for name in NAMES if name in stored + local] == []


def test_another_recorder_drops_what_was_kept_for_the_first(bedside: Bedside) -> None:
    wait_until_kept(bedside.page, bedside.trial)
    bedside.new_page()
    bedside.open("R Hale", screen="scales")
    expect(bedside.page.get_by_role("heading", name="Scales").first).to_be_visible(timeout=WAIT)
    for _ in range(50):
        if not kept(bedside.page):
            break
        bedside.page.wait_for_timeout(200)
    assert kept(bedside.page) == []


def test_after_idling_and_where_nothing_is_kept_the_page_says_so(bedside: Bedside) -> None:
    page = bedside.page
    wait_until_kept(page, bedside.trial)
    bedside.served.kill()
    page.goto(f"{bedside.url}/plan")
    expect(page.get_by_role("button", name=f"Go on recording {bedside.trial}, dose 1")).to_be_visible()
    page.evaluate(NOBODY_FOR, 76)
    page.goto(f"{bedside.url}/record?trial={bedside.trial}")
    expect(page.get_by_text("Nothing of an open trial is kept on this device.")).to_be_visible()
    assert kept(page) == []
