"""What programmers get wrong about scales (each trap by its number), with the rule it belongs to."""

from decimal import Decimal

import pytest

import scales
from scales.base import Derived, Grade, Number, PublishedError, Scale, YesNo, rounded
from scales.modified_ashworth import number_of

WALKS = ("ten_metre_walk", "timed_25_foot_walk", "timed_up_and_go", "two_minute_walk", "six_minute_walk")
OUR_OWN = """
    adductor_tone ashworth assistance care_ease care_task functional_ambulation global_change goal_attainment knee_gap
    modified_ashworth modified_tardieu mrc_power news2 observations pain passive_range penn_spasm scats
    sit_to_stand_5 sitting six_minute_walk spasm_count spasm_rating standing_time stiffness ten_metre_walk
    timed_25_foot_walk timed_up_and_go two_minute_walk
"""
SHIPPED = {key: scale for key, scale in scales.catalogue().items() if key in OUR_OWN.split()}  # a service may add more
MAS, ASHWORTH = scales.get("modified_ashworth"), scales.get("ashworth")


def error_of(scale: str, group: str) -> PublishedError:
    return next(error for error in scales.get(scale).errors if error.group == group)


def derived(scale: Scale, key: str) -> Derived:
    return next(one for one in scale.derived if one.key == key)


def number(scale: str, key: str) -> Number:
    item = scales.get(scale).item(key)
    assert isinstance(item, Number)
    return item


def test_rule_13_trap_02_one_plus_is_a_token_and_moves_in_ranks() -> None:
    item = MAS.item("left_hip_adductors")
    assert isinstance(item, Grade)
    assert [item.rank(token) for token in ("0", "1", "1+", "2", "3", "4")] == [0, 1, 2, 3, 4, 5]
    for never in (Decimal("1.5"), Decimal(1), "1.5", "+1", "1 +"):
        assert item.problem(never)


def test_rule_21_trap_02_only_a_mean_codes_one_plus_and_says_how() -> None:
    assert MAS.coding == "1+ = 1.5"
    assert [number_of(token) for token in ("0", "1", "1+", "2", "3", "4")] == [0, 1, Decimal("1.5"), 2, 3, 4]
    found = MAS.scored_as_typed({"left_hip_adductors": "2", "right_hip_adductors": "1+", "left_knee_flexors": "1+"})
    assert found == (Decimal(5) / 3, True, ())


def test_rule_20_trap_03_the_ashworth_variants_never_mix() -> None:
    assert ASHWORTH.coding == "0-4"
    assert ASHWORTH.coding != MAS.coding
    assert ASHWORTH.item("left_hip_adductors").problem("1+")  # type: ignore[union-attr]
    assert ASHWORTH.item("left_hip_adductors").problem("5")  # type: ignore[union-attr]
    assert ASHWORTH.scored_as_typed({"left_hip_adductors": "1+"}).alerts == ("invalid:left_hip_adductors",)


def test_rule_03_trap_04_a_mean_says_nothing_of_muscles_that_were_not_given() -> None:
    assert MAS.scored_as_typed({"left_hip_adductors": "0", "right_hip_adductors": ""}).score == 0
    assert MAS.scored_as_typed({"left_hip_adductors": "", "right_hip_adductors": ""}).score is None


def test_trap_01_the_published_change_of_a_mean_is_no_error_of_one_muscle() -> None:
    assert MAS.errors == ASHWORTH.errors == ()
    assert MAS.mean_lines == (Decimal("0.45"), Decimal("0.73"))


def test_rule_13_the_three_fours_of_power_share_a_rank_and_stay_three_tokens() -> None:
    item = scales.get("mrc_power").item("left_grip")
    assert isinstance(item, Grade)
    assert [item.rank(token) for token in ("3", "4-", "4", "4+", "5")] == [3, 4, 4, 4, 5]
    assert item.read("4-") == "4-"


def test_rule_18_trap_29_penn_severity_is_not_asked_at_frequency_0() -> None:
    penn = scales.get("penn_spasm")
    assert penn.not_asked is not None
    assert penn.not_asked({"frequency": "0"}) == ("severity",)
    assert penn.not_asked({"frequency": "1"}) == ()
    assert penn.not_asked({}) == ()
    assert penn.problems({"frequency": "0", "severity": "1"})
    assert penn.problems({"frequency": "1", "severity": "1"}) == ()
    assert penn.problems({"frequency": "0", "window": "24h"}) == ()


