"""Goals: rules 22 to 25."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.unit.building import T0, achieve, at, dose, hourly, keep, meaning, reading, result, trial
from tests.unit.worded import at_a_glance, because, cautions, headline
from trial.files.summary import as_json
from trial.ledger.facts import EarlierGoal, EarlierT0, Goal, Rating
from trial.meaning.goals import GoalResult
from trial.meaning.summary import summarise

WALK = ("ten_metre_walk", "seconds")
SPEED = ("ten_metre_walk", "speed")
TONE = ("modified_ashworth", "left_hip_adductors")
STAND = ("assistance", "sit_to_stand")
PAIN = ("pain", "rating")


def judged(
    goal: Goal, before: object, after: object, measured: tuple[str, str] = WALK, group: str = "other"
) -> GoalResult:
    return result(meaning(hourly(*measured, [before, after], (0, 4)), goals=[goal], group=group))


def kept(
    goal: Goal, values: list[object], measured: tuple[str, str] = STAND, hours: tuple[float, ...] = (0, 1, 2, 3, 4, 5)
) -> GoalResult:
    return result(meaning(hourly(*measured, values, hours), goals=[goal]))


def test_rule_22_one_result_a_goal_and_delivered_dose() -> None:
    goals = [achieve(*PAIN, "at_most", 3), keep(*STAND, "not_worse_by_steps", 1)]
    later = T0 + timedelta(days=2)
    doses = [
        dose(hourly(*PAIN, [6, 2], (0, 4))),
        dose(number=2, delivery="none", given_at=None),
        dose(hourly(*PAIN, [6, 2], (0, 4), given_at=later), number=3, given_at=later),
    ]
    summary = summarise(trial(*doses, goals=goals))
    assert [(one.goal.id, one.dose) for one in summary.goals] == [("g1", 1), ("g1", 3), ("k1", 1), ("k1", 3)]
    assert [one.dose for one in at_a_glance(summary)] == [1, 3]


def test_rule_22_a_goal_agreed_after_t0_has_no_result_for_that_dose() -> None:
    goals = [achieve(*PAIN, "at_most", 3, agreed_at=at(1)), achieve(*PAIN, "at_most", 3, "g2", agreed_at=at(-1))]
    summary = meaning(hourly(*PAIN, [6, 2], (0, 4)), goals=goals)
    assert [one.goal.id for one in summary.goals] == ["g2"]


def test_rule_22_an_edit_after_t0_applies_from_the_next_dose_and_is_shown() -> None:
    was = achieve(*PAIN, "at_most", 2)
    now = replace(
        achieve(*PAIN, "at_most", 5),
        earlier=(EarlierGoal(goal=was, until_at=at(300), by="K Tan", reason="Too strict"),),
        agreed_at=at(300),
    )
    later = T0 + timedelta(days=2)
    doses = [
        dose(hourly(*PAIN, [6, 4], (0, 4))),
        dose(hourly(*PAIN, [6, 4], (0, 4), given_at=later), number=2, given_at=later),
    ]
    summary = summarise(trial(*doses, goals=[now]))
    assert [one.result for one in summary.goals] == ["partly_met", "met"]
    assert [one.edited_after for one in summary.goals] == [True, False]
    assert any("was edited after this dose" in one for one in cautions(summary))


def test_rule_22_a_dropped_goal_is_judged_by_the_doses_before_it_was_dropped() -> None:
    goals = [achieve(*PAIN, "at_most", 3, dropped_at=at(-5)), achieve(*PAIN, "at_most", 3, "g2", dropped_at=at(500))]
    assert [one.goal.id for one in meaning(hourly(*PAIN, [6, 2], (0, 4)), goals=goals).goals] == ["g2"]


@pytest.mark.parametrize(("agreed", "results"), [(-60, ["met"]), (0, ["met"]), (-2, []), (5, [])])
def test_rule_22_goals_agreed_by_giving_a_dose_stay_agreed_when_its_t0_is_corrected_to_an_earlier_one(
    agreed: float, results: list[str]
) -> None:
    was = EarlierT0(given_at=T0, until_at=at(300))
    goals = [achieve(*PAIN, "at_most", 3, agreed_at=at(agreed))]
    summary = meaning(hourly(*PAIN, [6, 2], (0, 4)), goals=goals, given={"given_at": at(-5), "earlier_t0": (was,)})
    assert [goal.result for goal in summary.goals] == results


def test_rule_22_a_goal_that_stands_in_for_another_is_judged_by_its_target() -> None:
    assert judged(achieve(*PAIN, "at_most", 3, testable="proxy"), 6, 3, PAIN).result == "met"


def test_rule_22_not_today_is_listed_and_not_judged() -> None:
    assert judged(achieve(*PAIN, "at_most", 3, testable="not_today"), 6, 3, PAIN).result == "not_today"


@pytest.mark.parametrize(
    ("rule", "amount", "before", "after", "expected"),
    [
        ("at_most", "17.6", 22, "17.6", "met"),
        ("at_most", "17.6", 22, "17.61", "partly_met"),
        ("at_most", "17.6", 22, 23, "not_met"),
        ("at_least", 30, 22, 30, "met"),
        ("falls_by", "4.4", 22, "17.6", "met"),
        ("falls_by", "4.4", 22, "17.7", "partly_met"),
        ("rises_by", 1, 22, 23, "met"),
        ("improves_percent", 20, 22, "17.6", "met"),
        ("improves_percent", 20, 22, "17.60001", "partly_met"),
        ("improves_percent", 20, 22, 22, "not_met"),
        ("improves_percent", 20, 22, 30, "not_met"),
    ],
)
def test_rule_23_limits_are_inclusive_on_unrounded_decimals(
    rule: str, amount: object, before: object, after: object, expected: str
) -> None:
    numbers = [Decimal(str(one)) for one in (before, after)]
    assert judged(achieve(*WALK, rule, amount), *numbers).result == expected


@pytest.mark.parametrize(("after", "expected"), [("20", "met"), ("20.01", "partly_met")])
def test_rule_23_exactly_20_percent_of_a_speed_is_20_percent(after: str, expected: str) -> None:
    # 10/24 to 10/20 is exactly a fifth more, though neither quotient ends
    assert judged(achieve(*SPEED, "improves_percent", 20), 24, Decimal(after)).result == expected


@pytest.mark.parametrize(
    ("rule", "amount", "before", "after", "expected"),
    [
        ("improves_steps", 2, "2", "1", "met"),
        ("improves_steps", 2, "2", "1+", "partly_met"),
        ("improves_steps", 1, "2", "2", "not_met"),
        ("at_most", 1, "3", "1", "met"),
        ("at_most", 1, "3", "1+", "partly_met"),
        ("at_most", "1.5", "3", "1+", "met"),
        ("falls_by", 2, "2", "1", "met"),
    ],
)
def test_rule_23_grades_move_in_ranks(rule: str, amount: object, before: str, after: str, expected: str) -> None:
    assert judged(achieve(*TONE, rule, amount), before, after, TONE).result == expected


def test_rule_23_mrc_4_minus_counts_as_4() -> None:
    power = ("mrc_power", "left_hip_flexion")
    assert judged(achieve(*power, "at_least", 4), "3", "4-", power).result == "met"


def test_rule_23_a_target_missed_within_error_is_not_partly_met() -> None:
    assert judged(achieve(*WALK, "at_most", 16), 22, 18, group="ms").result == "not_met"
    assert judged(achieve(*WALK, "at_most", 16), 22, 18).result == "partly_met"


def test_rule_23_met_inside_published_error_is_met_and_says_so() -> None:
    found = judged(achieve(*WALK, "improves_percent", 10), 22, 19, group="ms")
    assert (found.result, found.within_error) == ("met", True)
    assert "within measurement error" in because(found)


def test_rule_23_became_able_meets_a_relative_target_without_a_percent() -> None:
    found = judged(achieve(*SPEED, "improves_percent", 20), "unable_weakness", 30)
    assert found.result == "met"
    assert "no percent" in because(found)


@pytest.mark.parametrize(("after", "expected"), [(30, "met"), (45, "partly_met")])
def test_rule_23_became_able_is_held_to_an_absolute_target(after: int, expected: str) -> None:
    assert judged(achieve(*WALK, "at_most", 30), "unable_weakness", after).result == expected


@pytest.mark.parametrize("rule", ["at_most", "improves_percent"])
def test_rule_23_lost_is_not_met(rule: str) -> None:
    found = judged(achieve(*WALK, rule, 20), 22, "unable_weakness")
    assert found.result == "not_met"
    assert headline(found).replace("\xa0", " ") == "could not, too weak, at 4 h 00"


def test_rule_23_unable_both_times_is_not_met() -> None:
    assert judged(achieve(*WALK, "improves_percent", 20), "unable_pain", "unable_weakness").result == "not_met"


@pytest.mark.parametrize("after", ["unable_sedation", "declined", "unrecordable", None])
def test_rule_23_what_compares_with_nothing_is_not_assessed(after: object) -> None:
    assert judged(achieve(*WALK, "at_most", 30), 22, after).result == "not_assessed"


def test_rule_23_without_a_baseline_nothing_is_assessed_not_even_a_plain_limit() -> None:
    assert judged(achieve(*PAIN, "at_most", 3), None, 2, PAIN).result == "not_assessed"


@pytest.mark.parametrize("baseline", [None, "unrecordable"])
@pytest.mark.parametrize("rule", ["falls_by", "rises_by"])
def test_rule_23_a_change_where_neither_way_is_better_needs_a_baseline(rule: str, baseline: object) -> None:
    pressure = ("observations", "systolic")
    assert judged(achieve(*pressure, rule, 10), baseline, 120, pressure).result == "not_assessed"
    assert kept(keep(*pressure, rule, 10), [baseline, 120], pressure, (0, 4)).result == "not_assessed"


def test_rule_23_a_percent_of_a_zero_baseline_is_not_assessed() -> None:
    found = judged(achieve(*PAIN, "improves_percent", 20), 0, 0, PAIN)
    assert found.result == "not_assessed"
    assert "percent of zero" in because(found)


def test_rule_23_a_target_may_be_judged_at_best_if_agreed_so() -> None:
    readings = hourly(*WALK, [22, 16, 21], (0, 3, 4))
    goals = [achieve(*WALK, "at_most", 17, at="best"), achieve(*WALK, "at_most", 17, "g2")]
    summary = meaning(readings, goals=goals)
    assert [one.result for one in summary.goals] == ["met", "partly_met"]
    assert "best of 2" in because(summary.goals[0])


def test_rule_23_at_best_with_nothing_measured_is_lost_like_at_the_peak() -> None:
    found = judged(achieve(*WALK, "at_most", 17, at="best"), 22, "unable_weakness")
    assert found.result == "not_met"


def test_rule_23_a_sedated_walk_is_not_assessed() -> None:
    readings = [*hourly(*WALK, [22, 16], (0, 4)), reading("observations", "consciousness", "V", 245)]
    found = result(meaning(readings, goals=[achieve(*WALK, "at_most", 17)]))
    assert (found.result, "confounded: sedated" in because(found)) == ("not_assessed", True)


def test_rule_23_less_help_alone_is_partly_met() -> None:
    readings = [
        reading(*WALK, 22, -30, conditions={"aid": "walker"}),
        reading(*WALK, 22, 240, conditions={"aid": "stick"}),
    ]
    found = result(meaning(readings, goals=[achieve(*WALK, "improves_percent", 20)]))
    assert found.result == "partly_met"


def test_rule_23_because_reads_as_the_contract_shows() -> None:
    readings = [reading(*WALK, "22.3", -30), reading(*WALK, "16.13", 245)]
    readings = [replace(one, value=Decimal(str(one.value))) for one in readings]
    found = result(meaning(readings, goals=[achieve(*SPEED, "improves_percent", 20)], group="ms"))
    assert because(found) == "speed 0.45 to 0.62 m/s at 4 h 05, +38 %, target +20 %"


def test_rule_23_headline_says_how_far_and_whether_beyond_error() -> None:
    readings = [reading(*WALK, 22, -30), reading(*WALK, Decimal("16.2"), 245)]
    found = result(meaning(readings, goals=[achieve(*WALK, "at_most", Decimal("17.6"))], group="ms"))
    assert headline(found).replace("\xa0", " ") == "22.0 to 16.2 s at 4 h 05, −26 %, beyond error"
    pain = judged(achieve(*PAIN, "at_most", 3), 6, 4, PAIN)
    assert headline(pain).replace("\xa0", " ") == "6 to 4 at 4 h 00, better, short of 3"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["4", "4", "4", "4", "4", "4"], "kept"),
        (["4", "5", "4", "5", "4", "4"], "kept"),
        (["4", "4", "3", "4", "4", "4"], "lost"),  # broken once, on the way
        (["4", "4", "4", "4", "4", "3"], "lost"),  # broken after the peak
        (["4", "4", "unable_weakness", "4", "4", "4"], "lost"),
        (["4", "4", "unsafe", "4", "4", "4"], "lost"),
        (["4", "4", "unable_sedation", "4", "4", "4"], "kept"),
        (["4", "4", "declined", "4", "4", "4"], "kept"),
        (["4", "4", "4", None, None, None], "not_assessed"),  # no measured peak value
        (["4", "4", "4", None, "declined", None], "not_assessed"),
        (["4", "4", "4", "4", "unable_sedation", None], "not_assessed"),
        (["4", "4", "4", None, "declined", "4"], "kept"),  # the reading at 5 h is taken as the peak
        ([None, "4", "4", "4", "4", "4"], "not_assessed"),
        (["unable_weakness", "4", "4", "4", "4", "4"], "kept"),  # had nothing to lose, and became able
    ],
)
def test_rule_24_kept_needs_the_peak_and_lost_needs_one_broken_reading(values: list[object], expected: str) -> None:
    assert kept(keep(*STAND, "not_worse_by_steps", 1), values).result == expected


def test_rule_24_lost_says_when_and_when_it_was_regained() -> None:
    readings = [
        reading(*STAND, token, minutes, "extra" if minutes > 0 else "")
        for minutes, token in (
            (-30, "4"),
            (62, "4"),
            (130, "2"),
            (170, "unable_weakness"),
            (210, "3"),
            (245, "4"),
            (300, "4"),
        )
    ]
    found = result(meaning(readings, goals=[keep(*STAND, "not_worse_by_steps", 1)]))
    assert found.result == "lost"
    assert "lost +2h10 to +3h30, regained +4h05" in because(found)
    assert headline(found).replace("\xa0", " ") == "2 h 10 to 3 h 30, regained 4 h 05"


def test_rule_24_lost_and_not_regained_says_so() -> None:
    found = kept(keep(*STAND, "not_worse_by_steps", 1), ["4", "4", "4", "4", "3", "3"])
    assert "lost +4h00 to +5h00, not regained" in because(found)


def test_rule_24_lost_twice_says_both_times() -> None:
    found = kept(keep(*STAND, "not_worse_by_steps", 1), ["4", "3", "4", "3", "4", "4"])
    assert [(one.start, one.end, one.regained) for one in found.lost] == [(60, 60, 120), (180, 180, 240)]


def test_rule_24_what_happens_after_the_end_of_observation_is_not_the_goals_matter() -> None:
    readings = hourly(*STAND, ["4", "4", "4", "2"], (0, 3, 4, 24), slot="")
    goals = [keep(*STAND, "not_worse_by_steps", 1)]
    assert result(meaning(readings, goals=goals)).result == "lost"
    assert result(meaning(readings, goals=goals, given={"ended_at": at(480)})).result == "kept"


def test_rule_24_another_aid_or_sedation_breaks_nothing() -> None:
    walk = [
        reading(*WALK, 22, -30, conditions={"aid": "stick"}),
        reading(*WALK, 40, 60, conditions={"aid": "walker"}),
        reading(*WALK, 41, 120, conditions={"aid": "stick"}),
        reading("observations", "consciousness", "V", 125),
        reading(*WALK, 23, 240, conditions={"aid": "stick"}),
    ]
    found = result(meaning(walk, goals=[keep(*WALK, "not_worse_by_percent", 20)]))
    assert (found.result, "kept at 1 test" in because(found)) == ("kept", True)


@pytest.mark.parametrize(("after", "expected"), [("26.39", "kept"), ("26.4", "lost")])
def test_rule_24_not_worse_by_20_percent_is_broken_at_20(after: str, expected: str) -> None:
    found = kept(keep(*WALK, "not_worse_by_percent", 20), [22, Decimal(after)], WALK, (0, 4))
    assert found.result == expected


@pytest.mark.parametrize(("amount", "expected"), [(1, "lost"), (2, "kept")])
def test_rule_24_not_worse_by_one_step_is_broken_at_one(amount: int, expected: str) -> None:
    assert kept(keep(*STAND, "not_worse_by_steps", amount), ["4", "3"], STAND, (0, 4)).result == expected


@pytest.mark.parametrize(("after", "expected"), [("3", "kept"), ("2", "lost")])
def test_rule_24_a_plain_limit_can_be_kept_too(after: str, expected: str) -> None:
    assert kept(keep(*STAND, "at_least", 3), ["4", after], STAND, (0, 4)).result == expected


def test_rule_24_a_percent_of_zero_cannot_be_kept_or_lost() -> None:
    assert kept(keep(*PAIN, "not_worse_by_percent", 20), [0, 0], PAIN, (0, 4)).result == "not_assessed"


def test_rule_24_sedation_never_makes_kept_or_lost() -> None:
    readings = [*hourly(*STAND, ["4", "2"], (0, 4)), reading("observations", "consciousness", "V", 240)]
    assert result(meaning(readings, goals=[keep(*STAND, "not_worse_by_steps", 1)])).result == "not_assessed"


def test_rule_24_power_that_could_not_be_tested_breaks_no_keep_goal() -> None:
    power = ("mrc_power", "left_hip_flexion")
    found = kept(keep(*power, "not_worse_by_steps", 1), ["4", "unable_pain", "4"], power, (0, 3, 4))
    assert found.result == "kept"


def rated(kind: str, *ratings: Rating, level: int = -1) -> GoalResult:
    goal = Goal(id="g1", kind=kind, words="Sit in comfort", baseline_level=level)  # type: ignore[arg-type]
    return result(meaning(goals=[goal], given={"ratings": ratings}))


def rate(level: object, by: str = "team", slot: str = "+4h", minutes: float | None = None) -> Rating:
    when = at(minutes) if minutes is not None else None
    return Rating(goal="g1", slot=slot, by=by, level=Decimal(str(level)), rated_at=when)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "baseline", "achieved", "kept_"),
    [
        (2, -1, "met", "kept"),
        (0, -1, "met", "kept"),
        (-0.5, -1, "partly_met", "lost"),
        (-1, -1, "not_met", "lost"),
        (-1, -2, "partly_met", "lost"),
        (-2, -2, "not_met", "lost"),
    ],
)
def test_rule_25_a_rated_goal_goes_by_the_teams_level(level: float, baseline: int, achieved: str, kept_: str) -> None:
    assert rated("achieve", rate(level), level=baseline).result == achieved
    assert rated("keep", rate(level), level=baseline).result == kept_


def test_rule_25_the_persons_rating_is_shown_beside_and_never_averaged() -> None:
    found = rated("achieve", rate(0), rate(-2, "person"), rate(1, "carer"))
    assert found.result == "met"
    assert [(one.by, one.level) for one in found.others] == [("person", -2), ("carer", 1)]
    assert "team 0, person -2, carer +1" in because(found)


def test_rule_25_the_person_alone_is_not_the_team() -> None:
    assert rated("achieve", rate(2, "person")).result == "not_assessed"


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ((rate(0), rate(-1, slot="+6h")), "met"),  # the peak slot wins over a later one
        ((rate(-1, slot="+2h"), rate(0, slot="+6h")), "met"),  # else the latest
        ((rate(0, slot="+2h"), rate(-1, slot="+24h")), "met"),  # but before +12 h
        ((rate(0, slot="+24h"),), "not_assessed"),
        ((rate(0, slot="baseline"),), "not_assessed"),
        ((rate(0, slot="extra", minutes=719),), "met"),
        ((rate(0, slot="extra", minutes=720),), "not_assessed"),
        ((rate(-1, minutes=230), rate(0, minutes=250)), "met"),  # the latest of the peak slot
    ],
)
def test_rule_25_the_rating_of_the_peak_slot_else_the_latest_before_12_hours(
    ratings: tuple[Rating, ...], expected: str
) -> None:
    assert rated("achieve", *ratings).result == expected


def test_the_reason_is_plain_text_for_machines() -> None:
    found = as_json(meaning(hourly(*PAIN, [6, 2], (0, 4)), goals=[achieve(*PAIN, "falls_by", 2)]))["goals"]
    assert found == [
        {
            "id": "g1",
            "kind": "achieve",
            "dose": 1,
            "result": "met",
            "because": "pain 6 to 2 at 4 h 00, -4, target down by 2",
        }
    ]
