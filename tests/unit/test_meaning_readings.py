"""Readings: rules 1 to 6."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, get_args

import pytest

import scales
from tests.unit.building import achieve, hourly, meaning, only, reading, result, series
from tests.unit.worded import cautions, why
from trial.ledger.facts import Reading, Status
from trial.meaning.name_matching import folded
from trial.meaning.timeline import two_values
from trial.wording.figures import figure_title
from trial.wording.words import STATUS_WORDS

TONE = ("modified_ashworth", "left_hip_adductors")


def test_rule_01_a_slot_holds_any_number_of_readings_and_all_are_points() -> None:
    pressures = [
        reading("observations", "systolic", value, 240 + late) for value, late in ((98, 0), (101, 5), (104, 9))
    ]
    found = series(meaning(pressures), "systolic")
    assert [point.value for point in found.points] == [98, 101, 104]
    assert found.peak is not None
    assert found.peak.value == 104


def test_rule_02_a_value_or_a_try_that_failed_is_a_finding_and_the_rest_was_not_tested() -> None:
    tried = {"unable_weakness", "unable_spasticity", "unable_pain", "unable_sedation", "unsafe", "unrecordable"}
    not_tested = {"bed_rest", "asleep", "declined", "equipment", "not_done", "not_planned", "not_applicable"}
    assert set(get_args(Status)) == set(STATUS_WORDS) == {"measured"} | tried | not_tested
    for status in sorted(tried | not_tested):
        found = series(meaning(hourly("assistance", "standing", ["4", status], (0, 4))), "standing")
        assert [point.finding for point in found.points] == [True, status in tried]


@pytest.mark.parametrize("status", [one for one in STATUS_WORDS if one != "measured"])
def test_rule_03_only_measured_enters_arithmetic(status: str) -> None:
    tone = only(
        meaning(hourly(*TONE, ["3", "1"], (0, 4)), hourly(TONE[0], "right_hip_adductors", ["3", status], (0, 4)))
    )
    assert tone.tone is not None
    assert tone.tone.mean_n == 1
    assert tone.tone.mean_peak == 1
    assert tone.tone.not_comparable == 1


def test_rule_03_zero_is_a_value() -> None:
    found = series(meaning(hourly("pain", "rating", [6, 0], (0, 4))), "rating")
    assert found.change_at_peak == -6
    assert found.percent_at_peak == -100
    assert found.best is not None
    assert found.best.point.value == 0


def test_rule_03_empty_is_not_a_value() -> None:
    found = series(meaning(hourly("pain", "rating", [6], (0,))), "rating")
    assert found.peak is None
    assert found.change_at_peak is None
    assert found.course_at_peak == "not_comparable"


def test_rule_05_the_assessor_is_whoever_held_the_leg() -> None:
    found = series(meaning([reading(*TONE, "3", -30, by="R Lind", typed_by="A Clerk")]), TONE[1])
    assert found.points[0].by == "R Lind"


def test_rule_06_the_value_of_a_slot_is_its_latest_reading_by_the_time_it_was_taken() -> None:
    readings = [reading(*TONE, "2", 250), reading(*TONE, "1", 238), reading(*TONE, "3", -30)]
    found = series(meaning(readings), TONE[1])
    assert found.peak is not None
    assert (found.peak.value, found.peak.minutes) == ("2", 250)


def _two(apart: float, by: str = "A Osei", scale: str = TONE[0], item: str = TONE[1], second: object = "2") -> object:
    first = "1" if isinstance(second, str) else 98
    base = "3" if isinstance(second, str) else 138
    return series(
        meaning(
            [
                reading(scale, item, base, -30),
                reading(scale, item, first, 238),
                reading(scale, item, second, 238 + apart, by=by),
            ]
        ),
        item,
    )


def test_rule_06_two_assessors_within_ten_minutes_are_two_values_and_in_no_sum() -> None:
    found = _two(10)
    assert [point.two_values for point in found.points] == [False, True, True]
    assert found.course_at_peak == "not_comparable"
    assert found.steps_at_peak is None
    assert found.best is None
    assert why(found) == "two values, neither chosen"


def test_rule_06_later_than_ten_minutes_is_a_second_test() -> None:
    found = _two(10 + 1 / 60)
    assert not any(point.two_values for point in found.points)
    assert found.steps_at_peak == 1
    assert found.peak.value == "2"


def test_rule_06_the_same_assessor_again_is_no_second_value() -> None:
    assert not any(point.two_values for point in _two(5, by="K  TAN ").points)


def test_rule_06_observations_never_become_two_values() -> None:
    found = _two(5, scale="observations", item="systolic", second=104)
    assert not any(point.two_values for point in found.points)
    assert found.change_at_peak == -34


def test_rule_06_two_values_at_baseline_leave_nothing_to_compare_with() -> None:
    summary = meaning(
        [reading(*TONE, "3", -30), reading(*TONE, "2", -28, by="A Osei"), reading(*TONE, "1", 240)],
        goals=[achieve(*TONE, "improves_steps", 1)],
    )
    assert why(series(summary, TONE[1])) == "two values at baseline, neither chosen"
    assert (
        figure_title(series(summary, TONE[1])).replace("\xa0", " ")
        == "Left hip adductors: 1 at 4 h 00, two values before"
    )
    assert result(summary).result == "not_assessed"
    assert any("Two values, neither chosen" in one for one in cautions(summary))


def test_rule_06_two_values_count_in_neither_tone_number() -> None:
    summary = meaning(
        [reading(*TONE, "3", -30), reading(*TONE, "2", 238), reading(*TONE, "1", 240, by="A Osei")],
    )
    tone = only(summary).tone
    assert tone is not None
    assert (tone.of, tone.not_comparable, tone.mean_n, tone.mean_change) == (1, 1, 0, None)


def test_rule_06_a_reason_does_not_contradict_a_value() -> None:
    found = series(
        meaning([reading(*TONE, "3", -30), reading(*TONE, "1", 238), reading(*TONE, "not_done", 240, by="A Osei")]),
        TONE[1],
    )
    assert not any(point.two_values for point in found.points)
    assert found.peak is not None
    assert found.peak.value == "1"


def test_rule_06_a_derived_value_of_two_values_is_two_values() -> None:
    walk = ("ten_metre_walk", "seconds")
    found = series(
        meaning([reading(*walk, 22, -30), reading(*walk, 16, 240), reading(*walk, 19, 244, by="A Osei")]), "speed"
    )
    assert [point.two_values for point in found.points] == [False, True, True]
    assert found.points[1].value == Decimal("0.625")
    assert found.course_at_peak == "not_comparable"


def test_the_same_value_with_another_aid_is_judged_by_itself() -> None:
    walks = [
        reading("ten_metre_walk", "seconds", 20, minutes, conditions={"aid": aid})
        for minutes, aid in ((-20, "stick"), (120, "stick"), (240, "two_sticks"), (300, "stick"))
    ]
    found = series(meaning(walks), "seconds")
    assert [point.course for point in found.after] == ["unchanged", "not_comparable", "unchanged"]


def _in_one_slot(count: int, chance: random.Random) -> list[Reading]:
    t0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
    return [
        Reading(
            slot="+1h",
            taken_at=t0 + timedelta(seconds=chance.randrange(count)),
            scale="modified_ashworth",
            item=chance.choice(("left_hip_adductors", "right_hip_adductors")),
            value=chance.choice("012"),
            by=chance.choice(("K Tan", "k  tan", "J Poe", "A Osei")),
        )
        for _ in range(count)
    ]


def test_rule_06_two_values_are_those_that_a_comparison_pair_by_pair_finds() -> None:
    chance, scale = random.Random(6), scales.get("modified_ashworth")
    for count in (0, 1, 2, 5, 30, 900):
        for _ in range(1 if count == 900 else 20):
            readings = _in_one_slot(count, chance)
            assert two_values(scale, readings) == [
                any(
                    other.item == one.item
                    and other.value != one.value
                    and folded(other.by) != folded(one.by)
                    and abs(other.taken_at - one.taken_at) <= timedelta(minutes=10)
                    for other in readings
                )
                for one in readings
            ]


def test_rule_06_four_times_the_readings_are_looked_at_little_more_than_four_times_as_often() -> None:
    class Counted(list[Reading]):
        looked = 0

        def __getitem__(self, place: Any) -> Any:
            Counted.looked += 1
            return super().__getitem__(place)

    looked = []
    for count in (1_000, 4_000):
        readings = Counted(replace(one, by=f"Nurse {n}") for n, one in enumerate(_in_one_slot(count, random.Random(7))))
        Counted.looked = 0
        assert len(two_values(scales.get("modified_ashworth"), readings)) == count
        looked.append(Counted.looked)
    assert 1_000 < looked[0] < 20_000
    assert looked[1] < 4.5 * looked[0]
