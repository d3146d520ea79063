"""What a reading may say, and where it may stand: for the bedside and for a file alike."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import scales
from scales.base import Derived, Item, Number, Scale, Value
from trial.errors import InvalidInput, NotAllowedNow, Refusal, refusal
from trial.ledger.facts import Dose, Reading, Record
from trial.meaning.early_warning import age_at
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import latest
from trial.rules import invalid_if
from trial.rules.typed import check_values

SLOT = re.compile(r"baseline|extra|\+(?!0h)(0|[1-9][0-9]{0,2})(\.[0-9]{0,2}[1-9])?h")


def check_reading(record: Record, dose: Dose, reading: Reading, beside: Sequence[Reading] | None = None) -> None:
    """Refuse, InvalidInput, a reading that cannot stand `beside` these, all of the dose if not given.

    The caller leaves out the one that it replaces.
    """
    check_alone(reading)
    check_values(reading)
    check_time(record, dose, reading)
    check_beside(dose.readings if beside is None else beside, reading)


def check_alone(reading: Reading) -> None:
    """Refuse a reading that cannot be whatever stands around it: InvalidInput."""
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
    """Refuse what is no slot: InvalidInput."""
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
    """What to ask about once: the value is outside the soft range and further out than the person's own baseline.

    Adult ranges say nothing about anyone under 16 (MEANING.md rule 29).
    """
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
    return replace(reading, unusual=question is not None)


def is_under_16(born: date | None, at: datetime) -> bool:
    """Whether somebody is known to be under 16 at a moment; without a date of birth, no."""
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
    """Refuse a reading that is there twice or contradicts another of its moment, or asleep nobody scored: InvalidInput.

    `beside` is in order of time.
    """
    scale, item, by = key = reading.scale, reading.item, reading.by
    same_moment = [other for other in beside if other.taken_at == reading.taken_at and other is not reading]
    twice = any((other.scale, other.item, other.by) == key for other in same_moment)
    invalid_if(twice, "recorded_twice", "taken_at", scale=scale, item=item, by=by)
    if reading.status == "asleep":
        scored = any(_is_awareness(other, reading) for other in beside)
        invalid_if(not scored, "asleep_needs_consciousness", "status")
    _check_contradictions(same_moment, reading)


def _check_contradictions(beside: Iterable[Reading], reading: Reading) -> None:
    """Refuse what the reading's scale says against it beside other answers of the same slot, the latest of each."""
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


def _is_awareness(other: Reading, reading: Reading) -> bool:
    return (
        (other.scale, other.item) == ("observations", "consciousness")
        and other.measured
        and abs(other.taken_at - reading.taken_at) <= LIMITS.asleep_needs_consciousness_within
    )
