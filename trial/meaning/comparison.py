"""One reading against the baseline of its own dose: like for like or not, how far it moved, and what that is called."""

from decimal import Decimal
from typing import NamedTuple

from scales.base import PublishedError, Scale
from trial.ledger.facts import DiagnosisGroup
from trial.meaning.point import COULD_NOT, Course, Point, Remarks, remark

COMPARED_FROM = Point._fields.index("comparable")


class Comparability(NamedTuple):
    """How a reading was done against how the baseline was done (rule 18)."""

    differs: Remarks = ()  # why the two are not like for like
    less_help: Remarks = ()  # less help or a lighter aid
    not_recorded: Remarks = ()  # what one side does not say: still comparable, but said


class BaselineComparison:
    """Compares the readings of one measure with its baseline."""

    def __init__(self, scale: Scale, item: str, baseline: Point | None, group: DiagnosisGroup | None) -> None:
        self.better = scale.better_for(item)
        self.error = error_for(scale, item, group)
        self._scale, self._item, self._baseline = scale, scale.item(item), baseline
        self._known: dict[tuple[object, ...], Point] = {}

    def compared(self, point: Point) -> Point:
        """The point with its course, steps, change and percent against the baseline.

        Readings taken in the same way share a comparison: bench row replay, 5.9x, and 7.7x without this.
        """
        if point.conditions or point.values:
            return self._compared(point)
        alike = (point.value, point.status, point.trials, point.confounded, point.two_values)
        if alike not in self._known:
            self._known[alike] = self._compared(point)
        return Point._make((*point[:COMPARED_FROM], *self._known[alike][COMPARED_FROM:]))

    def _compared(self, point: Point) -> Point:
        baseline = self._baseline
        why = _unusable(baseline, at_baseline=True) or _unusable(point, at_baseline=False)
        if baseline is None or why:
            course: Course | None = None if self.better == "neither" else "not_comparable"
            return point._replace(comparable=not (point.two_values or point.confounded), course=course, why=why)
        method = comparability(self._scale, baseline, point)
        if self.better == "neither":
            why = (*_missing_values(baseline, point), *method.differs, *method.not_recorded)
            return self._moved(baseline, point)._replace(why=why)
        if baseline.measured and point.measured:
            return self._of_values(baseline, point, method)
        return _of_ability(self._scale, baseline, point, method)

    def _of_values(self, baseline: Point, point: Point, method: Comparability) -> Point:
        """A pair of values: its course if like for like, improved with less help and no worse (rule 18)."""
        moved = self._moved(baseline, point)
        course, note = self._course(baseline, moved)
        if method.differs or course == "not_comparable" or (method.less_help and course == "worse"):
            why = method.differs + method.less_help or note
            return point._replace(comparable=False, course="not_comparable", why=why)
        return moved._replace(
            course="improved" if method.less_help else course,
            why=method.less_help + note + method.not_recorded,
            less_help=bool(method.less_help),
        )

    def _moved(self, baseline: Point, point: Point) -> Point:
        """With steps of ranks (rule 13), or change and percent of numbers (rule 14); as it was without two values."""
        was, now = baseline.number, point.number
        if was is not None and now is not None:
            change = now - was
            return point._replace(change=change, percent=100 * change / abs(was) if was else None)
        item = self._item
        if item is None or self.better == "neither" or baseline.value is None or point.value is None:
            return point
        before, after = item.rank(baseline.value), item.rank(point.value)
        if before is None or after is None:
            return point
        return point._replace(steps=before - after if self.better == "lower" else after - before)

    def _course(self, baseline: Point, moved: Point) -> tuple[Course, Remarks]:
        """The course of a value, and what qualifies it: by ranks, published error or sign (rules 13 to 15)."""
        if (steps := moved.steps) is not None:
            return ("improved" if steps > 0 else "worse" if steps < 0 else "unchanged"), ()
        if (change := moved.change) is None:
            return "not_comparable", (remark("not_on_one_scale"),)
        if change == 0:
            return "unchanged", ()
        direction: Course = "improved" if (change > 0) == (self.better == "higher") else "worse"
        if (error := self.error) is not None:
            was, now = _in_unit(error.item, baseline), _in_unit(error.item, moved)
            if was is not None and now is not None:
                return (direction if error.is_beyond(was, now) else "within_error"), ()
        scale = self._scale
        if scale.least_change is not None and abs(change) <= scale.least_change:
            return "within_error", (
                remark("within_least_change", amount=scale.least_change, source=scale.least_change_source),
            )
        return direction, (remark("no_error_for_diagnosis" if scale.errors else "no_published_error"),)


