"""How much may be planned, what a given dose may say (MEANING.md rules 32 to 34). In micrograms, never a rate."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from trial.errors import InvalidInput, NotAllowedNow
from trial.ledger.facts import Dose, Record
from trial.meaning.limits import LIMITS
from trial.rules.readings import Problem, problems_of_time
from trial.rules.text import text_problems

SAME_WITHIN = Decimal("0.01")  # concentration x volume and dose: rounding of a syringe


def check_planned(record: Record, dose: Dose) -> None:
    """Refuse a dose that cannot be planned (InvalidInput), or that still lacks a reason or a name (NotAllowedNow)."""
    for _, sentence in sheet_problems(dose):
        raise InvalidInput(sentence)
    if dose.micrograms > LIMITS.micrograms_refused:
        raise InvalidInput(f"A test dose above {LIMITS.micrograms_refused} micrograms cannot be planned.")
    for sentence in planning_questions(record, dose):
        raise NotAllowedNow(sentence)


def planning_questions(record: Record, dose: Dose) -> tuple[str, ...]:
    """What a planned dose still has to answer for, each a sentence: a reason, or a second named person."""
    amount, reason = dose.micrograms, dose.reason.strip()
    found = []
    if (
        amount > LIMITS.micrograms_needing_second_person
        and dose.checked_by.strip().casefold() == dose.injected_by.strip().casefold()
    ):
        found.append("The person who checks must be another than the one who injects.")
    if reason:
        return tuple(found)
    if amount < LIMITS.micrograms_perhaps_millilitres:
        found.append(f"{amount.normalize():f}: mL or mg? The dose is in micrograms; if it is meant, give a reason.")
    if not any(one.delivered and one.number < dose.number for one in record.doses):
        helps = record.person.stiffness_helps.casefold()
        if amount > LIMITS.first_micrograms:
            found.append("A first dose above 50 micrograms needs a reason.")
        elif amount > LIMITS.first_micrograms_if_stiffness_helps and ("stand" in helps or "walk" in helps):
            found.append("A first dose above 25 micrograms in someone who stands or walks on stiffness needs a reason.")
    return tuple(found)


def check_given(record: Record, dose: Dose) -> None:
    """Refuse a dose sheet that cannot be true, or that lacks a reason for what it says. Any size may have been given.

    The readings already kept for this dose are judged by its T0 as well: a correction of T0 must not put a baseline
    after it.
    """
    for _, sentence in sheet_problems(dose):
        raise InvalidInput(sentence)
    if dose.given_at is None and dose.delivery != "none":
        raise InvalidInput("Say when the injection ended (T0), or that nothing was delivered.")
    before = next((one for one in record.doses if one.number == dose.number), None)
    whole = replace(dose, readings=dose.readings or (before.readings if before else ()))
    others = (one for one in record.doses if one.number != dose.number)
    after = replace(record, doses=tuple(sorted((*others, whole), key=lambda one: one.number)))
    for _, sentence in order_problems(after):
        raise InvalidInput(sentence)
    for one in after.doses:
        for reading in one.readings:
            for _, sentence in problems_of_time(after, one, reading):
                taken = f"{reading.taken_at:%H:%M}"
                raise InvalidInput(f"{sentence} One was taken at {taken}: check both times.")
    if soon := carry_over_problem(after, whole):
        raise NotAllowedNow(soon)


def carry_over_problem(record: Record, dose: Dose) -> str | None:
    """Why a dose so soon after the one before needs a reason, or None (rule 34: T0 to T0 of doses delivered)."""
    if not dose.delivered or dose.given_at is None or dose.reason.strip():
        return None
    earlier = [one.given_at for one in record.doses if one.number < dose.number and one.delivered and one.given_at]
    if not earlier or dose.given_at - max(earlier) >= LIMITS.between_doses:
        return None
    return "Less than 24 hours have passed since the last dose, which may still act: give a reason."


def sheet_problems(dose: Dose) -> Iterator[Problem]:
    """What a dose sheet can never say, whoever wrote it and wherever."""
    amount = dose.micrograms
    if dose.number < 1:
        yield "number", "Doses are numbered from 1."
    if amount <= 0:
        yield "micrograms", "A dose is more than 0 micrograms."
    elif amount > LIMITS.micrograms_possible:
        yield (
            "micrograms",
            f"A dose above {LIMITS.micrograms_possible:,} micrograms cannot be; is this a rate a day, or another unit?",
        )
    elif amount > LIMITS.micrograms_needing_second_person and not dose.reason.strip():
        yield "reason", "There is no licensed step above 100 micrograms: this dose needs a reason."
    elif amount > LIMITS.micrograms_needing_second_person and not dose.checked_by.strip():
        yield "checked_by", "There is no licensed step above 100 micrograms: name the second person, who checked it."
    if dose.delivery == "none" and dose.given_at is not None:
        yield "given_at", "Nothing was delivered, so there is no T0; record when it was tried instead."
    for field, amount_or_none in (("concentration", dose.concentration), ("volume_ml", dose.volume_ml)):
        if amount_or_none is not None and amount_or_none <= 0:
            yield field, f"{'The concentration' if field == 'concentration' else 'The volume'} must be more than 0."
    if dose.attempts is not None and not 0 <= dose.attempts <= 50:
        yield "attempts", "The number of attempts must be 0 to 50."
    if dose.given_at is not None and dose.ended_at is not None and dose.ended_at < dose.given_at:
        yield "ended_at", "Observation cannot end before T0, the end of injection."
    texts = ("route", "reason", "checked_by", "injected_by", "batch", "level", "bladder", "checklist")
    yield from text_problems({name: getattr(dose, name) for name in texts})


def order_problems(record: Record) -> Iterator[Problem]:
    """Doses are numbered 1, 2, 3 ... in whatever order they are listed, each T0 after the one before."""
    latest = None
    for number, (position, dose) in enumerate(sorted(enumerate(record.doses), key=lambda one: one[1].number), start=1):
        if dose.number != number:
            yield f"doses[{position}].number", f"Doses are numbered 1, 2, 3 and so on; this one should be {number}."
        if dose.given_at is not None and dose.delivered:
            if latest is not None and dose.given_at <= latest:
                yield (
                    f"doses[{position}].given_at",
                    f"The T0 of dose {dose.number} must be after that of the dose before.",
                )
            latest = dose.given_at


def mismatch(dose: Dose) -> str | None:
    """What to show when concentration and volume, if typed, do not make the dose; never a refusal (rule 33)."""
    if dose.concentration is None or dose.volume_ml is None:
        return None
    drawn = dose.concentration * dose.volume_ml
    if abs(drawn - dose.micrograms) <= SAME_WITHIN * dose.micrograms:
        return None
    return (
        f"{dose.concentration.normalize():f} mcg/mL x {dose.volume_ml.normalize():f} mL is {drawn.normalize():f} mcg, "
        f"not the {dose.micrograms.normalize():f} mcg of the dose."
    )
