"""Idle time while signed in: each page tells the server of touches, and is left when there were none for too long."""

import streamlit as st

from trial.elements.components import component
from trial.elements.serving.signed_in import sign_ins


def watch_idle_time() -> None:
    """Watch this page. Without sign-in remember.py does what is needed."""
    known = sign_ins()
    if held := known.read(st.context.cookies):
        data = {
            "idle_seconds": known.idle_minutes * 60,
            "seconds_left": max(0.0, known.seconds_left(held)),
            "seconds_to_end": max(0.0, held.ends - known.now()),
            "run_out": known.sentence("expired"),
        }
        component("idle", "serving/idle.js")(key="idle", data=data)
