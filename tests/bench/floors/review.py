"""A bare Review: finished figures, read from BENCH_FIGURES, sent as they are."""

import json
import os
from pathlib import Path
from typing import Any

import streamlit as st


@st.cache_resource
def figures() -> list[dict[str, Any]]:
    return json.loads(Path(os.environ["BENCH_FIGURES"]).read_text())


if __name__ == "__main__":
    for number, figure in enumerate(figures()):
        st.plotly_chart(figure, width=592, theme=None, key=f"figure-{number}")
