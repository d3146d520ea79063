"""How small the type of the meeting's first screenful must be, so that all of it stands on one screen."""

from collections.abc import Iterable
from math import ceil

from trial.elements.goal_table import asks
from trial.meaning.glance import AtAGlance
from trial.meaning.summary import Summary

SMALLEST = 0.72
"""Of the mock-up's type: 28 px becomes 20, about the least that can be read at three metres."""
STEP = 0.02
LETTERS = {0: (60, 36), 1: (60, 36), 2: (31, 25), 3: (26, 20)}
"""Letters on a line of a result and of a goal, by how many doses stand side by side."""
ROOM = 1000
"""Pixels that one screenful of 1080 has under the navigation."""


def fitted_scale(summary: Summary, cautions: Iterable[str], quotes: Iterable[str]) -> tuple[float, bool]:
    """The type's scale, 1 to SMALLEST, and whether "read with care" stands better on the right than under the goals."""
    care, said = list(cautions), list(quotes)
    scale = 1.0
    while True:
        head, left, right = _heights(summary, said, scale)
        under, beside = left + _care(care, scale, 47, 2), right + _care(care, scale, 57, 1)
        on_the_right = max(left, beside) < max(under, right)
        body = max(left, beside) if on_the_right else max(under, right)
        if (head + body) * scale <= ROOM or scale - STEP < SMALLEST:
            return round(scale, 2), on_the_right
        scale -= STEP


def _lines(text: str, scale: float, letters: int) -> int:
    """Lines that a text takes where so many letters of the mock-up's size stand on one."""
    return max(1, ceil(len(text) * scale / letters))


def _care(cautions: list[str], scale: float, letters: int, columns: int) -> float:
    return 70 + sum(4 + 31 * _lines(one, scale, letters) for one in cautions) / columns if cautions else 0


def _heights(summary: Summary, quotes: list[str], scale: float) -> tuple[float, float, float]:
    """Pixels at the mock-up's size: what stands over both columns, the goals, the facts with the words."""
    first = 36 + sum(4 + 34 * _lines(one, scale, 112) for one in summary.first) if summary.first else 0
    doses = [one for one in summary.doses if one.dose.delivered]
    cell_letters, goal_letters = LETTERS[min(len(doses), 3)]
    head = max((_lines(one.heading, scale, cell_letters) for one in doses), default=1)
    goals = [one for one in summary.trial.goals if one.dropped_at is None]
    rows = 0
    for goal in goals:
        found = [one for dose in doses for one in dose.results if one.goal.id == goal.id]
        cell = max((41 + 32 * _lines(one.headline, scale, cell_letters) for one in found), default=41)
        rows += 18 + max(
            cell, 37 * _lines(goal.words, scale, goal_letters) + 33 * _lines(asks(goal), scale, goal_letters * 5 // 4)
        )
    left = 90 + 31 * head + rows + max((_foot(one.glance, scale) for one in doses if one.glance), default=60)
    facts = doses[-1].facts if doses else ()
    right = 54.0 + sum(18 + 35 * _lines(f"{one.topic} {one.text}", scale, 48) for one in facts)
    right += sum(34 + 36 * _lines(one, scale, 46) for one in quotes)
    return 145 + first, left, right


def _foot(glance: AtAGlance, scale: float) -> int:
    return 64 + sum(36 * _lines(one, scale, 30) for one in glance.counts)
