"""Entry point of the app: what is served, to whom, and what is refused before anything is served."""

import asyncio
import gc
import importlib
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

gc.disable()  # what is loaded now stays: looking through it for garbage would take a quarter of the time (warm_up)

from trial import routes  # noqa: E402
from trial.elements import session  # noqa: E402
from trial.elements.serving import files, middleware, signed_in, startup  # noqa: E402
from trial.elements.streamlit_internals import tcp_nodelay  # noqa: E402

HERE = Path(__file__).resolve().parent
WARM_UP_AFTER_SECONDS = 3
HEAVY = ("pandas", "plotly", "openpyxl", "xlsxwriter", "trial.screens.review", "trial.screens.record")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the store, set TCP_NODELAY, and import heavy modules after the first page."""
    startup.open_store()
    tcp_nodelay.send_at_once()
    warming = asyncio.create_task(warm_up())
    yield {}
    warming.cancel()


async def warm_up() -> None:
    """Import heavy modules once the first page is drawn, so that nobody waits for them then or later.

    Then exempt all that is loaded from garbage collection: Streamlit collects every generation after each run, which
    takes tens of milliseconds otherwise.
    """
    gc.freeze()
    gc.enable()
    await asyncio.sleep(WARM_UP_AFTER_SECONDS)
    for name in HEAVY:
        await asyncio.to_thread(importlib.import_module, name)
    gc.collect()
    gc.freeze()


async def trials(_: Request) -> RedirectResponse:
    """Redirect to the first screen, which Streamlit serves at the bare address only."""
    return RedirectResponse("/")


if sentence := startup.refusal():
    sys.stderr.write(sentence + "\n")
    raise SystemExit(1)

startup.start_log()
with_sign_in = signed_in.sign_in_configured()
app = st.App(
    str(HERE / "trial" / "frame.py"),
    routes=[*routes.routes(session.raw_store, sign_in=with_sign_in), Route("/trials", trials)],
    lifespan=lifespan,
    middleware=[
        Middleware(middleware.AuthMiddleware if with_sign_in else middleware.LocalOnlyMiddleware),
        Middleware(files.FilesMiddleware),
    ],
)
