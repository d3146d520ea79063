"""A store in memory: the same behaviour as a database, for tests. It keeps nothing once it is closed."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from threading import RLock

from trial.errors import LedgerBroken, NotFound
from trial.ledger import chain
from trial.ledger.chain import Head, texts_of
from trial.ledger.copies import HeadRow, Row, SealedRow
from trial.ledger.entries import SERVICE, Entry, Erased, Fact, Noted, stream_of
from trial.ledger.facts import Trial
from trial.ledger.payload import Sealed, decode, hashes_in
from trial.ledger.replay import replay
from trial.store.base import KEPT, TWICE, Figures, Place, Watch, WorklistRow, check_empty, place_of, unwatched
from trial.store.lines import Line, drafted
from trial.store.worklist import row_of, words_in, words_of


class MemoryStore:
    """Entries in dictionaries, one lock around all of them."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._streams: dict[str, list[Entry]] = {}
        self._heads: dict[str, Head] = {}
        self._sealed: dict[str, dict[tuple[int, str], Sealed]] = {}
        self._trials: dict[str, Trial] = {}
        self._rows: dict[str, WorklistRow] = {}
        self._secret = secrets.token_urlsafe(32)

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Sequence[Fact]],
        *,
        at: datetime,
        by: str,
        noting: Fact | None = None,
    ) -> Trial | None:
        with self._lock:
            before = self._trials.get(trial)
            facts = make(before)
            if not facts:
                return before
            lines = self._drafted(stream_of(trial), facts, at, by)
            after = replay(((line.entry, line.fact) for line in lines), before)
            row = row_of(after)
            self._write(lines)
            if before is None:
                self.note(Noted(what="trial_opened", trial=trial), at=at, by=by)
            if noting is not None:
                self.note(noting, at=at, by=by)
            self._trials[trial], self._rows[trial] = after, row
            return after

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        with self._lock:
            self._write(self._drafted(SERVICE, [fact], at, by))

    def trial(self, trial: str) -> Trial:
        with self._lock:
            if trial not in self._trials:
                raise NotFound(f"There is no trial {trial}.")
            return self._trials[trial]

    def head(self, trial: str) -> int:
        return self.trial(trial).entries

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        with self._lock:
            return iter(self._streams.get(stream, [])[after:])

    def facts(self, trial: str) -> Iterator[tuple[Entry, Fact]]:
        with self._lock:
            self.trial(trial)
            return self._facts(stream_of(trial))

    def trials(self) -> Iterator[str]:
        with self._lock:
            return iter(sorted(self._trials))

    def worklist(self, *, search: str = "", state: str = "", after: str = "", limit: int = 50) -> Sequence[WorklistRow]:
        with self._lock:
            rows = sorted(self._rows.values(), key=_latest_first, reverse=True)
            since = self._rows.get(after)
        if since is not None:
            rows = [row for row in rows if _latest_first(row) < _latest_first(since)]
        sought = words_in(search)
        found = (row for row in rows if state in ("", row.state) and _has_all(row, sought))
        return [row for row, _ in zip(found, range(limit), strict=False)]

    def rebuild_worklist(self) -> int:
        with self._lock:
            self._rows = {trial: row_of(replay(self.facts(trial))) for trial in self._trials}
            return len(self._rows)

    def verify(self, watch: Watch = unwatched) -> tuple[int, int]:
        with self._lock:
            entries = (entry for stream in sorted(self._streams) for entry in self._streams[stream])
            return chain.verify(
                watch(entries, sum(map(len, self._streams.values()))),
                self._heads,
                lambda stream: self._sealed.get(stream, {}),
            )

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
        streams = None if trials is None else {stream_of(one) for one in trials}
        with self._lock:
            found = [
                entry
                for stream, entries in self._streams.items()
                for entry in entries
                if (streams is None or stream in streams)
                and by in ("", entry.by)
                and (since is None or entry.at >= since)
                and (until is None or entry.at < until)
                and (before is None or place_of(entry) < before)
            ]
        return sorted(found, key=place_of, reverse=True)[:limit]

    def figures(self, since: datetime) -> Figures:
        with self._lock:
            received = [entry for entries in self._streams.values() for entry in entries]
            notes = [(entry, decode(entry.payload, lambda _: None)) for entry in self._streams.get(SERVICE, [])]
            return Figures(
                entries=len(received),
                trials=len(self._trials),
                size_bytes=None,
                a_day=Counter(sorted(f"{entry.at:%Y-%m-%d}" for entry in received if entry.at >= since)),
                last={fact.what: entry for entry, fact in notes if isinstance(fact, Noted) and fact.what in KEPT},
            )

    def erase(self, trial: str, *, reason: str, at: datetime, by: str) -> None:
        with self._lock:
            self.trial(trial)
            self.append(trial, lambda _: [Erased(reason=reason)], at=at, by=by)
            self.note(Noted(what="erased", trial=trial), at=at, by=by)
            self._sealed.pop(stream_of(trial), None)

    def raw(self) -> Iterator[Row]:
        with self._lock:
            streams = sorted(self._streams)
            heads = [HeadRow(stream=one, seq=self._heads[one].seq, hash=self._heads[one].hash) for one in streams]
            entries = [entry for stream in streams for entry in self._streams[stream]]
            seals = [
                SealedRow(stream=entry.stream, seq=entry.seq, hash=one.hash, salt=one.salt, text=one.text)
                for entry in entries
                for hashed in hashes_in(entry.payload)
                if (one := self._sealed.get(entry.stream, {}).get((entry.seq, hashed)))
            ]
            return iter([*heads, *entries, *seals])

    def load(self, copy: Iterable[Row], watch: Watch = unwatched) -> None:
        with self._lock:
            check_empty(not self._streams)
            filled = MemoryStore()
            for row in copy:
                filled._put(row)
            filled.verify(watch)
            trials = [replay(filled._facts(stream)) for stream in filled._streams if stream != SERVICE]
            self._streams, self._heads, self._sealed = filled._streams, filled._heads, filled._sealed
            self._trials = {one.id: one for one in trials}
            self.rebuild_worklist()

    def secret(self) -> str:
        return self._secret

    def close(self) -> None:
        """Nothing to let go of."""

    def _facts(self, stream: str) -> Iterator[tuple[Entry, Fact]]:
        seals = self._sealed.get(stream, {})
        return ((entry, decode(entry.payload, texts_of(seals, entry.seq))) for entry in self.entries(stream))

    def _put(self, row: Row) -> None:
        """One row of a copy, as it stands there."""
        match row:
            case HeadRow():
                self._heads[row.stream] = Head(row.seq, row.hash)
            case Entry():
                self._streams.setdefault(row.stream, []).append(row)
            case SealedRow():
                seals = self._sealed.setdefault(row.stream, {})
                if (row.seq, row.hash) in seals:
                    raise LedgerBroken(TWICE)
                seals[row.seq, row.hash] = Sealed(row.hash, row.salt, row.text)

    def _drafted(self, stream: str, facts: Sequence[Fact], at: datetime, by: str) -> list[Line]:
        return drafted(self._heads.get(stream, Head()), facts, stream=stream, at=at, by=by)

    def _write(self, lines: Sequence[Line]) -> None:
        for line in lines:
            stream = line.entry.stream
            self._streams.setdefault(stream, []).append(line.entry)
            self._heads[stream] = Head(line.entry.seq, line.entry.hash)
            self._sealed.setdefault(stream, {}).update({(line.entry.seq, one.hash): one for one in line.sealed})


def _latest_first(row: WorklistRow) -> tuple[datetime, str]:
    return row.changed_at, row.trial


def _has_all(row: WorklistRow, sought: frozenset[str]) -> bool:
    words = words_of(row)
    return all(any(word.startswith(beginning) for word in words) for beginning in sought)
