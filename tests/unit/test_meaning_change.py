"""Change: rules 12 to 19."""

from decimal import Decimal

import pytest

import scales
from tests.unit.building import hourly, meaning, reading, series
from tests.unit.worded import cautions, why
from trial.meaning.course import Series

TONE = ("modified_ashworth", "left_hip_adductors")
WALK = ("ten_metre_walk", "seconds")
STAND = ("assistance", "sit_to_stand")
UNABLE = ("unable_weakness", "unable_spasticity", "unable_pain", "unsafe")


def pair(scale: str, item: str, before: object, after: object, group: str = "other", shown: str = "") -> Series:
    return series(meaning(hourly(scale, item, [before, after], (0, 4)), group=group), shown or item)


def walked(before: dict[str, object], after: dict[str, object], now: object = 16, was: object = 22) -> Series:
    """A walk before and after, done in these ways."""
    readings = [reading(*WALK, was, -30, conditions=before), reading(*WALK, now, 240, conditions=after)]
    return series(meaning(readings), "seconds")


def test_rule_12_where_neither_way_is_better_there_is_only_change_from_own_baseline() -> None:
    # fixture G
    found = series(meaning(hourly("observations", "systolic", [138, 130, 118, 104, 98, 102, 116, 134])), "systolic")
    assert found.change_at_peak == -40
    assert found.percent_at_peak is not None
    assert round(found.percent_at_peak) == -29
    assert (found.course_at_peak, found.course_at_best, found.best, found.worst) == (None, None, None, None)
    assert (found.steps_at_peak, found.wore_off) == (None, None)


def test_rule_12_consciousness_is_a_grade_without_a_better_way() -> None:
    found = series(meaning(hourly("observations", "consciousness", list("AAVVVAAA"))), "consciousness")
    assert (found.steps_at_peak, found.course_at_peak, found.change_at_peak) == (None, None, None)


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [("2", "1+", 1), ("1+", "1", 1), ("4", "0", 5), ("3", "1+", 2), ("1", "1+", -1), ("1+", "1+", 0), ("0", "4", -5)],
)
def test_rule_13_a_step_of_modified_ashworth_is_one_rank(before: str, after: str, steps: int) -> None:
    found = pair(*TONE, before, after)
    assert found.steps_at_peak == steps
    assert found.course_at_peak == ("improved" if steps > 0 else "worse" if steps < 0 else "unchanged")
    assert found.change_at_peak is None
    assert found.percent_at_peak is None


@pytest.mark.parametrize(
    ("before", "after", "steps"),
    [("4-", "4+", 0), ("4", "4-", 0), ("4+", "5", 1), ("4", "3", -1), ("2", "4-", 2)],
)
def test_rule_13_mrc_4_minus_4_and_4_plus_share_one_rank(before: str, after: str, steps: int) -> None:
    assert pair("mrc_power", "left_hip_flexion", before, after).steps_at_peak == steps


def test_rule_13_fixture_b_power_falls_two_grades_and_returns() -> None:
    found = series(meaning(hourly("mrc_power", "left_hip_flexion", list("44432234"))), "left_hip_flexion")
    assert [point.steps for point in found.after] == [0, 0, -1, -2, -2, -1, 0]
    assert found.course_at_peak == "worse"
    assert found.worst is not None
    assert (found.worst.point.value, found.worst.point.minutes) == ("2", 240)


def test_rule_14_percent_is_of_the_baseline_in_the_unit_that_was_measured() -> None:
    seconds = pair(*WALK, 20, 16)
    speed = pair(*WALK, 20, 16, shown="speed")
    assert (seconds.change_at_peak, seconds.percent_at_peak) == (-4, -20)
    assert (speed.change_at_peak, speed.percent_at_peak) == (Decimal("0.125"), 25)


def test_rule_14_percent_of_a_zero_baseline_is_nothing() -> None:
    found = pair("pain", "rating", 0, 3)
    assert (found.change_at_peak, found.percent_at_peak) == (3, None)


def test_rule_14_percent_keeps_the_sign_of_the_change_below_zero_too() -> None:
    found = pair("passive_range", "left_knee_extension", -40, -20)
    assert (found.change_at_peak, found.percent_at_peak) == (20, 50)


