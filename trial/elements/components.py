"""How an element with a script of its own is declared: the one place that makes components."""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

HERE = Path(__file__).parent
PAGE_SCRIPT = (HERE / "streamlit_internals" / "page.js").read_text(encoding="utf-8")
"""What every script of ours may use, the served one too."""


@cache
def component(name: str, script: str) -> ComponentRenderer:
    """Return what mounts an element, run by the default export of a script below this folder (`serving/idle.js`)."""
    source = f"{PAGE_SCRIPT}\n{(HERE / script).read_text(encoding='utf-8')}"
    return st.components.v2.component(name, js=source, isolate_styles=False)
