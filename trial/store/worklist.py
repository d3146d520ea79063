"""The worklist: one row a trial, made from the trial alone, and found by the beginning of any word in it."""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

from trial.ledger.facts import Trial
from trial.meaning.schedule import next_slot
from trial.meaning.state import state_of
from trial.store.base import WorklistRow

WORD = re.compile(r"\w+")


def row_of(trial: Trial) -> WorklistRow:
    """The row of a trial, with nothing in it that a clock would change."""
    dose = trial.doses[-1] if trial.doses else None
    slot, due_at = next_slot(trial)
    return WorklistRow(
        trial=trial.id,
        identifier=trial.person.identifier,
        name=trial.person.name,
        state=state_of(trial),
        outcome=next((one.outcome or "" for one in reversed(trial.decisions) if one.signed), ""),
        dose_number=dose.number if dose else None,
        micrograms=_plain(dose.micrograms) if dose else "",
        given_at=dose.given_at if dose else None,
        next_slot=slot,
        next_due_at=due_at,
        changed_at=trial.changed_at or datetime.min.replace(tzinfo=UTC),
    )


def words_in(text: str) -> frozenset[str]:
    """The words of a text as they are compared: without case and accents.

    >>> sorted(words_in("T-0007 Zoë O'Brien"))
    ['0007', 'brien', 'o', 't', 'zoe']
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    return frozenset(WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def words_of(row: WorklistRow) -> frozenset[str]:
    """The words by which a row is found."""
    return words_in(f"{row.trial} {row.identifier} {row.name}")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
