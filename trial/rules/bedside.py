"""What may be recorded at the bed: readings, also those of a file; undo, events, words, calls, the end of the day."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import get_args

import scales
from scales.base import Derived, Item, Number, Scale, Value
from trial.errors import InvalidInput, NotAllowedNow, NotFound, Refusal, refusal
from trial.ledger.facts import Call, Dose, Event, HomeAnswer, HomeQuestion, Medicine, Reading, Record, Rise, Tick, Words
from trial.meaning.limits import LIMITS
from trial.meaning.name_matching import folded
from trial.meaning.safety import age_at
from trial.meaning.schedule import latest
from trial.rules import invalid_if, not_now_if
from trial.rules.typed_input import check_reason, check_text, check_values, check_year

SLOT = re.compile(r"baseline|extra|\+(?!0h)(0|[1-9][0-9]{0,2})(\.[0-9]{0,2}[1-9])?h")


def check_reading(record: Record, dose: Dose, reading: Reading, beside: Sequence[Reading] | None = None) -> None:
    """Refuse what cannot be recorded `beside` these readings, else beside all of the dose: InvalidInput."""
    check_alone(reading)
    check_values(reading)
    check_time(record, dose, reading)
    check_beside(dose.readings if beside is None else beside, reading)


def taken_around(at: datetime, readings: Sequence[Reading]) -> Sequence[Reading]:
    """Of readings in order of time, all that one taken at this moment is checked beside."""
    furthest = max(LIMITS.one_set_within, LIMITS.asleep_needs_consciousness_within)
    first = bisect_left(readings, at - furthest, key=attrgetter("taken_at"))
    return readings[first : bisect_right(readings, at + furthest, first, key=attrgetter("taken_at"))]


def check_alone(reading: Reading) -> None:
    """Refuse a reading that cannot be, whatever else was recorded (rules 2 and 4): InvalidInput."""
    check_slot(reading.slot)
    scale = scale_for(reading.scale)
    item = item_for(scale, reading.item)
    label, value = item.label, reading.value
    invalid_if(value is None and reading.measured, "value_missing", "value", label=label)
    invalid_if(value is not None and not reading.measured, "value_and_reason_for_none", "value", label=label)
    if value is not None:
        _check_value(item, value, "value")
    invalid_if(reading.status == "unsafe" and not reading.note.strip(), "unsafe_needs_note", "note", label=label)
    invalid_if(reading.status == "asleep" and item.rouse, "never_asleep", "status", label=label)
    for key, condition in reading.conditions.items():
        _check_value(item_for(scale, key, "conditions"), condition, f"conditions.{key}")
    invalid_if(reading.trials and not isinstance(item, Number), "not_timed", "trials", label=label)
    for number, trial in enumerate(reading.trials):
        _check_value(item, trial, f"trials[{number}]")


def check_together(beside: Sequence[Reading], reading: Reading) -> None:
    """Refuse what contradicts the rest of its set, for example a diastolic above the systolic: InvalidInput."""
    near = (other for other in beside if abs(other.taken_at - reading.taken_at) <= LIMITS.one_set_within)
    _check_contradictions(near, reading)


def check_slot(slot: str, field: str = "slot") -> None:
    """Raise InvalidInput for an unknown slot."""
    invalid_if(not SLOT.fullmatch(slot), "no_slot", field, slot=slot)


def scale_for(key: str) -> Scale:
    """The scale with this key; raises InvalidInput if there is none."""
    scale = scales.catalogue().get(key)
    if scale is None:
        raise InvalidInput(refusal("no_scale", "scale", scale=key))
    return scale


def item_for(scale: Scale, key: str, field: str = "item") -> Item:
    """The item that is recorded under this key of a scale; raises InvalidInput if there is none."""
    if item := scale.item(key):
        return item
    found = scale.by_key.get(key)
    if isinstance(found, Derived):
        raise InvalidInput(refusal("item_is_worked_out", field, label=found.label, formula=found.formula))
    raise InvalidInput(refusal("no_item", field, scale=scale.name, item=key))


def unusual(record: Record, dose: Dose, reading: Reading) -> Refusal | None:
    """What to ask about once: the value is outside the soft range and the person's own baseline (rule 29)."""
    item, value = item_for(scale_for(reading.scale), reading.item), reading.value
    if value is None or is_under_16(record.person.born, reading.taken_at):
        return None
    sentence = item.unusual(value)
    if sentence is None:
        return None
    baseline = (other for other in dose.readings if other.slot == "baseline" and other.scale == reading.scale)
    own = latest(other for other in baseline if other is not reading).get(reading.item)
    if not (isinstance(own, Decimal) and isinstance(item, Number) and item.soft and isinstance(value, Decimal)):
        return refusal("value_unusual", "value", allows="confirm", sentence=sentence)
    low, high = item.soft
    if min(low, own) <= value <= max(high, own):
        return None
    return refusal(
        "value_unusual_beside_baseline", "value", allows="confirm", label=item.label, value=value, baseline=own
    )


