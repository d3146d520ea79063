"""The course of one measure on one dose as it is drawn: marks, breaks, what could not be, the table's row."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from scales.base import Grade
from trial.brief.panels.shapes import Column, CouldNot, Dot, Line, Row, Shape
from trial.meaning.course import Series
from trial.meaning.point import FINDINGS, Point
from trial.meaning.schedule import EXTRA, slot_minutes
from trial.wording.figures import cell_text, gap_words, mark_words, slot_heading
from trial.wording.readout import printed, printed_text
from trial.wording.words import CODES, bare_text

EARLIEST, LATEST = Decimal(-130), Decimal(740)
"""Minutes. What lies further off is in the table and in the notes: drawn, it would squeeze the hours that matter."""
LONGEST_UNIT = 2
SHAPES: dict[str, Shape] = {
    "improved": "better",
    "within_error": "same",
    "unchanged": "same",
    "worse": "worse",
    "not_comparable": "not_comparable",
}


def is_drawn(point: Point) -> bool:
    """Whether a reading lies inside the figure."""
    return point.minutes is not None and EARLIEST <= point.minutes <= LATEST


def line_of(series: Series, planned: Sequence[str], *, latest: bool) -> Line:
    """One dose's line; `planned` are the slots at which this measure was to be taken: a missed one breaks the line."""
    gaps = tuple(_gaps(series))
    dots = list(_dots(series, latest=latest))
    return Line(
        dose=series.dose,
        latest=latest,
        label=f"dose {series.dose}",
        runs=tuple(_runs(dots, [gap.minutes for gap in gaps] + list(_missed(series, planned)))),
        could_not=gaps,
    )


def _dots(series: Series, *, latest: bool) -> Iterator[Dot]:
    labelled = _labelled(series) if latest else ()
    for point in series.points:
        place = series.place(point)
        if place is None or point.minutes is None or not is_drawn(point):
            continue
        item, value = printed(series, point)
        yield Dot(
            minutes=float(point.minutes),
            y=float(place),
            shape=shape_of(series, point),
            text="" if value is None else bare_text(series.scale, item, value),
            slot=point.slot,
            says=mark_words(series, point),
            label=_short_text(series, point) if any(point is one for one in labelled) else "",
        )


def _short_text(series: Series, point: Point) -> str:
    """The value with its unit where that is short ("16.2 s"), bare where it is long ("60", beats a minute)."""
    item, value = printed(series, point)
    short = len(series.scale.unit_for(item)) <= LONGEST_UNIT
    return printed_text(series, point) if short or value is None else bare_text(series.scale, item, value)


def shape_of(series: Series, point: Point) -> Shape:
    """How a reading stands to its own baseline; without a baseline it stands alone."""
    if not point.comparable or point.two_values:
        return "not_comparable"
    if series.better == "neither" or series.baseline is None:
        return "neither"
    return SHAPES[point.course or "unchanged"]


def _labelled(series: Series) -> tuple[Point, ...]:
    """The points that carry their value: the peak and, for numbers, the baseline; else the one furthest from it."""
    if series.better == "neither":
        return (series.furthest,) if series.furthest is not None else ()
    ends = (series.peak,) if isinstance(series.scale.by_key[series.item], Grade) else (series.baseline, series.peak)
    return tuple(one for one in series.points if any(end is not None and _same(one, end) for end in ends))


def _same(one: Point, other: Point) -> bool:
    return (one.slot, one.taken_at, one.by) == (other.slot, other.taken_at, other.by)


def _gaps(series: Series) -> Iterator[CouldNot]:
    for point in series.points:
        if point.status not in CODES or point.minutes is None or not is_drawn(point):
            continue
        code, words = gap_words(series, point)
        yield CouldNot(
            minutes=float(point.minutes), code=code, words=words, finding=point.status in FINDINGS, slot=point.slot
        )


def _missed(series: Series, planned: Sequence[str]) -> Iterator[float]:
    seen = {point.slot for point in series.points}
    for slot in planned:
        minutes = slot_minutes(slot)
        if slot not in seen and minutes is not None:
            yield float(minutes)


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


def columns_of(slots: Sequence[str], peak: str, start: float, end: float) -> tuple[Column, ...]:
    """The table's columns, each at its planned minutes; the baseline half way between the left edge and T0."""
    found = []
    for slot in slots:
        planned = slot_minutes(slot)
        minutes = start / 2 if planned is None else float(planned)
        found.append(
            Column(
                slot=slot, label=slot_heading(slot), minutes=minutes, peak=slot == peak, drawn=start <= minutes <= end
            )
        )
    return tuple(found)


def standing(series: Series) -> dict[str, tuple[Point, ...]]:
    """What stands in each slot: the latest reading, or both where two values do (rule 6)."""
    found: dict[str, tuple[Point, ...]] = {}
    for point in series.points:
        if point.slot != EXTRA:
            both = point.two_values and found.get(point.slot, ())
            found[point.slot] = (*(one for one in both or () if one.two_values), point)
    return found


def row_of(series: Series, columns: Sequence[Column], *, latest: bool) -> Row:
    """The value of each slot as printed, both where two stand; a code where there is none."""
    stand = standing(series)
    cells = tuple("/".join(cell_text(series, one) for one in stand.get(column.slot, ())) for column in columns)
    return Row(dose=series.dose, latest=latest, label=f"dose {series.dose}", cells=cells)
