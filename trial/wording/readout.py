"""A reading against its baseline in a few words: `22.0 to 16.2 s at 4 h 05, −26 %, beyond error`."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from scales.base import Number, Value
from trial.ledger.facts import Target
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.schedule import elapsed
from trial.wording.words import (
    GAP,
    MINUS,
    STATUS_WORDS,
    bare_text,
    count_text,
    minutes_text,
    moment_text,
    number_text,
    percent_text,
    signed_text,
    value_text,
)

A_DAY = 24 * 60


def name_of(series: Series) -> str:
    """What is measured, inside a sentence: `speed`, `left hip adductors`, `pain`."""
    if series.item == "seconds" and series.scale.domain == "walking":
        return series.scale.name
    return (series.scale.name if series.scale.is_one_measure else series.scale.by_key[series.item].label).lower()


def when_text(at: datetime, given_at: datetime | None) -> str:
    """How long after T0: `3 h 10` on the day itself, later the day (`day 5`, the day of the dose being 0)."""
    minutes = elapsed(at, given_at)
    if minutes is None or given_at is None:
        return moment_text(at)
    if abs(minutes) < A_DAY:
        return minutes_text(minutes)
    days = (at.astimezone(given_at.tzinfo).date() - given_at.date()).days
    return f"day{GAP}{days}".replace("-", MINUS)


def at_text(point: Point) -> str:
    return minutes_text(point.minutes) if point.minutes is not None else point.slot


def printed(series: Series, point: Point) -> tuple[str, Value | None]:
    """The item and value that are printed for a point: the seconds of a speed (rule 19), else its own."""
    if series.item == "speed" and "seconds" in point.values:
        return "seconds", point.values["seconds"]
    return series.item, point.value


def printed_text(series: Series, point: Point) -> str:
    """The value as printed, with its unit, or why there is none."""
    item, value = printed(series, point)
    return value_text(series.scale, item, value, point.status)


def reading_text(series: Series, point: Point, *, timed: bool = True) -> str:
    """From the baseline to a reading; in words where one of them has no value."""
    when = f" at {at_text(point)}" if timed else ""
    now = value_text(series.scale, series.item, point.value, point.status)
    if point.value is not None and (series.scale.is_rating(series.item) or series.unit == series.label.lower()):
        now = bare_text(series.scale, series.item, point.value)  # "6 to 2", not "of 10"; "carers 2 to 1"
    now += _watched(series, point)
    was = series.baseline
    if point.value is None:
        return f"{now},{when}" if when else now
    if was is None:
        return f"{now}{when}"
    if was.value is None:
        return f"{STATUS_WORDS[was.status]} at baseline, {now}{when}"
    if point.value == was.value:
        return f"{now} as before{when}"
    return f"{bare_text(series.scale, series.item, was.value)} to {now}{when}"


def _watched(series: Series, point: Point) -> str:
    """How long a count was watched for: `in 30 min`."""
    for item in series.scale.items:
        minutes = point.conditions.get(item.key)
        if item.role == "method" and isinstance(item, Number) and item.unit == "min" and point.value is not None:
            return f" in {number_text(minutes)}{GAP}min" if isinstance(minutes, Decimal) else ""
    return ""


def change_text(series: Series, point: Point, target: Target | None = None) -> str:
    """Steps of a grade; percent of a timed measure, or where the target speaks of percent; change where it does."""
    if point.steps is not None:
        return steps_text(point.steps)
    rule = target.rule if target else ""
    if "percent" in rule or (not rule and series.timed) or (series.timed and not rule.endswith("_by")):
        return percent_text(point.percent) if point.percent is not None else ""
    if rule.endswith("_by") and point.change is not None:
        unit = "" if series.scale.is_rating(series.item) else f"{GAP}{series.unit}"
        return f"{signed_text(point.change, series.places)}{unit}"
    return ""


def steps_text(steps: int) -> str:
    """
    >>> steps_text(2), steps_text(-1), steps_text(0)
    ('2 steps better', '1 step worse', 'unchanged')
    """
    return f"{count_text(abs(steps), 'step')} {'better' if steps > 0 else 'worse'}" if steps else "unchanged"


def error_text(series: Series, point: Point) -> str:
    """How the change stands to published error, and always that it is worse; else empty."""
    if point.change is None:
        return ""
    if point.course == "within_error":
        return "within measurement error"
    beyond = "beyond error" if series.error is not None else ""
    return {"worse": f"worse, {beyond}".rstrip(", "), "improved": beyond}.get(point.course or "", "")


def course_text(series: Series, point: Point) -> str:
    """The same where nothing else on the line says which way is better: `better, beyond error`."""
    if point.change is not None and point.course == "improved":
        return ", ".join(part for part in ("better", error_text(series, point)) if part)
    return error_text(series, point)


def sentences_text(parts: Iterable[str]) -> str:
    return " ".join(ended(part) for part in parts if part)


def ended(text: str) -> str:
    """With one full stop, also after what a person wrote.

    >>> ended("Rang us."), ended("Did she fall?"), ended("Well")
    ('Rang us.', 'Did she fall?', 'Well.')
    """
    text = text.rstrip()
    return text if text.endswith(("?", "!", "?”", "!”", ".”")) else f"{text.rstrip('.')}."
