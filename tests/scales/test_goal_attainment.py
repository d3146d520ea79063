"""Goal attainment T: vectors worked from the corrected formula, and what must hold for any goals."""

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scales
from scales.base import ScaleError
from scales.goal_attainment import LEVELS, RHO, t_score

GAS = scales.get("goal_attainment")
levels = st.lists(st.sampled_from(LEVELS), min_size=1, max_size=8)
weight = st.integers(min_value=0, max_value=9).map(Decimal)


@st.composite
def goals(draw: st.DrawFn) -> tuple[list[Decimal], list[Decimal]]:
    found = draw(levels)
    return found, draw(st.lists(weight, min_size=len(found), max_size=len(found)))


def numbers(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


@pytest.mark.parametrize(
    ("rated", "weights", "expected"),
    [
        ("0", "", "50.00"),
        ("-1", "", "40.00"),
        ("-2", "", "30.00"),
        ("-1 -1", "", "37.60"),
        ("1 1 1", "", "63.69"),
        ("1 0 0", "", "54.56"),
        ("1 0 -1", "", "50.00"),
        ("-2 0 -1 2 0 1", "3 5 1 4 2 6", "55.00"),
        ("0 -1", "9 1", "48.93"),
        ("-1 -1 -1", "", "36.31"),
        ("-1 -1 -1 -1", "", "35.49"),
        ("-2 -2 -2", "", "22.61"),
        ("2 2 2", "", "77.39"),
        ("0 0 -1", "", "45.44"),
        ("0 1 -1", "3 2 1", "52.20"),
        ("1 -1", "9 1", "58.56"),
        ("1 -1", "1 9", "41.44"),
        ("-1 0", "3 1", "41.27"),
    ],
)
def test_rule_27_vectors(rated: str, weights: str, expected: str) -> None:
    assert t_score(numbers(rated), numbers(weights)) == Decimal(expected)
    found = GAS.scored_as_typed({"levels": rated, "weights": weights})
    assert str(found.score) == expected
    assert found.complete


def test_rule_27_partly_reached_from_minus_one_is_minus_a_half() -> None:
    assert t_score(numbers("-0.5")) == Decimal("45.00")
    assert GAS.scored_as_typed({"levels": "-0.5 0"}).score == Decimal("46.90")  # 50 - 5 / sqrt(2.6)


@given(st.integers(min_value=1, max_value=12), st.data())
def test_rule_27_all_as_agreed_is_fifty_whatever_the_weights(count: int, data: st.DataObject) -> None:
    weights = data.draw(st.lists(weight, min_size=count, max_size=count))
    assert t_score([Decimal(0)] * count, weights) == 50


@given(goals())
def test_rule_27_turning_every_level_round_mirrors_the_score_at_fifty(
    found: tuple[list[Decimal], list[Decimal]],
) -> None:
    rated, weights = found
    mirrored = t_score(rated, weights) + t_score([-one for one in rated], weights)
    assert abs(mirrored - 100) <= Decimal("0.01")  # both are rounded away from zero, to hundredths


@given(goals(), st.sampled_from([Decimal("0.1"), Decimal(2), Decimal(7), Decimal(100)]))
def test_rule_27_weights_count_only_beside_each_other(
    found: tuple[list[Decimal], list[Decimal]], factor: Decimal
) -> None:
    rated, weights = found
    assert t_score(rated, weights) == t_score(rated, [factor * one for one in weights])


@given(goals(), st.randoms())
def test_rule_27_the_order_of_goals_does_not_matter(found: tuple[list[Decimal], list[Decimal]], chance: object) -> None:
    pairs = list(zip(*found, strict=True))
    chance.shuffle(pairs)  # type: ignore[attr-defined]
    assert t_score([rated for rated, _ in pairs], [one for _, one in pairs]) == t_score(*found)


@given(levels)
def test_rule_27_all_weights_zero_or_none_count_as_all_one(rated: list[Decimal]) -> None:
    ones = t_score(rated, [Decimal(1)] * len(rated))
    assert t_score(rated, [Decimal(0)] * len(rated)) == ones
    assert t_score(rated) == ones


@given(goals())
def test_rule_27_agrees_with_the_formula_in_floating_point(found: tuple[list[Decimal], list[Decimal]]) -> None:
    rated, weights = [float(one) for one in found[0]], [float(one) for one in found[1]]
    if not any(weights):
        weights = [1.0] * len(rated)
    attained = sum(w * x for w, x in zip(weights, rated, strict=True))
    spread = sqrt(0.7 * sum(w * w for w in weights) + 0.3 * sum(weights) ** 2)
    assert abs(float(t_score(*found)) - (50 + 10 * attained / spread)) < 0.00501


@given(levels)
def test_rule_27_a_goal_of_weight_zero_among_others_drops_out(rated: list[Decimal]) -> None:
    ones = [Decimal(1)] * len(rated)
    assert t_score([*rated, Decimal(-2)], [*ones, Decimal(0)]) == t_score(rated, ones)


def test_rule_27_the_formula_of_the_erratum_and_not_the_one_printed_first() -> None:
    assert Decimal("0.3") == RHO
    without_the_square = 50 - 30 / Decimal(str(0.7 * 3 + 0.3 * 3)).sqrt()
    assert t_score(numbers("-1 -1 -1")) != without_the_square.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_two_decimals_are_kept_even_when_they_are_zeros() -> None:
    assert str(t_score(numbers("0 0"))) == "50.00"
    assert str(GAS.scored_as_typed({"levels": "1"}).score) == "60.00"


def test_no_goals_and_unequal_lengths_are_refused() -> None:
    with pytest.raises(ScaleError, match="at least one"):
        t_score([])
    with pytest.raises(ScaleError, match="as many weights"):
        t_score(numbers("0 1"), numbers("1"))
    assert GAS.scored_as_typed({"levels": "0 1", "weights": "1"}).alerts == ("invalid:levels", "invalid:weights")
    assert GAS.scored_as_typed({"weights": "1"}) == (None, False, ())


@pytest.mark.parametrize("text", ["3", "-3", "0.5", "1.5", "0,1", "0 x", "nan"])
def test_only_agreed_levels_are_levels(text: str) -> None:
    assert GAS.scored_as_typed({"levels": text}) == (None, False, ("invalid:levels",))


def test_a_negative_weight_is_refused() -> None:
    assert GAS.scored_as_typed({"levels": "0", "weights": "-1"}).alerts == ("invalid:weights",)
