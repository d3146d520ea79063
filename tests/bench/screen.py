"""Rows about screens: a tap painted and saved, a rerun, the meeting's page, the start, one more session."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import sleep
from typing import Any

from tests.bench.bedside import GRADED, open_beds
from tests.bench.browser import KNOWN, WAIT, chromium, timed_click
from tests.bench.places import scratch
from tests.bench.row import Desk, Pair, Row, milliseconds, percentile
from tests.bench.serving import FLOOR, Server, served, started, wait_until_it_answers
from tests.bench.subjects import facts
from tests.bench.visitor import Visitor
from trial.actions.entry_sheet import Tap, deliver
from trial.brief.panels import a_page, panels_of
from trial.charts.plot import figure
from trial.meaning.summary import summarise
from trial.store import open_store

FRAME = 1000 / 60
"""Milliseconds of one frame."""
SETTLED_SECONDS = 8
"""After which what is heavy has been loaded behind the first page."""
TAPS = 24
RUNS = 10
VISITORS = 10
TOKENS = ("0", "1", "1+", "2", "3", "4")
PRESSED = 'target.getAttribute("aria-pressed") === "true"'
SAVED = '/All saved/.test(target.getRootNode().querySelector(".delivery").textContent) && ' + PRESSED


@contextmanager
def _ours(desk: Desk, *, frozen: bool = True, beds: int = 1) -> Iterator[tuple[Server, Path, list[str]]]:
    with scratch(desk) as folder:
        address = f"sqlite:///{folder / 'ours.db'}"
        with closing(open_store(address)) as store:
            names = open_beds(store, beds)
        with served(folder, frozen=frozen, ITB_DATABASE_URL=address) as server:
            yield server, folder, names


@contextmanager
def _floor(desk: Desk, script: str, **environment: str) -> Iterator[Server]:
    with scratch(desk) as folder:
        database = str(folder / "floor.db")
        with served(folder, FLOOR, BENCH_FLOOR=script, BENCH_DATABASE=database, **environment) as server:
            yield server


def _sheet(browser: Any, server: Server, trial: str) -> Any:
    """The Record screen, open for somebody whose name is known."""
    page = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB").new_page()
    page.add_init_script(KNOWN)
    page.goto(f"{server.url}/record?trial={trial}")
    page.wait_for_selector(".itb-sheet .foot p", timeout=WAIT)
    page.wait_for_timeout(1000)
    return page


def _taps(page: Any, shown: str, times: int, round_: int) -> list[float]:
    """Each muscle in turn, a grade that was not pressed yet."""
    token = TOKENS[round_ % len(TOKENS)]
    taken = []
    for item in GRADED[:times]:
        target = page.locator(f'[data-field="modified_ashworth|{item}"] [data-token="{token}"]')
        taken.append(timed_click(page, target, shown))
    return taken


def _paint(desk: Desk) -> Iterator[Pair]:
    """The 95th of a hundred taps, with the server gone."""
    with _ours(desk) as (server, _, (trial,)), chromium() as browser:
        page = _sheet(browser, server, trial)
        server.stop()
        page.wait_for_timeout(5000)
        for round_ in count():
            yield percentile(_taps(page, PRESSED, TAPS, round_), 0.95), FRAME


def _tap(desk: Desk) -> Iterator[Pair]:
    with _ours(desk) as (server, _, (trial,)), _floor(desk, "record.py") as bare, chromium() as browser:
        page, other = _sheet(browser, server, trial), _bare_sheet(browser, bare)
        for round_ in count():
            yield median(_taps(page, SAVED, TAPS, round_)), median(_bare_taps(other, TAPS, round_))


def _bare_sheet(browser: Any, server: Server) -> Any:
    page = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB").new_page()
    page.goto(server.url)
    page.get_by_text("Item 59").wait_for(timeout=WAIT)
    page.get_by_text("Saved 0").wait_for(timeout=WAIT)
    page.wait_for_timeout(1000)
    return page


def _bare_taps(page: Any, times: int, round_: int) -> list[float]:
    groups = page.locator('[data-testid="stButtonGroup"]')
    taken = []
    for number in range(times):
        before = page.get_by_text("Saved ").first.inner_text()
        target = groups.nth(number).locator("button").nth(round_ % len(TOKENS))
        shown = f'!document.querySelector(".stMain").innerText.includes({json.dumps(before + chr(10))})'
        taken.append(timed_click(page, target, shown))
    return taken


def _frozen(desk: Desk) -> Iterator[Pair]:
    """What a tap on a unfrozen widget of Streamlit's would feel: one rerun of Record with, and without."""
    with _ours(desk) as (frozen, _, names), _ours(desk, frozen=False) as (unfrozen, _, _), asyncio.Runner() as runner:
        sleep(SETTLED_SECONDS)
        ours, floor = _visitors(runner, [(frozen, "record", names[0]), (unfrozen, "record", names[0])])
        while True:
            yield _reruns(runner, ours, floor)


