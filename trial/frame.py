"""The frame round every screen: page settings, who is recording, navigation, one screen."""

from pathlib import Path

import streamlit as st

from trial.elements import door, session
from trial.elements.guard import guard
from trial.elements.remember import remembered
from trial.elements.sheet import drain_outbox
from trial.settings import settings

SCREENS = {
    "trials": "Trials",
    "plan": "Plan",
    "record": "Record",
    "review": "Review",
    "decide": "Decide",
    "person": "For the person",
    "meeting": "Meeting",
    "exchange": "Import",
    "scales": "Scales",
    "service": "Service",
}
STYLE = Path(__file__).with_name("elements") / "frame.css"
WITHOUT_TRIAL = {"trials", "meeting", "exchange", "scales", "service"}


def main() -> None:
    """Draw the frame and run the screen that the address names."""
    st.set_page_config(page_title="ITB trial", layout="wide", initial_sidebar_state="collapsed")
    pages = [
        st.Page(f"screens/{name}.py", title=title, url_path=name, default=name == "trials")
        for name, title in SCREENS.items()
    ]
    page = st.navigation(pages, position="top")
    st.html(STYLE)
    _know_who_is_recording()
    session.keep_trial_in_address(needed=(page.url_path or "trials") not in WITHOUT_TRIAL)
    session.show_flash()
    with guard():
        drain_outbox(session.store(), recorder=session.recorder())
        page.run()


def _know_who_is_recording() -> None:
    """Let nobody past without a name: signed in where that is configured, given on this computer otherwise."""
    if door.sign_in_configured():
        if not st.user.is_logged_in:
            st.title("ITB trial")
            st.write("Sign in to see and record trials.")
            if st.button("Sign in", type="primary"):
                st.login()
            st.stop()
        return
    name = remembered(session.recorder(), idle_minutes=settings().idle_minutes)
    if name != session.recorder():
        session.record_as(name)
        st.rerun()
    if name:
        return
    st.title("Who is recording?")
    st.write("Your name stands beside everything you record. It is asked once a session on this computer.")
    with st.form("who"):
        name = st.text_input("Your name", max_chars=100, autocomplete="name", key="who.name")
        if st.form_submit_button("Continue", type="primary"):
            if name and name.strip():
                session.record_as(name)
                st.rerun()
            st.error("Type your name, as it should stand in the record.")
    st.stop()


if __name__ == "__main__":
    main()
