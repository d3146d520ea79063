"""The service, for its administrators: figures and integrity, audit, erasure, settings."""

from datetime import date, datetime, time, timedelta

import streamlit as st

from trial.actions import importing, maintenance
from trial.actions.maintenance import AuditFilter
from trial.elements import session
from trial.elements.controls import pages_of, plain, table, turn_pages
from trial.ledger.entries import SERVICE, stream_of
from trial.settings import VERSION, settings
from trial.store.ledger_rows import position_of
from trial.wording.audit import acts
from trial.wording.words import moment_text

TABS = ("Looking after it", "Audit", "Erasure", "Settings", "Demonstration trials")
PAGE = 50
LAST = {
    "backed_up": "Last backup",
    "verified": "Last read through and found intact",
    "restored": "Restored from a backup",
}
OVERDUE = {"backed_up": "A backup was made", "verified": "The whole ledger was read through"}
MEND = {
    "backed_up": "Whoever looks after the server runs `python -m trial backup PATH`.",
    "verified": "Press the button below.",
}
INTEGRITY = """
Every entry carries the hash of the one before. Reading the whole ledger shows accident and meddling: anything changed,
removed, put in or out of order, and a trial whose last entries were cut off after a sign-in, export or backup noted
them. It cannot show a forger who has the administrator's rights and writes everything anew, nor that a whole database
was emptied or swapped for an older one: nothing in it would say so. For that, compare it with a backup that is kept
elsewhere: `python -m trial verify --against BACKUP`.
"""
STAYS = """
Erasing removes the person's number, name and date of birth, and every text that somebody typed: goals, notes, words,
reasons, batch and level. It cannot be undone. **It does not reach:**

- **backups made before**: they still hold all of it until they are destroyed themselves, and restoring one brings it
  back; erase again then. Keep a list of what was erased, and how long each backup is kept.
- workbooks, pages, bundles and forms that were downloaded, and the hospital record they were filed in.
- a PostgreSQL server's dead rows and write-ahead log, until vacuum and log rotation; standby servers, until they
  catch up.

What stays here: the measurements, times and outcomes; who typed, assessed, gave, checked and signed; and the reason for
erasing, which is why it must name nobody.
"""


def main() -> None:
    st.header("Service", anchor=False)
    upkeep, audit, erasure, present, demonstration = st.tabs(TABS, key="service.tabs")
    with upkeep, session.guard():
        _upkeep()
    with audit, session.guard():
        _audit_of_all()
        _audit_of_one()
    with erasure, session.guard():
        _past_their_date()
        _erasure()
    with present:
        rows = [
            ("Version", VERSION),
            ("Ward's time zone", str(settings().zone)),
            ("Service name", settings().service_name or "not set"),
            ("Sign-out after", f"{settings().idle_minutes} minutes without a tap"),
            ("A backup or reading through is overdue after", f"{settings().upkeep_days} days"),
            ("A closed trial is listed for erasure after", f"{settings().retention_years} years"),
        ]
        table(rows, "What", "Value")
    with demonstration:
        st.write("Invented people, to look around with. Loading them again adds nothing.")
        if session.may_enter() and st.button("Load the demonstration trials", key="service.demo"):
            with session.guard():
                added = importing.add_demonstration(session.store(), by=session.recorder())
                st.success(
                    f"{added} demonstration trials added." if added else "They are there already; nothing added."
                )


def _upkeep() -> None:
    """Draw the figures, with the last backup and verification, and the button that verifies."""
    found = maintenance.statistics(session.store())
    st.subheader("What is kept", anchor=False)
    rows = [
        ("Trials", f"{found.trials:,}"),
        ("Entries", f"{found.entries:,}"),
        ("Size of the database", f"{found.size_bytes / 1_000_000:,.1f} MB"),
    ]
    for what, words in LAST.items():
        last = found.last.get(what)
        rows.append((words, f"{moment_text(last.at, session.zone())}, by {last.by}" if last else "never"))
    table(rows, "What", "Value")
    for what, days in maintenance.overdue(found, days=settings().upkeep_days).items():
        st.warning(f"{OVERDUE[what]} {'never yet' if days is None else f'last {days} days ago'}. {MEND[what]}")
    st.write(f"Entries a day, over the last {maintenance.DAYS} days (on UTC; days without any left out):")
    table([(day, str(count)) for day, count in sorted(found.a_day.items(), reverse=True)], "Day", "Entries")
    st.subheader("Integrity", anchor=False)
    st.markdown(INTEGRITY)
    if st.button("Read the whole ledger", key="service.verify"):
        with session.guard():
            st.success(plain(maintenance.verify(session.store(), by=session.recorder())))


