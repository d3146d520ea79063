"""What measures are called inside a sentence: both sides together, a walk by its own name, a range as a range."""

from collections.abc import Iterable

from trial.meaning.course import Series
from trial.wording.words import list_text


def names_text(series: Iterable[Series]) -> str:
    return list_text(names_of(series))


def names_of(series: Iterable[Series]) -> list[str]:
    """Left and right of one thing as "both knee extensors"; what only shares a key with it stands by itself."""
    found: dict[tuple[str, str], list[Series]] = {}
    for one in series:
        item = one.scale.item(one.item)
        found.setdefault((one.scale.key, item.part if item and item.part else one.item), []).append(one)
    named = []
    for sides in found.values():
        label = short_label(sides[0])
        both = len({one.item for one in sides}) == 2
        label = f"both {label.removeprefix('left ').removeprefix('right ')}" if both else label
        named.append(f"range of {label}" if _is_a_joint(sides[0]) else label)
    return named


def short_label(series: Series) -> str:
    """The label inside a sentence: without its explanation in brackets, and a walk without "time"."""
    label = series.label.partition(" (")[0].removesuffix(", time")
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def _is_a_joint(series: Series) -> bool:
    """Whether the label is a movement that power is tested in too."""
    item = series.scale.item(series.item)
    return series.scale.domain == "range" and item is not None and bool(item.side)
