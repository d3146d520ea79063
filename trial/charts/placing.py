"""Which words stand where in a panel: direct labels instead of a legend, each where it covers least."""

from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from trial.brief.panels.shapes import EventMarker, Line
from trial.charts.geometry import LANE_Y, LEFT, RIGHT, TOP, Box, Frame, text_width

NEAR = 17
"""Pixels under which markers of one dose share a sign."""


class Label(NamedTuple):
    """A text beside a point: its anchor in pixels, and on which side of the anchor it runs."""

    text: str
    x: float
    y: float  # of the middle of the text
    anchor: str  # "start" or "end"
    latest: bool


def labels(frame: Frame) -> list[Label]:
    """Direct labels instead of a legend: each dose by name where it stands clear, and the values that were marked."""
    taken = [*_marks(frame), *_words(frame)]
    found: list[Label] = []
    for line in reversed(frame.panel.lines):
        dots = list(zip(line.dots, frame.places(line), strict=True))
        for dot, (x, y) in dots:
            if dot.label:
                _put(frame, dot.label, [(x, y)], line.latest, taken, found)
        if len(frame.panel.lines) > 1 and dots:
            _put(frame, line.label, _apart(frame, line), line.latest, taken, found)
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


def _words(frame: Frame) -> list[Box]:
    started = [_written(*one) for one in (*region_words(frame), *band_words(frame))]
    return started + [_written(text, x - text_width(text, 20) / 2, y) for text, x, y in lane_words(frame)]


def _written(text: str, x: float, y: float) -> Box:
    return _box(x, y, text_width(text, 20))


def _box(x: float, y: float, wide: float) -> Box:
    return Box(x, y - 11, x + wide, y + 11)


def _put(
    frame: Frame, text: str, places: list[tuple[float, float]], latest: bool, taken: list[Box], found: list[Label]
) -> None:
    """Stand a text at the corner, of any of these points, where it covers least."""
    width = text_width(text, 20)
    best: tuple[float, Label, Box] | None = None
    for x, y in places:
        for across, down in ((12, -16), (-12, -16), (12, 17), (-12, 17), (0, -20), (0, 21), (20, 0)):
            left = x - width / 2 if across == 0 else x + across if across > 0 else x + across - width
            box = Box(left - 8, y + down - 10, left + width + 8, y + down + 10)
            outside = max(0, LEFT + 2 - box.left) + max(0, box.right - RIGHT) + max(0, TOP + 4 - box.top)
            outside += max(0, box.bottom - frame.low_y)
            cost = outside * 60 + box.covered(taken)
            if best is None or cost < best[0]:
                best = cost, Label(text, left, y + down, "start", latest), box
    if best is not None:
        found.append(best[1])
        taken.append(best[2])


def region_words(frame: Frame) -> list[tuple[str, float, float]]:
    """Goal labels: inside their region if they cover nothing there, else on the other side of its edge."""
    taken = _marks(frame)
    found = []
    for region in frame.panel.regions:
        edge = frame.y(region.edge)
        inside, outside = (-15, 15) if region.side == "above" else (15, -15)
        far = TOP + 14 if region.side == "above" else frame.low_y - 12
        x, y = _clearest(frame, region.label, (edge + inside, far, edge + outside), taken)
        found.append((region.label, x, y))
        taken.append(_written(region.label, x, y))
    return found


def band_words(frame: Frame) -> list[tuple[str, float, float]]:
    """The error band's label: just inside one of its edges, or beneath it, where it covers least."""
    band = frame.panel.band
    if band is None:
        return []
    taken = [*_marks(frame), *(_written(*one) for one in region_words(frame))]
    low, high = frame.y(band.low), frame.y(band.high)
    x, y = _clearest(frame, band.label, (low - 13, high + 13, low + 13), taken)
    return [(band.label, x, y)]


def _clearest(frame: Frame, text: str, rows: tuple[float, ...], taken: list[Box]) -> tuple[float, float]:
    """Where along these rows a text covers least; the earlier row and the left on a tie."""
    wide = text_width(text, 20)
    places = [
        (LEFT + 8.0 + 25 * step, y)
        for y in rows
        for step in range(17)
        if TOP + 10 <= y <= frame.low_y - 8 and LEFT + 8 + 25 * step + wide <= RIGHT
    ]
    if not places:
        return LEFT + 8.0, min(max(rows[0], TOP + 14), frame.low_y - 10)
    return min(places, key=lambda place: _box(place[0], place[1], wide).covered(taken))


def lane_words(frame: Frame) -> list[tuple[str, float, float]]:
    """What the boxes in the lane mean, once: one reason over its first box, several with their codes."""
    gaps = [gap for line in frame.panel.lines for gap in line.could_not]
    if not gaps:
        return []
    words = dict.fromkeys((gap.code, gap.words) for gap in gaps)
    alone = len(words) == 1
    text = gaps[0].words if alone else ", ".join(f"{code} {said}" for code, said in words)
    middle = frame.x(min(gap.minutes for gap in gaps))
    half = text_width(text, 20) / 2
    return [(text, max(min(middle, RIGHT - half - 4), LEFT + half + 4), LANE_Y - 24.0)]


class Sign(NamedTuple):
    """What stands above the plot: markers at their true moments under one sign."""

    text: str
    x: float
    at: tuple[float, ...]
    latest: bool


def signs(frame: Frame) -> list[Sign]:
    """The markers' signs: neighbours of one dose share theirs ("1-3"); others stand side by side."""
    found: list[Sign] = []
    for latest in (True, False):
        group: list[EventMarker] = []
        for marker in sorted((one for one in frame.panel.markers if one.latest == latest), key=lambda one: one.minutes):
            near = group and frame.x(marker.minutes) - frame.x(group[-1].minutes) < NEAR
            if group and (not near or group[0].sign == "dose"):
                found.append(_sign(frame, group))
                group = []
            group.append(marker)
        if group:
            found.append(_sign(frame, group))
    return list(_apart_from_each_other(sorted(found, key=lambda one: one.x)))


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
