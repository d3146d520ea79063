"""The recorder's name, remembered by the tab: a refresh or a server that restarted asks nobody who they are."""

import streamlit as st

from trial.elements import session
from trial.elements.components import component

KEY = "remember"


def remember(name: str, *, idle_minutes: int) -> None:
    """Let this tab remember who records in it, and tell a session that does not know; nobody after idling."""
    data = {"name": name, "idle_minutes": idle_minutes}
    component("remember", "remember.js")(key=KEY, data=data, on_name_change=_take_name, on_idle_change=_forget_name)


def _take_name() -> None:
    """What the tab remembers counts before anything is drawn, and only where nobody is known."""
    if not session.recorder():
        session.record_as(str(st.session_state[KEY]["name"] or ""))


def _forget_name() -> None:
    session.record_as("")
