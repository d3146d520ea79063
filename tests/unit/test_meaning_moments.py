"""Moments: rules 7 to 11."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.unit.building import HOURS, T0, at, dose, hourly, meaning, measure, only, reading, series, trial
from tests.unit.worded import cautions, why
from trial.ledger.facts import EarlierT0, Measure, Plan
from trial.meaning.schedule import DueSlot, elapsed, next_slot, slot_minutes, slots_to_come, window_of
from trial.meaning.summary import summarise

TONE = ("modified_ashworth", "right_hip_adductors")
WALK = ("ten_metre_walk", "seconds")


def test_rule_07_elapsed_is_measured_on_utc_through_the_october_night() -> None:
    london = ZoneInfo("Europe/London")
    given = datetime(2026, 10, 25, 0, 30, tzinfo=london)  # summer time, 23:30 UTC
    taken = datetime(2026, 10, 25, 4, 30, tzinfo=london)  # winter time, 04:30 UTC
    assert elapsed(taken, given) == 300


def test_rule_07_elapsed_is_exact_to_the_second() -> None:
    assert elapsed(T0 + timedelta(seconds=20), T0) == Decimal(20) / 60


def test_rule_07_correcting_t0_recomputes_every_time_keeps_the_slots_and_is_flagged() -> None:
    was = dose(hourly(*TONE, ["3", "1"], (0, 4)))
    now = replace(was, given_at=at(12), earlier_t0=(EarlierT0(given_at=T0, until_at=at(300), by="K Tan"),))
    summary = summarise(trial(now))
    found = series(summary, TONE[1])
    assert [(point.minutes, point.slot) for point in found.points] == [(-42, "baseline"), (228, "+4h")]
    assert any("T0 was corrected" in one for one in cautions(summary))


def test_rule_08_the_baseline_is_the_latest_reading_of_its_own_slot_and_earlier_ones_are_plotted() -> None:
    found = series(meaning([reading(*TONE, "4", -90), reading(*TONE, "3", -20), reading(*TONE, "1", 240)]), TONE[1])
    assert found.baseline is not None
    assert (found.baseline.value, found.baseline.minutes) == ("3", -20)
    assert [point.value for point in found.points] == ["4", "3", "1"]
    assert found.steps_at_peak == 3  # ranks 4 and 1


def test_rule_08_a_baseline_is_never_borrowed_from_another_dose() -> None:
    later = T0 + timedelta(days=2)
    two = dose(hourly(*TONE, ["1"], (4,), given_at=later), number=2, given_at=later)
    summary = summarise(trial(dose(hourly(*TONE, ["3", "1"], (0, 4))), two))
    assert series(summary, TONE[1], 1).steps_at_peak == 3
    second = series(summary, TONE[1], 2)
    assert second.baseline is None
    assert (second.course_at_peak, why(second)) == ("not_comparable", "no baseline")


def test_rule_08_a_reading_after_t0_is_no_baseline_whatever_its_slot_says() -> None:
    summary = meaning([reading(*TONE, "3", 5, "baseline"), reading(*TONE, "1", 240)])
    assert series(summary, TONE[1]).baseline is None
    assert any("taken after T0" in one for one in cautions(summary))


@pytest.mark.parametrize(("minutes", "flagged"), [(-24 * 60, False), (-24 * 60 - 1, True)])
def test_rule_08_a_baseline_more_than_24_hours_old_is_flagged(minutes: int, flagged: bool) -> None:
    summary = meaning([reading(*TONE, "3", minutes), reading(*TONE, "1", 240)])
    assert any("more than 24 hours" in one for one in cautions(summary)) is flagged
    assert series(summary, TONE[1]).steps_at_peak == 3


def test_rule_09_the_peak_is_the_peak_slot_with_its_actual_time() -> None:
    # fixture H: the nominal four hours were done at 4 h 36
    hours = (0, 1.2, 2.1, 3.0, 4.6, 5.2)
    slots = ("baseline", "+1h", "+2h", "+3h", "+4h", "+5h")
    readings = [
        reading(*TONE, value, hour * 60 or -30, slot)
        for hour, slot, value in zip(hours, slots, ["3", "3", "2", "2", "1", "1+"], strict=True)
    ]
    summary = meaning(readings)
    found = series(summary, TONE[1])
    assert found.peak is not None
    assert (found.peak.slot, found.peak.minutes, found.peak_on_time) == ("+4h", 276, False)
    assert any("+4h taken at 4\xa0h\xa036" in one for one in cautions(summary))


@pytest.mark.parametrize(("minutes", "on_time"), [(210, True), (270, True), (271, False), (209, False)])
def test_rule_09_thirty_minutes_off_is_still_on_time(minutes: int, on_time: bool) -> None:
    found = series(meaning([reading(*TONE, "3", -30), reading(*TONE, "1", minutes, "+4h")]), TONE[1])
    assert found.peak_on_time is on_time


@pytest.mark.parametrize(
    ("taken", "chosen"),
    [
        ((180, 355), 180),  # 60 off against 115
        ((195, 280), 280),
        ((200, 280), 200),  # a tie: the earlier
        ((179, 361), None),  # outside 3 to 6 hours
        ((360,), 360),
    ],
)
def test_rule_09_an_empty_peak_slot_takes_the_reading_nearest_its_time(taken: tuple[int, ...], chosen: int) -> None:
    readings = [reading(*TONE, "3", -30), *(reading(*TONE, "1", one, "extra") for one in taken)]
    found = series(meaning(readings), TONE[1])
    assert (found.peak.minutes if found.peak else None) == chosen
    if found.peak:
        assert found.peak.slot == "extra"
        assert "nothing at +4h" in why(found)


def test_rule_09_the_measure_may_have_its_own_peak_slot() -> None:
    readings = hourly(*TONE, ["3", "2", "1", "0"], (0, 2, 3, 4))
    summary = meaning(readings, measures=[measure(TONE[0], TONE[1], peak_slot="+2h")])
    assert series(summary, TONE[1]).steps_at_peak == 1


def test_rule_09_the_plan_may_have_its_own_peak_slot() -> None:
    readings = hourly(*TONE, ["3", "2", "1", "0"], (0, 2, 3, 4))
    assert series(meaning(readings, plan=Plan(peak_slot="+3h")), TONE[1]).steps_at_peak == 3


@pytest.mark.parametrize("status", ["unable_pain", "unable_sedation", "unsafe", "unrecordable", "unable_weakness"])
def test_rule_09_a_try_that_could_not_be_done_is_the_peak_reading(status: str) -> None:
    found = series(meaning(hourly(*TONE, ["3", status, "1"], (0, 4, 5))), TONE[1])
    assert found.peak is not None
    assert (found.peak.status, found.peak.slot) == (status, "+4h")


@pytest.mark.parametrize("status", ["bed_rest", "asleep", "declined", "equipment", "not_done", "not_planned"])
def test_rule_09_other_reasons_do_not_hide_a_measured_one_but_are_shown(status: str) -> None:
    found = series(meaning(hourly(*TONE, ["3", status, "1"], (0, 4, 5))), TONE[1])
    assert found.peak is not None
    assert (found.peak.value, found.peak.slot) == ("1", "+5h")
    assert "at +4h: the reading at 5" in why(found)
    assert status in [point.status for point in found.points]


def test_rule_09_a_reason_alone_at_the_peak_is_shown_and_compares_with_nothing() -> None:
    found = series(meaning(hourly(*TONE, ["3", "declined"], (0, 4))), TONE[1])
    assert found.peak is not None
    assert found.peak.status == "declined"
    assert found.course_at_peak == "not_comparable"


def test_rule_09_a_reason_later_in_the_peak_slot_does_not_hide_its_value() -> None:
    readings = [reading(*TONE, "3", -30), reading(*TONE, "1", 238), reading(*TONE, "declined", 262, "+4h")]
    found = series(meaning(readings), TONE[1])
    assert found.peak is not None
    assert found.peak.value == "1"


def test_rule_10_best_is_the_earliest_of_equals_with_how_many_it_was_chosen_from() -> None:
    # fixture A
    found = series(meaning(hourly("ashworth", "right_hip_adductors", list("33211123"))), "right_hip_adductors")
    assert found.best is not None
    assert (found.best.point.value, found.best.point.minutes, found.best.of) == ("1", 180, 7)
    assert found.worst is not None
    assert (found.worst.point.value, found.worst.point.minutes) == ("3", 60)


def test_rule_10_the_window_closes_at_the_reading_that_returned_and_counts_it() -> None:
    # 22.0 then 21.0 18.9 17.4 16.2 16.8 19.2, a frame, 21.8: best of 6
    values = (22, 21, 18.9, 17.4, 16.2, 16.8, 19.2)
    readings = hourly(*WALK, values, range(7), conditions={"aid": "two_sticks"})
    readings += [
        reading(*WALK, 20.9, 425, conditions={"aid": "walker"}),
        reading(*WALK, 21.8, 480, conditions={"aid": "two_sticks"}),
        reading(*WALK, 15.0, 540, "extra", conditions={"aid": "two_sticks"}),
    ]
    found = series(meaning(readings, group="ms"), "seconds")
    assert found.best is not None
    assert (found.best.point.value, found.best.of) == (Decimal("16.2"), 6)
    assert found.wore_off is not None
    assert found.wore_off.minutes == 360


@pytest.mark.parametrize(("minutes", "best"), [(720, "0"), (721, "1")])
def test_rule_10_the_window_ends_twelve_hours_after_t0(minutes: int, best: str) -> None:
    readings = [reading(*TONE, "3", -30), reading(*TONE, "1", 240), reading(*TONE, "0", minutes, "extra")]
    found = series(meaning(readings), TONE[1])
    assert found.best is not None
    assert found.best.point.value == best


def test_rule_10_the_window_ends_at_the_next_dose() -> None:
    first = dose(hourly(*TONE, ["3", "2", "0"], (0, 4, 8)))
    second = dose(number=2, given_at=at(480))
    found = series(summarise(trial(first, second)), TONE[1])
    assert found.best is not None
    assert (found.best.point.value, found.best.of) == ("2", 1)


def test_rule_10_what_is_confounded_or_not_like_for_like_is_never_best() -> None:
    readings = [
        reading(*WALK, 22, -30, conditions={"aid": "stick"}),
        reading(*WALK, 12, 60, conditions={"aid": "walker"}),
        reading(*WALK, 13, 120, conditions={"aid": "stick"}),
        reading("observations", "consciousness", "V", 130),
        reading(*WALK, 20, 240, conditions={"aid": "stick"}),
    ]
    found = series(meaning(readings), "seconds")
    assert found.best is not None
    assert (found.best.point.value, found.best.of) == (20, 1)


def test_rule_10_a_reading_before_t0_is_never_best() -> None:
    found = series(meaning([reading(*TONE, "0", -60), reading(*TONE, "3", -30), reading(*TONE, "2", 240)]), TONE[1])
    assert found.best is not None
    assert (found.best.point.value, found.best.of) == ("2", 1)


def test_rule_11_wore_off_is_the_first_of_two_successive_readings_back_at_baseline() -> None:
    found = series(meaning(hourly(*TONE, ["3", "2", "1", "1", "2", "3", "3"], (0, 2, 3, 4, 5, 6, 7))), TONE[1])
    assert found.wore_off is not None
    assert found.wore_off.minutes == 360


@pytest.mark.parametrize(
    "tokens",
    [
        ("3", "3", "2", "1", "1", "1", "2", "3"),  # back only once
        ("3", "3", "3", "3", "3", "3", "3", "3"),  # fixture E: never improved, nothing to wear off
        ("3", "3", "3", "2", "3", "2", "3", "2"),  # never two in a row after improvement
    ],
)
def test_rule_11_one_return_or_no_improvement_is_not_worn_off(tokens: tuple[str, ...]) -> None:
    assert series(meaning(hourly(*TONE, tokens)), TONE[1]).wore_off is None


def test_rule_11_successive_means_successive_comparable_readings() -> None:
    found = series(meaning(hourly(*TONE, ["3", "1", "3", "declined", "3"], (0, 4, 5, 6, 8))), TONE[1])
    assert found.wore_off is not None
    assert found.wore_off.minutes == 300


def test_rule_11_no_slot_is_due_after_the_end_of_observation() -> None:
    day = dose(hourly(*TONE, ["3", "2"], (0, 1)))
    assert next_slot(trial(day)) == ("+2h", at(120))
    assert next_slot(trial(replace(day, ended_at=at(90)))) == ("", None)
    assert slots_to_come(trial(replace(day, ended_at=at(90)))) == ()


def test_rule_36_the_window_of_a_slot_is_half_the_gap_to_the_next_at_most() -> None:
    day = dose(hourly(*TONE, ["3", "2"], (0, 1)))
    plan = Plan(slots=("baseline", "+0.25h", "+1h", "+2h"), measures=(Measure(scale="pain", slots=("+4h", "extra")),))
    assert slots_to_come(replace(trial(day).record, plan=plan)) == (
        DueSlot("+0.25h", at(15), at(37.5)),
        DueSlot("+2h", at(120), at(150)),
        DueSlot("+4h", at(240), at(270)),
    )


def test_rule_36_the_end_of_observation_ends_a_day_without_a_peak() -> None:
    summary = summarise(trial(dose(hourly(*TONE, ["3", "2"], (0, 2)), ended_at=at(150))))
    assert summary.state == "awaiting_decision"


CLOSE = ("baseline", "+0.25h", "+0.5h", "+0.75h", "+1h", "+2h", "+4h", "extra")


@pytest.mark.parametrize("slots", [CLOSE, ("baseline", "+4h"), ("+0.25h", "+8h", "+8.25h")])
def test_windows_of_slots_never_overlap_and_are_half_the_gap_or_half_an_hour(slots: tuple[str, ...]) -> None:
    windows = {slot: window for slot in slots if (window := window_of(slot, slots))}
    ordered = [*windows.values()]
    assert all(before[1] <= after[0] for before, after in pairwise(ordered))
    for slot, (start, end) in windows.items():
        due = slot_minutes(slot)
        assert due is not None
        assert max(due - start, end - due) <= 30
    assert ordered[0][0] > 0
    assert window_of("baseline", slots) is window_of("extra", slots) is None


def test_fixture_f_steps_of_modified_ashworth_are_ranks() -> None:
    found = series(meaning(hourly(*TONE, ["2", "2", "1+", "1+", "1", "1", "1+", "2"])), TONE[1])
    assert [point.steps for point in found.points] == [None, 0, 1, 1, 2, 2, 1, 0]
    assert len(found.points) == len(HOURS)
    assert only(meaning(hourly(*TONE, ["2", "1"], (0, 4)))).tone.mean_change == -1
