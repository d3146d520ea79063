"""The record file: what it takes, what it refuses and where, and that it says the same in the same bytes."""

import copy
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from trial.errors import InvalidInput
from trial.files.record import LAST_CORE_KEY, first_difference, json_schema, read_record, write_record
from trial.ledger.facts import Record

T0 = "2026-11-18T09:40:00+00:00"
FULL: dict[str, Any] = {
    "format": "itb-trial-record/1",
    "trial": "T-0007",
    "person": {
        "identifier": "RX1234567",
        "name": "",
        "born": None,
        "diagnosis_group": "ms",
        "diagnosis": "",
        "cord_level": "",
        "stiffness_helps": "stand",
        "notes": "",
    },
    "plan": {
        "slots": ["baseline", "+1h", "+4h"],
        "peak_slot": "+4h",
        "oxygen_scale": 1,
        "measures": [
            {
                "scale": "modified_ashworth",
                "items": ["left_hip_adductors"],
                "slots": ["baseline", "+4h"],
                "peak_slot": "+4h",
            }
        ],
    },
    "goals": [
        {
            "id": "g1",
            "kind": "achieve",
            "area": "mobility",
            "words": "Walk to the garden gate",
            "testable": "today",
            "target": {
                "scale": "ten_metre_walk",
                "item": "speed",
                "rule": "improves_percent",
                "amount": 20,
                "at": "peak",
            },
            "importance": 2,
            "difficulty": 1,
            "baseline_level": -1,
            "agreed_at": "2026-11-17T15:00:00+00:00",
            "agreed_by": "K Tan",
        },
        {
            "id": "g2",
            "kind": "keep",
            "area": "transfers",
            "words": "Still stand to transfer",
            "testable": "today",
            "target": {"scale": "assistance", "item": "sit_to_stand", "rule": "not_worse_by_steps", "amount": 1},
            "importance": None,
            "difficulty": None,
            "baseline_level": -1,
            "agreed_at": None,
            "agreed_by": "",
        },
    ],
    "doses": [
        {
            "number": 1,
            "micrograms": 50,
            "route": "lumbar_puncture",
            "delivery": "full",
            "given_at": T0,
            "reason": "",
            "checked_by": "",
            "readings": [
                {
                    "slot": "baseline",
                    "taken_at": "2026-11-18T09:05:00+00:00",
                    "scale": "modified_ashworth",
                    "item": "left_hip_adductors",
                    "value": "3",
                    "status": "measured",
                    "by": "K Tan",
                    "note": "",
                },
                {
                    "slot": "+4h",
                    "taken_at": "2026-11-18T14:38:00+01:00",
                    "scale": "ten_metre_walk",
                    "item": "seconds",
                    "value": None,
                    "status": "unable_weakness",
                    "by": "K Tan",
                    "note": "",
                },
            ],
            "ratings": [{"goal": "g1", "slot": "+4h", "by": "team", "level": -0.5}],
            "events_asked": True,
            "events": [
                {
                    "kind": "somnolence",
                    "severity": "mild",
                    "cause": "drug",
                    "action": "",
                    "began_at": "2026-11-18T12:10:00+00:00",
                    "ended_at": None,
                    "words": "",
                }
            ],
            "words": [{"by": "person", "slot": "+4h", "text": "My legs feel light"}],
        }
    ],
    "decisions": [],
}
MINIMAL = b'{"format": "itb-trial-record/1", "trial": "T-1", "person": {"identifier": "X1"}}'
DECISION = {"outcome": "proceed", "person_agrees": "yes", "signed_by": "A Rao", "signed_at": "2026-11-19T10:00:00Z"}
REMOVED = object()


def as_bytes(tree: object) -> bytes:
    return json.dumps(tree).encode()


