"""Taps into readings: exactly once, nothing lost, nothing overwritten unasked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from tests.refused import refused
from tests.temporary_store import TemporaryStore
from tests.unit.building import WELL
from trial.actions import bedside_notes, deciding, planning
from trial.actions.entry_sheet import Receipt, Tap, deliver
from trial.errors import InvalidInput, NotAllowedNow, NotFound
from trial.files.record import read_record, write_record
from trial.ledger.entries import EventsAsked
from trial.ledger.facts import Call, Decision, Dose, Event, Goal, Measure, Medicine, Person, Plan, Reading, Rise, Words
from trial.rules.typed_input import moment_of
from trial.store import Store
from trial.wording.refusals import sentence_of

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
HOUR = T0 + timedelta(hours=1)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    """A trial with one dose given at T0."""
    plan = Plan(measures=(Measure(scale="modified_ashworth", items=("left_hip_adductors", "right_hip_adductors")),))
    goals = (Goal(id="g1", kind="achieve", words="Wash with legs apart"),)
    person = Person(identifier="TEST-1", name="Ann Example")
    opened = planning.open_trial(
        store, person=person, plan=plan, goals=goals, zone="Europe/London", by="K Tan", at=T0 - timedelta(hours=2)
    )
    dose = Dose(number=1, micrograms=Decimal(50), reason="agreed")
    planning.plan_dose(store, opened.id, dose, by="K Tan", at=T0 - timedelta(hours=1))
    planning.give_dose(store, opened.id, replace(dose, given_at=T0, reason="agreed"), by="K Tan", at=T0)
    return opened.id


def tap(name: str = "tap00001", **more: object) -> Tap:
    told: dict[str, object] = {
        "kind": "reading", "dose": 1, "slot": "+1h", "scale": "modified_ashworth", "item": "left_hip_adductors",
        "value": "2", "tapped_at": HOUR,
    }  # fmt: skip
    return Tap(id=name, **(told | more))  # type: ignore[arg-type]


def give(store: Store, trial: str, *taps: Tap, by: str = "K Tan", at: datetime | None = None) -> Receipt:
    return deliver(store, trial=trial, taps=taps, by=by, received_at=at or max(one.at for one in taps))


def readings(store: Store, trial: str, item: str = "left_hip_adductors") -> list[Reading]:
    return [one for one in store.trial(trial).doses[0].readings if one.item == item]


def refusal(store: Store, trial: str, tap: Tap, **more: object) -> str:
    entries = store.head(trial)
    receipt = give(store, trial, tap, **more)  # type: ignore[arg-type]
    assert receipt.acknowledged == ()
    assert store.head(trial) == entries
    return sentence_of(receipt.refused[tap.id])


def test_a_tap_is_stored_once_however_often_it_arrives(store: Store, trial: str) -> None:
    first = give(store, trial, tap())
    again = give(store, trial, tap(), tap())
    assert first.acknowledged == ("tap00001",)
    assert again.acknowledged == ("tap00001", "tap00001")
    assert again.entries == first.entries
    assert [one.value for one in readings(store, trial)] == ["2"]


def test_a_tap_that_was_replaced_or_withdrawn_stays_known(store: Store, trial: str) -> None:
    give(store, trial, tap(), tap("tap00002", value="1+", replaces="tap00001"))
    give(store, trial, tap("tap00003", kind="undo", replaces="tap00002"))
    entries = store.head(trial)
    again = give(store, trial, tap(), tap("tap00002", value="1+", replaces="tap00001"))
    assert again.acknowledged == ("tap00001", "tap00002")
    undone = give(store, trial, tap("tap00003", kind="undo", replaces="tap00002"))
    assert undone.acknowledged == ("tap00003",)
    assert store.head(trial) == entries
    assert readings(store, trial) == []


def test_a_refused_tap_does_not_stop_the_others(store: Store, trial: str) -> None:
    receipt = give(store, trial, tap(value="7"), tap("tap00002", item="right_hip_adductors"), tap("tap00003", dose=9))
    assert receipt.acknowledged == ("tap00002",)
    said = {name: sentence_of(why) for name, why in receipt.refused.items()}
    assert said == {
        "tap00001": "Left hip adductors takes one of 0, 1, 1+, 2, 3, 4.",
        "tap00003": "There is no dose 9.",
    }


def test_a_reading_keeps_when_it_was_taken_typed_and_by_whom(store: Store, trial: str) -> None:
    """Rule 5: who held the leg, and apart from that who typed."""
    give(store, trial, tap(by="R Hale", tapped_at=HOUR - timedelta(seconds=600), skew_seconds=600))
    (found,) = readings(store, trial)
    assert (found.taken_at, found.typed_at, found.by, found.typed_by) == (HOUR, HOUR, "R Hale", "K Tan")
    assert found.skew_seconds == 600


def test_a_typed_time_counts_from_when_it_was_typed_not_from_its_arrival(store: Store, trial: str) -> None:
    late = HOUR + timedelta(hours=3)
    give(store, trial, tap(taken="-12 min", taken_typed_at=HOUR - timedelta(minutes=1)), at=late)
    give(store, trial, tap("tap00002", item="right_hip_adductors", taken="1025"), at=late)
    assert readings(store, trial)[0].taken_at == HOUR - timedelta(minutes=13)
    assert readings(store, trial, "right_hip_adductors")[0].taken_at == HOUR - timedelta(minutes=15)


def test_a_time_still_to_come_is_refused(store: Store, trial: str) -> None:
    assert "still to come" in refusal(store, trial, tap(tapped_at=HOUR), at=HOUR - timedelta(minutes=10))


def test_a_value_that_was_on_the_screen_is_superseded_and_any_other_makes_two_values(store: Store, trial: str) -> None:
    """Rule 1: only what names the reading it replaces is a correction."""
    give(store, trial, tap())
    give(store, trial, tap("tap00002", value="1", replaces="tap00001"))
    give(
        store,
        trial,
        tap("tap00003", value="3", replaces="tap00001", tapped_at=HOUR + timedelta(seconds=30)),
        by="R Hale",
    )
    assert [(one.value, one.typed_by) for one in readings(store, trial)] == [("1", "K Tan"), ("3", "R Hale")]


def test_of_two_values_one_is_chosen_with_a_reason(store: Store, trial: str) -> None:
    """Rule 6: until then neither replaces the other."""
    give(store, trial, tap())
    give(store, trial, tap("tap00002", value="3"), by="R Hale")
    choice = tap("tap00003", kind="choose", replaces="tap00002", reason="held the leg", tapped_at=HOUR)
    unexplained = give(store, trial, replace(choice, reason=" ")).refused["tap00003"]
    assert (unexplained.code, unexplained.allows) == ("choice_needs_reason", "reason")
    assert give(store, trial, choice).refused == {}
    entries = store.head(trial)
    assert give(store, trial, choice).acknowledged == ("tap00003",)
    assert store.head(trial) == entries
    (found,) = readings(store, trial)
    assert (found.value, found.corrected[0].reason) == ("3", "held the leg")


def test_ones_own_fresh_value_changes_without_a_reason_and_later_it_needs_one(store: Store, trial: str) -> None:
    give(store, trial, tap())
    fresh = tap("tap00002", value="1", replaces="tap00001", tapped_at=HOUR + timedelta(minutes=5))
    assert give(store, trial, fresh).refused == {}
    later = tap("tap00003", value="3", replaces="tap00002", tapped_at=HOUR + timedelta(minutes=11))
    assert "say why" in refusal(store, trial, later)
    assert give(store, trial, replace(later, reason="typed wrong")).refused == {}
    (found,) = readings(store, trial)
    assert [one.reading.value for one in found.corrected] == ["2", "1"]
    assert found.taken_at == HOUR


def test_another_persons_value_changes_only_with_a_reason(store: Store, trial: str) -> None:
    """Rule 1: a correction says why."""
    give(store, trial, tap())
    change = tap("tap00002", value="1", replaces="tap00001")
    assert "recorded by K Tan" in refusal(store, trial, change, by="R Hale")
    assert "recorded by K Tan" in refusal(store, trial, tap("tap00003", kind="undo", replaces="tap00001"), by="R Hale")
    assert give(store, trial, replace(change, reason="tested again"), by="R Hale").refused == {}


def test_five_minutes_are_counted_between_taps_not_until_arrival(store: Store, trial: str) -> None:
    undo = tap("tap00002", kind="undo", replaces="tap00001", tapped_at=HOUR + timedelta(minutes=4))
    receipt = give(store, trial, tap(), undo, at=HOUR + timedelta(hours=5))
    assert receipt.refused == {}
    assert readings(store, trial) == []


def test_an_unusual_value_is_asked_about_once(store: Store, trial: str) -> None:
    low = tap(scale="observations", item="heart_rate", value="44")
    assert "unusual" in refusal(store, trial, low)
    assert give(store, trial, replace(low, unusual=True)).refused == {}
    assert readings(store, trial, "heart_rate")[0].unusual


def test_numbers_are_stored_exactly_as_typed(store: Store, trial: str) -> None:
    give(store, trial, tap(scale="observations", item="temperature", value="36.60"))
    assert readings(store, trial, "temperature")[0].value == Decimal("36.6")


@pytest.mark.parametrize("value", ["", "abc", "1e400", "NaN", "Infinity", "99999"])
def test_what_is_no_possible_number_is_refused(store: Store, trial: str, value: str) -> None:
    assert refusal(store, trial, tap(scale="observations", item="heart_rate", value=value))


def test_a_diastolic_above_its_systolic_is_refused_though_seconds_lie_between(store: Store, trial: str) -> None:
    give(store, trial, tap(scale="observations", item="systolic", value="100"))
    crossed = tap(
        "tap00002", scale="observations", item="diastolic", value="105", tapped_at=HOUR + timedelta(seconds=9)
    )
    assert refusal(store, trial, crossed) == "Diastolic must be below systolic."


def test_rule_02_unsafe_needs_a_note(store: Store, trial: str) -> None:
    unsafe = tap(value=None, status="unsafe")
    assert "say why" in refusal(store, trial, unsafe)
    assert give(store, trial, replace(unsafe, note="dizzy on sitting up")).refused == {}


def test_rule_04_asleep_is_refused_for_observations_and_needs_consciousness_elsewhere(store: Store, trial: str) -> None:
    asleep = tap(value=None, status="asleep")
    assert "rouse and score" in refusal(
        store, trial, tap(scale="observations", item="systolic", value=None, status="asleep")
    )
    assert "consciousness" in refusal(store, trial, asleep)
    scored = tap("tap00002", scale="observations", item="consciousness", value="V")
    assert give(store, trial, scored, asleep).refused == {}


def test_rule_08_a_baseline_value_tapped_after_t0_is_refused(store: Store, trial: str) -> None:
    assert "baseline" in refusal(store, trial, tap(slot="baseline"))


def test_rule_25_goals_are_rated_by_each_voice_and_a_rating_can_be_undone(store: Store, trial: str) -> None:
    rated = tap(kind="rating", goal="g1", by="team", value="1", slot="+4h")
    theirs = tap("tap00002", kind="rating", goal="g1", by="person", value="-1", slot="+4h")
    assert give(store, trial, rated, theirs).refused == {}
    found = store.trial(trial).doses[0].ratings
    assert [(one.by, one.level) for one in found] == [("team", 1), ("person", -1)]
    give(store, trial, tap("tap00003", kind="undo", replaces="tap00001"))
    assert [one.level for one in store.trial(trial).doses[0].ratings if one.by == "team"] == [None]
    for wrong in ({"value": "3"}, {"value": "x"}, {"goal": "g9"}, {"by": "nobody"}):
        assert refusal(store, trial, replace(rated, id="tap00004", **wrong))  # type: ignore[arg-type]


def test_rule_30_events_and_that_somebody_asked_are_stored_once(store: Store, trial: str) -> None:
    asked = tap("tap00002", kind="events_asked")
    event = tap("tap00003", kind="event", event=Event(kind="dizziness", severity="mild", began_at=T0), taken="-10 min")
    give(store, trial, asked, event)
    entries = store.head(trial)
    assert give(store, trial, asked, event).acknowledged == ("tap00002", "tap00003")
    assert store.head(trial) == entries
    dose = store.trial(trial).doses[0]
    assert dose.events_asked
    assert [(one.kind, one.began_at, one.noted_by) for one in dose.events] == [
        ("dizziness", HOUR - timedelta(minutes=10), "K Tan")
    ]


def test_rule_30_asking_belongs_to_a_set_after_t0_and_an_event_answers_for_its_own(store: Store, trial: str) -> None:
    def asked() -> tuple[bool, list[int]]:
        dose = store.trial(trial).doses[0]
        return dose.events_asked, [round((at - T0).total_seconds() / 60) for at in dose.asked_at]

    give(store, trial, tap(kind="events_asked", slot="baseline", tapped_at=T0 - timedelta(minutes=20)))
    assert asked() == (False, [-20])
    give(store, trial, tap("tap00002", kind="events_asked", slot="+1h"))
    assert asked() == (True, [-20, 60])
    meal = Event(kind="other", severity=None, words="Meal", began_at=HOUR)
    give(store, trial, tap("tap00003", kind="event", slot="+1h", event=meal, taken="-5 min"))
    assert asked() == (True, [-20, 60])
    fall = Event(kind="fall", severity="mild", began_at=HOUR)
    give(store, trial, tap("tap00004", kind="event", slot="+1h", event=fall, taken="-10 min"))
    assert asked() == (True, [-20, 50, 60])


def test_rule_30_asked_on_paper_at_an_unknown_time_counts_beside_asking_before_t0(store: Store, trial: str) -> None:
    give(store, trial, tap(kind="events_asked", slot="baseline", tapped_at=T0 - timedelta(minutes=20)))
    assert not store.trial(trial).doses[0].events_asked
    store.append(trial, lambda _: [EventsAsked(dose=1)], at=HOUR, by="K Tan")
    assert store.trial(trial).doses[0].events_asked


def test_rule_30_a_t0_that_is_corrected_to_after_the_asking_leaves_nobody_asked(store: Store, trial: str) -> None:
    give(store, trial, tap(kind="events_asked"))
    later = replace(store.trial(trial).doses[0], given_at=HOUR + timedelta(minutes=1))
    planning.correct_dose(store, trial, later, by="K Tan", at=HOUR + timedelta(hours=1), reason="the wrong clock")
    assert store.trial(trial).doses[0].events_asked is False


def test_rule_31_a_signature_closes_the_readings_and_leaves_late_facts_open(store: Store, trial: str) -> None:
    decision = Decision(
        outcome="repeat_higher", reason="too little", present=("K Tan",), person_agrees="yes", signed_by="Dr A"
    )
    signed_at = T0 + timedelta(hours=9)
    deciding.sign(store, trial, decision, by="Dr A", at=signed_at)
    late = signed_at + timedelta(days=5)
    assert "signed decision" in refusal(store, trial, tap(tapped_at=late, slot="extra"))
    event = Event(kind="postural_headache", severity="moderate", cause="lumbar_puncture", began_at=late)
    bedside_notes.note_event(store, trial, dose=1, event=event, by="K Tan", at=late)
    bedside_notes.record_call(
        store, trial, dose=1, call=Call(called_at=late, text="headache on standing"), by="K Tan", at=late
    )
    dose = store.trial(trial).doses[0]
    assert [one.kind for one in dose.events] == ["postural_headache"]
    assert [(one.text, one.by) for one in dose.follow_up] == [("headache on standing", "K Tan")]


def test_an_event_is_rewritten_with_a_reason(store: Store, trial: str) -> None:
    event = Event(kind="somnolence", severity="mild", began_at=HOUR)
    bedside_notes.note_event(store, trial, dose=1, event=event, by="K Tan", at=HOUR)
    (kept,) = store.trial(trial).doses[0].events
    ended = replace(kept, ended_at=HOUR + timedelta(minutes=30))
    with pytest.raises(NotAllowedNow):
        bedside_notes.rewrite_event(store, trial, dose=1, event=ended, reason="", by="K Tan")
    bedside_notes.rewrite_event(store, trial, dose=1, event=ended, reason="it ended", by="K Tan")
    assert store.trial(trial).doses[0].events == (ended,)
    with pytest.raises(NotFound):
        bedside_notes.rewrite_event(store, trial, dose=1, event=replace(ended, id="none"), reason="x", by="K Tan")


@pytest.mark.parametrize(
    "event",
    [
        Event(kind="dizziness", began_at=HOUR),
        Event(kind="other", began_at=HOUR),
        Event(kind="fall", severity="mild", began_at=HOUR + timedelta(hours=1)),
        Event(kind="fall", severity="mild", began_at=HOUR, ended_at=T0),
    ],
    ids=["no severity", "no words", "to come", "ends before it begins"],
)
def test_an_event_that_cannot_be_is_refused(store: Store, trial: str, event: Event) -> None:
    with pytest.raises(InvalidInput):
        bedside_notes.note_event(store, trial, dose=1, event=event, by="K Tan", at=HOUR)


def test_words_are_stored_as_said_and_the_end_of_observation_leaves_the_readings(store: Store, trial: str) -> None:
    give(store, trial, tap(), tap("tap00002", kind="said", by="person", words="My legs feel light"))
    bedside_notes.record_words(
        store, trial, dose=1, words=Words(by="carer", text=" lighter to lift "), by="K Tan", at=HOUR
    )
    ended_at = T0 + timedelta(hours=8)
    bedside_notes.end_observation(store, trial, dose=1, ended_at=ended_at, answers=WELL, by="K Tan", at=ended_at)
    dose = store.trial(trial).doses[0]
    assert [(one.by, one.text) for one in dose.words] == [
        ("person", "My legs feel light"),
        ("carer", "lighter to lift"),
    ]
    assert (dose.ended_at, len(dose.readings), dose.given_at) == (ended_at, 1, T0)
    with pytest.raises(InvalidInput):
        bedside_notes.record_words(store, trial, dose=1, words=Words(by="person", text="  "), by="K Tan")
    with pytest.raises(InvalidInput):
        bedside_notes.end_observation(
            store, trial, dose=1, ended_at=T0 - timedelta(hours=1), answers=WELL, by="K Tan", at=ended_at
        )


def test_a_dose_that_was_never_given_has_no_end(store: Store, trial: str) -> None:
    other = planning.open_trial(store, person=Person(identifier="TEST-2", name="B"), by="K Tan", at=T0)
    planning.plan_dose(store, other.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan", at=T0)
    with pytest.raises(NotAllowedNow):
        bedside_notes.end_observation(store, other.id, dose=1, ended_at=HOUR, answers=WELL, by="K Tan", at=HOUR)


WINTER = datetime(2026, 11, 18, 14, 32, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "near", "means"),
    [
        ("1052", WINTER, "2026-11-18T10:52:00+00:00"),
        ("10:52", WINTER, "2026-11-18T10:52:00+00:00"),
        ("10.52", WINTER, "2026-11-18T10:52:00+00:00"),
        ("905", WINTER, "2026-11-18T09:05:00+00:00"),
        (" 14:33 ", WINTER, "2026-11-18T14:33:00+00:00"),
        ("-12 min", WINTER, "2026-11-18T14:20:00+00:00"),
        ("\N{MINUS SIGN}12", WINTER, "2026-11-18T14:20:00+00:00"),
        ("-1 h 10", WINTER, "2026-11-18T13:22:00+00:00"),
        ("-2h", WINTER, "2026-11-18T12:32:00+00:00"),
        ("17/11 22:15", WINTER, "2026-11-17T22:15:00+00:00"),
        ("2026-11-17 22:15", WINTER, "2026-11-17T22:15:00+00:00"),
        ("31/12 2350", datetime(2027, 1, 1, 0, 20, tzinfo=LONDON), "2026-12-31T23:50:00+00:00"),
        ("2350", datetime(2026, 11, 18, 0, 20, tzinfo=LONDON), "2026-11-17T23:50:00+00:00"),
        ("0010", datetime(2026, 11, 18, 0, 20, tzinfo=LONDON), "2026-11-18T00:10:00+00:00"),
        ("1052", datetime(2026, 7, 1, 13, 0, tzinfo=LONDON), "2026-07-01T09:52:00+00:00"),
        ("0130", datetime(2026, 10, 25, 3, 0, tzinfo=UTC), "2026-10-25T01:30:00+00:00"),
        ("0130", datetime(2026, 10, 25, 0, 45, tzinfo=UTC), "2026-10-25T00:30:00+00:00"),
        ("-90 min", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25T00:00:00+00:00"),
    ],
)
def test_a_typed_time_is_the_last_such_moment_on_the_wards_clock(text: str, near: datetime, means: str) -> None:
    assert moment_of(text, near, LONDON) == datetime.fromisoformat(means)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1530", "still to come; if it was yesterday, type the day as well: 17/11 15:30."),
        ("2570", "not a time of day"),
        ("soon", "is not a time"),
        ("-", "is not a time"),
        ("31/02 1000", "does not exist"),
        ("2026-11-19 10:00", "still to come"),
    ],
)
def test_a_time_that_cannot_be_meant_is_a_sentence(text: str, says: str) -> None:
    with refused(InvalidInput, match=says):
        moment_of(text, WINTER, LONDON)


def test_an_hour_that_the_clock_skipped_in_spring_is_a_sentence() -> None:
    with refused(InvalidInput, match="put forward"):
        moment_of("29/03 0130", datetime(2026, 3, 29, 9, 0, tzinfo=LONDON), LONDON)


def test_a_tick_keeps_when_and_who_and_can_be_taken_back(store: Store, trial: str) -> None:
    bedside_notes.tick(store, trial, dose=1, what="passed_urine", by="R Hale", at=HOUR)
    entries = store.head(trial)
    bedside_notes.tick(store, trial, dose=1, what="passed_urine", by="K Tan", at=HOUR + timedelta(minutes=1))
    assert store.head(trial) == entries
    dose = store.trial(trial).doses[0]
    assert [(one.what, one.at, one.by) for one in dose.ticks] == [("passed_urine", HOUR, "R Hale")]
    assert dose.checklist == {"passed_urine": True}
    bedside_notes.tick(store, trial, dose=1, what="passed_urine", done=False, by="K Tan", at=HOUR)
    dose = store.trial(trial).doses[0]
    assert (dose.ticks, dose.checklist) == ((), {})


def test_a_medicine_given_after_t0_is_an_event_and_has_one_line_beside_the_one_that_held_it(
    store: Store, trial: str
) -> None:
    def take(status: Literal["held", "given"], taken_at: datetime | None) -> Dose:
        medicine = Medicine(name="Baclofen ", dose="10 mg", status=status, last_taken_at=taken_at)
        return bedside_notes.take_medicine(store, trial, dose=1, medicine=medicine, by="R Hale", at=HOUR).doses[0]

    assert take("held", T0 - timedelta(hours=12)).events == ()
    assert take("given", T0 - timedelta(hours=1)).events == ()
    take("given", HOUR)
    dose = take("given", HOUR)
    assert [(line.name, line.status, line.last_taken_at, line.by) for line in dose.medicines] == [
        ("Baclofen", "held", T0 - timedelta(hours=12), "R Hale"),
        ("Baclofen", "given", HOUR, "R Hale"),
    ]
    assert [(one.medicine, one.words, one.began_at, one.severity) for one in dose.events] == [
        ("Baclofen 10 mg", "", HOUR, None)
    ]
    record = store.trial(trial).record
    again = read_record(write_record(record)).doses[0]
    assert (again.medicines, again.events) == (dose.medicines, (replace(dose.events[0], id=again.events[0].id),))


@pytest.mark.parametrize(
    ("medicine", "says"),
    [
        (Medicine(name=" ", status="held"), "Name the medicine"),
        (Medicine(name="Baclofen"), "held, given or changed"),
        (Medicine(name="Baclofen", status="given"), "when it was given"),
        (Medicine(name="Baclofen", status="given", last_taken_at=HOUR + timedelta(hours=1)), "still to come"),
    ],
    ids=["no name", "no status", "no time", "to come"],
)
def test_a_medicine_that_lacks_something_is_refused(store: Store, trial: str, medicine: Medicine, says: str) -> None:
    with refused(InvalidInput, match=says):
        bedside_notes.take_medicine(store, trial, dose=1, medicine=medicine, by="R Hale", at=HOUR)


def test_the_first_stand_stores_pressures_by_position_staff_and_what_the_knees_did(store: Store, trial: str) -> None:
    rise = Rise(kind="stand", at=HOUR, staff="K Tan, R Hale", light_headed=True, knees_gave=False)
    pressures = {
        "lying": (Decimal(128), Decimal(76)),
        "sitting": (Decimal(118), Decimal(70)),
        "standing": (Decimal(82), Decimal(52)),
    }
    with refused(NotAllowedNow, match="unusual"):
        bedside_notes.record_rise(store, trial, dose=1, rise=rise, pressures=pressures, by="K Tan", at=HOUR)
    assert readings(store, trial, "systolic") == []
    bedside_notes.record_rise(store, trial, dose=1, rise=rise, pressures=pressures, by="K Tan", confirmed=True, at=HOUR)
    dose = store.trial(trial).doses[0]
    assert (dose.first_stand_at, dose.rises) == (HOUR, (replace(rise, by="K Tan"),))
    found = readings(store, trial, "systolic")
    assert [(one.conditions["position"], one.value, one.slot) for one in found] == [
        ("lying", 128, "extra"), ("sitting", 118, "extra"), ("standing", 82, "extra"),
    ]  # fmt: skip
    assert [one.unusual for one in found] == [False, False, True]
    record = store.trial(trial).record
    assert read_record(write_record(record)).doses[0].rises == dose.rises
    assert len({(one.item, one.taken_at) for one in dose.readings}) == 6


@pytest.mark.parametrize(
    ("rise", "pressure"),
    [
        (Rise(kind="sit", at=T0 - timedelta(minutes=1)), (Decimal(120), Decimal(70))),
        (Rise(kind="sit", at=HOUR + timedelta(hours=1)), (Decimal(120), Decimal(70))),
        (Rise(kind="sit", at=HOUR), (Decimal(70), Decimal(120))),
        (Rise(kind="sit", at=HOUR), (Decimal(400), Decimal(70))),
    ],
    ids=["before T0", "to come", "crossed", "impossible"],
)
def test_a_first_sit_that_cannot_be_is_refused_whole(
    store: Store, trial: str, rise: Rise, pressure: tuple[Decimal, Decimal]
) -> None:
    entries = store.head(trial)
    with pytest.raises(InvalidInput):
        bedside_notes.record_rise(
            store, trial, dose=1, rise=rise, pressures={"sitting": pressure}, by="K Tan", confirmed=True, at=HOUR
        )
    assert store.head(trial) == entries


def test_ticks_go_through_the_record_file_unchanged(store: Store, trial: str) -> None:
    bedside_notes.tick(store, trial, dose=1, what="consent", by="R Hale", at=HOUR)
    record = store.trial(trial).record
    assert read_record(write_record(record)).doses[0].ticks == record.doses[0].ticks


def test_an_id_stands_for_one_entry_and_never_swallows_another(store: Store, trial: str) -> None:
    again = Dose(number=2, micrograms=Decimal(75), reason="agreed")
    give(store, trial, tap())
    planning.plan_dose(store, trial, again, by="K Tan", at=HOUR)
    assert give(store, trial, tap(value=" 2")).acknowledged == ("tap00001",)
    others = (
        {"value": "3"}, {"item": "right_hip_adductors"}, {"slot": "+2h"}, {"value": None, "status": "refused"},
        {"dose": 2, "slot": "baseline"}, {"kind": "said", "by": "person", "words": "Lighter"},
    )  # fmt: skip
    for other in others:
        receipt = give(store, trial, tap(**other))
        assert receipt.acknowledged == ()
        assert receipt.refused["tap00001"].code == "id_of_another_entry"
    assert len(store.trial(trial).doses[0].readings) == 1
    receipt = give(store, trial, tap("tap00002", item="right_hip_adductors"), tap("tap00002", slot="+3h"))
    assert receipt.refused["tap00002"].code == "id_of_another_entry"


def test_an_undo_through_another_dose_takes_nothing_back_and_says_so(store: Store, trial: str) -> None:
    give(store, trial, tap())
    planning.plan_dose(store, trial, Dose(number=2, micrograms=Decimal(75), reason="agreed"), by="K Tan", at=HOUR)
    receipt = give(store, trial, tap("undo0001", kind="undo", dose=2, replaces="tap00001"))
    assert receipt.refused["undo0001"].code == "nothing_to_undo"
    assert len(store.trial(trial).doses[0].readings) == 1


@pytest.mark.parametrize("value", ["\u0661", "0_1", "1e0", "sNaN"])
def test_a_rating_takes_only_digits_that_a_hand_types(store: Store, trial: str, value: str) -> None:
    rated = tap(kind="rating", goal="g1", slot="+4h", by="team", value=value)
    assert sentence_of(give(store, trial, rated).refused["tap00001"]).startswith("A rating is one of")
