"""The names of goals and measures, and the texts of readings: `22.0 to 16.2 s at 4 h 05, −26 %, beyond error`."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from scales.base import Number, Scale, Value
from trial.ledger.facts import Goal, Target
from trial.meaning.course import Series
from trial.meaning.muscle_tone import ToneCounts
from trial.meaning.point import Point
from trial.meaning.schedule import elapsed
from trial.wording.words import (
    GAP,
    MINUS,
    STATUS_WORDS,
    bare_text,
    count_text,
    joined,
    list_text,
    minutes_text,
    moment_text,
    number_text,
    percent_text,
    signed_text,
    value_text,
)


def goal_name(goal: Goal) -> str:
    """The person's own words, else the area of life, else the id."""
    return goal.words or goal.area or goal.id


def name_of(series: Series) -> str:
    """The name of what is measured, inside a sentence: `speed`, `left hip adductors`, `pain`."""
    if series.item == "seconds" and series.scale.domain == "walking":
        return series.scale.name
    return (series.scale.name if series.scale.is_one_measure else series.scale.by_key[series.item].label).lower()


def short_name(series: Series) -> str:
    """The name of a measure inside a sentence."""
    return item_name(series.scale, series.item)


def item_name(scale: Scale, item: str) -> str:
    """The name of an item inside a sentence, without an explanation in brackets; an abbreviation in capitals."""
    name = scale.name_for(item)
    return name if name[:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def of_the_rest(tone: ToneCounts) -> str:
    """`of 8 raised muscles`; only `of 8 muscles` where one has no grade from before that says it was raised."""
    return f"of {count_text(tone.rest, 'raised muscle' if tone.known_before else 'muscle')}"


def names_text(series: Iterable[Series]) -> str:
    """The names of these measures in one list: `both hip flexors, pain and 10-metre walk`."""
    return list_text(names_of(series))


def names_of(series: Iterable[Series]) -> list[str]:
    """Left and right of one thing as "both knee extensors"; items that only share the key are named singly."""
    found: dict[tuple[str, str], list[Series]] = {}
    for measure in series:
        found.setdefault((measure.scale.key, part_of(measure)), []).append(measure)
    return [_together(sides) for sides in found.values()]


def part_of(series: Series) -> str:
    """The part of the body that left and right of a measure share; of any other its item."""
    item = series.scale.item(series.item)
    return (item.part if item is not None else "") or series.item


def _together(sides: list[Series]) -> str:
    item = sides[0].scale.item(sides[0].item)
    both = item is not None and len({measure.item for measure in sides}) == 2
    name = f"both {item.name}" if item is not None and both else short_name(sides[0])
    is_joint = sides[0].scale.domain == "range" and item is not None and bool(item.side)
    return f"range of {name}" if is_joint else name  # a movement that power is tested in too


def when_text(at: datetime, given_at: datetime | None) -> str:
    """How long after T0: `3 h 10` on the day itself, later the day (`day 5`, the day of the dose being 0)."""
    minutes = elapsed(at, given_at)
    if minutes is None or given_at is None:
        return moment_text(at)
    if abs(minutes) < 24 * 60:
        return minutes_text(minutes)
    days = (at.astimezone(given_at.tzinfo).date() - given_at.date()).days
    return f"day{GAP}{days}".replace("-", MINUS)


def at_text(point: Point) -> str:
    """When a reading was taken: the time since T0, or its slot where there is no T0."""
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


def reading_text(series: Series, point: Point) -> str:
    """From the baseline to a reading; in words where one of them has no value."""
    scale, item, was, at = series.scale, series.item, series.baseline, f"at {at_text(point)}"
    if point.value is None:
        return f"{STATUS_WORDS[point.status]}, {at}"
    bare = scale.is_rating(item) or series.unit == series.label.lower()  # "6 to 2", not "of 10"; "carers 2 to 1"
    now = (bare_text if bare else value_text)(scale, item, point.value) + _watched(series, point)
    if was is None:
        return f"{now} {at}"
    if was.value is None:
        return f"{STATUS_WORDS[was.status]} at baseline, {now} {at}"
    return f"{now} as before {at}" if point.value == was.value else f"{bare_text(scale, item, was.value)} to {now} {at}"


def _watched(series: Series, point: Point) -> str:
    """How long a count was watched for: `in 30 min`."""
    for item in series.scale.items:
        minutes = point.conditions.get(item.key)
        if item.role == "method" and isinstance(item, Number) and item.unit == "min" and isinstance(minutes, Decimal):
            return f" in {number_text(minutes)}{GAP}min"
    return ""


def change_text(series: Series, point: Point, target: Target | None = None, which: str = "") -> str:
    """Steps of a grade; percent of a timed measure, or of a target in percent (`which`: of what); else the change."""
    if point.steps is not None:
        return steps_text(point.steps)
    rule = target.rule if target else ""
    if "percent" in rule or (series.timed and not rule.endswith("_by")):
        return f"{percent_text(point.percent)}{which}" if point.percent is not None else ""
    if rule.endswith("_by") and point.change is not None:
        unit = "" if series.scale.is_rating(series.item) else f"{GAP}{series.unit}"
        return f"{signed_text(point.change, series.places)}{unit}"
    return ""


def steps_text(steps: int) -> str:
    """A change of a grade in steps; positive is better.

    >>> steps_text(2), steps_text(-1), steps_text(0)
    ('2 steps better', '1 step worse', 'unchanged')
    """
    return f"{count_text(abs(steps), 'step')} {'better' if steps > 0 else 'worse'}" if steps else "unchanged"


def error_text(series: Series, point: Point) -> str:
    """The change relative to published error, always with "worse" where it is; else empty."""
    if point.change is None:
        return ""
    if point.course == "within_error":
        return "within measurement error"
    beyond = "beyond error" if series.error is not None else ""
    return {"worse": f"worse, {beyond}".rstrip(", "), "improved": beyond}.get(point.course or "", "")


def course_text(series: Series, point: Point) -> str:
    """The same where nothing else on the line says which way is better: `better, beyond error`."""
    better = "better" if point.change is not None and point.course == "improved" else ""
    return joined(better, error_text(series, point))


def sentences_text(parts: Iterable[str]) -> str:
    """The texts that are not empty as sentences, each with one full stop."""
    return " ".join(ended(part) for part in parts if part)


def ended(text: str) -> str:
    """The text with one full stop, also after a person's own words.

    >>> ended("Rang us."), ended("Did she fall?"), ended("Well")
    ('Rang us.', 'Did she fall?', 'Well.')
    """
    text = text.rstrip()
    return text if text.endswith(("?", "!", "?”", "!”", ".”")) else f"{text.rstrip('.')}."
