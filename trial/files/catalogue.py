"""A scale as plain data: what can be measured, how, and who published it; for files, dictionaries and the screen."""

from collections.abc import Iterator
from typing import Any

import scales
from scales.base import Choice, Grade, Item, Number, Numbers, Scale, YesNo
from trial.wording.words import number_text

Tree = dict[str, Any]


def catalogue_tree() -> list[Tree]:
    """Every scale as dictionaries and lists, in the order of their keys."""
    return [scale_tree(scale) for scale in scales.catalogue().values()]


def catalogue_lines() -> Iterator[str]:
    """Every scale as a few lines of text."""
    for scale in catalogue_tree():
        yield f"{scale['key']}: {scale['name']}. {scale['measures']}"
        for item in scale["items"]:
            yield f"  {item['key']}: {_answers(item)}"
        for derived in scale["derived"]:
            yield f"  {derived['key']}: worked out, {derived['formula']}"
        yield f"  {scale['reference']}"


def scale_tree(scale: Scale) -> Tree:
    """One scale, key for key as `scales --json` prints it."""
    score, reference = scale.score, scale.reference
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
        "score": score
        and {
            "name": score.name,
            "formula": score.formula,
            "needs": list(score.needs),
            "columns": [item.key for item in scale.case_items],
        },
        "change_means": scale.change_means,
        "published_errors": [
            {"group": one.group, "item": one.item, "says": one.says, "source": one.source} for one in scale.errors
        ],
        "reference": reference.text,
        "year": reference.year,
        "unverified": reference.unverified,
        "rights": scale.rights,
    }


def ladders(scale: Tree) -> list[tuple[list[Tree], list[str]]]:
    """The levels of its grades and choices, each set of levels once, with the labels of the items that share it."""
    found: list[tuple[list[Tree], list[str]]] = []
    for item in scale["items"]:
        if item["kind"] in (Grade.kind, Choice.kind):
            labels = next((labels for levels, labels in found if levels == item["levels"]), None)
            if labels is None:
                found.append((item["levels"], labels := []))
            labels.append(item["label"])
    return found


def range_text(item: Tree) -> str:
    """From the lowest to the highest possible number; empty for what is no number."""
    return f"{number_text(item['lowest'])} to {number_text(item['highest'])}" if item["kind"] == Number.kind else ""


def _item(item: Item, scale: Scale) -> Tree:
    tree: Tree = {
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


def _answers(item: Tree) -> str:
    if item["kind"] == YesNo.kind:
        return "true, false"
    if "levels" in item:
        return ", ".join(level["token"] for level in item["levels"])
    return f"{range_text(item)} {item['unit']}" if range_text(item) else ""
