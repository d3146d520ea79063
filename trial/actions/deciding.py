"""The meeting's decision: typed live, signed, reopened with a reason. Nothing here suggests an outcome."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trial.actions.act import on_trial
from trial.ledger.entries import DecisionDrafted, DecisionReopened, Fact, Signed
from trial.ledger.facts import Decision, Reopened, Trial
from trial.rules import decisions
from trial.store.base import Store


def draft(store: Store, trial: str, decision: Decision, *, by: str, at: datetime | None = None) -> Trial:
    """Keep what the meeting has typed so far, as typed."""

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        decisions.check_may_draft(now)
        decisions.check_texts(decision)
        unsigned = replace(decision, signed_by="", signed_at=None, history=_history(now))
        return [] if unsigned == (present_draft(now) or Decision()) else [DecisionDrafted(decision=unsigned)]

    return on_trial(store, trial, make, by=by, at=at)


def sign(store: Store, trial: str, decision: Decision, *, by: str, at: datetime | None = None) -> Trial:
    """Sign the decision with the signer's name; it covers all that stands before it (MEANING.md rule 35)."""

    def make(now: Trial, moment: datetime) -> Sequence[Fact]:
        signed = replace(decision, signed_by=by, signed_at=moment, history=_history(now))
        decisions.check_may_sign(now, signed)
        return [Signed(decision=signed)]

    return on_trial(store, trial, make, by=by, at=at)


def reopen(store: Store, trial: str, *, reason: str, by: str, at: datetime | None = None) -> Trial:
    """Reopen the last signed decision, which voids its signature and stays in sight."""

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        decisions.check_may_reopen(now, reason)
        return [DecisionReopened(reason=reason.strip())]

    return on_trial(store, trial, make, by=by, at=at)


def present_draft(trial: Trial) -> Decision | None:
    """The unsigned decision that is being typed, if there is one."""
    last = trial.decisions[-1] if trial.decisions else None
    return None if last is None or last.signed else last


def _history(trial: Trial) -> tuple[Reopened, ...]:
    now = present_draft(trial)
    return now.history if now else ()
