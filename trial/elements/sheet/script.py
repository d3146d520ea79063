"""The sheet's own script: served once by a route and kept by the browser, instead of sent again on each rerun."""

import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent
PARTS = (
    "words.js", "delivery.js", "cells.js", "painting.js", "drawing.js", "stopwatch.js", "event.js", "keyboard.js",
    "sheet.js", "drain.js",
)  # fmt: skip


def _written() -> str:
    style = json.dumps((HERE / "sheet.css").read_text(encoding="utf-8"))
    return "\n".join([f"const CSS = {style};", *((HERE / name).read_text(encoding="utf-8") for name in PARTS)])


SCRIPT = _written()
"""The style goes with it, into the sheet's own shadow root, so that the sheet can move without losing it."""
SCRIPT_PATH = f"/sheet-{hashlib.sha256(SCRIPT.encode()).hexdigest()[:12]}.js"
"""A change of the script has another address, so what a browser keeps is never stale."""


def loader(export: str) -> str:
    """The script of an element that only fetches ours and hands over to what it exports by this name."""
    return f"""
const load = () => import(new URL("{SCRIPT_PATH}", location.origin).href)
  .catch(() => new Promise((again) => setTimeout(again, 1000)).then(load));
const ready = load();
export default function (component) {{
  let leave, gone = false;
  ready.then((ours) => {{ if (!gone) leave = ours.{export}(component); }});
  return () => {{ gone = true; leave?.(); }};
}}
"""
