"""A goal's picture for a table: one dose's course against the agreed goal, without numbers, on the shared time axis."""

from trial.brief.panels import Picture
from trial.charts.geometry import BLUE, GREY, INK, TINT
from trial.charts.svg import Drawing

WIDTH, HEIGHT = 190, 76
LEFT, RIGHT, TOP, BOTTOM, EDGE = 2, 188, 2, 74, 7
LANE_Y, LANE_ROOM = 67, 13
MARK_SIZE = 0.47
"""Of a mark, against its size in a panel."""
JUDGED = 7.5
"""The radius of the ring round the reading that the goal was judged at."""


def picture_address(shown: Picture) -> str:
    """The picture as an address for an `<img>`."""
    return picture(shown).address()


def picture(shown: Picture) -> Drawing:
    """The picture, 190 x 76, with what it shows as a text alternative."""
    made = Drawing(width=WIDTH, height=HEIGHT, says=shown.says)
    low = BOTTOM - EDGE - (LANE_ROOM if shown.line.could_not else 0)

    def x(minutes: float) -> float:
        return LEFT + (minutes - shown.hours.start) / (shown.hours.end - shown.hours.start) * (RIGHT - LEFT)

    def y(value: float) -> float:
        return low - (value - shown.axis.low) / (shown.axis.high - shown.axis.low) * (low - TOP - EDGE)

    if shown.region is not None:
        edge, above = y(shown.region.edge), shown.region.side == "above"
        made.area(LEFT, TOP if above else edge, RIGHT, edge if above else low + EDGE, TINT)
        made.rule(LEFT, edge, RIGHT, edge, INK, 1.2)
    made.rule(x(0), TOP, x(0), BOTTOM, INK, 1)
    made.rule(x(shown.hours.peak), TOP, x(shown.hours.peak), BOTTOM, INK, 1.2, "2 4")
    colour, width, dash = (BLUE, 2.4, "") if shown.line.latest else (GREY, 1.8, "4 3")
    for run in shown.line.runs:
        if len(run) > 1:
            made.course([(x(dot.minutes), y(dot.y)) for dot in run], colour, width, dash)
    for dot in shown.line.dots:
        made.mark(dot.shape, x(dot.minutes), y(dot.y), colour, hollow=not shown.line.latest, size=MARK_SIZE)
    for gap in shown.line.could_not:
        made.area(x(gap.minutes) - 4, LANE_Y - 4, x(gap.minutes) + 4, LANE_Y + 4, INK if gap.finding else "#fff", INK)
    if shown.judged is not None:
        minutes, value = shown.judged
        place = LANE_Y if value is None else y(value)
        made.add("circle", cx=x(minutes), cy=place, r=JUDGED, fill="none", stroke=INK, stroke_width=1.2)
    return made
