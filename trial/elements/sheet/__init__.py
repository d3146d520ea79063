"""The entry sheet: an element of our own, for what Streamlit's widgets cannot do (DESIGN.md section 5)."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from trial.actions import passes
from trial.elements.sheet.rows import sheet_data
from trial.ledger.facts import Dose, Trial
from trial.store.base import Store

HERE = Path(__file__).resolve().parent
SCRIPTS = ("delivery.js", "drawing.js", "sheet.js")


def entry_sheet(store: Store, trial: Trial, dose: Dose, *, recorder: str, now: datetime, zone: ZoneInfo) -> None:
    """Draw the sheet of one dose. What is tapped goes through the routes; a rerun comes only for what others added."""
    data = sheet_data(trial, dose, recorder=recorder, now=now, zone=zone) | {
        "token": passes.issue(store, recorder=recorder, trial=trial.id),
        "recorder": passes.opaque(store, recorder),
    }
    _component()(key=f"sheet.{trial.id}.{dose.number}", data=data, on_moved_change=_nothing)


@cache
def _component() -> ComponentRenderer:
    """The sheet brings its own style into its own shadow root, so that it can move without losing it."""
    style = json.dumps((HERE / "sheet.css").read_text(encoding="utf-8"))
    scripts = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return st.components.v2.component("entry_sheet", js=f"const CSS = {style};\n{scripts}", isolate_styles=False)


def _nothing() -> None:
    """The rerun itself is what was asked for."""
