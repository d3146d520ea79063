"""The summary as JSON, key for key as CONTRACT.md says. Unrounded: a screen rounds, this does not."""

from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from trial.ledger.facts import Decision
from trial.meaning.course import Series
from trial.meaning.glance import AtAGlance
from trial.meaning.goals import GoalResult
from trial.meaning.point import Point
from trial.meaning.safety import Safety
from trial.meaning.summary import DoseSummary, Summary
from trial.meaning.tone import ToneCounts
from trial.wording.goals import because
from trial.wording.remarks import why_text
from trial.wording.words import to_ascii

FORMAT = "itb-trial-summary/1"
_DECISIONS = TypeAdapter(tuple[Decision, ...])
_OPTIONAL = ("conditions", "actions", "history")
READING = "value status minutes slot"


def as_json(summary: Summary) -> dict[str, Any]:
    """The whole answer of `summary TRIAL`."""
    return {
        "format": FORMAT,
        "trial": summary.trial.id,
        "state": summary.state,
        "doses": [_dose(one) for one in summary.doses],
        "goals": [_goal(one) for one in summary.goals],
        "at_a_glance": [_glance(one.glance) for one in summary.doses if one.glance],
        "decisions": _decisions(summary.trial.decisions),
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


def _plain(value: Any) -> Any:
    """A field as JSON has it: a decimal as a number, a reading as the number that was measured."""
    match value:
        case Decimal():
            return number(value)
        case Point():
            return number(value.number)
        case tuple():
            return [_plain(part) for part in value]
    return value


def _fields(fact: object, names: str) -> dict[str, Any]:
    """These fields of a fact, in this order."""
    return {name: _plain(getattr(fact, name)) for name in names.split()}


def _dose(one: DoseSummary) -> dict[str, Any]:
    return {
        **_fields(one.dose, "number micrograms delivery"),
        "series": [_series(series) for series in one.series],
        "tone": _tone(one.tone) if one.tone else None,
        "safety": _safety(one.safety),
    }


def _series(series: Series) -> dict[str, Any]:
    best, worst = series.best, series.worst
    return {
        "scale": series.scale.key,
        **_fields(series, "item better"),
        "baseline": _fields(series.baseline, READING) if series.baseline else None,
        "peak": _fields(series.peak, READING) if series.peak else None,
        "best": {**_fields(best.point, "value minutes"), "of": best.of} if best else None,
        "worst": _fields(worst.point, "value minutes") if worst else None,
        **_fields(series, "steps_at_peak change_at_peak percent_at_peak course_at_peak course_at_best"),
        "why": to_ascii(why_text(series.why)),
        "points": [_fields(point, "minutes slot value status") for point in series.points],
    }


def _tone(tone: ToneCounts) -> dict[str, Any]:
    counts = "of improved by_one by_two_or_more unchanged worse not_comparable zero_at_baseline newly_raised"
    return {"scale": tone.scale.key, **_fields(tone, f"{counts} mean_n mean_baseline mean_peak mean_change coding")}


def _safety(safety: Safety) -> dict[str, Any]:
    pressure = "systolic_baseline systolic_lowest systolic_highest systolic_fall systolic_rise"
    worst = safety.consciousness_worst
    return {
        "news2": [_fields(one, "minutes score complete single_3") for one in safety.news2],
        **_fields(safety, f"highest_news2 {pressure} heart_rate_lowest respiratory_rate_lowest"),
        **_fields(safety, "oxygen_saturation_lowest"),
        "consciousness_worst": worst.value if worst else None,
        "events_asked": safety.events_asked,
        "events": [_fields(event, "kind severity") for event in safety.events],
        "worst_severity": safety.worst_severity,
    }


def _goal(result: GoalResult) -> dict[str, Any]:
    goal = _fields(result.goal, "id kind")
    return {**goal, "dose": result.dose, "result": result.result, "because": because(result)}


def _glance(glance: AtAGlance) -> dict[str, Any]:
    return _fields(glance, "dose says met partly_met not_met kept lost not_assessed not_today")


def _decisions(decisions: tuple[Decision, ...]) -> list[dict[str, Any]]:
    """As in the record file: its own keys always, the optional ones where they say something."""
    found = _DECISIONS.dump_python(decisions, mode="json")
    return [{key: value for key, value in one.items() if value or key not in _OPTIONAL} for one in found]
