"""The bedside in a real browser: one served app for all of these tests, a trial of its own for each."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.conftest import Served, free_port
from trial.actions import planning
from trial.actions.entry_sheet import Tap, deliver
from trial.ledger.facts import Dose, Goal, Measure, Person, Plan, Reading
from trial.store import open_store

WAIT = 20_000
TONE = {"left_hip_adductors": "3", "right_hip_adductors": "2", "left_knee_flexors": "1", "right_knee_flexors": "2"}
PLAN = Plan(
    slots=("baseline", "+1h", "+2h", "+4h"),
    measures=(
        Measure(scale="observations", items=("systolic", "diastolic", "heart_rate", "consciousness")),
        Measure(scale="modified_ashworth", items=tuple(TONE)),
        Measure(scale="ten_metre_walk", items=("seconds", "aid", "pace"), slots=("baseline", "+2h", "+4h")),
    ),
)
BASELINE = (
    *(("modified_ashworth", item, token) for item, token in TONE.items()),
    ("observations", "systolic", "130"),
    ("observations", "diastolic", "80"),
    ("ten_metre_walk", "seconds_1", "20"),
    ("ten_metre_walk", "aid", "stick"),
    ("ten_metre_walk", "pace", "fast"),
)


def pressed(locator) -> bool:  # type: ignore[no-untyped-def]
    """Whether a button says that it is chosen."""
    return bool(locator.get_attribute("aria-pressed") == "true")


class Bedside:
    """One trial some hours after its dose, open on the Record screen of one browser."""

    def __init__(
        self,
        served: Served,
        context,  # type: ignore[no-untyped-def]
        plan: Plan = PLAN,
        baseline: tuple[tuple[str, str, str], ...] = BASELINE,
        goals: tuple[Goal, ...] = (),
        since: timedelta = timedelta(hours=2, minutes=5),
        who: str = "Ann Example",
        given: bool = True,
    ) -> None:
        self.served, self.context, self.url = served, context, served.url
        self.store = open_store(served.database_url)
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.errors: list[str] = []
        self.who = who
        person = Person(identifier="TEST-1", name=who, born=date(1970, 1, 2), diagnosis_group="ms")
        trial = planning.open_trial(self.store, person=person, plan=plan, goals=goals, zone="Europe/London", by="K Tan")
        self.trial = trial.id
        planning.plan_dose(self.store, trial.id, Dose(number=1, micrograms=Decimal(50)), by="K Tan")
        given_at = self.now - since
        self.tap(*baseline, slot="baseline", at=given_at - timedelta(minutes=30), name="baseline")
        if given:
            dose = Dose(number=1, micrograms=Decimal(50), given_at=given_at, reason="agreed")
            planning.give_dose(self.store, trial.id, dose, by="K Tan", at=given_at)
        self.new_page()

    def new_page(self) -> None:
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def tap(
        self,
        *values: tuple[str, str, str],
        slot: str = "+2h",
        at: datetime | None = None,
        by: str = "K Tan",
        name: str = "elsewhere",
    ) -> None:
        """Record values from another device."""
        moment = at or datetime.now(UTC)
        taps = [
            Tap(id=f"{name}{n:03}", kind="reading", dose=1, slot=slot, scale=scale, item=item, value=value,
                tapped_at=moment)
            for n, (scale, item, value) in enumerate(values)
        ]  # fmt: skip
        assert deliver(self.store, trial=self.trial, taps=taps, by=by, received_at=moment).refused == {}

    def open(self, name: str = "K Tan", screen: str = "record") -> None:
        self.page.goto(f"{self.url}/{screen}?trial={self.trial}")
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_role("button", name="Continue").click()
        if screen == "record":
            self.wait_for_sheet()

    def wait_for_sheet(self) -> None:
        self.page.wait_for_selector(".itb-sheet .foot p", timeout=WAIT)

    def field(self, key: str):  # type: ignore[no-untyped-def]
        return self.page.locator(f'[data-field="{key}"]')

    def box(self, key: str):  # type: ignore[no-untyped-def]
        return self.field(key).locator("input")

    def grade(self, item: str, token: str):  # type: ignore[no-untyped-def]
        return self.field(f"modified_ashworth|{item}").locator(f'[data-token="{token}"]')

    def row(self, item: str):  # type: ignore[no-untyped-def]
        return self.page.locator(f'.side:has([data-field="modified_ashworth|{item}"])')

    @property
    def dose(self) -> Dose:
        return self.store.trial(self.trial).doses[0]

    def readings(self, slot: str = "+2h") -> dict[str, Reading]:
        return {reading.item: reading for reading in self.dose.readings if reading.slot == slot}

    def wait_for_readings(self, count: int, seconds: int = 60) -> dict[str, Reading]:
        """Until so many stand in the database."""
        deadline = time.monotonic() + seconds
        while len(self.readings()) < count and time.monotonic() < deadline:
            self.page.wait_for_timeout(200)
        return self.readings()

    def expect(self, what: str, where: str = ".itb-sheet .delivery", timeout: int = WAIT) -> None:
        from playwright.sync_api import expect

        expect(self.page.locator(where)).to_contain_text(what, timeout=timeout)


class Proxy:
    """A line between browser and server that can be cut: silent lets nothing through, closed breaks what is open."""

    def __init__(self, port: int) -> None:
        self.target, self.port = port, free_port()
        self.open_now: set[socket.socket] = set()
        self.through = threading.Event()
        self.through.set()
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, silent: bool) -> None:
        self.through.clear()
        if not silent:
            for connection in [*self.open_now]:
                self._close(connection)

    def mend(self) -> None:
        self.through.set()

    def stop(self) -> None:
        self._close(self.listener)
        self.cut(silent=False)
        self.mend()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        self.open_now.add(near)
        self.through.wait()
        with suppress(OSError):
            far = socket.create_connection(("127.0.0.1", self.target))
            self.open_now.add(far)
            threading.Thread(target=self._pipe, args=(far, near), daemon=True).start()
            self._pipe(near, far)
            return
        self._close(near)

    def _pipe(self, connection: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := connection.recv(65536):
                self.through.wait()
                other.sendall(piece)
        self._close(connection)
        self._close(other)

    def _close(self, connection: socket.socket) -> None:
        self.open_now.discard(connection)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app, served once; a test that kills it starts it again."""
    database = tmp_path_factory.mktemp("ward") / "trials.db"
    environment = os.environ | {"ITB_DATABASE_URL": f"sqlite:///{database}", "ITB_TIMEZONE": "Europe/London"}
    served = Served(free_port(), database, environment)
    yield served
    served.stop()


@pytest.fixture
def at_bed(ward: Served, chromium) -> Iterator[Callable[..., Bedside]]:  # type: ignore[no-untyped-def]
    """Make a trial and a browser beside it, or a tab in the browser of another; what is not said is usual."""
    if ward.process is None or ward.process.poll() is not None:
        ward.start()
    made: list[Bedside] = []

    def make(**told: object) -> Bedside:
        more, beside = told.pop("browser", {}), told.pop("beside", None)
        context = beside.context if beside else None
        context = context or chromium.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB", **more)
        made.append(Bedside(ward, context, **told))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for bed in made:
        bed.context.close()
        bed.store.close()
        assert bed.errors == []


@pytest.fixture
def bedside(at_bed: Callable[..., Bedside]) -> Bedside:
    """One bedside, opened by K Tan."""
    bed = at_bed()
    bed.open()
    return bed


@pytest.fixture
def proxy(ward: Served) -> Iterator[Proxy]:
    line = Proxy(ward.port)
    yield line
    line.stop()
