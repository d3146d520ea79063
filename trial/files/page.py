"""The go/no-go summary as one HTML file: no network, no script, two to four sheets of A4; also what Print gives.

The first sheet is the brief itself; the charts follow, then tone, doses side by side, words and decisions in full.
"""

from collections.abc import Iterator

from trial.brief import Brief, brief_of
from trial.brief.panels import a_page, panels_of
from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.brief.panels.tables import dose_comparison, events_by_dose, figure_key, strips_of
from trial.charts.goal_picture import picture
from trial.charts.svg import drawing
from trial.files.imprint import Imprint
from trial.files.templates import render
from trial.meaning.summary import Summary
from trial.wording import headings as say

UNCUT_ON_A_LINE, UNCUT_IN_A_CELL = 135, 45
"""Characters up to which a text has room on the first sheet; a longer one is printed in full on the last one too."""


def write_page(summary: Summary, imprint: Imprint) -> bytes:
    """The page as UTF-8."""
    brief, panels = brief_of(summary, imprint.zone), panels_of(summary)
    shown = a_page(panels)
    page = render(
        "page.html",
        brief=brief,
        imprint=imprint,
        drawn=picture,
        charted=drawing,
        panels=shown,
        words=figure_key(shown),
        events=events_by_dose(shown[0].markers) if shown else (),
        strips=strips_of(summary),
        ramp=RAMP,
        white_from=WHITE_FROM,
        comparison=dose_comparison(summary, panels),
        in_full=tuple(_long_texts(brief)),
    )
    return f"{page}\n".encode()


def _long_texts(brief: Brief) -> Iterator[tuple[str, str]]:
    """What may be cut on the first sheet, each text with its label."""
    lines = [(say.ABOUT, brief.identity.about), (say.QUESTION, brief.question), *brief.topics]
    yield from ((label, text) for label, text in lines if len(text) > UNCUT_ON_A_LINE)
    cells = [(dose.title, dose.happened) for dose in brief.doses if dose not in brief.goals.columns]
    for row in brief.goals.rows:
        goal = f"{say.GOAL} {row.number}"
        cells += [(goal, row.words), (f"{goal}, {say.ASKS}", row.asks)]
        cells += [(f"{goal}, {say.RESULT}", cell.reading) for cell in row.cells]
    cells += brief.decision.draft
    yield from ((label, text) for label, text in cells if len(text) > UNCUT_IN_A_CELL)
