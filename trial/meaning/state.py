"""The state of a trial, from its record alone, and on the day by the clock (rule 36)."""

from datetime import datetime
from typing import Literal

from trial.ledger.facts import Decision, Dose, Outcome, Trial
from trial.meaning.point import FINDINGS
from trial.meaning.schedule import decided_on, delivered, slot_order, slots_of

State = Literal["planned", "baseline", "in_progress", "awaiting_decision", "awaiting_dose", "closed"]
CLOSING: frozenset[Outcome] = frozenset({"proceed", "do_not_proceed", "infusion_trial"})
"""The others leave the trial open for the next dose or meeting (rule 35)."""


def state_of(trial: Trial) -> State:
    """The state of a trial (rules 35 and 36). Only signed decisions count; a draft changes nothing."""
    signed = max((place for place, one in enumerate(trial.decisions) if one.signed), default=None)
    if signed is not None and trial.decisions[signed].outcome in CLOSING:
        return "closed"
    last = next(reversed(delivered(trial)), None)
    if signed is not None and decided_on(trial, signed) is last:
        return "awaiting_dose"
    if last is None:
        return "baseline" if trial.doses else "planned"
    plan = trial.plan
    later = (one.peak_slot for one in plan.measures if one.peak_slot in slots_of(plan, one))
    last_peak = max((plan.peak_slot, *later), key=slot_order)
    at_peak = (reading for reading in last.readings if reading.slot == last_peak)
    over = last.ended_at is not None or any(reading.status in FINDINGS for reading in at_peak)
    return "awaiting_decision" if over else "in_progress"


def state_at(state: State, day_ends_at: datetime | None, now: datetime) -> State:
    """The state by the clock: a dose stays under way while slots of its day are still to come (rule 36)."""
    slots_to_come = state == "awaiting_decision" and day_ends_at is not None and now <= day_ends_at
    return "in_progress" if slots_to_come else state


def last_signed(trial: Trial) -> Decision | None:
    """The decision that was signed last."""
    return next((one for one in reversed(trial.decisions) if one.signed), None)


def standing_decision(trial: Trial) -> Decision | None:
    """Return the signed decision in force; None while one is awaited or being typed."""
    last = trial.decisions[-1] if trial.decisions else None
    stands = last is not None and last.signed and state_of(trial) in ("awaiting_dose", "closed")
    return last if stands else None


def draft_decision(trial: Trial) -> Decision | None:
    """Return the decision that is typed and not signed; None without one."""
    return trial.decisions[-1] if trial.decisions and not trial.decisions[-1].signed else None


def is_under_way(trial: Trial, dose: Dose) -> bool:
    """Whether this dose is the one of today, its peak still to come."""
    return state_of(trial) == "in_progress" and delivered(trial)[-1] is dose
