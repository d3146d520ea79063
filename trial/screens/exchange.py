"""Import: records and filled paper forms, previewed before anything is written; and blank forms to download."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from trial.actions import exporting, importing
from trial.elements import name_hiding, session
from trial.elements.controls import escape_markdown, template_box, watched
from trial.elements.downloads import download, download_trial, show_notices
from trial.errors import NotFound, TrialError
from trial.files import formats
from trial.wording.refusals import sentence_of
from trial.wording.words import capital, count_text

REPORT, ROUND = "exchange.report", "exchange.round"
Outcome = tuple[str, tuple[str, ...]]
"""A file's name with its result, and the lines of its report."""


def main() -> None:
    st.header("Import")
    st.write(
        "Record files (.json) add a trial. Filled paper forms (.xlsx) add to the trial they name. Each file is added "
        "whole or not at all, on its own; nothing is written before you have looked."
    )
    outcomes: list[Outcome] = st.session_state.get(REPORT, [])
    for place, (title, lines) in enumerate(outcomes):  # what became of each file, until the next ones come
        _frame(f"exchange.report.{place}", title, lines)
    key = f"exchange.files.{st.session_state.get(ROUND, 0)}"
    if uploads := st.file_uploader("Files to look at", accept_multiple_files=True, key=key):
        _look([(upload.name, upload.getvalue()) for upload in uploads])
    _blank_forms()
    _every_trial()
    show_notices()


def _look(files: Sequence[tuple[str, bytes]]) -> None:
    """Preview what each file would add, with one button that adds them."""
    store, by = session.store(), session.recorder()
    ready = []
    for place, (name, data) in enumerate(watched("Looking at the files")(files, len(files))):
        found = importing.preview(store, data, by=by)
        with _frame(f"exchange.preview.{place}", name, [*_whose(found), *found.says]):
            if found.problems:
                st.error(f"Nothing of this file is added until this is mended ({len(found.problems)}).")
            for problem in found.problems:
                st.text(capital(problem))
        if found.added:
            ready.append((name, data))
    left = len(files) - len(ready)
    if not ready:
        st.write("None of these files adds anything as it is.")
        return
    besides = f"{count_text(left, 'file adds', 'files add')} nothing." if left else ""
    if st.button(f"Add {count_text(len(ready), 'file')}", type="primary", key="exchange.add", help=besides or None):
        outcomes: list[Outcome] = []
        st.session_state[REPORT] = outcomes  # grows as files are added, so that it is true of a batch that was stopped
        for name, data in watched("Adding the files")(ready, len(ready)):
            try:
                outcomes.append((f"{name}: done", importing.import_file(store, data, by=by, where=name).report))
            except TrialError as refusal:
                outcomes.append((f"{name}: refused", (sentence_of(refusal),)))
        st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
        st.rerun()
    if besides:
        st.caption(besides)


def _whose(found: importing.Addition) -> Iterator[str]:
    """Who the trial of a form is about, so that a form of another person is noticed before it is added."""
    with suppress(NotFound):
        person = name_hiding.as_shown(session.store().trial(found.trial)).person
        yield f"For {', '.join(filter(None, (person.name, person.identifier)))}."


def _frame(key: str, title: str, lines: Iterable[str]) -> DeltaGenerator:
    """Draw a box about one file, whose text is not read as Markdown; returns the box."""
    frame = st.container(border=True, key=key)
    for line in (title, *lines):
        frame.text(line)
    return frame


def _blank_forms() -> None:
    """Offer blank forms, for a ward without network to print beforehand."""
    st.subheader("Paper forms")
    st.write(
        "The same rows and slots as on the screen, for a day without network. Filled in, the form comes back here."
    )
    by = session.recorder()
    template = template_box(st.container(), "Template", "exchange.template", "Choose an option")
    form = formats.get("proforma")
    if template:
        download(
            "Download its blank form",
            lambda _: exporting.form_of_template(template.key, by=by),
            name=f"proforma-{template.key}.xlsx",
            media_type=form.media_type,
        )
    with suppress(NotFound):  # of the trial that is open, if there is one
        trial = session.store().trial(session.last_id()).id
        download_trial(trial, form, f"{form.button} of {escape_markdown(trial)}")


def _every_trial() -> None:
    """Offer every reading in one table for statistics, with its data dictionary."""
    st.subheader("All readings as one table")
    st.write(
        "The readings of every trial (csv) with their data dictionary, in one zip file. It holds no names and no "
        "hospital numbers, but notes as they were typed."
    )
    if st.button("Make the table", key="exchange.table.make"):
        with session.guard():
            file, watch = BytesIO(), watched("Reading the trials")
            exporting.export_table(session.store(), file, by=session.recorder(), say=st.warning, watch=watch)
            made, name = file.getvalue(), "itb-trials-readings.zip"
            download("Download the table", lambda _: made, name=name, media_type="application/zip", primary=True)


if __name__ == "__main__":
    main()
