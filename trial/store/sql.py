"""The ledger in a SQL database. What differs between SQLite and PostgreSQL is in database.py and tables.py."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import SQLAlchemyError

from trial.errors import LedgerBroken, NotFound
from trial.ledger import chain
from trial.ledger.entries import SERVICE, Entry, Erased, Fact, Head, Noted, Row, stream_of, trial_of
from trial.ledger.facts import Trial
from trial.ledger.replay import replay
from trial.store import audit_queries, ledger_rows, worklist
from trial.store.act_log import logged
from trial.store.base import EntryFilter, Figures, Position, Watch, WorklistRow, unwatched
from trial.store.database import Database
from trial.store.ledger_rows import PAGE, all_heads, head_of, locked_head
from trial.store.migrations import is_current, migrate
from trial.store.tables import about, entries, heads, sealed

T = TypeVar("T")
K = TypeVar("K")


class TrialCache:
    """The trials last asked for, a bounded number of them, shared between threads.

    Each knows its own head, so a stale one is only where to fold on from.
    Bench row save, without its disk: 0.40 ms, and 10.2 ms if every save folded the whole trial.
    """

    def __init__(self, size: int = 128) -> None:
        self._size = size
        self._lock = Lock()
        self._trials: dict[str, Trial] = {}  # the one put last stands last

    def get(self, trial: str) -> Trial | None:
        with self._lock:
            return self._trials.get(trial)

    def put(self, trial: Trial) -> None:
        with self._lock:
            self._trials.pop(trial.id, None)
            self._trials[trial.id] = trial
            if len(self._trials) > self._size:
                del self._trials[next(iter(self._trials))]


class SqlStore:
    """Entries in tables. Every write is one transaction that holds the lock of the chain's head."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._cache = TrialCache()
        with ExitStack() as if_it_fails:
            if_it_fails.callback(self.close)
            self._bring_up_to_date()
            if_it_fails.pop_all()

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Sequence[Fact]],
        *,
        at: datetime,
        by: str,
        noting: Fact | None = None,
    ) -> Trial | None:
        with logged("append", by=by, trial=trial) as done, self.database.writing() as connection:
            head = locked_head(connection, stream_of(trial))
            before = self._trial_at(connection, trial, head)
            facts = make(before)
            if not facts:
                connection.rollback()
                return before
            after = replay(ledger_rows.append(connection, head, facts, at=at, by=by), before)
            opening = Noted(what="trial_opened", trial=trial) if before is None else None
            if notes := [note for note in (opening, noting) if note is not None]:
                ledger_rows.append(connection, locked_head(connection, SERVICE), notes, at=at, by=by)
            if any(isinstance(fact, Erased) for fact in facts):  # the texts go with the entry that says why
                connection.execute(delete(sealed).where(sealed.c.stream == head.stream))
            worklist.put_row(connection, worklist.row_of(after))
            done.extend(facts)
        self._cache.put(after)
        return after

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        with logged("note", by=by) as done, self.database.writing() as connection:
            ledger_rows.append(connection, locked_head(connection, SERVICE), [fact], at=at, by=by)
            done.append(fact)

    def trial(self, trial: str) -> Trial:
        with self.database.reading() as connection:
            found = self._trial_at(connection, trial, head_of(connection, stream_of(trial)))
        if found is None:
            raise _not_found(trial)
        self._cache.put(found)
        return found

    def head(self, trial: str) -> int:
        with self.database.reading() as connection:
            head = head_of(connection, stream_of(trial))
        if not head.seq:
            raise _not_found(trial)
        return head.seq

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        return self._in_pages(
            lambda connection, last: ledger_rows.chain_of(connection, stream, last, most=PAGE),
            after,
            lambda entry: entry.seq,
        )

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        self.head(trial)

        def page(connection: Connection, last: int) -> list[tuple[Entry, Fact]]:
            found = ledger_rows.chain_of(connection, stream_of(trial), last, most=PAGE)
            return ledger_rows.with_facts(connection, found)

        return self._in_pages(page, 0, lambda found: found[0].seq)

    def trials(self) -> Iterator[str]:
        following = select(heads.c.stream).order_by(heads.c.stream).limit(PAGE)

        def page(connection: Connection, last: str) -> Sequence[str]:
            found = connection.scalars(following.where(heads.c.stream > stream_of(last)))
            return [trial_of(stream) for stream in found]

        return self._in_pages(page, "", lambda trial: trial)

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        with self.database.reading() as connection:
            return worklist.page(connection, search=search, state=state, after=after, limit=limit)

    def rebuild_worklist(self) -> int:
        with self.database.writing() as connection:
            worklist.remove_all_rows(connection)
        count = 0
        for trial in self.trials():
            with (
                self.database.writing() as connection
            ):  # each for itself, so that nobody at a bed waits for all of them
                count += self._put_row(connection, locked_head(connection, stream_of(trial)))
        return count

    def verify(self, watch: Watch = unwatched) -> tuple[int, int]:
        with self.database.reading() as connection:
            return _verify(connection, watch)

    def newest(self, wanted: EntryFilter, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
        with self.database.reading() as connection:
            return audit_queries.newest(connection, wanted, before, limit)

    def figures(self, since: datetime) -> Figures:
        with self.database.reading() as connection:
            return audit_queries.figures(connection, since)

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        def erased(now: Trial | None) -> Sequence[Fact]:
            if now is None:
                raise _not_found(trial)
            return [Erased(reason=reason)]

        self.append(trial, erased, at=at, by=by, noting=Noted(what="erased", trial=trial))
        self.database.checkpoint()

    def raw(self) -> Iterator[Row]:
        with self.database.reading() as connection:
            yield from ledger_rows.copy_out(connection)

    def load(self, copy: Iterable[Row], watch: Watch = unwatched) -> None:
        try:
            with self.database.writing() as connection:
                ledger_rows.copy_in(connection, copy)
                _verify(connection, watch)
                for head in all_heads(connection).values():
                    if head.stream != SERVICE:
                        self._put_row(connection, head)
        except SQLAlchemyError:  # what the triggers and keys refuse
            raise LedgerBroken("It holds something twice, or out of its order.") from None

    def secret(self) -> str:
        return self._secret

    def close(self) -> None:
        self.database.engine.dispose()

    @cached_property
    def _secret(self) -> str:
        """Made once by the first copy of the app that asks, and never changed."""
        stored = select(about.c.value).where(about.c.name == "secret")
        with self.database.reading() as connection:
            found = connection.scalar(stored)
        if found is None:
            with self.database.writing() as connection:
                fresh = text("INSERT INTO about (name, value) VALUES ('secret', :value) ON CONFLICT DO NOTHING")
                connection.execute(fresh, {"value": secrets.token_urlsafe(32)})
                found = connection.scalar(stored)
        return str(found)

    def _bring_up_to_date(self) -> None:
        with self.database.reading() as connection:
            current = is_current(connection)
        if not current:
            with self.database.writing() as connection:
                migrate(connection)

    def _in_pages(self, page: Callable[[Connection, K], Sequence[T]], last: K, key: Callable[[T], K]) -> Iterator[T]:
        """All that follows `last`, each page read in a transaction of its own; `key` is what the next page follows."""
        while True:
            with self.database.reading() as connection:
                found = page(connection, last)
            yield from found
            if len(found) < PAGE:
                return
            last = key(found[-1])

    def _trial_at(self, connection: Connection, trial: str, head: Head) -> Trial | None:
        """The trial at this head, folding only what came since it was last looked at; None if it has no entry."""
        if not head.seq:
            return None
        known = self._cache.get(trial)
        if known is not None and (known.entries, known.fingerprint) == (head.seq, head.hash):
            return known
        tail = ledger_rows.chain_of(connection, head.stream, known.entries) if known is not None else []
        if known is None or not tail or tail[0].previous != known.fingerprint:
            known, tail = None, ledger_rows.chain_of(connection, head.stream)
        if not tail or head != Head(head.stream, tail[-1].seq, tail[-1].hash):
            raise LedgerBroken(f"The ledger of trial {trial} does not end where its head stands: run verify.")
        if len(tail) != head.seq - (known.entries if known else 0):
            raise LedgerBroken(f"The ledger of trial {trial} lacks an entry: run verify.")
        return replay(ledger_rows.with_facts(connection, tail), known)

    def _put_row(self, connection: Connection, head: Head) -> bool:
        """List the trial at this head; answers whether there is one."""
        found = self._trial_at(connection, trial_of(head.stream), head)
        if found is not None:
            worklist.put_row(connection, worklist.row_of(found))
        return found is not None


def _verify(connection: Connection, watch: Watch) -> tuple[int, int]:
    known = all_heads(connection)
    whole = select(entries).order_by(entries.c.stream, entries.c.seq).execution_options(yield_per=PAGE)
    with connection.execute(whole) as found:
        watched = watch(map(ledger_rows.entry_in, found), sum(head.seq for head in known.values()))
        return chain.verify(watched, known, lambda stream: ledger_rows.seals_of(connection, stream))


def _not_found(trial: str) -> NotFound:
    return NotFound(f"There is no trial {trial}.")
