"""NEWS2 against an oracle written from the published chart (Royal College of Physicians 2017), not from the module."""

import random
from decimal import Decimal

import pytest

import scales
from scales.base import Value
from scales.news2 import PARTS, parts, total

NEWS2 = scales.get("news2")

# One row a part, as on the chart: lowest and highest value of each band, and its points.
CHART: dict[str, list[tuple[str, str, int]]] = {
    "respiratory_rate": [("2", "8", 3), ("9", "11", 1), ("12", "20", 0), ("21", "24", 2), ("25", "60", 3)],
    "saturation_1": [("50", "91", 3), ("92", "93", 2), ("94", "95", 1), ("96", "100", 0)],
    "saturation_2_air": [("50", "83", 3), ("84", "85", 2), ("86", "87", 1), ("88", "92", 0), ("93", "100", 0)],
    "saturation_2_oxygen": [
        ("50", "83", 3),
        ("84", "85", 2),
        ("86", "87", 1),
        ("88", "92", 0),
        ("93", "94", 1),
        ("95", "96", 2),
        ("97", "100", 3),
    ],
    "systolic": [("40", "90", 3), ("91", "100", 2), ("101", "110", 1), ("111", "219", 0), ("220", "280", 3)],
    "heart_rate": [
        ("20", "40", 3),
        ("41", "50", 1),
        ("51", "90", 0),
        ("91", "110", 1),
        ("111", "130", 2),
        ("131", "220", 3),
    ],
    "temperature": [
        ("30.0", "35.0", 3),
        ("35.1", "36.0", 1),
        ("36.1", "38.0", 0),
        ("38.1", "39.0", 1),
        ("39.1", "43.0", 2),
    ],
}
STEP = {"temperature": Decimal("0.1")}
WELL: dict[str, Value] = {
    "respiratory_rate": Decimal(16),
    "oxygen_saturation": Decimal(98),
    "on_oxygen": False,
    "systolic": Decimal(120),
    "heart_rate": Decimal(70),
    "consciousness": "A",
    "temperature": Decimal("37.0"),
    "oxygen_scale": "1",
}


def oracle_row(row: str, value: Decimal) -> int:
    points = [points for low, high, points in CHART[row] if Decimal(low) <= value <= Decimal(high)]
    assert len(points) == 1, (row, value)
    return points[0]


def oracle(case: dict[str, Value]) -> dict[str, int]:
    """Points of each part, looked up on the chart."""
    saturation = "saturation_1"
    if case["oxygen_scale"] == "2":
        saturation = "saturation_2_oxygen" if case["on_oxygen"] else "saturation_2_air"
    numbers = {key: value for key, value in case.items() if isinstance(value, Decimal)}
    return {
        "respiratory_rate": oracle_row("respiratory_rate", numbers["respiratory_rate"]),
        "oxygen_saturation": oracle_row(saturation, numbers["oxygen_saturation"]),
        "on_oxygen": 2 if case["on_oxygen"] else 0,
        "systolic": oracle_row("systolic", numbers["systolic"]),
        "heart_rate": oracle_row("heart_rate", numbers["heart_rate"]),
        "consciousness": 0 if case["consciousness"] == "A" else 3,
        "temperature": oracle_row("temperature", numbers["temperature"]),
    }


def read(line: str) -> dict[str, Value]:
    """`RR,SpO2,scale,O2,SBP,HR,ACVPU,T`: one case in a line."""
    rate, saturation, scale, gas, systolic, pulse, alert, temperature = line.split(",")
    return {
        "respiratory_rate": Decimal(rate),
        "oxygen_saturation": Decimal(saturation),
        "oxygen_scale": scale,
        "on_oxygen": gas == "O2",
        "systolic": Decimal(systolic),
        "heart_rate": Decimal(pulse),
        "consciousness": alert,
        "temperature": Decimal(temperature),
    }


def around_every_edge() -> list[tuple[str, Decimal, int]]:
    """Every edge of every row: one below it, on it, one above it, with what the chart says."""
    cases = []
    for row, bands in CHART.items():
        step = STEP.get(row, Decimal(1))
        possible = Decimal(bands[0][0]), Decimal(bands[-1][1])
        for low, _, _ in bands[1:]:
            for value in (Decimal(low) - 2 * step, Decimal(low) - step, Decimal(low), Decimal(low) + step):
                if possible[0] <= value <= possible[1]:
                    cases.append((row, value, oracle_row(row, value)))
    return cases


