"""Where words and rules are placed in a panel: direct labels instead of a legend, each where it covers least."""

from collections.abc import Iterator
from itertools import pairwise, product
from math import hypot, inf
from operator import itemgetter
from typing import Literal, NamedTuple

from trial.brief.panels.shapes import EventMarker, Line
from trial.charts.geometry import (
    BLUE,
    EFFECT,
    FIRST_ROW,
    GREY,
    INK,
    LEFT,
    RIGHT,
    ROW,
    TOP,
    WIDTH,
    Box,
    Frame,
    text_width,
    wrapped,
)

CORNERS = ((12, -16), (-12, -16), (12, 17), (-12, 17), (0, -20), (0, 21), (20, 0), (-20, 0), (12, -40), (-12, -40))
"""Where a text may be placed beside a point: pixels across and down."""
OUTSIDE, ON_TEXT = 400, 20
"""The cost of a pixel of a label outside the plot or over another text, relative to one over a mark."""
MISTAKEN = 20
"""Pixels between points of two doses under which a name beside one could be the other's."""
NEAR = 17
"""Pixels under which markers of one dose share a sign."""
WORDS_SIZE, WORDS_LINE = 14, 15
"""Of the words beside an axis: their letters, and from line to line."""
ROW_LABEL = 72
"""Pixels that "dose 2" has at the left of the table under the plot."""


class Words(NamedTuple):
    """A text: the pixel row of its middle, and the pixel column of the end or middle that `anchor` names."""

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
        """The rectangle that it covers."""
        wide = text_width(self.text, self.size, bold=self.bold)
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
    for line in frame.lanes:
        heading = line.label if len(frame.lanes) > 1 else panel.lane
        yield Words("lane", heading, LEFT - 8, frame.lane_y(line), 18, GREY, "end", bold=False)
    yield from axis_words(frame)
    yield from labels(frame)
    for place, row in enumerate(panel.rows):
        y = FIRST_ROW - 7 + ROW * place
        yield Words("row", row.label, 0, y, colour=BLUE if row.latest else GREY)
        for index in frame.columns():
            column = panel.columns[index]
            half = text_width(row.cells[index], 20, bold=column.peak) / 2
            x = max(ROW_LABEL + half, min(frame.x(column.minutes), WIDTH - 2 - half))
            yield Words("cell", row.cells[index], x, y, anchor="middle", bold=column.peak)


def axis_words(frame: Frame) -> Iterator[Words]:
    """What the grades at the ends of an axis and those in play mean, left of their tokens, as far as there is room."""
    panel, ticks = frame.panel, frame.panel.axis.ticks
    in_play = [dot.y for line in reversed(panel.lines) for dot in sorted(line.dots, key=lambda dot: not dot.label)]
    wanted = dict.fromkeys([*(tick.at for tick in (*ticks[:1], *ticks[-1:])), *in_play])
    taken: list[tuple[float, float]] = []
    for tick in (tick for at in wanted for tick in ticks if tick.at == at and tick.words):
        right = LEFT - 14 - text_width(tick.label, 20)
        lines, y = wrapped(tick.words, WORDS_SIZE, right), frame.y(tick.at)
        half = len(lines) * WORDS_LINE / 2
        if all(y + half <= top or y - half >= bottom for top, bottom in taken):
            taken.append((y - half, y + half))
            for place, text in enumerate(lines):
                middle = y - half + WORDS_LINE * (place + 0.5)
                yield Words("axis words", text, right, middle, WORDS_SIZE, GREY, "end", bold=False)


def rules(frame: Frame) -> Iterator[Rule]:
    """T0, the peak hour, when a bolus acts, the edge of each goal and, where there is no band, the baseline."""
    panel, (bottom, top) = frame.panel, frame.y_range()
    across, down = (panel.start, panel.end), (bottom, top)
    if panel.baseline is not None and panel.band is None:
        yield Rule("baseline", across, (panel.baseline, panel.baseline), "#8a8a8a", 1.2)
    for region in panel.regions:
        yield Rule("goal", across, (region.edge, region.edge), INK, 1.6)
    yield Rule("peak", (panel.peak, panel.peak), down, INK, 1.6, "2px,5px")
    yield Rule("T0", (0, 0), down, INK, 1.4)
    if panel.window is not None:
        yield Rule("effect", panel.window, (bottom, bottom), EFFECT, 7)


