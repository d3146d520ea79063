"""The Goals sheet: every goal at every dose with its result and reading; under it person, plan and decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from openpyxl.worksheet.worksheet import Worksheet

from trial.files.workbook.cells import INK, WHITE, put
from trial.files.workbook.table import BODY, NOTE, TITLE, Column, fit_row, print_down_to, write_table
from trial.ledger.facts import Goal, Rating, Trial
from trial.meaning.aims import target_text
from trial.meaning.goals import GoalResult
from trial.meaning.summary import Summary
from trial.wording.in_words import fields_in_words, in_words
from trial.wording.words import RESULT_WORDS, VOICE_WORDS, minutes_text

LOST = BODY.but(bold=True, ink=WHITE, fill=INK)
RESULT = BODY.but(bold=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One goal at one dose; without a result while there is none."""

    place: int  # in the person's own order
    goal: Goal
    result: GoalResult | None = None


def write_goals(sheet: Worksheet, trial: Trial, summary: Summary, zone: ZoneInfo) -> None:
    """Fill the sheet."""
    table = columns(zone)
    free = write_table(sheet, table, judged(trial, summary), zone=zone, nothing="No goals agreed yet.", frozen=3)
    if summary.first:
        put(
            sheet,
            free + 1,
            1,
            "First: lost goals, severe events, tone one way and function the other",
            TITLE.but(size=11),
        )
        free = _list(sheet, {f"{number}": said for number, said in enumerate(summary.first, start=1)}, free + 2)
    free = _at_a_glance(sheet, summary, free + 1)
    if summary.cautions:
        put(sheet, free + 1, 1, "Read with care", TITLE.but(size=11))
        free = _list(sheet, {f"{number}": said for number, said in enumerate(summary.cautions, start=1)}, free + 2)
    for dose in summary.doses:
        if dose.facts:
            put(sheet, free + 1, 1, f"Dose {dose.dose.number} in sentences", TITLE.but(size=11))
            free = _list(sheet, {fact.topic: fact.text for fact in dose.facts}, free + 2)
    for title, fact in (("The person", trial.person), ("The plan", trial.plan)):
        free = _listed(sheet, title, fact, free + 1)
    for number, decision in enumerate(trial.decisions, start=1):
        title = f"Decision {number}, {'signed' if decision.signed else 'DRAFT, not signed'}"
        free = _listed(sheet, title, decision, free + 1)
    print_down_to(sheet, table, free)


def judged(trial: Trial, summary: Summary) -> Iterator[Judged]:
    """Goals in the person's order, each dose by dose, as they were agreed before that dose."""
    results: dict[str, list[GoalResult]] = {}
    for result in summary.goals:
        results.setdefault(result.goal.id, []).append(result)
    for place, goal in enumerate(trial.goals, start=1):
        found = results.get(goal.id, [])
        yield from (Judged(place=place, goal=one.goal, result=one) for one in found)
        if not found:
            yield Judged(place=place, goal=goal)


def result_words(result: GoalResult) -> str:
    """The result in a word; the one that must not be overlooked in capitals."""
    words = RESULT_WORDS[result.result]
    return words.upper() if result.result == "lost" else words


def rating_words(rating: Rating) -> str:
    """
    >>> rating_words(Rating(goal="g1", slot="+4h", by="person", level=1))
    'person: 1'
    """
    return f"{VOICE_WORDS[rating.by]}: {'withdrawn' if rating.level is None else in_words(rating.level)}"


VALUE_COLUMNS = (4, 8)
VALUE_CHARACTERS = 115
"""Where the values of the lists under the table stand, and how wide these columns are together."""


