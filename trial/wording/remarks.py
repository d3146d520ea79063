"""What the bedside points out beside a value: not like for like, confounded, lost, another assessor (rules 16-18)."""

from collections.abc import Iterator

from trial.ledger.facts import Dose, Trial
from trial.meaning.course import Series, series_of
from trial.meaning.judging import SEDATED, alikeness
from trial.meaning.names import same_name
from trial.meaning.occasion import ALERT, CONSCIOUSNESS
from trial.meaning.point import Point

Remarks = dict[str, tuple[str, ...]]
RETEST = "test walking and transfers again once alert"


def remarks_of(trial: Trial, dose: Dose) -> Remarks:
    """By "slot|scale|item": what stands against reading the value of that cell like the baseline's; one phrase each."""
    found: Remarks = {}
    for series in series_of(trial, dose):
        for point in series.after:
            key = f"{point.slot}|{series.scale.key}|{series.item}"
            if words := tuple(_words(series, point)):
                found[key] = words
            else:
                found.pop(key, None)  # the latest reading of a cell speaks for it
    return found


def _words(series: Series, point: Point) -> Iterator[str]:
    if (series.scale.key, series.item) == CONSCIOUSNESS and point.measured and point.value != ALERT:
        yield RETEST
    if point.confounded:
        yield f"{SEDATED}; {RETEST}"
    base = series.baseline
    if base is None:
        return
    if point.why.startswith("lost"):
        yield "LOST since baseline"
    if point.why.startswith("became able"):
        yield "became able"
    if point.measured and base.measured:
        alike = alikeness(series.scale, base, point)
        yield from alike.differs
        yield from alike.less_help
        yield from alike.unsaid
    if not series.scale.every_reading and point.by and base.by and not same_name(point.by, base.by):
        yield f"assessed by {base.by} at baseline"
