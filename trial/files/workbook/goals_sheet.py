"""The Goals sheet: every goal at every dose with its result and reading; under it brief, person and plan in full."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from trial.brief import Brief
from trial.files.workbook.look import INK, WHITE, Look
from trial.files.workbook.sheet import Content, Sheet
from trial.files.workbook.table import BODY, NOTE, TITLE, Column, Columns, fit_row, print_down_to, write_table
from trial.ledger.facts import Goal
from trial.meaning.goals import GoalResult, LostPeriod
from trial.meaning.state import draft_decision
from trial.meaning.summary import Summary
from trial.wording import headings
from trial.wording.goals import asks, because, cell_word, level_text
from trial.wording.in_words import fields_in_words
from trial.wording.sentences import topics_of
from trial.wording.words import capital, minutes_text

RESULT = BODY.but(bold=True)
INVERSE = RESULT.but(font_color=WHITE, bg_color=INK)
VALUE = BODY.but(bottom=0)
FIRST, LAST = 3, 7
"""The columns over which the values of the lists under the table stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One goal at one dose, as it was agreed before it; without a result while there is none."""

    place: int  # in the person's own order
    goal: Goal
    result: GoalResult | None = None


def write_goals(sheet: Sheet, brief: Brief, zone: ZoneInfo) -> Columns[Judged]:
    """Fill the sheet."""
    columns = _columns(zone.key)
    free = write_table(sheet, columns, _rows(brief.summary), zone=zone, nothing=headings.NO_GOALS, frozen=3)
    wide = sum(sheet.widths[column] for column in range(FIRST, LAST + 1))
    for title, said in _lists(brief):
        if not said:
            continue
        sheet.put(free + 1, 0, title, TITLE.but(font_size=11))
        free += 2
        for name, text in said:
            sheet.put(free, 0, name, NOTE)
            sheet.put(free, FIRST, text, VALUE, last=LAST)
            fit_row(sheet, free, [(text, wide, VALUE)])
            free += 1
    print_down_to(sheet, columns, free)
    return columns


def _rows(summary: Summary) -> Iterator[Judged]:
    """Goals in the person's order, each dose by dose."""
    for place, goal in enumerate(summary.trial.goals, start=1):
        found = [result for result in summary.goals if result.goal.id == goal.id]
        yield from (Judged(place=place, goal=result.goal, result=result) for result in found)
        if not found:
            yield Judged(place=place, goal=goal)


def _columns(clock: str) -> Columns[Judged]:
    return Columns(
        printed=[
            Column("order", 7, "the person's own order", lambda row: row.place),
            Column("kind", 10, "achieve something, or keep something", lambda row: row.goal.kind),
            Column("words", 32, "in the person's own words", lambda row: row.goal.words),
            Column("asks", 32, "what was agreed to count as reached, if it is tested", lambda row: asks(row.goal)),
            Column("dose", 6, "number of the dose", _judged(lambda result: result.dose)),
            Column(
                "result", 13, "met, partly met, not met; kept, LOST; not assessed", _judged(cell_word), _result_look
            ),
            Column("because", 60, "the reading that it was judged by", _judged(because)),
            Column("ratings", 24, "-2 to 2: the team's, and those of others, never averaged", _judged(_ratings)),
        ],
        behind=[
            Column("goal", 8, "its id", lambda row: row.goal.id),
            Column("area", 14, "area of life", lambda row: row.goal.area),
            Column("testable", 10, "today; by a proxy; or not today", lambda row: row.goal.testable),
            Column("proxy", 14, "the measure that stands for it today", lambda row: row.goal.proxy),
            Column("lost from", 10, "when it was first broken", _lost(lambda period: minutes_text(period.start))),
            Column("lost to", 10, "when it was last broken", _lost(lambda period: minutes_text(period.end))),
            Column("regained", 12, "when it was back", _lost(_regained)),
            Column("within error", 9, "met within measurement error", _judged(lambda result: result.within_error)),
            Column("edited after", 9, "edited after this dose", _judged(lambda result: result.edited_after)),
            Column(f"dropped ({clock})", 17, "when it was dropped, if it was", lambda row: row.goal.dropped_at),
            Column(
                "team's rating",
                9,
                "-2 to 2, of a rated goal",
                _judged(lambda result: result.team.level if result.team else None),
            ),
            Column("importance", 11, "0 to 3", lambda row: row.goal.importance),
            Column("difficulty", 10, "0 to 3", lambda row: row.goal.difficulty),
            Column("baseline level", 9, "of a rated goal", lambda row: row.goal.baseline_level),
            Column(f"agreed ({clock})", 17, "when it was agreed", lambda row: row.goal.agreed_at),
            Column("agreed by", 15, "with whom", lambda row: row.goal.agreed_by),
        ],
    )


def _result_look(row: Judged) -> Look:
    return INVERSE if row.result and row.result.result == "lost" else RESULT


def _judged(of: Callable[[GoalResult], Content]) -> Callable[[Judged], Content]:
    """What is taken from a result, where there is one."""
    return lambda row: of(row.result) if row.result else None


def _lost(worded: Callable[[LostPeriod], str]) -> Callable[[Judged], Content]:
    """Every period in which the goal was lost, a line each."""
    return _judged(lambda result: "\n".join(map(worded, result.lost)))


def _regained(period: LostPeriod) -> str:
    return "not regained" if period.regained is None else minutes_text(period.regained)


def _ratings(result: GoalResult) -> str:
    return "\n".join(level_text(rating) for rating in (result.team, *result.others) if rating)


def _lists(brief: Brief) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """What stands under the table, whatever the Summary had to cut: a title, and under it names and texts."""
    trial = brief.summary.trial
    yield headings.FIRST, _numbered([fact.line for fact in brief.prominent])
    glances = [
        (dose.title, "; ".join((*(f"{one.bold}{one.rest}" for one in dose.counts), dose.word)))
        for dose in brief.doses
        if dose.counts
    ]
    yield f"{headings.AT_A_GLANCE}: {headings.COUNTED}", glances
    yield headings.QUOTATIONS, [(said.speaker, said.text) for said in brief.quotations]
    yield headings.CAUTIONS, _numbered(brief.cautions)
    for dose in brief.summary.doses:
        yield f"Dose {dose.dose.number} in sentences", [(topic.name, capital(topic.text)) for topic in topics_of(dose)]
    for decision in brief.decision.every_signed:
        yield decision.title, decision.lines
    if draft_decision(trial):
        yield brief.decision.standing, [("", brief.decision.drafted.title), *brief.decision.drafted.lines]
    yield "The person", list(fields_in_words(trial.person).items())
    yield "The plan", list(fields_in_words(trial.plan).items())


def _numbered(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(number), text) for number, text in enumerate(texts, start=1)]
