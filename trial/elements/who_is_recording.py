"""Who is recording, where nobody signs in: asked once, changed in one tap, asked again when nobody was there."""

import streamlit as st

from trial.elements import session
from trial.elements.components import component
from trial.elements.controls import plain

ASKED = "Who is recording?"


def ask() -> None:
    """Ask for a name before anything is shown: one of the day's, or another."""
    st.title(ASKED)
    st.write("Your name stands beside everything you record. It is asked once a session on this computer.")
    component("waiting", "serving/waiting.js")(key="waiting")
    _names("who", session.names_of_the_day())
    _other_name("who", "Your name")


def ask_again() -> None:
    """Ask again over the page when nobody was there: the page stays, and whatever is half typed in it."""
    with st.container(key="who-again"):
        st.title(ASKED)
        st.write("Nobody touched this page for a while. What was typed in it is still there.")
        before = session.recorder()
        _names("again", [before, *(name for name in session.names_of_the_day() if name != before)])
        _other_name("again", "Another name")


def offer_others() -> None:
    """Beside the navigation: the name that is recorded, and a tap away the day's names."""
    name = session.recorder()
    label = f"{plain(name)}: not you?"
    with st.container(key="recorder"), st.popover(label, key="others.open", on_change="rerun") as others:
        if others.open:  # the names are looked up for whoever asks
            _names("others", [other for other in session.names_of_the_day() if other != name])
            _other_name("others", "Another name")


def _names(key: str, names: list[str]) -> None:
    for name in names:
        if st.button(plain(name), key=f"{key}.{name}", width="stretch"):
            session.record_as(name)
            st.rerun()


def _other_name(key: str, label: str) -> None:
    with st.form(f"{key}.form", border=False):
        name = st.text_input(label, max_chars=100, autocomplete="name", key=f"{key}.name")
        if st.form_submit_button("Continue", type="primary"):
            if (name or "").strip():
                session.record_as(name)
                st.rerun()
            st.error("Type your name, as it should stand in the record.")
