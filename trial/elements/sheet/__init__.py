"""The entry sheet: an element of our own, for what Streamlit's widgets cannot do (DESIGN.md section 5)."""

import json
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from trial.actions import passes
from trial.elements import session
from trial.elements.kept import kept
from trial.elements.sheet.rows import sheet_data
from trial.elements.sheet.script import loader
from trial.elements.sheet.values import milliseconds
from trial.ledger.facts import Dose, Trial


def entry_sheet(trial: Trial, dose: Dose, *, recorder: str, now: datetime, zone: ZoneInfo) -> None:
    """Draw the sheet of one dose. What is tapped goes through the routes; a rerun comes only for what others added."""

    def written() -> str:
        return json.dumps(sheet_data(trial, dose, recorder=recorder, zone=zone))

    standing = kept(trial, ("sheet", dose.number, recorder, zone.key), written)
    data = {"standing": standing, "at": milliseconds(now), **session.sheet_pass(trial.id)}
    _component("sheet")(key=f"sheet.{trial.id}.{dose.number}", data=data, on_moved_change=_nothing)


def drain_outbox() -> None:
    """On every screen: send what this browser still holds of whoever records, and say what cannot go."""
    _component("drain")(key="outbox", data=session.sheet_pass(passes.EVERY_TRIAL))


@cache
def _component(export: str) -> ComponentRenderer:
    """An element whose script is the sheet's."""
    return st.components.v2.component(f"entry_{export}", js=loader(export), isolate_styles=False)


def _nothing() -> None:
    """The rerun itself is what was asked for."""