def test_rule_14_no_published_error_for_this_diagnosis_lets_the_sign_decide_and_says_so() -> None:
    found = pair(*WALK, 22, Decimal("21.9"), "cp")
    assert found.course_at_peak == "improved"
    assert why(found) == "no published error for this diagnosis"
    assert why(pair(*WALK, 22, Decimal("21.9"), "ms")) == ""


def test_rule_14_an_unknown_diagnosis_uses_no_group_of_its_own() -> None:
    readings = hourly(*WALK, [22, 21], (0, 4))
    assert series(meaning(readings, person={"diagnosis_group": None}), "seconds").course_at_peak == "improved"


@pytest.mark.parametrize(
    ("after", "course"),
    [(45, "within_error"), (46, "improved"), (35, "within_error"), (34, "worse"), (40, "unchanged")],
)
def test_rule_14_least_change_must_be_exceeded(after: int, course: str) -> None:
    assert pair("passive_range", "left_hip_abduction", 40, after).course_at_peak == course


def test_rule_14_seconds_and_speed_of_a_walk_have_one_course() -> None:
    for group in ("ms", "stroke", "other"):
        for after in (15, 17, Decimal("16.9"), 20, 22, 27, 29):
            readings = meaning(hourly(*WALK, [22, after], (0, 4)), group=group)
            assert series(readings, "seconds").course_at_peak == series(readings, "speed").course_at_peak


def test_rule_14_cadence_has_other_roots_than_seconds_so_their_error_is_not_its_own() -> None:
    readings = [
        reading(*WALK, 20, -30),
        reading(WALK[0], "steps", 20, -30),
        reading(*WALK, 19, 240),
        reading(WALK[0], "steps", 20, 240),
    ]
    found = series(meaning(readings, group="ms"), "cadence")
    assert found.error is None
    assert found.course_at_peak == "improved"


def test_rule_15_every_course_has_its_name() -> None:
    courses = {pair(*WALK, 22, after, "ms").course_at_peak for after in (16, 20, 22, 30, "declined")}
    assert courses == {"improved", "within_error", "unchanged", "worse", "not_comparable"}


def test_rule_15_the_course_at_best_may_differ_from_the_one_at_the_peak() -> None:
    found = series(meaning(hourly(*TONE, ["3", "1", "3"], (0, 3, 4))), TONE[1])
    assert (found.course_at_peak, found.course_at_best) == ("unchanged", "improved")


@pytest.mark.parametrize("status", UNABLE)
def test_rule_16_becoming_able_is_improved(status: str) -> None:
    for item in ("seconds", "speed"):
        found = pair(*WALK, status, 30, shown=item)
        assert found.course_at_peak == "improved"
        assert why(found).startswith("became able")
        assert (found.change_at_peak, found.percent_at_peak) == (None, None)
    assert pair(*STAND, status, "2").course_at_peak == "improved"


@pytest.mark.parametrize("status", UNABLE)
def test_rule_16_no_longer_able_is_worse(status: str) -> None:
    for item in ("seconds", "speed"):
        found = pair(*WALK, 30, status, shown=item)
        assert found.course_at_peak == "worse"
        assert why(found).startswith("lost")
    assert pair(*STAND, "4", status).course_at_peak == "worse"


def test_rule_16_unable_both_times_is_unchanged_with_both_reasons() -> None:
    found = pair(*STAND, "unable_weakness", "unable_pain")
    assert found.course_at_peak == "unchanged"
    assert why(found) == "could not, too weak at baseline; could not, pain now"


@pytest.mark.parametrize("status", [*UNABLE, "unable_sedation", "unrecordable", "declined"])
def test_rule_16_on_every_other_scale_such_a_pair_compares_with_nothing(status: str) -> None:
    for scale, item, token in ((*TONE, "3"), ("mrc_power", "left_hip_flexion", "4"), ("pain", "rating", 5)):
        assert pair(scale, item, token, status).course_at_peak == "not_comparable"
        assert pair(scale, item, status, token).course_at_peak == "not_comparable"


