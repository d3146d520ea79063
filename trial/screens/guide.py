"""Guide: one page a role with pictures drawn here and now, one set shown on an invented person, a card for the ward."""

import streamlit as st

from trial.actions.act import clock
from trial.actions.invented import invented, practice
from trial.brief import brief_of
from trial.brief.panels import a_page, panels_of
from trial.charts.svg import drawing_address
from trial.elements import session
from trial.elements.controls import table
from trial.elements.downloads import download
from trial.elements.meeting import show_goals
from trial.elements.sheet import practice_sheet
from trial.files.templates import render
from trial.files.ward_card import write_ward_card
from trial.meaning.summary import summarise
from trial.wording.guide import Page, guide

SHOWN = "walker_too_weak"
"""The demonstration trial whose day the pictures show: tone better, standing lost."""
WIDTH = 592  # pixels of one figure, as on Review
PARTS = {"before": "Before", "during": "During", "after": "Afterwards"}
TURN, TRIAL = "guide.turn", "guide.trial"


def main() -> None:
    st.header("Guide", anchor=False)
    physiotherapist, meeting, lead = guide().roles
    show_me = guide().show_me
    chosen = st.segmented_control(
        "Whose page",
        [physiotherapist.title, meeting.title, lead.title, show_me.title],
        default=physiotherapist.title,
        required=True,
        key="guide.page",
        label_visibility="collapsed",
    )
    if chosen == show_me.title:
        _show_me()
    elif chosen == meeting.title:
        _meeting(meeting)
    elif chosen == lead.title:
        _page(lead)
        table(lead.commands, "Command", "What it does", width="stretch")
    else:
        _page(physiotherapist)
        _chart()
        download("Card for the ward (A5)", lambda _: write_ward_card(), name="ward-card.html", media_type="text/html")


def _page(page: Page) -> None:
    for part, title in PARTS.items():
        st.subheader(title, anchor=False)
        st.markdown("\n".join(f"{place}. {line}" for place, line in enumerate(getattr(page, part), start=1)))


def _meeting(page: Page) -> None:
    _page(page)
    st.subheader("What the page looks like", anchor=False)
    st.caption("An invented person, drawn by this program from the demonstration trials.")
    show_goals(brief_of(summarise(invented(SHOWN)), session.zone()))
    _chart()


def _chart() -> None:
    st.caption("An invented person's days: every reading at its real time, the goal as a line, the dose at 0.")
    with st.container(horizontal=True, gap="medium", key="guide-panels"):
        for panel in a_page(panels_of(summarise(invented(SHOWN))))[:2]:
            st.html(render("guide_panel.html", panel=panel, address=drawing_address(panel)), width=WIDTH)


def _show_me() -> None:
    shown = guide().show_me
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{shown.title}.** {shown.says}", width="stretch")
        if st.button("Begin again", key="guide.again"):
            st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    turn = st.session_state.get(TURN, 0)
    if st.session_state.get(TRIAL, (None,))[0] != turn:
        st.session_state[TRIAL] = (turn, clock())
    practice_sheet(practice(st.session_state[TRIAL][1]), shown.steps, turn=turn)


if __name__ == "__main__":
    main()
