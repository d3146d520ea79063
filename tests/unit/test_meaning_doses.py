"""Doses and states: rules 32 to 36."""

from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from tests.unit.building import T0, at, dose, hourly, meaning, measure, only, reading, trial
from tests.unit.worded import at_a_glance, cautions
from trial.ledger.facts import Decision, Dose, Goal, Outcome, Plan, PlanEdit, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import day_ends_at
from trial.meaning.state import state_at, state_of
from trial.meaning.summary import summarise
from trial.wording.phrases import happened

TONE = ("modified_ashworth", "left_hip_adductors")
LATER = T0 + timedelta(days=2)


def signed(outcome: Outcome, minutes: float = 24 * 60) -> Decision:
    return Decision(outcome=outcome, reason="As discussed", signed_by="R Lind", signed_at=at(minutes))


def failed(number: int = 1) -> Dose:
    return dose(number=number, delivery="none", given_at=None)


def test_rule_32_a_failed_puncture_ends_the_day_without_a_result() -> None:
    goals = [Goal(id="g1", kind="achieve")]
    summary = summarise(trial(failed(), goals=goals))
    assert (summary.goals, at_a_glance(summary), summary.state) == ((), (), "baseline")
    assert happened(only(summary).dose, UTC) == "Not given: puncture failed. No result."
    assert cautions(summary) == ("Not given: puncture failed: this is no result.",)


@pytest.mark.parametrize("delivery", ["partial", "uncertain"])
def test_rule_32_no_response_after_a_doubtful_delivery_is_no_conclusion(delivery: str) -> None:
    summary = meaning(hourly(*TONE, ["3", "3"], (0, 4)), given={"delivery": delivery})
    assert any("no conclusion" in one for one in cautions(summary))


def test_rule_32_a_full_dose_is_a_conclusion() -> None:
    assert not any("no conclusion" in one for one in cautions(meaning(hourly(*TONE, ["3", "3"], (0, 4)))))


def test_rule_33_concentration_and_volume_that_do_not_make_the_dose_are_shown() -> None:
    wrong = {"concentration": Decimal(50), "volume_ml": Decimal("1.5")}
    assert "50 micrograms/mL x 1.5 mL is 75 micrograms, not 50." in cautions(meaning(given=wrong))
    right = {"concentration": Decimal(50), "volume_ml": Decimal("1.0")}
    assert not any("micrograms/mL" in one for one in cautions(meaning(given=right)))


@pytest.mark.parametrize(("micrograms", "flagged"), [(100, False), (Decimal("100.5"), True)])
def test_rule_33_above_100_says_why_and_who_checked(micrograms: object, flagged: bool) -> None:
    given = {"micrograms": micrograms, "reason": "No effect of 100", "checked_by": "R Lind"}
    expected = "Above 100 micrograms: No effect of 100; checked by R Lind."
    assert (expected in cautions(meaning(given=given))) is flagged


def test_rule_33_the_limits_are_in_one_place() -> None:
    assert (LIMITS.micrograms_refused, LIMITS.micrograms_possible, LIMITS.first_micrograms) == (150, 5000, 50)


@pytest.mark.parametrize(("hours", "flagged"), [(23.98, True), (24, False), (48, False)])
def test_rule_34_doses_under_24_hours_apart_are_flagged(hours: float, flagged: bool) -> None:
    second = dose(number=2, given_at=at(hours * 60))
    found = cautions(summarise(trial(dose(), second)).doses[1])
    assert any("under 24 hours" in one for one in found) is flagged


def test_rule_34_only_doses_that_were_delivered_are_counted_between() -> None:
    second = dose(number=2, given_at=at(60))
    assert not any("under 24 hours" in one for one in cautions(summarise(trial(failed(), second)).doses[1]))


@pytest.mark.parametrize(("before", "after", "flagged"), [("3", "2", True), ("3", "3", False), ("2", "3", False)])
def test_rule_34_tone_a_step_below_the_first_baseline_is_not_back(before: str, after: str, flagged: bool) -> None:
    first = dose(hourly(*TONE, [before], (0,)))
    second = dose(hourly(*TONE, [after], (0,), given_at=LATER), number=2, given_at=LATER)
    found = cautions(summarise(trial(first, second)).doses[1])
    assert ("Tone not back to dose-1 baseline: left hip adductors." in found) is flagged


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
def test_rule_35_three_outcomes_close_a_trial_and_three_leave_it_open(outcome: Outcome, state: str) -> None:
    given = dose(hourly(*TONE, ["3", "1"], (0, 4)))
    assert state_of(trial(given, decisions=[signed(outcome)])) == state


