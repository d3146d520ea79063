"""The fold: entries in, a trial out. Nothing else says what a ledger means; there is no clock and no lookup in it.

A trial folded so far folds on: replay(all) == replay(the rest, start=replay(the beginning)).
"""

from collections.abc import Iterable
from dataclasses import replace

from trial.errors import LedgerBroken, NotFound
from trial.ledger.dose_fold import DoseFold, OfDose, clinical
from trial.ledger.entries import (
    Agreed,
    DecisionDrafted,
    DecisionReopened,
    DoseSet,
    Entry,
    Erased,
    Fact,
    GoalDropped,
    GoalSet,
    GoalsOrdered,
    Opened,
    PersonChanged,
    Planned,
    Signed,
)
from trial.ledger.facts import Decision, Dose, EarlierGoal, Goal, PlanEdit, Record, Reopened, Trial
from trial.ledger.payload import erased


def replay(entries: Iterable[tuple[Entry, Fact]], start: Trial | None = None) -> Trial:
    """What these entries make of `start`. Raises NotFound where there is neither entry nor start."""
    fold = None if start is None else _Fold(start)
    for entry, fact in entries:
        if fold is None:
            fold = _Fold(_opened(entry, fact))
        if isinstance(fact, Erased):
            fold = _Fold(replace(erased(fold.trial()), erased_at=clinical(entry.at)))
        fold.take(entry, fact)
    if fold is None:
        raise NotFound("There is no such trial.")
    return fold.trial()


def _opened(entry: Entry, fact: Fact) -> Trial:
    if not isinstance(fact, Opened):
        raise LedgerBroken(f"Entry {entry.seq} does not open the trial that it belongs to.")
    return Trial(
        record=Record(trial=fact.trial, person=fact.person, zone=fact.zone),
        entries=0,
        fingerprint="",
        imported_by=entry.by if fact.imported else "",
    )


