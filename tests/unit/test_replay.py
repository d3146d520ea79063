"""What a ledger means: each kind of entry, and the fold as a whole."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trial.errors import LedgerBroken, NotFound
from trial.ledger import entries as e
from trial.ledger import facts as f
from trial.ledger.entries import Entry, Fact
from trial.ledger.facts import Trial
from trial.ledger.replay import replay

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
OPENED = e.Opened(trial="T-1", person=f.Person(identifier="RX1", name="Ann Other"), zone="Europe/London")
DOSE = e.DoseSet(act="planned", dose=f.Dose(number=1, micrograms=Decimal(50)))
GIVEN = e.DoseSet(act="given", dose=f.Dose(number=1, micrograms=Decimal(50), given_at=NOON))


def lines(*facts: Fact) -> list[tuple[Entry, Fact]]:
    """Facts as entries a minute apart; the person who types changes from one to the next."""
    return [
        (
            Entry(
                stream="trial/T-1",
                seq=seq,
                at=NOON + timedelta(minutes=seq, microseconds=7),
                by=f"typist {seq}",
                payload="",
                previous=str(seq - 1),
                hash=str(seq),
            ),
            fact,
        )
        for seq, fact in enumerate(facts, 1)
    ]


def at(seq: int) -> datetime:
    return NOON + timedelta(minutes=seq)


def fold(*facts: Fact) -> Trial:
    return replay(lines(*facts))


def reading(
    id: str = "",  # noqa: A002
    minutes: int = 60,
    item: str = "left_knee_flexors",
    value: str = "2",
    **more: object,
) -> f.Reading:
    plain = f.Reading(
        slot="+1h", taken_at=NOON + timedelta(minutes=minutes), scale="modified_ashworth", item=item, value=value, id=id
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def taken(id: str = "", *, replaces: str = "", reason: str = "", **more: object) -> e.ReadingTaken:  # noqa: A002
    return e.ReadingTaken(dose=1, reading=reading(id, **more), replaces=replaces, reason=reason)  # type: ignore[arg-type]


def test_a_trial_opens_with_its_person_and_knows_its_head() -> None:
    trial = fold(OPENED, DOSE)
    assert (trial.id, trial.person.name, trial.record.zone) == ("T-1", "Ann Other", "Europe/London")
    assert (trial.entries, trial.fingerprint, trial.changed_at) == (2, "2", at(2) + timedelta(microseconds=7))
    assert trial.imported_by == ""


def test_an_imported_trial_says_who_imported_it() -> None:
    assert fold(replace(OPENED, imported=True)).imported_by == "typist 1"


def test_without_an_entry_there_is_no_trial() -> None:
    with pytest.raises(NotFound):
        replay([])


def test_a_ledger_that_begins_elsewhere_or_opens_twice_is_broken() -> None:
    with pytest.raises(LedgerBroken, match="does not open"):
        fold(DOSE)
    with pytest.raises(LedgerBroken, match="already open"):
        fold(OPENED, OPENED)
    with pytest.raises(LedgerBroken, match="dose 1"):
        fold(OPENED, taken("a"))


def test_a_reading_that_replaces_the_present_one_supersedes_it_with_who_when_and_why() -> None:
    trial = fold(OPENED, DOSE, taken("a", value="3"), taken("b", replaces="a", reason="typed wrongly"))
    (left,) = trial.doses[0].readings
    (before,) = left.corrected
    assert (left.id, before.reading.value, before.by, before.at, before.reason) == (
        "b", "3", "typist 4", at(4), "typed wrongly",
    )  # fmt: skip


def test_a_second_correction_keeps_both_earlier_readings_oldest_first() -> None:
    trial = fold(OPENED, DOSE, taken("a"), taken("b", replaces="a"), taken("c", replaces="b"))
    (left,) = trial.doses[0].readings
    assert [one.reading.id for one in left.corrected] == ["a", "b"]
    assert all(one.reading.corrected == () for one in left.corrected)


@pytest.mark.parametrize("replaces", ["", "a"])
def test_a_reading_that_replaces_a_superseded_one_makes_two_values(replaces: str) -> None:
    trial = fold(OPENED, DOSE, taken("a"), taken("b", replaces="a"), taken("c", replaces=replaces))
    assert [one.id for one in trial.doses[0].readings] == ["b", "c"]


@pytest.mark.parametrize("other", [{"slot": "+2h"}, {"item": "right_knee_flexors"}, {"scale": "ashworth"}])
def test_a_reading_never_replaces_one_of_another_cell(other: dict[str, str]) -> None:
    trial = fold(OPENED, DOSE, taken("a"), taken("b", replaces="a", **other))
    assert {one.id for one in trial.doses[0].readings} == {"a", "b"}


def test_the_chosen_of_two_values_keeps_the_other_in_its_history() -> None:
    chosen = e.ReadingChosen(dose=1, id="b", over=("a",), reason="the second assessor held the leg")
    trial = fold(OPENED, DOSE, taken("a0"), taken("a", replaces="a0"), taken("b"), chosen)
    (left,) = trial.doses[0].readings
    assert (left.id, [one.reading.id for one in left.corrected]) == ("b", ["a0", "a"])
    assert left.corrected[-1].reason == "the second assessor held the leg"


def test_a_withdrawn_reading_is_held_apart_with_its_reason() -> None:
    trial = fold(OPENED, DOSE, taken("a"), e.ReadingWithdrawn(dose=1, id="a", reason="wrong person"))
    assert trial.doses[0].readings == ()
    (gone,) = trial.doses[0].withdrawn
    assert (gone.reading.id, gone.by, gone.reason) == ("a", "typist 4", "wrong person")


def test_taking_back_a_superseded_reading_changes_nothing() -> None:
    before = fold(OPENED, DOSE, taken("a"), taken("b", replaces="a"))
    after = fold(OPENED, DOSE, taken("a"), taken("b", replaces="a"), e.ReadingWithdrawn(dose=1, id="a"))
    assert after.record == before.record


def test_a_reading_without_an_id_gets_that_of_its_entry() -> None:
    assert [one.id for one in fold(OPENED, DOSE, taken(), taken()).doses[0].readings] == ["#3", "#4"]


def test_an_imported_reading_keeps_the_corrections_it_came_with() -> None:
    carried = f.Correction(reading=reading("x"), at=NOON, by="K Tan", reason="slip")
    (left,) = fold(OPENED, DOSE, taken("a", corrected=(carried,))).doses[0].readings
    assert left.corrected == (carried,)


def test_readings_are_ordered_by_time_then_scale_then_item_then_arrival() -> None:
    order = [taken("d", minutes=61), taken("b", item="b"), taken("a1", item="a"), taken("a2", item="a")]
    assert [one.id for one in fold(OPENED, DOSE, *order).doses[0].readings] == ["a1", "a2", "b", "d"]


def rating(id: str, level: int | None, minutes: int | None = 240) -> f.Rating:  # noqa: A002
    when = None if minutes is None else NOON + timedelta(minutes=minutes)
    exact = None if level is None else Decimal(level)
    return f.Rating(goal="g1", slot="+4h", by="team", level=exact, rated_at=when, id=id)


def test_a_rating_that_replaces_another_holds_it_and_untimed_ones_come_first() -> None:
    trial = fold(
        OPENED,
        DOSE,
        e.Rated(dose=1, rating=rating("a", 0)),
        e.Rated(dose=1, rating=rating("b", 1, minutes=None)),
        e.Rated(dose=1, rating=rating("c", None), replaces="a", reason="too early"),
    )
    untimed, withdrawn = trial.doses[0].ratings
    assert (untimed.id, withdrawn.id, withdrawn.level) == ("b", "c", None)
    assert [(one.rating.id, one.reason) for one in withdrawn.corrected] == [("a", "too early")]


def test_an_event_with_a_known_id_is_rewritten_and_events_are_ordered_by_time() -> None:
    late = f.Event(kind="fall", severity="mild", began_at=at(90), id="e1")
    early = f.Event(kind="headache", severity="mild", began_at=at(30))
    rewritten = replace(late, ended_at=at(95))
    trial = fold(OPENED, DOSE, *(e.EventNoted(dose=1, event=one) for one in (late, early, rewritten)))
    assert trial.doses[0].events == (replace(early, id="#4"), rewritten)
    assert trial.doses[0].events_asked is False


def test_a_dose_sheet_never_touches_what_was_recorded() -> None:
    trial = fold(
        OPENED,
        DOSE,
        taken("a"),
        taken("b", item="x"),
        e.ReadingWithdrawn(dose=1, id="b"),
        e.Rated(dose=1, rating=rating("r", 0)),
        e.EventNoted(dose=1, event=f.Event(kind="fall", severity="mild", began_at=at(90))),
        e.EventsAsked(dose=1),
        e.Said(dose=1, words=f.Words(by="person", text="light")),
        e.Called(dose=1, call=f.Call(called_at=at(1500), text="well")),
        GIVEN,
        e.DoseSet(act="noted", dose=replace(GIVEN.dose, bladder="catheter")),
    )
    (dose,) = trial.doses
    assert dose.bladder == "catheter"
    assert dose.events_asked
    assert dose.earlier_t0 == ()
    for name in ("readings", "ratings", "events", "words", "follow_up", "withdrawn"):
        assert len(getattr(dose, name)) == 1, name


def test_a_corrected_end_of_injection_keeps_the_earlier_one() -> None:
    moved = replace(GIVEN.dose, given_at=NOON - timedelta(minutes=5))
    (dose,) = fold(OPENED, GIVEN, e.DoseSet(act="corrected", dose=moved, reason="clock was fast")).doses
    assert dose.given_at == NOON - timedelta(minutes=5)
    assert dose.earlier_t0 == (f.EarlierT0(given_at=NOON, until_at=at(3), by="typist 3", reason="clock was fast"),)


def test_an_imported_dose_keeps_what_it_carries_and_doses_are_ordered_by_number() -> None:
    earlier = f.EarlierT0(given_at=NOON, until_at=at(9))
    second = f.Dose(number=2, micrograms=Decimal(75), earlier_t0=(earlier,))
    gone = f.Correction(reading=reading("x"), at=NOON)
    first = f.Dose(number=1, micrograms=Decimal(50), withdrawn=(gone,))
    trial = fold(OPENED, *(e.DoseSet(act="given", dose=dose) for dose in (second, first)))
    assert trial.doses == (first, second)


def goal(id: str, words: str = "walk") -> e.GoalSet:  # noqa: A002
    return e.GoalSet(goal=f.Goal(id=id, kind="achieve", words=words), reason="asked for")


def test_goals_are_edited_ordered_and_dropped_freely_before_the_lock() -> None:
    trial = fold(OPENED, goal("g1"), goal("g2"), goal("g3"), goal("g2", "stand"), e.GoalDropped(id="g1"))
    ordered = replay(lines(e.GoalsOrdered(ids=("g3", "g2"))), trial)
    assert [one.words for one in trial.goals] == ["stand", "walk"]
    assert [one.id for one in ordered.goals] == ["g3", "g2"]
    assert ordered.goals[1].earlier == ()
    assert ordered.plan_edits == ()


@pytest.mark.parametrize("lock", [e.Agreed(agreed_at=NOON, agreed_by="K Tan"), GIVEN])
def test_after_the_lock_an_edited_goal_keeps_what_it_said_and_a_dropped_one_stays(lock: Fact) -> None:
    trial = fold(OPENED, goal("g1"), goal("g2"), lock, goal("g1", "stand"), e.GoalDropped(id="g2", reason="ill"))
    first, second = trial.goals
    (before,) = first.earlier
    assert (first.words, before.goal.words, before.until_at, before.by) == ("stand", "walk", at(5), "typist 5")
    assert second.dropped_at == at(6)
    assert [(edit.what, edit.reason) for edit in trial.plan_edits] == [
        ("goal g1", "asked for"),
        ("goal g2 dropped", "ill"),
    ]


def test_a_failed_puncture_does_not_lock_the_plan() -> None:
    failed = e.DoseSet(act="given", dose=f.Dose(number=1, micrograms=Decimal(50), delivery="none", tried_at=NOON))
    assert fold(OPENED, failed, e.Planned(plan=f.Plan())).plan_edits == ()
    assert len(fold(OPENED, GIVEN, e.Planned(plan=f.Plan(peak_slot="+3h"))).plan_edits) == 1


DRAFT = e.DecisionDrafted(decision=f.Decision(outcome="defer", reason="tired"))
SIGNED = e.Signed(decision=f.Decision(outcome="proceed", reason="met", signed_by="K Tan", signed_at=NOON))


def test_a_draft_replaces_the_draft_and_a_signature_replaces_it_too() -> None:
    trial = fold(OPENED, DRAFT, replace(DRAFT, decision=f.Decision(outcome="proceed")), SIGNED)
    assert trial.decisions == (SIGNED.decision,)
    assert trial.signed_after_dose == ((0, 0),)


def test_a_draft_is_never_a_signature() -> None:
    (decision,) = fold(OPENED, e.DecisionDrafted(decision=SIGNED.decision)).decisions
    assert not decision.signed


def test_a_later_draft_comes_after_a_signed_decision() -> None:
    trial = fold(OPENED, SIGNED, DRAFT, SIGNED)
    assert [one.outcome for one in trial.decisions] == ["proceed", "proceed"]
    assert trial.signed_after_dose == ((0, 0), (1, 0))


def test_reopening_voids_the_signature_and_keeps_it_in_the_history() -> None:
    reopened = e.DecisionReopened(reason="new reading")
    trial = fold(OPENED, SIGNED, reopened)
    (decision,) = trial.decisions
    assert not decision.signed
    assert decision.signed_by == ""
    assert decision.history == (f.Reopened(decision=SIGNED.decision, at=at(3), by="typist 3", reason="new reading"),)
    assert trial.signed_after_dose == ()
    again = replay(lines(OPENED, SIGNED, reopened, DRAFT, SIGNED)[3:], trial)
    assert again.decisions[0].history == decision.history
    assert again.signed_after_dose == ((0, 0),)


def test_erasure_takes_identity_and_every_free_text_and_leaves_the_findings() -> None:
    noted = taken("a", value="3", note="cried out")
    trial = fold(OPENED, goal("g1"), GIVEN, noted, taken("b", replaces="a", reason="Ann said so"), SIGNED,
                 e.Said(dose=1, words=f.Words(by="person", text="light")), e.Erased(reason="retention"))  # fmt: skip
    (left,) = trial.doses[0].readings
    assert (trial.person.identifier, trial.person.name, trial.goals[0].words) == ("(erased)", "", "")
    assert (left.value, left.corrected[0].reading.value, left.corrected[0].reading.note) == ("2", "3", "")
    assert trial.doses[0].words[0].text == "(erased)"
    assert trial.decisions[0].signed_by == "K Tan"
    assert trial.erased_at == at(8)
    for text in ("Ann", "RX1", "light", "cried", "walk", "met"):
        assert text not in str(trial), text


IDS = st.sampled_from(["", "a", "b", "c", "d"])
TEXTS = st.sampled_from(["", "one", "two"])
ACTS = st.one_of(
    st.builds(taken, IDS, replaces=IDS, reason=TEXTS, minutes=st.integers(0, 3), item=st.sampled_from("xy")),
    st.builds(lambda key: e.ReadingWithdrawn(dose=1, id=key), IDS),
    st.builds(lambda key: e.SetTakenOut(dose=1, ids=(key, "a"), reason="r"), IDS),
    st.builds(lambda key: e.SetRelabelled(dose=1, ids=(key, "b"), slot="+2h", reason="r"), IDS),
    st.builds(lambda key, over: e.ReadingChosen(dose=1, id=key, over=over, reason="r"), IDS, st.tuples(IDS, IDS)),
    st.builds(
        lambda key, level, old: e.Rated(dose=1, rating=rating(key, level, minutes=level), replaces=old),
        IDS, st.sampled_from([None, 0, 1]), IDS,
    ),
    st.builds(
        lambda key, minute: e.EventNoted(dose=1, event=f.Event(kind="fall", began_at=at(minute), id=key)),
        IDS, st.integers(0, 2),
    ),
    st.builds(
        lambda number, minute: e.DoseSet(
            act="given",
            dose=f.Dose(number=number, micrograms=Decimal(50), given_at=at(minute) if minute else None),
        ),
        st.integers(1, 2), st.integers(0, 2),
    ),
    st.builds(goal, st.sampled_from(["g1", "g2"]), TEXTS),
    st.builds(lambda key: e.GoalDropped(id=key), st.sampled_from(["g1", "g2"])),
    st.sampled_from([
        SIGNED, DRAFT, e.GoalsOrdered(ids=("g2", "g1")), e.EventsAsked(dose=1), e.Agreed(agreed_at=NOON),
        e.Planned(plan=f.Plan(question="?")), e.PersonChanged(person=f.Person(identifier="RX2")),
        e.Said(dose=1, words=f.Words(by="team", text="so")), e.Erased(reason="x"),
    ]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=25), st.data())
def test_folding_in_any_two_parts_is_folding_at_once(acts: list[Fact], data: st.DataObject) -> None:
    every = lines(OPENED, DOSE, *acts)
    cut = data.draw(st.integers(1, len(every)))
    assert replay(every[cut:], replay(every[:cut])) == replay(every)


@settings(max_examples=150, deadline=None)
@example([taken("a"), taken("a"), e.ReadingChosen(dose=1, id="a", over=("", "a"), reason="r")])
@given(st.lists(ACTS.filter(lambda act: not isinstance(act, e.SetRelabelled)), max_size=25))  # which keeps both
def test_no_reading_is_ever_lost(acts: list[Fact]) -> None:
    trial = fold(OPENED, DOSE, *acts)
    kept = [
        version
        for dose in trial.doses
        for reading in (*dose.readings, *(gone.reading for gone in dose.withdrawn))
        for version in (reading, *(before.reading for before in reading.corrected))
    ]
    assert len(kept) == sum(isinstance(act, e.ReadingTaken) for act in acts)
