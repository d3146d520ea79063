"""Published errors in use: rule 37, at each edge."""

import pytest

import scales
from tests.unit.building import hourly, meaning, reading, series
from tests.unit.worded import why


@pytest.mark.parametrize(
    ("after", "course"),
    [(77, "within_error"), (76.9, "improved"), (131, "within_error"), (131.1, "worse"), (100, "unchanged")],
)
@pytest.mark.parametrize("scale", ["ten_metre_walk", "timed_up_and_go"])
def test_rule_37_ms_walks_fall_by_more_than_23_or_rise_by_more_than_31_percent(
    scale: str, after: float, course: str
) -> None:
    found = series(meaning(hourly(scale, "seconds", [100, after], (0, 4)), group="ms"), "seconds")
    assert found.course_at_peak == course


@pytest.mark.parametrize(
    ("before", "after", "course"),
    [
        (20, 12.5, "improved"),
        (20, 16, "within_error"),
        (12.5, 20, "worse"),
        (25, 17.857, "improved"),
        (25, 18, "within_error"),
    ],
)
def test_rule_37_after_stroke_speed_changes_by_016(before: float, after: float, course: str) -> None:
    # 10/25 = 0.40 m/s; 10/18 = 0.5556 is 0.156 more; 10/17.857 = 0.56000 is 0.16 more
    found = series(meaning(hourly("ten_metre_walk", "seconds", [before, after], (0, 4)), group="stroke"), "seconds")
    assert found.course_at_peak == course


@pytest.mark.parametrize(
    ("after", "course"), [(10, "improved"), (10.01, "within_error"), (15, "worse"), (14.9, "within_error")]
)
def test_rule_37_the_25_foot_walk_changes_by_20_percent_of_speed(after: float, course: str) -> None:
    # 7.62/12 = 0.635 m/s; 20 % more is 7.62/10 exactly, and 20 % less is 7.62/15
    readings = [
        reading("timed_25_foot_walk", f"seconds_{n}", value, minutes)
        for minutes, value in ((-30, 12), (240, after))
        for n in (1, 2)
    ]
    summary = meaning(readings, group="ms")
    assert series(summary, "speed").course_at_peak == course
    assert series(summary, "seconds").course_at_peak == course


@pytest.mark.parametrize(
    ("after", "course"), [(59.6, "improved"), (59.5, "within_error"), (40.4, "worse"), (50, "unchanged")]
)
def test_rule_37_the_two_minute_walk_changes_by_9_6_metres(after: float, course: str) -> None:
    found = series(meaning(hourly("two_minute_walk", "metres", [50, after], (0, 4)), group="ms"), "metres")
    assert found.course_at_peak == course


@pytest.mark.parametrize("group", ["ms", "hsp", None])
@pytest.mark.parametrize(("after", "course"), [(4, "improved"), (5, "within_error"), (8, "worse"), (7, "within_error")])
def test_rule_37_pain_changes_by_two_in_anyone(group: str | None, after: int, course: str) -> None:
    found = series(meaning(hourly("pain", "rating", [6, after], (0, 4)), group=group), "rating")
    assert found.course_at_peak == course


def test_rule_37_an_error_of_another_group_is_not_used() -> None:
    found = series(meaning(hourly("timed_up_and_go", "seconds", [30, 29], (0, 4)), group="stroke"), "seconds")
    assert (found.course_at_peak, found.error) == ("improved", None)


def test_rule_37_stiffness_has_no_published_error() -> None:
    found = series(meaning(hourly("stiffness", "rating", [6, 5], (0, 4))), "rating")
    assert (found.course_at_peak, why(found)) == ("improved", "no published error")


def test_rule_37_ashworth_means_are_no_rule_for_one_muscle() -> None:
    assert scales.get("modified_ashworth").errors == ()
