"""The JSON Schema of the record file: what can be said of it without knowing the rules of a trial."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import scales
from scales.base import Grade, Item, Number, Numbers, Scale, YesNo
from trial.files.record import FORMAT, record_adapter
from trial.meaning.limits import LIMITS
from trial.rules.bedside import SLOT
from trial.rules.record import LEVELS, TRIAL_ID

TEXT = "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$"
"""No control characters but new line and tab."""
SLOTTED = {"type": "string", "pattern": f"^({SLOT.pattern})$"}


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the record file, optional keys included. What it refuses, `import` refuses as well."""
    schema = record_adapter().json_schema(mode="serialization")
    for node in _texts(schema):
        node |= {"maxLength": LIMITS.longest_text_characters, "pattern": TEXT}
    schema["properties"]["trial"] |= {"pattern": f"^{TRIAL_ID.pattern}$", "maxLength": 40}
    schema["required"] = ["format", *schema["required"]]
    facts = schema["$defs"]
    facts["Person"]["properties"]["identifier"] |= {"pattern": r"\S", "minLength": 1}
    for fact, name in (("Plan", "slots"), ("Measure", "slots")):
        facts[fact]["properties"][name]["items"] = SLOTTED
    for fact in ("Reading", "Rating"):
        facts[fact]["properties"]["slot"] |= SLOTTED
    facts["Rating"]["properties"]["level"] = {"enum": [*(float(one) for one in LEVELS), None]}
    for name in ("importance", "difficulty"):
        facts["Goal"]["properties"][name] |= {"minimum": 0, "maximum": 3}
    facts["Goal"]["allOf"] = [_if({"kind": {"const": "keep"}}, {"target": {"properties": {"at": {"type": "null"}}}})]
    facts["Dose"]["properties"]["number"]["minimum"] = 1
    facts["Dose"]["properties"]["micrograms"] |= {"exclusiveMinimum": 0, "maximum": LIMITS.micrograms_possible}
    facts["Dose"]["allOf"] = [
        _if({"delivery": {"const": "none"}}, {"given_at": {"type": "null"}}),
        _if({"micrograms": LARGE}, {"reason": SAID, "checked_by": SAID}, "reason", "checked_by"),
    ]
    facts["Reading"]["allOf"] = [REASON_OR_VALUE]
    facts["Measure"]["allOf"], facts["Target"]["allOf"] = [], []
    for key, scale in scales.catalogue().items():
        _add_scale(facts, {"scale": {"const": key}}, scale)
    for fact in ("Measure", "Target", "Reading"):
        facts[fact]["properties"]["scale"]["enum"] = [*scales.catalogue()]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FORMAT}


def _texts(node: Any) -> Iterator[dict[str, Any]]:
    """Every place in a schema that takes any text."""
    if isinstance(node, dict):
        if node.get("type") == "string" and not node.keys() & {"enum", "const", "pattern"}:
            yield node
        for inside in [*node.values()]:
            yield from _texts(inside)
    elif isinstance(node, list):
        for inside in node:
            yield from _texts(inside)


def _if(known: dict[str, Any], then: dict[str, Any], *needed: str) -> dict[str, Any]:
    said = {"properties": then, **({"required": [*needed]} if needed else {})}
    return {"if": {"properties": known, "required": [*known]}, "then": said}


LARGE, SAID = {"exclusiveMinimum": LIMITS.micrograms_needing_second_person}, {"type": "string", "pattern": r"\S"}
REASON_OR_VALUE = _if({"status": {"not": {"const": "measured"}}}, {"value": {"type": "null"}}) | {
    "else": {"properties": {"value": {"not": {"type": "null"}}}, "required": ["value"]}
}


def _add_scale(facts: dict[str, Any], known: dict[str, Any], scale: Scale) -> None:
    """What a measure, a target and a reading may say where they are of this scale."""
    asked = [item.key for item in scale.items]
    of_items = {"items": {"enum": asked}}
    facts["Measure"]["allOf"].append(_if(known, {"items": of_items, "contractures": of_items}))
    facts["Target"]["allOf"].append(_if(known, {"item": {"enum": [*scale.by_key]}}))  # derived ones included
    facts["Reading"]["allOf"].append(_if(known, {"item": {"enum": asked}}))
    for takes, items in groupby(scale.items, _takes):
        facts["Reading"]["allOf"].append(_if({**known, "item": {"enum": [item.key for item in items]}}, takes))


def _takes(item: Item) -> dict[str, Any]:
    awake = {"status": {"not": {"const": "asleep"}}} if item.rouse else {}
    return {"value": {"anyOf": [{"type": "null"}, _value(item)]}, **awake}


def _value(item: Item) -> dict[str, Any]:
    match item:
        case Grade():
            return {"enum": [level.token for level in item.levels]}
        case YesNo():
            return {"type": "boolean"}
        case Number(hard=(low, high)):
            return {"type": "integer" if item.whole else "number", "minimum": low, "maximum": high}
        case Numbers():
            return {"type": "string"}
    return {}
