"""The heart of the Review page: doses are columns, the person's goals are rows, the foot is at a glance."""

from collections.abc import Sequence
from datetime import tzinfo
from html import escape

from trial.ledger.facts import Goal, Trial
from trial.meaning.glance import AtAGlance, loud_part
from trial.meaning.goals import GoalResult
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.letter import asks, whose
from trial.wording.readout import level_text
from trial.wording.words import DELIVERY_WORDS, GAP, OUTCOME_WORDS, RESULT_WORDS, number_text

MARKS = {"met": "full", "kept": "full", "partly_met": "half", "not_met": "empty", "not_assessed": "dash"}
"""Squares by filling: circles are kept for charts. LOST is a word in white on black and has no square."""
MOST_DOSES = 3
"""Columns that the page bears; earlier doses are in the workbook."""


def goal_table(trial: Trial, summary: Summary, zone: tzinfo, *, brief: bool = False) -> str:
    """The table as HTML, every text escaped; in brief, earlier doses have their results without the readings."""
    shown = [one for one in summary.doses if one.dose.delivered][-MOST_DOSES:]
    width = {0: "one", 1: "one", 2: "", 3: "three"}[len(shown)]
    heads = "".join(_head(dose, zone, now=dose is shown[-1]) for dose in shown)
    rows = "".join(_row(number, goal, shown, brief=brief) for number, goal in enumerate(_goals(trial), start=1))
    foot = "".join(_glance(dose.glance, now=dose is shown[-1]) for dose in shown)
    if not shown:
        heads, foot = (
            '<th scope="col" class="now"><b class="t">No dose yet</b></th>',
            '<td class="now">nothing to count</td>',
        )
    failed = [f"Dose {one.dose.number}: {one.heading}" for one in summary.doses if one.dose.delivery == "none"]
    earlier = "readings of earlier doses further down" if brief else ""
    told = "<br>".join(escape(text) for text in (_agreed(trial, zone), earlier, *failed) if text)
    corner = f'<b class="t">{escape(f"Goals, in {whose(trial.person)} order")}</b>{told}'
    columns = '<col class="then">' * (len(shown) - 1)
    return (
        f'<table class="g {width}"><caption class="hide">Goals by dose</caption>'
        f'<colgroup><col class="n"><col class="w">{columns}</colgroup>'
        f'<thead><tr><th scope="col" colspan="2">{corner}</th>'
        f"{heads}</tr></thead><tbody>{rows}</tbody>"
        '<tfoot><tr><th scope="row" colspan="2"><b class="big">At a glance</b>counts, not advice</th>'
        f"{foot}</tr></tfoot>"
        "</table>"
    )


def asked(goal: Goal, *, brief: bool) -> str:
    """What a goal asks, beside its words; in brief not that it is rated, which its result says too."""
    return "" if brief and goal.target is None and goal.testable == "today" else asks(goal)


def _goals(trial: Trial) -> tuple[Goal, ...]:
    return tuple(goal for goal in trial.goals if goal.dropped_at is None)


def _agreed(trial: Trial, zone: tzinfo) -> str:
    if not trial.goals:
        return "no goal was agreed"
    moments = [goal.agreed_at for goal in trial.goals if goal.agreed_at]
    agreed = trial.record.agreed_at or max(moments, default=None)
    if agreed is None:
        return ""
    local = agreed.astimezone(zone)
    return f"agreed {local.day}{GAP}{local:%b}{GAP}{local:%Y}"


def _head(one: DoseSummary, zone: tzinfo, *, now: bool) -> str:
    """Which dose, when, what happened, what was decided."""
    dose = one.dose
    assert dose.given_at is not None  # noqa: S101  only delivered doses have a column
    at = dose.given_at.astimezone(zone)
    said = [f"{at.day}{GAP}{at:%b}{GAP}{at:%Y}"]
    if heading := one.heading.removeprefix(f"{DELIVERY_WORDS['full'].capitalize()}.").strip(" ."):
        said.append(heading)
    signed = [decision.outcome for decision in one.decisions if decision.outcome]
    decided = f"Decided: {OUTCOME_WORDS[signed[-1]].replace(' ', GAP)}" if signed else "Not yet decided" if now else ""
    strong = f" <strong>{escape(decided)}</strong>" if decided else ""
    title = f"Dose{GAP}{dose.number}: {number_text(dose.micrograms)}{GAP}micrograms"
    return f'<th scope="col"{_now(now)}><b class="t">{escape(title)}</b>{escape(". ".join(said))}.{strong}</th>'


def _now(now: bool) -> str:
    return ' class="now"' if now else ""


def _row(number: int, goal: Goal, doses: Sequence[DoseSummary], *, brief: bool) -> str:
    words = goal.words or goal.area or goal.id
    found = [next((one for one in dose.results if one.goal.id == goal.id), None) for dose in doses]
    cells = "".join(
        _cell(one, now=dose is doses[-1], brief=brief and dose is not doses[-1])
        for one, dose in zip(found, doses, strict=True)
    )
    return (
        f'<tr><th class="n" scope="row">{number}</th><th class="w" scope="row">{escape(words)}'
        f"<small>{escape(asked(goal, brief=brief))}</small></th>{cells}</tr>"
    )


def _cell(result: GoalResult | None, *, now: bool, brief: bool) -> str:
    if result is None:
        return f'<td{_now(now)}><span class="r">agreed after this dose</span></td>'
    to_come = result.result == "not_assessed" and result.series is not None and result.series.to_come
    word = "Still to come" if to_come else RESULT_WORDS[result.result]
    if result.result == "not_today":
        return f'<td{_now(now)}><span class="r">{escape(word.lower())}</span></td>'
    if result.result == "lost":
        mark = f'<span class="inv">{escape(word.upper())}</span>'
    else:
        mark = f'<span class="mk {MARKS[result.result]}" aria-hidden="true"></span>{escape(word)}'
    if brief:
        return f'<td><span class="res">{mark}</span></td>'
    voices = ", ".join(level_text(one) for one in result.others if one.level is not None)
    more = f'<span class="voice">{escape(voices)}</span>' if voices and voices not in result.headline else ""
    edited = f'<span class="voice">agreed then: {escape(asks(result.goal))}</span>' if result.edited_after else ""
    headline = "" if to_come else f'<span class="r">{escape(result.headline)}</span>'
    said = f'<span class="res">{mark}</span>{headline}'
    return f"<td{_now(now)}>{said}{more}{edited}</td>"


def _glance(glance: AtAGlance | None, *, now: bool) -> str:
    if glance is None:
        return f"<td{_now(now)}></td>"
    counts = "<br>".join(_counted(line) for line in glance.counts)
    return f'<td{_now(now)}>{counts}<b class="big">{escape(glance.word)}</b></td>'


def _counted(line: str) -> str:
    """Counts, with what was lost or kept in bold."""
    loud, rest = loud_part(line)
    return f"<b>{escape(loud)}</b>{escape(rest)}" if loud else escape(rest)
