"""What is said of any trial has no slip in it; and the sentences that once misled."""

from datetime import UTC
from decimal import Decimal

import pytest

from tests.unit.building import (
    achieve,
    dose,
    hourly,
    keep,
    meaning,
    measure,
    only,
    reading,
    result,
    series,
    trial,
)
from tests.unit.every_sentence import readable_trial, slips_in, slips_of
from tests.unit.worded import because, cautions, first, headline, topics
from trial.brief import brief_of
from trial.brief.panels import panels_of
from trial.brief.panels.tables import strips_of
from trial.ledger.facts import Goal, Plan, Rating
from trial.meaning.summary import Summary, summarise
from trial.rules.lifecycle import contradiction
from trial.wording.figures import mark_words
from trial.wording.goals import limit_text
from trial.wording.words import to_ascii

MAS = ("modified_ashworth", "left_hip_adductors")
PAIN = ("pain", "rating")
WALK = ("ten_metre_walk", "seconds")


def fact(summary: Summary, topic: str) -> str:
    return to_ascii(dict(topics(only(summary)))[topic])


@pytest.mark.parametrize("seed", range(24))
def test_no_sentence_of_any_trial_has_a_slip(seed: int) -> None:
    assert dict(slips_of(readable_trial(seed))) == {}


@pytest.mark.parametrize(
    ("text", "slip"),
    [
        ("4 to 1 at 1 h 40, better, better", "a doubled word"),
        ("more help: walking aid walking frame", ""),
        ("1 carers or less", "a plural after 1"),
        ("in 1 raised muscles", "a plural after 1"),
        ("2 step worse", "a singular after another number"),
        ("21 steps, 1 step, 1.5 steps, 16.1 s", ""),
        ("Next ().", "empty brackets"),
        ("Rest well.; then", "a doubled space or mark"),
        ("held  today", "a doubled space or mark"),
        ("None, unable_weakness", "Python"),
        ("None met", ""),
        ("not by", "an end that is none"),
    ],
)
def test_the_reader_finds_a_slip_of_each_kind(text: str, slip: str) -> None:
    assert next((kind for kind, _ in slips_in(text)), "") == slip


def test_rule_32_each_cell_after_a_doubtful_delivery_without_response_says_no_conclusion() -> None:
    goals = (
        achieve(*PAIN, "at_most", 2, "missed"),
        achieve(*WALK, "at_most", 10, "unassessed"),
        keep("assistance", "sit_to_stand", "not_worse_by_steps", 1, "kept"),
        keep("assistance", "standing", "not_worse_by_steps", 1, "lost"),
        Goal(id="rated", kind="achieve", words="Sleep"),
    )
    rows = hourly(*PAIN, [6, 6], (0, 4)) + hourly("assistance", "sit_to_stand", ["4", "4"], (0, 4))
    rows += hourly("assistance", "standing", ["4", "2"], (0, 4))
    found = summarise(trial(dose(rows, delivery="uncertain", events_asked=True), goals=goals))
    readings = {row.words: row.cells[0].reading for row in brief_of(found, UTC).goals.rows}
    assert len(found.goals) == len(goals)
    assert all(text.endswith("no conclusion") for text in readings.values())
    assert all(because(one).endswith("no conclusion") for one in found.goals)
    better = summarise(trial(dose(hourly(*PAIN, [6, 1], (0, 4)), delivery="uncertain"), goals=goals))
    assert not any("no conclusion" in headline(one) for one in better.goals)


@pytest.mark.parametrize(("pain", "word"), [(6, "None met"), (4, "None fully met")])
def test_rule_26_go_with_no_goal_met_asks_for_a_sentence(pain: int, word: str) -> None:
    rows = hourly(*PAIN, [6, pain], (0, 4))
    found = trial(dose(rows, events_asked=True), goals=[achieve(*PAIN, "at_most", 2)])
    against = contradiction(found, "proceed")
    assert against is not None
    assert against.values["glance"].met == 0
    assert brief_of(summarise(found), UTC).doses[0].word == word


def test_rule_11_one_reading_back_at_baseline_is_said_to_be_one_at_its_own_time() -> None:
    rows = [reading(*PAIN, value, minutes) for value, minutes in ((6, -30), (2, 245), (6, 486))]
    rows += hourly("stiffness", "rating", [7, 3], (0, 4)) + hourly("spasm_rating", "rating", [5, 2, 7], (0, 4, 7))
    assert fact(meaning(rows), "Wore off") == (
        "pain back at 8 h 06, one reading; spasms, own rating worse at 7 h 00; not by 4 h 00: stiffness."
    )


