"""The whole answer: its keys in their order, its sentences, its rounding (rule 38)."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.building import (
    T0,
    achieve,
    at,
    dose,
    hourly,
    keep,
    meaning,
    measure,
    only,
    reading,
    series,
    trial,
)
from tests.unit.worded import cautions, first, topics
from trial.files.summary import as_json, number
from trial.ledger.facts import Decision, Event, Measure, Plan, Trial
from trial.meaning.point import remark
from trial.meaning.schedule import next_slot
from trial.meaning.summary import Summary, summarise
from trial.wording.words import minutes_text, number_text, percent_text, signed_text

EVERY_HOUR = (0, 1, 2, 3, 4, 5, 6, 7, 8)
MAS = "modified_ashworth"
WALK = ("ten_metre_walk", "seconds")


def a_day() -> Trial:
    """A second dose: two sticks, faster at four hours, hip flexors briefly weaker."""
    tone = {
        "left_hip_adductors": "3 3 2 1+ 1+ 1+ 2 3 3",
        "right_hip_adductors": "3 3 3 2 2 2 2 3 3",
        "left_knee_flexors": "2 2 1+ 1 1 1 1+ 2 2",
        "right_knee_flexors": "2 2 2 1+ 1+ 1+ 2 2 2",
        "left_knee_extensors": "2 2 1+ 1+ 1+ 1+ 1+ 1+ 2",
        "right_knee_extensors": "1+ 1+ 1+ 1 1 1 declined 1+ 1+",
        "left_ankle_plantarflexors": "3 3 3 3 3 3 3 3 3",
        "right_ankle_plantarflexors": "2 2 2 2 2 2 2 2 2",
    }
    readings = [one for item, tokens in tone.items() for one in hourly(MAS, item, tokens.split(), EVERY_HOUR)]
    readings = [replace(one, by="A Osei") if one.slot == "+4h" else one for one in readings]
    readings += hourly(*WALK, [22, 21, 18.9, 17.4, 16.2, 16.8, 19.2], range(7), conditions={"aid": "two_sticks"})
    readings += [reading(*WALK, 20.9, 425, conditions={"aid": "walker"})]
    readings += [reading(*WALK, 21.8, 480, conditions={"aid": "two_sticks"})]
    readings += hourly("assistance", "sit_to_stand", ["4"] * 9, EVERY_HOUR)
    readings += hourly("mrc_power", "left_hip_flexion", list("333223333"), EVERY_HOUR)
    readings += hourly("mrc_power", "left_knee_extension", ["4"] * 9, EVERY_HOUR)
    readings += hourly("mrc_power", "right_knee_extension", ["4"] * 9, EVERY_HOUR)
    readings += hourly("observations", "systolic", [126, 124, 112, 104, 106, 110, 116, 122, 124], EVERY_HOUR)
    readings += hourly("observations", "consciousness", ["A"] * 9, EVERY_HOUR)
    goals = [
        achieve(*WALK, "at_most", "17.6"),
        keep("assistance", "sit_to_stand", "not_worse_by_steps", 1),
    ]
    drowsy = Event(kind="somnolence", severity="mild", cause="drug", began_at=at(190))
    given = dose(readings, micrograms=25, events=(drowsy,), events_asked=True)
    return replace(trial(given, goals=goals, group="ms"), entries=214, fingerprint="ab" * 32)


@pytest.fixture(scope="module")
def day() -> Summary:
    return summarise(a_day())


def fact(summary: Summary, topic: str) -> str:
    (text,) = [one.text for one in topics(only(summary)) if one.name == topic]
    return text.replace("\xa0", " ")


def test_the_keys_are_those_of_the_contract_in_its_order(day: Summary) -> None:
    found: dict[str, Any] = json.loads(json.dumps(as_json(day), allow_nan=False))
    assert list(found) == ["format", "trial", "state", "doses", "goals", "at_a_glance", "decisions", "ledger"]
    (given,) = found["doses"]
    assert list(given) == ["number", "micrograms", "delivery", "series", "tone", "safety"]
    assert list(given["series"][0]) == [
        "scale",
        "item",
        "better",
        "baseline",
        "peak",
        "best",
        "worst",
        "steps_at_peak",
        "change_at_peak",
        "percent_at_peak",
        "course_at_peak",
        "course_at_best",
        "why",
        "points",
    ]
    assert list(given["series"][0]["baseline"]) == ["value", "status", "minutes", "slot"]
    assert list(given["series"][0]["best"]) == ["value", "minutes", "of"]
    assert list(given["series"][0]["worst"]) == ["value", "minutes"]
    assert list(given["series"][0]["points"][0]) == ["minutes", "slot", "value", "status"]
    assert list(given["tone"]) == [
        "scale",
        "of",
        "improved",
        "by_one",
        "by_two_or_more",
        "unchanged",
        "worse",
        "not_comparable",
        "zero_at_baseline",
        "newly_raised",
        "mean_n",
        "mean_baseline",
        "mean_peak",
        "mean_change",
        "coding",
    ]
    assert list(given["safety"]) == [
        "news2",
        "highest_news2",
        "systolic_baseline",
        "systolic_lowest",
        "systolic_highest",
        "systolic_fall",
        "systolic_rise",
        "heart_rate_lowest",
        "respiratory_rate_lowest",
        "oxygen_saturation_lowest",
        "consciousness_worst",
        "events_asked",
        "events",
        "worst_severity",
    ]
    assert list(given["safety"]["news2"][0]) == ["minutes", "score", "complete", "single_3"]
    assert list(found["goals"][0]) == ["id", "kind", "dose", "result", "because"]
    assert list(found["at_a_glance"][0]) == [
        "dose",
        "says",
        "met",
        "partly_met",
        "not_met",
        "kept",
        "lost",
        "not_assessed",
        "not_today",
    ]
    assert found["ledger"] == {"entries": 214, "fingerprint": f"sha256:{'ab' * 32}"}


def test_numbers_are_unrounded_whole_ones_integers_and_tokens_text(day: Summary) -> None:
    walks = [one for one in as_json(day)["doses"][0]["series"] if one["item"] in ("seconds", "speed")]
    seconds, speed = walks
    assert seconds["baseline"] == {"value": 22, "status": "measured", "minutes": -30, "slot": "baseline"}
    assert seconds["percent_at_peak"] == pytest.approx(-26.363636363636363, abs=1e-12)
    assert speed["peak"]["value"] == pytest.approx(0.617283950617284, abs=1e-15)
    assert isinstance(seconds["peak"]["minutes"], int)
    assert number(Decimal("12.5")) == 12.5
    (muscle,) = [one for one in as_json(day)["doses"][0]["series"] if one["item"] == "left_hip_adductors"]
    assert muscle["peak"]["value"] == "1+"


def test_minutes_that_are_not_whole_stay_exact() -> None:
    summary = meaning([reading("pain", "rating", 6, -30.5), reading("pain", "rating", 2, 240)])
    assert as_json(summary)["doses"][0]["series"][0]["baseline"]["minutes"] == -30.5


def test_decisions_stand_as_in_the_record_file() -> None:
    signed = Decision(
        outcome="proceed",
        reason="Goals met",
        present=("R Lind",),
        person_agrees="yes",
        signed_by="R Lind",
        signed_at=T0,
    )
    found = as_json(summarise(trial(dose(given_at=None), decisions=[signed])))["decisions"]
    assert found == [
        {
            "outcome": "proceed",
            "reason": "Goals met",
            "present": ["R Lind"],
            "person_agrees": "yes",
            "person_words": "",
            "dissent": "",
            "signed_by": "R Lind",
            "signed_at": "2026-11-18T09:40:00+00:00",
        }
    ]


def test_a_series_stands_for_every_planned_measure_and_every_one_read_and_for_no_method() -> None:
    plan = [measure("pain"), measure(*WALK[:1]), measure(MAS, "left_hip_adductors")]
    summary = meaning([reading("stiffness", "rating", 5, 240), reading(WALK[0], "aid", "stick", 240)], measures=plan)
    found = [(one.scale.key, one.item) for one in only(summary).series]
    assert found == [
        ("pain", "rating"),
        ("ten_metre_walk", "seconds"),
        ("ten_metre_walk", "speed"),
        (MAS, "left_hip_adductors"),
        ("stiffness", "rating"),
    ]


def test_cadence_shows_only_where_steps_were_counted() -> None:
    unable = hourly(*WALK, [22, "unable_weakness"], (0, 4))
    assert [one.item for one in only(meaning(unable)).series] == ["seconds", "speed"]
    counted = [*unable, reading(WALK[0], "steps", 30, -30)]
    found = series(meaning(counted), "cadence")
    assert found.baseline is not None
    assert found.baseline.value == Decimal(1800) / 22
    assert found.course_at_peak == "worse"


def test_a_typed_mean_stands_once_beside_its_walks() -> None:
    walks = [reading(WALK[0], f"seconds_{n}", value, 238 + n) for n, value in ((1, 18), (2, 17), (3, 16))]
    found = series(meaning([*walks, reading(*WALK, 17, 242)]), "seconds")
    assert [(point.value, point.trials) for point in found.points] == [(17, 3)]


def test_tone_says_how_many_muscles_and_both_means(day: Summary) -> None:
    assert fact(day, "Tone") == (
        "better in 6 of 8 raised muscles at 4 h, 2 by two steps or more; none worse. "
        "Unchanged: both ankle plantarflexors. Mean 2.31 to 1.69 (n 8; 1+ = 1.5)."
    )


def test_power_tells_the_fall_its_time_and_its_return(day: Summary) -> None:
    assert fact(day, "Power") == (
        "left hip flexion 3 to 2 at 3 h 00, 3 again by 5 h 00; not weaker at any test: both knee extension."
    )


def test_function_tells_seconds_and_not_speed(day: Summary) -> None:
    assert "10-metre walk 22.0 to 16.2 s at 4 h 00, −26 %, better, beyond error" in fact(day, "Function")
    assert "m/s" not in fact(day, "Function")


def test_function_tells_from_when_it_could_not_be_done_and_when_it_came_back() -> None:
    values = ["4", "4", "unable_weakness", "unable_weakness", "unable_weakness", "4"]
    summary = meaning(hourly("assistance", "sit_to_stand", values, range(6)))
    assert fact(summary, "Function") == "sitting to standing could not, too weak, from 2 h 00, 4 again by 5 h 00."


def test_safety_tells_the_lowest_pressure_against_own_baseline(day: Summary) -> None:
    assert fact(day, "Safety") == (
        "lowest systolic 104, from 126, at 3 h 00. Alert at every check. Mild drowsiness 3 h 10 (the drug)."
    )


def test_wore_off_tells_when_and_what_had_not(day: Summary) -> None:
    assert (
        fact(day, "Wore off")
        == "10-metre walk at 6 h 00; 5 muscles from 6 h 00 to 7 h 00; left knee extensors back at 8 h 00, one reading."
    )


def test_read_with_care_names_assessor_gaps_and_other_aids(day: Summary) -> None:
    found = [one.replace("\xa0", " ") for one in cautions(day)]
    assert "Modified Ashworth at +4h by A Osei, baseline by R Lind." not in found
    assert "Modified Ashworth at +4h by A Osei, baseline by K Tan." in found
    assert "Missing: Modified Ashworth 1 of 72 (declined at +6h)." in found
    assert any(one.startswith("10-metre walk at 7 h 05: more help: walking aid now walking frame") for one in found)
    assert "Nobody recorded whether assessors knew the dose." in found


def test_tone_better_while_power_fell_is_said_at_the_top(day: Summary) -> None:
    assert [one.replace("\xa0", " ") for one in first(day)] == [
        "Dose 1: tone is better in 6 of 8 raised muscles, but left hip flexion got worse."
    ]


def test_function_better_while_tone_did_not_change_is_said_too() -> None:
    summary = meaning(
        hourly(MAS, "left_hip_adductors", ["3", "3"], (0, 4)), hourly(*WALK, [22, 15], (0, 4)), group="ms"
    )
    assert first(summary) == ("Dose 1: tone is better in none of 1 raised muscle, yet 10-metre walk improved.",)


def test_a_lost_goal_beside_better_tone_is_said_at_the_top() -> None:
    rows = hourly(MAS, "left_hip_adductors", ["3", "1"], (0, 4)) + hourly("pain", "rating", [2, 6], (0, 4))
    summary = meaning(rows, goals=[keep("pain", "rating", "at_most", 3)])
    assert first(summary)[-1] == "Dose 1: tone is better in 1 of 1 raised muscle, but “Stand to transfer” was lost."


def test_several_doses_name_themselves_in_read_with_care() -> None:
    later = T0 + timedelta(days=2)
    summary = summarise(trial(dose(), dose(number=2, given_at=later)))
    assert cautions(summary)[0].startswith("Dose 1: ")
    assert summary.latest is not None
    assert summary.latest.dose.number == 2


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("2.3125", 2, "2.31"),
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("16.25", 1, "16.3"),
        ("-2.5", 0, "-3"),
    ],
)
def test_rule_38_half_goes_away_from_zero(value: str, places: int, text: str) -> None:
    assert number_text(Decimal(value), places) == text


def test_rule_38_minutes_percents_and_signs() -> None:
    assert minutes_text(245) == "4\xa0h\xa005"
    assert minutes_text(Decimal("59.5")) == "1\xa0h\xa000"
    assert percent_text(Decimal("-26.5")) == "−27\xa0%"
    assert signed_text(Decimal("-0.04"), 1) == "0.0"


def planned(*readings: Any, **given: Any) -> Trial:
    plan = Plan(
        slots=("baseline", "+1h", "+2h", "+4h"),
        measures=(Measure(scale=MAS, items=("left_hip_adductors", "right_hip_adductors")),),
    )
    return trial(dose(list(readings), **given), plan=plan)


def tone(minutes: float, side: str = "left", grade: str = "2", slot: str = "") -> Any:
    return reading(MAS, f"{side}_hip_adductors", grade, minutes, slot)


def test_what_other_answers_make_meaningless_is_not_asked() -> None:
    plan = Plan(slots=("baseline", "+4h"), measures=(Measure(scale="penn_spasm"),))
    (found,) = summarise(trial(dose([reading("penn_spasm", "frequency", "0", 240)]), plan=plan)).doses
    severity = found.series_for("penn_spasm", "severity")
    assert severity is not None
    assert (severity.not_asked, severity.why) == (True, (remark("not_asked", slot="+4h"),))


def test_the_next_slot_is_the_first_with_nothing_in_it() -> None:
    assert next_slot(planned(tone(-30))) == ("+1h", at(60))
    assert next_slot(planned(given_at=None)) == ("baseline", None)
    assert next_slot(planned(ended_at=at(100))) == ("", None)
    assert next_slot(trial()) == ("", None)
