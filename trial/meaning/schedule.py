"""What is planned, at which slot, and when it is due. No function here reads the clock."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import scales
from scales.base import Value
from trial.ledger.facts import Dose, EarlierPlan, Measure, Plan, Reading, Record, Trial
from trial.meaning.limits import LIMITS

BASELINE = "baseline"
EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class DueSlot:
    """A planned slot of a day under way with nothing in it yet: when it is due, and when its window has passed."""

    slot: str
    due_at: datetime
    until_at: datetime


_PLANNED = re.compile(r"\+(\d{1,3}(?:\.\d{1,3})?)h", re.ASCII)


@lru_cache
def slot_minutes(slot: str) -> Decimal | None:
    """Planned minutes after T0; None for `baseline`, `extra` and anything that is no planned moment.

    >>> slot_minutes("+0.25h") == 15, slot_minutes("+24h") == 1440, slot_minutes("baseline")
    (True, True, None)
    """
    found = _PLANNED.fullmatch(slot)
    return Decimal(found[1]) * 60 if found else None


def slot_order(slot: str) -> tuple[int, Decimal]:
    """For sorting: baseline, then by planned time, then `extra`.

    >>> sorted(["extra", "+4h", "+0.25h", "baseline"], key=slot_order)
    ['baseline', '+0.25h', '+4h', 'extra']
    """
    minutes = slot_minutes(slot)
    if minutes is not None:
        return (1, minutes)
    return (0, Decimal(0)) if slot == BASELINE else (2, Decimal(0))


def elapsed(at: datetime, given_at: datetime | None) -> Decimal | None:
    """Minutes from T0 on UTC, exact (rule 7); None without a T0."""
    if given_at is None:
        return None
    return Decimal(int((at.astimezone(UTC) - given_at.astimezone(UTC)).total_seconds())) / 60


def measures_of(trial: Trial | Record) -> tuple[Measure, ...]:
    """The plan's measures; when it lists none, the scales and items that have readings, in catalogue order."""
    if trial.plan.measures:
        return trial.plan.measures
    found: dict[str, set[str]] = {}
    for dose in trial.doses:
        for reading in dose.readings:
            found.setdefault(reading.scale, set()).add(reading.item)
    return tuple(
        Measure(scale=key, items=tuple(item.key for item in scale.items if item.key in found[key]))
        for key, scale in scales.catalogue().items()
        if key in found
    )


def measure_for(trial: Trial | Record, scale: str, item: str = "") -> Measure | None:
    """The planned measure of a scale, the one that names the item if several do."""
    of_scale = [measure for measure in measures_of(trial) if measure.scale == scale]
    naming = [measure for measure in of_scale if not measure.items or item in measure.items]
    return next(iter(naming or of_scale), None)


def items_of(measure: Measure) -> tuple[str, ...]:
    """The items that a measure asks for, methods included, in the order of the plan or else of the scale."""
    scale = scales.get(measure.scale)
    return measure.items or tuple(item.key for item in scale.items if not item.optional)


def slots_of(plan: Plan, measure: Measure) -> tuple[str, ...]:
    """The slots of a measure: its own, else the plan's."""
    return measure.slots or plan.slots


def plan_of_slot(trial: Trial | Record, dose: Dose, slot: str) -> Plan:
    """The plan that a slot is taken by: an edit counts from then on, not for a set that was over by then (rule 36)."""
    found = trial.plan
    for earlier in reversed(trial.plan.earlier):
        if not _was_over(dose, slot, earlier):
            break
        found = earlier.plan
    return found


