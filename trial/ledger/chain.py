"""The hash chain: each entry carries the hash of the one before it; `verify` finds the first that was changed.

It shows accidents and tampering. A chain whose end was cut off and its head set back misses the heads that the
service chain noted since. It cannot show a forgery by somebody with the administrator's rights who rewrites the whole
chain, its heads and the service chain.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any, get_args

from trial.errors import LedgerBroken
from trial.ledger.entries import (
    SERVICE,
    Entry,
    Erased,
    Fact,
    Head,
    MeetingSet,
    Noted,
    Row,
    Sealed,
    stream_of,
    trial_of,
)
from trial.ledger.payload import SALT_LETTERS, decode, seal_hash

Seals = Mapping[tuple[int, str], Sealed]
"""The sealed texts of one chain, by the number of their entry and their hash."""
COLUMNS = {kind: tuple(field.name for field in fields(kind)) for kind in get_args(Row)}
MISSING_CHAIN = "Entry 1 of {} is missing, and all that followed it."


def moment_text(at: datetime) -> str:
    """Return a moment as it is stored and hashed: ISO 8601 on UTC, to the microsecond, of constant length."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def columns_of(row: Row) -> dict[str, Any]:
    """Return the fields of a ledger row by name, with its moment as text."""
    columns = {name: getattr(row, name) for name in COLUMNS[type(row)]}
    return columns | {"at": moment_text(row.at)} if isinstance(row, Entry) else columns


def next_entry(head: Head, *, at: datetime, by: str, payload: str) -> Entry:
    """Return the entry that follows a head; its hash covers all its fields, the payload as stored."""
    frame = json.dumps([head.hash, head.stream, head.seq + 1, moment_text(at), by])
    return Entry(
        stream=head.stream,
        seq=head.seq + 1,
        at=at.astimezone(UTC),
        by=by,
        payload=payload,
        previous=head.hash,
        hash=sha256(f"{frame}\n{payload}".encode()).hexdigest(),
    )


def name_of(stream: str) -> str:
    """Return the name of a chain for use in sentences."""
    return "the service chain" if stream == SERVICE else f"trial {trial_of(stream)}"


@dataclass(slots=True)
class _ServiceChain:
    """What the service chain, which is read first, says about the other chains and about its own texts."""

    opened: set[str] = field(default_factory=set)  # streams
    noted: dict[str, dict[tuple[int, str], int]] = field(default_factory=dict)  # heads by stream, and the noting entry
    meetings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # trials by meeting
    texts: dict[str, set[tuple[int, str]]] = field(default_factory=lambda: defaultdict(set))  # by meeting

    def take(self, entry: Entry, fact: Fact, hashes: Sequence[str]) -> None:
        if isinstance(fact, MeetingSet):
            self.meetings[fact.meeting].update(fact.adds)
            self.texts[fact.meeting].update((entry.seq, hashed) for hashed in hashes)
        elif isinstance(fact, Noted):
            if fact.what == "trial_opened":
                self.opened.add(stream_of(fact.trial))
            for head in fact.heads:
                self.noted.setdefault(stream_of(head.trial), {}).setdefault((head.seq, head.hash), entry.seq)

    def texts_about(self, trial: str) -> Iterable[tuple[int, str]]:
        """Return which texts of the meetings so far go when this trial is erased."""
        return {text for meeting, trials in self.meetings.items() if trial in trials for text in self.texts[meeting]}


OnTrial = Callable[[str, Sequence[tuple[Entry, Fact]]], None]


def verify(
    entries: Iterable[Entry],
    heads: Mapping[str, Head],
    sealed: Callable[[str], Seals],
    on_trial: OnTrial | None = None,
) -> tuple[int, int]:
    """Compare the whole ledger with its heads, its openings and its sealed texts.

    Args:
        entries: every entry, in order of stream and sequence number.
        heads: every head, by stream.
        sealed: returns the sealed texts of a stream.
        on_trial: is called with the stream and the facts of each trial that is intact, with their texts.

    Returns:
        The number of entries and the number of trials.

    Raises:
        LedgerBroken: naming the first entry that is not intact.
    """
    count = 0
    seen: set[str] = set()
    service = _ServiceChain()
    for stream, chain in groupby(entries, lambda entry: entry.stream):
        if stream != SERVICE and SERVICE not in seen:
            raise LedgerBroken(MISSING_CHAIN.format(name_of(SERVICE)))
        if stream != SERVICE and stream not in service.opened:
            raise LedgerBroken(f"Entry 1 of {name_of(stream)} stands alone: the service chain holds no such opening.")
        facts = None if stream == SERVICE or on_trial is None else list[tuple[Entry, Fact]]()
        count += _verify_chain(stream, chain, heads.get(stream), sealed(stream), service, facts)
        if on_trial is not None and facts is not None:
            on_trial(stream, facts)
        seen.add(stream)
    if missing := sorted((heads.keys() | service.opened | service.noted.keys()) - seen):
        raise LedgerBroken(MISSING_CHAIN.format(name_of(missing[0])))
    return count, len(seen - {SERVICE})


