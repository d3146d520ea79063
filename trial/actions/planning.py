"""The plan: the person, measures, goals and their agreement; and the dose sheet: planned, given, corrected."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from trial.actions.act import NOW, Facts, act, clock, dose_of, every_row
from trial.actions.bedside_notes import sheet_of
from trial.errors import InvalidInput, NotAllowedNow, NotFound, refusal
from trial.ledger import entries
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Goal, Person, Plan, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.name_matching import same_name
from trial.rules import bedside, doses, lifecycle, record
from trial.rules.typed_input import check_reason, check_text
from trial.store import Store
from trial.store.worklist import WorklistRow

OURS = re.compile(r"T-(\d{4,})")
"""The ids that are given here; imported trials bring their own."""


def open_trial(
    store: Store,
    *,
    person: Person,
    plan: Plan | None = None,
    goals: Sequence[Goal] = (),
    zone: str = "",
    by: str,
    at: datetime = NOW,
) -> Trial:
    """Open a trial under the next free id and return it; raises InvalidInput for a person, plan or goal at fault."""
    parts: tuple[Person | Plan | Goal, ...] = (person, *goals) if plan is None else (person, plan, *goals)
    for part in parts:
        record.check_part(part)
    planned = [] if plan is None else [entries.Planned(plan=plan)]
    used = (int(found[1]) for trial in store.trials() if (found := OURS.fullmatch(trial)))
    number, moment, is_taken = max(used, default=0), clock() if at is NOW else at, True

    def make(there: Trial | None) -> Facts:
        nonlocal is_taken
        is_taken = there is not None
        opened = entries.Opened(trial=name, person=person, zone=zone)
        return [] if is_taken else [opened, *planned, *(entries.GoalSet(goal=goal) for goal in goals)]

    while True:  # until the number was not taken meanwhile
        number += 1
        name = f"T-{number:04d}"
        made = store.append(name, make, at=moment, by=by)
        if made is not None and not is_taken:
            return made


def trials_with_identifier(store: Store, identifier: str) -> Iterator[WorklistRow]:
    """Yield the trials of the person with this identifier, latest change first; none for an empty one."""
    found = every_row(store, search=identifier) if identifier.strip() else ()
    return (row for row in found if same_name(row.identifier, identifier))


@act
def change_person(now: Trial, person: Person, *, reason: str = "", by: str, at: datetime = NOW) -> Facts:
    """Change the person's details; needs a reason once a dose was given."""
    record.check_part(person)
    check_text(reason, "reason")
    if person == now.person:
        return []
    if any(dose.delivered for dose in now.doses):
        check_reason(reason, refusal("person_needs_reason", "reason", allows="reason"))
    return [entries.PersonChanged(person=person, reason=reason)]


@act
def set_plan(now: Trial, plan: Plan, *, reason: str = "", by: str, at: datetime = NOW) -> Facts:
    """Set measures, slots and question; needs a reason once the plan is agreed, and counts from then on.

    A slot that leaves the day leaves the measures that named it as well.
    """
    plan = lifecycle.without_dropped_slots(now.plan, replace(plan, earlier=()))
    record.check_part(plan)
    if plan == replace(now.plan, earlier=()):
        return []
    lifecycle.check_plan_edit(now, reason)
    return [entries.Planned(plan=plan, reason=reason)]


@act
def set_goal(now: Trial, goal: Goal, *, reason: str = "", by: str, at: datetime = NOW) -> Facts:
    """Add a goal, or replace the one with its id; once the plan is agreed for a reason, and from the next dose on.

    A goal without an id is new and gets the next free one, so that two people who add at once add two goals.
    """
    before = {other.id: other for other in now.goals}
    if not goal.id:
        names = (f"g{number}" for number in count(1))
        goal = replace(goal, id=next(name for name in names if name not in before))
    elif goal.id in before:
        aside = ("agreed_at", "agreed_by", "earlier", "dropped_at")
        if before[goal.id] == replace(goal, **{name: getattr(before[goal.id], name) for name in aside}):
            return []  # nothing that was agreed changes
    record.check_part(goal)
    lifecycle.check_plan_edit(now, reason)
    agreed = replace(goal, agreed_at=at, agreed_by=by) if lifecycle.is_locked(now) else goal
    return [entries.GoalSet(goal=agreed, reason=reason)]


@act
def order_goals(now: Trial, ids: Sequence[str], *, reason: str = "", by: str, at: datetime = NOW) -> Facts:
    """Put the goals in the person's own order; needs a reason once the plan is agreed."""
    present = [goal.id for goal in now.goals]
    if sorted(ids) != sorted(present):
        raise InvalidInput(refusal("goals_changed_meanwhile", "goals"))
    if list(ids) == present:
        return []
    lifecycle.check_plan_edit(now, reason)
    return [entries.GoalsOrdered(ids=tuple(ids), reason=reason)]


@act
def drop_goal(now: Trial, goal: str, *, reason: str = "", by: str, at: datetime = NOW) -> Facts:
    """Drop a goal; once the plan is agreed it stays listed as dropped, with the reason."""
    if all(other.id != goal for other in now.goals):
        raise NotFound(refusal("no_goal", "goal", goal=goal))
    lifecycle.check_plan_edit(now, reason)
    return [entries.GoalDropped(id=goal, reason=reason)]


