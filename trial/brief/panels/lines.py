"""The course of one measure on one dose as it is drawn: marks, breaks, what could not be, the table's row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from scales.base import Grade
from trial.brief.panels.shapes import Column, CouldNot, Dot, Line, Row, Shape
from trial.meaning.course import Series
from trial.meaning.point import FINDINGS, Point
from trial.meaning.schedule import EXTRA, slot_minutes, slot_order
from trial.wording.figures import bare_reading, cells_text, gap_words, mark_words, slot_heading
from trial.wording.result_text import printed, printed_text
from trial.wording.words import CODES

EARLIEST, LATEST = Decimal(-130), Decimal(740)
"""Minutes. Readings further away are in table and notes only: drawn, they would compress the hours that matter."""
LONGEST_UNIT = 2
SHAPES: dict[str, Shape] = {
    "improved": "better",
    "within_error": "same",
    "unchanged": "same",
    "worse": "worse",
    "not_comparable": "not_comparable",
}


def is_drawn(point: Point) -> bool:
    """Whether a reading is within the time axis of the figure."""
    return point.minutes is not None and EARLIEST <= point.minutes <= LATEST


def line_of(series: Series, planned: Sequence[str], *, age: int) -> Line:
    """One dose's line; `planned` are the slots at which this measure was to be taken: a missed one breaks the line."""
    gaps = tuple(_gaps(series))
    taken = {point.slot for point in series.points}
    missed = [minutes for slot in planned if slot not in taken and (minutes := slot_minutes(slot)) is not None]
    holes = [*(gap.minutes for gap in gaps), *map(float, missed)]
    return Line(
        dose=series.dose,
        age=age,
        label=f"dose {series.dose}",
        runs=tuple(_runs(list(_dots(series, latest=age == 0)), holes)),
        could_not=gaps,
    )


def _dots(series: Series, *, latest: bool) -> Iterator[Dot]:
    labelled = _labelled(series) if latest else set()
    for point in series.points:
        place = series.place(point)
        if place is None or point.minutes is None or not is_drawn(point):
            continue
        label = text = bare_reading(series, point)
        if len(series.scale.unit_for(printed(series, point)[0])) <= LONGEST_UNIT:
            label = printed_text(series, point)  # "16.2 s"; but bare "60", without its beats a minute
        yield Dot(
            minutes=float(point.minutes),
            y=float(place),
            shape=shape_of(series, point),
            text=text,
            says=mark_words(series, point),
            label=label if _key(point) in labelled else "",
        )


def shape_of(series: Series, point: Point) -> Shape:
    """How a reading compares with its own baseline; `neither` without a baseline."""
    if not point.comparable or point.two_values:
        return "not_comparable"
    if series.better == "neither" or series.baseline is None:
        return "neither"
    return SHAPES[point.course or "unchanged"]


def _labelled(series: Series) -> set[tuple[str, datetime, str]]:
    """The points that carry their value: the peak and, for numbers, the baseline; else the one furthest from it."""
    ends = [series.peak] if series.better != "neither" else [series.furthest]
    if series.better != "neither" and not isinstance(series.scale.by_key[series.item], Grade):
        ends.append(series.baseline)
    return {_key(end) for end in ends if end is not None}


def _key(point: Point) -> tuple[str, datetime, str]:
    return point.slot, point.taken_at, point.by


def _gaps(series: Series) -> Iterator[CouldNot]:
    for point in series.points:
        if point.status not in CODES or point.minutes is None or not is_drawn(point):
            continue
        code, words = gap_words(series, point)
        finding = point.status in FINDINGS
        yield CouldNot(minutes=float(point.minutes), code=code, words=words, finding=finding, slot=point.slot)


def _runs(dots: Sequence[Dot], holes: Sequence[float]) -> Iterator[tuple[Dot, ...]]:
    """Pieces of a course: broken where something could not be measured, was missed, or is not comparable."""
    run: list[Dot] = []
    for dot in dots:
        apart = run and "not_comparable" in (dot.shape, run[-1].shape)
        if apart or (run and any(run[-1].minutes < hole < dot.minutes for hole in holes)):
            yield tuple(run)
            run = []
        run.append(dot)
    if run:
        yield tuple(run)


def columns_of(slots: Iterable[str], peak: str, start: float, end: float) -> tuple[Column, ...]:
    """A column a slot, but of extra readings, at its planned minutes; the baseline's half way from `start` to T0."""
    found = []
    for slot in sorted(set(slots) - {EXTRA}, key=slot_order):
        planned = slot_minutes(slot)
        at = start / 2 if planned is None else float(planned)
        is_peak, drawn = slot == peak, start <= at <= end
        found.append(Column(slot=slot, label=slot_heading(slot), minutes=at, peak=is_peak, drawn=drawn))
    return tuple(found)


def slots_of(series: Iterable[Series]) -> set[str]:
    """The slots in which any of them has a reading."""
    return {point.slot for one in series for point in one.points}


def readings_by_slot(series: Series) -> dict[str, tuple[Point, ...]]:
    """The reading that counts in each slot: the latest, or both where there are two values (rule 6)."""
    found: dict[str, list[Point]] = {}
    for point in series.points:
        if point.slot != EXTRA:
            in_slot = found.setdefault(point.slot, [])
            if not (point.two_values and in_slot and in_slot[-1].two_values):
                in_slot.clear()
            in_slot.append(point)
    return {slot: tuple(points) for slot, points in found.items()}


def row_of(series: Series, columns: Sequence[Column], *, latest: bool) -> Row:
    """The value of each slot as printed, both where there are two; a code where there is none."""
    points = readings_by_slot(series)
    cells = tuple(cells_text(series, points.get(column.slot, ())) for column in columns)
    return Row(dose=series.dose, latest=latest, label=f"dose {series.dose}", cells=cells)
