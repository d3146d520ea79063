"""The hazard list is honest: every test that it names is there."""

import csv
import re
from pathlib import Path

import pytest

from trial.settings import DATA, HOME

with (DATA / "hazards.csv").open(encoding="utf-8", newline="") as file:
    HAZARDS = list(csv.DictReader(file))


def test_every_hazard_says_its_harm_its_control_and_where_it_is_tested() -> None:
    assert [list(hazard) for hazard in HAZARDS[:1]] == [["id", "hazard", "harm", "control", "where it is tested"]]
    assert all(value and value.strip() for hazard in HAZARDS for value in hazard.values())
    assert [hazard["id"] for hazard in HAZARDS] == [f"H{number:02d}" for number in range(1, len(HAZARDS) + 1)]


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])
def test_what_a_hazard_names_as_its_test_exists(hazard: dict[str, str]) -> None:
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(HOME / "tests").rglob("test_*.py"))
    for named in hazard["where it is tested"].split("; "):
        if named.startswith("test_rule_"):
            assert re.search(rf"^def {named}_", tests, re.MULTILINE), named
        elif named.startswith("tests/"):
            assert (HOME / named).is_file(), named
        else:
            assert named.startswith("not tested: "), named
