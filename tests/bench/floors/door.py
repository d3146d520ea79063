"""The door of the bare apps: the script that BENCH_FLOOR names, with our settings of gc and network."""

import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st

from trial.elements.streamlit_internals.tcp_nodelay import send_at_once


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """As ours does it."""
    send_at_once()
    gc.collect()
    gc.freeze()
    yield {}


app = st.App(str(Path(__file__).with_name(os.environ.get("BENCH_FLOOR", "one_line.py"))), lifespan=lifespan)