@pytest.mark.parametrize("status", ["unable_sedation", "unrecordable", "bed_rest", "declined", "equipment", "not_done"])
def test_rule_16_other_reasons_are_no_result_of_a_performance_scale(status: str) -> None:
    assert pair(*STAND, "4", status).course_at_peak == "not_comparable"
    assert pair(*STAND, status, "4").course_at_peak == "not_comparable"


def test_rule_16_fixture_b_a_walker_who_becomes_too_weak() -> None:
    values = [22.0, 21.1, 20.0, 24.5, "unable_weakness", "unable_weakness", 26.0, 22.4]
    found = series(meaning(hourly(*WALK, values), group="ms"), "seconds")
    assert found.peak is not None
    assert (found.peak.status, found.course_at_peak) == ("unable_weakness", "worse")
    assert found.best is not None
    assert (found.best.point.value, found.best.of, found.course_at_best) == (20, 5, "within_error")
    assert [point.status for point in found.points].count("unable_weakness") == 2


@pytest.mark.parametrize(("apart", "confounded"), [(-15, True), (15, True), (-16, False), (16, False), (0, True)])
@pytest.mark.parametrize("letter", list("CVPU"))
def test_rule_17_a_functional_test_while_not_alert_is_confounded(apart: int, confounded: bool, letter: str) -> None:
    readings = [*hourly(*WALK, [22, 16], (0, 4)), reading("observations", "consciousness", letter, 240 + apart)]
    found = series(meaning(readings), "speed")
    assert found.course_at_peak == ("not_comparable" if confounded else "improved")
    if confounded:
        assert why(found) == "confounded: sedated"
        assert found.best is None


def test_rule_17_an_alert_person_confounds_nothing() -> None:
    readings = [*hourly(*WALK, [22, 16], (0, 4)), reading("observations", "consciousness", "A", 240)]
    assert series(meaning(readings), "speed").course_at_peak == "improved"


def test_rule_17_sedation_touches_functional_tests_and_not_tone() -> None:
    readings = [*hourly(*TONE, ["3", "1"], (0, 4)), reading("observations", "consciousness", "V", 240)]
    assert series(meaning(readings), TONE[1]).steps_at_peak == 3


def test_rule_17_too_drowsy_to_try_is_confounded_and_not_lost() -> None:
    found = pair(*STAND, "4", "unable_sedation")
    assert (found.course_at_peak, why(found)) == ("not_comparable", "confounded: sedated")


def test_rule_17_a_sedated_baseline_compares_with_nothing() -> None:
    readings = [*hourly(*WALK, [22, 16], (0, 4)), reading("observations", "consciousness", "C", -30)]
    assert why(series(meaning(readings), "speed")) == "confounded: sedated at baseline"


def test_rule_17_fixture_c_walks_from_two_to_four_hours_are_confounded() -> None:
    readings = hourly("observations", "consciousness", list("AAVVVAAA")) + hourly(*WALK, [20] * 8)
    found = series(meaning(readings), "seconds")
    assert [point.confounded for point in found.after] == [False, True, True, True, False, False, False]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({"pace": "comfortable"}, {"pace": "fast"}, "pace now as fast as is safe"),
        ({"start": "static"}, {"start": "flying"}, "start now already walking"),
        ({"metres": 10}, {"metres": 6}, "metres timed now 6"),
        ({"aid": "stick"}, {"aid": "two_sticks"}, "more help: walking aid now two sticks, one stick at baseline"),
        ({"aid": "none"}, {"aid": "parallel_bars"}, "more help"),
        ({"aid": "stick"}, {"aid": "other"}, "compares with nothing"),
        ({"aid": "other"}, {"aid": "other"}, "compares with nothing"),
        ({"assistance": "none"}, {"assistance": "supervision"}, "more help: help from people"),
        ({"orthosis": False}, {"orthosis": True}, "more help: orthosis now yes, no at baseline"),
        ({"aid": "walker", "assistance": "none"}, {"aid": "stick", "assistance": "one_person"}, "more help"),
    ],
)
def test_rule_18_done_differently_or_with_more_help_compares_with_nothing(
    before: dict[str, object], after: dict[str, object], says: str
) -> None:
    found = walked(before, after)
    assert found.course_at_peak == "not_comparable"
    assert says in why(found)
    assert (found.change_at_peak, found.percent_at_peak, found.best) == (None, None, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"aid": "walker"}, {"aid": "stick"}),
        ({"orthosis": True}, {"orthosis": False}),
        ({"assistance": "one_person"}, {"assistance": "none"}),
    ],
)
@pytest.mark.parametrize("now", [16, 22])
def test_rule_18_less_help_with_the_measure_no_worse_is_improved_in_words(
    before: dict[str, object], after: dict[str, object], now: int
) -> None:
    found = walked(before, after, now)
    assert found.course_at_peak == "improved"
    assert "less help" in why(found)