def asked_in(trial: Trial | Record, dose: Dose) -> dict[str, dict[str, set[str]]]:
    """By scale and item the slots at which each is asked, every slot by the plan that it is taken by (rule 36)."""
    measures, plan = measures_of(trial), trial.plan
    found: dict[str, dict[str, set[str]]] = {}
    for measure in measures:
        found.setdefault(measure.scale, {}).update({item: set() for item in items_of(measure)})
    every = {*plan.slots, *(slot for measure in measures for slot in measure.slots)}
    for slot in (every | {reading.slot for reading in dose.readings}) - {EXTRA}:
        then = plan_of_slot(trial, dose, slot)
        for measure in measures if then is plan else then.measures:
            if slot in slots_of(then, measure):
                for item in items_of(measure):
                    found.setdefault(measure.scale, {}).setdefault(item, set()).add(slot)
    return found


def _was_over(dose: Dose, slot: str, earlier: EarlierPlan) -> bool:
    """Whether a set was over when its plan was edited: its window had passed, or all was recorded that it asked."""
    until = earlier.until_at
    there = [one for one in dose.readings if one.slot == slot and (one.typed_at or one.taken_at) <= until]
    if not there or slot == EXTRA:
        return False
    if slot == BASELINE:
        return dose.given_at is not None and dose.given_at <= until
    due = due_at(dose, slot)
    is_past = due is not None and due + timedelta(minutes=float(LIMITS.on_time_minutes)) <= until
    return is_past or not any(_left_to_ask(earlier.plan, slot, there))


def _left_to_ask(plan: Plan, slot: str, there: Sequence[Reading]) -> Iterator[str]:
    """The items that a plan asked at a slot beside what was recorded there; how a test is done is asked with it."""
    for measure in plan.measures:
        if slot not in slots_of(plan, measure):
            continue
        scale = scales.get(measure.scale)
        read = {one.item: one.value for one in there if one.scale == scale.key}
        parts = {derived.key: {*derived.of} for derived in scale.derived}
        values = {key: value for key, value in read.items() if value is not None}
        skipped = set(scale.not_asked(values)) if scale.not_asked is not None else set()
        for key in {*items_of(measure)} - read.keys() - skipped:
            item = scale.item(key)
            if item is not None and item.role != "method" and not parts.get(key, set()) & read.keys():
                yield key


class ReadingSet(NamedTuple):
    """What was recorded together: the readings of one slot, in `extra` those within 15 minutes of each other."""

    slot: str
    readings: tuple[Reading, ...]


def sets_of(dose: Dose) -> tuple[ReadingSet, ...]:
    """The sets of a dose in order of the day."""
    found: dict[tuple[str, int], list[Reading]] = {}
    for reading in sorted(dose.readings, key=lambda reading: reading.taken_at):
        here = [key for key in found if key[0] == reading.slot]
        at = here[-1] if here else (reading.slot, 0)
        if here and reading.slot == EXTRA and reading.taken_at - found[at][-1].taken_at > LIMITS.one_set_within:
            at = (reading.slot, at[1] + 1)
        found.setdefault(at, []).append(reading)
    ordered = sorted(found.items(), key=lambda pair: (*slot_order(pair[0][0]), pair[0][1]))
    return tuple(ReadingSet(slot, tuple(readings)) for (slot, _), readings in ordered)


def delivered(trial: Trial | Record) -> tuple[Dose, ...]:
    """The doses that reached the person, in the order of their T0."""
    given = [(dose.given_at, dose) for dose in trial.doses if dose.delivered and dose.given_at is not None]
    return tuple(dose for _, dose in sorted(given, key=lambda pair: pair[0]))


def covered_by(trial: Trial, place: int) -> int:
    """Return the number of the last dose given or tried before this decision was signed; 0 without one (rule 35).

    Signatures made here are ordered by the ledger, whatever the clocks said; imported ones only by their time.
    """
    if (signed_at := trial.decisions[place].signed_at) is None:
        return 0
    known = dict(trial.signed_after_dose)
    if place in known:
        return known[place]
    done = (one.number for one in trial.doses if (when := one.given_at or one.tried_at) and when <= signed_at)
    return max(done, default=0)


