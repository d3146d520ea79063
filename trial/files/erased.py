"""An erased trial as a record: where a text must stand, its file says that it was erased, so that it comes in again."""

from dataclasses import replace

from trial.ledger.facts import Correction, Decision, Dose, Reading, Record, Trial
from trial.ledger.payload import ERASED
from trial.meaning.limits import LIMITS


def record_of(trial: Trial) -> Record:
    """What the record file of a trial holds."""
    if trial.erased_at is None:
        return trial.record
    doses = tuple(_dose(one) for one in trial.doses)
    return replace(trial.record, doses=doses, decisions=tuple(_decision(one) for one in trial.decisions))


def _dose(dose: Dose) -> Dose:
    readings = tuple(_reading(one) for one in dose.readings)
    explained = dose.micrograms > LIMITS.micrograms_needing_second_person
    reason = dose.reason or (ERASED if explained else "")
    return replace(dose, reason=reason, readings=readings, withdrawn=_corrections(dose.withdrawn))


def _reading(reading: Reading) -> Reading:
    note = reading.note or (ERASED if reading.status == "unsafe" else "")
    return replace(reading, note=note, corrected=_corrections(reading.corrected))


def _corrections(before: tuple[Correction, ...]) -> tuple[Correction, ...]:
    return tuple(replace(one, reading=_reading(one.reading)) for one in before)


def _decision(decision: Decision) -> Decision:
    history = tuple(replace(one, decision=_decision(one.decision)) for one in decision.history)
    words = decision.person_words or (ERASED if decision.person_agrees == "unsure" else "")
    return replace(decision, person_words=words, history=history)
