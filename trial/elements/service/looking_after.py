"""How the ledger is kept: how much there is, when it was last backed up and read through; reading it through now."""

import pandas as pd
import streamlit as st

from trial.actions import watching
from trial.elements import session
from trial.elements.guard import guard
from trial.store.base import Figures
from trial.wording.words import moment_text

LAST = {
    "backed_up": "Last backup",
    "verified": "Last read through and found intact",
    "restored": "Restored from a backup",
}
MEGABYTE = 1_000_000
INTEGRITY = """
Every entry carries the hash of the one before. Reading the whole ledger shows accident and meddling: anything changed,
removed, put in or out of order. It cannot show a forger who has the administrator's rights and writes everything anew,
nor that a whole database was emptied or swapped for an older one: nothing in it would say so. For that, compare it with
a backup that is kept elsewhere: `python -m trial verify --against BACKUP`.
"""


def looking_after() -> None:
    """Figures first, so that a backup that is overdue is seen; then integrity."""
    found = watching.figures(session.store())
    st.subheader("What is kept", anchor=False)
    rows = [
        ("Trials", f"{found.trials:,}"),
        ("Entries", f"{found.entries:,}"),
        ("Size of the database", f"{found.size_bytes / MEGABYTE:,.1f} MB"),
        *((words, _when(found, what)) for what, words in LAST.items()),
    ]
    st.table(pd.DataFrame(rows, columns=["What", "Value"]).set_index("What"), width="content")
    st.write(f"Entries a day, over the last {watching.DAYS} days (on UTC; days without any left out):")
    a_day = pd.DataFrame(sorted(found.a_day.items(), reverse=True), columns=["Day", "Entries"])
    st.table(a_day.set_index("Day"), width="content")
    st.subheader("Integrity", anchor=False)
    st.markdown(INTEGRITY)
    if st.button("Read the whole ledger", key="service.verify"):
        with guard():
            st.success(watching.verify(session.store(), by=session.recorder()))


def _when(found: Figures, what: str) -> str:
    last = found.last.get(what)
    return f"{moment_text(last.at, session.zone())}, by {last.by}" if last else "never"