def test_rule_18_less_help_within_error_is_no_worse() -> None:
    readings = [
        reading(*WALK, 22, -30, conditions={"aid": "walker"}),
        reading(*WALK, 24, 240, conditions={"aid": "stick"}),
    ]
    assert series(meaning(readings, group="ms"), "seconds").course_at_peak == "improved"


def test_rule_18_less_help_and_worse_compares_with_nothing() -> None:
    assert walked({"aid": "walker"}, {"aid": "stick"}, 30).course_at_peak == "not_comparable"
    assert walked({"aid": "walker"}, {"aid": "none"}, "unable_weakness").course_at_peak == "not_comparable"


def test_rule_18_not_being_able_even_with_more_help_is_lost() -> None:
    assert walked({"aid": "stick"}, {"aid": "walker"}, "unable_weakness").course_at_peak == "worse"


def test_rule_18_the_same_ways_are_like_for_like() -> None:
    same = {
        "aid": "stick",
        "pace": "fast",
        "start": "static",
        "metres": 6,
        "orthosis": True,
        "assistance": "supervision",
    }
    assert walked(same, same).course_at_peak == "improved"


def test_rule_18_what_one_side_does_not_say_is_said_and_still_compared() -> None:
    found = walked({}, {"aid": "stick"})
    assert found.course_at_peak == "improved"
    assert "walking aid not recorded at baseline" in why(found)


def test_rule_18_metres_that_nobody_recorded_are_ten_by_the_tests_name() -> None:
    assert walked({}, {"metres": 10}).course_at_peak == "improved"
    assert walked({}, {"metres": 6}).course_at_peak == "not_comparable"


def test_rule_18_a_method_reading_belongs_to_the_nearest_measured_reading_of_its_slot() -> None:
    readings = [
        reading(*WALK, 22, -30),
        reading(WALK[0], "aid", "stick", -31),
        reading(*WALK, 18, 235),
        reading(WALK[0], "aid", "stick", 234),
        reading(*WALK, 15, 250),
        reading(WALK[0], "aid", "walker", 249),
    ]
    found = series(meaning(readings), "seconds")
    assert [point.conditions["aid"] for point in found.points] == ["stick", "stick", "walker"]
    assert [point.comparable for point in found.after] == [True, False]


def test_rule_18_what_a_reading_says_itself_overrides_the_method_reading() -> None:
    readings = [
        reading(*WALK, 22, -30, conditions={"aid": "stick"}),
        reading(*WALK, 16, 240, conditions={"aid": "stick"}),
        reading(WALK[0], "aid", "walker", 240),
    ]
    assert series(meaning(readings), "seconds").course_at_peak == "improved"


def test_rule_18_another_assessor_stays_comparable_and_is_flagged() -> None:
    summary = meaning([reading(*TONE, "3", -30, by="R Lind"), reading(*TONE, "1", 240, by="A Osei")])
    assert series(summary, TONE[1]).steps_at_peak == 3
    assert "Modified Ashworth at +4h by A Osei, baseline by R Lind." in cautions(summary)


def test_rule_18_different_penn_windows_compare_with_nothing() -> None:
    readings = [
        reading("penn_spasm", "frequency", "3", -30, conditions={"window": "24h"}),
        reading("penn_spasm", "frequency", "1", 240, conditions={"window": "since_last"}),
    ]
    found = series(meaning(readings), "frequency")
    assert (found.course_at_peak, found.steps_at_peak) == ("not_comparable", None)


