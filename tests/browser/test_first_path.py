"""The first time: from an empty list to a signed workbook by the shortest sensible way, every tap and key counted."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from trial.store import open_store

ZONE = ZoneInfo("Europe/London")
MOST_TAPS, MOST_KEYS = 120, 300
WAIT = 20_000
COUNT = """
for (const name of ['pointerdown', 'keydown'])
  addEventListener(name, (event) => event.isTrusted && window.counted(name), true);
"""
NUMBERS = {
    "systolic": ("131", "118"),
    "diastolic": ("78", "70"),
    "heart_rate": ("72", "66"),
    "respiratory_rate": ("16", "14"),
    "oxygen_saturation": ("97", "96"),
    "temperature": ("36.6", "36.5"),
    "seconds_1": ("22.1", "15.8"),
    "seconds_2": ("21.7", "16.2"),
    "stiffness": ("7", "3"),
}
"""What is typed at baseline and at the peak, by item or by scale."""
GRADES = {
    "modified_ashworth": ("3", "1"),
    "mrc_power": ("4", "4"),
    "sit_to_stand": ("4", "4"),
    "category": ("4", "4"),
    "frequency": ("3", "1"),
    "severity": ("2", "1"),
    "window": ("24h", "24h"),
    "on_oxygen": ("false", "false"),
    "consciousness": ("A", "A"),
    "position": ("lying", "lying"),
    "aid": ("stick", "stick"),
    "orthosis": ("false", "false"),
    "pace": ("comfortable", "comfortable"),
    "start": ("static", "static"),
    "assistance": ("none", "none"),
    "global_change": ("", "2"),
}
"""What is tapped, by item or by scale."""
HOME = 8
"""Questions before going home."""


class FirstTimer:
    """Somebody who sees the program for the first time: taps what is in sight and types; the browser counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.made, self.parts = page, {"pointerdown": 0, "keydown": 0}, dict[str, tuple[int, int]]()
        page.expose_function("counted", self._counted)
        page.add_init_script(COUNT)

    def _counted(self, name: str) -> None:
        self.made[name] += 1

    @property
    def spent(self) -> tuple[int, int]:
        return self.made["pointerdown"], self.made["keydown"]

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        taps, keys = self.spent
        yield
        self.page.wait_for_timeout(100)  # the last count is on its way
        self.parts[name] = (self.spent[0] - taps, self.spent[1] - keys)

    def tap(self, place: Locator) -> None:
        place.click(timeout=WAIT)

    def button(self, name: str) -> None:
        self.tap(self.page.get_by_role("button", name=name).first)

    def write(self, label: str, text: str, within: Locator | None = None) -> None:
        box = (within or self.page).get_by_role("textbox", name=label).first
        self.tap(box)
        box.press_sequentially(text)

    def choose(self, label: str, option: str) -> None:
        self.tap(self.page.get_by_role("combobox", name=label))
        self.tap(self.page.get_by_role("option", name=option).first)

    def go(self, screen: str) -> None:
        self.tap(self.page.get_by_role("link", name=screen, exact=True))

    def settled(self) -> None:
        self.page.wait_for_timeout(300)
        self.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        expect(self.page.locator("[data-stale=true]")).to_have_count(0)


