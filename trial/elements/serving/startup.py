"""Start-up: checks before the app is served, the store, and a log without anything that was typed."""

import logging
import sys
import traceback
from typing import Any

import streamlit as st

from trial.actions import rights
from trial.elements import session
from trial.elements.serving import signed_in
from trial.elements.serving.middleware import is_this_computer
from trial.elements.streamlit_internals import auth
from trial.errors import StoreUnavailable, TrialError
from trial.settings import settings

SHORTEST_SECRET = 32
"""Characters. With a secret that can be guessed, cookies could be forged."""
ACTS = "trial"


def refusal() -> str | None:
    """Return why the app must not be served, as a sentence; None if it may be."""
    try:
        settings()
        rights.roles_now()
    except TrialError as error:
        return str(error)
    problem = ""
    address = st.get_option("server.address") or ""
    if signed_in.sign_in_configured():
        if len(auth.get_cookie_secret()) < SHORTEST_SECRET:
            problem = f"cookie_secret in [auth] is shorter than {SHORTEST_SECRET} characters (see the README)."
        elif auth.get_validated_redirect_uri() is None:
            problem = "redirect_uri in [auth] is not the service's address with /oauth2callback (see the README)."
    elif not is_this_computer(address):
        problem = (
            f"the address {address or '(every address of this computer)'} can be reached by others, "
            "and sign-in is not configured. "
            "Set server.address to localhost, or add [auth] to .streamlit/secrets.toml (see the README)."
        )
    return f"Not started: {problem}" if problem else None


def open_store() -> None:
    """Open the store; a database that is away is reported on standard error, and tried again at the first request."""
    try:
        session.raw_store()
    except StoreUnavailable as away:
        sys.stderr.write(f"{away}\n")


def start_log() -> None:
    """Log our own lines to standard error; remove messages of exceptions, which may hold patient data, from others."""
    acts = logging.getLogger(ACTS)
    if not acts.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        acts.addHandler(handler)
        acts.setLevel(logging.INFO)
        acts.propagate = False
    logging.setLogRecordFactory(_without_words)
    st.set_option("logger.enableRich", False)  # rich would print error messages, bypassing the loggers


def _without_words(*arguments: Any, **named: Any) -> logging.LogRecord:
    record = logging.LogRecord(*arguments, **named)
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args = f"{record.msg}: {where(record.exc_info[1])}", ()
        record.exc_info = record.exc_text = None
    elif isinstance(record.args, tuple):
        record.args = tuple(where(value) if isinstance(value, BaseException) else value for value in record.args)
    return record


def where(fault: BaseException) -> str:
    """Return an exception as its type and the lines of its traceback, without its message."""
    lines = (f"{step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(fault.__traceback__))
    return " < ".join([type(fault).__name__, *reversed([*lines])])
