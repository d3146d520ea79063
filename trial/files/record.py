"""The record file (FORMATS.md): one trial's clinical content as JSON, the same bytes whenever it says the same.

Its JSON Schema says what can be said of it without knowing the rules of a trial.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from pydantic import ValidationError

import scales
from scales.base import Grade, Item, Number, Numbers, YesNo
from scales.goal_attainment import LEVELS
from trial.files.json_toml import children, fault_text, parsed, refused, written
from trial.ledger import facts
from trial.ledger.facts import Decision, Dose, Goal, Rating, Reading, Record, Trial
from trial.ledger.payload import ERASED, adapter
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import due_at
from trial.rules import why_not
from trial.rules.bedside import SLOT
from trial.rules.record import TRIAL_ID, check_record
from trial.wording.refusals import sentence_of

FORMAT = "itb-trial-record/1"
LAST_CORE_KEY: Mapping[type, str] = {
    Record: "decisions",
    facts.Person: "notes",
    facts.Plan: "measures",
    facts.Measure: "peak_slot",
    Goal: "agreed_by",
    facts.Target: "amount",
    Dose: "words",
    Reading: "note",
    Rating: "level",
    facts.Event: "words",
    facts.Words: "text",
    Decision: "signed_at",
}
"""Keys up to this one are always written; later ones only when they say something."""
UPCASTERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By an older format: what turns a file of it into one of the next. Nothing older than this one was ever written."""
TEXT = "^[^\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]*$"
"""No control characters but new line and tab."""
SLOTTED = {"type": "string", "pattern": f"^({SLOT.pattern})$"}
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def read_record(data: bytes, where: str = "") -> Record:
    """The record in a file; raises InvalidInput with the place and the reason in one sentence.

    `where` (a file name) goes before the sentence. Lists come back in the order in which they are written.
    """
    raw = parsed(data, where)
    if not isinstance(raw, dict):
        raise refused(where, "", "A record file holds one JSON object, in braces.")
    while isinstance(raw.get("format"), str) and raw["format"] in UPCASTERS:
        raw = UPCASTERS[raw["format"]](raw)
    if raw.get("format") != FORMAT:
        raise refused(where, "format", f"This is not a record file of the format {FORMAT}.")
    try:
        record = adapter(Record).validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        raise refused(where, *_first(error, raw)) from None
    if problem := why_not(check_record, record):
        raise refused(where, problem.field, sentence_of(problem))
    return in_order(_asked(record, raw))


def write_record(record: Record, indent: int | None = 2) -> bytes:
    """A record as the bytes of its file: UTF-8, keys and lists in order, one newline at the end; None: on one line."""
    return (written(_tree(in_order(record)), indent) + "\n").encode()


def first_difference(there: Record, new: Record) -> str | None:
    """The first place where two records say something else, for example `doses[0].readings[3].value`; None if alike."""
    way = _difference(_tree(in_order(there)), _tree(in_order(new)))
    return None if way is None else way.removeprefix(".")


def record_of(trial: Trial) -> Record:
    """Return the record of a trial; in an erased one, required texts say that they were erased."""
    if trial.erased_at is None:
        return trial.record
    record: Record = facts.map_values(trial.record, _with_needed_text)
    return record


def _with_needed_text(fact: Any) -> Any:
    match fact:
        case Dose(reason="") if (
            fact.micrograms is not None and fact.micrograms > LIMITS.micrograms_needing_second_person
        ):
            return replace(fact, reason=ERASED)
        case Reading(note="", status="unsafe"):
            return replace(fact, note=ERASED)
        case Decision(person_words="", person_agrees="unsure"):
            return replace(fact, person_words=ERASED)
    return fact


def in_order(record: Record) -> Record:
    """The same record with its lists in the order of the file, and `at` said on every target that has one."""
    return replace(
        record,
        goals=tuple(_settled(goal) for goal in record.goals),
        doses=tuple(_dose_in_order(dose) for dose in sorted(record.doses, key=attrgetter("number"))),
    )


