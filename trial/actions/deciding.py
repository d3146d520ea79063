"""The meeting: its list of people, and the decision: drafted, signed, reopened. Nothing is suggested."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile

from trial.actions.act import NOW, Facts, act, clock, every_row
from trial.ledger.entries import DecisionDrafted, DecisionReopened, Signed
from trial.ledger.facts import Decision, Trial
from trial.meaning.state import draft_decision
from trial.rules import lifecycle
from trial.rules.typed_input import check_values
from trial.store import Store
from trial.store.worklist import WorklistRow


def this_week(store: Store, *, now: datetime = NOW) -> tuple[WorklistRow, ...]:
    """Return everyone who awaits a decision, then who had a dose within seven days, each by the time of the dose."""
    since = (clock() if now is NOW else now) - timedelta(days=7)
    awaiting = {row.trial: row for row in every_row(store, state="awaiting_decision")}
    recent = [
        row
        for row in takewhile(lambda row: row.changed_at >= since, every_row(store))
        if row.given_at is not None and row.given_at >= since and row.trial not in awaiting
    ]

    def order(row: WorklistRow) -> tuple[bool, datetime, str]:
        return row.trial not in awaiting, row.given_at or row.changed_at, row.trial

    return tuple(sorted((*awaiting.values(), *recent), key=order))


@act
def draft(now: Trial, decision: Decision, *, by: str, at: datetime = NOW) -> Facts:
    """Store the decision as typed so far; it counts for nothing until it is signed."""
    lifecycle.check_not_closed(now)
    check_values(decision)
    before = draft_decision(now) or Decision()
    unsigned = replace(decision, signed_by="", signed_at=None, history=before.history)
    return [] if unsigned == before else [DecisionDrafted(decision=unsigned)]


@act
def sign(now: Trial, decision: Decision, *, by: str, at: datetime = NOW) -> Facts:
    """Sign the decision in the name of `by`; it covers every dose given or tried so far (rule 35)."""
    before = draft_decision(now) or Decision()
    signed = replace(decision, signed_by=by, signed_at=at, history=before.history)
    lifecycle.check_may_sign(now, signed)
    return [Signed(decision=signed)]


@act
def reopen(now: Trial, *, reason: str, by: str, at: datetime = NOW) -> Facts:
    """Reopen the last signed decision: its signature is void and stays listed, its outcome is to be chosen anew."""
    lifecycle.check_may_reopen(now, reason)
    return [DecisionReopened(reason=reason.strip())]
