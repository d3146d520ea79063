"""Codes: those that others published, listed in codes.csv, and our own under one stated URI for anything else."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from scales.base import Grade, Scale
from trial.ledger.facts import Status
from trial.wording.words import STATUS_WORDS

Tree = dict[str, Any]
OWN = "urn:itb-trial:codes"
"""Our own code system: scales and items by their keys, statuses, outcomes and results by theirs."""
SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
VITAL_SIGNS = "http://hl7.org/fhir/StructureDefinition/vitalsigns"
SYSTEMS = {"SNOMED CT": SNOMED, "LOINC": LOINC, "UCUM": UCUM}
"""Code systems by the names of the table; the others are HL7's, below `TERMINOLOGY`."""


class Code(NamedTuple):
    """A code that somebody else published."""

    ours: str  # our own code for the same thing, or our word for a unit; empty for what HL7 itself asks for
    system: str
    code: str
    display: str  # as it was published; none for a unit
    publisher: str  # and where it was seen in use


with Path(__file__).with_name("codes.csv").open(encoding="utf-8", newline="") as table:
    CODES = tuple(Code(**row) for row in csv.DictReader(table))
BLOOD_PRESSURE = "Blood pressure"
PRESSURES = ("systolic", "diastolic")
VITAL = ("heart_rate", "respiratory_rate", "oxygen_saturation", "temperature", *PRESSURES)
"""Observations of the base profile for vital signs; the two pressures are one with two components."""
UNITS = {code.ours: code.code for code in CODES if code.system == "UCUM"}
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


def published(ours: str) -> list[Tree]:
    """The codes of others that mean the same as one of our own."""
    found = (code for code in CODES if code.ours == ours and code.system != "UCUM")
    return [coding(SYSTEMS[code.system], code.code, code.display) for code in found]


def standard(system: str, code: str) -> Tree:
    """A concept of HL7's own terminology."""
    display = next(known.display for known in CODES if (known.system, known.code) == (system, code))
    return {"coding": [coding(f"{TERMINOLOGY}/{system}", code, display)]}


def code_of(scale: Scale, item: str, text: str = "") -> Tree:
    """The code of an observation: the published one of the item or its scale, if there is one, and our own."""
    ours, name = f"{scale.key}.{item}", scale.label_for(item) if item in scale.by_key else BLOOD_PRESSURE
    return concept(text or name, *(published(ours) or published(scale.key)), coding(OWN, ours, name))


def level_of(scale: Scale, item: Grade, token: str) -> Tree:
    """A grade by its token, which stays text, with what it means."""
    ours, level = f"{scale.key}.{item.key}.{token}", item.level(token)
    return concept(token, *published(ours), coding(OWN, ours, level.label if level else token))


def absent(status: Status) -> Tree:
    """Why there is no value."""
    general = ABSENT_CODES.get(status)
    codes = standard("data-absent-reason", general)["coding"] if general else []
    return concept(STATUS_WORDS[status], *codes, coding(OWN, f"status.{status}", STATUS_WORDS[status]))


def quantity(value: Decimal, unit: str) -> Tree:
    """A measured number in its unit; without a unit a bare count."""
    return {"value": value, "unit": unit or "1", "system": UCUM, "code": UNITS.get(unit, "1")}
