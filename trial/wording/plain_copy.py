"""A copy for the person, in everyday words, from the same facts: what was tried, what changed, what was decided."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from scales.base import Grade
from trial.ledger.facts import Action, Decision, Dose, Event, EventKind, Outcome
from trial.meaning.course import COMFORT, FUNCTION, Series
from trial.meaning.goals import GoalResult, LostPeriod
from trial.meaning.point import Point
from trial.meaning.state import standing_decision
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.naming import names_text
from trial.wording.readout import ended, printed
from trial.wording.words import (
    EVENT_WORDS,
    SEVERITY_WORDS,
    STATUS_WORDS,
    bare_text,
    capital,
    list_text,
    meaning_text,
    number_text,
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
UNITS = {"s": "seconds", "m/s": "metres a second", "m": "metres", "cm": "centimetres", "min": "minutes"}
WATCH = (
    "Headache that is worse when you sit or stand and better when you lie down.",
    "Redness, swelling, fluid or new pain where the needle went in; fever; a stiff neck.",
    "Being much sleepier or more muddled than usual, or breathing slowly.",
    "Legs that stay weaker than before the test, or a fall.",
    "Not being able to pass urine.",
)
TABLETS = "Do not stop baclofen or other spasm tablets suddenly: ask first."
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
    doses = [one for one in summary.doses if one.dose.delivered or one.dose.delivery == "none"]
    parts = (
        ("What was tried", _tried(doses)),
        ("What changed", _changed(summary.delivered)),
        ("What you told us", _told(doses)),
        ("What was decided, and why", _decided(summary)),
        ("What to watch for", (*WATCH, TABLETS)),
        ("Whom to ring", RING),
    )
    return tuple(Section(heading, lines) for heading, said in parts if (lines := tuple(said)))


def _day(dose: Dose) -> str:
    at = dose.given_at or dose.tried_at
    return f"On {at.day} {at:%B %Y}" if at is not None else "Once"


def _on(dose: Dose) -> str:
    return f"on {dose.given_at.day} {dose.given_at:%B}" if dose.given_at else ""


def _tried(doses: Sequence[DoseSummary]) -> Iterator[str]:
    for one in doses:
        dose = one.dose
        if dose.delivery == "none":
            yield f"{_day(dose)} the injection did not succeed, so no dose was given that day."
            continue
        where = ", by an injection low in the back" if dose.route == "lumbar_puncture" else ""
        text = f"{_day(dose)} you had a test dose of baclofen, {number_text(dose.micrograms)} micrograms{where}."
        if dose.delivery in ("partial", "uncertain"):
            text += " We are not sure that all of it went in."
        yield text
    if not doses:
        yield "No test dose has been given yet."


def _changed(doses: Sequence[DoseSummary]) -> Iterator[str]:
    """A line a goal with every dose on it; then stiffness, strength, doing and unwanted effects dose by dose."""
    for goal in dict.fromkeys(result.goal.id for one in doses for result in one.results):
        found = [(one, result) for one in doses for result in one.results if result.goal.id == goal]
        words = found[-1][1].goal.words or found[-1][1].goal.area
        if all(result.result == "not_today" for _, result in found):
            yield f"“{words}”: one day could not show this."
            continue
        told = [_which(one, doses, _result(result)) for one, result in found]
        yield f"“{words}”: {ended('; '.join(told))}"
    for one in doses:
        told = [*_muscles(one), *_doing(one), *_events(one.dose)]
        if told:
            yield _which(one, doses, " ".join(told), end=": ")


def _which(one: DoseSummary, doses: Sequence[DoseSummary], text: str, *, end: str = " ") -> str:
    """Which dose, where there was more than one."""
    day = _on(one.dose)
    named = f"{day[:1].upper()}{day[1:]}" if end == ": " else day
    return f"{named}{end}{text}" if len(doses) > 1 else text


def _result(result: GoalResult) -> str:
    """One goal in everyday words, with its two readings where there are two."""
    values = _values(result.series, result.point)
    match result.result:
        case "met":
            return f"reached{values}"
        case "partly_met":
            return f"better, but not as much as you hoped{values}"
        case "not_met":
            return f"not reached{values}"
        case "kept":
            return f"you could still do this{values}"
        case "lost":
            return f"this was lost for a time{_lost(result.lost)}" if result.lost else "this was lost"
        case "not_today":
            return "one day could not show this"
        case "not_assessed":
            to_come = result.series is not None and result.series.to_come
            return "we have not tested this yet" if to_come else "we could not tell on the day"


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
    return f"{text} {UNITS[unit]}" if unit in UNITS else value_text(series.scale, item, value)


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


def _lost(stretches: Sequence[LostPeriod]) -> str:
    told = []
    for one in stretches:
        back = f"and came back by {_hours(one.regained)}" if one.regained is not None else "and had not come back"
        told.append(f"from {_hours(one.start)} after the dose {back}")
    return f", {'; '.join(told)}"


def _muscles(one: DoseSummary) -> Iterator[str]:
    tone = one.tone
    if tone is not None and tone.compared:
        yield f"Looser in {tone.improved} of the {tone.compared} stiff muscles that we tested before and after."
    if tone is not None and (stiffer := tone.worse + tone.newly_raised):
        yield f"Stiffer in {stiffer}."
    weaker = [
        series
        for series in one.series
        if series.scale.domain == "power" and any(point.course == "worse" for point in series.after)
    ]
    if weaker:
        yield "Weaker in some muscles for part of the day."


def _doing(one: DoseSummary) -> Iterator[str]:
    """What no goal speaks of: got worse at any time, better at the peak."""
    told = {(result.series.scale.key, result.series.item) for result in one.results if result.series}
    asked = [series for series in one.series if series.speaks_of((*FUNCTION, *COMFORT))]
    rest = [series for series in asked if (series.scale.key, series.item) not in told]
    worse = [series for series in rest if any(point.course == "worse" for point in series.after)]
    better = [series for series in rest if series.course_at_peak == "improved" and series not in worse]
    if better:
        yield f"Better: {names_text(better)}."
    if worse:
        yield f"Worse than before, for a time or longer: {names_text(worse)}."


def _events(dose: Dose) -> Iterator[str]:
    named = [
        f"{_event(one)} ({SEVERITY_WORDS[one.severity]})"
        for one in sorted(dose.events, key=lambda one: one.began_at)
        if one.severity is not None
    ]
    if named:
        yield f"Unwanted effects: {list_text(named)}."
    elif dose.events_asked:
        yield "Unwanted effects: asked, none."


def _event(event: Event) -> str:
    if event.kind == "other" and event.words:
        return event.words
    return PLAINER.get(event.kind, EVENT_WORDS[event.kind])


def _told(doses: Sequence[DoseSummary]) -> Iterator[str]:
    for one in doses:
        yield from (f"“{said.text}”" for said in one.dose.words if said.by == "person")


def _decided(summary: Summary) -> Iterator[str]:
    standing = standing_decision(summary.trial)
    earlier = [(one, decision) for one in summary.doses for decision in one.decisions if decision is not standing]
    yield from (f"After the test {_on(one.dose)}: {_together(decision)}." for one, decision in earlier)
    if standing is None:
        yield "Nothing has been decided since." if earlier else "Nothing has been decided yet."
        return
    yield f"{capital(_together(standing))}."
    if standing.reason:
        yield f"Why: {ended(standing.reason)}"
    if standing.conditions:
        yield f"What must happen first: {ended(standing.conditions)}"
    if standing.person_words:
        yield f"What you said about it: “{standing.person_words}”"
    yield from (f"Next: {ended(_action(action))}" for action in standing.actions)


def _together(decision: Decision) -> str:
    """`together it was decided to go ahead with a baclofen pump`; together only where the person agrees."""
    assert decision.outcome is not None  # noqa: S101  asked for decisions that have one
    return f"{'together ' if decision.person_agrees == 'yes' else ''}it was decided {DECIDED[decision.outcome]}"


def _action(action: Action) -> str:
    who = f" ({action.who})" if action.who else ""
    when = f", by {action.by_date.day} {action.by_date:%B %Y}" if action.by_date else ""
    return f"{action.what}{who}{when}"
