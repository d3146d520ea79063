"""What a reading may say, and where it may stand: for the bedside and for a file alike."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from operator import attrgetter

import scales
from scales.base import Derived, Item, Number, Scale, Value
from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Reading, Record
from trial.meaning.limits import LIMITS
from trial.rules.text import text_problem

Problem = tuple[str, str]
"""The field that is wrong, and a sentence about it."""
SLOT = re.compile(r"baseline|extra|\+(?!0h)(0|[1-9][0-9]{0,2})(\.[0-9]{0,2}[1-9])?h")
ONE_SET = timedelta(minutes=10)
"""Values of one scale this near belong together: a diastolic is looked at beside its systolic."""
FURTHEST = max(ONE_SET, LIMITS.asleep_needs_consciousness_within)
"""No rule holds a reading against another one further away, the baseline apart."""
_taken_at = attrgetter("taken_at")


def check_reading(record: Record, dose: Dose, reading: Reading, beside: Sequence[Reading] | None = None) -> None:
    """Refuse a reading that cannot be, with one sentence: InvalidInput.

    `beside` are the readings that it is held against, all of the dose if not given; the caller leaves out the one
    that it replaces.
    """
    for _, sentence in reading_problems(record, dose, reading, dose.readings if beside is None else beside):
        raise InvalidInput(sentence)


def reading_problems(record: Record, dose: Dose, reading: Reading, beside: Sequence[Reading]) -> Iterator[Problem]:
    """Everything wrong with a reading: what it says by itself first, then where it stands in its dose."""
    alone = tuple(problems_alone(reading))
    yield from alone
    if not alone:
        yield from problems_of_time(record, dose, reading)
        yield from _problems_beside(beside, reading)


def problems_alone(reading: Reading) -> Iterator[Problem]:
    """What is wrong with a reading whatever stands around it."""
    if problem := slot_problem(reading.slot):
        yield "slot", problem
    scale = scales.catalogue().get(reading.scale)
    if scale is None:
        yield "scale", f"There is no scale {quoted(reading.scale)}."
        return
    item = scale.item(reading.item)
    if item is None:
        yield "item", no_such_item(scale, reading.item)
        return
    if reading.value is None and reading.measured:
        yield "value", f"{item.label} needs a value, or the reason why there is none."
    elif reading.value is not None and not reading.measured:
        yield "value", f"{item.label} has a value and also a reason why there is none; keep one of them."
    elif reading.value is not None and (sentence := item.problem(reading.value)):
        yield "value", sentence
    if reading.status == "unsafe" and not reading.note.strip():
        yield "note", f"{item.label} was unsafe to test: say why in the note."
    if reading.status == "asleep" and item.rouse:
        yield "status", f"{item.label} is never recorded as asleep: rouse and score."
    yield from _problems_of_method(scale, item, reading)
    for field in ("by", "note", "typed_by", "id"):
        if problem := text_problem(getattr(reading, field)):
            yield field, f"This text {problem}"


def around(readings: Sequence[Reading], moment: datetime) -> Sequence[Reading]:
    """Of readings in order of time, those that one of this moment is held against."""
    first = bisect_left(readings, moment - FURTHEST, key=_taken_at)
    return readings[first : bisect_right(readings, moment + FURTHEST, first, key=_taken_at)]


def check_together(beside: Sequence[Reading], reading: Reading) -> None:
    """Refuse what contradicts the rest of its set, for example a diastolic above the systolic: InvalidInput."""
    scale = scales.get(reading.scale)
    if scale.together is None or reading.value is None:
        return
    answers: dict[str, Value] = {
        one.item: one.value
        for one in beside  # which are in order of time
        if one.slot == reading.slot
        and one.scale == reading.scale
        and one.value is not None
        and abs(one.taken_at - reading.taken_at) <= ONE_SET
    }
    for sentence in scale.together({**answers, reading.item: reading.value}):
        raise InvalidInput(sentence)


def slot_problem(slot: str) -> str | None:
    """Say why this is no slot, or None.

    >>> slot_problem("+0.25h")
    >>> slot_problem("4h")
    '"4h" is no slot; a slot is baseline, extra, or hours after the dose such as +4h or +0.25h.'
    """
    if SLOT.fullmatch(slot):
        return None
    return f"{quoted(slot)} is no slot; a slot is baseline, extra, or hours after the dose such as +4h or +0.25h."


def unusual(record: Record, dose: Dose, reading: Reading) -> str | None:
    """A question to ask once: the value is outside the soft range and further out than the person's own baseline.

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
    own = _own_baseline(dose, reading)
    if own is None or not (isinstance(item, Number) and item.soft and isinstance(value, Decimal)):
        return sentence
    low, high = item.soft
    if min(low, own) <= value <= max(high, own):
        return None
    return f"{item.label} {value:f} is unusual, also beside a baseline of {own:f}: please look again."


