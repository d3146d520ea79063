"""The entry sheet: an element of our own, for what Streamlit's widgets cannot do (DESIGN.md section 5).

Its script is served once by a route and kept by the browser, instead of sent again on each rerun.
"""

import hashlib
import json
from collections.abc import Callable, Hashable
from pathlib import Path
from weakref import finalize

from trial.actions import passes
from trial.actions.act import clock
from trial.elements import session
from trial.elements.components import PAGE_SCRIPT, component
from trial.elements.sheet.data import milliseconds, sheet_data
from trial.ledger.facts import Dose, Trial

LOADER = "sheet/loader.js"
HERE = Path(__file__).resolve().parent
PARTS = (
    "words.js", "delivery.js", "cells.js", "painting.js", "drawing.js", "stopwatch.js", "event.js",
    "keyboard.js", "sheet.js", "drain.js",
)  # fmt: skip
STYLE = json.dumps((HERE / "sheet.css").read_text(encoding="utf-8"))
"""It goes with the script into the sheet's own shadow root, so that the sheet can move without losing it."""
SCRIPT = "\n".join(
    [PAGE_SCRIPT, f"const CSS = {STYLE};", *((HERE / name).read_text(encoding="utf-8") for name in PARTS)]
)
SCRIPT_PATH = f"/sheet-{hashlib.sha256(SCRIPT.encode()).hexdigest()[:12]}.js"
"""A change of the script has another address, so what a browser keeps is never stale."""
_made_of: dict[int, dict[Hashable, str]] = {}


def entry_sheet(trial: Trial, dose: Dose) -> None:
    """Draw the sheet of one dose. What is tapped goes through the routes; a rerun comes only for what others added."""
    recorder, zone = session.recorder(), session.zone()
    trial_data = memoize_by_trial(
        trial,
        (dose.number, recorder, zone.key),
        lambda: json.dumps(sheet_data(trial, dose, recorder=recorder, zone=zone)),
    )
    data = {"standing": trial_data, "at": milliseconds(clock()), **session.sheet_pass(trial.id), **_named("sheet")}
    component("entry_sheet", LOADER)(
        key=f"sheet.{trial.id}.{dose.number}", data=data, on_moved_change=lambda: None
    )  # the rerun itself is what was asked for


def drain_outbox() -> None:
    """On every screen: send what this browser still holds of whoever records, and say what cannot go."""
    data = session.sheet_pass(passes.EVERY_TRIAL) | _named("drain")
    component("entry_drain", LOADER)(key="outbox", data=data)


def _named(element: str) -> dict[str, str]:
    """What the loader needs: the script that a route serves and the browser keeps, and which of its elements."""
    return {"script": SCRIPT_PATH, "element": element}


def memoize_by_trial(trial: Trial, key: Hashable, make: Callable[[], str]) -> str:
    """Return what `make` makes of this trial, made once: a trial never changes, so what is made of it does not.

    The next entry, an erasure or the store's own bound gives another trial or none: what was made goes with the old.
    Without it a rerun of Record with nothing new takes 1.4 times as long (bench row `rerun`).
    """
    made = _made_of.get(id(trial))
    if made is None:
        made = _made_of[id(trial)] = {}
        finalize(trial, _made_of.pop, id(trial), None)
    if key not in made:
        made[key] = make()
    return made[key]
