"""What every screen has in common: page settings, the recorder, navigation; then one screen."""

from pathlib import Path
from typing import Literal

import streamlit as st

from trial.actions import rights
from trial.elements import agenda, name_hiding, session, who_is_recording
from trial.elements.serving import signed_in
from trial.elements.sheet import drain_outbox
from trial.rules.roles import Right

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
    "guide": "Guide",
    "about": "About",
    "service": "Service",
}
NEEDS: dict[str, Right] = {"exchange": "enter", "service": "administer"}
"""The right that a screen needs; `review` where none is named here."""
NEEDS_NAMES = {"exchange": "import files", "service": "administer the service"}
"""Screens that always show names, and what they are for: not available while names are hidden."""
OF_A_TRIAL = {"plan", "record", "review", "decide", "person"}
ELEMENTS = Path(__file__).with_name("elements")
STYLES = (ELEMENTS / "frame.css", ELEMENTS / "streamlit_internals" / "page.css")


def main() -> None:
    """Draw the frame and run the screen that the address names."""
    st.set_page_config(page_title="ITB trial", layout="wide", initial_sidebar_state="collapsed")
    may = rights.rights_or_none(session.who())
    pages = []
    for name, title in SCREENS.items():
        # by its address a hidden one says why it is not shown
        shown: Literal["visible", "hidden"] = "visible" if NEEDS.get(name, "review") in may else "hidden"
        first = name == "trials"
        pages.append(st.Page(f"screens/{name}.py", title=title, url_path=name, default=first, visibility=shown))
    if signed_in.sign_in_configured():
        pages.append(st.Page(session.sign_out, title=f"Sign out {session.recorder()}".rstrip(), url_path="sign-out"))
    page = st.navigation(pages, position="top")
    for style in STYLES:
        st.html(style)
    _require_recorder()
    screen = page.url_path or "trials"
    agenda.keep_in_address()
    session.keep_trial_in_address(needed=screen in OF_A_TRIAL)
    session.show_flash()
    with session.guard():
        if screen in SCREENS:
            rights.check_may(session.who(), NEEDS.get(screen, "review"))
            drain_outbox()
        if name_hiding.names_hidden() and screen in NEEDS_NAMES:
            name_hiding.say_names_hidden(NEEDS_NAMES[screen])
        else:
            page.run()


def _require_recorder() -> None:
    """Stop the page until the recorder is known: signed in where that is configured, else by a name given here."""
    if signed_in.sign_in_configured():
        _sign_in()
        return
    session.remember_recorder()
    if not session.recorder():
        who_is_recording.ask()
        st.stop()
    if session.is_idle():
        who_is_recording.ask_again()
    else:
        who_is_recording.offer_others()


def _sign_in() -> None:
    """Stop the page for a person who is not signed in or has no rights: both can change while a page is open."""
    if not st.user.is_logged_in:
        st.title("ITB trial")
        st.write("Sign in to see and record trials.")
        if st.button("Sign in", type="primary"):
            st.login()
        st.stop()
    with session.guard():
        session.check_sign_in()
        signed_in.watch_idle_time()
        return
    st.text(f"You are signed in as {session.recorder()}.")
    if st.button("Sign out", key="sign-out"):
        session.sign_out()
    st.stop()


if __name__ == "__main__":
    from trial import frame  # the imported module, which persists; this script is executed afresh at each run

    frame.main()
