"""The log of a served app: acts as lines of JSON, faults by their kind and place, and never what anybody typed."""

import logging
import sys
import traceback
from typing import Any

import streamlit as st

ACTS = "trial"


def start() -> None:
    """Send our own lines to standard error, and take from every other what a fault said: it may be a patient's."""
    acts = logging.getLogger(ACTS)
    if not acts.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        acts.addHandler(handler)
        acts.setLevel(logging.INFO)
        acts.propagate = False
    logging.setLogRecordFactory(_without_words)
    st.set_option("logger.enableRich", False)  # rich would print what a fault said past every logger


def _without_words(*arguments: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **named)
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args = f"{record.msg}: {where(record.exc_info[1])}", ()
        record.exc_info = record.exc_text = None
    elif isinstance(record.args, tuple):
        record.args = tuple(where(one) if isinstance(one, BaseException) else one for one in record.args)
    return record


def where(fault: BaseException) -> str:
    """A fault as its kind and the lines that it came through, without its message."""
    lines = (f"{step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(fault.__traceback__))
    return " < ".join([type(fault).__name__, *reversed([*lines])])
