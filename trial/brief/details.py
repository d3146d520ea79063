"""What stands behind the first page: doses side by side, what the marks mean, what happened during each dose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trial.brief.panels.shapes import EventMarker, Panel, Shape
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.summary import Summary
from trial.wording.figures import SHAPE_WORDS, comparison_title, earlier_text
from trial.wording.readout import printed_text
from trial.wording.words import GAP, minutes_text

COMPARED = ("goal", "function", "spasm")
"""Groups of panels whose doses are compared, beside systolic pressure."""
NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseComparison:
    """Before, at the peak and best of each dose, a row a measure; the cells of a row go dose by dose."""

    title: str
    doses: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKey:
    """What the marks of these panels mean; `earlier` says which doses are hollow and dashed."""

    shapes: tuple[tuple[Shape, str], ...]
    earlier: str


def dose_comparison(summary: Summary, panels: Iterable[Panel]) -> DoseComparison:
    """The doses side by side for goals, function, spasms and the pressure that is watched."""
    shown = [panel for panel in panels if panel.group in COMPARED or panel.item == "systolic"]
    doses = summary.delivered
    return DoseComparison(
        title=comparison_title(len(doses)),
        doses=tuple(f"dose {one.dose.number}" for one in doses),
        rows=tuple(
            (panel.name, tuple(_three(one.series_for(panel.scale, panel.item)) for one in doses)) for panel in shown
        ),
    )


def _three(series: Series | None) -> tuple[str, str, str]:
    if series is None:
        return NOTHING, NOTHING, NOTHING
    before = printed_text(series, series.baseline) if series.baseline else NOTHING
    peak = _timed(series, series.peak) if series.peak else NOTHING
    if series.better == "neither":
        return before, peak, NOTHING
    best = f"{_timed(series, series.best.point)}, best of {series.best.of}" if series.best else "none"
    return before, peak, best


def _timed(series: Series, point: Point) -> str:
    at = f"{GAP}at {minutes_text(point.minutes)}" if point.minutes is not None else ""
    return f"{printed_text(series, point)}{at}"


def figure_key(panels: Sequence[Panel]) -> FigureKey:
    """The words for the shapes that are drawn, once a page."""
    drawn = {dot.shape for panel in panels for line in panel.lines for dot in line.dots}
    earlier = sorted({line.dose for panel in panels for line in panel.lines if not line.latest})
    return FigureKey(
        shapes=tuple((shape, words) for shape, words in SHAPE_WORDS.items() if shape in drawn),
        earlier=earlier_text(earlier),
    )


def events_by_dose(markers: Iterable[EventMarker]) -> tuple[tuple[str, tuple[EventMarker, ...]], ...]:
    """What stands above the charts, dose by dose, the latest first."""
    doses: dict[int, list[EventMarker]] = {}
    for marker in markers:
        if marker.sign != "dose":
            doses.setdefault(marker.dose, []).append(marker)
    return tuple((f"Dose {dose}", tuple(found)) for dose, found in sorted(doses.items(), reverse=True))