def test_rule_18_the_penn_window_is_stored_and_must_stay_alike() -> None:
    window = scales.get("penn_spasm").item("window")
    assert window is not None
    assert (window.role, window.alike) == ("method", "same")


def test_trap_30_fac_keeps_its_label_with_the_digit() -> None:
    category = scales.get("functional_ambulation").item("category")
    assert isinstance(category, Grade)
    assert "two people" in category.level("0").label  # type: ignore[union-attr]
    assert "alone anywhere" in category.level("5").label  # type: ignore[union-attr]
    assert category.problem("6")
    assert scales.get("functional_ambulation").score is None


def test_rule_19_t25fw_is_the_mean_of_two_and_needs_both() -> None:
    walk = scales.get("timed_25_foot_walk")
    assert walk.scored_as_typed({"seconds_1": "9.8", "seconds_2": "9.3"}) == (Decimal("9.55"), True, ())
    assert walk.scored_as_typed({"seconds_1": "9.8", "seconds_2": ""}) == (None, False, ())


def test_rule_19_t25fw_beyond_180_s_is_unable_and_not_180() -> None:
    trial = number("timed_25_foot_walk", "seconds_2")
    assert trial.problem(Decimal(180)) is None
    assert "recorded as unable" in (trial.problem(Decimal("180.1")) or "")
    assert "recorded as unable" not in (trial.problem(Decimal(1)) or "")


def test_rule_19_t25fw_speed_comes_from_the_mean_seconds_over_25_feet() -> None:
    full = scales.get("timed_25_foot_walk").derive({"seconds_1": Decimal("7.62"), "seconds_2": Decimal("7.62")})
    assert (full["seconds"], full["speed"]) == (Decimal("7.62"), 1)


def test_rule_19_a_walk_of_several_trials_is_their_mean_and_speed_follows() -> None:
    walk = scales.get("ten_metre_walk")
    full = walk.derive({"seconds_1": Decimal(20), "seconds_2": Decimal(22), "seconds_3": Decimal(24)})
    assert full["seconds"] == 22
    assert full["speed"] == Decimal(10) / 22
    assert derived(walk, "seconds").mean_of_trials
    assert derived(walk, "seconds").of == ("seconds_1", "seconds_2", "seconds_3")


def test_rule_19_speed_is_metres_over_seconds_and_ten_metres_by_name() -> None:
    walk = scales.get("ten_metre_walk")
    assert walk.derive({"seconds": Decimal(16)})["speed"] == Decimal("0.625")
    assert walk.derive({"seconds": Decimal(16), "metres": Decimal(6)})["speed"] == Decimal("0.375")
    assert walk.scored_as_typed({"seconds": "22"}).score == Decimal("0.4545")
    assert "10 metres, by the test's name" in derived(walk, "speed").formula


def test_walks_cadence_is_steps_a_minute() -> None:
    walk = scales.get("ten_metre_walk")
    assert walk.derive({"seconds": Decimal(15), "steps": Decimal(20)})["cadence"] == 80
    assert "cadence" not in walk.derive({"seconds": Decimal(15)})


def test_seconds_typed_beside_trials_must_be_their_mean() -> None:
    walk = scales.get("ten_metre_walk")
    trials = {"seconds_1": Decimal(20), "seconds_2": Decimal("20.1")}
    assert walk.problems({**trials, "seconds": Decimal("20.1")}) == ()
    assert walk.problems({**trials, "seconds": Decimal("20.2")})


def test_rule_19_trap_06_no_trial_gives_no_speed_rather_than_zero() -> None:
    for key in ("ten_metre_walk", "timed_25_foot_walk"):
        assert scales.get(key).derive({"aid": "stick"}) == {"aid": "stick"}


def test_rule_14_trap_14_percent_of_seconds_is_not_percent_of_speed() -> None:
    walk = scales.get("ten_metre_walk")
    slow, quick = Decimal(20), Decimal(16)
    speeds = [walk.derive({"seconds": seconds})["speed"] for seconds in (slow, quick)]
    assert all(isinstance(speed, Decimal) for speed in speeds)
    assert 100 * (quick - slow) / slow == -20
    assert 100 * (speeds[1] - speeds[0]) / speeds[0] == 25  # type: ignore[operator]


