"""Readings on the time axis of their dose: the method of each, derived values, cells with two values."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from operator import attrgetter

from scales.base import Derived, Scale, Value
from trial.ledger.facts import Dose, Reading
from trial.meaning.limits import LIMITS
from trial.meaning.name_matching import same_name
from trial.meaning.point import FINDINGS, NOTHING, Point
from trial.meaning.schedule import BASELINE, EXTRA, elapsed

CONSCIOUSNESS = ("observations", "consciousness")
ALERT = "A"
_taken_at = attrgetter("taken_at")


class DoseTimeline:
    """The readings of one dose as points on its time axis, each scale worked out once, when it is first asked for."""

    def __init__(self, dose: Dose) -> None:
        self.dose = dose
        self._readings: dict[str, list[Reading]] = {}
        for reading in dose.readings:
            self._readings.setdefault(reading.scale, []).append(reading)
        self._found: dict[str, dict[str, tuple[Point, ...]]] = {}

    def of(self, scale: Scale) -> dict[str, tuple[Point, ...]]:
        """Every reading of a scale by item, any number in a slot, and what is derived, in order of time (rule 1)."""
        if scale.key not in self._found:
            self._found[scale.key] = _points(self.dose, scale, self._readings.get(scale.key, ()))
        return self._found[scale.key]

    def value_at(self, scale: Scale, slot: str) -> dict[str, Point]:
        """The value of one slot for each item that has anything there."""
        found = {key: value_of(one for one in points if one.slot == slot) for key, points in self.of(scale).items()}
        return {key: point for key, point in found.items() if point is not None}


def _points(dose: Dose, scale: Scale, readings: Sequence[Reading]) -> dict[str, tuple[Point, ...]]:
    slots: dict[str, list[Reading]] = {}
    for reading in sorted(readings, key=_taken_at):
        slots.setdefault(reading.slot, []).append(reading)
    sedated = not_alert_at(dose) if scale.performance else ()
    needed = {item.key for item in scale.methods} | {key for one in scale.derived for key in (*one.of, *one.uses)}
    found: dict[str, list[Point]] = {}
    for in_slot in slots.values():
        doubles = two_values(scale, in_slot)
        others = [one for one in in_slot if one.item in needed and one.measured]
        here: dict[str, list[Point]] = {}
        for reading in in_slot:
            point = _point(dose, scale, reading, others, reading in doubles, sedated)
            same = here.setdefault(reading.item, [])
            if same and not scale.every_reading and _agree(same[-1], point):
                names = tuple(name for name in same[-1].assessors if not same_name(name, point.by))
                point = point._replace(also_by=names)
            same.append(point)
        for derived in scale.derived:
            here.setdefault(derived.key, []).extend(_derived(scale, derived, here))
        for key, points in here.items():
            found.setdefault(key, []).extend(points)
    return {key: tuple(sorted(points, key=_taken_at)) for key, points in found.items() if points}


def two_values(scale: Scale, in_slot: Sequence[Reading]) -> list[Reading]:
    """Of the readings in one slot those that another assessor's of the same item contradicts (rule 6)."""
    if scale.every_reading:
        return []
    findings = [one for one in in_slot if one.status in FINDINGS]
    if len({one.by for one in findings}) < 2:
        return []
    return [
        finding
        for finding in findings
        if any(
            other.item == finding.item
            and (other.value, other.status) != (finding.value, finding.status)
            and not same_name(other.by, finding.by)
            and abs(other.taken_at - finding.taken_at) <= LIMITS.two_values_within
            for other in findings
        )
    ]


def _agree(point: Point, later: Point) -> bool:
    """Whether two assessors found the same at about the same time: one value with two names (rule 6)."""
    return (
        point.finding
        and not (point.two_values or later.two_values)
        and (point.value, point.status, point.conditions) == (later.value, later.status, later.conditions)
        and not same_name(point.by, later.by)
        and later.taken_at - point.taken_at <= LIMITS.two_values_within
    )


def value_of(points: Iterable[Point]) -> Point | None:
    """The value of a slot: the latest finding in it, else the latest reason why there is none (rules 6 and 9)."""
    ordered = sorted(points, key=_taken_at)
    return next((one for one in reversed(ordered) if one.finding), ordered[-1] if ordered else None)


def baseline_of(points: Iterable[Point]) -> Point | None:
    """The value of the baseline slot, of the readings before T0 (rule 8)."""
    return value_of(one for one in points if one.slot == BASELINE and (one.minutes is None or one.minutes <= 0))


