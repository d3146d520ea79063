"""What goals and measures are called in a sentence: both sides together, a walk by its own name, a range as a range."""

from collections.abc import Iterable

from scales.base import Scale
from trial.ledger.facts import Goal
from trial.meaning.course import Series
from trial.meaning.tone import ToneCounts
from trial.wording.words import list_text


def goal_name(goal: Goal) -> str:
    """The person's own words, else the area of life, else the id."""
    return goal.words or goal.area or goal.id


def of_the_rest(tone: ToneCounts) -> str:
    """`of 8 raised muscles`; only `of 8 muscles` where one has no grade from before that says it was raised."""
    return f"of {tone.rest} {'raised ' if tone.known_before else ''}muscles"


def names_text(series: Iterable[Series]) -> str:
    """The names of these measures in one list: `both hip flexors, pain and 10-metre walk`."""
    return list_text(names_of(series))


def names_of(series: Iterable[Series]) -> list[str]:
    """Left and right of one thing as "both knee extensors"; what only shares a key with it stands by itself."""
    found: dict[tuple[str, str], list[Series]] = {}
    for measure in series:
        item = measure.scale.item(measure.item)
        found.setdefault((measure.scale.key, item.part if item and item.part else measure.item), []).append(measure)
    return [_together(sides) for sides in found.values()]


def _together(sides: list[Series]) -> str:
    item = sides[0].scale.item(sides[0].item)
    both = item is not None and len({measure.item for measure in sides}) == 2
    name = f"both {item.name}" if item is not None and both else short_name(sides[0])
    is_joint = sides[0].scale.domain == "range" and item is not None and bool(item.side)
    return f"range of {name}" if is_joint else name  # a movement that power is tested in too


def short_name(series: Series) -> str:
    """What a measure is called inside a sentence, without an explanation in brackets."""
    return in_sentence(series.scale.name_for(series.item))


def measure_name(scale: Scale, item: str) -> str:
    """The same at the beginning of a line."""
    return scale.name_for(item)


def in_sentence(name: str) -> str:
    """A name with a small first letter, unless it is an abbreviation."""
    return name if name[:2].isupper() else f"{name[:1].lower()}{name[1:]}"
