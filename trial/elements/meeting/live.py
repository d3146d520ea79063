"""Boxes that are kept while somebody types: Streamlit's own hand over only what is in them when they are left."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

SCRIPT = Path(__file__).with_name("live.js")


def live(inside: str) -> None:
    """Hand over what is typed into the text boxes of the container with this key after every pause in typing."""
    _component()(key=f"live.{inside}", data={"inside": inside})


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("live", js=SCRIPT.read_text(encoding="utf-8"), isolate_styles=False)
