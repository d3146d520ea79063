"""The pens: a panel as a plotly figure and as vectors. What is in the panel is on the page, and no text is code."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import plotly.graph_objects as go
import pytest
from plotly.basedatatypes import BaseFigure
from plotly.io import to_json

from tests.unit.building import achieve, at, dose, hourly, reading, trial
from tests.unit.eight_goals import eight_goals
from tests.unit.random_trials import random_trial
from trial.brief.panels import panels_of
from trial.brief.panels.shapes import Panel
from trial.brief.panels.tables import figure_key
from trial.charts.geometry import BLUE, LEFT, RIGHT, Box, Frame
from trial.charts.placing import labels, signs, words
from trial.charts.plot import UnvalidatedFigure, figure
from trial.charts.svg import drawing
from trial.files.record import read_record
from trial.ledger.facts import Event, Trial
from trial.meaning.summary import summarise
from trial.settings import DATA
from trial.wording.words import to_ascii

WALK = ("ten_metre_walk", "seconds")
STAND = ("assistance", "sit_to_stand")
HOSTILE = '<img src=x onerror="alert(1)">&</svg>'


def walk(by: str = "K Tan", words: str = "") -> Panel:
    """Two doses of a walk: lost on the first, better on the second, with a goal, an error band and events."""
    second = at(7 * 24 * 60)
    lost = hourly(*WALK, [22.6, 21, "unable_weakness", "unable_weakness", 25], (0, 1, 2, 4, 6), by=by)
    better = hourly(*WALK, [22, 19, 16, 21], (0, 2, 4, 6), given_at=second, by=by)
    event = Event(kind="other", severity=None, began_at=at(100, second), words=words or "bed rest ended")
    made = trial(
        dose(lost),
        dose(better, number=2, micrograms=25, given_at=second, events=(event,)),
        goals=[achieve(*WALK, "at_most", "17.6")],
        group="ms",
    )
    (found,) = [one for one in panels_of(summarise(made)) if one.item == "speed"]
    return found


def texts(panel: Panel) -> list[str]:
    return [str(one["text"]) for one in figure(panel)["layout"]["annotations"]]


def test_the_figure_is_plain_data_that_plotly_accepts() -> None:
    made = figure(walk())
    assert json.loads(json.dumps(made)) == made
    go.Figure(made)


def test_what_the_page_is_handed_is_what_plotly_would_have_made_of_it() -> None:
    made = UnvalidatedFigure(walk())
    assert isinstance(made, BaseFigure)  # which Streamlit takes as it is
    assert json.loads(to_json(made.to_dict(), validate=False)) == json.loads(go.Figure(figure(walk())).to_json())


def test_the_latest_dose_is_solid_blue_and_the_earlier_hollow_and_dashed() -> None:
    traces = {trace["name"]: trace for trace in figure(walk())["data"]}
    assert traces["dose 2"]["line"] == {"color": BLUE, "width": 4, "dash": "solid"}
    assert traces["dose 1"]["line"]["dash"] != "solid"
    assert traces["dose 2, readings"]["marker"]["color"] == BLUE
    assert traces["dose 1, readings"]["marker"]["color"] == "#ffffff"


def test_a_break_in_the_course_is_a_gap_in_the_line() -> None:
    (line,) = [trace for trace in figure(walk())["data"] if trace["name"] == "dose 1"]
    assert line["connectgaps"] is False
    assert line["x"] == [-30, 60, None, 360]


def test_error_is_hatched_and_the_goal_is_tinted_with_its_edge_drawn() -> None:
    panel = walk()
    made = figure(panel)
    error, goal = made["data"][:2]
    assert error["fillpattern"]["shape"] == "/"
    assert max(error["y"]) == pytest.approx(10 / (22 * 0.77))
    assert "fillpattern" not in goal
    assert min(goal["y"]) == pytest.approx(10 / 17.6)
    rules = {rule.get("name"): rule for rule in made["layout"]["shapes"]}
    assert rules["goal"]["y0"] == pytest.approx(10 / 17.6)
    assert rules["peak"]["x0"] == 240
    assert rules["T0"]["x0"] == 0


def test_what_could_not_be_done_is_boxed_in_a_lane_below_the_axis() -> None:
    panel = walk()
    (lane,) = [trace for trace in figure(panel)["data"] if trace["name"] == "dose 1, could not"]
    assert lane["text"] == ["<b>W</b>", "<b>W</b>"]
    assert max(lane["y"]) < panel.axis.low
    assert "could not" in texts(panel)
    assert any("too weak to walk" in text for text in texts(panel))


def test_values_are_under_their_hours_and_lines_are_named_without_a_legend() -> None:
    made = figure(walk())
    assert made["layout"]["showlegend"] is False
    shown = texts(walk())
    assert {"<b>dose 1</b>", "<b>dose 2</b>", "<b>16.0\u00a0s</b>"} <= set(shown)
    cells = [one for one in made["layout"]["annotations"] if one["name"] == "cell"]
    assert [one["text"] for one in cells][:2] == ["22.0", "19.0"]


def test_the_time_axis_starts_at_the_same_pixel_in_every_figure() -> None:
    margins = figure(walk())["layout"]["margin"]
    assert margins["l"] == LEFT
    assert Frame(walk()).x(walk().end) == pytest.approx(RIGHT)


def test_labels_stay_inside_the_figure() -> None:
    frame = Frame(walk())
    assert labels(frame)
    assert all(LEFT <= one.x <= RIGHT for one in labels(frame))


def test_markers_of_one_dose_that_touch_share_a_sign() -> None:
    events = tuple(Event(kind="dizziness", severity="mild", began_at=at(minutes)) for minutes in (60, 63, 66, 300))
    made = trial(dose(hourly("pain", "rating", [6, 3], (0, 4)), events=events))
    (panel,) = panels_of(summarise(made))
    assert [one.text for one in signs(Frame(panel))] == ["dose", "1–3", "4"]


def test_equal_grades_of_two_doses_are_drawn_apart_by_the_whole_line() -> None:
    second = at(7 * 24 * 60)
    first = dose(hourly("assistance", "sit_to_stand", ["4", "4"], (0, 4)))
    later = dose(hourly("assistance", "sit_to_stand", ["4", "4"], (0, 4), given_at=second), number=2, given_at=second)
    made = trial(first, later)
    (panel,) = panels_of(summarise(made))
    frame = Frame(panel)
    lifts = [frame.lift(line) for line in panel.lines]
    assert lifts[0] == -lifts[1] != 0


def labels_of(panel: Panel) -> Iterator[tuple[str, Box]]:
    """Each text of a drawing and its letters' box: the browser fits it into the width that the drawing gives it."""
    for element in ElementTree.fromstring(drawing(panel)).iter("text"):  # noqa: S314  our own text
        x, base, size, width = (float(element.get(key, "")) for key in ("x", "y", "font-size", "textLength"))
        left = x - {"start": 0, "middle": width / 2, "end": width}[element.get("text-anchor", "")]
        yield element.text or "", Box(left, base - 0.72 * size, left + width, base)


