"""Replay: a pure fold of entries into a trial, and the only definition of what entries mean.

Replay may continue from an earlier result: replay(all) == replay(rest, start=replay(beginning)).
"""

from bisect import insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, TypeVar

from trial.errors import LedgerBroken, NotFound
from trial.ledger import entries, facts
from trial.ledger.entries import DoseFact, Entry, Fact
from trial.ledger.facts import Decision, Dose, Event, Goal, Rating, Reading, Trial
from trial.ledger.payload import erased

LONG_AGO = datetime.min.replace(tzinfo=UTC)
READING_ORDER = attrgetter("taken_at", "scale", "item")
Recorded = TypeVar("Recorded", Reading, Rating, Event)


def replay(found: Iterable[tuple[Entry, Fact]], start: Trial | None = None) -> Trial:
    """Return the trial after these entries, continuing from `start`.

    Raises NotFound if there is neither an entry nor a start, LedgerBroken if an entry cannot follow those before it.
    """
    fold = None if start is None else _Fold(start)
    for entry, fact in found:
        if fold is None:
            if not isinstance(fact, entries.Opened):
                raise LedgerBroken(f"Entry {entry.seq} does not open the trial that it belongs to.")
            record = facts.Record(trial=fact.trial, person=fact.person, zone=fact.zone)
            imported_by = entry.by if fact.imported else ""
            fold = _Fold(Trial(record=record, entries=0, fingerprint="", imported_by=imported_by))
        if isinstance(fact, entries.Erased):
            fold = _Fold(replace(erased(fold.trial()), erased_at=_to_the_second(entry.at)))
        fold.take(entry, fact)
    if fold is None:
        raise NotFound("There is no such trial.")
    return fold.trial()


