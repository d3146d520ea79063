"""What may be copied or moved: a baseline before a failed puncture, and a set on the wrong person or slot (rule 1)."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import sha256

from trial.errors import NotFound, refusal
from trial.ledger.facts import Dose, Origin, Reading, Record
from trial.meaning.point import FINDINGS
from trial.meaning.schedule import BASELINE
from trial.rules import invalid_if, not_now_if
from trial.rules.bedside import check_slot, check_time


def baseline_to_copy(record: Record, dose: Dose, now: datetime, zone: tzinfo) -> tuple[Reading, ...]:
    """Return what was found before the failed attempts of this day and this baseline lacks, each naming its origin.

    Empty unless the puncture before this dose failed on the same day of the ward: nothing else is ever borrowed.
    """
    held = {(reading.scale, reading.item) for reading in dose.readings if reading.slot == BASELINE}
    found: list[Reading] = []
    for earlier in sorted(record.doses, key=lambda other: -other.number):
        if earlier.number >= dose.number:
            continue
        if dose.delivery == "none" or not _failed_on_the_day_of(earlier, dose.given_at or now, zone):
            break
        own = (reading for reading in earlier.readings if reading.slot == BASELINE and not reading.copied_from)
        new = [one for one in own if one.status in FINDINGS and (one.scale, one.item) not in held]
        found += (replace(reading, copied_from=Origin(dose=earlier.number), corrected=()) for reading in new)
        held |= {(reading.scale, reading.item) for reading in new}
    return tuple(sorted(found, key=lambda reading: reading.taken_at))


def readings_of_set(dose: Dose, ids: Collection[str]) -> tuple[Reading, ...]:
    """Return the readings of a dose with these ids; raises NotFound where one of them no longer stands."""
    found = tuple(reading for reading in dose.readings if reading.id in ids)
    if not ids or len(found) < len(set(ids)):
        raise NotFound(refusal("set_is_gone", "set"))
    return found


def check_relabelled(record: Record, dose: Dose, moved: Sequence[Reading], slot: str) -> None:
    """Refuse a slot that these readings cannot have, or have already (rule 8)."""
    check_slot(slot)
    not_now_if(all(reading.slot == slot for reading in moved), "set_is_there_already", "slot", slot=slot)
    for reading in moved:
        check_time(record, dose, replace(reading, slot=slot))


def copies_for(moved: Sequence[Reading], *, trial: str, dose: int, slot: str) -> tuple[Reading, ...]:
    """Return the readings of a set as they stand in the right person's record, each naming its origin.

    The same set gives the same ids, so that what was copied before is known again.
    """
    return tuple(
        replace(
            reading,
            slot=slot,
            id=f"moved-{sha256(f'{trial}|{dose}|{reading.id}'.encode()).hexdigest()[:32]}",
            copied_from=Origin(dose=dose, trial=trial, slot="" if reading.slot == slot else reading.slot),
            corrected=(),
        )
        for reading in moved
    )


def check_origin(record: Record, dose: Dose, reading: Reading) -> None:
    """Refuse a reading that says it was copied from where none may be (rule 8): InvalidInput.

    Of one recorded on the wrong person only that person's record knows; nothing here can check it.
    """
    origin = reading.copied_from
    if origin is None or origin.trial:
        return
    first = next((other for other in record.doses if other.number == origin.dose < dose.number), None)
    may_be = first is not None and first.delivery == "none" and reading.slot == BASELINE
    invalid_if(not may_be, "copied_from_no_failed_puncture", "copied_from", dose=origin.dose)


def _failed_on_the_day_of(earlier: Dose, at: datetime, zone: tzinfo) -> bool:
    tried_at = earlier.tried_at
    same_day = tried_at is not None and tried_at.astimezone(zone).date() == at.astimezone(zone).date()
    return earlier.delivery == "none" and same_day