@act
def agree(now: Trial, *, agreed_by: str = "", agreed_at: datetime | None = None, by: str, at: datetime = NOW) -> Facts:
    """Record that plan and goals were agreed with the person, now or when `agreed_at` says; it locks them."""
    check_text(agreed_by, "name")
    lifecycle.check_agreement(now)
    return agreement(now, agreed_at or at, agreed_by or by, at)


@act
def correct_agreement(now: Trial, agreed_at: datetime, *, reason: str, by: str, at: datetime = NOW) -> Facts:
    """Correct when plan and goals were agreed; goals agreed then count for doses after the new time (rule 22)."""
    if now.record.agreed_at is None:
        raise NotAllowedNow(refusal("nothing_agreed_yet", "agreed_at"))
    lifecycle.check_plan_edit(now, reason)
    for dose in now.doses:  # which goals count for a dose is part of what a signature covers
        lifecycle.check_dose_open(now, dose.number)
    bedside.check_not_to_come(agreed_at, at, "agreed_at")
    agreed_by = now.record.agreed_by
    return [entries.Agreed(agreed_at=agreed_at, agreed_by=agreed_by, typed_at=at, reason=reason.strip())]


@act
def plan_dose(now: Trial, dose: Dose, *, by: str, at: datetime = NOW) -> Facts:
    """Plan the next test dose (micrograms), or change the planned one before it is given (rule 33).

    New ticks of its checklist get time and name, and medicines without a name beside them get `by`.
    """
    doses.check_planned(now.record, dose, by)
    lifecycle.check_dose_may_be_planned(now, dose)
    blank = replace(dose, checklist={}, ticks=())
    before = next((other for other in now.doses if other.number == dose.number), blank)
    medicines = tuple(replace(medicine, by=medicine.by or by) for medicine in dose.medicines)
    planned = replace(dose, checklist=before.checklist, ticks=before.ticks, medicines=medicines)
    for what in dict.fromkeys((*planned.checklist, *dose.checklist)):
        done = dose.checklist.get(what, False)
        if done != planned.checklist.get(what, False):
            planned = bedside.ticked(planned, what, done=done, at=at, by=by)
    return [entries.DoseSet(act="planned", dose=sheet_of(planned))]


def given_dose_entries(now: Trial, dose: Dose, *, goals_later: bool = False, by: str, at: datetime = NOW) -> list[Fact]:
    """Return the entries for a dose that was given, or tried and not delivered: its sheet, and the lock at T0.

    A T0 before the goals were agreed is refused unless `goals_later` says that they do not count for this dose.
    """
    if any(other.happened for other in now.doses if other.number == dose.number):
        raise NotAllowedNow(refusal("dose_recorded_already", "number", dose=dose.number))
    _check_t0(dose, at)
    lifecycle.check_dose_may_be_given(now, dose)
    doses.check_given(now.record, dose)
    if not goals_later:
        lifecycle.check_goals_agreed(now, dose)
    locks = agreement(now, dose.given_at or at, by) if dose.delivered and not lifecycle.is_locked(now) else []
    return [*locks, entries.DoseSet(act="given", dose=sheet_of(dose))]


@act
def give_dose(now: Trial, dose: Dose, *, goals_later: bool = False, by: str, at: datetime = NOW) -> Facts:
    """Record a dose that was given, or tried and not delivered; locks plan and goals at T0."""
    found = given_dose_entries(now, dose, goals_later=goals_later, by=by, at=at)
    doses.check_ready(now.record, dose)
    return found


@act
def correct_dose(
    now: Trial, dose: Dose, *, reason: str, goals_later: bool = False, by: str, at: datetime = NOW
) -> Facts:
    """Correct a dose sheet, T0 included: every elapsed time follows, and the old T0 stays in its history (rule 7)."""
    before = dose_of(now, dose.number)
    check_reason(reason, refusal("dose_sheet_needs_reason", "reason", allows="reason"))
    _check_t0(dose, at)
    lifecycle.check_dose_open(now, dose.number)
    doses.check_given(now.record, replace(dose, readings=before.readings))
    if not goals_later and dose.given_at != before.given_at:
        lifecycle.check_goals_agreed(now, dose, {before.given_at, *(was.given_at for was in before.earlier_t0)})
    return [entries.DoseSet(act="corrected", dose=sheet_of(dose), reason=reason)]


def next_dose_number(trial: Trial) -> int:
    """Return the number of the dose that is planned and not yet given, else of the one after the last."""
    return next((dose.number for dose in trial.doses[-1:] if not dose.happened), len(trial.doses) + 1)


def _check_t0(dose: Dose, now: datetime) -> None:
    if dose.given_at is not None and dose.given_at > now:
        raise InvalidInput(refusal("t0_to_come", "given_at"))


def agreement(now: Trial, agreed_at: datetime, by: str, typed_at: datetime | None = None) -> list[Fact]:
    """Return the entries that lock plan and goals as they are; raises InvalidInput for a time that is to come."""
    later = None
    if typed_at is not None:
        bedside.check_not_to_come(agreed_at, typed_at, "agreed_at")
        later = typed_at if typed_at - agreed_at > LIMITS.clocks_differ_by else None
    goals = (replace(goal, agreed_at=agreed_at, agreed_by=by) for goal in now.goals if goal.agreed_at is None)
    agreed = entries.Agreed(agreed_at=agreed_at, agreed_by=by, typed_at=later)
    return [*(entries.GoalSet(goal=goal) for goal in goals), agreed]