def labels(frame: Frame) -> list[Words]:
    """Direct labels instead of a legend: goals, band and lane, each dose by name, and the values that were marked."""
    marks, found = _marks(frame), _lane_words(frame)
    texts = [*_codes(frame), *(words.box for words in found)]

    def add(label: Words) -> None:
        found.append(label)
        texts.append(label.box)

    for lengths, rows in _region_rows(frame):
        add(min((_clearest(frame, label, rows, marks, texts) for label in lengths), key=itemgetter(1))[0])
    for label, rows in _band_rows(frame):
        add(_clearest(frame, label, rows, marks, texts)[0])
    doses = {line.dose for line in frame.panel.lines}  # a goal that is rated has a line a voice
    unnamed = doses if len(doses) > 1 else set()
    for line in reversed(frame.panel.lines):
        dots = list(zip(line.dots, frame.places(line), strict=True))
        wanted = [(dot.label, [place]) for dot, place in dots if dot.label]
        if line.dose in unnamed and dots:
            unnamed.remove(line.dose)
            wanted.append((line.label, _apart(frame, line)))
        for text, places in wanted:
            add(_beside(frame, text, places, line.latest, marks, texts))
    return found


def _apart(frame: Frame, line: Line) -> list[tuple[float, float]]:
    """The three points of a dose that are furthest from every other dose, where its name is unambiguous."""
    others = [place for other in frame.panel.lines if other.dose != line.dose for place in frame.places(other)]
    room = {
        place: min((hypot(place[0] - x, place[1] - y) for x, y in others), default=0.0) for place in frame.places(line)
    }
    furthest = sorted(room, key=lambda place: -room[place])[:3]
    return [place for place in furthest if room[place] > MISTAKEN] or furthest


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
    return boxes


def _codes(frame: Frame) -> Iterator[Box]:
    """The boxed codes in the lane."""
    for line in frame.lanes:
        y = frame.lane_y(line)
        yield from (Box(code.x - 12, y - 12, code.x + 12, y + 12) for code in frame.codes(line))


def _beside(
    frame: Frame, text: str, places: list[tuple[float, float]], latest: bool, marks: list[Box], texts: list[Box]
) -> Words:
    """Place a text at that corner of these points where it covers least; the first one on a tie."""
    width, least, best = text_width(text, 20, bold=True), inf, (0.0, 0.0)
    for (x, y), (across, down) in product(places, CORNERS):
        left = x - width / 2 if across == 0 else x + across if across > 0 else x + across - width
        box = Box(left - 8, y + down - 10, left + width + 8, y + down + 10)
        outside = max(0, LEFT + 2 - box.left) + max(0, box.right - RIGHT) + max(0, TOP + 4 - box.top)
        outside += max(0, box.bottom - frame.low_y)
        cost = outside * OUTSIDE
        if cost < least and (cost := cost + _covered(box, marks, texts, least - cost)) < least:
            least, best = cost, (left, y + down)
    return Words("label", text, *best, colour=BLUE if latest else GREY)


def _covered(box: Box, marks: list[Box], texts: list[Box], least: float) -> float:
    """Pixels of marks that a text would cover; those of other texts count for more, for both could not be read.

    Not counted to the end where it is no less than `least`.
    """
    cost = ON_TEXT * box.covered(texts) if least else 0
    return cost + box.covered(marks) if cost < least else cost


def _region_rows(frame: Frame) -> Iterator[tuple[tuple[Words, ...], tuple[float, ...]]]:
    """Goal labels, shorter ones after, and rows: inside their region if they cover nothing there, else beyond it."""
    for region in frame.panel.regions:
        edge = frame.y(region.edge)
        inside, outside = (-15, 15) if region.side == "above" else (15, -15)
        far = TOP + 14 if region.side == "above" else frame.low_y - 12
        texts = (region.label, region.short, region.name)
        rows = (edge + inside, far, edge + outside, edge + 2.6 * outside)
        yield tuple(Words("goal", text, 0, 0) for text in texts), rows


