"""The entry sheet, an element of our own. A route serves its script once, instead of sending it on each rerun."""

import hashlib
import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from weakref import finalize

from trial.actions import sign_ins
from trial.actions.act import clock
from trial.elements import session
from trial.elements.components import PAGE_SCRIPT, component
from trial.elements.sheet.data import milliseconds, sheet_data
from trial.ledger.facts import Dose, Trial
from trial.wording.guide import Step

LOADER = "sheet/loader.js"
HERE = Path(__file__).resolve().parent
PARTS = (
    *("words", "outbox", "drafts", "kept", "delivery", "drain", "place", "cells", "painting", "drawing"),
    *("keyboard", "stopwatch", "event", "sheet", "practice", "offline"),
)
"""Scripts that share what they declare: each uses those before it."""
STYLE = json.dumps((HERE / "sheet.css").read_text(encoding="utf-8"))
"""It goes with the script into the sheet's own shadow root, so that the sheet can move without losing it."""
SOURCES = ((HERE / f"{part}.js").read_text(encoding="utf-8") for part in PARTS)
SCRIPT = "\n".join(
    [PAGE_SCRIPT, f"const SHEET_STYLE = {STYLE};", *SOURCES, "export { Sheet, drain, practice, sheet };"]
)
SCRIPT_PATH = f"/sheet-{hashlib.sha256(SCRIPT.encode()).hexdigest()[:12]}.js"
"""The address changes with the script, so that a browser's cache is never out of date."""
LOADED: dict[str, Any] = {"script": SCRIPT_PATH}
"""What the loader needs, beside which element of the script it is to start."""
_made_of: dict[int, dict[Hashable, str]] = {}


def entry_sheet(trial: Trial, dose: Dose) -> None:
    """Draw the sheet of one dose. Taps go through the routes; a rerun follows only when others added something."""
    recorder, zone = session.recorder(), session.zone()

    def make() -> str:
        return json.dumps(sheet_data(trial, dose, recorder=recorder, zone=zone))

    data = LOADED | {"element": "sheet", "standing": memoize_by_trial(trial, (dose.number, recorder, zone.key), make)}
    data |= {"at": milliseconds(clock())} | session.sheet_pass(trial.id)
    mount = component("entry_sheet", LOADER)
    mount(key=f"sheet.{trial.id}.{dose.number}", data=data, on_moved_change=lambda: None)  # all it asks is to run again


def practice_sheet(trial: Trial, steps: Sequence[Step], *, turn: int) -> None:
    """Draw the sheet of an invented trial with what steps through one set; nothing leaves the page (`practice.js`)."""
    (dose,) = trial.doses
    standing = json.dumps(sheet_data(trial, dose, recorder=session.recorder(), zone=session.zone()))
    data = LOADED | {"element": "practice", "standing": standing, "turn": turn, "at": milliseconds(clock())}
    data |= {"steps": [asdict(step) for step in steps], "token": "", "recorder": "practice"}
    component("practice_sheet", LOADER)(key="practice", data=data, on_moved_change=lambda: None)


def drain_outbox() -> None:
    """On every screen: deliver the recorder's taps that wait in this browser, and show what cannot be delivered."""
    data = LOADED | {"element": "drain"} | session.sheet_pass(sign_ins.EVERY_TRIAL)
    component("entry_drain", LOADER)(key="outbox", data=data)


def memoize_by_trial(trial: Trial, key: Hashable, make: Callable[[], str]) -> str:
    """Return what `make` returns for this trial, called once: a `Trial` never changes.

    The next entry, an erasure or eviction from the store's cache gives another `Trial`: results are freed
    with the old one.
    Without it a rerun of Record with nothing new takes 1.4 times as long (bench row `rerun`).
    """
    made = _made_of.get(id(trial))
    if made is None:
        made = _made_of[id(trial)] = {}
        finalize(trial, _made_of.pop, id(trial), None)
    if key not in made:
        made[key] = make()
    return made[key]
