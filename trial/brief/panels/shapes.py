"""What a figure is made of, in data units: the same for plotly on screen, vectors on paper and the workbook.

Positions are floats (minutes since T0, and the plotted unit or the rank of a grade); every text is ready to print.
Nothing here knows pixels, colours or fonts.
"""

from dataclasses import dataclass
from typing import Literal

Shape = Literal["better", "same", "worse", "not_comparable", "neither"]
"""How a reading compares with its own baseline: circle, flat bar, triangle, cross, diamond."""

RAMP = ("#ffffff", "#efefef", "#dadada", "#b9b9b9", "#666666", "#2b2b2b")
"""Tone from none to rigid: grey, so that no grade looks like a verdict."""
WHITE_FROM = 4
"""From this grey on its token is white."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One place on an axis and its label: a number, or a token ("1+") for grades, with the grade in few words."""

    at: float
    label: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The minutes that every figure of a trial spans, and the planned minutes of its peak."""

    start: float
    end: float
    peak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The range of a measure, the same for every dose and person; it grows in whole steps only, and says so."""

    kind: Literal["numeric", "ordinal"]
    low: float
    high: float
    ticks: tuple[Tick, ...]
    unit: str
    widened: str = ""  # a sentence, when a value fell outside the usual range


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One measured reading: `y` in the axis's unit (a grade by its rank), `text` the value as printed."""

    minutes: float
    y: float
    shape: Shape
    text: str
    says: str  # one line: slot, actual time, value, assessor, why it is not comparable
    label: str = ""  # printed beside the point; empty for most


@dataclass(frozen=True, slots=True, kw_only=True)
class CouldNot:
    """A moment without a value: a code for the lane below the axis, and its words."""

    minutes: float
    code: str  # W S P Z U N, or B A D E and a dash
    words: str  # "too weak"
    finding: bool  # a try that could not be done (True), or no try (False)
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One dose's course. A run is joined; between runs the line is broken and never bridged.

    A dot that is not comparable is a run of its own. Each of the last three doses has its own look, by its `age`.
    """

    dose: int
    age: int  # doses given after it: 0 for the latest
    label: str  # "dose 2"
    runs: tuple[tuple[Dot, ...], ...]
    could_not: tuple[CouldNot, ...] = ()

    @property
    def latest(self) -> bool:
        return self.age == 0

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(dot for run in self.runs for dot in run)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """The good side of a goal, or of what a person agreed to keep: from `edge` to one end of the axis."""

    edge: float
    side: Literal["above", "below"]
    name: str  # "Goal 1"
    label: str  # "Goal 1: 17.6 s or less (agreed 2 Nov)"
    short: str  # "Goal 1: 17.6 s or less", where there is no room for all of it
    goal: str  # its id


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The range within published error of the latest dose's baseline, in the plotted unit."""

    low: float
    high: float
    label: str  # "within error of baseline"
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMarker:
    """A dose or an event above the plot: digits for the latest dose, letters for earlier ones, `dose` for T0."""

    minutes: float
    sign: str
    dose: int
    latest: bool
    words: str  # "6 h 20 headache, mild, lumbar puncture; paracetamol"
    severe: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A slot in the table under a figure, at its planned minutes (the baseline at its own)."""

    slot: str
    label: str
    minutes: float
    peak: bool
    drawn: bool  # whether its moment is within the time axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One dose's values under the columns: values as printed, a code where there is none, empty where not planned."""

    dose: int
    latest: bool
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One measure's figure: everything that it shows, computed and worded, for every dose on the same axes."""

    key: str  # "ten_metre_walk/speed", of a goal that is rated "goal/6"
    scale: str  # empty for a goal that is rated, which has no item either
    item: str
    name: str  # "10-metre walk", for choosing it from a list
    group: Literal["goal", "tone", "spasm", "function", "observations", "other"]
    title: str  # active, from the data: "10 m walk: 22.0 to 16.2 s at 4 h 05, −26 %"
    subtitle: str  # error, unit, which way is better
    axis: Axis
    start: float  # minutes: from before T0 ...
    end: float  # ... to the last reading; the same for every panel of a trial
    hours: tuple[Tick, ...]
    peak: float  # planned minutes of the peak slot, usually 240: the dotted rule
    lines: tuple[Line, ...]  # earlier doses first, so that the latest is drawn on top
    baseline: float | None  # of the latest dose with one: a thin rule where there is no band
    band: Band | None
    regions: tuple[Region, ...]
    markers: tuple[EventMarker, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]  # latest dose first
    notes: tuple[str, ...] = ()  # what is not drawn, and why
    lane: str = ""  # the heading of the lane below the axis; empty when there is no lane
    window: tuple[float, float] | None = None  # minutes in which a bolus usually acts: a light line under the hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One muscle at one slot: its token, or a code; `shade` is its step in `RAMP`, None without a grade."""

    text: str
    shade: int | None
    words: str  # for a reader who cannot see it: "+4h, 1+" or "+6h, declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of one muscle along the slots."""

    letter: str  # "L", "R", or empty
    cells: tuple[Cell, ...]
    shape: Shape
    steps: int | None
    change: str  # "2 steps better", "unchanged", "not comparable: no value at 4 h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """Left and right of one muscle, one above the other and never merged."""

    label: str
    goal_linked: bool
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """Tone of one dose: muscles by slots, the most changed first (goal-linked ones before the rest)."""

    dose: int
    latest: bool
    title: str  # "Dose 2, 25 micrograms: better in 6 of 8 muscles"
    subtitle: str
    columns: tuple[Column, ...]
    muscles: tuple[Muscle, ...]
    contractures: tuple[str, ...] = ()  # listed apart, counted nowhere
