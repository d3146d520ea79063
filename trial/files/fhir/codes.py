"""Codes: those that others published, each with its source, and our own under one stated URI for anything else."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

import scales
from scales.base import Grade, Scale
from trial.ledger.facts import Status
from trial.wording.words import STATUS_WORDS

Tree = dict[str, Any]
OWN = "urn:itb-trial:codes"
"""Our own code system: scales and items by their keys, statuses, outcomes and results by theirs."""
SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
VITAL_SIGNS = "http://hl7.org/fhir/StructureDefinition/vitalsigns"
NAMES = {SNOMED: "SNOMED CT", LOINC: "LOINC", UCUM: "UCUM"}


class Code(NamedTuple):
    """A code that somebody else published: its own display, who published it and where it was seen in use."""

    system: str
    code: str
    display: str
    source: str


def _international(code: str, display: str, seen: str) -> Code:
    return Code(SNOMED, code, display, f"SNOMED International; in {seen}")


def _united_kingdom(code: str, display: str, seen: str) -> Code:
    return Code(SNOMED, code, display, f"NHS England, UK Edition; in {seen}")


def _loinc(code: str, display: str, seen: str) -> Code:
    return Code(LOINC, code, display, f"Regenstrief Institute; in {seen}")


_VITAL = "HL7 FHIR R4, vital signs"
_UK = "UK guides to clinical observations"
_SCALES = "HL7 Portugal, value set of scales"
_ACVPU = "HL7 UK, value set UKCore-ACVPU 2.1.0"
_WALK = "a Danish municipal FHIR model of the six-minute walk"
_PAIN = "profiles of IHE and of emergency services"
OF_ITEM: dict[tuple[str, str], tuple[Code, ...]] = {
    ("observations", "blood_pressure"): (
        _loinc("85354-9", "Blood pressure panel with all children optional", _VITAL),
        _international("75367002", "Blood pressure", _UK),
    ),
    ("observations", "systolic"): (
        _loinc("8480-6", "Systolic blood pressure", _VITAL),
        _international("72313002", "Systolic arterial pressure", _UK),
    ),
    ("observations", "diastolic"): (
        _loinc("8462-4", "Diastolic blood pressure", _VITAL),
        _united_kingdom("1091811000000102", "Diastolic arterial pressure", _UK),
    ),
    ("observations", "heart_rate"): (
        _loinc("8867-4", "Heart rate", _VITAL),
        _international("364075005", "Heart rate", _UK),
    ),
    ("observations", "respiratory_rate"): (
        _loinc("9279-1", "Respiratory rate", _VITAL),
        _international("86290005", "Respiratory rate", _UK),
    ),
    ("observations", "oxygen_saturation"): (
        _loinc("2708-6", "Oxygen saturation in Arterial blood", _VITAL),
        _international("103228002", "Hemoglobin saturation with oxygen", _UK),
    ),
    ("observations", "temperature"): (
        _loinc("8310-5", "Body temperature", _VITAL),
        _international("386725007", "Body temperature", _UK),
    ),
    ("observations", "consciousness"): (
        _united_kingdom("1104441000000107", "ACVPU (Alert Confusion Voice Pain Unresponsive) scale score", _UK),
    ),
    ("pain", "rating"): (
        _loinc("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", _PAIN),
        _international("1284852002", "Numeric Pain Rating Scale", _PAIN),
    ),
    ("timed_up_and_go", "seconds"): (_international("444781002", "Timed up and go mobility test", _SCALES),),
    ("six_minute_walk", "metres"): (
        _loinc("64098-7", "Six minute walk test", _WALK),
        _international("165263003", "Walking distance", _WALK),
    ),
}
OF_SCALE: dict[str, tuple[Code, ...]] = {
    "modified_ashworth": (_international("765771006", "Modified Ashworth Scale", _SCALES),),
    "modified_tardieu": (_international("1290510006", "Modified Tardieu Scale", _SCALES),),
    "mrc_power": (_international("273599009", "Medical Research Council motor power scale", _SCALES),),
}
OF_VALUE: dict[tuple[str, str, str], Code] = {
    ("observations", "consciousness", "A"): _international("248234008", "Mentally alert", _ACVPU),
    ("observations", "consciousness", "C"): _international("130987000", "Acute confusion", _ACVPU),
    ("observations", "consciousness", "V"): _international("300202002", "Responds to voice", _ACVPU),
    ("observations", "consciousness", "P"): _international("450847001", "Responds to pain", _ACVPU),
    ("observations", "consciousness", "U"): _international("422768004", "Unresponsive", _ACVPU),
}
NEWS2 = _united_kingdom(
    "1104051000000101", "Royal College of Physicians NEWS2 (National Early Warning Score 2) total score", _UK
)
STANDARD: dict[str, dict[str, str]] = {
    "observation-category": {"vital-signs": "Vital Signs", "survey": "Survey", "exam": "Exam"},
    "data-absent-reason": {
        "asked-declined": "Asked But Declined",
        "not-applicable": "Not Applicable",
        "not-performed": "Not Performed",
    },
    "adverse-event-severity": {"mild": "Mild", "moderate": "Moderate", "severe": "Severe"},
    "adverse-event-outcome": {"resolved": "Resolved"},
    "provenance-participant-type": {"author": "Author", "assembler": "Assembler"},
}
"""HL7's own code systems under `TERMINOLOGY`, as far as they are used: the display of each code."""
BLOOD_PRESSURE = "Blood pressure"
PRESSURES = ("systolic", "diastolic")
VITAL = ("heart_rate", "respiratory_rate", "oxygen_saturation", "temperature", *PRESSURES)
"""Observations of the base profile for vital signs; the two pressures are one with two components."""
UNITS = {
    "s": "s", "min": "min", "m": "m", "m/s": "m/s", "cm": "cm", "degrees": "deg",
    "mmHg": "mm[Hg]", "%": "%", "°C": "Cel",
    "beats a minute": "/min", "breaths a minute": "/min", "steps a minute": "/min", "of 10": "{score}",
    "points": "{score}", "spasms": "{spasms}", "steps": "{steps}", "carers": "{carers}",
}  # fmt: skip
"""UCUM codes by our own words; one in braces is an annotation of a plain count."""
ABSENT_CODES: dict[Status, str] = {
    "declined": "asked-declined",
    "not_applicable": "not-applicable",
    "not_done": "not-performed",
    "not_planned": "not-performed",
    "bed_rest": "not-performed",
    "asleep": "not-performed",
    "equipment": "not-performed",
}
"""What the standard can say; a try that could not be done it cannot, and that is our own code alone."""


