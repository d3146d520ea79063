"""What the program asks of a child, of an arm, and of a goal whose levels were agreed in words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

import scales
from tests.refused import refused
from tests.unit.building import T0, at, dose, hourly, meaning, result, trial
from tests.unit.worded import because, headline
from trial.elements.sheet.data import sheet_data
from trial.errors import InvalidInput
from trial.files.plan_templates import templates
from trial.ledger.facts import Goal, Person, Rating, Trial
from trial.rules.record import check_part
from trial.wording.goals import asks
from trial.wording.phrases import about

LEVELS = ("", "with two stops", "to the gate", "", "to the shop")
GATE = Goal(id="g1", kind="achieve", words="Walk to the gate", levels=LEVELS)


def sheet(person: Person, **more: object) -> dict[str, object]:
    now = trial(dose(hourly("pain", "rating", [4], (0,)), **more))
    of_person = replace(now, record=replace(now.record, person=person, goals=(GATE,)))
    measured: Trial = replace(of_person, changed_at=T0)
    return sheet_data(measured, measured.doses[0], recorder="K Tan", zone=ZoneInfo("UTC"))


def signs(found: dict[str, object]) -> str:
    return next(str(block["signs"]) for block in found["blocks"] if block["key"] == "events")  # type: ignore[attr-defined]


def test_the_words_of_a_level_stand_beside_the_rating_and_on_the_meetings_page() -> None:
    rating = Rating(goal="g1", slot="+4h", by="team", level=Decimal(-1), rated_at=at(240))
    judged = result(meaning(hourly("pain", "rating", [4, 2], (0, 4)), goals=[GATE], given={"ratings": (rating,)}))
    assert asks(GATE) == "rated by the team; \u22121: with two stops, 0: to the gate, +2: to the shop"
    assert "team \u22121 (“with two stops”)" in headline(judged)
    assert "with two stops" in because(judged)
    plain = replace(judged, goal=replace(GATE, levels=()))
    assert asks(plain.goal) == "rated by the team"
    assert "“" not in headline(plain)


def test_the_sheet_shows_the_words_of_each_level_before_anybody_rates() -> None:
    found = sheet(Person(identifier="RX1"))
    goals = next(block for block in found["blocks"] if block["key"] == "goals")  # type: ignore[attr-defined]
    assert goals["rows"][0]["note"] == "achieve. \u22121: with two stops, 0: to the gate, +2: to the shop"
    shared, field = found["shared"], found["fields"]["goal|g1|team"]  # type: ignore[index]
    labels = {level["token"]: level["label"] for level in shared[field["levels"]]}  # type: ignore[index]
    assert labels == {
        "-2": "much less than agreed", "-1": "with two stops", "0": "to the gate", "1": "more than agreed",
        "2": "to the shop",
    }  # fmt: skip


@pytest.mark.parametrize("count", [1, 4, 6])
def test_levels_are_five_or_none(count: int) -> None:
    with refused(InvalidInput, "five texts"):
        check_part(replace(GATE, levels=("x",) * count))


@pytest.mark.parametrize("kilograms", ["0", "-3", "401"])
def test_a_weight_is_possible(kilograms: str) -> None:
    with refused(InvalidInput, "400 kilograms"):
        check_part(Person(identifier="RX1", weight_kg=Decimal(kilograms)))


def test_weight_and_dystonia_are_said_where_the_diagnosis_is() -> None:
    child = Person(
        identifier="RX1", diagnosis="cerebral palsy", weight_kg=Decimal("22.5"), dystonia="arms, on reaching"
    )
    assert about(child) == "cerebral palsy. Dystonia: arms, on reaching. Weight 22.5 kg."


@pytest.mark.parametrize("given", [T0, None])
def test_rule_29_what_is_said_of_adults_is_off_under_16_before_the_dose_too(given: object) -> None:
    child, adult = (sheet(Person(identifier="RX1", born=born), given_at=given) for born in (date(2016, 1, 2), None))
    assert "sensitive adult" in signs(adult)
    assert "sensitive adult" not in signs(child)
    assert "hard to rouse" in signs(child)


def test_a_child_is_watched_for_pain_and_an_arm_has_a_test_of_the_hand() -> None:
    offered = templates()
    child, arm = ({measure.scale for measure in offered[key].plan().measures} for key in ("child", "upper_limb"))
    assert "pain_observed" in child
    assert "pain" not in child
    assert "box_and_blocks" in arm
    assert [item.side for item in scales.get("box_and_blocks").items] == ["left", "right"]
    assert scales.get("box_and_blocks").performance