class _Fold:
    """A trial during replay."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._record = trial.record
        self._doses = {dose.number: _DoseFold(dose) for dose in trial.doses}
        self._head: Entry | None = None

    def trial(self) -> Trial:
        """Return the trial after the entries so far."""
        if (head := self._head) is not None:
            self._trial = replace(self._trial, entries=head.seq, fingerprint=head.hash, changed_at=head.at)
        doses = tuple(self._doses[number].dose() for number in sorted(self._doses))
        return replace(self._trial, record=replace(self._record, doses=doses))

    def take(self, entry: Entry, fact: Fact) -> None:
        """Apply one entry, and make it the head."""
        match fact:
            case DoseFact() if fact.dose not in self._doses:
                raise LedgerBroken(f"Entry {entry.seq} speaks of dose {fact.dose}, which was never set.")
            case DoseFact():
                self._doses[fact.dose].take(entry, fact)
            case entries.Opened() if self._head is not None or self._trial.entries:
                raise LedgerBroken(f"Entry {entry.seq} opens a trial that is already open.")
            case entries.PersonChanged():
                self._record = replace(self._record, person=fact.person)
            case entries.Planned():
                self._note_edit(entry, fact.reason, "plan")
                self._record = replace(self._record, plan=self._planned(entry, fact))
            case entries.GoalSet():
                self._set_goal(entry, fact)
            case entries.GoalsOrdered():
                rank = {goal: number for number, goal in enumerate(fact.ids)}
                self._note_edit(entry, fact.reason, "order of goals")
                self._goals(sorted(self._record.goals, key=lambda goal: rank.get(goal.id, len(rank))))
            case entries.GoalDropped():
                self._drop_goal(entry, fact)
            case entries.Agreed():
                self._agree(entry, fact)
            case entries.DoseSet() if fact.dose.number in self._doses:
                self._doses[fact.dose.number].set_sheet(entry, fact)
            case entries.DoseSet():
                self._doses[fact.dose.number] = _DoseFold(fact.dose)
            case entries.DecisionDrafted():
                self._draft(replace(fact.decision, signed_at=None))
            case entries.Signed():
                self._sign(fact)
            case entries.DecisionReopened():
                self._reopen(entry, fact)
            case entries.Opened() | entries.Erased():
                pass  # what they say is in the head and the record from the start, or gone
            case _:
                raise LedgerBroken(f"Entry {entry.seq} says nothing that a trial can take: {type(fact).__name__}.")
        self._head = entry

    @property
    def _locked(self) -> bool:
        """Plan and goals are agreed, or a dose was delivered."""
        return self._record.agreed_at is not None or any(fold.sheet.delivered for fold in self._doses.values())

    def _note_edit(self, entry: Entry, reason: str, what: str) -> None:
        """List an edit of plan or goals after the lock, even without a change: its texts may have been erased."""
        if self._locked:
            edit = facts.PlanEdit(at=_to_the_second(entry.at), by=entry.by, reason=reason, what=what)
            self._trial = replace(self._trial, plan_edits=(*self._trial.plan_edits, edit))

    def _planned(self, entry: Entry, fact: entries.Planned) -> facts.Plan:
        """Return the new plan; after the lock with the version before it, which finished sets were taken by."""
        if not self._locked:
            return fact.plan
        before, until = self._record.plan, _to_the_second(entry.at)
        old = replace(before, earlier=())
        was = facts.EarlierPlan(plan=old, until_at=until, by=entry.by, reason=fact.reason)
        return replace(fact.plan, earlier=(*before.earlier, was))

    def _goals(self, goals: Iterable[Goal]) -> None:
        self._record = replace(self._record, goals=tuple(goals))

    def _set_goal(self, entry: Entry, fact: entries.GoalSet) -> None:
        goal, goals = fact.goal, self._record.goals
        before = next((other for other in goals if other.id == goal.id), None)
        if before is None:
            self._note_edit(entry, fact.reason, f"goal {goal.id} added")
            self._goals((*goals, goal))
            return
        earlier = before.earlier
        if self._locked:
            old, until = replace(before, earlier=()), _to_the_second(entry.at)
            earlier = (*earlier, facts.EarlierGoal(goal=old, until_at=until, by=entry.by, reason=fact.reason))
        self._note_edit(entry, fact.reason, f"goal {goal.id}")
        self._goals(replace(goal, earlier=earlier) if other is before else other for other in goals)

    def _agree(self, entry: Entry, fact: entries.Agreed) -> None:
        """Lock plan and goals. The second time the first was wrong: what was agreed then was agreed at this one."""
        if before := self._record.agreed_at:

            def corrected(goal: Goal) -> Goal:
                return replace(goal, agreed_at=fact.agreed_at) if goal.agreed_at == before else goal

            self._note_edit(entry, fact.reason, "when plan and goals were agreed")
            goals = (
                replace(goal, earlier=tuple(replace(was, goal=corrected(was.goal)) for was in goal.earlier))
                for goal in map(corrected, self._record.goals)
            )
            self._goals(goals)
        self._record = replace(
            self._record, agreed_at=fact.agreed_at, agreed_by=fact.agreed_by, agreed_typed_at=fact.typed_at
        )

    def _drop_goal(self, entry: Entry, fact: entries.GoalDropped) -> None:
        self._note_edit(entry, fact.reason, f"goal {fact.id} dropped")
        goals, at = self._record.goals, _to_the_second(entry.at)
        if self._locked:
            self._goals(replace(goal, dropped_at=at) if goal.id == fact.id else goal for goal in goals)
        else:
            self._goals(goal for goal in goals if goal.id != fact.id)

    def _draft(self, decision: Decision) -> None:
        """Replace the draft, or add one after the last signed decision; the history of voided signatures stays."""
        decisions = self._record.decisions
        if decisions and not decisions[-1].signed:
            decision = replace(decision, history=decision.history or decisions[-1].history)
            decisions = decisions[:-1]
        self._record = replace(self._record, decisions=(*decisions, decision))

    def _sign(self, fact: entries.Signed) -> None:
        """Replace the draft by the signed decision, and store the last dose that its signature covers."""
        self._draft(fact.decision)
        trial, index = self._trial, len(self._record.decisions) - 1
        if fact.imported:
            self._trial = replace(trial, imported_signatures=(*trial.imported_signatures, index))
        else:
            last = max((number for number, fold in self._doses.items() if fold.sheet.happened), default=0)
            self._trial = replace(trial, signed_after_dose=(*trial.signed_after_dose, (index, last)))

    def _reopen(self, entry: Entry, fact: entries.DecisionReopened) -> None:
        decisions, trial = [*self._record.decisions], self._trial
        index = next((index for index in reversed(range(len(decisions))) if decisions[index].signed), None)
        if index is None:
            raise LedgerBroken(f"Entry {entry.seq} reopens a decision, and none was signed.")
        old, at = decisions[index], _to_the_second(entry.at)
        voided = facts.Reopened(decision=replace(old, history=()), at=at, by=entry.by, reason=fact.reason)
        # The outcome, and whether the person agrees with it, have to be said again before it is signed again.
        asked_again = replace(old, outcome=None, person_agrees=None, signed_by="", signed_at=None)
        reopened = replace(asked_again, history=(*old.history, voided))
        decisions[index] = reopened
        self._record = replace(self._record, decisions=tuple(decisions))
        self._trial = replace(
            trial,
            imported_signatures=tuple(other for other in trial.imported_signatures if other != index),
            signed_after_dose=tuple(pair for pair in trial.signed_after_dose if pair[0] != index),
        )


class _DoseFold:
    """A dose during replay. Its lists are always sorted: by time, then by order of entry."""

    def __init__(self, dose: Dose) -> None:
        self.sheet = dose
        self._readings, self._ratings, self._events = [*dose.readings], [*dose.ratings], [*dose.events]
        self._is_touched = False

    def dose(self) -> Dose:
        """Return the dose after the entries so far."""
        if not self._is_touched:
            return self.sheet
        readings, ratings, events = tuple(self._readings), tuple(self._ratings), tuple(self._events)
        asked = self.sheet.was_asked
        return replace(self.sheet, readings=readings, ratings=ratings, events=events, events_asked=asked)

    def set_sheet(self, entry: Entry, fact: entries.DoseSet) -> None:
        """Replace the dose sheet and retain what was recorded beside it; a previous T0 goes into its history."""
        old, earlier, at = self.sheet, self.sheet.earlier_t0, _to_the_second(entry.at)
        if old.given_at is not None and old.given_at != fact.dose.given_at:
            was = facts.EarlierT0(given_at=old.given_at, until_at=at, by=entry.by, reason=fact.reason)
            earlier = (*earlier, was)
        ends = self.sheet.earlier_ends
        if old.ended_at is not None and fact.dose.ended_at is None:
            ended = facts.EarlierEnd(
                ended_at=old.ended_at, until_at=at, by=entry.by, reason=fact.reason, going_home=old.going_home
            )
            ends = (*ends, ended)
        self._is_touched = True
        self.sheet = replace(
            fact.dose,
            events_asked=old.events_asked,
            asked_at=old.asked_at,
            words=old.words,
            follow_up=old.follow_up,
            withdrawn=old.withdrawn,
            earlier_t0=earlier,
            earlier_ends=ends,
        )

    def take(self, entry: Entry, fact: DoseFact) -> None:
        """Apply one entry about this dose."""
        self._is_touched = True
        match fact:
            case entries.ReadingTaken():
                self._add_reading(entry, fact)
            case entries.ReadingWithdrawn():
                if old := _find(self._readings, fact.id):
                    self._readings.remove(old)
                    gone = facts.Correction(reading=old, at=_to_the_second(entry.at), by=entry.by, reason=fact.reason)
                    self.sheet = replace(self.sheet, withdrawn=(*self.sheet.withdrawn, gone))
            case entries.SetTakenOut():
                self._take_out(entry, fact)
            case entries.SetRelabelled():
                self._readings = [
                    _correcting(replace(reading, slot=fact.slot, corrected=()), reading, entry, fact.reason)
                    if reading.id in fact.ids
                    else reading
                    for reading in self._readings
                ]
            case entries.ReadingChosen():
                self._choose(entry, fact)
            case entries.Rated():
                self._add_rating(entry, fact)
            case entries.EventNoted():
                event = _with_own_id(fact.event, entry)
                self._events = [other for other in self._events if other.id != event.id]
                _insert(self._events, event, attrgetter("began_at"))
            case entries.EventsAsked():
                if fact.asked_at is None:  # at an unknown time after T0: what was asked before it says nothing
                    self.sheet = replace(self.sheet, events_asked=fact.asked, asked_at=())
                else:
                    self.sheet = replace(self.sheet, asked_at=tuple(sorted({*self.sheet.asked_at, fact.asked_at})))
            case entries.Said():
                self.sheet = replace(self.sheet, words=(*self.sheet.words, fact.words))
            case entries.Called():
                self.sheet = replace(self.sheet, follow_up=(*self.sheet.follow_up, fact.call))
            case _:
                raise LedgerBroken(f"Entry {entry.seq} says nothing that a dose can take: {type(fact).__name__}.")

    def _add_reading(self, entry: Entry, fact: entries.ReadingTaken) -> None:
        reading, old = _with_own_id(fact.reading, entry), _find(self._readings, fact.replaces)
        if old is not None and (old.slot, old.scale, old.item) == (reading.slot, reading.scale, reading.item):
            self._readings.remove(old)
            reading = _correcting(reading, old, entry, fact.reason)
        _insert(self._readings, reading, READING_ORDER)

    def _take_out(self, entry: Entry, fact: entries.SetTakenOut) -> None:
        gone = [reading for reading in self._readings if reading.id in fact.ids]
        self._readings = [reading for reading in self._readings if reading.id not in fact.ids]
        out = (
            facts.Correction(
                reading=reading,
                at=_to_the_second(entry.at),
                by=entry.by,
                reason=fact.reason,
                wrong_person=True,
                copied_to=fact.copied_to,
            )
            for reading in gone
        )
        self.sheet = replace(self.sheet, withdrawn=(*self.sheet.withdrawn, *out))

    def _choose(self, entry: Entry, fact: entries.ReadingChosen) -> None:
        if (chosen := _find(self._readings, fact.id)) is None:
            return
        corrected = chosen
        over = [reading for reading in self._readings if reading.id in fact.over and reading is not chosen]
        for old in over:
            corrected = _correcting(corrected, old, entry, fact.reason)
        left = [reading for reading in self._readings if reading is chosen or reading not in over]
        self._readings = [corrected if reading is chosen else reading for reading in left]

    def _add_rating(self, entry: Entry, fact: entries.Rated) -> None:
        rating, old = _with_own_id(fact.rating, entry), _find(self._ratings, fact.replaces)
        if old is not None and (old.goal, old.slot, old.by) == (rating.goal, rating.slot, rating.by):
            self._ratings.remove(old)
            was, at = replace(old, corrected=()), _to_the_second(entry.at)
            before = facts.RatingCorrection(rating=was, at=at, by=entry.by, reason=fact.reason)
            rating = replace(rating, corrected=(*old.corrected, before, *rating.corrected))
        _insert(self._ratings, rating, lambda rating: rating.rated_at or LONG_AGO)


def _insert(recorded: list[Recorded], new: Recorded, order: Callable[[Recorded], Any]) -> None:
    """Insert in order, which nearly always is at the end. Bench row export_all: 3 % more without that check."""
    if not recorded or order(recorded[-1]) <= order(new):
        recorded.append(new)
    else:
        insort(recorded, new, key=order)


def _with_own_id(recorded: Recorded, entry: Entry) -> Recorded:
    """Return it with its own id or, without one, with one made of its entry's number, which record files leave out."""
    return recorded if recorded.id else replace(recorded, id=f"#{entry.seq}")


def _find(found: Sequence[Recorded], wanted: str) -> Recorded | None:
    return next((recorded for recorded in found if recorded.id == wanted), None) if wanted else None


def _correcting(current: Reading, old: Reading, entry: Entry, reason: str) -> Reading:
    """Return the reading that counts with the one it replaces, and the history of this one, in its history."""
    was, at = replace(old, corrected=()), _to_the_second(entry.at)
    before = facts.Correction(reading=was, at=at, by=entry.by, reason=reason)
    history = sorted((*current.corrected, *old.corrected, before), key=lambda correction: correction.at)
    return replace(current, corrected=tuple(history))


def _to_the_second(at: datetime) -> datetime:
    """Return a moment as precise as facts store it."""
    return at.replace(microsecond=0)
