"""One row of the bench: what is measured against what, the bar, and how repeats become a figure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import log10
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Literal

Pair = tuple[float, float]
"""Ours and the floor's, measured in turn: milliseconds, or what the row's unit says."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the bench works: a folder on a real disk, how long the long rows take, and whom to tell how far it is."""

    folder: Path
    quick: bool
    minutes: float
    say: Say

    def size(self, whole: int, *, quick: int) -> int:
        """How many of something: all of them, or the few of a quick run."""
        return quick if self.quick else whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row. `measure` yields pairs for as long as it is asked; the first is to warm up and not counted."""

    name: str
    ours: str
    floor: str
    bar: float
    measure: Callable[[Desk], Iterator[Pair]]
    unit: Literal["ms", "MB", "KB"] = "ms"
    times: int = 1  # how many times more work ours has than its floor; more than 1: the exponent is told
    most: float | None = None  # ours must be no more than this either
    guard: float | None = None  # the ratio beyond which a change is stopped; for fast and steady rows
    warm: bool = True  # whether the first pair is only to warm up


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What came of a row: medians, and the ratio pair by pair, so that a drifting machine disturbs both alike."""

    row: Row
    pairs: tuple[Pair, ...]

    @property
    def ours(self) -> float:
        return median(one for one, _ in self.pairs)

    @property
    def floor(self) -> float:
        return median(one for _, one in self.pairs)

    @property
    def ratios(self) -> tuple[float, ...]:
        return tuple(sorted(ours / floor for ours, floor in self.pairs))

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def exponent(self) -> float | None:
        """How the cost grows with the work: 1 is in proportion."""
        return log10(self.ratio) / log10(self.row.times) if self.row.times > 1 else None

    @property
    def met(self) -> bool:
        """Whether it keeps its bar."""
        return self.ratio <= self.row.bar and (self.row.most is None or self.ours <= self.row.most)

    @property
    def guarded(self) -> bool:
        """Whether it stays within the ratio that guards it."""
        return self.row.guard is None or self.ratio <= self.row.guard


def measured(row: Row, desk: Desk, repeats: int, kept: list[Pair]) -> Figure:
    """Take so many pairs of a row, each put into `kept` at once, so that nothing is lost when it is stopped."""
    taken = row.measure(desk)
    try:
        if row.warm:
            desk.say(f"{row.name}: warming up")
            next(taken)
        for number, pair in enumerate(islice(taken, repeats), 1):
            kept.append(pair)
            desk.say(f"{row.name}: {number} of {repeats}")
    finally:
        taken.close()  # type: ignore[attr-defined]
    return Figure(row=row, pairs=tuple(kept))


def milliseconds(act: Callable[[], object]) -> float:
    """How long one act takes."""
    begun = perf_counter()
    act()
    return (perf_counter() - begun) * 1000


def typical(act: Callable[[], object], times: int) -> float:
    """The median of some runs: what one act usually takes."""
    return median(milliseconds(act) for _ in range(times))


def in_turn(ours: Callable[[], object], floor: Callable[[], object], times: int) -> Pair:
    """The medians of two acts done in turn, so that both see the same machine."""
    taken = [(milliseconds(ours), milliseconds(floor)) for _ in range(times)]
    return median(one for one, _ in taken), median(one for _, one in taken)


def percentile(values: list[float], share: float) -> float:
    """The value that this share of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
