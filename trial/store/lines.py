"""New lines for a chain: sealed, hashed and linked, ready to be written together."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from trial.ledger.chain import Head, linked
from trial.ledger.entries import Entry, Fact
from trial.ledger.payload import SALT_LETTERS, Sealed, encode


@dataclass(frozen=True, slots=True)
class Line:
    """One entry to be written, what it says once it is read back, and what is sealed for it."""

    entry: Entry
    fact: Fact
    sealed: tuple[Sealed, ...]


def drafted(head: Head, facts: Sequence[Fact], *, stream: str, at: datetime, by: str) -> list[Line]:
    """The lines that follow a head, one a fact; raises InvalidInput for a fact that cannot be kept."""
    return [*_drafted(head, facts, stream, at, by)]


def _drafted(head: Head, facts: Sequence[Fact], stream: str, at: datetime, by: str) -> Iterator[Line]:
    for fact in facts:
        payload, sealed, read = encode(fact, _salt)
        entry = linked(head, stream=stream, at=at, by=by, payload=payload)
        yield Line(entry, read, tuple(sealed))
        head = Head(entry.seq, entry.hash)


def _salt() -> str:
    """Randomness below the actions, because it means nothing: it only keeps an erased name from being guessed."""
    return secrets.token_hex(SALT_LETTERS // 2)
