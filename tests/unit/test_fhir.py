"""The FHIR bundle: valid as R4B, every reference resolved, codes only from where they were seen, nothing invented."""

import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.bundle import Bundle

from trial.files.fhir import write_bundle
from trial.files.fhir.codes import ABSENT_CODES, OWN, UNITS, VITAL_SIGNS
from trial.files.imprint import Made, imprint_of
from trial.files.record import read_record
from trial.ledger.facts import Decision, Dose, Event, Goal, Person, Reading, Record, Status, Trial, Words
from trial.meaning.summary import summarise
from trial.settings import DATA
from trial.wording.words import STATUS_WORDS

DEMONSTRATION = sorted((DATA / "demo").glob("*.json"))
AT = datetime(2026, 11, 28, 9, 14, tzinfo=UTC)
T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
FINGERPRINT = "9f3c61ab04de7712c88a5e1072bf93d41e60aa57b9034c2f5d81e7f630ca448b"
SEEN = {
    "http://snomed.info/sct": {
        "765771006", "1290510006", "273599009", "444781002", "450736002", "1284852002", "273904000", "449159002",
        "1104051000000101", "1104441000000107", "248234008", "722742002", "86290005", "364075005", "78564009",
        "75367002", "72313002", "1091811000000102", "386725007", "276885007", "103228002", "165263003",
        "130987000", "300202002", "450847001", "422768004",
    },
    "http://loinc.org": {
        "85353-1", "85354-9", "8480-6", "8462-4", "8867-4", "9279-1", "8310-5", "2708-6", "59408-5",
        "72514-3", "64098-7",
    },
}  # fmt: skip
HOSTILE = '=1+1 @SUM <script>alert(1)</script> & "quoted" \u202eright\u202c 😀 ]]>'


def bundle_of(trial: Trial) -> dict[str, Any]:
    imprint = imprint_of(
        trial, Made(service_name="Ward 4", version="0.1.0", zone=ZoneInfo("Europe/London"), made_at=AT, made_by="K Tan")
    )
    data = write_bundle(summarise(trial), imprint)
    Bundle.model_validate_json(data)
    return dict(json.loads(data))


def demonstration(file: Path) -> Trial:
    return Trial(record=read_record(file.read_bytes()), entries=214, fingerprint=FINGERPRINT)


def small(*readings: Reading, **more: Any) -> Trial:
    dose = Dose(**({"number": 1, "micrograms": Decimal("37.5"), "given_at": T0, "readings": readings} | more))
    record = Record(trial="T-0007", person=Person(identifier="RX1234567", name="Ada"), doses=(dose,))
    return Trial(record=record, entries=3, fingerprint=FINGERPRINT)


def reading(scale: str, item: str, value: Any, minutes: int = 240, **more: Any) -> Reading:
    given = more.pop("status", "measured")
    number = Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
    return Reading(
        slot="+4h",
        taken_at=T0 + timedelta(minutes=minutes),
        scale=scale,
        item=item,
        value=number,
        status=given,
        **({"by": "R Lind"} | more),
    )


def resources(bundle: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if not kind or one["resourceType"] == kind]


def observation(bundle: dict[str, Any], code: str) -> dict[str, Any]:
    (found,) = [one for one in resources(bundle, "Observation") if code in codes(one["code"])]
    return found


def codes(concept: dict[str, Any]) -> list[str]:
    return [one["code"] for one in concept.get("coding", ())]


def everything(node: Any) -> list[Any]:
    """Every node of a tree."""
    inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [node, *(deeper for one in inside for deeper in everything(one))]


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_every_demonstration_trial_is_a_valid_document_of_r4b_whose_references_resolve(file: Path) -> None:
    bundle = bundle_of(demonstration(file))
    assert bundle["type"] == "document"
    assert bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"])
    asked = {node["reference"] for node in everything(bundle) if isinstance(node, dict) and "reference" in node}
    assert asked <= set(addresses)
    composed = {
        node["reference"] for node in everything(bundle["entry"][0]) if isinstance(node, dict) and "reference" in node
    }
    assert composed | {addresses[0]} >= set(addresses)


