"""One reading against the baseline of its own dose: like for like or not, how far it moved, and what that is called."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from scales.base import Derived, Item, PublishedError, Scale, Value
from trial.ledger.facts import DiagnosisGroup
from trial.meaning.point import COULD_NOT, Course, Point, Standing
from trial.wording.words import STATUS_WORDS, bare_text, count_text

SEDATED = "confounded: sedated"


class Alikeness(NamedTuple):
    """How a reading was done against how the baseline was done (rule 18)."""

    differs: tuple[str, ...] = ()  # sentences why the two are not like for like
    less_help: tuple[str, ...] = ()  # sentences about less help or a lighter aid
    unsaid: tuple[str, ...] = ()  # what one side does not say: still comparable, but said


ALIKE = Alikeness()


class Moved(NamedTuple):
    """How far a value moved: ranks for grades (positive is better), or value minus baseline and its percent."""

    steps: int | None = None
    change: Decimal | None = None
    percent: Decimal | None = None


NOT_MOVED = Moved()


class Judge:
    """Holds the readings of one measure against its baseline; what is the same for all of them is looked up once.

    So is how those stand that found the same in the same way.
    """

    def __init__(self, scale: Scale, item: str, baseline: Point | None, group: DiagnosisGroup | None) -> None:
        self.better = scale.better_for(item)
        self.error = error_for(scale, item, group)
        self._scale, self._item, self._baseline = scale, scale.item(item), baseline
        self._rank = self._item.rank(baseline.value) if self._item and baseline and baseline.value is not None else None
        self._known: dict[tuple[object, ...], Standing] = {}
        self._unusable = "no baseline" if baseline is None else _unusable(baseline, " at baseline")

    def judged(self, point: Point) -> Point:
        """The point with its course, steps, change and percent against the baseline (rules 12-19)."""
        if point.conditions or point.values:
            return point.against(self._standing(point))
        alike = (point.value, point.status, point.trials, point.confounded, point.two_values)
        standing = self._known.get(alike)
        if standing is None:
            standing = self._known[alike] = self._standing(point)
        return point.against(standing)

    def _standing(self, point: Point) -> Standing:
        if sentence := self._unusable or _unusable(point, ""):
            own = not (point.two_values or point.confounded)
            graded: Course | None = None if self.better == "neither" else "not_comparable"
            return Standing(comparable=own, course=graded, why=sentence)
        baseline = self._baseline
        if baseline is None:
            raise AssertionError("a missing baseline is unusable")
        alike = alikeness(self._scale, baseline, point)
        if self.better == "neither":
            why = _joined(_no_value(baseline, point), *alike.differs, *alike.unsaid)
            steps, change, percent = self._moved(baseline, point)
            return Standing(steps=steps, change=change, percent=percent, why=why)
        if baseline.measured and point.measured:
            return self._compared(baseline, point, alike)
        return _could_not(self._scale, baseline, point, alike)

    def _compared(self, baseline: Point, point: Point, alike: Alikeness) -> Standing:
        moved = self._moved(baseline, point)
        course, note = self._course(baseline, point, moved)
        if alike.differs or course == "not_comparable" or (alike.less_help and course == "worse"):
            why = _joined(*alike.differs, *alike.less_help) or note
            return Standing(comparable=False, course="not_comparable", why=why)
        why = _joined(*alike.less_help, note, *alike.unsaid)
        if alike.less_help:
            course = "improved"
        steps, change, percent = moved
        less_help = bool(alike.less_help)
        return Standing(steps=steps, change=change, percent=percent, course=course, why=why, less_help=less_help)

    def _moved(self, baseline: Point, point: Point) -> Moved:
        """Steps of ranks (positive is better), or change and percent of numbers; nothing without two values."""
        if (was := baseline.number) is not None and (now := point.number) is not None:
            change = now - was
            return Moved(None, change, 100 * change / abs(was) if was else None)
        before = self._rank
        if before is None or self._item is None or point.value is None or self.better == "neither":
            return NOT_MOVED
        after = self._item.rank(point.value)
        if after is None:
            return NOT_MOVED
        return Moved(steps=before - after if self.better == "lower" else after - before)

    def _course(self, baseline: Point, point: Point, moved: Moved) -> tuple[Course, str]:
        if (steps := moved.steps) is not None:
            return ("improved" if steps > 0 else "worse" if steps < 0 else "unchanged"), ""
        if (change := moved.change) is None:
            return "not_comparable", "these values compare with nothing"
        if change == 0:
            return "unchanged", ""
        direction: Course = "improved" if (change > 0) == (self.better == "higher") else "worse"
        if (error := self.error) is not None:
            was, now = _in_unit(error.item, baseline), _in_unit(error.item, point)
            if was is not None and now is not None:
                return (direction if error.is_beyond(was, now) else "within_error"), ""
        scale = self._scale
        if scale.least_change is not None and abs(change) <= scale.least_change:
            return "within_error", f"no more than {scale.least_change.normalize():f}: {scale.least_change_source}"
        return direction, "no published error for this diagnosis" if scale.errors else "no published error"


def _unusable(point: Point, where: str) -> str:
    if point.two_values:
        return f"two values{where}, neither chosen"
    if point.confounded:
        return f"{SEDATED}{where}"
    return ""


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


def _no_value(baseline: Point, point: Point) -> str:
    if baseline.measured and point.measured:
        return ""
    told = [f"{STATUS_WORDS[baseline.status]} at baseline"] if not baseline.measured else []
    return "; ".join([*told, *([STATUS_WORDS[point.status]] if not point.measured else [])])


def alikeness(scale: Scale, baseline: Point, point: Point) -> Alikeness:
    """Compare how two readings were done. The number of stopwatch trials counts between measured ones (rule 19).

    What the test's name implies (a distance) is assumed of a walk that was done, not of one that could not be.
    """
    if not scale.methods and baseline.trials == point.trials:
        return ALIKE
    differs: list[str] = []
    less: list[str] = []
    unsaid: list[str] = []
    for item in scale.methods:
        if item.key == point.item:
            continue
        was = baseline.conditions.get(item.key, item.assumed if baseline.measured else None)
        now = point.conditions.get(item.key, item.assumed if point.measured else None)
        if was is None and now is None:
            continue
        if was is None or now is None:
            unsaid.append(f"{item.label.lower()} not recorded{' at baseline' if was is None else ''}")
            continue
        if item.alike == "no_heavier":
            before, after = item.rank(was), item.rank(now)
            if before is None or after is None:
                differs.append(f"{_words(scale, item, now, was)}, which compares with nothing")
            elif after > before:
                differs.append(f"more help: {_words(scale, item, now, was)}")
            elif after < before:
                less.append(f"less help: {_words(scale, item, now, was)}")
        elif was != now:
            differs.append(f"not like for like: {_words(scale, item, now, was)}")
    if baseline.measured and point.measured and baseline.trials != point.trials:
        differs.append(f"not like for like: {count_text(point.trials, 'trial')}, {baseline.trials} at baseline")
    return Alikeness(differs=tuple(differs), less_help=tuple(less), unsaid=tuple(unsaid))


def _words(scale: Scale, item: Item, now: Value, was: Value) -> str:
    after, before = bare_text(scale, item.key, now), bare_text(scale, item.key, was)
    return f"{item.label.lower()} {after}, {before} at baseline"


def _could_not(scale: Scale, baseline: Point, point: Point, alike: Alikeness) -> Standing:
    """A pair without a value on at least one side: a result on performance scales, nothing on the others (rule 16)."""
    was, now = STATUS_WORDS[baseline.status], STATUS_WORDS[point.status]
    if scale.performance:
        if baseline.status in COULD_NOT and point.measured:
            able = f"became able ({was} at baseline)"
            if alike.differs:
                why = "; ".join((able, *alike.differs))
                return Standing(comparable=False, course="not_comparable", why=why)
            return Standing(course="improved", why=able)
        if baseline.measured and point.status in COULD_NOT:
            if alike.less_help:
                return Standing(comparable=False, course="not_comparable", why="; ".join((now, *alike.less_help)))
            return Standing(course="worse", why=f"lost: {now}")
        if baseline.status in COULD_NOT and point.status in COULD_NOT:
            return Standing(course="unchanged", why=f"{was} at baseline; {now} now")
    return Standing(comparable=point.measured, course="not_comparable", why=_no_value(baseline, point))


def _in_unit(item: str, point: Point) -> Decimal | None:
    value = point.value if point.item == item else point.values.get(item)
    return value if isinstance(value, Decimal) else None


def error_for(scale: Scale, item: str, group: DiagnosisGroup | None) -> PublishedError | None:
    """The published error of a measure for a diagnosis group, in whichever unit of it; None: none was published."""
    same = [one for one in scale.errors if set(_roots(scale, one.item)) == set(_roots(scale, item))]
    fitting = [one for one in same if one.group == group] or [one for one in same if one.group == "any"]
    return next(iter(fitting), None)


def _roots(scale: Scale, key: str) -> Iterator[str]:
    """What a measure is worked out from, apart from how it was done: seconds and their speed have the same roots."""
    found = scale.by_key.get(key)
    if not isinstance(found, Derived):
        yield key
        return
    for part in found.of:
        yield from _roots(scale, part)
    for part in found.uses:
        item = scale.item(part)
        if item is None or item.role != "method":
            yield from _roots(scale, part)
