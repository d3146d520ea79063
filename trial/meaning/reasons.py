"""Why a reading stands as it does against its baseline: a kind and its values; `wording.reasons` says it.

A reading or a series carries its reasons in the order in which they matter.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scales.base import Item, Value
from trial.ledger.facts import Status


@dataclass(frozen=True, slots=True)
class TwoValues:
    """Two assessors' values stand in this slot and neither was chosen (rule 6)."""

    at_baseline: bool


@dataclass(frozen=True, slots=True)
class Sedated:
    """Consciousness other than A within 15 minutes, or unable for sedation: confounded (rule 17)."""

    at_baseline: bool


@dataclass(frozen=True, slots=True)
class NoBaseline:
    """There is no baseline to compare with."""


@dataclass(frozen=True, slots=True)
class NoValue:
    """There is no value on this side, for this reason (rule 16)."""

    status: Status
    at_baseline: bool


@dataclass(frozen=True, slots=True)
class NotOnOneScale:
    """Two values that no rank and no number puts in an order."""


@dataclass(frozen=True, slots=True)
class MethodDiffers:
    """Done otherwise than at baseline: another pace or start, more help, or an aid that compares with nothing."""

    item: Item
    now: Value
    was: Value
    how: Literal["other", "more_help", "incomparable"]


@dataclass(frozen=True, slots=True)
class LessHelp:
    """Done with less help or a lighter aid than at baseline (rule 18)."""

    item: Item
    now: Value
    was: Value


@dataclass(frozen=True, slots=True)
class MethodNotRecorded:
    """One side does not say how it was done: still comparable, but said."""

    item: Item
    at_baseline: bool


@dataclass(frozen=True, slots=True)
class TrialsDiffer:
    """Another number of stopwatch trials than at baseline (rule 19)."""

    now: int
    was: int


@dataclass(frozen=True, slots=True)
class BecameAble:
    """Could not at baseline, for this reason, and can now (rule 16)."""

    was: Status


@dataclass(frozen=True, slots=True)
class AbilityLost:
    """Could at baseline and cannot now (rule 16)."""

    now: Status


@dataclass(frozen=True, slots=True)
class StillUnable:
    """Could not at baseline and cannot now; both reasons are printed (rule 16)."""

    was: Status
    now: Status


@dataclass(frozen=True, slots=True)
class WithinLeastChange:
    """Changed by no more than the scale's least change (rule 14)."""

    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class NoPublishedError:
    """Nothing published says what change is beyond error, for this diagnosis or at all (rule 14)."""

    for_this_diagnosis: bool


@dataclass(frozen=True, slots=True)
class PeakMissing:
    """The peak slot has no finding, for this reason (None: nothing at all). The reading at `stand_in` minutes
    stands for it, if there is one from 3 to 6 hours (rule 9)."""

    slot: str
    status: Status | None
    stand_in: Decimal | None


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Other answers in the peak slot leave nothing to ask."""

    slot: str


@dataclass(frozen=True, slots=True)
class PeakToCome:
    """The day is under way, and its peak slot is not reached."""

    slot: str


Reason = (
    TwoValues
    | Sedated
    | NoBaseline
    | NoValue
    | NotOnOneScale
    | MethodDiffers
    | LessHelp
    | MethodNotRecorded
    | TrialsDiffer
    | BecameAble
    | AbilityLost
    | StillUnable
    | WithinLeastChange
    | NoPublishedError
    | PeakMissing
    | NotAsked
    | PeakToCome
)
Reasons = tuple[Reason, ...]
