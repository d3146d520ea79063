"""The worklist: who, what dose, where in the day; a new trial; the demonstration trials."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import cast

import streamlit as st

from trial.actions import exchanging, planning
from trial.elements import session
from trial.elements.guard import guard
from trial.files.plans import templates
from trial.ledger.facts import Outcome, Person
from trial.meaning.words import DIAGNOSIS_WORDS, OUTCOME_WORDS
from trial.settings import settings
from trial.store.base import WorklistRow

STATES = {
    "planned": "Planning",
    "baseline": "Baseline",
    "in_progress": "On the day",
    "awaiting_decision": "Awaiting decision",
    "awaiting_dose": "Awaiting the next dose",
    "closed": "Closed",
}
OPENS = {
    "planned": "plan",
    "baseline": "record",
    "in_progress": "record",
    "awaiting_decision": "review",
    "awaiting_dose": "plan",
    "closed": "review",
}
DECIDED = ("awaiting_dose", "closed")
PAGE = 50


def main() -> None:
    st.title("Trials")
    store = session.store()
    left, middle, right = st.columns([5, 3, 2], vertical_alignment="bottom")
    search = left.text_input("Search by name or number", key="trials.search", placeholder="Beginning of a word")
    state = middle.selectbox(
        "Where in the trial", ["", *STATES], format_func=lambda one: STATES.get(one, "All"), key="trials.state"
    )
    if right.button("Start a trial", type="primary", width="stretch", key="trials.start"):
        st.session_state["trials.open_form"] = True
    if st.session_state.get("trials.open_form"):
        _start()
    pages: list[str] = st.session_state.setdefault("trials.pages", [""])
    if st.session_state.get("trials.shown") != (search, state):
        pages[:] = [""]
        st.session_state["trials.shown"] = (search, state)
    rows = store.worklist(search=search or "", state=state or "", after=pages[-1], limit=PAGE + 1)
    if not rows and not search and not state:
        _empty()
        return
    if not rows:
        st.info("No trial matches. Search looks at the beginning of each word of name and number.")
    _list(rows[:PAGE])
    _turn(pages, rows)


def _empty() -> None:
    st.write("There are no trials yet. Start one, or load invented ones to look around.")
    if st.button("Load the demonstration trials", key="trials.demo"):
        with guard():
            added = exchanging.add_demonstration(session.store(), by=session.recorder())
            session.flash(f"{added} demonstration trials added; every person in them is invented.")
            st.rerun()


def _list(rows: Sequence[WorklistRow]) -> None:
    now = datetime.now(UTC)
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"trials.row.{row.trial}"):
            st.markdown(
                f"**{_plain(row.name or row.identifier)}**  \n{_plain(row.identifier)} · {row.trial}", width=300
            )
            dose = f"Dose {row.dose_number}, {row.micrograms} micrograms" if row.dose_number else "No dose yet"
            state = _state(row)
            st.markdown(f"{state}  \n{dose}", width=340)
            st.markdown(_where_in_the_day(row, now), width="stretch")
            if st.button("Open", key=f"trials.go.{row.trial}", help=f"Open {row.identifier}"):
                session.go(OPENS[row.state], row.trial)


def _state(row: WorklistRow) -> str:
    decided = row.outcome and row.state in DECIDED
    return f"{STATES[row.state]}: {OUTCOME_WORDS[cast(Outcome, row.outcome)]}" if decided else STATES[row.state]


def _where_in_the_day(row: WorklistRow, now: datetime) -> str:
    """The next slot against the clock: "+2h due in 8 min", "+2h overdue by 12 min"."""
    if row.state != "in_progress" or row.next_due_at is None:
        return ""
    minutes = round((row.next_due_at - now).total_seconds() / 60)
    if minutes < -24 * 60:
        return f"{row.next_slot} not taken"
    if minutes < 0:
        return f"{row.next_slot} overdue by {_long(-minutes)}"
    return f"{row.next_slot} due in {_long(minutes)}" if minutes else f"{row.next_slot} due now"


def _long(minutes: int) -> str:
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


def _plain(text: str) -> str:
    """Text as it is, with nothing in it read as Markdown."""
    return "".join(f"\\{one}" if one in r"\`*_{}[]()#+-.!~$:|<>" else one for one in text)


def _turn(pages: list[str], rows: Sequence[WorklistRow]) -> None:
    with st.container(horizontal=True):
        if len(pages) > 1 and st.button("Previous page", key="trials.previous"):
            pages.pop()
            st.rerun()
        if len(rows) > PAGE and st.button("Next page", key="trials.next"):
            pages.append(rows[PAGE - 1].trial)
            st.rerun()


def _start() -> None:
    """The form that opens a trial: two identifiers, the diagnosis group, a template of measures and goals."""
    offered = templates(settings().plans_dir)
    with st.form("trials.new", border=True):
        st.subheader("Start a trial")
        one, two, three = st.columns(3)
        identifier = one.text_input("Hospital number (required)", max_chars=60, key="new.identifier")
        name = two.text_input("Name", max_chars=200, key="new.name")
        born = three.date_input(
            "Date of birth",
            value=None,
            min_value=date(1900, 1, 1),
            max_value="today",
            format="DD/MM/YYYY",
            key="new.born",
        )
        group = one.selectbox(
            "Diagnosis group",
            list(DIAGNOSIS_WORDS),
            index=None,
            format_func=DIAGNOSIS_WORDS.__getitem__,
            placeholder="Choose",
            key="new.group",
        )
        template = two.selectbox(
            "Measures and goals to begin with",
            list(offered),
            index=None,
            format_func=lambda key: offered[key].name,
            placeholder="Choose a template",
            key="new.template",
        )
        st.caption("Two identifiers (the number, and a name or date of birth) are needed before a dose is given.")
        go, stop = st.columns([1, 5])
        if go.form_submit_button("Open the plan", type="primary"):
            with guard():
                _open(identifier, name, born, group, offered[template] if template else None)
        if stop.form_submit_button("Not now"):
            st.session_state["trials.open_form"] = False
            st.rerun()


def _open(identifier, name, born, group, template) -> None:  # type: ignore[no-untyped-def]
    known = session.store().worklist(search=identifier.strip(), limit=5) if identifier and identifier.strip() else []
    same = [row for row in known if row.identifier.casefold() == identifier.strip().casefold()]
    if same and st.session_state.get("new.known") != identifier:
        st.session_state["new.known"] = identifier
        st.warning(
            f"{same[0].trial} already has this number. Open it from the list, "
            "or choose “Open the plan” again to start another trial for the same person."
        )
        return
    person = Person(identifier=(identifier or "").strip(), name=(name or "").strip(), born=born, diagnosis_group=group)
    trial = planning.open_trial(
        session.store(),
        person=person,
        plan=template.plan() if template else None,
        zone=str(session.zone()),
        by=session.recorder(),
    )
    st.session_state["trials.open_form"] = False
    session.go("plan", trial.id)


if __name__ == "__main__":
    main()
