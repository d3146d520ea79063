"""Safety: rules 28 to 31."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.building import T0, at, dose, hourly, meaning, only, reading, trial
from tests.unit.worded import cautions, topics
from trial.files.summary import as_json
from trial.ledger.facts import Call, Decision, Event, Plan, Reading
from trial.meaning.safety import Safety
from trial.meaning.summary import Summary, summarise

PARTS = ("respiratory_rate", "oxygen_saturation", "on_oxygen", "systolic", "heart_rate", "consciousness", "temperature")
CALM = (14, 97, False, 98, 54, "A", 36.4)  # the fall of blood pressure that scores only 2
DROWSY = (8, 94, False, 88, 46, "V", 35.9)  # and the one that scores 12


def observed(values: tuple[object, ...] = CALM, minutes: float = 240, slot: str = "", **apart: float) -> list[Reading]:
    """A set of the seven parts; keyword = minutes that one part is off."""
    return [
        reading("observations", key, value, minutes + apart.get(key, 0), slot or f"+{round(minutes / 60)}h")
        for key, value in zip(PARTS, values, strict=True)
        if value is not None
    ]


def safe(*readings: list[Reading], **more: object) -> Safety:
    return only(meaning(*readings, **more)).safety


def test_rule_28_a_whole_set_has_a_total() -> None:
    (found,) = safe(observed()).news2
    assert (found.score, found.complete, found.single_3, found.minutes) == (2, True, (), 240)


def test_rule_28_parts_that_alone_score_3_are_named() -> None:
    (found,) = safe(observed(DROWSY)).news2
    assert (found.score, found.single_3) == (12, ("respiratory_rate", "systolic", "consciousness"))


@pytest.mark.parametrize("missing", range(7))
def test_rule_28_any_part_missing_is_incomplete_and_never_filled_in(missing: int) -> None:
    values = tuple(None if place == missing else one for place, one in enumerate(DROWSY))
    (found,) = safe(observed(values)).news2
    assert (found.score, found.complete, found.missing) == (None, False, (PARTS[missing],))
    expected = {"respiratory_rate", "systolic", "consciousness"} - {PARTS[missing]}
    assert set(found.single_3) == expected


@pytest.mark.parametrize(("late", "complete"), [(15, True), (16, False)])
def test_rule_28_the_seven_parts_lie_within_15_minutes(late: float, complete: bool) -> None:
    (found,) = safe(observed(temperature=late)).news2
    assert found.complete is complete
    assert found.missing == (() if complete else ("temperature",))


def test_rule_28_a_recheck_is_a_set_of_its_own_with_what_lies_close() -> None:
    readings = [*observed(DROWSY), reading("observations", "systolic", 120, 250, "+4h")]
    assert [(one.minutes, one.score) for one in safe(readings).news2] == [(240, 12), (250, 9)]
    assert safe(readings).highest_news2 == 12


def test_rule_28_a_recheck_too_late_to_share_a_set_is_incomplete() -> None:
    readings = [*observed(), reading("observations", "systolic", 120, 260, "+4h")]
    assert [one.complete for one in safe(readings).news2] == [True, False]


@pytest.mark.parametrize(
    ("born", "sets"),
    [(date(2010, 11, 18), 1), (date(2010, 11, 19), 0), (None, 0), (date(1971, 5, 4), 1)],
)
def test_rule_28_not_under_16_and_not_without_an_age(born: date | None, sets: int) -> None:
    found = meaning(observed(), person={"born": born})
    assert len(only(found).safety.news2) == sets
    assert only(found).safety.highest_news2 == (2 if sets else None)
    assert any(one.startswith("No NEWS2") for one in cautions(found)) is (sets == 0)


def test_rule_28_a_plan_may_leave_it_to_the_wards_chart_and_a_copied_total_is_stored_as_such() -> None:
    readings = [*observed(), reading("news2", "total", 3, 241)]
    found = safe(readings, plan=Plan(news2=False))
    assert (found.news2, found.highest_news2) == ((), None)
    assert [point.value for point in found.copied_totals] == [3]


def test_rule_28_the_second_oxygen_scale_is_the_plans() -> None:
    (found,) = safe(observed((16, 93, True, 120, 70, "A", 37)), plan=Plan(oxygen_scale=2)).news2
    assert found.score == 3
    (other,) = safe(observed((16, 93, True, 120, 70, "A", 37))).news2
    assert other.score == 4  # 93 % scores 2 on scale 1, oxygen 2


def test_rule_28_the_baseline_set_is_apart() -> None:
    found = safe(observed(DROWSY, -30, "baseline") + observed())
    assert [one.score for one in found.news2] == [2]
    assert found.systolic_baseline is not None
    assert found.systolic_baseline.value == 88


def test_rule_28_beside_it_stand_the_extremes_with_their_times() -> None:
    # fixture G: 138 down to 98 at four hours
    found = safe(hourly("observations", "systolic", [138, 130, 118, 104, 98, 102, 116, 134]))
    assert found.systolic_lowest is not None
    assert (found.systolic_lowest.value, found.systolic_lowest.minutes) == (98, 240)
    assert (found.systolic_fall, found.systolic_rise) == (40, 0)


def test_rule_28_a_rise_is_from_own_baseline_too() -> None:
    found = safe(hourly("observations", "systolic", [120, 118, 145], (0, 1, 4)))
    assert (found.systolic_fall, found.systolic_rise) == (2, 25)


@pytest.mark.parametrize("values", [[None, 118, 145], ["unrecordable", 118, 145], [120, None, None]])
def test_rule_28_no_baseline_or_nothing_after_it_gives_no_fall_and_no_rise(values: list[object]) -> None:
    found = safe(hourly("observations", "systolic", values, (0, 1, 4)))
    assert (found.systolic_fall, found.systolic_rise) == (None, None)


def test_rule_28_the_worst_consciousness_is_the_least_alert() -> None:
    found = safe(hourly("observations", "consciousness", list("AACVCAAA")))
    assert found.consciousness_worst is not None
    assert (found.consciousness_worst.value, found.consciousness_worst.minutes) == ("V", 180)


def test_rule_28_a_baseline_never_enters_the_extremes() -> None:
    found = safe(
        hourly("observations", "heart_rate", [40, 60], (0, 1))
        + hourly("observations", "consciousness", ["V", "A"], (0, 1))
    )
    assert found.heart_rate_lowest is not None
    assert found.heart_rate_lowest.value == 60
    assert found.consciousness_worst is not None
    assert found.consciousness_worst.value == "A"


@pytest.mark.parametrize(
    ("level", "highest", "stated"),
    [("T6", 140, True), ("T6", 139, False), ("C5/6", 150, True), ("T7", 150, False), ("", 150, False)],
)
def test_rule_29_high_cord_injury_and_a_rise_of_20_is_stated(level: str, highest: int, stated: bool) -> None:
    summary = meaning(hourly("observations", "systolic", [120, highest], (0, 4)), person={"cord_level": level})
    assert only(summary).safety.dysreflexia_rise is stated
    (fact,) = [one.text for one in topics(only(summary)) if one.name == "Safety"]
    assert ("T6 or above" in fact) is stated


def event(kind: str, severity: str | None, minutes: float = 120, **more: object) -> Event:
    return Event(kind=kind, severity=severity, began_at=at(minutes), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "severities", "worst"),
    [
        (False, (), None),
        (True, (), "none"),
        (True, ("mild", "severe", "moderate"), "severe"),
        (True, ("life_threatening", "severe"), "life_threatening"),
        (False, ("mild",), "mild"),
        (True, (None,), "none"),
    ],
)
def test_rule_30_the_worst_severity_is_unknown_until_someone_asked(
    asked: bool, severities: tuple[str | None, ...], worst: str | None
) -> None:
    events = tuple(event("other", one) for one in severities)
    assert safe(given={"events_asked": asked, "events": events}).worst_severity == worst


def test_rule_30_events_are_told_in_order_of_time() -> None:
    events = (event("headache", "mild", 380, cause="lumbar_puncture"), event("somnolence", "mild", 190, cause="drug"))
    summary = meaning(given={"events_asked": True, "events": events})
    assert [one["kind"] for one in as_json(summary)["doses"][0]["safety"]["events"]] == ["somnolence", "headache"]
    (fact,) = [one.text for one in topics(only(summary)) if one.name == "Safety"]
    assert "Mild drowsiness 3 h 10 (the drug); mild headache 6 h 20 (the lumbar puncture)" in fact.replace("\xa0", " ")


def test_rule_31_late_facts_are_appended_as_after_signing() -> None:
    signed = Decision(outcome="proceed", reason="Goals met", signed_by="R Lind", signed_at=at(24 * 60))
    late = event("postural_headache", "moderate", 5 * 24 * 60)
    call = Call(called_at=at(7 * 24 * 60), text="Headache gone")
    given = dose(events=(event("dizziness", "mild"), late), events_asked=True, follow_up=(call,))
    summary = summarise(trial(given, decisions=[signed]))
    assert only(summary).safety.after_signing == (late, call)
    assert summary.state == "closed"
    (said,) = [text.replace("\xa0", " ") for text in cautions(summary) if text.startswith("After signing")]
    assert said == "After signing: headache worse when upright, day 5; call on day 7: “Headache gone”."


def test_rule_31_nothing_is_after_a_signature_that_was_never_given() -> None:
    given = dose(events=(event("dizziness", "mild", 5 * 24 * 60),))
    assert only(summarise(trial(given))).safety.after_signing == ()


def test_a_dose_without_t0_has_no_safety_readings() -> None:
    planned = replace(dose(observed(minutes=-30, slot="baseline")), given_at=None)
    found: Summary = summarise(trial(planned))
    assert only(found).safety.news2 == ()
    assert only(found).safety.systolic_lowest is None
    assert T0 not in [point.taken_at for series in only(found).series for point in series.points]
