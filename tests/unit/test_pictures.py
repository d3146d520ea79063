"""The table of goals as the meeting sees it: a picture a goal a dose, what each dose cost, and no fact twice."""

import re
from collections.abc import Iterator
from datetime import UTC
from decimal import Decimal

import pytest

from tests.unit.building import achieve, at, dose, hourly, keep, trial
from tests.unit.eight_goals import eight_goals
from tests.unit.random_trials import random_trial
from trial.brief import Brief, Cost, brief_of
from trial.brief.panels.pictures import Picture
from trial.charts.goal_picture import HEIGHTS, WIDTH, picture
from trial.files.record import read_record
from trial.files.templates import render
from trial.ledger.facts import Event, Goal, Rating, Trial
from trial.meaning.course import weakest_standing
from trial.meaning.summary import summarise
from trial.settings import DATA
from trial.wording.words import to_ascii

STAND = ("assistance", "sit_to_stand")
HOURS = (0, 1, 2, 3, 4, 5, 6)
READING = re.compile(r"(?:[\w.+-]+ to )?[\w.+-]+(?: [\w/°]+)?,? at \d+ h \d\d")
"""A value and its moment: `3 to 2 at 3 h 07`."""


def brief(made: Trial) -> Brief:
    return brief_of(summarise(made), UTC)


def read(data: bytes) -> Trial:
    return Trial(record=read_record(data), entries=1, fingerprint="")


def costs(made: Trial) -> dict[str, Cost]:
    return {cost.name: cost for cost in brief(made).doses[-1].cost}


def drawn(cost: Cost) -> Picture:
    assert cost.picture is not None
    return cost.picture


def trials() -> Iterator[Trial]:
    yield from (read(file.read_bytes()) for file in sorted((DATA / "demo").glob("*.json")))
    yield read(eight_goals())
    yield from map(random_trial, range(200))


def clauses(text: str) -> Iterator[str]:
    """Its parts between stops, of three words or more."""
    parts = re.split(r"[;.:](?: |$)", to_ascii(text).casefold())
    return (part.strip() for part in parts if len(part.split()) > 2)


def test_what_the_table_shows_of_the_latest_dose_is_not_said_again_beside_it() -> None:
    seen = 0
    for made in trials():
        found = brief(made)
        if not found.goals.columns:
            continue
        place = len(found.goals.columns) - 1
        table = [row.cells[place].reading for row in found.goals.rows]
        table += [cost.text for cost in found.goals.columns[place].cost]
        table += [fact.text for fact in found.prominent]
        beside = " ".join(topic.text for topic in found.topics if topic.name != "Wore off")
        assert not {part for text in table for part in clauses(text)} & set(clauses(beside))
        names = {row.words.casefold() for row in found.goals.rows}
        assert not any(name in to_ascii(beside).casefold() for name in names if len(name) > 20)
        seen += len(found.topics)
    assert seen > 300


@pytest.mark.parametrize("file", sorted((DATA / "demo").glob("*.json")), ids=lambda file: file.stem)
def test_no_reading_of_the_table_of_a_demonstration_trial_stands_beside_it(file) -> None:  # type: ignore[no-untyped-def]
    found = brief(read(file.read_bytes()))
    cells = [row.cells[-1].reading for row in found.goals.rows] + [cost.text for cost in found.goals.columns[-1].cost]
    table = {reading for text in cells for reading in READING.findall(to_ascii(text))}
    beside = " ".join(to_ascii(topic.text) for topic in found.topics)
    assert table
    assert [reading for reading in table if reading in beside] == []


def test_every_topic_of_the_latest_dose_is_in_full_on_the_sheet_of_goals() -> None:
    """What the first page does not say twice is not lost: the goals' sheet has every sentence of every dose."""
    made = read((DATA / "demo" / "walker_too_weak.json").read_bytes())
    said = " ".join(topic.text for topic in brief(made).topics)
    assert "lowest systolic" not in said.casefold()
    assert "Alert at every check" not in said
    assert "Lowest heart rate" in said


def test_rule_25_a_rated_goal_shows_the_ratings_over_time() -> None:
    ratings = (
        Rating(goal="g1", slot="+2h", by="team", level=Decimal(-1), rated_at=at(130)),
        Rating(goal="g1", slot="+4h", by="team", level=Decimal(1), rated_at=at(245)),
        Rating(goal="g1", slot="+4h", by="person", level=Decimal(0), rated_at=at(250)),
    )
    made = trial(dose(hourly("pain", "rating", [5, 4], (0, 8)), ratings=ratings), goals=[Goal(id="g1", kind="achieve")])
    shown = brief(made).goals.rows[0].cells[0].picture
    assert shown is not None
    persons, team = shown.lines
    assert [(dot.minutes, dot.y, dot.shape) for dot in team.dots] == [(130, -1, "same"), (245, 1, "better")]
    assert [(dot.minutes, dot.y, dot.shape) for dot in persons.dots] == [(250, 0, "neither")]
    assert shown.judged == (245, 1)
    assert shown.region is not None
    assert (shown.region.edge, shown.region.side) == (-0.5, "above")


