"""The plan: whose it is, what is measured and hoped for, what was agreed; and the dose sheet, planned to corrected."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trial.actions.act import clock, dose_of, on_trial
from trial.actions.opening import known_by as known_by
from trial.actions.opening import open_trial as open_trial
from trial.actions.recording import sheet_of
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.entries import (
    Agreed,
    DoseSet,
    Fact,
    GoalDropped,
    GoalSet,
    GoalsOrdered,
    PersonChanged,
    Planned,
)
from trial.ledger.facts import Dose, Goal, Person, Plan, Trial
from trial.rules import bedside, decisions, doses, record
from trial.rules.text import check_text
from trial.store.base import Store


def change_person(
    store: Store, trial: str, person: Person, *, reason: str = "", by: str, at: datetime | None = None
) -> Trial:
    """Correct who this is; once a dose was given this needs a reason."""
    record.check_person(person)
    check_text(reason, "the reason")

    def make(now: Trial) -> Sequence[Fact]:
        if person == now.person:
            return []
        if any(dose.delivered for dose in now.doses) and not reason.strip():
            raise NotAllowedNow("A dose has been given: say why the person's details change.")
        return [PersonChanged(person=person, reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def set_plan(store: Store, trial: str, plan: Plan, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Set what will be measured, and when; after the lock this needs a reason."""
    record.check_plan(plan)

    def make(now: Trial) -> Sequence[Fact]:
        if plan == now.plan:
            return []
        decisions.check_plan_edit(now, reason)
        return [Planned(plan=plan, reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def set_goal(store: Store, trial: str, goal: Goal, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Write or edit one goal. After the lock it needs a reason and counts from the next dose."""
    moment = at or clock()
    return on_trial(store, trial, lambda now: _goal_set(now, goal, reason, by, moment), by=by, at=moment)


def add_goal(store: Store, trial: str, goal: Goal, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Write a new goal under the next free id, whatever its own: two people adding at once make two goals."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        return _goal_set(now, replace(goal, id=_new_goal_id(now)), reason, by, moment)

    return on_trial(store, trial, make, by=by, at=moment)


def order_goals(
    store: Store, trial: str, ids: Sequence[str], *, reason: str = "", by: str, at: datetime | None = None
) -> Trial:
    """Put the goals in the person's own order; after the lock this needs a reason."""

    def make(now: Trial) -> Sequence[Fact]:
        if sorted(ids) != sorted(goal.id for goal in now.goals):
            raise InvalidInput("The goals have changed meanwhile; look again and put them in order anew.")
        if list(ids) == [goal.id for goal in now.goals]:
            return []
        decisions.check_plan_edit(now, reason)
        return [GoalsOrdered(ids=tuple(ids), reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def drop_goal(store: Store, trial: str, goal: str, *, reason: str = "", by: str, at: datetime | None = None) -> Trial:
    """Stop pursuing a goal; after the lock it stays in sight, with the reason."""

    def make(now: Trial) -> Sequence[Fact]:
        if all(one.id != goal for one in now.goals):
            raise NotFound(f"There is no goal {goal}.")
        decisions.check_plan_edit(now, reason)
        return [GoalDropped(id=goal, reason=reason)]

    return on_trial(store, trial, make, by=by, at=at)


def agree(store: Store, trial: str, *, agreed_by: str = "", by: str, at: datetime | None = None) -> Trial:
    """Lock plan and goals as agreed with the person."""
    check_text(agreed_by, "this name")
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        decisions.check_agreement(now)
        goals = [
            GoalSet(goal=replace(goal, agreed_at=moment, agreed_by=agreed_by or by))
            for goal in now.goals
            if goal.agreed_at is None
        ]
        return [*goals, Agreed(agreed_at=moment, agreed_by=agreed_by or by)]

    return on_trial(store, trial, make, by=by, at=moment)


def plan_dose(store: Store, trial: str, dose: Dose, *, by: str, at: datetime | None = None) -> Trial:
    """Plan the next test dose, or change the planned one before it is given (MEANING.md rule 33).

    What its checklist says anew is ticked with time and name; so are medicines that nobody is named for.
    """
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        doses.check_planned(now.record, dose)
        decisions.check_dose_may_be_planned(now, dose)
        before = next((one for one in now.doses if one.number == dose.number), None)
        told = replace(
            dose,
            checklist=before.checklist if before else {},
            ticks=before.ticks if before else (),
            medicines=tuple(replace(one, by=one.by or by) for one in dose.medicines),
        )
        for what in dict.fromkeys((*told.checklist, *dose.checklist)):
            done = dose.checklist.get(what, False)
            if done != told.checklist.get(what, False):
                told = bedside.ticked(told, what, done=done, at=moment, by=by)
        return [DoseSet(act="planned", dose=sheet_of(told))]

    return on_trial(store, trial, make, by=by, at=moment)


def give_dose(store: Store, trial: str, dose: Dose, *, by: str, at: datetime | None = None) -> Trial:
    """Keep the dose sheet of a dose that was given, or tried and not delivered; locks plan and goals at T0."""
    moment = at or clock()

    return on_trial(store, trial, lambda now: giving(now, dose, by=by, at=moment), by=by, at=moment)


def giving(now: Trial, dose: Dose, *, by: str, at: datetime) -> list[Fact]:
    """What a dose that was given, or tried and not delivered, adds to the trial as it stands; or refuse it."""
    before = next((one for one in now.doses if one.number == dose.number), None)
    if before is not None and (before.given_at is not None or before.delivery == "none"):
        raise NotAllowedNow(f"Dose {dose.number} is already recorded; correct it with a reason.")
    if dose.given_at is not None and dose.given_at > at:
        raise InvalidInput("The end of injection is in the future; check the time and the date.")
    decisions.check_dose_may_be_given(now, dose)
    doses.check_given(now.record, dose)
    lock: list[Fact] = []
    if dose.delivered and not decisions.is_locked(now):
        stamp = dose.given_at or at
        lock = [
            GoalSet(goal=replace(goal, agreed_at=stamp, agreed_by=by)) for goal in now.goals if goal.agreed_at is None
        ]
        lock.append(Agreed(agreed_at=stamp, agreed_by=by))
    return [*lock, DoseSet(act="given", dose=sheet_of(dose))]


def correct_dose(store: Store, trial: str, dose: Dose, *, reason: str, by: str, at: datetime | None = None) -> Trial:
    """Correct a dose sheet, T0 included: every elapsed time is recomputed and the old T0 is kept."""
    moment = at or clock()

    def make(now: Trial) -> Sequence[Fact]:
        before = dose_of(now, dose.number)
        if not reason.strip():
            raise NotAllowedNow("Say why the dose sheet is corrected.")
        if dose.given_at is not None and dose.given_at > moment:
            raise InvalidInput("The end of injection is in the future; check the time and the date.")
        decisions.check_dose_open(now, dose.number)
        doses.check_given(now.record, replace(dose, readings=before.readings))
        return [DoseSet(act="corrected", dose=sheet_of(dose), reason=reason)]

    return on_trial(store, trial, make, by=by, at=moment)


def note_dose(store: Store, trial: str, dose: Dose, *, by: str, at: datetime | None = None) -> Trial:
    """Keep what comes to light during the day: first sit and stand, bladder, checklist, medicines."""

    def make(now: Trial) -> Sequence[Fact]:
        before = dose_of(now, dose.number)
        fixed = ("micrograms", "given_at", "delivery")
        if any(getattr(before, name) != getattr(dose, name) for name in fixed):
            raise NotAllowedNow("Dose, delivery and T0 change only by a correction with a reason.")
        decisions.check_dose_open(now, dose.number)
        return [DoseSet(act="noted", dose=sheet_of(dose))]

    return on_trial(store, trial, make, by=by, at=at)


def next_dose_number(trial: Trial) -> int:
    """The number of the dose that is planned and not yet given, else of the one after the last."""
    if trial.doses and trial.doses[-1].given_at is None and trial.doses[-1].delivery != "none":
        return trial.doses[-1].number
    return len(trial.doses) + 1


def _goal_set(now: Trial, goal: Goal, reason: str, by: str, moment: datetime) -> Sequence[Fact]:
    before = next((one for one in now.goals if one.id == goal.id), None)
    if before is not None and _same_agreement(before, goal):
        return []
    record.check_goal(goal)
    decisions.check_plan_edit(now, reason)
    agreed = replace(goal, agreed_at=moment, agreed_by=by) if decisions.is_locked(now) else goal
    return [GoalSet(goal=agreed, reason=reason)]


def _new_goal_id(trial: Trial) -> str:
    used = {goal.id for goal in trial.goals}
    return next(one for number in range(1, len(used) + 2) if (one := f"g{number}") not in used)


def _same_agreement(before: Goal, after: Goal) -> bool:
    return before == replace(
        after,
        agreed_at=before.agreed_at,
        agreed_by=before.agreed_by,
        earlier=before.earlier,
        dropped_at=before.dropped_at,
    )