def _rerun(desk: Desk) -> Iterator[Pair]:
    with _ours(desk) as (server, _, names), _floor(desk, "record.py") as bare, asyncio.Runner() as runner:
        sleep(SETTLED_SECONDS)
        ours, floor = _visitors(runner, [(server, "record", names[0]), (bare, "", "")])
        while True:
            yield _reruns(runner, ours, floor)


def _rerun_new(desk: Desk) -> Iterator[Pair]:
    """The same where somebody has recorded a value since the run before."""
    with _ours(desk) as (server, folder, (trial,)), _floor(desk, "record.py") as bare, asyncio.Runner() as runner:
        sleep(SETTLED_SECONDS)
        ours, floor = _visitors(runner, [(server, "record", trial), (bare, "", "")])
        with closing(open_store(f"sqlite:///{folder / 'ours.db'}")) as store:
            numbers = count()

            def record() -> None:
                number, now = next(numbers), datetime.now(UTC).replace(microsecond=0)
                at, value = now - timedelta(seconds=3600 - number), str(60 + number % 20)
                tap = Tap(id=f"{trial}-new-{number:05}", kind="reading", dose=1, slot="extra", scale="observations",
                          item="heart_rate", value=value, tapped_at=at)  # fmt: skip
                if deliver(store, trial=trial, taps=[tap], by="K Tan").refused:
                    raise RuntimeError("A value was refused.")

            while True:
                yield _reruns(runner, ours, floor, record)


def _review(desk: Desk) -> Iterator[Pair]:
    """The page of a full two-dose trial, and its finished figures alone."""
    with scratch(desk) as folder:
        address = f"sqlite:///{folder / 'ours.db'}"
        with closing(open_store(address)) as store:
            trial = store.append("T-001", lambda _: facts("T-001", 600), at=datetime.now(UTC), by="K Tan")
        assert trial is not None
        made = [figure(panel) for panel in a_page(panels_of(summarise(trial)))]
        finished = folder / "figures.json"
        finished.write_text(json.dumps(made, default=float))
        with ExitStack() as both, asyncio.Runner() as runner:
            server = both.enter_context(served(folder, ITB_DATABASE_URL=address))
            bare = both.enter_context(_floor(desk, "review.py", BENCH_FIGURES=str(finished)))
            sleep(SETTLED_SECONDS)
            ours, floor = _visitors(runner, [(server, "review", "T-001"), (bare, "", "")])
            if not ours.elements["plotly_chart"] == floor.elements["plotly_chart"] == len(made):
                raise RuntimeError("The two pages do not draw the same figures.")
            while True:
                yield _reruns(runner, ours, floor)


def _visitors(runner: asyncio.Runner, wanted: list[tuple[Server, str, str]]) -> list[Visitor]:
    found = [Visitor(server.port, screen, trial) for server, screen, trial in wanted]
    for visitor in found:
        runner.run(visitor.open("K Tan"))
        runner.run(visitor.run())
    return found


