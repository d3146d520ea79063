"""The service, for whoever administers it: how it is kept, who did what, what is past its date, settings."""

import pandas as pd
import streamlit as st

from trial.actions import importing
from trial.elements import session
from trial.elements.guard import guard
from trial.elements.service.audit import audit_of_all, audit_of_one
from trial.elements.service.erasing import erasing
from trial.elements.service.maintenance import maintenance
from trial.settings import VERSION, settings

TABS = ("Looking after it", "Audit", "Erasure", "Settings", "Demonstration trials")


def main() -> None:
    st.header("Service", anchor=False)
    kept, audit, erasure, present, demonstration = st.tabs(TABS, key="service.tabs")
    with kept, guard():
        maintenance()
    with audit, guard():
        audit_of_all()
        audit_of_one()
    with erasure, guard():
        erasing()
    with present:
        _settings()
    with demonstration:
        _demonstration()


def _settings() -> None:
    present = settings()
    rows = [
        ("Version", VERSION),
        ("Ward's time zone", str(present.zone)),
        ("Service name", present.service_name or "not set"),
        ("Sign-out after", f"{present.idle_minutes} minutes without a tap"),
        ("A closed trial is listed for erasure after", f"{present.retention_years} years"),
    ]
    st.table(pd.DataFrame(rows, columns=["What", "Value"]).set_index("What"), width="content")


def _demonstration() -> None:
    st.write("Invented people, to look around with. Loading them again adds nothing.")
    if session.may_enter() and st.button("Load the demonstration trials", key="service.demo"):
        with guard():
            added = importing.add_demonstration(session.store(), by=session.recorder())
            st.success(f"{added} demonstration trials added." if added else "They are there already; nothing added.")


if __name__ == "__main__":
    main()
