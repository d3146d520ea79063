"""How much may be planned, what a given dose may say (MEANING.md rules 32 to 34). In micrograms, never a rate."""

from collections.abc import Iterator
from dataclasses import replace

from trial.errors import InvalidInput, NotAllowedNow, Refusal, refusal, refuse_first
from trial.ledger.facts import Dose, Record
from trial.meaning.cautions import mismatch_of
from trial.meaning.limits import LIMITS
from trial.meaning.names import same_name
from trial.rules.readings import problems_of_time
from trial.rules.typed import text_problems


def check_planned(record: Record, dose: Dose) -> None:
    """Refuse a dose that cannot be planned (InvalidInput), or that still lacks a reason or a name (NotAllowedNow)."""
    refuse_first(sheet_problems(dose))
    if dose.micrograms > LIMITS.micrograms_refused:
        raise InvalidInput(refusal("dose_above_what_is_planned", "micrograms"))
    refuse_first(_planning_questions(record, dose), NotAllowedNow)


def _planning_questions(record: Record, dose: Dose) -> Iterator[Refusal]:
    """What a planned dose still has to answer for: a reason, or a second named person (rule 33)."""
    amount = dose.micrograms
    if amount > LIMITS.micrograms_needing_second_person and same_name(dose.checked_by, dose.injected_by):
        yield refusal("checker_is_injector", "checked_by")
    if dose.reason.strip():
        return
    if amount < LIMITS.micrograms_perhaps_millilitres:
        yield refusal("dose_perhaps_millilitres", "reason", allows="reason", micrograms=amount)
    if not any(earlier.delivered and earlier.number < dose.number for earlier in record.doses):
        helps = record.person.stiffness_helps.casefold()
        if amount > LIMITS.first_micrograms:
            yield refusal("first_dose_needs_reason", "reason", allows="reason")
        elif amount > LIMITS.first_micrograms_if_stiffness_helps and ("stand" in helps or "walk" in helps):
            yield refusal("first_dose_on_stiffness_needs_reason", "reason", allows="reason")


def check_given(record: Record, dose: Dose) -> None:
    """Refuse a dose sheet that cannot be true, or that lacks a reason for what it says. Any size may have been given.

    The readings already kept for this dose are judged by its T0 as well: a correction of T0 must not put a baseline
    after it. Raises InvalidInput, or NotAllowedNow where a reason would allow it.
    """
    refuse_first(sheet_problems(dose))
    if not dose.happened:
        raise InvalidInput(refusal("t0_missing", "given_at"))
    before = next((other for other in record.doses if other.number == dose.number), None)
    whole = replace(dose, readings=dose.readings or (before.readings if before else ()))
    others = (other for other in record.doses if other.number != dose.number)
    after = replace(record, doses=tuple(sorted((*others, whole), key=lambda one: one.number)))
    refuse_first(order_problems(after))
    refuse_first(
        refusal("reading_and_t0_disagree", "given_at", problem=problem, taken_at=reading.taken_at)
        for every in after.doses
        for reading in every.readings
        for problem in problems_of_time(after, every, reading)
    )
    _check_carry_over(after, whole)


def _check_carry_over(record: Record, dose: Dose) -> None:
    """A dose less than 24 hours after the one before needs a reason (rule 34: T0 to T0 of doses delivered)."""
    if dose.given_at is None or not dose.delivered or dose.reason.strip():
        return
    earlier = [one.given_at for one in record.doses if one.number < dose.number and one.delivered and one.given_at]
    if earlier and dose.given_at - max(earlier) < LIMITS.between_doses:
        raise NotAllowedNow(refusal("dose_soon_after_another", "reason", allows="reason"))


def sheet_problems(dose: Dose) -> Iterator[Refusal]:
    """What a dose sheet can never say, whoever wrote it and wherever."""
    amount = dose.micrograms
    if dose.number < 1:
        yield refusal("dose_number_below_1", "number")
    if amount <= 0:
        yield refusal("dose_not_above_0", "micrograms")
    elif amount > LIMITS.micrograms_possible:
        yield refusal("dose_impossible", "micrograms")
    elif amount > LIMITS.micrograms_needing_second_person and not dose.reason.strip():
        yield refusal("large_dose_needs_reason", "reason", allows="reason")
    elif amount > LIMITS.micrograms_needing_second_person and not dose.checked_by.strip():
        yield refusal("large_dose_needs_checker", "checked_by")
    if dose.delivery == "none" and dose.given_at is not None:
        yield refusal("t0_of_dose_not_delivered", "given_at")
    if dose.concentration is not None and dose.concentration <= 0:
        yield refusal("concentration_not_above_0", "concentration")
    if dose.volume_ml is not None and dose.volume_ml <= 0:
        yield refusal("volume_not_above_0", "volume_ml")
    if dose.attempts is not None and not 0 <= dose.attempts <= LIMITS.attempts_possible:
        yield refusal("attempts_impossible", "attempts")
    if dose.given_at is not None and dose.ended_at is not None and dose.ended_at < dose.given_at:
        yield refusal("end_before_t0", "ended_at")
    texts = ("route", "reason", "checked_by", "injected_by", "batch", "level", "bladder", "checklist")
    yield from text_problems({name: getattr(dose, name) for name in texts})


def order_problems(record: Record) -> Iterator[Refusal]:
    """Doses are numbered 1, 2, 3 ... in whatever order they are listed, each T0 after the one before."""
    latest = None
    for number, (position, dose) in enumerate(sorted(enumerate(record.doses), key=lambda one: one[1].number), start=1):
        if dose.number != number:
            yield refusal("dose_misnumbered", f"doses[{position}].number", number=number)
        if dose.given_at is not None and dose.delivered:
            if latest is not None and dose.given_at <= latest:
                yield refusal("t0_not_after_dose_before", f"doses[{position}].given_at", dose=dose.number)
            latest = dose.given_at


def mismatch(dose: Dose) -> Refusal | None:
    """What to point out when concentration and volume, if typed, do not make the dose; it refuses nothing (rule 33)."""
    drawn = mismatch_of(dose)
    return drawn and refusal("drawn_up_is_not_the_dose", "volume_ml", drawn=drawn, micrograms=dose.micrograms)
