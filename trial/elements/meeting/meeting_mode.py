"""Meeting mode: this week's people one after the other, names hidden on request, light or dark; nothing is entered."""

import streamlit as st

from trial.brief.deidentified import deidentified
from trial.elements import session
from trial.ledger.facts import Trial

PEOPLE, HIDDEN, DARK = "meeting.people", "meeting.hidden", "meeting.dark"
NIGHT = """<style>
@media screen { .stApp { filter: invert(1) hue-rotate(180deg); background: #fff; } html { background: #000; } }
</style>"""
BAR = """<style>
.st-key-meeting-bar { position: fixed; top: 6px; right: 64px; z-index: 1000001; width: auto; align-items: center; }
.st-key-meeting-bar p { font-size: 18px; }
@media (max-width: 1300px) { .st-key-meeting-bar { position: static; } }
@media print { .st-key-meeting-bar { display: none; } }
</style>"""


def begin(people: tuple[str, ...], *, hidden: bool, dark: bool) -> None:
    """Go through these trials; an empty list ends the meeting."""
    st.session_state[PEOPLE] = people
    st.session_state[HIDDEN] = hidden
    st.session_state[DARK] = dark


def called(place: int) -> str:
    """What somebody is called while names are hidden."""
    return f"Person {place}"


def as_shown(trial: Trial) -> Trial:
    """The trial as the meeting may see it: under its own name, or with the name hidden."""
    people: tuple[str, ...] = st.session_state.get(PEOPLE, ())
    if trial.id not in people or not st.session_state.get(HIDDEN):
        return trial
    return deidentified(trial, called(people.index(trial.id) + 1))


def bar(trial: Trial) -> None:
    """Previous and next of this week's people, while a meeting goes through them."""
    people: tuple[str, ...] = st.session_state.get(PEOPLE, ())
    if trial.id not in people:
        return
    place = people.index(trial.id)
    st.query_params[session.TRIAL] = trial.id  # a link to the same screen leaves the address as it was
    st.html(BAR + (NIGHT if st.session_state.get(DARK) else ""))
    with st.container(horizontal=True, gap="small", key="meeting-bar"):
        if place > 0:
            _to("Previous", people[place - 1], ":material/arrow_back:")
        st.page_link("screens/meeting.py", label=f"{place + 1} of {len(people)}", help="This week's people")
        if place + 1 < len(people):
            _to("Next", people[place + 1], ":material/arrow_forward:")


def _to(label: str, trial: str, icon: str) -> None:
    st.page_link("screens/review.py", label=label, icon=icon, query_params={session.TRIAL: trial})
