"""The looks of a trial's doses, the same on screen, on paper and in the workbook: three, by how long ago they were."""

from typing import NamedTuple

from trial.brief.panels.shapes import Line
from trial.charts.geometry import BLUE, GREY


class Look(NamedTuple):
    """How a dose is drawn: ink of line and edges, width of the line in pixels, its dashes, what fills its marks."""

    ink: str
    width: float
    dash: tuple[int, int] | None
    fill: str


LOOKS = (
    Look(BLUE, 4.0, None, BLUE),
    Look(GREY, 2.6, (8, 6), "#ffffff"),
    Look(GREY, 2.6, (2, 5), "#b9b9b9"),
)
"""The latest dose, the one before it, and every dose before that."""


def look_of(line: Line) -> Look:
    """How this dose is drawn."""
    return LOOKS[min(line.age, len(LOOKS) - 1)]
