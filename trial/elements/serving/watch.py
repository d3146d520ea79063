"""On every page of somebody signed in: tells the server that a hand is there, and leaves the page when none is."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from trial.elements.serving.signed_in import sign_ins

SCRIPT = Path(__file__).with_name("watch.js")


def watch() -> None:
    """Watch this page; without sign-in there is nothing to watch (remember.py does what is needed there)."""
    known = sign_ins()
    if held := known.read(st.context.cookies):
        data = {
            "idle_seconds": known.idle_minutes * 60,
            "seconds_left": max(0.0, known.seconds_left(held)),
            "seconds_to_end": max(0.0, held.ends - known.now()),
            "run_out": known.sentence("expired"),
        }
        _component()(key="watch", data=data)


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("watch", js=SCRIPT.read_text(encoding="utf-8"), isolate_styles=False)
