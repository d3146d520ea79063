"""A panel as vectors for a page that stands alone: the same geometry as on screen, its title left to the page."""

from trial.brief.panels.shapes import Line, Panel
from trial.charts.geometry import (
    BLUE,
    BOTTOM,
    GREY,
    INK,
    LANE_Y,
    LEFT,
    RIGHT,
    RULE,
    SECOND_INK,
    TINT_ON_HATCH,
    TOP,
    WIDTH,
    Frame,
    tick_labels,
)
from trial.charts.placing import rules, signs, words
from trial.charts.vectors import Drawing, MarkSizes

MARKS = MarkSizes(radius=8, bar=(10, 3.6), triangle=(11, 11, 19), cross=8, diamond=9, line=3, cross_line=3.4)
HEAD = 56
"""Pixels that the title takes on screen; here the page sets it."""


def drawing(panel: Panel) -> str:
    """The panel as one `<svg>` element 592 units wide, with its title and numbers as a text alternative."""
    frame = Frame(panel)
    says = f"{panel.title}. {panel.subtitle}"
    made = Drawing(width=WIDTH, height=frame.height - HEAD, top=HEAD, says=says, marks=MARKS)
    _ground(made, frame)
    _axes(made, frame)
    for line in panel.lines:
        _course(made, frame, line)
    made.rule(0, 361, RIGHT, 361, "#cfcfcf", 1)
    for said in words(frame):
        made.text(said.text, said.x, said.y, said.size, said.colour, said.anchor, bold=said.bold)
    return made.markup()


def _ground(made: Drawing, frame: Frame) -> None:
    panel = frame.panel
    if panel.band is not None:
        hatch = "hatch-" + panel.key.replace("/", "-")
        made.hatching(hatch, 8, 2)
        _area(made, frame.y(panel.band.high), frame.y(panel.band.low), f"url(#{hatch})")
    for tick in panel.axis.ticks:
        made.rule(LEFT, frame.y(tick.at), RIGHT, frame.y(tick.at), RULE, 1)
    for region in panel.regions:
        edge, above = frame.y(region.edge), region.side == "above"
        _area(made, TOP if above else edge, edge if above else frame.low_y, TINT_ON_HATCH)


def _area(made: Drawing, top: float, bottom: float, fill: str) -> None:
    made.area(LEFT, max(top, TOP), RIGHT, min(bottom, BOTTOM), fill)


def _axes(made: Drawing, frame: Frame) -> None:
    panel = frame.panel
    for rule in rules(frame):
        (x1, x2), (y1, y2) = map(frame.x, rule.x), map(frame.y, rule.y)
        made.rule(x1, y1, x2, y2, rule.colour, rule.width, rule.dash)
    made.rule(LEFT, BOTTOM, RIGHT, BOTTOM, INK, 1.2)
    for tick in panel.hours:
        x = frame.x(tick.at)
        made.rule(x, BOTTOM, x, BOTTOM + 5, INK, 1.2)
        made.text(tick.label, x, BOTTOM + 17, 20, INK, "middle", bold=tick.at == panel.peak)
    for text, at in tick_labels(frame):
        made.text(text, LEFT - 8, frame.y(at), 20, SECOND_INK, "end")
    for sign in signs(frame):
        for x in sign.at:
            made.path(f"M{x - 8:.1f} 81h16l-8 13z", INK if sign.latest else "#fff", INK, 2)


def _course(made: Drawing, frame: Frame, line: Line) -> None:
    colour, width, dash = (BLUE, 4.0, "") if line.latest else (GREY, 2.6, "8 6")
    places = list(frame.places(line))
    start = 0
    for run in line.runs:
        if len(run) > 1:
            made.course(places[start : start + len(run)], colour, width, dash)
        start += len(run)
    for dot, (x, y) in zip(line.dots, places, strict=True):
        made.mark(dot.shape, x, y, colour, hollow=not line.latest)
    if line.could_not:
        first, last = frame.x(line.could_not[0].minutes), frame.x(line.could_not[-1].minutes)
        made.rule(first, LANE_Y, last, LANE_Y, colour, 2)
    for gap in line.could_not:
        x = frame.x(gap.minutes)
        made.area(x - 11, LANE_Y - 11, x + 11, LANE_Y + 11, "#fff", colour)
        made.text(gap.code, x, LANE_Y, 18, INK, "middle", bold=True)
