"""What may be done now: sign, reopen, edit, add (rules 31 and 35)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from tests.unit import building
from trial.errors import InvalidInput, NotAllowedNow
from trial.ledger.facts import Decision, Dose, Goal, Outcome, Person, Record, Trial
from trial.meaning.state import state_of
from trial.rules import lifecycle, may
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
GIVEN = Dose(number=1, micrograms=Decimal(50), given_at=T0)
NEXT = Dose(number=2, micrograms=Decimal(75))
READY = Decision(
    outcome="proceed", reason="Goals met", present=("A Rao",), person_agrees="yes", signed_by="A Rao", signed_at=T0
)


def signed(outcome: Outcome, days: int = 1) -> Decision:
    return replace(READY, outcome=outcome, signed_at=T0 + timedelta(days=days))


def trial(*doses: Dose, decided: tuple[Decision, ...] = (), **more: object) -> Trial:
    record = Record(trial="T-1", person=Person(identifier="1", name="A"), doses=doses, decisions=decided)
    return Trial(record=replace(record, **more), entries=1, fingerprint="")  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", ["proceed", "do_not_proceed", "infusion_trial"])
def test_rule_35_these_outcomes_close_the_trial(outcome: Outcome) -> None:
    closed = trial(GIVEN, decided=(signed(outcome),))
    assert state_of(closed) == "closed"
    assert not may(lifecycle.check_dose_may_be_planned, closed, NEXT)
    assert not may(lifecycle.check_not_closed, closed)
    assert not may(lifecycle.check_plan_edit, closed, "a reason")


@pytest.mark.parametrize("outcome", ["repeat_higher", "repeat_lower", "defer"])
def test_rule_35_these_outcomes_leave_the_trial_open(outcome: Outcome) -> None:
    open_ = trial(GIVEN, decided=(signed(outcome),))
    assert state_of(open_) != "closed"
    assert may(lifecycle.check_dose_may_be_planned, open_, NEXT)
    assert may(lifecycle.check_not_closed, open_)


def test_rule_35_go_against_a_no_is_refused() -> None:
    with refused(NotAllowedNow, match="against the person's no"):
        lifecycle.check_may_sign(trial(GIVEN), replace(READY, person_agrees="no"))
    lifecycle.check_may_sign(trial(GIVEN), replace(READY, person_agrees="no", outcome="do_not_proceed"))


def test_rule_35_unsure_needs_a_sentence() -> None:
    unsure = Decision(outcome="defer", person_agrees="unsure", signed_by="A Rao", signed_at=T0)
    with refused(NotAllowedNow, match="write a sentence"):
        lifecycle.check_signature(unsure)
    lifecycle.check_signature(replace(unsure, person_words="I want to sleep on it"))
    lifecycle.check_signature(replace(unsure, reason="She wants to sleep on it"))


def test_rule_35_go_with_somebody_unsure_needs_a_sentence_besides_its_reason() -> None:
    go = Decision(outcome="proceed", reason="Walks further", person_agrees="unsure", signed_by="A Rao", signed_at=T0)
    with refused(NotAllowedNow, match="write a sentence"):
        lifecycle.check_signature(go)
    lifecycle.check_signature(replace(go, person_words="I would like to, but fear the surgery"))


@pytest.mark.parametrize(
    "lacking",
    [
        {"outcome": None},
        {"reason": " "},
        {"reason": "Good"},
        {"present": (" ",)},
        {"person_agrees": None},
        {"signed_by": ""},
    ],
)
def test_a_signature_needs_outcome_reason_somebody_present_view_and_name(lacking: dict[str, object]) -> None:
    assert may(lifecycle.check_may_sign, trial(GIVEN), READY)
    assert not may(lifecycle.check_may_sign, trial(GIVEN), replace(READY, **lacking))  # type: ignore[arg-type]


def test_every_refusal_to_sign_is_known_at_once_one_a_field() -> None:
    empty = replace(Decision(), signed_by="A Rao", signed_at=T0)
    assert [why.field for why in lifecycle.refusals_to_sign(trial(GIVEN), empty)] == [
        "outcome", "reason", "present", "person_agrees"
    ]  # fmt: skip
    assert lifecycle.refusals_to_sign(trial(GIVEN), READY) == ()


def test_why_the_persons_view_is_missing_stands_in_for_it() -> None:
    lifecycle.check_may_sign(trial(GIVEN), replace(READY, person_agrees=None, person_words="Asleep all day"))


def test_rule_35_a_signature_covers_the_doses_before_it_and_no_later_one() -> None:
    later = replace(NEXT, given_at=T0 + timedelta(days=2))
    repeated = trial(GIVEN, later, decided=(signed("repeat_higher"),))
    assert not may(lifecycle.check_dose_open, repeated, 1)
    assert may(lifecycle.check_dose_open, repeated, 2)
    assert may(lifecycle.check_dose_open, trial(GIVEN), 1)


def test_rule_35_a_failed_puncture_before_the_meeting_is_covered() -> None:
    failed = replace(GIVEN, given_at=None, delivery="none", tried_at=T0)
    assert not may(lifecycle.check_dose_open, trial(failed, decided=(signed("defer"),)), 1)


def test_rule_35_reopening_needs_a_signature_and_a_reason() -> None:
    decided = trial(GIVEN, decided=(signed("proceed"),))
    assert may(lifecycle.check_may_reopen, decided, "new facts")
    assert not may(lifecycle.check_may_reopen, decided, "  ")
    assert not may(lifecycle.check_may_reopen, trial(GIVEN), "new facts")
    drafting = trial(GIVEN, decided=(signed("defer"), Decision()))
    assert not may(lifecycle.check_may_reopen, drafting, "new facts")
    with pytest.raises(InvalidInput):
        lifecycle.check_may_reopen(decided, "a\x00b")


def test_plan_and_goals_need_a_reason_once_they_are_agreed() -> None:
    assert may(lifecycle.check_plan_edit, trial(), "")
    assert not may(lifecycle.check_plan_edit, trial(agreed_at=T0), "")
    assert not may(lifecycle.check_plan_edit, trial(GIVEN), "")
    assert may(lifecycle.check_plan_edit, trial(GIVEN), "typing error")


def test_plan_and_goals_are_agreed_once_and_only_if_there_is_something() -> None:
    goal = Goal(id="g1", kind="keep")
    assert not may(lifecycle.check_agreement, trial())
    assert may(lifecycle.check_agreement, trial(goals=(goal,)))
    assert not may(lifecycle.check_agreement, trial(goals=(goal,), agreed_at=T0))


@pytest.mark.parametrize(
    ("person", "enough"),
    [
        (Person(identifier="1"), False),
        (Person(identifier="1", name=" "), False),
        (Person(identifier="1", name="A"), True),
        (Person(identifier="1", born=date(1970, 1, 1)), True),
    ],
)
def test_two_identifiers_are_needed_before_t0(person: Person, enough: bool) -> None:
    assert may(lifecycle.check_dose_may_be_given, trial(person=person), GIVEN) is enough


def test_doses_take_their_turn() -> None:
    failed = replace(GIVEN, given_at=None, delivery="none")
    assert may(lifecycle.check_dose_may_be_planned, trial(), GIVEN)
    assert not may(lifecycle.check_dose_may_be_planned, trial(), NEXT)
    assert not may(lifecycle.check_dose_may_be_planned, trial(replace(GIVEN, given_at=None)), NEXT)
    assert may(lifecycle.check_dose_may_be_planned, trial(failed), NEXT)
    assert not may(lifecycle.check_dose_may_be_given, trial(GIVEN), GIVEN)


PAIN = building.achieve("pain", "rating", "at_most", 3)


def _of_no_effect(delivery: str = "full") -> Trial:
    """One dose after which the only goal was missed by far, and nothing was lost."""
    readings = building.hourly("pain", "rating", (6, 6, 6), (0, 2, 4))
    return building.trial(building.dose(readings, delivery=delivery, events_asked=True), goals=(PAIN,))


@pytest.mark.parametrize(
    ("outcome", "stands"),
    [
        ("proceed", True),
        ("repeat_lower", True),
        ("repeat_higher", False),
        ("do_not_proceed", False),
        ("infusion_trial", False),
        ("defer", False),
    ],
)
def test_where_nothing_was_met_and_nothing_lost_go_and_a_lower_dose_are_asked_about(
    outcome: Outcome, stands: bool
) -> None:
    against = lifecycle.contradiction(_of_no_effect(), outcome)
    assert (against is not None and against.code == "outcome_against_the_counts") is stands
    assert against is None or "None met" in sentence_of(against)


@pytest.mark.parametrize("delivery", ["partial", "uncertain"])
def test_rule_32_no_pump_without_a_conclusion_is_asked_about(delivery: str) -> None:
    against = lifecycle.contradiction(_of_no_effect(delivery), "do_not_proceed")
    assert against is not None
    assert "no conclusion" in sentence_of(against)
    failed = Dose(number=1, micrograms=Decimal(50), delivery="none")
    nothing_given = lifecycle.contradiction(trial(failed), "do_not_proceed")
    assert nothing_given is not None
    assert sentence_of(nothing_given) == "At a glance: no dose was given. Say in a sentence why it is decided so."
    assert lifecycle.contradiction(trial(failed), "defer") is None


@pytest.mark.parametrize("words", ["", "?", "x", "later"])
def test_rule_35_a_word_is_no_sentence_about_what_the_person_is_unsure_of(words: str) -> None:
    unsure = replace(READY, person_agrees="unsure", person_words=words)
    assert [why.field for why in lifecycle.refusals_to_sign(trial(GIVEN), unsure)] == ["person_words"]
    said = replace(unsure, person_words="Perhaps in spring")
    assert lifecycle.refusals_to_sign(trial(GIVEN), said) == ()
