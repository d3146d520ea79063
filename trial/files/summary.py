"""The summary as JSON, key for key as CONTRACT.md says. Unrounded: a screen rounds, this does not."""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from trial.ledger.facts import Decision, Value
from trial.meaning.course import Best, Point, Series
from trial.meaning.glance import AtAGlance
from trial.meaning.goals import GoalResult
from trial.meaning.safety import News2, Safety
from trial.meaning.summary import DoseSummary, Summary
from trial.meaning.tone import ToneCounts

FORMAT = "itb-trial-summary/1"
_DECISIONS = TypeAdapter(tuple[Decision, ...])
_OPTIONAL = ("conditions", "actions", "history")


def as_json(summary: Summary) -> dict[str, Any]:
    """The whole answer of `summary TRIAL`."""
    return {
        "format": FORMAT,
        "trial": summary.trial.id,
        "state": summary.state,
        "doses": [_dose(one) for one in summary.doses],
        "goals": [_goal(one) for one in summary.goals],
        "at_a_glance": [_glance(one) for one in summary.at_a_glance],
        "decisions": _decisions(summary.decisions),
        "ledger": {"entries": summary.entries, "fingerprint": f"sha256:{summary.fingerprint}"},
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


def _value(value: Value | None) -> str | bool | int | float | None:
    return number(value) if isinstance(value, Decimal) else value


def _dose(one: DoseSummary) -> dict[str, Any]:
    return {
        "number": one.dose.number,
        "micrograms": number(one.dose.micrograms),
        "delivery": one.dose.delivery,
        "series": [_series(series) for series in one.series],
        "tone": _tone(one.tone),
        "safety": _safety(one.safety),
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "scale": series.scale.key,
        "item": series.item,
        "better": series.better,
        "baseline": _reading(series.baseline),
        "peak": _reading(series.peak),
        "best": _best(series.best),
        "worst": _extreme(series.worst),
        "steps_at_peak": series.steps_at_peak,
        "change_at_peak": number(series.change_at_peak),
        "percent_at_peak": number(series.percent_at_peak),
        "course_at_peak": series.course_at_peak,
        "course_at_best": series.course_at_best,
        "why": series.why,
        "points": [_point(point) for point in series.points],
    }


def _reading(point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {
        "value": _value(point.value),
        "status": point.status,
        "minutes": number(point.minutes),
        "slot": point.slot,
    }


def _extreme(best: Best | None) -> dict[str, Any] | None:
    return {"value": _value(best.point.value), "minutes": number(best.point.minutes)} if best else None


def _best(best: Best | None) -> dict[str, Any] | None:
    found = _extreme(best)
    return {**found, "of": best.of} if best and found else None


def _point(point: Point) -> dict[str, Any]:
    return {
        "minutes": number(point.minutes),
        "slot": point.slot,
        "value": _value(point.value),
        "status": point.status,
    }


def _tone(tone: ToneCounts | None) -> dict[str, Any] | None:
    if tone is None:
        return None
    return {
        "scale": tone.scale.key,
        "of": tone.of,
        "improved": tone.improved,
        "by_one": tone.by_one,
        "by_two_or_more": tone.by_two_or_more,
        "unchanged": tone.unchanged,
        "worse": tone.worse,
        "not_comparable": tone.not_comparable,
        "zero_at_baseline": tone.zero_at_baseline,
        "newly_raised": tone.newly_raised,
        "mean_n": tone.mean_n,
        "mean_baseline": number(tone.mean_baseline),
        "mean_peak": number(tone.mean_peak),
        "mean_change": number(tone.mean_change),
        "coding": tone.coding,
    }


def _safety(safety: Safety) -> dict[str, Any]:
    return {
        "news2": [_news2(one) for one in safety.news2],
        "highest_news2": safety.highest_news2,
        "systolic_baseline": _number_at(safety.systolic_baseline),
        "systolic_lowest": _number_at(safety.systolic_lowest),
        "systolic_highest": _number_at(safety.systolic_highest),
        "systolic_fall": number(safety.systolic_fall),
        "systolic_rise": number(safety.systolic_rise),
        "heart_rate_lowest": _number_at(safety.heart_rate_lowest),
        "respiratory_rate_lowest": _number_at(safety.respiratory_rate_lowest),
        "oxygen_saturation_lowest": _number_at(safety.oxygen_saturation_lowest),
        "consciousness_worst": safety.consciousness_worst.value if safety.consciousness_worst else None,
        "events_asked": safety.events_asked,
        "events": [{"kind": one.kind, "severity": one.severity} for one in safety.events],
        "worst_severity": safety.worst_severity,
    }


def _number_at(point: Point | None) -> int | float | None:
    return number(point.number) if point else None


def _news2(one: News2) -> dict[str, Any]:
    return {
        "minutes": number(one.minutes),
        "score": one.score,
        "complete": one.complete,
        "single_3": list(one.single_3),
    }


def _goal(one: GoalResult) -> dict[str, Any]:
    return {
        "id": one.goal.id,
        "kind": one.goal.kind,
        "dose": one.dose,
        "result": one.result,
        "because": one.because,
    }


def _glance(one: AtAGlance) -> dict[str, Any]:
    return {
        "dose": one.dose,
        "says": one.says,
        "met": one.met,
        "partly_met": one.partly_met,
        "not_met": one.not_met,
        "kept": one.kept,
        "lost": one.lost,
        "not_assessed": one.not_assessed,
        "not_today": one.not_today,
    }


def _decisions(decisions: tuple[Decision, ...]) -> list[dict[str, Any]]:
    """As in the record file: its own keys always, the optional ones where they say something."""
    found = _DECISIONS.dump_python(decisions, mode="json")
    return [{key: value for key, value in one.items() if value or key not in _OPTIONAL} for one in found]
