"""Meeting: its agenda, chosen and put in order, then gone through one by one; who is there is typed once."""

from collections.abc import Sequence

import streamlit as st

from trial.actions import meetings
from trial.actions.act import clock
from trial.actions.deciding import this_week
from trial.actions.meetings import Meeting
from trial.elements import agenda, name_hiding, session
from trial.elements.components import component
from trial.elements.controls import choices, escape_markdown, plain
from trial.elements.forms.decision import names_in
from trial.elements.meeting import DARK, DARK_STYLE
from trial.elements.trial_head import state_text
from trial.ledger.facts import Outcome
from trial.store.worklist import WorklistRow, row_of
from trial.wording.words import OUTCOME_WORDS

ORDER, LEFT_OUT = "meeting.order", "meeting.left_out"
WHO_IS_HERE = "Who is here, one name a line"


def main() -> None:
    st.title("Meeting")
    meeting = agenda.current()
    _toggles()
    found = {row.trial: row.at(clock()) for row in this_week(session.store())}
    if meeting is None:
        agenda.leave(ended=True)
        _prepare(found)
    else:
        _go_through(meeting, found)


def _toggles() -> None:
    left, right = st.columns(2)
    st.session_state.setdefault("meeting.hide", name_hiding.names_hidden())  # a toggle is forgotten on another screen
    st.session_state.setdefault("meeting.darken", bool(st.session_state.get(DARK)))
    hide = left.toggle("Hide names", key="meeting.hide")
    st.session_state[DARK] = right.toggle("Dark", key="meeting.darken")
    if st.session_state[DARK]:
        st.html(DARK_STYLE)
    if not hide:
        name_hiding.show_names()
    elif not name_hiding.names_hidden():
        name_hiding.hide_names(agenda.people(agenda.current()) or (row.trial for row in this_week(session.store())))


def _prepare(found: dict[str, WorklistRow]) -> None:
    """Choose who is discussed and in which order. While names are hidden nobody leaves the list, whatever is signed."""
    if name_hiding.names_hidden():
        found = _rows(agenda.people(None), found) | found
    if running := meetings.running(session.store()):
        _offer_running(running)
    if not found:
        st.info("Nobody awaits a decision, and nobody had a dose in the last seven days.")
        return
    st.write("Everyone who awaits a decision, then everyone who had a dose in the last seven days.")
    order = st.session_state[ORDER] = _in_order(found)
    chosen = [trial for place, trial in enumerate(order) if _candidate(found[trial], place, order)]
    st.session_state[agenda.PEOPLE] = tuple(order) if name_hiding.names_hidden() else ()
    if session.may("enter") and st.button("Begin the meeting", type="primary", key="meeting.begin"):
        with session.saving() as (store, by):
            agenda.join(meetings.begin(store, chosen, by=by))
            for key in (ORDER, LEFT_OUT):
                st.session_state.pop(key, None)


def _in_order(found: dict[str, WorklistRow]) -> list[str]:
    """Return the people in the order chosen here; whoever is new comes last, while names are hidden by number."""
    before = [trial for trial in st.session_state.get(ORDER, ()) if trial in found]
    new = [trial for trial in found if trial not in before]
    if name_hiding.names_hidden():
        new.sort(key=name_hiding.number_of)
    return before + new


def _candidate(row: WorklistRow, place: int, order: list[str]) -> bool:
    """Draw one row of the list; return whether it is on the agenda."""
    left_out = st.session_state.setdefault(LEFT_OUT, set())
    shown = name_hiding.row_as_shown(row)
    name = shown.name or shown.identifier
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"meeting.row.{row.trial}"):
        label = f"{place + 1}\\. {escape_markdown(name)}"
        on = st.checkbox(label, row.trial not in left_out, key=f"meeting.on.{row.trial}", width=300)
        (left_out.discard if on else left_out.add)(row.trial)
        _where(shown)
        help_ = f"Discuss {plain(name)} earlier"
        if st.button(":material/arrow_upward:", key=f"meeting.up.{row.trial}", help=help_, disabled=not place):
            order[place - 1 : place + 1] = [row.trial, order[place - 1]]
            st.session_state[ORDER] = order
            st.rerun()
        _show(row.trial, name, tuple(order))
    return on