def marked(record: Record, dose: Dose, reading: Reading, *, confirmed: bool) -> Reading:
    """The reading, marked if it is unusual; NotAllowedNow, which asks about it once, until that is `confirmed`."""
    question = unusual(record, dose, reading)
    if question and not confirmed:
        raise NotAllowedNow(question)
    return replace(reading, unusual=True) if question else reading


def is_under_16(born: date | None, at: datetime) -> bool:
    """Whether somebody is known to be under 16 at a moment (rule 29); without a date of birth, no."""
    age = age_at(born, at)
    return age is not None and age < LIMITS.news2_from_years


def check_time(record: Record, dose: Dose, reading: Reading) -> None:
    """Refuse a slot or a time that a reading of this dose cannot have (rule 8): InvalidInput."""
    number, t0, slot, at = dose.number, dose.given_at, reading.slot, reading.taken_at
    if slot == "baseline":
        invalid_if(t0 is not None and at > t0, "baseline_after_t0", "taken_at", dose=number)
    elif dose.delivery == "none":
        invalid_if(slot != "extra", "slot_of_dose_not_delivered", "slot", dose=number)
    elif t0 is None:
        raise InvalidInput(refusal("slot_before_t0_is_known", "slot", dose=number))
    else:
        invalid_if(at < t0, "reading_before_t0", "taken_at", slot=slot, dose=number)
        later = [other.given_at for other in record.doses if other.number > number and other.delivered]
        is_after = any(given_at is not None and at > given_at for given_at in later)
        invalid_if(is_after, "reading_after_next_t0", "taken_at", slot=slot, dose=number)


def _check_value(item: Item, value: Value, field: str) -> None:
    if sentence := item.problem(value):
        raise InvalidInput(refusal("value_impossible", field, sentence=sentence))


def check_beside(beside: Sequence[Reading], reading: Reading) -> None:
    """Refuse a reading recorded twice (rule 1), contradicting one of its moment, or asleep unscored (rule 4).

    Raises InvalidInput. `beside` is in order of time.
    """
    scale, item, by = key = reading.scale, reading.item, reading.by
    same_moment = [other for other in beside if other.taken_at == reading.taken_at and other is not reading]
    twice = any((other.scale, other.item, other.by) == key for other in same_moment)
    invalid_if(twice, "recorded_twice", "taken_at", scale=scale, item=item, by=by)
    if reading.status == "asleep":
        within = LIMITS.asleep_needs_consciousness_within
        scored = any(
            (other.scale, other.item) == ("observations", "consciousness")
            and other.measured
            and abs(other.taken_at - reading.taken_at) <= within
            for other in beside
        )
        invalid_if(not scored, "asleep_needs_consciousness", "status")
    _check_contradictions(same_moment, reading)


def _check_contradictions(beside: Iterable[Reading], reading: Reading) -> None:
    """Refuse a reading that, by its scale, contradicts the latest other answers of its slot."""
    scale = scales.get(reading.scale)
    if scale.together is None or reading.value is None:
        return
    answers: dict[str, Value] = {
        other.item: other.value
        for other in beside
        if (other.scale, other.slot) == (reading.scale, reading.slot) and other.value is not None
    }
    for sentence in scale.together({**answers, reading.item: reading.value}):
        raise InvalidInput(refusal("values_contradict", "value", sentence=sentence))