def changed(path: str, value: object) -> dict[str, Any]:
    """The full record with one place set to another value, or removed."""
    tree = copy.deepcopy(FULL)
    *before, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
    node: Any = tree
    for part in before:
        node = node[part]
    if value is REMOVED:
        del node[last]
    elif isinstance(node, list) and last == len(node):
        node.append(value)
    else:
        node[last] = value
    return tree


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_record(data)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_a_full_record_is_written_as_it_was_read_key_by_key() -> None:
    data = write_record(read_record(as_bytes(FULL)))
    assert data.decode() == json.dumps(FULL, indent=2) + "\n"


def test_a_minimal_record_gets_its_defaults_and_every_core_key() -> None:
    tree = json.loads(write_record(read_record(MINIMAL)))
    assert [*tree] == ["format", "trial", "person", "plan", "goals", "doses", "decisions"]
    assert [*tree["person"]] == [*FULL["person"]]
    assert [*tree["plan"]] == ["slots", "peak_slot", "oxygen_scale", "measures"]
    assert tree["plan"]["slots"][-1] == "+24h"


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read_record(b"\xef\xbb\xbf" + MINIMAL) == read_record(MINIMAL)


def test_optional_keys_are_kept_and_left_out_when_empty() -> None:
    tree = changed("doses/0/batch", "B12")
    tree["doses"][0]["attempts"] = 0
    tree["doses"][0]["level"] = ""
    tree["plan"]["news2"] = False
    tree["doses"][0]["readings"][0] |= {"id": "tap-1", "trials": [], "unusual": True}
    written = json.loads(write_record(read_record(as_bytes(tree))))
    assert written["doses"][0]["batch"] == "B12"
    assert written["doses"][0]["attempts"] == 0
    assert "level" not in written["doses"][0]
    assert written["plan"]["news2"] is False
    assert written["doses"][0]["readings"][0]["id"] == "tap-1"
    assert "trials" not in written["doses"][0]["readings"][0]
    assert [*written["doses"][0]][-2:] == ["batch", "attempts"]


