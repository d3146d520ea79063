"""For the person: one plain page, read and edited here before it is printed. The edits are not stored."""

from collections.abc import Iterable

import streamlit as st

from trial.brief import brief_of, identity_of
from trial.elements import name_hiding, session
from trial.files.templates import render
from trial.ledger.facts import Trial
from trial.meaning.summary import summarise
from trial.wording.headings import NO_NAME
from trial.wording.person_copy import Section

HEADING = "#"
"""Begins a line of the text that is a heading."""


def main() -> None:
    trial = session.chosen_trial()
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="person-edit"):
        text = _edited(trial)
    with right:
        st.html(page(trial, text))


def _edited(trial: Trial) -> str:
    """Return the edited text, which is stored in this session only."""
    st.title("For the person")
    st.write("Read it, change what needs changing, fill in whom to ring, then print this page (Ctrl+P).")
    key = f"person.text.{trial.id}.{name_hiding.names_hidden()}"  # one with the name in it, and one without
    fresh = as_text(brief_of(summarise(trial), session.zone()).persons_copy)
    if st.button("Begin again from the record", key=f"person.fresh.{trial.id}"):
        st.session_state[key] = fresh
        st.session_state.pop(f"{key}.box", None)
    text = st.text_area(
        "The text; a line that begins with # is a heading",
        value=st.session_state.get(key, fresh),
        height=620,
        max_chars=10_000,
        key=f"{key}.box",
    )
    st.session_state[key] = text or ""
    st.caption("Your changes are not kept in the record: print the page before you close it.")
    return text or ""


def as_text(sections: Iterable[Section]) -> str:
    """The copy as text that can be edited: each section under its heading."""
    return "\n\n".join("\n".join((f"{HEADING} {section.heading}", *section.lines)) for section in sections)


def page(trial: Trial, text: str) -> str:
    """The page as it prints: who it is for, then the text line by line."""
    identity = identity_of(trial.person)
    who = ", ".join(part for part in (identity.name or NO_NAME, identity.born, identity.identifier) if part)
    lines = [
        (line.startswith(HEADING), line.removeprefix(HEADING).strip()) for line in text.splitlines() if line.strip()
    ]
    return render("person.html", who=who, lines=lines)


if __name__ == "__main__":
    main()
