"""A ledger as it is copied from one store to another: every head, entry and sealed text, as it is stored."""

from dataclasses import dataclass

from trial.ledger.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRow:
    """Where one chain stands."""

    stream: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedRow:
    """A text that an entry holds only by its hash, with its salt."""

    stream: str
    seq: int
    hash: str
    salt: str
    text: str


Row = HeadRow | Entry | SealedRow
"""One line of a copy. A copy has its heads first, then its entries in order, then what is sealed."""
