"""The bedside beside the taps: events, words, calls, the end of observation, a choice between two values."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trial.actions.act import clock, dose_of, on_trial
from trial.actions.tapping import Receipt as Receipt
from trial.actions.tapping import Tap as Tap
from trial.actions.tapping import deliver as deliver
from trial.errors import NotAllowedNow, NotFound
from trial.ledger.entries import Called, DoseSet, EventNoted, EventsAsked, Fact, ReadingChosen, Said
from trial.ledger.facts import Call, Dose, Event, Trial, Words
from trial.rules import bedside, decisions
from trial.rules.text import check_text
from trial.store.base import Store


def choose_value(
    store: Store,
    trial: str,
    *,
    dose: int,
    reading: str,
    reason: str,
    by: str,
    at: datetime | None = None,
) -> Trial:
    """Of two values in one cell, let one count, with a reason; the other stays in its history."""

    def make(now: Trial) -> Sequence[Fact]:
        decisions.check_dose_open(now, dose)
        over = bedside.values_not_chosen(dose_of(now, dose), reading, reason)
        return [ReadingChosen(dose=dose, id=reading, over=over, reason=reason.strip())]

    return on_trial(store, trial, make, by=by, at=at)


def note_event(store: Store, trial: str, *, dose: int, event: Event, by: str, at: datetime | None = None) -> Trial:
    """Note an adverse event, or anything that explains a bend in a curve; welcome after signing too (rule 31)."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        dose_of(now, dose)
        noted = replace(event, id=f"e{now.entries + 1}", noted_at=moment, noted_by=by)
        bedside.check_event(noted, moment)
        return [EventNoted(dose=dose, event=noted)]

    return on_trial(store, trial, make, by=by, at=moment)


def rewrite_event(
    store: Store, trial: str, *, dose: int, event: Event, reason: str, by: str, at: datetime | None = None
) -> Trial:
    """Change what the event with this id says (its end, its cause), with a reason."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        before = next((one for one in dose_of(now, dose).events if one.id == event.id), None)
        if before is None:
            raise NotFound("This event is no longer there; look again.")
        if before == event:
            return []
        if not reason.strip():
            raise NotAllowedNow("Say why the event changes.")
        check_text(reason, "the reason")
        bedside.check_event(event, moment)
        return [EventNoted(dose=dose, event=event, reason=reason.strip())]

    return on_trial(store, trial, make, by=by, at=moment)


def asked_events(store: Store, trial: str, *, dose: int, by: str, at: datetime | None = None) -> Trial:
    """Somebody asked about adverse events; with none listed the answer is "none" (rule 30)."""

    def make(now: Trial) -> Sequence[Fact]:
        return [] if dose_of(now, dose).events_asked else [EventsAsked(dose=dose)]

    return on_trial(store, trial, make, by=by, at=at)


def said(store: Store, trial: str, *, dose: int, words: Words, by: str, at: datetime | None = None) -> Trial:
    """Keep what the person, parent, carer, interpreter or team said, in their own words."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        dose_of(now, dose)
        bedside.check_words(words)
        kept = replace(words, text=words.text.strip(), said_at=words.said_at or moment, id=f"w{now.entries + 1}")
        return [Said(dose=dose, words=kept)]

    return on_trial(store, trial, make, by=by, at=moment)


def called(store: Store, trial: str, *, dose: int, call: Call, by: str, at: datetime | None = None) -> Trial:
    """Keep a later call or visit (24 to 72 hours, day 7); it stays open after signing (rule 31)."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        bedside.check_call(dose_of(now, dose), call, moment)
        return [Called(dose=dose, call=replace(call, by=call.by or by, noted_at=moment))]

    return on_trial(store, trial, make, by=by, at=moment)


def end_observation(
    store: Store, trial: str, *, dose: int, ended_at: datetime, by: str, at: datetime | None = None
) -> Trial:
    """End the observation of a dose: no slot is due after it (rule 11)."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        decisions.check_dose_open(now, dose)
        there = dose_of(now, dose)
        bedside.check_end(there, ended_at, moment)
        return [DoseSet(act="noted", dose=sheet_of(replace(there, ended_at=ended_at)))]

    return on_trial(store, trial, make, by=by, at=moment)


def sheet_of(dose: Dose) -> Dose:
    """The dose sheet alone, without what entries of their own say: readings, ratings, events, words and calls."""
    return replace(
        dose,
        readings=(),
        ratings=(),
        events_asked=False,
        events=(),
        words=(),
        follow_up=(),
        earlier_t0=(),
        withdrawn=(),
    )
