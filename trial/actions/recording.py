"""The bedside beside the taps: events, words, calls, checks, medicines, first sit and stand, the end of observation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from trial.actions.act import dose_of, on_trial
from trial.errors import NotFound, refusal
from trial.ledger.entries import Called, DoseSet, EventNoted, EventsAsked, Fact, ReadingTaken, Said
from trial.ledger.facts import Call, Dose, Event, Medicine, Reading, Rise, Trial, Words
from trial.meaning.schedule import EXTRA
from trial.rules import bedside, decisions
from trial.rules.readings import check_reading, unusual
from trial.rules.text import check_reason
from trial.store.base import Store

Pressure = tuple[Decimal, Decimal]
"""Systolic and diastolic, mmHg."""


def note_event(store: Store, trial: str, *, dose: int, event: Event, by: str, at: datetime | None = None) -> Trial:
    """Note an adverse event, or anything that explains a bend in a curve; welcome after signing too (rule 31)."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        dose_of(now, dose)
        noted = replace(event, id=f"e{now.entries + 1}", noted_at=moment, noted_by=by)
        bedside.check_event(noted, moment)
        return [EventNoted(dose=dose, event=noted)]

    return on_trial(store, trial, make, by=by, at=at)


def rewrite_event(
    store: Store, trial: str, *, dose: int, event: Event, reason: str, by: str, at: datetime | None = None
) -> Trial:
    """Change what the event with this id says (its end, its cause), with a reason."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        before = next((other for other in dose_of(now, dose).events if other.id == event.id), None)
        if before is None:
            raise NotFound(refusal("event_is_gone", "event"))
        if before == event:
            return []
        check_reason(reason, refusal("event_needs_reason", "reason", allows="reason"))
        bedside.check_event(event, moment)
        return [EventNoted(dose=dose, event=event, reason=reason.strip())]

    return on_trial(store, trial, make, by=by, at=at)


def asked_events(store: Store, trial: str, *, dose: int, by: str, at: datetime | None = None) -> Trial:
    """Somebody asked about adverse events; with none listed the answer is "none" (rule 30)."""

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        return [] if dose_of(now, dose).events_asked else [EventsAsked(dose=dose)]

    return on_trial(store, trial, make, by=by, at=at)


def said(store: Store, trial: str, *, dose: int, words: Words, by: str, at: datetime | None = None) -> Trial:
    """Keep what the person, parent, carer, interpreter or team said, in their own words."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        dose_of(now, dose)
        bedside.check_words(words)
        kept = replace(words, text=words.text.strip(), said_at=words.said_at or moment, id=f"w{now.entries + 1}")
        return [Said(dose=dose, words=kept)]

    return on_trial(store, trial, make, by=by, at=at)


def called(store: Store, trial: str, *, dose: int, call: Call, by: str, at: datetime | None = None) -> Trial:
    """Keep a later call or visit (24 to 72 hours, day 7); it stays open after signing (rule 31)."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        bedside.check_call(dose_of(now, dose), call, moment)
        return [Called(dose=dose, call=replace(call, by=call.by or by, noted_at=moment))]

    return on_trial(store, trial, make, by=by, at=at)


def end_observation(
    store: Store, trial: str, *, dose: int, ended_at: datetime, by: str, at: datetime | None = None
) -> Trial:
    """End the observation of a dose: no slot is due after it (rule 11)."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        there = _open_dose(now, dose)
        bedside.check_end(there, ended_at, moment)
        return [_noted(replace(there, ended_at=ended_at))]

    return on_trial(store, trial, make, by=by, at=at)


def tick(
    store: Store, trial: str, *, dose: int, what: str, done: bool = True, by: str, at: datetime | None = None
) -> Trial:
    """Tick one line of the trial-day checklist, with time and name, or take the tick back."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        there = _open_dose(now, dose)
        ticked = bedside.ticked(there, what, done=done, at=moment, by=by)
        return [] if ticked is there else [_noted(ticked)]

    return on_trial(store, trial, make, by=by, at=at)


def take_medicine(
    store: Store, trial: str, *, dose: int, medicine: Medicine, by: str, at: datetime | None = None
) -> Trial:
    """Note that a medicine was held, given or changed, with its time. Given after T0, it explains a bend: an event."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        there = _open_dose(now, dose)
        bedside.check_medicine(medicine, moment)
        line = replace(medicine, name=medicine.name.strip(), dose=medicine.dose.strip(), by=medicine.by or by)
        facts: list[Fact] = [_noted(bedside.with_medicine(there, line))]
        taken_at = line.last_taken_at if line.status == "given" else None
        if taken_at is not None and there.given_at is not None and taken_at >= there.given_at:
            words = f"{bedside.MEDICINE_GIVEN}: {line.name} {line.dose}".strip()
            mark = Event(kind="other", words=words, began_at=taken_at, noted_at=moment, noted_by=by)
            if all((event.words, event.began_at) != (words, taken_at) for event in there.events):
                facts.append(EventNoted(dose=dose, event=replace(mark, id=f"e{now.entries + 2}")))
        return facts

    return on_trial(store, trial, make, by=by, at=at)


def rose(
    store: Store,
    trial: str,
    *,
    dose: int,
    rise: Rise,
    pressures: Mapping[str, Pressure],
    by: str,
    confirmed: bool = False,
    at: datetime | None = None,
) -> Trial:
    """Keep the first sit or stand with its blood pressures by position, each a reading of the extra set.

    The positions follow each other by one second, so that each reading has its own moment. An unusual pressure is
    kept only when it was `confirmed`.
    """

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        there = _open_dose(now, dose)
        bedside.check_rise(there, rise, moment)
        readings: list[Reading] = []
        for place, (position, values) in enumerate(pressures.items()):
            for item, value in zip(("systolic", "diastolic"), values, strict=True):
                reading = Reading(
                    slot=EXTRA,
                    taken_at=rise.at + timedelta(seconds=place),
                    scale="observations",
                    item=item,
                    value=value,
                    by=by,
                    id=f"rise{now.entries + len(readings) + 1}",
                    typed_at=moment,
                    typed_by=by,
                    conditions={"position": position},
                )
                check_reading(now.record, there, reading, (*there.readings, *readings))
                question = unusual(now.record, there, reading)
                bedside.check_unusual(question, confirmed=confirmed)
                readings.append(replace(reading, unusual=question is not None))
        rises = (*(other for other in there.rises if other.kind != rise.kind), replace(rise, by=rise.by or by))
        noted = replace(there, rises=rises)
        noted = replace(noted, first_sit_at=rise.at) if rise.kind == "sit" else replace(noted, first_stand_at=rise.at)
        return [_noted(noted), *(ReadingTaken(dose=dose, reading=reading) for reading in readings)]

    return on_trial(store, trial, make, by=by, at=at)


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


def _open_dose(trial: Trial, number: int) -> Dose:
    """The dose of this number, which no signature covers; raises NotAllowedNow, or NotFound."""
    decisions.check_dose_open(trial, number)
    return dose_of(trial, number)


def _noted(dose: Dose) -> DoseSet:
    return DoseSet(act="noted", dose=sheet_of(dose))
