"""The plan: whose it is, what is measured and hoped for, what was agreed; and the dose sheet, planned to corrected."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from trial.actions.act import clock, dose_of, on_trial
from trial.actions.recording import sheet_of
from trial.errors import InvalidInput, NotAllowedNow, NotFound, refusal
from trial.ledger.entries import (
    Agreed,
    DoseSet,
    Fact,
    GoalDropped,
    GoalSet,
    GoalsOrdered,
    Opened,
    PersonChanged,
    Planned,
)
from trial.ledger.facts import Dose, Goal, Person, Plan, Trial
from trial.meaning.names import folded, same_name
from trial.rules import bedside, decisions, doses, record
from trial.rules.text import check_reason, check_text
from trial.store.base import Store, WorklistRow

OURS = re.compile(r"T-(\d{4,})")


def open_trial(
    store: Store,
    *,
    person: Person,
    plan: Plan | None = None,
    goals: Iterable[Goal] = (),
    zone: str = "",
    by: str,
    at: datetime | None = None,
) -> Trial:
    """Open a trial under the next free number; raises InvalidInput for what a person, plan or goal cannot hold."""
    record.check_person(person)
    if plan is not None:
        record.check_plan(plan)
    rest: list[Fact] = [] if plan is None else [Planned(plan=plan)]
    for goal in goals:
        record.check_goal(goal)
        rest.append(GoalSet(goal=goal))
    used = (int(found[1]) for trial in store.trials() if (found := OURS.fullmatch(trial)))
    number, moment, is_taken = max(used, default=0), at or clock(), True

    def make(there: Trial | None) -> Sequence[Fact]:
        nonlocal is_taken
        is_taken = there is not None
        return [] if is_taken else [Opened(trial=name, person=person, zone=zone), *rest]

    while True:  # until the number was not taken meanwhile
        number += 1
        name = f"T-{number:04d}"
        made = store.append(name, make, at=moment, by=by)
        if made is not None and not is_taken:
            return made


def known_by(store: Store, identifier: str) -> Iterator[WorklistRow]:
    """The trials of whoever has this number already, latest change first."""
    after = ""
    while folded(identifier) and (rows := store.worklist(search=identifier, after=after)):
        yield from (row for row in rows if same_name(row.identifier, identifier))
        after = rows[-1].trial


def change_person(
    store: Store, trial: str, person: Person, *, reason: str = "", by: str, at: datetime | None = None
) -> Trial:
    """Correct who this is; once a dose was given this needs a reason."""
    record.check_person(person)
    check_text(reason, "reason")

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        if person == now.person:
            return []
        if any(dose.delivered for dose in now.doses):
            check_reason(reason, refusal("person_needs_reason", "reason", allows="reason"))
        return [PersonChanged(person=person, reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def set_plan(store: Store, trial: str, plan: Plan, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Set what will be measured, and when; after the lock this needs a reason."""
    record.check_plan(plan)

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        if plan == now.plan:
            return []
        decisions.check_plan_edit(now, reason)
        return [Planned(plan=plan, reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def set_goal(store: Store, trial: str, goal: Goal, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Write or edit one goal. After the lock it needs a reason and counts from the next dose."""
    return on_trial(store, trial, lambda now, moment: _goal_set(now, goal, reason, by, moment), by=by, at=at)


def add_goal(store: Store, trial: str, goal: Goal, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Write a new goal under the next free id, whatever its own: two people adding at once make two goals."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        used = {other.id for other in now.goals}
        free = next(name for number in range(1, len(used) + 2) if (name := f"g{number}") not in used)
        return _goal_set(now, replace(goal, id=free), reason, by, moment)

    return on_trial(store, trial, make, by=by, at=at)


def order_goals(
    store: Store, trial: str, ids: Sequence[str], *, reason: str = "", by: str, at: datetime | None = None
) -> Trial:
    """Put the goals in the person's own order; after the lock this needs a reason."""

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        present = [goal.id for goal in now.goals]
        if sorted(ids) != sorted(present):
            raise InvalidInput(refusal("goals_changed_meanwhile", "goals"))
        if list(ids) == present:
            return []
        decisions.check_plan_edit(now, reason)
        return [GoalsOrdered(ids=tuple(ids), reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def drop_goal(store: Store, trial: str, goal: str, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Stop pursuing a goal; after the lock it stays in sight, with the reason."""

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        if all(other.id != goal for other in now.goals):
            raise NotFound(refusal("no_goal", "goal", goal=goal))
        decisions.check_plan_edit(now, reason)
        return [GoalDropped(id=goal, reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def agree(store: Store, trial: str, *, agreed_by: str = "", by: str, at: datetime | None = None) -> Trial:
    """Lock plan and goals as agreed with the person."""
    check_text(agreed_by, "name")

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        decisions.check_agreement(now)
        return _agreement(now, moment, agreed_by or by)

    return on_trial(store, trial, make, by=by, at=at)


def plan_dose(store: Store, trial: str, dose: Dose, *, by: str, at: datetime | None = None) -> Trial:
    """Plan the next test dose, or change the planned one before it is given (MEANING.md rule 33).

    What its checklist says anew is ticked with time and name; so are medicines that nobody is named for.
    """

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        doses.check_planned(now.record, dose)
        decisions.check_dose_may_be_planned(now, dose)
        before = next((other for other in now.doses if other.number == dose.number), None)
        planned = replace(
            dose,
            checklist=before.checklist if before else {},
            ticks=before.ticks if before else (),
            medicines=tuple(replace(medicine, by=medicine.by or by) for medicine in dose.medicines),
        )
        for what in dict.fromkeys((*planned.checklist, *dose.checklist)):
            done = dose.checklist.get(what, False)
            if done != planned.checklist.get(what, False):
                planned = bedside.ticked(planned, what, done=done, at=moment, by=by)
        return [DoseSet(act="planned", dose=sheet_of(planned))]

    return on_trial(store, trial, make, by=by, at=at)


def give_dose(store: Store, trial: str, dose: Dose, *, by: str, at: datetime | None = None) -> Trial:
    """Keep the dose sheet of a dose that was given, or tried and not delivered; locks plan and goals at T0."""
    return on_trial(store, trial, lambda now, moment: giving(now, dose, by=by, at=moment), by=by, at=at)


def giving(now: Trial, dose: Dose, *, by: str, at: datetime) -> list[Fact]:
    """What a dose that was given, or tried and not delivered, adds to the trial as it stands; or refuse it."""
    before = next((other for other in now.doses if other.number == dose.number), None)
    if before is not None and (before.given_at is not None or before.delivery == "none"):
        raise NotAllowedNow(refusal("dose_recorded_already", "number", dose=dose.number))
    _check_t0(dose, at)
    decisions.check_dose_may_be_given(now, dose)
    doses.check_given(now.record, dose)
    locks = dose.delivered and not decisions.is_locked(now)
    return [*(_agreement(now, dose.given_at or at, by) if locks else ()), DoseSet(act="given", dose=sheet_of(dose))]


def correct_dose(store: Store, trial: str, dose: Dose, *, reason: str, by: str, at: datetime | None = None) -> Trial:
    """Correct a dose sheet, T0 included: every elapsed time is recomputed and the old T0 is kept."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        before = dose_of(now, dose.number)
        check_reason(reason, refusal("dose_sheet_needs_reason", "reason", allows="reason"))
        _check_t0(dose, moment)
        decisions.check_dose_open(now, dose.number)
        doses.check_given(now.record, replace(dose, readings=before.readings))
        return [DoseSet(act="corrected", dose=sheet_of(dose), reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def note_dose(store: Store, trial: str, dose: Dose, *, by: str, at: datetime | None = None) -> Trial:
    """Keep what comes to light during the day: first sit and stand, bladder, checklist, medicines."""

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        before = dose_of(now, dose.number)
        fixed = ("micrograms", "given_at", "delivery")
        if any(getattr(before, name) != getattr(dose, name) for name in fixed):
            raise NotAllowedNow(refusal("changes_only_by_correction"))
        decisions.check_dose_open(now, dose.number)
        return [DoseSet(act="noted", dose=sheet_of(dose))]

    return on_trial(store, trial, make, by=by, at=at)


def next_dose_number(trial: Trial) -> int:
    """The number of the dose that is planned and not yet given, else of the one after the last."""
    if trial.doses and trial.doses[-1].given_at is None and trial.doses[-1].delivery != "none":
        return trial.doses[-1].number
    return len(trial.doses) + 1


def _check_t0(dose: Dose, now: datetime) -> None:
    if dose.given_at is not None and dose.given_at > now:
        raise InvalidInput(refusal("t0_to_come", "given_at"))


def _agreement(now: Trial, at: datetime, by: str) -> list[Fact]:
    """What locks plan and goals as they stand."""
    goals = (replace(goal, agreed_at=at, agreed_by=by) for goal in now.goals if goal.agreed_at is None)
    return [*(GoalSet(goal=goal) for goal in goals), Agreed(agreed_at=at, agreed_by=by)]


def _goal_set(now: Trial, goal: Goal, reason: str, by: str, moment: datetime) -> Sequence[Fact]:
    before = next((other for other in now.goals if other.id == goal.id), None)
    if before is not None and _same_agreement(before, goal):
        return []
    record.check_goal(goal)
    decisions.check_plan_edit(now, reason)
    agreed = replace(goal, agreed_at=moment, agreed_by=by) if decisions.is_locked(now) else goal
    return [GoalSet(goal=agreed, reason=reason)]


def _same_agreement(before: Goal, after: Goal) -> bool:
    """Whether a goal says what it said before, whenever and by whomever it was agreed."""
    aside = ("agreed_at", "agreed_by", "earlier", "dropped_at")
    return before == replace(after, **{name: getattr(before, name) for name in aside})
