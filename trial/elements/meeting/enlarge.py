"""Any chart of the Review page over the whole screen, at a click or from the keyboard; Escape takes it back."""

import streamlit as st

from trial.elements.components import component

STYLE = """<style>
.stElementContainer:has(> .larger) { position: relative; cursor: zoom-in; }
.larger { position: absolute; right: 34px; bottom: -5px; font-size: 14px; line-height: 1; padding: 0 8px; height: 24px;
  cursor: inherit; background: #fff; color: #1a1a1a; border: 1px solid #b9b9b9; border-radius: 4px; opacity: 0; }
.stElementContainer:hover > .larger, .larger:focus-visible, .chart-large > .larger { opacity: 1; }
.stElementContainer.chart-large { position: fixed; left: 50%; top: 50%;
  width: var(--wide) !important; height: var(--high); transform: translate(-50%, -50%) scale(var(--grow));
  z-index: 1000002; background: #fff; box-shadow: 0 0 0 100vmax #fff; cursor: zoom-out; }
@media print { .larger { display: none; } }
</style>"""


def enlarge() -> None:
    """Let every chart of this page grow over the screen. The picture grows as it is: no axis changes by it."""
    st.html(STYLE)
    component("enlarge", "meeting/enlarge.js")(key="enlarge")
