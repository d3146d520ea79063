"""The bedside beside the taps: events, words, calls, checks, medicines, first sit and stand, the end of observation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from trial.actions.act import clock, dose_of, on_trial
from trial.errors import NotAllowedNow, NotFound
from trial.ledger.entries import Called, DoseSet, EventNoted, EventsAsked, Fact, ReadingTaken, Said
from trial.ledger.facts import Call, Dose, Event, Medicine, Reading, Rise, Trial, Words
from trial.meaning.schedule import EXTRA
from trial.rules import bedside, decisions
from trial.rules.readings import check_reading, unusual
from trial.rules.text import check_text
from trial.store.base import Store


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


def tick(
    store: Store, trial: str, *, dose: int, what: str, done: bool = True, by: str, at: datetime | None = None
) -> Trial:
    """Tick one line of the trial-day checklist, with time and name, or take the tick back."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        decisions.check_dose_open(now, dose)
        there = dose_of(now, dose)
        noted = bedside.ticked(there, what, done=done, at=moment, by=by)
        return [] if noted is there else [DoseSet(act="noted", dose=sheet_of(noted))]

    return on_trial(store, trial, make, by=by, at=moment)


def take_medicine(
    store: Store, trial: str, *, dose: int, medicine: Medicine, by: str, at: datetime | None = None
) -> Trial:
    """Note that a medicine was held, given or changed, with its time. Given after T0, it explains a bend: an event."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        decisions.check_dose_open(now, dose)
        there = dose_of(now, dose)
        bedside.check_medicine(medicine, moment)
        told = replace(medicine, name=medicine.name.strip(), dose=medicine.dose.strip(), by=medicine.by or by)
        facts: list[Fact] = [DoseSet(act="noted", dose=sheet_of(bedside.with_medicine(there, told)))]
        taken_at = told.last_taken_at if told.status == "given" else None
        if taken_at is not None and there.given_at is not None and taken_at >= there.given_at:
            words = f"{bedside.MEDICINE_GIVEN}: {told.name} {told.dose}".strip()
            mark = Event(kind="other", words=words, began_at=taken_at, noted_at=moment, noted_by=by)
            if all((one.words, one.began_at) != (words, taken_at) for one in there.events):
                facts.append(EventNoted(dose=dose, event=replace(mark, id=f"e{now.entries + 2}")))
        return facts

    return on_trial(store, trial, make, by=by, at=moment)


Pressure = tuple[Decimal, Decimal]
"""Systolic and diastolic, mmHg."""


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
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        decisions.check_dose_open(now, dose)
        there = dose_of(now, dose)
        bedside.check_rise(there, rise, moment)
        facts: list[Fact] = []
        for place, (position, values) in enumerate(pressures.items()):
            for item, value in zip(("systolic", "diastolic"), values, strict=True):
                reading = Reading(
                    slot=EXTRA,
                    taken_at=rise.at + timedelta(seconds=place),
                    scale="observations",
                    item=item,
                    value=value,
                    by=by,
                    id=f"rise{now.entries + len(facts) + 1}",
                    typed_at=moment,
                    typed_by=by,
                    conditions={"position": position},
                )
                check_reading(now.record, there, reading)
                question = unusual(now.record, there, reading)
                bedside.check_unusual(question, confirmed=confirmed)
                facts.append(ReadingTaken(dose=dose, reading=replace(reading, unusual=question is not None)))
            bedside.check_pressure(*values)
        rises = (*(one for one in there.rises if one.kind != rise.kind), replace(rise, by=rise.by or by))
        noted = replace(there, rises=rises)
        noted = replace(noted, first_sit_at=rise.at) if rise.kind == "sit" else replace(noted, first_stand_at=rise.at)
        return [DoseSet(act="noted", dose=sheet_of(noted)), *facts]

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
