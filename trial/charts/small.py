"""A panel at the size of a thumbnail, for a page that has one row of them: course, goal, error and baseline."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from trial.brief.panels.shapes import Line, Panel, Tick
from trial.charts.geometry import BLUE, FONT, GREY, INK, RULE, TINT_ON_HATCH
from trial.charts.vectors import Marks, area, hatching, rule

WIDTH, HEIGHT = 167, 104
LEFT, RIGHT, TOP, BOTTOM = 26, 161, 4, 88
LANE_Y, LANE_ROOM, EDGE = 83, 9, 4
MOST_TICKS = 5
MARKS = Marks(radius=3.4, bar=(4.5, 1.6), triangle=(4.9, 5, 8.6), cross=3.6, diamond=3.8, line=1.3, cross_line=1.5)


def small_drawing(panel: Panel) -> str:
    """The panel as one `<svg>` element of 167 x 104 pixels, with its title as a text alternative."""
    return _Small(panel).drawing()


@dataclass(frozen=True, slots=True)
class _Small:
    panel: Panel

    def drawing(self) -> str:
        hatch = "small-" + self.panel.key.replace("/", "-")
        said = escape(f"{self.panel.title}. {self.panel.subtitle}")
        return "".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
                f'aria-label="{said}" font-family="{escape(FONT)}" font-size="11">',
                hatching(hatch, 6, 1.5),
                *self._ground(hatch),
                *self._axes(),
                *(part for line in self.panel.lines for part in self._course(line)),
                "</svg>",
            )
        )

    def x(self, minutes: float) -> float:
        return LEFT + (minutes - self.panel.start) / (self.panel.end - self.panel.start) * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        axis, low = self.panel.axis, BOTTOM - EDGE - (LANE_ROOM if self.panel.lane else 0)
        return low - (value - axis.low) / (axis.high - axis.low) * (low - TOP - EDGE)

    def _ground(self, hatch: str) -> Iterator[str]:
        panel = self.panel
        if panel.band is not None:
            yield _area(self.y(panel.band.high), self.y(panel.band.low), f"url(#{hatch})")
        for tick in self._ticks():
            yield rule(LEFT, self.y(tick.at), RIGHT, self.y(tick.at), RULE, 0.8)
            yield _text(tick.label, LEFT - 4, self.y(tick.at) + 3.8, "end", GREY)
        if panel.baseline is not None and panel.band is None:
            yield rule(LEFT, self.y(panel.baseline), RIGHT, self.y(panel.baseline), "#8a8a8a", 1)
        for region in panel.regions:
            edge, above = self.y(region.edge), region.side == "above"
            yield _area(TOP if above else edge, edge if above else BOTTOM, TINT_ON_HATCH)
            yield rule(LEFT, edge, RIGHT, edge, INK, 0.8)

    def _ticks(self) -> tuple[Tick, ...]:
        """As many as can be read; the top one always."""
        ticks = self.panel.axis.ticks
        every = -(-len(ticks) // MOST_TICKS)
        return ticks[::-1][::every] if ticks else ()

    def _axes(self) -> Iterator[str]:
        panel = self.panel
        yield rule(self.x(panel.peak), TOP, self.x(panel.peak), BOTTOM, INK, 0.9, "2 4")
        yield rule(self.x(0), TOP, self.x(0), BOTTOM, INK, 0.7)
        yield rule(LEFT, BOTTOM, RIGHT, BOTTOM, INK, 0.7)
        for tick in panel.hours:
            if tick.at in (0, panel.peak) or tick is panel.hours[-1]:
                yield rule(self.x(tick.at), BOTTOM, self.x(tick.at), BOTTOM + 2.5, INK, 1)
                yield _text(tick.label, self.x(tick.at), 101, "middle", INK, bold=tick.at == panel.peak)

    def _course(self, line: Line) -> Iterator[str]:
        colour, width, dash = (BLUE, 1.8, "") if line.latest else (GREY, 1.1, "3.6 2.7")
        for run in line.runs:
            if len(run) > 1:
                points = " ".join(f"{self.x(dot.minutes):.1f},{self.y(dot.y):.1f}" for dot in run)
                dashes = f' stroke-dasharray="{dash}"' if dash else ""
                yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dashes}/>'
        for dot in line.dots:
            yield MARKS.drawn(dot.shape, self.x(dot.minutes), self.y(dot.y), colour, hollow=not line.latest)
        for gap in line.could_not:
            fill = colour if line.latest else "#fff"
            yield (
                f'<rect x="{self.x(gap.minutes) - 2:.1f}" y="{LANE_Y - 3}" width="4" height="6" fill="{fill}" '
                f'stroke="{colour}"/>'
            )


def _text(text: str, x: float, y: float, anchor: str, colour: str, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{escape(text)}</text>'


def _area(top: float, bottom: float, fill: str) -> str:
    return area(LEFT, max(top, TOP), RIGHT, min(bottom, BOTTOM), fill)