def observed(bundle: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What each Observation says, a blood pressure by its components: our own code, when, and the answer."""
    found = []
    for observation in resources(bundle, "Observation"):
        parts = (
            observation["component"] if "observations.blood_pressure" in codes(observation["code"]) else [observation]
        )
        for part in parts:
            (answer,) = [
                value for name, value in part.items() if name.startswith("value") or name == "dataAbsentReason"
            ]
            said = answer.get("text", answer.get("value")) if isinstance(answer, dict) else answer
            found.append((codes(part["code"])[-1], observation.get("effectiveDateTime", ""), str(said)))
    return found


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_every_reading_is_in_the_bundle_with_its_value_or_why_there_is_none(file: Path) -> None:
    trial = demonstration(file)
    found = Counter(observed(bundle_of(trial)))
    readings = [one for dose in trial.doses for one in dose.readings]
    for reading in readings:
        said = STATUS_WORDS[reading.status] if reading.value is None else reading.value
        shown = f"{said.normalize():f}" if isinstance(said, Decimal) else str(said)
        key = (f"{reading.scale}.{reading.item}", reading.taken_at.isoformat(timespec="seconds"), shown)
        found[key] -= 1
        assert found[key] >= 0, key


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_codes_are_those_that_were_seen_in_a_file_or_our_own(file: Path) -> None:
    for node in everything(bundle_of(demonstration(file))):
        if isinstance(node, dict) and "system" in node and "code" in node:
            system = node["system"]
            if system in SEEN:
                assert node["code"] in SEEN[system]
            else:
                assert system in (OWN, "http://unitsofmeasure.org") or system.startswith("http://terminology.hl7.org/")
            assert re.fullmatch(r"\S+", node["code"])


def test_what_was_made_up_for_older_records_never_appears() -> None:
    text = json.dumps([bundle_of(demonstration(file)) for file in DEMONSTRATION])
    assert "9999100" not in text
    assert "41909-3" not in text
    assert "273302005" not in text


def test_a_blood_pressure_is_one_vital_sign_with_two_components() -> None:
    bundle = bundle_of(small(reading("observations", "systolic", 104), reading("observations", "diastolic", 60)))
    found = observation(bundle, "85354-9")
    assert found["meta"]["profile"] == [VITAL_SIGNS]
    assert codes(found["category"][0]) == ["vital-signs"]
    values = {codes(part["code"])[0]: part["valueQuantity"] for part in found["component"]}
    assert values["8480-6"] == {"value": 104, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"}
    assert values["8462-4"]["value"] == 60
    assert found["effectiveDateTime"] == "2026-11-18T13:40:00+00:00"


def test_a_systolic_alone_says_that_the_diastolic_was_not_taken() -> None:
    found = observation(bundle_of(small(reading("observations", "systolic", 104))), "85354-9")
    (missing,) = [part for part in found["component"] if "dataAbsentReason" in part]
    assert codes(missing["code"])[0] == "8462-4"
    assert "not-performed" in codes(missing["dataAbsentReason"])


@pytest.mark.parametrize(
    ("item", "value", "code", "unit"),
    [
        ("heart_rate", 60, "8867-4", "/min"),
        ("respiratory_rate", 13, "9279-1", "/min"),
        ("oxygen_saturation", 95, "2708-6", "%"),
        ("temperature", 36.4, "8310-5", "Cel"),
    ],
)
def test_vital_signs_carry_their_code_their_unit_and_the_base_profile(
    item: str, value: float, code: str, unit: str
) -> None:
    found = observation(bundle_of(small(reading("observations", item, value))), code)
    assert found["valueQuantity"]["code"] == unit
    assert found["valueQuantity"]["value"] == value
    assert found["meta"]["profile"] == [VITAL_SIGNS]
    assert found["subject"]["reference"].startswith("urn:uuid:")


def test_a_grade_is_a_token_with_body_site_and_side_in_words() -> None:
    found = observation(bundle_of(small(reading("modified_ashworth", "left_hip_adductors", "1+"))), "765771006")
    assert found["valueCodeableConcept"]["text"] == "1+"
    assert codes(found["valueCodeableConcept"]) == ["modified_ashworth.left_hip_adductors.1+"]
    assert found["bodySite"]["text"] == "Left hip adductors"
    (side,) = found["bodySite"]["extension"]
    assert (side["url"], side["valueCodeableConcept"]["text"]) == ("urn:itb-trial:laterality", "left")
    assert "valueQuantity" not in found
    assert found["performer"] == [{"display": "R Lind"}]


@pytest.mark.parametrize("status", [one for one in get_args(Status) if one != "measured"])
def test_every_reason_for_no_value_is_a_data_absent_reason(status: Status) -> None:
    note = "knee gave way"
    found = observation(
        bundle_of(small(reading("ten_metre_walk", "seconds", None, status=status, note=note))), "ten_metre_walk.seconds"
    )
    assert f"status.{status}" in codes(found["dataAbsentReason"])
    assert (ABSENT_CODES.get(status) in codes(found["dataAbsentReason"])) is (status in ABSENT_CODES)
    assert not [name for name in found if name.startswith("value")]
    assert found["note"] == [{"text": f"at +4h; {note}"}]


def test_the_dose_is_an_administration_in_micrograms_at_the_end_of_injection() -> None:
    (found,) = resources(bundle_of(small(injected_by="J Marsh", delivery="partial")), "MedicationAdministration")
    assert found["status"] == "stopped"
    assert found["dosage"]["dose"] == {
        "value": 37.5,
        "unit": "microgram",
        "system": "http://unitsofmeasure.org",
        "code": "ug",
    }
    assert found["effectiveDateTime"] == "2026-11-18T09:40:00+00:00"
    assert found["performer"] == [{"actor": {"display": "J Marsh"}}]


def test_a_failed_puncture_is_a_procedure_not_done_and_a_planned_dose_is_nothing_yet() -> None:
    failed = bundle_of(small(given_at=None, delivery="none", level="L3/4", attempts=4))
    (found,) = resources(failed, "Procedure")
    assert found["status"] == "not-done"
    assert found["statusReason"]["text"] == "not given: puncture failed"
    assert found["note"] == [{"text": "level L3/4; attempts 4"}]
    assert resources(failed, "MedicationAdministration") == []
    planned = bundle_of(small(given_at=None))
    assert resources(planned, "MedicationAdministration") == resources(planned, "Procedure") == []


def test_adverse_events_say_how_severe_and_what_is_suspected() -> None:
    events = (
        Event(
            kind="somnolence", severity="life_threatening", cause="drug", began_at=T0, ended_at=T0 + timedelta(hours=2)
        ),
        Event(kind="headache", severity="mild", cause="lumbar_puncture", began_at=T0),
        Event(kind="other", began_at=T0, words="Bed rest ended"),
    )
    bundle = bundle_of(small(events=events))
    drowsy, headache = resources(bundle, "AdverseEvent")
    assert codes(drowsy["severity"]) == ["severe"]
    assert codes(drowsy["seriousness"]) == ["severity.life_threatening"]
    (dose,) = resources(bundle, "MedicationAdministration")
    assert drowsy["suspectEntity"] == [{"instance": {"reference": f"urn:uuid:{dose['id']}"}}]
    assert codes(drowsy["outcome"]) == ["resolved"]
    assert "suspectEntity" not in headache
    assert "the lumbar puncture" in headache["event"]["text"]
    assert observation(bundle, "mark")["valueString"] == "Bed rest ended"


def test_a_goal_keeps_its_order_target_and_result_with_the_reading_it_was_judged_by() -> None:
    trial = demonstration(DATA / "demo" / "walker_gains.json")
    goals = resources(bundle_of(trial), "Goal")
    assert [one["description"]["text"] for one in goals] == [one.words for one in trial.goals]
    walk = goals[0]
    assert walk["target"][0]["measure"]["text"] == walk["target"][0]["detailString"]
    assert walk["outcomeCode"][0]["text"].startswith("Dose 1: Met. ")
    assert codes(walk["outcomeCode"][0]) == ["result.met"]
    dropped = replace(trial.record.goals[0], dropped_at=AT)
    changed = replace(trial, record=replace(trial.record, goals=(dropped, *trial.record.goals[1:])))
    assert resources(bundle_of(changed), "Goal")[0]["lifecycleStatus"] == "cancelled"


def test_the_composition_is_final_only_when_signed_and_says_draft_until_then() -> None:
    signed = bundle_of(demonstration(DATA / "demo" / "walker_gains.json"))["entry"][0]["resource"]
    assert signed["status"] == "final"
    assert "Signed: GO" in signed["title"]
    assert signed["attester"][0]["party"] == {"display": "D Owusu"}
    draft = bundle_of(demonstration(DATA / "demo" / "walker_too_weak.json"))["entry"][0]["resource"]
    assert draft["status"] == "preliminary"
    assert "DRAFT: NOT YET DECIDED" in draft["title"]
    assert draft["author"] == [{"display": "K Tan"}]


def test_the_provenance_says_who_when_with_what_and_from_which_ledger() -> None:
    (found,) = resources(bundle_of(demonstration(DEMONSTRATION[0])), "Provenance")
    assert found["recorded"] == "2026-11-28T09:14:00+00:00"
    assert [one["who"]["display"] for one in found["agent"]] == ["K Tan", "itb-trial 0.1.0, Ward 4"]
    assert found["entity"][0]["what"]["identifier"]["value"] == FINGERPRINT


def test_news2_is_derived_from_its_parts() -> None:
    trial = demonstration(DATA / "demo" / "walker_too_weak.json")
    assert any(one.safety.news2 for one in summarise(trial).doses)
    found = [one for one in resources(bundle_of(trial), "Observation") if "1104051000000101" in codes(one["code"])]
    complete = [one for dose in summarise(trial).doses for one in dose.safety.news2 if one.score is not None]
    assert complete
    assert [one["valueQuantity"]["value"] for one in found] == [one.score for one in complete]
    assert all(len(one["derivedFrom"]) >= 6 for one in found)


def test_hostile_text_stays_text_and_the_bundle_stays_valid() -> None:
    trial = small(reading("pain", "rating", 3, note=HOSTILE, by=HOSTILE), words=(Words(by="person", text=HOSTILE),))
    decision = Decision(outcome="defer", reason=HOSTILE, signed_by="J Marsh", signed_at=AT, person_agrees="yes")
    record = replace(
        trial.record,
        goals=(Goal(id="g1", kind="achieve", words=HOSTILE),),
        decisions=(decision,),
        person=Person(identifier=HOSTILE, name=HOSTILE, diagnosis=HOSTILE),
    )
    bundle = bundle_of(replace(trial, record=record))
    assert observation(bundle, "words")["valueString"] == HOSTILE
    assert resources(bundle, "Patient")[0]["name"][0]["text"] == HOSTILE
    narrative = [section["text"]["div"] for section in bundle["entry"][0]["resource"]["section"]]
    assert not any("<script" in one for one in narrative)
    assert any("&lt;script&gt;" in one for one in narrative)


def test_an_erased_trial_and_an_empty_one_have_their_bundle_too() -> None:
    for person in (Person(identifier=""), Person(identifier="RX1", name=" ")):
        record = Record(trial="T-0001", person=person)
        patient = resources(bundle_of(Trial(record=record, entries=1, fingerprint=FINGERPRINT)), "Patient")[0]
        assert "name" not in patient


def test_every_unit_that_a_scale_uses_is_known_in_ucum() -> None:
    import scales
    from scales.base import Number

    used = {item.unit for scale in scales.catalogue().values() for item in scale.items if isinstance(item, Number)}
    assert used - {""} <= set(UNITS)


def test_the_same_trial_gives_the_same_addresses() -> None:
    trial = demonstration(DEMONSTRATION[0])
    once, again = bundle_of(trial), bundle_of(trial)
    assert once == again
