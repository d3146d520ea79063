"""The sheets behind the first: the charts with their table; tone by muscle, dose against dose, all words in full."""

from collections.abc import Iterable, Sequence
from html import escape

from trial.brief.panels import panels_of
from trial.brief.panels.lines import printed_text
from trial.brief.panels.shapes import SHAPE_WORDS, Caret, Cell, Column, Panel, Shape, Strip
from trial.brief.panels.strip import strips_of
from trial.charts.svg import drawing
from trial.files.imprint import Imprint
from trial.files.page.content import MOST_FIRST, quotes_of, signed_text
from trial.files.page.words import plain
from trial.ledger.facts import Trial
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.summary import Summary
from trial.wording.letter import decided
from trial.wording.words import minutes_text

RAMP = ("#ffffff", "#efefef", "#dadada", "#b9b9b9", "#666666", "#2b2b2b")
WHITE_FROM = 4
"""From this grey on a token is white."""
GLYPHS: dict[Shape, str] = {"better": "●", "same": "▬", "worse": "▲", "not_comparable": "✕", "neither": "◆"}
COMPARED = ("goal", "function", "spasm")


def charts_sheet(panels: Sequence[Panel]) -> str:
    """One screenful of panels, what their marks mean, and what happened during the day."""
    figures = "".join(f"<figure>{drawing(one)}{_notes(one)}</figure>" for one in panels)
    drawn = {dot.shape for panel in panels for line in panel.lines for dot in line.dots}
    key = " ".join(f"{GLYPHS[shape]} {escape(words)};" for shape, words in SHAPE_WORDS.items() if shape in drawn)
    earlier = sorted({line.dose for panel in panels for line in panel.lines if not line.latest})
    hollow = f" Hollow and dashed: dose {' and '.join(str(one) for one in earlier)}." if earlier else ""
    return (
        f'<h2>Course</h2><p class="cap">{key.removesuffix(";")}.{hollow} Hours from the end of injection, true to the '
        "minute; the line is broken where a reading is missing. Letters below the axis say why there is no value.</p>"
        f'<div class="panels">{figures}</div>{_events(panels[0].carets)}'
    )


def _notes(panel: Panel) -> str:
    return "".join(f'<figcaption class="cap">{plain(note)}</figcaption>' for note in panel.notes)


def _events(carets: Iterable[Caret]) -> str:
    doses: dict[int, list[Caret]] = {}
    for caret in carets:
        if caret.sign != "dose":
            doses.setdefault(caret.dose, []).append(caret)
    parts = "".join(
        f"<div><h3>Marked above the charts: dose {dose}</h3>"
        f"<ul class='bare'>{''.join(_event(one) for one in found)}</ul></div>"
        for dose, found in sorted(doses.items(), reverse=True)
    )
    return f'<div class="two">{parts}</div>' if parts else ""


def _event(caret: Caret) -> str:
    words = plain(caret.words)
    return f"<li><b>{escape(caret.sign)}</b> {f'<b>{words}</b>' if caret.severe else words}</li>"


def rest_sheet(trial: Trial, summary: Summary, imprint: Imprint, cut: Sequence[tuple[str, str]]) -> str:
    """Tone by muscle, dose against dose, and everything that the first sheet had to leave out or cut."""
    strips = "".join(_tone(one) for one in reversed(strips_of(trial, summary)))
    said = "".join(f"<p><i>{plain(words)}</i> {escape(who)}.</p>" for words, who in quotes_of(summary))
    care = "".join(f"<li>{plain(one)}</li>" for one in summary.cautions)
    loud = "".join(f"<li>{plain(one)}</li>" for one in summary.first)
    first = f"<h2>First</h2><ul>{loud}</ul>" if len(summary.first) > MOST_FIRST else ""
    parts = "".join(
        (
            f'<h2>Tone, muscle by muscle</h2><div class="tones">{strips}</div>' if strips else "",
            _against(trial, summary),
            '<div class="columns">',
            first,
            f"<h2>In their words</h2>{said}" if said else "",
            f"<h2>Read with care</h2><ul>{care}</ul>" if care else "",
            _decisions(summary, imprint),
            "</div>",
            _in_full(cut),
        )
    )
    return f'<div class="rest">{parts}</div>' if parts else ""


