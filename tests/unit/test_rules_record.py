"""What no record may say, in places that a form never offers: they come in files."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.facts import (
    Dose,
    Event,
    Goal,
    Medicine,
    Person,
    Rating,
    RatingCorrection,
    Reading,
    Record,
    Target,
    Words,
)
from trial.rules import why_not
from trial.rules.bedside import medicines_at_odds, values_not_chosen
from trial.rules.record import check_goal, check_part, check_record
from trial.rules.typed_input import check_values
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
DOSE = Dose(number=1, micrograms=Decimal(50), given_at=T0)
GOAL = Goal(id="g1", kind="achieve", words="Walk to the gate")
RATING = Rating(goal="g1", slot="+4h", by="person", level=Decimal(1))


def record(dose: Dose = DOSE, **more: object) -> Record:
    return Record(trial="T-1", person=Person(identifier="1"), goals=(GOAL,), doses=(dose,), **more)  # type: ignore[arg-type]


def test_a_zone_that_is_nowhere_is_refused() -> None:
    check_record(record(zone="Europe/London"))
    with refused(InvalidInput, "Mars/Olympus"):
        check_record(record(zone="Mars/Olympus"))


def test_a_rating_that_was_replaced_is_held_to_what_any_rating_is() -> None:
    def rated(level: str) -> Record:
        before = RatingCorrection(rating=replace(RATING, level=Decimal(level)), at=T0, reason="misheard")
        return record(replace(DOSE, ratings=(replace(RATING, corrected=(before,)),)))

    check_record(rated("-1"))
    with refused(InvalidInput) as found:
        check_record(rated("3"))
    assert found.value.refusal.field == "doses[0].ratings[0].corrected[0].rating.level"


def test_words_are_of_no_slot_or_of_one_that_there_is() -> None:
    check_record(record(replace(DOSE, words=(Words(by="person", slot="", text="My legs feel light"),))))
    with refused(InvalidInput) as found:
        check_record(record(replace(DOSE, words=(Words(by="person", slot="4h", text="My legs feel light"),))))
    assert found.value.refusal.field == "doses[0].words[0].slot"


def test_a_yes_or_no_takes_no_target() -> None:
    target = Target(scale="observations", item="on_oxygen", rule="at_most", amount=Decimal(0))
    with refused(InvalidInput) as found:
        check_goal(replace(GOAL, target=target))
    assert (found.value.refusal.code, found.value.refusal.field) == ("item_takes_no_target", "target.rule")


def test_a_year_that_cannot_be_meant_is_found_in_a_list_of_a_dictionary() -> None:
    check_values({"asked": [T0]})
    with refused(InvalidInput) as found:
        check_values({"asked": [T0, T0.replace(year=1)]})
    assert found.value.refusal.field == "asked[1]"


@pytest.mark.parametrize(("status", "remarks"), [("held", 1), ("given", 0)])
def test_a_medicine_that_is_held_and_was_given_is_pointed_out(status: str, remarks: int) -> None:
    given = Event(kind="other", began_at=T0 + timedelta(hours=1), medicine="Baclofen 10 mg")
    medicine = Medicine(name="baclofen", status=status)  # type: ignore[arg-type]
    found = [*medicines_at_odds(replace(DOSE, medicines=(medicine,), events=(given,)))]
    assert [remark.code for remark in found] == ["medicine_held_and_given"] * remarks


def test_a_choice_is_between_two_values_of_one_box_with_a_reason() -> None:
    at = T0 + timedelta(hours=4)
    first = Reading(slot="+4h", taken_at=at, scale="pain", item="rating", value=Decimal(3), id="first")
    two = replace(DOSE, readings=(first, replace(first, value=Decimal(5), id="second")))
    assert values_not_chosen(two, "first", "Read off again") == ("second",)
    with pytest.raises(NotFound) as gone:
        values_not_chosen(two, "third", "Read off again")
    assert sentence_of(gone.value)
    with refused(NotAllowedNow):
        values_not_chosen(two, "first", " ")
    with refused(NotAllowedNow):
        values_not_chosen(replace(DOSE, readings=(first,)), "first", "Read off again")


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u200d", "\u202e", "\u2066", "\u00ad", "\ufeff", "\ufe0f", "\u3164", "\U000e0041"]
)
@pytest.mark.parametrize("identifier", ["{}RX1", "RX{}1", "RX1{}"])
def test_an_identifier_that_only_looks_like_another_is_refused(unseen: str, identifier: str) -> None:
    problem = why_not(check_part, Person(identifier=identifier.format(unseen), name=f"Z{unseen}oe"))
    assert problem is not None
    assert (problem.code, problem.field) == ("identifier_with_unseen_character", "identifier")
    assert why_not(check_part, Person(identifier="RX1 \u0660", name=f"Z{unseen}oe")) is None
