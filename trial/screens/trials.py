"""The list of trials: the board of the day, who is due next first; below it everybody else by where they are."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from trial.actions import importing
from trial.actions.act import clock
from trial.elements import name_hiding, session
from trial.elements.components import component
from trial.elements.controls import capitals, choices, escape_markdown, pages_of, turn_pages
from trial.elements.forms.person import STARTING, new_trial
from trial.elements.trial_head import state_text
from trial.meaning.state import State
from trial.store.worklist import WorklistRow
from trial.wording.words import STATE_WORDS, minutes_text

OPENS_ON = {
    "planned": "plan",
    "baseline": "record",
    "in_progress": "record",
    "awaiting_decision": "review",
    "awaiting_dose": "plan",
    "closed": "review",
}
"""The screen that a trial opens on, by its state."""
SECTIONS: dict[str, tuple[State, ...]] = {
    "The day is over, the observation was not ended": ("in_progress",),
    "Awaiting decision": ("awaiting_decision",),
    "Planned": ("planned", "baseline", "awaiting_dose"),
    "Closed": ("closed",),
}
"""What stands below the board of the day, by the states in it."""
PAGE = 50
REFRESH_SECONDS = 25
"""The board draws itself again, so that nothing on it is older than half a minute."""
CALLS = "trials.calls"


def main() -> None:
    st.header("Trials", anchor=False)
    left, middle, right = st.columns([5, 3, 2], vertical_alignment="bottom")
    search = left.text_input("Search by name or number", key="trials.search", placeholder="Beginning of a word")
    states = {"": "all"} | STATE_WORDS
    state = middle.selectbox("Where in the trial", **choices(capitals(states), ""), key="trials.state")
    if session.may_change():
        if right.button("Start a trial", type="primary", width="stretch", key="trials.start"):
            st.session_state[STARTING] = True
        if st.session_state.get(STARTING):
            new_trial()
    under_way = _board(search) if state in ("", "in_progress") else 0
    pages = pages_of("trials.pages", (search, state))
    rows = _others(search, state, *(pages[-1] if pages else ("", "")))
    if rows:
        _list(rows[:PAGE])
    elif under_way:
        pass
    elif search or state:
        st.info("No trial matches. Search looks at the beginning of each word of name and number.")
    elif session.may("enter"):
        st.write("There are no trials yet. Start one, or load invented ones to look around.")
        if st.button("Load the demonstration trials", key="trials.demo"):
            with session.saving() as (store, by):
                added = importing.add_demonstration(store, by=by)
                session.flash(f"{added} demonstration trials added; every person in them is invented.")
    else:
        st.write("There are no trials yet.")
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    turn_pages(pages, last and (last[0], last[1].trial), key="trials.turn", back="Previous page", on="Next page")


@st.fragment(run_every=REFRESH_SECONDS)
def _board(search: str) -> int:
    """Draw whose day is under way, who is due next first; returns how many. It runs by itself, without the page."""
    with session.guard():
        now = clock()
        rows = sorted((row.at(now) for row in session.store().under_way(search=search, now=now)), key=_by_due)
        if not rows:
            return 0
        heading, calls = st.columns([5, 3], vertical_alignment="center")
        heading.subheader("Today", anchor=False)
        before = st.session_state.get(CALLS, False)  # a toggle is forgotten on another screen
        on = calls.toggle("Sound and vibration when a set is due", key=f"{CALLS}.on", value=before)
        st.session_state[CALLS] = on
        due = [int(row.next_due_at.timestamp() * 1000) for row in rows if row.next_due_at] if on else []
        component("calls", "calls.js")(key="calls", data={"due": due, "at": int(now.timestamp() * 1000)})
        with st.container(gap=None, key="board"):
            for row in map(name_hiding.row_as_shown, rows):
                _board_row(row, now)
        return len(rows)
    return 0


def _by_due(row: WorklistRow) -> tuple[bool, datetime, str]:
    return row.next_due_at is None, row.next_due_at or row.given_at or row.changed_at, row.trial


def _board_row(row: WorklistRow, now: datetime) -> None:
    with st.container(key=f"trials.row.{row.trial}"):
        who, due, bed, go = st.columns([4, 4, 4, 1.6], vertical_alignment="center")
        _who(who, row)
        since = f"{_long(round((now - row.given_at).total_seconds() / 60))} since the dose" if row.given_at else ""
        dose = f"Dose {row.dose_number}, {row.micrograms} micrograms"
        due.markdown(f"**{where_in_the_day(row, now)}**  \n{since}")
        bed.markdown("  \n".join(filter(None, (escape_markdown(row.bed), dose))))
        _go(go, row)


def _others(search: str, state: str, section: str, after: str) -> list[tuple[str, WorklistRow]]:
    """Return the next rows that are not on the board, each with its section, and one more than a page where it is."""
    store, now, found = session.store(), clock(), list[tuple[str, WorklistRow]]()
    titles = [*SECTIONS]
    for title in titles[titles.index(section) if section else 0 :]:
        states: tuple[State, ...] = tuple(there for there in SECTIONS[title] if state in ("", there))
        most = PAGE + 1 - len(found)
        if states and most:
            last = after if title == section else ""
            rows = store.of_states(states, search=search, now=now, after=last, limit=most)
            found += [(title, row) for row in rows]
    return found


def _list(rows: Sequence[tuple[str, WorklistRow]]) -> None:
    for title in dict.fromkeys(title for title, _ in rows):
        st.subheader(title, anchor=False)
        with st.container(gap=None, key=f"worklist.{[*SECTIONS].index(title)}"):
            for row in (name_hiding.row_as_shown(row) for there, row in rows if there == title):
                with st.container(key=f"trials.row.{row.trial}"):
                    who, where, dose, go = st.columns([4, 4, 4, 1.6], vertical_alignment="center")
                    _who(who, row)
                    where.markdown(f"**{state_text(row)}**")
                    dose.markdown(_dose(row))
                    _go(go, row)


def _who(place: DeltaGenerator, row: WorklistRow) -> None:
    place.markdown(f"**{escape_markdown(row.name or row.identifier)}**  \n{escape_markdown(row.identifier)}")


def _go(place: DeltaGenerator, row: WorklistRow) -> None:
    screen, name = OPENS_ON[row.state], escape_markdown(row.name or row.identifier)
    if place.button(screen.capitalize(), key=f"trials.go.{row.trial}", help=f"Open {name}", width="stretch"):
        session.go(screen, row.trial)


def _dose(row: WorklistRow) -> str:
    if row.dose_number is None:
        return "No dose yet"
    if not row.micrograms:
        return f"Dose {row.dose_number}  \nnot given: puncture failed"
    when = f"{row.given_at.astimezone(session.zone()):%d %b %Y}" if row.given_at else "not given"
    return f"Dose {row.dose_number}, {row.micrograms} micrograms  \n{when}"


def where_in_the_day(row: WorklistRow, now: datetime) -> str:
    """The next slot against the clock: "+2h due in 8 min", "+2h overdue by 12 min"."""
    if row.next_due_at is None:
        return "No set left: end the observation"
    slot = escape_markdown(row.next_slot)
    minutes = round((row.next_due_at - now).total_seconds() / 60)
    if minutes < 0:
        return f"{slot} overdue by {_long(-minutes)}"
    return f"{slot} due in {_long(minutes)}" if minutes else f"{slot} due now"


def _long(minutes: int) -> str:
    return f"{minutes} min" if minutes < 60 else minutes_text(minutes)


if __name__ == "__main__":
    main()
