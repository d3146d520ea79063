"""The course of each measure over one dose: baseline, peak, best and worst, when it wore off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

import scales
from scales.base import Better, Derived, Domain, PublishedError, Scale
from trial.ledger.facts import Dose, Trial
from trial.meaning.comparison import BaselineComparison
from trial.meaning.limits import LIMITS
from trial.meaning.point import Course, Point, Remarks, remark
from trial.meaning.schedule import delivered, elapsed, items_of, latest, measure_for, measures_of, slot_minutes
from trial.meaning.state import is_under_way
from trial.meaning.timeline import DoseTimeline, baseline_of, value_of

FUNCTION: tuple[Domain, ...] = ("walking", "function", "care")
COMFORT: tuple[Domain, ...] = ("spasm", "symptom")
RANGE: tuple[Domain, ...] = ("range",)
DOING: tuple[Domain, ...] = ("power", "walking", "function")
"""What the person does with their legs, against tone."""
STOOD_ON = ("hip", "knee", "ankle")
"""Joints that a person stands on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best (or worst) measured reading of the window of rule 10, and how many readings it was chosen from."""

    point: Point
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One measure over one dose. The points are in order of time, so the baseline need not be the first."""

    dose: int
    scale: Scale
    item: str
    better: Better
    peak_slot: str
    slots: tuple[str, ...]  # as planned; the plan's own for a measure that was not planned
    contracture: bool
    points: tuple[Point, ...]
    after: tuple[Point, ...] = field(repr=False, compare=False)  # of the points the course itself: from T0 on
    baseline: Point | None = None
    peak: Point | None = None
    peak_on_time: bool = True  # 30 minutes off or less
    best: Best | None = None
    worst: Best | None = None
    wore_off: Point | None = None
    not_asked: bool = False  # not applicable, after other answers in the peak slot
    to_come: bool = False  # the day is under way, and there is nothing at the peak yet
    why: Remarks = ()  # what explains or qualifies the course at the peak
    error: PublishedError | None = None  # what its change is held against; None: none was published

    @property
    def label(self) -> str:
        """What the measure is called."""
        return self.scale.label_for(self.item)

    @property
    def unit(self) -> str:
        """The unit of its numbers; empty for grades."""
        return self.scale.unit_for(self.item)

    @property
    def places(self) -> int | None:
        """How many decimals are shown; None for grades."""
        return self.scale.places_for(self.item)

    @property
    def is_change(self) -> bool:
        """Whether the measure asks for change since before the dose, so that it can have no baseline of its own."""
        item = self.scale.item(self.item)
        return item is not None and item.is_change

    @property
    def repeats_seconds(self) -> bool:
        """Whether it repeats the seconds of the same walk: its speed, its cadence, each of its trials."""
        return self.item != "seconds" and "seconds" in self.scale.by_key

    @property
    def worst_point(self) -> Point | None:
        """The comparable reading that was worst against baseline; what could not be done at all is worst of all."""
        worse = [point for point in self.after if point.course == "worse"]
        lost = next((point for point in worse if point.value is None), None)
        return lost or min(worse, key=depth, default=None)

    @property
    def stood_on(self) -> bool:
        """Whether it is of a joint that a person stands on."""
        item = self.scale.item(self.item)
        return item is not None and item.part.startswith(STOOD_ON)

    def speaks_of(self, domains: Sequence[Domain]) -> bool:
        """Whether it has readings after T0 and is of these domains; of a walk only its seconds (rule 19)."""
        return self.scale.domain in domains and bool(self.after) and not self.repeats_seconds

    def recovery(self, low: Point) -> tuple[Point | None, Point | None]:
        """After a low reading: the first one that was no longer worse than baseline, and the last comparable one."""
        later = [
            point
            for point in self.after
            if point.taken_at > low.taken_at and point.course not in (None, "not_comparable")
        ]
        return next((point for point in later if point.course != "worse"), None), later[-1] if later else None

    @property
    def last_comparable(self) -> Point | None:
        """The last reading after T0 that can be compared with the baseline; None without one."""
        return next((point for point in reversed(self.after) if point.course not in (None, "not_comparable")), None)

    def place(self, point: Point | None) -> Decimal | None:
        """The position of a reading on its axis: a number as it is, a grade by its rank; None without either."""
        return self.scale.place_of(self.item, point.value if point is not None else None)

    @property
    def furthest(self) -> Point | None:
        """The value after T0 furthest from the person's own baseline, the lowest one without a baseline."""
        after = [(place, one) for one in self.after if (place := self.place(one)) is not None]
        base = self.place(self.baseline)
        if not after:
            return None
        return max(after, key=lambda pair: -pair[0] if base is None else abs(pair[0] - base))[1]

    @property
    def steps_at_peak(self) -> int | None:
        """Steps of rank from baseline to peak, positive when better."""
        return self.peak.steps if self.peak else None

    @property
    def change_at_peak(self) -> Decimal | None:
        """Peak - baseline, in the measure's unit."""
        return self.peak.change if self.peak else None

    @property
    def percent_at_peak(self) -> Decimal | None:
        """The change in percent of the baseline, with the sign of the change."""
        return self.peak.percent if self.peak else None

    @property
    def course_at_peak(self) -> Course | None:
        """The course at the peak (rule 15); None where neither way is better (rule 12)."""
        return self._course(self.peak)

    @property
    def course_at_best(self) -> Course | None:
        """The course at the best reading (rule 15); None where neither way is better."""
        return self._course(self.best.point if self.best else None)

    @property
    def timed(self) -> bool:
        """Whether percent is how people speak of its change: walks, and whatever has an error in percent."""
        return self.scale.domain == "walking" or (self.error is not None and self.error.percent)

    def _course(self, point: Point | None) -> Course | None:
        if self.better == "neither":
            return None
        return point.course if point and point.course else "not_comparable"


