"""A set recorded on the wrong person or in the wrong slot: taken out, copied to the right one, relabelled (rule 1).

Nothing is deleted: the ledger keeps the readings where they were typed, with who moved them and why.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trial.actions.act import NOW, Facts, act, dose_of
from trial.actions.entry_sheet import recorded_by_id
from trial.actions.planning import trials_with_identifier
from trial.errors import NotFound, refusal
from trial.ledger.entries import Rated, ReadingTaken, SetRelabelled, SetTakenOut
from trial.ledger.facts import Dose, Reading, Trial
from trial.rules import copying, lifecycle, not_now_if
from trial.rules.bedside import check_reading
from trial.rules.typed_input import check_reason
from trial.store import Store


@act
def relabel_set(
    now: Trial, *, dose: int, ids: Sequence[str], slot: str, reason: str, by: str, at: datetime = NOW
) -> Facts:
    """Move readings, and the ratings of their slot, to another slot of their dose; their times stay."""
    there = _open_dose(now, dose, reason)
    moved = copying.readings_of_set(there, ids)
    copying.check_relabelled(now.record, there, moved, slot)
    facts: list[SetRelabelled | Rated] = [SetRelabelled(dose=dose, ids=tuple(ids), slot=slot, reason=reason.strip())]
    was = {reading.slot for reading in moved}
    for place, rating in enumerate(rating for rating in there.ratings if rating.slot in was - {"extra"}):
        if rating.level is None:
            continue
        new = f"relabelled{now.entries + place + 1}"
        gone = replace(rating, level=None, id=f"{new}-out", typed_by=by, corrected=())
        facts.append(Rated(dose=dose, rating=gone, replaces=rating.id, reason=reason.strip()))
        kept = replace(rating, slot=slot, id=new, typed_by=by, corrected=())
        facts.append(Rated(dose=dose, rating=kept, reason=reason.strip()))
    return facts


def take_out_set(
    store: Store,
    trial: str,
    *,
    dose: int,
    ids: Sequence[str],
    reason: str,
    by: str,
    to: str = "",
    slot: str = "",
    at: datetime = NOW,
) -> Trial:
    """Take a set out as recorded on the wrong person, and copy it to a trial of the right one, if that is named.

    It is copied first, so that at no time it stands nowhere; what was copied before is not copied again. `slot` is the
    right person's, else the set's own. Returns the trial that it was taken out of. Raises TrialError, with nothing
    changed anywhere, where one of the two trials refuses it.
    """
    not_now_if(to == trial, "same_person", "to")
    there = store.trial(trial)
    moved = copying.readings_of_set(_open_dose(there, dose, reason), ids)
    if to:
        origin = copying.copies_for(moved, trial=trial, dose=dose, slot=slot or moved[0].slot)
        _copy_set(store, to, copies=origin, reason=reason, by=by, at=at)
    return _take_out(store, trial, dose=dose, ids=ids, copied_to=to, reason=reason, by=by, at=at)


def open_trial_of(store: Store, identifier: str) -> str:
    """Return the id of the open trial of the person with this number, changed last; raises NotFound without one."""
    rows = (row for row in trials_with_identifier(store, identifier) if row.state != "closed")
    if (found := next(rows, None)) is None:
        raise NotFound(refusal("nobody_to_copy_to", "identifier"))
    return found.trial


@act
def _copy_set(now: Trial, *, copies: Sequence[Reading], reason: str, by: str, at: datetime = NOW) -> Facts:
    if not now.doses:
        raise NotFound(refusal("no_dose", "dose", dose=1))
    there = now.doses[-1]
    lifecycle.check_dose_open(now, there.number)
    known = recorded_by_id(now, {copy.id for copy in copies})
    facts: list[ReadingTaken] = []
    beside = [*there.readings]
    for copy in copies:
        if copy.id in known:
            continue
        reading = replace(copy, typed_at=at, typed_by=by)
        check_reading(now.record, there, reading, beside)
        beside.append(reading)
        facts.append(ReadingTaken(dose=there.number, reading=reading, reason=reason.strip()))
    return facts


@act
def _take_out(
    now: Trial, *, dose: int, ids: Sequence[str], copied_to: str, reason: str, by: str, at: datetime = NOW
) -> Facts:
    there = _open_dose(now, dose, reason)
    moved = copying.readings_of_set(there, ids)
    slots = {reading.slot for reading in moved} - {"extra"}
    out = SetTakenOut(dose=dose, ids=tuple(ids), copied_to=copied_to, reason=reason.strip())
    ratings = [rating for rating in there.ratings if rating.slot in slots and rating.level is not None]
    gone = (
        Rated(
            dose=dose,
            rating=replace(rating, level=None, id=f"out{now.entries + place}", typed_by=by, corrected=()),
            replaces=rating.id,
            reason=reason.strip(),
        )
        for place, rating in enumerate(ratings, start=1)
    )
    return [out, *gone]


def _open_dose(trial: Trial, number: int, reason: str) -> Dose:
    """Return the dose of this number; refuses one that a signature covers, and a change without a reason."""
    lifecycle.check_dose_open(trial, number)
    check_reason(reason, refusal("set_needs_reason", "reason", allows="reason"))
    return dose_of(trial, number)
