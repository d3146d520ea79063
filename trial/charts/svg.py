"""Drawings as SVG, for a page without scripts: a panel in the geometry of the screen; the page sets its title."""

from base64 import b64encode
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from trial.brief.panels.shapes import Line, Panel, Shape
from trial.charts.geometry import (
    BOTTOM,
    FONT,
    GREY,
    HATCH,
    INK,
    LANE_Y,
    LEFT,
    RIGHT,
    RULE,
    TINT_ON_HATCH,
    TOP,
    WIDTH,
    Frame,
    text_width,
    tick_labels,
)
from trial.charts.looks import look_of
from trial.charts.placing import rules, signs, words

HEAD = 56
"""Pixels that the title takes on screen; here the page sets it."""
MARKS: dict[Shape, str] = {
    "better": "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z",
    "same": "M-10 -3.6h20v7.2h-20z",
    "worse": "M0 -11l11 19h-22z",
    "not_comparable": "M-8 -8l16 16m0 -16l-16 16",
    "neither": "M0 -9l9 9l-9 9l-9 -9z",
}
"""The outline of each mark, in pixels from the place of its reading."""


class Drawing:
    """One `<svg>` element. Later elements are on top; every text is escaped."""

    def __init__(self, *, width: float, height: float, top: float = 0, says: str) -> None:
        self._svg = Element("svg", {"viewBox": f"0 {top:g} {width:g} {height:g}", "role": "img", "aria-label": says})
        self._svg.attrib |= {"font-family": FONT, "style": "font-variant-numeric:tabular-nums lining-nums"}

    def markup(self) -> str:
        """Return the element as text for a page, already escaped."""
        return tostring(self._svg, encoding="unicode")

    def address(self) -> str:
        """The drawing as an address of its own, for a page that takes pictures by address alone."""
        self._svg.set("xmlns", "http://www.w3.org/2000/svg")
        return f"data:image/svg+xml;base64,{b64encode(tostring(self._svg)).decode()}"

    def add(self, tag: str, inside: Element | None = None, /, **attributes: str | float) -> Element:
        """One element with these attributes, the empty ones left out; an underscore becomes a hyphen."""
        written = {
            key.replace("_", "-"): value if isinstance(value, str) else f"{round(value, 1):g}"
            for key, value in attributes.items()
            if value != ""
        }
        return SubElement(self._svg if inside is None else inside, tag, written)

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> None:
        """A straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dash)

    def course(self, places: Iterable[tuple[float, float]], colour: str, width: float, dash: str = "") -> None:
        """A line through points."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        look = {"fill": "none", "stroke": colour, "stroke_dasharray": dash}
        self.add("polyline", points=points, stroke_width=width, **look)

    def area(self, left: float, top: float, right: float, bottom: float, fill: str, edge: str = "") -> None:
        """A filled rectangle, with an edge if it has a colour."""
        size = {"width": right - left, "height": max(bottom - top, 0)}
        self.add("rect", x=left, y=top, fill=fill, stroke=edge, **size)

    def text(
        self, text: str, x: float, y: float, size: float, colour: str = INK, anchor: str = "start", bold: bool = False
    ) -> None:
        """A text with its middle at a pixel row, and a white edge, so that it can be read over a line.

        The browser fits it into the width that was reckoned with, whichever font it has.
        """
        numbers = {"x": x, "y": y + size * 0.34, "font_size": size, "stroke_width": size / 4}
        numbers["textLength"] = text_width(text, size, bold=bold)
        look = {"text_anchor": anchor, "font_weight": "700" if bold else "400", "fill": colour}
        look |= {
            "paint_order": "stroke",
            "stroke": "#fff",
            "stroke_linejoin": "round",
            "lengthAdjust": "spacingAndGlyphs",
        }
        self.add("text", **numbers, **look).text = text

    def mark(self, shape: Shape, x: float, y: float, colour: str, *, fill: str, size: float = 1) -> None:
        """The mark of one reading, larger or smaller than in a panel."""
        place = f"translate({x:.1f} {y:.1f}) scale({size:g})"
        self.add("path", d=MARKS[shape], transform=place, fill=fill, stroke=colour, stroke_width=3)


def drawing(panel: Panel) -> str:
    """The panel as one `<svg>` element 592 units wide, with its title and numbers as a text alternative."""
    frame = Frame(panel)
    made = Drawing(width=WIDTH, height=frame.height - HEAD, top=HEAD, says=f"{panel.title}. {panel.subtitle}")
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
        square = {"width": 8, "height": 8}
        turned = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
        pattern = made.add("pattern", made.add("defs"), id=hatch, **turned, **square)
        made.add("rect", pattern, fill="#f6f6f6", **square)
        made.add("line", pattern, x1=0, y1=0, x2=0, y2=8, stroke=HATCH, stroke_width=2)
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
        made.text(text, LEFT - 8, frame.y(at), 20, GREY, "end")
    for sign in signs(frame):
        for x in sign.at:
            fill = INK if sign.latest else "#fff"
            made.add("path", d=f"M{x - 8:.1f} 81h16l-8 13z", fill=fill, stroke=INK, stroke_width=2)


def _course(made: Drawing, frame: Frame, line: Line) -> None:
    look = look_of(line)
    dash = " ".join(map(str, look.dash or ()))
    places = list(frame.places(line))
    start = 0
    for run in line.runs:
        if len(run) > 1:
            made.course(places[start : start + len(run)], look.ink, look.width, dash)
        start += len(run)
    for dot, (x, y) in zip(line.dots, places, strict=True):
        made.mark(dot.shape, x, y, look.ink, fill=look.fill)
    if line.could_not:
        first, last = frame.x(line.could_not[0].minutes), frame.x(line.could_not[-1].minutes)
        made.rule(first, LANE_Y, last, LANE_Y, look.ink, 2)
    for gap in line.could_not:
        x = frame.x(gap.minutes)
        made.area(x - 11, LANE_Y - 11, x + 11, LANE_Y + 11, "#fff", look.ink)
        made.text(gap.code, x, LANE_Y, 18, INK, "middle", bold=True)
