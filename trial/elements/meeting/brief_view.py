"""The go/no-go brief on screen: its blocks set by the templates that paper has too, as large as the screen bears."""

from collections.abc import Sequence

import streamlit as st

from trial.brief import Brief, DecisionText
from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.charts.picture import picture_address
from trial.elements.components import component
from trial.files.templates import render

PROJECTOR = 1500
"""Pixels of width from which the first screen is filled; on a laptop or a tablet it is scrolled."""
SMALLEST_PERCENT = 72
"""Of the mock-up's type: 28 px becomes 20, about the least that can be read at three metres."""

ENLARGED = """<style>
.stElementContainer:has(> .larger) { position: relative; cursor: zoom-in; }
.larger { position: absolute; right: 34px; bottom: -5px; font-size: 14px; line-height: 1; padding: 0 8px; height: 24px;
  cursor: inherit; background: #fff; color: #1a1a1a; border: 1px solid #b9b9b9; border-radius: 4px; opacity: 0; }
.stElementContainer:hover > .larger, .larger:focus-visible, .chart-large > .larger { opacity: 1; }
.stElementContainer.chart-large { position: fixed; left: 50%; top: 50%;
  width: var(--wide) !important; height: var(--high); transform: translate(-50%, -50%) scale(var(--grow));
  z-index: 1000002; background: #fff; box-shadow: 0 0 0 100vmax #fff; cursor: zoom-out; }
@media print { .larger { display: none; } }
</style>"""


def show_first_screen(brief: Brief) -> None:
    """Who, the question, what comes first, goals by dose with what it cost, facts, words, care: one screenful."""
    show_style()
    st.html(render("review_first.html", brief=brief, address=picture_address))
    component("fit", "meeting/fit.js")(
        key="fit", data={"trial": brief.summary.trial.id, "smallest": SMALLEST_PERCENT, "from_width": PROJECTOR}
    )


def show_goals(brief: Brief) -> None:
    """What comes first and the table of goals alone, for the page where the decision is typed."""
    show_style()
    st.html(render("decide_facts.html", brief=brief, address=picture_address))


def show_decisions(decisions: Sequence[DecisionText]) -> None:
    """Decisions as they were signed or typed."""
    if decisions:
        st.html(render("decisions.html", decisions=decisions))


def show_details(**blocks: object) -> None:
    """One screenful of what stands behind the first; `details_section.html` says which blocks there are."""
    st.html(render("details_section.html", ramp=RAMP, white_from=WHITE_FROM, address=picture_address, **blocks))


def show_style() -> None:
    """The style sheet of the brief; it holds for everything on the page."""
    st.html(render("style.html"))


def enlarge() -> None:
    """Let every chart of this page grow over the whole screen, at a click or from the keyboard; Escape takes it back.

    The picture grows as it is: no axis changes by it.
    """
    st.html(ENLARGED)
    component("enlarge", "meeting/enlarge.js")(key="enlarge")