def columns(zone: ZoneInfo) -> tuple[Column[Judged], ...]:
    """What the sheet shows of a goal."""
    return (
        Column("order", 7, "the person's own order", of=lambda row: row.place),
        Column("kind", 10, "achieve something, or keep something", of=lambda row: row.goal.kind),
        Column("words", 32, "in the person's own words", of=lambda row: row.goal.words),
        Column(
            "target",
            32,
            "what was agreed to count as reached; or rated",
            of=lambda row: target_text(row.goal.target) if row.goal.target else "rated",
        ),
        Column("dose", 6, "number of the dose", of=lambda row: row.result.dose if row.result else None),
        Column(
            "result",
            13,
            "met, partly met, not met; kept, LOST; not assessed",
            look=lambda row: LOST if row.result and row.result.result == "lost" else RESULT,
            of=lambda row: result_words(row.result) if row.result else "",
        ),
        Column(
            "because", 46, "the reading that it was judged by", of=lambda row: row.result.because if row.result else ""
        ),
        Column(
            "ratings", 18, "-2 to 2: the team's, and the person's, parent's or carer's, never averaged", of=_ratings
        ),
        Column("remarks", 26, "not testable today; edited after the dose; dropped", of=_remarks),
        *(replace(column, printed=False) for column in _for_reckoning(zone)),
    )


def _for_reckoning(zone: ZoneInfo) -> tuple[Column[Judged], ...]:
    return (
        Column("goal", 8, "its id", of=lambda row: row.goal.id),
        Column("area", 14, "area of life", of=lambda row: row.goal.area),
        Column("testable", 10, "today; by a proxy; or not today", of=lambda row: row.goal.testable),
        Column("proxy", 14, "the measure that stands for it today", of=lambda row: row.goal.proxy),
        Column(
            "lost from",
            10,
            "time after T0 of the first reading at which a keep goal was broken",
            of=lambda row: _lost(row, "start"),
        ),
        Column("lost to", 10, "the last reading at which it was broken", of=lambda row: _lost(row, "end")),
        Column("regained", 12, "when it was back", of=_regained),
        Column(
            "team's rating",
            9,
            "-2 to 2, of a rated goal",
            of=lambda row: row.result.team.level if row.result and row.result.team else None,
        ),
        Column("importance", 11, "0 to 3", of=lambda row: row.goal.importance),
        Column("difficulty", 10, "0 to 3", of=lambda row: row.goal.difficulty),
        Column("baseline level", 9, "of a rated goal", of=lambda row: row.goal.baseline_level),
        Column(f"agreed ({zone.key})", 17, "when it was agreed", of=lambda row: row.goal.agreed_at),
        Column("agreed by", 15, "with whom", of=lambda row: row.goal.agreed_by),
    )


def _ratings(row: Judged) -> str:
    if row.result is None:
        return ""
    return "\n".join(rating_words(one) for one in (row.result.team, *row.result.others) if one is not None)


def _lost(row: Judged, end: str) -> str:
    return "\n".join(minutes_text(getattr(one, end)) for one in row.result.lost) if row.result else ""


def _regained(row: Judged) -> str:
    lost = row.result.lost if row.result else ()
    return "\n".join("not regained" if one.regained is None else minutes_text(one.regained) for one in lost)


def _remarks(row: Judged) -> str:
    remarks = [
        {"today": "", "proxy": f"by proxy: {row.goal.proxy}", "not_today": "not testable today"}[row.goal.testable],
        "edited after this dose: counts from the next" if row.result and row.result.edited_after else "",
        "dropped" if row.goal.dropped_at else "",
        "within measurement error" if row.result and row.result.within_error else "",
    ]
    return "; ".join(remark for remark in remarks if remark)


def _at_a_glance(sheet: Worksheet, summary: Summary, top: int) -> int:
    """The counts of every dose; answers the first free row."""
    if not summary.at_a_glance:
        return top
    put(sheet, top, 1, "At a glance: the team's own criteria, counted; not a recommendation", TITLE.but(size=11))
    said = {f"dose {one.dose}": f"{one.counts_text}. {one.word}." for one in summary.at_a_glance}
    return _list(sheet, said, top + 1)


def _listed(sheet: Worksheet, title: str, fact: object, top: int) -> int:
    """One fact, a field a row; answers the first free row."""
    put(sheet, top, 1, title, TITLE.but(size=11))
    return _list(sheet, fields_in_words(fact), top + 1)


def _list(sheet: Worksheet, said: Mapping[str, str], top: int) -> int:
    """Names and values, a row each; answers the first free row."""
    first, last = VALUE_COLUMNS
    look = BODY.but(below="")
    for row, (name, value) in enumerate(said.items(), start=top):
        put(sheet, row, 1, name, NOTE)
        put(sheet, row, first, value, look)
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        fit_row(sheet, row, [(value, VALUE_CHARACTERS, look)])
    return top + len(said)
