"""One reading in the course of a dose, with its comparison with the baseline and its remarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from scales.base import Value
from trial.ledger.facts import CouldNot, Origin, Status
from trial.meaning.schedule import BASELINE

Course = Literal["improved", "within_error", "unchanged", "worse", "not_comparable"]
FINDINGS: frozenset[Status] = frozenset({"measured", *get_args(CouldNot)})
"""What counts as a reading at the peak (rule 9): a value, or a try that could not be done. The rest were not tested."""
COULD_NOT: frozenset[Status] = frozenset({"unable_weakness", "unable_spasticity", "unable_pain", "unsafe"})
"""The statuses that are a result on a performance scale (rule 16)."""
NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to be said of a reading, a dose or a trial: its kind and the values that its words need."""

    kind: str
    values: Mapping[str, Any]


Remarks = tuple[Remark, ...]
"""In the order in which they matter."""


def remark(kind: str, **values: Any) -> Remark:
    """The remark of this kind, which has its words in `trial.wording.remarks`."""
    return Remark(kind, values)


class Point(NamedTuple):
    """One reading, or a value worked out from readings, in its place in the course of a dose.

    A tuple, because a trial has a thousand of them and one is made and changed four times faster than a dataclass.

    `comparable`: like for like with the baseline, not confounded, one value: it may enter a sum, a best, a keep goal.
    From there on the fields are the comparison with the dose's own baseline: `steps` is positive when better, `change`
    is value - baseline, `percent` is of the baseline with the sign of the change.
    """

    item: str
    slot: str
    minutes: Decimal | None  # from T0, exact; None without a T0
    taken_at: datetime
    value: Value | None
    status: Status
    by: str = ""
    note: str = ""
    reading_id: str = ""
    conditions: Mapping[str, Value] = NOTHING  # method items that held
    values: Mapping[str, Value] = NOTHING  # what else this occasion gives, in other units
    trials: int = 1  # stopwatch trials of which the value is the mean
    confounded: bool = False  # sedated (rule 17)
    two_values: bool = False  # rule 6
    also_by: tuple[str, ...] = ()  # other assessors who found the same within the minutes of rule 6
    comparable: bool = True
    less_help: bool = False  # less help or a lighter aid than at baseline
    course: Course | None = None  # None: neither way is better, or a reading before T0
    why: Remarks = ()
    steps: int | None = None
    change: Decimal | None = None
    percent: Decimal | None = None
    copied_from: Origin | None = None  # where it was recorded first, if not here (rule 8)

    @property
    def measured(self) -> bool:
        """Whether it has a value."""
        return self.status == "measured"

    @property
    def settled(self) -> bool:
        """Whether it has one value, not two of which neither was chosen (rule 6)."""
        return self.measured and not self.two_values

    @property
    def assessors(self) -> tuple[str, ...]:
        """The assessors of this value, in order of time; empty if none is named."""
        return tuple(name for name in (*self.also_by, self.by) if name)

    @property
    def finding(self) -> bool:
        """Whether it counts as a reading at the peak (rule 9)."""
        return self.status in FINDINGS

    @property
    def number(self) -> Decimal | None:
        """Its value if that is a number; None for grades and for what has no value."""
        return self.value if isinstance(self.value, Decimal) else None

    def after(self) -> bool:
        """Whether it was taken after T0, as part of the course."""
        return self.minutes is not None and self.minutes >= 0 and self.slot != BASELINE
