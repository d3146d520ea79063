"""Who may come in: without sign-in the app is for this computer alone, with it for whoever is signed in."""

import asyncio
import gc
import importlib
import sys
from ipaddress import ip_address

import streamlit as st
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.auth_util import get_validated_redirect_uri
from streamlit.web.server.server_util import get_cookie_secret

from trial.actions import rights
from trial.elements import session
from trial.elements.serving import signed_in
from trial.elements.serving.gate import SignedInAlone
from trial.errors import StoreUnavailable, TrialError
from trial.settings import settings

FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-original-", b"via")
"""How the headers begin that a proxy adds, each kind of proxy others of them."""
SHORTEST_SECRET = 32
WARM_UP_AFTER_SECONDS = 3
HEAVY = (
    "pandas",
    "plotly",
    "openpyxl",
    "trial.elements.plan.new_trial",
    "trial.screens.review",
    "trial.screens.record",
)


def is_this_computer(host: str) -> bool:
    """Whether a host name or address is this computer and no other.

    >>> is_this_computer("localhost"), is_this_computer("127.0.0.1"), is_this_computer("0.0.0.0"), is_this_computer("")
    (True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refusal() -> str | None:
    """Why the app must not be served, as a sentence; None if it may be."""
    try:
        settings()
        rights.roles_now()
    except TrialError as error:
        return str(error)
    if signed_in.sign_in_configured():
        return _sign_in_problem()
    address = st.config.get_option("server.address") or ""
    if is_this_computer(address):
        return None
    return (
        f"Not started: the address {address or '(every address of this computer)'} can be reached by others, "
        "and sign-in is not configured. "
        "Set server.address to localhost, or add [auth] to .streamlit/secrets.toml (see the README)."
    )


def _sign_in_problem() -> str | None:
    """What `[auth]` lacks: with a secret that can be guessed, anybody signs their own cookie."""
    if len(get_cookie_secret()) < SHORTEST_SECRET:
        return f"Not started: cookie_secret in [auth] is shorter than {SHORTEST_SECRET} characters (see the README)."
    if get_validated_redirect_uri() is None:
        return "Not started: redirect_uri in [auth] is not the service's address with /oauth2callback (see the README)."
    return None


def open_store() -> None:
    """Open the store. A database that is away is said, and waited for."""
    try:
        session.raw_store()
    except StoreUnavailable as away:
        sys.stderr.write(f"{away}\n")


async def warm_up() -> None:
    """Import what is heavy once the first page is drawn, so that nobody waits for it, neither now nor later.

    Then keep the garbage collector away from all that is loaded: Streamlit collects every generation after each run,
    which frozen costs milliseconds instead of tens.
    """
    gc.freeze()
    gc.enable()
    await asyncio.sleep(WARM_UP_AFTER_SECONDS)
    for name in HEAVY:
        await asyncio.to_thread(importlib.import_module, name)
    gc.collect()
    gc.freeze()


def keeper() -> type[SignedInAlone] | type["ThisComputerAlone"]:
    """Who stands at the door: one of the two, before anything of Streamlit or of ours is asked."""
    return SignedInAlone if signed_in.sign_in_configured() else ThisComputerAlone


class ThisComputerAlone:
    """Refuse, while sign-in is not configured, what did not come straight from this computer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._from_here(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            sentence = "This app serves only the computer it runs on, until sign-in is configured.\n"
            await PlainTextResponse(sentence, status_code=403)(scope, receive, send)

    @staticmethod
    def _from_here(scope: Scope) -> bool:
        headers = dict(scope["headers"])
        if any(name.startswith(FORWARDED) for name in headers):
            return False
        client = scope.get("client")
        if client and not is_this_computer(client[0]):
            return False
        host = headers.get(b"host", b"").decode("latin-1")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return is_this_computer(name)