def _reruns(
    runner: asyncio.Runner, ours: Visitor, floor: Visitor, before_each: Callable[[], None] = lambda: None
) -> Pair:
    """The medians of some reruns, in turn."""
    taken = []
    for _ in range(RUNS):
        before_each()
        taken.append((runner.run(ours.run()), runner.run(floor.run())))
    return median(one for one, _ in taken) * 1000, median(one for _, one in taken) * 1000


def _start(desk: Desk) -> Iterator[Pair]:
    with chromium() as browser:
        while True:
            with scratch(desk) as folder:
                yield (
                    _until_drawn(browser, folder, "Start a trial", ITB_DATABASE_URL=f"sqlite:///{folder / 'ours.db'}"),
                    _until_drawn(browser, folder, "Drawn", FLOOR, BENCH_FLOOR="one_line.py"),
                )


def _until_drawn(browser: Any, folder: Path, text: str, *script: str, **environment: str) -> float:
    """From nothing to a page with this text on it."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(KNOWN)

    def draw() -> None:
        nonlocal server
        server = started(folder, *script, **environment)
        wait_until_it_answers(server)
        page.goto(server.url)
        page.get_by_text(text).first.wait_for(timeout=WAIT)

    server: Server | None = None
    try:
        return milliseconds(draw)
    finally:
        context.close()
        if server is not None:
            server.stop()


def _memory(desk: Desk) -> Iterator[Pair]:
    """What ten more sessions hold, each on a bed of its own, divided by ten."""
    with _ours(desk, beds=VISITORS) as (server, _, beds), _floor(desk, "record.py") as bare, asyncio.Runner() as runner:
        sleep(SETTLED_SECONDS)
        while True:
            ours = _growth(runner, server, [("record", bed) for bed in beds])
            yield ours, _growth(runner, bare, [("", "")] * VISITORS)


def _growth(runner: asyncio.Runner, server: Server, screens: list[tuple[str, str]]) -> float:
    """Kilobytes a session, after each had run twice; the sessions stay open, so that none takes another's room."""
    before = server.kilobytes
    _visitors(runner, [(server, screen, trial) for screen, trial in screens])
    return max(1.0, (server.kilobytes - before) / len(screens))


ROWS = (
    Row(
        name="paint",
        ours="tap to the next frame that shows it, Record with 60 items, server stopped, the 95th of a hundred",
        floor="one frame",
        bar=1,
        measure=_paint,
    ),
    Row(
        name="tap",
        ours="tap to saved in Chromium on Record with 60 items",
        floor="a bare fragment with 60 segmented controls and one durable sqlite insert, tap to redrawn",
        bar=0.5,
        measure=_tap,
    ),
    Row(
        name="rerun",
        ours="server time of one rerun of Record with 60 items, nothing new in the trial",
        floor="the same bare script",
        bar=1,
        measure=_rerun,
        guard=6,
    ),
    Row(
        name="rerun_new",
        ours="the same with a new value in the trial before each",
        floor="the same bare script",
        bar=1,
        measure=_rerun_new,
    ),
    Row(
        name="freeze",
        ours="server time of one rerun of Record with gc.freeze",
        floor="the same without",
        bar=0.9,
        measure=_frozen,
    ),
    Row(
        name="review",
        ours="server time of the Review page, a full two-dose trial",
        floor="a bare page sending the same finished figures",
        bar=2,
        measure=_review,
    ),
    Row(
        name="start",
        ours="process start to first page drawn, empty database",
        floor="a one-line Streamlit app",
        bar=1.3,
        measure=_start,
    ),
    Row(
        name="memory",
        ours="one more open Record session",
        floor="one more bare session",
        bar=3,
        unit="KB",
        measure=_memory,
    ),
)
