"""The service screen: figures, the ledger read through, the audit, erasure, settings; and the About screen."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from trial.actions import deciding, maintenance, planning
from trial.frame import NEEDS
from trial.ledger.facts import Decision, Person, Trial
from trial.meaning.limits import LIMITS
from trial.settings import VERSION
from trial.store import Store

NO_GO = Decision(outcome="do_not_proceed", reason="no effect", present=("K Tan",), person_agrees="yes")
HAZARDS = Path(__file__).resolve().parents[2] / "data" / "hazards.csv"


def audit_of_one(screen):  # type: ignore[no-untyped-def]
    return next(one.value for one in screen.at.dataframe if "Why" in one.value)


def found_in(screen):  # type: ignore[no-untyped-def]
    """The page of the audit of all trials."""
    return next(one.value for one in screen.at.table if "Act" in one.value)


def test_the_whole_ledger_is_read_when_asked_for(open_app: Callable, demonstration: Store) -> None:
    screen = open_app("service")
    assert not screen.at.success
    screen.press("Read the whole ledger")
    assert screen.at.success[0].value.endswith("in 6 trials: intact")
    kept = open_app("service").at.table[0].value["Value"]
    assert kept["Trials"] == "6"
    assert kept["Last backup"] == "never"
    assert kept["Last read through and found intact"].endswith("by K Tan")


def test_the_audit_says_who_typed_what_stood_before_and_why(open_app: Callable, store: Store) -> None:
    trial = planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan").id
    planning.change_person(store, trial, Person(identifier="TEST-1", name="Ann Other"), by="R Lind", reason="misspelt")
    table = audit_of_one(open_app("service", trial))
    assert list(table["Who typed"]) == ["K Tan", "R Lind"]
    assert list(table["Before"]) == ["", "name: Ann Example"]
    assert list(table["After"])[1] == "name: Ann Other"
    assert list(table["Why"]) == ["", "misspelt"]


def test_the_audit_has_a_row_for_every_entry(open_app: Callable, demonstration: Store) -> None:
    screen = open_app("service").fill("Trial", "demo-rowan")
    assert len(audit_of_one(screen)) == demonstration.head("demo-rowan")


def test_an_unknown_trial_is_a_sentence(open_app: Callable, store: Store) -> None:
    assert open_app("service").fill("Trial", "T-0099").errors == ["There is no trial T-0099."]


def test_the_audit_is_searched_by_person_and_user_a_page_at_a_time(open_app: Callable, store: Store) -> None:
    for number in range(60):
        person = Person(identifier=f"TEST-{number}", name="Ann Example" if number else "Bo Example")
        planning.open_trial(store, person=person, by="R Lind" if number % 2 else "K Tan")
    screen = open_app("service")
    assert len(found_in(screen)) == 50
    screen.press("Older").press("Older")
    assert len(found_in(screen)) == 20
    assert len(found_in(screen.press("Newer"))) == 50
    screen.fill("Typed by: the whole name", "R Lind")
    assert set(found_in(screen)["Who typed"]) == {"R Lind"}
    screen.fill("Person: number or name", "bo ex")
    assert "No entry fits." in screen.words
    screen.fill("Typed by: the whole name", "")
    assert list(found_in(screen)["Trial"]) == ["T-0001"]
    assert "Example" not in found_in(screen).to_string()
    screen.fill("Person: number or name", "zed")
    assert screen.errors == ["No trial is of anybody by that number or name."]


def test_a_trial_is_erased_once_it_is_named_twice_with_a_reason(
    open_app: Callable, awaiting: Trial, store: Store
) -> None:
    deciding.sign(store, awaiting.id, NO_GO, by="K Tan")
    screen = open_app("service")
    assert "restoring one brings it" in screen.words

    def erase(trial: str, reason: str, again: str):  # type: ignore[no-untyped-def]
        screen.box("Trial to erase").input(trial)
        screen.box("Why (names nobody; stays for good)").input(reason)
        screen.box("The same trial again, to confirm").input(again)
        return screen.press("Erase identity and free text")

    twice = "Type the same trial twice to confirm; nothing was erased."
    assert erase(awaiting.id, "eight years are over", "").errors == [twice]
    assert erase(awaiting.id, " ", awaiting.id).errors == ["Say why this trial is erased."]
    assert "leave the person's number and name out" in erase(awaiting.id, "Ann asked", awaiting.id).errors[0]
    assert erase("T-0099", "Eight years", "T-0099").errors == ["There is no trial T-0099."]
    assert store.trial(awaiting.id).person.name == "Ann Example"
    erase(awaiting.id, "eight years are over", awaiting.id)
    assert "Backups made before today still hold them" in screen.at.success[0].value
    assert store.trial(awaiting.id).person.name == ""


def test_trials_past_their_date_are_listed_when_asked_for(
    open_app: Callable, awaiting: Trial, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding.sign(store, awaiting.id, NO_GO, by="K Tan")
    screen = open_app("service").press("List them")
    assert "None." in screen.words
    monkeypatch.setattr(maintenance, "clock", lambda: datetime(2050, 1, 1, tzinfo=UTC))
    screen.press("List them")
    assert [list(one.value["Trial"]) for one in screen.at.dataframe if "Closed" in one.value] == [[awaiting.id]]


def test_the_purpose_every_hazard_and_every_limit_is_shown_to_everybody(open_app: Callable, store: Store) -> None:
    screen = open_app("about")
    assert "It records, counts and shows; it never decides" in screen.words
    assert "Not the ward's observation chart" in screen.words
    with HAZARDS.open(newline="", encoding="utf-8") as file:
        hazards = list(csv.DictReader(file))
    assert [one.label.split()[0].strip("*") for one in screen.at.expander] == [row["id"] for row in hazards]
    assert all(" ".join(row["control"].split()) in screen.words for row in hazards)
    limits = screen.at.table[0].value
    assert len(limits) == len(LIMITS.__dataclass_fields__)
    assert "15 minutes" in list(limits["Value"])
    assert NEEDS.get("about", "review") == "review"


def test_the_settings_are_shown(open_app: Callable, store: Store) -> None:
    assert VERSION in list(open_app("service").at.table[-1].value["Value"])


def test_the_demonstration_is_added_once(open_app: Callable, store: Store) -> None:
    screen = open_app("service").press("Load the demonstration trials")
    assert "6 demonstration trials added" in screen.at.success[0].value
    screen.press("Load the demonstration trials")
    assert "nothing added" in screen.at.success[0].value
    assert len(list(store.trials())) == 6
