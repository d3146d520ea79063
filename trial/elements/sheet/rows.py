"""What the entry sheet is handed of one dose: every slot, row and value, so that it can work without a server."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from trial.elements.sheet.blocks import blocks_of
from trial.elements.sheet.values import milliseconds, values_of
from trial.ledger.facts import Dose, Trial
from trial.meaning import schedule
from trial.meaning.limits import LIMITS
from trial.wording.remarks import remarks_of
from trial.wording.words import CAUSE_WORDS, DIAGNOSIS_WORDS, EVENT_WORDS, SEVERITY_WORDS, number_text

Data = dict[str, Any]
ABBREVIATED = {"ms": "MS", "tbi": "TBI", "sci": "SCI", "cp": "CP", "hsp": "HSP"}
"""As a ward says it: the identity line of the sheet stays on one line."""
WINDOW = float(LIMITS.on_time_minutes) * 60_000


def sheet_data(trial: Trial, dose: Dose, *, recorder: str, zone: ZoneInfo) -> Data:
    """One dose for the sheet, as the trial stands; moments are milliseconds since 1970, as a browser counts them."""
    fields: dict[str, Data] = {}
    blocks = blocks_of(trial, dose, fields)
    slots = [*_slots(trial, dose, fields)]
    shared = _share(fields)
    return {
        "trial": trial.id,
        "dose": dose.number,
        "entries": trial.entries,
        "zone": zone.key,
        "t0": milliseconds(dose.given_at) if dose.delivered else None,
        "ended": milliseconds(dose.ended_at),
        "unbiased": trial.plan.unbiased,
        "me": recorder,
        "people": _people(trial, recorder),
        "person": [*_person(trial, dose)],
        "slots": slots,
        "blocks": blocks,
        "fields": fields,
        "shared": shared,
        "values": values_of(dose, recorder),
        "remarks": remarks_of(trial, dose),
        "asked": dose.events_asked,
        "events": [*_events(dose, zone)],
        "said": [[one.slot, one.by, one.text] for one in dose.words],
    }


def _share(fields: dict[str, Data]) -> list[Data]:
    """Grades and reasons that many rows have in common go once; each field keeps their place in what is shared."""
    shared: list[Data] = []
    for field in fields.values():
        for name in ("levels", "reasons"):
            if name in field:
                if field[name] not in shared:
                    shared.append(field[name])
                field[name] = shared.index(field[name])
    return shared


def _person(trial: Trial, dose: Dose) -> Iterator[tuple[str, str]]:
    """The identity line: two identifiers, the diagnosis, the dose."""
    person = trial.person
    yield "Name", person.name or "not given"
    if person.born:
        yield "Born", f"{person.born:%d %b %Y}"
    yield "Number", person.identifier
    if person.diagnosis_group:
        yield "Diagnosis", ABBREVIATED.get(person.diagnosis_group, DIAGNOSIS_WORDS[person.diagnosis_group])
    yield f"Dose {dose.number}", f"{number_text(dose.micrograms)} micrograms"


def _people(trial: Trial, recorder: str) -> list[str]:
    """Whoever records now, then whoever assessed in this trial before."""
    names = {reading.by for dose in trial.doses for reading in dose.readings if reading.by}
    return [recorder, *sorted(names - {recorder})]


def _slots(trial: Trial, dose: Dose, fields: dict[str, Data]) -> Iterator[Data]:
    """Every slot in order of time with what it asks; `extra` last."""
    measures, peak = schedule.measures_of(trial), trial.plan.peak_slot
    every = {*trial.plan.slots, *(slot for one in measures for slot in one.slots)}
    every |= {reading.slot for reading in dose.readings}
    for slot in sorted(every - {schedule.EXTRA}, key=schedule.slot_order):
        asked = [
            f"{one.scale}|{item}"
            for one in measures
            if slot in schedule.slots_of(trial.plan, one)
            for item in schedule.items_of(one)
        ]
        rated = [key for key, one in fields.items() if one.get("goal") and not one.get("spare") and slot == peak]
        planned = [key for key in fields if key in {*asked, *rated} and not fields[key]["method"]]
        due = milliseconds(schedule.due_at(dose, slot))
        mark = ", the peak slot" if slot == peak else ""
        before = slot == schedule.BASELINE
        yield {
            "key": slot,
            "name": "Base" if before else slot,
            "label": "Baseline" if before else f"{slot} peak" if slot == peak else slot,
            "title": "Baseline, before the dose" if before else slot + mark,
            "says": "Taken before T0, the end of injection." if before else "Due once the dose was given.",
            "due": due,
            "from": due and due - WINDOW,
            "to": due and due + WINDOW,
            "planned": planned,
        }
    yield {
        "key": schedule.EXTRA,
        "name": "Extra",
        "label": "Extra",
        "title": "Extra set",
        "says": "For what was not planned; each value keeps its own time.",
        "planned": [],
    }


def _events(dose: Dose, zone: ZoneInfo) -> Iterator[str]:
    for event in dose.events:
        severity = f", {SEVERITY_WORDS[event.severity]}" if event.severity else ""
        ended = f", until {event.ended_at.astimezone(zone):%H:%M}" if event.ended_at else ""
        words = f": {event.words}" if event.words else ""
        cause = CAUSE_WORDS[event.cause]
        began = f"{event.began_at.astimezone(zone):%H:%M}"
        if event.severity is None:
            yield f"{began} {event.words or event.action}{ended}"
            continue
        yield f"{began} {EVENT_WORDS[event.kind]}{severity}, {cause}{ended}{words}"
