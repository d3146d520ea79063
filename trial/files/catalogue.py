"""The catalogue of scales as plain data and as text: what can be measured, how, and who published it."""

from collections.abc import Iterable, Iterator
from typing import Any

import scales
from scales.base import Grade, Item, Number, Numbers, Scale, YesNo


def catalogue_tree() -> list[dict[str, Any]]:
    """Every scale as dictionaries and lists, in the order of their keys."""
    return [_scale(one) for one in scales.catalogue().values()]


def catalogue_lines() -> Iterator[str]:
    """Every scale as a few lines of text."""
    for scale in scales.catalogue().values():
        yield f"{scale.key}: {scale.name}. {scale.measures}"
        for item in scale.items:
            yield f"  {item.key}: {_answers(item)}"
        for derived in scale.derived:
            yield f"  {derived.key}: worked out, {derived.formula}"
        yield f"  {scale.reference.text}"


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "key": scale.key,
        "name": scale.name,
        "domain": scale.domain,
        "measures": scale.measures,
        "better": scale.better,
        "performance": scale.performance,
        "hourly": scale.hourly,
        "items": [_item(item, scale) for item in scale.items],
        "derived": [
            {"key": one.key, "label": one.label, "unit": one.unit, "better": one.better, "formula": one.formula}
            for one in scale.derived
        ],
        "score": None
        if scale.score is None
        else {
            "name": scale.score.name,
            "formula": scale.score.formula,
            "needs": list(scale.score.needs),
            "columns": [item.key for item in scale.case_items],
        },
        "change_means": scale.change_means,
        "published_errors": [
            {"group": one.group, "item": one.item, "says": one.says, "source": one.source} for one in scale.errors
        ],
        "reference": scale.reference.text,
        "year": scale.reference.year,
        "unverified": scale.reference.unverified,
        "rights": scale.rights,
    }


def _item(item: Item, scale: Scale) -> dict[str, Any]:
    tree: dict[str, Any] = {
        "key": item.key,
        "label": item.label,
        "kind": item.kind,
        "role": item.role,
        "side": item.side,
        "better": item.better or scale.better,
    }
    match item:
        case Grade():
            tree["levels"] = [{"token": one.token, "label": one.label, "rank": one.rank} for one in item.levels]
        case YesNo():
            tree["levels"] = [{"token": False, "label": "no", "rank": 0}, {"token": True, "label": "yes", "rank": 1}]
        case Number():
            tree |= {"unit": item.unit, "lowest": item.hard[0], "highest": item.hard[1], "whole": item.whole}
            if item.soft:
                tree["usual"] = list(item.soft)
        case Numbers():
            tree |= {"unit": "", "lowest": item.hard[0], "highest": item.hard[1]}
    return tree


def _answers(item: Item) -> str:
    match item:
        case Grade():
            return _listed(one.token for one in item.levels)
        case YesNo():
            return "true, false"
        case Number():
            return f"{item.hard[0].normalize():f} to {item.hard[1].normalize():f} {item.unit}"
    return ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words)
