"""The FHIR bundle against HL7's own JSON Schema of R4, and what a schema cannot say of its codes and strings."""

import gzip
import json
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import scales
from tests.unit.random_trials import random_trial
from tests.unit.test_fhir import (
    AT,
    DEMONSTRATION,
    bundle_of,
    codes,
    demonstration,
    everything,
    reading,
    resources,
    small,
)
from trial.files.fhir.codes import CODES, OWN, SYSTEMS, TERMINOLOGY
from trial.ledger.facts import Decision, Delivery, Goal, Trial, Words

SCHEMA = Path(__file__).parent / "hl7" / "fhir.schema.json.gz"
TRIALS = [*(demonstration(file) for file in DEMONSTRATION), *(random_trial(seed) for seed in range(8))]
EACH = pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.id)
DECIDED = Decision(outcome="do_not_proceed", reason="no gain", person_agrees="yes", signed_by="J Marsh", signed_at=AT)
GOALS = (Goal(id="g1", kind="achieve", words="Walk"), Goal(id="g2", kind="keep", words="Stand", dropped_at=AT))


@cache
def hl7(definition: str = "") -> jsonschema_rs.Draft6Validator:
    """What checks a bundle, or a resource of one kind, which says what is wrong with it."""
    data = gzip.decompress(SCHEMA.read_bytes())
    assert sha256(data).hexdigest() in (SCHEMA.parent / "SOURCE.txt").read_text()
    schema = json.loads(data)
    part = {"$ref": f"#/definitions/{definition}", "definitions": schema["definitions"]}
    return jsonschema_rs.Draft6Validator(part if definition else schema)


def faults(bundle: dict[str, Any]) -> list[str]:
    found = [
        f"{resource['resourceType']} {error.instance_path}: {error.message[:200]}"
        for resource in resources(bundle)
        for error in hl7(resource["resourceType"]).iter_errors(resource)
    ]
    return found or ([] if hl7().is_valid(bundle) else ["the bundle itself"])


def codings(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """Every coding, and no quantity, which has a unit instead of a display."""
    nodes = [node for node in everything(bundle) if isinstance(node, dict)]
    return [node for node in nodes if {"system", "code"} <= node.keys() and "value" not in node]


@EACH
def test_a_bundle_fits_the_schema_that_hl7_published(trial: Trial) -> None:
    assert faults(bundle_of(trial)) == []


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u3000", "\u2028", "\ufeff"], ids=ascii)
def test_a_space_that_fhir_does_not_know_is_written_as_one_that_it_does(space: str) -> None:
    text = f"10{space}m"
    trial = small(reading("pain", "rating", 3, note=text, by=text), words=(Words(by="person", text=text),))
    bundle = bundle_of(replace(trial, record=replace(trial.record, goals=(replace(GOALS[0], words=text),))))
    assert faults(bundle) == []
    assert resources(bundle, "Goal")[0]["description"]["text"] == "10 m"
    assert not re.search(r"[^\S \r\n\t]|\ufeff", json.dumps(bundle, ensure_ascii=False))


@EACH
def test_every_code_has_a_display_and_always_the_same(trial: Trial) -> None:
    shown: dict[tuple[str, str], set[str]] = {}
    for coding in codings(bundle_of(trial)):
        shown.setdefault((coding["system"], coding["code"]), set()).add(coding.get("display", ""))
    assert {key: displays for key, displays in shown.items() if len(displays) != 1 or "" in displays} == {}


@EACH
def test_every_code_of_somebody_else_is_in_the_table_that_says_who_published_it(trial: Trial) -> None:
    listed = {
        (SYSTEMS.get(known.system, f"{TERMINOLOGY}/{known.system}"), known.code, known.display) for known in CODES
    }
    for coding in codings(bundle_of(trial)):
        assert coding["system"] == OWN or (coding["system"], coding["code"], coding["display"]) in listed


def test_the_table_names_a_publisher_for_every_code_and_has_none_twice() -> None:
    assert all(known.system and known.code and known.publisher for known in CODES)
    assert all(known.display for known in CODES if known.system != "UCUM")
    assert len({known[:3] for known in CODES}) == len(CODES)
    ours = {known.ours.partition(".")[0] for known in CODES if known.system in ("SNOMED CT", "LOINC")}
    assert ours <= {*scales.catalogue()}


@pytest.mark.parametrize(
    ("token", "code", "display"),
    [
        ("A", "248234008", "Mentally alert"),
        ("C", "130987000", "Acute confusion"),
        ("V", "300202002", "Responds to voice"),
        ("P", "450847001", "Responds to pain"),
        ("U", "422768004", "Unresponsive"),
    ],
)
def test_alertness_has_the_codes_of_uk_core(token: str, code: str, display: str) -> None:
    bundle = bundle_of(small(reading("observations", "consciousness", token)))
    (found,) = [one for one in resources(bundle, "Observation") if "1104441000000107" in codes(one["code"])]
    first, ours = found["valueCodeableConcept"]["coding"]
    assert (first["system"], first["code"], first["display"]) == ("http://snomed.info/sct", code, display)
    assert ours["code"] == f"observations.consciousness.{token}"


def test_every_grade_of_alertness_has_one() -> None:
    levels = scales.get("observations").item("consciousness").levels  # type: ignore[union-attr]
    assert [level.token for level in levels] == ["A", "C", "V", "P", "U"]


@pytest.mark.parametrize(("delivery", "why"), [("full", 0), ("partial", 1), ("uncertain", 1)])
def test_a_dose_says_why_only_where_it_was_not_given_in_full(delivery: Delivery, why: int) -> None:
    (found,) = resources(bundle_of(small(delivery=delivery)), "MedicationAdministration")
    assert len(found.get("statusReason", [])) == why


@pytest.mark.parametrize(
    ("doses", "decisions", "stand"),
    [
        (1, (), ["active", "cancelled"]),
        (1, (replace(DECIDED, outcome="repeat_higher"),), ["active", "cancelled"]),
        (1, (DECIDED,), ["completed", "cancelled"]),
        (0, (DECIDED,), ["cancelled", "cancelled"]),
    ],
    ids=["open", "to be repeated", "closed", "closed without a dose"],
)
def test_no_goal_of_a_closed_trial_is_active(doses: int, decisions: tuple[Decision, ...], stand: list[str]) -> None:
    trial = small(reading("pain", "rating", Decimal(3)))
    record = replace(trial.record, goals=GOALS, decisions=decisions, doses=trial.doses[:doses])
    bundle = bundle_of(replace(trial, record=record))
    assert [one["lifecycleStatus"] for one in resources(bundle, "Goal")] == stand