def test_the_first_path_takes_at_most_120_taps_and_300_keys(serve: Callable, page: Page) -> None:
    app = serve()
    now = datetime.now(ZONE).replace(second=0, microsecond=0)
    injected_at = now - timedelta(hours=4, minutes=10)
    somebody = FirstTimer(page)
    page.goto(app.url)
    with somebody.part("who is recording"):
        somebody.write("Your name", "K Tan")
        somebody.button("Continue")
        expect(page.get_by_role("heading", name="Trials")).to_be_visible(timeout=WAIT)
    with somebody.part("start a trial"):
        _start(somebody)
    with somebody.part("two goals"):
        _goals(somebody)
    with somebody.part("agreement"):
        somebody.write("Agreed by (names)", "K Tan, D Person")
        somebody.write("Goals agreed at", "-6 h")  # of a day that is typed later; on the day "now" is left empty
        somebody.button("Agree and lock")
        expect(page.get_by_text("later changes need a reason")).to_be_visible(timeout=WAIT)
    with somebody.part("the planned dose"):
        _plan(somebody)
    with somebody.part("baseline"):
        somebody.button("Go to the bedside")
        _record_set(somebody, 0, injected_at - timedelta(minutes=35))
        expect(page.locator(".foot")).to_contain_text("The injection is next")
    with somebody.part("the injection"):
        _inject(somebody, injected_at)
    with somebody.part("the peak"):
        _record_set(somebody, 1, injected_at + timedelta(hours=4, minutes=2))
        expect(page.locator(".foot")).to_contain_text("Set complete. Next: +5h at")
        somebody.button("Asked: nothing new")
        expect(page.get_by_text("All saved")).to_be_visible(timeout=WAIT)
    with somebody.part("the end of observation"):
        _end(somebody)
    with somebody.part("review and decision"):
        _decide(somebody)
    with somebody.part("the workbook"), page.expect_download() as downloading:
        somebody.button("Download the go/no-go summary (Excel)")
    taps, keys = somebody.spent

    book = load_workbook(io.BytesIO(downloading.value.path().read_bytes()))
    words = " ".join(str(cell.value) for row in book["Summary"].iter_rows() for cell in row if cell.value is not None)
    assert "DEMO PERSON" in words
    assert "NOT YET DECIDED" not in words
    store = open_store(app.database_url)
    trial = store.trial("T-0001")
    store.close()
    dose = trial.doses[0]
    assert trial.decisions[0].signed_by == "K Tan"
    assert {reading.slot for reading in dose.readings} == {"baseline", "+4h"}
    assert all(dose.checklist.get(name) for name in ("consent", "rescue", "bladder"))
    assert dose.ended_at is not None
    assert dose.going_home is not None
    assert len(dose.going_home.answers) == HOME
    assert MOST_TAPS / 2 < taps <= MOST_TAPS, somebody.parts  # fewer would mean that they were not counted
    assert MOST_KEYS / 2 < keys <= MOST_KEYS, somebody.parts


def _start(somebody: FirstTimer) -> None:
    page = somebody.page
    somebody.button("Start a trial")
    somebody.write("Hospital number (required)", "NX-1")
    somebody.write("Name", "DEMO PERSON", page.locator("[data-testid=stForm]"))
    somebody.choose("Diagnosis group", "Multiple sclerosis")
    somebody.choose("Measures and typical goals to begin with", "Adult who walks")
    somebody.tap(page.get_by_role("button", name="To transfer"))
    somebody.button("Open the plan")
    expect(page.get_by_role("heading", name="Plan", exact=True)).to_be_visible(timeout=WAIT)


def _goals(somebody: FirstTimer) -> None:
    page = somebody.page
    add = page.locator(".st-key-new-goal")
    somebody.tap(add.get_by_text("Walk to the garden gate in less time"))
    expect(add.get_by_role("textbox", name="Amount")).to_have_attribute("placeholder", "percent", timeout=WAIT)
    somebody.write("Amount", "20", add)
    somebody.button("Add the goal")
    somebody.tap(page.get_by_role("button", name="Add a goal"))
    somebody.settled()
    somebody.tap(add.get_by_text("Still stand up to transfer"))
    expect(add.get_by_role("textbox", name="Amount")).to_have_value("1", timeout=WAIT)
    somebody.button("Add the goal")
    expect(page.get_by_text("1 to achieve, 1 to keep")).to_be_visible(timeout=WAIT)
    somebody.settled()


