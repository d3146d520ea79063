"""A copy for the person, in everyday words, from the same facts: what was tried, what changed, what was decided."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from scales.base import Grade
from trial.ledger.facts import Action, Decision, Dose, EventKind, Outcome
from trial.meaning.course import COMFORT, FUNCTION, Series
from trial.meaning.goals import GoalResult, LostPeriod, Result
from trial.meaning.point import Point
from trial.meaning.state import standing_decision
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.result_text import ended, goal_name, names_text, printed
from trial.wording.safety import event_name
from trial.wording.words import (
    SEVERITY_WORDS,
    STATUS_WORDS,
    amount_text,
    bare_text,
    capital,
    list_text,
    meaning_text,
    typed_text,
    unit_text,
    value_text,
)

PLAINER: dict[EventKind, str] = {
    "respiratory_depression": "slow breathing",
    "weakness_expected": "weakness that had been expected",
    "weakness_harmful": "weakness that was a problem",
    "urinary_retention": "not being able to pass urine",
    "seizure": "a fit (seizure)",
    "autonomic_dysreflexia": "a sudden rise in blood pressure, autonomic dysreflexia",
    "bradycardia": "slow heartbeat",
}
"""Unwanted effects that the team's words name too learnedly."""
DECIDED: dict[Outcome, str] = {
    "proceed": "to go ahead with a baclofen pump",
    "do_not_proceed": "not to go ahead with a baclofen pump",
    "repeat_higher": "to try another test with a higher dose",
    "repeat_lower": "to try another test with a lower dose",
    "infusion_trial": "to try baclofen given slowly over some days",
    "defer": "to wait with the decision",
}
RESULTS: dict[Result, str] = {
    "met": "reached",
    "partly_met": "better, but not as much as you hoped",
    "not_met": "not reached",
    "kept": "you could still do this",
    "not_today": "one day could not show this",
}
UNITS = {"s": "seconds", "m/s": "metres a second", "m": "metres", "cm": "centimetres", "min": "minutes"}
WATCH = (
    "Headache that is worse when you sit or stand and better when you lie down.",
    "Redness, swelling, fluid or new pain where the needle went in; fever; a stiff neck.",
    "Being much sleepier or more muddled than usual, or breathing slowly.",
    "Legs that stay weaker than before the test, or a fall.",
    "Not being able to pass urine.",
    "Do not stop baclofen or other spasm tablets suddenly: ask first.",
)
RING = (
    "In the day: ____________________ (name and number)",
    "At night and at weekends: ____________________ (name and number)",
    "If someone cannot be woken, or has trouble breathing, call an ambulance.",
)


class Section(NamedTuple):
    """One part of the copy: its heading and its lines."""

    heading: str
    lines: tuple[str, ...]


def plain_copy(summary: Summary) -> tuple[Section, ...]:
    """The whole copy, meant to be edited; a part of which there is nothing to say is left out."""
    doses = [found for found in summary.doses if found.dose.delivered or found.dose.delivery == "none"]
    parts = (
        ("What was tried", _tried(doses)),
        ("What changed", _changed(summary.delivered)),
        (
            "What you told us",
            (f"“{words.text}”" for found in doses for words in found.dose.words if words.by == "person"),
        ),
        ("What was decided, and why", _decided(summary)),
        ("What to watch for", WATCH),
        ("Whom to ring", RING),
    )
    return tuple(Section(heading, lines) for heading, found in parts if (lines := tuple(found)))


def _on(dose: Dose) -> str:
    return f"on {dose.given_at.day} {dose.given_at:%B}" if dose.given_at else ""


def _tried(doses: Sequence[DoseSummary]) -> Iterator[str]:
    for dose in (summary.dose for summary in doses):
        at = dose.given_at or dose.tried_at
        day = f"On {at.day} {at:%B %Y}" if at is not None else "Once"
        if dose.delivery == "none":
            yield f"{day} the injection did not succeed, so no dose was given that day."
            continue
        where = ", by an injection low in the back" if dose.route == "lumbar_puncture" else ""
        doubt = " We are not sure that all of it went in." if dose.delivery in ("partial", "uncertain") else ""
        yield f"{day} you had a test dose of baclofen, {amount_text(dose)}{where}.{doubt}"
    if not doses:
        yield "No test dose has been given yet."


def _changed(doses: Sequence[DoseSummary]) -> Iterator[str]:
    """A line a goal with every dose on it; then stiffness, strength, doing and unwanted effects dose by dose."""
    several = len(doses) > 1
    for goal in dict.fromkeys(result.goal.id for dose in doses for result in dose.results):
        found = [(dose.dose, result) for dose in doses for result in dose.results if result.goal.id == goal]
        words = goal_name(found[-1][1].goal)
        if all(result.result == "not_today" for _, result in found):
            yield f"“{words}”: {RESULTS['not_today']}."
            continue
        results = [f"{_on(dose)} {_result(result)}" if several else _result(result) for dose, result in found]
        yield f"“{words}”: {ended('; '.join(results))}"
    for dose in doses:
        if text := " ".join([*_muscles(dose), *_doing(dose), *_events(dose.dose)]):
            yield f"{capital(_on(dose.dose))}: {text}" if several else text


