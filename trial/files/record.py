"""The record file (CONTRACT.md): one trial's clinical content as JSON, the same bytes whenever it says the same."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trial.files.syntax import children, fault_text, parsed, refused, written
from trial.ledger import facts
from trial.ledger.facts import Correction, Decision, Dose, Goal, Rating, Reading, Record, Trial
from trial.ledger.payload import ERASED
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import slot_minutes
from trial.rules.record import record_problems
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
        record = record_adapter().validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        raise refused(where, *_first(error, raw)) from None
    for problem in record_problems(record):
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


def record_of(trial: Trial) -> Record:
    """What the record file of a trial holds: where an erased one must have a text, that it was erased."""
    if trial.erased_at is None:
        return trial.record
    return replace(
        trial.record,
        doses=tuple(_erased_dose(dose) for dose in trial.doses),
        decisions=tuple(_erased_decision(decision) for decision in trial.decisions),
    )


def _erased_dose(dose: Dose) -> Dose:
    explained = dose.micrograms > LIMITS.micrograms_needing_second_person
    return replace(
        dose,
        reason=dose.reason or (ERASED if explained else ""),
        readings=tuple(_erased_reading(reading) for reading in dose.readings),
        withdrawn=_erased_corrections(dose.withdrawn),
    )


def _erased_reading(reading: Reading) -> Reading:
    note = reading.note or (ERASED if reading.status == "unsafe" else "")
    return replace(reading, note=note, corrected=_erased_corrections(reading.corrected))


def _erased_corrections(before: tuple[Correction, ...]) -> tuple[Correction, ...]:
    return tuple(replace(correction, reading=_erased_reading(correction.reading)) for correction in before)


def _erased_decision(decision: Decision) -> Decision:
    history = tuple(replace(earlier, decision=_erased_decision(earlier.decision)) for earlier in decision.history)
    words = decision.person_words or (ERASED if decision.person_agrees == "unsure" else "")
    return replace(decision, person_words=words, history=history)


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
    ours, theirs = children(there), children(new)
    if type(there) is not type(new) or not (ours or theirs):
        return None if type(there) is type(new) and there == new else ""
    for step in {**ours, **theirs}:
        if step not in ours or step not in theirs:
            return step
        if (way := _difference(ours[step], theirs[step])) is not None:
            return step + way
    return None


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
