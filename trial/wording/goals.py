"""A goal and what became of it, in words: what it asks, the reading that it was judged by, when it was lost."""

from decimal import Decimal

import scales
from scales.base import Grade, Scale
from trial.ledger.facts import Goal, Rating, Target
from trial.meaning.goals import GoalResult, LostPeriod, Unjudged
from trial.wording.naming import measure_name
from trial.wording.readout import change_text, error_text, name_of, reading_text
from trial.wording.remarks import why_text
from trial.wording.words import (
    GAP,
    MINUS,
    RESULT_WORDS,
    VOICE_WORDS,
    bare_text,
    clock_text,
    count_text,
    minutes_text,
    number_text,
    to_ascii,
)

UNJUDGED_WORDS: dict[Unjudged, str] = {
    "not_comparable": "not comparable",
    "percent_of_zero": "a percent of zero cannot be worked out",
    "not_computable": "this target cannot be worked out on this measure",
    "not_rated": "not rated by the team",
}


def asks(goal: Goal) -> str:
    """What would count as reaching or keeping a goal, in one line: the measure, then the limit."""
    if goal.testable == "not_today":
        return "not testable today"
    proxy = f", by {goal.proxy or 'a proxy'}" if goal.testable == "proxy" else ""
    if goal.target is None:
        text = "rated by the team"
    elif goal.kind == "keep":
        text = f"keep: {measure_name(scales.get(goal.target.scale), goal.target.item)}, {limit_text(goal.target)}"
    else:
        text = target_text(goal.target)
    return f"{text}{proxy}{' (dropped)' if goal.dropped_at else ''}"


def target_text(target: Target) -> str:
    """The target in one line: `10-metre walk: 17.6 s or less`.

    >>> walk = Target(scale="ten_metre_walk", item="seconds", rule="at_most", amount=Decimal("17.6"))
    >>> target_text(walk).replace(GAP, " ")
    '10-metre walk: 17.6 s or less'
    """
    at = ", at its best" if target.at == "best" else ""
    return f"{measure_name(scales.get(target.scale), target.item)}: {limit_text(target)}{at}"


AGREED_LATER = "agreed after this dose"
"""In the cell of a dose that was given before the goal was agreed."""


def cell_word(result: GoalResult) -> str:
    """The result in a word for a table; LOST in capitals."""
    word = "Still to come" if result.to_come else RESULT_WORDS[result.result]
    return word.upper() if result.result == "lost" else word


def agreed_then_text(result: GoalResult) -> str:
    """What the goal asked when the dose was given, if it was edited since."""
    return f"agreed then: {asks(result.goal)}" if result.edited_after else ""


def limit_text(target: Target) -> str:
    """What the target asks, without naming the measure: `+20 %`, `17.6 s or less`."""
    amount, size = Decimal(target.amount), size_text(target)
    graded = isinstance(scales.get(target.scale).by_key[target.item], Grade)
    sign = MINUS if scales.get(target.scale).better_for(target.item) == "lower" else "+"
    steps = count_text(int(amount), "step") if amount == int(amount) else f"{number_text(amount)} steps"
    match target.rule:
        case "at_most":
            return f"{size} or less"
        case "at_least":
            return f"{size} or more"
        case "falls_by":
            return f"down by {steps if graded else size}"
        case "rises_by":
            return f"up by {steps if graded else size}"
        case "improves_percent":
            return f"{sign}{number_text(amount)}{GAP}%"
        case "not_worse_by_percent":
            return f"less than {number_text(amount)}{GAP}% worse"
        case "improves_steps":
            return f"{steps} better"
        case "not_worse_by_steps":
            return "no step worse" if amount == 1 else f"less than {steps} worse"


def size_text(target: Target) -> str:
    """The amount of a target in the unit of its measure: `17.6 s`, `grade 3`; a rating bare, "3" and not "3 of 10"."""
    scale, amount = scales.get(target.scale), Decimal(target.amount)
    unit = scale.unit_for(target.item)
    number = bare_text(scale, target.item, amount) if _fits(scale, target.item, amount) else number_text(amount)
    if unit and not scale.is_rating(target.item):
        return f"{number}{GAP}{unit}"
    return f"grade {number}" if isinstance(scale.by_key[target.item], Grade) else number


def _fits(scale: Scale, item: str, amount: Decimal) -> bool:
    """Whether the places that the measure shows are enough for this amount: 17.65 s is not cut to 17.7."""
    return Decimal(number_text(amount)) == Decimal(bare_text(scale, item, amount).replace(MINUS, "-"))