def test_rule_35_a_draft_decides_nothing() -> None:
    given = dose(hourly(*TONE, ["3", "1"], (0, 4)))
    draft = Decision(outcome="proceed", reason="Goals met", signed_by="R Lind")
    assert state_of(trial(given, decisions=[draft])) == "awaiting_decision"


def test_rule_35_a_later_dose_leaves_the_signature_before_it_standing() -> None:
    second = dose(hourly(*TONE, ["3"], (0,), given_at=LATER), number=2, given_at=LATER)
    summary = summarise(trial(dose(), second, decisions=[signed("repeat_lower")]))
    assert summary.state == "in_progress"
    assert [len(one.decisions) for one in summary.doses] == [1, 0]


def test_rule_35_a_decision_belongs_to_the_last_dose_before_it_was_signed() -> None:
    second = dose(number=2, given_at=LATER)
    decisions = [signed("repeat_lower"), signed("proceed", 4 * 24 * 60)]
    summary = summarise(trial(dose(), second, decisions=decisions))
    assert [one.decisions[0].outcome for one in summary.doses] == ["repeat_lower", "proceed"]


@pytest.mark.parametrize(
    ("of", "state"),
    [
        (trial(), "planned"),
        (trial(dose(hourly(*TONE, ["3"], (0,)), given_at=None)), "baseline"),
        (trial(failed()), "baseline"),
        (trial(dose()), "in_progress"),
        (trial(dose(hourly(*TONE, ["3", "1"], (0, 3)))), "in_progress"),
        (trial(dose(hourly(*TONE, ["3", "declined"], (0, 4)))), "in_progress"),
        (trial(dose(hourly(*TONE, ["3", "1"], (0, 4)))), "awaiting_decision"),
        (trial(dose(hourly(*TONE, ["3", "unable_pain"], (0, 4)))), "awaiting_decision"),
        (trial(dose([reading("observations", "systolic", "unrecordable", 240)])), "awaiting_decision"),
        (trial(dose(ended_at=at(300))), "awaiting_decision"),
        (trial(dose(), failed(2), decisions=[signed("repeat_higher")]), "awaiting_dose"),
        (trial(dose(), dose(number=2, given_at=None), decisions=[signed("repeat_higher")]), "awaiting_dose"),
    ],
)
def test_rule_36_the_state_follows_from_the_record(of: Trial, state: str) -> None:
    assert state_of(of) == state


@pytest.mark.parametrize(
    ("of", "hours"),
    [
        (trial(), None),
        (trial(dose(given_at=None)), None),
        (trial(failed()), None),
        (trial(dose(hourly(*TONE, ["3", "1"], (0, 4)))), 24.5),
        (trial(dose(), plan=Plan(slots=("baseline", "+2h", "+4h"))), 4.5),
        (trial(dose(), plan=Plan(slots=("+4h",), measures=(measure("pain", slots=("+6h",)),))), 6.5),
        (trial(dose(), plan=Plan(slots=("baseline", "extra"))), None),
        (trial(dose(ended_at=at(300))), None),
    ],
)
def test_rule_36_the_day_ends_with_the_window_of_its_last_planned_slot(of: Trial, hours: float | None) -> None:
    assert day_ends_at(of) == (at(hours * 60) if hours else None)


def test_rule_36_a_finding_at_the_peak_does_not_end_the_day() -> None:
    now = trial(dose(hourly(*TONE, ["3", "1"], (0, 4))))
    by_the_clock = [state_at(state_of(now), day_ends_at(now), at(hours * 60)) for hours in (4, 24.4, 24.6)]
    assert by_the_clock == ["in_progress", "in_progress", "awaiting_decision"]


def test_edits_after_a_dose_are_read_with_care() -> None:
    edit = PlanEdit(at=at(60), by="K Tan", reason="Wrong side", what="Goal 1")
    assert "Changed after this dose: Goal 1 (Wrong side)." in cautions(summarise(trial(dose(), plan_edits=(edit,))))
