"""For the person: a document of the record. Read and edited here, checked, kept as a version, printed large."""

import streamlit as st

from trial.actions import person_copies
from trial.brief import brief_of, identity_of
from trial.brief.persons_page import as_it_was, as_text, lines_of, pictures_by_goal, spoken_lines
from trial.charts.goal_picture import picture_address
from trial.elements import name_hiding, session
from trial.elements.meeting import meeting_bar
from trial.files.templates import render
from trial.ledger.facts import Trial
from trial.meaning.summary import summarise
from trial.wording.headings import NO_NAME
from trial.wording.person_copy import version_text
from trial.wording.reading_ease import reading_ease_text, reading_grade

SIZES = {"12": "12 point", "18": "18 point, large print"}
NOT_KEPT = "DRAFT: this version is not kept in the record"
MARKS = (
    "A line with # is a heading, with @ the pictures of a goal, with ____ room to write. "
    "A line with ? is a note of the team: say it in plain words and take the ? away. It is not printed as it stands."
)


def main() -> None:
    trial = session.chosen_trial()
    meeting_bar(trial)
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="person-edit"):
        text, large = _editor(trial)
    with right:
        st.html(page(trial, text, large=large))


def _editor(trial: Trial) -> tuple[str, bool]:
    """Draw the editor; return the text as it is now, and whether it is in large print."""
    st.title("For the person")
    key = f"person.text.{trial.id}.{name_hiding.names_hidden()}"  # one with the name in it, and one without
    fresh = as_text(brief_of(summarise(trial), session.zone()).persons_copy)
    kept = {version_text(number, copy): copy.text for number, copy in enumerate(trial.copies, start=1)}
    words = {"": "Begin again from the record"} | {name: name for name in reversed(kept)}
    opened = st.selectbox("Open", list(words), index=None, format_func=words.__getitem__, key=f"{key}.open",
                          placeholder="A version that was kept, or the record")  # fmt: skip
    if opened is not None and opened != st.session_state.get(f"{key}.opened"):
        st.session_state[key] = kept.get(opened, fresh)
        st.session_state.pop(f"{key}.box", None)
    st.session_state[f"{key}.opened"] = opened
    before = st.session_state.setdefault(key, trial.copies[-1].text if trial.copies else fresh)
    typed = st.text_area("The text", value=before, height=560, max_chars=10_000, key=f"{key}.box")
    text = st.session_state[key] = typed or ""
    st.write(reading_ease_text(reading_grade(spoken_lines(text))))
    st.caption(MARKS)
    size = st.radio("Size of the print", list(SIZES), format_func=SIZES.__getitem__, horizontal=True, key="person.size")
    if session.may_enter():
        _keep(trial, text)
    return text, size == "18"


def _keep(trial: Trial, text: str) -> None:
    checked_by = st.text_input("Checked by", key=f"person.checked.{trial.id}.{len(trial.copies)}", max_chars=100)
    if st.button("Keep this version", type="primary", key=f"person.keep.{trial.id}"):
        with session.saving("Kept. Print it with Ctrl+P.") as (store, by):
            person_copies.keep_copy(store, trial.id, text, checked_by=checked_by, by=by)


def page(trial: Trial, text: str, *, large: bool = False) -> str:
    """The page as it prints: who it is for, which version it is, then the text line by line with its pictures."""
    identity = identity_of(trial.person)
    who = ", ".join(part for part in (identity.name or NO_NAME, identity.born, identity.identifier) if part)
    same = [(number, copy) for number, copy in enumerate(trial.copies, start=1) if copy.text == text.strip()]
    shown = as_it_was(trial, same[-1][1].kept_at) if same else trial
    lines = lines_of(text, pictures_by_goal(summarise(shown)))
    version = version_text(*same[-1]) if same else NOT_KEPT
    return render("person.html", who=who, version=version, lines=lines, large=large, address=picture_address)


if __name__ == "__main__":
    main()
