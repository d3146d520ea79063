"""The decision: drafted as typed, signed by a name, reopened with a reason; what a signature covers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from tests.unit.building import WELL
from tests.unit.eight_goals import eight_goals
from tests.unit.worded import topics
from trial.actions import bedside_notes, deciding, importing, planning
from trial.errors import NotAllowedNow
from trial.files.imprint import Made, imprint_of
from trial.files.workbook import write_workbook
from trial.ledger.facts import Call, Decision, Dose, Event, Outcome, Person, Trial
from trial.meaning.state import state_of
from trial.meaning.summary import summarise
from trial.rules import lifecycle
from trial.store import Store
from trial.wording.audit import acts
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
MEETING = T0 + timedelta(days=1)
LATER = T0 + timedelta(days=2)
GO = Decision(outcome="proceed", reason="Walks faster, still stands", person_agrees="yes", present=("K Tan", "Dr Elm"))
HIGHER = replace(GO, outcome="repeat_higher", reason="too little at 50")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    """A trial whose one dose has been given and watched to its end."""
    person = Person(identifier="TEST-1", name="Ann Example")
    opened = planning.open_trial(store, person=person, by="K Tan", at=T0 - timedelta(days=1)).id
    give(store, opened, 1, T0)
    ended = T0 + timedelta(hours=8)
    bedside_notes.end_observation(store, opened, dose=1, ended_at=ended, answers=WELL, by="K Tan", at=ended)
    return opened


def give(store: Store, trial: str, number: int, at: datetime) -> None:
    dose = Dose(number=number, micrograms=Decimal(50), reason="agreed")
    planning.plan_dose(store, trial, dose, by="K Tan", at=at)
    planning.give_dose(store, trial, replace(dose, given_at=at, reason="agreed"), by="K Tan", at=at)


def sign(store: Store, trial: str, decision: Decision, at: datetime = MEETING) -> None:
    deciding.sign(store, trial, decision, by="Dr Elm", at=at)


def test_a_draft_is_stored_as_typed_and_decides_nothing(store: Store, trial: str) -> None:
    deciding.draft(store, trial, Decision(reason="Walks fas"), by="K Tan")
    deciding.draft(store, trial, Decision(reason="Walks faster", outcome="proceed"), by="R Lind")
    (draft,) = store.trial(trial).decisions
    assert (draft.reason, draft.outcome, draft.signed) == ("Walks faster", "proceed", False)
    assert state_of(store.trial(trial)) == "awaiting_decision"


def test_looking_without_typing_leaves_no_draft(store: Store, trial: str) -> None:
    before = store.head(trial)
    deciding.draft(store, trial, Decision(), by="K Tan")
    assert store.head(trial) == before
    deciding.draft(store, trial, GO, by="K Tan")
    deciding.draft(store, trial, GO, by="R Lind")
    assert store.head(trial) == before + 1


def test_a_draft_cannot_sign_itself(store: Store, trial: str) -> None:
    deciding.draft(store, trial, replace(GO, signed_by="Mallory", signed_at=MEETING), by="K Tan")
    assert not store.trial(trial).decisions[0].signed
    assert store.trial(trial).decisions[0].signed_by == ""


def test_a_signature_carries_the_signers_name_and_takes_the_drafts_place(store: Store, trial: str) -> None:
    deciding.draft(store, trial, replace(GO, reason="unfinished"), by="K Tan")
    sign(store, trial, GO)
    (signed,) = store.trial(trial).decisions
    assert (signed.signed_by, signed.signed_at, signed.reason) == ("Dr Elm", MEETING, GO.reason)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("proceed", "closed"),
        ("do_not_proceed", "closed"),
        ("infusion_trial", "closed"),
        ("repeat_higher", "awaiting_dose"),
        ("repeat_lower", "awaiting_dose"),
        ("defer", "awaiting_dose"),
    ],
)
def test_rule_35_what_closes_a_trial_and_what_leaves_it_open(
    store: Store, trial: str, outcome: Outcome, state: str
) -> None:
    sign(store, trial, replace(GO, outcome=outcome))
    assert state_of(store.trial(trial)) == state


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        (replace(GO, outcome=None), "outcome"),
        (replace(GO, reason=" "), "reason"),
        (replace(GO, person_agrees=None), "person agrees"),
        (replace(GO, person_agrees="no"), "against the person's no"),
    ],
    ids=["no outcome", "no reason", "nobody asked the person", "go against a no"],
)
def test_rule_35_what_cannot_be_signed_stays_a_draft(store: Store, trial: str, decision: Decision, said: str) -> None:
    with refused(NotAllowedNow, match=said):
        sign(store, trial, decision)
    assert state_of(store.trial(trial)) == "awaiting_decision"


def test_rule_35_an_outcome_against_the_counts_needs_a_reason_and_no_more(store: Store, trial: str) -> None:
    sign(store, trial, replace(GO, outcome="do_not_proceed", reason="She would rather not.", person_agrees="no"))
    assert state_of(store.trial(trial)) == "closed"


def test_rule_35_unsure_with_a_sentence_is_signed(store: Store, trial: str) -> None:
    sign(store, trial, replace(GO, person_agrees="unsure", person_words="Perhaps in spring."))
    assert store.trial(trial).decisions[0].signed


def test_rule_35_a_signature_covers_what_stood_and_the_sheet_is_shut(store: Store, trial: str) -> None:
    sign(store, trial, HIGHER)
    now = store.trial(trial)
    assert now.signed_after_dose == ((0, 1),)
    with refused(NotAllowedNow, match="covers dose 1"):
        bedside_notes.note_bladder(store, trial, dose=1, bladder="usual", by="K Tan", at=LATER)


def test_rule_35_a_later_dose_does_not_void_the_signature_before_it(store: Store, trial: str) -> None:
    sign(store, trial, HIGHER)
    give(store, trial, 2, LATER)
    now = store.trial(trial)
    assert now.decisions[0].signed
    assert state_of(now) == "in_progress"
    bedside_notes.note_bladder(store, trial, dose=2, bladder="usual", by="K Tan", at=LATER)


def test_rule_31_late_facts_come_in_after_signing_and_void_nothing(store: Store, trial: str) -> None:
    sign(store, trial, GO)
    headache = Event(kind="postural_headache", severity="moderate", began_at=LATER)
    bedside_notes.note_event(store, trial, dose=1, event=headache, by="K Tan", at=LATER)
    bedside_notes.record_call(store, trial, dose=1, call=Call(called_at=LATER, text="better"), by="K Tan", at=LATER)
    now = store.trial(trial)
    assert now.decisions[0].signed
    assert (len(now.doses[0].events), len(now.doses[0].follow_up)) == (1, 1)


def test_rule_35_reopening_needs_a_reason_voids_the_signature_and_keeps_it_in_sight(store: Store, trial: str) -> None:
    sign(store, trial, GO)
    with refused(NotAllowedNow, match="Say why"):
        deciding.reopen(store, trial, reason=" ", by="R Lind")
    deciding.reopen(store, trial, reason="a reading was wrong", by="R Lind", at=LATER)
    (draft,) = store.trial(trial).decisions
    assert not draft.signed
    assert (draft.outcome, draft.person_agrees, draft.reason) == (None, None, GO.reason)
    (voided,) = draft.history
    assert (voided.decision.signed_by, voided.by, voided.reason) == ("Dr Elm", "R Lind", "a reading was wrong")
    assert store.trial(trial).signed_after_dose == ()
    sign(store, trial, replace(GO, outcome="defer"), at=LATER)
    (signed,) = store.trial(trial).decisions
    assert (signed.outcome, len(signed.history)) == ("defer", 1)


def test_the_audit_shows_a_reopened_decision_with_who_and_why(store: Store, trial: str) -> None:
    sign(store, trial, GO)
    deciding.reopen(store, trial, reason="a reading was wrong", by="R Lind", at=LATER)
    audit = list(store.facts(trial))
    found = list(acts(audit))
    last = found[-1]
    assert (last.entry.by, last.reason) == ("R Lind", "a reading was wrong")
    assert "outcome proceed" in last.before
    assert "signed by Dr Elm" in last.before
    assert last.after == "reopened: the signature is void"
    now = store.trial(trial)
    imprint = imprint_of(now, Made(service_name="", version="0", zone=ZoneInfo("UTC"), made_at=LATER, made_by=""))
    made = write_workbook(summarise(now), imprint, audit)
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(made))["Audit"].iter_rows()]
    assert any("a reading was wrong" in row and "R Lind" in row for row in rows)


def test_there_is_nothing_to_reopen_before_a_signature_nor_under_a_later_draft(store: Store, trial: str) -> None:
    with refused(NotAllowedNow, match="no signed decision"):
        deciding.reopen(store, trial, reason="x", by="K Tan")
    sign(store, trial, HIGHER)
    deciding.draft(store, trial, replace(GO, reason="next time"), by="K Tan")
    with refused(NotAllowedNow, match="later decision"):
        deciding.reopen(store, trial, reason="x", by="K Tan")


def test_a_closed_trial_takes_no_draft_and_no_second_signature(store: Store, trial: str) -> None:
    sign(store, trial, GO)
    with refused(NotAllowedNow, match="closes this trial"):
        deciding.draft(store, trial, replace(GO, reason="more"), by="K Tan")
    with refused(NotAllowedNow, match="closes this trial"):
        sign(store, trial, HIGHER)


def test_each_meeting_adds_a_decision(store: Store, trial: str) -> None:
    sign(store, trial, HIGHER)
    sign(store, trial, GO, at=LATER)
    assert [one.outcome for one in store.trial(trial).decisions] == ["repeat_higher", "proceed"]


def test_rule_35_a_clock_that_was_slow_does_not_move_a_decision_from_its_dose(store: Store, trial: str) -> None:
    """Signed by a server whose clock was before T0: the ledger's order says what the meeting had before it."""
    sign(store, trial, HIGHER, at=T0 - timedelta(days=30))
    now = store.trial(trial)
    assert state_of(now) == "awaiting_dose"
    assert [len(one.decisions) for one in summarise(now).doses] == [1]
    with refused(NotAllowedNow, match="covers dose 1"):
        bedside_notes.note_bladder(store, trial, dose=1, bladder="usual", by="K Tan", at=LATER)


