"""The facts of a trial as FHIR resources: the person, the doses, the goals, what was observed, adverse events."""

from datetime import datetime, timedelta
from decimal import Decimal

import scales
from scales.base import Grade, Scale, Value
from scales.news2 import PARTS
from trial.files.fhir.bundle import Bundle, instant, named, note
from trial.files.fhir.codes import (
    OWN,
    PRESSURES,
    UCUM,
    VITAL,
    VITAL_SIGNS,
    Tree,
    absent,
    code_of,
    coding,
    concept,
    level_of,
    own,
    published,
    quantity,
    standard,
)
from trial.ledger.facts import Delivery, Dose, Event, Reading, Trial, Voice
from trial.meaning.limits import LIMITS
from trial.meaning.state import state_of
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.goals import asks, headline, target_text
from trial.wording.result_text import goal_name
from trial.wording.safety import event_line, event_words
from trial.wording.words import (
    DELIVERY_WORDS,
    EVENT_WORDS,
    HOME_ANSWERS,
    HOME_QUESTIONS,
    RESULT_WORDS,
    VOICE_WORDS,
    origin_text,
)

IDENTIFIER, TRIAL = "urn:itb-trial:person-identifier", "urn:itb-trial:trial"
LATERALITY = "urn:itb-trial:laterality"
GIVEN: dict[Delivery, str] = {"full": "completed", "partial": "stopped", "uncertain": "unknown"}
SURVEYED = ("symptom", "care", "score")
"""Domains of the scales that ask somebody, rather than examine."""


def add_patient(bundle: Bundle, trial: Trial) -> None:
    person = trial.person
    bundle.add("patient", {
        "resourceType": "Patient",
        "identifier": [{"system": IDENTIFIER, "value": person.identifier}] if person.identifier.strip() else None,
        "name": [{"text": person.name}] if person.name.strip() else None,
        "birthDate": person.born.isoformat() if person.born else None,
    })  # fmt: skip


def add_dose(bundle: Bundle, dose: Dose) -> None:
    """The injection, or the puncture that failed; a dose that is only planned is neither and has no resource."""
    details = {"level": dose.level, "attempts": dose.attempts, "batch": dose.batch, "checked by": dose.checked_by}
    common = {
        "identifier": [{"system": TRIAL, "value": f"{bundle.trial}/dose/{dose.number}"}],
        "subject": bundle.to("patient"),
        "performer": [{"actor": named(dose.injected_by)}] if dose.injected_by.strip() else None,
        "note": note(dose.reason, *(f"{name} {value}" for name, value in details.items() if value not in ("", None))),
    }
    route = dose.route.replace("_", " ").split()
    why = own(f"delivery.{dose.delivery}", DELIVERY_WORDS[dose.delivery])
    if dose.delivery == "none":
        bundle.add(f"dose:{dose.number}", common | {
            "resourceType": "Procedure",
            "status": "not-done",
            "statusReason": why,
            "code": own("lumbar_puncture", "Lumbar puncture for an intrathecal test dose"),
            "performedDateTime": instant(dose.tried_at),
        })  # fmt: skip
    elif dose.given_at is not None:
        bundle.add(f"dose:{dose.number}", common | {
            "resourceType": "MedicationAdministration",
            "status": GIVEN[dose.delivery],
            "statusReason": [why] if dose.delivery != "full" else None,
            "medicationCodeableConcept": own("baclofen_test_dose", "Baclofen, intrathecal test dose"),
            "effectiveDateTime": instant(dose.given_at),
            "dosage": {
                "text": "intrathecal bolus; the time is the end of injection (T0)",
                "route": own(f"route.{'_'.join(route)}", f"intrathecal, {' '.join(route)}"),
                "dose": {"value": dose.micrograms, "unit": "microgram", "system": UCUM, "code": "ug"},
            },
        })  # fmt: skip


