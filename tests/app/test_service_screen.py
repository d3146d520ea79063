"""The service screen: the ledger read through, one trial's audit, hazards, limits, settings."""

import csv
from collections.abc import Callable
from pathlib import Path

from trial.actions import planning
from trial.ledger.facts import Person
from trial.meaning.limits import LIMITS
from trial.settings import VERSION
from trial.store.base import Store

HAZARDS = Path(__file__).resolve().parents[2] / "data" / "hazards.csv"


def test_the_whole_ledger_is_read_when_asked_for(open_app: Callable, demonstration: Store) -> None:
    screen = open_app("service")
    assert not screen.at.success
    screen.press("Read the whole ledger")
    assert screen.at.success[0].value.endswith("in 6 trials: intact")


def test_the_audit_says_who_typed_what_stood_before_and_why(open_app: Callable, store: Store) -> None:
    trial = planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan").id
    planning.change_person(store, trial, Person(identifier="TEST-1", name="Ann Other"), by="R Lind", reason="misspelt")
    table = open_app("service", trial).at.dataframe[0].value
    assert list(table["Who typed"]) == ["K Tan", "R Lind"]
    assert list(table["Before"]) == ["", "name: Ann Example"]
    assert list(table["After"])[1] == "name: Ann Other"
    assert list(table["Why"]) == ["", "misspelt"]


def test_the_audit_has_a_row_for_every_entry(open_app: Callable, demonstration: Store) -> None:
    screen = open_app("service").fill("Trial", "demo-rowan")
    assert len(screen.at.dataframe[0].value) == demonstration.head("demo-rowan")


def test_an_unknown_trial_is_a_sentence(open_app: Callable, store: Store) -> None:
    assert open_app("service").fill("Trial", "T-0099").errors == ["There is no trial T-0099."]


def test_every_hazard_and_every_limit_is_shown(open_app: Callable, store: Store) -> None:
    screen = open_app("service")
    with HAZARDS.open(newline="", encoding="utf-8") as file:
        hazards = list(csv.DictReader(file))
    assert [one.label.split()[0].strip("*") for one in screen.at.expander] == [row["id"] for row in hazards]
    assert all(" ".join(row["control"].split()) in screen.words for row in hazards)
    limits, settings = (one.value for one in screen.at.table)
    assert len(limits) == len(LIMITS.__dataclass_fields__)
    assert "15 minutes" in list(limits["Value"])
    assert VERSION in list(settings["Value"])


def test_the_demonstration_is_added_once(open_app: Callable, store: Store) -> None:
    screen = open_app("service").press("Load the demonstration trials")
    assert "6 demonstration trials added" in screen.at.success[0].value
    screen.press("Load the demonstration trials")
    assert "nothing added" in screen.at.success[0].value
    assert len(list(store.trials())) == 6
