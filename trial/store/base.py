"""What a store must do, whichever database stands behind it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from trial.ledger.entries import Entry, Fact
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


class Store(Protocol):
    """Entries in, entries and trials out. Every write is one durable transaction with heads and worklist."""

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Sequence[Fact]],
        *,
        at: datetime,
        by: str,
    ) -> Trial | None:
        """Lock the trial's head, hand its state there to `make`, and write what `make` answers, or nothing at all.

        `make` gets None for a trial that does not exist; it runs the rules and raises TrialError to refuse.
        It may answer nothing. A trial's opening is also noted in the service chain, in the same transaction.
        Returns the trial as it stands afterwards (None if it still does not exist).
        """
        ...

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        """Append one entry to the service chain."""
        ...

    def trial(self, trial: str) -> Trial:
        """The trial at its head, from memory if the head has not moved; raises NotFound."""
        ...

    def head(self, trial: str) -> int:
        """How many entries the trial has: cheap, for polling. Raises NotFound."""
        ...

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        """The entries of one chain in order, those after `after`."""
        ...

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        """The entries of one trial with what they say, unsealed where it still can be: the audit."""
        ...

    def trials(self) -> Iterator[str]:
        """The ids of every trial, in order of id."""
        ...

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        """One page of the worklist in order of last change, newest first; `search` by the beginning of any word.

        `after` is the trial id of the last row of the page before.
        """
        ...

    def rebuild_worklist(self) -> int:
        """Make the worklist anew from the ledger; answers how many rows."""
        ...

    def verify(self) -> tuple[int, int]:
        """Read the whole ledger: (entries, trials), or raise LedgerBroken naming the first entry that is not intact."""
        ...

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        """Delete the sealed identity and free text of one trial, leaving an entry that says why."""
        ...

    def secret(self) -> str:
        """A random secret kept in the database: the same for every copy of the app on it."""
        ...

    def close(self) -> None: ...
