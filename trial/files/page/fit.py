"""How large the first sheet may be set so that it stays one sheet, and which texts have to be cut there."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from trial.files.imprint import Imprint
from trial.files.page.content import (
    ACTION_LINES,
    AIM_LINES,
    FACT_LINES,
    FIRST_LINES,
    GOAL_LINES,
    QUESTION_LINES,
    QUOTE_LINES,
    READING_LINES,
    Content,
    content_of,
)
from trial.files.type_width import lines_of
from trial.meaning.summary import Summary

SIZE = 12.8
"""Pixels of the sheet's plain letters at full size."""
LARGEST, SMALLEST, STEP = 1.0, 0.7, 0.02
SMALLEST_WITH_STRIP = 0.82
"""Small charts on this sheet are welcome, not at the price of its letters: the same panels follow on the next."""
ROOM = 1004
"""Pixels between the upper edge of the sheet and its foot."""
WIDE = 706
STRIP = 190
LABEL = 82
LINE = 1.25
UNDECIDED = 18.6
"""What the empty decision box takes, in letters."""
WITH_STRIP, WITHOUT = (4, 2), (8, 3)
"""How many cautions and quotations there are on the sheet."""
GOAL_SHARE = {0: 0.4, 1: 0.36, 2: 0.31, 3: 0.27}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """`scale` of the letters; whether small charts have their place; what is said; what of it is cut, by its label."""

    scale: float
    strip: bool
    content: Content
    cut: tuple[tuple[str, str], ...]


def fitted(summary: Summary, imprint: Imprint, *, strip: bool) -> Fit:
    """The largest letters with which everything stands on one sheet."""
    for with_strip in (True, False) if strip else (False,):
        content = content_of(summary, imprint, *(WITH_STRIP if with_strip else WITHOUT))
        for scale in _scales(SMALLEST_WITH_STRIP if with_strip else SMALLEST):
            ruler = _measured(content, scale)
            if ruler.height + (STRIP if with_strip else 0) <= ROOM or (not with_strip and scale == SMALLEST):
                return Fit(scale=scale, strip=with_strip, content=content, cut=tuple(ruler.cut))
    raise AssertionError("the smallest letters without charts are always taken")


def _scales(smallest: float) -> Iterator[float]:
    for step in range(int((LARGEST - smallest) / STEP + 1.5)):
        yield round(LARGEST - step * STEP, 2)


@dataclass
class _Ruler:
    """Heights in pixels with letters of one size."""

    scale: float
    height: float = 0
    cut: list[tuple[str, str]] = field(default_factory=list)

    @property
    def letter(self) -> float:
        return SIZE * self.scale

    def text(self, what: str, text: str, width: float, most: int, size: float = 1.0, bold: bool = False) -> float:
        """The height of a text in so many pixels; one that takes too many lines is noted as cut."""
        if not text:
            return 0
        lines = lines_of(text, self.letter * size, width, bold)
        if lines > most:
            self.cut.append((what, text))
        return min(lines, most) * self.letter * size * LINE

    def add(self, *heights: float, gap: float = 0.0) -> None:
        """One row, as high as its highest part; `gap` is in letters."""
        self.height += max(heights, default=0) + gap * self.letter


def _measured(content: Content, scale: float) -> _Ruler:
    ruler = _Ruler(scale)
    ruler.add(gap=2.9)
    ruler.add(ruler.text("About", content.about, WIDE, 3), gap=0.5)
    ruler.add(ruler.text("The question", f"The question: {content.question}", WIDE, QUESTION_LINES, 1.25), gap=0.6)
    for sentence in content.first:
        ruler.add(ruler.text("First", sentence, WIDE - 60, FIRST_LINES, bold=True), gap=0.3)
    _table(ruler, content)
    for topic, text in content.facts:
        ruler.add(ruler.text(topic, text, WIDE - LABEL * scale, FACT_LINES), gap=0.16)
    half = WIDE / 2 - 14
    said = sum(ruler.text("In their words", f"{one} {who}", half, QUOTE_LINES) for one, who in content.quotes)
    care = sum(ruler.text("Read with care", one, half - 15, QUOTE_LINES) for one in content.cautions)
    if content.quotes or content.cautions:
        ruler.add(said, care, gap=2.6)
    if content.decision:
        for label, text in content.decision:
            ruler.add(ruler.text(label, text, WIDE - 26 - 112 * scale, ACTION_LINES), gap=0.16)
        ruler.add(gap=3.6)
    else:
        drafted = (ruler.text(label, text, WIDE - 180, ACTION_LINES) for label, text in content.draft)
        ruler.add(gap=UNDECIDED)
        ruler.height += sum(max(0.0, one - ruler.letter * LINE) for one in drafted)
    return ruler


def _table(ruler: _Ruler, content: Content) -> None:
    share = GOAL_SHARE[len(content.columns)]
    goal = WIDE * share - 28
    cell = WIDE * (1 - share) / max(len(content.columns), 1) - 16
    heads = [ruler.text("Dose", one.happened, cell, 6, 0.93) for one in content.columns]
    ruler.add(*heads, ruler.letter * 1.2, gap=1.7)
    for number, row in enumerate(content.goals):
        asked = ruler.text(f"Goal {number + 1}", row.words, goal, GOAL_LINES, bold=True)
        asked += ruler.text(f"Goal {number + 1}, asks", row.aim, goal, AIM_LINES, 0.93)
        cells = [
            ruler.letter * LINE + ruler.text(f"Goal {number + 1}, result", one, cell, READING_LINES, 0.93)
            for one in row.readings
        ]
        ruler.add(asked, *cells, gap=0.62)
    glances = (sum(ruler.text("At a glance", line, cell, 3) for line in one.glance) for one in content.columns)
    ruler.add(*glances, ruler.letter * 2.4, gap=0.6)