def _verify_chain(
    stream: str,
    chain: Iterable[Entry],
    head: Head | None,
    sealed: Seals,
    service: _ServiceChain,
    facts: list[tuple[Entry, Fact]] | None,
) -> int:
    """Compare one chain with its head, the heads noted of it and its sealed texts; return its length.

    Adds its facts to `facts`, if given, and what the service chain says to `service`.
    """
    name, end = name_of(stream), Head(stream)
    noted = service.noted.get(stream, {})
    to_come = sorted(noted, reverse=True)
    missing: set[int] = set()  # entries with a text that is neither among the sealed ones nor erased
    known: set[tuple[int, str]] = set()
    for entry in chain:
        expected = end.seq + 1
        if entry.seq != expected:
            raise LedgerBroken(f"Entry {expected} of {name} is missing.")
        if head is None or expected > head.seq:
            raise LedgerBroken(f"Entry {expected} of {name} stands beyond the head of its chain.")
        if entry != next_entry(end, at=entry.at, by=entry.by, payload=entry.payload):
            raise LedgerBroken(f"Entry {expected} of {name} is not what was written.")
        while to_come and to_come[-1][0] == expected:
            if (place := to_come.pop())[1] != entry.hash:
                raise LedgerBroken(
                    f"Entry {expected} of {name} is not the one that entry {noted[place]} of the service chain noted: "
                    "its chain was cut off before it and went on."
                )
        fact, hashes = _fact_and_hashes(entry, sealed)
        if facts is not None:
            facts.append((entry, fact))
        if stream == SERVICE:
            service.take(entry, fact, hashes)
        gone: Iterable[tuple[int, str]] = ()
        if isinstance(fact, Erased):
            gone = known
        elif isinstance(fact, Noted) and fact.what == "erased":
            gone = service.texts_about(fact.trial)  # of the meetings that discussed it
        if back := min((text for text in gone if text in sealed), default=None):
            raise LedgerBroken(f"A sealed text of entry {back[0]} of {name} was erased, and is back: erase again.")
        if isinstance(fact, Erased) or (isinstance(fact, Noted) and fact.what == "erased"):
            missing.clear()
        known |= {(entry.seq, hashed) for hashed in hashes}
        missing |= {entry.seq for hashed in hashes if not _is_sealed(entry, sealed.get((entry.seq, hashed)))}
        end = Head(stream, entry.seq, entry.hash)
    if head is None or end.seq < head.seq:
        raise LedgerBroken(f"Entry {end.seq + 1} of {name} is missing: the end of its chain was cut off.")
    if end != head:
        raise LedgerBroken(f"Entry {end.seq} of {name} is not the one at the head of its chain.")
    if to_come:
        raise LedgerBroken(
            f"Entry {end.seq + 1} of {name} is missing: entry {noted[to_come[0]]} of the service chain noted "
            f"{to_come[0][0]} entries, and the end of its chain was cut off."
        )
    if unknown := min(sealed.keys() - known, default=None):
        raise LedgerBroken(f"A sealed text stands at entry {unknown[0]} of {name}, and none belongs there.")
    if missing:
        raise LedgerBroken(f"A sealed text of entry {min(missing)} of {name} is missing, and was not erased.")
    return end.seq


def _fact_and_hashes(entry: Entry, sealed: Seals) -> tuple[Fact, list[str]]:
    """Return the fact of an entry with the sealed texts that are there, and the hashes of all of them."""
    hashes: list[str] = []

    def unseal(hashed: str) -> str | None:
        hashes.append(hashed)
        seal = sealed.get((entry.seq, hashed))
        return None if seal is None else seal.text

    try:
        return decode(entry.payload, unseal), hashes
    except LedgerBroken:
        name = name_of(entry.stream)
        raise LedgerBroken(f"Entry {entry.seq} of {name} holds something that this program never wrote.") from None


def _is_sealed(entry: Entry, seal: Sealed | None) -> bool:
    """Whether a sealed text exists; raises LedgerBroken if it is not the one that was hashed.

    Salts have a constant length: else characters could move between salt and text without changing the hash.
    """
    if seal is not None and (len(seal.salt) != SALT_LETTERS or seal_hash(seal.salt, seal.text) != seal.hash):
        raise LedgerBroken(f"A sealed text of entry {entry.seq} of {name_of(entry.stream)} is not what was written.")
    return seal is not None
