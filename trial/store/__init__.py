"""The storage of the ledger, on SQLite or PostgreSQL; what differs between the two is in database.py and tables.py."""

import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, nullcontext, suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Protocol, TypeVar, get_args

from sqlalchemy import Connection, delete, func, select, text, tuple_, union
from sqlalchemy.exc import SQLAlchemyError

from trial.errors import InvalidInput, LedgerBroken, NotFound, StoreUnavailable
from trial.ledger.chain import moment_text, name_of, verify
from trial.ledger.entries import (
    SERVICE,
    Entry,
    Erased,
    Fact,
    Head,
    Maintenance,
    MeetingSet,
    Noted,
    Row,
    Session,
    stream_of,
    trial_of,
)
from trial.ledger.facts import Trial
from trial.ledger.replay import replay
from trial.meaning.state import State
from trial.store import ledger_rows, worklist
from trial.store.act_log import log_act
from trial.store.database import Database
from trial.store.ledger_rows import (
    PAGE,
    EntryFilter,
    LedgerStatistics,
    Position,
    all_heads,
    entry_in,
    head_of,
    locked_head,
)
from trial.store.migrations import check_triggers, is_current, migrate, note_worklist, worklist_is_built
from trial.store.tables import about, entries, heads, sealed, words
from trial.store.tables import worklist as listed
from trial.store.worklist import WorklistRow

SQL = ("sqlite:", "postgresql+psycopg:")
BYTES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}
NOTES_HEADS = {*get_args(Session), *get_args(Maintenance), "exported"}
"""What is noted together with the heads that changed."""
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
T = TypeVar("T")
Item = TypeVar("Item")


class Watch(Protocol):
    """Shows the progress of long work: yields the same items; `total` is 0 if unknown; raising here stops it."""

    def __call__(self, items: Iterable[Item], total: int = 0, /) -> Iterable[Item]: ...


def unwatched(items: Iterable[Item], _total: int = 0, /) -> Iterable[Item]:
    """Return the items, showing no progress."""
    return items


class TrialCache:
    """The most recently stored trials, shared between threads; replay continues from one that is out of date.

    Bench row save, without its disk: 0.40 ms, and 10.2 ms if every save replayed the whole trial.
    """

    def __init__(self, size: int = 128) -> None:
        self._size, self._lock = size, Lock()
        self._trials: dict[str, Trial] = {}  # the least recently stored first

    def get(self, trial: str) -> Trial | None:
        return self._trials.get(trial)

    def put(self, trial: Trial) -> None:
        with self._lock:
            self._trials.pop(trial.id, None)
            self._trials[trial.id] = trial
            if len(self._trials) > self._size:
                del self._trials[next(iter(self._trials))]


