"""A picture for the table of goals: one dose's course, without numbers, on the time axis that all of them share."""

from collections.abc import Mapping

from trial.brief.panels.pictures import Picture, Size
from trial.charts.geometry import INK, TINT
from trial.charts.looks import look_of
from trial.charts.svg import Drawing

WIDTH, LEFT, RIGHT, TOP = 190, 2, 188, 1
HEIGHTS: Mapping[Size, int] = {"goal": 66, "course": 40, "moments": 22}
LANE, EDGE = 13, 6
"""Pixels of the lane for what could not be done, and between the ends of an axis and the edges of the picture."""
MARK_SIZE = 0.45
"""Of a mark, against its size in a panel."""
JUDGED = 7.0
"""The radius of the ring round the reading that the goal was judged at."""


def picture_address(shown: Picture) -> str:
    """The picture as an address for an `<img>`."""
    return picture(shown).address()


def picture(shown: Picture) -> Drawing:
    """The picture, 190 pixels wide, with what it shows as a text alternative."""
    height = HEIGHTS[shown.size]
    made = Drawing(width=WIDTH, height=height, says=shown.says)

    def x(minutes: float) -> float:
        return LEFT + (minutes - shown.hours.start) / (shown.hours.end - shown.hours.start) * (RIGHT - LEFT)

    if shown.region is not None:
        edge, above = _y(shown, shown.region.edge), shown.region.side == "above"
        made.area(LEFT, TOP if above else edge, RIGHT, edge if above else _low(shown) + EDGE, TINT)
        made.rule(LEFT, edge, RIGHT, edge, INK, 1.2)
    made.rule(x(0), TOP, x(0), height - 1, INK, 1)
    made.rule(x(shown.hours.peak), TOP, x(shown.hours.peak), height - 1, INK, 1.2, "2 4")
    lane = height - LANE / 2 - 1
    for line in shown.lines:
        look = look_of(line)
        dash = " ".join(str(part / 2) for part in look.dash or ())
        for run in line.runs:
            if len(run) > 1:
                places = [(x(dot.minutes), _y(shown, dot.y)) for dot in run]
                made.course(places, look.ink, 0.6 * look.width, dash)
        for dot in line.dots:
            made.mark(dot.shape, x(dot.minutes), _y(shown, dot.y), look.ink, fill=look.fill, size=MARK_SIZE)
        for gap in line.could_not:
            fill = INK if gap.finding else "#fff"
            made.area(x(gap.minutes) - 4, lane - 4, x(gap.minutes) + 4, lane + 4, fill, INK)
    if shown.judged is not None:
        minutes, value = shown.judged
        place = lane if value is None else _y(shown, value)
        made.add("circle", cx=x(minutes), cy=place, r=JUDGED, fill="none", stroke=INK, stroke_width=1.2)
    middle = height / 2
    for moment in shown.moments:
        if moment.sign == "event":
            made.mark("worse", x(moment.minutes), middle, INK, fill=INK if moment.grave else "#fff", size=0.6)
        elif moment.sign:
            made.area(x(moment.minutes) - 7, middle - 8, x(moment.minutes) + 7, middle + 8, "#fff", INK)
            made.text(moment.sign, x(moment.minutes), middle, 13, INK, "middle", bold=True)
        else:
            made.add("circle", cx=x(moment.minutes), cy=middle, r=2.6, fill=INK)
    return made


def _low(shown: Picture) -> float:
    """The pixel row of the lowest value: higher up where there is a lane below it."""
    return HEIGHTS[shown.size] - 1 - EDGE - (LANE if any(line.could_not for line in shown.lines) else 0)


def _y(shown: Picture, value: float) -> float:
    if shown.axis is None:
        return _low(shown)
    share = (value - shown.axis.low) / (shown.axis.high - shown.axis.low)
    return _low(shown) - share * (_low(shown) - TOP - EDGE)
