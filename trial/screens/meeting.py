"""Meeting: this week's people, to go through one by one. Nothing is entered here."""

import streamlit as st

from trial.actions.act import clock
from trial.actions.deciding import this_week
from trial.elements import session
from trial.elements.meeting import DARK, HIDDEN, NIGHT, begin, called
from trial.elements.trial_head import state_text


def main() -> None:
    st.title("Meeting")
    left, right = st.columns(2)
    hidden = left.toggle("Hide names", value=bool(st.session_state.get(HIDDEN)))
    dark = right.toggle("Dark", value=bool(st.session_state.get(DARK)))
    begin((), hidden=hidden, dark=dark)
    if dark:
        st.html(NIGHT)
    rows = [row.at(clock()) for row in this_week(session.store())]
    if not rows:
        st.info("Nobody awaits a decision, and nobody had a dose in the last seven days.")
        return
    st.write("Everyone who awaits a decision, then everyone who had a dose in the last seven days.")
    people = tuple(row.trial for row in rows)
    for place, row in enumerate(rows, start=1):
        name = called(place) if hidden else row.name or row.identifier
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"meeting.row.{row.trial}"):
            st.text(f"{place}. {name}", width=300)
            st.text("" if hidden else row.identifier, width=160)
            dose = f"Dose {row.dose_number}, {row.micrograms} micrograms. " if row.dose_number else ""
            st.text(f"{dose}{state_text(row)}", width="stretch")
            if st.button("Show", key=f"meeting.go.{row.trial}", help=f"Show {name} on the Review page"):
                begin(people, hidden=hidden, dark=dark)
                session.go("review", row.trial)


if __name__ == "__main__":
    main()
