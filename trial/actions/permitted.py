"""A store that lets one person do what their rights allow, and write under no other name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from trial.actions.rights import rights_now
from trial.errors import NotAllowedNow
from trial.ledger.entries import SERVICE, Entry, Fact, Row, Signed
from trial.ledger.facts import Trial
from trial.rules.roles import Recorder, Right, check_may, needs
from trial.store.base import EntryFilter, Figures, Position, Store, Watch, WorklistRow, unwatched


class Permitted:
    """A Store between a person and the ledger. Rights are looked up at every act, so that a change counts at once."""

    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Sequence[Fact]],
        *,
        at: datetime,
        by: str,
        noting: Fact | None = None,
    ) -> Trial | None:
        self._check("review")
        self._check_name(by)

        def permitted(now: Trial | None) -> Sequence[Fact]:
            facts = make(now)
            for fact in facts:
                self._check_fact(fact)
            if facts and noting is not None:
                self._check_fact(noting)
            return facts

        return self._store.append(trial, permitted, at=at, by=by, noting=noting)

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        self._check_name(by)
        self._check_fact(fact)
        self._store.note(fact, at=at, by=by)

    def trial(self, trial: str) -> Trial:
        return self._looking.trial(trial)

    def head(self, trial: str) -> int:
        return self._looking.head(trial)

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        self._check("administer" if stream == SERVICE else "review")
        return self._store.entries(stream, after)

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        return self._looking.facts(trial)

    def trials(self) -> Iterator[str]:
        return self._looking.trials()

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        return self._looking.worklist(search=search, state=state, after=after, limit=limit)

    def rebuild_worklist(self) -> int:
        return self._administered.rebuild_worklist()

    def verify(self, watch: Watch = unwatched) -> tuple[int, int]:
        return self._administered.verify(watch)

    def newest(self, wanted: EntryFilter, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
        return self._administered.newest(wanted, before=before, limit=limit)

    def figures(self, since: datetime) -> Figures:
        return self._administered.figures(since)

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        self._check_name(by)
        self._administered.erase(trial, reason=reason, at=at, by=by)

    def raw(self) -> Iterator[Row]:
        return self._administered.raw()

    def load(self, copy: Iterable[Row], watch: Watch = unwatched) -> None:
        self._administered.load(copy, watch)

    def secret(self) -> str:
        """What signs passes, and a pass gives no right: they are looked up when it is used."""
        return self._looking.secret()

    def close(self) -> None:
        self._store.close()

    @property
    def _looking(self) -> Store:
        self._check("review")
        return self._store

    @property
    def _administered(self) -> Store:
        self._check("administer")
        return self._store

    def _check(self, right: Right) -> None:
        check_may(rights_now(self._recorder), right)

    def _check_fact(self, fact: Fact) -> None:
        right = needs(fact)
        if right is None:
            raise NotAllowedNow("This entry is written by the service itself.")
        self._check(right)
        if isinstance(fact, Signed) and not fact.imported and fact.decision.signed_by != self._recorder.name:
            raise NotAllowedNow("A decision is signed only under your own name.")

    def _check_name(self, by: str) -> None:
        if by != self._recorder.name:
            raise NotAllowedNow("Entries are written only under your own name. Reload the page; nothing was changed.")
