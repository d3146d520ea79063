"""What the charts show: axes, breaks, shapes, goals, error, events - before any pen touches them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

import scales
from tests.unit.building import achieve, at, dose, hourly, keep, measure, reading, trial
from trial.brief.panels import a_page, panels_of
from trial.brief.panels.axes import axis_of
from trial.brief.panels.shapes import Line, Panel
from trial.brief.panels.tables import dose_comparison, figure_key, strips_of
from trial.ledger.facts import Event, Goal, Rating, Trial
from trial.meaning.summary import summarise

WALK = ("ten_metre_walk", "seconds")
TONE = ("modified_ashworth", "left_hip_adductors")
STAND = ("assistance", "sit_to_stand")
PRESSURE = ("observations", "systolic")
HOURS = (0, 1, 2, 3, 4, 5, 6)


def panels(made: Trial) -> tuple[Panel, ...]:
    return panels_of(summarise(made))


def panel(made: Trial, item: str) -> Panel:
    (found,) = [one for one in panels(made) if one.item == item]
    return found


def walk(*seconds: object, group: str = "ms", **more: Any) -> Panel:
    return panel(trial(dose(hourly(*WALK, list(seconds), HOURS[: len(seconds)])), group=group, **more), "speed")


def tone(*grades: object, **more: Any) -> Panel:
    return panel(trial(dose(hourly(*TONE, list(grades), HOURS[: len(grades)])), **more), TONE[1])


def minutes(line: Line) -> list[list[float]]:
    return [[dot.minutes for dot in run] for run in line.runs]


def test_rule_07_points_stand_at_their_true_minutes_not_at_their_slots() -> None:
    made = trial(dose([reading(*TONE, "3", -41), reading(*TONE, "1", 276, "+4h")]))
    assert [dot.minutes for dot in panel(made, TONE[1]).lines[0].dots] == [-41, 276]


def test_rule_07_every_panel_of_a_trial_has_the_same_time_axis_from_before_t0_to_the_last_reading() -> None:
    made = trial(dose(hourly(*TONE, ["3", "2", "1"], (0, 1, 4)) + hourly(*PRESSURE, [120, 104], (0, 8))))
    found = panels(made)
    assert {(one.start, one.end) for one in found} == {(found[0].start, found[0].end)}
    assert found[0].start < -30
    assert found[0].end > 480


def test_rule_19_speed_is_drawn_and_seconds_are_printed() -> None:
    found = walk(22, 21, 19, 18, 16)
    assert found.axis.unit == "m/s"
    assert found.lines[0].dots[-1].y == pytest.approx(10 / 16)
    assert found.lines[0].dots[-1].text == "16.0"
    assert found.rows[0].cells[-1] == "16.0"
    assert "22.0 to 16.0\u00a0s" in found.title


def test_rule_37_the_error_band_of_a_walk_in_ms_is_turned_from_seconds_into_speed() -> None:
    band = walk(22, 16).band
    assert band is not None
    assert band.low == pytest.approx(10 / (22 * 1.31))
    assert band.high == pytest.approx(10 / (22 * 0.77))
    assert band.source.startswith("Nils")


def test_rule_37_the_error_band_after_stroke_is_in_speed_already() -> None:
    band = walk(20, 16, group="stroke").band
    assert band is not None
    assert (band.low, band.high) == (pytest.approx(0.34), pytest.approx(0.66))


def test_rule_14_without_a_published_error_there_is_a_baseline_rule_and_no_band() -> None:
    found = walk(20, 19, 18, 17, 16, group="cp")
    assert found.band is None
    assert found.baseline == pytest.approx(0.5)
    assert "no published error" in found.subtitle


@pytest.mark.parametrize(
    ("seconds", "shape"), [(16, "better"), (21, "same"), (22, "same"), (30, "worse"), (500, "worse")]
)
def test_rule_15_the_shape_of_a_point_is_its_course(seconds: float, shape: str) -> None:
    assert walk(22, seconds).lines[0].dots[-1].shape == shape


def test_rule_18_a_reading_with_a_heavier_aid_is_a_cross_and_joined_to_nothing() -> None:
    readings = hourly(*WALK, [22, 21], (0, 1), conditions={"aid": "stick"})
    readings += hourly(*WALK, [20], (2,), conditions={"aid": "walker"})
    readings += hourly(*WALK, [19, 18], (3, 4), conditions={"aid": "stick"})
    line = panel(trial(dose(readings), group="ms"), "speed").lines[0]
    assert minutes(line) == [[-30, 60], [120], [180, 240]]
    assert [dot.shape for dot in line.dots][2] == "not_comparable"


def test_rule_12_observations_are_diamonds_with_their_furthest_value_in_the_title() -> None:
    found = panel(trial(dose(hourly(*PRESSURE, [126, 120, 104, 110], (0, 1, 3, 5)))), "systolic")
    assert {dot.shape for dot in found.lines[0].dots} == {"neither"}
    assert found.title.replace("\u00a0", " ") == "Systolic: lowest 104 from 126, at 3 h 00"
    assert [dot.label for dot in found.lines[0].dots] == ["", "", "104", ""]


def test_a_course_is_broken_where_something_could_not_be_measured_and_never_bridged() -> None:
    found = walk(22, 21, "unable_weakness", "unable_weakness", "unable_weakness", 25, 23)
    line = found.lines[0]
    assert minutes(line) == [[-30, 60], [300, 360]]
    assert [(gap.minutes, gap.code) for gap in line.could_not] == [(120, "W"), (180, "W"), (240, "W")]
    assert found.lane == "could not"
    assert found.rows[0].cells == ("22.0", "21.0", "W", "W", "W", "25.0", "23.0")
    assert "could not, too weak" in found.title


def test_a_course_is_broken_at_a_planned_slot_without_any_reading() -> None:
    line = tone("3", "2", None, "1", "1").lines[0]
    assert minutes(line) == [[-30, 60], [180, 240]]


def test_a_slot_that_the_measure_does_not_plan_breaks_nothing() -> None:
    planned = measure(*TONE, slots=("baseline", "+2h", "+4h"))
    made = trial(dose(hourly(*TONE, ["3", "2", "1"], (0, 2, 4))), measures=[planned])
    assert minutes(panel(made, TONE[1]).lines[0]) == [[-30, 120, 240]]


def test_a_reason_that_is_no_try_stands_in_a_lane_called_no_value() -> None:
    found = tone("3", "2", "declined", "1", "1")
    assert found.lane == "no value"
    assert [gap.code for gap in found.lines[0].could_not] == ["D"]


def test_rule_03_zero_is_drawn() -> None:
    found = tone("3", "2", "1", "0", "0")
    assert [dot.y for dot in found.lines[0].dots][-1] == 0
    assert found.axis.low < 0
    assert found.rows[0].cells[-1] == "0"


def test_rule_13_a_grade_stands_at_its_rank_with_tokens_on_the_axis() -> None:
    found = tone("3", "1+")
    assert [tick.label for tick in found.axis.ticks] == ["0", "1", "1+", "2", "3", "4"]
    assert [dot.y for dot in found.lines[0].dots] == [4, 2]


def test_a_grade_has_its_words_beside_the_token_in_short_where_they_are_long() -> None:
    found = panel(trial(dose(hourly(*STAND, ["4", "1"], (0, 2)))), STAND[1])
    words = {tick.label: tick.words for tick in found.axis.ticks}
    assert (words["0"], words["4"], words["5"]) == ("cannot, or hoist", "alone, with an aid", "alone")


def test_the_axis_of_a_walk_fits_its_values_in_steps_and_is_not_stretched_over_a_small_change() -> None:
    slow = walk(50, 40).axis  # 0.20 to 0.25 m/s
    assert (slow.low, slow.high) == (pytest.approx(0.2), pytest.approx(0.28))
    steady = walk(20, 19).axis
    assert steady.high - steady.low == pytest.approx(0.2)
    assert all(tick.at == pytest.approx(round(tick.at, 2)) for tick in steady.ticks)
    assert steady.widened == ""


def test_an_axis_is_the_same_for_small_and_large_changes() -> None:
    made = [trial(dose(hourly(*PRESSURE, [126, low], (0, 3)))) for low in (124, 90)]
    assert panel(made[0], "systolic").axis == panel(made[1], "systolic").axis


def test_an_axis_is_never_widened_silently() -> None:
    scale = scales.get("observations")
    usual = axis_of(scale, "systolic", [Decimal(120)])
    wide = axis_of(scale, "systolic", [Decimal(120), Decimal(210)])
    assert usual is not None
    assert wide is not None
    assert usual.widened == ""
    assert wide.high >= 210
    assert wide.low == usual.low
    assert "Axis widened" in wide.widened
    low = panel(trial(dose(hourly(*PRESSURE, [126, 60], (0, 3)))), "systolic")
    assert low.notes == (low.axis.widened,)


def test_a_goal_that_asks_for_less_time_lies_above_in_speed() -> None:
    (region,) = walk(22, 16, goals=[achieve(*WALK, "at_most", "17.6")]).regions
    assert region.side == "above"
    assert region.edge == pytest.approx(10 / 17.6)
    assert region.label.replace("\u00a0", " ") == "Goal 1: 17.6 s or less"


@pytest.mark.parametrize(
    ("rule", "amount", "side", "edge"),
    [
        ("at_most", "3", "below", 3),
        ("falls_by", "2", "below", 4),
        ("improves_percent", "50", "below", 3),
        ("not_worse_by_percent", "50", "below", 9),
    ],
)
def test_the_goal_region_lies_on_the_good_side_of_its_limit(rule: str, amount: str, side: str, edge: float) -> None:
    goal = achieve("pain", "rating", rule, amount)
    (region,) = panel(trial(dose(hourly("pain", "rating", [6, 2], (0, 4))), goals=[goal]), "rating").regions
    assert (region.side, region.edge) == (side, pytest.approx(edge))


@pytest.mark.parametrize(
    ("goal", "side", "edge"),
    [
        (keep(*STAND, "not_worse_by_steps", 1), "above", 3.5),
        (keep(*STAND, "not_worse_by_steps", 2), "above", 2.5),
        (achieve(*STAND, "improves_steps", 1), "above", 4.5),
        (achieve(*STAND, "at_least", 3), "above", 2.5),
    ],
)
def test_a_goal_on_grades_is_drawn_half_a_step_beyond_the_last_one_that_fulfils_it(
    goal: Goal, side: str, edge: float
) -> None:
    (region,) = panel(trial(dose(hourly(*STAND, ["4", "4"], (0, 4))), goals=[goal]), STAND[1]).regions
    assert (region.side, region.edge) == (side, edge)


def two_doses() -> Trial:
    second = at(7 * 24 * 60)
    first = dose(hourly(*TONE, ["3", "1", "0"], (0, 2, 4)), events=(fell(at(130)),))
    later = dose(
        hourly(*TONE, ["3", "2", "1+"], (0, 2, 4), given_at=second),
        number=2,
        micrograms=25,
        given_at=second,
        events=(fell(at(70, second)), fell(at(250, second))),
    )
    return trial(first, later)


def fell(began_at: Any) -> Event:
    return Event(kind="fall", severity="severe", cause="drug", began_at=began_at)


def test_two_doses_share_their_axes_and_the_latest_is_drawn_last_and_solid() -> None:
    found = panel(two_doses(), TONE[1])
    assert [(line.dose, line.latest) for line in found.lines] == [(1, False), (2, True)]
    assert [row.dose for row in found.rows] == [2, 1]
    assert minutes(found.lines[0]) == minutes(found.lines[1])
    assert "3 to 1+" in found.title


def test_events_carry_digits_on_the_latest_dose_and_letters_on_earlier_ones() -> None:
    carets = panel(two_doses(), TONE[1]).markers
    assert [(one.sign, one.dose, one.minutes) for one in carets] == [
        ("dose", 2, 0),
        ("a", 1, 130),
        ("1", 2, 70),
        ("2", 2, 250),
    ]
    assert all(one.severe for one in carets if one.sign != "dose")


def test_readings_far_from_the_dose_are_told_and_not_drawn() -> None:
    made = trial(dose([reading(*TONE, "3", -20 * 60, "baseline"), *hourly(*TONE, ["1", "3"], (4, 24))]))
    found = panel(made, TONE[1])
    assert [dot.minutes for dot in found.lines[0].dots] == [240]
    assert len(found.notes) == 2
    assert found.rows[0].cells == ("3", "1", "3")
    assert [column.drawn for column in found.columns] == [True, True, False]


def test_measures_of_goals_come_first_in_the_persons_order() -> None:
    readings = hourly(*PRESSURE, [126, 110], (0, 4)) + hourly(*TONE, ["3", "1"], (0, 4))
    readings += hourly(*WALK, [22, 16], (0, 4)) + hourly(*STAND, ["4", "2"], (0, 4))
    goals = [achieve(*WALK, "at_most", 18), keep(*STAND, "not_worse_by_steps", 1)]
    found = panels(trial(dose(readings), goals=goals))
    assert [one.item for one in found] == ["speed", "sit_to_stand", "left_hip_adductors", "systolic"]


def test_a_page_bears_six_panels_with_tone_and_blood_pressure_among_them() -> None:
    readings = hourly(*PRESSURE, [126, 110], (0, 4)) + hourly("observations", "heart_rate", [70, 60], (0, 4))
    for scale in ("modified_ashworth", "mrc_power"):
        for item in scales.get(scale).items[:6]:
            readings += hourly(scale, item.key, ["3", "2"], (0, 4))
    found = a_page(panels(trial(dose(readings))))
    assert len(found) == 6
    assert {"systolic", "heart_rate"} <= {one.item for one in found}
    assert sum(one.group == "tone" for one in found) >= 1


def test_every_goal_has_a_chart_in_the_persons_order_before_the_heart_rate() -> None:
    scales_ = ("pain", "stiffness", "spasm_rating", "care_ease")
    readings = hourly(*PRESSURE, [126, 110], (0, 4)) + hourly("observations", "heart_rate", [70, 60], (0, 4))
    readings += hourly(*TONE, ["3", "2"], (0, 4)) + hourly(*STAND, ["4", "1", "4"], (0, 2, 4))
    for scale in scales_:
        readings += hourly(scale, "rating", [6, 5], (0, 4))
    goals = [achieve(scale, "rating", "at_most", 5, f"g{place}") for place, scale in enumerate(scales_)]
    goals.insert(1, keep(*STAND, "not_worse_by_steps", 1))
    found = a_page(panels(trial(dose(readings), goals=goals)))
    of_goals = [one.scale for one in found if one.group == "goal"]
    assert of_goals == ["pain", "assistance", "stiffness", "spasm_rating", "care_ease"]
    assert [one.item for one in found][5:] == ["left_hip_adductors", "systolic"]


def rated(level: int | None, by: Any = "team", slot: str = "+4h") -> Rating:
    return Rating(goal="r", slot=slot, by=by, level=None if level is None else Decimal(level))


def test_rule_25_a_rated_goal_has_a_chart_in_its_place_the_teams_ratings_joined_and_the_persons_beside() -> None:
    readings = hourly(*PRESSURE, [126, 110], (0, 4)) + hourly("pain", "rating", [6, 5], (0, 4))
    ratings = (rated(-1, slot="+2h"), rated(0), rated(-2, by="person"), rated(1, slot="+24h"))
    goals = [Goal(id="r", kind="achieve", words="Put on shoes " * 30), achieve("pain", "rating", "at_most", 5, "g2")]
    made = replace(dose(readings), ratings=ratings)
    found = a_page(panels(trial(made, goals=goals)))
    assert [one.key for one in found][:2] == ["goal/1", "pain/rating"]
    chart = found[0]
    assert chart.title == "Goal 1: team 0 at +4h, person −2"
    assert chart.subtitle.startswith("Put on shoes Put on")
    assert "…" in chart.subtitle
    team, person = chart.lines[-1], chart.lines[0]
    assert (minutes(team), minutes(person)) == ([[120.0, 240.0]], [[240.0]])
    assert ([dot.y for dot in team.dots], [dot.y for dot in person.dots]) == ([-1, 0], [-2])
    assert [dot.label for line in chart.lines for dot in line.dots] == ["person −2", "", "team 0"]
    assert (chart.regions[0].edge, chart.regions[0].side) == (-0.5, "above")
    assert [(column.slot, cell) for column, cell in zip(chart.columns, chart.rows[0].cells, strict=True)] == [
        ("+2h", "−1"), ("+4h", "0"), ("+24h", "+1"),
    ]  # fmt: skip
    assert chart.notes == ("Not drawn: dose 1, +24h, team +1.",)
    assert [tick.words for tick in chart.axis.ticks][2] == "as agreed"


def test_rule_25_a_goal_that_nobody_rated_has_no_chart_and_an_unrated_dose_says_so() -> None:
    readings, goal = hourly(*PRESSURE, [126, 110], (0, 4)), Goal(id="r", kind="achieve", words="Put on shoes")
    assert [one.item for one in panels(trial(dose(readings), goals=[goal]))] == ["systolic"]
    first = replace(dose(readings), ratings=(rated(0), rated(None, by="person")))
    later = at(7 * 24 * 60)
    second = dose(hourly(*PRESSURE, [126, 110], (0, 4), given_at=later), number=2, given_at=later)
    chart = panels(trial(first, second, goals=[goal]))[0]
    assert chart.title == "Goal 1: not rated by the team"
    assert [(row.label, row.cells) for row in chart.rows] == [("dose 2", ("",)), ("dose 1", ("0",))]


def test_the_key_to_the_marks_does_not_take_another_voice_for_a_measure_without_a_better_side() -> None:
    goal = Goal(id="r", kind="achieve", words="Put on shoes")
    made = replace(dose(hourly(*TONE, ["3", "1"], (0, 4))), ratings=(rated(0), rated(1, by="person")))
    found = panels(trial(made, goals=[goal]))
    assert "neither" not in dict(figure_key(found).shapes)
    assert [name for name, _ in dose_comparison(summarise(trial(made, goals=[goal])), found).rows] == []


def test_the_tone_strip_keeps_one_order_of_muscles_and_one_set_of_hours_at_every_dose() -> None:
    later = at(7 * 24 * 60)
    hip, knee = "left_hip_adductors", "left_knee_flexors"
    first = hourly(TONE[0], hip, ["3", "0"], (0, 4)) + hourly(TONE[0], knee, ["3", "2"], (0, 4))
    second = hourly(TONE[0], hip, ["3", "2"], (0, 6), given_at=later)
    second += hourly(TONE[0], knee, ["3", "0", "1"], (0, 4, 8), given_at=later)
    strips = strips_of(summarise(trial(dose(first), dose(second, number=2, given_at=later))))
    assert [[muscle.label for muscle in strip.muscles] for strip in strips] == [["Knee flexors", "Hip adductors"]] * 2
    assert len({tuple(column.slot for column in strip.columns) for strip in strips}) == 1
    assert [column.slot for column in strips[0].columns] == ["baseline", "+4h", "+6h", "+8h"]


def test_a_failed_puncture_has_no_panel() -> None:
    made = trial(dose(hourly(*TONE, ["3"], (0,)), delivery="none", given_at=None))
    assert panels(made) == ()
    assert strips_of(summarise(made)) == ()


def test_rule_20_the_strip_keeps_left_and_right_apart_and_the_most_changed_muscle_first() -> None:
    readings = hourly("modified_ashworth", "left_hip_adductors", ["2", "1+"], (0, 4))
    readings += hourly("modified_ashworth", "right_hip_adductors", ["2", "declined"], (0, 4))
    readings += hourly("modified_ashworth", "left_knee_flexors", ["3", "0"], (0, 4))
    made = trial(dose(readings))
    (strip,) = strips_of(summarise(made))
    assert [muscle.label for muscle in strip.muscles] == ["Knee flexors", "Hip adductors"]
    hip = strip.muscles[1]
    assert [side.letter for side in hip.sides] == ["L", "R"]
    assert [[cell.text for cell in side.cells] for side in hip.sides] == [["2", "1+"], ["2", "D"]]
    assert [side.change for side in strip.muscles[0].sides] == ["4 steps better"]
    assert hip.sides[1].shape == "not_comparable"
    assert hip.sides[1].cells[1].shade is None


def test_rule_37_the_published_lines_stand_beside_a_mean_and_only_there() -> None:
    made = trial(dose(hourly(*TONE, ["3", "1+"], (0, 4))))
    (strip,) = strips_of(summarise(made))
    assert strip.subtitle.endswith(
        "Mean 3.00 to 1.50 (n 1; 1+ = 1.5); published change for a mean of three leg muscles: 0.45 and 0.73."
    )
    without = trial(dose(hourly(*TONE, ["3", "declined"], (0, 4))))
    assert all("0.45" not in strip.subtitle for strip in strips_of(summarise(without)))


def test_rule_06_a_cell_with_two_values_prints_both_and_has_no_shade() -> None:
    both = [reading(*TONE, "1", 241, "+4h", by="R Lind"), reading(*TONE, "1+", 244, "+4h", by="A Osei")]
    made = trial(dose([*hourly(*TONE, ["3", "2"], (0, 2)), *both]))
    (strip,) = strips_of(summarise(made))
    (cell,) = [one for one in strip.muscles[0].sides[0].cells if "/" in one.text]
    assert (cell.text, cell.shade, cell.words) == ("1/1+", None, "+4h, two values, neither chosen: 1 and 1+")
    (found,) = [one for one in panels(made) if one.item == TONE[1]]
    assert found.rows[0].cells == ("3", "2", "1/1+")


def test_the_line_of_a_goal_says_when_it_was_agreed() -> None:
    goal = achieve(*WALK, "at_most", 17.6, agreed_at=at(-1440))
    made = trial(dose(hourly(*WALK, [22, 16], (0, 4))), goals=[goal])
    said = panel(made, "speed").regions[0].label.replace("\N{NO-BREAK SPACE}", " ")
    assert said == "Goal 1: 17.6 s or less (agreed 17 Nov)"
