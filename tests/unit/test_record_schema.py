"""The JSON Schema of the record file: two independent validators take it, and both judge a record as `import` does."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import jsonschema_rs
import pytest

from tests.unit.random_trials import random_trial
from tests.unit.test_record_file import FULL, REMOVED, as_bytes, changed
from trial.errors import InvalidInput
from trial.files.json_toml import written
from trial.files.record import json_schema, read_record, write_record
from trial.settings import DATA

NEEDS = {
    "object": {"properties", "required", "additionalProperties"},
    "array": {"items", "minItems", "maxItems"},
    "string": {"pattern", "minLength", "maxLength"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"},
}
"""By type: the keywords that say something of it alone."""
OF_SCHEMAS = ("properties", "$defs", "patternProperties")
ESCAPE, NEXT_LINE, DELETE = "\x1b", "\x85", "\x7f"


@cache
def schema() -> dict[str, Any]:
    """As the command prints it."""
    return dict(json.loads(written(json_schema())))


def parts(node: Any = None, place: str = "#") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema within the schema, with its place; `properties` holds schemas by their names and is none itself."""
    node = schema() if node is None else node
    if isinstance(node, list):
        for number, part in enumerate(node):
            yield from parts(part, f"{place}/{number}")
    if isinstance(node, dict):
        yield place, node
        for key, value in node.items():
            if key in OF_SCHEMAS:
                for name, part in value.items():
                    yield from parts(part, f"{place}/{key}/{name}")
            elif key not in ("enum", "const", "default", "required"):
                yield from parts(value, f"{place}/{key}")


def judges() -> list[Callable[[object], bool]]:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema_rs.meta.validate(schema())
    return [jsonschema.Draft202012Validator(schema()).is_valid, jsonschema_rs.Draft202012Validator(schema()).is_valid]


def imports(tree: object) -> bool:
    try:
        read_record(as_bytes(tree))
    except InvalidInput:
        return False
    return True


def test_no_choice_is_empty() -> None:
    assert [place for place, part in parts() if part.get("enum") == []] == []


def test_each_part_names_the_type_that_it_speaks_of_as_a_strict_validator_asks() -> None:
    def has(part: dict[str, Any], kind: str) -> bool:
        types = part.get("type", ())
        return kind in types or (kind == "number" and "integer" in types)

    wanting = [
        (place, kind)
        for place, part in parts()
        for kind, words in NEEDS.items()
        if words & part.keys() and not has(part, kind)
    ]
    assert wanting == []


def test_it_asks_for_no_format_which_some_validators_do_not_know_and_others_judge_more_strictly_than_import() -> None:
    assert [place for place, part in parts() if "format" in part.keys() - OF_SCHEMAS and part["format"]] == []


@pytest.mark.parametrize("file", sorted((DATA / "demo").glob("*.json")), ids=lambda file: file.stem)
def test_both_validators_take_a_demonstration(file: Any) -> None:
    assert [judge(json.loads(file.read_bytes())) for judge in judges()] == [True, True]


@pytest.mark.parametrize("seed", range(8))
def test_both_validators_agree_on_any_record_and_refuse_none_that_is_imported(seed: int) -> None:
    tree = json.loads(write_record(random_trial(seed).record))
    first, second = (judge(tree) for judge in judges())
    assert first is second
    assert first or not imports(tree)


@pytest.mark.parametrize(
    ("place", "value", "fits"),
    [
        ("person/identifier", "RX 12\n34", True),
        ("person/identifier", "", False),
        ("person/identifier", " \t\n", False),
        ("person/identifier", f"RX{ESCAPE}1234", False),
        ("person/identifier", f"RX1234{NEXT_LINE}", False),
        ("person/identifier", f"{DELETE}RX1234", False),
        ("person/identifier", "RX\r1234", False),
        ("plan/measures", [{"scale": "goal_attainment"}], True),
        ("plan/measures", [{"scale": "goal_attainment", "items": ["score"]}], False),
        ("goals/0/target", {"scale": "goal_attainment", "item": "score", "rule": "at_least", "amount": 1}, False),
        ("doses/0/readings/0/scale", "goal_attainment", False),
        ("goals/1/target/at", "peak", False),
        ("goals/1/target", None, True),
        ("goals/0/importance", 4, False),
        ("goals/0/importance", None, True),
        ("doses/0/given_at", "2026-11-18T09:40Z", True),
        ("doses/0/given_at", "2026-11-18T09:40:00", False),
        ("doses/0/micrograms", 150, False),
        ("doses/0/readings/0/value", REMOVED, False),
    ],
)
def test_both_validators_judge_as_import_does(place: str, value: object, fits: bool) -> None:
    tree = changed(place, value)
    assert [judge(tree) for judge in judges()] == [fits, fits]
    assert imports(tree) is fits


def test_the_full_record_of_the_tests_fits() -> None:
    assert [judge(FULL) for judge in judges()] == [True, True]