def test_the_order_of_keys_is_the_order_of_the_fields() -> None:
    shuffled = json.loads(as_bytes(FULL), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert write_record(read_record(as_bytes(shuffled))) == write_record(read_record(as_bytes(FULL)))


def test_readings_events_and_ratings_are_written_in_their_order() -> None:
    tree = copy.deepcopy(FULL)
    dose = tree["doses"][0]
    dose["readings"].reverse()
    dose["events"].insert(0, dose["events"][0] | {"began_at": "2026-11-18T13:10:00+00:00"})
    written = json.loads(write_record(read_record(as_bytes(tree))))["doses"][0]
    assert [one["slot"] for one in written["readings"]] == ["baseline", "+4h"]
    assert [one["began_at"][11:13] for one in written["events"]] == ["12", "13"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [("50.0", "50"), ("12.50", "12.5"), ("5e1", "50"), ("0.000012", "0.000012"), ("1e-7", "0.0000001"), ("50", "50")],
)
def test_numbers_are_plain_decimals_without_trailing_zeros(typed: str, written: str) -> None:
    data = as_bytes(FULL).replace(b'"micrograms": 50', f'"micrograms": {typed}'.encode())
    assert f'"micrograms": {written},'.encode() in write_record(read_record(data))


def test_a_time_keeps_its_offset_and_loses_fractions() -> None:
    tree = changed("doses/0/readings/1/taken_at", "2026-11-18T14:38:00.75+01:00")
    assert b'"2026-11-18T14:38:00+01:00"' in write_record(read_record(as_bytes(tree)))


def test_events_asked_is_true_when_missing_and_events_are_listed() -> None:
    assert read_record(as_bytes(changed("doses/0/events_asked", REMOVED))).doses[0].events_asked
    assert not read_record(as_bytes(changed("doses/0/events_asked", False))).doses[0].events_asked
    silent = changed("doses/0/events_asked", REMOVED)
    silent["doses"][0]["events"] = []
    assert not read_record(as_bytes(silent)).doses[0].events_asked


def test_internal_ids_stay_inside() -> None:
    record = read_record(as_bytes(FULL))
    dose = record.doses[0]
    inside = replace(dose, readings=tuple(replace(one, id=f"#{n}") for n, one in enumerate(dose.readings)))
    assert write_record(replace(record, doses=(inside,))) == write_record(record)


@pytest.mark.parametrize(
    ("path", "value", "place", "reason"),
    [
        ("format", "itb-trial-record/2", "format", "not a record file of the format"),
        ("format", REMOVED, "format", "not a record file of the format"),
        ("trial", REMOVED, "trial", "needed"),
        ("trial", "", "trial", "1 to 40"),
        ("trial", "T 1", "trial", "1 to 40"),
        ("trial", "T" * 41, "trial", "1 to 40"),
        ("trial", 7, "trial", "text"),
        ("person/identifier", REMOVED, "person.identifier", "needed"),
        ("person/identifier", "  ", "person.identifier", "identifier"),
        ("person/born", "18/11/1970", "person.born", "date such as"),
        ("person/born", 0, "person.born", "date such as"),
        ("person/born", "1790-01-01", "person.born", "year 1790"),
        ("person/diagnosis_group", "als", "person.diagnosis_group", '"als" is not one of'),
        ("person/name", None, "person.name", "text"),
        ("person/name", "a\x1bb", "person.name", "control character"),
        ("person/name", "a" * 10_001, "person.name", "10,001"),
        ("person/middle_name", "B", "person.middle_name", "no such key"),
        ("plan", [], "plan", "object"),
        ("plan/slots", "+4h", "plan.slots", "list"),
        ("plan/slots/1", "1h", "plan.slots[1]", "no slot"),
        ("plan/slots/1", "+4h", "plan.slots[2]", "twice"),
        ("plan/peak_slot", "baseline", "plan.peak_slot", "peak slot"),
        ("plan/oxygen_scale", 3, "plan.oxygen_scale", "not one of"),
        ("plan/measures/0/scale", "ashwort", "plan.measures[0].scale", "no scale"),
        ("plan/measures/0/items/0", "left_nose", "plan.measures[0].items[0]", "no item"),
        ("plan/measures/1", {"scale": "ashworth"}, "plan.measures[1].scale", "one Ashworth variant"),
        ("goals/0/kind", "hope", "goals[0].kind", "not one of"),
        ("goals/0/target/scale", "walk", "goals[0].target.scale", "no scale"),
        ("goals/0/target/item", "velocity", "goals[0].target.item", "no item"),
        ("goals/0/target/rule", "improves", "goals[0].target.rule", "not one of"),
        ("goals/0/target/rule", "improves_steps", "goals[0].target.rule", "no steps"),
        ("goals/0/target/amount", "20", "goals[0].target.amount", "must be a number"),
        ("goals/0/target/amount", -20, "goals[0].target.amount", "above 0"),
        ("goals/0/target/at", "end", "goals[0].target.at", "not one of"),
        ("goals/1/target/at", "peak", "goals[1].target.at", "keep goal"),
        ("goals/1/target/rule", "not_worse_by_percent", "goals[1].target.rule", "not a number"),
        ("goals/1/target/amount", 0.5, "goals[1].target.amount", "whole"),
        ("goals/1/id", "g1", "goals[1].id", "twice"),
        ("goals/0/importance", 4, "goals[0].importance", "0 to 3"),
        ("goals/0/baseline_level", -3, "goals[0].baseline_level", "-2 to 2"),
        ("goals/0/agreed_at", "2026-11-17T15:00:00", "goals[0].agreed_at", "zone"),
        ("doses/0/number", 2, "doses[0].number", "numbered 1, 2, 3"),
        ("doses/0/number", 1.5, "doses[0].number", "whole number"),
        ("doses/0/number", True, "doses[0].number", "whole number"),
        ("doses/0/micrograms", 0, "doses[0].micrograms", "more than 0"),
        ("doses/0/micrograms", -50, "doses[0].micrograms", "more than 0"),
        ("doses/0/micrograms", "50", "doses[0].micrograms", "number"),
        ("doses/0/micrograms", True, "doses[0].micrograms", "number"),
        ("doses/0/micrograms", 5001, "doses[0].micrograms", "5,000"),
        ("doses/0/micrograms", 101, "doses[0].reason", "100"),
        ("doses/0/delivery", "half", "doses[0].delivery", "not one of"),
        ("doses/0/delivery", "none", "doses[0].given_at", "Nothing was delivered"),
        ("doses/0/given_at", 1763458800, "doses[0].given_at", "must be a time"),
        ("doses/0/given_at", "2026-11-18", "doses[0].given_at", "time such as"),
        ("doses/0/given_at", "0001-01-01T00:00:00+14:00", "doses[0].given_at", "year 1 "),
        ("doses/0/given_at", "2026-11-18T09:00:00+00:00", "doses[0].readings[0].taken_at", "after its T0"),
        ("doses/0/readings/0/scale", "tone", "doses[0].readings[0].scale", "no scale"),
        ("doses/0/readings/0/item", "nose", "doses[0].readings[0].item", "no item"),
        ("doses/0/readings/0/value", "5", "doses[0].readings[0].value", "takes one of"),
        ("doses/0/readings/0/value", 3, "doses[0].readings[0].value", "as text, not a number"),
        ("doses/0/readings/0/value", True, "doses[0].readings[0].value", "as text"),
        ("doses/0/readings/0/value", [3], "doses[0].readings[0].value", "token"),
        ("doses/0/readings/0/value", None, "doses[0].readings[0].value", "needs a value"),
        ("doses/0/readings/0/status", "tired", "doses[0].readings[0].status", "not one of"),
        ("doses/0/readings/0/status", "declined", "doses[0].readings[0].value", "also a reason"),
        ("doses/0/readings/0/taken_at", REMOVED, "doses[0].readings[0].taken_at", "needed"),
        ("doses/0/readings/0/taken_at", "yesterday", "doses[0].readings[0].taken_at", "time such as"),
        ("doses/0/readings/0/id", "#5", "doses[0].readings[0].id", "#"),
        ("doses/0/readings/1/status", "asleep", "doses[0].readings[1].status", "within 15 minutes"),
        ("doses/0/readings/1/slot", "+4 h", "doses[0].readings[1].slot", "no slot"),
        ("doses/0/readings/1/taken_at", "2026-11-18T09:39:59Z", "doses[0].readings[1].taken_at", "before its T0"),
        ("doses/0/ratings/0/goal", "g9", "doses[0].ratings[0].goal", "no goal"),
        ("doses/0/ratings/0/level", 1.5, "doses[0].ratings[0].level", "one of -2"),
        ("doses/0/ratings/0/by", "nurse", "doses[0].ratings[0].by", "not one of"),
        ("doses/0/events/0/kind", "sleepy", "doses[0].events[0].kind", "not one of"),
        ("doses/0/events/0/severity", "bad", "doses[0].events[0].severity", "not one of"),
        ("doses/0/events/0/severity", None, "doses[0].events[0].severity", "severity"),
        ("doses/0/events/0/ended_at", "2026-11-18T12:00:00Z", "doses[0].events[0].ended_at", "before it began"),
        ("doses/0/words/0/text", 5, "doses[0].words[0].text", "text"),
        ("decisions/0", {**DECISION, "outcome": "go"}, "decisions[0].outcome", "not one of"),
        ("decisions/0", {**DECISION, "signed_at": None}, "decisions[0].signed_at", "moment"),
        ("decisions/0", {**DECISION, "signed_by": ""}, "decisions[0].signed_by", "name"),
        ("decisions/0", {**DECISION, "person_agrees": "no"}, "decisions[0].person_agrees", "against"),
        ("zone", "Europe/Londn", "zone", "no time zone"),
        ("exported_at", T0, "exported_at", "no such key"),
    ],
)
def test_a_refusal_names_the_place_and_the_reason(path: str, value: object, place: str, reason: str) -> None:
    sentence = refusal(as_bytes(changed(path, value)))
    assert sentence.startswith(f"{place}: ")
    assert reason in sentence


def test_the_same_reading_twice_is_refused() -> None:
    tree = copy.deepcopy(FULL)
    first = tree["doses"][0]["readings"][0]
    tree["doses"][0]["readings"].append(first | {"value": "2", "taken_at": "2026-11-18T10:05:00+01:00"})
    assert "twice at this moment" in refusal(as_bytes(tree))
    tree["doses"][0]["readings"][-1]["by"] = "R Diaz"
    assert len(read_record(as_bytes(tree)).doses[0].readings) == 3


def test_a_dose_above_100_with_reason_and_checker_is_a_fact() -> None:
    tree = changed("doses/0/micrograms", 500)
    tree["doses"][0] |= {"reason": "wrong ampoule", "checked_by": "R Diaz"}
    assert read_record(as_bytes(tree)).doses[0].micrograms == 500


def test_a_reading_after_the_next_dose_is_refused() -> None:
    tree = copy.deepcopy(FULL)
    tree["doses"].append({"number": 2, "micrograms": 75, "given_at": "2026-11-18T13:00:00+00:00", "reason": "early"})
    assert refusal(as_bytes(tree)).startswith("doses[0].readings[1].taken_at: ")


@pytest.mark.parametrize(
    "number",
    ["NaN", "Infinity", "-Infinity", "1e400", "1e99999999999999999999", "9" * 5000, "1e-99", "1e1000000", "-1E+1000000",
     "1e-1000000", "1" * 1_000_001, "0." + "1" * 1_000_001],
)  # fmt: skip
def test_numbers_that_are_not_ordinary_are_refused_with_their_place(number: str) -> None:
    data = as_bytes(FULL).replace(b'"micrograms": 50', f'"micrograms": {number}'.encode())
    assert refusal(data) == "doses[0].micrograms: This must be an ordinary number."


@pytest.mark.parametrize("number", ["12.345678901234567890", "0.1000000000000000055"])
def test_a_number_of_more_digits_than_can_be_kept_is_refused_and_never_rounded(number: str) -> None:
    data = as_bytes(FULL).replace(b'"micrograms": 50', f'"micrograms": {number}'.encode())
    with pytest.raises(InvalidInput, match=r"^doses\[0\]\.micrograms: This number has more digits"):
        read_record(data)


def test_true_is_no_number_of_an_oxygen_scale() -> None:
    data = as_bytes({**FULL, "plan": {"oxygen_scale": True}})
    with pytest.raises(InvalidInput, match=r"^plan\.oxygen_scale: This must be a whole number\.$"):
        read_record(data)


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    data = as_bytes(FULL).replace(b'"My legs feel light"', b'"My \\ud83e legs"')
    assert refusal(data).startswith("doses[0].words[0].text: This text holds half a character")


def test_a_key_twice_is_refused_with_its_place() -> None:
    data = as_bytes(FULL).replace(b'"name": "",', b'"name": "", "name": "B",')
    assert refusal(data) == "person: The key 'name' is there twice."


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \n",
        b"{",
        b"[]",
        b"null",
        b"7",
        b'"text"',
        b"\xff\xfe{\x00",
        b"\x80",
        b"{'format': 1}",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"format": "itb-trial-record/1"}',
        b'{"format": ["itb-trial-record/1"]}',
        MINIMAL + b"}",
        MINIMAL.replace(b"}}", b', "notes": ' + b"[" * 90 + b"]" * 90 + b"}}"),
        b"PK\x03\x04\x14\x00",
    ],
)
def test_whatever_a_file_holds_the_answer_is_one_sentence(data: bytes) -> None:
    refusal(data)


