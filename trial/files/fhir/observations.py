"""Readings as Observations, one each, a blood pressure as one with two components; NEWS2, ratings and words besides."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal

import scales
from scales.base import Grade, Item, Number, Scale, Value
from scales.news2 import PARTS
from trial.files.fhir.bundle import Bundle, instant, named, said
from trial.files.fhir.codes import (
    BLOOD_PRESSURE,
    LATERALITY,
    NEWS2,
    OWN,
    SURVEY,
    VITAL,
    VITAL_SIGNS,
    Tree,
    absent,
    code_of,
    coding,
    level_of,
    own,
    quantity,
    standard,
)
from trial.ledger.facts import Dose, Reading
from trial.meaning.limits import LIMITS
from trial.meaning.summary import DoseSummary
from trial.wording.words import VOICE_WORDS

PRESSURES = ("systolic", "diastolic")
CATEGORIES = {"observations": "vital-signs", "symptom": "survey", "care": "survey", "score": "survey"}


def observation_key(dose: Dose, reading: Reading) -> str:
    """The key of the Observation that holds a reading; the two of one blood pressure share it."""
    item = "blood_pressure" if reading.scale == "observations" and reading.item in PRESSURES else reading.item
    moment = f"{instant(reading.taken_at)}:{reading.slot}:{reading.by}"
    alone = "" if item == "blood_pressure" else f":{reading.id}"
    return f"observation:{dose.number}:{reading.scale}.{item}:{moment}{alone}"


def add_observations(bundle: Bundle, one: DoseSummary) -> None:
    """Everything that was observed around one dose, in the order of the record."""
    dose = one.dose
    groups: dict[str, list[Reading]] = {}
    for reading in dose.readings:
        groups.setdefault(observation_key(dose, reading), []).append(reading)
    for key, found in groups.items():
        bundle.add(
            key, _pressure(bundle, dose, found) if "blood_pressure" in key else _reading(bundle, dose, found[-1])
        )
    _scores(bundle, one)
    for place, rating in enumerate(dose.ratings):
        if rating.level is not None and bundle.has(f"goal:{rating.goal}"):
            bundle.add(f"rating:{dose.number}:{place}", {
                "resourceType": "Observation", "status": "final", "category": SURVEY,
                "code": own("goal_rating", "How far a goal was reached, -2 to 2"),
                "subject": bundle.to("patient"), "focus": [bundle.to(f"goal:{rating.goal}")],
                "partOf": _part_of(bundle, dose),
                "effectiveDateTime": instant(rating.rated_at) if rating.rated_at else None,
                "performer": [bundle.to("patient") if rating.by == "person" else named(VOICE_WORDS[rating.by])],
                "valueQuantity": quantity(rating.level, "points"), "note": said(f"at {rating.slot}"),
            })  # fmt: skip
    for place, words in enumerate(dose.words):
        bundle.add(f"words:{dose.number}:{place}", {
            "resourceType": "Observation", "status": "final", "category": SURVEY,
            "code": own("words", "What was said, in their own words"), "subject": bundle.to("patient"),
            "partOf": _part_of(bundle, dose),
            "effectiveDateTime": instant(words.said_at) if words.said_at else None,
            "performer": [bundle.to("patient") if words.by == "person" else named(VOICE_WORDS[words.by])],
            "valueString": words.text if words.text.strip() else None,
            "note": said(f"at {words.slot}" if words.slot else ""),
        })  # fmt: skip


def _common(bundle: Bundle, dose: Dose, reading: Reading, category: str) -> Tree:
    return {
        "resourceType": "Observation",
        "meta": {"profile": [VITAL_SIGNS]} if category == "vital-signs" and _is_vital(reading) else None,
        "partOf": _part_of(bundle, dose),
        "status": "corrected" if reading.corrected else "final",
        "category": [standard("observation-category", category)],
        "subject": bundle.to("patient"),
        "effectiveDateTime": instant(reading.taken_at),
        "issued": instant(reading.typed_at) if reading.typed_at else None,
        "performer": [named(reading.by)] if reading.by.strip() else None,
        "note": said("; ".join(part for part in (f"at {reading.slot}", reading.note) if part)),
    }


def _is_vital(reading: Reading) -> bool:
    return reading.scale == "observations" and (reading.item in VITAL or reading.item in PRESSURES)


def _part_of(bundle: Bundle, dose: Dose) -> list[Tree]:
    key = f"dose:{dose.number}"
    return [bundle.to(key)] if bundle.has(key) else []


def _reading(bundle: Bundle, dose: Dose, reading: Reading) -> Tree:
    scale = scales.get(reading.scale)
    item = scale.item(reading.item)
    category = CATEGORIES.get(scale.domain, "exam")
    if category == "vital-signs" and not _is_vital(reading):
        category = "exam"
    made = _common(bundle, dose, reading, category)
    made["code"] = code_of(scale, reading.item, scale.label_for(reading.item))
    made |= _answer(scale, item, reading) if item else {}
    if item is not None and item.side:
        made["bodySite"] = _site(item)
        made["method"] = own(scale.key, scale.name)
    made["component"] = [*_conditions(scale, reading.conditions)]
    return made


def _answer(scale: Scale, item: Item, reading: Reading) -> Tree:
    if reading.value is None:
        return {"dataAbsentReason": absent(reading.status)}
    return _value(scale, item, reading.value)


def _value(scale: Scale, item: Item, value: Value) -> Tree:
    match value:
        case bool():
            return {"valueBoolean": value}
        case Decimal():
            return {"valueQuantity": quantity(value, item.unit if isinstance(item, Number) else "")}
        case str() if isinstance(item, Grade):
            return {"valueCodeableConcept": level_of(scale, item, value)}
    return {"valueString": str(value)}


def _site(item: Item) -> Tree:
    """Which part, on which side: in words, by our own code, and the side once more by itself."""
    site = own(f"site.{item.key}", item.label)
    site["extension"] = [{"url": LATERALITY, "valueCodeableConcept": own(f"side.{item.side}", item.side)}]
    return site


def _conditions(scale: Scale, conditions: Mapping[str, Value]) -> Iterator[Tree]:
    """How it was done: aid, pace, position."""
    for key, value in conditions.items():
        item = scale.item(key)
        if item is not None:
            yield {"code": own(f"{scale.key}.{key}", item.label)} | _value(scale, item, value)


def _pressure(bundle: Bundle, dose: Dose, readings: list[Reading]) -> Tree:
    """Systolic and diastolic of one moment; the one that was not taken says so."""
    scale = scales.get("observations")
    made = _common(bundle, dose, readings[0], "vital-signs")
    made["code"] = {
        "coding": [*(coding(*one) for one in BLOOD_PRESSURE), coding(OWN, "observations.blood_pressure")],
        "text": "Blood pressure",
    }
    made["component"] = []
    for key in PRESSURES:
        item = scale.item(key)
        found = next((one for one in reversed(readings) if one.item == key), None)
        if item is not None:
            answer = _answer(scale, item, found) if found else {"dataAbsentReason": absent("not_done")}
            made["component"].append({"code": code_of(scale, key, item.label)} | answer)
    return made


def _scores(bundle: Bundle, one: DoseSummary) -> None:
    """NEWS2 where a set was complete, derived from its parts."""
    dose = one.dose
    for found in one.safety.news2:
        if found.score is None or dose.given_at is None:
            continue
        at = dose.given_at + timedelta(minutes=float(found.minutes))
        parts = {
            observation_key(dose, reading): None
            for reading in dose.readings
            if reading.scale == "observations" and reading.item in PARTS and reading.measured
            and abs(reading.taken_at - at) <= LIMITS.one_set_within
        }  # fmt: skip
        bundle.add(f"news2:{dose.number}:{found.slot}:{found.minutes}", {
            "resourceType": "Observation", "status": "final", "category": SURVEY,
            "code": {"coding": [coding(*NEWS2), coding(OWN, "news2")], "text": "NEWS2 total"},
            "subject": bundle.to("patient"), "partOf": _part_of(bundle, dose), "effectiveDateTime": instant(at),
            "valueQuantity": quantity(Decimal(found.score), "points"), "derivedFrom": [bundle.to(key) for key in parts],
        })  # fmt: skip
