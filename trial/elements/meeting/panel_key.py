"""One line that says what the marks mean, once a page, and the list of what the carets stand for."""

from collections.abc import Sequence
from html import escape

from trial.brief.panels.shapes import SHAPE_WORDS, Caret, Panel
from trial.elements.meeting.tone_strip import mark


def shape_key(panels: Sequence[Panel]) -> str:
    """The words for the shapes that are on the page; hollow and dashed is an earlier dose."""
    drawn = {dot.shape for panel in panels for line in panel.lines for dot in line.dots}
    words = "".join(
        f"<span>{mark(shape, latest=True)}{escape(said)}</span>"
        for shape, said in SHAPE_WORDS.items()
        if shape in drawn
    )
    earlier = sorted({line.dose for panel in panels for line in panel.lines if not line.latest})
    if earlier:
        words += f"<span>hollow, dashed: dose {' and '.join(str(dose) for dose in earlier)}</span>"
    return f'<span class="key">{words}</span>'


def event_list(carets: Sequence[Caret]) -> str:
    """What stands above the charts, dose by dose, the latest first; severe events in bold."""
    doses: dict[int, list[Caret]] = {}
    for caret in carets:
        if caret.sign != "dose":
            doses.setdefault(caret.dose, []).append(caret)
    parts = "".join(
        f"<div><h3>Dose {dose}</h3><ol>{''.join(_line(one) for one in found)}</ol></div>"
        for dose, found in sorted(doses.items(), reverse=True)
    )
    note = (
        "Hours from the end of injection, true to the minute; dotted at the peak. The thick line under the hours, "
        "2 to 8½ h, is when a bolus was at work in one published course. Titles speak of the latest dose."
    )
    return f'<div class="ev">{parts}</div><p class="sub">{note}</p>'


def _line(caret: Caret) -> str:
    words = escape(caret.words)
    return f"<li><b>{escape(caret.sign)}</b> {f'<b>{words}</b>' if caret.severe else words}</li>"
