"""trial/files/FORMATS.md against the program: its examples, its keys, its columns, its exit codes."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import scales
from tests.app.outside.cases import Filed, Run, Tree
from trial import files
from trial.files.record import FORMAT, LAST_CORE_KEY
from trial.files.summary import FORMAT as SUMMARY
from trial.files.table import COLUMNS
from trial.files.workbook import SHEETS
from trial.ledger import facts

PAGE = (Path(files.__file__).parent / "FORMATS.md").read_text(encoding="utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
RECORDS = [example for example in EXAMPLES if example["format"] == FORMAT]


def section(heading: str) -> str:
    """The text under a heading, to the next one."""
    return PAGE.partition(f"## {heading}")[2].partition("\n## ")[0]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def keys_of(node: Any) -> Tree:
    """The keys of a tree of JSON without their values; of a list those of all that it holds."""
    found: Tree = {}
    if isinstance(node, dict):
        found = {key: keys_of(value) for key, value in node.items()}
    elif isinstance(node, list):
        for part in node:
            found = merged(found, keys_of(part))
    return found


def merged(keys: Tree, others: Tree) -> Tree:
    """The keys of both, at every depth."""
    return {key: merged(keys.get(key, {}), others.get(key, {})) for key in {**keys, **others}}


def test_every_example_is_one_of_a_record_or_of_a_summary() -> None:
    assert [example["format"] for example in EXAMPLES] == [FORMAT, FORMAT, SUMMARY]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["trial"])
def test_every_record_is_valid_and_imports_and_comes_back(record: Tree, run: Run, filed: Filed) -> None:
    import jsonschema  # type: ignore[import-untyped]

    jsonschema.Draft202012Validator(json.loads(run("schema").text)).validate(record)
    assert run("import", filed(record)).code == 0
    back = json.loads(run("export", record["trial"], "--format", "json").out)
    assert back["person"] | record["person"] == back["person"]


def test_every_key_of_the_record_file_is_named_where_it_belongs(run: Run) -> None:
    schema = json.loads(run("schema").text)
    named = {cells[0]: re.findall(r"`(\w+)`", cells[2]) for cells in rows("The record file")}
    kinds = {kind.__name__: kind for kind in LAST_CORE_KEY}
    assert named.keys() == {"Record", *schema["$defs"]}
    for name, optional in named.items():
        keys = [*(schema if name == "Record" else schema["$defs"][name])["properties"]]
        core = keys.index(LAST_CORE_KEY[kinds[name]]) + 1 if name in kinds else 0
        assert optional == keys[core:], name
        assert all(f'"{key}"' in PAGE for key in keys[:core]), name
        assert keys == [field.name for field in fields(getattr(facts, name))]


def test_the_summary_has_the_keys_of_its_example(run: Run) -> None:
    (example,) = [example for example in EXAMPLES if example["format"] == SUMMARY]
    run("demo")
    trials = [row["trial"] for row in json.loads(run("list", "--json").text)]
    of_all = keys_of([json.loads(run("summary", trial).text) for trial in trials])
    expected = keys_of(example)
    assert of_all.pop("decisions").keys() >= {"outcome", "reason", "signed_by"}
    assert expected.pop("decisions") == {}
    assert of_all == expected


@pytest.mark.parametrize(("code", "example"), [(int(cells[0]), cells[2].strip("`")) for cells in rows("Exit codes")])
def test_every_exit_code_is_produced_by_its_example(code: int, example: str, run: Run) -> None:
    answer = run(*example.split())
    assert answer.code == code
    assert (answer.error == "") is (code == 0)


def test_all_three_exit_codes_are_in_the_table() -> None:
    assert [cells[0] for cells in rows("Exit codes")] == ["0", "1", "2"]


def test_the_columns_of_the_table_and_the_sheets_of_the_workbook_are_those_of_the_page() -> None:
    told = [(cells[0].strip("`"), *cells[1:]) for cells in rows("The readings as a table")]
    assert told == [tuple(column) for column in COLUMNS]
    places = [section("The workbook").find(f"`{name}`") for name in SHEETS]
    assert -1 not in places
    assert places == sorted(places)


def test_every_scale_and_item_is_on_the_page() -> None:
    words = set(re.findall(r"\w+", section("Scale and item keys")))
    for key, scale in scales.catalogue().items():
        assert key in words
        for item in scale.by_key:
            stem = re.sub(r"^(left|right)_|(?<=s)_(quality|r1|r2|difference)$", "", item)
            assert stem in words, (key, item)
