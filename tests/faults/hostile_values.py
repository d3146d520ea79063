"""Values that no hand of ours sends, in every box of every screen, in addresses and on the routes: sentences only.

    uv run python -m tests.faults.hostile_values --values 1200

What a browser sends is changed on its way to the server, so no box protects itself. Prints its figures as JSON, and
ends with 1 if anything was a fault, or was stored in part.
"""

import argparse
import asyncio
import json
import logging
import random
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

import httpx
from starlette.applications import Starlette
from streamlit import config
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from tests.app.conftest import app_of, store_of_the_app
from tests.conftest import OF_A_TRIAL, SCREENS
from trial.actions import importing, planning, sign_ins
from trial.ledger.facts import Dose, Person
from trial.ledger.replay import replay
from trial.routes import routes
from trial.rules.roles import Recorder
from trial.store import Store

TEXTS = (
    "", " ", "0", "-1", "1e400", "NaN", "Infinity", "1+", "٣", "½", "1_000", "0x10", "None", "null", "true", "[]", "{}",
    "'; DROP TABLE entries; --", "\" OR 1=1 --", "%s%n%x", "${7*7}", "{{7*7}}", "=1+1", "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "](javascript:alert(1))", "`$\\frac{1}{0}$`",
    ":material/x:",
    "../../../../etc/passwd", "..\\..\\windows", "/dev/null", "file:///etc/passwd", "C:\\con", "T-0001/../T-0002",
    "\x00", "a\x00b", "\x1b[31m", "\r\nSet-Cookie: a=b", "\u202eevil", "\ufeff", "\u200b", "e\u0301" * 50, "🧠" * 200,
    "a" * 9_999, "a" * 10_001, "a" * 100_000, "\n" * 5_000, "31/02/2026", "2026-13-45", "24:61", "99:99", "9999-12-31",
    "0000-00-00", "12:30+99:99", "(a+)+$" + "a" * 60, "demo-rowan", "DEMO-ROWAN", "T-9999", "service",
    "trial/demo-rowan",
)  # fmt: skip
NUMBERS = (0.0, -0.0, -1.0, 0.5, 1e300, -1e300, float("nan"), float("inf"), float("-inf"), 5e-324, 150.0001, 2.0**63)
WHOLE = (0, -1, 1, 10_000, -(2**62), 2**62)
HEADERS = ("authorization", "origin", "content-type", "host", "x-forwarded-for", "cookie", "content-length-x")


@dataclass
class Figures:
    """How many values were sent, to where, and what went wrong."""

    values: int = 0
    places: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    faults: list[str] = field(default_factory=list)

    def sent(self, place: str, count: int = 1) -> None:
        self.values += count
        self.places[place] = self.places.get(place, 0) + count


def spoil(state: WidgetState, chance: random.Random) -> int:
    """Put something hostile in the place of what a box would send; answers how many values that is."""
    kind = state.WhichOneof("value")
    match kind:
        case "string_value":
            state.string_value = chance.choice(TEXTS)
        case "double_value":
            state.double_value = chance.choice(NUMBERS)
        case "int_value":
            state.int_value = chance.choice(WHOLE)
        case "double_array_value":
            state.double_array_value.data[:] = [chance.choice(NUMBERS) for _ in range(chance.randrange(4))]
        case "int_array_value":
            state.int_array_value.data[:] = [chance.choice(WHOLE) for _ in range(chance.randrange(4))]
        case "string_array_value":
            state.string_array_value.data[:] = [chance.choice(TEXTS) for _ in range(chance.randrange(4))]
        case "bool_value" | "trigger_value":
            setattr(state, kind, chance.random() < 0.3)
            return 0
        case _:
            return 0
    return 1


class Screens:
    """One store, and sign_ins on it that a hostile browser holds."""

    def __init__(self, store: Store, figures: Figures, chance: random.Random) -> None:
        self.store, self.figures, self.chance = store, figures, chance
        self.trials = [*store.trials()]

    def visit(self, screen: str) -> None:
        """Open a screen with a hostile address, then with a good one and hostile boxes."""
        self._see(screen, self.chance.choice(TEXTS), dose=self.chance.choice(TEXTS))
        if screen not in OF_A_TRIAL:
            return self._spoil_boxes(screen, "")
        return self._spoil_boxes(screen, self.chance.choice(self.trials))

    def _opened(self, screen: str, **address: str) -> AppTest:
        app = app_of("K Tan", seconds=60)
        for name, value in address.items():
            app.query_params[name] = value
        app.switch_page(f"screens/{screen}.py")
        return app

    def _see(self, screen: str, trial: str, **more: str) -> None:
        before = self._heads()
        app = self._opened(screen, trial=trial, **more).run()
        self.figures.sent(f"{screen}: address", 1 + len(more))
        self._look(screen, app, f"address {trial[:30]!r}")
        if self._heads() != before:
            self.figures.faults.append(f"{screen}: looking with trial={trial[:30]!r} changed something")

    def _spoil_boxes(self, screen: str, trial: str) -> None:
        app = self._opened(screen, **({"trial": trial} if trial else {})).run()
        states = app._tree.get_widget_states()
        for _ in range(3):
            with suppress(ValueError, TypeError):  # the test's own view of a box whose value is none of its options
                states = app._tree.get_widget_states()
            count = sum(spoil(one, self.chance) for one in states.widgets)
            self.figures.sent(f"{screen}: boxes", count)
            app = app._run(states)
            self._look(screen, app, "boxes")

    def _look(self, screen: str, app: AppTest, what: str) -> None:
        self.figures.refused += len(app.error)
        for fault in app.exception:
            self.figures.faults.append(f"{screen}: {what}: {fault.message[:300]} {fault.stack_trace[-2:]}")
        if len(self.figures.faults) > 20:
            raise RuntimeError("Too many faults: " + "; ".join(self.figures.faults))

    def _heads(self) -> dict[str, int]:
        return {trial: self.store.head(trial) for trial in self.trials}


