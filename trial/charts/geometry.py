"""Places in a panel, in pixels of the mock-up (592 wide), for the screen's figures and the page's drawings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from PIL import ImageFont

from trial.brief.panels.shapes import Line, Panel

BLUE, GREY, INK = "#0072b2", "#4a4a4a", "#1a1a1a"  # Okabe-Ito blue; nothing red or green
TINT, TINT_ON_HATCH, HATCH, RULE = "#d7ebf8", "rgba(0,114,178,0.16)", "#c4c4c4", "#dedede"
EFFECT = "#c9dbe8"
"""The hours in which a bolus acts: light, since it is a guide for the eye."""
FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'
WIDTH, LEFT, RIGHT, TOP, BOTTOM = 592, 112, 578, 97, 326
HEAD_ROOM, FOOT_ROOM, LANE_ROOM = 14, 8, 32
LANE_Y, LANE_STEP = 314, 26
"""The pixel row of the lowest lane, and how far above it the next one is."""
FIRST_ROW, ROW = 384, 28
CODE = 23
"""Pixels of the box of a code."""
BOLD = 1.07
"""The width of bold text relative to regular text."""
DODGE = 9
"""Pixels by which equal values of two doses are drawn apart, so that neither hides the other."""


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def covered(self, by: Iterable["Box"]) -> float:
        """How many of its pixels others cover, those that several cover as often. Places are tried by the hundred."""
        left, top, right, bottom = self
        return sum(
            (min(right, box.right) - max(left, box.left)) * (min(bottom, box.bottom) - max(top, box.top))
            for box in by
            if box.left < right and box.right > left and box.top < bottom and box.bottom > top
        )


class Code(NamedTuple):
    """The box of a code in a lane: its letter, its pixel column, and what it says in full."""

    text: str
    x: float
    says: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns minutes and values into pixels for one panel."""

    panel: Panel

    @property
    def height(self) -> int:
        return FIRST_ROW + ROW * (len(self.panel.rows) - 1) + 26

    @property
    def low_y(self) -> float:
        """The pixel row of the lowest value of the axis: higher up when there is a lane below it."""
        lanes = len(self.lanes)
        return BOTTOM - (LANE_ROOM + LANE_STEP * (lanes - 1) if lanes else FOOT_ROOM)

    @property
    def lanes(self) -> tuple[Line, ...]:
        """The doses with something that had no value, the latest first: each has a lane of its own."""
        return tuple(line for line in reversed(self.panel.lines) if line.could_not)

    def lane_y(self, line: Line) -> float:
        """The pixel row of a dose's lane."""
        return LANE_Y - LANE_STEP * (len(self.lanes) - 1 - self.lanes.index(line))

    def codes(self, line: Line) -> tuple["Code", ...]:
        """The boxed codes of a dose's lane: equal neighbours share a box, others are side by side."""
        found: list[Code] = []
        for gap in line.could_not:
            x, said = self.x(gap.minutes), f"{gap.slot}, {gap.words}"
            if found and found[-1].text == gap.code and x - found[-1].x < CODE:
                found[-1] = found[-1]._replace(says=f"{found[-1].says}; {said}")
            else:
                found.append(Code(gap.code, max(x, found[-1].x + CODE) if found else x, said))
        for place in reversed(range(len(found))):  # back from the right edge
            most = (found[place + 1].x if place + 1 < len(found) else RIGHT + CODE) - CODE
            found[place] = found[place]._replace(x=min(found[place].x, most))
        return tuple(found)

    def x(self, minutes: float) -> float:
        share = (minutes - self.panel.start) / (self.panel.end - self.panel.start)
        return LEFT + share * (RIGHT - LEFT)

    def minutes_at(self, x: float) -> float:
        """The minutes at a pixel column."""
        return self.panel.start + (x - LEFT) / (RIGHT - LEFT) * (self.panel.end - self.panel.start)

    def y(self, value: float) -> float:
        axis = self.panel.axis
        share = (value - axis.low) / (axis.high - axis.low)
        return self.low_y - share * (self.low_y - TOP - HEAD_ROOM)

    def y_range(self) -> tuple[float, float]:
        """The values at the bottom and the top edge of the plot."""
        axis = self.panel.axis
        unit = (axis.high - axis.low) / (self.low_y - TOP - HEAD_ROOM)
        return axis.low - (BOTTOM - self.low_y) * unit, axis.high + HEAD_ROOM * unit

    def value_at(self, y: float) -> float:
        """The value at a pixel row."""
        bottom, top = self.y_range()
        return bottom + (BOTTOM - y) / (BOTTOM - TOP) * (top - bottom)

    def lift(self, line: Line) -> float:
        """Pixels up or down for the whole course of a dose, where it would cover another dose's grades."""
        if self.panel.axis.kind != "ordinal" or not self._lie_on_each_other():
            return 0.0
        doses = list(dict.fromkeys(line.dose for line in self.panel.lines))
        return DODGE * ((len(doses) - 1) / 2 - doses.index(line.dose))

    def _lie_on_each_other(self) -> bool:
        return any(
            dot.y == other.y and abs(self.x(dot.minutes) - self.x(other.minutes)) < 24
            for line, earlier in combinations(self.panel.lines, 2)
            if line.dose != earlier.dose
            for dot in line.dots
            for other in earlier.dots
        )

    def places(self, line: Line) -> Iterator[tuple[float, float]]:
        """The pixel column and row of each point of one dose."""
        for dot in line.dots:
            yield self.x(dot.minutes), self.y(dot.y) - self.lift(line)

    def columns(self) -> tuple[int, ...]:
        """Which table columns fit under the plot: the peak first, then baseline, then as many others as fit."""
        order = sorted(
            (index for index, column in enumerate(self.panel.columns) if column.drawn),
            key=lambda index: (
                not self.panel.columns[index].peak,
                self.panel.columns[index].slot != "baseline",
                self.panel.columns[index].minutes % 60 != 0,
                index,
            ),
        )
        fitting: list[int] = []
        for index in order:
            if all(self._clear(index, other) for other in fitting):
                fitting.append(index)
        return tuple(sorted(fitting))

    def _clear(self, index: int, other: int) -> bool:
        columns, rows = self.panel.columns, self.panel.rows
        widest = (
            max(text_width(row.cells[column], 20, bold=True) for row in rows for column in (index, other))
            if rows
            else 0
        )
        return abs(self.x(columns[index].minutes) - self.x(columns[other].minutes)) >= widest + 6


def tick_labels(frame: Frame) -> list[tuple[str, float]]:
    """The labels beside the axis, each with its value; the unit goes with the topmost number where it fits."""
    axis = frame.panel.axis
    found = [(tick.label, tick.at) for tick in axis.ticks]
    if axis.kind == "numeric" and found:
        text = f"{found[-1][0]} {axis.unit}"
        if text_width(text, 20) <= LEFT - 8:
            found[-1] = text, found[-1][1]
    return found


@lru_cache(maxsize=4000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that a line of text of this size has: its width in a sans serif font, which `svg` makes any font fit."""
    return ImageFont.load_default(size).getlength(text) * (BOLD if bold else 1)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The lines of a bold text that fit in so many pixels."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold=True) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