def _dose_in_order(dose: Dose) -> Dose:
    return replace(
        dose,
        readings=tuple(sorted(dose.readings, key=attrgetter("taken_at", "scale", "item", "by"))),
        ratings=tuple(sorted(dose.ratings, key=lambda rating: _rated(dose, rating))),
        asked_at=tuple(sorted(dose.asked_at)),
        events=tuple(sorted(dose.events, key=attrgetter("began_at"))),
        follow_up=tuple(sorted(dose.follow_up, key=attrgetter("called_at"))),
    )


def _rated(dose: Dose, rating: Rating) -> tuple[datetime, datetime]:
    """Return when a goal was rated; if that is not known, the planned time of its slot."""
    planned = due_at(dose, rating.slot) or LONG_AGO
    return rating.rated_at or planned, rating.rated_at or LONG_AGO


def _settled(goal: Goal) -> Goal:
    """A goal whose target says when it is judged: an achieve goal at the peak unless it says otherwise."""
    earlier = tuple(replace(before, goal=_settled(before.goal)) for before in goal.earlier)
    if goal.target is None or goal.kind == "keep":
        return replace(goal, earlier=earlier)
    return replace(goal, earlier=earlier, target=replace(goal.target, at=goal.target.at or "peak"))


def _asked(record: Record, raw: dict[str, Any]) -> Record:
    """Adverse events that are listed were asked about, unless the file says something else."""
    doses = zip(record.doses, raw.get("doses", ()), strict=True)
    return replace(
        record,
        doses=tuple(
            replace(dose, events_asked=dose.was_asked if "events_asked" in said else bool(dose.events or dose.asked_at))
            for dose, said in doses
        ),
    )


def _tree(node: Any) -> Any:
    """A fact as dictionaries, lists, texts and numbers, keys in the order of the fields."""
    if node is None or isinstance(node, str):
        return node
    if is_dataclass(node):
        return dict(_keys(node))
    if isinstance(node, tuple):
        return [_tree(value) for value in node]
    if isinstance(node, dict):
        return {key: _tree(value) for key, value in node.items()}
    if isinstance(node, datetime):
        return node.isoformat(timespec="seconds")
    return node.isoformat() if isinstance(node, date) else node


def _keys(node: Any) -> Iterator[tuple[str, Any]]:
    last = LAST_CORE_KEY.get(type(node))
    core = last is not None
    for field in fields(node):
        value = getattr(node, field.name)
        if core or not _says_nothing(field, value):
            yield field.name, _tree(value)
        core = core and field.name != last


def _says_nothing(field: Field[Any], value: Any) -> bool:
    """Whether a value is the default of its field, or an id that only says with which entry it came."""
    own_id = field.name == "id" and isinstance(value, str) and value.startswith("#")
    return own_id or bool(value == (field.default if field.default_factory is MISSING else field.default_factory()))


def _difference(there: Any, new: Any) -> str | None:
    """The way from two trees to the first place where they differ; empty where they do so themselves, None if alike."""
    ours, theirs = children(there), children(new)
    if type(there) is not type(new) or not (ours or theirs):
        return None if type(there) is type(new) and there == new else ""
    for step in {**ours, **theirs}:
        if step not in ours or step not in theirs:
            return step
        if (way := _difference(ours[step], theirs[step])) is not None:
            return step + way
    return None


def _first(error: ValidationError, raw: dict[str, Any]) -> tuple[str, str]:
    """Where and why the first of pydantic's errors is one, in plain words."""
    first, *others = error.errors(include_url=False)
    place = _place(first["loc"], raw, missing=first["type"] == "missing")
    if first["type"] == "missing":
        return place, "This key is needed."
    if first["type"] == "unexpected_keyword_argument":
        return place, "There is no such key in a record file."
    if any(_place(other["loc"], raw, missing=False) == place for other in others):
        return place, "This takes a token in quotation marks, a number, or true or false."
    return place, fault_text(first)


