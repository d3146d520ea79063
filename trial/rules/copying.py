"""What may be copied: the baseline before a failed puncture, to the next attempt of the same day (rule 8)."""

from dataclasses import replace
from datetime import datetime, tzinfo

from trial.ledger.facts import Dose, Origin, Reading, Record
from trial.meaning.point import FINDINGS
from trial.meaning.schedule import BASELINE
from trial.rules import invalid_if


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
