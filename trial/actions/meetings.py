"""Meetings that run now: their agenda, who is there, who is decided. Entries of the service chain, with ids only."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trial.actions.act import clock
from trial.errors import InvalidInput, NotFound, refusal
from trial.ledger.entries import MeetingSet
from trial.ledger.facts import Outcome
from trial.rules.typed_input import check_values
from trial.store import Store

LASTS = timedelta(hours=18)
"""After so long a meeting that nobody ended is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as it stands. Its agenda keeps its order, whatever is signed: new people come last."""

    id: str
    begun_at: datetime
    begun_by: str
    agenda: tuple[str, ...]  # ids of trials
    present: tuple[str, ...] = ()
    ended: bool = False


def running(store: Store, *, at: datetime | None = None) -> tuple[Meeting, ...]:
    """Return the meetings that have begun and not ended, the latest first."""
    found: dict[str, Meeting] = {}
    for entry, fact in store.meetings((at or clock()) - LASTS):
        before = found.get(fact.meeting) or Meeting(
            id=fact.meeting, begun_at=entry.at, begun_by=entry.by, agenda=(), present=()
        )
        agenda = tuple(dict.fromkeys((*before.agenda, *fact.adds)))
        found[fact.meeting] = replace(before, agenda=agenda, present=fact.present, ended=before.ended or fact.ended)
    return tuple(meeting for meeting in reversed(found.values()) if not meeting.ended)


def begin(store: Store, agenda: Sequence[str], *, by: str, at: datetime | None = None) -> str:
    """Begin a meeting with this agenda, in this order; returns its id. Raises InvalidInput for an empty agenda."""
    if not agenda:
        raise InvalidInput(refusal("agenda_is_empty", "agenda"))
    name = secrets.token_hex(4)
    _set(store, MeetingSet(meeting=name, adds=tuple(agenda)), by=by, at=at)
    return name


def add(store: Store, meeting: Meeting, trial: str, *, by: str, at: datetime | None = None) -> None:
    """Put one more person at the end of the agenda; nothing for one who is on it."""
    if trial not in meeting.agenda:
        _set(store, MeetingSet(meeting=meeting.id, adds=(trial,), present=meeting.present), by=by, at=at)


def note_present(
    store: Store, meeting: Meeting, present: Sequence[str], *, by: str, at: datetime | None = None
) -> None:
    """Store who is there, as it stands ready in each decision from now on."""
    if tuple(present) != meeting.present:
        _set(store, MeetingSet(meeting=meeting.id, present=tuple(present)), by=by, at=at)


def end(store: Store, meeting: Meeting, *, by: str, at: datetime | None = None) -> None:
    """End a meeting; its agenda stays in the service chain."""
    _set(store, MeetingSet(meeting=meeting.id, present=meeting.present, ended=True), by=by, at=at)


def decided(store: Store, meeting: Meeting) -> dict[str, Outcome]:
    """Return what was signed since the meeting began and still stands, by trial."""
    found: dict[str, Outcome] = {}
    for trial in meeting.agenda:
        try:
            decisions = store.trial(trial).decisions
        except NotFound:  # restored from elsewhere
            continue
        for decision in decisions:
            if (
                decision.outcome
                and decision.signed_at
                and decision.signed_at >= meeting.begun_at.replace(microsecond=0)
            ):
                found[trial] = decision.outcome
    return found


def _set(store: Store, fact: MeetingSet, *, by: str, at: datetime | None) -> None:
    check_values(fact)
    store.note(fact, at=at or clock(), by=by)