def add_goals(bundle: Bundle, summary: Summary) -> None:
    """The goals with their result at each dose, and the reading each was judged by."""
    doses, is_closed = {dose.number: dose for dose in summary.trial.doses}, state_of(summary.trial) == "closed"
    for goal in summary.trial.goals:
        results = [result for result in summary.goals if result.goal.id == goal.id]
        in_the_end = "completed" if results and not goal.dropped_at else "cancelled"
        target = goal.target and {
            "measure": code_of(scales.get(goal.target.scale), goal.target.item, target_text(goal.target)),
            "detailString": target_text(goal.target),
        }
        bundle.add(f"goal:{goal.id}", {
            "resourceType": "Goal",
            "identifier": [{"system": TRIAL, "value": f"{bundle.trial}/goal/{goal.id}"}],
            "lifecycleStatus": in_the_end if is_closed or goal.dropped_at else "active",
            "category": [own(f"goal.{goal.kind}", goal.kind)],
            "description": {"text": goal_name(goal)},
            "subject": bundle.to("patient"),
            "startDate": goal.agreed_at.date().isoformat() if goal.agreed_at else None,
            "target": [target] if target else None,
            "note": note(asks(goal)),
            "outcomeCode": [
                own(
                    f"result.{result.result}",
                    RESULT_WORDS[result.result],
                    f"Dose {result.dose}: {RESULT_WORDS[result.result]}. {headline(result)}",
                )
                for result in results
            ],
            "outcomeReference": [
                bundle.to(_reading_key(doses[result.dose], reading))
                for result in results if result.point and result.point.reading_id
                for reading in doses[result.dose].readings if reading.id == result.point.reading_id
            ],
        })  # fmt: skip


def add_observations(bundle: Bundle, summary: DoseSummary) -> None:
    """Everything that was observed around one dose, in the order of the record."""
    dose = summary.dose
    groups: dict[str, list[Reading]] = {}
    for reading in dose.readings:
        groups.setdefault(_reading_key(dose, reading), []).append(reading)
    for key, readings in groups.items():
        observe = _pressure if _is_pressure(readings[0]) else _reading
        bundle.add(key, observe(bundle, dose, readings))
    _add_news2(bundle, summary)
    for place, rating in enumerate(dose.ratings):
        if rating.level is not None:
            code = own("goal_rating", "How far a goal was reached, -2 to 2")
            bundle.add(f"rating:{dose.number}:{place}", _observation(
                bundle, dose, code, "survey", rating.rated_at,
                focus=[bundle.to(f"goal:{rating.goal}")], performer=[_voice(bundle, rating.by)],
                valueQuantity=quantity(rating.level, "points"), note=note(f"at {rating.slot}"),
            ))  # fmt: skip
    if asked := dose.going_home:
        for question, answer in asked.answers.items():
            code = own(f"going_home.{question}", HOME_QUESTIONS[question])
            bundle.add(f"home:{dose.number}:{question}", _observation(
                bundle, dose, code, "survey", asked.asked_at,
                valueString=HOME_ANSWERS[answer], note=note("before going home", asked.words),
            ))  # fmt: skip
    for place, words in enumerate(dose.words):
        code = own("words", "What was said, in their own words")
        bundle.add(f"words:{dose.number}:{place}", _observation(
            bundle, dose, code, "survey", words.said_at, performer=[_voice(bundle, words.by)],
            valueString=words.text if words.text.strip() else None, note=note(f"at {words.slot}" if words.slot else ""),
        ))  # fmt: skip


def add_events(bundle: Bundle, dose: Dose) -> None:
    """Adverse events; a mark without a severity is none and becomes an Observation."""
    for place, event in enumerate(dose.events):
        made = _mark(bundle, event) if event.severity is None else _adverse_event(bundle, dose, event)
        bundle.add(f"event:{dose.number}:{place}", made)


def _reading_key(dose: Dose, reading: Reading) -> str:
    """The key of the Observation of a reading; systolic and diastolic of one blood pressure share it."""
    moment = f"{instant(reading.taken_at)}:{reading.slot}:{reading.by}"
    if _is_pressure(reading):
        return f"observation:{dose.number}:observations.blood_pressure:{moment}"
    return f"observation:{dose.number}:{reading.scale}.{reading.item}:{moment}:{reading.id}"


def _is_pressure(reading: Reading) -> bool:
    return reading.scale == "observations" and reading.item in PRESSURES


def _given(bundle: Bundle, dose: Dose) -> list[Tree]:
    key = f"dose:{dose.number}"
    return [bundle.to(key)] if bundle.has(key) else []


