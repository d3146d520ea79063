"""The tone strip as a table: tokens in the cells, grey by rank, left over right, the peak boxed, steps in words."""

from html import escape

from trial.brief.panels.shapes import Cell, Column, Muscle, Shape, Strip
from trial.wording.words import GAP

RAMP = ("#ffffff", "#efefef", "#dadada", "#b9b9b9", "#666666", "#2b2b2b")
WHITE_FROM = 4
"""From this grey on the token is white."""
SHORT = 16
"""Letters of a change that stay on one line: "2 steps better"."""
GLYPHS: dict[Shape, tuple[str, str]] = {
    "better": ("", ""),
    "same": ("", ""),
    "worse": ("▲", "△"),
    "not_comparable": ("✕", "✕"),
    "neither": ("◆", "◇"),
}
"""Solid for the latest dose, hollow for those before it; circle and bar are drawn by the style sheet."""


def mark(shape: Shape, *, latest: bool) -> str:
    """The chart's mark in a line of text."""
    glyph = GLYPHS[shape][0 if latest else 1]
    return f'<i class="sh {shape}{"" if latest else " then"}" aria-hidden="true">{glyph}</i>'


def tone_strip(strip: Strip) -> str:
    """One dose's strip as HTML, every text escaped."""
    head = "".join(f'<th scope="col"{_peak(column)}>{escape(_hour(column))}</th>' for column in strip.columns)
    rows = [row for muscle in strip.muscles for row in _rows(muscle, strip)]
    body = "".join(row or _gap(strip) for row in _boxed(rows))
    apart = ""
    if strip.contractures:
        apart = f'<p class="sub">Fixed contracture, counted nowhere: {escape(", ".join(strip.contractures))}.</p>'
    colour = ' style="color:#0072b2"' if strip.latest else ""
    then = "" if strip.latest else " then"
    return (
        f'<div><h2 class="t"{colour}>{escape(strip.title)}</h2><p class="sub">{escape(strip.subtitle)}</p>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(strip.title)}">'
        f'<table class="st{then}"><thead><tr><th colspan="2"><span class="hide">muscle</span></th>'
        f'{head}<th scope="col" style="text-align:left;padding-left:14px">at the peak</th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>{apart}</div>"
    )


def _hour(column: Column) -> str:
    return column.label if column.slot == "baseline" else column.slot.removesuffix("h") + (" h" if column.peak else "")


def _peak(column: Column) -> str:
    return ' class="pk"' if column.peak else ""


def _rows(muscle: Muscle, strip: Strip) -> list[str]:
    rows = []
    for place, side in enumerate(muscle.sides):
        name = ""
        if place == 0:
            name = f'<th class="m" scope="rowgroup" rowspan="{len(muscle.sides)}">{escape(muscle.label)}</th>'
        cells = "".join(_cell(cell, column) for cell, column in zip(side.cells, strip.columns, strict=True))
        said = escape(side.change if len(side.change) > SHORT else side.change.replace(" ", GAP))
        change = f"<b>{said}</b>" if abs(side.steps or 0) > 1 else said
        rows.append(
            f'<tr>{name}<th class="lr" scope="row">{escape(side.letter)}</th>{cells}'
            f'<td class="chg">{mark(side.shape, latest=strip.latest)}{change}</td></tr>'
        )
    return [*rows, ""]


def _boxed(rows: list[str]) -> list[str]:
    """Close the box round the peak column above the first row and below the last."""
    kept = rows[:-1] if rows and not rows[-1] else rows
    if not kept:
        return []
    kept[0] = kept[0].replace("<tr>", '<tr class="top">', 1)
    last = 'class="top end"' if len(kept) == 1 else 'class="end"'
    kept[-1] = kept[-1].replace('<tr class="top">', f"<tr {last}>", 1).replace("<tr>", f"<tr {last}>", 1)
    return kept


def _gap(strip: Strip) -> str:
    cells = "".join(
        '<td class="c pk gap" style="border-top:0;border-bottom:0"></td>' if column.peak else '<td class="gap"></td>'
        for column in strip.columns
    )
    return f'<tr aria-hidden="true"><td colspan="2" class="gap"></td>{cells}<td class="gap"></td></tr>'


def _cell(cell: Cell, column: Column) -> str:
    peak = " pk" if column.peak else ""
    if cell.ramp is None:
        hatched = " none" if cell.text else ""
        return f'<td class="c{hatched}{peak}" title="{escape(cell.words)}">{escape(cell.text)}</td>'
    shade = round(cell.ramp * (len(RAMP) - 1))
    ink = "#ffffff" if shade >= WHITE_FROM else "#1a1a1a"
    return (
        f'<td class="c{peak}" style="background:{RAMP[shade]};color:{ink}" title="{escape(cell.words)}">'
        f"{escape(cell.text)}</td>"
    )
