"""The Dictionary sheet: the headline facts by name, and every column, scale, level, status and word of this book."""

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

import scales
from trial.brief import Brief
from trial.files.data_dictionary import Term, scale_terms, word_terms
from trial.files.imprint import Imprint
from trial.files.workbook.sheet import Sheet
from trial.files.workbook.table import Column, Table
from trial.meaning.state import standing_decision
from trial.wording.phrases import outcome_text
from trial.wording.words import STATE_WORDS

VALUE = 5  # the place of its column
COLUMNS: Sequence[Column[Term]] = (
    Column("kind", 13, "fact, column, scale, item, level, status ...", lambda term: term.kind),
    Column("of", 18, "the sheet or scale that it belongs to", lambda term: term.of),
    Column("key", 24, "how files and formulas call it", lambda term: term.key),
    Column("name", 22, "how people call it", lambda term: term.name),
    Column("meaning", 46, "what it says", lambda term: term.meaning),
    Column("value", 20, "of a headline fact: refer to it from another sheet by its key", lambda term: term.value),
    Column("unit", 10, "unit of a number", lambda term: term.unit),
    Column("range", 13, "what is possible, from and to", lambda term: term.span),
    Column("rank", 6, "the step on which a level stands; a step is one rank", lambda term: term.rank),
    Column("better", 9, "which way is better", lambda term: term.better),
    Column("source and rights", 44, "who published it, and what is known of its rights", lambda term: term.source),
)


def write_dictionary(sheet: Sheet, brief: Brief, imprint: Imprint, tables: Mapping[str, Table[Any]]) -> None:
    """Fill the sheet and give each headline fact its name in the workbook, so that other sheets can refer to it."""
    facts = _facts(brief, imprint)
    columns = {**{name: table.columns for name, table in tables.items()}, sheet.title: COLUMNS}
    explained = (
        Term(kind="column", of=name, key=column.title, meaning=column.meaning)
        for name, found in columns.items()
        for column in found
    )
    trial = brief.summary.trial
    used = {measure.scale for measure in trial.plan.measures}
    used |= {reading.scale for dose in trial.doses for reading in dose.readings}
    used |= {goal.target.scale for goal in trial.goals if goal.target}
    measured = (term for key in sorted(used) for term in scale_terms(scales.get(key)))
    named = (
        Term(kind="fact", of="Summary", key=key, meaning=meaning, value=value)
        for key, (meaning, value) in facts.items()
    )
    Table(rows=(*named, *explained, *measured, *word_terms()), nothing="", printed=COLUMNS).write(sheet)
    for row, key in enumerate(facts, start=1):
        cell = xl_rowcol_to_cell(row, VALUE, row_abs=True, col_abs=True)
        sheet.book.writer.define_name(key, f"={sheet.title}!{cell}")


def _facts(brief: Brief, imprint: Imprint) -> dict[str, tuple[str, Any]]:
    """The headline facts by name: what each means, and its value."""
    summary, latest = brief.summary, brief.summary.latest
    trial, person, decision = summary.trial, summary.trial.person, standing_decision(summary.trial)
    dose = latest.dose if latest else None
    glance, safety = (latest.glance, latest.safety) if latest else (None, None)
    clock = imprint.zone.key
    return {
        "itb_trial": ("the trial", trial.id),
        "itb_identifier": ("first identifier", person.identifier),
        "itb_name": ("name", person.name),
        "itb_born": ("date of birth", person.born),
        "itb_state": ("where the trial stands", summary.state),
        "itb_state_in_words": ("the same in words", STATE_WORDS[summary.state]),
        "itb_outcome": ("the signed decision, or that there is none", outcome_text(decision)),
        "itb_signed_by": ("who signed it", decision and decision.signed_by),
        "itb_signed_at": (f"when ({clock})", decision and decision.signed_at),
        "itb_doses": ("doses delivered", len(summary.delivered)),
        "itb_dose_number": ("the latest dose: its number", dose and dose.number),
        "itb_dose_micrograms": ("of the latest dose", dose and dose.micrograms),
        "itb_dose_given_at": (f"its end of injection, T0 ({clock})", dose and dose.given_at),
        "itb_at_a_glance": ("the team's own criteria, counted, in a word", glance and glance.says),
        "itb_met": ("achieve goals met at the latest dose", glance and glance.met),
        "itb_partly_met": ("achieve goals partly met", glance and glance.partly_met),
        "itb_not_met": ("achieve goals not met", glance and glance.not_met),
        "itb_kept": ("keep goals kept", glance and glance.kept),
        "itb_lost": ("keep goals LOST", glance and glance.lost),
        "itb_not_assessed": ("goals not assessed", glance and glance.not_assessed),
        "itb_worst_severity": ("worst adverse event; empty until asked about", safety and safety.worst_severity),
        "itb_highest_news2": ("highest complete NEWS2 total", safety and safety.highest_news2),
        "itb_systolic_fall": ("mmHg below own baseline", safety and safety.systolic_fall),
        "itb_entries": ("entries in the trial's own ledger", trial.entries),
        "itb_fingerprint": ("sha256 of its head", trial.fingerprint),
        "itb_version": ("of the program that made this file", imprint.version),
        "itb_made_at": (f"when this file was made ({clock})", imprint.made_at),
        "itb_made_by": ("who made it", imprint.made_by),
    }
