"""What comes in from outside: records and filled paper forms, looked at before anything is written; blank forms out."""

from collections.abc import Sequence

import streamlit as st

from trial.actions import exporting, incoming
from trial.actions.incoming import Preview
from trial.elements import session
from trial.elements.plain import plain
from trial.errors import NotFound, TrialError
from trial.files.plans import templates
from trial.meaning.words import count_text
from trial.settings import settings

REPORT, ROUND = "exchange.report", "exchange.round"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Outcome = tuple[str, bool, tuple[str, ...]]
"""A file's name, whether it was added or there already, and what to say of it."""


def main() -> None:
    st.header("Import")
    st.write(
        "Record files (.json) add a trial. Filled paper forms (.xlsx) add to the trial they name. Each file is added "
        "whole or not at all, on its own; nothing is written before you have looked."
    )
    _report()
    uploads = st.file_uploader(
        "Files to look at",
        type=["json", "xlsx"],
        accept_multiple_files=True,
        key=f"exchange.files.{st.session_state.get(ROUND, 0)}",
    )
    if uploads:
        _look([(one.name, one.getvalue()) for one in uploads])
    _blank_forms()


def _look(files: Sequence[tuple[str, bytes]]) -> None:
    """What each file would do, and one button that does it."""
    found = [incoming.preview(session.store(), name, data, by=session.recorder()) for name, data in files]
    for place, one in enumerate(found):
        _show(place, one)
    ready = [file for file, one in zip(files, found, strict=True) if one.adds]
    left = len(files) - len(ready)
    if not ready:
        st.write("None of these files adds anything as it is.")
        return
    besides = f" {count_text(left, 'file adds', 'files add')} nothing." if left else ""
    if st.button(
        f"Add {count_text(len(ready), 'file')}", type="primary", key="exchange.add", help=besides.strip() or None
    ):
        st.session_state[REPORT] = [_bring_in(name, data) for name, data in ready]
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.rerun()
    if besides:
        st.caption(besides.strip())


def _show(place: int, one: Preview) -> None:
    with st.container(border=True, key=f"exchange.preview.{place}"):
        st.text(one.name)
        for says in one.says:
            st.text(says)
        if one.problems:
            st.error(f"Nothing of this file is added until this is mended ({len(one.problems)}).")
            for problem in one.problems:
                st.text(problem)


def _bring_in(name: str, data: bytes) -> Outcome:
    try:
        done = incoming.bring_in(session.store(), name, data, by=session.recorder())
    except TrialError as refusal:
        return name, False, (str(refusal),)
    if not done.added:
        return name, True, (f"{done.trial} is there already with the same content; nothing added.",)
    return name, True, (f"{done.trial} added.",) if not done.says else (f"Added to {done.trial}:", *done.says)


def _report() -> None:
    """What became of each file, until the next ones come."""
    outcomes: list[Outcome] = st.session_state.get(REPORT, [])
    for place, (name, done, says) in enumerate(outcomes):
        with st.container(border=True, key=f"exchange.report.{place}"):
            st.text(f"{name}: {'done' if done else 'refused'}")
            for line in says:
                st.text(line)


def _blank_forms() -> None:
    """The paper twin: what a ward without network prints beforehand."""
    st.subheader("Paper forms")
    st.write(
        "The same rows and slots as on the screen, for a day without network. Filled in, the form comes back here."
    )
    store, by = session.store(), session.recorder()  # asked here: the file is made outside this session's script
    offered = templates(settings().plans_dir)
    name = st.selectbox(
        "Template", list(offered), format_func=lambda key: offered[key].name, index=None, key="exchange.template"
    )
    if name:
        st.download_button(
            "Download its blank form",
            data=lambda: exporting.form_of_template(name, by=by),
            file_name=f"proforma-{name}.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="exchange.form.template",
        )
    if trial := _open_trial():
        st.download_button(
            f"Download the blank form of {plain(trial)}",
            data=lambda: exporting.export_form(store, trial, by=by),
            file_name=f"{trial}-proforma.xlsx",
            mime=XLSX,
            on_click="ignore",
            key="exchange.form.trial",
        )


def _open_trial() -> str:
    """The id of the trial that is open, if there is one."""
    trial: str = session.chosen_id() or st.session_state.get(session.TRIAL, "")
    try:
        return session.store().trial(trial).id
    except NotFound:
        return ""


if __name__ == "__main__":
    main()
