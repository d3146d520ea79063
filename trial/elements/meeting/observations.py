"""The strip of observations as a table: sets across, change from own baseline small beneath each value."""

from html import escape

from trial.brief.panels.observed import Observed, ObservedCell, ObservedRow


def observations_strip(strip: Observed) -> str:
    """One dose's observations as HTML, every text escaped."""
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in strip.columns)
    rows = "".join(_row(one) for one in strip.rows)
    then = "" if strip.latest else " then"
    return (
        f'<h2 class="t">{escape(strip.title)}</h2>'
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(strip.title)}"><table class="ob{then}">'
        f'<thead><tr><th scope="col"><span class="hide">what</span></th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(row: ObservedRow) -> str:
    return f'<tr><th scope="row">{escape(row.label)}</th>{"".join(_cell(one) for one in row.cells)}</tr>'


def _cell(cell: ObservedCell) -> str:
    text = f"<b>{escape(cell.text)}</b>" if cell.extreme else escape(cell.text)
    small = "".join(f"<small>{escape(one)}</small>" for one in (cell.change, cell.words) if one)
    look = " none" if cell.gap else ""
    boxed = " ext" if cell.extreme else ""
    return f'<td class="o{look}{boxed}">{text}{small}</td>'
