"""The limits of planned doses, and checks of given ones. In micrograms, never a rate."""

from dataclasses import replace
from decimal import Decimal

import scales
from trial.errors import InvalidInput, Refusal, refusal
from trial.ledger.facts import Dose, Record
from trial.meaning.cautions import drawn_up_otherwise
from trial.meaning.limits import LIMITS
from trial.meaning.name_matching import same_name
from trial.meaning.schedule import BASELINE, slots_of
from trial.rules import invalid_if, not_now_if, why_not
from trial.rules.bedside import check_time
from trial.rules.copying import check_origin
from trial.rules.typed_input import check_values


def check_planned(record: Record, dose: Dose, by: str = "") -> None:
    """Refuse a dose that cannot be planned (InvalidInput), or lacks a reason or a name (NotAllowedNow). Rule 33.

    The second person is another than who plans it (`by`) and than who injects it.
    """
    check_sheet(dose)
    for place, medicine in enumerate(dose.medicines):
        what, field = medicine.name.strip(), f"medicines[{place}].status"
        invalid_if(medicine.status is None, "planned_medicine_without_status", field, medicine=what)
    amount = _amount_of(dose)
    invalid_if(amount > LIMITS.micrograms_refused, "dose_above_what_is_planned", "micrograms")
    if amount > LIMITS.micrograms_needing_second_person:
        not_now_if(same_name(dose.checked_by, by), "checker_is_planner", "checked_by")
        not_now_if(same_name(dose.checked_by, dose.injected_by), "checker_is_injector", "checked_by")
    if dose.reason.strip():
        return
    in_millilitres = amount < LIMITS.micrograms_perhaps_millilitres
    not_now_if(in_millilitres, "dose_perhaps_millilitres", "reason", allows="reason", micrograms=amount)
    if not any(earlier.delivered and earlier.number < dose.number for earlier in record.doses):
        not_now_if(amount > LIMITS.first_micrograms, "first_dose_needs_reason", "reason", allows="reason")
        helps = record.person.stiffness_helps.casefold()
        on_stiffness = amount > LIMITS.first_micrograms_if_stiffness_helps and ("stand" in helps or "walk" in helps)
        not_now_if(on_stiffness, "first_dose_on_stiffness_needs_reason", "reason", allows="reason")


def check_ready(record: Record, dose: Dose) -> None:
    """Ask for a reason at a T0 with no baseline, or where nobody asked a walker what stiffness helps with (rule 33)."""
    if dose.reason.strip() or not dose.delivered or dose.micrograms is None:
        return
    there = next((other for other in record.doses if other.number == dose.number), dose)
    asks_baseline = any(BASELINE in slots_of(record.plan, measure) for measure in record.plan.measures)
    has_baseline = any(reading.slot == BASELINE for reading in there.readings)
    not_now_if(asks_baseline and not has_baseline, "t0_without_baseline", "reason", allows="reason")
    if any(earlier.delivered and earlier.number < dose.number for earlier in record.doses):
        return
    walks = any(scales.get(measure.scale).domain == "walking" for measure in record.plan.measures)
    unasked = walks and not record.person.stiffness_helps
    above = dose.micrograms > LIMITS.first_micrograms_if_stiffness_helps
    not_now_if(unasked and above, "stiffness_not_asked", "reason", allows="reason", micrograms=dose.micrograms)


def check_given(record: Record, dose: Dose) -> None:
    """Refuse an impossible dose sheet, or one that lacks a required reason. Any size may have been given.

    A T0 must not put a baseline after it (rule 8), nor follow another within a day without a reason (rule 34). Raises
    InvalidInput, or NotAllowedNow where a reason would allow it.
    """
    check_sheet(dose)
    invalid_if(not dose.happened, "t0_missing", "given_at")
    others = {other.number: other for other in record.doses}
    if not dose.readings and dose.number in others:
        dose = replace(dose, readings=others[dose.number].readings)
    doses = others | {dose.number: dose}
    after = replace(record, doses=tuple(doses[number] for number in sorted(doses)))
    check_order(after)
    for placed in after.doses:
        for reading in placed.readings:
            if problem := why_not(check_time, after, placed, reading):
                at = reading.taken_at
                raise InvalidInput(refusal("reading_and_t0_disagree", "given_at", problem=problem, taken_at=at))
            check_origin(after, placed, reading)
    if dose.given_at is not None and not dose.reason.strip():
        earlier = [other.given_at for other in after.doses if other.number < dose.number and other.delivered]
        soon = any(at is not None and dose.given_at - at < LIMITS.between_doses for at in earlier)
        not_now_if(soon, "dose_soon_after_another", "reason", allows="reason")


def check_sheet(dose: Dose) -> None:
    """Raise InvalidInput for what no dose sheet may contain, typed or imported (rules 32 and 33)."""
    invalid_if(dose.number < 1, "dose_number_below_1", "number")
    nothing_given = dose.micrograms is None and dose.delivery == "none"
    amount = None if nothing_given else _amount_of(dose)
    invalid_if(amount is not None and amount <= 0, "dose_not_above_0", "micrograms")
    invalid_if(amount is not None and amount > LIMITS.micrograms_possible, "dose_impossible", "micrograms")
    is_large = amount is not None and amount > LIMITS.micrograms_needing_second_person
    invalid_if(is_large and not dose.reason.strip(), "large_dose_needs_reason", "reason", allows="reason")
    invalid_if(is_large and not dose.checked_by.strip(), "large_dose_needs_checker", "checked_by")
    invalid_if(dose.delivery == "none" and dose.given_at is not None, "t0_of_dose_not_delivered", "given_at")
    no_strength = dose.concentration is not None and dose.concentration <= 0
    invalid_if(no_strength, "concentration_not_above_0", "concentration")
    invalid_if(dose.volume_ml is not None and dose.volume_ml <= 0, "volume_not_above_0", "volume_ml")
    possible = dose.attempts is None or 0 <= dose.attempts <= LIMITS.attempts_possible
    invalid_if(not possible, "attempts_impossible", "attempts")
    ends_early = dose.given_at is not None and dose.ended_at is not None and dose.ended_at < dose.given_at
    invalid_if(ends_early, "end_before_t0", "ended_at")
    texts = ("route", "reason", "checked_by", "injected_by", "batch", "level", "bladder", "checklist", "bed")
    check_values({name: getattr(dose, name) for name in texts})


def _amount_of(dose: Dose) -> Decimal:
    """The micrograms of a dose; raises InvalidInput without any, which only a failed puncture may be (rule 32)."""
    if dose.micrograms is None:
        raise InvalidInput(refusal("dose_missing", "micrograms"))
    return dose.micrograms


def check_order(record: Record) -> None:
    """Refuse doses that are not numbered 1, 2, 3 ... in whatever order, each T0 after the one before: InvalidInput."""
    latest = None
    in_order = sorted(enumerate(record.doses), key=lambda place: place[1].number)
    for number, (position, dose) in enumerate(in_order, start=1):
        invalid_if(dose.number != number, "dose_misnumbered", f"doses[{position}].number", number=number)
        if dose.given_at is not None and dose.delivered:
            too_early = latest is not None and dose.given_at <= latest
            invalid_if(too_early, "t0_not_after_dose_before", f"doses[{position}].given_at", dose=dose.number)
            latest = dose.given_at


def mismatch(dose: Dose) -> Refusal | None:
    """What to point out when concentration and volume, if typed, do not make the dose; it refuses nothing (rule 33)."""
    drawn = drawn_up_otherwise(dose)
    return None if drawn is None else refusal("drawn_up_is_not_the_dose", "volume_ml", drawn=drawn, sheet=dose)
