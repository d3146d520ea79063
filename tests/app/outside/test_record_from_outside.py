"""The record file as somebody meets it who knows only the contract: what it takes, and that it comes back."""

import json
import re
from typing import Any

import pytest

from tests.app.outside.cases import (
    DECISION,
    EVERY_KEY,
    EXAMPLE,
    READING,
    SECOND,
    Filed,
    Run,
    Tree,
    example,
    put,
    read,
    schema_of,
    spelled,
    state,
)


def test_the_example_of_the_contract_imports_and_comes_back_key_for_key(run: Run, filed: Filed) -> None:
    assert run("import", filed(EXAMPLE.encode())).code == 0
    exported = json.loads(run("export", "T-0007", "--format", "json").out)
    left_out = {"importance": None, "difficulty": None, "baseline_level": -1, "agreed_at": None, "agreed_by": ""}
    expected = example()
    expected["goals"][1] |= left_out
    assert json.dumps(exported) == json.dumps(expected)


@pytest.mark.parametrize(
    "tree",
    [
        {"format": "itb-trial-record/1", "trial": "T", "person": {"identifier": "1"}},
        {"person": {"identifier": "1"}, "trial": "." * 40, "format": "itb-trial-record/1"},
        {"format": "itb-trial-record/1", "trial": "..", "person": {"identifier": "1"}, "goals": [], "doses": []},
        {
            "format": "itb-trial-record/1",
            "trial": "aZ09._-",
            "person": {"identifier": "1"},
            "goals": [{"id": "g", "kind": "keep"}],
            "doses": [{"number": 1, "micrograms": 50}],
            "decisions": [{}],
        },
        put("doses", [{"number": 1, "micrograms": 50, "delivery": "none"}]),
        put("doses", [{"number": 1, "micrograms": 0.1, "delivery": "uncertain", "given_at": "2026-11-18T09:40:00Z"}]),
    ],
)
def test_a_file_with_only_what_is_needed_imports(run: Run, filed: Filed, tree: Tree) -> None:
    assert run("import", filed(tree)).code == 0
    exported = run("export", "--format", "json", "--", tree["trial"]).out
    assert run("import", filed(exported), database="other.db").code == 0
    assert run("export", "--format", "json", "--", tree["trial"], database="other.db").out == exported


def keys_of(node: Any) -> set[str]:
    if isinstance(node, dict):
        return {*node} | {key for one in node.values() for key in keys_of(one)}
    return {key for one in node for key in keys_of(one)} if isinstance(node, list) else set()


def test_a_file_with_every_key_of_the_schema_comes_back_in_the_same_bytes(run: Run, filed: Filed) -> None:
    schema, valid = schema_of(run)
    named = {key for kind in (schema, *schema["$defs"].values()) for key in kind["properties"]}
    record = json.loads(EVERY_KEY)
    assert named <= keys_of(record), named - keys_of(record)
    assert run("import", filed(EVERY_KEY)).error == ""
    first = run("export", "T-RICH", "--format", "json").out
    assert valid.is_valid(json.loads(first))
    assert keys_of(json.loads(first)) == keys_of(record)
    assert json.loads(first)["person"] == record["person"]
    assert run("import", filed(first), database="other.db").code == 0
    assert run("export", "T-RICH", "--format", "json", database="other.db").out == first
    assert run("export", "--all", "--format", "json").text == json.dumps(json.loads(first), ensure_ascii=False) + "\n"


def test_lists_come_back_in_their_order_however_they_were_listed(run: Run, filed: Filed) -> None:
    tree = put("doses/+", SECOND)
    dose = tree["doses"][0]
    for minutes in ("50", "40", "45"):
        dose["readings"].append(READING | {"taken_at": f"2026-11-18T10:{minutes}:00+00:00"})
    dose["readings"].append(READING | {"taken_at": "2026-11-18T10:40:00+00:00", "scale": "ashworth", "value": "1"})
    dose["ratings"].append({"goal": "g1", "slot": "+2h", "by": "team", "level": 0})
    dose["events"].append({"kind": "headache", "severity": "mild", "began_at": "2026-11-18T10:10:00-04:00"})
    dose["events"].append({"kind": "fall", "severity": "mild", "began_at": "2026-11-18T10:10:00+00:00"})
    tree["doses"].reverse()
    assert run("import", filed(tree)).error == ""
    exported = json.loads(run("export", "T-0007", "--format", "json").out)
    assert [one["number"] for one in exported["doses"]] == [1, 2]
    assert [(one["taken_at"][11:16], one["scale"]) for one in exported["doses"][0]["readings"]] == [
        ("09:05", "modified_ashworth"),
        ("10:40", "ashworth"),
        ("10:40", "modified_ashworth"),
        ("10:45", "modified_ashworth"),
        ("10:50", "modified_ashworth"),
        ("13:38", "ten_metre_walk"),
    ]
    assert [one["slot"] for one in exported["doses"][0]["ratings"]] == ["+2h", "+4h", "+4h"]
    assert [one["kind"] for one in exported["doses"][0]["events"]] == ["fall", "somnolence", "headache"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-11-18T16:25:00+05:45", "2026-11-18T16:25:00+05:45"),
        ("2026-11-18T10:10:00-00:30", "2026-11-18T10:10:00-00:30"),
        ("2026-11-19T00:40:00+14:00", "2026-11-19T00:40:00+14:00"),
        ("2026-11-18T10:40:00Z", "2026-11-18T10:40:00+00:00"),
        ("2026-11-18t10:40:00z", "2026-11-18T10:40:00+00:00"),
        ("2026-11-18 10:40:00+00:00", "2026-11-18T10:40:00+00:00"),
        ("2026-11-18T10:40:00.999999999+00:00", "2026-11-18T10:40:00+00:00"),
        ("2026-11-18T10:40+00:00", "2026-11-18T10:40:00+00:00"),
    ],
)
def test_a_time_keeps_its_offset(run: Run, filed: Filed, typed: str, kept: str) -> None:
    assert run("import", filed(read(taken_at=typed))).error == ""
    exported = run("export", "T-0007", "--format", "json").text
    assert json.loads(exported)["doses"][0]["readings"][1]["taken_at"] == kept
    assert schema_of(run)[1].is_valid(read(taken_at=typed))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-18T10:40:00",
        "2026-11-18",
        "2026-W47-3T10:40:00Z",
        "2026-322T10:40:00Z",
        "20261118T104000Z",
        "2026-11-18x10:40:00Z",
        "2026-11-18T10Z",
        "2026-11-18T10:40:00+00",
        "2026-11-18T10:40:00+0000",
        "2026-11-18T10:40:00+00:00:30",
        "2026-11-18T10:40:00 +00:00",
        "2026-11-18T10:40:00[Europe/London]",
        "2026-11-18T10:40:00−00:00",
        "٢٠٢٦-11-18T10:40:00Z",
        " 2026-11-18T10:40:00Z",
        "18/11/2026 10:40",
        "",
        1763462400,
        None,
    ],
)
def test_what_is_no_time_with_its_zone_is_refused_here_and_by_the_schema(run: Run, filed: Filed, typed: Any) -> None:
    sentence = run("import", filed(read(taken_at=typed))).sentence
    assert "doses[0].readings[2].taken_at: This must " in sentence
    assert not schema_of(run)[1].is_valid(read(taken_at=typed))


