"""Our own errors become a sentence on the page; anything else is a fault and must be seen."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from trial.errors import TrialError
from trial.wording.refusals import sentence_of


@contextmanager
def guard() -> Iterator[None]:
    """Show a TrialError as its sentence and carry on; what was typed stays in its boxes."""
    try:
        yield
    except TrialError as error:
        st.error(sentence_of(error))