class Store:
    """One ledger: appends entries, returns entries and trials. A write, with heads and worklist, is one transaction."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._cache = TrialCache()
        self._secret = ""
        with ExitStack() as if_it_fails:
            if_it_fails.callback(self.close)
            with self.database.reading() as connection:
                current = is_current(connection)
                built = current and worklist_is_built(connection)
            if not current:
                with self.database.writing() as connection:
                    migrate(connection)
            if not built:
                with (
                    suppress(StoreUnavailable) if current else nullcontext()
                ):  # a copy that was put away is read all the same
                    self.rebuild_worklist()
            with suppress(StoreUnavailable):
                self.database.checkpoint(waits=False)  # what was erased while somebody read it goes now
            if_it_fails.pop_all()

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Sequence[Fact]],
        *,
        at: datetime,
        by: str,
        noting: Fact | None = None,
        is_long: bool = False,
    ) -> Trial | None:
        """Append the facts that `make` returns for a trial to its chain, in one transaction with its head locked.

        Args:
            trial: its id; the first facts of a new id open that trial, which is also noted in the service chain.
            make: takes the trial at its head, None for a new one; runs the rules, raises TrialError to refuse.
            at: when the facts were received.
            by: who typed them.
            noting: a fact for the service chain, appended if `make` returned any facts.
            is_long: whether `make` may return thousands: they are made ready first, so that no tap waits for that.
                It is then called once more if another entry came in between.

        Returns:
            The trial afterwards; None if it does not exist and `make` returned nothing.
        """
        with ExitStack() as acting:
            done = acting.enter_context(log_act("append", by=by, trial=trial))
            ready = self._ready(trial, make, at=at, by=by) if is_long else None
            if ready is not None and ready[0] is None:
                return ready[1]
            connection = acting.enter_context(self.database.writing())
            head = locked_head(connection, stream_of(trial))
            before = self._trial_at(connection, trial, head)
            if ready is not None and ready[0].after == head:  # nothing came in between
                after = ready[1]
                facts: Sequence[Fact] = [fact for _, fact in ledger_rows.write(connection, ready[0])]
            else:
                facts = make(before)
                if not facts:
                    connection.rollback()
                    return before
                after = replay(ledger_rows.append(connection, head, facts, at=at, by=by), before)
            opening = Noted(what="trial_opened", trial=trial) if before is None else None
            if notes := [note for note in (opening, noting) if note is not None]:
                ledger_rows.append(connection, locked_head(connection, SERVICE), notes, at=at, by=by)
            if any(
                isinstance(fact, Erased) for fact in facts
            ):  # deleted in the transaction of the entry with the reason
                ledger_rows.delete_texts(connection, head.stream)
            worklist.put_row(connection, worklist.row_of(after))
            done.extend(facts)
        self._cache.put(after)
        return after

    def _ready(
        self, trial: str, make: Callable[[Trial | None], Sequence[Fact]], *, at: datetime, by: str
    ) -> tuple[ledger_rows.Addition, Trial] | tuple[None, Trial | None]:
        """Make entries ready for the present head, without its lock, and the trial after them; None for no entry."""
        with self.database.reading() as connection:
            head = head_of(connection, stream_of(trial))
            before = self._trial_at(connection, trial, head)
        facts = make(before)
        if not facts:
            return None, before
        made = ledger_rows.addition(head, facts, at=at, by=by)
        return made, replay(made.written, before)

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        """Append one entry to the service chain; some kinds note the heads of what changed since the last of them."""
        with log_act("note", by=by) as done, self.database.writing() as connection:
            head = locked_head(connection, SERVICE)
            if isinstance(fact, Noted) and fact.what in NOTES_HEADS:
                changed, secret = ledger_rows.heads_to_note(connection), _secret_in(connection)
                fact = replace(fact, heads=changed, secret=_hash_of_secret(secret) if secret else "")
            ledger_rows.append(connection, head, [fact], at=at, by=by)
            done.append(fact)

    def trial(self, trial: str) -> Trial:
        """Return the trial at its head, from the cache if the head has not moved; raises NotFound."""
        with self.database.reading() as connection:
            found = self._trial_at(connection, trial, head_of(connection, stream_of(trial)))
        if found is None:
            raise _not_found(trial)
        self._cache.put(found)
        return found

    def head(self, trial: str) -> int:
        """Return the number of entries of a trial: cheap, for polling. Raises NotFound."""
        with self.database.reading() as connection:
            head = head_of(connection, stream_of(trial))
        if not head.seq:
            raise _not_found(trial)
        return head.seq

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        """Return the entries of a chain in order, those with a number above `after`."""
        return self._in_pages(stream, after, lambda _, found: found)

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        """Return the entries of a trial with their facts, for the audit; erased texts are missing. Raises NotFound."""
        self.head(trial)
        return self._in_pages(stream_of(trial), 0, ledger_rows.with_facts)

    def meetings(self, since: datetime) -> Sequence[tuple[Entry, MeetingSet]]:
        """Return the entries about meetings since a moment, in order; without erased texts."""
        with self.database.reading() as connection:
            found = ledger_rows.with_facts(connection, ledger_rows.meetings_since(connection, since))
        return [(entry, fact) for entry, fact in found if isinstance(fact, MeetingSet)]

    def trials(self) -> Iterator[str]:
        """Return the ids of all trials, sorted."""
        with self.database.reading() as connection:
            streams = connection.scalars(select(heads.c.stream).order_by(heads.c.stream)).all()
        return (trial_of(stream) for stream in streams if stream != SERVICE)

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        """Return a page of the worklist, latest change first, after trial `after`; `search`: beginnings of words."""
        with self.database.reading() as connection:
            return worklist.page(connection, search=search, state=state, after=after, limit=limit)

    def under_way(self, *, search: str = "", now: datetime, limit: int = 200) -> Sequence[WorklistRow]:
        """Return the worklist's rows whose day is not over at this moment, in no order."""
        with self.database.reading() as connection:
            return worklist.under_way(connection, search=search, now=now, limit=limit)

    def of_states(
        self, states: Collection[State], *, search: str = "", now: datetime, after: str = "", limit: int = 50
    ) -> Sequence[WorklistRow]:
        """Return a page of those in these states whose day is over at this moment, in an order that no tap changes."""
        with self.database.reading() as connection:
            return worklist.of_states(connection, states=states, search=search, now=now, after=after, limit=limit)

    def rebuild_worklist(self) -> int:
        """Make the worklist anew; returns how many rows. Stopped half-way, it still lists every trial."""
        count = 0
        for trial in self.trials():
            with self.database.writing() as connection:  # one each, so that nobody at a bed waits for all of them
                connection.execute(delete(listed).where(listed.c.trial == trial))
                count += self._put_row(connection, locked_head(connection, stream_of(trial)))
        with self.database.writing() as connection:
            known = {trial_of(stream) for stream in all_heads(connection) if stream != SERVICE}
            for table in (listed, words):
                strays = {*connection.scalars(select(table.c.trial).distinct())} - known
                for stray in strays:
                    connection.execute(delete(table).where(table.c.trial == stray))
            note_worklist(connection)
        return count

    def verify(self, watch: Watch = unwatched, *, ledger_only: bool = False) -> tuple[int, int]:
        """Verify the ledger; returns the numbers of entries and trials, raises LedgerBroken naming the first fault.

        Unless `ledger_only`, the list is compared with what the ledger says, and the secret with the one noted last.
        """
        with self.database.reading() as connection:
            whole = not ledger_only
            found = _verify(connection, watch, with_list=whole and worklist_is_built(connection))
            check_triggers(connection)
            if whole:
                _check_secret(connection)
        return found

    def newest(self, wanted: EntryFilter, *, before: Position | None = None, limit: int = 50) -> Sequence[Entry]:
        """Return a page of entries of all chains, newest first; `before`: the position of the last one shown."""
        position = (entries.c.at, entries.c.stream, entries.c.seq)
        query = select(entries).order_by(*(column.desc() for column in position)).limit(limit)
        if wanted.by:
            query = query.where(entries.c.by == wanted.by)
        if wanted.since is not None:
            query = query.where(entries.c.at >= moment_text(wanted.since))
        if wanted.until is not None:
            query = query.where(entries.c.at < moment_text(wanted.until))
        if wanted.trials is not None:
            query = query.where(entries.c.stream.in_([stream_of(trial) for trial in wanted.trials]))
        if before is not None:
            at, *rest = before
            query = query.where(tuple_(*position) < tuple_(moment_text(at), *rest))
        with self.database.reading() as connection:
            return [entry_in(row) for row in connection.execute(query)]

    def recorders_since(self, since: datetime) -> Sequence[str]:
        """Return the names of everybody who recorded something of a trial since this moment."""
        recorded = select(entries.c.by).where(entries.c.at >= moment_text(since), entries.c.stream != SERVICE)
        with self.database.reading() as connection:
            return connection.scalars(recorded.distinct()).all()

    def statistics(self, since: datetime) -> LedgerStatistics:
        """Return the ledger's size, its last backup, restoration and verification, and entries a day from `since`."""
        day = func.substr(entries.c.at, 1, 10)
        a_day = select(day, func.count()).where(entries.c.at >= moment_text(since)).group_by(day).order_by(day)
        held = select(func.coalesce(func.sum(heads.c.seq), 0), func.count()).where(heads.c.seq > 0)
        notes = select(entries).where(entries.c.stream == SERVICE).order_by(entries.c.seq.desc()).limit(1)
        with self.database.reading() as connection:
            total, chains = connection.execute(held).one()
            last = {
                what: connection.execute(notes.where(entries.c.payload.contains(f'"what":"{what}"'))).first()
                for what in get_args(Maintenance)
            }
            return LedgerStatistics(
                entries=total,
                trials=chains - (head_of(connection, SERVICE).seq > 0),
                size_bytes=connection.scalar(text(BYTES[connection.dialect.name])),
                a_day={str(name): count for name, count in connection.execute(a_day)},
                last={what: entry_in(row) for what, row in last.items() if row},
            )

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        """Delete the sealed identity and free text of one trial, leaving an entry that says why.

        Raises NotFound, and StoreUnavailable where the deleted text cannot leave SQLite's file yet.
        """

        def erased(now: Trial | None) -> Sequence[Fact]:
            if now is None:
                raise _not_found(trial)
            return [Erased(reason=reason)]

        self.append(trial, erased, at=at, by=by, noting=Noted(what="erased", trial=trial))
        self.database.checkpoint()

    def raw(self) -> Iterator[Row]:
        """Yield every head, entry and sealed text of all chains, in the order of a copy, from one snapshot."""
        with self.database.reading() as connection:
            yield from ledger_rows.copy_out(connection)

    def load(self, copy: Iterable[Row], watch: Watch = unwatched) -> None:
        """Fill an empty store with a copy and verify it, in one transaction; `watch` shows progress.

        Raises NotAllowedNow for a store that is not empty, LedgerBroken for a copy that is not intact.
        """
        try:
            with self.database.writing() as connection:
                ledger_rows.copy_in(connection, copy)
                _verify(connection, watch)
                for head in all_heads(connection).values():
                    if head.stream != SERVICE:
                        self._put_row(connection, head)
        except SQLAlchemyError:  # from triggers and keys
            raise LedgerBroken("It holds something twice, or out of its order.") from None

    def secret(self) -> str:
        """Return the random secret of this database, created at first use: the same for every copy of the app."""
        if not self._secret:
            with self.database.reading() as connection:
                self._secret = _secret_in(connection)
        if not self._secret:
            with self.database.writing() as connection:
                fresh = text("INSERT INTO about (name, value) VALUES ('secret', :value) ON CONFLICT DO NOTHING")
                connection.execute(fresh, {"value": secrets.token_urlsafe(32)})
                self._secret = _secret_in(connection)
        return self._secret

    def close(self) -> None:
        self.database.engine.dispose()

    def _in_pages(
        self, stream: str, after: int, read: Callable[[Connection, Sequence[Entry]], Sequence[T]]
    ) -> Iterator[T]:
        """Yield what `read` returns for the entries of a chain, a page at a time, each in its own transaction."""
        while True:
            with self.database.reading() as connection:
                found = ledger_rows.chain_of(connection, stream, after, most=PAGE)
                page = read(connection, found)
            yield from page
            if len(found) < PAGE:
                return
            after = found[-1].seq

    def _trial_at(self, connection: Connection, trial: str, head: Head) -> Trial | None:
        """Return the trial at this head, replaying only entries since the cached one; None if it has no entry."""
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
        """Write the worklist row of the trial at this head; returns whether there is one."""
        found = self._trial_at(connection, trial_of(head.stream), head)
        if found is not None:
            worklist.put_row(connection, worklist.row_of(found))
        return found is not None


