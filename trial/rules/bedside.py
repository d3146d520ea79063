"""What may be recorded at the bed, beside readings: undo and replacement, events, words, calls, the end of the day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from trial.errors import NotAllowedNow, NotFound, Refusal, refusal
from trial.ledger.facts import Call, Dose, Event, Medicine, Rise, Tick, Words
from trial.meaning.limits import LIMITS
from trial.meaning.names import folded
from trial.rules import invalid_if, not_now_if
from trial.rules.readings import check_slot
from trial.rules.typed import check_reason, check_text, check_year

MEDICINE_GIVEN = "Medicine given"
"""How the words of the mark begin that says so."""


def check_change(*, typed_by: str, typed_at: datetime, by: str, at: datetime, reason: str) -> None:
    """What somebody else recorded, or oneself more than five minutes ago, changes only with a reason."""
    if typed_by != by:
        check_reason(reason, refusal("entry_of_another", "reason", allows="reason", typed_by=typed_by))
    elif at - typed_at > LIMITS.own_entry_fresh_for:
        check_reason(reason, refusal("own_entry_not_fresh", "reason", allows="reason"))
    else:
        check_text(reason, "reason")


def check_not_to_come(moment: datetime, now: datetime, field: str = "time") -> None:
    """Nothing was taken, began or ended in the future, or in no year that can be meant; clocks may differ a little."""
    check_year(moment, field)
    invalid_if(moment > now + LIMITS.clocks_differ_by, "time_to_come", field)


def check_event(event: Event, now: datetime) -> None:
    """An event has a kind and a severity; `other` says in words what happened (MEANING.md rule 30)."""
    is_other, says = event.kind == "other", event.words.strip() or event.action.strip()
    invalid_if(event.severity is None and not is_other, "event_needs_severity", "severity")
    invalid_if(is_other and not says, "event_needs_words", "words")
    check_not_to_come(event.began_at, now, "began_at")
    if event.ended_at is not None:
        check_not_to_come(event.ended_at, now, "ended_at")
        invalid_if(event.ended_at < event.began_at, "event_ends_before_it_begins", "ended_at")
    check_text(event.words, "what_happened")
    check_text(event.action, "what_was_done")


def check_words(words: Words) -> None:
    """Words that somebody said are not empty, and were said in a slot or in none."""
    if words.slot:
        check_slot(words.slot)
    invalid_if(not words.text.strip(), "no_words", "words")
    check_text(words.text, "words")


def check_call(dose: Dose, call: Call, now: datetime) -> None:
    """A later call says what was found, even if it was nothing new (rule 31: it is welcome after signing)."""
    invalid_if(not call.text.strip(), "call_without_finding", "what_was_found")
    check_text(call.text, "what_was_found")
    check_not_to_come(call.called_at, now, "called_at")
    too_early = dose.given_at is not None and call.called_at < dose.given_at
    invalid_if(too_early, "call_before_dose", "called_at")


def check_end(dose: Dose, ended_at: datetime, now: datetime) -> None:
    """Observation ends after the dose was given, and not in the future (rule 11)."""
    invalid_if(ended_at < _t0_of(dose), "end_before_t0", "ended_at")
    check_not_to_come(ended_at, now, "ended_at")


def check_rise(dose: Dose, rise: Rise, now: datetime) -> None:
    """The first sit or stand is of a dose that was given, after it, and not in the future."""
    invalid_if(rise.at < _t0_of(dose), "rise_before_t0", "at")
    check_not_to_come(rise.at, now, "at")
    check_text(rise.staff, "who_was_there")


def ticked(dose: Dose, what: str, *, done: bool, at: datetime, by: str) -> Dose:
    """The dose with one line of its checklist ticked, by whom and when, or the tick taken back; the first stands."""
    others = tuple(tick for tick in dose.ticks if tick.what != what)
    stands = len(others) < len(dose.ticks)
    if done == stands == dose.checklist.get(what, False):
        return dose
    checklist = {key: value for key, value in dose.checklist.items() if key != what} | ({what: True} if done else {})
    return replace(dose, ticks=(*others, Tick(what=what, at=at, by=by)) if done else others, checklist=checklist)


def check_medicine(medicine: Medicine, now: datetime) -> None:
    """A medicine has a name, and was not taken in the future; one that was given today says when."""
    invalid_if(not medicine.name.strip(), "medicine_without_name", "name")
    invalid_if(medicine.status is None, "medicine_without_status", "status")
    if medicine.last_taken_at is not None:
        check_not_to_come(medicine.last_taken_at, now, "last_taken_at")
    else:
        invalid_if(medicine.status == "given", "medicine_without_time", "last_taken_at")
    check_text(medicine.name, "medicine")
    check_text(medicine.dose, "how_much")


def with_medicine(dose: Dose, medicine: Medicine) -> Dose:
    """The dose with this line instead of what was said of the medicine before, or after the others."""
    lines = {folded(line.name): line for line in dose.medicines} | {folded(medicine.name): medicine}
    return replace(dose, medicines=tuple(lines.values()))


def medicines_at_odds(dose: Dose) -> Iterator[Refusal]:
    """Where the list says held and an event of the day says given: to be pointed out, for a person to put right."""
    for medicine in dose.medicines:
        for event in dose.events:
            named = folded(event.words).partition(f"{folded(MEDICINE_GIVEN)}:")[2]
            if medicine.status == "held" and folded(medicine.name) in named:
                yield refusal("medicine_held_and_given", "medicines", medicine=medicine.name)


def values_not_chosen(dose: Dose, chosen: str, reason: str) -> tuple[str, ...]:
    """The ids that a choice between two values sets aside; refuses a choice without a reason, or of nothing."""
    cells = {reading.id: (reading.scale, reading.item, reading.slot) for reading in dose.readings}
    if chosen not in cells:
        raise NotFound(refusal("chosen_value_is_gone"))
    check_reason(reason, refusal("choice_needs_reason", "reason", allows="reason"))
    over = tuple(name for name, cell in cells.items() if cell == cells[chosen] and name != chosen)
    not_now_if(not over, "nothing_to_choose_between")
    return over


def _t0_of(dose: Dose) -> datetime:
    """When the dose was given; raises NotAllowedNow if it was not."""
    if dose.given_at is None:
        raise NotAllowedNow(refusal("dose_not_given", "given_at"))
    return dose.given_at