def depth(point: Point) -> tuple[int, Decimal]:
    """For sorting readings that are worse than baseline: the worst first."""
    return point.steps or 0, -abs(point.change or Decimal(0))


def weakest_standing(series: Sequence[Series]) -> Series | None:
    """The test of power in the legs that fell furthest below baseline after T0; where none fell the first one read.

    The arms only where no leg was tested.
    """
    power = [measure for measure in series if measure.scale.domain == "power" and measure.after]
    legs = [measure for measure in power if measure.stood_on]
    lows = [(depth(low), measure) for measure in legs or power if (low := measure.worst_point) is not None]
    return min(lows, key=lambda pair: pair[0])[1] if lows else next(iter(legs or power), None)


def series_of(trial: Trial, dose: Dose, known: DoseTimeline | None = None) -> tuple[Series, ...]:
    """A series for every measure that was planned or read, in the plan's order; those in `known` are reused."""
    day = _Day(trial, dose, known or DoseTimeline(dose))
    planned = {measure.scale: None for measure in measures_of(trial)}
    read = {reading.scale: None for reading in dose.readings}
    extra = [key for key in scales.catalogue() if key in read and key not in planned]
    return tuple(one for key in (*planned, *extra) for one in day.of_scale(scales.get(key)))


def series_for(trial: Trial, dose: Dose, scale: Scale, item: str) -> Series:
    """The series of one measure, planned or not."""
    return _Day(trial, dose, DoseTimeline(dose)).series(scale, item)