def test_the_file_is_named_before_the_place() -> None:
    with pytest.raises(InvalidInput, match=r"^mine\.json: person: This key is needed\.$"):
        read_record(b'{"format": "itb-trial-record/1", "trial": "T-1"}', "mine.json")


def test_the_first_difference_is_named_by_its_place() -> None:
    record = read_record(as_bytes(FULL))
    assert first_difference(record, record) is None
    other = read_record(as_bytes(changed("doses/0/readings/0/value", "2")))
    assert first_difference(record, other) == "doses[0].readings[0].value"
    assert (
        first_difference(record, read_record(as_bytes(changed("doses/0/readings/1", REMOVED))))
        == "doses[0].readings[1]"
    )
    assert first_difference(record, read_record(as_bytes(changed("zone", "UTC")))) == "zone"
    later = read_record(as_bytes(changed("doses/0/given_at", "2026-11-18T10:40:00+01:00")))
    assert first_difference(record, later) == "doses[0].given_at"


def test_an_achieve_goal_is_judged_at_the_peak_unless_it_says_otherwise() -> None:
    silent = read_record(as_bytes(changed("goals/0/target/at", REMOVED)))
    assert write_record(silent) == write_record(read_record(as_bytes(FULL)))


def test_every_core_key_is_a_field_of_its_fact() -> None:
    for kind, last in LAST_CORE_KEY.items():
        assert last in [field.name for field in fields(kind)]


