"""What must hold before the app is served: settings that can be read, and nobody but this computer without sign-in."""

import sys

import streamlit as st

from trial.actions import rights
from trial.elements import session
from trial.elements.serving import signed_in
from trial.elements.serving.local_only import is_this_computer
from trial.elements.streamlit_internals import auth
from trial.errors import StoreUnavailable, TrialError
from trial.settings import settings

SHORTEST_SECRET = 32


def refusal() -> str | None:
    """Return why the app must not be served, as a sentence; None if it may be."""
    try:
        settings()
        rights.roles_now()
    except TrialError as error:
        return str(error)
    if signed_in.sign_in_configured():
        return _sign_in_problem()
    address = st.get_option("server.address") or ""
    if is_this_computer(address):
        return None
    return (
        f"Not started: the address {address or '(every address of this computer)'} can be reached by others, "
        "and sign-in is not configured. "
        "Set server.address to localhost, or add [auth] to .streamlit/secrets.toml (see the README)."
    )


def _sign_in_problem() -> str | None:
    """Return what `[auth]` lacks: with a secret that can be guessed, anybody signs their own cookie."""
    if len(auth.get_cookie_secret()) < SHORTEST_SECRET:
        return f"Not started: cookie_secret in [auth] is shorter than {SHORTEST_SECRET} characters (see the README)."
    if auth.get_validated_redirect_uri() is None:
        return "Not started: redirect_uri in [auth] is not the service's address with /oauth2callback (see the README)."
    return None


def open_store() -> None:
    """Open the store; a database that is away is reported on standard error, and tried again at the first request."""
    try:
        session.raw_store()
    except StoreUnavailable as away:
        sys.stderr.write(f"{away}\n")
