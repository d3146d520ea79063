"""What is recorded on the day apart from the entry sheet: events, words, calls, checklist, medicines, first rises."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from trial.actions.act import NOW, Facts, act, dose_of, zone_of
from trial.errors import NotFound, refusal
from trial.ledger.entries import Called, DoseSet, EventNoted, EventsAsked, Fact, ReadingTaken, Said
from trial.ledger.facts import (
    Call,
    Dose,
    Event,
    GoingHome,
    HomeAnswer,
    HomeQuestion,
    Medicine,
    Reading,
    Rise,
    Trial,
    Words,
)
from trial.meaning.cautions import BLINDED
from trial.meaning.schedule import EXTRA
from trial.rules import bedside, copying, lifecycle, not_now_if
from trial.rules.bedside import check_reading, marked
from trial.rules.typed_input import check_reason, check_text


@act
def note_event(now: Trial, *, dose: int, event: Event, by: str, at: datetime = NOW) -> Facts:
    """Note an adverse event, or anything that explains a bend in a curve; also after signing (rule 31)."""
    there = dose_of(now, dose)
    noted = replace(event, id=f"e{now.entries + 1}", noted_at=at, noted_by=by)
    bedside.check_event(noted, at)
    return [EventNoted(dose=dose, event=noted), *events_asked_by(there, noted)]


@act
def rewrite_event(now: Trial, *, dose: int, event: Event, reason: str, by: str, at: datetime = NOW) -> Facts:
    """Replace the event with this id, for a reason; raises NotFound without such an event."""
    before = next((other for other in dose_of(now, dose).events if other.id == event.id), None)
    if before is None:
        raise NotFound(refusal("event_is_gone", "event"))
    if before == event:
        return []
    check_reason(reason, refusal("event_needs_reason", "reason", allows="reason"))
    bedside.check_event(event, at)
    return [EventNoted(dose=dose, event=event, reason=reason.strip())]


@act
def record_events_asked(now: Trial, *, dose: int, by: str, at: datetime = NOW) -> Facts:
    """Record that adverse events were asked about, and none was new (rule 30)."""
    return [] if at in dose_of(now, dose).asked_at else [EventsAsked(dose=dose, asked_at=at)]


@act
def record_words(now: Trial, *, dose: int, words: Words, by: str, at: datetime = NOW) -> Facts:
    """Record what the person, parent, carer, interpreter or team said, in their own words."""
    dose_of(now, dose)
    bedside.check_words(words)
    recorded = replace(words, text=words.text.strip(), said_at=words.said_at or at, id=f"w{now.entries + 1}")
    return [Said(dose=dose, words=recorded)]


@act
def record_call(now: Trial, *, dose: int, call: Call, by: str, at: datetime = NOW) -> Facts:
    """Record a later call or visit (24 to 72 hours, day 7); after signing too (rule 31)."""
    bedside.check_call(dose_of(now, dose), call, at)
    return [Called(dose=dose, call=replace(call, by=call.by or by, noted_at=at))]


@act
def end_observation(
    now: Trial,
    *,
    dose: int,
    ended_at: datetime,
    answers: Mapping[HomeQuestion, HomeAnswer],
    words: str = "",
    by: str,
    at: datetime = NOW,
) -> Facts:
    """Record the end of a dose's observation, and what was asked before going home: no slot is due after it (rule 11).

    Each question has an answer, of which "not asked" is one.
    """
    there = _open_dose(now, dose)
    bedside.check_end(there, ended_at, at)
    bedside.check_going_home(answers, words)
    asked = GoingHome(answers=dict(answers), words=words.strip(), asked_at=at, by=by)
    return [_noted(replace(there, ended_at=ended_at, going_home=asked))]


@act
def reopen_observation(now: Trial, *, dose: int, reason: str, by: str, at: datetime = NOW) -> Facts:
    """Take the end of observation back, for a reason: slots are due again, and the end stays in its history."""
    there = _open_dose(now, dose)
    not_now_if(there.ended_at is None, "observation_has_not_ended")
    check_reason(reason, refusal("reopened_end_needs_reason", "reason", allows="reason"))
    sheet = sheet_of(replace(there, ended_at=None, going_home=None))
    return [DoseSet(act="noted", dose=sheet, reason=reason.strip())]


@act
def note_bladder(now: Trial, *, dose: int, bladder: str, by: str, at: datetime = NOW) -> Facts:
    """Record how the bladder is after a dose, in words."""
    check_text(bladder, "bladder")
    return [_noted(replace(_open_dose(now, dose), bladder=bladder.strip()))]


@act
def note_bed(now: Trial, *, dose: int, bed: str, by: str, at: datetime = NOW) -> Facts:
    """Record in which bed or room the person is on the day of a dose."""
    check_text(bed, "bed")
    return [_noted(replace(_open_dose(now, dose), bed=bed.strip()))]


@act
def tick(now: Trial, *, dose: int, what: str, done: bool = True, by: str, at: datetime = NOW) -> Facts:
    """Tick one line of the checklist of the day, with time and name, or remove the tick."""
    there = _open_dose(now, dose)
    ticked = bedside.ticked(there, what, done=done, at=at, by=by)
    return [] if ticked is there else [_noted(ticked)]


@act
def note_assessors(now: Trial, *, dose: int, knew: bool, by: str, at: datetime = NOW) -> Facts:
    """Note whether the assessors knew the dose when they assessed."""
    there = _open_dose(now, dose)
    if there.checklist.get(BLINDED) is (not knew):
        return []
    return [_noted(replace(there, checklist=there.checklist | {BLINDED: not knew}))]


@act
def take_medicine(now: Trial, *, dose: int, medicine: Medicine, by: str, at: datetime = NOW) -> Facts:
    """Record that a medicine was held, given or changed, with its time; one given after T0 becomes an event as well."""
    there = _open_dose(now, dose)
    bedside.check_medicine(medicine, at)
    line = replace(medicine, name=medicine.name.strip(), dose=medicine.dose.strip(), by=medicine.by or by)
    facts: list[Fact] = [_noted(bedside.with_medicine(there, line))]
    taken_at = line.last_taken_at if line.status == "given" else None
    if taken_at is not None and there.given_at is not None and taken_at >= there.given_at:
        given = f"{line.name} {line.dose}".strip()
        mark = Event(kind="other", medicine=given, began_at=taken_at, noted_at=at, noted_by=by)
        if all((event.medicine, event.began_at) != (given, taken_at) for event in there.events):
            facts.append(EventNoted(dose=dose, event=replace(mark, id=f"e{now.entries + 2}")))
    return facts


@act
def record_rise(
    now: Trial,
    *,
    dose: int,
    rise: Rise,
    pressures: Mapping[str, tuple[Decimal, Decimal]],
    by: str,
    confirmed: bool = False,
    at: datetime = NOW,
) -> Facts:
    """Record the first sit or stand, and its blood pressures (systolic, diastolic; mmHg) by position as extra readings.

    Positions are one second apart, so that each reading has a moment of its own. Raises NotAllowedNow for an unusual
    pressure that is not `confirmed`.
    """
    there = _open_dose(now, dose)
    bedside.check_rise(there, rise, at)
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
                typed_at=at,
                typed_by=by,
                conditions={"position": position},
            )
            check_reading(now.record, there, reading, (*there.readings, *readings))
            readings.append(marked(now.record, there, reading, confirmed=confirmed))
    rises = (*(other for other in there.rises if other.kind != rise.kind), replace(rise, by=rise.by or by))
    noted = replace(there, rises=rises)
    noted = replace(noted, first_sit_at=rise.at) if rise.kind == "sit" else replace(noted, first_stand_at=rise.at)
    return [_noted(noted), *(ReadingTaken(dose=dose, reading=reading) for reading in readings)]


@act
def copy_baseline(now: Trial, *, dose: int, by: str, at: datetime = NOW) -> Facts:
    """Copy the baseline taken before a failed puncture of the same day, each reading naming its origin (rule 8)."""
    there = _open_dose(now, dose)
    found = copying.baseline_to_copy(now.record, there, at, zone_of(now))
    not_now_if(not found, "no_baseline_to_copy")
    copies = (
        replace(reading, id=f"copy{now.entries + place}", typed_at=at, typed_by=by)
        for place, reading in enumerate(found, start=1)
    )
    facts = []
    for copy in copies:
        check_reading(now.record, there, copy)
        facts.append(ReadingTaken(dose=dose, reading=copy))
    return facts


def events_asked_by(dose: Dose, event: Event) -> Facts:
    """Return the entry that an adverse event after T0 implies: that events were asked about at that time (rule 30)."""
    if event.severity is None or dose.given_at is None or event.began_at < dose.given_at:
        return []
    return [EventsAsked(dose=dose.number, asked_at=event.began_at)]


def sheet_of(dose: Dose) -> Dose:
    """Return the dose sheet alone: without readings, ratings, events, words and calls, which are separate entries."""
    sheet = replace(dose, readings=(), ratings=(), events=(), events_asked=False, words=(), follow_up=())
    return replace(sheet, asked_at=(), earlier_t0=(), withdrawn=(), earlier_ends=())


def _open_dose(trial: Trial, number: int) -> Dose:
    """Return the dose of this number; raises NotAllowedNow if a signature covers it, NotFound if there is none."""
    lifecycle.check_dose_open(trial, number)
    return dose_of(trial, number)


def _noted(dose: Dose) -> DoseSet:
    return DoseSet(act="noted", dose=sheet_of(dose))
