"""The door: what is served, to whom, and what is refused before anything is served."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from trial import routes
from trial.elements import door, session

HERE = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the store and load what is heavy once, then keep the garbage collector away from it.

    Streamlit collects all generations after every script run; frozen, that costs milliseconds instead of tens.
    """
    door.warm_up()
    gc.collect()
    gc.freeze()
    yield {}


async def trials(_: Request) -> RedirectResponse:
    """The list is the first screen, and Streamlit knows that one by the bare address alone."""
    return RedirectResponse("/")


if sentence := door.refusal():
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)

app = st.App(
    str(HERE / "trial" / "frame.py"),
    routes=[*routes.routes(session.store), Route("/trials", trials)],
    lifespan=lifespan,
    middleware=[Middleware(door.ThisComputerAlone)],
)
