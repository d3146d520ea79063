"""What can be measured and what the words of our files mean, as plain data: for files, dictionaries, the screen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import scales
from scales.base import Choice, Grade, Item, Number, Numbers, Scale, YesNo
from trial.files import table
from trial.files.summary import fields_of
from trial.wording import words

Tree = dict[str, Any]
WORDS: Mapping[str, Mapping[Any, str]] = {
    "status": words.STATUS_WORDS,
    "course": words.COURSE_WORDS,
    "goal result": words.RESULT_WORDS,
    "outcome": words.OUTCOME_WORDS,
    "state": words.STATE_WORDS,
    "delivery": words.DELIVERY_WORDS,
    "event": words.EVENT_WORDS,
    "severity": words.SEVERITY_WORDS,
    "cause": words.CAUSE_WORDS,
    "diagnosis group": words.DIAGNOSIS_WORDS,
    "goal rule": {
        "at_most": "the value itself is this or less",
        "at_least": "the value itself is this or more",
        "falls_by": "value minus baseline falls by this or more",
        "rises_by": "value minus baseline rises by this or more",
        "improves_percent": "better by this percent of the baseline or more",
        "not_worse_by_percent": "broken when worse by this percent of the baseline",
        "improves_steps": "better by this many steps or more",
        "not_worse_by_steps": "broken when worse by this many steps",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the dictionary; `type`: the type of a column's cells, or what a spreadsheet may take a token for."""

    kind: str
    of: str = ""
    key: str = ""
    name: str = ""
    type: str = ""
    meaning: str = ""
    value: Any = None  # of a headline fact
    unit: str = ""
    span: str = ""
    rank: int | None = None
    better: str = ""
    source: str = ""


DICTIONARY = ("kind", "of", "key", "name", "type", "meaning", "unit", "span", "rank", "better", "source")


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
    columns = [item.key for item in scale.case_items]
    return {
        **fields_of(scale, "key name domain measures better performance hourly"),
        "items": [_item(item, scale) for item in scale.items],
        "derived": [fields_of(derived, "key label unit better formula") for derived in scale.derived],
        "score": scale.score and {**fields_of(scale.score, "name formula needs"), "columns": columns},
        "change_means": scale.change_means,
        "published_errors": [fields_of(error, "group item says source") for error in scale.errors],
        "reference": scale.reference.text,
        **fields_of(scale.reference, "year unverified"),
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
    """Return the range of possible numbers as text; empty for an item that is not a number."""
    if item["kind"] != Number.kind:
        return ""
    return f"{words.number_text(item['lowest'])} to {words.number_text(item['highest'])}"


def write_dictionary() -> Iterator[str]:
    """The data dictionary of the table of readings, itself a table: its columns, then every scale, then the words."""
    yield table.lines(DICTIONARY)
    columns = (
        Term(kind="column", of="readings", key=column.name, type=column.kind, meaning=column.means)
        for column in table.COLUMNS
    )
    of_scales = (term for scale in scales.catalogue().values() for term in scale_terms(scale))
    for term in (*columns, *of_scales, *word_terms()):
        yield table.lines(getattr(term, name) for name in DICTIONARY)


def scale_terms(scale: Scale) -> Iterator[Term]:
    """A scale with its items, levels, derived values, score and published errors."""
    tree, term = scale_tree(scale), partial(Term, of=scale.key)
    reference = " ".join(part for part in (tree["reference"], tree["unverified"]) if part)
    yield term(
        kind="scale",
        **fields_of(scale, "key name better"),
        meaning=f"{scale.measures} {scale.change_means}".strip(),
        source=f"{reference}\n{scale.rights}",
    )
    for error in scale.errors:
        yield term(kind="published error", key=error.item, name=error.group, meaning=error.says, source=error.source)
    if scale.least_change is not None:
        least = words.number_text(scale.least_change)
        yield term(kind="least change", meaning=least, source=scale.least_change_source)
    if scale.score:
        yield term(kind="score", name=scale.score.name, meaning=scale.score.formula)
    for item in tree["items"]:
        yield term(
            kind="item",
            key=item["key"],
            name=item["label"],
            better=item["better"],
            meaning=item["role"] if item["role"] != "measure" else "",
            span=range_text(item),
            unit=item.get("unit", ""),
        )
    found = ladders(tree)
    for levels, labels in found:
        shared = "every graded item" if len(found) == 1 else f"{labels[0]} ..."
        name = labels[0] if len(labels) == 1 else shared
        for level in levels:
            token = level["token"]
            kind = table.token_type(token)
            yield term(kind="level", key=token, name=name, type=kind, meaning=level["label"], rank=level["rank"])
    for derived in scale.derived:
        yield term(kind="derived", **fields_of(derived, "key unit better"), name=derived.label, meaning=derived.formula)


def word_terms() -> Iterator[Term]:
    """Every status, result, event and the like that a file may say."""
    for kind, meanings in WORDS.items():
        for key, meaning in meanings.items():
            yield Term(kind=kind, key=key, meaning=meaning)


def _item(item: Item, scale: Scale) -> Tree:
    tree: Tree = {**fields_of(item, "key label kind role side"), "better": item.better or scale.better}
    match item:
        case Grade():
            tree["levels"] = [fields_of(level, "token label rank") for level in item.levels]
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
