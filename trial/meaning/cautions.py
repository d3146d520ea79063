"""Read with care: what stands against taking the readings of a dose at face value. Say less, flag more."""

from collections.abc import Iterator, Sequence

from trial.ledger.facts import Call, Dose, Event, Trial
from trial.meaning.course import Series
from trial.meaning.doubts import doubts_of
from trial.meaning.goals import GoalResult
from trial.meaning.limits import LIMITS
from trial.meaning.safety import Safety, age_at
from trial.meaning.schedule import delivered, elapsed, slot_minutes
from trial.meaning.tone import ToneCounts, tone_not_back
from trial.meaning.words import (
    DELIVERY_WORDS,
    EVENT_WORDS,
    count_text,
    list_text,
    minutes_text,
    moment_text,
    number_text,
)

SKEWED = 60
"""Seconds that a tablet's clock may be off before its readings are marked."""


def cautions_of(
    trial: Trial,
    dose: Dose,
    series: Sequence[Series],
    tone: ToneCounts | None,
    safety: Safety,
    results: Sequence[GoalResult],
) -> tuple[str, ...]:
    """Every caution of one dose, the gravest first, each one sentence."""
    if dose.delivery == "none":
        return (f"{DELIVERY_WORDS['none'].capitalize()}: this is no result.",)
    found = (
        *_delivery(dose, results),
        *_amounts(dose),
        *_carry_over(trial, dose),
        *_moments(trial, dose),
        *doubts_of(dose, series, tone),
        *_observed(trial, dose, safety),
        *_goals(results),
        *_medicines(dose),
        *_kept_later(dose, safety),
    )
    return tuple(dict.fromkeys(f"{one.rstrip('.')}." for one in found))


def cautions_of_trial(trial: Trial) -> tuple[str, ...]:
    """What holds for every dose."""
    if not delivered(trial):
        return ()
    blinded = {dose.checklist.get("assessor_blinded") for dose in delivered(trial)}
    if blinded == {True}:
        return ()
    return ("Assessors knew the dose." if False in blinded else "Nobody recorded whether assessors knew the dose.",)


def _delivery(dose: Dose, results: Sequence[GoalResult]) -> Iterator[str]:
    if dose.delivery in ("partial", "uncertain"):
        reached = any(one.result in ("met", "partly_met") for one in results)
        end = "read every result with that in mind" if reached else "no response is no conclusion"
        yield f"{DELIVERY_WORDS[dose.delivery].capitalize()}: {end}."
    if dose.given_at is None:
        yield "Not yet given: T0 is not recorded."


def _amounts(dose: Dose) -> Iterator[str]:
    if dose.concentration is not None and dose.volume_ml is not None:
        product = dose.concentration * dose.volume_ml
        if product != dose.micrograms:
            yield (
                f"{number_text(dose.concentration)} micrograms/mL x {number_text(dose.volume_ml)} mL is "
                f"{number_text(product)} micrograms, not {number_text(dose.micrograms)}."
            )
    licensed = LIMITS.micrograms_needing_second_person
    if dose.micrograms > licensed:
        reason, checker = dose.reason or "no reason recorded", dose.checked_by or "nobody recorded"
        yield f"Above {number_text(licensed)} micrograms: {reason}; checked by {checker}."


def _carry_over(trial: Trial, dose: Dose) -> Iterator[str]:
    earlier = [one for one in delivered(trial) if one.given_at and dose.given_at and one.given_at < dose.given_at]
    if not earlier or dose.given_at is None:
        return
    last = earlier[-1]
    if last.given_at is not None and dose.given_at - last.given_at < LIMITS.between_doses:
        gap = minutes_text(elapsed(dose.given_at, last.given_at) or 0)
        yield f"Given {gap} after dose {last.number}, under 24 hours: {dose.reason or 'no reason recorded'}."
    if muscles := tone_not_back(trial, earlier[0], dose):
        yield f"Tone not back to dose-{earlier[0].number} baseline: {list_text(one.lower() for one in muscles)}."


def _moments(trial: Trial, dose: Dose) -> Iterator[str]:
    for was in dose.earlier_t0:
        reason = f" ({was.reason.rstrip('.')})" if was.reason else ""
        yield f"T0 was corrected from {moment_text(was.given_at)}{reason}: every elapsed time follows the new one."
    for edit in trial.plan_edits:
        if dose.given_at is not None and edit.at > dose.given_at:
            what = edit.what or "the plan"
            yield f"Changed after this dose: {what}{f' ({edit.reason})' if edit.reason else ''}."


def _observed(trial: Trial, dose: Dose, safety: Safety) -> Iterator[str]:
    if not safety.events_asked and dose.given_at is not None:
        yield "Adverse events were not asked about."
    if trial.plan.news2 and dose.given_at is not None:
        age = age_at(trial.person.born, dose.given_at)
        if age is None:
            yield "No NEWS2: the date of birth is not recorded."
        elif age < LIMITS.news2_from_years:
            yield "No NEWS2: it is not for people under 16."
        elif part := [one for one in safety.news2 if not one.complete]:
            threes = list_text(dict.fromkeys(key.replace("_", " ") for one in part for key in one.single_3))
            alone = f"; in them {threes} scored 3 by itself" if threes else ""
            yield f"NEWS2 incomplete in {len(part)} of {count_text(len(safety.news2), 'set')}{alone}."
    gone = [one for one in dose.readings if one.status == "unrecordable" and slot_minutes(one.slot) is not None]
    for slot in dict.fromkeys(one.slot for one in gone):
        names = list_text(dict.fromkeys(one.item.replace("_", " ") for one in gone if one.slot == slot))
        yield f"Could not be recorded at {slot}: {names}."


def _goals(results: Sequence[GoalResult]) -> Iterator[str]:
    for one in results:
        name = one.goal.words or one.goal.area or one.goal.id
        if one.edited_after:
            yield f"“{name}” was edited after this dose, which is judged by what it said before."
        if one.within_error:
            yield f"“{name}” was met within measurement error."


def _medicines(dose: Dose) -> Iterator[str]:
    told = [f"{one.name} {one.status}" for one in dose.medicines if one.status is not None]
    if told:
        yield f"Medicines: {list_text(told)}."


def _kept_later(dose: Dose, safety: Safety) -> Iterator[str]:
    skewed = [one for one in dose.readings if abs(one.skew_seconds) > SKEWED]
    if skewed:
        yield f"{count_text(len(skewed), 'reading')} from a tablet whose clock was over a minute off."
    for fact in safety.after_signing:
        if isinstance(fact, Event):
            yield f"After signing: {EVENT_WORDS[fact.kind]}, {moment_text(fact.began_at)}."
        elif isinstance(fact, Call):
            yield f"After signing: call on {moment_text(fact.called_at)}{f': {fact.text}' if fact.text else ''}."
