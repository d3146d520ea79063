"""Tone one way and function the other: people shaped on published series.

Each test names its series or its people. The group means are published; how they are spread over muscles is ours.
"""

from decimal import Decimal

import pytest

from tests.unit import worded
from tests.unit.building import achieve, hourly, keep, meaning, only
from trial.ledger.facts import Reading
from trial.meaning.summary import Summary

WALK = ("ten_metre_walk", "seconds")
STAND = ("assistance", "sit_to_stand")
VERDICTS = ("positive", "negative", "responder", "response", "success", "fail", "recommend")
ASHWORTH = (
    "hip_flexors",
    "hip_adductors",
    "hip_extensors",
    "knee_flexors",
    "knee_extensors",
    "ankle_plantarflexors",
    "ankle_dorsiflexors",
    "shoulder_adductors",
    "elbow_flexors",
    "elbow_extensors",
    "forearm_pronators",
    "wrist_flexors",
)
MUSCLES = [f"{side}_{muscle}" for side in ("left", "right") for muscle in ASHWORTH]


def tone(scale: str, pairs: list[tuple[str, str]]) -> list[Reading]:
    """One muscle a pair: its grade before, and at four hours."""
    return [
        reading
        for muscle, pair in zip(MUSCLES, pairs, strict=False)
        for reading in hourly(scale, muscle, list(pair), (0, 4))
    ]


def first(summary: Summary) -> list[str]:
    return [one.replace("\xa0", " ") for one in worded.first(summary)]


def means(summary: Summary) -> tuple[Decimal, Decimal]:
    found = only(summary).tone
    assert found is not None
    assert found.mean_baseline is not None
    assert found.mean_peak is not None
    return found.mean_baseline, found.mean_peak


def test_korean_series_1998_tone_3_4_to_1_4_and_faster_gait_with_harder_walking_from_extensor_weakness() -> None:
    """Gait was faster in all six, harder for four of them: a faster walk hides no weakness."""
    rows = tone("ashworth", [("3", "1"), ("3", "1"), ("4", "2"), ("3", "1"), ("4", "2")])
    rows += hourly("mrc_power", "left_knee_extension", ["4", "2", "4"], (0, 4, 8))
    rows += hourly(*WALK, [24, 21, 24], (0, 4, 8))
    summary = meaning(rows, group="other")
    assert means(summary) == (Decimal("3.4"), Decimal("1.4"))
    assert first(summary) == ["Dose 1: tone is better in 5 of 5 raised muscles, but left knee extension got worse."]


def test_walkers_with_ms_tone_1_44_to_0_98_while_they_walk_better() -> None:
    """Mean −0.46 only, yet 20 of 30 went on to a pump: a rule of one point would have called most of them unchanged."""
    eased = [("2", "1")] * 10 + [("1", "0")]
    same = [("1+", "1+")] + [("1", "1")] * 12
    summary = meaning(
        tone("modified_ashworth", eased + same),
        hourly(*WALK, [22, 15], (0, 4)),
        group="ms",
        goals=[achieve(*WALK, "improves_percent", 20)],
    )
    before, after = means(summary)
    assert [round(one, 2) for one in (before, after)] == [Decimal("1.44"), Decimal("0.98")]
    assert first(summary) == [
        "Dose 1: tone is better in 11 of 24 raised muscles, yet 10-metre walk improved and “Walk to the gate” was met."
    ]


def test_horn_2010_joints_42_percent_better_34_worse_while_gait_goes_from_41_to_47_centimetres_a_second() -> None:
    pairs = [("2", "1")] * 5 + [("1", "2")] * 4 + [("2", "2")] * 3
    seconds = [1000 / Decimal(41), 1000 / Decimal(47)]
    summary = meaning(tone("ashworth", pairs), hourly(*WALK, seconds, (0, 4)), group="tbi")
    assert first(summary) == [
        "Dose 1: tone is better in 5 of 12 raised muscles and worse in 4, yet 10-metre walk improved."
    ]
    within = meaning(tone("ashworth", pairs), hourly(*WALK, seconds, (0, 4)), group="stroke")
    assert first(within) == []  # 0.06 m/s is inside Tilson's 0.16


def test_yoon_2017_standing_lost_after_the_bolus_with_better_tone() -> None:
    summary = meaning(
        tone("modified_ashworth", [("3", "1"), ("3", "1+")]),
        hourly(*STAND, ["4", "unable_weakness", "4"], (0, 4, 7)),
        goals=[keep(*STAND, "not_worse_by_steps", 1)],
    )
    assert first(summary) == [
        "LOST: Stand to transfer, dose 1, +4h00, regained +7h00",
        "Dose 1: tone is better in 2 of 2 raised muscles, but sitting to standing got worse "
        "and “Stand to transfer” was lost.",
    ]


def test_meythaler_1996_tone_4_2_to_2_2_on_1_to_5_with_nothing_worse_says_nothing_at_the_top() -> None:
    """The same means on the 0 to 4 of this scale: 3.2 to 1.2."""
    pairs = [("4", "2"), ("3", "1"), ("3", "1"), ("3", "1"), ("3", "1")]
    summary = meaning(tone("ashworth", pairs), hourly(*WALK, [22, 20], (0, 4)), group="ms")
    assert means(summary) == (Decimal("3.2"), Decimal("1.2"))
    assert first(summary) == []


def test_ten_contracted_knees_whose_grade_did_not_move_are_no_contradiction_without_a_gain() -> None:
    summary = meaning(tone("modified_ashworth", [("3", "3")] * 10), hourly(*STAND, ["4", "4"], (0, 4)))
    assert first(summary) == []


@pytest.mark.parametrize("walk", [[22, 15], [22, 33]])
def test_no_sentence_says_more_than_what_was_measured(walk: list[int]) -> None:
    summary = meaning(tone("ashworth", [("2", "1"), ("2", "2")]), hourly(*WALK, walk, (0, 4)), group="ms")
    (said,) = first(summary)
    assert not any(one in said.lower() for one in VERDICTS)
