"""An SVG drawing being made: rules, areas, texts, courses and the marks of readings, in pixels."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from trial.brief.panels.shapes import Shape
from trial.charts.geometry import FONT, HATCH, INK


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSizes:
    """How large each mark is: circle better, flat bar no real change, triangle worse, cross not comparable, diamond."""

    radius: float
    bar: tuple[float, float]  # half its width, half its height
    triangle: tuple[float, float, float]  # from the middle up to the tip, half its foot, its height
    cross: float
    diamond: float
    line: float
    cross_line: float


class Drawing:
    """One `<svg>` element. What is drawn later lies on top; every text is escaped when it is written."""

    def __init__(self, *, width: float, height: float, top: float = 0, says: str, marks: MarkSizes) -> None:
        self._marks = marks
        self._svg = Element(
            "svg",
            {
                "viewBox": f"0 {top:g} {width:g} {height:g}",
                "role": "img",
                "aria-label": says,
                "font-family": FONT,
                "style": "font-variant-numeric:tabular-nums lining-nums",
            },
        )

    def markup(self) -> str:
        """The element as text, to be put into a page as it is."""
        return tostring(self._svg, encoding="unicode")

    def address(self) -> str:
        """The drawing as an address of its own, for a page that takes pictures by address alone."""
        self._svg.set("xmlns", "http://www.w3.org/2000/svg")
        return f"data:image/svg+xml;base64,{b64encode(tostring(self._svg)).decode()}"

    def hatching(self, key: str, size: int, width: float) -> None:
        """Define the pattern of the error band, to be filled with as `url(#key)`."""
        square = {"width": f"{size}", "height": f"{size}"}
        turned = {"id": key, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
        pattern = SubElement(SubElement(self._svg, "defs"), "pattern", square | turned)
        SubElement(pattern, "rect", square | {"fill": "#f6f6f6"})
        ends = {"x1": "0", "y1": "0", "x2": "0", "y2": f"{size}"}
        SubElement(pattern, "line", ends | {"stroke": HATCH, "stroke-width": f"{width:g}"})

    def rule(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> None:
        """A straight line."""
        ends = {"x1": f"{x1:.1f}", "y1": f"{y1:.1f}", "x2": f"{x2:.1f}", "y2": f"{y2:.1f}"}
        SubElement(self._svg, "line", ends | _stroke(colour, width, dash))

    def course(self, places: Iterable[tuple[float, float]], colour: str, width: float, dash: str = "") -> None:
        """A line through points."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        SubElement(self._svg, "polyline", {"points": points, "fill": "none"} | _stroke(colour, width, dash))

    def area(self, left: float, top: float, right: float, bottom: float, fill: str, edge: str = "") -> None:
        """A filled rectangle, with an edge if it has a colour."""
        size = {"width": f"{right - left:.1f}", "height": f"{max(bottom - top, 0):.1f}"}
        edges = {"stroke": edge} if edge else {}
        SubElement(self._svg, "rect", {"x": f"{left:.1f}", "y": f"{top:.1f}", **size, "fill": fill, **edges})

    def text(
        self, text: str, x: float, y: float, size: float, colour: str = INK, anchor: str = "start", bold: bool = False
    ) -> None:
        """A text whose middle stands at a pixel, with a white edge that keeps it readable over a line."""
        place = {"x": f"{x:.1f}", "y": f"{y + size * 0.34:.1f}", "text-anchor": anchor, "font-size": f"{size:g}"}
        look = {"font-weight": "700" if bold else "400", "fill": colour, "paint-order": "stroke"}
        edge = {"stroke": "#fff", "stroke-width": f"{size / 4:g}", "stroke-linejoin": "round"}
        SubElement(self._svg, "text", place | look | edge).text = text

    def path(self, data: str, fill: str, colour: str, width: float) -> None:
        """Any other outline."""
        SubElement(self._svg, "path", {"d": data, "fill": fill} | _stroke(colour, width))

    def ring(self, x: float, y: float, radius: float, colour: str) -> None:
        """A circle round something."""
        circle = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:g}", "fill": "none"}
        SubElement(self._svg, "circle", circle | _stroke(colour, 1.2))

    def mark(self, shape: Shape, x: float, y: float, colour: str, *, hollow: bool) -> None:
        """The mark of one reading."""
        sizes, fill = self._marks, "#fff" if hollow else colour
        if shape == "better":
            circle = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{sizes.radius:g}", "fill": fill}
            SubElement(self._svg, "circle", circle | _stroke(colour, sizes.line))
        elif shape == "same":
            wide, high = sizes.bar
            outline = f"M{x - wide:.1f} {y - high:.1f}h{2 * wide:g}v{2 * high:g}h{-2 * wide:g}z"
            self.path(outline, fill, colour, sizes.line)
        elif shape == "worse":
            tip, half, high = sizes.triangle
            self.path(f"M{x:.1f} {y - tip:.1f}l{half:g} {high:g}h{-2 * half:g}z", fill, colour, sizes.line)
        elif shape == "not_comparable":
            arm = sizes.cross
            there = f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm:g} {2 * arm:g}"
            self.path(f"{there}m0 {-2 * arm:g}l{-2 * arm:g} {2 * arm:g}", "none", colour, sizes.cross_line)
        else:
            arm = sizes.diamond
            outline = f"M{x:.1f} {y - arm:.1f}l{arm:g} {arm:g}l{-arm:g} {arm:g}l{-arm:g} {-arm:g}z"
            self.path(outline, fill, colour, sizes.line)


def _stroke(colour: str, width: float, dash: str = "") -> dict[str, str]:
    return {"stroke": colour, "stroke-width": f"{width:g}"} | ({"stroke-dasharray": dash} if dash else {})
