"""Tables and lists beside the charts: events, the key to the marks; tone, observations, and the doses side by side."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, product
from string import ascii_lowercase

import scales
from scales.base import Grade
from trial.brief.panels.lines import EARLIEST, LATEST, columns_of, readings_by_slot, shape_of, slots_of
from trial.brief.panels.shapes import RAMP, Cell, Column, EventMarker, Muscle, Panel, Shape, Side, Strip
from trial.ledger.facts import Dose
from trial.meaning.course import Series
from trial.meaning.limits import LIMITS
from trial.meaning.muscle_tone import ToneCounts
from trial.meaning.point import Point
from trial.meaning.safety import OBSERVATIONS, News2, Safety
from trial.meaning.schedule import BASELINE, elapsed
from trial.meaning.summary import DoseSummary, Summary
from trial.meaning.timeline import ALERT, DoseTimeline
from trial.wording import figures
from trial.wording.result_text import at_text, part_of, printed_text, when_text
from trial.wording.words import GAP, STATUS_WORDS, bare_text, capital, minutes_text, signed_text

SIDE_LETTERS = {"left": "L", "right": "R"}
LETTERS = ascii_lowercase.replace("h", "")
"""Signs of earlier doses' events: after a 4 an h would read as the fourth hour."""
COMPARED = ("goal", "function", "spasm")
"""Groups of panels whose doses are compared, beside systolic pressure."""
NOTHING = "–"

