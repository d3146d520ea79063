"""What the meeting looks at: the go/no-go brief on screen, and this week's people in turn, names hidden if wished."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from trial.brief import Brief, DecisionText
from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.charts.goal_picture import picture_address
from trial.elements import agenda, name_hiding, session, streamlit_internals
from trial.elements.components import component
from trial.files.templates import render
from trial.ledger.facts import Trial

DARK = "meeting.dark"
DARK_STYLE = Path(streamlit_internals.__file__).with_name("dark.css")
SCREEN_STYLE = Path(streamlit_internals.__file__).with_name("meeting.css")
LAPTOP = 1200
"""Pixels of width from which the first screen is filled; on a tablet it is scrolled."""
SMALLEST_PERCENT = 72
"""Of the mock-up's type: 28 px becomes 20 on 1920 pixels, about the least that can be read at three metres."""


def show_first_screen(brief: Brief) -> None:
    """Who, the question, what comes first, goals by dose with what it cost, facts, words, care: one screenful."""
    show_style()
    st.html(render("review_first.html", brief=brief, address=picture_address))
    component("fit", "meeting/fit.js")(
        key="fit", data={"trial": brief.summary.trial.id, "smallest": SMALLEST_PERCENT, "from_width": LAPTOP}
    )


def show_goals(brief: Brief) -> None:
    """What comes first and the table of goals alone, for the page where the decision is typed."""
    show_style()
    st.html(render("decide_facts.html", brief=brief, address=picture_address))


def show_decisions(decisions: Sequence[DecisionText]) -> None:
    """Decisions as they were signed or typed."""
    if decisions:
        st.html(render("decisions.html", decisions=decisions))


def show_details(**blocks: object) -> None:
    """Draw one section below the first screen; `details_section.html` says which blocks there are."""
    st.html(render("details_section.html", ramp=RAMP, white_from=WHITE_FROM, address=picture_address, **blocks))


def show_style() -> None:
    """The style sheets of the brief and of what is round it; they apply to the whole page."""
    st.html(render("style.html"))
    st.html(SCREEN_STYLE)


def enlarge() -> None:
    """Let a click or a key enlarge each chart, with unchanged axes, to the whole screen; Escape closes it."""
    component("enlarge", "meeting/enlarge.js")(key="enlarge")


def meeting_bar(trial: Trial) -> None:
    """Previous and next of the agenda by link or key, and how many are decided, while a meeting goes through it."""
    meeting = agenda.current()
    people = agenda.people(meeting)
    if trial.id not in people:
        return
    place = people.index(trial.id)
    st.query_params[session.TRIAL] = name_hiding.in_address(trial.id)  # a link to the same screen leaves it
    if st.session_state.get(DARK):
        st.html(DARK_STYLE)
    with st.container(horizontal=True, gap="small", key="meeting-bar"):
        if place > 0:
            _to("Previous", people[place - 1], ":material/arrow_back:", "Alt+P")
        st.page_link("screens/meeting.py", label=f"{place + 1} of {len(people)}", help="The agenda")
        if meeting:
            st.text(agenda.decided_text(meeting))
        if place + 1 < len(people):
            _to("Next", people[place + 1], ":material/arrow_forward:", "Alt+N")
    component("turn", "meeting/turn.js")(key="turn")


def _to(label: str, trial: str, icon: str, keys: str) -> None:
    address = {session.TRIAL: name_hiding.in_address(trial)}
    with st.container(key=f"meeting-{label.lower()}", width="content"):
        st.page_link("screens/review.py", label=label, icon=icon, query_params=address, help=keys)
