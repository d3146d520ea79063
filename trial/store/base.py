"""What a store must do, whichever database stands behind it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from trial.ledger.entries import Entry, Fact, Row
from trial.ledger.facts import Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistRow:
    """One trial on the worklist: rebuildable from its ledger, and proven so."""

    trial: str
    identifier: str
    name: str
    state: str
    outcome: str  # of the last signed decision; empty without one
    dose_number: int | None  # the dose under way, or the last one
    micrograms: str  # as typed; empty without a dose
    given_at: datetime | None
    next_slot: str  # first planned slot with nothing in it yet; empty when there is none
    next_due_at: datetime | None
    changed_at: datetime


Position = tuple[datetime, str, int]
"""Where an entry stands among those of all chains: when it was received, its chain, its number."""


def position_of(entry: Entry) -> Position:
    return entry.at, entry.stream, entry.seq


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """Which entries are wanted; what is empty is not asked about."""

    by: str = ""  # who typed: the whole name
    since: datetime | None = None  # when it was received
    until: datetime | None = None  # not included
    trials: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much is kept, and how it was looked after; nothing about anybody."""

    entries: int
    trials: int
    size_bytes: int
    a_day: Mapping[str, int]  # entries by day on UTC, days without any left out
    last: Mapping[str, Entry]  # the last note that it was backed up, restored or verified


Item = TypeVar("Item")


class Watch(Protocol):
    """Shows how far long work is: answers the same items, one by one, and counts those that were taken.

    `total` is 0 where nobody knows. Raising from here stops the work.
    """

    def __call__(self, items: Iterable[Item], total: int = 0, /) -> Iterable[Item]: ...


def unwatched(items: Iterable[Item], _total: int = 0, /) -> Iterable[Item]:
    """Shows nothing."""
    return items


class Store(Protocol):
    """Entries in, entries and trials out. Every write is one durable transaction with heads and worklist."""

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Sequence[Fact]],
        *,
        at: datetime,
        by: str,
        noting: Fact | None = None,
    ) -> Trial | None:
        """Lock the trial's head, hand its state there to `make`, and write what `make` answers, or nothing at all.

        `make` gets None for a trial that does not exist; it runs the rules and raises TrialError to refuse.
        It may answer nothing. A trial's opening is also noted in the service chain, in the same transaction;
        so is `noting`, if anything is written.
        Returns the trial as it stands afterwards (None if it still does not exist).
        """

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        """Append one entry to the service chain."""

    def trial(self, trial: str) -> Trial:
        """The trial at its head, from memory if the head has not moved; raises NotFound."""

    def head(self, trial: str) -> int:
        """How many entries the trial has: cheap, for polling. Raises NotFound."""

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        """The entries of one chain in order, those after `after`."""

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        """The entries of one trial with what they say, unsealed where it still can be: the audit."""

    def trials(self) -> Iterator[str]:
        """The ids of every trial, in order of id."""

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        """One page of the worklist in order of last change, newest first; `search` by the beginning of any word.

        `after` is the trial id of the last row of the page before.
        """

    def rebuild_worklist(self) -> int:
        """Make the worklist anew from the ledger; answers how many rows."""

    def verify(self, watch: Watch = unwatched) -> tuple[int, int]:
        """Read the whole ledger: (entries, trials), or raise LedgerBroken naming the first entry that is not intact."""

    def newest(self, wanted: EntryFilter, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
        """One page of the entries of all chains, newest first; `before` is the last position of the page before."""

    def figures(self, since: datetime) -> Figures:
        """How much is kept, and how it was looked after; entries a day from `since`."""

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        """Delete the sealed identity and free text of one trial, leaving an entry that says why."""

    def raw(self) -> Iterator[Row]:
        """Every head, entry and sealed text of all chains, in the order of a copy and at one moment."""

    def load(self, copy: Iterable[Row], watch: Watch = unwatched) -> None:
        """Fill an empty store with a copy and verify it, all of it or nothing. Hashes and moments stay as they were.

        `watch` sees the verifying; whoever hands over the copy can watch that.

        Raises NotAllowedNow for a store that holds anything, LedgerBroken for a copy that is not intact.
        """

    def secret(self) -> str:
        """A random secret kept in the database: the same for every copy of the app on it."""

    def close(self) -> None: ...
