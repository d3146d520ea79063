"""The entry sheet: an element of our own, for what Streamlit's widgets cannot do (DESIGN.md section 5)."""

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from trial.actions import passes
from trial.elements.sheet.rows import sheet_data
from trial.elements.sheet.script import loader
from trial.ledger.facts import Dose, Trial
from trial.store.base import Store


def entry_sheet(store: Store, trial: Trial, dose: Dose, *, recorder: str, now: datetime, zone: ZoneInfo) -> None:
    """Draw the sheet of one dose. What is tapped goes through the routes; a rerun comes only for what others added."""
    data = sheet_data(trial, dose, recorder=recorder, now=now, zone=zone) | {
        "token": passes.issue(store, recorder=recorder, trial=trial.id),
        "recorder": passes.opaque(store, recorder),
    }
    _component("sheet")(key=f"sheet.{trial.id}.{dose.number}", data=data, on_moved_change=_nothing)


def drain_outbox(store: Store, *, recorder: str) -> None:
    """On every screen: send what this browser still holds of whoever records, and say what cannot go."""
    data = {
        "token": passes.issue(store, recorder=recorder, trial=passes.EVERY_TRIAL),
        "recorder": passes.opaque(store, recorder),
    }
    _component("drain")(key="outbox", data=data)


@cache
def _component(export: str) -> ComponentRenderer:
    """An element whose script is the sheet's."""
    return st.components.v2.component(f"entry_{export}", js=loader(export), isolate_styles=False)


def _nothing() -> None:
    """The rerun itself is what was asked for."""
