"""The hazard list is honest: every test that it names is there, and what no test shows says so."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest

from trial.settings import DATA, HOME

COLUMNS = ["id", "hazard", "cause", "effect", "severity", "likelihood", "control", "test"]
SEVERITIES = ("minor", "significant", "considerable", "major", "catastrophic")
LIKELIHOODS = ("very low", "low", "medium", "high", "very high")

with (DATA / "hazards.csv").open(encoding="utf-8", newline="") as file:
    HAZARDS = list(csv.DictReader(file))


@cache
def named_in(file: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE))


def every_test() -> frozenset[str]:
    return frozenset().union(*(named_in(file) for file in (HOME / "tests").rglob("test_*.py")))


def is_there(named: str) -> bool:
    """Whether a test is there: named with its file, or, of a rule of RULES.md, by itself."""
    path, _, name = named.rpartition("::")
    if path:
        return (HOME / path).is_file() and name in named_in(HOME / path)
    return name.startswith("test_rule_") and name in every_test()


def test_every_hazard_says_its_cause_effect_weight_control_and_test() -> None:
    assert len(HAZARDS) >= 30
    assert all(list(hazard) == COLUMNS for hazard in HAZARDS)
    assert all(value and value == value.strip() for hazard in HAZARDS for value in hazard.values())
    assert [hazard["id"] for hazard in HAZARDS] == [f"H{number:02d}" for number in range(1, len(HAZARDS) + 1)]
    assert {hazard["severity"] for hazard in HAZARDS} <= {*SEVERITIES}
    assert {hazard["likelihood"] for hazard in HAZARDS} <= {*LIKELIHOODS}


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard["id"])
def test_what_a_hazard_names_as_its_test_exists(hazard: dict[str, str]) -> None:
    for named in hazard["test"].split("; "):
        assert named.startswith("not tested: ") or is_there(named), named


def test_a_test_that_is_not_there_would_be_missed() -> None:
    assert is_there("tests/unit/test_hazards.py::test_what_a_hazard_names_as_its_test_exists")
    for gone in ("tests/unit/test_hazards.py::test_gone", "tests/unit/gone.py::test_gone", "test_rule_33", "test_gone"):
        assert not is_there(gone)
