"""The tone strip of one dose: muscles by slots, left over right, tokens in the cells, the most changed first."""

from collections.abc import Sequence

from scales.base import Grade
from trial.brief.panels.lines import columns_of, shape_of, standing
from trial.brief.panels.shapes import RAMP, Cell, Column, Muscle, Side, Strip
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.schedule import EXTRA, slot_order
from trial.meaning.summary import DoseSummary, Summary
from trial.meaning.tone import ToneCounts
from trial.wording.figures import cell_text, cell_words, muscle_change, strip_subtitle, strip_title
from trial.wording.words import capital

LETTERS = {"left": "L", "right": "R"}


def strips_of(summary: Summary) -> tuple[Strip, ...]:
    """One strip for every delivered dose with an Ashworth variant, earliest first."""
    found = [one for one in summary.delivered if one.tone is not None]
    return tuple(_strip(one, one.tone, latest=one is found[-1]) for one in found if one.tone is not None)


def _strip(dose: DoseSummary, tone: ToneCounts, *, latest: bool) -> Strip:
    series = [one for one in tone.muscles if one.points]
    slots = sorted({point.slot for one in series for point in one.points} - {EXTRA}, key=slot_order)
    peak = series[0].peak_slot if series else ""
    columns = columns_of(slots, peak, -1.0, 0.0)
    parts = dict.fromkeys(_part(one) for one in series)
    made = [_muscle([one for one in series if _part(one) == part], columns, tone.goal_linked) for part in parts]
    return Strip(
        dose=dose.dose.number,
        latest=latest,
        scale=tone.scale.name,
        title=strip_title(dose.dose, tone),
        subtitle=strip_subtitle(tone),
        columns=columns,
        muscles=tuple(sorted(made, key=lambda one: (not one.goal_linked, -_moved(one)))),
        contractures=tuple(one.label for one in tone.contractures),
    )


def _part(series: Series) -> str:
    item = series.scale.item(series.item)
    return (item.part if item is not None else "") or series.item


def _muscle(sides: Sequence[Series], columns: Sequence[Column], linked: Sequence[str]) -> Muscle:
    item = sides[0].scale.item(sides[0].item)
    return Muscle(
        label=capital(item.name if item is not None and item.side else sides[0].label),
        goal_linked=any(one.item in linked for one in sides),
        sides=tuple(_side(one, columns) for one in sides),
    )


def _side(series: Series, columns: Sequence[Column]) -> Side:
    item = series.scale.item(series.item)
    stand = standing(series)
    compared = series.course_at_peak != "not_comparable" and series.peak is not None
    return Side(
        letter=LETTERS.get(item.side, "") if item is not None else "",
        item=series.item,
        cells=tuple(_cell(series, stand.get(column.slot, ()), column) for column in columns),
        shape=shape_of(series, series.peak) if compared and series.peak is not None else "not_comparable",
        steps=series.steps_at_peak if compared else None,
        change=muscle_change(series),
    )


def _cell(series: Series, points: Sequence[Point], column: Column) -> Cell:
    return Cell(
        text="/".join(cell_text(series, point) for point in points),
        shade=shade_of(series, points[0]) if len(points) == 1 else None,
        words=cell_words(column.slot, points),
    )


def shade_of(series: Series, point: Point) -> int | None:
    """The step of the grey ramp for a grade; None for anything else."""
    item = series.scale.by_key[series.item]
    if not isinstance(item, Grade) or point.value is None:
        return None
    rank, top = item.rank(point.value), max((level.rank or 0 for level in item.levels), default=0)
    return None if rank is None or not top else round(rank * (len(RAMP) - 1) / top)


def _moved(muscle: Muscle) -> int:
    return max((side.steps or 0 for side in muscle.sides), default=0)
