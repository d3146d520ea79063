"""The Dictionary sheet: the headline facts by name, and every column, scale, level, status and word of this book."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

import scales
from trial.files.dictionary import Term, scale_terms, word_terms
from trial.files.imprint import Imprint
from trial.files.workbook.table import BODY, Column, write_table
from trial.ledger.facts import Trial

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
    terms = (*named, *_columns({**columns, sheet.title: COLUMNS}), *_scales(trial), *word_terms())
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
        yield from scale_terms(scales.get(key))