def check_change(*, typed_by: str, typed_at: datetime, by: str, at: datetime, reason: str) -> None:
    """What somebody else recorded, or oneself more than five minutes ago, changes only with a reason (rule 1)."""
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
    """An event has a kind and a severity; `other` says in words what happened (rule 30)."""
    is_other, says = event.kind == "other", (event.words + event.action + event.medicine).strip()
    invalid_if(event.severity is None and not is_other, "event_needs_severity", "severity")
    invalid_if(is_other and not says, "event_needs_words", "words")
    check_not_to_come(event.began_at, now, "began_at")
    if event.ended_at is not None:
        check_not_to_come(event.ended_at, now, "ended_at")
        invalid_if(event.ended_at < event.began_at, "event_ends_before_it_begins", "ended_at")
    check_text(event.words, "what_happened")
    check_text(event.action, "what_was_done")
    check_text(event.medicine, "medicine")


def check_words(words: Words) -> None:
    """Words that somebody said are not empty, and were said in a slot or in none."""
    if words.slot:
        check_slot(words.slot)
    invalid_if(not words.text.strip(), "no_words", "words")
    check_text(words.text, "words")


def check_call(dose: Dose, call: Call, now: datetime) -> None:
    """Refuse a later call without text; "nothing new" is one (rule 31: calls may follow a signature)."""
    invalid_if(not call.text.strip(), "call_without_finding", "what_was_found")
    check_text(call.text, "what_was_found")
    check_not_to_come(call.called_at, now, "called_at")
    too_early = dose.given_at is not None and call.called_at < dose.given_at
    invalid_if(too_early, "call_before_dose", "called_at")


def check_end(dose: Dose, ended_at: datetime, now: datetime) -> None:
    """Observation ends after the dose was given, and not in the future (rule 11)."""
    invalid_if(ended_at < _t0_of(dose), "end_before_t0", "ended_at")
    check_not_to_come(ended_at, now, "ended_at")


def check_going_home(answers: Mapping[HomeQuestion, HomeAnswer], words: str) -> None:
    """Each question of the list before going home has an answer; "not asked" is one."""
    missing = tuple(question for question in get_args(HomeQuestion) if question not in answers)
    invalid_if(missing, "going_home_unanswered", "answers", missing=missing)
    check_text(words, "words")


def check_rise(dose: Dose, rise: Rise, now: datetime) -> None:
    """Refuse a first sit or stand of a dose not given, before its T0, or in the future."""
    invalid_if(rise.at < _t0_of(dose), "rise_before_t0", "at")
    check_not_to_come(rise.at, now, "at")
    check_text(rise.staff, "who_was_there")


def ticked(dose: Dose, what: str, *, done: bool, at: datetime, by: str) -> Dose:
    """The dose with one line of its checklist ticked, by whom and when, or the tick taken back; twice is once."""
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
    """Return the dose with this line in place of an earlier one on the same medicine, or added at the end.

    A line that says held stays beside one that says given: what was agreed, and what was done.
    """

    def name_of(line: Medicine) -> tuple[str, bool]:
        return folded(line.name), medicine.status == "given" and line.status == "held"

    lines = {name_of(line): line for line in dose.medicines} | {name_of(medicine): medicine}
    return replace(dose, medicines=tuple(lines.values()))


def medicines_at_odds(dose: Dose) -> Iterator[Refusal]:
    """A refusal to point out for each medicine that the list has as held and an event of the day as given."""
    for medicine in dose.medicines:
        for event in dose.events:
            if medicine.status == "held" and folded(medicine.name) in folded(event.medicine):
                yield refusal("medicine_held_and_given", "medicines", medicine=medicine.name)


def values_not_chosen(dose: Dose, chosen: str, reason: str) -> tuple[str, ...]:
    """The ids that a choice between two values sets aside (rule 6); refuses one without a reason, or of nothing."""
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
