"""A store that lets one person do what their rights allow, and write under no other name."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from trial.actions.rights import rights_now
from trial.errors import NotAllowedNow, refusal
from trial.ledger.entries import SERVICE, Entry, Fact, Signed
from trial.ledger.facts import Trial
from trial.rules.roles import Recorder, Right, check_may, needs
from trial.store import Store

P = ParamSpec("P")
Answer = TypeVar("Answer")


def _needing(
    right: Right, method: Callable[Concatenate[Store, P], Answer]
) -> Callable[Concatenate["Permitted", P], Answer]:
    """The same method of a store, for whoever has this right."""

    def permitted(self: "Permitted", /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        self._check(right)
        answer: Answer = getattr(self._store, method.__name__)(*args, **kwargs)
        return answer

    return permitted


class Permitted(Store):
    """A Store between a person and the ledger. Rights are looked up at every act, so that a change counts at once.

    It has no database of its own: a method that it does not pass on can do nothing.
    """

    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store = store
        self._recorder = recorder

    trial = _needing("review", Store.trial)
    head = _needing("review", Store.head)
    facts = _needing("review", Store.facts)
    trials = _needing("review", Store.trials)
    worklist = _needing("review", Store.worklist)
    secret = _needing("review", Store.secret)  # it signs passes, which give no right: they are looked up at each use
    rebuild_worklist = _needing("administer", Store.rebuild_worklist)
    verify = _needing("administer", Store.verify)
    newest = _needing("administer", Store.newest)
    figures = _needing("administer", Store.figures)
    raw = _needing("administer", Store.raw)
    load = _needing("administer", Store.load)

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

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        self._check("administer" if stream == SERVICE else "review")
        return self._store.entries(stream, after)

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        self._check_name(by)
        self._check("administer")
        self._store.erase(trial, reason=reason, at=at, by=by)

    def close(self) -> None:
        self._store.close()

    def _check(self, right: Right) -> None:
        """Refuse whoever lacks this right now; raises NotAllowedNow."""
        check_may(rights_now(self._recorder), right)

    def _check_fact(self, fact: Fact) -> None:
        right = needs(fact)
        if right is None:
            raise NotAllowedNow(refusal("written_by_the_service"))
        self._check(right)
        if isinstance(fact, Signed) and not fact.imported and fact.decision.signed_by != self._recorder.name:
            raise NotAllowedNow(refusal("signed_under_another_name"))

    def _check_name(self, by: str) -> None:
        if by != self._recorder.name:
            raise NotAllowedNow(refusal("written_under_another_name"))


def check_right(store: Store, right: Right) -> None:
    """Refuse an act to whoever has this store and lacks the right; a store that is no person's refuses nothing."""
    if isinstance(store, Permitted):
        store._check(right)