def _band_rows(frame: Frame) -> Iterator[tuple[Words, tuple[float, ...]]]:
    """The error band's label and its rows: just inside one of its edges, or beneath it."""
    if (band := frame.panel.band) is not None:
        low, high = frame.y(band.low), frame.y(band.high)
        yield Words("error", band.label, 0, 0, 19, GREY, bold=False), (low - 13, high + 13, low + 13)


def _clearest(
    frame: Frame, label: Words, rows: tuple[float, ...], marks: list[Box], texts: list[Box]
) -> tuple[Words, float]:
    """The label where along these rows it covers least, and how much; the earlier row and the left on a tie."""
    width, room = text_width(label.text, label.size, bold=label.bold), RIGHT - LEFT - 10
    if width > room:
        label, width = label._replace(size=label.size * room / width), room
    least, best = inf, (0.0, 0.0)
    for row, x in product(rows, range(LEFT + 8, int(RIGHT - 2 - width) + 1, 25)):
        y = min(max(row, TOP + 12), frame.low_y - 10)
        if (cost := _covered(Box(x, y - 11, x + width, y + 11), marks, texts, least)) < least:
            least, best = cost, (x, y)
    return label._replace(x=best[0], y=best[1]), least


def _lane_words(frame: Frame) -> list[Words]:
    """What the boxes in the lane mean, once: one reason over its first box, several with their codes, over the lane."""
    gaps = [gap for line in frame.panel.lines for gap in line.could_not]
    if not gaps:
        return []
    codes = dict.fromkeys((gap.code, gap.words) for gap in gaps)
    text = gaps[0].words if len(codes) == 1 else ", ".join(f"{code} {said}" for code, said in codes)
    size = 20 if len(wrapped(text, 20, RIGHT - LEFT - 8)) <= 2 else 15
    lines = wrapped(text, size, RIGHT - LEFT - 8)
    half = max(text_width(line, size, bold=True) for line in lines) / 2
    x = max(min(frame.x(min(gap.minutes for gap in gaps)), RIGHT - half - 4), LEFT + half + 4)
    rows = enumerate(reversed(lines))
    y = frame.lane_y(frame.lanes[0]) - 24
    return [Words("lane words", line, x, y - 1.1 * size * row, size, GREY, "middle") for row, line in rows]


class Sign(NamedTuple):
    """A sign above the plot, and the pixel columns of the markers under it, at their true moments."""

    text: str
    x: float
    at: tuple[float, ...]
    latest: bool


def signs(frame: Frame) -> list[Sign]:
    """The markers' signs: neighbours of one dose share theirs ("1-3"); others are placed side by side."""
    groups: list[list[EventMarker]] = []
    for marker in sorted(frame.panel.markers, key=lambda marker: (not marker.latest, marker.minutes)):
        last = groups[-1] if groups and groups[-1][0].latest == marker.latest else []
        if last and last[0].sign != "dose" and frame.x(marker.minutes) - frame.x(last[-1].minutes) < NEAR:
            last.append(marker)
        else:
            groups.append([marker])
    return list(_apart_from_each_other(sorted((_sign(frame, group) for group in groups), key=lambda sign: sign.x)))


def _apart_from_each_other(found: list[Sign]) -> Iterator[Sign]:
    """Place signs that would touch side by side, centred over the mean of their moments."""
    blocks: list[list[Sign]] = []
    for sign in found:
        blocks.append([sign])
        while len(blocks) > 1 and _span(blocks[-2])[1] + 7 > _span(blocks[-1])[0]:
            last = blocks.pop()
            blocks[-1] += last
    for block in blocks:
        x = _span(block)[0]
        for sign in block:
            width = text_width(sign.text, 18, bold=True)
            yield sign._replace(x=x + width / 2)
            x += width + 7


def _span(block: list[Sign]) -> tuple[float, float]:
    middle = sum(sign.x for sign in block) / len(block)
    half = (sum(text_width(sign.text, 18, bold=True) for sign in block) + 7 * (len(block) - 1)) / 2
    middle = min(max(middle, half), WIDTH - half)
    return middle - half, middle + half


def _sign(frame: Frame, group: list[EventMarker]) -> Sign:
    text = group[0].sign if len(group) == 1 else f"{group[0].sign}–{group[-1].sign}"
    at = tuple(frame.x(one.minutes) for one in group)
    return Sign(text, sum(at) / len(at), at, group[0].latest)
