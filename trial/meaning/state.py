"""The state of a trial, from its record alone: no clock in it (rule 36)."""

from typing import Literal

from trial.ledger.facts import Decision, Dose, Outcome, Trial
from trial.meaning.point import FINDINGS
from trial.meaning.schedule import decided_on, delivered

State = Literal["planned", "baseline", "in_progress", "awaiting_decision", "awaiting_dose", "closed"]
CLOSING: frozenset[Outcome] = frozenset({"proceed", "do_not_proceed", "infusion_trial"})
"""The others leave the trial open for the next dose or meeting (rule 35)."""


def state_of(trial: Trial) -> State:
    """Where a trial stands. Only signed decisions count; a draft changes nothing."""
    signed = max((place for place, one in enumerate(trial.decisions) if one.signed), default=None)
    if signed is not None and trial.decisions[signed].outcome in CLOSING:
        return "closed"
    last = next(reversed(delivered(trial)), None)
    if signed is not None and decided_on(trial, signed) is last:
        return "awaiting_dose"
    if last is None:
        return "baseline" if trial.doses else "planned"
    at_peak = (one for one in last.readings if one.slot == trial.plan.peak_slot)
    over = last.ended_at is not None or any(one.status in FINDINGS for one in at_peak)
    return "awaiting_decision" if over else "in_progress"


def last_signed(trial: Trial) -> Decision | None:
    """The decision that was signed last."""
    return next((one for one in reversed(trial.decisions) if one.signed), None)


def standing_decision(trial: Trial) -> Decision | None:
    """The signed decision that answers for the trial as it now is; None while one is awaited or being typed."""
    last = trial.decisions[-1] if trial.decisions else None
    stands = last is not None and last.signed and state_of(trial) in ("awaiting_dose", "closed")
    return last if stands else None


def draft_decision(trial: Trial) -> Decision | None:
    """What a meeting has typed and not signed."""
    return trial.decisions[-1] if trial.decisions and not trial.decisions[-1].signed else None


def is_under_way(trial: Trial, dose: Dose) -> bool:
    """Whether this dose is the one of today, its peak still to come."""
    return state_of(trial) == "in_progress" and delivered(trial)[-1] is dose
