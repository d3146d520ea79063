"""The sheets of what was found: the course of every measure, and the goals; under these brief, person and plan."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from trial.brief import Brief
from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.brief.panels.tables import shade_of
from trial.files.workbook.sheet import INK, WHITE, Content, Look, Sheet
from trial.files.workbook.table import BODY, NOTE, NUMBER, TITLE, Column, Table, fit_row
from trial.ledger.facts import Goal
from trial.meaning.course import Best, Series
from trial.meaning.goals import GoalResult, LostPeriod
from trial.meaning.point import Point
from trial.meaning.schedule import slot_order
from trial.meaning.state import draft_decision
from trial.meaning.summary import Summary
from trial.meaning.timeline import value_of
from trial.wording import headings
from trial.wording.audit import fields_in_words
from trial.wording.dose_summary import topics_of
from trial.wording.goals import asks, because, cell_word, level_text
from trial.wording.remarks import why_text
from trial.wording.words import COURSE_WORDS, STATUS_WORDS, capital, minutes_text

MINUTES = NUMBER.but(num_format="0")
IN_SLOT = "value of that slot: its latest reading, or in words why there is none"
RESULT = BODY.but(bold=True)
LOST = RESULT.but(font_color=WHITE, bg_color=INK)
VALUE = BODY.but(bottom=0)
FIRST, LAST = 3, 7
"""The columns of the values of the lists under the goals; the last one is the last that is printed."""


def course_table(summary: Summary) -> Table[Series]:
    """Every measure, dose by dose, along its slots in the order of the plan; tone is shaded by its rank."""
    rows = [series for dose in summary.doses for series in dose.series]
    slots = sorted({point.slot for row in rows for point in row.points}, key=slot_order)
    micrograms = {
        dose.dose.number: dose.dose.micrograms if dose.dose.delivery != "none" else None for dose in summary.doses
    }
    printed: list[Column[Series]] = [
        Column("dose", 6, "number of the dose", lambda row: row.dose),
        Column("measure", 31, "what was measured", lambda row: row.label),
        Column("unit", 13, "unit of the numbers; empty for grades", lambda row: row.unit),
        *(Column(slot, 9, IN_SLOT, partial(_value, slot), partial(_look, slot)) for slot in slots),
        Column("peak at minutes", 9, "when the peak was really read", lambda row: _at(row.peak), MINUTES),
        Column("steps", 7, "ranks from baseline to peak; positive is better", lambda row: row.steps_at_peak, NUMBER),
        Column("change", 9, "peak minus baseline", lambda row: row.change_at_peak, _number),
        Column("percent", 9, "change in percent of the baseline", lambda row: row.percent_at_peak, MINUTES),
        Column("course at peak", 16, "against this dose's own baseline", _course),
    ]
    extra: list[Column[Series]] = [
        Column("why", 34, "what stands behind, or against, the course", lambda row: why_text(row.why)),
        Column("contracture", 9, "fixed: listed, but counted nowhere", lambda row: row.contracture),
        Column("best", 9, "of the day, beside the peak and never instead of it", lambda row: _read(row.best), _number),
        Column("best at minutes", 9, "when that was", lambda row: _at(row.best), MINUTES),
        Column("best of", 7, "readings it was chosen from", lambda row: row.best.of if row.best else None, NUMBER),
        Column("worst", 9, "worst reading of the day", lambda row: _read(row.worst), _number),
        Column("worst at minutes", 9, "when that was", lambda row: _at(row.worst), MINUTES),
        Column("wore off at minutes", 9, "when two readings began to be back", lambda row: _at(row.wore_off), MINUTES),
        Column("peak slot", 8, "the slot at which the peak is judged", lambda row: row.peak_slot),
        Column("micrograms", 10, "of that dose; empty where nothing was delivered", lambda row: micrograms[row.dose]),
        Column("scale", 20, "key of the scale", lambda row: row.scale.key),
        Column("item", 26, "key of the item", lambda row: row.item),
    ]
    return Table(rows=rows, nothing="Nothing planned or measured yet.", frozen=3, printed=printed, extra=extra)


def _at(found: Point | Best | None) -> Content:
    point = found.point if isinstance(found, Best) else found
    return point.minutes if point else None


def _read(found: Best | None) -> Content:
    return found.point.value if found else None


def _course(row: Series) -> str:
    return COURSE_WORDS[row.course_at_peak] if row.course_at_peak else ""


def _in_slot(slot: str, row: Series) -> Point | None:
    """The value of a slot (rules 6 and 9)."""
    return value_of(point for point in row.points if point.slot == slot)


def _value(slot: str, row: Series) -> Content:
    point = _in_slot(slot, row)
    if point is None:
        return None
    return STATUS_WORDS[point.status] if point.value is None else point.value


def _number(row: Series) -> Look:
    """Return a number format with the decimals of the measure; the cell contains the full number."""
    places = row.places
    return NUMBER if places is None else NUMBER.but(num_format=f"{0:.{places}f}")


def _look(slot: str, row: Series) -> Look:
    point = _in_slot(slot, row)
    look = _number(row).but(align="center", indent=0)
    if point is None or point.value is None:
        return look.but(font_size=BODY.font_size - 1)
    shade = shade_of(row, point) if row.scale.domain == "tone" else None
    return look if shade is None else look.but(bg_color=RAMP[shade], font_color=WHITE if shade >= WHITE_FROM else INK)


class JudgedGoal(NamedTuple):
    """One goal at one dose, as it was agreed before it; without a result while there is none."""

    place: int  # in the person's own order
    goal: Goal
    result: GoalResult | None = None


def goals_table(summary: Summary, clock: str) -> Table[JudgedGoal]:
    """Every goal in the person's order, dose by dose, with its result and the reading that it was judged by."""
    printed: list[Column[JudgedGoal]] = [
        Column("order", 7, "the person's own order", lambda row: row.place),
        Column("kind", 10, "achieve something, or keep something", lambda row: row.goal.kind),
        Column("words", 32, "in the person's own words", lambda row: row.goal.words),
        Column("asks", 32, "what was agreed to count as reached, if it is tested", lambda row: asks(row.goal)),
        Column("dose", 6, "number of the dose", _judged(lambda result: result.dose)),
        Column("result", 13, "met, partly met, not met; kept, LOST; not assessed", _judged(cell_word), _result_look),
        Column("because", 60, "the reading that it was judged by", _judged(because)),
        Column("ratings", 24, "-2 to 2: the team's, and those of others, never averaged", _judged(_ratings)),
    ]
    extra: list[Column[JudgedGoal]] = [
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
        Column("team's rating", 9, "-2 to 2, of a rated goal", _judged(_team)),
        Column("importance", 11, "0 to 3", lambda row: row.goal.importance),
        Column("difficulty", 10, "0 to 3", lambda row: row.goal.difficulty),
        Column("baseline level", 9, "of a rated goal", lambda row: row.goal.baseline_level),
        Column(f"agreed ({clock})", 17, "when it was agreed", lambda row: row.goal.agreed_at),
        Column("agreed by", 15, "with whom", lambda row: row.goal.agreed_by),
    ]
    return Table(rows=_judged_goals(summary), nothing=headings.NO_GOALS, frozen=3, printed=printed, extra=extra)