def is_under_16(born: date | None, at: datetime) -> bool:
    """Whether somebody is known to be under 16 at a moment; without a date of birth, no."""
    if born is None:
        return False
    return at.year - born.year - ((at.month, at.day) < (born.month, born.day)) < LIMITS.news2_from_years


def no_such_item(scale: Scale, key: str) -> str:
    """Why nothing can be recorded under this key of a scale."""
    found = scale.by_key.get(key)
    if isinstance(found, Derived):
        return f"{found.label} is worked out ({found.formula}) and not recorded itself."
    return f"{scale.name} has no item {quoted(key)}."


def quoted(text: str) -> str:
    """What somebody typed, in quotation marks and cut short, for a sentence."""
    shown = text if len(text) <= 40 else text[:39] + "…"
    return f'"{shown}"' if shown.isprintable() else ascii(shown)


def _problems_of_method(scale: Scale, item: Item, reading: Reading) -> Iterator[Problem]:
    for key, value in reading.conditions.items():
        method = scale.item(key)
        if method is None:
            yield "conditions", no_such_item(scale, key)
        elif sentence := method.problem(value):
            yield f"conditions.{key}", sentence
    if reading.trials and not isinstance(item, Number):
        yield "trials", f"{item.label} is not timed, so it has no stopwatch trials."
    for number, trial in enumerate(reading.trials):
        if sentence := item.problem(trial):
            yield f"trials[{number}]", sentence


def problems_of_time(record: Record, dose: Dose, reading: Reading) -> Iterator[Problem]:
    if reading.slot == "baseline":
        if dose.given_at is not None and reading.taken_at > dose.given_at:
            yield "taken_at", f"A baseline reading of dose {dose.number} cannot be after its T0, the end of injection."
    elif dose.delivery == "none":
        if reading.slot != "extra":
            yield "slot", f"Dose {dose.number} was not delivered: it has only baseline and extra readings."
    elif dose.given_at is None:
        yield "slot", f"Dose {dose.number} has no T0 (given_at) yet: only baseline readings can be recorded."
    elif reading.taken_at < dose.given_at:
        yield (
            "taken_at",
            f"{_a(reading)} reading of dose {dose.number} cannot be before its T0, the end of injection.",
        )
    else:
        later = [one.given_at for one in record.doses if one.number > dose.number and one.given_at and one.delivered]
        if later and reading.taken_at > min(later):
            yield "taken_at", f"{_a(reading)} reading of dose {dose.number} cannot be after the T0 of the next dose."


def _a(reading: Reading) -> str:
    return "An extra" if reading.slot == "extra" else f"A {reading.slot}"


def _problems_beside(beside: Sequence[Reading], reading: Reading) -> Iterator[Problem]:
    scale = scales.get(reading.scale)
    moment = reading.taken_at
    same_moment = [one for one in beside if one.taken_at == moment and one is not reading]
    key = (reading.scale, reading.item, reading.by)
    if any((one.scale, one.item, one.by) == key for one in same_moment):
        who = f" by {quoted(reading.by)}" if reading.by else ""
        yield "taken_at", f"{reading.scale} {reading.item} was recorded twice at this moment{who}; keep one of the two."
    if reading.status == "asleep" and not any(_is_awareness(one, reading) for one in beside):
        yield "status", "Asleep needs a consciousness reading within 15 minutes: rouse and score consciousness first."
    if scale.together is not None and reading.value is not None:
        answers: dict[str, Value] = {
            one.item: one.value
            for one in same_moment
            if (one.scale, one.slot) == (reading.scale, reading.slot) and one.value is not None
        }
        for sentence in scale.together({**answers, reading.item: reading.value}):
            yield "value", sentence


def _is_awareness(other: Reading, reading: Reading) -> bool:
    return (
        (other.scale, other.item) == ("observations", "consciousness")
        and other.measured
        and abs(other.taken_at - reading.taken_at) <= LIMITS.asleep_needs_consciousness_within
    )


def _own_baseline(dose: Dose, reading: Reading) -> Decimal | None:
    """The latest measured number in the baseline slot of the same item."""
    found = [
        one
        for one in dose.readings
        if one.slot == "baseline"
        and (one.scale, one.item) == (reading.scale, reading.item)
        and isinstance(one.value, Decimal)
        and one is not reading
    ]
    latest = max(found, key=lambda one: one.taken_at, default=None)
    return latest.value if latest is not None and isinstance(latest.value, Decimal) else None
