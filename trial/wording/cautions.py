"""Read with care, in words: one sentence a caution."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from trial.ledger.facts import Medicine
from trial.meaning import cautions as c
from trial.meaning import data_quality as q
from trial.meaning.course import Series
from trial.meaning.limits import LIMITS
from trial.wording.goals import goal_name
from trial.wording.readout import at_text, ended, when_text
from trial.wording.reasons import why_text
from trial.wording.safety import event_name, unrecordable_texts
from trial.wording.sentences import of_the_rest
from trial.wording.words import (
    DELIVERY_WORDS,
    OUTCOME_WORDS,
    STATUS_WORDS,
    bare_value,
    capital,
    count_text,
    hour_text,
    list_text,
    minutes_text,
    moment_text,
    number_text,
    value_text,
)

FEW = 3
"""How many of the same kind are named; more are counted."""
BASELINE_WORDS = {
    "missing": "No baseline",
    "old": f"Baseline more than {LIMITS.baseline_at_most_before.total_seconds() / 3600:g} hours before the dose",
    "day_before": "Baseline from the day before",
    "after_t0": "Called baseline but taken after T0, so not used",
}


def caution_texts(cautions: Iterable[c.Caution]) -> tuple[str, ...]:
    """Each caution as one sentence; what would be said twice is said once."""
    return tuple(dict.fromkeys(ended(caution_text(caution)) for caution in cautions))


def caution_text(caution: c.Caution) -> str:
    """One caution as a sentence."""
    match caution:
        case c.NotDelivered():
            return f"{capital(DELIVERY_WORDS['none'])}: this is no result."
        case c.DoubtfulDelivery(delivery=delivery, responded=responded):
            end = "read every result with that in mind" if responded else "no response is no conclusion"
            return f"{capital(DELIVERY_WORDS[delivery])}: {end}."
        case c.NotCovered(outcome=outcome):
            return f"Given after {OUTCOME_WORDS[outcome]} was signed: the decision does not cover it."
        case c.NoT0():
            return "Not yet given: T0 is not recorded."
        case c.Unrecordable(dose=dose, occasions=occasions):
            told = capital("; ".join(unrecordable_texts(occasions, dose)))
            return f"{told}: no number stands for it, so a lowest value leaves it out."
        case c.VolumeMismatch(drawn=drawn, micrograms=micrograms):
            product = f"{number_text(drawn.concentration)} micrograms/mL x {number_text(drawn.volume_ml)} mL"
            return f"{product} is {number_text(drawn.micrograms)} micrograms, not {number_text(micrograms)}."
        case c.AboveLicensedStep(dose=dose):
            licensed = number_text(LIMITS.micrograms_needing_second_person)
            reason, checker = dose.reason or "no reason recorded", dose.checked_by or "nobody recorded"
            return f"Above {licensed} micrograms: {reason}; checked by {checker}."
        case c.SoonAfter(minutes=minutes, before=before, reason=reason):
            why = reason or "no reason recorded"
            return f"Given {minutes_text(minutes)} after dose {before}, under 24 hours: {why}."
        case c.ToneNotBack(first=first, muscles=muscles):
            return f"Tone not back to dose-{first} baseline: {list_text(name.lower() for name in muscles)}."
        case c.NotAsBefore():
            return _not_as_before(caution)
        case c.T0Corrected(was=was):
            reason = f" ({was.reason.rstrip('.')})" if was.reason else ""
            return f"T0 was corrected from {moment_text(was.given_at)}{reason}: every elapsed time follows the new one."
        case c.PlanChanged(edit=edit):
            reason = f" ({edit.reason})" if edit.reason else ""
            return f"Changed after this dose: {edit.what or 'the plan'}{reason}."
        case c.EventsNotAsked():
            return "Adverse events were not asked about."
        case c.NoNews2(because=because):
            years = f"it is not for people under {LIMITS.news2_from_years}"
            return f"No NEWS2: {years if because == 'too_young' else 'the date of birth is not recorded'}."
        case c.News2Incomplete(incomplete=incomplete, of=of, single_3=single_3):
            each = " each" if len(single_3) > 1 else ""
            threes = list_text(key.replace("_", " ") for key in single_3)
            alone = f"; in them {threes}{each} scored 3" if threes else ""
            return f"NEWS2 incomplete in {incomplete} of {count_text(of, 'set')}{alone}."
        case c.GoalEdited(goal=goal):
            return f"“{goal_name(goal)}” was edited after this dose, which is judged by what it said before."
        case c.MetWithinError(goal=goal):
            return f"“{goal_name(goal)}” was met within measurement error."
        case c.MedicinesNotAsUsual(medicines=medicines):
            return f"Medicines: {_medicines(medicines)}."
        case c.ClockOff(readings=readings):
            return f"{count_text(readings, 'reading')} from a tablet whose clock was over a minute off."
        case c.AddedAfterSigning():
            return _added_after_signing(caution)
        case c.Blinding(knew=knew):
            return "Assessors knew the dose." if knew else "Nobody recorded whether assessors knew the dose."
        case (
            q.BaselineDoubt()
            | q.NotChosen()
            | q.NotAlert()
            | q.DoneOtherwise()
            | q.OtherAssessor()
            | q.OffTime()
            | q.UnderWay()
            | q.ToneComparedInPart()
            | q.Missing()
            | q.PeakIncomplete()
        ):
            return _doubt_text(caution)
    assert_never(caution)


def _doubt_text(doubt: q.DataDoubt) -> str:
    match doubt:
        case q.BaselineDoubt(kind=kind, series=series):
            return f"{BASELINE_WORDS[kind]}: {_listed(series)}."
        case q.NotChosen(series=series, slot=slot, points=points):
            values = list_text(value_text(series.scale, series.item, point.value, point.status) for point in points)
            return f"Two values, neither chosen: {series.label} at {slot} ({values})."
        case q.NotAlert(slots=slots, series=series):
            return f"Not fully alert at {list_text(slots)}: {_listed(series)}."
        case q.DoneOtherwise(series=series, point=point):
            counted = "" if point.comparable else ": drawn, not counted"
            return f"{series.scale.name} at {at_text(point)}: {why_text(point.why)}{counted}."
        case q.OtherAssessor(scales=scales, slot=slot, now_by=now_by, was_by=was_by):
            return f"{list_text(scale.name for scale in scales)} at {slot} by {now_by}, baseline by {was_by}."
        case q.OffTime(slot=slot, first=first, last=last, series=series):
            until = f" to {at_text(last)}" if at_text(last) != at_text(first) else ""
            return f"{slot} taken at {at_text(first)}{until}: {_listed(series)}."
        case q.UnderWay(slot=slot):
            peak = f"the peak at {hour_text(slot)} is still to come"
            return f"The day is under way: {peak}, so nothing here is a result yet."
        case q.ToneComparedInPart(tone=tone):
            return f"Tone compared in {tone.compared} {of_the_rest(tone)}."
        case q.Missing(scales=scales):
            told = []
            for scale, gaps, asked in scales:
                why = dict.fromkeys(f"{STATUS_WORDS[point.status]} at {point.slot}" for point in gaps[:FEW])
                told.append(f"{scale.name} {len(gaps)} of {asked} ({list_text(why)})")
            return f"Missing: {', '.join(told)}."
        case q.PeakIncomplete(due=due, empty=empty):
            return f"At the peak {due - len(empty)} of {due} measures assessed; not {_listed(empty)}."
    assert_never(doubt)


def _not_as_before(caution: c.NotAsBefore) -> str:
    differ = [f"{name} {now or 'not listed'}, {was or 'not listed'} then" for name, now, was in caution.medicines]
    differ += [
        f"{scale.name} baseline {item.label.lower()} {bare_value(item, now)}, {bare_value(item, was)} then"
        for scale, item, now, was in caution.methods
    ]
    return f"Not as at dose {caution.before}: {list_text(differ)}."


def _medicines(medicines: Sequence[Medicine]) -> str:
    return list_text(f"{medicine.name} {medicine.status}" for medicine in medicines)


def _added_after_signing(caution: c.AddedAfterSigning) -> str:
    given_at, calls = caution.dose.given_at, caution.calls
    told = [f"{event_name(event)}, {when_text(event.began_at, given_at)}" for event in caution.events]
    if calls:
        days = list_text(dict.fromkeys(when_text(call.called_at, given_at) for call in calls))
        told.append(f"{'calls' if len(calls) > 1 else 'call'} on {days}")
    said = f": “{calls[-1].text}”" if calls and calls[-1].text else ""
    return f"After signing: {'; '.join(told)}{said}"


def _listed(series: Sequence[Series]) -> str:
    """The scales, or few items of one scale."""
    names = list(dict.fromkeys(measure.scale.name for measure in series))
    if len(names) == 1 and len(series) <= FEW and not series[0].scale.derived:
        return list_text(dict.fromkeys(measure.label for measure in series))
    return list_text(names)
