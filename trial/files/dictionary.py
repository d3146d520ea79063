"""What the words of our files mean: scales, items, levels, statuses; for a sheet of the workbook and for the csv."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import scales
from scales.base import Scale
from trial.files import table
from trial.files.catalogue import ladders, range_text, scale_tree
from trial.wording.words import (
    CAUSE_WORDS,
    COURSE_WORDS,
    DELIVERY_WORDS,
    DIAGNOSIS_WORDS,
    EVENT_WORDS,
    OUTCOME_WORDS,
    RESULT_WORDS,
    SEVERITY_WORDS,
    STATE_WORDS,
    STATUS_WORDS,
    number_text,
)

WORDS: Mapping[str, Mapping[Any, str]] = {
    "status": STATUS_WORDS,
    "course": COURSE_WORDS,
    "goal result": RESULT_WORDS,
    "outcome": OUTCOME_WORDS,
    "state": STATE_WORDS,
    "delivery": DELIVERY_WORDS,
    "event": EVENT_WORDS,
    "severity": SEVERITY_WORDS,
    "cause": CAUSE_WORDS,
    "diagnosis group": DIAGNOSIS_WORDS,
}
RULES = {
    "at_most": "the value itself is this or less",
    "at_least": "the value itself is this or more",
    "falls_by": "value minus baseline falls by this or more",
    "rises_by": "value minus baseline rises by this or more",
    "improves_percent": "better by this percent of the baseline or more",
    "not_worse_by_percent": "broken when worse by this percent of the baseline",
    "improves_steps": "better by this many steps or more",
    "not_worse_by_steps": "broken when worse by this many steps",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing explained; `type` says what the cells of a column of a table hold."""

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


def write_dictionary() -> Iterator[str]:
    """The data dictionary of the table of readings, itself a table: its columns, then every scale, then the words."""
    yield table.lines(DICTIONARY)
    for column in table.COLUMNS:
        yield _line(Term(kind="column", of="readings", key=column.name, type=column.kind, meaning=column.means))
    for scale in scales.catalogue().values():
        yield from map(_line, scale_terms(scale))
    yield from map(_line, word_terms())


def _line(term: Term) -> str:
    return table.lines(["" if (cell := getattr(term, name)) is None else cell for name in DICTIONARY])


def scale_terms(scale: Scale) -> Iterator[Term]:
    """A scale with its items, levels, derived values, score and published errors."""
    tree, term = scale_tree(scale), partial(Term, of=scale.key)
    reference = " ".join(part for part in (tree["reference"], tree["unverified"]) if part)
    yield term(
        kind="scale",
        key=scale.key,
        name=tree["name"],
        better=tree["better"],
        meaning=f"{tree['measures']} {tree['change_means']}".strip(),
        source=f"{reference}\n{tree['rights']}",
    )
    for one in tree["published_errors"]:
        said, source = one["says"], one["source"]
        yield term(kind="published error", key=one["item"], name=one["group"], meaning=said, source=source)
    if scale.least_change is not None:
        yield term(kind="least change", meaning=number_text(scale.least_change), source=scale.least_change_source)
    if score := tree["score"]:
        yield term(kind="score", name=score["name"], meaning=score["formula"])
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
            yield term(kind="level", key=level["token"], name=name, meaning=level["label"], rank=level["rank"])
    for one in tree["derived"]:
        same = {"key": one["key"], "name": one["label"], "unit": one["unit"], "better": one["better"]}
        yield term(kind="derived", **same, meaning=one["formula"])


def word_terms() -> Iterator[Term]:
    """Every status, result, event and the like that a file may say."""
    for kind, words in {**WORDS, "goal rule": RULES}.items():
        for key, meaning in words.items():
            yield Term(kind=kind, key=key, meaning=meaning)
