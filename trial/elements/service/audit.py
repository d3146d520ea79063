"""The audit: entries of all trials by person, user and time, a page at a time; and what those of one trial say."""

from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from trial.actions import watching
from trial.actions.watching import Sought
from trial.elements import session
from trial.elements.guard import guard
from trial.ledger.entries import SERVICE, stream_of
from trial.store.base import Position, position_of
from trial.wording.audit import acts
from trial.wording.words import moment_text

PAGE = 50
PAGES = "service.audit.pages"


def audit_of_all() -> None:
    """Who did what and when, without what it says: that stands in the audit of one trial below."""
    st.subheader("Who did what", anchor=False)
    person, by, since, until = st.columns(4, vertical_alignment="bottom")
    sought = Sought(
        person=person.text_input("Person: number or name", key="service.audit.person", max_chars=100) or "",
        by=by.text_input("Typed by: the whole name", key="service.audit.by", max_chars=100) or "",
        since=_midnight(since.date_input("From", value=None, format="DD/MM/YYYY", key="service.audit.since")),
        until=_midnight(until.date_input("To", value=None, format="DD/MM/YYYY", key="service.audit.until"), days=1),
    )
    pages = _pages(sought)
    with guard():
        found = watching.audit(session.store(), sought, before=pages[-1] if pages else None, limit=PAGE + 1)
        rows = [
            {
                "When": moment_text(entry.at, session.zone()),
                "Who typed": entry.by,
                "Trial": "" if entry.stream == SERVICE else entry.stream.removeprefix(stream_of("")),
                "Entry": entry.seq,
                "Act": watching.kind_of(entry),
            }
            for entry in found[:PAGE]
        ]
        if not rows:
            st.write("No entry fits.")
            return
        st.table(pd.DataFrame(rows).set_index("When"))
        newer, older = st.columns(2)
        if pages and newer.button("Newer", key="service.audit.newer"):
            pages.pop()
            st.rerun()
        if len(found) > PAGE and older.button("Older", key="service.audit.older"):
            pages.append(position_of(found[PAGE - 1]))
            st.rerun()


def audit_of_one() -> None:
    """Each entry of one trial: who typed what, when, and why."""
    st.subheader("Audit of one trial", anchor=False)
    trial = st.text_input(
        "Trial",
        value=session.chosen_id() or st.session_state.get(session.TRIAL, ""),
        placeholder="for example T-0001",
        key="service.trial",
    )
    if not trial or not trial.strip():
        st.write("Name a trial to see each of its entries: who typed what, when, and why.")
        return
    with guard():
        rows = [
            {
                "Entry": act.entry.seq,
                "When": moment_text(act.entry.at, session.zone()),
                "Who typed": act.entry.by,
                "Act": act.kind,
                "About": act.about,
                "Before": act.before,
                "After": act.after,
                "Why": act.reason,
                "Hash": act.entry.hash[:12],
            }
            for act in acts(session.store().facts(trial.strip()))
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, height=560, alt=f"Audit of {trial.strip()}, one entry a row")


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """The beginning of a day on the ward's clock, or of a later one."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, session.zone())


def _pages(sought: Sought) -> list[Position]:
    """The places after which each page begins; looking for something else begins anew."""
    kept = st.session_state.get(PAGES)
    if kept is None or kept[0] != sought:
        kept = st.session_state[PAGES] = (sought, [])
    pages: list[Position] = kept[1]
    return pages
