"""The ledger in a SQL database. What differs between SQLite and PostgreSQL is in engines.py and tables.py."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from trial.errors import LedgerBroken, NotFound
from trial.ledger import chain
from trial.ledger.chain import Head
from trial.ledger.copies import Row
from trial.ledger.entries import SERVICE, Entry, Erased, Fact, Noted, stream_of
from trial.ledger.facts import Trial
from trial.ledger.replay import replay
from trial.store import copying, listing, looking, rows
from trial.store.base import TWICE, Figures, Place, Watch, WorklistRow, unwatched
from trial.store.cache import Folded, head_of
from trial.store.engines import engines, leave_no_trace, turns, unavailable
from trial.store.lines import drafted
from trial.store.migrations import is_current, migrate
from trial.store.tables import NEVER, about, entries, heads, sealed
from trial.store.telling import told
from trial.store.worklist import row_of


class SqlStore:
    """Entries in tables. Every write is one transaction that holds the lock of the chain's head."""

    def __init__(self, url: str) -> None:
        self._reading_engine, self._writing_engine = engines(url)
        self._turn = turns(self._writing_engine)
        self._folded = Folded()
        self._secret = ""  # made once and never changed
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
        with told("append", by=by, trial=trial) as done, self._writing() as connection:
            head = rows.locked_head(connection, stream_of(trial))
            before = self._at(connection, trial, head)
            facts = make(before)
            if not facts:
                connection.rollback()
                return before
            after = _write(connection, trial, before, facts, at, by, noting)
            done.extend(facts)
        self._folded.put(after)
        return after

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        with told("note", by=by) as done, self._writing() as connection:
            _note(connection, [fact], at, by)
            done.append(fact)

    def trial(self, trial: str) -> Trial:
        with self._reading() as connection:
            found = self._at(connection, trial, rows.head(connection, stream_of(trial)))
        if found is None:
            raise _no(trial)
        self._folded.put(found)
        return found

    def head(self, trial: str) -> int:
        with self._reading() as connection:
            head = rows.head(connection, stream_of(trial))
        if not head.seq:
            raise _no(trial)
        return head.seq

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        while True:
            with self._reading() as connection:
                piece = rows.entries_of(connection, stream, after, piece=True)
            yield from piece
            if len(piece) < rows.PIECE:
                return
            after = piece[-1].seq

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        self.head(trial)
        return self._facts(stream_of(trial))

    def trials(self) -> Iterator[str]:
        last = prefix = stream_of("")
        while True:
            query = select(heads.c.stream).where(heads.c.stream > last).order_by(heads.c.stream).limit(rows.PIECE)
            with self._reading() as connection:
                piece = connection.scalars(query).all()
            yield from (stream.removeprefix(prefix) for stream in piece)
            if len(piece) < rows.PIECE:
                return
            last = piece[-1]

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        with self._reading() as connection:
            return listing.page(connection, search=search, state=state, after=after, limit=limit)

    def rebuild_worklist(self) -> int:
        with self._writing() as connection:
            listing.remove_all_rows(connection)
        count = 0
        for trial in self.trials():
            with self._writing() as connection:  # one at a time, so that nobody at a bed waits for all of them
                found = self._at(connection, trial, rows.locked_head(connection, stream_of(trial)))
                if found is not None:
                    listing.put_row(connection, row_of(found))
                    count += 1
        return count

    def verify(self, watch: Watch = unwatched) -> tuple[int, int]:
        with self._reading() as connection:
            return _verify(connection, watch)

    def newest(
        self,
        *,
        by: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
        trials: Sequence[str] | None = None,
        before: Place | None = None,
        limit: int = 50,
    ) -> Sequence[Entry]:
        with self._reading() as connection:
            return looking.newest(
                connection, by=by, since=since, until=until, trials=trials, before=before, limit=limit
            )

    def figures(self, since: datetime) -> Figures:
        with self._reading() as connection:
            return looking.figures(connection, since)

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        stream = stream_of(trial)
        with told("erase", by=by, trial=trial), self._writing() as connection:
            before = self._at(connection, trial, rows.locked_head(connection, stream))
            if before is None:
                raise _no(trial)
            noting = Noted(what="erased", trial=trial)
            after = _write(connection, trial, before, [Erased(reason=reason)], at, by, noting)
            connection.execute(delete(sealed).where(sealed.c.stream == stream))
        self._folded.put(after)
        with _sentences():
            leave_no_trace(self._reading_engine)

    def raw(self) -> Iterator[Row]:
        with self._reading() as connection:
            yield from copying.copied(connection)

    def load(self, copy: Iterable[Row], watch: Watch = unwatched) -> None:
        try:
            with self._writing() as connection:
                copying.fill(connection, copy)
                _verify(connection, watch)
                self._list_all(connection)
        except SQLAlchemyError:  # what the triggers and keys refuse
            raise LedgerBroken(TWICE) from None

    def secret(self) -> str:
        self._secret = self._secret or self._kept_secret()
        return self._secret

    def _kept_secret(self) -> str:
        kept = select(about.c.value).where(about.c.name == "secret")
        with self._reading() as connection:
            found = connection.scalar(kept)
        if found is None:
            with self._writing() as connection:
                fresh = text("INSERT INTO about (name, value) VALUES ('secret', :value) ON CONFLICT DO NOTHING")
                connection.execute(fresh, {"value": secrets.token_urlsafe(32)})
                found = connection.scalar(kept)
        return str(found)

    def close(self) -> None:
        self._reading_engine.dispose()

    def _bring_up_to_date(self) -> None:
        with self._reading() as connection:
            current = is_current(connection)
        if not current:
            with self._writing() as connection:
                migrate(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _sentences(), self._reading_engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._turn(), _sentences(), self._writing_engine.connect() as connection:
            connection.begin()
            yield connection
            connection.commit()

    def _at(self, connection: Connection, trial: str, head: Head) -> Trial | None:
        """The trial at this head, folding only what came since it was last looked at."""
        if not head.seq:
            return None
        stream, known = stream_of(trial), self._folded.get(trial)
        if known is not None and head_of(known) == head:
            return known
        tail = rows.read(connection, stream, known.entries) if known is not None else []
        if known is None or not tail or tail[0][0].previous != known.fingerprint:
            known, tail = None, rows.read(connection, stream)
        if not tail or head != Head(tail[-1][0].seq, tail[-1][0].hash):
            raise LedgerBroken(f"The ledger of trial {trial} does not end where its head stands: run verify.")
        if len(tail) != head.seq - (known.entries if known else 0):
            raise LedgerBroken(f"The ledger of trial {trial} lacks an entry: run verify.")
        return replay(tail, known)

    def _list_all(self, connection: Connection) -> None:
        """The worklist of a ledger that was just copied in."""
        streams = connection.execute(select(heads).where(heads.c.stream != SERVICE)).all()
        for one in streams:
            found = self._at(connection, one.stream.removeprefix(stream_of("")), Head(one.seq, one.hash))
            if found is not None:
                listing.put_row(connection, row_of(found))

    def _facts(self, stream: str) -> Iterator[tuple[Entry, Fact]]:
        after = 0
        while True:
            with self._reading() as connection:
                piece = rows.read(connection, stream, after, piece=True)
            yield from piece
            if len(piece) < rows.PIECE:
                return
            after = piece[-1][0].seq


def _verify(connection: Connection, watch: Watch) -> tuple[int, int]:
    known = {row.stream: rows.head_in(row) for row in connection.execute(select(heads))}
    whole = select(entries).order_by(entries.c.stream, entries.c.seq).execution_options(yield_per=rows.PIECE)
    with connection.execute(whole) as found:
        watched = watch(map(rows.entry, found), sum(head.seq for head in known.values()))
        return chain.verify(watched, known, lambda stream: rows.seals_of(connection, stream))


def _write(
    connection: Connection,
    trial: str,
    before: Trial | None,
    facts: Sequence[Fact],
    at: datetime,
    by: str,
    noting: Fact | None,
) -> Trial:
    """Entries, head, opening and worklist row, in the transaction under way, which holds the lock of the head."""
    lines = drafted(head_of(before) if before else Head(), facts, stream=stream_of(trial), at=at, by=by)
    after = replay(((line.entry, line.fact) for line in lines), before)
    rows.write(connection, lines)
    notes = [Noted(what="trial_opened", trial=trial)] if before is None else []
    if noted := [*notes, *([noting] if noting is not None else [])]:
        _note(connection, noted, at, by)
    listing.put_row(connection, row_of(after))
    return after


def _note(connection: Connection, facts: Sequence[Fact], at: datetime, by: str) -> None:
    head = rows.locked_head(connection, SERVICE)
    rows.write(connection, drafted(head, facts, stream=SERVICE, at=at, by=by))


@contextmanager
def _sentences() -> Iterator[None]:
    """Faults of the database as sentences. What its triggers and keys refuse is a fault of ours and stays one."""
    try:
        yield
    except SQLAlchemyError as error:
        if isinstance(error, IntegrityError) or NEVER in str(getattr(error, "orig", "")):
            raise
        raise unavailable(error) from None


def _no(trial: str) -> NotFound:
    return NotFound(f"There is no trial {trial}.")
