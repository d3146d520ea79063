"""Download buttons. A file is made on demand, in another thread than the script, so notices reach the page later."""

from collections.abc import Callable

import streamlit as st

from trial.actions import exporting
from trial.actions.exporting import Say
from trial.elements import name_hiding, session
from trial.elements.serving.files import MADE
from trial.errors import TrialError
from trial.files import formats
from trial.files.formats import Format
from trial.ledger.facts import Trial
from trial.rules.roles import Right
from trial.wording.refusals import sentence_of

NOTICES = "downloads.notices"
"""In the session: the sentences about each file, by the file's name."""


def download(
    label: str,
    make: Callable[[Say], bytes],
    *,
    name: str,
    media_type: str,
    right: Right = "review",
    primary: bool = False,
) -> None:
    """Draw the button for one file; `make` returns its bytes and may call `say` with a sentence for the page.

    The file is served to this recorder alone, and only while they have this right.
    """
    notices: dict[str, list[str]] = st.session_state.setdefault(NOTICES, {})
    maker = session.who()

    def made() -> bytes:
        notices[name] = []
        try:
            data = make(notices[name].append)
            MADE.note(data, media_type, name, maker, right)
            return data
        except Exception as fault:  # the browser itself would only say that there is no file
            why = (
                sentence_of(fault) if isinstance(fault, TrialError) else "A fault of this program, which its log names."
            )
            notices[name].append(f"{name} could not be made. {why}")
            raise

    st.download_button(
        label,
        data=made,
        file_name=name,
        mime=media_type,
        on_click="ignore",
        type="primary" if primary else "secondary",
        key=f"files.{name}",
    )


def download_trial(trial: str, form: Format, label: str, *, primary: bool = False) -> None:
    """Draw the button for one trial in one format, if the recorder has the right to it."""
    store, by = session.store(), session.recorder()  # read here: the session is not available in the other thread
    if session.may(form.right):
        download(
            label,
            lambda say: exporting.export(store, trial, form.key, by=by, say=say),
            name=f"{trial}{form.suffix}",
            media_type=form.media_type,
            right=form.right,
            primary=primary,
        )


def files_of(trial: Trial, *, primary: bool) -> None:
    """Draw the buttons for every format; `primary` makes the first one stand out, once filing is what is left to do."""
    if name_hiding.names_hidden():
        name_hiding.say_names_hidden("download files, which carry them")
        return
    with st.container(horizontal=True):
        for number, form in enumerate(formats.exports().values()):
            download_trial(trial.id, form, form.button, primary=primary and number == 0)
    show_notices()


@st.fragment(run_every=5)
def show_notices() -> None:
    """Show the notices of files made so far: one failed, or its export could not be entered in the ledger."""
    notices = [*st.session_state.get(NOTICES, {}).values()]  # a copy: files are made in other threads
    for sentence in dict.fromkeys(sentence for sentences in notices for sentence in sentences):
        st.warning(sentence)