class Routes:
    """The routes, asked without a server."""

    def __init__(self, store: Store, figures: Figures, chance: random.Random) -> None:
        self.store, self.figures, self.chance = store, figures, chance
        self.app = Starlette(routes=routes(lambda: store))
        opened = planning.open_trial(store, person=Person(identifier="HOSTILE-1"), by="K Tan")
        planning.plan_dose(store, opened.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan")
        self.trial, recorder = opened.id, Recorder(name="K Tan")
        self.token, self.recorder = (
            sign_ins.issue_pass(store, recorder=recorder, trial=self.trial),
            sign_ins.recorder_id(store, recorder),
        )

    def ask(self) -> None:
        """One hostile request; the answer is a plain one, and only a whole tap is stored."""
        pick = self.chance.choice
        method, path = pick(
            (("GET", "/head"), ("GET", "/remarks"), ("GET", "/health"), ("POST", "/taps"), ("POST", "/taps"))
        )
        headers = {"authorization": pick((f"Bearer {self.token}", pick(TEXTS))), "content-type": "application/json"}
        if self.chance.random() < 0.3:
            headers[pick(HEADERS)] = pick(TEXTS)
        sent: dict[str, Any] = {"headers": {name: _header(text) for name, text in headers.items()}}
        if method == "GET":
            sent["params"] = {"trial": pick((self.trial, pick(TEXTS)[:4_000])), "dose": pick(TEXTS)[:4_000]}
        else:
            sent["content"] = self._body()
        answer = asyncio.run(self._once(method, path, **sent))
        self.figures.sent(f"{method} {path}", 2)
        self.figures.refused += answer.status_code >= 400
        if answer.status_code >= 500 or (answer.status_code >= 400 and "problem" not in answer.json()):
            self.figures.faults.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")

    def _body(self) -> bytes:
        pick = self.chance.choice
        tap: dict[str, Any] = {
            "id": f"tap-{self.figures.values:08}", "kind": "reading", "dose": 1, "slot": "baseline",
            "scale": "observations", "item": "heart_rate", "value": "72", "tapped_at": "2026-11-18T09:05:00+00:00",
        }  # fmt: skip
        for _ in range(self.chance.randrange(1, 4)):
            tap[pick([*tap, "note", "by", "replaces", "status", "extra"])] = pick(
                (pick(TEXTS), pick(WHOLE), [], {}, None, pick(NUMBERS))
            )
        body: dict[str, Any] = {"trial": self.trial, "recorder": self.recorder, "taps": [tap]}
        if self.chance.random() < 0.3:
            body[pick([*body])] = pick((pick(TEXTS), None, [None], [[]], {"a": 1}, 7, ["x"] * 300))
        text = json.dumps(body)
        if self.chance.random() < 0.2:
            text = pick((text[:-9], "[" * 100_000, '"' + "\\ud800" + '"', text.replace('"dose": 1', '"dose": 1e999')))
        return text.encode()

    async def _once(self, method: str, path: str, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **more)


def _header(text: str) -> bytes:
    """What can be in a header at all; servers refuse the rest before it reaches us."""
    return text.replace("\r", "").replace("\n", "").replace("\x00", "").encode()[:4_000]


def run(values: int, seed: int = 11) -> Figures:
    """Send at least so many values, and some to every screen; the ledger is intact and whole afterwards."""
    chance, figures = random.Random(seed), Figures()
    with store_of_the_app() as store:
        importing.add_demonstration(store, by="K Tan")
        logging.disable(logging.CRITICAL)
        config.set_option("logger.enableRich", False)
        try:
            screens, asked = Screens(store, figures, chance), Routes(store, figures, chance)
            acts: list[Callable[[], None]] = [lambda screen=name: screens.visit(screen) for name in SCREENS]  # type: ignore[misc]
            while figures.values < values:
                for act in acts:
                    act()
                    for _ in range(5):
                        asked.ask()
        finally:
            logging.disable(logging.NOTSET)
        store.verify()
        for trial in store.trials():
            if replay(store.facts(trial)) != store.trial(trial):
                figures.faults.append(f"{trial} was kept in part")
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--values", type=int, default=1_200)
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    figures = run(asked.values, asked.seed)
    sys.stdout.write(json.dumps(asdict(figures)) + "\n")
    sys.exit(1 if figures.faults else 0)


if __name__ == "__main__":
    main()
