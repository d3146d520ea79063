"""Scoring cases, one a row of a table."""

import csv

import pytest

import scales
from trial.errors import InvalidInput
from trial.files.table import score_cases

NEWS2 = "respiratory_rate,oxygen_saturation,on_oxygen,systolic,heart_rate,consciousness,temperature,oxygen_scale,age"


def scored(scale: str, *lines: str) -> list[dict[str, str]]:
    return [*csv.DictReader(score_cases(scales.get(scale), lines))]


def test_news2_is_scored_row_by_row_in_order() -> None:
    found = scored("news2", NEWS2, "14,97,false,98,54,A,36.4,1,", "8,94,false,88,46,V,35.9,1,70")
    assert [row["score"] for row in found] == ["2", "12"]
    assert [row["complete"] for row in found] == ["true", "true"]
    assert found[1]["alerts"] == "single_3:respiratory_rate;single_3:systolic;single_3:consciousness"


def test_an_empty_cell_is_missing_and_gives_no_score() -> None:
    (row,) = scored("news2", NEWS2, "14,97,false,,54,A,36.4,1,")
    assert (row["score"], row["complete"]) == ("", "false")


def test_a_bad_cell_does_not_stop_the_file() -> None:
    first, second = scored("news2", NEWS2, "14,97,false,2OO,54,A,36.4,1,", "14,97,false,98,54,A,36.4,1,")
    assert (first["score"], first["alerts"], second["score"]) == ("", "invalid:systolic", "2")


def test_rule_28_a_child_gets_no_news2() -> None:
    (row,) = scored("news2", NEWS2, "14,97,false,98,54,A,36.4,1,15")
    assert (row["score"], row["alerts"]) == ("", "not_for_children")


def test_columns_come_in_any_order_and_are_echoed_unchanged() -> None:
    lines = [*score_cases(scales.get("goal_attainment"), ["weights, levels\n", '3 5, "-1 0"\n'])]
    assert lines[0] == "weights, levels,score,complete,alerts\n"
    assert lines[1].startswith('3 5," ""-1 0""",')
    (row,) = scored("goal_attainment", "weights,levels", "3 5 1 4 2 6,-2 0 -1 2 0 1")
    assert row["score"] == "55.00"


def test_a_mean_of_grades_is_of_those_given() -> None:
    first, second = scored("modified_ashworth", "left_knee_flexors,right_knee_flexors", "1+,2", "3,")
    assert (first["score"], second["score"]) == ("1.75", "3")


def test_a_walk_is_scored_as_speed_with_four_decimals() -> None:
    (row,) = scored("ten_metre_walk", "seconds", "16")
    assert row["score"] == "0.6250"


def test_metres_may_be_left_out_but_not_left_blank() -> None:
    blank, given = scored("ten_metre_walk", "seconds,metres", "16,", "16,6")
    assert (blank["score"], blank["complete"], given["score"]) == ("", "false", "0.3750")


def test_a_short_row_misses_its_last_cells_and_a_blank_line_is_no_case() -> None:
    assert [row["score"] for row in scored("modified_ashworth", "left_knee_flexors,right_knee_flexors", "3", "")] == [
        "3"
    ]


@pytest.mark.parametrize(
    ("scale", "lines", "said"),
    [
        ("news2", ["heart_rate,heartrate"], "no column 'heartrate'"),
        ("news2", ["systolic,systolic"], "there twice"),
        ("news2", [], "empty"),
        ("news2", ["\n"], "empty"),
        ("modified_ashworth", ["left_knee_flexors", "1,2"], "Line 2 has 2 cells"),
        ("modified_ashworth", ["left_knee_flexors", '"1'], "Line 2 cannot be read"),
        ("mrc_power", ["grip"], "no single score"),
    ],
)
def test_a_table_that_cannot_be_scored_is_refused_in_a_sentence(scale: str, lines: list[str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        scored(scale, *lines)


def test_ten_thousand_rows_come_back_in_order() -> None:
    lines = ["seconds\n", *(f"{10 + number // 1000}.{number % 1000:03}\n" for number in range(10_000))]
    found = [*score_cases(scales.get("ten_metre_walk"), lines)]
    assert len(found) == 10_001
    assert found[-1].startswith("19.999,0.5000,true,")
