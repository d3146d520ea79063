"""The door: what is served, to whom, and what is refused before anything is served."""

import asyncio
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

gc.disable()  # what is loaded now stays: looking through it for garbage would take a quarter of the time (door.warm_up)

from trial import routes  # noqa: E402
from trial.elements import session  # noqa: E402
from trial.elements.serving import door, log, signed_in  # noqa: E402
from trial.elements.serving.no_delay import answer_at_once  # noqa: E402

HERE = Path(__file__).resolve().parent


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the store, let answers leave at once, and load what is heavy behind the first page."""
    door.open_store()
    answer_at_once()
    warming = asyncio.create_task(door.warm_up())
    yield {}
    warming.cancel()


async def trials(_: Request) -> RedirectResponse:
    """The list is the first screen, and Streamlit knows that one by the bare address alone."""
    return RedirectResponse("/")


if sentence := door.refusal():
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)

log.start()
app = st.App(
    str(HERE / "trial" / "frame.py"),
    routes=[*routes.routes(session.raw_store, sign_in=signed_in.sign_in_configured()), Route("/trials", trials)],
    lifespan=lifespan,
    middleware=[Middleware(door.keeper())],
)