def test_many_measures_that_never_wore_off_are_counted() -> None:
    rows = [row for scale in ("pain", "stiffness", "spasm_rating") for row in hourly(scale, "rating", [7, 2], (0, 4))]
    rows += hourly("knee_gap", "centimetres", [2, 9], (0, 4)) + hourly(*WALK, [30, 20], (0, 4))
    rows += hourly("care_ease", "rating", [2, 7], (0, 4)) + hourly("timed_up_and_go", "seconds", [30, 20], (0, 4))
    rows += hourly("sit_to_stand_5", "seconds", [30, 20], (0, 4)) + hourly("standing_time", "seconds", [9, 30], (0, 4))
    assert fact(meaning(rows), "Wore off") == "none of 9 measures that had improved, by 4 h 00."


def test_rule_06_two_assessors_who_give_the_same_grade_are_one_value_with_two_names() -> None:
    rows = hourly(*MAS, ["3"], (0,), by="R Lind")
    rows += [reading(*MAS, "2", 240, by="K Tan"), reading(*MAS, "2", 246, by="A Osei")]
    found = series(meaning(rows, measures=[measure(*MAS)]), MAS[1])
    assert [(point.value, point.assessors, point.two_values) for point in found.after] == [
        ("2", ("K Tan",), False),
        ("2", ("K Tan", "A Osei"), False),
    ]
    assert found.course_at_peak == "improved"
    assert "K Tan and A Osei" in mark_words(found, found.after[1])
    sentences = cautions(meaning(rows, measures=[measure(*MAS)]))
    assert any("by K Tan and A Osei, baseline by R Lind" in one for one in sentences)
    same = [*hourly(*MAS, ["3"], (0,), by="A Osei"), *rows[1:]]
    assert not any("baseline by" in one for one in cautions(meaning(same)))


def test_rule_25_a_rated_goal_that_was_lost_says_whether_it_was_regained() -> None:
    goal = Goal(id="k", kind="keep", words="Sit through a meal")

    def said_of(*levels: tuple[str, int]) -> tuple[str, str]:
        ratings = tuple(Rating(goal="k", slot=slot, by="team", level=Decimal(level)) for slot, level in levels)
        found = meaning(goals=[goal], given={"ratings": ratings}, plan=Plan())
        return to_ascii(headline(result(found))), first(found)[0]

    assert said_of(("+4h", -1)) == ("rated team -1", "LOST: Sit through a meal, dose 1, not rated again")
    assert said_of(("+4h", -1), ("+8h", 0))[1] == "LOST: Sit through a meal, dose 1, regained by +8h"
    assert said_of(("+4h", -2), ("+6h", -1))[0] == "rated team -2, not regained by +6h"


def test_rule_20_newly_raised_muscles_are_not_among_none_worse() -> None:
    rows = hourly(*MAS, ["3", "2"], (0, 4)) + hourly(MAS[0], "right_hip_adductors", ["0", "1"], (0, 4))
    found = meaning(rows, measures=[measure(MAS[0], MAS[1], "right_hip_adductors")])
    assert "better in 1 of 1 raised muscle at 4 h; none of them worse; 1 newly raised." in fact(found, "Tone")
    (strip,) = strips_of(found)
    changes = {side.change for muscle in strip.muscles for side in muscle.sides}
    assert changes == {"1 step better", "newly raised, 1 step worse"}


def test_percents_of_seconds_and_of_speed_say_which_they_are() -> None:
    found = meaning(hourly(*WALK, [20, 16], (0, 4)), goals=[achieve("ten_metre_walk", "speed", "improves_percent", 20)])
    (panel,) = [panel for panel in panels_of(found) if panel.item == "speed"]
    assert to_ascii(panel.title).endswith("-20 % in time")
    assert "+25 % in speed" in to_ascii(headline(result(found)))


def test_more_help_names_the_aid_apart_from_its_kind_and_one_is_one() -> None:
    rows = [reading(*WALK, 20, -30, conditions={"aid": "stick"}), reading(*WALK, 15, 240, conditions={"aid": "walker"})]
    assert any("walking aid now walking frame or rollator, one stick" in one for one in cautions(meaning(rows)))
    target = achieve("care_task", "carers", "at_most", 1).target
    assert target is not None
    assert to_ascii(limit_text(target)) == "1 carer or less"


def test_short_of_a_target_in_steps_says_better_once() -> None:
    found = meaning(hourly(*MAS, ["4", "2"], (0, 4)), goals=[achieve(*MAS, "improves_steps", 4)])
    assert to_ascii(headline(result(found))) == "4 to 2 at 4 h 00, 2 steps better, short of 4 steps"
