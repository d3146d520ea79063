"""What the words of our files mean: scales, items, levels, statuses; for a sheet of the workbook and for the csv."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import scales
from scales.base import Derived, Grade, Item, Level, Number, Scale
from trial.files import table
from trial.wording.in_words import in_words
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
    reference = " ".join(part for part in (scale.reference.text, scale.reference.unverified) if part)
    yield Term(
        kind="scale",
        of=scale.key,
        key=scale.key,
        name=scale.name,
        better=scale.better,
        meaning=" ".join((scale.measures, scale.change_means)).strip(),
        source=f"{reference}\n{scale.rights}",
    )
    for error in scale.errors:
        yield Term(
            kind="published error",
            of=scale.key,
            key=error.item,
            name=error.group,
            meaning=error.says,
            source=error.source,
        )
    if scale.least_change is not None:
        yield Term(
            kind="least change", of=scale.key, meaning=in_words(scale.least_change), source=scale.least_change_source
        )
    if scale.score:
        yield Term(kind="score", of=scale.key, name=scale.score.name, meaning=scale.score.formula)
    levels: dict[tuple[Level, ...], list[Item]] = {}
    for item in scale.items:
        span = f"{in_words(item.hard[0])} to {in_words(item.hard[1])}" if isinstance(item, Number) else ""
        yield Term(
            kind="item",
            of=scale.key,
            key=item.key,
            name=item.label,
            better=scale.better_for(item.key),
            meaning=item.role if item.role != "measure" else "",
            span=span,
            unit=item.unit if isinstance(item, Number) else "",
        )
        if isinstance(item, Grade):
            levels.setdefault(item.levels, []).append(item)
    for ladder, items in levels.items():
        whose = (
            items[0].label if len(items) == 1 else "every graded item" if len(levels) == 1 else f"{items[0].label} ..."
        )
        for level in ladder:
            yield Term(kind="level", of=scale.key, key=level.token, name=whose, meaning=level.label, rank=level.rank)
    yield from (_derived(scale, one) for one in scale.derived)


def _derived(scale: Scale, one: Derived) -> Term:
    return Term(
        kind="derived", of=scale.key, key=one.key, name=one.label, unit=one.unit, better=one.better, meaning=one.formula
    )


def word_terms() -> Iterator[Term]:
    """Every status, result, event and the like that a file may say."""
    for kind, words in {**WORDS, "goal rule": RULES}.items():
        for key, meaning in words.items():
            yield Term(kind=kind, key=key, meaning=meaning)