def _plan(somebody: FirstTimer) -> None:
    page = somebody.page
    somebody.write("Dose 1, micrograms", "50")
    form = page.locator("[data-testid=stForm]").filter(has=page.get_by_label("Dose 1, micrograms"))
    for line in form.locator("[data-testid=stCheckbox] label").all():
        somebody.tap(line)
    somebody.button("Save the planned dose")
    expect(page.get_by_text("dose 1, 50 micrograms, planned")).to_be_visible(timeout=WAIT)


def _record_set(somebody: FirstTimer, number: int, at: datetime) -> None:
    """Record every planned row of the open slot: grades are tapped, boxes typed with Enter from one to the next."""
    page = somebody.page
    expect(page.locator(".itb-sheet .foot p")).to_be_visible(timeout=WAIT)
    typed = page.get_by_label("Typed time for the whole set")
    somebody.tap(typed)
    typed.press_sequentially(f"{at:%H%M}")
    same = page.get_by_role("button", name="Same as baseline")
    if same.count():
        somebody.tap(same)
    keys = page.locator(".itb-sheet [data-field]").evaluate_all("fields => fields.map((field) => field.dataset.field)")
    for key in keys:
        scale, _, item = key.partition("|")
        field = page.locator(f'[data-field="{key}"]')
        if not field.is_visible():
            continue
        if numbers := NUMBERS.get(item) or NUMBERS.get(scale):
            box = field.locator("input")
            if box.evaluate("box => box.getRootNode().activeElement !== box"):
                somebody.tap(box)
            box.press_sequentially(numbers[number])
            box.press("Enter")
        elif not field.locator('[aria-pressed="true"]').count():
            token = GRADES.get(item) or GRADES[scale]
            somebody.tap(field.locator(f'[data-token="{token[number]}"]'))
    planned = page.locator(".itb-sheet .foot p")
    expect(planned).not_to_contain_text("to do", timeout=WAIT)
    expect(page.get_by_text("All saved")).to_be_visible(timeout=WAIT)


def _inject(somebody: FirstTimer, at: datetime) -> None:
    page = somebody.page
    go = page.locator(".itb-sheet .next").get_by_role("button", name="Record the injection")
    expect(go).to_be_focused()  # Enter in the last box led to it
    somebody.tap(go)
    form = page.locator(".st-key-injection")
    somebody.write("Given, micrograms", "50", form)
    somebody.write("Injected by", "Dr Elm", form)
    somebody.tap(form.get_by_text("Given in full"))
    somebody.write("T0, end of injection", f"{at:%H%M}", form)
    somebody.tap(form.get_by_role("button", name="Record the injection"))
    expect(page.get_by_role("button", name="+4h peak")).to_have_attribute("aria-current", "step", timeout=WAIT)


def _end(somebody: FirstTimer) -> None:
    page = somebody.page
    somebody.tap(page.get_by_role("tab", name="End and later calls"))
    somebody.tap(page.get_by_text("They knew"))
    somebody.settled()
    answers = page.get_by_role("radiogroup").filter(has=page.get_by_text("Not asked"))
    expect(answers).to_have_count(HOME)
    for question in answers.all():
        somebody.tap(question.get_by_text("Yes", exact=True))
    somebody.write("Observation ended at", "now")
    somebody.button("End the observation")
    expect(page.get_by_text("Observation ended", exact=False).first).to_be_visible(timeout=WAIT)


def _decide(somebody: FirstTimer) -> None:
    page = somebody.page
    somebody.go("Review")
    expect(page.get_by_text("NOT YET DECIDED").first).to_be_visible(timeout=WAIT)
    somebody.go("Decide")
    somebody.tap(page.get_by_role("radio", name="GO:").or_(page.get_by_role("button", name="GO:")).first)
    somebody.write("Because", "Walks faster, still stands to transfer.")
    somebody.tap(page.get_by_role("radio", name="Yes").or_(page.get_by_role("button", name="Yes")))
    somebody.write("Who was there, one name a line", "K Tan\nDr Elm")
    somebody.settled()
    somebody.button("Sign as K Tan")
    expect(page.locator(".decision").get_by_text("K Tan, ").last).to_be_visible(timeout=WAIT)
