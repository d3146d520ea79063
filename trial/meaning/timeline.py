"""Readings on the time axis of their dose: the method of each, derived values, cells with two values."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from operator import attrgetter

from scales.base import Derived, Scale, Value
from trial.ledger.facts import Dose, Reading
from trial.meaning.limits import LIMITS
from trial.meaning.name_matching import folded, same_name
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
        others: dict[str, list[Reading]] = {}
        for reading in in_slot:
            if reading.item in needed and reading.measured:
                others.setdefault(reading.item, []).append(reading)
        here: dict[str, list[Point]] = {}
        for reading, double in zip(in_slot, two_values(scale, in_slot), strict=True):
            point = _point(dose, scale, reading, others, double, sedated)
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


def two_values(scale: Scale, in_slot: Sequence[Reading]) -> list[bool]:
    """For each reading in one slot whether another assessor's of the same item contradicts it (rule 6)."""
    contradicted = [False] * len(in_slot)
    if scale.every_reading:
        return contradicted
    by_item: dict[str, list[int]] = {}
    for place, reading in enumerate(in_slot):
        if reading.status in FINDINGS:
            by_item.setdefault(reading.item, []).append(place)
    for places in by_item.values():
        if len({in_slot[place].by for place in places}) > 1:
            _mark_contradicted(in_slot, sorted(places, key=lambda place: in_slot[place].taken_at), contradicted)
    return contradicted


def _mark_contradicted(in_slot: Sequence[Reading], places: Sequence[int], contradicted: list[bool]) -> None:
    """Mark the readings of one item, in order of time, near which somebody else found something else.

    The readings near each are counted by what was found and by whom, so that nothing is compared pair by pair.
    """
    found = [(in_slot[place].value, in_slot[place].status) for place in places]
    names = [folded(in_slot[place].by) for place in places]
    near: Counter[Hashable] = Counter()  # by finding, by name, and by both
    start = end = 0
    for here, place in enumerate(places):
        at = in_slot[place].taken_at
        while end < len(places) and in_slot[places[end]].taken_at - at <= LIMITS.two_values_within:
            near.update((("found", found[end]), ("by", names[end]), (found[end], names[end])))
            end += 1
        while at - in_slot[places[start]].taken_at > LIMITS.two_values_within:
            near.subtract((("found", found[start]), ("by", names[start]), (found[start], names[start])))
            start += 1
        alike = near["found", found[here]] + near["by", names[here]] - near[found[here], names[here]]
        contradicted[place] = end - start > alike


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
    """When the person was found less than alert, in order (rule 17)."""
    of_consciousness = (one for one in dose.readings if (one.scale, one.item) == CONSCIOUSNESS)
    return tuple(sorted(one.taken_at for one in of_consciousness if one.measured and one.value != ALERT))


def _point(
    dose: Dose,
    scale: Scale,
    reading: Reading,
    others: Mapping[str, Sequence[Reading]],
    double: bool,
    sedated: Sequence[datetime],
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
        or (bool(sedated) and _is_near(sedated, reading.taken_at, LIMITS.sedated_within)),
        two_values=double,
        copied_from=reading.copied_from,
    )


def _beside(reading: Reading, others: Mapping[str, Sequence[Reading]]) -> dict[str, Value]:
    """What was measured in the slot, of each item the nearest in time; `extra` holds many occasions."""
    found: dict[str, Value] = {}
    for item, measured in others.items():
        after = bisect_left(measured, reading.taken_at, key=_taken_at)
        before = bisect_left(measured, measured[after - 1].taken_at, key=_taken_at) if after else 0
        nearest = min(measured[before], measured[min(after, len(measured) - 1)], key=partial(_apart, reading))
        close = reading.slot != EXTRA or _apart(reading, nearest) <= LIMITS.one_set_within
        if close and nearest.value is not None:
            found[item] = nearest.value
    return found


def _apart(reading: Reading, other: Reading) -> timedelta:
    return abs(other.taken_at - reading.taken_at)


def _is_near(moments: Sequence[datetime], at: datetime, within: timedelta) -> bool:
    """Whether any of these moments, which are in order, is that near."""
    place = bisect_left(moments, at - within)
    return place < len(moments) and moments[place] <= at + within


def _derived(scale: Scale, derived: Derived, here: Mapping[str, Sequence[Point]]) -> list[Point]:
    """What one slot gives for a derived value; a typed reading of the same key takes its place."""
    if len(derived.of) == 1:
        of_one = here.get(derived.of[0], ())
        made = [point._replace(item=derived.key, value=point.values.get(derived.key)) for point in of_one]
    else:
        typed = sorted(point.taken_at for point in here.get(derived.key, ()))
        parts = [point for key in derived.of for point in here.get(key, ())]
        made = [
            _together(scale, derived, occasion)
            for occasion in _occasions(parts)
            if not _is_near(typed, max(one.taken_at for one in occasion), LIMITS.one_set_within)
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
