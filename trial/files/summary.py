"""The summary as JSON, key for key as FORMATS.md says. Unrounded: a screen rounds, this does not."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from trial.ledger.facts import Decision
from trial.ledger.payload import adapter
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.point import Point
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.goals import because
from trial.wording.remarks import why_text
from trial.wording.words import to_ascii

FORMAT = "itb-trial-summary/1"
_OPTIONAL = ("conditions", "actions", "history")
READING = "value status minutes slot"
TONE = (
    "of improved by_one by_two_or_more unchanged worse not_comparable zero_at_baseline newly_raised"
    " mean_n mean_baseline mean_peak mean_change coding"
)
SAFETY = (
    "highest_news2 systolic_baseline systolic_lowest systolic_highest systolic_fall systolic_rise"
    " heart_rate_lowest respiratory_rate_lowest oxygen_saturation_lowest"
)
GLANCE = "dose says met partly_met not_met kept lost not_assessed not_today"


def as_json(summary: Summary) -> dict[str, Any]:
    """The whole answer of `summary TRIAL`; decisions as in the record file."""
    decisions = adapter(tuple[Decision, ...]).dump_python(summary.trial.decisions, mode="json")
    return {
        "format": FORMAT,
        "trial": summary.trial.id,
        "state": summary.state,
        "doses": [_dose(course) for course in summary.doses],
        "goals": [_goal(result) for result in summary.goals],
        "at_a_glance": [fields_of(course.glance, GLANCE) for course in summary.doses if course.glance],
        "decisions": [
            {key: value for key, value in decision.items() if value or key not in _OPTIONAL} for decision in decisions
        ],
        "ledger": {"entries": summary.trial.entries, "fingerprint": f"sha256:{summary.trial.fingerprint}"},
    }


def number(value: Decimal | None) -> int | float | None:
    """The nearest double, as an integer if that is whole: a change between two means of thirds is -1, not -1.0.

    >>> number(Decimal("245.0")), number(Decimal("0.1")), number(Decimal(28) / 3 - Decimal(31) / 3), number(None)
    (245, 0.1, -1, None)
    """
    if value is None:
        return None
    nearest = float(value)
    return int(nearest) if nearest.is_integer() else nearest


def fields_of(fact: object, names: str) -> dict[str, Any]:
    """These fields of a fact, in this order, as JSON has them."""
    return {name: _plain(getattr(fact, name)) for name in names.split()}


def _plain(value: Any) -> Any:
    """A decimal as a number, a reading as the number that was measured."""
    match value:
        case Decimal():
            return number(value)
        case Point():
            return number(value.number)
        case tuple():
            return [_plain(part) for part in value]
    return value


def _dose(course: DoseSummary) -> dict[str, Any]:
    tone, safety = course.tone, course.safety
    return {
        **fields_of(course.dose, "number micrograms delivery"),
        "series": [_series(series) for series in course.series],
        "tone": tone and {"scale": tone.scale.key, **fields_of(tone, TONE)},
        "safety": {
            "news2": [fields_of(total, "minutes score complete single_3") for total in safety.news2],
            **fields_of(safety, SAFETY),
            "consciousness_worst": safety.consciousness_worst.value if safety.consciousness_worst else None,
            "events_asked": safety.events_asked,
            "events": [fields_of(event, "kind severity") for event in safety.events],
            "worst_severity": safety.worst_severity,
        },
    }


def _series(series: Series) -> dict[str, Any]:
    best, worst = series.best, series.worst
    return {
        "scale": series.scale.key,
        **fields_of(series, "item better"),
        "baseline": _reading(series.baseline) if series.baseline else None,
        "peak": _reading(series.peak) if series.peak else None,
        "best": {**fields_of(best.point, "value minutes"), "of": best.of} if best else None,
        "worst": fields_of(worst.point, "value minutes") if worst else None,
        **fields_of(series, "steps_at_peak change_at_peak percent_at_peak course_at_peak course_at_best"),
        "why": to_ascii(why_text(series.why)),
        "points": [fields_of(point, "minutes slot value status") | _origin(point) for point in series.points],
    }


def _reading(point: Point) -> dict[str, Any]:
    return fields_of(point, READING) | _origin(point)


def _origin(point: Point) -> dict[str, Any]:
    """Where a copied reading was recorded first; nothing for any other."""
    origin = point.copied_from
    return {"copied_from": {key: said for key, said in asdict(origin).items() if said}} if origin else {}


def _goal(result: GoalResult) -> dict[str, Any]:
    return {**fields_of(result.goal, "id kind"), **fields_of(result, "dose result"), "because": because(result)}
