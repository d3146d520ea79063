"""What the bedside points out beside a value: not like for like, confounded, lost, another assessor (rules 16-18)."""

from collections.abc import Iterator

from trial.ledger.facts import Dose, Trial
from trial.meaning.comparison import comparability
from trial.meaning.course import Series, series_of
from trial.meaning.names import same_name
from trial.meaning.point import Point
from trial.meaning.remark import remark
from trial.meaning.timeline import ALERT, CONSCIOUSNESS
from trial.wording.remarks import remark_text

Remarks = dict[str, tuple[str, ...]]
RETEST = "test walking and transfers again once alert"


def remarks_of(trial: Trial, dose: Dose) -> Remarks:
    """By "slot|scale|item": what stands against reading the value of that cell like the baseline's; one phrase each."""
    found: Remarks = {}
    for series in series_of(trial, dose):
        for point in series.after:
            key = f"{point.slot}|{series.scale.key}|{series.item}"
            if words := tuple(_remarks(series, point)):
                found[key] = words
            else:
                found.pop(key, None)  # the latest reading of a cell speaks for it
    return found


def _remarks(series: Series, point: Point) -> Iterator[str]:
    if (series.scale.key, series.item) == CONSCIOUSNESS and point.measured and point.value != ALERT:
        yield RETEST
    if point.confounded:
        sedated = remark("sedated", at_baseline=False)
        yield f"{remark_text(sedated)}; {RETEST}"
    base = series.baseline
    if base is None:
        return
    changed = {"ability_lost": "LOST since baseline", "became_able": "became able"}
    yield from (changed[reason.kind] for reason in point.why if reason.kind in changed)
    if point.measured and base.measured:
        method = comparability(series.scale, base, point)
        yield from map(remark_text, method.differs + method.less_help + method.not_recorded)
    if not series.scale.every_reading and point.by and base.by and not same_name(point.by, base.by):
        yield f"assessed by {base.by} at baseline"
