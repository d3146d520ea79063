"""The meeting's decision: typed live, signed, reopened with a reason. Nothing here suggests an outcome."""

from dataclasses import replace
from datetime import datetime

from trial.actions.act import NOW, Facts, act
from trial.ledger.entries import DecisionDrafted, DecisionReopened, Signed
from trial.ledger.facts import Decision, Trial
from trial.rules import decisions
from trial.rules.typed import check_values


@act
def draft(now: Trial, decision: Decision, *, by: str, at: datetime = NOW) -> Facts:
    """Keep what the meeting has typed so far, as typed."""
    decisions.check_not_closed(now)
    check_values(decision)
    before = present_draft(now) or Decision()
    unsigned = replace(decision, signed_by="", signed_at=None, history=before.history)
    return [] if unsigned == before else [DecisionDrafted(decision=unsigned)]


@act
def sign(now: Trial, decision: Decision, *, by: str, at: datetime = NOW) -> Facts:
    """Sign the decision with the signer's name; it covers all that stands before it (MEANING.md rule 35)."""
    before = present_draft(now) or Decision()
    signed = replace(decision, signed_by=by, signed_at=at, history=before.history)
    decisions.check_may_sign(now, signed)
    return [Signed(decision=signed)]


@act
def reopen(now: Trial, *, reason: str, by: str, at: datetime = NOW) -> Facts:
    """Reopen the last signed decision, which voids its signature and stays in sight."""
    decisions.check_may_reopen(now, reason)
    return [DecisionReopened(reason=reason.strip())]


def present_draft(trial: Trial) -> Decision | None:
    """The unsigned decision that is being typed, if there is one."""
    last = trial.decisions[-1] if trial.decisions else None
    return None if last is None or last.signed else last
