"""A meeting on the screen: its agenda chosen and put in order, frozen once it runs; who is there, typed once."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.conftest import Screen
from trial.actions import deciding, meetings, planning
from trial.elements import name_hiding
from trial.ledger.facts import Decision, Dose, Trial
from trial.store import Store

PRESENT = "Who is here, one name a line"
IN_DECISION = "Who was there, one name a line"
Open = Callable[..., Screen]


@pytest.fixture
def begun(open_app: Open, demonstration: Store, awaiting: Trial) -> Screen:
    """A meeting of everybody on the list, with two of staff."""
    return open_app("meeting").press("Begin the meeting").fill(PRESENT, "K Tan\nDr  Elm", "text_area")


def agenda_of(store: Store) -> tuple[str, ...]:
    return meetings.running(store)[0].agenda


def test_the_agenda_is_chosen_and_ordered_and_then_stays(open_app: Open, demonstration: Store, awaiting: Trial) -> None:
    screen = open_app("meeting")
    assert meetings.running(demonstration) == ()
    first = [box.key.removeprefix("meeting.on.") for box in screen.at.checkbox]
    screen.at.button(key=f"meeting.up.{first[1]}").click()
    screen.run()
    screen.at.checkbox(key=f"meeting.on.{first[0]}").set_value(False)
    screen.run().press("Begin the meeting")
    assert agenda_of(demonstration) == (first[1], *first[2:])
    assert f"0 of {len(first) - 1} decided" in screen.words
    screen.choose("Put somebody else at the end", first[0])
    assert agenda_of(demonstration) == (first[1], *first[2:], first[0])


def test_whoever_is_decided_stays_with_the_next_dose_planned(begun: Screen, store: Store, awaiting: Trial) -> None:
    before = agenda_of(store)
    go = Decision(outcome="repeat_higher", reason="Too little effect", person_agrees="yes", present=("K Tan",))
    deciding.sign(store, awaiting.id, go, by="K Tan")
    planning.plan_dose(store, awaiting.id, Dose(number=2, micrograms=Decimal(40)), by="K Tan")
    begun.go("meeting")
    assert agenda_of(store) == before
    assert f"1 of {len(before)} decided" in begun.words
    assert "Decided: REPEAT HIGHER" in begun.words
    assert f"1 of {len(before)} decided" in begun.go("decide", awaiting.id).words


def test_numbers_are_those_of_the_agenda_after_a_restart_too(begun: Screen, open_app: Open, store: Store) -> None:
    begun.go("meeting").choose("Hide names", True, "toggle")
    address, last = dict(begun.at.query_params), agenda_of(store)[-1]
    begun.go("review", last)
    assert f"Person {len(agenda_of(store))}" in begun.words
    name_hiding.NUMBERED.clear()
    again = open_app()
    again.at.query_params.update({"trial": f"person~{len(agenda_of(store))}"} | address)
    assert f"Person {len(agenda_of(store))}" in again.go("review").words
    assert last not in str(dict(again.at.query_params))


def test_who_is_there_stands_ready_in_each_decision_and_is_no_draft_by_itself(
    begun: Screen, store: Store, awaiting: Trial
) -> None:
    entries = store.head(awaiting.id)
    begun.go("decide", awaiting.id)
    assert begun.box(IN_DECISION, "text_area").value == "K Tan\nDr Elm"
    assert begun.run().box(IN_DECISION, "text_area").value == "K Tan\nDr Elm"
    assert store.head(awaiting.id) == entries
    begun.fill("Because", "Walks faster", "text_area")
    assert store.trial(awaiting.id).decisions[-1].present == ("K Tan", "Dr Elm")
    begun.fill(IN_DECISION, "K Tan\nAnn Example", "text_area")
    assert store.trial(awaiting.id).decisions[-1].present == ("K Tan", "Ann Example")
    assert meetings.running(store)[0].present == ("K Tan", "Dr Elm")


def test_whoever_empties_the_box_is_not_given_it_back_filled(begun: Screen, store: Store, awaiting: Trial) -> None:
    begun.go("decide", awaiting.id).fill(IN_DECISION, "", "text_area")
    assert begun.run().box(IN_DECISION, "text_area").value == ""
    begun.press("Sign as K Tan")
    assert any(error.startswith("Write who was there") for error in begun.errors)


def test_a_draft_that_says_who_was_there_is_left_as_it_is(begun: Screen, store: Store, awaiting: Trial) -> None:
    deciding.draft(store, awaiting.id, Decision(present=("R Lind",)), by="R Lind")
    assert begun.go("decide", awaiting.id).box(IN_DECISION, "text_area").value == "R Lind"


def test_two_screens_of_a_meeting_take_over_what_the_other_wrote(begun: Screen, open_app: Open, store: Store) -> None:
    other = open_app("meeting", by="R Lind").press("Join it")
    assert other.box(PRESENT, "text_area").value == "K Tan\nDr Elm"
    other.fill(PRESENT, "K Tan\nDr Elm\nR Lind", "text_area")
    assert begun.run().box(PRESENT, "text_area").value == "K Tan\nDr Elm\nR Lind"
    assert meetings.running(store)[0].present == ("K Tan", "Dr Elm", "R Lind")


def test_a_meeting_that_was_ended_elsewhere_is_over_here(begun: Screen, open_app: Open, awaiting: Trial) -> None:
    open_app("meeting", by="R Lind").press("Join it").press("End the meeting")
    assert "Begin the meeting" in begun.go("meeting").buttons
    assert "decided" not in begun.go("decide", awaiting.id).words.partition("Decide with")[0]


def test_after_reopening_with_names_hidden_it_says_where_they_are_shown(
    begun: Screen, store: Store, awaiting: Trial
) -> None:
    named = Decision(outcome="defer", reason="Ann Example is not sure", person_agrees="yes", present=("K Tan",))
    deciding.sign(store, awaiting.id, replace(named), by="K Tan")
    begun.go("meeting").choose("Hide names", True, "toggle").go("decide", awaiting.id)
    assert "what was written then can be changed once they are shown" in begun.words
