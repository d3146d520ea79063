"""Ward days one after the other on the real server: memory and latency must stay flat, and nothing may go wrong.

    uv run python -m tests.faults.soak --days 40 [--database URL]

On each day four people are tested: planned, dosed, measured in eight sets, summarised, decided, exported. Readings go
through POST /taps and every delivery is followed by GET /head, as sheets do; the rest happens in this process, as in
another copy of the app on the same database. Each tenth of the days as many people as `--pages` says open the Review
and the Record page in browsers of their own, and leave. Prints one line of JSON a tenth of the days, one at the end.
"""

import argparse
import json
import os
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

from tests.conftest import FLAGS, Served, follow, free_port
from trial.actions import deciding, exporting, passes, planning
from trial.files.plans import templates
from trial.ledger.facts import Decision, Dose, Person
from trial.meaning.summary import as_json, summarise
from trial.rules.roles import Recorder
from trial.store import open_store
from trial.store.base import Store

BEDS, SETS = 4, ("baseline", "+1h", "+2h", "+3h", "+4h", "+5h", "+6h", "+8h")
MUSCLES = ("left_hip_adductors", "right_hip_adductors", "left_knee_flexors", "right_knee_flexors")
SIGNS = {"systolic": "118", "diastolic": "72", "heart_rate": "70", "respiratory_rate": "14", "oxygen_saturation": "97"}


class Ward:
    """One server, one database, and what was seen so far."""

    def __init__(self, served: Served, store: Store) -> None:
        self.served, self.store = served, store
        self.milliseconds: list[float] = []
        self.errors: list[str] = []
        self.taps = 0

    def ask(self, path: str, token: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request, timed; a failure is kept as an error."""
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
        with ThreadPoolExecutor(BEDS) as pool:
            list(pool.map(lambda bed: self.bed(number, bed), range(BEDS)))

    def bed(self, day: int, bed: int) -> None:
        """One person's day, from the plan to the file."""
        by, t0 = f"K Tan {bed}", datetime.now(UTC).replace(microsecond=0) - timedelta(hours=9)
        person = Person(identifier=f"SOAK-{day}-{bed}", name=f"Ann Example {day}")
        plan = templates()["ambulant_adult"].plan()
        opened = planning.open_trial(self.store, person=person, plan=plan, by=by, at=t0 - timedelta(hours=1))
        dose = Dose(number=1, micrograms=Decimal(25))
        planning.plan_dose(self.store, opened.id, dose, by=by, at=t0 - timedelta(hours=1))
        token, recorder = (
            passes.issue(self.store, recorder=Recorder(name=by), trial=opened.id),
            passes.opaque(self.store, Recorder(name=by)),
        )
        given = False
        for slot in SETS:
            hours = -0.5 if slot == "baseline" else float(slot[1:-1])
            if hours > 0 and not given:
                planning.give_dose(self.store, opened.id, replace(dose, given_at=t0), by=by, at=t0)
                given = True
            taps = self.set_of(slot, t0 + timedelta(hours=hours))
            said = self.ask("/taps", token, {"trial": opened.id, "recorder": recorder, "taps": taps})
            self.errors += [f"refused: {one}" for one in said.get("refused", {}).values()]
            self.taps += len(said.get("acknowledged", ()))
            self.ask(f"/head?trial={opened.id}", token)
        as_json(summarise(self.store.trial(opened.id)))
        decision = Decision(outcome="defer", reason="one more look", present=(by,), person_agrees="yes")
        deciding.sign(self.store, opened.id, decision, by=by)
        exporting.export_record(self.store, opened.id, by=by)

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

    def look(self, browser: Any, pages: int) -> float:
        """Several sessions at once, each on two screens; answers the longest that a screen took, in seconds."""
        trial, contexts, longest = self.store.worklist(limit=1)[0].trial, [], 0.0
        for number in range(pages):
            contexts.append(browser.new_context())
            page = contexts[-1].new_page()
            page.on("pageerror", lambda error: self.errors.append(str(error)))
            for screen in ("review", "record"):
                started = time.monotonic()
                follow(page, f"{self.served.url}/{screen}?trial={trial}")
                longest = max(longest, time.monotonic() - started)
                if page.locator("[data-testid=stException]").count():
                    self.errors.append(f"{screen} of session {number} broke")
        for one in contexts:
            one.close()
        return round(longest, 1)

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
                if (day + 1) % max(1, asked.days // 10) == 0:
                    seen = {"slowest_screen_seconds": ward.look(browser, asked.pages)} if browser else {}
                    held = {"server_megabytes": ward.megabytes()}
                    _say({"day": day + 1, "taps": ward.taps, **_latency(ward), **seen, **held})
                    ward.milliseconds.clear()
        finally:
            stack.close()
            served.stop()
        entries, trials = store.verify()
        seconds = round(time.monotonic() - began, 1)
        _say({"entries": entries, "trials": trials, "taps": ward.taps, "errors": ward.errors[:5], "seconds": seconds})
        store.close()
    sys.exit(1 if ward.errors else 0)


def _browser(stack: ExitStack) -> Any:
    from playwright.sync_api import sync_playwright

    playwright = stack.enter_context(sync_playwright())
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=FLAGS)


def _latency(ward: Ward) -> dict[str, object]:
    cuts = statistics.quantiles(ward.milliseconds, n=20) if len(ward.milliseconds) > 1 else [0.0] * 19
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1), "errors": len(ward.errors)}


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
