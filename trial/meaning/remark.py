"""What is to be said of a reading, a dose or a trial, as a fact; `trial.wording.remarks` puts it into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to be said: its kind, and the values that its words need; made by `remark`."""

    kind: str
    values: Mapping[str, Any]


Remarks = tuple[Remark, ...]
"""In the order in which they matter."""


def remark(kind: str, **values: Any) -> Remark:
    """The remark of this kind, which has its words in `trial.wording.remarks`."""
    return Remark(kind, values)
