"""How small the type of the meeting's first screenful must be, so that all of it stands on one screen.

Reckoned here, so that what has no room is left for further down; the browser then makes it as large as there is room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from trial.elements.components import component
from trial.elements.meeting.goal_table import asked
from trial.meaning.glance import AtAGlance
from trial.meaning.goals import GoalResult
from trial.meaning.summary import Summary

SMALLEST = 0.72
"""Of the mock-up's type: 28 px becomes 20, about the least that can be read at three metres."""
STEP = 2
"""Hundredths by which the type is tried smaller."""
ABOUT = 62
"""Letters of diagnosis and aid that stand on one line at full size."""
CAUTIONS = (6, 4, 2, 1, 0)
"""How many cautions are tried where all of them have no room."""
LETTERS = {0: (60, 36), 1: (60, 36), 2: (31, 25), 3: (26, 20)}
"""Letters on a line of a result and of a goal, by how many doses stand side by side."""
BRIEF = (27, 34)
"""The same where earlier doses have results alone."""
ROOM = 1000
"""Pixels that one screenful of 1080 has under the navigation."""


PROJECTOR = 1500
"""Pixels of width from which the page is filled; on a laptop or a tablet it is scrolled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the first screenful is set: its type, where "read with care" stands, and how much of what can wait."""

    scale: float
    on_the_right: bool
    fits: bool
    quotes: int
    cautions: int
    compact: bool = False  # result and reading, goal and target, each on one line as far as it goes
    brief: bool = False  # earlier doses by their results alone; their readings stand further down


def fill_the_screen(trial: str) -> None:
    """Let the first screenful of a trial grow in the browser until it fills the screen."""
    component("fit", "meeting/fit.js")(
        key="fit", data={"trial": trial, "smallest": round(SMALLEST * 100), "from_width": PROJECTOR}
    )


def layout(summary: Summary, cautions: Sequence[str], quotes: Sequence[str]) -> Layout:
    """The most that still fits at a size that can be read; what has no room stands further down the page."""
    one = min(len(quotes), 1)
    fewer = [(one, most) for most in CAUTIONS if most < len(cautions)]
    least = [(0, min(2, len(cautions))), (0, 0)]
    tries = [
        *(_Try(*said) for said in [(len(quotes), len(cautions)), (one, len(cautions)), *fewer]),
        *(_Try(*said, compact=True) for said in [(one, len(cautions)), *fewer, *least]),
    ]
    if sum(dose.dose.delivered for dose in summary.doses) > 1:
        tries += [_Try(*said, compact=True, brief=True) for said in [*fewer[-2:], *least]]
    made = (_set(summary, cautions, quotes, one_try) for one_try in tries)
    last = None
    for last in made:
        if last.fits:
            break
    assert last is not None  # noqa: S101  there is always a first try
    return last


def with_the_rest_below(cautions: Sequence[str], most: int) -> tuple[str, ...]:
    """The first of the cautions, and how many have no room beside them.

    >>> with_the_rest_below(("Late.", "Drowsy.", "Missing."), 1), with_the_rest_below(("Late.",), 1)
    (('Late.', '2 more, further down.'), ('Late.',))
    """
    left = len(cautions) - most
    more = f"{left}{' more' if most else ''}, further down."
    return (*cautions[:most], *([more] if left > 0 else []))


class _Try(NamedTuple):
    """How much is to stand on the first screen, and how tightly."""

    quotes: int
    cautions: int
    compact: bool = False
    brief: bool = False


def _set(summary: Summary, cautions: Sequence[str], quotes: Sequence[str], this: _Try) -> Layout:
    care = with_the_rest_below(cautions, this.cautions)
    scale, on_the_right, fits = 1.0, False, False
    told = {goal.id: asked(goal, brief=this.brief) for goal in summary.trial.goals if goal.dropped_at is None}
    for percent in range(100, round(SMALLEST * 100) - 1, -STEP):
        scale = percent / 100
        head, left, right = _heights(summary, told, quotes[: this.quotes], scale, this)
        under, beside = left + _care(care, scale, 47, 2), right + _care(care, scale, 57, 1)
        on_the_right = max(left, beside) < max(under, right)
        body = max(left, beside) if on_the_right else max(under, right)
        fits = (head + body) * scale <= ROOM
        if fits:
            break
    return Layout(scale=scale, on_the_right=on_the_right, fits=fits, **this._asdict())


def _lines(text: str, scale: float, letters: int) -> int:
    """Lines that a text takes where so many letters of the mock-up's size stand on one."""
    return max(1, ceil(len(text) * scale / letters))


def _care(cautions: Sequence[str], scale: float, letters: int, columns: int) -> float:
    return 70 + sum(4 + 31 * _lines(one, scale, letters) for one in cautions) / columns if cautions else 0


def _heights(
    summary: Summary, asks: Mapping[str, str], quotes: Sequence[str], scale: float, this: _Try
) -> tuple[float, float, float]:
    """Pixels at the mock-up's size: what stands over both columns, the goals, the facts with the words."""
    first = 36 + sum(4 + 34 * _lines(one, scale, 130) for one in summary.first) if summary.first else 0
    person = summary.trial.person
    about = 34 if len(f"{person.diagnosis} {person.usual_aid}") * scale > ABOUT else 0
    doses = [one for one in summary.doses if one.dose.delivered]
    compact, brief = this.compact, this.brief
    cell_letters, goal_letters = BRIEF if brief else LETTERS[min(len(doses), 3)]
    failed = [one.heading for one in summary.doses if one.dose.delivery == "none"]
    corner = 1 + sum(_lines(f"Dose 1: {one}", scale, goal_letters * 5 // 4) for one in failed)
    head = max(
        corner, *(_lines(f"{one.heading} 10 Nov 2026. Not yet decided", scale, cell_letters) for one in doses), 1
    )
    rows = 0
    for goal in (one for one in summary.trial.goals if one.dropped_at is None):
        told = doses[-1:] if brief else doses
        found = [one for dose in told for one in dose.results if one.goal.id == goal.id]
        if compact:
            cell = max((33 * _lines(f"Not assessed {one.headline}", scale, cell_letters) for one in found), default=41)
            words = 34 * _lines(f"{goal.words} {asks[goal.id]}", scale, goal_letters * 5 // 4)
        else:
            cell = max((41 + 32 * _result(one, scale, cell_letters) for one in found), default=41)
            words = 37 * _lines(goal.words, scale, goal_letters) + 33 * _lines(
                asks[goal.id], scale, goal_letters * 5 // 4
            )
        rows += (10 if compact else 18) + max(cell, words)
    left = 60 + 31 * head + rows + max((_foot(one.glance, scale, this) for one in doses if one.glance), default=60)
    facts = doses[-1].facts if doses else ()
    letters, line = (38, 35) if len(doses) > 2 else (48, 35)
    if compact:
        letters, line = letters + 3, 33
    right = 54.0 + sum(18 + line * _lines(f"{one.topic} {one.text}", scale, letters) for one in facts)
    right += sum(34 + line * _lines(one, scale, letters - 2) for one in quotes)
    return (125 if compact else 145) + about + first, left, right


def _result(one: GoalResult, scale: float, letters: int) -> int:
    """Lines under a result: the reading, who else rated it, what had been agreed then."""
    return _lines(one.headline, scale, letters) + bool(one.others and one.series) + one.edited_after


def _foot(glance: AtAGlance, scale: float, this: _Try) -> int:
    line, letters = 32 if this.compact else 36, 20 if this.brief else 30
    return (54 if this.compact else 64) + sum(line * _lines(one, scale, letters) for one in glance.counts)