@pytest.mark.parametrize(("row", "value", "points"), around_every_edge())
def test_every_band_edge_scores_as_on_the_chart(row: str, value: Decimal, points: int) -> None:
    part = "oxygen_saturation" if row.startswith("saturation") else row
    case = {**WELL, part: value, "on_oxygen": row == "saturation_2_oxygen"}
    found = parts(case, oxygen_scale=1 if row == "saturation_1" else 2)
    assert found[part] == points


def test_the_chart_has_as_many_edges_as_were_tried() -> None:
    assert sum(len(bands) - 1 for bands in CHART.values()) == 4 + 3 + 4 + 6 + 4 + 5 + 4


def test_oxygen_scores_two_and_everything_but_alert_three() -> None:
    assert parts({"on_oxygen": True}) == {"on_oxygen": 2}
    assert parts({"on_oxygen": False}) == {"on_oxygen": 0}
    found = {token: parts({"consciousness": token})["consciousness"] for token in "ACVPU"}
    assert found == {"A": 0, "C": 3, "V": 3, "P": 3, "U": 3}


def test_a_few_thousand_random_sets_agree_with_the_chart() -> None:
    chance = random.Random(2017)
    for _ in range(4000):
        case: dict[str, Value] = {
            "respiratory_rate": Decimal(chance.randint(2, 40)),
            "oxygen_saturation": Decimal(chance.randint(78, 100)),
            "oxygen_scale": chance.choice("12"),
            "on_oxygen": chance.random() < 0.5,
            "systolic": Decimal(chance.randint(70, 240)),
            "heart_rate": Decimal(chance.randint(30, 150)),
            "consciousness": chance.choice("AAAACVPU"),
            "temperature": Decimal(chance.randint(330, 410)) / 10,
        }
        expected = oracle(case)
        found = NEWS2.scored(case)
        assert found.score == sum(expected.values()), case
        assert found.alerts == tuple(f"single_3:{key}" for key, points in expected.items() if points == 3), case


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("16,98,1,air,120,70,A,37.0", 0),
        ("12,96,1,air,111,51,A,36.1", 0),
        ("20,96,1,air,219,90,A,38.0", 0),
        ("11,95,1,air,110,50,A,36.0", 5),
        ("21,93,1,air,120,95,A,37.5", 5),
        ("28,92,1,O2,95,120,V,38.5", 15),
        ("14,97,1,air,98,54,A,36.4", 2),
        ("8,94,1,air,88,46,V,35.9", 12),
        ("10,95,1,air,104,60,C,36.6", 6),
        ("14,98,1,air,225,48,A,36.6", 4),
        ("16,93,2,air,120,70,A,37.0", 0),
        ("16,93,2,O2,120,70,A,37.0", 3),
        ("16,97,2,O2,120,70,A,37.0", 5),
        ("16,88,2,O2,120,70,A,37.0", 2),
        ("16,87,2,air,120,70,A,37.0", 1),
        ("25,83,2,O2,90,40,U,35.0", 20),
        ("24,97,1,air,120,91,A,38.1", 4),
    ],
)
def test_published_vectors(line: str, expected: int) -> None:
    found = NEWS2.scored(read(line))
    assert found.complete
    assert found.score == expected


def test_parts_of_three_vectors_are_as_worked_by_hand() -> None:
    assert list(parts(read("28,92,1,O2,95,120,V,38.5")).values()) == [3, 2, 2, 2, 2, 3, 1]
    assert list(parts(read("21,93,1,air,120,95,A,37.5")).values()) == [2, 2, 0, 0, 1, 0, 0]
    assert list(parts(read("11,95,1,air,110,50,A,36.0")).values()) == [1, 1, 0, 1, 1, 0, 1]


def test_the_public_example_that_gives_temperature_37_5_a_point_is_not_reproduced() -> None:
    case = read("21,93,1,air,120,95,A,37.5")
    assert parts(case)["temperature"] == 0
    assert NEWS2.scored(case).score == 5  # published: 6


