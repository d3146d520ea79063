"""Taps delivered by the entry sheet, each recorded exactly once. No other act records readings at the bedside."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal, cast, get_args
from zoneinfo import ZoneInfo

import scales
from scales.base import ScaleError
from scales.base import Value as Answer
from trial.actions.act import NOW, Facts, act, dose_of, trial_with, zone_of
from trial.actions.bedside_notes import events_asked_by
from trial.errors import InvalidInput, NotAllowedNow, NotFound, Refusal, TrialError, refusal
from trial.ledger import entries
from trial.ledger.entries import Fact
from trial.ledger.facts import Dose, Event, Moment, Rating, Reading, Status, StrictKeys, Trial, Voice, Words
from trial.rules import bedside, lifecycle, may
from trial.rules.bedside import check_reading, check_together, marked
from trial.rules.record import check_rating
from trial.rules.typed_input import check_values, check_year, moment_of, number_of
from trial.store import Store

Recorded = Reading | Rating | Event | Words
"""What a tap records, with the id of the tap."""
TAP_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap(StrictKeys):
    """One act on the entry sheet, as its browser sends it."""

    id: str
    kind: Literal["reading", "rating", "undo", "choose", "events_asked", "event", "said"]
    dose: int
    tapped_at: Moment
    skew_seconds: int = 0  # server clock minus browser clock
    slot: str = ""
    scale: str = ""
    item: str = ""
    goal: str = ""
    value: str | None = None  # as typed, or a token; parsed by its scale
    status: Status = "measured"
    note: str = ""
    by: str = ""  # who assessed, or whose voice rates or speaks; empty: whoever tapped
    replaces: str = ""  # the id shown in the cell when it was tapped, of what is undone, or of the reading chosen
    taken: str = ""  # clinical time as typed ("1052", "-12 min"); empty: when tapped
    taken_typed_at: Moment | None = None  # when `taken` was typed, by the browser's clock
    reason: str = ""
    unusual: bool = False  # the unusual value was confirmed
    event: Event | None = None
    words: str = ""

    @property
    def at(self) -> datetime:
        """When it was tapped, by the server's clock; raises InvalidInput for an impossible clock."""
        return self._put_right(self.tapped_at)

    def taken_at(self, zone: ZoneInfo) -> datetime:
        """Return the clinical time: as typed, else when it was tapped; raises InvalidInput."""
        if not self.taken.strip():
            return self.at
        return moment_of(self.taken, self._put_right(self.taken_typed_at or self.tapped_at), zone)

    def _put_right(self, moment: datetime) -> datetime:
        """Convert a moment from the browser's clock to the server's; raises InvalidInput for an impossible year."""
        try:
            found = moment + timedelta(seconds=self.skew_seconds)
        except OverflowError:
            found = datetime.min.replace(tzinfo=UTC)
        if not may(check_year, found):
            raise InvalidInput(refusal("clock_cannot_be_meant", "tapped_at", year=found.year))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The result of a delivery."""

    acknowledged: tuple[str, ...]  # ids of the taps that are recorded, now or earlier
    refused: dict[str, Refusal]  # why, by the id of a tap
    entries: int  # of the trial, afterwards


def deliver(store: Store, *, trial: str, taps: Sequence[Tap], by: str, received_at: datetime = NOW) -> Receipt:
    """Record taps in one transaction, each exactly once; a refused one does not stop the others.

    Raises NotFound if there is no such trial, NotAllowedNow if it was erased.
    """
    acknowledged: list[str] = []
    refused: dict[str, Refusal] = {}

    @act
    def record(now: Trial, *, by: str, at: datetime = NOW) -> Facts:
        acknowledged.clear()
        refused.clear()
        sent = {tap.id for tap in taps}
        new, known = list[Fact](), recorded_by_id(now, sent)
        for tap in taps:
            if tap.id in acknowledged:  # twice in one delivery
                known = recorded_by_id(now, sent)
            try:
                facts = _repeated(known[tap.id], tap) if tap.id in known else [*_facts(now, tap, by, at)]
            except TrialError as error:
                refused[tap.id] = error.refusal
                continue
            if tap is not taps[-1]:
                now = trial_with(now, facts, at, by)
            new.extend(facts)
            acknowledged.append(tap.id)
        return new

    after = record(store, trial, by=by, at=received_at)
    return Receipt(acknowledged=tuple(acknowledged), refused=refused, entries=after.entries)


def _facts(trial: Trial, tap: Tap, by: str, received_at: datetime) -> Iterator[Fact]:
    """Yield the facts that one tap adds to a trial; raises TrialError to refuse it."""
    if not TAP_ID.fullmatch(tap.id):
        raise InvalidInput(refusal("tap_without_id", "id"))
    check_values(tap)
    dose = dose_of(trial, tap.dose)
    bedside.check_not_to_come(tap.at, received_at, "tapped_at")
    is_resent = tap.kind in ("undo", "choose") and _is_done(trial, dose, tap)
    if is_resent:
        return
    if tap.kind in ("reading", "rating", "undo", "choose"):  # events and words may follow a signature (rule 31)
        lifecycle.check_dose_open(trial, dose.number)
    match tap.kind:
        case "reading":
            yield _reading(trial, dose, tap, by, received_at)
        case "rating":
            yield _rating(trial, dose, tap, by)
        case "undo":
            yield _undo(dose, tap, by)
        case "choose":
            yield _choice(dose, tap)
        case "events_asked":
            asked_at = tap.taken_at(zone_of(trial))
            bedside.check_not_to_come(asked_at, received_at, "taken")
            if asked_at.replace(microsecond=0) not in dose.asked_at:
                yield entries.EventsAsked(dose=dose.number, asked_at=asked_at)
        case "event":
            if tap.event is None:
                raise InvalidInput(refusal("tap_without_event", "event"))
            event = replace(tap.event, id=tap.id, began_at=tap.taken_at(zone_of(trial)), noted_at=tap.at, noted_by=by)
            bedside.check_event(event, received_at)
            yield entries.EventNoted(dose=dose.number, event=event)
            yield from events_asked_by(dose, event)
        case "said":
            words = Words(by=_voice(tap), slot=tap.slot, text=tap.words.strip(), said_at=tap.at, id=tap.id)
            bedside.check_words(words)
            yield entries.Said(dose=dose.number, words=words)


def _reading(trial: Trial, dose: Dose, tap: Tap, by: str, received_at: datetime) -> entries.ReadingTaken:
    """Return the entry of a reading: who assessed and who typed (rule 5), what it replaces and why (rule 1)."""
    replaced, others, taken_at = _replaced(dose, tap), dose, tap.taken_at(zone_of(trial))
    if isinstance(replaced, Reading):
        if (replaced.scale, replaced.item, replaced.slot) != (tap.scale, tap.item, tap.slot):
            raise InvalidInput(refusal("replaces_another_row", "replaces"))
        _check_change(replaced, tap, by)
        if not tap.taken.strip():
            taken_at = replaced.taken_at  # a correction has the clinical time of the corrected reading
        others = replace(dose, readings=tuple(other for other in dose.readings if other is not replaced))
    reading = Reading(
        slot=tap.slot,
        taken_at=taken_at,
        scale=tap.scale,
        item=tap.item,
        value=_value(tap),
        status=tap.status,
        by=tap.by.strip() or by,
        note=tap.note.strip(),
        id=tap.id,
        typed_at=tap.at,
        typed_by=by,
        skew_seconds=tap.skew_seconds,
    )
    bedside.check_not_to_come(reading.taken_at, received_at, "taken")
    same_set = bedside.taken_around(reading.taken_at, others.readings)
    check_reading(trial.record, dose, reading, same_set)
    check_together(same_set, reading)
    reading = marked(trial.record, others, reading, confirmed=tap.unusual)
    return entries.ReadingTaken(dose=dose.number, reading=reading, replaces=tap.replaces, reason=tap.reason.strip())


def _value(tap: Tap) -> Answer | None:
    """Return the value as parsed by its scale, unparsed if there is no such item; raises InvalidInput."""
    scale = scales.catalogue().get(tap.scale)
    item = scale.item(tap.item) if scale else None
    if item is None or tap.value is None:
        return tap.value
    try:
        return item.read(tap.value)
    except ScaleError as problem:
        raise InvalidInput(refusal("value_impossible", "value", sentence=str(problem))) from None


def _rating(trial: Trial, dose: Dose, tap: Tap, by: str) -> entries.Rated:
    if dose.given_at is None or tap.at < dose.given_at:
        raise NotAllowedNow(refusal("rating_before_dose", "slot"))
    level = _level(tap)
    rating = Rating(goal=tap.goal, slot=tap.slot, by=_voice(tap), level=level, rated_at=tap.at, id=tap.id, typed_by=by)
    check_rating(rating, {goal.id for goal in trial.goals})
    if isinstance(replaced := _replaced(dose, tap), Rating):
        _check_change(replaced, tap, by)
    return entries.Rated(dose=dose.number, rating=rating, replaces=tap.replaces, reason=tap.reason.strip())


def _level(tap: Tap) -> Decimal:
    return number_of(tap.value or "", refusal("rating_not_a_level", "value"))


def _is_done(trial: Trial, dose: Dose, tap: Tap) -> bool:
    """Whether an undo or a choice is carried out already: its answer may have been lost, a signature made since."""
    present = _replaced(dose, tap)
    if tap.kind == "undo":
        return present is None and recorded_by_id(trial, {tap.replaces}).get(tap.replaces, (None,))[0] == dose.number
    return isinstance(present, Reading) and any(before.at >= tap.at for before in present.corrected)


def _undo(dose: Dose, tap: Tap, by: str) -> entries.ReadingWithdrawn | entries.Rated:
    """Return the entry that withdraws a reading or a rating."""
    entry, reason = _replaced(dose, tap), tap.reason.strip()
    if entry is None:
        raise NotFound(refusal("nothing_to_undo", "replaces"))
    _check_change(entry, tap, by)
    if isinstance(entry, Reading):
        return entries.ReadingWithdrawn(dose=dose.number, id=entry.id, tap=tap.id, reason=reason)
    gone = replace(entry, level=None, id=tap.id, rated_at=tap.at, typed_by=by, corrected=())
    return entries.Rated(dose=dose.number, rating=gone, replaces=entry.id, reason=reason)


def _replaced(dose: Dose, tap: Tap) -> Reading | Rating | None:
    """Return the current reading or rating that a tap replaces, undoes or chooses."""
    current: tuple[Reading | Rating, ...] = (*dose.readings, *dose.ratings)
    return next((entry for entry in current if tap.replaces and entry.id == tap.replaces), None)


def _check_change(before: Reading | Rating, tap: Tap, by: str) -> None:
    """Raise NotAllowedNow for a change without a reason of what somebody else typed, or what was typed a while ago."""
    typed_at = (before.typed_at or before.taken_at) if isinstance(before, Reading) else before.rated_at or tap.at
    bedside.check_change(typed_by=before.typed_by, typed_at=typed_at, by=by, at=tap.at, reason=tap.reason)


def _choice(dose: Dose, tap: Tap) -> entries.ReadingChosen:
    """Return the entry that makes one of two values count."""
    over = bedside.values_not_chosen(dose, tap.replaces, tap.reason)
    return entries.ReadingChosen(dose=dose.number, id=tap.replaces, over=over, reason=tap.reason.strip())


def recorded_by_id(trial: Trial, ids: Set[str]) -> dict[str, tuple[int, Recorded]]:
    """Return by tap id what taps with these ids recorded, current or replaced since, and the number of its dose."""
    found: dict[str, tuple[int, Recorded]] = {}
    for dose in trial.doses:
        every_reading = (*dose.readings, *(gone.reading for gone in dose.withdrawn))
        readings = [reading for reading in every_reading if reading.id in ids or reading.corrected]
        earlier = (before.reading for reading in readings for before in reading.corrected)
        replaced = (before.rating for rating in dose.ratings for before in rating.corrected)
        every: tuple[Recorded, ...] = (*earlier, *readings, *replaced, *dose.ratings, *dose.events, *dose.words)
        for recorded in every:  # a reading that was moved to another slot first as it was tapped
            if recorded.id in ids:
                found.setdefault(recorded.id, (dose.number, recorded))
    return found


def _repeated(known: tuple[int, Recorded], tap: Tap) -> list[Fact]:
    """Return no facts for a tap that was recorded before; raises InvalidInput if another one has its id."""
    number, recorded = known
    match recorded:
        case Reading():
            same = tap.kind == "reading" and (recorded.slot, recorded.scale, recorded.item) == (
                tap.slot,
                tap.scale,
                tap.item,
            )
            same = same and (recorded.value, recorded.status) == (_value(tap), tap.status)
        case Rating(level=None):
            same = tap.kind == "undo"
        case Rating():
            same = tap.kind == "rating" and (recorded.goal, recorded.slot, recorded.by) == (tap.goal, tap.slot, tap.by)
            same = same and recorded.level == _level(tap)
        case Words():
            same = tap.kind == "said" and recorded.text == tap.words.strip()
        case Event():  # its content may have been corrected since
            same = tap.kind == "event"
    if not same or number != tap.dose:
        raise InvalidInput(refusal("id_of_another_entry", "id"))
    return []


def _voice(tap: Tap) -> Voice:
    if tap.by not in get_args(Voice):
        raise InvalidInput(refusal("no_voice", "by"))
    return cast(Voice, tap.by)