def test_rule_35_a_clock_that_was_fast_does_not_reach_a_later_dose(store: Store, trial: str) -> None:
    sign(store, trial, HIGHER, at=T0 + timedelta(days=90))
    give(store, trial, 2, LATER)
    now = store.trial(trial)
    assert state_of(now) == "in_progress"
    assert [len(one.decisions) for one in summarise(now).doses] == [1, 0]
    bedside_notes.note_bladder(store, trial, dose=2, bladder="usual", by="K Tan", at=LATER)


def test_a_reopened_signature_covers_nothing_until_it_is_signed_again(store: Store, trial: str) -> None:
    sign(store, trial, HIGHER)
    assert store.trial(trial).signed_after_dose == ((0, 1),)
    deciding.reopen(store, trial, reason="a reading was wrong", by="R Lind", at=LATER)
    assert store.trial(trial).signed_after_dose == ()


@pytest.mark.parametrize("ended", [True, False], ids=["awaiting its decision", "under way"])
def test_a_planned_next_dose_takes_nobody_off_the_meetings_list(store: Store, ended: bool) -> None:
    opened = planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan", at=T0).id
    give(store, opened, 1, T0)
    if ended:
        bedside_notes.end_observation(
            store, opened, dose=1, ended_at=T0 + timedelta(hours=8), answers=WELL, by="K Tan", at=LATER
        )
    planning.plan_dose(store, opened, Dose(number=2, micrograms=Decimal(75), reason="more"), by="K Tan", at=LATER)
    (row,) = deciding.this_week(store, now=LATER + timedelta(hours=1))
    assert (row.dose_number, row.micrograms, row.given_at) == (1, "50", T0)
    assert row.next_slot != "baseline"
    if ended:
        sign(store, opened, HIGHER, at=LATER + timedelta(hours=1))
        (row,) = store.worklist()
        assert (row.state, row.dose_number, row.next_slot) == ("awaiting_dose", 2, "baseline")