def _result(result: GoalResult) -> str:
    """One goal in everyday words, with its two readings where there are two."""
    if result.result in RESULTS:
        return f"{RESULTS[result.result]}{_values(result.series, result.point)}"
    if result.result == "lost":
        when = "; ".join(map(_lost, result.lost))
        if when or result.regained:
            return f"this was lost for a time, {when or 'and came back'}"
        return "this was lost"
    return "we have not tested this yet" if result.to_come else "we could not tell on the day"


def _values(series: Series | None, point: Point | None) -> str:
    """`: 22.0 seconds before, 16.2 seconds about 4 hours after`."""
    if series is None or point is None:
        return ""
    when = f"{_hours(point.minutes)} after"
    if point.value is None:
        return f" ({STATUS_WORDS[point.status]}, {when})"
    before, after = series.baseline, _value(series, point)
    if before is None or before.value is None:
        return f" ({after} {when})"
    was = _value(series, before)
    return f" ({after}, as before)" if was == after else f" ({was} before, {after} {when})"


def _value(series: Series, point: Point) -> str:
    item, value = printed(series, point)
    assert value is not None  # noqa: S101  asked for measured points only
    if isinstance(series.scale.by_key[item], Grade):
        return meaning_text(series.scale, item, value) or str(value)
    text, unit = bare_text(series.scale, item, value), series.scale.unit_for(item)
    if series.scale.is_rating(item):
        return f"{text} out {unit}"
    return f"{text} {unit_text(UNITS[unit], text)}" if unit in UNITS else value_text(series.scale, item, value)


def _hours(minutes: Decimal | None) -> str:
    """To the nearest half hour, as people say it.

    >>> _hours(Decimal(245)), _hours(Decimal(124)), _hours(Decimal(150)), _hours(Decimal(10)), _hours(Decimal(60))
    ('about 4 hours', 'about 2 hours', 'about 2½ hours', 'soon', 'about 1 hour')
    """
    halves = round((minutes or Decimal(0)) / 30)
    if halves < 1:
        return "soon"
    whole = "" if halves == 1 else str(halves // 2)
    half = "½" if halves % 2 else ""
    return f"about {whole}{half} {'hour' if halves <= 2 else 'hours'}"


def _lost(period: LostPeriod) -> str:
    back = f"came back by {_hours(period.regained)}" if period.regained is not None else "had not come back"
    return f"from {_hours(period.start)} after the dose and {back}"


def _muscles(dose: DoseSummary) -> Iterator[str]:
    tone = dose.tone
    if tone is not None and tone.compared:
        yield f"Looser in {tone.improved} of the {tone.compared} stiff muscles that we tested before and after."
    if tone is not None and (stiffer := tone.worse + tone.newly_raised):
        yield f"Stiffer in {stiffer}."
    power = (point for series in dose.series if series.scale.domain == "power" for point in series.after)
    if any(point.course == "worse" for point in power):
        yield "Weaker in some muscles for part of the day."


def _doing(dose: DoseSummary) -> Iterator[str]:
    """Measures of no goal that got worse at any time or were better at the peak."""
    of_goals = {(result.series.scale.key, result.series.item) for result in dose.results if result.series}
    asked = [series for series in dose.series if series.speaks_of((*FUNCTION, *COMFORT))]
    rest = [series for series in asked if (series.scale.key, series.item) not in of_goals]
    worse = [series for series in rest if any(point.course == "worse" for point in series.after)]
    better = [series for series in rest if series.course_at_peak == "improved" and series not in worse]
    if better:
        yield f"Better: {names_text(better)}."
    if worse:
        yield f"Worse than before, for a time or longer: {names_text(worse)}."


def _events(dose: Dose) -> Iterator[str]:
    named = [
        f"{PLAINER.get(event.kind, event_name(event))} ({SEVERITY_WORDS[event.severity]})"
        for event in sorted(dose.events, key=lambda event: event.began_at)
        if event.severity is not None
    ]
    if named:
        yield f"Unwanted effects: {list_text(named)}."
    elif dose.events_asked:
        yield "Unwanted effects: asked, none."


def _decided(summary: Summary) -> Iterator[str]:
    standing = standing_decision(summary.trial)
    earlier = [(dose.dose, was) for dose in summary.doses for was in dose.decisions if was is not standing]
    yield from (f"After the test {_on(dose)}: {_together(decision)}." for dose, decision in earlier)
    if standing is None:
        yield "Nothing has been decided since." if earlier else "Nothing has been decided yet."
        return
    yield f"{capital(_together(standing))}."
    reasons = (("Why", standing.reason), ("What must happen first", standing.conditions))
    yield from (f"{label}: {ended(text)}" for label, text in reasons if text)
    if standing.person_words:
        yield f"What you said about it: “{standing.person_words}”"
    yield from (f"Next: {ended(_action(action))}" for action in standing.actions if action.what)


def _together(decision: Decision) -> str:
    """`together it was decided to go ahead with a baclofen pump`; together only where the person agrees."""
    assert decision.outcome is not None  # noqa: S101  asked for decisions that have one
    return f"{'together ' if decision.person_agrees == 'yes' else ''}it was decided {DECIDED[decision.outcome]}"


def _action(action: Action) -> str:
    who = f" ({action.who})" if action.who else ""
    when = f", by {action.by_date.day} {action.by_date:%B %Y}" if action.by_date else ""
    return f"{typed_text(action.what)}{who}{when}"
