"""Texts about a goal and its result: its target, the reading that it was judged at, when it was lost."""

from collections.abc import Callable
from decimal import Decimal

import scales
from scales.base import Grade, rounded
from trial.ledger.facts import GOAL_LEVELS, Goal, Rating, Rule, Target
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult, LostPeriod, Unjudged
from trial.meaning.point import Point, Remarks
from trial.wording.remarks import why_text
from trial.wording.result_text import change_text, error_text, name_of, reading_text
from trial.wording.words import (
    GAP,
    MINUS,
    RESULT_WORDS,
    VOICE_WORDS,
    clock_text,
    count_text,
    joined,
    minutes_text,
    number_text,
    signed_text,
    slot_text,
    to_ascii,
    typed_text,
    unit_text,
)

UNJUDGED_WORDS: dict[Unjudged, str] = {
    "not_comparable": "not comparable",
    "percent_of_zero": "a percent of zero cannot be worked out",
    "not_computable": "this target cannot be worked out on this measure",
    "not_rated": "not rated by the team",
}

RATING_WORDS = {
    -2: "much less than agreed",
    -1: "less than agreed",
    0: "as agreed",
    1: "more than agreed",
    2: "much more than agreed",
}
"""What each level of a rated goal means where the goal has no words of its own for it."""


def asks(goal: Goal) -> str:
    """What would count as reaching or keeping a goal, in one line: the measure, then the limit."""
    if goal.testable == "not_today":
        return "not testable today"
    proxy = f", by {typed_text(goal.proxy) or 'a proxy'}" if goal.testable == "proxy" else ""
    if goal.target is None:
        text = joined("rated by the team", levels_text(goal), by="; ")
    elif goal.kind == "keep":
        text = f"keep: {_measured(goal.target)}, {limit_text(goal.target)}"
    else:
        text = target_text(goal.target)
    return f"{text}{proxy}{' (dropped)' if goal.dropped_at else ''}"


def level_words(goal: Goal, level: Decimal) -> str:
    """What was agreed that a level of a rated goal means, in one line; empty where nothing was."""
    place = next((place for place, known in enumerate(GOAL_LEVELS) if known == level), None)
    return typed_text(goal.levels[place]) if goal.levels and place is not None else ""


def levels_text(goal: Goal) -> str:
    """Every level of a rated goal that has words, with its sign: `-1: with two stops, 0: to the gate`."""
    agreed = zip(GOAL_LEVELS, goal.levels, strict=False)
    return ", ".join(f"{signed_text(Decimal(level))}: {typed_text(words)}" for level, words in agreed if words.strip())


def target_text(target: Target) -> str:
    """The target in one line: `10-metre walk: 17.6 s or less`.

    >>> walk = Target(scale="ten_metre_walk", item="seconds", rule="at_most", amount=Decimal("17.6"))
    >>> target_text(walk).replace(GAP, " ")
    '10-metre walk: 17.6 s or less'
    """
    return f"{_measured(target)}: {limit_text(target)}{', at its best' if target.at == 'best' else ''}"


def _measured(target: Target) -> str:
    return scales.get(target.scale).name_for(target.item)


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
    scale, amount, size, by = scales.get(target.scale), target.amount, _size(target), _change(target)
    percent = f"{number_text(amount)}{GAP}%"
    asked: dict[Rule, str] = {
        "at_most": f"{size} or less",
        "at_least": f"{size} or more",
        "falls_by": f"down by {by}",
        "rises_by": f"up by {by}",
        "improves_percent": f"{MINUS if scale.better_for(target.item) == 'lower' else '+'}{percent}",
        "not_worse_by_percent": f"less than {percent} worse",
        "improves_steps": f"{by} better",
        "not_worse_by_steps": "no step worse" if amount == 1 else f"less than {by} worse",
    }
    return asked[target.rule]


def _change(target: Target) -> str:
    """The amount of a target as a change: steps of a grade, else in the unit of its measure."""
    if not isinstance(scales.get(target.scale).by_key[target.item], Grade):
        return _size(target)
    whole = target.amount == int(target.amount)
    return count_text(int(target.amount), "step") if whole else f"{number_text(target.amount)} steps"


def _size(target: Target) -> str:
    """The amount of a target in the unit of its measure: `17.6 s`, `grade 3`; a rating bare, "3" and not "3 of 10"."""
    scale, amount = scales.get(target.scale), target.amount
    places, unit = scale.places_for(target.item), scale.unit_for(target.item)
    if places is None or rounded(amount, places) != amount:  # 17.65 s is not cut to 17.7
        places = None
    number = number_text(amount, places).replace("-", MINUS)
    if unit and not scale.is_rating(target.item):
        return f"{number}{GAP}{unit_text(unit, number)}"
    return f"grade {number}" if isinstance(scale.by_key[target.item], Grade) else number