def coding(system: str, code: str, display: str) -> Tree:
    return {"system": system, "code": code, "display": display}


def concept(text: str, *codings: Tree) -> Tree:
    return {"coding": [*codings], "text": text}


def own(code: str, display: str, text: str = "") -> Tree:
    """A concept of our own, in other words where a text is given."""
    return concept(text or display, coding(OWN, code, display))


def published(*codes: Code) -> list[Tree]:
    return [coding(code.system, code.code, code.display) for code in codes]


def standard(system: str, code: str) -> Tree:
    """A concept of HL7's own terminology."""
    return {"coding": [coding(f"{TERMINOLOGY}/{system}", code, STANDARD[system][code])]}


def code_of(scale: Scale, item: str, text: str = "") -> Tree:
    """What was observed: the published code of the item or its scale, if there is one, and our own."""
    name = scale.label_for(item) if item in scale.by_key else BLOOD_PRESSURE
    codes = OF_ITEM.get((scale.key, item)) or OF_SCALE.get(scale.key, ())
    return concept(text or name, *published(*codes), coding(OWN, f"{scale.key}.{item}", name))


def level_of(scale: Scale, item: Grade, token: str) -> Tree:
    """A grade by its token, which stays text, with what it means."""
    level = item.level(token)
    known = OF_VALUE.get((scale.key, item.key, token))
    meaning = coding(OWN, f"{scale.key}.{item.key}.{token}", level.label if level else token)
    return concept(token, *published(*([known] if known else [])), meaning)


def absent(status: Status) -> Tree:
    """Why there is no value."""
    general = ABSENT_CODES.get(status)
    codes = standard("data-absent-reason", general)["coding"] if general else []
    return concept(STATUS_WORDS[status], *codes, coding(OWN, f"status.{status}", STATUS_WORDS[status]))


def quantity(value: Decimal, unit: str) -> Tree:
    """A measured number in its unit; without a unit a bare count."""
    return {"value": value, "unit": unit or "1", "system": UCUM, "code": UNITS.get(unit, "1")}


def code_rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Every published code that a bundle may hold: what it stands for here, its system, code, display and source."""
    meant: list[tuple[str, Code]] = [("NEWS2 total", NEWS2)]
    for (scale, item), codes in OF_ITEM.items():
        meant += [(code_of(scales.get(scale), item)["text"], code) for code in codes]
    for scale, codes in OF_SCALE.items():
        meant += [(scales.get(scale).name, code) for code in codes]
    meant += [
        (f"{scales.get(scale).label_for(item)}: {token}", code) for (scale, item, token), code in OF_VALUE.items()
    ]
    yield from ((name, NAMES[code.system], *code[1:]) for name, code in meant)
    for system, displays in STANDARD.items():
        for key, display in displays.items():
            yield system.replace("-", " ").capitalize(), f"{TERMINOLOGY}/{system}", key, display, "HL7"
    for unit, key in UNITS.items():
        yield unit, NAMES[UCUM], key, unit, "Regenstrief Institute"
