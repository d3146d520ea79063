"""The Dictionary sheet: the headline facts by name, and every column, scale, level, status and word of this book."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

import scales
from scales.base import Derived, Grade, Item, Level, Number, Scale
from trial.files.workbook.cells import Content
from trial.files.workbook.paper import Imprint
from trial.files.workbook.table import BODY, Column, write_table
from trial.ledger.facts import Trial
from trial.meaning.in_words import in_words
from trial.meaning.words import (
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
    """One thing explained."""

    kind: str
    of: str = ""
    key: str = ""
    name: str = ""
    meaning: str = ""
    value: Content = None
    unit: str = ""
    span: str = ""
    rank: int | None = None
    better: str = ""
    source: str = ""


COLUMNS: tuple[Column[Term], ...] = (
    Column("kind", 13, "fact, column, scale, item, level, status ...", of=lambda term: term.kind),
    Column("of", 18, "the sheet or scale that it belongs to", of=lambda term: term.of),
    Column("key", 24, "how files and formulas call it", of=lambda term: term.key),
    Column("name", 22, "how people call it", of=lambda term: term.name),
    Column("meaning", 46, "what it says", of=lambda term: term.meaning),
    Column(
        "value",
        20,
        "of a headline fact: refer to it from another sheet by its key",
        look=BODY.but(across="left"),
        of=lambda term: term.value,
    ),
    Column("unit", 10, "unit of a number", of=lambda term: term.unit),
    Column("range", 13, "what is possible, from and to", of=lambda term: term.span),
    Column("rank", 6, "the step on which a level stands; a step is one rank", of=lambda term: term.rank),
    Column("better", 9, "which way is better", of=lambda term: term.better),
    Column(
        "source and rights", 44, "where it was published, and what is known of its rights", of=lambda term: term.source
    ),
)


def write_dictionary(
    sheet: Worksheet,
    trial: Trial,
    facts: Iterable[Term],
    columns: Mapping[str, Iterable[Column[Any]]],
    imprint: Imprint,
) -> None:
    """Fill the sheet and give each headline fact its name in the workbook."""
    named = tuple(facts)
    terms = (*named, *_columns({**columns, sheet.title: COLUMNS}), *_scales(trial), *_words())
    write_table(sheet, COLUMNS, terms, zone=imprint.zone)
    for row, fact in enumerate(named, start=2):
        where = f"{quote_sheetname(sheet.title)}!$F${row}"
        sheet.parent.defined_names[fact.key] = DefinedName(fact.key, attr_text=where)


def _columns(sheets: Mapping[str, Iterable[Column[Any]]]) -> Iterator[Term]:
    for sheet, columns in sheets.items():
        for column in columns:
            yield Term(kind="column", of=sheet, key=column.title, meaning=column.means)


def _scales(trial: Trial) -> Iterator[Term]:
    used = {measure.scale for measure in trial.plan.measures}
    used |= {reading.scale for dose in trial.doses for reading in dose.readings}
    used |= {goal.target.scale for goal in trial.goals if goal.target}
    for key in sorted(used):
        yield from _scale(scales.get(key))


def _scale(scale: Scale) -> Iterator[Term]:
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


def _words() -> Iterator[Term]:
    for kind, words in {**WORDS, "goal rule": RULES}.items():
        for key, meaning in words.items():
            yield Term(kind=kind, key=key, meaning=meaning)