def test_go_beside_what_was_not_assessed_asks_for_a_sentence(store: Store, trial: str) -> None:
    with refused(NotAllowedNow, match=r"Not fully assessed.*in a sentence"):
        sign(store, trial, replace(GO, reason="yes"))
    sign(store, trial, GO)
    assert store.trial(trial).decisions[0].signed


def test_counts_against_an_outcome_are_said_and_propose_nothing(store: Store) -> None:
    importing.add_demonstration(store, by="K Tan")
    all_met, one_lost = store.trial("demo-alder"), store.trial("demo-hazel")

    def against(trial: Trial, outcome: Outcome | None) -> str:
        against = lifecycle.contradiction(trial, outcome)
        return sentence_of(against) if against else ""

    assert "All met, all kept" in against(all_met, "do_not_proceed")
    assert against(all_met, "proceed") == ""
    assert against(one_lost, "proceed").startswith("At a glance: LOST: ")
    assert against(one_lost, "repeat_higher").startswith("At a glance: LOST: ")
    assert {against(one, outcome) for one in (all_met, one_lost) for outcome in ("defer", None)} == {""}


def test_of_many_that_got_weaker_the_weakest_are_given_with_their_readings_and_the_rest_by_name(store: Store) -> None:
    importing.import_file(store, eight_goals(), by="K Tan")
    latest = summarise(store.trial("eight-goals")).latest
    assert latest is not None
    (power,) = [one.text for one in topics(latest) if one.name == "Power"]
    assert power.startswith("left hip flexion 3 to 2 at")
    assert "weaker at some test too: both hip extension, both knee flexion and both ankle dorsiflexion" in power
