"""For the person: one plain page, read and changed here before it is printed. What is changed is not kept."""

from html import escape

import streamlit as st

from trial.elements import session
from trial.ledger.facts import Trial
from trial.meaning.summary import summarise
from trial.wording.plain_copy import plain_copy

STYLE = """<style>
.pc { max-width: 720px; background: #fff; color: #1a1a1a; font-size: 18px; line-height: 1.35;
  border: 1px solid #b9b9b9; padding: 24px 32px; }
.pc.pc h1 { font-size: 28px; margin: 0 0 4px; padding: 0; }
.pc.pc h2 { font-size: 20px; margin: 14px 0 2px; padding: 0; }
.pc p { margin: 0 0 4px; overflow-wrap: anywhere; }
@media print {
  .stAppHeader, .stSidebar, .stColumn:has(.st-key-person-edit) { display: none !important; }
  .stMain, .stApp, .stAppViewContainer { overflow: visible !important; height: auto !important;
    position: static !important; }
  .stMainBlockContainer { padding: 0 !important; }
  .pc { border: 0; padding: 0; max-width: none; font-size: 10.5pt; line-height: 1.25; }
  .pc.pc h1 { font-size: 16pt; } .pc.pc h2 { font-size: 12pt; margin-top: 7pt; } .pc p { margin-bottom: 2pt; }
}
</style>"""


def main() -> None:
    trial = session.chosen_trial()
    left, right = st.columns([1, 1], gap="large")
    with left, st.container(key="person-edit"):
        text = _edited(trial)
    with right:
        st.html(page(trial, text))


def _edited(trial: Trial) -> str:
    """The text as it is being changed; it lives in this session only."""
    st.title("For the person")
    st.write("Read it, change what needs changing, fill in whom to ring, then print this page (Ctrl+P).")
    kept = f"person.text.{trial.id}"
    fresh = plain_copy(summarise(trial))
    if st.button("Begin again from the record", key=f"person.fresh.{trial.id}"):
        st.session_state[kept] = fresh
        st.session_state.pop(f"person.box.{trial.id}", None)
    text = st.text_area(
        "The text; a line that begins with # is a heading",
        value=st.session_state.get(kept, fresh),
        height=620,
        max_chars=10_000,
        key=f"person.box.{trial.id}",
    )
    st.session_state[kept] = text or ""
    st.caption("Your changes are not kept in the record: print the page before you close it.")
    return text or ""


def page(trial: Trial, text: str) -> str:
    """The page as it prints: who it is for, then the text line by line, escaped."""
    person = trial.person
    born = f", born {person.born.day} {person.born:%B %Y}" if person.born else ""
    who = f"{person.name or 'Name not given'}{born}, {person.identifier}"
    lines = "".join(_line(line) for line in text.splitlines() if line.strip())
    return f'{STYLE}<article class="pc"><h1>Your baclofen test</h1><p>{escape(who)}</p>{lines}</article>'


def _line(line: str) -> str:
    if line.startswith("#"):
        return f"<h2>{escape(line.removeprefix('#').strip())}</h2>"
    return f"<p>{escape(line)}</p>"


if __name__ == "__main__":
    main()
