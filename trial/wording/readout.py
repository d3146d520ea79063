"""A reading against its baseline in a few words: `22.0 to 16.2 s at 4 h 05, −26 %, beyond error`."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from scales.base import Derived, Number
from trial.ledger.facts import Rating, Target
from trial.meaning.course import Point, Series
from trial.meaning.schedule import elapsed
from trial.wording.words import (
    GAP,
    MINUS,
    STATUS_WORDS,
    bare_text,
    clock_text,
    count_text,
    minutes_text,
    moment_text,
    number_text,
    percent_text,
    signed_text,
    value_text,
)


def plain(text: str) -> str:
    """The same words for a file that is read by machines: ordinary spaces and minus."""
    return text.replace(GAP, " ").replace(MINUS, "-")


A_DAY = 24 * 60
SINCE_BEFORE = "since before the dose"
"""The window of an item that asks for change itself."""


def name_of(series: Series) -> str:
    """What is measured, inside a sentence: `speed`, `left hip adductors`, `pain`."""
    found = series.scale.by_key[series.item]
    alone = not series.scale.derived and len([one for one in series.scale.items if one.role == "measure"]) == 1
    if series.item == "seconds" and series.scale.domain == "walking":
        return series.scale.name
    return (series.scale.name if alone and not isinstance(found, Derived) else found.label).lower()


def is_a_change(series: Series) -> bool:
    """Whether the measure asks for change since before the dose, so that it can have no baseline of its own."""
    item = series.scale.item(series.item)
    return item is not None and item.window == SINCE_BEFORE


def told_in_seconds(series: Series) -> bool:
    """Whether it says again what the seconds of the same walk say: its speed, its cadence, each of its trials."""
    derived = {one.key for one in series.scale.derived}
    return series.item != "seconds" and "seconds" in {item.key for item in series.scale.items} | derived


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


def reading_text(series: Series, point: Point, *, timed: bool = True) -> str:
    """From the baseline to a reading; in words where one of them has no value."""
    when = f" at {at_text(point)}" if timed else ""
    now = value_text(series.scale, series.item, point.value, point.status)
    if point.value is not None and (series.unit.startswith("of ") or series.unit == series.label.lower()):
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
        unit = "" if series.unit.startswith("of ") else f"{GAP}{series.unit}"
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


def lost_text(start: Decimal, end: Decimal, regained: Decimal | None) -> str:
    """As rule 24 prints it.

    >>> lost_text(Decimal(130), Decimal(210), Decimal(245)), lost_text(Decimal(130), Decimal(130), None)
    ('lost +2h10 to +3h30, regained +4h05', 'lost +2h10, not regained')
    """
    until = f" to {clock_text(end)}" if end != start else ""
    back = f"regained {clock_text(regained)}" if regained is not None else "not regained"
    return f"lost {clock_text(start)}{until}, {back}"


def level_text(rating: Rating) -> str:
    """
    >>> level_text(Rating(goal="g1", slot="+4h", by="team", level=Decimal(1)))
    'team +1'
    """
    level = rating.level if rating.level is not None else Decimal(0)
    return f"{rating.by} {'+' if level > 0 else MINUS if level < 0 else ''}{number_text(abs(level))}"


def sentences_text(parts: Iterable[str]) -> str:
    return " ".join(ended(part) for part in parts if part)


def ended(text: str) -> str:
    """With one full stop, also after what a person wrote.

    >>> ended("Rang us."), ended("Did she fall?"), ended("Well")
    ('Rang us.', 'Did she fall?', 'Well.')
    """
    text = text.rstrip()
    return text if text.endswith(("?", "!", "?”", "!”", ".”")) else f"{text.rstrip('.')}."
