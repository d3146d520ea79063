"""Meeting: this week's people, to go through one by one. Nothing is entered here."""

import streamlit as st

from trial.actions.act import clock
from trial.actions.deciding import this_week
from trial.elements import name_hiding, session
from trial.elements.meeting import DARK, DARK_STYLE, PEOPLE
from trial.elements.trial_head import state_text
from trial.store.worklist import WorklistRow, row_of


def main() -> None:
    st.title("Meeting")
    left, right = st.columns(2)
    st.session_state.setdefault("meeting.hide", name_hiding.names_hidden())  # a toggle is forgotten on another screen
    st.session_state.setdefault("meeting.darken", bool(st.session_state.get(DARK)))
    hide = left.toggle("Hide names", key="meeting.hide")
    st.session_state[DARK] = right.toggle("Dark", key="meeting.darken")
    if st.session_state[DARK]:
        st.html(DARK_STYLE)
    rows = _rows(hide=hide)
    people = tuple(row.trial for row in rows)
    st.session_state[PEOPLE] = people if hide else ()
    if not rows:
        st.info("Nobody awaits a decision, and nobody had a dose in the last seven days.")
        return
    st.write("Everyone who awaits a decision, then everyone who had a dose in the last seven days.")
    for place, row in enumerate(map(name_hiding.row_as_shown, rows), start=1):
        name = row.name or row.identifier
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"meeting.row.{row.trial}"):
            st.text(f"{place}. {name}", width=300)
            st.text(row.identifier, width=160)
            amount = f"{row.micrograms} micrograms" if row.micrograms else "not given"
            dose = f"Dose {row.dose_number}, {amount}. " if row.dose_number else ""
            st.text(f"{dose}{state_text(row)}", width="stretch")
            if st.button("Show", key=f"meeting.go.{row.trial}", help=f"Show {name} on the Review page"):
                st.session_state[PEOPLE] = people
                session.go("review", row.trial)


def _rows(*, hide: bool) -> list[WorklistRow]:
    """Return this week's people. While names are hidden the list does not change, whatever is signed."""
    store, now = session.store(), clock()
    rows = {row.trial: row.at(now) for row in this_week(store)}
    if not hide:
        name_hiding.show_names()
        return [*rows.values()]
    name_hiding.hide_names(rows)
    before: tuple[str, ...] = st.session_state.get(PEOPLE, ())
    rows |= {trial: row_of(store.trial(trial)).at(now) for trial in before if trial not in rows}
    return sorted(rows.values(), key=lambda row: name_hiding.number_of(row.trial))


if __name__ == "__main__":
    main()
