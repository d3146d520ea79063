"""The sheet's own script: served once by a route and kept by the browser, instead of sent again on each rerun."""

import hashlib
import json
from pathlib import Path

from trial.elements.components import PAGE_SCRIPT

HERE = Path(__file__).resolve().parent
PARTS = ("words.js", "delivery.js", "cells.js", "painting.js", "drawing.js", "stopwatch.js", "event.js", "sheet.js")
STYLE = json.dumps((HERE / "sheet.css").read_text(encoding="utf-8"))
"""It goes with the script into the sheet's own shadow root, so that the sheet can move without losing it."""
SCRIPT = "\n".join(
    [PAGE_SCRIPT, f"const CSS = {STYLE};", *((HERE / name).read_text(encoding="utf-8") for name in PARTS)]
)
SCRIPT_PATH = f"/sheet-{hashlib.sha256(SCRIPT.encode()).hexdigest()[:12]}.js"
"""A change of the script has another address, so what a browser keeps is never stale."""
