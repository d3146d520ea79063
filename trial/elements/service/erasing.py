"""Erasing a closed trial: which are past their date, why this one, typed twice; and what stays elsewhere."""

import pandas as pd
import streamlit as st

from trial.actions import administering
from trial.elements import session
from trial.elements.guard import guard
from trial.settings import settings
from trial.wording.words import moment_text

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


def erasing() -> None:
    """The list when asked for, since it looks at every closed trial; then the act itself."""
    st.subheader("Trials past their date", anchor=False)
    years = settings().retention_years
    st.write(f"Closed at least {years} years ago and not erased (ITB_RETENTION_YEARS).")
    if st.button("List them", key="service.past"):
        rows = [
            {"Trial": one.trial, "Closed": moment_text(one.closed_at, session.zone())}
            for one in administering.past_their_date(session.store(), years)
        ]
        if rows:
            st.dataframe(pd.DataFrame(rows), hide_index=True, width="content", alt="Trials past their date")
        else:
            st.write("None.")
    st.subheader("Erase a closed trial", anchor=False)
    st.markdown(STAYS)
    with st.form("service.erase", border=False):
        trial = st.text_input("Trial to erase", key="service.erase.trial", max_chars=40) or ""
        reason = st.text_input("Why (names nobody; stays for good)", key="service.erase.reason", max_chars=300) or ""
        again = st.text_input("The same trial again, to confirm", key="service.erase.again", max_chars=40) or ""
        if st.form_submit_button("Erase identity and free text"):
            with guard():
                _erase(trial.strip(), reason, again.strip())


def _erase(trial: str, reason: str, again: str) -> None:
    if not trial or trial != again:
        st.error("Type the same trial twice to confirm; nothing was erased.")
        return
    administering.erase(session.store(), trial, reason=reason, by=session.recorder())
    st.success(f"{trial}: identity and free text erased. Backups made before today still hold them.")
