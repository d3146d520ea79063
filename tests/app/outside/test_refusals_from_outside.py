"""What the contract refuses, one by one: the place, the reason, and nothing changed."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.app.outside.cases import (
    DECISION,
    EXAMPLE,
    SECOND,
    Filed,
    Run,
    dosed,
    example,
    put,
    read,
    schema_of,
    spelled,
    state,
)

REFUSED: list[tuple[str, Any, str, str]] = [
    # what, the file, the place, a word of the reason
    ("another format", put("format", "itb-trial-record/2"), "format", "itb-trial-record/1"),
    ("no format", put("format", ...), "format", "itb-trial-record/1"),
    ("a list of records", [example()], "", "object"),
    ("no trial", put("trial", ...), "trial", "needed"),
    ("a trial id of 41", put("trial", "T" * 41), "trial", "1 to 40"),
    ("a trial id with a space", put("trial", "T 7"), "trial", "1 to 40"),
    ("a trial id with a slash", put("trial", "a/b"), "trial", "1 to 40"),
    ("a trial id with a line end", put("trial", "T\n"), "trial", "1 to 40"),
    ("a trial id with other digits", put("trial", "T７"), "trial", "1 to 40"),
    ("a trial id that is a number", put("trial", 7), "trial", "text"),
    ("no identifier", put("person/identifier", ...), "person.identifier", "needed"),
    ("a blank identifier", put("person/identifier", " \u00a0"), "person.identifier", "identifier"),
    ("a birthday with a time", put("person/born", "1970-01-31T00:00:00"), "person.born", "date such as"),
    ("a birthday in seconds", put("person/born", "86400"), "person.born", "date such as"),
    ("a birthday without dashes", put("person/born", "19700131"), "person.born", "date such as"),
    ("a birthday that never was", put("person/born", "1970-02-30"), "person.born", "date such as"),
    ("another diagnosis group", put("person/diagnosis_group", "MS"), "person.diagnosis_group", "not one of"),
    ("an unknown scale", read(scale="ashwort"), "doses[0].readings[2].scale", "no scale"),
    ("a scale in capitals", read(scale="Modified_Ashworth"), "doses[0].readings[2].scale", "no scale"),
    ("an unknown scale in the plan", put("plan/measures/0/scale", "x"), "plan.measures[0].scale", "no scale"),
    ("an unknown item", read(item="left_nose"), "doses[0].readings[2].item", "no item"),
    ("an item of another scale", read(item="systolic"), "doses[0].readings[2].item", "no item"),
    (
        "a derived item",
        read(scale="ten_metre_walk", item="speed", value=1),
        "doses[0].readings[2].item",
        "worked out",
    ),
    ("an unknown item in the plan", put("plan/measures/0/items/0", "x"), "plan.measures[0].items[0]", "no item"),
    ("an unknown token", read(value="5"), "doses[0].readings[2].value", "0, 1, 1+, 2, 3, 4"),
    ("a token with a space", read(value="1+ "), "doses[0].readings[2].value", "0, 1, 1+, 2, 3, 4"),
    ("an empty token", read(value=""), "doses[0].readings[2].value", "0, 1, 1+, 2, 3, 4"),
    ("a number where a token belongs", read(value=2), "doses[0].readings[2].value", "as text"),
    ("1.5 for 1+", read(value=1.5), "doses[0].readings[2].value", "as text"),
    ("true where a token belongs", read(value=True), "doses[0].readings[2].value", "as text"),
    ("a list for a value", read(value=["2"]), "doses[0].readings[2].value", "token"),
    (
        "a token where a number belongs",
        read(scale="ten_metre_walk", item="seconds", value="16"),
        "doses[0].readings[2].value",
        "number",
    ),
    (
        "1 for true",
        read(scale="observations", item="on_oxygen", value=1),
        "doses[0].readings[2].value",
        "true or false",
    ),
    (
        "outside the hard range",
        read(scale="observations", item="oxygen_saturation", value=101),
        "doses[0].readings[2].value",
        "50 to 100",
    ),
    ("below it", read(scale="ten_metre_walk", item="seconds", value=-1), "doses[0].readings[2].value", "600"),
    ("half a point of pain", read(scale="pain", item="rating", value=5.5), "doses[0].readings[2].value", "whole"),
    ("an unknown status", read(status="MEASURED"), "doses[0].readings[2].status", "not one of"),
    ("a value and a reason for none", read(status="declined"), "doses[0].readings[2].value", "keep one"),
    ("neither", read(value=None), "doses[0].readings[2].value", "needs a value"),
    ("neither, left out", read(value=...), "doses[0].readings[2].value", "needs a value"),
    ("unsafe without why", read(value=None, status="unsafe"), "doses[0].readings[2].note", "why"),
    *(
        (
            f"asleep for {item}",
            read(scale="observations", item=item, value=None, status="asleep"),
            "doses[0].readings[2].status",
            "rouse and score",
        )
        for item in ("consciousness", "respiratory_rate", "oxygen_saturation", "heart_rate", "systolic", "diastolic")
    ),
    (
        "asleep, and nobody looked at consciousness",
        read(value=None, status="asleep"),
        "doses[0].readings[2].status",
        "15 minutes",
    ),
    ("a slot without its plus", read(slot="4h"), "doses[0].readings[2].slot", "no slot"),
    ("a slot with other digits", read(slot="+1٣h"), "doses[0].readings[2].slot", "no slot"),
    ("no hours at all", read(slot="+0h"), "doses[0].readings[2].slot", "no slot"),
    ("a baseline after T0", read(slot="baseline"), "doses[0].readings[2].taken_at", "after its T0"),
    (
        "a baseline one second after T0",
        read(slot="baseline", taken_at="2026-11-18T10:40:01+01:00"),
        "doses[0].readings[2].taken_at",
        "after its T0",
    ),
    (
        "another slot before T0",
        read(taken_at="2026-11-18T10:39:59+01:00"),
        "doses[0].readings[2].taken_at",
        "before its T0",
    ),
    (
        "an extra reading before T0",
        read(slot="extra", taken_at="2026-11-18T09:00:00Z"),
        "doses[0].readings[2].taken_at",
        "An extra reading",
    ),
    (
        "after the next T0",
        put("doses/+", SECOND, read(slot="+24h", taken_at="2026-11-20T09:40:01Z")),
        "doses[0].readings[2].taken_at",
        "next dose",
    ),
    ("a T0 of nothing", dosed(delivery="none"), "doses[0].given_at", "Nothing was delivered"),
    ("another delivery", dosed(delivery="half"), "doses[0].delivery", "not one of"),
    (
        "the same reading twice",
        read(slot="baseline", taken_at="2026-11-18T10:05:00+01:00", value="4"),
        "doses[0].readings[0].taken_at",
        "recorded twice",
    ),
    ("101 without anything", dosed(micrograms=101), "doses[0].reason", "100"),
    ("100.1 without who checked", dosed(micrograms=100.1, reason="x"), "doses[0].checked_by", "100"),
    ("101 with blanks", dosed(micrograms=101, reason=" ", checked_by=" "), "doses[0].reason", "100"),
    ("above 5,000", dosed(micrograms=5000.5, reason="x", checked_by="y"), "doses[0].micrograms", "5,000"),
    ("no dose", dosed(micrograms=0), "doses[0].micrograms", "more than 0"),
    ("less than none", dosed(micrograms=-0.5), "doses[0].micrograms", "more than 0"),
    ("a dose as text", dosed(micrograms="50"), "doses[0].micrograms", "number"),
    *(
        (
            f"{number} for a dose",
            spelled('"micrograms": 50', f'"micrograms": {number}'),
            "doses[0].micrograms",
            "number",
        )
        for number in ("NaN", "Infinity", "-Infinity", "1e400", "1e-400", "9" * 400)
    ),
    ("a dose left out", dosed(number=2), "doses[0].number", "1, 2, 3"),
    ("a dose twice", put("doses/+", SECOND | {"number": 1}), "doses[1].number", "1, 2, 3"),
    (
        "the second before the first",
        put("doses/+", SECOND | {"given_at": "2026-11-17T09:00:00Z"}),
        "doses[1].given_at",
        "after",
    ),
    ("an unknown event", put("doses/0/events/0/kind", "sleepy"), "doses[0].events[0].kind", "not one of"),
    ("an unknown severity", put("doses/0/events/0/severity", "Mild"), "doses[0].events[0].severity", "not one of"),
    ("no severity", put("doses/0/events/0/severity", ...), "doses[0].events[0].severity", "severity"),
    ("an unknown rule", put("goals/0/target/rule", "improves"), "goals[0].target.rule", "not one of"),
    ("a target nowhere", put("goals/0/target/item", "velocity"), "goals[0].target.item", "no item"),
    ("a target on no scale", put("goals/0/target/scale", "walk"), "goals[0].target.scale", "no scale"),
    ("at on a keep goal", put("goals/1/target/at", "best"), "goals[1].target.at", "keep goal"),
    ("a goal id twice", put("goals/1/id", "g1"), "goals[1].id", "twice"),
    ("an importance of 4", put("goals/0/importance", 4), "goals[0].importance", "0 to 3"),
    ("a rating of nothing", put("doses/0/ratings/0/goal", "g9"), "doses[0].ratings[0].goal", "no goal"),
    ("a rating of 3", put("doses/0/ratings/0/level", 3), "doses[0].ratings[0].level", "-2"),
    ("a rating by a nurse", put("doses/0/ratings/0/by", "nurse"), "doses[0].ratings[0].by", "not one of"),
    ("an unknown outcome", put("decisions/+", {"outcome": "go"}), "decisions[0].outcome", "not one of"),
    (
        "GO against a no",
        put("decisions/+", DECISION | {"person_agrees": "no"}),
        "decisions[0].person_agrees",
        "against",
    ),
    ("a NUL", put("person/notes", "a\0b"), "person.notes", "control character"),
    ("a carriage return", put("person/notes", "a\r\nb"), "person.notes", "control character"),
    ("a C1 control", put("person/notes", "\x85"), "person.notes", "control character"),
    ("half a smile", put("person/notes", "\ud83d"), "person.notes", "surrogate"),
    ("10,001 smiles", put("person/notes", "😀" * 10_001), "person.notes", "10,001"),
    ("a key of its own", put("exported_at", "2026-11-18T10:40:00Z"), "exported_at", "no such key"),
    ("a key too many in a reading", read(comment=""), "doses[0].readings[2].comment", "no such key"),
    ("a key with a control character", put("\x01", 1), "", "control character"),
    ("a key twice", spelled('"value": "3"', '"value": "3", "value": "2"'), "doses[0].readings[0]", "twice"),
    ("null for a list", dosed(events=None), "doses[0].events", "list"),
    ("a text for a reading", put("doses/0/readings/+", "2"), "doses[0].readings[2]", "object"),
]
ONLY_THE_PROGRAM_CAN_TELL = {
    *("no severity", "an extra reading before T0", "another slot before T0", "a baseline after T0"),
    *("a baseline one second after T0", "after the next T0", "the same reading twice", "a dose left out"),
    *("a dose twice", "the second before the first", "a goal id twice", "a rating of nothing", "GO against a no"),
    *("a key twice", "unsafe without why", "asleep, and nobody looked at consciousness", "half a smile"),
    *("a birthday that never was", "a trial id with a line end"),
}
"""What needs more than one place, or the calendar, or the text of the file itself."""


@pytest.mark.parametrize(("what", "content", "place", "reason"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_the_contract_refuses_is_refused_with_its_place_and_reason(
    run: Run, filed: Filed, holding: Callable[[str], None], what: str, content: Any, place: str, reason: str
) -> None:
    holding("T-THERE")
    before = state(run)
    path = filed(content)
    answer = run("import", path)
    assert answer.code == 1
    assert answer.sentence.startswith(f"{path}: {place}: " if place else f"{path}: ")
    assert reason in answer.sentence
    assert state(run) == before
    if what not in ONLY_THE_PROGRAM_CAN_TELL:
        tree = json.loads(content) if isinstance(content, bytes) else content
        assert not schema_of(run)[1].is_valid(tree)


def test_every_case_left_out_of_the_schema_is_one_of_the_cases() -> None:
    assert {case[0] for case in REFUSED} > ONLY_THE_PROGRAM_CAN_TELL


JUNK: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b" \n",
    "binary": bytes(range(256)),
    "UTF-16": EXAMPLE.encode("utf-16"),
    "Latin-1": EXAMPLE.replace("K Tan", "K Tän").encode("latin-1"),
    "nesting without end": b"[" * 200_000,
    "nesting in a record": b'{"format": "itb-trial-record/1", "x": ' + b"[" * 900 + b"]" * 900 + b"}",
    "two records": EXAMPLE.encode() * 2,
    "a comma too many": EXAMPLE.replace('"decisions": []', '"decisions": [],').encode(),
    "half of one": EXAMPLE[:700].encode(),
    "another language": EXAMPLE.replace('"', "'").encode(),
}


@pytest.mark.parametrize("content", JUNK.values(), ids=JUNK.keys())
def test_what_is_no_record_is_refused_in_a_sentence(run: Run, filed: Filed, content: bytes) -> None:
    answer = run("import", filed(content))
    assert answer.code == 1
    assert "record.json: This " in answer.sentence
    assert state(run) == ("0 entries in 0 trials: intact\n", b"[]\n")


@pytest.mark.parametrize("extra", [b"\xef\xbb\xbf" + EXAMPLE.encode(), EXAMPLE.replace("\n", "\r\n").encode()])
def test_marks_and_line_ends_of_other_systems_are_no_obstacle(run: Run, filed: Filed, extra: bytes) -> None:
    assert run("import", filed(extra)).code == 0


def test_each_file_is_imported_or_refused_by_itself(run: Run, filed: Filed, tmp_path: Path) -> None:
    good, other = filed(example(), "good.json"), filed(put("trial", "T-0008"), "other.json")
    bad, differs = filed(dosed(micrograms=0), "bad.json"), filed(put("person/name", "Ada"), "differs.json")
    answer = run("import", good, bad, tmp_path, good, differs, tmp_path / "missing.json", other)
    assert answer.code == 1
    assert [line.split(": ")[0] for line in answer.text.splitlines()] == [str(good), str(good), str(other)]
    assert [line.split(": ")[0] for line in answer.error.splitlines()] == [
        *(str(bad), str(tmp_path), str(differs), str(tmp_path / "missing.json"))
    ]
    assert len(json.loads(run("list", "--json").out)) == 2
