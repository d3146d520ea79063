"""The words of the page: what a reader stumbled over once, each by the rule that it broke."""

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

from tests.unit.building import (
    SLOTS,
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
    result,
    trial,
)
from tests.unit.worded import at_a_glance, because, cautions, counts, first, headline, topics, word
from trial.brief.panels import panels_of
from trial.brief.panels.tables import markers_of, strips_of
from trial.ledger.facts import Call, Decision, Event, Medicine, Plan
from trial.meaning.summary import Summary, summarise
from trial.wording.goals import target_text
from trial.wording.phrases import happened

MAS = "modified_ashworth"
WALK = ("ten_metre_walk", "seconds")


def fact(summary: Summary, topic: str, number: int = 1) -> str:
    """One sentence of one dose, with ordinary spaces; empty without it."""
    (found,) = [one for one in summary.doses if one.dose.number == number]
    return next((one.text for one in topics(found) if one.name == topic), "").replace("\xa0", " ")


def care(summary: Summary) -> list[str]:
    return [one.replace("\xa0", " ") for one in cautions(summary)]


def event(kind: str, severity: str, minutes: float, **more: Any) -> Event:
    return Event(kind=kind, severity=severity, began_at=at(minutes), cause="drug", **more)  # type: ignore[arg-type]


def test_rule_20_sides_are_paired_within_one_scale_only() -> None:
    power = hourly("mrc_power", "left_hip_extension", ["3", "3"], (0, 4))
    degrees = hourly("passive_range", "right_hip_extension", [0, 20, 0, 0], (0, 4, 6, 8))
    tasks = hourly("care_task", "minutes", [24, 11, 12], (0, 4, 8))
    rated = hourly("pain", "rating", [7, 3, 3], (0, 4, 8))
    summary = meaning(power, degrees, tasks, rated)
    assert fact(summary, "Wore off") == (
        "range of right hip extension at 6 h 00; not by 8 h 00: minutes taken and pain."
    )
    assert "both" not in fact(summary, "Power") + fact(summary, "Wore off")


def test_rule_20_left_and_right_of_one_scale_are_paired() -> None:
    rows = [*hourly("mrc_power", "left_knee_extension", ["3", "3"], (0, 4))]
    rows += hourly("mrc_power", "right_knee_extension", ["3", "3"], (0, 4))
    assert fact(meaning(rows), "Power") == "not weaker at any test: both knee extension."


def test_rule_14_a_change_for_the_worse_says_so() -> None:
    slower = meaning(
        hourly(*WALK, [Decimal("20.2"), Decimal("31.4")], (0, 4)), group="ms", goals=[achieve(*WALK, "at_most", 18)]
    )
    assert fact(slower, "Function") == "10-metre walk 20.2 to 31.4 s at 4 h 00, +55 %, worse, beyond error."
    assert headline(result(slower)).replace("\xa0", " ") == "20.2 to 31.4 s at 4 h 00, +55 %, worse, beyond error"


def test_rule_14_a_change_without_published_error_says_which_way_it_went() -> None:
    assert fact(meaning(hourly("care_ease", "rating", [2, 7], (0, 4))), "Function").endswith("at 4 h 00, better.")
    assert fact(meaning(hourly("stiffness", "rating", [2, 7], (0, 4))), "Comfort").endswith("at 4 h 00, worse.")


def test_rule_2_what_could_not_be_recorded_is_a_finding_in_safety_and_in_read_with_care() -> None:
    rows = hourly("observations", "systolic", [128, 88], (0, 2))
    gone = reading("observations", "systolic", "unrecordable", 138, "extra")
    summary = meaning(rows, gone)
    assert "Systolic could not be recorded at 2 h 18." in fact(summary, "Safety")
    assert care(summary)[0].startswith("Systolic could not be recorded at 2 h 18: no number stands for it")


def test_rule_36_before_the_peak_nothing_reads_as_a_result() -> None:
    plan = Plan(slots=SLOTS, measures=(measure(MAS, "left_hip_adductors"), measure("ten_metre_walk")))
    rows = hourly(MAS, "left_hip_adductors", ["3", "2"], (0, 2)) + hourly(*WALK, [22, 18], (0, 2))
    goals = [achieve(*WALK, "at_most", 17), keep(MAS, "left_hip_adductors", "not_worse_by_steps", 1)]
    summary = meaning(rows, plan=plan, goals=goals)
    assert summary.state == "in_progress"
    assert fact(summary, "Tone") == "the peak at 4 h is still to come."
    assert fact(summary, "Function") == ""
    assert fact(summary, "Wore off").startswith("not by 2 h 00 yet: ")
    glance = at_a_glance(summary)[0]
    assert counts(glance) == (
        "1 still to come of 1 to keep",
        "1 to achieve, all still to come",
        "Adverse events not asked about",
    )
    assert (glance.says, word(glance)) == ("not_assessed", "Peak still to come")
    assert {headline(one) for one in summary.goals} == {"+4h is still to come"}
    assert "The day is under way: the peak at 4 h is still to come, so nothing here is a result yet." in care(summary)
    assert not any(one.startswith(("Tone compared", "At the peak")) for one in care(summary))
    panels = panels_of(summary)
    walk = next(one.title for one in panels if one.item == "speed")
    assert walk.replace("\xa0", " ") == "10-metre walk: 22.0 s before, 18.0 s at 2 h 00; 4 h still to come"
    (strip,) = strips_of(summary)
    assert strip.title.endswith("the peak is still to come")
    assert strip.muscles[0].sides[0].change == "still to come"