def test_the_public_example_that_gives_93_on_oxygen_three_points_is_not_reproduced() -> None:
    case = read("25,93,2,O2,90,40,U,35.0")
    assert parts(case, oxygen_scale=2)["oxygen_saturation"] == 1
    assert NEWS2.scored(case).score == 18  # published: 20


@pytest.mark.parametrize(
    ("degrees", "points"),
    [("35.04", 3), ("35.05", 1), ("36.049", 1), ("36.05", 0), ("38.04", 0), ("38.05", 1), ("39.04", 1), ("39.05", 2)],
)
def test_rule_28_trap_temperature_is_rounded_to_a_tenth_half_up_before_banding(degrees: str, points: int) -> None:
    assert parts({"temperature": Decimal(degrees)}) == {"temperature": points}


@pytest.mark.parametrize("missing", PARTS)
def test_rule_28_trap_33_no_total_unless_all_seven_are_there(missing: str) -> None:
    case = {key: value for key, value in WELL.items() if key != missing}
    found = NEWS2.scored(case)
    assert found.score is None
    assert not found.complete
    assert missing not in parts(case)
    assert total(case) is None


def test_rule_28_an_incomplete_set_still_says_which_part_alone_scores_three() -> None:
    found = NEWS2.scored({"respiratory_rate": Decimal(7), "systolic": Decimal(85), "consciousness": "V"})
    assert found == (None, False, ("single_3:respiratory_rate", "single_3:systolic", "single_3:consciousness"))


def test_rule_28_saturation_above_92_on_scale_2_has_no_points_until_oxygen_is_known() -> None:
    assert parts({"oxygen_saturation": Decimal(97)}, oxygen_scale=2) == {}
    assert parts({"oxygen_saturation": Decimal(97)}, oxygen_scale=1) == {"oxygen_saturation": 0}


@pytest.mark.parametrize(("saturation", "points"), [(83, 3), (84, 2), (87, 1), (88, 0), (92, 0)])
def test_rule_28_saturation_up_to_92_on_scale_2_scores_the_same_with_oxygen_unsaid(
    saturation: int, points: int
) -> None:
    said = {"oxygen_saturation": Decimal(saturation), "oxygen_scale": "2"}
    assert parts(said, oxygen_scale=2) == {"oxygen_saturation": points}
    alerts = ("single_3:oxygen_saturation",) if points == 3 else ()
    assert NEWS2.scored(said) == (None, False, alerts)


@pytest.mark.parametrize(("age", "score"), [("15", None), ("15.9", None), ("16", 0), ("17", 0), ("", 0)])
def test_rule_28_trap_34_no_score_under_16_and_an_empty_age_is_an_adult_here(age: str, score: int | None) -> None:
    cells = {key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in WELL.items()} | {
        "age": age
    }
    found = NEWS2.scored_as_typed(cells)
    assert found.score == score
    assert found.complete
    assert found.alerts == (() if score is not None else ("not_for_children",))


def test_a_child_gets_no_single_three_either_since_the_bands_are_for_adults() -> None:
    assert NEWS2.scored({**WELL, "respiratory_rate": Decimal(30), "age": Decimal(6)}).alerts == ("not_for_children",)


def test_without_a_prescribed_scale_saturation_is_read_on_scale_1() -> None:
    case = {key: value for key, value in WELL.items() if key != "oxygen_scale"} | {"oxygen_saturation": Decimal(90)}
    assert NEWS2.scored(case).alerts == ("single_3:oxygen_saturation",)


def test_a_bad_cell_is_named_beside_the_parts_that_still_score_three() -> None:
    found = NEWS2.scored_as_typed({"respiratory_rate": "7", "temperature": "hot"})
    assert found == (None, False, ("invalid:temperature", "single_3:respiratory_rate"))


def test_a_diastolic_that_is_not_below_systolic_spoils_the_row() -> None:
    found = NEWS2.scored({**WELL, "diastolic": Decimal(120)})
    assert found == (None, False, ("invalid:systolic", "invalid:diastolic"))


def test_the_columns_of_a_case_are_the_observations_the_oxygen_scale_and_an_age() -> None:
    observed = [item.key for item in scales.get("observations").items]
    assert [item.key for item in NEWS2.case_items] == [*observed, "oxygen_scale", "age"]