def test_every_tested_goal_with_readings_has_a_picture_at_every_dose_on_the_same_hours() -> None:
    found = brief(read(eight_goals()))
    shown = [[cell.picture for cell in row.cells] for row in found.goals.rows]
    assert [sum(one is not None for one in row) for row in shown] == [3, 3, 3, 3, 0, 3, 3, 3]
    below = [cost.picture for column in found.goals.columns for cost in column.cost]
    every = [one for row in (*shown, below) for one in row if one is not None]
    assert len({one.hours for one in every}) == 1
    ages = [[one.lines[-1].age for one in row if one] for row in shown if any(row)]
    assert ages == [[2, 1, 0]] * 7


def test_what_it_cost_is_drawn_power_of_what_is_stood_on_pressure_alertness_and_events() -> None:
    grip = hourly("mrc_power", "left_grip", ["5", "1"], (0, 3))
    knee = hourly("mrc_power", "left_knee_extension", ["4", "3", "4"], (0, 3, 5))
    pressure = hourly("observations", "systolic", [130, 104, 126], (0, 3, 5))
    alert = hourly("observations", "consciousness", ["A", "V", "A"], (0, 3, 5))
    events = (
        Event(kind="fall", severity="severe", began_at=at(200)),
        Event(kind="itching", severity="mild", began_at=at(90)),
    )
    found = costs(trial(dose(grip, knee, pressure, alert, events=events)))
    assert to_ascii(found["Power"].text) == "Left knee extension 4 to 3 at 3 h 00, 4 again by 5 h 00; 1 more weaker"
    assert drawn(found["Power"]).judged == (180, 3)
    assert to_ascii(found["Lowest systolic"].text) == "104, from 130, at 3 h 00"
    assert drawn(found["Lowest systolic"]).judged == (180, 104)
    assert [moment.sign for moment in drawn(found["Alertness"]).moments] == ["", "V", ""]
    assert [(moment.minutes, moment.grave) for moment in drawn(found["Worst event"]).moments] == [
        (90, False),
        (200, True),
    ]
    assert to_ascii(found["Worst event"].text) == "Severe fall 3 h 20 (cause unclear); and 1 other"


def test_without_a_test_of_the_legs_the_power_of_the_arms_is_what_it_cost() -> None:
    (found,) = summarise(trial(dose(hourly("mrc_power", "left_grip", ["5", "1"], (0, 3))))).doses
    weakest = weakest_standing(found.series)
    assert weakest is not None
    assert weakest.item == "left_grip"
    assert weakest_standing(()) is None


def test_the_reason_of_a_lost_goal_stays_in_its_picture() -> None:
    lost = ["4", "unable_weakness", "unable_weakness", "4", "4"]
    made = trial(dose(hourly(*STAND, lost, HOURS[:5])), goals=[keep(*STAND, "not_worse_by_steps", 1)])
    shown = brief(made).goals.rows[0].cells[0].picture
    assert shown is not None
    assert [gap.minutes for gap in shown.lines[0].could_not] == [60, 120]
    assert shown.judged == (60, None)


def test_every_picture_of_random_trials_is_drawn_within_its_edges() -> None:
    """Points may be rounded by a hundredth; nothing is placed outside the picture, nor at no number."""
    count = 0
    for seed in range(80):
        found = brief(random_trial(seed))
        cells = [cell.picture for row in found.goals.rows for cell in row.cells]
        for shown in (*cells, *(cost.picture for column in found.goals.columns for cost in column.cost)):
            if shown is None:
                continue
            count += 1
            markup = picture(shown).markup()
            heights = [float(y) for y in re.findall(r"translate\([\d.-]+ ([\d.-]+)\)", markup)]
            assert all(0 <= y <= HEIGHTS[shown.size] for y in heights)
            assert "nan" not in markup
    assert count > 100


def test_a_goal_is_judged_at_the_reading_that_is_ringed() -> None:
    made = trial(dose(hourly("pain", "rating", [6, 5, 3], (0, 2, 4))), goals=[achieve("pain", "rating", "at_most", 3)])
    shown = brief(made).goals.rows[0].cells[0].picture
    assert shown is not None
    assert shown.judged == (240, 3)


def test_the_style_sheet_knows_the_shape_of_every_picture_before_it_is_loaded() -> None:
    style = str(render("style.html"))
    for size, height in HEIGHTS.items():
        assert f".picture.{size} img {{ aspect-ratio: {WIDTH} / {height}; }}" in style