def test_rule_37_trap_15_published_errors_are_as_listed_and_no_others() -> None:
    listed = {
        ("timed_25_foot_walk", "ms", "speed", Decimal(20), Decimal(20), True, False, "Hobart 2013"),
        ("ten_metre_walk", "ms", "seconds", Decimal(23), Decimal(31), True, True, "Nilsagard 2007"),
        ("timed_up_and_go", "ms", "seconds", Decimal(23), Decimal(31), True, True, "Nilsagard 2007"),
        ("ten_metre_walk", "stroke", "speed", Decimal("0.16"), Decimal("0.16"), False, False, "Tilson 2010"),
        ("two_minute_walk", "ms", "metres", Decimal("9.6"), Decimal("9.6"), False, False, "Baert 2014"),
        ("pain", "any", "rating", Decimal(2), Decimal(2), False, False, "Farrar 2001"),
    }
    found = {
        (key, error.group, error.item, error.falls, error.rises, error.percent, error.strictly, error.source)
        for key, scale in SHIPPED.items()
        for error in scale.errors
    }
    assert found == listed


def test_rule_37_passive_range_has_a_rule_of_thumb_and_says_so() -> None:
    passive = scales.get("passive_range")
    assert passive.least_change == 5
    assert "no published error" in passive.least_change_source
    assert "from memory" in passive.reference.unverified
    others = [one.least_change for one in SHIPPED.values() if one.key != "passive_range"]
    assert others == [None] * len(others)


@pytest.mark.parametrize(
    ("value", "beyond"), [("77", False), ("76.99", True), ("131", False), ("131.01", True), ("100", False)]
)
def test_rule_37_walks_in_ms_need_more_than_23_percent_less_or_31_more(value: str, beyond: bool) -> None:
    for scale in ("ten_metre_walk", "timed_up_and_go"):
        assert error_of(scale, "ms").is_beyond(Decimal(100), Decimal(value)) is beyond


@pytest.mark.parametrize(("value", "beyond"), [("1.2", True), ("1.19", False), ("0.8", True), ("0.81", False)])
def test_rule_37_t25fw_needs_20_percent_of_speed_and_exactly_20_counts(value: str, beyond: bool) -> None:
    assert error_of("timed_25_foot_walk", "ms").is_beyond(Decimal(1), Decimal(value)) is beyond


@pytest.mark.parametrize("seconds", ["9.3", "9.6", "6.6", "11.1", "174"])
def test_rule_37_exactly_20_percent_of_a_speed_that_never_ends_still_counts(seconds: str) -> None:
    before = Decimal("7.62") / Decimal(seconds)
    after = Decimal("7.62") / (Decimal(seconds) / Decimal("1.2"))
    assert error_of("timed_25_foot_walk", "ms").is_beyond(before, after)


@pytest.mark.parametrize(
    ("scale", "group", "baseline", "just", "short"),
    [
        ("ten_metre_walk", "stroke", "0.50", "0.66", "0.65"),
        ("two_minute_walk", "ms", "60", "69.6", "69.5"),
        ("two_minute_walk", "ms", "60", "50.4", "50.5"),
        ("pain", "any", "6", "4", "5"),
    ],
)
def test_rule_37_the_amount_itself_is_enough(scale: str, group: str, baseline: str, just: str, short: str) -> None:
    error = error_of(scale, group)
    assert error.is_beyond(Decimal(baseline), Decimal(just))
    assert not error.is_beyond(Decimal(baseline), Decimal(short))


def test_rule_14_percent_of_a_zero_baseline_is_never_beyond_error() -> None:
    assert not error_of("timed_25_foot_walk", "ms").is_beyond(Decimal(0), Decimal(1))


def test_trap_20_the_six_minute_walk_is_not_for_every_hour() -> None:
    assert not scales.get("six_minute_walk").hourly
    assert scales.get("ten_metre_walk").hourly


def test_rule_12_observations_have_no_better_direction_and_every_reading_counts() -> None:
    observations = scales.get("observations")
    assert observations.every_reading
    assert {observations.better_for(item.key) for item in observations.items} == {"neither"}


def test_rule_04_exactly_the_observations_that_need_rousing_say_so() -> None:
    rouse = {(key, item.key) for key, scale in SHIPPED.items() for item in scale.items if item.rouse}
    kept_awake = {"consciousness", "respiratory_rate", "oxygen_saturation", "heart_rate", "systolic", "diastolic"}
    assert rouse == {("observations", key) for key in kept_awake}


