"""Lines about the day apart from the readings: first sit and stand, medicines, the present state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from typing import Literal

from trial.ledger.facts import Dose, Medicine, Trial
from trial.meaning.course import Series, series_of
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import ReadingSet
from trial.rules import doses, why_not
from trial.wording.words import amount_text, count_text, joined, list_text, moment_text, typed_text, value_text

MEDICINE_STATUS: dict[Literal["held", "given", "changed"], str] = {
    "held": "Held today",
    "given": "Given as usual",
    "changed": "Changed recently",
}


def injection_checks(trial: Trial, dose: Dose) -> Iterator[str]:
    """What to look at before the injection, beside how much of the baseline is taken; facts, no verdict."""
    yield "consent given" if dose.checklist.get("consent") else "consent not ticked"
    helps = trial.person.stiffness_helps
    unasked = "nobody asked what stiffness helps with"
    yield f"stiffness helps: {helps}" if helps not in ("", "no") else "stiffness helps nothing" if helps else unasked
    amount = amount_text(dose)
    asks = why_not(doses.check_planned, trial.record, replace(dose, reason=""))
    because = f", because: {dose.reason}" if dose.reason else " needs a reason"
    yield f"{amount}{because}" if asks else f"{amount}, within the usual"
    if dose.micrograms is not None and dose.micrograms > LIMITS.micrograms_needing_second_person:
        yield f"second person {dose.checked_by}" if dose.checked_by else "second person not named"


def rise_text(dose: Dose, kind: Literal["sit", "stand"], zone: tzinfo) -> str:
    """When and how a first sit or stand went; empty if it is not recorded."""
    at = dose.first_sit_at if kind == "sit" else dose.first_stand_at
    if at is None:
        return ""
    parts = [moment_text(at, zone)]
    if rise := next((rise for rise in dose.rises if rise.kind == kind), None):
        parts += [
            f"with {rise.staff}" if rise.staff else "",
            {True: "light-headed", False: "not light-headed", None: ""}[rise.light_headed],
            {True: "knees gave way", False: "knees held", None: ""}[rise.knees_gave],
        ]
    return joined(*parts)


def medicine_text(medicine: Medicine, zone: tzinfo) -> str:
    """One line: what, held or given, when last taken, who said so."""
    status = medicine.status and MEDICINE_STATUS[medicine.status].lower()
    taken = f"last taken {moment_text(medicine.last_taken_at, zone)}" if medicine.last_taken_at else ""
    by = medicine.by and f"said by {medicine.by}"
    return joined(typed_text(f"{medicine.name} {medicine.dose}"), status, taken, by)


def set_text(found: ReadingSet, zone: tzinfo) -> str:
    """A set on one line: `+2h, 12 values, 11:40 to 11:52, assessed by K Tan`."""
    first, last = found.readings[0].taken_at, found.readings[-1].taken_at
    times = " to ".join(dict.fromkeys(f"{at.astimezone(zone):%H:%M}" for at in (first, last)))
    names = list_text(sorted({reading.by for reading in found.readings if reading.by}))
    return joined(found.slot, count_text(len(found.readings), "value"), times, names and f"assessed by {names}")


def where_things_stand(trial: Trial, dose: Dose, zone: tzinfo) -> Iterator[str]:
    """Tone, alertness, first sit and stand, bladder, medicines and events against the baseline, a sentence each."""
    series = series_of(trial, dose)
    tone = [one for one in series if one.scale.domain == "tone" and one.baseline and one.baseline.measured]
    last = [one.after[-1] for one in tone if one.after and one.after[-1].measured]
    back = sum(point.course in ("unchanged", "within_error") for point in last)
    yield (
        f"Tone: {back} of {count_text(len(tone), 'item')} back at baseline at their last reading."
        if tone
        else "Tone: no baseline."
    )
    yield f"Consciousness: {_last_of(series, 'consciousness', zone)}."
    yield f"Systolic: {_last_of(series, 'systolic', zone)}."
    yield f"First sat up: {rise_text(dose, 'sit', zone) or 'not recorded'}."
    yield f"First stood: {rise_text(dose, 'stand', zone) or 'not recorded'}."
    yield f"Bladder: {dose.bladder or 'nothing recorded'}."
    yield from (f"{medicine_text(medicine, zone)}." for medicine in dose.medicines)
    asked = "asked, none so far" if dose.events_asked else "nobody has asked yet"
    yield f"Adverse events: {len(dose.events)} recorded." if dose.events else f"Adverse events: {asked}."


def _last_of(series: tuple[Series, ...], item: str, zone: tzinfo) -> str:
    """The last value of one of the observations since the dose, beside its baseline."""
    found = next((one for one in series if (one.scale.key, one.item) == ("observations", item)), None)
    if found is None or not found.after:
        return "not recorded since the dose"
    last, base = found.after[-1], found.baseline
    shown = value_text(found.scale, item, last.value, last.status)
    before = base and value_text(found.scale, item, base.value, base.status)
    return f"{shown} at {moment_text(last.taken_at, zone)}, {before or 'nothing'} at baseline"
