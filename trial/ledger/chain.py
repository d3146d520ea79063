"""The chain: each entry carries the hash of the one before it, and `verify` finds the first that is not as written.

It proves accident and meddling. It cannot prove a forger wrong who holds the administrator's rights and writes the
whole chain, its heads and the service chain anew.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby

from trial.errors import LedgerBroken
from trial.ledger.entries import SERVICE, Entry, stream_of
from trial.ledger.payload import SALT_LETTERS, OnText, Sealed, hashes_in, seal_hash

GENESIS = "0" * 64
"""What the first entry of a chain names as its predecessor."""


Seals = Mapping[tuple[int, str], Sealed]
"""What is sealed in one chain, by the number of its entry and by its hash."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stands: the number and the hash of its last entry."""

    seq: int = 0
    hash: str = GENESIS


def moment_text(at: datetime) -> str:
    """A moment as it is stored and hashed: UTC, to the microsecond, always as long."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def linked(head: Head, *, stream: str, at: datetime, by: str, payload: str) -> Entry:
    """The entry that follows a head."""
    seq = head.seq + 1
    hashed = _hash(head.hash, stream, seq, at, by, payload)
    return Entry(stream=stream, seq=seq, at=at.astimezone(UTC), by=by, payload=payload, previous=head.hash, hash=hashed)


def verify(
    entries: Iterable[Entry],
    heads: Mapping[str, Head],
    sealed: Callable[[str], Seals],
) -> tuple[int, int]:
    """Compare the whole ledger, in order of stream and number, with its heads, its openings and its sealed texts.

    `sealed` answers what is sealed for one stream. Answers (entries, trials); raises LedgerBroken naming
    the first entry that is not intact.
    """
    count = 0
    seen: set[str] = set()
    opened: set[str] = set()
    for stream, lines in groupby(entries, lambda entry: entry.stream):
        if stream != SERVICE and SERVICE not in seen:
            raise _gone(SERVICE)
        if stream != SERVICE and stream not in opened:
            raise LedgerBroken(f"Entry 1 of {name_of(stream)} stands alone: the service chain holds no such opening.")
        count += _verify_stream(stream, lines, heads.get(stream), sealed(stream), opened)
        seen.add(stream)
    if missing := sorted((heads.keys() | opened) - seen):
        raise _gone(missing[0])
    return count, len(seen - {SERVICE})


def _verify_stream(stream: str, lines: Iterable[Entry], head: Head | None, sealed: Seals, opened: set[str]) -> int:
    at = Head()
    unsealed: set[int] = set()
    known: set[tuple[int, str]] = set()
    for entry in lines:
        expected = at.seq + 1
        if entry.seq != expected:
            raise LedgerBroken(f"Entry {expected} of {name_of(stream)} is missing.")
        if head is None or expected > head.seq:
            raise LedgerBroken(f"Entry {expected} of {name_of(stream)} stands beyond the head of its chain.")
        hashed = _hash(entry.previous, stream, entry.seq, entry.at, entry.by, entry.payload)
        if entry.previous != at.hash or entry.hash != hashed:
            raise LedgerBroken(f"Entry {expected} of {name_of(stream)} is not what was written.")
        what = _what(entry)
        if stream == SERVICE and what.get("what") == "trial_opened":
            opened.add(stream_of(str(what.get("trial"))))
        if what.get("kind") == "erased":
            unsealed.clear()
        known |= _verify_seals(stream, entry, sealed, unsealed)
        at = Head(entry.seq, entry.hash)
    if head is None or at.seq < head.seq:
        raise LedgerBroken(f"Entry {at.seq + 1} of {name_of(stream)} is missing: the end of its chain was cut off.")
    if at != head:
        raise LedgerBroken(f"Entry {at.seq} of {name_of(stream)} is not the one at the head of its chain.")
    if beside := min(sealed.keys() - known, default=None):
        raise LedgerBroken(f"A sealed text stands at entry {beside[0]} of {name_of(stream)}, and none belongs there.")
    if unsealed:
        raise LedgerBroken(
            f"A sealed text of entry {min(unsealed)} of {name_of(stream)} is missing, and was not erased."
        )
    return at.seq


def _what(entry: Entry) -> Mapping[str, object]:
    try:
        what = json.loads(entry.payload)
    except ValueError:
        what = None
    if not isinstance(what, dict):
        raise LedgerBroken(
            f"Entry {entry.seq} of {name_of(entry.stream)} holds something that this program never wrote."
        )
    return what


def _verify_seals(stream: str, entry: Entry, sealed: Seals, unsealed: set[int]) -> set[tuple[int, str]]:
    """What is sealed for one entry. A salt is always as long, so that no letter moves between it and the text."""
    known = {(entry.seq, hashed) for hashed in hashes_in(entry.payload)}
    for place in known:
        seal = sealed.get(place)
        if seal is None:
            unsealed.add(entry.seq)
        elif len(seal.salt) != SALT_LETTERS or seal_hash(seal.salt, seal.text) != seal.hash:
            raise LedgerBroken(f"A sealed text of entry {entry.seq} of {name_of(stream)} is not what was written.")
    return known


def texts_of(seals: Seals, seq: int) -> OnText:
    """How one entry is unsealed: by what is sealed for it, and never for another."""

    def text(hashed: str) -> str | None:
        seal = seals.get((seq, hashed))
        return seal.text if seal else None

    return text


def _hash(previous: str, stream: str, seq: int, at: datetime, by: str, payload: str) -> str:
    """Over everything an entry says. The payload goes in as it is stored: never parsed, never written anew."""
    frame = json.dumps([previous, stream, seq, moment_text(at), by])
    return sha256(f"{frame}\n{payload}".encode()).hexdigest()


def _gone(stream: str) -> LedgerBroken:
    return LedgerBroken(f"Entry 1 of {name_of(stream)} is missing, and all that followed it.")


def name_of(stream: str) -> str:
    """A chain as a person would call it."""
    return "the service chain" if stream == SERVICE else f"trial {stream.removeprefix(stream_of(''))}"
