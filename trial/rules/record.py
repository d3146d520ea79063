"""A whole trial at once: what a file is held to, and the same checks for what is typed piece by piece."""

import re
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trial.errors import Refusal, refusal, refuse_first
from trial.ledger.facts import Dose, Event, Goal, Person, Plan, Reading, Record
from trial.meaning.limits import LIMITS
from trial.rules.decisions import decision_problems
from trial.rules.doses import order_problems, sheet_problems
from trial.rules.plans import goal_problems, plan_problems, rating_problems
from trial.rules.readings import problems_alone, reading_problems, slot_problem
from trial.rules.typed import names_of, text_problems, year_problem

TRIAL_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


def check_part(part: Person | Plan | Goal) -> None:
    """Refuse what a record cannot hold in this place: InvalidInput."""
    problems: dict[type, Callable[..., Iterator[Refusal]]] = {
        Person: person_problems,
        Plan: plan_problems,
        Goal: goal_problems,
    }
    refuse_first((*problems[type(part)](part), *text_problems(part)))


def record_problems(record: Record) -> Iterator[Refusal]:
    """Everything wrong with what a record says, in the order of the file.

    Its texts are checked where they are read, before anything is made of them.
    """
    for name, found in (("goals", record.goals), ("doses", record.doses), ("decisions", record.decisions)):
        if len(found) > LIMITS.most_goals_doses_decisions:
            yield refusal("too_many", name, count=len(found), what=name)
    yield from moment_problems(record)
    if not TRIAL_ID.fullmatch(record.trial):
        yield refusal("no_trial_id", "trial", trial=record.trial)
    if record.zone and not _is_zone(record.zone):
        yield refusal("no_zone", "zone", zone=record.zone)
    if record.agreed_by and record.agreed_at is None:
        yield refusal("agreement_without_time", "agreed_at")
    yield from _within("person", person_problems(record.person))
    yield from _within("plan", plan_problems(record.plan))
    goals: set[str] = set()
    for position, goal in enumerate(record.goals):
        if goal.id in goals:
            yield refusal("goal_id_twice", f"goals[{position}].id", goal=goal.id)
        goals.add(goal.id)
        yield from _within(f"goals[{position}]", goal_problems(goal))
    yield from order_problems(record)
    for position, dose in enumerate(record.doses):
        yield from _within(f"doses[{position}]", _dose_problems(record, dose, goals))
    yield from _id_problems(record)
    for position, decision in enumerate(record.decisions):
        yield from _within(f"decisions[{position}]", decision_problems(decision))
        if not decision.signed and position + 1 < len(record.decisions):
            yield refusal("unsigned_before_another", f"decisions[{position}].signed_at")


def person_problems(person: Person) -> Iterator[Refusal]:
    """Everything wrong with a person."""
    if not person.identifier.strip():
        yield refusal("person_without_identifier", "identifier")


def moment_problems(node: object, place: str = "") -> Iterator[Refusal]:
    """Every date and time within facts whose year cannot be meant."""
    if isinstance(node, date):
        if problem := year_problem(node, place):
            yield problem
    elif isinstance(node, tuple):
        for number, value in enumerate(node):
            yield from moment_problems(value, f"{place}[{number}]")
    elif is_dataclass(node):
        for name in names_of(node.__class__):
            value = getattr(node, name)
            if value and not isinstance(value, str):
                yield from moment_problems(value, f"{place}.{name}" if place else name)


def _dose_problems(record: Record, dose: Dose, goals: set[str]) -> Iterator[Refusal]:
    yield from sheet_problems(dose)
    by_moment: dict[datetime, list[Reading]] = {}
    for reading in dose.readings:
        by_moment.setdefault(reading.taken_at, []).append(reading)
    standing = [[*_versions(reading, f"readings[{n}]")] for n, reading in enumerate(dose.readings)]
    withdrawn = [[*_versions(gone.reading, f"withdrawn[{n}].reading")] for n, gone in enumerate(dose.withdrawn)]
    awareness = [reading for _, reading in chain(*standing, *withdrawn) if reading.item == "consciousness"]
    for (place, reading), *earlier in standing:
        beside = by_moment[reading.taken_at] + (awareness if reading.status == "asleep" else [])
        yield from _within(place, reading_problems(record, dose, reading, beside))
        yield from chain(*(_within(was, problems_alone(before)) for was, before in earlier))
    yield from chain(*(_within(place, problems_alone(reading)) for place, reading in chain(*withdrawn)))
    for position, rating in enumerate(dose.ratings):
        yield from _within(f"ratings[{position}]", rating_problems(rating, goals))
    for position, event in enumerate(dose.events):
        yield from _within(f"events[{position}]", _event_problems(event))
    for position, words in enumerate(dose.words):
        if words.slot and (problem := slot_problem(words.slot)):
            yield problem.within(f"words[{position}]")


def _versions(reading: Reading, place: str) -> Iterator[tuple[str, Reading]]:
    """A reading and all that it ever replaced, each with its place: what was known when another was recorded."""
    yield place, reading
    for position, before in enumerate(reading.corrected):
        yield from _versions(before.reading, f"{place}.corrected[{position}].reading")


def _event_problems(event: Event) -> Iterator[Refusal]:
    if event.severity is None and event.kind != "other":
        yield refusal("event_kind_needs_severity", "severity", kind=event.kind)
    if event.ended_at is not None and event.ended_at < event.began_at:
        yield refusal("filed_event_ends_before_it_began", "ended_at")


def _id_problems(record: Record) -> Iterator[Refusal]:
    """Ids are unique in a trial, and those that begin with # are this program's own."""
    seen: set[str] = set()
    for position, dose in enumerate(record.doses):
        for name in ("readings", "ratings", "events", "words"):
            for number, fact in enumerate(getattr(dose, name)):
                place = f"doses[{position}].{name}[{number}].id"
                if fact.id.startswith("#"):
                    yield refusal("id_is_reserved", place)
                elif fact.id in seen:
                    yield refusal("id_twice", place, id=fact.id)
                if fact.id:
                    seen.add(fact.id)


def _within(place: str, problems: Iterator[Refusal]) -> Iterator[Refusal]:
    return (problem.within(place) for problem in problems)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