def because(result: GoalResult) -> str:
    """The whole reason for a result, in one line of plain text (CONTRACT.md, `because`)."""
    goal, series, point = result.goal, result.series, result.point
    if result.result == "not_today":
        return "not testable today: not tested, not counted"
    if goal.target is None or series is None:
        return to_ascii(_rated(result, at=True))
    name, limit = name_of(series), limit_text(goal.target)
    aim = f"to keep: {limit}" if goal.kind == "keep" else f"target {limit}"
    reading = reading_text(series, point) if point is not None else ""
    if result.result == "not_assessed":
        shown = f" {reading}" if point is not None and point.measured else ""
        text = f"{name}{shown}: {_unjudged(result)}; {aim}"
    elif result.result == "lost":
        text = f"{name} {reading}: {'; '.join(lost_text(period) for period in result.lost)}; {aim}"
    elif result.result == "kept":
        text = f"{name} {reading}, {_tests(result)}, {aim}"
    elif point is None or point.value is None:
        text = f"{name}: {reading}; {aim}"
    else:
        within = error_text(series, point) if point.course == "within_error" else ""
        parts = (f"{name} {reading}", _change(result), _best(result), aim, within, _help(result))
        text = ", ".join(part for part in parts if part)
    return to_ascii(f"{text}; no conclusion" if result.no_conclusion else text)


def headline(result: GoalResult) -> str:
    """The short reading beside a result, for the page."""
    goal, series, point = result.goal, result.series, result.point
    if result.result == "not_today":
        return "not tested, not counted"
    if goal.target is None or series is None:
        return _rated(result, at=False)
    if result.result == "not_assessed":
        return _unjudged(result)
    if result.result == "lost":
        return "; ".join(_period(period) for period in result.lost)
    reading = reading_text(series, point) if point is not None else ""
    if result.result == "kept":
        return f"{reading}, {_tests(result)}"
    if point is None or point.value is None:
        return f"{reading}, no conclusion" if result.no_conclusion else reading
    short = f"better, short of {_short_of(goal.target)}" if result.result == "partly_met" else ""
    conclusion = "no conclusion" if result.no_conclusion else ""
    parts = (reading, _change(result), _best(result), short or error_text(series, point), _help(result), conclusion)
    return ", ".join(part for part in parts if part)


def _unjudged(result: GoalResult) -> str:
    """Why it is not assessed: the reasons of its reading or series, or what stood in the way."""
    series, point = result.series, result.point
    if result.unjudged == "not_comparable" and series is not None:
        why = series.why if point is None or point is series.peak else point.why
        return why_text(why) or UNJUDGED_WORDS["not_comparable"]
    return UNJUDGED_WORDS[result.unjudged or "not_comparable"]


def _change(result: GoalResult) -> str:
    if result.became_able:
        return "became able, no percent"
    if result.series is None or result.point is None:
        return ""
    return change_text(result.series, result.point, result.goal.target)


def _best(result: GoalResult) -> str:
    best = result.series.best if result.series and result.at_best else None
    return f"best of {best.of}" if best else ""


def _help(result: GoalResult) -> str:
    return why_text(result.point.why) if result.point and result.point.less_help else ""


def _short_of(target: Target) -> str:
    """What was not reached: of a limit on the value itself only the value."""
    return size_text(target) if target.rule in ("at_most", "at_least") else limit_text(target)


def _tests(result: GoalResult) -> str:
    return f"kept at {'all ' if result.tests > 1 else ''}{count_text(result.tests, 'test')}"


def _rated(result: GoalResult, *, at: bool) -> str:
    """The team's rating with the others' beside it; `at` adds the slot, and where the goal stood before."""
    beside = ", ".join(level_text(rating) for rating in result.others)
    if result.team is None:
        return "; ".join(part for part in (UNJUDGED_WORDS["not_rated"], beside) if part)
    rated = "rated " + ", ".join(part for part in (level_text(result.team), beside) if part)
    conclusion = "no conclusion" if result.no_conclusion else ""
    if at:
        before = f"{result.goal.baseline_level} before the dose"
        return "; ".join(part for part in (f"{rated} at {result.team.slot}", before, conclusion) if part)
    return ", ".join(part for part in (rated, conclusion) if part)


def voices_text(result: GoalResult) -> str:
    """The ratings of a goal with a target, which stand beside its result: the person's, a parent's, a carer's."""
    if result.goal.target is None:
        return ""  # they stand in the headline
    return ", ".join(level_text(rating) for rating in result.others)


def level_text(rating: Rating) -> str:
    """
    >>> level_text(Rating(goal="g1", slot="+4h", by="team", level=Decimal(1)))
    'team +1'
    """
    level = rating.level if rating.level is not None else Decimal(0)
    return f"{VOICE_WORDS[rating.by]} {'+' if level > 0 else MINUS if level < 0 else ''}{number_text(abs(level))}"


def lost_text(period: LostPeriod) -> str:
    """As rule 24 prints it.

    >>> lost_text(LostPeriod(start=Decimal(130), end=Decimal(210), regained=Decimal(245)))
    'lost +2h10 to +3h30, regained +4h05'
    """
    return f"lost {span_text(period)}"


def span_text(period: LostPeriod) -> str:
    """From when to when, and when it was regained: `+2h10 to +3h30, regained +4h05`."""
    until = f" to {clock_text(period.end)}" if period.end != period.start else ""
    back = f"regained {clock_text(period.regained)}" if period.regained is not None else "not regained"
    return f"{clock_text(period.start)}{until}, {back}"


def _period(period: LostPeriod) -> str:
    until = f" to {minutes_text(period.end)}" if period.end != period.start else ""
    back = f"regained {minutes_text(period.regained)}" if period.regained is not None else "not regained"
    return f"{minutes_text(period.start)}{until}, {back}"
