"""Ward days one after the other on the real server: memory and latency must stay flat, and nothing may go wrong.

    uv run python -m tests.faults.soak --days 40 [--database URL]

On each day four people are tested: a trial is started, dosed, measured in eight sets with corrections, undos, events
and the person's words, summarised, decided, exported. What is tapped goes through POST /taps, and every delivery is
followed by GET /head and now and then by GET /remarks, as sheets do; the rest happens in this process, as in another
copy of the app on the same database. Each twentieth of the days as many people as `--pages` says come in browsers of
their own: they search the list, open Review, Record and Decide, tap a grade, take the workbook and the record away,
and leave.

Prints one line of JSON for each twentieth of the days, and one at the end with the medians of the first, the middle
and the last third of the days: flat is where the last is no more than the first. Ends with 1 after any error. The
server keeps the 128 trials that were asked for last, so its memory can be flat from day 32 on: run 120 days or more.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as PlaywrightError

from tests.conftest import FLAGS, Served, follow, free_port
from trial.actions import deciding, exporting, planning, sign_ins
from trial.files.plan_templates import templates
from trial.files.summary import as_json
from trial.ledger.facts import Decision, Dose, Person
from trial.meaning.summary import summarise
from trial.rules.roles import Recorder
from trial.store import Store, open_store

BEDS, SETS = 4, ("baseline", "+1h", "+2h", "+3h", "+4h", "+5h", "+6h", "+8h")
MUSCLES = ("left_hip_adductors", "right_hip_adductors", "left_knee_flexors", "right_knee_flexors")
LOOKS = 20
"""How often in a run a line is printed and people come with browsers."""
SIGNS = {"systolic": "118", "diastolic": "72", "heart_rate": "70", "respiratory_rate": "14", "oxygen_saturation": "97"}


class Ward:
    """One server, one database, and what was seen so far."""

    def __init__(self, served: Served, store: Store) -> None:
        self.served, self.store = served, store
        self.milliseconds: list[float] = []  # of the day
        self.days: list[dict[str, float]] = []
        self.screen_seconds: list[float] = []
        self.errors: list[str] = []
        self.taps = 0

    def ask(self, path: str, token: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request, timed; a failure is counted as an error."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        sent = None if body is None else json.dumps(body).encode()
        started = time.monotonic()
        try:
            request = urllib.request.Request(f"{self.served.url}{path}", sent, headers)  # noqa: S310
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                said: dict[str, Any] = json.load(answer)
        except OSError as fault:
            self.errors.append(f"{path.partition('?')[0]}: {fault}")
            return {}
        self.milliseconds.append((time.monotonic() - started) * 1000)
        return said

    def day(self, number: int) -> None:
        self.milliseconds.clear()
        with ThreadPoolExecutor(BEDS) as pool:
            list(pool.map(lambda bed: self.bed(number, bed), range(BEDS)))
        cuts = statistics.quantiles(self.milliseconds, n=20) if len(self.milliseconds) > 1 else [0.0] * 19
        self.days.append({"p50_ms": cuts[9], "p95_ms": cuts[18], "server_megabytes": self.megabytes()})

    def bed(self, day: int, bed: int) -> None:
        """One person's day, from the plan to the file."""
        by, t0 = f"K Tan {bed}", datetime.now(UTC).replace(microsecond=0) - timedelta(hours=9)
        person = Person(identifier=f"SOAK{day:03}{bed}", name=f"Ann Example {day}")
        plan = templates()["ambulant_adult"].plan()
        opened = planning.open_trial(self.store, person=person, plan=plan, by=by, at=t0 - timedelta(hours=1))
        dose = Dose(number=1, micrograms=Decimal(25))
        planning.plan_dose(self.store, opened.id, dose, by=by, at=t0 - timedelta(hours=1))
        token, recorder = (
            sign_ins.issue_pass(self.store, recorder=Recorder(name=by), trial=opened.id),
            sign_ins.recorder_id(self.store, Recorder(name=by)),
        )
        given = False
        for slot in SETS:
            hours = -0.5 if slot == "baseline" else float(slot[1:-1])
            if hours > 0 and not given:
                planning.give_dose(self.store, opened.id, replace(dose, given_at=t0, reason="agreed"), by=by, at=t0)
                given = True
            at = t0 + timedelta(hours=hours)
            taps = self.set_of(slot, at)
            for delivery in (taps, self.second_thoughts(taps, slot, at + timedelta(minutes=1))):
                said = self.ask("/taps", token, {"trial": opened.id, "recorder": recorder, "taps": delivery})
                self.errors += [f"refused: {one}" for one in said.get("refused", {}).values()]
                self.taps += len(said.get("acknowledged", ()))
                self.ask(f"/head?trial={opened.id}", token)
            self.ask(f"/remarks?trial={opened.id}&dose=1", token)
        as_json(summarise(self.store.trial(opened.id)))
        decision = Decision(outcome="defer", reason="one more look", present=(by,), person_agrees="yes")
        deciding.sign(self.store, opened.id, decision, by=by)
        exporting.export(self.store, opened.id, "json", by=by)

    @staticmethod
    def set_of(slot: str, at: datetime) -> list[dict[str, Any]]:
        values = [("modified_ashworth", muscle, "2") for muscle in MUSCLES]
        values += [("observations", item, value) for item, value in SIGNS.items()]
        values.append(("observations", "consciousness", "A"))
        return [
            {
                "id": str(uuid.uuid4()), "kind": "reading", "dose": 1, "slot": slot, "scale": scale, "item": item,
                "value": value, "tapped_at": (at + timedelta(seconds=number)).isoformat(), "unusual": True,
            }
            for number, (scale, item, value) in enumerate(values)
        ]  # fmt: skip

    @staticmethod
    def second_thoughts(taps: list[dict[str, Any]], slot: str, at: datetime) -> list[dict[str, Any]]:
        """A grade that is corrected, one that is undone and given again, what happened and what was said."""
        changed, undone = taps[0], taps[1]
        common = {"dose": 1, "slot": slot, "tapped_at": at.isoformat()}
        later = common | {"tapped_at": (at + timedelta(seconds=5)).isoformat()}
        event = {"kind": "somnolence", "severity": "mild", "cause": "drug", "began_at": at.isoformat()}
        acts: list[dict[str, Any]] = [
            {**changed, **common, "value": "1+", "replaces": changed["id"]},
            {**common, "kind": "undo", "replaces": undone["id"]},
            {**undone, **later, "value": "3"},
            {**common, "kind": "said", "by": "person", "words": "My legs feel light"},
        ]
        if slot == "+2h":
            acts.append({**common, "kind": "event", "event": event})
        return [one | {"id": str(uuid.uuid4())} for one in acts]

    def look(self, browser: Any, pages: int) -> None:
        """Several people at once, each in a browser of their own, which they close in the end."""
        under_way, decided = self.under_way(), self.store.worklist(limit=1)[0].trial
        contexts = [browser.new_context(accept_downloads=True) for _ in range(pages)]
        for context in contexts:
            page = context.new_page()
            page.on("pageerror", lambda error: self.errors.append(str(error)))
            for screen, trial in (("trials", ""), ("review", decided), ("record", under_way), ("decide", decided)):
                started = time.monotonic()
                follow(page, f"{self.served.url}/{screen if trial else ''}?trial={trial}")
                self.screen_seconds.append(time.monotonic() - started)
                if page.locator("[data-testid=stException]").count():
                    self.errors.append(f"{screen} broke")
                try:
                    self.act(page, screen)
                except PlaywrightError as fault:
                    self.errors.append(f"{screen}: {str(fault).splitlines()[0]}")
        for context in contexts:
            context.close()

    @staticmethod
    def act(page: Any, screen: str) -> None:
        """What a hand does there."""
        match screen:
            case "trials":
                page.get_by_label("Search by name or number").fill("SOAK0000")
                page.keyboard.press("Enter")
                page.get_by_text("SOAK0000").first.wait_for()
            case "record":
                page.locator(f'[data-field="modified_ashworth|{MUSCLES[2]}"] [data-token="1"]').click()
                page.locator(".itb-sheet .delivery").get_by_text("All saved").wait_for()
            case "decide":
                for label in ("summary", "record \\(JSON"):
                    with page.expect_download():
                        page.get_by_role("button", name=re.compile(rf"Download.*{label}( \(|$)")).click()

    def under_way(self) -> str:
        """A trial whose baseline is recorded in browsers, a new one for each look."""
        opened = planning.open_trial(
            self.store, person=Person(identifier="SOAK-BED"), plan=templates()["ambulant_adult"].plan(), by="K Tan"
        )
        return planning.plan_dose(self.store, opened.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan").id

    def megabytes(self) -> int:
        """What the server holds in memory."""
        assert self.served.process is not None
        pages = int(Path(f"/proc/{self.served.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=int, default=40)
    parser.add_argument("--database", help="an empty one; a new SQLite file without this")
    parser.add_argument("--pages", type=int, default=4, help="browsers that look in; 0 where there is no Chromium")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = asked.database or f"sqlite:///{folder}/trials.db"
        environment = os.environ | {"ITB_DATABASE_URL": address, "ITB_TIMEZONE": "Europe/London"}
        store, served = open_store(address), Served(free_port(), Path(folder) / "unused.db", environment)
        ward, began = Ward(served, store), time.monotonic()
        served.start()
        stack = ExitStack()
        browser = _browser(stack) if asked.pages else None
        try:
            for day in range(asked.days):
                ward.day(day)
                if (day + 1) % max(1, asked.days // LOOKS) == 0:
                    if browser:
                        ward.look(browser, asked.pages)
                    seen = {name: round(value, 1) for name, value in ward.days[-1].items()}
                    _say({"day": day + 1, "taps": ward.taps, **seen, "errors": len(ward.errors)})
        finally:
            stack.close()
            served.stop()
        entries, trials = store.verify()
        seconds = round(time.monotonic() - began, 1)
        _say({name: thirds([one[name] for one in ward.days]) for name in ward.days[0]})
        _say({"screen_seconds": thirds(ward.screen_seconds)})
        _say({"entries": entries, "trials": trials, "taps": ward.taps, "errors": ward.errors[:5], "seconds": seconds})
        store.close()
    sys.exit(1 if ward.errors else 0)


def thirds(values: list[float]) -> dict[str, float]:
    """The medians of the first, the middle and the last third, and the last by the first.

    >>> thirds([9.0, 2.0, 2.0, 5.0, 5.0, 5.0, 3.0, 3.0, 4.0])
    {'first': 2.0, 'middle': 5.0, 'last': 3.0, 'last_by_first': 1.5}
    """
    third = max(1, len(values) // 3)
    parts = values[:third], values[third:-third] or values, values[-third:]
    first, middle, last = (statistics.median(part or [0.0]) for part in parts)
    found = {"first": first, "middle": middle, "last": last, "last_by_first": last / first if first else 0.0}
    return {name: round(value, 2) for name, value in found.items()}


def _browser(stack: ExitStack) -> Any:
    from playwright.sync_api import sync_playwright

    playwright = stack.enter_context(sync_playwright())
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
