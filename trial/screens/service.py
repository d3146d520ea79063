"""The service: integrity of the ledger, one trial's audit, hazards, limits, settings, demonstration trials."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta

import pandas as pd
import streamlit as st

from trial.actions import exchanging, keeping
from trial.elements import session
from trial.elements.guard import guard
from trial.elements.plain import plain
from trial.meaning.audit import acts
from trial.meaning.limits import LIMITS
from trial.meaning.words import moment_text
from trial.settings import DATA, VERSION, settings


def main() -> None:
    st.header("Service", anchor=False)
    audit, hazards, limits, demonstration = st.tabs(
        ["Integrity and audit", "Hazards", "Limits and settings", "Demonstration trials"], key="service.tabs"
    )
    with audit:
        _integrity()
        _audit()
    with hazards:
        _hazards()
    with limits:
        _limits()
    with demonstration:
        _demonstration()


def _integrity() -> None:
    st.subheader("Integrity", anchor=False)
    st.write(
        "Every entry carries the hash of the one before. Reading the whole ledger shows accident and meddling; "
        "it cannot show a forger who has the administrator's rights."
    )
    if st.button("Read the whole ledger", key="service.verify"):
        with guard():
            st.success(keeping.verify(session.store()))


def _audit() -> None:
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


def _hazards() -> None:
    st.write("What could hurt somebody, what stands against it, and where that is tested.")
    with (DATA / "hazards.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            number, hazard = row.pop("id"), row.pop("hazard")
            with st.expander(f"**{number}** {plain(hazard)}"):
                for name, text in row.items():
                    st.markdown(f"**{plain(name).capitalize()}:** {plain(text)}")


def _limits() -> None:
    st.subheader("Limits in use", anchor=False)
    _table([(name.replace("_", " ").capitalize(), _said(value)) for name, value in asdict(LIMITS).items()])
    st.subheader("Settings", anchor=False)
    present = settings()
    _table(
        [
            ("Version", VERSION),
            ("Ward's time zone", str(present.zone)),
            ("Service name", present.service_name or "not set"),
            ("Sign-out after", f"{present.idle_minutes} minutes without a tap"),
            ("A closed trial is listed for erasure after", f"{present.retention_years} years"),
        ]
    )


def _said(value: object) -> str:
    """A limit as people say it; its unit stands in its name, unless it is a time.

    >>> _said(timedelta(minutes=15)), _said(timedelta(hours=24)), _said(25)
    ('15 minutes', '24 hours', '25')
    """
    if not isinstance(value, timedelta):
        return str(value)
    minutes = int(value.total_seconds() // 60)
    return f"{minutes // 60} hours" if minutes % 60 == 0 else f"{minutes} minutes"


def _table(rows: Sequence[tuple[str, str]]) -> None:
    st.table(pd.DataFrame(rows, columns=["What", "Value"]).set_index("What"), width="content")


def _demonstration() -> None:
    st.write("Invented people, to look around with. Loading them again adds nothing.")
    if st.button("Load the demonstration trials", key="service.demo"):
        with guard():
            added = exchanging.add_demonstration(session.store(), by=session.recorder())
            st.success(f"{added} demonstration trials added." if added else "They are there already; nothing added.")


if __name__ == "__main__":
    main()