def _unusable(point: Point | None, *, at_baseline: bool) -> Remarks:
    """Why one side compares with nothing whatever the other is: not there, two values, sedated (rules 6, 8, 17)."""
    if point is None:
        return (remark("no_baseline"),)
    if point.two_values:
        return (remark("two_values", at_baseline=at_baseline),)
    return (remark("sedated", at_baseline=at_baseline),) if point.confounded else ()


def _missing_values(baseline: Point, point: Point) -> Remarks:
    return tuple(
        remark("no_value", status=side.status, at_baseline=side is baseline)
        for side in (baseline, point)
        if not side.measured
    )


def comparability(scale: Scale, baseline: Point, point: Point) -> Comparability:
    """Compare how two readings were done (rule 18); between measured ones the number of trials counts too (rule 19).

    What the test's name implies (a distance) is assumed of a walk that was done, not of one that could not be.
    """
    differs: Remarks = ()
    less_help: Remarks = ()
    not_recorded: Remarks = ()
    for item in scale.methods:
        if item.key == point.item:
            continue
        was = baseline.conditions.get(item.key, item.assumed if baseline.measured else None)
        now = point.conditions.get(item.key, item.assumed if point.measured else None)
        if was is None and now is None:
            continue
        if was is None or now is None:
            not_recorded += (remark("method_not_recorded", item=item, at_baseline=was is None),)
        elif item.alike == "no_heavier":
            before, after = item.rank(was), item.rank(now)
            if before is None or after is None:
                differs += (remark("method_incomparable", done=(item, now, was)),)
            elif after > before:
                differs += (remark("more_help", done=(item, now, was)),)
            elif after < before:
                less_help += (remark("less_help", done=(item, now, was)),)
        elif was != now:
            differs += (remark("method_other", done=(item, now, was)),)
    if baseline.measured and point.measured and baseline.trials != point.trials:
        differs += (remark("trials_differ", now=point.trials, was=baseline.trials),)
    return Comparability(differs, less_help, not_recorded)


def _of_ability(scale: Scale, baseline: Point, point: Point, method: Comparability) -> Point:
    """A pair without a value on at least one side: a result on performance scales, nothing on the others (rule 16)."""
    if not scale.performance or not {baseline.status, point.status} <= {"measured", *COULD_NOT}:
        return point._replace(comparable=point.measured, course="not_comparable", why=_missing_values(baseline, point))
    course: Course
    if point.measured:
        course = "not_comparable" if method.differs else "improved"
        why = (remark("became_able", was=baseline.status), *method.differs)
    elif not baseline.measured:
        course, why = "unchanged", (remark("still_unable", was=baseline.status, now=point.status),)
    elif method.less_help:
        course, why = "not_comparable", (*_missing_values(baseline, point), *method.less_help)
    else:
        course, why = "worse", (remark("ability_lost", now=point.status),)
    return point._replace(comparable=course != "not_comparable", course=course, why=why)


def _in_unit(item: str, point: Point) -> Decimal | None:
    value = point.value if point.item == item else point.values.get(item)
    return value if isinstance(value, Decimal) else None


def error_for(scale: Scale, item: str, group: DiagnosisGroup | None) -> PublishedError | None:
    """The published error of a measure for a diagnosis group, in whichever unit of it (rules 14 and 37), or None."""
    same = {error.group: error for error in scale.errors if item in (error.item, *error.also)}
    return same.get(group or "any") or same.get("any")
