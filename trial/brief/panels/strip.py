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
from trial.wording.readout import steps_text
from trial.wording.reasons import why_text
from trial.wording.sentences import mean_text, of_the_rest
from trial.wording.words import CODES, GAP, STATUS_WORDS, capital, list_text, number_text

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
    title = f"Dose {dose.dose.number}, {number_text(dose.dose.micrograms)}{GAP}micrograms: "
    to_come = tone.to_come
    said = f"better in {tone.improved} {of_the_rest(tone)}"
    return Strip(
        dose=dose.dose.number,
        latest=latest,
        scale=tone.scale.name,
        title=title + ("the peak is still to come" if to_come else said),
        subtitle=_subtitle(tone),
        columns=columns,
        muscles=tuple(sorted(made, key=lambda one: (not one.goal_linked, -_moved(one)))),
        contractures=tuple(one.label for one in tone.contractures),
    )


def _subtitle(tone: ToneCounts) -> str:
    told = []
    if tone.by_two_or_more:
        told.append(f"{tone.by_two_or_more} by two steps or more")
    if tone.worse:
        told.append(f"{tone.worse} worse")
    if tone.newly_raised:
        told.append(f"{tone.newly_raised} newly raised")
    if tone.not_comparable and not tone.to_come:
        told.append(f"{tone.not_comparable} not comparable")
    if tone.zero_at_baseline:
        told.append(f"{tone.zero_at_baseline} not raised before")
    said = ", ".join(told)
    counted = f"{said[:1].upper()}{said[1:]}. " if said else ""
    return f"{counted}{tone.scale.name}; darker is stiffer; boxed column is the peak. {_mean(tone)}".strip()


def _mean(tone: ToneCounts) -> str:
    """The mean with the published change of a mean to measure it by, never of one muscle (rule 37)."""
    if not (told := mean_text(tone)):
        return ""
    lines = list_text(number_text(one, 2) for one in tone.scale.mean_lines)
    return f"{told}; published change for a mean of three leg muscles: {lines}." if lines else f"{told}."


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
        change=steps_text(series.steps_at_peak or 0) if compared else _uncompared(series),
    )


def _uncompared(series: Series) -> str:
    return "still to come" if series.to_come else f"not comparable: {why_text(series.why)}".rstrip(": ")


def _cell(series: Series, points: Sequence[Point], column: Column) -> Cell:
    if not points:
        return Cell(text="", shade=None, words=f"{column.label}, no reading")
    if len(points) > 1:
        both = [str(one.value) if one.value is not None else STATUS_WORDS[one.status] for one in points]
        words = f"{column.label}, two values, neither chosen: {list_text(both)}"
        return Cell(text="/".join(both), shade=None, words=words)
    (point,) = points
    if point.value is None:
        code = CODES[point.status][0] if point.status in CODES else ""
        return Cell(text=code, shade=None, words=f"{column.label}, {STATUS_WORDS[point.status]}")
    return Cell(text=str(point.value), shade=shade_of(series, point), words=f"{column.label}, {point.value}")


def shade_of(series: Series, point: Point) -> int | None:
    """The step of the grey ramp for a grade; None for anything else."""
    item = series.scale.by_key[series.item]
    if not isinstance(item, Grade) or point.value is None:
        return None
    rank, top = item.rank(point.value), max((level.rank or 0 for level in item.levels), default=0)
    return None if rank is None or not top else round(rank * (len(RAMP) - 1) / top)


def _moved(muscle: Muscle) -> int:
    return max((side.steps or 0 for side in muscle.sides), default=0)
