"""Files to download: made when they are asked for, outside this session's script, so what they say comes back here."""

from collections.abc import Callable

import streamlit as st

from trial.actions import exchanging, exporting
from trial.actions.exporting import Say
from trial.elements import session
from trial.ledger.facts import Trial

TOLD = "downloads.told"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(
    label: str, make: Callable[[Say], bytes], *, name: str, mime: str, key: str, primary: bool = False
) -> None:
    """A button for one file. `make` is handed somebody to tell what the page should say."""
    told: list[str] = st.session_state.setdefault(TOLD, [])
    st.download_button(
        label,
        data=lambda: make(told.append),
        file_name=name,
        mime=mime,
        on_click="ignore",
        type="primary" if primary else "secondary",
        key=key,
    )


@st.fragment(run_every=5)
def show_told() -> None:
    """What was said while files were made: that one went out without its entry in the service's own ledger."""
    for sentence in dict.fromkeys(st.session_state.get(TOLD, ())):
        st.warning(sentence)


def files_of(trial: Trial, *, primary: bool) -> None:
    """One trial in every form for the hospital record; `primary` where filing it is what is left to do."""
    store, by, one = session.store(), session.recorder(), trial.id  # asked here, while the session is at hand
    with st.container(horizontal=True):
        download(
            "Download the go/no-go summary",
            lambda say: exchanging.export_workbook(store, one, by=by, say=say),
            name=f"{one}-go-no-go.xlsx",
            mime=XLSX,
            key=f"files.{one}.xlsx",
            primary=primary,
        )
        download(
            "Download the page to print (HTML)",
            lambda say: exporting.export_page(store, one, by=by, say=say),
            name=f"{one}-go-no-go.html",
            mime="text/html",
            key=f"files.{one}.html",
        )
        download(
            "Download the record (JSON)",
            lambda say: exchanging.export_record(store, one, by=by, say=say),
            name=f"{one}.json",
            mime="application/json",
            key=f"files.{one}.json",
        )
        download(
            "Download for a records system (FHIR)",
            lambda say: exporting.export_fhir(store, one, by=by, say=say),
            name=f"{one}-fhir.json",
            mime="application/fhir+json",
            key=f"files.{one}.fhir",
        )
        download(
            "Download the readings (CSV)",
            lambda say: exchanging.export_readings(store, one, by=by, say=say),
            name=f"{one}-readings.csv",
            mime="text/csv",
            key=f"files.{one}.csv",
        )
    show_told()