def _decisions(summary: Summary, imprint: Imprint) -> str:
    """Every decision that was signed, as it was signed."""
    parts = []
    for one in summary.decisions:
        if one.signed:
            rows = signed_text(one, summary, imprint)
            said = "".join(f"<dt>{escape(label)}</dt><dd>{plain(text)}</dd>" for label, text in rows)
            parts.append(f"<h3>{escape(decided(one, imprint.zone))}</h3><dl>{said}</dl>")
    return f"<h2>Decisions so far</h2>{''.join(parts)}" if parts else ""


def _in_full(cut: Sequence[tuple[str, str]]) -> str:
    if not cut:
        return ""
    rows = "".join(f"<dt>{escape(what)}</dt><dd>{plain(text)}</dd>" for what, text in cut)
    return f'<h2>In full, what was cut on the first sheet</h2><dl class="wide">{rows}</dl>'


def _tone(strip: Strip) -> str:
    heads = "".join(f'<th scope="col"{_peak(one)}>{escape(_hour(one))}</th>' for one in strip.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(muscle.label)} {escape(side.letter)}</th>'
        f"{''.join(_cell(cell, column) for cell, column in zip(side.cells, strip.columns, strict=True))}"
        f'<td class="chg">{GLYPHS[side.shape]} {escape(side.change)}</td></tr>'
        for muscle in strip.muscles
        for side in muscle.sides
    )
    fixed = f'<p class="cap">Fixed contracture, counted nowhere: {escape(", ".join(strip.contractures))}.</p>'
    return (
        f'<div><table class="tone"><caption><b>{escape(strip.title)}</b><br>{escape(strip.subtitle)}</caption>'
        f'<thead><tr><th scope="col"><span class="hide">muscle</span></th>{heads}'
        '<th scope="col" class="chg">at the peak</th></tr>'
        f"</thead><tbody>{rows}</tbody></table>{fixed if strip.contractures else ''}</div>"
    )


def _hour(column: Column) -> str:
    return column.label if column.slot == "baseline" else column.slot.removesuffix("h")


def _peak(column: Column) -> str:
    return ' class="pk"' if column.peak else ""


def _cell(cell: Cell, column: Column) -> str:
    if cell.ramp is None:
        return f"<td{_peak(column)}>{escape(cell.text)}</td>"
    shade = round(cell.ramp * (len(RAMP) - 1))
    ink = "#ffffff" if shade >= WHITE_FROM else "#1a1a1a"
    return f'<td{_peak(column)} style="background:{RAMP[shade]};color:{ink}">{escape(cell.text)}</td>'


def _against(trial: Trial, summary: Summary) -> str:
    """Before, at the peak and best of each dose, for goals, function, spasms and the observations that are watched."""
    doses = [one for one in summary.doses if one.dose.delivered]
    panels = [one for one in panels_of(trial, summary) if one.group in COMPARED or one.item == "systolic"]
    if not doses or not panels:
        return ""
    heads = "".join(f'<th scope="colgroup" colspan="3">dose {one.dose.number}</th>' for one in doses)
    under = '<th scope="col">before</th><th scope="col">at the peak</th><th scope="col">best</th>' * len(doses)
    rows = "".join(
        f'<tr><th scope="row">{escape(panel.name)}</th>'
        f"{''.join(_three(one.series_for(panel.scale, panel.item)) for one in doses)}</tr>"
        for panel in panels
    )
    return (
        '<h2>Dose against dose</h2><table class="against"><caption class="hide">Before, at the peak and best of each '
        f'dose</caption><thead><tr><th rowspan="2" scope="col">measure</th>{heads}</tr><tr>{under}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _three(series: Series | None) -> str:
    if series is None:
        return "<td>–</td>" * 3
    before = printed_text(series, series.baseline) if series.baseline else "–"
    peak = _timed(series, series.peak) if series.peak else "–"
    best = "–" if series.better == "neither" else "none"
    if series.best is not None and series.better != "neither":
        best = f"{_timed(series, series.best.point)}, best of {series.best.of}"
    return f"<td>{escape(before)}</td><td><b>{escape(peak)}</b></td><td>{escape(best)}</td>"


def _timed(series: Series, point: Point) -> str:
    at = f" at {minutes_text(point.minutes)}" if point.minutes is not None else ""
    return f"{printed_text(series, point)}{at}"
