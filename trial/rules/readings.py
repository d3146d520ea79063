"""What a reading may say, and where it may stand: for the bedside and for a file alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import scales
from scales.base import Derived, Item, Number, Scale, Value
from trial.errors import NotAllowedNow, Refusal, refusal, refuse_first
from trial.ledger.facts import Dose, Reading, Record
from trial.meaning.limits import LIMITS
from trial.meaning.safety import age_at
from trial.meaning.schedule import latest
from trial.rules.typed import text_problem

SLOT = re.compile(r"baseline|extra|\+(?!0h)(0|[1-9][0-9]{0,2})(\.[0-9]{0,2}[1-9])?h")


def check_reading(record: Record, dose: Dose, reading: Reading, beside: Sequence[Reading] | None = None) -> None:
    """Refuse, InvalidInput, a reading that cannot stand `beside` these, all of the dose if not given.

    The caller leaves out the one that it replaces.
    """
    refuse_first(reading_problems(record, dose, reading, dose.readings if beside is None else beside))


def reading_problems(record: Record, dose: Dose, reading: Reading, beside: Sequence[Reading]) -> Iterator[Refusal]:
    """Everything wrong with a reading: what it says by itself first, then where it stands in its dose."""
    alone = tuple(problems_alone(reading))
    yield from alone
    if not alone:
        yield from problems_of_time(record, dose, reading)
        yield from _problems_beside(beside, reading)


def problems_alone(reading: Reading) -> Iterator[Refusal]:
    """What is wrong with a reading whatever stands around it."""
    if problem := slot_problem(reading.slot):
        yield problem
    scale = scales.catalogue().get(reading.scale)
    if scale is None:
        yield refusal("no_scale", "scale", scale=reading.scale)
        return
    item = scale.item(reading.item)
    if item is None:
        yield no_such_item(scale, reading.item)
        return
    if reading.value is None and reading.measured:
        yield refusal("value_missing", "value", label=item.label)
    elif reading.value is not None and not reading.measured:
        yield refusal("value_and_reason_for_none", "value", label=item.label)
    elif reading.value is not None and (sentence := item.problem(reading.value)):
        yield refusal("value_impossible", "value", sentence=sentence)
    if reading.status == "unsafe" and not reading.note.strip():
        yield refusal("unsafe_needs_note", "note", label=item.label)
    if reading.status == "asleep" and item.rouse:
        yield refusal("never_asleep", "status", label=item.label)
    yield from _problems_of_method(scale, item, reading)
    for field in ("by", "note", "typed_by", "id"):
        if problem := text_problem(getattr(reading, field)):
            yield problem.within(field)


def check_together(beside: Sequence[Reading], reading: Reading) -> None:
    """Refuse what contradicts the rest of its set, for example a diastolic above the systolic: InvalidInput."""
    near = (other for other in beside if abs(other.taken_at - reading.taken_at) <= LIMITS.one_set_within)
    refuse_first(_contradictions(near, reading))


def slot_problem(slot: str, field: str = "slot") -> Refusal | None:
    """Why this is no slot, or None.

    >>> slot_problem("+0.25h")
    >>> slot_problem("4h").code
    'no_slot'
    """
    return None if SLOT.fullmatch(slot) else refusal("no_slot", field, slot=slot)


def unusual(record: Record, dose: Dose, reading: Reading) -> Refusal | None:
    """What to ask about once: the value is outside the soft range and further out than the person's own baseline.

    Adult ranges say nothing about anyone under 16 (MEANING.md rule 29).
    """
    scale = scales.catalogue().get(reading.scale)
    item = scale.item(reading.item) if scale else None
    value = reading.value
    if item is None or value is None or is_under_16(record.person.born, reading.taken_at):
        return None
    sentence = item.unusual(value)
    if sentence is None:
        return None
    baseline = (one for one in dose.readings if one.slot == "baseline" and one.scale == reading.scale)
    own = latest(one for one in baseline if one is not reading).get(reading.item)
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


def no_such_item(scale: Scale, key: str, field: str = "item") -> Refusal:
    """Why nothing can be recorded under this key of a scale."""
    found = scale.by_key.get(key)
    if isinstance(found, Derived):
        return refusal("item_is_worked_out", field, label=found.label, formula=found.formula)
    return refusal("no_item", field, scale=scale.name, item=key)


def _problems_of_method(scale: Scale, item: Item, reading: Reading) -> Iterator[Refusal]:
    for key, value in reading.conditions.items():
        method = scale.item(key)
        if method is None:
            yield no_such_item(scale, key, "conditions")
        elif sentence := method.problem(value):
            yield refusal("value_impossible", f"conditions.{key}", sentence=sentence)
    if reading.trials and not isinstance(item, Number):
        yield refusal("not_timed", "trials", label=item.label)
    for number, trial in enumerate(reading.trials):
        if sentence := item.problem(trial):
            yield refusal("value_impossible", f"trials[{number}]", sentence=sentence)


def problems_of_time(record: Record, dose: Dose, reading: Reading) -> Iterator[Refusal]:
    """What is wrong with the slot and the time of a reading in its dose (rule 8)."""
    if reading.slot == "baseline":
        if dose.given_at is not None and reading.taken_at > dose.given_at:
            yield refusal("baseline_after_t0", "taken_at", dose=dose.number)
    elif dose.delivery == "none":
        if reading.slot != "extra":
            yield refusal("slot_of_dose_not_delivered", "slot", dose=dose.number)
    elif dose.given_at is None:
        yield refusal("slot_before_t0_is_known", "slot", dose=dose.number)
    elif reading.taken_at < dose.given_at:
        yield refusal("reading_before_t0", "taken_at", slot=reading.slot, dose=dose.number)
    else:
        later = [other.given_at for other in record.doses if other.number > dose.number and other.delivered]
        if any(given_at is not None and reading.taken_at > given_at for given_at in later):
            yield refusal("reading_after_next_t0", "taken_at", slot=reading.slot, dose=dose.number)


def _problems_beside(beside: Sequence[Reading], reading: Reading) -> Iterator[Refusal]:
    same_moment = [other for other in beside if other.taken_at == reading.taken_at and other is not reading]
    key = (reading.scale, reading.item, reading.by)
    if any((other.scale, other.item, other.by) == key for other in same_moment):
        yield refusal("recorded_twice", "taken_at", scale=reading.scale, item=reading.item, by=reading.by)
    if reading.status == "asleep" and not any(_is_awareness(other, reading) for other in beside):
        yield refusal("asleep_needs_consciousness", "status")
    yield from _contradictions(same_moment, reading)


def _contradictions(beside: Iterable[Reading], reading: Reading) -> Iterator[Refusal]:
    """What the reading's scale says against it beside other answers of the same slot, the latest of each item."""
    scale = scales.get(reading.scale)
    if scale.together is None or reading.value is None:
        return
    answers: dict[str, Value] = {
        other.item: other.value
        for other in beside  # which are in order of time
        if (other.scale, other.slot) == (reading.scale, reading.slot) and other.value is not None
    }
    for sentence in scale.together({**answers, reading.item: reading.value}):
        yield refusal("values_contradict", "value", sentence=sentence)


def _is_awareness(other: Reading, reading: Reading) -> bool:
    return (
        (other.scale, other.item) == ("observations", "consciousness")
        and other.measured
        and abs(other.taken_at - reading.taken_at) <= LIMITS.asleep_needs_consciousness_within
    )
