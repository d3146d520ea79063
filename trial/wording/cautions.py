"""Read with care: what stands against taking the readings of a dose at face value. Say less, flag more."""

from collections.abc import Iterator, Mapping, Sequence

import scales
from scales.base import Scale, Value
from trial.ledger.facts import Call, Dose, Event, Trial
from trial.meaning.amounts import mismatch_of
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult, responded
from trial.meaning.limits import LIMITS
from trial.meaning.occasion import Points
from trial.meaning.safety import Safety, age_at
from trial.meaning.schedule import BASELINE, delivered, elapsed
from trial.meaning.tone import ToneCounts, tone_not_back
from trial.wording.doubts import doubts_of
from trial.wording.readout import ended, when_text
from trial.wording.vitals import unrecordable_texts
from trial.wording.words import (
    DELIVERY_WORDS,
    EVENT_WORDS,
    bare_text,
    count_text,
    list_text,
    minutes_text,
    moment_text,
    number_text,
)


def cautions_of(
    trial: Trial,
    dose: Dose,
    points: Mapping[int, Points],
    series: Sequence[Series],
    tone: ToneCounts | None,
    safety: Safety,
    results: Sequence[GoalResult],
) -> tuple[str, ...]:
    """Every caution of one dose, the gravest first, each one sentence. `points` are those of every dose, by number."""
    if dose.delivery == "none":
        return (f"{DELIVERY_WORDS['none'].capitalize()}: this is no result.",)
    found = (
        *_delivery(dose, results),
        *_unrecordable(dose),
        *_amounts(dose),
        *_carry_over(trial, dose, points),
        *_otherwise(trial, dose, points),
        *_moments(trial, dose),
        *doubts_of(trial, dose, series, tone),
        *_observed(trial, dose, safety),
        *_goals(results),
        *_medicines(dose),
        *_kept_later(dose, safety),
    )
    return tuple(dict.fromkeys(ended(one) for one in found))


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
        end = "read every result with that in mind" if responded(results) else "no response is no conclusion"
        yield f"{DELIVERY_WORDS[dose.delivery].capitalize()}: {end}."
    if dose.given_at is None:
        yield "Not yet given: T0 is not recorded."


def _amounts(dose: Dose) -> Iterator[str]:
    if drawn := mismatch_of(dose):
        yield (
            f"{number_text(drawn.concentration)} micrograms/mL x {number_text(drawn.volume_ml)} mL is "
            f"{number_text(drawn.micrograms)} micrograms, not {number_text(dose.micrograms)}."
        )
    licensed = LIMITS.micrograms_needing_second_person
    if dose.micrograms > licensed:
        reason, checker = dose.reason or "no reason recorded", dose.checked_by or "nobody recorded"
        yield f"Above {number_text(licensed)} micrograms: {reason}; checked by {checker}."


def _carry_over(trial: Trial, dose: Dose, points: Mapping[int, Points]) -> Iterator[str]:
    earlier = [one for one in delivered(trial) if one.given_at and dose.given_at and one.given_at < dose.given_at]
    if not earlier or dose.given_at is None:
        return
    last = earlier[-1]
    if last.given_at is not None and dose.given_at - last.given_at < LIMITS.between_doses:
        gap = minutes_text(elapsed(dose.given_at, last.given_at) or 0)
        yield f"Given {gap} after dose {last.number}, under 24 hours: {dose.reason or 'no reason recorded'}."
    if muscles := tone_not_back(trial, points[earlier[0].number], points[dose.number]):
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
            each = " each" if " and " in threes else ""
            alone = f"; in them {threes}{each} scored 3" if threes else ""
            yield f"NEWS2 incomplete in {len(part)} of {count_text(len(safety.news2), 'set')}{alone}."


def _unrecordable(dose: Dose) -> Iterator[str]:
    if told := unrecordable_texts(dose):
        text = "; ".join(told)
        yield f"{text[:1].upper()}{text[1:]}: no number stands for it, so a lowest value leaves it out."


def _goals(results: Sequence[GoalResult]) -> Iterator[str]:
    for one in results:
        name = one.goal.words or one.goal.area or one.goal.id
        if one.edited_after:
            yield f"“{name}” was edited after this dose, which is judged by what it said before."
        if one.within_error:
            yield f"“{name}” was met within measurement error."


def _medicines(dose: Dose) -> Iterator[str]:
    """Those not given as usual."""
    told = [f"{one.name} {one.status}" for one in dose.medicines if one.status in ("held", "changed")]
    if told:
        yield f"Medicines: {list_text(told)}."


def _otherwise(trial: Trial, dose: Dose, points: Mapping[int, Points]) -> Iterator[str]:
    """What was not as it was at the dose before: medicines, and how the baseline was done (aid, pace, position)."""
    before = [one for one in delivered(trial) if one.given_at and dose.given_at and one.given_at < dose.given_at]
    if not before:
        return
    last = before[-1]
    was, now = ({one.name: one.status for one in each.medicines} for each in (last, dose))
    differ = [
        f"{name} {now.get(name) or 'not listed'}, {was.get(name) or 'not listed'} then"
        for name in dict.fromkeys((*now, *was))
        if was.get(name) != now.get(name)
    ]
    differ += _done_otherwise(points[last.number], points[dose.number])
    if differ:
        yield f"Not as at dose {last.number}: {list_text(differ)}."


def _done_otherwise(last: Points, this: Points) -> Iterator[str]:
    """Method items that held at both baselines, and differ."""
    for key in dict.fromkeys(one.scale for one in this.dose.readings if one.slot == BASELINE):
        scale = scales.get(key)
        if not scale.methods:
            continue
        pair = [_baseline_conditions(each, scale) for each in (last, this)]
        for item in scale.items:
            was, now = (one.get(item.key) for one in pair)
            if was is not None and now is not None and was != now:
                after, before = bare_text(scale, item.key, now), bare_text(scale, item.key, was)
                yield f"{scale.name} baseline {item.label.lower()} {after}, {before} then"


def _baseline_conditions(points: Points, scale: Scale) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for point in points.value_at(scale, BASELINE).values():
        found |= point.conditions if point.measured else {}
    return found


def _kept_later(dose: Dose, safety: Safety) -> Iterator[str]:
    skewed = [one for one in dose.readings if abs(one.skew_seconds) > LIMITS.clock_marked_beyond_seconds]
    if skewed:
        yield f"{count_text(len(skewed), 'reading')} from a tablet whose clock was over a minute off."
    later = [one for one in safety.after_signing if isinstance(one, Event)]
    told = [f"{EVENT_WORDS[one.kind]}, {when_text(one.began_at, dose.given_at)}" for one in later]
    calls = [one for one in safety.after_signing if isinstance(one, Call)]
    if calls:
        days = list_text(dict.fromkeys(when_text(one.called_at, dose.given_at) for one in calls))
        told.append(f"{'calls' if len(calls) > 1 else 'call'} on {days}")
    if told:
        said = f" “{calls[-1].text}”" if calls and calls[-1].text else ""
        yield f"After signing: {'; '.join(told)}{':' if said else ''}{said}"
