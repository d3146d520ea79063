"""A meeting that runs: its agenda, who is there, who is decided; entries of the service chain, with ids only."""

from datetime import timedelta

import pytest

from tests.refused import refused
from tests.unit.every_act import BY, CLOSED, DECISION, PLANNED, SIGNED, UNDER_WAY, end, service
from trial.actions import deciding, maintenance, meetings
from trial.actions.act import clock
from trial.errors import InvalidInput
from trial.ledger.entries import SERVICE
from trial.store import Store

pytestmark = pytest.mark.quick


@pytest.fixture
def store() -> Store:
    return service()


def the(store: Store) -> meetings.Meeting:
    (meeting,) = meetings.running(store)
    return meeting


def test_an_agenda_keeps_its_order_and_only_grows(store: Store) -> None:
    meetings.begin(store, [SIGNED, UNDER_WAY], by=BY)
    meetings.add(store, the(store), PLANNED, by="R Hale")
    meetings.add(store, the(store), SIGNED, by="R Hale")
    assert the(store).agenda == (SIGNED, UNDER_WAY, PLANNED)
    assert the(store).begun_by == BY


def test_an_empty_agenda_is_refused(store: Store) -> None:
    with refused(InvalidInput, match="at least one person"):
        meetings.begin(store, [], by=BY)
    assert meetings.running(store) == ()


def test_two_meetings_at_once_do_not_fight(store: Store) -> None:
    first, second = (meetings.begin(store, [trial], by=BY) for trial in (SIGNED, UNDER_WAY))
    of = {meeting.id: meeting for meeting in meetings.running(store)}
    meetings.note_present(store, of[first], ["Dr Elm"], by=BY)
    meetings.end(store, of[second], by=BY)
    assert the(store).id == first
    assert (the(store).agenda, the(store).present) == ((SIGNED,), ("Dr Elm",))


def test_who_somebody_adds_does_not_undo_who_is_there(store: Store) -> None:
    meetings.begin(store, [SIGNED], by=BY)
    meetings.note_present(store, the(store), ["Dr Elm", "K Tan"], by=BY)
    meetings.add(store, the(store), UNDER_WAY, by=BY)
    assert the(store).present == ("Dr Elm", "K Tan")
    entries = store.head(SIGNED)
    meetings.note_present(store, the(store), ["Dr Elm", "K Tan"], by=BY)
    assert store.head(SIGNED) == entries


def test_only_what_was_signed_since_it_began_and_still_stands_is_decided(store: Store) -> None:
    meetings.begin(store, [SIGNED, UNDER_WAY], by=BY, at=clock() + timedelta(seconds=5))
    meeting = the(store)
    assert meetings.decided(store, meeting) == {}
    end(store, UNDER_WAY)
    deciding.sign(store, UNDER_WAY, DECISION, by=BY, at=meeting.begun_at + timedelta(minutes=5))
    assert meetings.decided(store, meeting) == {UNDER_WAY: "defer"}
    deciding.reopen(store, UNDER_WAY, reason="misread", by=BY)
    assert meetings.decided(store, meeting) == {}


def test_a_meeting_that_nobody_ended_is_over_the_next_day(store: Store) -> None:
    meetings.begin(store, [SIGNED], by=BY)
    assert meetings.running(store, at=clock() + timedelta(hours=12))
    assert not meetings.running(store, at=clock() + meetings.LASTS + timedelta(minutes=1))


def test_erasing_a_trial_erases_who_was_at_the_meetings_that_discussed_it(store: Store) -> None:
    """The person or their family may have been there; the chain still verifies, and other meetings keep theirs."""
    for trial, name in ((CLOSED, "Ann Example"), (SIGNED, "Dr Elm")):
        meetings.begin(store, [trial], by=BY)
        meetings.note_present(store, meetings.running(store)[0], [name], by=BY)
    meetings.note_present(store, meetings.running(store)[1], ["Ann Example", "Bo Example"], by=BY)
    assert not any("Ann" in entry.payload for entry in store.entries(SERVICE))
    maintenance.erase(store, CLOSED, reason="past its date", by=BY)
    assert "intact" in maintenance.verify(store)
    texts = [getattr(row, "text", "") for row in store.raw()]
    assert not any("Bo Example" in text for text in texts)
    assert {meeting.agenda: meeting.present for meeting in meetings.running(store)}[(SIGNED,)] == ("Dr Elm",)