def _audit_of_all() -> None:
    """Draw the search of all entries: who did what and when, without contents."""
    st.subheader("Who did what", anchor=False)
    person, by, since, until = st.columns(4, vertical_alignment="bottom")
    sought = AuditFilter(
        person=person.text_input("Person: number or name", key="service.audit.person", max_chars=100),
        by=by.text_input("Typed by: the whole name", key="service.audit.by", max_chars=100),
        since=_midnight(since.date_input("From", value=None, format="DD/MM/YYYY", key="service.audit.since")),
        until=_midnight(until.date_input("To", value=None, format="DD/MM/YYYY", key="service.audit.until"), days=1),
    )
    pages = pages_of("service.audit.pages", sought)
    with session.guard():
        found = maintenance.audit(session.store(), sought, before=pages[-1] if pages else None, limit=PAGE + 1)
        if not found:
            st.write("No entry fits.")
            return
        rows = [
            (
                moment_text(entry.at, session.zone()),
                entry.by,
                "" if entry.stream == SERVICE else entry.stream.removeprefix(stream_of("")),
                str(entry.seq),
                maintenance.kind_of(entry),
            )
            for entry in found[:PAGE]
        ]
        table(rows, "When", "Who typed", "Trial", "Entry", "Act", width="stretch")
        more = position_of(found[PAGE - 1]) if len(found) > PAGE else None
        turn_pages(pages, more, key="service.audit.turn", back="Newer", on="Older")


def _audit_of_one() -> None:
    """Draw every entry of one trial with its contents: who typed what, when, and why."""
    st.subheader("Audit of one trial", anchor=False)
    trial = st.text_input("Trial", session.last_id(), placeholder="for example T-0001", key="service.trial").strip()
    if not trial:
        st.write("Name a trial to see each of its entries: who typed what, when, and why.")
        return
    with session.guard():
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
            for act in acts(session.store().facts(trial))
        ]
        st.dataframe(rows, hide_index=True, height=560, alt=f"Audit of {trial}, one entry a row")


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    """Return midnight at the beginning of a day in the ward's zone, `days` later."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, session.zone())


def _past_their_date() -> None:
    """Offer the list of trials that may be erased; on demand, since it reads every closed trial."""
    st.subheader("Trials past their date", anchor=False)
    years = settings().retention_years
    st.write(f"Closed at least {years} years ago and not erased (ITB_RETENTION_YEARS).")
    if st.button("List them", key="service.past"):
        rows = [
            {"Trial": trial, "Closed": moment_text(closed_at, session.zone())}
            for trial, closed_at in maintenance.past_retention(session.store(), years)
        ]
        if rows:
            st.dataframe(rows, hide_index=True, width="content", alt="Trials past their date")
        else:
            st.write("None.")


def _erasure() -> None:
    """Draw the form that erases a trial, with its id typed twice, and what erasure does not cover."""
    st.subheader("Erase a closed trial", anchor=False)
    st.markdown(STAYS)
    with st.form("service.erase", border=False):
        trial = st.text_input("Trial to erase", key="service.erase.trial", max_chars=40).strip()
        reason = st.text_input("Why (names nobody; stays for good)", key="service.erase.reason", max_chars=300)
        again = st.text_input("The same trial again, to confirm", key="service.erase.again", max_chars=40).strip()
        if not st.form_submit_button("Erase identity and free text"):
            return
    if not trial or trial != again:
        st.error("Type the same trial twice to confirm; nothing was erased.")
        return
    with session.guard():
        maintenance.erase(session.store(), trial, reason=reason, by=session.recorder())
        st.success(f"{trial}: identity and free text erased. Backups made before today still hold them.")


if __name__ == "__main__":
    main()
