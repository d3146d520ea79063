"""A long list on a screen, a page at a time."""

from typing import Any

import streamlit as st


def pages_of(key: str, sought: object) -> list[Any]:
    """Return where each page after the first begins; empty again when something else is sought."""
    known = st.session_state.get(key)
    if known is None or known[0] != sought:
        known = st.session_state[key] = (sought, [])
    pages: list[Any] = known[1]
    return pages


def turn_pages(pages: list[Any], after: Any, *, key: str, back: str, on: str) -> None:
    """Draw the buttons that turn pages; `after` is where the next one begins, or None."""
    with st.container(horizontal=True):
        if pages and st.button(back, key=f"{key}.back"):
            pages.pop()
            st.rerun()
        if after is not None and st.button(on, key=f"{key}.on"):
            pages.append(after)
            st.rerun()