def over_each_other(panel: Panel) -> Iterator[tuple[str, str]]:
    """Labels that share more than one pixel across and down."""
    for (text, box), (other_text, other) in combinations(labels_of(panel), 2):
        across = min(box.right, other.right) - max(box.left, other.left)
        if across > 1 and min(box.bottom, other.bottom) - max(box.top, other.top) > 1:
            yield text, other_text


@pytest.mark.parametrize("file", sorted((DATA / "demo").glob("*.json")), ids=lambda file: file.stem)
def test_no_label_of_a_demonstration_trial_is_printed_over_another(file: Path) -> None:
    made = Trial(record=read_record(file.read_bytes()), entries=1, fingerprint="")
    assert [pair for panel in panels_of(summarise(made)) for pair in over_each_other(panel)] == []


def test_in_random_trials_hardly_a_label_is_printed_over_another() -> None:
    """A count to lower: the meanings of many codes over the error band's label, a tick or a value (6), and
    a dose's name over its value (1).
    """
    panels = (panel for seed in range(200) for panel in panels_of(summarise(random_trial(seed))))
    assert len([pair for panel in panels for pair in over_each_other(panel)]) <= 7


def test_the_label_of_a_goal_is_shortened_before_it_runs_over_a_course() -> None:
    """Spasms fall and come back between the edge of the goal and the top: only "Goal 4" has room."""
    made = Trial(record=read_record(eight_goals()), entries=1, fingerprint="")
    panels = {panel.key: panel for panel in panels_of(summarise(made))}
    frame = Frame(panels["spasm_count/count"])
    (label,) = [said for said in words(frame) if said.name == "goal"]
    assert label.text == "Goal 4"
    places = [place for line in frame.panel.lines for place in frame.places(line)]
    assert [
        x for x, y in places if label.box.left <= x <= label.box.right and label.box.top <= y <= label.box.bottom
    ] == []
    roomy = [said.text for said in words(Frame(panels["ten_metre_walk/speed"])) if said.name == "goal"]
    assert [to_ascii(text) for text in roomy] == ["Goal 1: 17.6 s or less (agreed 2 Nov)"]


