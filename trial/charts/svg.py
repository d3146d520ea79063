"""A panel as vectors for paper and for a page that stands alone: the same geometry as on screen, nothing to load."""

from collections.abc import Iterator
from html import escape

from trial.brief.panels.shapes import Line, Panel
from trial.charts.geometry import (
    BLUE,
    BOTTOM,
    FIRST_ROW,
    FONT,
    GREY,
    INK,
    LANE_Y,
    LEFT,
    RIGHT,
    ROW,
    RULE,
    SECOND_INK,
    TINT_ON_HATCH,
    TOP,
    WIDTH,
    Frame,
    fitted,
    tick_labels,
)
from trial.charts.placing import band_words, labels, lane_words, region_words, signs
from trial.charts.vectors import Marks, area, hatching, rule

MARKS = Marks(radius=8, bar=(10, 3.6), triangle=(11, 11, 19), cross=8, diamond=9, line=3, cross_line=3.4)


def drawing(panel: Panel) -> str:
    """The panel as one `<svg>` element, 592 pixels wide, with its title and numbers as a text alternative."""
    frame = Frame(panel)
    hatch = "hatch-" + panel.key.replace("/", "-")
    said = escape(f"{panel.title}. {panel.subtitle}")
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {frame.height}" width="{WIDTH}" '
            f'height="{frame.height}" role="img" aria-label="{said}" font-family="{escape(FONT)}" '
            'style="font-variant-numeric:tabular-nums lining-nums">',
            hatching(hatch, 8, 2),
            *_ground(frame, hatch),
            *_axes(frame),
            *(part for line in panel.lines for part in _course(frame, line)),
            *_words(frame),
            "</svg>",
        )
    )


def _text(
    text: str, x: float, y: float, size: int, colour: str = INK, anchor: str = "start", bold: bool = False
) -> str:
    """A text whose middle stands at a pixel, with a white edge that keeps it readable over a line."""
    return (
        f'<text x="{x:.1f}" y="{y + size * 0.34:.1f}" text-anchor="{anchor}" font-size="{size}" '
        f'font-weight="{700 if bold else 400}" fill="{colour}" stroke="#fff" stroke-width="5" stroke-linejoin="round" '
        f'paint-order="stroke">{escape(text)}</text>'
    )


def _area(top: float, bottom: float, fill: str) -> str:
    return area(LEFT, max(top, TOP), RIGHT, min(bottom, BOTTOM), fill)


def _ground(frame: Frame, hatch: str) -> Iterator[str]:
    panel = frame.panel
    if panel.band is not None:
        yield _area(frame.y(panel.band.high), frame.y(panel.band.low), f"url(#{hatch})")
    for tick in panel.axis.ticks:
        yield rule(LEFT, frame.y(tick.at), RIGHT, frame.y(tick.at), RULE, 1)
    if panel.baseline is not None and panel.band is None:
        yield rule(LEFT, frame.y(panel.baseline), RIGHT, frame.y(panel.baseline), "#8a8a8a", 1.2)
    for region in panel.regions:
        edge, above = frame.y(region.edge), region.side == "above"
        yield _area(TOP if above else edge, edge if above else frame.low_y, TINT_ON_HATCH)
        yield rule(LEFT, edge, RIGHT, edge, INK, 1.6)


def _axes(frame: Frame) -> Iterator[str]:
    panel = frame.panel
    yield rule(frame.x(panel.peak), TOP, frame.x(panel.peak), BOTTOM, INK, 1.6, "2 5")
    yield rule(frame.x(0), TOP, frame.x(0), BOTTOM, INK, 1.4)
    yield rule(LEFT, BOTTOM, RIGHT, BOTTOM, INK, 1.2)
    if panel.window is not None:
        yield rule(frame.x(panel.window[0]), BOTTOM, frame.x(panel.window[1]), BOTTOM, INK, 5)
    for tick in panel.hours:
        x = frame.x(tick.at)
        yield rule(x, BOTTOM, x, BOTTOM + 5, INK, 1.2)
        yield _text(tick.label, x, BOTTOM + 17, 20, INK, "middle", bold=tick.at == panel.peak)
    for text, at in tick_labels(frame):
        yield _text(text, LEFT - 8, frame.y(at), 20, SECOND_INK, "end")
    for sign in signs(frame):
        fill = INK if sign.latest else "#fff"
        for x in sign.at:
            yield f'<path d="M{x - 8:.1f} 81h16l-8 13z" fill="{fill}" stroke="{INK}" stroke-width="2"/>'
        yield _text(sign.text, sign.x, 68, 18, INK, "middle", bold=True)


def _course(frame: Frame, line: Line) -> Iterator[str]:
    colour, width = (BLUE, 4.0) if line.latest else (GREY, 2.6)
    dash = "" if line.latest else ' stroke-dasharray="8 6"'
    places = list(frame.places(line))
    start = 0
    for run in line.runs:
        if len(run) > 1:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places[start : start + len(run)])
            yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>'
        start += len(run)
    for dot, (x, y) in zip(line.dots, places, strict=True):
        yield MARKS.drawn(dot.shape, x, y, colour, hollow=not line.latest)
    if line.could_not:
        first, last = frame.x(line.could_not[0].minutes), frame.x(line.could_not[-1].minutes)
        yield rule(first, LANE_Y, last, LANE_Y, colour, 2)
    for gap in line.could_not:
        x = frame.x(gap.minutes)
        yield f'<rect x="{x - 11:.1f}" y="{LANE_Y - 11}" width="22" height="22" fill="#fff" stroke="{colour}"/>'
        yield _text(gap.code, x, LANE_Y, 18, INK, "middle", bold=True)


def _words(frame: Frame) -> Iterator[str]:
    panel = frame.panel
    yield _text(panel.title, 0, 16, fitted(panel.title, 27), bold=True)
    yield _text(panel.subtitle, 0, 44, fitted(panel.subtitle, 21), SECOND_INK)
    for text, x, y in region_words(frame):
        yield _text(text, x, y, 20, bold=True)
    for text, x, y in band_words(frame):
        yield _text(text, x, y, 19, SECOND_INK)
    if panel.lane:
        yield _text(panel.lane, LEFT - 8, LANE_Y, 18, SECOND_INK, "end")
    for text, x, y in lane_words(frame):
        yield _text(text, x, y, 20, GREY, "middle", bold=True)
    for label in labels(frame):
        yield _text(label.text, label.x, label.y, 20, BLUE if label.latest else GREY, bold=True)
    yield rule(0, 361, RIGHT, 361, "#cfcfcf", 1)
    for place, row in enumerate(panel.rows):
        y = FIRST_ROW - 7 + ROW * place
        yield _text(row.label, 0, y, 20, BLUE if row.latest else GREY, bold=True)
        for index in frame.columns():
            column = panel.columns[index]
            yield _text(row.cells[index], frame.x(column.minutes), y, 20, INK, "middle", bold=column.peak)
