"""What may be recorded at the bed, beside readings: undo and replacement, events, words, calls, the end of the day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.facts import Call, Dose, Event, Medicine, Rise, Tick, Words
from trial.rules.readings import slot_problem
from trial.rules.text import check_text
from trial.rules.typed_times import AHEAD, year_problem

FRESH_FOR = timedelta(minutes=5)
"""So long may the same person undo or replace an entry without saying why."""

MEDICINE_GIVEN = "Medicine given"
"""How the words of the mark begin that says so."""


def check_change(*, typed_by: str, typed_at: datetime, by: str, at: datetime, reason: str) -> None:
    """What somebody else recorded, or oneself more than five minutes ago, changes only with a reason."""
    if reason.strip() or (typed_by == by and at - typed_at <= FRESH_FOR):
        check_text(reason, "the reason")
        return
    whose = "more than five minutes ago" if typed_by == by else f"by {typed_by or 'another person'}"
    raise NotAllowedNow(f"What stands here was recorded {whose}: say why it changes.")


def check_not_to_come(moment: datetime, now: datetime) -> None:
    """Nothing was taken, began or ended in the future, or in no year that can be meant; clocks may differ a little."""
    if problem := year_problem(moment):
        raise InvalidInput(problem)
    if moment > now + AHEAD:
        raise InvalidInput("This time is still to come: check the time that was typed, and the clock of this device.")


def check_event(event: Event, now: datetime) -> None:
    """An event has a kind and a severity; `other` says in words what happened (MEANING.md rule 30)."""
    if event.severity is None and event.kind != "other":
        raise InvalidInput("Say how severe it is: mild, moderate, severe or life-threatening.")
    if event.kind == "other" and not (event.words.strip() or event.action.strip()):
        raise InvalidInput("Say in words what happened.")
    check_not_to_come(event.began_at, now)
    if event.ended_at is not None:
        check_not_to_come(event.ended_at, now)
        if event.ended_at < event.began_at:
            raise InvalidInput("The event ends before it begins: check the times.")
    check_text(event.words, "what happened")
    check_text(event.action, "what was done")


def check_words(words: Words) -> None:
    """Words that somebody said are not empty, and were said in a slot or in none."""
    if words.slot and (problem := slot_problem(words.slot)):
        raise InvalidInput(problem)
    if not words.text.strip():
        raise InvalidInput("There are no words to keep.")
    check_text(words.text, "the words")


def check_call(dose: Dose, call: Call, now: datetime) -> None:
    """A later call says what was found, even if it was nothing new (rule 31: it is welcome after signing)."""
    if not call.text.strip():
        raise InvalidInput("Say what was found, even if it was nothing new.")
    check_text(call.text, "what was found")
    check_not_to_come(call.called_at, now)
    if dose.given_at is not None and call.called_at < dose.given_at:
        raise InvalidInput("A later call comes after the dose: check its time.")


def check_end(dose: Dose, ended_at: datetime, now: datetime) -> None:
    """Observation ends after the dose was given, and not in the future (rule 11)."""
    if dose.given_at is None:
        raise NotAllowedNow("The dose has not been given yet.")
    if ended_at < dose.given_at:
        raise InvalidInput("Observation cannot end before T0, the end of injection.")
    check_not_to_come(ended_at, now)


def check_rise(dose: Dose, rise: Rise, now: datetime) -> None:
    """The first sit or stand is of a dose that was given, after it, and not in the future."""
    if dose.given_at is None:
        raise NotAllowedNow("The dose has not been given yet.")
    if rise.at < dose.given_at:
        raise InvalidInput("The first sit and the first stand come after T0, the end of injection: check the time.")
    check_not_to_come(rise.at, now)
    check_text(rise.staff, "who was there")


def check_pressure(systolic: Decimal, diastolic: Decimal) -> None:
    if diastolic >= systolic:
        raise InvalidInput("Diastolic must be below systolic.")


def check_unusual(question: str | None, *, confirmed: bool) -> None:
    """An unusual value is asked about once."""
    if question and not confirmed:
        raise NotAllowedNow(question)


def ticked(dose: Dose, what: str, *, done: bool, at: datetime, by: str) -> Dose:
    """The dose with one line of its checklist ticked, by whom and when, or the tick taken back; the first stands."""
    others = tuple(one for one in dose.ticks if one.what != what)
    stands = len(others) < len(dose.ticks)
    if done == stands == dose.checklist.get(what, False):
        return dose
    checklist = {key: value for key, value in dose.checklist.items() if key != what} | ({what: True} if done else {})
    return replace(dose, ticks=(*others, Tick(what=what, at=at, by=by)) if done else others, checklist=checklist)


def check_medicine(medicine: Medicine, now: datetime) -> None:
    """A medicine has a name, and was not taken in the future; one that was given today says when."""
    if not medicine.name.strip():
        raise InvalidInput("Name the medicine.")
    if medicine.status is None:
        raise InvalidInput("Say whether it was held, given or changed.")
    if medicine.status == "given" and medicine.last_taken_at is None:
        raise InvalidInput("Say when it was given.")
    if medicine.last_taken_at is not None:
        check_not_to_come(medicine.last_taken_at, now)
    check_text(medicine.name, "the medicine")
    check_text(medicine.dose, "how much of it")


def with_medicine(dose: Dose, medicine: Medicine) -> Dose:
    """The dose with this line instead of what was said of the medicine before, or after the others."""
    lines = {_name(one.name): one for one in dose.medicines} | {_name(medicine.name): medicine}
    return replace(dose, medicines=tuple(lines.values()))


def medicines_at_odds(dose: Dose) -> Iterator[str]:
    """Where the list says held and an event of the day says given: a sentence for a person to put right."""
    for medicine in dose.medicines:
        for event in dose.events:
            told = _name(event.words).partition(f"{_name(MEDICINE_GIVEN)}:")[2]
            if medicine.status == "held" and _name(medicine.name) in told:
                yield f"{medicine.name} is listed as held, and an event says that it was given: put one of them right."


def _name(text: str) -> str:
    return " ".join(text.split()).casefold()


def values_not_chosen(dose: Dose, chosen: str, reason: str) -> tuple[str, ...]:
    """The ids that a choice between two values sets aside; refuses a choice without a reason, or of nothing."""
    reading = next((one for one in dose.readings if one.id == chosen), None)
    if reading is None:
        raise NotFound("This value no longer stands; look again.")
    if not reason.strip():
        raise NotAllowedNow("Say why this value counts and not the other.")
    check_text(reason, "the reason")
    cell = (reading.scale, reading.item, reading.slot)
    over = tuple(one.id for one in dose.readings if (one.scale, one.item, one.slot) == cell and one.id != chosen)
    if not over:
        raise NotAllowedNow("There is no other value to choose between.")
    return over