def test_every_key_of_every_fact_is_in_the_schema() -> None:
    schema = json_schema()
    assert {"format", "trial", "person"} == set(schema["required"])
    for kind in _facts(Record):
        named = schema if kind is Record else schema["$defs"][kind.__name__]
        assert [*named["properties"]] == [field.name for field in fields(kind)]
        assert named["additionalProperties"] is False


def _facts(kind: type, seen: set[type] | None = None) -> set[type]:
    seen = set() if seen is None else seen
    seen.add(kind)

    def look(hint: Any) -> None:
        if isinstance(hint, type) and is_dataclass(hint) and hint not in seen:
            _facts(hint, seen)
        for argument in get_args(hint):
            look(argument)

    for hint in get_type_hints(kind).values():
        look(hint)
    return seen


@pytest.mark.parametrize("cut", range(0, 2000, 97))
def test_a_file_cut_short_is_refused(cut: int) -> None:
    refusal(json.dumps(FULL, indent=2).encode()[:cut])


@pytest.mark.parametrize("junk", [None, True, 0, -1, 1.5, "", "x", [], {}, [[]], [None], {"a": None}])
def test_no_value_at_any_place_is_worse_than_a_sentence(junk: object) -> None:
    """Whatever is at a place, the file is read or refused in one sentence."""

    def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        return [path, *(one for key, value in pairs for one in places(value, (*path, key)))]

    def put(path: tuple[Any, ...]) -> bytes:
        tree = copy.deepcopy(FULL)
        if not path:
            return as_bytes(junk)
        node: Any = tree
        for part in path[:-1]:
            node = node[part]
        node[path[-1]] = junk
        return as_bytes(tree)

    for path in places(FULL):
        _read_or_refuse(read_record, put(path))


def _read_or_refuse(read: Callable[[bytes], Record], data: bytes) -> None:
    try:
        record = read(data)
    except InvalidInput as refused:
        said = str(refused)
    else:
        said = "."
        assert write_record(read(write_record(record))) == write_record(record)
    assert said.endswith((".", "_ -"))


def test_rule_30_times_of_asking_decide_and_a_file_without_them_keeps_its_word() -> None:
    given_at = read_record(as_bytes(changed("doses/0/events_asked", True))).doses[0].given_at
    assert given_at is not None
    before, after = given_at - timedelta(minutes=5), given_at + timedelta(hours=1)
    for moments, says in (([before], False), ([after, before], True)):
        tree = changed("doses/0/asked_at", [moment.isoformat() for moment in moments])
        tree["doses"][0]["events_asked"] = True
        dose = read_record(as_bytes(tree)).doses[0]
        assert (dose.events_asked, dose.asked_at) == (says, tuple(sorted(moments)))
