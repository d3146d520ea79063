"""Dose against dose, and every number behind the charts, as tables."""

from collections.abc import Sequence
from html import escape

from trial.brief.panels.lines import printed_text
from trial.brief.panels.shapes import Panel
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.summary import Summary
from trial.wording.words import GAP, minutes_text


def dose_against_dose(summary: Summary, panels: Sequence[Panel]) -> str:
    """Before, at the peak and best of each dose for these measures; HTML, every text escaped."""
    doses = [one for one in summary.doses if one.dose.delivered]
    heads = "".join(
        f'<th scope="col"{_now(dose is doses[-1])}>dose {dose.dose.number} before</th>'
        f'<th scope="col"{_now(dose is doses[-1])}>at the peak</th><th scope="col"{_now(dose is doses[-1])}>best</th>'
        for dose in doses
    )
    rows = ""
    for panel in panels:
        cells = "".join(_cells(dose.series_for(panel.scale, panel.item), now=dose is doses[-1]) for dose in doses)
        rows += f'<tr><th scope="row">{escape(panel.name)}</th>{cells}</tr>'
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Dose against dose"><table class="c">'
        f'<thead><tr><th scope="col">measure</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _now(now: bool) -> str:
    return ' class="now"' if now else ""


def _cells(series: Series | None, *, now: bool) -> str:
    if series is None:
        return f"<td{_now(now)}>–</td>" * 3
    before = printed_text(series, series.baseline) if series.baseline else "–"
    best = ""
    if series.better == "neither":
        best = "–"
    elif series.best is None:
        best = "none"
    else:
        best = f"{_timed(series, series.best.point)}, best of {series.best.of}"
    peak = _timed(series, series.peak) if series.peak else "–"
    return "".join(f"<td{_now(now)}>{cell}</td>" for cell in (escape(before), f"<b>{escape(peak)}</b>", escape(best)))


def _timed(series: Series, point: Point) -> str:
    at = f" at {minutes_text(point.minutes)}" if point.minutes is not None else ""
    return f"{printed_text(series, point)}{at}".replace(" at ", f"{GAP}at ")


def numbers_table(panel: Panel) -> str:
    """One panel's values under its slots; HTML, every text escaped."""
    heads = "".join(f'<th scope="col">{escape(column.label)}</th>' for column in panel.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>{"".join(f"<td>{escape(text)}</td>" for text in row.cells)}</tr>'
        for row in panel.rows
    )
    notes = "".join(f'<p class="sub">{escape(note)}</p>' for note in panel.notes)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(panel.name)}"><table class="c">'
        f'<caption style="text-align:left;font-weight:700">{escape(panel.title)}</caption>'
        f'<thead><tr><th scope="col">dose</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{notes}'
    )