def not_alert_at(dose: Dose) -> tuple[datetime, ...]:
    """When the person was found less than alert (rule 17)."""
    of_consciousness = (one for one in dose.readings if (one.scale, one.item) == CONSCIOUSNESS)
    return tuple(one.taken_at for one in of_consciousness if one.measured and one.value != ALERT)


def _point(
    dose: Dose, scale: Scale, reading: Reading, others: Sequence[Reading], double: bool, sedated: Sequence[datetime]
) -> Point:
    """A reading as a point: a value only if measured (rule 3), conditions of its own or else those read beside it."""
    value = reading.value if reading.status == "measured" else None
    conditions, values, parts = NOTHING, NOTHING, 0
    if scale.methods or scale.derived:
        beside = _beside(reading, others)
        said = ((item.key, reading.conditions.get(item.key, beside.get(item.key))) for item in scale.methods)
        conditions = {key: condition for key, condition in said if condition is not None} or NOTHING
        if value is not None and any(reading.item in (one.key, *one.of) for one in scale.derived):
            values = scale.derive({**beside, **conditions, reading.item: value})
        parts = sum(key in beside for one in scale.derived if one.key == reading.item for key in one.of)
    return Point(
        reading.item,
        reading.slot,
        elapsed(reading.taken_at, dose.given_at),
        reading.taken_at,
        value,
        reading.status,
        reading.by,
        reading.note,
        reading.id,
        conditions,
        values,
        trials=len(reading.trials) or parts or 1,
        confounded=reading.status == "unable_sedation"
        or (bool(sedated) and any(abs(at - reading.taken_at) <= LIMITS.sedated_within for at in sedated)),
        two_values=double,
        copied_from=reading.copied_from,
    )


def _beside(reading: Reading, others: Iterable[Reading]) -> dict[str, Value]:
    """What was measured in the slot, of each item the nearest in time; `extra` holds many occasions."""
    found: dict[str, Value] = {}
    for other in sorted(others, key=lambda other: abs(other.taken_at - reading.taken_at)):
        close = reading.slot != EXTRA or abs(other.taken_at - reading.taken_at) <= LIMITS.one_set_within
        if close and other.value is not None:
            found.setdefault(other.item, other.value)
    return found


def _derived(scale: Scale, derived: Derived, here: Mapping[str, Sequence[Point]]) -> list[Point]:
    """What one slot gives for a derived value; a typed reading of the same key takes its place."""
    if len(derived.of) == 1:
        of_one = here.get(derived.of[0], ())
        made = [point._replace(item=derived.key, value=point.values.get(derived.key)) for point in of_one]
    else:
        typed = [point.taken_at for point in here.get(derived.key, ())]
        parts = [point for key in derived.of for point in here.get(key, ())]
        made = [
            _together(scale, derived, occasion)
            for occasion in _occasions(parts)
            if not any(abs(at - max(one.taken_at for one in occasion)) <= LIMITS.one_set_within for at in typed)
        ]
    return [point for point in made if point.value is not None or not point.measured]


def _occasions(parts: Iterable[Point]) -> list[list[Point]]:
    """Trials that belong together: a new occasion begins where one repeats, and takes over what it did not repeat."""
    occasions: list[dict[str, Point]] = []
    for point in sorted(parts, key=_taken_at):
        before = occasions[-1].values() if occasions and point.slot == EXTRA else ()
        apart = any(abs(point.taken_at - one.taken_at) > LIMITS.one_set_within for one in before)
        if not occasions or apart or point.item in occasions[-1]:
            occasions.append({})
        occasions[-1][point.item] = point
    for previous, occasion in pairwise(occasions):
        first = min(one.taken_at for one in occasion.values())
        for key, point in previous.items():
            if key not in occasion and first - point.taken_at <= LIMITS.one_set_within:
                occasion[key] = point
    return [list(occasion.values()) for occasion in occasions]


def _together(scale: Scale, derived: Derived, occasion: Sequence[Point]) -> Point:
    """A derived value of several readings: at the last of them; the mean of those completed (rule 19)."""
    done = [point for point in occasion if point.measured]
    last = max(done or [point for point in occasion if point.finding] or occasion, key=_taken_at)
    values = NOTHING
    if done:
        answers = {**last.values, **{point.item: point.value for point in done if point.value is not None}}
        worked_out = {one.key for one in scale.derived} | set(derived.of)
        asked = {item.key for item in scale.items} - worked_out | {point.item for point in done}
        values = scale.derive({key: value for key, value in answers.items() if key in asked})
    return last._replace(
        item=derived.key,
        value=values.get(derived.key),
        values=values,
        trials=len(done) or len(occasion),
        confounded=any(point.confounded for point in occasion),
        two_values=any(point.two_values for point in occasion),
    )