@pytest.mark.parametrize(("diastolic", "fits"), [("97", True), ("98", False), ("99", False)])
def test_diastolic_stays_below_systolic(diastolic: str, fits: bool) -> None:
    problems = scales.get("observations").problems({"systolic": Decimal(98), "diastolic": Decimal(diastolic)})
    assert (problems == ()) is fits


def test_rule_16_performance_scales_are_the_ones_that_a_person_does() -> None:
    performed = {key for key, scale in SHIPPED.items() if scale.performance}
    standing = {"functional_ambulation", "assistance", "standing_time", "sit_to_stand_5", "sitting"}
    assert performed == {*WALKS, *standing}


def test_rule_18_trap_12_aids_run_from_lightest_to_heaviest_and_another_compares_with_nothing() -> None:
    for key in WALKS:
        aid = scales.get(key).item("aid")
        assert isinstance(aid, Grade)
        assert (aid.role, aid.alike) == ("method", "no_heavier")
        tokens = ("none", "stick", "two_sticks", "crutches", "walker", "parallel_bars")
        assert [aid.rank(token) for token in tokens] == [0, 1, 2, 3, 4, 5]
        assert aid.rank("other") is None


def test_rule_18_trap_13_pace_start_and_distance_must_be_the_same_and_help_no_more() -> None:
    walk = scales.get("ten_metre_walk")
    alike = {item.key: item.alike for item in walk.items if item.role == "method"}
    same, no_heavier = ("metres", "pace", "start"), ("aid", "orthosis", "assistance")
    assert alike == dict.fromkeys(same, "same") | dict.fromkeys(no_heavier, "no_heavier")
    orthosis = walk.item("orthosis")
    assert isinstance(orthosis, YesNo)
    assert orthosis.rank(True) == 1
    assert orthosis.rank(False) == 0


def test_rule_12_seconds_are_better_lower_and_speed_higher() -> None:
    for key in ("ten_metre_walk", "timed_25_foot_walk"):
        walk = scales.get(key)
        assert derived(walk, "speed").better == "higher"
        assert derived(walk, "seconds").better == "lower"
        assert walk.better_for("seconds_1") == "lower"
    assert scales.get("ten_metre_walk").better_for("steps") == "lower"


def test_tardieu_r1_lies_on_the_stiff_side_of_r2() -> None:
    tardieu = scales.get("modified_tardieu")
    angles = {"left_knee_flexors_r2": Decimal(-20)}
    assert tardieu.problems({**angles, "left_knee_flexors_r1": Decimal(-60)}) == ()
    assert tardieu.problems({**angles, "left_knee_flexors_r1": Decimal(-20)}) == ()
    assert tardieu.problems({**angles, "right_knee_flexors_r1": Decimal(-10)}) == ()
    (sentence,) = tardieu.problems({**angles, "left_knee_flexors_r1": Decimal(-19)})
    assert sentence.startswith("Left knee flexors")


def test_tardieu_the_difference_is_r2_minus_r1_and_smaller_is_better() -> None:
    tardieu = scales.get("modified_tardieu")
    full = tardieu.derive({"left_knee_flexors_r1": Decimal(-60), "left_knee_flexors_r2": Decimal(-20)})
    assert full["left_knee_flexors_difference"] == 40
    assert tardieu.better_for("left_knee_flexors_difference") == "lower"
    assert tardieu.better_for("left_knee_flexors_r1") == "higher"
    assert tardieu.better_for("left_knee_flexors_quality") == "lower"


def test_tardieu_no_catch_has_no_angle_of_catch() -> None:
    not_asked = scales.get("modified_tardieu").not_asked
    assert not_asked is not None
    assert not_asked({"left_knee_flexors_quality": "1"}) == ("left_knee_flexors_r1",)
    assert not_asked({"left_knee_flexors_quality": "2"}) == ()


@pytest.mark.parametrize("key", ["pain", "stiffness", "spasm_rating", "care_ease"])
def test_rule_03_trap_06_zero_is_a_value_and_a_rating_is_whole(key: str) -> None:
    scale = scales.get(key)
    assert scale.scored_as_typed({"rating": "0"}) == (Decimal(0), True, ())
    assert scale.scored_as_typed({"rating": ""}) == (None, False, ())
    assert scale.scored_as_typed({"rating": "6.5"}).alerts == ("invalid:rating",)
    assert scale.scored_as_typed({"rating": "11"}).alerts == ("invalid:rating",)