class _Fold:
    """A trial while it is folded: only the doses that entries touch are opened up."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._record = trial.record
        self._doses = {dose.number: dose for dose in trial.doses}
        self._open: dict[int, DoseFold] = {}
        self._head: Entry | None = None

    def trial(self) -> Trial:
        """The trial as it stands now."""
        if (head := self._head) is not None:
            self._trial = replace(self._trial, entries=head.seq, fingerprint=head.hash, changed_at=head.at)
        doses = self._doses | {number: fold.dose() for number, fold in self._open.items()}
        record = replace(self._record, doses=tuple(doses[number] for number in sorted(doses)))
        return replace(self._trial, record=record)

    def take(self, entry: Entry, fact: Fact) -> None:
        """Let one entry act, and move the head to it."""
        if isinstance(fact, OfDose):
            self._dose(fact.dose, entry).take(entry, fact)
        else:
            self._take(entry, fact)
        self._head = entry

    def _take(self, entry: Entry, fact: Fact) -> None:
        match fact:
            case Opened() if self._head is not None or self._trial.entries:
                raise LedgerBroken(f"Entry {entry.seq} opens a trial that is already open.")
            case PersonChanged():
                self._record = replace(self._record, person=fact.person)
            case Planned():
                self._edited(entry, fact.reason, "plan")
                self._record = replace(self._record, plan=fact.plan)
            case GoalSet():
                self._set_goal(entry, fact)
            case GoalsOrdered():
                self._order_goals(entry, fact)
            case GoalDropped():
                self._drop_goal(entry, fact)
            case Agreed():
                self._record = replace(self._record, agreed_at=fact.agreed_at, agreed_by=fact.agreed_by)
            case DoseSet() if fact.dose.number in self._doses:
                self._dose(fact.dose.number, entry).set_sheet(entry, fact)
            case DoseSet():
                self._doses[fact.dose.number] = fact.dose
            case DecisionDrafted():
                self._draft(replace(fact.decision, signed_at=None))
            case Signed():
                self._sign(entry, fact)
            case DecisionReopened():
                self._reopen(entry, fact)

    def _dose(self, number: int, entry: Entry) -> DoseFold:
        if number not in self._doses:
            raise LedgerBroken(f"Entry {entry.seq} speaks of dose {number}, which was never set.")
        if number not in self._open:
            self._open[number] = DoseFold(self._doses[number])
        return self._open[number]

    @property
    def _sheets(self) -> list[Dose]:
        """What every dose's sheet says by now."""
        return [*(self._doses | {number: fold.sheet for number, fold in self._open.items()}).values()]

    @property
    def _locked(self) -> bool:
        """Plan and goals are agreed, or a dose was delivered."""
        return self._record.agreed_at is not None or any(sheet.delivered for sheet in self._sheets)

    def _edited(self, entry: Entry, reason: str, what: str) -> None:
        """Remember an edit of plan or goals, if it came after the lock.

        Even one that changes nothing counts: what a text said must not decide, for it may have been erased since.
        """
        if self._locked:
            edit = PlanEdit(at=clinical(entry.at), by=entry.by, reason=reason, what=what)
            self._trial = replace(self._trial, plan_edits=(*self._trial.plan_edits, edit))

    def _goals(self, goals: Iterable[Goal]) -> None:
        self._record = replace(self._record, goals=tuple(goals))

    def _set_goal(self, entry: Entry, fact: GoalSet) -> None:
        goal, goals = fact.goal, self._record.goals
        before = next((other for other in goals if other.id == goal.id), None)
        if before is None:
            self._edited(entry, fact.reason, f"goal {goal.id} added")
            self._goals((*goals, goal))
            return
        earlier = before.earlier
        if self._locked:
            until = EarlierGoal(
                goal=replace(before, earlier=()), until_at=clinical(entry.at), by=entry.by, reason=fact.reason
            )
            earlier = (*earlier, until)
        self._edited(entry, fact.reason, f"goal {goal.id}")
        self._goals(replace(goal, earlier=earlier) if other is before else other for other in goals)

    def _order_goals(self, entry: Entry, fact: GoalsOrdered) -> None:
        rank = {goal: number for number, goal in enumerate(fact.ids)}
        self._edited(entry, fact.reason, "order of goals")
        self._goals(sorted(self._record.goals, key=lambda goal: rank.get(goal.id, len(rank))))

    def _drop_goal(self, entry: Entry, fact: GoalDropped) -> None:
        self._edited(entry, fact.reason, f"goal {fact.id} dropped")
        goals = self._record.goals
        if self._locked:
            at = clinical(entry.at)
            self._goals(replace(goal, dropped_at=at) if goal.id == fact.id else goal for goal in goals)
        else:
            self._goals(goal for goal in goals if goal.id != fact.id)

    def _draft(self, decision: Decision) -> None:
        """Put a decision in the place of the draft at the end, or after the last; voided signatures stay with it."""
        decisions = self._record.decisions
        if decisions and not decisions[-1].signed:
            decision = replace(decision, history=decision.history or decisions[-1].history)
            decisions = decisions[:-1]
        self._record = replace(self._record, decisions=(*decisions, decision))

    def _sign(self, entry: Entry, fact: Signed) -> None:
        """Put a signed decision in its place, and remember what its signature covers."""
        self._draft(fact.decision)
        trial, index = self._trial, len(self._record.decisions) - 1
        self._trial = replace(trial, signed_at_entry=(*trial.signed_at_entry, (index, entry.seq - 1)))
        if fact.imported:
            self._trial = replace(self._trial, imported_signatures=(*trial.imported_signatures, index))
        else:
            done = (sheet for sheet in self._sheets if sheet.given_at is not None or sheet.delivery == "none")
            last = max((sheet.number for sheet in done), default=0)
            self._trial = replace(self._trial, signed_after_dose=(*trial.signed_after_dose, (index, last)))

    def _reopen(self, entry: Entry, fact: DecisionReopened) -> None:
        decisions, trial = [*self._record.decisions], self._trial
        index = next((index for index in reversed(range(len(decisions))) if decisions[index].signed), None)
        if index is None:
            raise LedgerBroken(f"Entry {entry.seq} reopens a decision, and none was signed.")
        old = decisions[index]
        voided = Reopened(decision=replace(old, history=()), at=clinical(entry.at), by=entry.by, reason=fact.reason)
        decisions[index] = replace(old, signed_by="", signed_at=None, history=(*old.history, voided))
        self._record = replace(self._record, decisions=tuple(decisions))
        self._trial = replace(
            trial,
            signed_at_entry=tuple(pair for pair in trial.signed_at_entry if pair[0] != index),
            imported_signatures=tuple(other for other in trial.imported_signatures if other != index),
            signed_after_dose=tuple(pair for pair in trial.signed_after_dose if pair[0] != index),
        )
