"""A whole trial at once: what a file is held to, and the same checks for what is typed piece by piece."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trial.errors import InvalidInput
from trial.ledger.facts import Dose, Event, Goal, Person, Plan, Reading, Record
from trial.rules.decisions import decision_problems
from trial.rules.doses import order_problems, sheet_problems
from trial.rules.goals import goal_problems, rating_problems
from trial.rules.plans import plan_problems
from trial.rules.readings import Problem, problems_alone, quoted, reading_problems, slot_problem
from trial.rules.text import names_of, text_problems
from trial.rules.typed_times import year_problem

TRIAL_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")
MOST = 1_000
"""Goals, doses and decisions of one trial, each: far more than any has, and few enough that folding them is quick."""


def check_person(person: Person) -> None:
    """Refuse a person without a number, or with a text that cannot be kept: InvalidInput."""
    _refuse_first(person_problems(person))
    _refuse_first(text_problems(person))


def check_plan(plan: Plan) -> None:
    """Refuse a plan that cannot be followed: InvalidInput."""
    _refuse_first(plan_problems(plan))
    _refuse_first(text_problems(plan))


def check_goal(goal: Goal) -> None:
    """Refuse a goal that cannot be judged: InvalidInput."""
    _refuse_first(goal_problems(goal))
    _refuse_first(text_problems(goal))


def record_problems(record: Record) -> Iterator[Problem]:
    """Everything wrong with what a record says, in the order of the file: the place, and a sentence.

    Its texts are checked where they are read, before anything is made of them.
    """
    for name, found in (("goals", record.goals), ("doses", record.doses), ("decisions", record.decisions)):
        if len(found) > MOST:
            yield name, f"There are {len(found):,} {name} in this record; the most that can be kept is {MOST:,}."
    yield from moment_problems(record)
    if not TRIAL_ID.fullmatch(record.trial):
        yield "trial", f"{quoted(record.trial)} is no trial id; it is 1 to 40 of the characters A-Z a-z 0-9 . _ -"
    if record.zone and not _is_zone(record.zone):
        yield "zone", f"{quoted(record.zone)} is no time zone; write one such as Europe/London."
    if record.agreed_by and record.agreed_at is None:
        yield "agreed_at", "Say when plan and goals were agreed, not only by whom."
    yield from _within("person", person_problems(record.person))
    yield from _within("plan", plan_problems(record.plan))
    goals: set[str] = set()
    for position, goal in enumerate(record.goals):
        if goal.id in goals:
            yield f"goals[{position}].id", f"The goal id {quoted(goal.id)} is used twice."
        goals.add(goal.id)
        yield from _within(f"goals[{position}]", goal_problems(goal))
    yield from order_problems(record)
    for position, dose in enumerate(record.doses):
        yield from _within(f"doses[{position}]", _dose_problems(record, dose, goals))
    yield from _id_problems(record)
    for position, decision in enumerate(record.decisions):
        yield from _within(f"decisions[{position}]", decision_problems(decision))
        if not decision.signed and position + 1 < len(record.decisions):
            yield f"decisions[{position}].signed_at", "Only the last decision can still be unsigned."


def person_problems(person: Person) -> Iterator[Problem]:
    """Everything wrong with a person: the field, and a sentence."""
    if not person.identifier.strip():
        yield "identifier", "A person needs an identifier, such as a hospital number."


def moment_problems(node: object, place: str = "") -> Iterator[Problem]:
    """Every date and time within facts whose year cannot be meant."""
    if isinstance(node, date):
        if problem := year_problem(node):
            yield place, problem
    elif isinstance(node, tuple):
        for number, value in enumerate(node):
            yield from moment_problems(value, f"{place}[{number}]")
    elif is_dataclass(node):
        for name in names_of(node.__class__):
            value = getattr(node, name)
            if value and not isinstance(value, str):
                yield from moment_problems(value, f"{place}.{name}" if place else name)


def _dose_problems(record: Record, dose: Dose, goals: set[str]) -> Iterator[Problem]:
    yield from sheet_problems(dose)
    by_moment: dict[datetime, list[Reading]] = {}
    for reading in dose.readings:
        by_moment.setdefault(reading.taken_at, []).append(reading)
    awareness = tuple(one for one in _ever_taken(dose) if one.item == "consciousness")
    for position, reading in enumerate(dose.readings):
        place = f"readings[{position}]"
        beside = by_moment[reading.taken_at]
        if reading.status == "asleep":
            beside = [*beside, *awareness]
        yield from _within(place, reading_problems(record, dose, reading, beside))
        yield from _within(place, _corrected_problems(reading))
    for position, rating in enumerate(dose.ratings):
        yield from _within(f"ratings[{position}]", rating_problems(rating, goals))
    for position, event in enumerate(dose.events):
        yield from _within(f"events[{position}]", _event_problems(event))
    for position, words in enumerate(dose.words):
        if words.slot and (problem := slot_problem(words.slot)):
            yield f"words[{position}].slot", problem
    for position, gone in enumerate(dose.withdrawn):
        yield from _within(f"withdrawn[{position}].reading", problems_alone(gone.reading))
        yield from _within(f"withdrawn[{position}].reading", _corrected_problems(gone.reading))


def _corrected_problems(reading: Reading) -> Iterator[Problem]:
    for position, before in enumerate(reading.corrected):
        place = f"corrected[{position}].reading"
        yield from _within(place, problems_alone(before.reading))
        yield from _within(place, _corrected_problems(before.reading))


def _ever_taken(dose: Dose) -> Iterator[Reading]:
    """Readings that stand, and those they replaced: what was known when another was recorded."""
    stack = [*dose.readings, *(gone.reading for gone in dose.withdrawn)]
    while stack:
        reading = stack.pop()
        yield reading
        stack.extend(before.reading for before in reading.corrected)


def _event_problems(event: Event) -> Iterator[Problem]:
    if event.severity is None and event.kind != "other":
        yield "severity", f"The event {event.kind} needs a severity: mild, moderate, severe or life_threatening."
    if event.ended_at is not None and event.ended_at < event.began_at:
        yield "ended_at", "An event cannot end before it began."


def _id_problems(record: Record) -> Iterator[Problem]:
    """Ids are unique in a trial, and those that begin with # are this program's own."""
    seen: set[str] = set()
    for position, dose in enumerate(record.doses):
        for name in ("readings", "ratings", "events", "words"):
            for number, one in enumerate(getattr(dose, name)):
                place = f"doses[{position}].{name}[{number}].id"
                if one.id.startswith("#"):
                    yield place, "An id cannot begin with #."
                elif one.id in seen:
                    yield place, f"The id {quoted(one.id)} is used twice."
                if one.id:
                    seen.add(one.id)


def _within(place: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    for field, sentence in problems:
        yield f"{place}.{field}", sentence


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _refuse_first(problems: Iterable[Problem]) -> None:
    for _, sentence in problems:
        raise InvalidInput(sentence)
