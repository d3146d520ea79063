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
    signed = last_signed(trial)
    if signed is not None and signed.outcome in CLOSING:
        return "closed"
    given = delivered(trial)
    last = given[-1] if given else None
    if is_decided(trial):
        return "awaiting_dose"
    if last is None:
        return "baseline" if trial.doses else "planned"
    return "awaiting_decision" if is_over(trial, last) else "in_progress"


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


def is_decided(trial: Trial) -> bool:
    """Whether the decision signed last was made on the last delivered dose, or before any."""
    signed = [place for place, one in enumerate(trial.decisions) if one.signed]
    given = delivered(trial)
    return bool(signed) and (not given or decided_on(trial, signed[-1]) is given[-1])


def is_over(trial: Trial, dose: Dose) -> bool:
    """Whether a dose has a finding in its peak slot, or its observation has ended."""
    peak = trial.plan.peak_slot
    at_peak = (one for one in dose.readings if one.slot == peak)
    return dose.ended_at is not None or any(one.status in FINDINGS for one in at_peak)


def is_under_way(trial: Trial, dose: Dose) -> bool:
    """Whether this dose is the one of today, its peak still to come."""
    return state_of(trial) == "in_progress" and delivered(trial)[-1] is dose