def test_trap_06_zero_degrees_metres_and_spasms_are_values() -> None:
    assert number("passive_range", "left_hip_abduction").problem(Decimal(0)) is None
    assert number("two_minute_walk", "metres").problem(Decimal(0)) is None
    assert scales.get("spasm_count").scored_as_typed({"count": "0", "minutes": "10"}).score == 0
    assert scales.get("knee_gap").scored_as_typed({"centimetres": "0"}).score == 0


def test_spasms_counted_over_other_minutes_are_not_alike() -> None:
    minutes = number("spasm_count", "minutes")
    assert (minutes.role, minutes.alike) == ("method", "same")
    assert scales.get("spasm_count").scored_as_typed({"count": "4", "minutes": "15"}).score == 16


def test_a_joint_that_falls_short_of_straight_is_below_zero() -> None:
    assert number("passive_range", "left_knee_extension").problem(Decimal(-90)) is None
    assert number("passive_range", "left_hip_abduction").problem(Decimal(-61))


def test_rule_18_scats_names_the_leg_and_it_must_stay_the_same() -> None:
    leg = scales.get("scats").item("leg")
    assert leg is not None
    assert (leg.role, leg.alike) == ("method", "same")


@pytest.mark.parametrize(
    ("scale", "item", "lowest", "highest"),
    [
        ("observations", "systolic", "40", "280"),
        ("observations", "diastolic", "20", "160"),
        ("observations", "heart_rate", "20", "220"),
        ("observations", "respiratory_rate", "2", "60"),
        ("observations", "oxygen_saturation", "50", "100"),
        ("observations", "temperature", "30.0", "43.0"),
        ("ten_metre_walk", "seconds", "1.5", "600"),
        ("timed_25_foot_walk", "seconds_1", "1.5", "180"),
        ("timed_up_and_go", "seconds", "3", "600"),
        ("two_minute_walk", "metres", "0", "250"),
        ("six_minute_walk", "metres", "0", "800"),
        ("passive_range", "left_ankle_dorsiflexion_knee_bent", "-60", "180"),
        ("pain", "rating", "0", "10"),
    ],
)
def test_hard_ranges_refuse_only_slips_of_the_finger(scale: str, item: str, lowest: str, highest: str) -> None:
    assert number(scale, item).hard == (Decimal(lowest), Decimal(highest))


@pytest.mark.parametrize(
    ("item", "usual", "unusual"),
    [
        ("systolic", "90", "89"),
        ("systolic", "180", "181"),
        ("heart_rate", "50", "49"),
        ("heart_rate", "120", "121"),
        ("respiratory_rate", "10", "9"),
        ("oxygen_saturation", "92", "91"),
    ],
)
def test_rule_29_the_adult_soft_ranges_ask_once(item: str, usual: str, unusual: str) -> None:
    asked = number("observations", item)
    assert asked.unusual(Decimal(usual)) is None
    assert asked.unusual(Decimal(unusual))


def test_half_is_rounded_away_from_zero_as_rule_38_says() -> None:
    cases = [("0.125", "0.13"), ("-0.125", "-0.13"), ("2.675", "2.68"), ("1", "1.00")]
    assert [str(rounded(Decimal(number), 2)) for number, _ in cases] == [shown for _, shown in cases]
    assert str(rounded(Decimal("100.0"), None)) == "100"
    assert str(rounded(Decimal("9.550"), None)) == "9.55"


@pytest.mark.parametrize(
    ("key", "cells", "column"),
    [
        (
            "news2",
            {
                "respiratory_rate": "16", "oxygen_saturation": "97", "on_oxygen": "false", "systolic": "120",
                "heart_rate": "70", "consciousness": "A", "temperature": "37.0",
            },
            "oxygen_scale",
        ),
        ("ten_metre_walk", {"seconds": "16"}, "metres"),
    ],
)  # fmt: skip
def test_a_column_may_be_left_out_of_a_scoring_case_but_a_blank_cell_in_it_is_missing(
    key: str, cells: dict[str, str], column: str
) -> None:
    scale = scales.get(key)
    assert scale.scored_as_typed(cells).complete
    blank = scale.scored_as_typed(cells | {column: " "})
    assert (blank.score, blank.complete) == (None, False)
