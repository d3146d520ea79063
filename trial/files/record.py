"""The record file (CONTRACT.md): one trial's clinical content as JSON, the same bytes whenever it says the same."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trial.files.json_text import parsed, refused, written
from trial.files.validation import fault_text
from trial.ledger.facts import (
    Decision,
    Dose,
    Event,
    Goal,
    Measure,
    Person,
    Plan,
    Rating,
    Reading,
    Record,
    Target,
    Words,
)
from trial.meaning.schedule import slot_minutes
from trial.rules import why_not
from trial.rules.record import check_record
from trial.wording.refusals import sentence_of

FORMAT = "itb-trial-record/1"
LAST_CORE_KEY: Mapping[type, str] = {
    Record: "decisions",
    Person: "notes",
    Plan: "measures",
    Measure: "peak_slot",
    Goal: "agreed_by",
    Target: "amount",
    Dose: "words",
    Reading: "note",
    Rating: "level",
    Event: "words",
    Words: "text",
    Decision: "signed_at",
}
"""Keys up to this one are always written; later ones only when they say something."""
UPCASTERS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By an older format: what turns a file of it into one of the next. Nothing older than this one was ever written."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


def read_record(data: bytes, where: str = "") -> Record:
    """The record in a file; raises InvalidInput with the place and the reason in one sentence.

    `where` (a file name) goes before the sentence. Lists come back in the order in which they are written.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused(where, "", "This file is not UTF-8 text.") from None
    raw = parsed(text, where)
    if not isinstance(raw, dict):
        raise refused(where, "", "A record file holds one JSON object, in braces.")
    while isinstance(raw.get("format"), str) and raw["format"] in UPCASTERS:
        raw = UPCASTERS[raw["format"]](raw)
    if raw.get("format") != FORMAT:
        raise refused(where, "format", f"This is not a record file of the format {FORMAT}.")
    try:
        record = record_adapter().validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        raise refused(where, *_first(error, raw)) from None
    if problem := why_not(check_record, record):
        raise refused(where, problem.field, sentence_of(problem))
    return in_order(_asked(record, raw))


def write_record(record: Record) -> bytes:
    """A record as the bytes of its file: UTF-8, two-space indent, keys and lists in order, one newline at the end."""
    return (written(_tree(in_order(record))) + "\n").encode()


def write_line(record: Record) -> bytes:
    """A record as one line of JSON Lines, for every trial at once."""
    return (written(_tree(in_order(record)), indent=None) + "\n").encode()


def first_difference(there: Record, new: Record) -> str | None:
    """The first place where two records say something else, for example `doses[0].readings[3].value`; None if alike."""
    way = _difference(_tree(in_order(there)), _tree(in_order(new)))
    return None if way is None else way.removeprefix(".")


def in_order(record: Record) -> Record:
    """The same record with its lists in the order of the file, and `at` said on every target that has one."""
    return replace(
        record,
        goals=tuple(_settled(goal) for goal in record.goals),
        doses=tuple(_dose_in_order(dose) for dose in sorted(record.doses, key=lambda one: one.number)),
    )


def _dose_in_order(dose: Dose) -> Dose:
    return replace(
        dose,
        readings=tuple(sorted(dose.readings, key=attrgetter("taken_at", "scale", "item", "by"))),
        ratings=tuple(sorted(dose.ratings, key=lambda one: _rated(dose, one))),
        events=tuple(sorted(dose.events, key=lambda one: one.began_at)),
        follow_up=tuple(sorted(dose.follow_up, key=lambda one: one.called_at)),
    )


def _rated(dose: Dose, rating: Rating) -> tuple[datetime, datetime]:
    """When a goal was rated: where nobody noted it, at the planned time of its slot."""
    minutes = slot_minutes(rating.slot) or 0
    planned = dose.given_at + timedelta(minutes=float(minutes)) if dose.given_at and minutes else LONG_AGO
    return rating.rated_at or planned, rating.rated_at or LONG_AGO


def _settled(goal: Goal) -> Goal:
    """A goal whose target says when it is judged: an achieve goal at the peak unless it says otherwise."""
    earlier = tuple(replace(one, goal=_settled(one.goal)) for one in goal.earlier)
    if goal.target is None or goal.kind == "keep":
        return replace(goal, earlier=earlier)
    return replace(goal, earlier=earlier, target=replace(goal.target, at=goal.target.at or "peak"))


def _asked(record: Record, raw: dict[str, Any]) -> Record:
    """Adverse events that are listed were asked about, unless the file says something else."""
    doses = zip(record.doses, raw.get("doses", ()), strict=True)
    return replace(
        record,
        doses=tuple(
            dose if "events_asked" in said else replace(dose, events_asked=bool(dose.events)) for dose, said in doses
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
        own_id = field.name == "id" and isinstance(value, str) and value.startswith("#")
        if core or not (own_id or value == _default(field)):
            yield field.name, _tree(value)
        core = core and field.name != last


def _default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _difference(there: Any, new: Any) -> str | None:
    """The way from two trees to the first place where they differ; empty where they do so themselves, None if alike."""
    ours, theirs = _inside(there), _inside(new)
    if type(there) is not type(new) or ours is None or theirs is None:
        return None if type(there) is type(new) and there == new else ""
    for step in {**ours, **theirs}:
        if step not in ours or step not in theirs:
            return step
        if (way := _difference(ours[step], theirs[step])) is not None:
            return step + way
    return None


def _inside(node: Any) -> dict[str, Any] | None:
    """What a tree holds by the step that leads there; None for what holds nothing."""
    if isinstance(node, dict):
        return {f".{key}": value for key, value in node.items()}
    return {f"[{number}]": value for number, value in enumerate(node)} if isinstance(node, list) else None


@cache
def record_adapter() -> TypeAdapter[Record]:
    return TypeAdapter(Record)


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