def _place(path: Sequence[str | int], raw: Any, *, missing: bool) -> str:
    """A path as the file shows it; what pydantic adds for the branch of a union is no key of the file."""
    place, node = "", raw
    for part in path:
        if isinstance(part, int) and isinstance(node, list) and part < len(node):
            place, node = f"{place}[{part}]", node[part]
        elif isinstance(part, str) and isinstance(node, dict) and (part in node or missing):
            place, node = f"{place}.{part}" if place else part, node.get(part)
        else:
            break
    return place


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the record file, optional keys included. What it refuses, `import` refuses as well."""
    schema = adapter(Record).json_schema(mode="serialization")
    for node in _texts(schema):
        node |= {"maxLength": LIMITS.longest_text_characters, "pattern": TEXT}
    schema["properties"]["trial"] |= {"pattern": f"^{TRIAL_ID.pattern}$", "maxLength": 40}
    schema["required"] = ["format", *schema["required"]]
    defined = schema["$defs"]
    of = {name: fact["properties"] for name, fact in defined.items()}
    said = {"type": "string", "pattern": r"\S"}
    of["Person"]["identifier"] |= {"minLength": 1, "allOf": [said]}
    for fact in ("Plan", "Measure"):
        of[fact]["slots"]["items"] = SLOTTED
    for fact in ("Reading", "Rating"):
        of[fact]["slot"] |= SLOTTED
    of["Rating"]["level"] = {"enum": [*(float(level) for level in LEVELS), None]}
    for name in ("importance", "difficulty"):
        of["Goal"][name]["anyOf"][0] |= {"minimum": 0, "maximum": 3}
    of["Dose"]["number"]["minimum"] = 1
    of["Dose"]["micrograms"]["anyOf"][0] |= {"exclusiveMinimum": 0, "maximum": LIMITS.micrograms_possible}
    large = {"type": "number", "exclusiveMinimum": LIMITS.micrograms_needing_second_person}
    is_null, is_value = {"type": "null"}, {"not": {"type": "null"}}
    without_value = _if({"status": {"not": {"const": "measured"}}}, {"value": is_null})
    conditions: dict[str, list[Any]] = {
        "Goal": [
            _if({"kind": {"const": "keep"}}, {"target": {"type": ["object", "null"], "properties": {"at": is_null}}})
        ],
        "Dose": [
            _if({"delivery": {"const": "none"}}, {"given_at": is_null})
            | {"else": _object({"micrograms": {"type": "number"}}, "micrograms")},
            _if({"micrograms": large}, {"reason": said, "checked_by": said}, "reason", "checked_by"),
        ],
        "Reading": [without_value | {"else": _object({"value": is_value}, "value")}],
        "Measure": [],
        "Target": [],
    }
    for key, scale in scales.catalogue().items():
        known, asked = {"scale": {"const": key}}, [item.key for item in scale.items]
        of_items = {"type": "array", "items": _among(asked)}
        conditions["Measure"].append(_if(known, {"items": of_items, "contractures": of_items}))
        conditions["Target"].append(_if(known, {"item": _among(scale.by_key)}))  # derived ones included
        conditions["Reading"].append(_if(known, {"item": _among(asked)}))
        for takes, items in groupby(scale.items, _takes):
            conditions["Reading"].append(_if({**known, "item": {"enum": [item.key for item in items]}}, takes))
    for fact, found in conditions.items():
        defined[fact]["allOf"] = found
    for fact in ("Measure", "Target", "Reading"):
        of[fact]["scale"]["enum"] = [*scales.catalogue()]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": FORMAT}


def _texts(node: Any) -> Iterator[dict[str, Any]]:
    """Every place in a schema that takes any text."""
    if isinstance(node, dict) and node.get("type") == "string" and not node.keys() & {"enum", "const", "pattern"}:
        yield node
    for inside in children(node).values():
        yield from _texts(inside)


def _among(keys: Collection[str]) -> dict[str, Any]:
    """One of these keys; an empty `enum` is no schema, so without a key nothing at all."""
    return {"enum": [*keys]} if keys else {"not": {}}


def _if(known: dict[str, Any], then: dict[str, Any], *needed: str) -> dict[str, Any]:
    return {"if": _object(known, *known), "then": _object(then, *needed)}


def _object(properties: dict[str, Any], *needed: str) -> dict[str, Any]:
    """An object with these keys as they are described, and those that it needs; strict validators ask for the type."""
    return {"type": "object", "properties": properties} | ({"required": [*needed]} if needed else {})


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