def _secret_in(connection: Connection) -> str:
    return connection.scalar(select(about.c.value).where(about.c.name == "secret")) or ""


def _hash_of_secret(secret: str) -> str:
    return sha256(f"secret {secret}".encode()).hexdigest()


def _check_secret(connection: Connection) -> None:
    """Raise LedgerBroken for a secret that was not made here, or is not the one that the service chain noted last."""
    secret, noted = _secret_in(connection), ledger_rows.noted_secret(connection)
    if (secret and not SECRET.fullmatch(secret)) or (noted and _hash_of_secret(secret) != noted):
        raise LedgerBroken("The secret of the service was removed or replaced: passes may have been forged with it.")


def _verify(connection: Connection, watch: Watch, *, with_list: bool = False) -> tuple[int, int]:
    known = all_heads(connection)

    def check_row(stream: str, facts: Sequence[tuple[Entry, Fact]]) -> None:
        try:
            row = worklist.row_of(replay(facts))
        except LedgerBroken as broken:
            raise LedgerBroken(f"{broken} It belongs to {name_of(stream)}.") from None
        if not worklist.is_listed(connection, row):
            raise LedgerBroken(f"On the list, {name_of(stream)} is not as its ledger says: run worklist --rebuild.")

    whole = select(entries).order_by(entries.c.stream, entries.c.seq).execution_options(yield_per=PAGE)
    with connection.execute(whole) as found:
        watched = watch(map(entry_in, found), sum(head.seq for head in known.values()))
        counts = verify(
            watched, known, lambda stream: ledger_rows.seals_of(connection, stream), check_row if with_list else None
        )
    stray = connection.scalar(select(sealed.c.stream).where(sealed.c.stream.not_in(select(heads.c.stream))).limit(1))
    if stray is not None:
        raise LedgerBroken(f"A sealed text stands at {name_of(stray)}, and there is no such chain.")
    if with_list:
        strays = {*connection.scalars(union(select(listed.c.trial), select(words.c.trial)))} - {*map(trial_of, known)}
        if strays:
            raise LedgerBroken(f"The list has trial {min(strays)}, and the ledger does not: run worklist --rebuild.")
    return counts


def _not_found(trial: str) -> NotFound:
    return NotFound(f"There is no trial {trial}.")


def open_store(url: str) -> Store:
    """Return the store at this SQLAlchemy URL, creating or migrating its tables if needed.

    Raises InvalidInput for another kind of address, StoreUnavailable for a database that cannot be used.
    """
    if url.startswith(SQL):
        return Store(url)
    raise InvalidInput("ITB_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://.")
