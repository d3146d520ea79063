"""The fullest trial that a meeting has on one screen: eight goals, three doses, forty measures."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

WALKER = Path(__file__).resolve().parents[2] / "data" / "demo" / "walker_too_weak.json"
RATED = (
    ("achieve", "Sit in the chair for a whole meal with the family"),
    ("keep", "Still get from bed to chair with one helper"),
    ("achieve", "Put on shoes and socks without help"),
)
MUSCLES = ("hip_flexors", "knee_flexors", "hip_extensors", "ankle_dorsiflexors", "elbow_flexors", "wrist_flexors")
MOVEMENTS = ("hip_abduction", "hip_extension", "knee_flexion", "ankle_dorsiflexion")
MORE = {"modified_ashworth": MUSCLES, "mrc_power": MOVEMENTS}


More = tuple[tuple[str, str, int], ...]
"""Further goals that are rated: kind, words, the team's level at every dose."""


def eight_goals(trial: str = "eight-goals", more: More = ()) -> bytes:
    """As a record file, with these further goals."""
    made: dict[str, Any] = json.loads(WALKER.read_bytes()) | {"trial": trial}
    agreed = {one: made["goals"][0][one] for one in ("agreed_at", "agreed_by")}
    rated = {
        f"g{number}": goal
        for number, goal in enumerate((*((kind, words, 0) for kind, words in RATED), *more), len(made["goals"]) + 1)
    }
    for goal, (kind, words, _) in rated.items():
        made["goals"].append({"id": goal, "kind": kind, "area": "other", "words": words, **agreed})
    third = _later(made["doses"][1], timedelta(days=7), "third")
    made["doses"].append(third | {"number": 3, "micrograms": 37.5})
    for dose in made["doses"]:
        given = datetime.fromisoformat(dose["given_at"])
        dose["ratings"] = [
            {"goal": goal, "slot": "+4h", "by": by, "level": level}
            for goal, (_, _, team) in rated.items()
            for by, level in (("team", team), ("person", 1))
        ]
        there = {(one["scale"], one["item"]) for one in dose["readings"]}
        for scale, parts in MORE.items():
            for item in (f"{side}_{part}" for part in parts for side in ("left", "right")):
                if (scale, item) not in there:
                    dose["readings"] += _course(given, scale, item)
        dose["readings"].sort(
            key=lambda reading: (datetime.fromisoformat(reading["taken_at"]), reading["scale"], reading["item"])
        )
    for measure in made["plan"]["measures"]:
        if parts := MORE.get(measure["scale"]):
            items = [f"{side}_{part}" for part in parts for side in ("left", "right")]
            measure["items"] = list(dict.fromkeys([*measure["items"], *items]))
    return json.dumps(made).encode()


def _course(given: datetime, scale: str, item: str) -> list[dict[str, Any]]:
    """Better at the peak in tone, weaker in power; back by eight hours."""
    tokens = ("3", "2", "1", "2", "3") if scale == "modified_ashworth" else ("4", "4", "3", "3", "4")
    hours = (("baseline", -0.4), ("+2h", 2.02), ("+4h", 4.02), ("+6h", 6.02), ("+8h", 8.02))
    return [
        {"slot": slot, "taken_at": (given + timedelta(hours=hour)).replace(second=0).isoformat(), "scale": scale,
         "item": item, "value": token, "status": "measured", "by": "R Lind", "note": ""}
        for (slot, hour), token in zip(hours, tokens, strict=True)
    ]  # fmt: skip


def _later(facts: Any, by: timedelta, mark: str) -> Any:
    """The same at another time, under ids of its own."""
    if isinstance(facts, dict):
        return {key: f"{value}-{mark}" if key == "id" else _later(value, by, mark) for key, value in facts.items()}
    if isinstance(facts, list):
        return [_later(one, by, mark) for one in facts]
    if isinstance(facts, str) and len(facts) > 18 and facts[4] == "-" and facts[10] == "T":
        return (datetime.fromisoformat(facts) + by).isoformat()
    return facts