class _Day:
    """One dose during the computation of its series, with what they share."""

    def __init__(self, trial: Trial, dose: Dose, points: DoseTimeline) -> None:
        self._trial, self._dose, self._points = trial, dose, points
        self._measures = measures_of(trial)
        self._under_way = is_under_way(trial, dose)
        given = (one.given_at for one in delivered(trial))
        later = [at for at in given if at is not None and dose.given_at is not None and at > dose.given_at]
        self._until = elapsed(min(later), dose.given_at) if later else None  # T0 of the next dose

    def of_scale(self, scale: Scale) -> list[Series]:
        points = self._points.of(scale)
        asked = [key for one in self._measures if one.scale == scale.key for key in items_of(one)]
        measures = {item.key for item in scale.items if item.role == "measure"}
        asked_or_read = dict.fromkeys((*asked, *(item.key for item in scale.items if item.key in points)))
        keys = [key for key in asked_or_read if key in measures]
        read = {key for key, found in points.items() if scale.item(key) or any(one.measured for one in found)}
        there = {*asked, *read}
        for derived in scale.derived:
            if derived.key in there or _worked_out(scale, derived, there):
                there.add(derived.key)
                if derived.key not in keys:
                    keys.append(derived.key)
        return [self.series(scale, key) for key in keys]

    def series(self, scale: Scale, item: str) -> Series:
        """The course of one measure, planned or not."""
        trial, dose = self._trial, self._dose
        taken = self._points.of(scale).get(item, ())
        baseline = baseline_of(taken)
        comparison = BaselineComparison(scale, item, baseline, trial.person.diagnosis_group)
        own = [comparison.compared(one) if one.after() else one for one in taken]
        after = [one for one in own if one.after()]
        course = [one for one in after if (one.minutes or 0) < self._until] if self._until is not None else after
        better = comparison.better
        wore_off = _wore_off(course)
        window = [(scale.place_of(item, one.value), one) for one in course if _counts(one, wore_off)]
        ranked = [(size, one) for size, one in window if size is not None] if better != "neither" else []
        measure = measure_for(trial, scale.key, item)
        slot = (measure.peak_slot if measure else "") or trial.plan.peak_slot
        there = (one for one in dose.readings if one.scale == scale.key and one.slot == slot)
        not_asked = scale.not_asked is not None and item in scale.not_asked(latest(there))
        peak, why = _peak(slot, course, not_asked)
        to_come = peak is None and not not_asked and self._under_way
        planned = slot_minutes(slot)
        late = peak is not None and planned is not None and abs((peak.minutes or 0) - planned) > LIMITS.on_time_minutes
        return Series(
            dose=dose.number,
            scale=scale,
            item=item,
            better=better,
            peak_slot=slot,
            slots=(measure.slots if measure else ()) or trial.plan.slots,
            contracture=any(item in one.contractures for one in self._measures if one.scale == scale.key),
            points=tuple(own),
            after=tuple(after),
            baseline=baseline,
            peak=peak,
            peak_on_time=not late,
            best=_best(ranked, better == "lower"),
            worst=_best(ranked, better == "higher"),
            wore_off=wore_off,
            not_asked=not_asked,
            to_come=to_come,
            why=(remark("peak_to_come", slot=slot),) if to_come else why,
            error=comparison.error,
        )


def _worked_out(scale: Scale, derived: Derived, there: set[str]) -> bool:
    """Whether what a derived value needs is planned or read: no cadence without steps."""
    details = [key for key in derived.uses if (item := scale.item(key)) is not None and item.role != "method"]
    some = any if derived.mean_of_trials else all
    return some(key in there for key in derived.of) and all(key in there for key in details)


def _peak(slot: str, course: Sequence[Point], not_asked: bool) -> tuple[Point | None, Remarks]:
    """The value of the peak slot, else the finding nearest its planned time from 3 to 6 hours, and why (rule 9)."""
    in_slot = value_of(point for point in course if point.slot == slot)
    if in_slot is not None and in_slot.finding:
        return in_slot, in_slot.why
    if not_asked:
        return in_slot, (remark("not_asked", slot=slot),)
    planned = slot_minutes(slot) or Decimal(0)
    near = [
        (abs(point.minutes - planned), point.minutes, point)
        for point in course
        if point.finding and point.minutes is not None
        if LIMITS.peak_from_minutes <= point.minutes <= LIMITS.peak_to_minutes
    ]
    status = in_slot.status if in_slot is not None else None
    if not near:
        return in_slot, (remark("peak_missing", slot=slot, status=status, stand_in=None),)
    peak = min(near, key=lambda found: found[:2])[2]
    return peak, (remark("peak_missing", slot=slot, status=status, stand_in=peak.minutes), *peak.why)


def _wore_off(course: Sequence[Point]) -> Point | None:
    """After improvement, the first of two successive comparable readings at or within error of baseline (rule 11)."""
    comparable = [one for one in course if one.course is not None and one.course != "not_comparable"]
    improved = False
    for point, following in pairwise(comparable):
        improved = improved or point.course == "improved"
        if improved and {point.course, following.course} <= {"unchanged", "within_error"}:
            return point
    return None


def _counts(point: Point, wore_off: Point | None) -> bool:
    """Whether a reading belongs to the window of rule 10; the one that returned still does."""
    inside = point.minutes is not None and point.minutes <= LIMITS.best_until_minutes
    ended = wore_off is not None and point.taken_at > wore_off.taken_at
    return inside and not ended and point.comparable and point.measured


def _best(ranked: Sequence[tuple[Decimal, Point]], lowest: bool) -> Best | None:
    """The lowest or highest of the window, the earliest on a tie (rule 10)."""
    found = (min if lowest else max)(ranked, key=lambda pair: pair[0], default=None)
    return Best(point=found[1], of=len(ranked)) if found else None
