"""Outbox and delivery without the app: a page with only those scripts, and a server that behaves as each test says."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.conftest import HOME

ELEMENTS = HOME / "trial" / "elements"
SCRIPTS = ("streamlit_internals/page.js", "sheet/words.js", "sheet/outbox.js", "sheet/delivery.js")
SOURCE = "\n".join((ELEMENTS / name).read_text(encoding="utf-8") for name in SCRIPTS)
ADDRESS = "http://localhost/"
SHEET = """(recorder) => {
  window.told = [];
  const note = (name) => (value) => { told.push([name, value]); };
  const on = {};
  for (const name of ["changed", "asked", "moved", "remarked", "silent", "answered"]) on[name] = note(name);
  window.delivery = new Delivery(on);
  delivery.update({ trial: "T-1", dose: 1, recorder, token: "pass", entries: 10 });
  window.tap = (value) => {
    const id = newId();
    delivery.enter({ id, kind: "reading", dose: 1, slot: "+2h", value }, `+2h|pain|${value}`);
    return id;
  };
}"""
BLOCKED = "indexedDB.open = () => { throw new DOMException('blocked', 'SecurityError'); };"
FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };"
OTHER_REASON = {"code": "reason_needed", "field": "reason", "allows": "reason", "sentence": "Say why."}

Behaviour = Callable[["FakeServer", Any, list[dict[str, Any]]], None]


class FakeServer:
    """Stores taps by id, as the real one does, and answers the next requests by the behaviours it was given."""

    def __init__(self) -> None:
        self.stored: dict[str, str] = {}
        self.deliveries: list[list[str]] = []
        self.next: list[Behaviour] = []
        self.held: list[Callable[[], None]] = []
        self.entries = 10
        self.is_away = False
        self.attempts = 0
        self.passes: list[str] = []

    def handle(self, route: Any) -> None:
        request = route.request
        path = request.url.removeprefix(ADDRESS).partition("?")[0]
        if path == "":
            return route.fulfill(content_type="text/html", body=f"<!doctype html><body><script>{SOURCE}</script>")
        if self.is_away:
            self.attempts += path == "taps"
            return route.abort("connectionrefused")
        if path == "head":
            return self.answer(route)
        if path == "remarks":
            return self.answer(route, remarks={})
        assert path == "taps", path
        taps = json.loads(request.post_data)["taps"]
        self.deliveries.append([tap["value"] for tap in taps])
        self.passes.append(request.headers["authorization"])
        behaviour = self.next.pop(0) if self.next else FakeServer.acknowledge
        return behaviour(self, route, taps)

    def answer(self, route: Any, **content: Any) -> None:
        at = int(time.time() * 1000)
        route.fulfill(json={"at": at, "entries": self.entries, "token": "next pass"} | content)

    def store(self, taps: list[dict[str, Any]]) -> list[str]:
        for tap in taps:
            self.entries += tap["id"] not in self.stored
            self.stored[tap["id"]] = tap["value"]
        return [tap["id"] for tap in taps]

    def acknowledge(self, route: Any, taps: list[dict[str, Any]]) -> None:
        self.answer(route, acknowledged=self.store(taps), refused={})

    def drop(self, route: Any, _taps: list[dict[str, Any]]) -> None:
        route.abort("connectionrefused")

    def store_and_drop(self, route: Any, taps: list[dict[str, Any]]) -> None:
        self.store(taps)
        route.abort("connectionreset")

    def refuse(self, route: Any, taps: list[dict[str, Any]]) -> None:
        self.answer(route, acknowledged=[], refused={tap["id"]: OTHER_REASON for tap in taps})

    def refuse_sign_in(self, route: Any, _taps: list[dict[str, Any]]) -> None:
        route.fulfill(status=401, json={"problem": "Your sign-in has ended. Nothing is lost."})

    def fail(self, route: Any, _taps: list[dict[str, Any]]) -> None:
        route.fulfill(status=500, content_type="text/html", body="<h1>Internal Server Error</h1>")

    def hold(self, route: Any, taps: list[dict[str, Any]]) -> None:
        self.held.append(lambda: self.acknowledge(route, taps))


class Device:
    """One browser; each page of it is a tab with the sheet of the same dose."""

    def __init__(self, context: Any) -> None:
        self.server = FakeServer()
        self.context = context
        context.route("**/*", self.server.handle)

    def tab(self, recorder: str = "K", before: str = "") -> "Tab":
        page = self.context.new_page()
        if before:
            page.add_init_script(before)
        page.clock.install()
        page.goto(ADDRESS)
        page.evaluate(SHEET, recorder)
        return Tab(page)


class Tab:
    def __init__(self, page: Any) -> None:
        self.page = page

    def tap(self, value: str) -> str:
        return str(self.page.evaluate("(value) => tap(value)", value))

    def state(self, tap: str) -> str:
        return str(self.page.evaluate("(id) => delivery.taps.get(id)?.state ?? 'gone'", tap))

    def wait(self, condition: str) -> None:
        self.page.wait_for_function(condition, polling=20, timeout=5000)

    def wait_for(self, tap: str, state: str) -> None:
        self.page.wait_for_function(
            "([id, state]) => (delivery.taps.get(id)?.state ?? 'gone') === state", arg=[tap, state], polling=20,
            timeout=5000,
        )  # fmt: skip

    def later(self, seconds: float) -> None:
        self.page.clock.run_for(int(seconds * 1000))

    def stored(self) -> list[str]:
        return list(self.page.evaluate("async () => (await outbox.all()).map(({ tap }) => tap.value)"))

    def until_stored(self, values: list[str]) -> None:
        deadline = time.monotonic() + 5
        while self.stored() != values:
            assert time.monotonic() < deadline, self.stored()
            self.page.wait_for_timeout(20)

    def told(self, name: str) -> list[Any]:
        return list(self.page.evaluate("(name) => told.filter(([n]) => n === name).map(([, v]) => v ?? null)", name))


@pytest.fixture
def device(chromium: Any) -> Iterator[Device]:
    context = chromium.new_context()
    context.set_default_timeout(5000)
    yield Device(context)
    context.close()


def test_what_is_acknowledged_leaves_the_outbox(device: Device) -> None:
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait_for(tap, "saved")
    tab.until_stored([])
    assert device.server.stored == {tap: "3"}
    assert device.server.passes == ["Bearer pass"]


def test_taps_of_one_moment_go_in_one_delivery_in_their_order(device: Device) -> None:
    tab = device.tab()
    tab.page.evaluate("['1', '2', '3'].forEach(tap)")
    tab.wait("delivery.savedCount === 3")
    assert device.server.deliveries == [["1", "2", "3"]]


def test_what_is_dropped_on_the_way_stays_in_the_outbox_and_is_sent_again(device: Device) -> None:
    device.server.next = [FakeServer.drop, FakeServer.drop]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait("delivery.delay === 2000")
    tab.until_stored(["3"])
    assert tab.state(tap) == "waiting"
    tab.later(2.1)
    tab.wait("delivery.delay === 4000")
    tab.later(4.1)
    tab.wait_for(tap, "saved")
    tab.until_stored([])
    assert device.server.deliveries == [["3"]] * 3


def test_the_wait_between_attempts_grows_to_fifteen_seconds_and_no_further(device: Device) -> None:
    device.server.next = [FakeServer.drop] * 6
    tab = device.tab()
    tab.tap("3")
    delays = []
    for _ in range(6):
        tab.wait(f"delivery.sends === {len(delays) + 1} && !delivery.sending")
        delays.append(tab.page.evaluate("delivery.delay"))
        tab.later(delays[-1] / 1000 + 0.1)
    assert delays == [2000, 4000, 8000, 15000, 15000, 15000]
    tab.wait("delivery.savedCount === 1")


def test_a_page_that_asks_for_the_head_meanwhile_does_not_send_more_often_and_sends_at_the_first_answer(
    device: Device,
) -> None:
    device.server.is_away = True
    tab = device.tab()
    tab.page.evaluate("delivery.start()")
    tap = tab.tap("3")
    for _ in range(24):
        tab.wait("!delivery.sending && !delivery.asking")
        tab.later(2.5)
    assert 3 <= device.server.attempts <= 8
    device.server.is_away = False
    tab.later(2.6)
    tab.wait_for(tap, "saved")


def test_a_lost_answer_doubles_nothing(device: Device) -> None:
    device.server.next = [FakeServer.store_and_drop]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait("delivery.delay === 2000")
    tab.later(2.1)
    tab.wait_for(tap, "saved")
    assert device.server.stored == {tap: "3"}
    assert device.server.entries == 11


def test_two_tabs_that_send_the_same_tap_store_it_once(device: Device) -> None:
    device.server.next = [FakeServer.hold]
    first, second = device.tab(), device.tab()
    tap = first.tap("3")
    first.until_stored(["3"])
    second.page.evaluate("delivery.restore()")
    second.wait_for(tap, "saved")
    device.server.held.pop()()
    first.wait_for(tap, "saved")
    assert device.server.stored == {tap: "3"}
    assert device.server.deliveries == [["3"], ["3"]]


def test_what_another_tab_delivers_later_does_not_undo_what_came_first(device: Device) -> None:
    device.server.next = [FakeServer.hold]
    first, second = device.tab(), device.tab()
    early = first.tap("1")
    first.until_stored(["1"])
    late = second.tap("2")
    second.wait_for(late, "saved")
    device.server.held.pop()()
    first.wait_for(early, "saved")
    first.until_stored([])
    assert device.server.stored == {late: "2", early: "1"}


def test_what_is_refused_says_why_and_waits_for_the_person(device: Device) -> None:
    device.server.next = [FakeServer.refuse]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait_for(tap, "refused")
    assert tab.page.evaluate("(id) => delivery.taps.get(id).refusal", tap) == OTHER_REASON
    tab.later(60)
    assert device.server.deliveries == [["3"]]
    tab.page.evaluate("delivery.retry()")
    tab.wait_for(tap, "saved")


def test_a_refusal_is_still_there_after_a_reload(device: Device) -> None:
    device.server.next = [FakeServer.refuse]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait_for(tap, "refused")
    tab.page.wait_for_function("async () => !!(await outbox.all())[0]?.refusal", polling=20)
    again = device.tab()
    again.page.evaluate("delivery.restore()")
    again.wait_for(tap, "refused")
    assert device.server.stored == {}


def test_what_is_discarded_is_gone_from_the_outbox(device: Device) -> None:
    device.server.next = [FakeServer.refuse]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait_for(tap, "refused")
    tab.page.wait_for_function("async () => !!(await outbox.all())[0]?.refusal", polling=20)
    tab.page.evaluate("(id) => delivery.discard(delivery.taps.get(id))", tap)
    tab.until_stored([])
    assert tab.state(tap) == "gone"


def test_the_end_of_a_sign_in_is_said_and_keeps_what_was_tapped(device: Device) -> None:
    device.server.next = [FakeServer.refuse_sign_in]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait("delivery.problem")
    assert tab.page.evaluate("delivery.problem") == "Your sign-in has ended. Nothing is lost."
    tab.until_stored(["3"])
    tab.later(2.1)
    tab.wait_for(tap, "saved")
    assert tab.told("silent") == []


def test_a_broken_server_is_a_server_that_is_away(device: Device) -> None:
    device.server.next = [FakeServer.fail] * 2
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait("delivery.missedAt")
    tab.later(3.1)
    assert tab.told("silent")
    tab.later(4.1)
    tab.wait_for(tap, "saved")
    assert tab.page.evaluate("delivery.missedAt") is None


def test_a_connection_that_never_answers_is_noticed_after_three_seconds(device: Device) -> None:
    device.server.next = [FakeServer.hold]
    tab = device.tab()
    tap = tab.tap("3")
    tab.until_stored(["3"])
    assert tab.told("silent") == []
    tab.later(3.1)
    assert tab.told("silent") == [None]
    device.server.held.pop()()
    tab.wait_for(tap, "saved")
    assert tab.told("answered")


@pytest.mark.parametrize("storage", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_a_value_is_sent_and_the_person_is_told(device: Device, storage: str) -> None:
    device.server.next = [FakeServer.drop]
    tab = device.tab(before=storage)
    tap = tab.tap("3")
    tab.wait("delivery.problem")
    assert "wait until each is saved" in tab.page.evaluate("delivery.problem")
    assert tab.state(tap) == "storing"
    tab.wait("delivery.delay === 2000")
    tab.later(2.1)
    tab.wait_for(tap, "saved")


def test_a_closed_tab_leaves_its_values_to_the_next(device: Device) -> None:
    device.server.next = [FakeServer.drop]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait("delivery.delay === 2000")
    tab.until_stored(["3"])
    tab.page.close()
    again = device.tab()
    again.page.evaluate("delivery.restore()")
    again.wait_for(tap, "saved")
    again.until_stored([])


def test_another_persons_values_wait_until_somebody_stands_for_them(device: Device) -> None:
    device.server.next = [FakeServer.drop]
    tab = device.tab()
    tap = tab.tap("3")
    tab.wait("delivery.delay === 2000")
    tab.until_stored(["3"])
    tab.page.close()
    other = device.tab(recorder="M")
    other.page.evaluate("delivery.restore()")
    other.wait("delivery.others.length === 1")
    assert device.server.stored == {}
    other.page.evaluate("delivery.adopt()")
    other.wait_for(tap, "saved")


def test_a_rerun_is_asked_for_once_when_others_add_something_and_never_for_own_taps(device: Device) -> None:
    tab = device.tab()
    tab.wait_for(tab.tap("3"), "saved")
    assert tab.told("moved") == []
    device.server.entries += 1
    tab.page.evaluate("delivery.poll()")
    tab.wait("told.some(([name]) => name === 'moved')")
    tab.page.evaluate("delivery.poll()")
    assert tab.told("moved") == [12]


def test_a_clock_that_is_an_hour_slow_is_noticed_and_an_exact_one_left_alone(device: Device) -> None:
    tab = device.tab()
    skew = "([server, sent, received]) => { delivery.setClock(server, sent, received); return delivery.skew; }"
    assert tab.page.evaluate(skew, [3_601_000, 1000, 1400]) == 3_600_000
    assert tab.page.evaluate(skew, [3_602_500, 2000, 2400]) == 3_600_000
    assert tab.page.evaluate(skew, [9000, 8000, 9500]) == 0