def test_rule_24_a_goal_lost_before_the_peak_is_said_at_once() -> None:
    plan = Plan(slots=SLOTS, measures=(measure("assistance", "sit_to_stand"),))
    goal = keep("assistance", "sit_to_stand", "not_worse_by_steps", 1)
    summary = meaning(hourly("assistance", "sit_to_stand", ["4", "2"], (0, 2)), plan=plan, goals=[goal])
    assert first(summary)[0].startswith("LOST: Stand to transfer")
    assert counts(at_a_glance(summary)[0])[0] == "1 lost of 1 to keep"


def test_rule_36_a_day_that_ended_before_its_peak_is_not_under_way() -> None:
    plan = Plan(slots=SLOTS, measures=(measure(MAS, "left_hip_adductors"),))
    rows = hourly(MAS, "left_hip_adductors", ["3", "2"], (0, 2))
    summary = meaning(rows, plan=plan, given={"ended_at": at(180)})
    assert fact(summary, "Tone") == "not compared: no muscle has a value before the dose and at 4 h."
    assert "At the peak 0 of 1 measure assessed; not Left hip adductors." in care(summary)


def test_rule_19_no_cadence_where_steps_were_never_counted() -> None:
    declined = reading(*WALK, "declined", 240)
    found = only(meaning(hourly(*WALK, [22], (0,)), declined)).series
    assert [one.item for one in found] == ["seconds", "speed"]


def test_rule_32_a_failed_puncture_keeps_its_attempts_and_its_events() -> None:
    sore = replace(event("back_pain", "mild", 0), cause="lumbar_puncture")
    bad = event("headache", "severe", 5)
    failed = replace(
        dose(number=1, delivery="none", attempts=4, level="L3/4", tried_at=T0, events=(sore, bad), events_asked=True),
        given_at=None,
    )
    summary = summarise(trial(failed))
    found = fact(summary, "Puncture")
    assert found == (
        "Not given: puncture failed after 4 attempts at L3/4, 18 Nov 2026, 09:40. "
        "Mild back pain (the lumbar puncture); severe headache (the drug)."
    )
    assert happened(summary.doses[0].dose, UTC).replace("\xa0", " ").endswith("Severe headache (the drug). No result.")
    assert first(summary) == ("Severe: headache, dose 1",)
    assert at_a_glance(summary) == ()


def test_a_late_set_is_one_line_of_read_with_care() -> None:
    rows = [
        reading(scale, item, value, minutes, slot)
        for scale, item, pair in (
            (MAS, "left_hip_adductors", ("3", "2")),
            ("mrc_power", "left_hip_flexion", ("3", "3")),
            ("assistance", "sit_to_stand", ("4", "4")),
            ("pain", "rating", (6, 3)),
            ("stiffness", "rating", (6, 3)),
        )
        for value, minutes, slot in ((pair[0], -30, "baseline"), (pair[1], 285, "+4h"))
    ]
    late = [one for one in care(meaning(rows)) if "taken at" in one]
    assert late == ["+4h taken at 4 h 45: Help with moving, Modified Ashworth, MRC power, Pain and Stiffness."]


def test_what_asks_for_change_itself_is_not_missed_at_baseline() -> None:
    rows = [reading("global_change", "rating", "5", 240)]
    summary = meaning(rows)
    assert not any("No baseline" in one for one in care(summary))
    assert fact(summary, "Comfort") == "change as the person sees it 5 at 4 h 00, moderately better, noticeable."
    assert any("No baseline: Pain." in one for one in care(meaning([reading("pain", "rating", 3, 240)])))


def test_what_does_not_apply_is_not_counted_as_missing() -> None:
    rows = hourly("penn_spasm", "frequency", ["3", "0", "declined"], (0, 4, 6))
    rows += hourly("penn_spasm", "severity", ["2", "not_applicable", "not_planned"], (0, 4, 6))
    (found,) = [one for one in care(meaning(rows)) if one.startswith("Missing")]
    assert found == "Missing: Penn spasm frequency 1 of 4 (declined at +6h)."