def _judged_goals(summary: Summary) -> Iterator[JudgedGoal]:
    for place, goal in enumerate(summary.trial.goals, start=1):
        found = [result for result in summary.goals if result.goal.id == goal.id]
        yield from (JudgedGoal(place, result.goal, result) for result in found)
        if not found:
            yield JudgedGoal(place, goal)


def _result_look(row: JudgedGoal) -> Look:
    return LOST if row.result and row.result.result == "lost" else RESULT


def _judged(of: Callable[[GoalResult], Content]) -> Callable[[JudgedGoal], Content]:
    """What is taken from a result, where there is one."""
    return lambda row: of(row.result) if row.result else None


def _lost(worded: Callable[[LostPeriod], str]) -> Callable[[JudgedGoal], Content]:
    """Every period in which the goal was lost, a line each."""
    return _judged(lambda result: "\n".join(map(worded, result.lost)))


def _regained(period: LostPeriod) -> str:
    return "not regained" if period.regained is None else minutes_text(period.regained)


def _team(result: GoalResult) -> Content:
    return result.team.level if result.team else None


def _ratings(result: GoalResult) -> str:
    return "\n".join(level_text(rating) for rating in (result.team, *result.others) if rating)


def write_lists(sheet: Sheet, free: int, brief: Brief) -> None:
    """Write under the goals, from the row `free` on, the brief in full, whatever the Summary had to cut."""
    wide = sum(sheet.widths[column] for column in range(FIRST, LAST + 1))
    for title, lines in _lists(brief):
        if not lines:
            continue
        sheet.put(free + 1, 0, title, TITLE.but(font_size=11))
        free += 2
        for name, text in lines:
            sheet.put(free, 0, name, NOTE)
            sheet.put(free, FIRST, text, VALUE, last=LAST)
            fit_row(sheet, free, [(text, wide, VALUE)])
            free += 1
    sheet.page.print_area(0, 0, free, LAST)


def _lists(brief: Brief) -> Iterator[tuple[str, Sequence[tuple[str, str]]]]:
    """Titles, each with names and texts."""
    yield headings.FIRST, _numbered(fact.line for fact in brief.prominent)
    glances = [
        (dose.title, "; ".join((*(count.text for count in dose.counts), dose.word)))
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
    if draft_decision(brief.summary.trial):
        yield brief.decision.standing, [("", brief.decision.drafted.title), *brief.decision.drafted.lines]
    yield "The person", list(fields_in_words(brief.summary.trial.person).items())
    yield "The plan", list(fields_in_words(brief.summary.trial.plan).items())


def _numbered(texts: Iterable[str]) -> list[tuple[str, str]]:
    return [(str(number), text) for number, text in enumerate(texts, start=1)]
