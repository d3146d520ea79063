"""Trials of invented people for the guide, from the demonstration's files; nothing of them is stored."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from trial.actions.importing import DEMONSTRATION
from trial.files.record import read_record
from trial.ledger.facts import Dose, Measure, Trial, map_values
from trial.meaning.schedule import delivered

PRACTISED_AFTER = timedelta(hours=2, minutes=4)
SLOT = "+2h"
MEASURES = (
    Measure(scale="observations", items=("systolic", "diastolic", "consciousness")),
    Measure(scale="modified_ashworth", items=("left_hip_adductors", "right_hip_adductors"), slots=("baseline", SLOT)),
    Measure(scale="assistance", items=("sit_to_stand",), slots=("baseline", SLOT)),
    Measure(scale="stiffness", slots=("baseline", SLOT)),
)
"""What a set of the practice asks: few enough for two minutes."""


@cache
def invented(name: str) -> Trial:
    """Return the demonstration trial in this file."""
    return Trial(record=read_record((DEMONSTRATION / f"{name}.json").read_bytes(), name), entries=0, fingerprint="")


def practice(now: datetime) -> Trial:
    """Return a person with a set due at this moment, with the baseline and the sets before it."""
    trial = invented("under_way")
    plan = replace(trial.plan, slots=("baseline", "+1h", SLOT, "+4h"), measures=MEASURES)
    asked = {(measure.scale, item) for measure in MEASURES for item in measure.items or ("rating",)}
    (dose,) = delivered(trial)
    later = now.replace(microsecond=0) - PRACTISED_AFTER - (dose.given_at or now)
    before = [
        reading
        for reading in dose.readings
        if reading.slot in ("baseline", "+1h") and (reading.scale, reading.item) in asked
    ]

    def moved(value: object) -> object:
        return value + later if isinstance(value, datetime) else value

    shown: Dose = map_values(replace(dose, readings=tuple(before), events=(), words=(), asked_at=()), moved)
    record = replace(trial.record, trial="practice", plan=plan, goals=(), doses=(shown,))
    return replace(trial, record=record, changed_at=now)
