"""One reading in its place in the course of a dose, how it stands against its own baseline, and what is to be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from scales.base import Value
from trial.ledger.facts import CouldNot, Status
from trial.meaning.schedule import BASELINE

Course = Literal["improved", "within_error", "unchanged", "worse", "not_comparable"]
FINDINGS: frozenset[Status] = frozenset({"measured", *get_args(CouldNot)})
"""What counts as a reading at the peak (rule 9): a value, or a try that could not be done. The rest were not tested."""
COULD_NOT: frozenset[Status] = frozenset({"unable_weakness", "unable_spasticity", "unable_pain", "unsafe"})
"""What is itself a result on a performance scale (rule 16)."""
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
    `course`, `why`, `steps` (positive is better), `change`, `percent` stand against the dose's own baseline.
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
    trials: int = 1  # stopwatch trials that the value stands for
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

    @property
    def measured(self) -> bool:
        return self.status == "measured"

    @property
    def assessors(self) -> tuple[str, ...]:
        """Everybody who found this, in order of time; empty where nobody is named."""
        return tuple(name for name in (*self.also_by, self.by) if name)

    @property
    def finding(self) -> bool:
        """Whether it counts as a reading at the peak (rule 9)."""
        return self.status in FINDINGS

    @property
    def number(self) -> Decimal | None:
        return self.value if isinstance(self.value, Decimal) else None

    def as_compared(self, other: "Point") -> "Point":
        """This reading, standing to the baseline as another one does: `comparable` and all that follows it."""
        return Point._make((*self[:COMPARED_FROM], *other[COMPARED_FROM:]))

    def after(self) -> bool:
        """Whether it was taken after T0, as part of the course."""
        return self.minutes is not None and self.minutes >= 0 and self.slot != BASELINE


COMPARED_FROM = Point._fields.index("comparable")
