"""Which words and rules stand where in a panel: direct labels instead of a legend, each where it covers least."""

from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import Literal, NamedTuple

from trial.brief.panels.shapes import EventMarker, Line
from trial.charts.geometry import BLUE, FIRST_ROW, GREY, INK, LANE_Y, LEFT, RIGHT, ROW, TOP, Box, Frame, text_width

NEAR = 17
"""Pixels under which markers of one dose share a sign."""


class Words(NamedTuple):
    """A text whose middle stands at a pixel row, and which end of it stands at the pixel column."""

    name: str  # what it is: "goal", "label", "cell"
    text: str
    x: float
    y: float
    size: float = 20
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = True

    @property
    def box(self) -> Box:
        """What it covers."""
        wide = text_width(self.text, 20)
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return Box(left, self.y - 11, left + wide, self.y + 11)


class Rule(NamedTuple):
    """A straight line, in minutes and values."""

    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    colour: str
    width: float
    dash: str = ""


def words(frame: Frame) -> Iterator[Words]:
    """Every text of a panel but its title and its axes; the values under their hours are the axis as well."""
    panel = frame.panel
    for sign in signs(frame):
        yield Words("marker sign", sign.text, sign.x, 68, 18, anchor="middle")
    if panel.lane:
        yield Words("lane", panel.lane, LEFT - 8, LANE_Y, 18, GREY, "end", bold=False)
    yield from labels(frame)
    for place, row in enumerate(panel.rows):
        y = FIRST_ROW - 7 + ROW * place
        yield Words("row", row.label, 0, y, colour=BLUE if row.latest else GREY)
        for index in frame.columns():
            column = panel.columns[index]
            yield Words("cell", row.cells[index], frame.x(column.minutes), y, anchor="middle", bold=column.peak)


def rules(frame: Frame) -> Iterator[Rule]:
    """T0, the peak hour, when a bolus acts, the edge of each goal and, where no band stands, the baseline."""
    panel, (bottom, top) = frame.panel, frame.y_range()
    across, down = (panel.start, panel.end), (bottom, top)
    if panel.baseline is not None and panel.band is None:
        yield Rule("baseline", across, (panel.baseline, panel.baseline), "#8a8a8a", 1.2)
    for region in panel.regions:
        yield Rule("goal", across, (region.edge, region.edge), INK, 1.6)
    yield Rule("peak", (panel.peak, panel.peak), down, INK, 1.6, "2px,5px")
    yield Rule("T0", (0, 0), down, INK, 1.4)
    if panel.window is not None:
        yield Rule("effect", panel.window, (bottom, bottom), INK, 5)


def labels(frame: Frame) -> list[Words]:
    """Direct labels instead of a legend: goals, band and lane, each dose by name, and the values that were marked."""
    taken = _marks(frame)
    found = [*_region_words(frame, taken)]
    found += _band_words(frame, [*taken, *(one.box for one in found)])
    found += _lane_words(frame)
    taken += [one.box for one in found]
    for line in reversed(frame.panel.lines):
        dots = list(zip(line.dots, frame.places(line), strict=True))
        wanted = [(dot.label, [place]) for dot, place in dots if dot.label]
        if len(frame.panel.lines) > 1 and dots:
            wanted.append((line.label, _apart(frame, line)))
        for text, places in wanted:
            label, box = _beside(frame, text, places, line.latest, taken)
            found.append(label)
            taken.append(box)
    return found


def _apart(frame: Frame, line: Line) -> list[tuple[float, float]]:
    """The three points of a dose that stand furthest from every other dose: a name there cannot be mistaken."""
    others = [place for other in frame.panel.lines if other.dose != line.dose for place in frame.places(other)]
    return sorted(
        frame.places(line), key=lambda place: -min((hypot(place[0] - x, place[1] - y) for x, y in others), default=0.0)
    )[:3]


def _marks(frame: Frame) -> list[Box]:
    """What labels must not cover: the points, and the courses between them."""
    boxes = []
    for line in frame.panel.lines:
        places = list(frame.places(line))
        boxes += [Box(x - 10, y - 9, x + 10, y + 9) for x, y in places]
        for (x1, y1), (x2, y2) in pairwise(places):
            for part in (0.2, 0.35, 0.5, 0.65, 0.8):
                x, y = x1 + (x2 - x1) * part, y1 + (y2 - y1) * part
                boxes.append(Box(x - 5, y - 4, x + 5, y + 4))
        boxes += [
            Box(frame.x(gap.minutes) - 12, LANE_Y - 12, frame.x(gap.minutes) + 12, LANE_Y + 12)
            for gap in line.could_not
        ]
    return boxes