UNDRAWN = "–"
"""The sign of an event outside the time axis (on another day): it is in the list only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKey:
    """What the marks of these panels mean; `earlier` says how earlier doses are drawn."""

    shapes: tuple[tuple[Shape, str], ...]
    earlier: str
    window: str  # what the light line under the hours is; empty where there is none


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCell:
    """One value as printed and its change from own baseline; a code and its words where there is none."""

    text: str = ""
    change: str = ""
    words: str = ""  # of a code, or what a NEWS2 is missing
    extreme: bool = False  # the lowest (or highest) of the dose
    gap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedRow:
    label: str
    cells: tuple[ObservedCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """The observations of one dose: sets across, what was observed down."""

    dose: int
    latest: bool
    title: str
    columns: tuple[str, ...]  # "before", "0 h 32"
    rows: tuple[ObservedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseComparison:
    """Before, at the peak and best of each dose, a row a measure; the cells of a row go dose by dose."""

    title: str
    doses: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


def figure_key(panels: Sequence[Panel]) -> FigureKey:
    """The words for the shapes that are drawn, once a page."""
    dots = ((panel, dot) for panel in panels for line in panel.lines for dot in line.dots)
    drawn = {dot.shape for panel, dot in dots if panel.scale or dot.shape != "neither"}  # there it is another voice
    return FigureKey(
        shapes=tuple((shape, words) for shape, words in figures.SHAPE_WORDS.items() if shape in drawn),
        earlier=figures.earlier_text({line.dose: line.age for panel in panels for line in panel.lines}),
        window=figures.WINDOW if any(panel.window for panel in panels) else "",
    )


def markers_of(doses: Sequence[Dose]) -> tuple[EventMarker, ...]:
    """T0 and the events of every delivered dose: digits for the latest, letters for those before it."""
    delivered = [dose for dose in doses if dose.delivered]
    if not delivered:
        return ()
    latest = delivered[-1]
    found = [EventMarker(minutes=0.0, sign="dose", dose=latest.number, latest=True, words=figures.INJECTION)]
    letters = chain(LETTERS, map("".join, product(LETTERS, repeat=2)))
    numbers = map(str, count(1))
    for dose in delivered:
        for at, words, severe in figures.moments_of(dose):
            minutes = elapsed(at, dose.given_at) or Decimal(0)
            signs = numbers if dose is latest else letters
            found.append(
                EventMarker(
                    minutes=float(minutes),
                    sign=next(signs) if EARLIEST <= minutes <= LATEST else UNDRAWN,
                    dose=dose.number,
                    latest=dose is latest,
                    words=f"{when_text(at, dose.given_at)} {words}",
                    severe=severe,
                )
            )
    return tuple(found)


def events_by_dose(markers: Iterable[EventMarker]) -> tuple[tuple[str, tuple[EventMarker, ...]], ...]:
    """The numbered events of each dose with its title, the latest dose first."""
    doses: dict[int, list[EventMarker]] = {}
    for marker in markers:
        if marker.sign != "dose":
            doses.setdefault(marker.dose, []).append(marker)
    return tuple((f"Dose {dose}", tuple(found)) for dose, found in sorted(doses.items(), reverse=True))


def strips_of(summary: Summary) -> tuple[Strip, ...]:
    """One strip for every delivered dose with an Ashworth variant, earliest first: the same muscles and hours in each.

    The order is the latest dose's: goal-linked muscles first, then the most changed.
    """
    found = [(one, one.tone) for one in summary.delivered if one.tone is not None]
    every = [series for _, tone in found for series in tone.muscles if series.points]
    if not every:
        return tuple(_strip(one, tone, (), (), latest=one is found[-1][0]) for one, tone in found)
    columns = columns_of(slots_of(every), every[-1].peak_slot, -1.0, 0.0)
    linked, moved = set(found[-1][1].goal_linked), {part_of(series): 0 for series in every}
    for series in every:
        if series.dose == found[-1][0].dose.number:
            moved[part_of(series)] = max(moved[part_of(series)], _moved(series))
    goals = {part_of(series) for series in every if series.item in linked}
    parts = sorted(moved, key=lambda part: (part not in goals, -moved[part]))
    return tuple(_strip(one, tone, columns, parts, latest=one is found[-1][0]) for one, tone in found)


def _strip(
    dose: DoseSummary, tone: ToneCounts, columns: Sequence[Column], parts: Sequence[str], *, latest: bool
) -> Strip:
    sides: dict[str, list[Series]] = {}
    for muscle in tone.muscles:
        sides.setdefault(part_of(muscle), []).append(muscle)
    return Strip(
        dose=dose.dose.number,
        latest=latest,
        title=figures.strip_title(dose.dose, tone),
        subtitle=figures.strip_subtitle(tone),
        columns=tuple(columns),
        muscles=tuple(_muscle(sides[part], columns, tone.goal_linked) for part in parts if part in sides),
        contractures=tuple(muscle.label for muscle in tone.contractures),
    )


def _muscle(sides: Sequence[Series], columns: Sequence[Column], linked: Sequence[str]) -> Muscle:
    item = sides[0].scale.item(sides[0].item)
    return Muscle(
        label=capital(item.name if item is not None and item.side else sides[0].label),
        goal_linked=any(side.item in linked for side in sides),
        sides=tuple(_side(side, columns) for side in sides),
    )


def _side(series: Series, columns: Sequence[Column]) -> Side:
    item, points, peak = series.scale.item(series.item), readings_by_slot(series), series.peak
    compared = peak is not None and series.course_at_peak != "not_comparable"
    return Side(
        letter=SIDE_LETTERS.get(item.side, "") if item is not None else "",
        cells=tuple(_cell(series, column.slot, points.get(column.slot, ())) for column in columns),
        shape=shape_of(series, peak) if peak is not None and compared else "not_comparable",
        steps=series.steps_at_peak if compared else None,
        change=figures.muscle_change(series),
    )


def _cell(series: Series, slot: str, points: Sequence[Point]) -> Cell:
    text, shade = figures.cells_text(series, points), shade_of(series, points[0]) if len(points) == 1 else None
    return Cell(text=text, shade=shade, words=figures.cell_words(slot, points))


def shade_of(series: Series, point: Point) -> int | None:
    """The step of the grey ramp for a grade; None for anything else."""
    item = series.scale.by_key[series.item]
    if not isinstance(item, Grade) or point.value is None:
        return None
    rank, top = item.rank(point.value), max((level.rank or 0 for level in item.levels), default=0)
    return None if rank is None or not top else round(rank * (len(RAMP) - 1) / top)


def _moved(series: Series) -> int:
    """Steps by which it was better at the peak, as far as it can be compared."""
    return (series.steps_at_peak or 0) if series.course_at_peak != "not_comparable" else 0


def observed_of(summary: Summary) -> tuple[Observed, ...]:
    """One table for every delivered dose with observations, the latest first."""
    made = [_observed(dose, latest=dose is summary.latest) for dose in summary.delivered]
    return tuple(one for one in reversed(made) if one.rows)


def _observed(dose: DoseSummary, *, latest: bool) -> Observed:
    points = DoseTimeline(dose.dose).of(scales.get(OBSERVATIONS))
    observed = (point for key in figures.ROWS for point in points.get(key, ()))
    sets = _sets(sorted(observed, key=lambda point: point.taken_at))
    base = {key: point for each in sets if _first(each).slot == BASELINE for key, point in each.items()}
    extremes = _extremes(dose.safety)
    rows = [
        ObservedRow(label=label, cells=tuple(_observed_cell(each.get(key), base.get(key), extremes) for each in sets))
        for key, label in figures.ROWS.items()
        if any(key in each for each in sets)
    ]
    if dose.safety.news2:
        rows.append(ObservedRow(label="NEWS2", cells=tuple(_news2(each, dose.safety.news2) for each in sets)))
    starts = map(_first, sets)
    return Observed(
        dose=dose.dose.number,
        latest=latest,
        title=figures.observed_title(dose.dose),
        columns=tuple(figures.slot_heading(BASELINE) if one.slot == BASELINE else at_text(one) for one in starts),
        rows=tuple(rows),
    )


def _sets(points: Iterable[Point]) -> list[dict[str, Point]]:
    """A new set begins in another slot, where an item repeats, or a quarter of an hour after the first of it."""
    sets: list[dict[str, Point]] = []
    for point in points:
        first = _first(sets[-1]) if sets else point
        apart = point.slot != first.slot or point.taken_at - first.taken_at > LIMITS.one_set_within
        if not sets or apart or point.item in sets[-1]:
            sets.append({})
        sets[-1][point.item] = point
    return sets


def _first(readings: Mapping[str, Point]) -> Point:
    """The first reading of a set, which were taken together."""
    return next(iter(readings.values()))


def _extremes(safety: Safety) -> tuple[Point | None, ...]:
    consciousness = safety.consciousness_worst
    return (
        safety.systolic_lowest,
        safety.systolic_highest if safety.systolic_rise else None,
        safety.heart_rate_lowest,
        safety.respiratory_rate_lowest,
        safety.oxygen_saturation_lowest,
        consciousness if consciousness is not None and consciousness.value != ALERT else None,
    )


def _observed_cell(point: Point | None, base: Point | None, extremes: Collection[Point | None]) -> ObservedCell:
    if point is None:
        return ObservedCell()
    if point.value is None:
        return ObservedCell(text=figures.code_text(point.status), words=STATUS_WORDS[point.status], gap=True)
    was = base.number if base is not None and base is not point else None
    return ObservedCell(
        text=bare_text(scales.get(OBSERVATIONS), point.item, point.value),
        change=signed_text(point.number - was) if point.number is not None and was is not None else "",
        extreme=point in extremes,
    )


def _news2(readings: Mapping[str, Point], scores: Iterable[News2]) -> ObservedCell:
    """The score of a set: the one that was complete while its readings were taken."""
    slot, minutes = _first(readings).slot, [point.minutes or Decimal(0) for point in readings.values()]
    of_slot = (score for score in scores if score.slot == slot)
    found = next((score for score in of_slot if min(minutes) <= score.minutes <= max(minutes)), None)
    if found is None:
        return ObservedCell()
    single_3 = figures.single_3_text(found)
    if found.score is None:
        return ObservedCell(text="–", change=single_3, words=figures.incomplete_text(found), gap=True)
    return ObservedCell(text=str(found.score), change=single_3)


def dose_comparison(summary: Summary, panels: Iterable[Panel]) -> DoseComparison:
    """The doses side by side for goals, function, spasms and the pressure that is watched."""
    shown = [panel for panel in panels if panel.scale and (panel.group in COMPARED or panel.item == "systolic")]
    doses = summary.delivered
    return DoseComparison(
        title=figures.comparison_title(len(doses)),
        doses=tuple(f"dose {one.dose.number}" for one in doses),
        rows=tuple(
            (panel.name, tuple(_before_peak_best(one.series_for(panel.scale, panel.item)) for one in doses))
            for panel in shown
        ),
    )


def _before_peak_best(series: Series | None) -> tuple[str, str, str]:
    if series is None:
        return NOTHING, NOTHING, NOTHING
    before = printed_text(series, series.baseline) if series.baseline else NOTHING
    peak = _timed(series, series.peak) if series.peak else NOTHING
    if series.better == "neither":
        return before, peak, NOTHING
    return before, peak, f"{_timed(series, series.best.point)}, best of {series.best.of}" if series.best else "none"


def _timed(series: Series, point: Point) -> str:
    at = f"{GAP}at {minutes_text(point.minutes)}" if point.minutes is not None else ""
    return f"{printed_text(series, point)}{at}"