def test_a_quoted_sentence_ends_once() -> None:
    signed = Decision(outcome="proceed", signed_by="R Lind", signed_at=at(600))
    ends = {"Rang us.": "“Rang us.”", "Well": "“Well”.", "Fell?": "“Fell?”"}
    for said, end in ends.items():
        called = Call(called_at=at(3 * 24 * 60), text=said)
        summary = summarise(trial(dose(follow_up=(called,)), decisions=[signed]))
        assert care(summary)[-2].endswith(f"call on day 3: {end}")


def test_medicines_given_as_usual_are_no_caution_and_held_ones_are() -> None:
    held = Medicine(name="Diazepam", status="held")
    summary = meaning([], given={"medicines": (Medicine(name="Baclofen tablets", status="given"), held)})
    assert [one for one in care(summary) if one.startswith("Medicines")] == ["Medicines: Diazepam held."]


def test_rule_34_what_was_otherwise_at_the_dose_before_is_said() -> None:
    later = T0 + timedelta(days=2)
    first = dose(
        [reading(*WALK, 22, -30, conditions={"aid": "two_sticks"})],
        medicines=(Medicine(name="Baclofen tablets", status="given"),),
    )
    second = dose(
        [reading(*WALK, 20, -30, given_at=later, conditions={"aid": "walker"})],
        number=2,
        given_at=later,
        medicines=(Medicine(name="Baclofen tablets", status="held"),),
    )
    found = care(summarise(trial(first, second)))
    assert (
        "Dose 2: Not as at dose 1: Baclofen tablets held, given then and "
        "10-metre walk baseline, walking aid now walking frame or rollator, two sticks then." in found
    )
    same = summarise(trial(first, replace(first, number=2, given_at=later)))
    assert not any("Not as at" in one for one in care(same))


def test_rule_31_a_late_event_is_given_with_its_day_and_as_after_signing() -> None:
    signed = Decision(outcome="proceed", signed_by="R Lind", signed_at=at(24 * 60))
    late = event("postural_headache", "moderate", 120 * 60 + 18)
    summary = summarise(trial(dose(events=(late,), events_asked=True), decisions=[signed]))
    assert fact(summary, "Safety").endswith("Moderate headache worse when upright day 5, after signing (the drug).")
    caret = next(one for one in panels_of_events(summary) if "headache" in one)
    assert caret.replace("\xa0", " ") == "– day 5 headache worse when upright, moderate, the drug"


def panels_of_events(summary: Summary) -> list[str]:
    return [f"{one.sign} {one.words}" for one in markers_of(summary.trial.doses)]


def test_range_has_a_sentence_of_its_own() -> None:
    rows = hourly("knee_gap", "centimetres", [6, 19], (0, 4))
    rows += hourly("passive_range", "left_hip_abduction", ["unable_spasticity", 14], (0, 4))
    assert fact(meaning(rows), "Range") == (
        "knee gap 6.0 to 19.0 cm at 4 h 00, better; "
        "left hip abduction could not, too stiff at baseline, 14 degrees at 4 h 00, not comparable."
    )


def test_a_count_says_over_how_long_and_one_is_one() -> None:
    watched = {"conditions": {"minutes": 30}}
    rows = hourly("spasm_count", "count", [9, 2], (0, 4), **watched)
    goal = achieve("spasm_count", "count", "at_most", 4)
    summary = meaning(rows, goals=[goal])
    assert fact(summary, "Comfort") == "spasm count 9 to 2 spasms in 30 min at 4 h 00, better."
    assert headline(result(summary)).replace("\xa0", " ") == "9 to 2 spasms in 30 min at 4 h 00"
    fewer = meaning(hourly("spasm_count", "count", [9, 1], (0, 4)))
    assert "9 to 1 spasm at 4 h 00" in fact(fewer, "Comfort")
    assert "carers 2 to 1 at 4 h 00" in fact(meaning(hourly("care_task", "carers", [2, 1], (0, 4))), "Function")


def test_short_of_a_target_names_the_target_once() -> None:
    summary = meaning(hourly("pain", "rating", [6, 4], (0, 4)), goals=[achieve("pain", "rating", "at_most", 3)])
    assert headline(result(summary)).replace("\xa0", " ") == "6 to 4 at 4 h 00, better, short of 3"


def test_a_walk_goes_by_its_own_name() -> None:
    goal = achieve(*WALK, "at_most", Decimal("17.6"))
    summary = meaning(hourly(*WALK, [22, Decimal("16.2")], (0, 4)), goals=[goal])
    assert goal.target is not None
    assert target_text(goal.target).replace("\xa0", " ") == "10-metre walk: 17.6 s or less"
    assert because(result(summary)).startswith("10-metre walk 22.0 to 16.2 s at 4 h 00")