def _observation(bundle: Bundle, dose: Dose, code: Tree, category: str, at: datetime | None, **more: object) -> Tree:
    """What the Observations of a dose have in common, and what one of them says more."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [standard("observation-category", category)],
        "code": code,
        "subject": bundle.to("patient"),
        "partOf": _given(bundle, dose),
        "effectiveDateTime": instant(at),
    } | more


def _voice(bundle: Bundle, by: Voice) -> Tree:
    return bundle.to("patient") if by == "person" else named(VOICE_WORDS[by])


def _measured(bundle: Bundle, dose: Dose, reading: Reading, code: Tree, answer: Tree) -> Tree:
    vital = reading.scale == "observations" and reading.item in VITAL
    general = "survey" if scales.get(reading.scale).domain in SURVEYED else "exam"
    return _observation(
        bundle,
        dose,
        code,
        "vital-signs" if vital else general,
        reading.taken_at,
        meta={"profile": [VITAL_SIGNS]} if vital else None,
        status="corrected" if reading.corrected else "final",
        issued=instant(reading.typed_at),
        performer=[named(reading.by)] if reading.by.strip() else None,
        note=note(f"at {reading.slot}", reading.note, origin_text(reading.copied_from)),
        **answer,
    )


def _reading(bundle: Bundle, dose: Dose, readings: list[Reading]) -> Tree:
    """One item; how it was done, aid, pace, position and the like, as components."""
    reading, scale = readings[-1], scales.get(readings[-1].scale)
    code, answer = code_of(scale, reading.item), _answer(scale, reading)
    item = scale.item(reading.item)
    if item is not None and item.side:
        side = {"url": LATERALITY, "valueCodeableConcept": own(f"side.{item.side}", item.side)}
        answer["bodySite"] = own(f"site.{item.key}", item.label) | {"extension": [side]}
        answer["method"] = own(scale.key, scale.name)
    answer["component"] = [
        {"code": own(f"{scale.key}.{key}", scale.label_for(key))} | _value(scale, key, value)
        for key, value in reading.conditions.items()
        if scale.item(key)
    ]
    return _measured(bundle, dose, reading, code, answer)


def _pressure(bundle: Bundle, dose: Dose, readings: list[Reading]) -> Tree:
    """Systolic and diastolic of one moment; the one that was not taken says so."""
    scale, latest = scales.get("observations"), {reading.item: reading for reading in readings}
    parts = [
        {"code": code_of(scale, key)}
        | (_answer(scale, latest[key]) if key in latest else {"dataAbsentReason": absent("not_done")})
        for key in PRESSURES
    ]
    code = code_of(scale, "blood_pressure")
    return _measured(bundle, dose, readings[0], code, {"component": parts})


def _answer(scale: Scale, reading: Reading) -> Tree:
    if reading.value is None:
        return {"dataAbsentReason": absent(reading.status)}
    return _value(scale, reading.item, reading.value)


def _value(scale: Scale, key: str, value: Value) -> Tree:
    item = scale.item(key)
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, Decimal):
        return {"valueQuantity": quantity(value, scale.unit_for(key))}
    return {"valueCodeableConcept": level_of(scale, item, value)} if isinstance(item, Grade) else {"valueString": value}


def _add_news2(bundle: Bundle, summary: DoseSummary) -> None:
    """NEWS2 where a set was complete, derived from its parts."""
    dose, code = summary.dose, concept("NEWS2 total", *published("news2"), coding(OWN, "news2", "NEWS2 total"))
    for total in summary.safety.news2:
        if total.score is None or dose.given_at is None:
            continue
        at = dose.given_at + timedelta(minutes=float(total.minutes))
        parts = {
            _reading_key(dose, reading): None
            for reading in dose.readings
            if reading.scale == "observations" and reading.item in PARTS and reading.measured
            and abs(reading.taken_at - at) <= LIMITS.one_set_within
        }  # fmt: skip
        bundle.add(f"news2:{dose.number}:{total.slot}:{total.minutes}", _observation(
            bundle, dose, code, "survey", at, valueQuantity=quantity(Decimal(total.score), "points"),
            derivedFrom=[bundle.to(key) for key in parts],
        ))  # fmt: skip


def _adverse_event(bundle: Bundle, dose: Dose, event: Event) -> Tree:
    worst = event.severity == "life_threatening"
    return {
        "resourceType": "AdverseEvent",
        "identifier": {"system": TRIAL, "value": f"{bundle.trial}/event/{dose.number}/{instant(event.began_at)}"},
        "actuality": "actual",
        "event": own(f"event.{event.kind}", EVENT_WORDS[event.kind], event_line(event)),
        "subject": bundle.to("patient"),
        "date": instant(event.began_at),
        "recordedDate": instant(event.noted_at),
        "seriousness": own("severity.life_threatening", "life-threatening") if worst else None,
        "severity": standard("adverse-event-severity", "severe" if worst else event.severity or ""),
        "outcome": standard("adverse-event-outcome", "resolved") if event.ended_at else None,
        "recorder": named(event.noted_by) if event.noted_by.strip() else None,
        "suspectEntity": [{"instance": given} for given in _given(bundle, dose) if event.cause == "drug"],
    }


def _mark(bundle: Bundle, event: Event) -> Tree:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": own("mark", "Something that explains a bend in a curve"),
        "subject": bundle.to("patient"),
        "effectiveDateTime": instant(event.began_at),
        "valueString": "; ".join(part for part in (event_words(event), event.action) if part.strip())
        or "not described",
    }
