"""Opening a trial, agreeing on it, and the dose sheet: what may be done, and what each act stores."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions import bedside_notes, deciding, maintenance, planning
from trial.actions.entry_sheet import Tap, deliver
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.ledger.entries import DoseSet, Opened
from trial.ledger.facts import Decision, Dose, Goal, Measure, Person, Plan, Record, Target
from trial.meaning.cautions import cautions_of_trial
from trial.meaning.state import state_of
from trial.meaning.summary import summarise
from trial.rules import doses
from trial.store import Store
from trial.wording.remarks import remark_text

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
BEFORE = T0 - timedelta(days=1)
ANN = Person(identifier="TEST-1", name="Ann Example")
PLAN = Plan(measures=(Measure(scale="modified_ashworth", items=("left_hip_adductors",)),))
WALK = Goal(
    id="g1", kind="achieve", words="Walk to the gate",
    target=Target(scale="ten_metre_walk", item="speed", rule="improves_percent", amount=Decimal(20)),
)  # fmt: skip
STAND = Goal(id="g2", kind="keep", words="Still stand to transfer")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    """A trial with a plan and two goals, not yet agreed."""
    return planning.open_trial(store, person=ANN, plan=PLAN, goals=(WALK, STAND), by="K Tan", at=BEFORE).id


def dose(micrograms: str = "50", number: int = 1, **more: object) -> Dose:
    return Dose(number=number, micrograms=Decimal(micrograms), **more)  # type: ignore[arg-type]


def planned(store: Store, trial: str, *args: object, **more: object) -> Dose:
    new = dose(*args, **more)  # type: ignore[arg-type]
    planning.plan_dose(store, trial, new, by="K Tan", at=BEFORE)
    return new


def given(store: Store, trial: str) -> Dose:
    now_given = replace(planned(store, trial), given_at=T0, reason="agreed")
    planning.give_dose(store, trial, now_given, by="K Tan", at=T0)
    return now_given


def words(store: Store, trial: str) -> list[str]:
    return [goal.words for goal in store.trial(trial).goals]


# Opening


def test_trials_are_numbered_one_after_the_other(store: Store) -> None:
    opened = [planning.open_trial(store, person=ANN, by="K Tan").id for _ in range(3)]
    assert opened == ["T-0001", "T-0002", "T-0003"]


def test_a_number_that_was_taken_in_between_is_passed_over(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    planning.open_trial(store, person=ANN, by="K Tan")
    monkeypatch.setattr(store, "trials", lambda: iter(()))  # as if the other trial was opened a moment later
    assert planning.open_trial(store, person=replace(ANN, identifier="TEST-2"), by="R Lind").id == "T-0002"
    assert store.trial("T-0001").person.identifier == "TEST-1"


def test_a_trial_opens_with_person_plan_and_goals_and_is_only_planned(store: Store, trial: str) -> None:
    opened = store.trial(trial)
    assert (opened.person, opened.plan, opened.goals) == (ANN, PLAN, (WALK, STAND))
    assert state_of(opened) == "planned"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"person": Person(identifier=" ")}, "identifier"),
        ({"plan": Plan(measures=(Measure(scale="no_such_scale"),))}, "no scale"),
        ({"goals": (replace(WALK, target=replace(WALK.target, item="no_such_item")),)}, "no_such_item"),
        ({"person": replace(ANN, notes="a\x00b")}, "control character"),
    ],
    ids=["no number", "unknown scale", "unknown item", "control character"],
)
def test_what_cannot_be_opens_nothing(store: Store, asked: dict, said: str) -> None:
    with refused(InvalidInput, match=said):
        planning.open_trial(store, **({"person": ANN} | asked), by="K Tan")
    assert list(store.trials()) == []


def test_whoever_has_a_number_already_is_found_whatever_the_case_and_spaces(store: Store) -> None:
    for identifier in ("rx 12", "RX 123", "RX  12", "RY 12"):
        planning.open_trial(store, person=replace(ANN, identifier=identifier), by="K Tan")
    assert {row.trial for row in planning.trials_with_identifier(store, " RX 12 ")} == {"T-0001", "T-0003"}
    assert list(planning.trials_with_identifier(store, "  ")) == []


def test_a_number_is_found_after_more_than_one_page_of_longer_ones(store: Store) -> None:
    planning.open_trial(store, person=replace(ANN, identifier="7"), by="K Tan", at=BEFORE)
    for number in range(70, 125):
        planning.open_trial(store, person=replace(ANN, identifier=f"7{number}"), by="K Tan", at=T0)
    assert [row.trial for row in planning.trials_with_identifier(store, "7")] == ["T-0001"]


# Person and plan


def test_the_person_changes_freely_until_a_dose_was_given_then_with_a_reason(store: Store, trial: str) -> None:
    renamed = replace(ANN, name="Ann Exemplar")
    planning.change_person(store, trial, renamed, by="K Tan")
    given(store, trial)
    with refused(NotAllowedNow, match="say why"):
        planning.change_person(store, trial, ANN, by="K Tan")
    planning.change_person(store, trial, ANN, reason="typed wrongly", by="K Tan")
    assert store.trial(trial).person == ANN


def test_what_changes_nothing_leaves_no_entry(store: Store, trial: str) -> None:
    before = store.head(trial)
    planning.change_person(store, trial, ANN, by="K Tan")
    planning.set_plan(store, trial, PLAN, by="K Tan")
    planning.set_goal(store, trial, WALK, by="K Tan")
    planning.order_goals(store, trial, ["g1", "g2"], by="K Tan")
    assert store.head(trial) == before


def test_the_plan_changes_with_a_reason_after_the_lock_and_shows(store: Store, trial: str) -> None:
    planning.agree(store, trial, by="K Tan")
    more = replace(PLAN, question="Would a pump help?")
    with refused(NotAllowedNow, match="say why they change"):
        planning.set_plan(store, trial, more, by="K Tan")
    planning.set_plan(store, trial, more, reason="asked by the meeting", by="R Lind")
    (edit,) = store.trial(trial).plan_edits
    assert (edit.by, edit.reason, edit.what) == ("R Lind", "asked by the meeting", "plan")


# Goals


def test_two_people_who_add_a_goal_at_once_make_two_goals(store: Store, trial: str) -> None:
    for words_ in ("Sleep", "Sit for lunch"):
        planning.set_goal(store, trial, replace(STAND, id="", words=words_), by="K Tan")
    assert [(one.id, one.words) for one in store.trial(trial).goals[2:]] == [("g3", "Sleep"), ("g4", "Sit for lunch")]


def test_a_goal_is_edited_in_its_place(store: Store, trial: str) -> None:
    planning.set_goal(store, trial, replace(WALK, words="Walk to the bus"), by="K Tan")
    assert words(store, trial) == ["Walk to the bus", "Still stand to transfer"]
    assert store.trial(trial).goals[0].earlier == ()


def test_rule_22_an_edit_after_the_lock_needs_a_reason_keeps_the_old_words_and_its_own_name(
    store: Store, trial: str
) -> None:
    planning.agree(store, trial, agreed_by="Ann and K Tan", by="K Tan", at=BEFORE)
    agreed = store.trial(trial).goals[0]
    edited = replace(agreed, words="Walk to the bus")
    with refused(NotAllowedNow, match="say why"):
        planning.set_goal(store, trial, edited, by="R Lind", at=T0)
    planning.set_goal(store, trial, edited, reason="the gate is too near", by="R Lind", at=T0)
    goal = store.trial(trial).goals[0]
    assert (goal.words, goal.agreed_at, goal.agreed_by) == ("Walk to the bus", T0, "R Lind")
    assert [(one.goal.words, one.goal.agreed_by, one.reason) for one in goal.earlier] == [
        ("Walk to the gate", "Ann and K Tan", "the gate is too near")
    ]


def test_goals_are_in_the_persons_own_order(store: Store, trial: str) -> None:
    planning.order_goals(store, trial, ["g2", "g1"], by="K Tan")
    assert words(store, trial) == ["Still stand to transfer", "Walk to the gate"]


def test_an_order_of_goals_that_are_no_longer_those_is_refused(store: Store, trial: str) -> None:
    with refused(InvalidInput, match="changed meanwhile"):
        planning.order_goals(store, trial, ["g1"], by="K Tan")


def test_the_order_needs_a_reason_after_the_lock(store: Store, trial: str) -> None:
    planning.agree(store, trial, by="K Tan")
    with refused(NotAllowedNow, match="say why"):
        planning.order_goals(store, trial, ["g2", "g1"], by="K Tan")
    planning.order_goals(store, trial, ["g2", "g1"], reason="standing matters more", by="K Tan")
    assert words(store, trial)[0] == "Still stand to transfer"


def test_a_goal_dropped_before_the_lock_is_gone_and_after_it_stays_in_sight(store: Store, trial: str) -> None:
    planning.drop_goal(store, trial, "g1", by="K Tan")
    assert words(store, trial) == ["Still stand to transfer"]
    planning.agree(store, trial, by="K Tan")
    with refused(NotAllowedNow, match="say why"):
        planning.drop_goal(store, trial, "g2", by="K Tan")
    planning.drop_goal(store, trial, "g2", reason="no longer stands at all", by="K Tan", at=T0)
    assert store.trial(trial).goals[0].dropped_at == T0
    with pytest.raises(NotFound):
        planning.drop_goal(store, trial, "g9", reason="x", by="K Tan")


# Agreement


def test_agreeing_stamps_plan_and_every_goal_once(store: Store, trial: str) -> None:
    planning.agree(store, trial, agreed_by="Ann and K Tan", by="K Tan", at=BEFORE)
    now = store.trial(trial)
    assert (now.record.agreed_at, now.record.agreed_by) == (BEFORE, "Ann and K Tan")
    assert {(goal.agreed_at, goal.agreed_by) for goal in now.goals} == {(BEFORE, "Ann and K Tan")}
    with refused(NotAllowedNow, match="agreed already"):
        planning.agree(store, trial, by="K Tan")


def test_rule_22_goals_agreed_at_the_bed_and_typed_later_count_for_the_dose_of_that_day(
    store: Store, trial: str
) -> None:
    evening = T0 + timedelta(hours=8)
    planning.agree(store, trial, agreed_at=T0 - timedelta(minutes=30), by="K Tan", at=evening)
    now = store.trial(trial)
    assert now.record.agreed_typed_at == evening
    planning.give_dose(store, trial, dose(given_at=T0, reason="agreed"), by="K Tan", at=evening)
    assert [result.goal.id for result in summarise(store.trial(trial)).goals] == ["g1", "g2"]
    with refused(InvalidInput, match="future|to come"):
        planning.correct_agreement(store, trial, evening + timedelta(days=1), reason="x", by="K Tan", at=evening)


def test_rule_22_a_t0_before_the_agreement_is_asked_about_at_once(store: Store, trial: str) -> None:
    evening = T0 + timedelta(hours=8)
    planning.agree(store, trial, by="K Tan", at=evening)
    sheet = dose(given_at=T0, reason="agreed")
    with refused(NotAllowedNow, match="before goals were agreed"):
        planning.give_dose(store, trial, sheet, by="K Tan", at=evening)
    planning.correct_agreement(store, trial, T0 - timedelta(hours=1), reason="typed at night", by="K Tan", at=evening)
    edits = [(edit.what, edit.reason) for edit in store.trial(trial).plan_edits]
    assert edits == [("when plan and goals were agreed", "typed at night")]
    planning.give_dose(store, trial, sheet, by="K Tan", at=evening)
    assert [result.goal.id for result in summarise(store.trial(trial)).goals] == ["g1", "g2"]


def test_rule_22_goals_that_really_were_agreed_after_a_dose_do_not_count_for_it(store: Store, trial: str) -> None:
    evening = T0 + timedelta(hours=8)
    planning.agree(store, trial, by="K Tan", at=evening)
    sheet = dose(given_at=T0, reason="agreed")
    planning.give_dose(store, trial, sheet, goals_later=True, by="K Tan", at=evening)
    assert summarise(store.trial(trial)).goals == ()


def test_a_t0_that_agreed_its_goals_by_being_given_is_corrected_without_a_question(store: Store, trial: str) -> None:
    given(store, trial)
    earlier = replace(store.trial(trial).doses[0], given_at=T0 - timedelta(minutes=5))
    planning.correct_dose(store, trial, earlier, reason="read wrong", by="K Tan", at=T0 + timedelta(hours=1))
    assert [result.goal.id for result in summarise(store.trial(trial)).goals] == ["g1", "g2"]


def test_a_t0_may_be_corrected_twice_and_its_goals_are_still_those_that_it_agreed(store: Store, trial: str) -> None:
    given(store, trial)
    for minutes in (5, 10):
        earlier = replace(store.trial(trial).doses[0], given_at=T0 - timedelta(minutes=minutes))
        planning.correct_dose(store, trial, earlier, reason="read wrong", by="K Tan", at=T0 + timedelta(hours=1))
    assert [result.goal.id for result in summarise(store.trial(trial)).goals] == ["g1", "g2"]


def test_rule_35_the_time_of_the_agreement_does_not_change_under_a_signature(store: Store, trial: str) -> None:
    planning.agree(store, trial, by="K Tan", at=BEFORE)
    given(store, trial)
    repeat = Decision(
        outcome="repeat_higher", reason="too little", present=("K Tan",), person_agrees="yes", signed_by="Dr Elm"
    )
    later = T0 + timedelta(hours=9)
    deciding.sign(store, trial, repeat, by="Dr Elm", at=later)
    with refused(NotAllowedNow, match="signed decision covers dose 1"):
        planning.correct_agreement(store, trial, T0 + timedelta(hours=1), reason="x", by="K Tan", at=later)


def test_nothing_cannot_be_agreed(store: Store) -> None:
    empty = planning.open_trial(store, person=ANN, by="K Tan").id
    with refused(NotAllowedNow, match="nothing to agree"):
        planning.agree(store, empty, by="K Tan")


def test_a_dose_locks_plan_and_goals_at_t0_if_nobody_did(store: Store, trial: str) -> None:
    given(store, trial)
    now = store.trial(trial)
    assert now.record.agreed_at == T0
    assert {goal.agreed_at for goal in now.goals} == {T0}


# Doses


def test_rule_33_above_150_cannot_be_planned(store: Store, trial: str) -> None:
    with refused(InvalidInput, match="above 150"):
        planned(store, trial, "160", reason="tolerant", checked_by="R Lind")
    assert store.trial(trial).doses == ()


def test_rule_33_above_100_needs_a_reason_and_a_second_person(store: Store, trial: str) -> None:
    with refused(InvalidInput, match="needs a reason"):
        planned(store, trial, "110")
    with refused(InvalidInput, match="second person"):
        planned(store, trial, "110", reason="no response to 100")
    planned(store, trial, "110", reason="no response to 100", checked_by="R Lind")
    assert store.trial(trial).doses[0].checked_by == "R Lind"


def test_rule_33_a_first_dose_above_25_on_stiffness_needs_a_reason(store: Store, trial: str) -> None:
    planning.change_person(store, trial, replace(ANN, stiffness_helps="stand, walk"), by="K Tan")
    with refused(NotAllowedNow, match="above 25"):
        planned(store, trial, "50")
    planned(store, trial, "25")


def test_a_planned_dose_can_be_changed_until_it_is_given(store: Store, trial: str) -> None:
    planned(store, trial, "25")
    planned(store, trial, "50")
    assert [one.micrograms for one in store.trial(trial).doses] == [Decimal(50)]
    assert planning.next_dose_number(store.trial(trial)) == 1
    given(store, trial)
    assert planning.next_dose_number(store.trial(trial)) == 2
    with refused(NotAllowedNow, match="next dose is dose 2"):
        planned(store, trial, "50")


def test_a_tick_on_the_plan_has_time_and_name_like_one_at_the_bedside(store: Store, trial: str) -> None:
    first, later = BEFORE, BEFORE + timedelta(hours=1)
    dose = Dose(number=1, micrograms=Decimal(25), checklist={"consent": True, "skin": True})
    planning.plan_dose(store, trial, dose, by="K Tan", at=first)
    bedside_notes.tick(store, trial, dose=1, what="bladder", by="R Hale", at=later)
    again = replace(dose, micrograms=Decimal(20), checklist={"consent": True, "bladder": True})
    (kept,) = planning.plan_dose(store, trial, again, by="L Moss", at=later).doses
    assert [(one.what, one.by, one.at) for one in kept.ticks] == [
        ("consent", "K Tan", first), ("bladder", "R Hale", later),
    ]  # fmt: skip
    assert kept.checklist == {"consent": True, "bladder": True}


def test_a_dose_needs_two_identifiers(store: Store) -> None:
    nameless = planning.open_trial(store, person=Person(identifier="TEST-9"), plan=PLAN, by="K Tan").id
    with refused(NotAllowedNow, match="Two identifiers"):
        given(store, nameless)
    assert state_of(store.trial(nameless)) == "baseline"


def test_a_dose_is_given_once(store: Store, trial: str) -> None:
    now_given = given(store, trial)
    with refused(NotAllowedNow, match="already recorded"):
        planning.give_dose(store, trial, now_given, by="K Tan", at=T0)


def test_an_injection_has_not_ended_in_the_future(store: Store, trial: str) -> None:
    ended = replace(planned(store, trial), given_at=T0)
    with refused(InvalidInput, match="future"):
        planning.give_dose(store, trial, ended, by="K Tan", at=T0 - timedelta(minutes=1))


def test_rule_32_after_a_failed_puncture_the_next_dose_is_dose_2_and_nothing_is_locked(
    store: Store, trial: str
) -> None:
    failed = replace(planned(store, trial), delivery="none", tried_at=T0)
    planning.give_dose(store, trial, failed, by="K Tan", at=T0)
    now = store.trial(trial)
    assert state_of(now) == "baseline"
    assert now.record.agreed_at is None
    assert planning.next_dose_number(now) == 2
    later = T0 + timedelta(hours=3)
    planned(store, trial, "50", number=2)
    planning.give_dose(store, trial, dose("50", 2, given_at=later, reason="again"), by="K Tan", at=later)
    assert [one.delivered for one in store.trial(trial).doses] == [False, True]


def test_rule_34_a_second_dose_within_24_hours_needs_a_reason(store: Store, trial: str) -> None:
    given(store, trial)
    soon = T0 + timedelta(hours=23)
    planned(store, trial, "75", number=2)
    with refused(NotAllowedNow, match="Less than 24 hours"):
        planning.give_dose(store, trial, dose("75", 2, given_at=soon), by="K Tan", at=soon)
    planning.give_dose(store, trial, dose("75", 2, given_at=soon, reason="one day only"), by="K Tan", at=soon)
    assert store.trial(trial).doses[1].given_at == soon


def test_rule_07_a_corrected_t0_needs_a_reason_and_keeps_the_old_one(store: Store, trial: str) -> None:
    now_given = given(store, trial)
    moved = replace(now_given, given_at=T0 - timedelta(minutes=10))
    with refused(NotAllowedNow, match="Say why"):
        planning.correct_dose(store, trial, moved, reason=" ", by="K Tan", at=T0)
    planning.correct_dose(store, trial, moved, reason="read off the theatre clock", by="R Lind", at=T0)
    now = store.trial(trial).doses[0]
    assert now.given_at == moved.given_at
    assert [(was.given_at, was.by, was.reason) for was in now.earlier_t0] == [
        (T0, "R Lind", "read off the theatre clock")
    ]


def test_a_note_on_the_dose_sheet_changes_nothing_else_of_it(store: Store, trial: str) -> None:
    before = given(store, trial)
    bedside_notes.note_bladder(store, trial, dose=1, bladder=" catheter out ", by="K Tan", at=T0)
    assert store.trial(trial).doses[0] == replace(before, bladder="catheter out")


def test_an_entry_of_the_dose_sheet_holds_no_readings(store: Store, trial: str) -> None:
    planned(store, trial)
    tap = Tap(
        id="tap00001", kind="reading", dose=1, slot="baseline", scale="modified_ashworth",
        item="left_hip_adductors", value="3", tapped_at=T0 - timedelta(minutes=30),
    )  # fmt: skip
    deliver(store, trial=trial, taps=[tap], by="K Tan", received_at=T0 - timedelta(minutes=30))
    there = store.trial(trial).doses[0]
    assert len(there.readings) == 1
    planning.give_dose(store, trial, replace(there, given_at=T0, reason="agreed"), by="K Tan", at=T0)
    sheets = [fact.dose for _, fact in store.facts(trial) if isinstance(fact, DoseSet)]
    assert all(sheet.readings == () for sheet in sheets)
    assert len(store.trial(trial).doses[0].readings) == 1


# Where nothing may be added


def test_nothing_is_planned_in_a_closed_trial(store: Store, trial: str) -> None:
    given(store, trial)
    close(store, trial)
    for act in (
        lambda: planning.set_plan(store, trial, Plan(), reason="x", by="K Tan"),
        lambda: planning.set_goal(store, trial, replace(STAND, id=""), reason="x", by="K Tan"),
        lambda: planned(store, trial, "75", number=2),
        lambda: planning.order_goals(store, trial, ["g2", "g1"], reason="x", by="K Tan"),
    ):
        with refused(NotAllowedNow, match="closes this trial"):
            act()


def test_an_erased_trial_takes_nothing_more(store: Store, trial: str) -> None:
    given(store, trial)
    close(store, trial)
    maintenance.erase(store, trial, reason="asked to", by="K Tan")
    for act in (
        lambda: planning.change_person(store, trial, ANN, reason="x", by="K Tan"),
        lambda: bedside_notes.record_events_asked(store, trial, dose=1, by="K Tan"),
        lambda: deciding.reopen(store, trial, reason="x", by="K Tan"),
    ):
        with refused(NotAllowedNow, match="erased"):
            act()


def test_acts_on_a_trial_that_is_not_there_say_so(store: Store) -> None:
    with refused(NotFound, match="T-0099"):
        planning.change_person(store, "T-0099", ANN, by="K Tan")
    assert not any(isinstance(fact, Opened) for trial in store.trials() for _, fact in store.facts(trial))


def close(store: Store, trial: str) -> None:
    go = Decision(outcome="proceed", reason="clear gain", present=("K Tan",), person_agrees="yes")
    deciding.sign(store, trial, go, by="K Tan", at=T0 + timedelta(days=1))


def test_rule_33_a_t0_without_a_baseline_asks_for_a_reason_and_a_failed_puncture_does_not(
    store: Store, trial: str
) -> None:
    sheet = replace(planned(store, trial), given_at=T0)
    with refused(NotAllowedNow, match="no baseline yet") as refusal:
        planning.give_dose(store, trial, sheet, by="K Tan", at=T0)
    assert refusal.value.refusal.allows == "reason"
    planning.give_dose(store, trial, replace(sheet, reason="Seen on the ward round"), by="K Tan", at=T0)
    assert store.trial(trial).doses[0].given_at == T0


def test_rule_33_the_first_50_of_a_walker_whom_nobody_asked_about_stiffness_asks_for_a_reason() -> None:
    walk = Measure(scale="ten_metre_walk", slots=("+4h",))
    record = Record(trial="T-1", person=Person(identifier="1"), plan=Plan(measures=(walk,)))
    with refused(NotAllowedNow, match="stiffness helps"):
        doses.check_ready(record, dose("50", given_at=T0))
    for known in ("no", "stand, walk"):
        doses.check_ready(replace(record, person=replace(record.person, stiffness_helps=known)), dose(given_at=T0))
    doses.check_ready(record, dose("25", given_at=T0))
    doses.check_ready(record, dose("50", given_at=T0, reason="asked, not written"))
    doses.check_ready(replace(record, plan=Plan()), dose("50", given_at=T0))


def test_whether_assessors_knew_the_dose_is_said_once_and_can_be_put_right(store: Store, trial: str) -> None:
    given(store, trial)
    said = ("Nobody recorded whether assessors knew the dose", "Assessors knew the dose", "")
    for knew, sentence in zip((None, True, False), said, strict=True):
        if knew is not None:
            bedside_notes.note_assessors(store, trial, dose=1, knew=knew, by="K Tan")
        assert sentence in " ".join(remark_text(found) for found in cautions_of_trial(store.trial(trial)))
    entries = store.trial(trial).entries
    bedside_notes.note_assessors(store, trial, dose=1, knew=False, by="K Tan")
    assert store.trial(trial).entries == entries
    assert cautions_of_trial(store.trial(trial)) == ()
