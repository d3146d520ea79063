"""What may be recorded at the bed, beside readings: undo and replacement, events, words, calls, the end of the day."""

from datetime import datetime, timedelta
from decimal import Decimal

from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.facts import Call, Dose, Event, Rise, Words
from trial.rules.text import check_text
from trial.rules.typed_times import AHEAD

FRESH_FOR = timedelta(minutes=5)
"""So long may the same person undo or replace an entry without saying why."""


def check_change(*, typed_by: str, typed_at: datetime, by: str, at: datetime, reason: str) -> None:
    """What somebody else recorded, or oneself more than five minutes ago, changes only with a reason."""
    if reason.strip() or (typed_by == by and at - typed_at <= FRESH_FOR):
        check_text(reason, "the reason")
        return
    whose = "more than five minutes ago" if typed_by == by else f"by {typed_by or 'another person'}"
    raise NotAllowedNow(f"What stands here was recorded {whose}: say why it changes.")


def check_not_to_come(moment: datetime, now: datetime) -> None:
    """Nothing was taken, began or ended in the future; clocks may differ a little."""
    if moment > now + AHEAD:
        raise InvalidInput("This time is still to come: check the time that was typed, and the clock of this device.")


def check_event(event: Event, now: datetime) -> None:
    """An event has a kind and a severity; `other` says in words what happened (MEANING.md rule 30)."""
    if event.severity is None and event.kind != "other":
        raise InvalidInput("Say how severe it is: mild, moderate, severe or life-threatening.")
    if event.kind == "other" and not (event.words.strip() or event.action.strip()):
        raise InvalidInput("Say in words what happened.")
    check_not_to_come(event.began_at, now)
    if event.ended_at is not None and event.ended_at < event.began_at:
        raise InvalidInput("The event ends before it begins: check the times.")
    check_text(event.words, "what happened")
    check_text(event.action, "what was done")


def check_words(words: Words) -> None:
    """Words that somebody said are not empty."""
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
