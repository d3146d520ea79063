"""Hide names: nobody's name, number or date of birth is drawn on any screen, nor in its address."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.app.conftest import Screen
from tests.unit.building import WELL
from trial.actions import bedside_notes, deciding, person_copies, planning
from trial.actions.act import clock
from trial.elements import name_hiding
from trial.frame import SCREENS
from trial.ledger.entries import ReadingTaken
from trial.ledger.facts import (
    Action,
    Call,
    Decision,
    Dose,
    Event,
    ForSurgeon,
    Goal,
    Measure,
    Medicine,
    Person,
    Reading,
    Trial,
    Words,
)
from trial.store import Store

NAME, NUMBER, BORN = "Quentin QUILLFEATHER", "HN-778899", date(1961, 3, 7)
SECRETS = re.compile(
    r"quentin|quillfeather|HN-778899|7 March 1961|0?7 Mar 1961|1961.0?3.0?7|0?7.0?3.1961", re.IGNORECASE
)
SAYS = "Quentin Quillfeather (HN-778899)"
GO = Decision(outcome="proceed", reason="Walks on much faster", person_agrees="yes", present=("K Tan",))
Open = Callable[..., Screen]


@pytest.fixture
def named(store: Store) -> Trial:
    """A trial that awaits a decision and whose every text names the person."""
    by, at = "K Tan", clock() - timedelta(days=1)
    person = Person(identifier=NUMBER, name=NAME, born=BORN, notes=SAYS, diagnosis=SAYS, usual_aid=SAYS)
    trial = planning.open_trial(store, person=person, by=by, at=at).id
    measures = (Measure(scale="ten_metre_walk"), Measure(scale="modified_ashworth", items=("left_hip_adductors",)))
    planning.set_plan(
        store, trial, replace(store.trial(trial).plan, question=f"A pump for {SAYS}?", measures=measures), by=by, at=at
    )
    planning.set_goal(store, trial, Goal(id="", kind="achieve", words=f"{SAYS} walks", area=SAYS), by=by, at=at)
    planning.agree(store, trial, agreed_by="K Tan", by=by, at=at)
    planning.change_person(store, trial, replace(person, usual_blood_pressure="118/70"), by=by, at=at)
    goal = store.trial(trial).goals[0]
    planning.set_goal(store, trial, replace(goal, words=f"{SAYS} stands"), reason=f"asked {SAYS}", by=by, at=at)
    medicine = Medicine(name=SAYS, status="held")
    dose = Dose(number=1, micrograms=Decimal(25), reason=SAYS, batch=SAYS, bladder=SAYS, medicines=(medicine,))
    planning.plan_dose(store, trial, dose, by=by, at=at)
    planning.give_dose(store, trial, replace(dose, given_at=at, reason="agreed"), by=by, at=at)
    reading = Reading(
        slot="+2h", taken_at=at + timedelta(hours=2), scale="modified_ashworth", item="left_hip_adductors",
        status="declined", note=SAYS, by=by, id="r1",
    )  # fmt: skip
    store.append(trial, lambda _: [ReadingTaken(dose=1, reading=reading)], at=at, by=by)
    bedside_notes.note_event(
        store,
        trial,
        dose=1,
        event=Event(kind="fall", severity="mild", cause="unclear", began_at=at, words=SAYS, action=SAYS),
        by=by,
    )
    bedside_notes.record_words(store, trial, dose=1, words=Words(by="person", text=f"I am {SAYS}"), by=by)
    ended = at + timedelta(hours=8)
    bedside_notes.end_observation(store, trial, dose=1, ended_at=ended, answers=WELL, by=by)
    bedside_notes.record_call(store, trial, dose=1, call=Call(called_at=ended, text=SAYS), by=by)
    draft = Decision(
        outcome="defer", reason=f"{SAYS} is not sure", present=("Dr Elm",), person_agrees="unsure", person_words=SAYS,
        dissent=SAYS, conditions=SAYS, actions=(Action(what=f"Ring {SAYS}"),), for_surgeon=ForSurgeon(allergy=SAYS),
    )  # fmt: skip
    deciding.sign(store, trial, draft, by=by)
    person_copies.keep_copy(store, trial, f"# {SAYS}\n{SAYS} walked on {BORN:%d.%m.%Y}.", checked_by="Dr Elm", by=by)
    deciding.reopen(store, trial, reason=f"{SAYS} rang", by=by)
    return store.trial(trial)


def drawn(screen: Screen) -> str:
    """All that a screen hands to the browser, but for the keys of its elements, and its address."""
    nodes = [str(node.proto) for node in screen.at.main if getattr(node, "proto", None) is not None]
    values = [
        f"{widget.label} {widget.value}"
        for kind in ("text_area", "text_input", "selectbox", "date_input")
        for widget in screen.at.get(kind)
    ]
    return re.sub(r'\b(id|form_id|key): ".*"', "", "\n".join([*nodes, *values])) + str(dict(screen.at.query_params))


def hide(screen: Screen) -> Screen:
    return screen.go("meeting").choose("Hide names", True, "toggle")


@pytest.mark.parametrize("screen", list(SCREENS))
def test_no_screen_draws_who_somebody_is(open_app: Open, named: Trial, screen: str) -> None:
    shown = hide(open_app()).go(screen, "" if screen == "meeting" else named.id)
    assert SECRETS.findall(drawn(shown)) == []
    assert named.id not in str(dict(shown.at.query_params))
    if screen in ("plan", "record", "review", "decide", "person", "meeting", "trials"):
        assert "Person 1" in shown.words + drawn(shown)


@pytest.mark.parametrize(
    "screen", [name for name in SCREENS if name not in ("scales", "guide", "about", "service", "exchange")]
)
def test_the_same_screens_show_it_once_names_are_shown(open_app: Open, named: Trial, screen: str) -> None:
    shown = hide(open_app()).choose("Hide names", False, "toggle").go(screen, named.id)
    assert SECRETS.search(drawn(shown))
    assert name_hiding.HIDDEN not in shown.at.query_params


def test_numbers_and_order_stay_after_a_signature(open_app: Open, demonstration: Store, named: Trial) -> None:
    meeting = hide(open_app())
    before = [line for line in listed(meeting) if "Person" in line]
    assert before[-1].startswith(f"{len(before)}. Person {len(before)}")
    first = meeting.at.session_state["meeting.people"][0]
    deciding.sign(demonstration, first, GO, by="K Tan")
    assert [line for line in listed(meeting.run()) if "Person" in line] == before
    assert "GO, closed" in " ".join(listed(meeting))
    decided = meeting.go("review", first)
    assert decided.at.query_params["trial"] == "person~1"
    assert "Person 1" in decided.words


def test_a_page_that_is_loaded_anew_still_hides_names_under_the_same_numbers(
    open_app: Open, demonstration: Store, named: Trial
) -> None:
    shown = hide(open_app()).go("review", "demo-birch")
    address = dict(shown.at.query_params)
    again = open_app()
    again.at.query_params.update(address)
    again.at.switch_page("screens/review.py")
    assert "BIRCH" not in drawn(again.run())
    assert again.at.query_params["trial"] == address["trial"]
    assert "BIRCH" not in drawn(again.go("trials"))


def test_a_number_in_the_address_opens_nobody_once_names_are_shown(open_app: Open, named: Trial) -> None:
    shown = hide(open_app()).choose("Hide names", False, "toggle").go("review", "person~1")
    assert "No trial is open" in shown.words


@pytest.mark.parametrize("screen", ["plan", "record", "decide", "exchange", "service"])
def test_what_needs_the_name_says_that_it_is_hidden(open_app: Open, named: Trial, screen: str) -> None:
    shown = hide(open_app()).go(screen, named.id)
    assert "Names are hidden; show them to" in shown.words
    typed = [box.label for kind in ("text_input", "text_area") for box in shown.at.get(kind)]
    assert typed in ([], ["Why is it reopened?"])
    assert not shown.at.get("download_button")


def test_a_decision_is_typed_while_names_are_hidden(open_app: Open, store: Store, awaiting: Trial) -> None:
    shown = hide(open_app()).go("decide", awaiting.id).fill("Because", "Ann walks faster", "text_area")
    assert store.trial(awaiting.id).decisions[-1].reason == "Ann walks faster"
    assert shown.run().box("Because", "text_area").value == "Ann walks faster"  # who typed it sees it
    again = shown.go("review", awaiting.id).go("decide", awaiting.id)
    assert not again.at.text_area
    assert "Ann" not in again.words
    assert store.trial(awaiting.id).decisions[-1].reason == "Ann walks faster"


def test_a_signature_while_names_are_hidden_reads_back_whom_it_is_for(
    open_app: Open, store: Store, awaiting: Trial
) -> None:
    planning.change_person(store, awaiting.id, replace(awaiting.person, born=BORN), reason="asked", by="K Tan")
    deciding.draft(store, awaiting.id, replace(GO, outcome="defer"), by="K Tan")
    shown = hide(open_app()).go("decide", awaiting.id).press("Sign as K Tan")
    assert not store.trial(awaiting.id).decisions[-1].signed
    assert [one.value for one in shown.at.warning] == ["DEFER, for TEST\\-1, Ann Example, born 07 Mar 1961"]
    shown.fill("Because", "Walks on more slowly", "text_area")
    assert not shown.at.warning
    shown.press("Sign as K Tan").go("review", awaiting.id).go("decide", awaiting.id)
    assert not shown.at.warning
    shown.press("Sign as K Tan").press("This is the person: sign")
    assert store.trial(awaiting.id).decisions[-1].signed


def listed(screen: Screen) -> list[str]:
    return [*(box.label.replace("\\", "") for box in screen.at.checkbox), *(one.value for one in screen.at.text)]