def because(result: GoalResult) -> str:
    """The whole reason for a result, in one line of plain text (files/FORMATS.md, `because`)."""
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
        text = f"{name} {reading}: {'; '.join(f'lost {span_text(period)}' for period in result.lost)}; {aim}"
    elif result.result == "kept":
        text = f"{name} {reading}, {_tests(result)}, {aim}"
    elif point is None or point.value is None:
        text = f"{name}: {reading}; {aim}"
    else:
        within = error_text(series, point) if point.course == "within_error" else ""
        text = joined(joined(f"{name} {_course(result, series, point)}", aim, within), _help(point), by="; ")
    return to_ascii(joined(text, _conclusion(result), by="; "))


def headline(result: GoalResult) -> str:
    """The short reading beside a result, for the page."""
    goal, series, point = result.goal, result.series, result.point
    if result.result == "not_today":
        return "not tested, not counted"
    if goal.target is None or series is None:
        return _rated(result, at=False)
    text = reading_text(series, point) if point is not None else ""
    if result.result == "not_assessed":
        text = _unjudged(result)
    elif result.result == "lost":
        text = "; ".join(span_text(period, minutes_text) for period in result.lost)
    elif result.result == "kept":
        text = joined(text, _tests(result))
    elif point is not None and point.value is not None:
        short = f"{'' if point.steps else 'better, '}short of {_missed(goal.target)}"
        which = " in speed" if series.item == "speed" else ""  # the seconds of the same walk fall by another percent
        ends = short if result.result == "partly_met" else error_text(series, point)
        text = joined(joined(_course(result, series, point, which), ends), _help(point), by="; ")
    return joined(text, _conclusion(result))


def _missed(target: Target) -> str:
    """The text of a target, for a result that did not reach it."""
    if "percent" in target.rule:
        return limit_text(target)
    return _size(target) if target.rule in ("at_most", "at_least") else _change(target)


def _course(result: GoalResult, series: Series, point: Point, which: str = "") -> str:
    """The reading that it was judged by, its change, and of how many readings it was the best."""
    change = "became able, no percent" if result.became_able else change_text(series, point, result.goal.target, which)
    best = f"best of {series.best.of}" if series.best and result.at_best else ""
    return joined(reading_text(series, point), change, best)


def _help(point: Point) -> str:
    return why_text(point.why) if point.less_help else ""


def _conclusion(result: GoalResult) -> str:
    return "no conclusion" if result.no_conclusion else ""


def _unjudged(result: GoalResult) -> str:
    """Why a goal is not assessed: the reasons of its reading or series, or of the goal itself."""
    series, point = result.series, result.point
    reasons: Remarks = ()
    if result.unjudged == "not_comparable" and series is not None:
        reasons = series.why if point is None or point is series.peak else point.why
    return why_text(reasons) or UNJUDGED_WORDS[result.unjudged or "not_comparable"]


def _tests(result: GoalResult) -> str:
    return f"kept at {'all ' if result.tests > 1 else ''}{count_text(result.tests, 'test')}"


def _rated(result: GoalResult, *, at: bool) -> str:
    """The team's rating with the others' beside it; `at` adds the slot, and the goal's level before."""
    if result.team is None:
        return joined(UNJUDGED_WORDS["not_rated"], _others(result), _conclusion(result), by="; ")
    words = level_words(result.goal, result.team.level) if result.team.level is not None else ""
    rated, again = (
        f"rated {joined(level_text(result.team) + (f' (“{words}”)' if words else ''), _others(result))}",
        rated_again(result) if result.later else "",
    )
    if not at:
        return joined(rated, again, _conclusion(result))
    when, was = f"{rated} at {slot_text(result.team.slot)}", f"{result.goal.baseline_level} before the dose"
    return joined(when, again, was, _conclusion(result), by="; ")


def rated_again(result: GoalResult) -> str:
    """Whether a goal that the team rated as lost was regained, by its later ratings; empty for any other result."""
    if result.result != "lost" or result.goal.target is not None:
        return ""
    if result.regained is not None:
        return f"regained by {slot_text(result.regained.slot)}"
    return f"not regained by {slot_text(result.later[-1].slot)}" if result.later else "not rated again"


def voices_text(result: GoalResult) -> str:
    """The others' ratings, printed beside the result of a target; without a target they are in the headline."""
    return _others(result) if result.goal.target is not None else ""


def _others(result: GoalResult) -> str:
    return ", ".join(map(level_text, result.others))


def level_text(rating: Rating) -> str:
    """A rating with whose it is, always with its sign.

    >>> level_text(Rating(goal="g1", slot="+4h", by="team", level=Decimal(1)))
    'team +1'
    """
    return f"{VOICE_WORDS[rating.by]} {signed_text(rating.level or Decimal(0))}"


def rating_text(rating: Rating) -> str:
    """A rating in one line, for its mark in a chart: when, and whose."""
    return joined(rating.slot, level_text(rating))


def span_text(period: LostPeriod, when: Callable[[Decimal], str] = clock_text) -> str:
    """From when to when it was lost, and when it was regained, as rule 24 prints it.

    >>> span_text(LostPeriod(start=Decimal(130), end=Decimal(210), regained=Decimal(245)))
    '+2h10 to +3h30, regained +4h05'
    """
    until = f" to {when(period.end)}" if period.end != period.start else ""
    back = f"regained {when(period.regained)}" if period.regained is not None else "not regained"
    return f"{when(period.start)}{until}, {back}"
