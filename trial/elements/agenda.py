"""The meeting that a session goes through. Its id is in the address, so that a loaded page finds it again."""

from contextlib import suppress

import streamlit as st

from trial.actions import meetings
from trial.actions.meetings import Meeting
from trial.elements import name_hiding, session
from trial.errors import TrialError

MEETING = "meeting"
"""Of the session and of the address: the id of the meeting."""
PEOPLE = "meeting.people"
"""Of the session: the list that is gone through where no meeting has begun."""


def keep_in_address() -> None:
    """Put the meeting into the address; after a restart of the program, number its people again as they were."""
    name_hiding.keep_in_address()
    if name := st.session_state.get(MEETING) or st.query_params.get(MEETING):
        st.session_state[MEETING] = name
        if st.query_params.get(MEETING) != name:
            st.query_params[MEETING] = name
        with suppress(TrialError):  # whatever it is, the screen says it
            if name_hiding.has_no_numbers() and (meeting := current()):
                name_hiding.number_anew(meeting.agenda)


def join(name: str) -> None:
    """Go through this meeting from now on, its people numbered in its order."""
    st.session_state[MEETING] = name
    if name_hiding.names_hidden() and (meeting := current()):
        name_hiding.number_anew(meeting.agenda)


def leave(*, ended: bool = False) -> None:
    """Go through no meeting any more; where it `ended` elsewhere, the list that is gone through stays."""
    st.session_state[MEETING] = ""
    if not ended:
        st.session_state.pop(PEOPLE, None)
    if MEETING in st.query_params:
        del st.query_params[MEETING]


def current() -> Meeting | None:
    """Return the meeting that this session goes through, as it stands; None without one, or once it has ended."""
    if not (name := st.session_state.get(MEETING)):
        return None
    return next((meeting for meeting in meetings.running(session.store()) if meeting.id == name), None)


def people(meeting: Meeting | None) -> tuple[str, ...]:
    """Return whom the session goes through: the agenda, else this week's list once somebody on it was shown."""
    listed: tuple[str, ...] = st.session_state.get(PEOPLE, ())
    return meeting.agenda if meeting else listed


def present_at(trial: str) -> tuple[str, ...]:
    """Return who is at the meeting that discusses this trial, to stand ready in its decision."""
    meeting = current()
    return meeting.present if meeting and trial in meeting.agenda else ()


def decided_text(meeting: Meeting) -> str:
    """Return how far a meeting has come: "3 of 8 decided"."""
    return f"{len(meetings.decided(session.store(), meeting))} of {len(meeting.agenda)} decided"
