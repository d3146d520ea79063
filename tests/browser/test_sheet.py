"""The entry sheet in the real app, in a real browser: painted, kept, delivered exactly once."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from trial.actions import planning
from trial.actions.tapping import Tap, deliver
from trial.ledger.facts import Dose, Measure, Person, Plan, Reading
from trial.store import open_store

WAIT = 20_000
TONE = {"left_hip_adductors": "3", "right_hip_adductors": "2", "left_knee_flexors": "1", "right_knee_flexors": "2"}


class Bedside:
    """One trial two hours after its dose, open on the Record screen."""

    def __init__(self, served, context) -> None:  # type: ignore[no-untyped-def]
        self.served, self.context = served, context
        self.store = open_store(served.database_url)
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.trial = self._seed()
        self.page = context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _seed(self) -> str:
        given_at = self.now - timedelta(hours=2, minutes=5)
        slots = ("baseline", "+1h", "+2h", "+4h")
        plan = Plan(
            slots=slots,
            measures=(
                Measure(scale="observations", items=("systolic", "diastolic", "heart_rate", "consciousness")),
                Measure(scale="modified_ashworth", items=tuple(TONE)),
                Measure(scale="ten_metre_walk", items=("seconds", "aid", "pace"), slots=("baseline", "+2h", "+4h")),
            ),
        )
        person = Person(identifier="TEST-1", name="Ann Example", born=date(1970, 1, 2), diagnosis_group="ms")
        trial = planning.open_trial(self.store, person=person, plan=plan, zone="Europe/London", by="K Tan")
        planning.plan_dose(self.store, trial.id, Dose(number=1, micrograms=Decimal(50)), by="K Tan")
        before = given_at - timedelta(minutes=30)
        values = [("modified_ashworth", item, token) for item, token in TONE.items()]
        values += [("observations", "systolic", "130"), ("observations", "diastolic", "80")]
        values += [
            ("ten_metre_walk", "seconds_1", "20"),
            ("ten_metre_walk", "aid", "stick"),
            ("ten_metre_walk", "pace", "fast"),
        ]
        taps = [
            Tap(
                id=f"baseline{n}",
                kind="reading",
                dose=1,
                slot="baseline",
                scale=scale,
                item=item,
                value=value,
                tapped_at=before,
            )
            for n, (scale, item, value) in enumerate(values)
        ]
        assert deliver(self.store, trial=trial.id, taps=taps, by="K Tan", received_at=before).refused == {}
        given = Dose(number=1, micrograms=Decimal(50), given_at=given_at, reason="agreed")
        planning.give_dose(self.store, trial.id, given, by="K Tan", at=given_at)
        return trial.id

    def open(self, name: str = "K Tan") -> None:
        self.page.goto(f"{self.served.url}/record?trial={self.trial}")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Continue").click()
        self.page.wait_for_selector(".itb-sheet .foot p", timeout=WAIT)

    def field(self, key: str):  # type: ignore[no-untyped-def]
        return self.page.locator(f'[data-field="{key}"]')

    def grade(self, item: str, token: str):  # type: ignore[no-untyped-def]
        return self.field(f"modified_ashworth|{item}").locator(f'[data-token="{token}"]')

    def row(self, item: str):  # type: ignore[no-untyped-def]
        return self.page.locator(f'.side:has([data-field="modified_ashworth|{item}"])')

    def readings(self, slot: str = "+2h") -> dict[str, Reading]:
        dose = self.store.trial(self.trial).doses[0]
        return {reading.item: reading for reading in dose.readings if reading.slot == slot}

    def wait_for_readings(self, count: int) -> None:
        """Until so many stand in the database; the page may meanwhile ask anew who is recording."""
        deadline = time.monotonic() + 40
        while len(self.readings()) < count and time.monotonic() < deadline:
            self.page.wait_for_timeout(200)

    def expect(self, what: str, where: str = ".itb-sheet .kept") -> None:
        from playwright.sync_api import expect

        expect(self.page.locator(where)).to_contain_text(what, timeout=WAIT)


@pytest.fixture
def bedside(serve: Callable, chromium) -> Iterator[Bedside]:  # type: ignore[no-untyped-def]
    context = chromium.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB")
    one = Bedside(serve(), context)
    one.open()
    yield one
    context.close()
    one.store.close()
    assert one.errors == []


def pressed(locator) -> bool:  # type: ignore[no-untyped-def]
    return bool(locator.get_attribute("aria-pressed") == "true")


def test_a_tap_is_painted_at_once_saved_and_durable(bedside: Bedside) -> None:
    assert "+2h" in bedside.page.locator(".slots [aria-current]").inner_text()
    bedside.grade("left_hip_adductors", "1+").click()
    assert pressed(bedside.grade("left_hip_adductors", "1+"))
    from playwright.sync_api import expect

    expect(bedside.row("left_hip_adductors")).to_contain_text("saved", timeout=WAIT)
    expect(bedside.row("left_hip_adductors")).to_contain_text("2 steps better than baseline")
    reading = bedside.readings()["left_hip_adductors"]
    assert (reading.value, reading.by, reading.typed_by) == ("1+", "K Tan", "K Tan")
    assert abs(reading.taken_at - datetime.now(UTC)) < timedelta(seconds=60)
    assert bedside.store.verify()


def test_taps_made_while_the_server_is_gone_arrive_exactly_once(bedside: Bedside) -> None:
    bedside.served.kill()
    for item, token in (("left_hip_adductors", "1"), ("right_hip_adductors", "2"), ("left_knee_flexors", "0")):
        bedside.grade(item, token).click()
        assert pressed(bedside.grade(item, token))
    bedside.expect("3 values waiting \u2013 working without the server.")
    bedside.grade("right_knee_flexors", "1").click()
    bedside.expect("4 values waiting")
    last_tap = datetime.now(UTC)
    bedside.served.start()
    bedside.wait_for_readings(4)
    found = bedside.readings()
    assert {item: found[item].value for item in TONE} == {
        "left_hip_adductors": "1", "right_hip_adductors": "2", "left_knee_flexors": "0", "right_knee_flexors": "1",
    }  # fmt: skip
    dose = bedside.store.trial(bedside.trial).doses[0]
    assert len([one for one in dose.readings if one.slot == "+2h"]) == 4
    assert all(one.taken_at <= last_tap for one in found.values())
    assert all(one.corrected == () for one in found.values())


def test_the_sheet_goes_back_to_its_page_when_the_server_is_back(bedside: Bedside) -> None:
    from playwright.sync_api import expect

    bedside.served.kill()
    bedside.expect("working without the server")
    bedside.served.start()
    expect(bedside.page.locator(".itb-away")).to_have_count(0, timeout=WAIT)
    bedside.page.locator(".itb-sheet").or_(bedside.page.get_by_label("Your name")).first.wait_for()


def test_what_waits_survives_a_closed_page_and_arrives_from_the_next(bedside: Bedside) -> None:
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 value waiting")
    bedside.page.close()
    bedside.served.start()
    bedside.page = bedside.context.new_page()
    bedside.open()
    bedside.expect("1 saved")
    assert bedside.readings()["left_hip_adductors"].value == "1"


def test_another_persons_waiting_taps_are_shown_and_asked_about(bedside: Bedside) -> None:
    bedside.served.kill()
    bedside.grade("left_hip_adductors", "1").click()
    bedside.expect("1 value waiting")
    bedside.page.close()
    bedside.served.start()
    bedside.page = bedside.context.new_page()
    bedside.open("R Hale")
    bedside.expect("1 value tapped by another person waits here.")
    assert bedside.readings() == {}
    bedside.page.get_by_role("button", name="Send them as mine").click()
    bedside.expect("1 saved")
    assert bedside.readings()["left_hip_adductors"].typed_by == "R Hale"


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


def test_the_impossible_is_refused_in_place_and_the_unusual_asks_once(bedside: Bedside) -> None:
    page, rate = bedside.page, bedside.field("observations|heart_rate").locator("input")
    rate.fill("300")
    rate.press("Tab")
    assert page.get_by_text("Heart rate must be 20 to 220 beats a minute.").is_visible()
    assert rate.input_value() == "300"
    rate.fill("44")
    rate.press("Tab")
    assert page.get_by_text("Heart rate 44 beats a minute is unusual: please look again.").is_visible()
    assert "heart_rate" not in bedside.readings()
    page.get_by_role("button", name="44 is right").click()
    bedside.expect("All saved")
    found = bedside.readings()["heart_rate"]
    assert (found.value, found.unusual) == (Decimal(44), True)
    for key, value in (("systolic", "100"), ("diastolic", "110")):
        box = bedside.field(f"observations|{key}").locator("input")
        box.fill(value)
        box.press("Tab")
    assert page.get_by_text("Diastolic must be below systolic.").is_visible()


def test_a_reason_for_the_rest_of_a_block_is_one_choice(bedside: Bedside) -> None:
    bedside.grade("left_hip_adductors", "1").click()
    tone = bedside.page.locator("section.b", has_text="Modified Ashworth")
    tone.get_by_role("button", name=re.compile("Rest of block")).click()
    tone.get_by_role("button", name="Declined").click()
    bedside.expect("All saved")
    found = bedside.readings()
    assert found["left_hip_adductors"].value == "1"
    assert {item: found[item].status for item in list(TONE)[1:]} == dict.fromkeys(list(TONE)[1:], "declined")
    assert "3 declined" in bedside.page.locator(".itb-sheet .foot").inner_text()


def test_the_stopwatch_writes_the_box_of_the_walk_and_the_method_is_one_tap(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_role("button", name="Same as baseline").click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name=re.compile("is right")).click()
    bedside.expect("All saved")
    found = bedside.readings()
    assert Decimal("2") <= found["seconds_1"].value <= Decimal("4")
    assert (found["aid"].value, found["pace"].value) == ("stick", "fast")


def test_a_set_can_be_timed_by_typing_and_assessed_by_another(bedside: Bedside) -> None:
    page = bedside.page
    page.get_by_label("Typed time for the whole set").fill("-12 min")
    page.get_by_label("Typed time for the whole set").press("Tab")
    page.locator(".set select").select_option("+")
    page.locator(".set").get_by_label("Name of the assessor").fill("M Okoro")
    page.locator(".set").get_by_label("Name of the assessor").press("Tab")
    bedside.grade("left_hip_adductors", "2").click()
    bedside.expect("All saved")
    found = bedside.readings()["left_hip_adductors"]
    assert (found.by, found.typed_by) == ("M Okoro", "K Tan")
    assert timedelta(minutes=11) < found.typed_at - found.taken_at < timedelta(minutes=13)


def test_what_another_person_records_appears_without_asking(bedside: Bedside) -> None:
    tap = Tap(
        id="fromelsewhere1", kind="reading", dose=1, slot="+2h", scale="observations", item="heart_rate", value="66",
        tapped_at=datetime.now(UTC),
    )  # fmt: skip
    deliver(bedside.store, trial=bedside.trial, taps=[tap], by="R Hale")
    from playwright.sync_api import expect

    expect(bedside.field("observations|heart_rate").locator("input")).to_have_value("66", timeout=WAIT)


def test_changing_an_older_value_asks_why_and_keeps_the_old_one_in_sight(bedside: Bedside) -> None:
    page = bedside.page
    page.locator(".slots button", has_text="Baseline").click()
    bedside.grade("left_knee_flexors", "0").click()
    page.get_by_text("Why does it become 0?").wait_for()
    page.get_by_role("button", name="Typed wrong").click()
    bedside.expect("1 saved")
    found = bedside.readings("baseline")["left_knee_flexors"]
    old = found.corrected[0]
    assert (found.value, old.reading.value, old.reason, old.by) == ("0", "1", "Typed wrong", "K Tan")
    assert found.taken_at == old.reading.taken_at
    page.reload()
    page.get_by_label("Your name").fill("K Tan")
    page.get_by_role("button", name="Continue").click()
    page.locator(".slots button", has_text="Baseline").click()
    assert bedside.row("left_knee_flexors").locator("s").inner_text() == "1"
