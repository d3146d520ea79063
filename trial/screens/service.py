"""The service: integrity of the ledger, settings, limits, hazards, one trial's audit."""

from dataclasses import asdict

import pandas as pd
import streamlit as st

from trial.actions import exchanging, keeping
from trial.elements import session
from trial.elements.guard import guard
from trial.errors import TrialError
from trial.meaning.limits import LIMITS
from trial.meaning.words import moment_text
from trial.settings import DATA, VERSION, settings


def main() -> None:
    st.header("Service")
    st.subheader("Integrity")
    st.write(
        "Every entry carries the hash of the one before. Reading the whole ledger shows accident and meddling; "
        "it cannot show a forger who has the administrator's rights."
    )
    if st.button("Read the whole ledger", key="service.verify"):
        with guard():
            st.success(keeping.verify(session.store()))
    st.subheader("Audit of one trial")
    _audit()
    st.subheader("Demonstration trials")
    if st.button("Load the demonstration trials", key="service.demo"):
        with guard():
            added = exchanging.add_demonstration(session.store(), by=session.recorder())
            st.success(f"{added} added. Loading them again adds nothing.")
    st.subheader("Limits in use")
    st.table(
        pd.DataFrame(
            [(name.replace("_", " "), str(value)) for name, value in asdict(LIMITS).items()], columns=["Limit", "Value"]
        ).set_index("Limit")
    )
    st.subheader("Hazards and what stands against them")
    st.dataframe(pd.read_csv(DATA / "hazards.csv"), hide_index=True)
    st.subheader("Settings")
    present = settings()
    st.table(
        pd.DataFrame(
            [
                ("Version", VERSION),
                ("Ward's time zone", str(present.zone)),
                ("Service name", present.service_name or "not set"),
                ("Sign-out after", f"{present.idle_minutes} minutes without a tap"),
                ("A closed trial is listed for erasure after", f"{present.retention_years} years"),
            ],
            columns=["Setting", "Value"],
        ).set_index("Setting")
    )


def _audit() -> None:
    trial = st.text_input(
        "Trial", value=session.chosen_id() or st.session_state.get(session.TRIAL, ""), key="service.trial"
    )
    if not trial:
        st.write("Name a trial, for example T-0001.")
        return
    try:
        rows = [
            (entry.seq, moment_text(entry.at, session.zone()), entry.by, exchanging.audit_text(fact), entry.hash[:12])
            for entry, fact in session.store().facts(trial.strip())
        ]
    except TrialError as error:
        st.error(str(error))
        return
    st.dataframe(pd.DataFrame(rows, columns=["Entry", "When", "Who typed", "What", "Hash"]), hide_index=True)


if __name__ == "__main__":
    main()