def test_rule_18_fixture_d_frequency_0_has_no_severity() -> None:
    frequency = hourly("penn_spasm", "frequency", list("32100013"))
    severity = hourly("penn_spasm", "severity", ["3", "2", "1", None, None, None, "1", "2"])
    summary = meaning(frequency, severity)
    assert series(summary, "frequency").steps_at_peak == 3
    found = series(summary, "severity")
    assert found.peak is None  # not the reading at 6 h: at 4 h there was nothing to ask
    assert found.course_at_peak == "not_comparable"
    assert "not asked at +4h" in why(found)


def test_rule_19_several_walks_are_the_mean_of_those_completed() -> None:
    trials = [
        reading(WALK[0], f"seconds_{n}", value, minutes + n)
        for minutes, values in ((-40, (22, 23, 21)), (235, (18, 17, 16)))
        for n, value in enumerate(values, start=1)
    ]
    summary = meaning(trials)
    seconds, speed = series(summary, "seconds"), series(summary, "speed")
    assert seconds.baseline is not None
    assert seconds.peak is not None
    assert (seconds.baseline.value, seconds.peak.value) == (22, 17)
    assert seconds.peak.minutes == 238  # the last of the three
    assert speed.peak is not None
    assert speed.peak.value == Decimal(10) / 17
    assert [one.item for one in summary.doses[0].series] == ["seconds", "speed"]


def test_rule_19_another_number_of_walks_is_not_like_for_like() -> None:
    readings = [
        reading("timed_25_foot_walk", "seconds_1", 10, -30),
        reading("timed_25_foot_walk", "seconds_2", 11, -28),
        reading("timed_25_foot_walk", "seconds_1", 8, 240),
        reading("timed_25_foot_walk", "seconds_2", "unable_weakness", 242),
    ]
    found = series(meaning(readings), "seconds")
    assert found.peak is not None
    assert found.peak.value == 8
    assert (found.course_at_peak, why(found)) == ("not_comparable", "not like for like: 1 trial, 2 at baseline")


def test_rule_19_the_stopwatch_keeps_its_trials_with_the_mean() -> None:
    readings = [
        reading(*WALK, 22, -30, trials=(Decimal(22), Decimal(22))),
        reading(*WALK, 16, 240, trials=(Decimal(16),)),
    ]
    assert series(meaning(readings), "seconds").course_at_peak == "not_comparable"


def test_rule_19_no_walk_completed_is_unable_with_its_reason() -> None:
    readings = [
        reading("timed_25_foot_walk", "seconds_1", 10, -30),
        reading("timed_25_foot_walk", "seconds_2", 11, -28),
        reading("timed_25_foot_walk", "seconds_1", "not_done", 240),
        reading("timed_25_foot_walk", "seconds_2", "unable_weakness", 238),
    ]
    for item in ("seconds", "speed"):
        found = series(meaning(readings), item)
        assert found.peak is not None
        assert (found.peak.status, found.peak.value, found.course_at_peak) == ("unable_weakness", None, "worse")


def test_rule_19_beyond_180_seconds_is_unable_and_not_180() -> None:
    item = scales.get("timed_25_foot_walk").item("seconds_1")
    assert item is not None
    assert item.problem(Decimal("180.1")) is not None
    assert item.problem(Decimal(180)) is None


def test_rule_19_two_sets_of_walks_in_one_slot_stay_two_sets() -> None:
    readings = [
        reading("timed_25_foot_walk", f"seconds_{n}", value, minutes, "+4h")
        for minutes, n, value in ((240, 1, 8), (241, 2, 9), (256, 1, 6), (257, 2, 7))
    ]
    found = series(meaning(readings), "seconds")
    assert [(point.minutes, point.value) for point in found.points] == [(241, Decimal("8.5")), (257, Decimal("6.5"))]


def test_rule_19_one_walk_timed_again_replaces_its_own_part_only() -> None:
    readings = [
        reading("timed_25_foot_walk", f"seconds_{n}", value, minutes, "+4h")
        for minutes, n, value in ((240, 1, 8), (241, 2, 9), (245, 2, 7))
    ]
    found = series(meaning(readings), "seconds")
    assert found.peak is not None
    assert (found.peak.value, found.peak.minutes) == (Decimal("7.5"), 245)
