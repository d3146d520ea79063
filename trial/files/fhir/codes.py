"""Codes. SNOMED CT and LOINC only as HL7, NHS Digital or a FHIR profile published them; the rest under our own URI."""

from decimal import Decimal
from typing import Any

from scales.base import Grade, Scale
from trial.ledger.facts import Status
from trial.wording.words import STATUS_WORDS

Tree = dict[str, Any]
OWN = "urn:itb-trial:codes"
"""Our own code system: scales and items by their keys, statuses, outcomes and results by theirs."""
SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
VITAL_SIGNS = "http://hl7.org/fhir/StructureDefinition/vitalsigns"

OF_ITEM: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    ("observations", "blood_pressure"): ((LOINC, "85354-9"), (SNOMED, "75367002")),
    ("observations", "systolic"): ((LOINC, "8480-6"), (SNOMED, "72313002")),
    ("observations", "diastolic"): ((LOINC, "8462-4"), (SNOMED, "1091811000000102")),
    ("observations", "heart_rate"): ((LOINC, "8867-4"), (SNOMED, "364075005")),
    ("observations", "respiratory_rate"): ((LOINC, "9279-1"), (SNOMED, "86290005")),
    ("observations", "oxygen_saturation"): ((LOINC, "2708-6"), (SNOMED, "103228002")),
    ("observations", "temperature"): ((LOINC, "8310-5"), (SNOMED, "386725007")),
    ("observations", "consciousness"): ((SNOMED, "1104441000000107"),),
    ("pain", "rating"): ((LOINC, "72514-3"), (SNOMED, "1284852002")),
    ("timed_up_and_go", "seconds"): ((SNOMED, "444781002"),),
    ("six_minute_walk", "metres"): ((LOINC, "64098-7"), (SNOMED, "165263003")),
}
OF_SCALE: dict[str, tuple[tuple[str, str], ...]] = {
    "modified_ashworth": ((SNOMED, "765771006"),),
    "modified_tardieu": ((SNOMED, "1290510006"),),
    "mrc_power": ((SNOMED, "273599009"),),
}
OF_VALUE = {("observations", "consciousness", "A"): (SNOMED, "248234008")}
NEWS2 = (SNOMED, "1104051000000101")
PRESSURES = ("systolic", "diastolic")
VITAL = ("heart_rate", "respiratory_rate", "oxygen_saturation", "temperature", *PRESSURES)
"""Observations of the base profile for vital signs; the two pressures are one with two components."""
UNITS = {
    "s": "s", "min": "min", "m": "m", "m/s": "m/s", "cm": "cm", "degrees": "deg",
    "mmHg": "mm[Hg]", "%": "%", "°C": "Cel",
    "beats a minute": "/min", "breaths a minute": "/min", "steps a minute": "/min", "of 10": "{score}",
    "points": "{score}", "spasms": "{spasms}", "steps": "{steps}", "carers": "{carers}",
}  # fmt: skip
"""UCUM by our own words; what stands in braces is an annotation of a plain count."""
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


def coding(system: str, code: str, display: str = "") -> Tree:
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(text: str, *codings: Tree) -> Tree:
    return {"coding": [*codings], "text": text}


def own(code: str, text: str) -> Tree:
    """A concept of our own."""
    return concept(text, coding(OWN, code, text))


def standard(system: str, code: str) -> Tree:
    """A concept of HL7's own terminology."""
    return {"coding": [coding(f"{TERMINOLOGY}/{system}", code)]}


def code_of(scale: Scale, item: str, text: str) -> Tree:
    """What was observed: the published code of the item or its scale, if there is one, and our own."""
    known = OF_ITEM.get((scale.key, item)) or OF_SCALE.get(scale.key, ())
    return concept(text, *(coding(*published) for published in known), coding(OWN, f"{scale.key}.{item}"))


def level_of(scale: Scale, item: Grade, token: str) -> Tree:
    """A grade by its token, which stays text, with what it means."""
    level = item.level(token)
    known = OF_VALUE.get((scale.key, item.key, token))
    meaning = coding(OWN, f"{scale.key}.{item.key}.{token}", level.label if level else token)
    return concept(token, *([coding(*known)] if known else []), meaning)


def absent(status: Status) -> Tree:
    """Why there is no value."""
    general = ABSENT_CODES.get(status)
    codes = [coding(f"{TERMINOLOGY}/data-absent-reason", general)] if general else []
    return concept(STATUS_WORDS[status], *codes, coding(OWN, f"status.{status}", STATUS_WORDS[status]))


def quantity(value: Decimal, unit: str) -> Tree:
    """A measured number in its unit; without a unit a bare count."""
    return {"value": value, "unit": unit or "1", "system": UCUM, "code": UNITS.get(unit, "1")}
