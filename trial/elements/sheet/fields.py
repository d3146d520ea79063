"""One item as the sheet needs it: how it is answered, what is impossible or unusual, which reasons for none."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from scales.base import Grade, Item, Number, Scale, YesNo
from trial.ledger.facts import Goal, Status, Voice

Data = dict[str, Any]
FOUND: tuple[Status, ...] = ("unable_weakness", "unable_spasticity", "unable_pain", "unable_sedation", "unsafe")
NOT_TESTED: tuple[Status, ...] = ("bed_rest", "asleep", "declined", "equipment", "not_done", "not_applicable")
NEVER_AT_REST: frozenset[Status] = frozenset({"asleep", "unable_weakness", "unable_spasticity", "unable_sedation"})
"""No reason for observations that are roused for: rouse and score (MEANING.md rule 4)."""
RATINGS = {
    "-2": "much less than agreed",
    "-1": "less than agreed",
    "0": "as agreed",
    "1": "more than agreed",
    "2": "much more than agreed",
}
SHORT = {"oxygen_saturation": "SpO\u2082", "respiratory_rate": "Breaths"}
YES_NO = [{"token": "true", "label": "yes", "rank": 1}, {"token": "false", "label": "no", "rank": 0}]
BLOOD_PRESSURE = {"systolic": "diastolic", "diastolic": "systolic"}


def item_field(scale: Scale, item: Item, *, is_child: bool, note: str = "") -> Data:
    """An item of a scale. Adult soft ranges say nothing about a child (rule 29)."""
    found: Data = {
        "scale": scale.key,
        "item": item.key,
        "label": item.label,
        "short": _short(item),
        "name": f"{item.side} {ward_name(item)}" if item.side else _short(item),
        "kind": item.kind,
        "side": item.side,
        "better": scale.better_for(item.key),
        "method": item.role == "method",
        "names": item.key == "consciousness",  # its words say more than its letter
        "note": note,
        "reasons": [*_reasons(item)],
    }
    if isinstance(item, Grade):
        found["levels"] = [asdict(level) for level in item.levels]
        found["shaded"] = scale.domain == "tone"
        if skips := _skips(scale, item):
            found["skips"] = skips
    elif isinstance(item, YesNo):
        found["levels"] = YES_NO
    elif isinstance(item, Number):
        found |= {
            "unit": item.unit,
            "hard": [float(limit) for limit in item.hard],
            "soft": [float(limit) for limit in item.soft] if item.soft and not is_child else None,
            "whole": item.whole,
            "beyond": item.beyond,
        }
    if partner := BLOOD_PRESSURE.get(item.key):
        found["pair"] = f"{scale.key}|{partner}"
    return found


def rating_field(goal: Goal, number: int, voice: Voice, name: str) -> Data:
    """A goal, rated by one voice."""
    return {
        "goal": goal.id,
        "voice": voice,
        "kind": "grade",
        "label": f"Goal {number}, {name}",
        "short": f"Goal {number}, {name}",
        "name": f"goal {number}, {name}",
        "side": name,
        "better": "higher",
        "method": False,
        "reasons": [],
        "note": "",
        "baseline": str(goal.baseline_level) if goal.kind == "achieve" else "0",
        "levels": [{"token": token, "label": words, "rank": int(token)} for token, words in RATINGS.items()],
    }


def unsided(label: str) -> str:
    """
    >>> unsided("Left hip adductors")
    'Hip adductors'
    """
    bare = label.removeprefix("Left ").removeprefix("Right ")
    return bare[:1].upper() + bare[1:]


def ward_name(item: Item) -> str:
    """The part as a ward calls it, if the label says so in brackets: `hamstrings`."""
    bare = unsided(item.label)
    bare = bare[bare.index("(") + 1 : -1] if bare.endswith(")") else bare
    return bare[:1].lower() + bare[1:]


def _short(item: Item) -> str:
    """For the grid and the buttons: `R hamstrings`, `SpO2`."""
    side = {"left": "L ", "right": "R ", "": ""}[item.side]
    return side + ward_name(item) if side else SHORT.get(item.key, item.label)


def _reasons(item: Item) -> Iterator[Status]:
    if item.rouse:
        yield "unrecordable"
    for status in (*FOUND, *NOT_TESTED):
        if not (item.rouse and status in NEVER_AT_REST):
            yield status


def _skips(scale: Scale, item: Grade) -> dict[str, list[str]]:
    """By token: the items that this answer makes meaningless (no severity without spasms)."""
    if scale.not_asked is None:
        return {}
    found = {level.token: scale.not_asked({item.key: level.token}) for level in item.levels}
    return {token: [f"{scale.key}|{key}" for key in keys] for token, keys in found.items() if keys}
