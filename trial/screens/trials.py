"""The worklist: who, what dose, where in the day; a new trial; the demonstration trials."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from trial.actions import importing
from trial.actions.act import clock
from trial.elements import name_hiding, session
from trial.elements.controls import capitals, choices, escape_markdown, pages_of, turn_pages
from trial.elements.forms.person import STARTING, new_trial
from trial.elements.trial_head import state_text
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
PAGE = 50


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
    pages = pages_of("trials.pages", (search, state))
    after = pages[-1] if pages else ""
    rows = session.store().worklist(search=search, state=state, after=after, limit=PAGE + 1)
    if rows:
        _list(rows[:PAGE])
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
    more = rows[PAGE - 1].trial if len(rows) > PAGE else None
    turn_pages(pages, more, key="trials.turn", back="Previous page", on="Next page")


def _list(rows: Sequence[WorklistRow]) -> None:
    now = clock()
    with st.container(gap=None, key="worklist"):
        for row in (name_hiding.row_as_shown(row.at(now)) for row in rows):
            with st.container(key=f"trials.row.{row.trial}"):
                who, where, dose, go = st.columns([4, 4, 4, 1.6], vertical_alignment="center")
                name, screen = escape_markdown(row.name or row.identifier), OPENS_ON[row.state]
                who.markdown(f"**{name}**  \n{escape_markdown(row.identifier)}")
                where.markdown("  \n".join(filter(None, (f"**{state_text(row)}**", where_in_the_day(row, now)))))
                dose.markdown(_dose(row))
                key = f"trials.go.{row.trial}"
                if go.button(screen.capitalize(), key=key, help=f"Open {name}", width="stretch"):
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
    if row.state != "in_progress" or row.next_due_at is None:
        return ""
    slot = escape_markdown(row.next_slot)
    minutes = round((row.next_due_at - now).total_seconds() / 60)
    if minutes < -24 * 60:
        return f"{slot} not taken"
    if minutes < 0:
        return f"{slot} overdue by {_long(-minutes)}"
    return f"{slot} due in {_long(minutes)}" if minutes else f"{slot} due now"


def _long(minutes: int) -> str:
    return f"{minutes} min" if minutes < 60 else minutes_text(minutes)


if __name__ == "__main__":
    main()