def _where(shown: WorklistRow, outcome: Outcome | None = None) -> None:
    st.text(shown.identifier, width=160)
    amount = f"{shown.micrograms} micrograms" if shown.micrograms else "not given"
    dose = f"Dose {shown.dose_number}, {amount}. " if shown.dose_number else ""
    decided = f"Decided: {OUTCOME_WORDS[outcome]}" if outcome else state_text(shown)
    st.text(f"{dose}{decided}", width="stretch")


def _show(trial: str, name: str, people: tuple[str, ...]) -> None:
    if st.button("Show", key=f"meeting.go.{trial}", help=f"Show {plain(name)} on the Review page"):
        st.session_state[agenda.PEOPLE] = people
        session.go("review", trial)


def _offer_running(running: Sequence[Meeting]) -> None:
    for meeting in running:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"meeting.of.{meeting.id}"):
            began = f"A meeting began at {_clock(meeting)} ({meeting.begun_by}): {agenda.decided_text(meeting)}."
            st.text(began, width="stretch")
            if st.button("Join it", key=f"meeting.join.{meeting.id}"):
                agenda.join(meeting.id)
                st.rerun()


def _go_through(meeting: Meeting, found: dict[str, WorklistRow]) -> None:
    """Draw the agenda of a meeting that has begun: its order and its people stay, whatever is signed."""
    began = f"Began at {_clock(meeting)} ({meeting.begun_by}). Alt+N shows the next person, Alt+P the one before."
    st.subheader(agenda.decided_text(meeting), anchor=False)
    st.write(escape_markdown(began))
    outcomes = meetings.decided(session.store(), meeting)
    for place, row in enumerate(_rows(meeting.agenda, found).values(), start=1):
        shown = name_hiding.row_as_shown(row)
        name = shown.name or shown.identifier
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"meeting.row.{row.trial}"):
            st.text(f"{place}. {name}", width=300)
            _where(shown, outcomes.get(row.trial))
            _show(row.trial, name, meeting.agenda)
    if session.may("enter"):
        _add_somebody(meeting, found)
        _present(meeting)
    left, right = st.columns([1, 4])
    if right.button("Leave it here, it goes on elsewhere", key="meeting.leave"):
        agenda.leave()
        st.rerun()
    if session.may("enter") and left.button("End the meeting", key="meeting.end"):
        with session.saving() as (store, by):
            meetings.end(store, meeting, by=by)
            agenda.leave()


def _rows(trials: Sequence[str], found: dict[str, WorklistRow]) -> dict[str, WorklistRow]:
    """Return the rows of these trials in their order, read from the trial where the week's list has none."""
    store, now = session.store(), clock()
    return {trial: found.get(trial) or row_of(store.trial(trial)).at(now) for trial in trials}


def _add_somebody(meeting: Meeting, found: dict[str, WorklistRow]) -> None:
    shown = {trial: name_hiding.row_as_shown(row) for trial, row in found.items() if trial not in meeting.agenda}
    if not shown:
        return
    names = {trial: f"{row.name or row.identifier}, {state_text(row)}" for trial, row in shown.items()}
    key = f"meeting.add.{len(meeting.agenda)}"
    if trial := st.selectbox("Put somebody else at the end", **choices(names), key=key):
        with session.saving() as (store, by):
            meetings.add(store, meeting, trial, by=by)


def _present(meeting: Meeting) -> None:
    """Type who is there, kept as typed: two screens of one meeting take over what the other wrote."""
    key = f"meeting.present.{meeting.id}"
    seen = st.session_state.get(f"{key}.seen")
    if key not in st.session_state or (meeting.present != seen and names_in(st.session_state[key]) == seen):
        st.session_state[key] = "\n".join(meeting.present)
    component("live", "meeting/live.js")(key="live.meeting", data={"inside": "meeting-present"})
    with st.container(key="meeting-present"):
        typed = st.text_area(WHO_IS_HERE, key=key, max_chars=5000, height=140) or ""
    st.caption("Staff. It stands ready in each decision, to be changed there; add the person and their family there.")
    with session.guard():
        meetings.note_present(session.store(), meeting, names_in(typed), by=session.recorder())
        st.session_state[f"{key}.seen"] = names_in(typed)


def _clock(meeting: Meeting) -> str:
    return f"{meeting.begun_at.astimezone(session.zone()):%H:%M}"


if __name__ == "__main__":
    main()