def decided_on(trial: Trial, place: int) -> Dose | None:
    """The delivered dose that a signed decision belongs to: the last one that it covers (rule 35)."""
    covered = covered_by(trial, place)
    return next((dose for dose in reversed(delivered(trial)) if dose.number <= covered), None)


def latest(readings: Iterable[Reading]) -> dict[str, Value]:
    """The last measured value of each item in these readings (rule 3)."""
    ordered = sorted(readings, key=lambda reading: reading.taken_at)
    return {one.item: one.value for one in ordered if one.measured and one.value is not None}


def due_at(dose: Dose, slot: str) -> datetime | None:
    """When a slot is due: T0 and its planned minutes; None without either."""
    minutes = slot_minutes(slot)
    if minutes is None or dose.given_at is None:
        return None
    due = dose.given_at.astimezone(UTC) + timedelta(minutes=float(minutes))
    return due.astimezone(dose.given_at.tzinfo)


def planned_slots(trial: Trial | Record) -> list[str]:
    """The planned moments after T0, of the plan and of its measures, in the order of time."""
    slots = {*trial.plan.slots, *(slot for measure in trial.plan.measures for slot in measure.slots)}
    return sorted(slots - {BASELINE, EXTRA}, key=slot_order)


def slots_to_come(trial: Trial | Record) -> tuple[DueSlot, ...]:
    """The planned slots of the last dose with nothing in them, in the order of time; none once observation ended.

    A window closes as late as a slot may be on time, and half-way to the next slot at the latest (rules 9 and 36).
    """
    dose = next(reversed(delivered(trial)), None)
    if dose is None or dose.ended_at is not None or dose is not trial.doses[-1]:
        return ()
    filled, slots = {reading.slot for reading in dose.readings}, planned_slots(trial)
    found = []
    for slot in slots:
        due, window = due_at(dose, slot), window_of(slot, slots)
        if due and window and slot not in filled:
            found.append(DueSlot(slot, due, due + timedelta(minutes=float(window[1] - (slot_minutes(slot) or 0)))))
    return tuple(found)


def window_of(slot: str, slots: Iterable[str]) -> tuple[Decimal, Decimal] | None:
    """Minutes after T0 from and until which a slot is on time: half the way to its neighbours at most.

    >>> [float(minutes) for minutes in window_of("+0.5h", ["baseline", "+0.25h", "+0.5h", "+2h"])]
    [22.5, 60.0]
    """
    due = slot_minutes(slot)
    if due is None:
        return None
    others = [minutes for other in slots if (minutes := slot_minutes(other)) is not None]
    before = max((minutes for minutes in others if minutes < due), default=Decimal(0))  # T0 itself before the first
    after = min((minutes for minutes in others if minutes > due), default=None)
    longest = LIMITS.on_time_minutes
    until = longest if after is None else min(longest, (after - due) / 2)
    return due - min(longest, (due - before) / 2), due + until


def day_ends_at(trial: Trial | Record) -> datetime | None:
    """When the window of the last planned slot of the last dose is over (rule 36); None once observation has ended."""
    dose = next(reversed(delivered(trial)), None)
    slots = planned_slots(trial)
    if dose is None or dose.ended_at is not None or not slots:
        return None
    last_due_at = due_at(dose, slots[-1])
    return last_due_at and last_due_at + timedelta(minutes=float(LIMITS.on_time_minutes))


def next_slot(trial: Trial | Record) -> tuple[str, datetime | None]:
    """The first planned slot of the last dose with nothing in it yet, and when it is due; "" without one (rule 11)."""
    if not trial.doses:
        return "", None
    dose = trial.doses[-1]
    if dose.delivery == "none" or dose.ended_at is not None:
        return "", None
    filled = {reading.slot for reading in dose.readings}
    for slot in sorted(set(trial.plan.slots) - {EXTRA}, key=slot_order):
        if slot not in filled and (slot != BASELINE or dose.given_at is None):
            return slot, due_at(dose, slot)
    return "", None