def test_a_heading_that_fits_on_a_line_in_smaller_letters_is_not_wrapped_into_the_signs() -> None:
    made = Trial(record=read_record(eight_goals()), entries=1, fingerprint="")
    (panel,) = [one for one in panels_of(summarise(made)) if one.key == "goal/6"]
    subtitles = [one for one in figure(panel)["layout"]["annotations"] if one["name"] == "subtitle"]
    assert [one["text"] for one in subtitles] == [panel.subtitle]


def test_each_dose_has_a_lane_of_its_own_for_what_could_not_be_done() -> None:
    lost = ["4", "unable_weakness", "unable_pain", "4"]
    doses = [
        dose(hourly(*STAND, lost, (0, 2, 4, 6), given_at=given), number=number, given_at=given)
        for number, given in enumerate((at(0), at(7 * 24 * 60), at(14 * 24 * 60)), start=1)
    ]
    (panel,) = panels_of(summarise(trial(*doses)))
    frame = Frame(panel)
    assert [line.dose for line in frame.lanes] == [3, 2, 1]
    rows = [frame.lane_y(line) for line in frame.lanes]
    assert rows == sorted(set(rows))
    assert frame.low_y < rows[0] - 11
    lanes = [trace for trace in figure(panel)["data"] if trace["name"].endswith(", could not")]
    assert len({lane["y"][0] for lane in lanes}) == 3
    assert list(over_each_other(panel)) == []


def test_codes_taken_within_minutes_are_side_by_side_and_equal_ones_share_a_box() -> None:
    near = [("unable_weakness", 118), ("unable_weakness", 121), ("declined", 124)]
    taken = [reading(*STAND, status, minutes, "extra") for status, minutes in near]
    (panel,) = panels_of(summarise(trial(dose([*hourly(*STAND, ["4", "4"], (0, 4)), *taken]))))
    weak, declined = Frame(panel).codes(panel.lines[0])
    assert (weak.text, declined.text) == ("W", "D")
    assert weak.says.count("too weak") == 2
    assert declined.x - weak.x >= 23


def test_three_doses_have_three_looks() -> None:
    made = Trial(record=read_record(eight_goals()), entries=1, fingerprint="")
    panel = next(one for one in panels_of(summarise(made)) if one.item == "count")
    traces = {trace["name"]: trace for trace in figure(panel)["data"]}
    looks = [
        (traces[f"dose {number}"]["line"]["dash"], traces[f"dose {number}, readings"]["marker"]["color"])
        for number in (1, 2, 3)
    ]
    assert len(set(looks)) == 3
    assert list(over_each_other(panel)) == []
    words = figure_key([panel]).earlier
    assert words == "hollow, dashed: dose 2; grey, dotted: dose 1"


def test_hostile_text_is_shown_and_never_run() -> None:
    panel = walk(by=HOSTILE, words=HOSTILE)
    hover = [text for trace in figure(panel)["data"] for text in trace.get("hovertext", [])]
    assert any("&lt;img" in text for text in hover)
    assert not any("<img" in text for text in hover + texts(panel))


def test_the_drawing_is_one_well_formed_picture_with_its_words() -> None:
    panel = walk()
    root = ElementTree.fromstring(drawing(panel))  # noqa: S314  our own text
    assert root.get("aria-label", "").startswith(panel.title)
    words = [element.text for element in root.iter("text")]
    assert {"dose 1", "W", "could not"} <= set(words)
    assert drawing(panel) == drawing(walk())


def test_the_drawing_escapes_every_text() -> None:
    assert "<img" not in drawing(replace(walk(), title=HOSTILE, subtitle=HOSTILE))
