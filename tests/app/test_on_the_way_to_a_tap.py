"""What a tap and a poll cost on the server: nothing heavy is loaded for them, and a poll is one read."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAVY = ("pandas", "numpy", "pyarrow", "plotly", "openpyxl", "fhir", "PIL")
BY_STREAMLIT = "import sys, streamlit, streamlit.web.server.starlette"
LOADED = f"[one for one in sys.modules if one.split('.')[0] in {HEAVY}]"
A_TAP = """
import asyncio, json, sys
from datetime import UTC, datetime
from decimal import Decimal

import httpx
from sqlalchemy import event
from starlette.applications import Starlette

from trial.routes import routes
from trial.actions import planning, sign_ins
from trial.ledger.facts import Dose, Person
from trial.rules.roles import Recorder
from trial.store import open_store

store, who = open_store(f"sqlite:///{sys.argv[1]}"), Recorder(name="K Tan")
trial = planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan").id
planning.plan_dose(store, trial, Dose(number=1, micrograms=Decimal(25)), by="K Tan")
held = {"Authorization": f"Bearer {sign_ins.issue_pass(store, recorder=who, trial=trial)}"}
tap = {"id": "tap00001", "kind": "reading", "dose": 1, "slot": "baseline", "scale": "observations",
       "item": "heart_rate", "value": "72", "tapped_at": datetime.now(UTC).isoformat()}
asked = []

async def ask(method, path, **more):
    transport = httpx.ASGITransport(app=Starlette(routes=routes(lambda: store)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return (await client.request(method, path, headers=held, **more)).json()

async def all_of_it():
    sent = {"trial": trial, "recorder": sign_ins.recorder_id(store, who), "taps": [tap]}
    delivered = await ask("POST", "/taps", json=sent)
    event.listen(store.database.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    return delivered, await ask("GET", f"/head?trial={trial}")

delivered, polled = asyncio.run(all_of_it())
print(json.dumps({"delivered": delivered, "polled": polled, "asked": asked, "loaded": LOADED}))
"""


def told_by(script: str, *arguments: str) -> Any:
    """What a process of its own prints, as JSON: nothing is loaded in it before."""
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("tap")
    return told_by(A_TAP.replace("LOADED", LOADED), str(folder / "trials.db"))


def test_a_tap_is_delivered_without_loading_anything_heavy_of_our_own(report: Any) -> None:
    assert report["delivered"]["acknowledged"] == ["tap00001"]
    by_streamlit = told_by(f"import json\n{BY_STREAMLIT}\nprint(json.dumps({LOADED}))")
    assert not {*report["loaded"]} - {*by_streamlit}


def test_a_poll_for_others_entries_asks_the_database_once(report: Any) -> None:
    assert report["polled"]["entries"] == report["delivered"]["entries"]
    assert [one.split()[0] for one in report["asked"]] == ["BEGIN", "SELECT"]