def _beside(
    frame: Frame, text: str, places: list[tuple[float, float]], latest: bool, taken: list[Box]
) -> tuple[Words, Box]:
    """Stand a text at the corner, of any of these points, where it covers least."""
    width = text_width(text, 20)
    tried: list[tuple[float, Words, Box]] = []
    for x, y in places:
        for across, down in ((12, -16), (-12, -16), (12, 17), (-12, 17), (0, -20), (0, 21), (20, 0)):
            left = x - width / 2 if across == 0 else x + across if across > 0 else x + across - width
            box = Box(left - 8, y + down - 10, left + width + 8, y + down + 10)
            outside = max(0, LEFT + 2 - box.left) + max(0, box.right - RIGHT) + max(0, TOP + 4 - box.top)
            outside += max(0, box.bottom - frame.low_y)
            label = Words("label", text, left, y + down, colour=BLUE if latest else GREY)
            tried.append((outside * 60 + box.covered(taken), label, box))
    _, label, box = min(tried, key=lambda one: one[0])
    return label, box


def _region_words(frame: Frame, taken: list[Box]) -> Iterator[Words]:
    """Goal labels: inside their region if they cover nothing there, else on the other side of its edge."""
    for region in frame.panel.regions:
        edge = frame.y(region.edge)
        inside, outside = (-15, 15) if region.side == "above" else (15, -15)
        far = TOP + 14 if region.side == "above" else frame.low_y - 12
        x, y = _clearest(frame, region.label, (edge + inside, far, edge + outside), taken)
        yield (words := Words("goal", region.label, x, y))
        taken = [*taken, words.box]


def _band_words(frame: Frame, taken: list[Box]) -> Iterator[Words]:
    """The error band's label: just inside one of its edges, or beneath it, where it covers least."""
    if (band := frame.panel.band) is not None:
        low, high = frame.y(band.low), frame.y(band.high)
        x, y = _clearest(frame, band.label, (low - 13, high + 13, low + 13), taken)
        yield Words("error", band.label, x, y, 19, GREY, bold=False)


def _clearest(frame: Frame, text: str, rows: tuple[float, ...], taken: list[Box]) -> tuple[float, float]:
    """Where along these rows a text covers least; the earlier row and the left on a tie."""
    places = [
        place
        for y in rows
        for step in range(17)
        if (place := Words("", text, LEFT + 8.0 + 25 * step, y)).box.right <= RIGHT and TOP + 10 <= y <= frame.low_y - 8
    ]
    if not places:
        return LEFT + 8.0, min(max(rows[0], TOP + 14), frame.low_y - 10)
    clearest = min(places, key=lambda place: place.box.covered(taken))
    return clearest.x, clearest.y


def _lane_words(frame: Frame) -> list[Words]:
    """What the boxes in the lane mean, once: one reason over its first box, several with their codes."""
    gaps = [gap for line in frame.panel.lines for gap in line.could_not]
    if not gaps:
        return []
    codes = dict.fromkeys((gap.code, gap.words) for gap in gaps)
    text = gaps[0].words if len(codes) == 1 else ", ".join(f"{code} {said}" for code, said in codes)
    middle, half = frame.x(min(gap.minutes for gap in gaps)), text_width(text, 20) / 2
    x = max(min(middle, RIGHT - half - 4), LEFT + half + 4)
    return [Words("lane words", text, x, LANE_Y - 24.0, colour=GREY, anchor="middle")]


class Sign(NamedTuple):
    """What stands above the plot: markers at their true moments under one sign."""

    text: str
    x: float
    at: tuple[float, ...]
    latest: bool


def signs(frame: Frame) -> list[Sign]:
    """The markers' signs: neighbours of one dose share theirs ("1-3"); others stand side by side."""
    groups: list[list[EventMarker]] = []
    for marker in sorted(frame.panel.markers, key=lambda one: (not one.latest, one.minutes)):
        last = groups[-1] if groups and groups[-1][0].latest == marker.latest else []
        if last and last[0].sign != "dose" and frame.x(marker.minutes) - frame.x(last[-1].minutes) < NEAR:
            last.append(marker)
        else:
            groups.append([marker])
    return list(_apart_from_each_other(sorted((_sign(frame, group) for group in groups), key=lambda one: one.x)))


def _apart_from_each_other(found: list[Sign]) -> Iterator[Sign]:
    """Signs that would touch stand side by side, as a block over the middle of their moments."""
    blocks: list[list[Sign]] = []
    for sign in found:
        blocks.append([sign])
        while len(blocks) > 1 and _span(blocks[-2])[1] + 7 > _span(blocks[-1])[0]:
            last = blocks.pop()
            blocks[-1] += last
    for block in blocks:
        x = _span(block)[0]
        for sign in block:
            width = text_width(sign.text, 18)
            yield sign._replace(x=x + width / 2)
            x += width + 7


def _span(block: list[Sign]) -> tuple[float, float]:
    middle = sum(sign.x for sign in block) / len(block)
    half = (sum(text_width(sign.text, 18) for sign in block) + 7 * (len(block) - 1)) / 2
    return middle - half, middle + half


def _sign(frame: Frame, group: list[EventMarker]) -> Sign:
    text = group[0].sign if len(group) == 1 else f"{group[0].sign}–{group[-1].sign}"
    at = tuple(frame.x(one.minutes) for one in group)
    return Sign(text, sum(at) / len(at), at, group[0].latest)
