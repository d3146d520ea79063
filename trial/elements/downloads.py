"""Files to download: made when they are asked for, outside this session's script, so what they say comes back here."""

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from trial.actions import exporting
from trial.actions.exporting import Say
from trial.elements import session
from trial.ledger.facts import Trial

TOLD = "downloads.told"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Form(NamedTuple):
    """One way in which a trial goes to the hospital record."""

    label: str
    export: Callable[..., bytes]
    ending: str
    mime: str


FORMS = (
    Form("Download the go/no-go summary", exporting.export_workbook, "-go-no-go.xlsx", XLSX),
    Form("Download the page to print (HTML)", exporting.export_page, "-go-no-go.html", "text/html"),
    Form("Download the record (JSON)", exporting.export_record, ".json", "application/json"),
    Form("Download for a records system (FHIR)", exporting.export_fhir, "-fhir.json", "application/fhir+json"),
    Form("Download the readings (CSV)", exporting.export_readings, "-readings.csv", "text/csv"),
)


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

    def makes(form: Form) -> Callable[[Say], bytes]:
        return lambda say: form.export(store, one, by=by, say=say)

    with st.container(horizontal=True):
        for form in FORMS:
            first = form is FORMS[0]
            name = f"{one}{form.ending}"
            download(form.label, makes(form), name=name, mime=form.mime, key=f"files.{name}", primary=primary and first)
    show_told()
