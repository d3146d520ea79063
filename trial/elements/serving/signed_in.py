"""Who is signed in, checked at every request and every message of an open page.

Streamlit's sign-in lasts thirty days and is checked only when a page opens. So this module checks each time:
at the end that the provider set (`exp`), and at the moment somebody last touched a page. A copy of the app remembers
those moments; a signed cookie takes them along to another copy, or past a restart.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from typing import Any

import streamlit as st
from itsdangerous import BadSignature, URLSafeSerializer

from trial.elements.components import component
from trial.elements.streamlit_internals import auth
from trial.settings import settings

OURS = "itb_active"
SECONDS_IN_MINUTE = 60
SENTENCES = {
    "none": "Sign in to see and record trials.",
    "expired": "Your sign-in has run out. Sign in again to go on; what is waiting stays here.",
    "idle": "Signed out: nobody touched this page for {} minutes. Sign in again to go on; what is waiting stays here.",
    "ended": "You have signed out. Sign in again to go on; what is waiting stays here.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One sign-in: the provider's claims, its beginning and its end (seconds since 1970)."""

    claims: Mapping[str, Any]
    began: float
    ends: float

    @property
    def key(self) -> str:
        """Return its id, the same in every process, another after signing in again."""
        return f"{self.claims['sub']} {self.began}"


class SignIns:
    """The sign-ins that this process has seen, each with the time of the last touch of a page."""

    def __init__(self, *, secret: str, origin: str, idle_minutes: int, now: Callable[[], float] = time.time) -> None:
        self.origin, self.idle_minutes, self.now = origin, idle_minutes, now
        self._secret = secret
        self._signer = URLSafeSerializer(secret, salt=OURS)
        self._touched: dict[str, float] = {}

    def read(self, cookies: Mapping[str, str]) -> SignIn | None:
        """Return the sign-in in a browser's cookies, valid or not; None without one for this service."""
        try:
            claims = auth.claims_of(cookies, self._secret)
            if claims.get("origin") != self.origin or not claims.get("is_logged_in") or not claims.get("sub"):
                return None
            began, ends = float(claims["iat"]), float(claims["exp"])
        except (ValueError, TypeError, KeyError, OverflowError):
            return None
        return SignIn(claims=claims, began=began, ends=ends) if isfinite(began) and isfinite(ends) else None

    def carried(self, cookies: Mapping[str, str], held: SignIn) -> None:
        """Take over a later touch from the browser's cookie, written by another process or before a restart."""
        try:
            key, touched = self._signer.loads(cookies.get(OURS, ""))
        except (BadSignature, ValueError, TypeError):
            return
        if key == held.key:
            self._touched[key] = max(self._touched.get(key, held.began), min(float(touched), self.now()))

    def touch(self, held: SignIn) -> str:
        """Store a touch at this moment; returns the signed cookie for the other processes."""
        idle = self.now() - self.idle_minutes * SECONDS_IN_MINUTE
        self._touched = {key: at for key, at in self._touched.items() if at > idle} | {held.key: self.now()}
        return str(self._signer.dumps([held.key, self.now()]))

    def over(self, held: SignIn) -> str | None:
        """Return why a sign-in is no longer valid, as a key of SENTENCES; None if it is."""
        if self.now() >= held.ends:
            return "expired"
        return "idle" if self.seconds_left(held) <= 0 else None

    def seconds_left(self, held: SignIn) -> float:
        """Return the seconds without a touch after which the sign-in will be idle."""
        last = max(held.began, self._touched.get(held.key, 0.0))
        return last + self.idle_minutes * SECONDS_IN_MINUTE - self.now()

    def sentence(self, why: str) -> str:
        return SENTENCES[why].format(self.idle_minutes)


@cache
def sign_in_configured() -> bool:
    """Whether .streamlit/secrets.toml has `[auth]`; read once, since the middleware is chosen once."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:  # Streamlit's, for a file that is not there or cannot be read
        return False


@cache
def sign_ins() -> SignIns:
    """Return the sign-ins of this process. Every process has the same secret in its secrets.toml."""
    return SignIns(
        secret=auth.get_cookie_secret(),
        origin=auth.get_origin_from_redirect_uri() or "",
        idle_minutes=settings().idle_minutes,
    )


def watch_idle_time() -> None:
    """Let this page report touches to the server, and leave after too long without any."""
    known = sign_ins()
    if held := known.read(st.context.cookies):
        data = {
            "idle_seconds": known.idle_minutes * 60,
            "seconds_left": max(0.0, known.seconds_left(held)),
            "seconds_to_end": max(0.0, held.ends - known.now()),
            "run_out": known.sentence("expired"),
        }
        component("idle", "serving/idle.js")(key="idle", data=data)