@pytest.mark.parametrize(
    "typed",
    [
        "2026-11-18T24:00:00Z",
        "2026-11-18T23:59:60Z",
        "2026-02-30T10:40:00Z",
        "2026-11-18T10:40:00+24:00",
        "9999-12-31T23:59:59-12:00",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_a_time_that_never_was_is_refused(run: Run, filed: Filed, typed: str) -> None:
    assert "doses[0].readings[2].taken_at: " in run("import", filed(read(taken_at=typed))).sentence


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("50.0", "50"),
        ("5e1", "50"),
        ("5E+1", "50"),
        ("22.40", "22.4"),
        ("0.1", "0.1"),
        ("99.999999999999", "99.999999999999"),
        ("1e-7", "0.0000001"),
    ],
)
def test_a_number_is_stored_and_written_one_way(run: Run, filed: Filed, typed: str, kept: str) -> None:
    path = filed(spelled('"micrograms": 50', f'"micrograms": {typed}'))
    assert run("import", path).error == ""
    exported = run("export", "T-0007", "--format", "json")
    assert f'"micrograms": {kept},' in exported.text
    assert "same content" in run("import", filed(exported.out, "again.json")).text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"number": 1', '"number": 1.0'),
        ('"importance": 2', '"importance": 2e0'),
        ('"oxygen_scale": 1', '"oxygen_scale": 1.00'),
        ('"level": 0', '"level": -0.0'),
        ('"born": null, ', ""),
        ('"events_asked": true,', ""),
        ('"at": "peak"', '"at":\n\t"\\u0070eak"'),
        ("T09:40:00+00:00", "T09:40:00.4Z"),
    ],
)
def test_the_same_content_spelled_another_way_is_there_already(run: Run, filed: Filed, old: str, new: str) -> None:
    run("import", filed(EXAMPLE.encode()))
    before = state(run)
    again = run("import", filed(spelled(old, new)))
    assert (again.code, again.error) == (0, "")
    assert "same content" in again.text
    assert state(run) == before


def test_keys_and_lists_in_another_order_are_the_same_content(run: Run, filed: Filed) -> None:
    tree = put("doses/0/readings/+", READING)
    run("import", filed(tree))
    tree["doses"][0]["readings"].reverse()
    other = json.loads(json.dumps(tree), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    again = run("import", filed(json.dumps(other, indent="\t", ensure_ascii=False).replace("\n", "\r\n").encode()))
    assert "same content" in again.text


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("person/name", "Ada", "person.name"),
        ("plan/question", "Why?", "plan.question"),
        ("goals/1/target/amount", 2, "goals[1].target.amount"),
        ("doses/0/micrograms", 50.5, "doses[0].micrograms"),
        ("doses/0/readings/0/value", "2", "doses[0].readings[0].value"),
        ("doses/0/readings/+", READING, "doses[0].readings[1]"),
        ("doses/0/readings/0/taken_at", "2026-11-18T10:05:00+01:00", "doses[0].readings[0].taken_at"),
        ("doses/+", SECOND, "doses[1]"),
        ("decisions/+", DECISION, "decisions[0]"),
        ("zone", "Europe/London", "zone"),
    ],
)
def test_other_content_is_refused_naming_the_first_difference(
    run: Run, filed: Filed, path: str, value: Any, place: str
) -> None:
    run("import", filed(example()))
    before = state(run)
    sentence = run("import", filed(put(path, value), "other.json")).sentence
    assert "other.json: T-0007 is already there with other content" in sentence
    assert re.search(rf"first difference is at {re.escape(place)}[.\[]", sentence)
    assert state(run) == before
