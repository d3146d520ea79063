"""What the meeting sees beside the facts: observations as a strip, a hidden name, the copy for the person."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from tests.temporary_store import TemporaryStore
from tests.unit.building import T0, achieve, at, dose, hourly, keep, meaning, measure, only, reading, trial
from tests.unit.worded import cautions, headline, topics
from trial.actions import importing
from trial.actions.deciding import this_week
from trial.brief import brief_of
from trial.brief.deidentified import deidentified
from trial.brief.panels import panels_of
from trial.brief.panels.tables import Observed, observed_of
from trial.charts.plot import CONFIG, config_of, figure
from trial.charts.svg import drawing
from trial.ledger.facts import Action, Decision, Event, Plan, Reopened, Trial, Words
from trial.meaning.summary import Summary, summarise
from trial.screens.person import as_text
from trial.wording.dose_summary import cost_texts
from trial.wording.person_copy import plain_copy
from trial.wording.phrases import goals_title, known_as
from trial.wording.words import NAME_HIDDEN, to_ascii

WALK = ("ten_metre_walk", "seconds")
STAND = ("assistance", "sit_to_stand")
SET = {"respiratory_rate": 16, "oxygen_saturation": 97, "temperature": Decimal("36.6"), "heart_rate": 70}


def observed(systolic: object, minutes: float, slot: str = "", **more: object) -> list[object]:
    values = {**SET, "systolic": systolic, "on_oxygen": False, "consciousness": "A", **more}
    return [reading("observations", key, value, minutes, slot) for key, value in values.items()]


def strip(*sets: list[object], **more: object) -> Observed:
    summary = meaning(*sets, **more)  # type: ignore[arg-type]
    (found,) = observed_of(summary)
    return found


def row(observed: Observed, label: str) -> list[tuple[str, str]]:
    (found,) = [each for each in observed.rows if each.label == label]
    return [(cell.text, cell.change) for cell in found.cells]


def test_rule_28_observations_are_shown_in_sets_with_the_change_from_own_baseline_and_news2() -> None:
    found = strip(observed(128, -40), observed(120, 62), observed(98, 240))
    assert [one.replace("\xa0", " ") for one in found.columns] == ["before", "1 h 02", "4 h 00"]
    assert row(found, "Systolic") == [("128", ""), ("120", "−8"), ("98", "−30")]
    assert row(found, "Alertness") == [("A", ""), ("A", ""), ("A", "")]
    assert row(found, "NEWS2") == [("", ""), ("0", ""), ("2", "")]
    (pressure,) = [one for one in found.rows if one.label == "Systolic"]
    assert [cell.extreme for cell in pressure.cells] == [False, False, True]


def test_rule_2_an_unrecordable_pressure_has_a_cell_of_its_own() -> None:
    gone = reading("observations", "systolic", "unrecordable", 138, "extra")
    (cell,) = [
        cell
        for line in strip(observed(128, -40), observed(98, 122), [gone]).rows
        if line.label == "Systolic"
        for cell in line.cells
        if cell.gap
    ]
    assert (cell.text, cell.words) == ("N", "could not be recorded")


def test_rule_28_an_incomplete_set_says_what_is_missing_and_what_scored_3() -> None:
    short = [one for one in observed(88, 120, consciousness="V") if one.item != "temperature"]  # type: ignore[attr-defined]
    found = strip(observed(128, -40), short)
    (cell,) = [one for each in found.rows if each.label == "NEWS2" for one in each.cells if one.text]
    assert cell.words == "incomplete: no temperature"
    assert cell.change == "3 by itself: systolic and consciousness"


def test_observations_a_quarter_of_an_hour_apart_are_two_sets() -> None:
    late: list[object] = [
        reading("observations", "systolic", 120, 60, "extra"),
        reading("observations", "heart_rate", 60, 80, "extra"),
    ]
    assert len(strip(late).columns) == 2


def named() -> Trial:
    said = Words(by="person", text="They call me Rowan; rowan trees are red.", slot="+4h")
    base = trial(
        dose(hourly(*WALK, [22, 16], (0, 4)), words=(said,)),
        goals=[achieve(*WALK, "at_most", 18)],
        person={"name": "DEMO ROWAN", "identifier": "RX77"},
        plan=Plan(question="Would a pump help Rowan (RX77) walk?"),
    )
    goals = tuple(replace(one, words="Rowan walks to the gate") for one in base.goals)
    return replace(base, record=replace(base.record, goals=goals))


def test_a_hidden_name_is_nowhere_in_what_the_page_shows() -> None:
    shown = deidentified(named(), "Person 2")
    assert (shown.person.name, shown.person.identifier) == ("Person 2", NAME_HIDDEN)
    assert shown.plan.question == "Would a pump help the person (the person) walk?"
    assert shown.goals[0].words == "the person walks to the gate"
    assert shown.doses[0].words[0].text == "They call me the person; rowan trees are red."


@pytest.mark.parametrize("written", ["1960-02-03", "3/2/1960", "03.02.60", "3 Feb 1960", "03 FEBRUARY 1960"])
def test_a_date_of_birth_that_was_typed_is_hidden_and_other_days_are_not(written: str) -> None:
    person = {"name": "Pat O'Brien", "born": date(1960, 2, 3)}
    question = Plan(question=f"Mr O’Brien, born {written}: another dose after 13/2/1960 or 3/2/2026?")
    shown = deidentified(trial(dose(), plan=question, person=person), "Person 3")
    assert shown.plan.question == "Mr the person, born …: another dose after 13/2/1960 or 3/2/2026?"


def test_a_hidden_name_of_several_words_is_one_person() -> None:
    question = Plan(question="Would a pump help Pat PRYCE-JONES, whom all call Trish?")
    person = {"name": "Pat PRYCE-JONES", "called": "Trish"}
    shown = deidentified(trial(dose(), plan=question, person=person), "Person 3")
    assert shown.plan.question == "Would a pump help the person, whom all call the person?"
    assert known_as(shown.person) == "Person 3"


@pytest.mark.parametrize(
    ("name", "called", "known"),
    [
        ("DEMO OAK THREE", "", "DEMO OAK THREE"),
        ("Ann PRYCE-JONES", "", "Ann PRYCE-JONES"),
        ("O’Brien-Ñandú", " ", "O’Brien-Ñandú"),
        ("Ann  PRYCE-JONES", "Annie", "Annie"),
        ("", "", "the person"),
    ],
)
def test_a_name_is_never_taken_apart(name: str, called: str, known: str) -> None:
    person = trial(dose(), person={"name": name, "called": called}).person
    assert known_as(person) == known
    assert goals_title(person) == f"Goals, in {known}’s order"


def test_hiding_a_name_changes_no_number() -> None:
    plain, hidden = summarise(named()), summarise(deidentified(named(), "Person 2"))
    assert only(plain).safety == only(hidden).safety
    assert [one.result for one in plain.goals] == [one.result for one in hidden.goals]
    assert [headline(one) for one in plain.goals] == [headline(one) for one in hidden.goals]


def test_a_person_without_a_name_can_be_hidden_too() -> None:
    assert deidentified(trial(dose()), "Person 1").person.name == "Person 1"


def copied(summary: Summary) -> str:
    return as_text(plain_copy(summary)).replace("\xa0", " ")


def test_the_copy_for_the_person_tells_goals_in_everyday_words() -> None:
    plan = Plan(measures=(measure("ten_metre_walk", "seconds"), measure("assistance", "sit_to_stand")))
    rows = hourly(*WALK, [22, Decimal("16.2")], (0, 4)) + hourly(*STAND, ["4", "unable_weakness", "4"], (0, 2, 4))
    goals = [achieve(*WALK, "at_most", 18), keep(*STAND, "not_worse_by_steps", 1)]
    text = copied(meaning(rows, goals=goals, plan=plan))
    assert (
        "On 18 November 2026 you had a test dose of baclofen, 50 micrograms, by an injection low in the back." in text
    )
    assert "“Walk to the gate”: reached (22.0 seconds before, 16.2 seconds about 4 hours after)." in text
    assert "“Stand to transfer”: this was lost for a time, from about 2 hours after" in text
    assert "Nothing has been decided yet." in text
    assert "____" in text.partition("# Whom to ring")[2]


def test_the_copy_for_the_person_uses_no_word_of_the_trade() -> None:
    happened = Event(kind="somnolence", severity="mild", began_at=at(120))
    rows = hourly("modified_ashworth", "left_hip_adductors", ["3", "2"], (0, 4))
    text = copied(meaning(rows, given={"events": (happened,), "events_asked": True})).lower()
    assert "drowsiness (mild)" in text
    assert "looser in 1 of the 1 stiff muscles that we tested before and after." in text
    for word in ("ashworth", "spastic", "intrathecal", "news2", "systolic", "somnolence", "bolus", "baseline"):
        assert word not in text, word


def test_the_copy_for_the_person_tells_what_got_worse_where_no_goal_speaks_of_it() -> None:
    tone = "modified_ashworth"
    rows = [
        *hourly(tone, "left_hip_adductors", ["3", "2"], (0, 4)),
        *hourly(tone, "left_ankle_plantarflexors", ["1", "2"], (0, 4)),
        *hourly(*STAND, ["4", "2", "4"], (0, 4, 6)),
        *hourly("pain", "rating", [6, 2], (0, 4)),
        *hourly(*WALK, [22, Decimal("16.2")], (0, 4)),
    ]
    muscles = measure(tone, "left_hip_adductors", "left_ankle_plantarflexors", "right_ankle_plantarflexors")
    plan = Plan(measures=(muscles, measure(*STAND), measure("pain", "rating"), measure(*WALK)))
    text = copied(meaning(rows, goals=[achieve(*WALK, "at_most", 18)], plan=plan))
    assert "Looser in 1 of the 2 stiff muscles that we tested before and after. Stiffer in 1." in text
    assert "Better: pain." in text
    assert "Worse than before, for a time or longer: sitting to standing." in text
    assert "10-metre walk" not in text  # the goal says it


def test_rule_20_muscles_without_a_grade_from_before_are_not_called_raised() -> None:
    rows = hourly("modified_ashworth", "left_hip_adductors", ["3", "2"], (0, 4))
    plan = Plan(measures=(measure("modified_ashworth", "left_hip_adductors", "left_ankle_plantarflexors"),))
    summary = only(meaning(rows, plan=plan))
    said = " ".join(fact.text for fact in topics(summary))
    assert "better in 1 of 2 muscles at" in said.replace("\xa0", " ")
    assert "1 not comparable" in said
    assert "Tone compared in 1 of 2 muscles." in " ".join(cautions(meaning(rows, plan=plan)))


def test_the_copy_for_the_person_tells_the_decision_and_why() -> None:
    decision = Decision(
        outcome="repeat_lower",
        reason="Too weak to stand",
        conditions="A week between",
        actions=(Action(what="Ring about the date", who="R Lind", by_date=date(2026, 12, 1)),),
        signed_by="R Lind",
        signed_at=T0 + timedelta(days=1),
        person_agrees="yes",
        person_words="Not so much next time",
    )
    text = copied(summarise(trial(dose(), decisions=[decision])))
    assert "Together it was decided to try another test with a lower dose." in text
    assert "What you said about it: “Not so much next time”" in text
    assert "Why: Too weak to stand." in text
    assert "Next: Ring about the date (R Lind), by 1 December 2026." in text


def test_the_copy_for_the_person_says_together_only_where_they_agreed_and_keeps_earlier_decisions() -> None:
    lower = Decision(outcome="repeat_lower", reason="x", signed_by="R Lind", signed_at=T0 + timedelta(days=1))
    second = dose(number=2, given_at=T0 + timedelta(days=3))
    text = copied(summarise(trial(dose(), second, decisions=[lower])))
    assert "After the test on 18 November: it was decided to try another test with a lower dose." in text
    assert "Nothing has been decided since." in text
    assert "ogether" not in text


def test_a_picture_is_named_by_trial_and_measure_and_made_in_the_browser() -> None:
    summary = summarise(named())
    (walk,) = [one for one in panels_of(summary) if one.item == "speed"]
    found = config_of(walk, "T-0001")
    assert found["modeBarButtons"] == [["toImage"]] == CONFIG["modeBarButtons"]
    assert found["toImageButtonOptions"]["filename"] == "T-0001-ten-metre-walk-speed"


def test_the_effect_window_lies_under_the_hours_in_both_pens() -> None:
    summary = meaning(hourly(*WALK, [22, 18, 16, 21], (0, 2, 4, 6)))
    (walk,) = [one for one in panels_of(summary) if one.item == "speed"]
    assert walk.window == (120.0, walk.end)
    (rule,) = [one for one in figure(walk)["layout"]["shapes"] if one.get("name") == "effect"]
    assert (rule["x0"], rule["x1"]) == walk.window
    assert drawing(walk) != drawing(replace(walk, window=None))


def test_this_weeks_people_are_those_awaiting_a_decision_then_those_of_the_last_seven_days() -> None:
    store = TemporaryStore()
    importing.add_demonstration(store, by="K Tan")
    soon = T0.replace(day=20)
    assert [row.trial for row in this_week(store, now=soon)] == ["demo-rowan", "demo-birch"]
    assert [row.trial for row in this_week(store, now=soon + timedelta(days=60))] == ["demo-rowan"]


def test_a_dose_that_is_only_planned_says_nothing_to_read_with_care() -> None:
    planned = dose(number=2, given_at=None)
    summary = summarise(trial(dose(hourly("pain", "rating", [6, 6, 2], (0, 1, 4))), planned))
    assert summary.doses[1].cautions == ()
    assert brief_of(summary, UTC).cautions[0].startswith("Dose 1")


def test_the_worst_event_counts_every_other_one_with_it() -> None:
    events = (
        Event(kind="nausea_vomiting", severity="mild", began_at=at(60)),
        Event(kind="weakness_expected", severity="moderate", began_at=at(90)),
        Event(kind="urinary_retention", severity="mild", began_at=at(120)),
    )
    (found,) = summarise(trial(dose(events=events))).doses
    assert (
        to_ascii(dict(cost_texts(found))["Worst event"])
        == "Moderate expected weakness 1 h 30 (cause unclear); and 2 others"
    )


def test_a_signature_that_was_voided_comes_first_of_what_is_read_with_care() -> None:
    before = Decision(outcome="proceed", signed_by="C Vance", signed_at=at(600))
    voided = Reopened(decision=before, at=at(700), by="K Tan", reason="Continence was not discussed.")
    summary = summarise(trial(dose(), decisions=(Decision(outcome="proceed", history=(voided,)),)))
    first = brief_of(summary, UTC).cautions[0]
    assert "GO, signed by C Vance" in first
    assert "voided that signature: Continence was not discussed." in first
