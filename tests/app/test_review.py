"""The Review screen: the answer first, nothing typed here, no text that runs."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import app_of, screen_of
from tests.unit.building import dose, hourly, trial
from tests.unit.worded import headline
from trial.actions import importing
from trial.actions.importing import import_file
from trial.brief import brief_of
from trial.charts.goal_picture import picture_address
from trial.elements import session
from trial.files.record import read_record, write_record
from trial.files.templates import render
from trial.ledger.facts import Person, Record, Trial
from trial.meaning.summary import summarise
from trial.store import Store

HOME = Path(__file__).resolve().parents[2]
DEMONSTRATION = sorted((HOME / "data" / "demo").glob("*.json"))
ZONE = ZoneInfo("Europe/London")
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def demonstration(name: str) -> Trial:
    record = read_record((HOME / "data" / "demo" / f"{name}.json").read_bytes())
    return Trial(record=record, entries=1, fingerprint="")


def page(trial: Trial) -> str:
    return str(render("style.html")) + str(
        render("review_first.html", brief=brief_of(summarise(trial), ZONE), address=picture_address)
    )


def words(html: str) -> str:
    """What a reader sees of it, on one line."""
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


@pytest.fixture
def screen(store: Store) -> Callable[[Trial], AppTest]:
    """Import a trial and run the Review screen on it."""

    def run(trial: Trial) -> AppTest:
        import_file(store, write_record(trial.record), by="K Tan")
        return screen_of("review", trial.id).run()

    return run


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_every_demonstration_trial_can_be_reviewed(file: Path, screen: Callable[[Trial], AppTest]) -> None:
    trial = demonstration(file.stem)
    shown = screen(trial)
    assert not shown.exception
    said = words("".join(one.proto.body for one in shown.get("html")))
    assert trial.person.identifier in said
    assert all(goal.words in said for goal in trial.goals if goal.dropped_at is None)
    for goal in summarise(trial).goals:
        to_come = goal.series is not None and goal.series.to_come
        assert ("Still to come" if to_come else headline(goal).replace("\u00a0", " ")) in said
    assert len(shown.get("plotly_chart")) == (7 if file.stem == "hygiene_and_seating" else 6)  # five of its goals


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_the_top_is_in_order_with_lost_goals_and_severe_events_before_everything(file: Path) -> None:
    """Who; the question; what comes first; doses with their counts; goals; what it cost; the facts; read with care."""
    trial = demonstration(file.stem)
    summary = summarise(trial)
    said = words(page(trial))
    raw = json.loads(file.read_text(encoding="utf-8"))
    lost = {one.goal.words for one in summary.goals if one.result == "lost"}
    severe = [
        event
        for dose in raw["doses"]
        for event in dose["events"]
        if event["severity"] in ("severe", "life_threatening")
    ]
    first = said[said.index("The question:") : said.index("Goals, in")]
    assert all(f"LOST {goal}" in first for goal in lost)
    top = page(trial).split("<table", 1)[0]
    assert top.count(">Severe<") + top.count(">Life-threatening<") == len(severe)
    latest = summary.latest
    assert latest is not None
    order = [
        trial.person.name,
        "The question:",
        *([first.split("LOST ")[1][:20]] if lost else []),
        "Goals, in",
        "At a glance",
        f"Dose {latest.dose.number}:",
        *(one.words for one in trial.goals),
        "What it cost",
        f"After dose {latest.dose.number}",
        *(f"{one.name} {one.text[:12]}" for one in brief_of(summary, ZONE).topics),
    ]
    places = []
    for line in order:
        places.append(said.index(line.replace("\u00a0", " "), places[-1] if places else 0))
    assert places == sorted(places)
    assert "Read with care" in said[said.index("At a glance") :]


def test_the_page_asks_for_nothing_but_which_charts_to_draw(screen: Callable[[Trial], AppTest]) -> None:
    shown = screen(demonstration("walker_too_weak"))
    assert [one.label for one in shown.multiselect] == ["More charts"]
    for kind in ("text_input", "text_area", "button", "radio", "checkbox", "number_input", "selectbox"):
        assert not shown.get(kind), kind


def test_a_further_chart_is_drawn_when_asked_for(screen: Callable[[Trial], AppTest]) -> None:
    shown = screen(demonstration("walker_too_weak"))
    before = len(shown.get("plotly_chart"))
    choice = shown.multiselect[0]
    shown = choice.select(choice.options[0]).run()
    assert not shown.exception
    assert len(shown.get("plotly_chart")) == before + 1


def test_power_and_range_of_one_joint_are_two_charts_in_the_list(screen: Callable[[Trial], AppTest]) -> None:
    """The browser sends what a chart is called: of two that are called the same only the first could be drawn."""
    joints = [f"{side}_{joint}" for side in ("left", "right") for joint in ("hip_abduction", "knee_extension")]
    power = [hourly("mrc_power", joint, ["3", "4"], (0, 4)) for joint in joints]
    angle = [hourly("passive_range", joint, [10, 20], (0, 4)) for joint in joints]
    choice = screen(trial(dose(*power, *angle))).multiselect[0]
    assert len(set(choice.options)) == len(choice.options) == 2
    assert all(", " in option for option in choice.options)
    shown = choice.set_value([*choice.options]).run()
    assert not shown.exception
    assert len(shown.get("plotly_chart")) == 8


def test_a_lost_goal_comes_before_the_table_in_white_on_black() -> None:
    html = page(demonstration("walker_too_weak"))
    top, table = html.split("<table", 1)
    assert '<span class="inverse">LOST</span> Stand up to transfer' in top
    assert '<span class="inverse">LOST</span>' in table


def test_better_tone_with_worse_function_is_said_in_a_sentence_at_the_top() -> None:
    top = words(page(demonstration("walker_too_weak")).split("<table", 1)[0])
    assert "tone is better" in top
    assert "worse" in top


def test_a_severe_event_comes_before_the_table() -> None:
    assert "Severe drowsiness" in words(page(demonstration("drowsy_day")).split("<table", 1)[0])


def test_nothing_comes_before_the_goals_where_nothing_was_lost() -> None:
    assert 'class="first"' not in page(demonstration("under_way"))


def test_the_counts_come_before_the_word() -> None:
    said = words(page(demonstration("walker_too_weak")))
    assert said.index("1 lost of 1 to keep") < said.index("Some met")


def test_the_goals_keep_the_persons_own_order() -> None:
    trial = demonstration("walker_too_weak")
    table = words(page(trial).split("<tbody>", 1)[1])
    places = [table.index(goal.words) for goal in trial.goals]
    assert places == sorted(places)


def test_a_failed_puncture_is_shown_and_has_no_column() -> None:
    html = page(demonstration("unclear_then_higher"))
    head = html.split("<thead>", 1)[1].split("</thead>", 1)[0]
    assert "puncture failed" in words(head)
    assert len(re.findall('<b class="title">Dose', head)) == 2


def test_a_trial_without_dose_or_goal_has_its_page() -> None:
    record = Record(trial="T-0001", person=Person(identifier="RX1"))
    said = words(page(Trial(record=record, entries=1, fingerprint="")))
    assert "RX1" in said
    assert "No dose has been given yet" in said
    assert "NOT YET DECIDED" in said


def test_the_frame_leads_to_the_page(store: Store) -> None:
    importing.add_demonstration(store, by="K Tan")
    frame = app_of("K Tan")
    frame.query_params[session.TRIAL] = "demo-rowan"
    frame.run()
    shown = frame.switch_page("screens/review.py").run()
    assert not shown.exception
    html = "".join(one.proto.body for one in shown.get("html"))
    assert 'aria-label="Review"' in html
    assert "DEMO ROWAN" in words(html)


@pytest.mark.parametrize(
    ("name", "box"),
    [("walker_too_weak", "NOT YET DECIDED"), ("drowsy_day", "DECIDED: DEFER"), ("under_way", "NOT YET DECIDED")],
)
def test_the_box_says_what_was_decided_or_that_nothing_was(name: str, box: str) -> None:
    (found,) = re.findall(r'<span class="box">(.*?)</span>', page(demonstration(name)))
    assert words(found) == box


def test_no_text_of_a_record_becomes_code() -> None:
    trial = demonstration("walker_too_weak")
    person = replace(trial.person, name=HOSTILE, identifier=HOSTILE, diagnosis=HOSTILE, usual_aid=HOSTILE)
    goals = tuple(replace(goal, words=HOSTILE) for goal in trial.goals)
    doses = tuple(
        replace(
            dose,
            words=tuple(replace(said, text=HOSTILE) for said in dose.words),
            events=tuple(replace(event, words=HOSTILE, action=HOSTILE) for event in dose.events),
            readings=tuple(replace(reading, by=HOSTILE, note=HOSTILE) for reading in dose.readings),
        )
        for dose in trial.doses
    )
    plan = replace(trial.plan, question=HOSTILE)
    record = replace(trial.record, person=person, goals=goals, doses=doses, plan=plan)
    html = page(replace(trial, record=record))
    assert "<script" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;" in html


def test_nothing_on_the_page_is_fetched_from_anywhere() -> None:
    html = page(demonstration("walker_too_weak"))
    assert not re.findall(r"(?:src|href)=\"(?!data:)|url\(|@import|https?:", html)


def test_no_red_and_no_green_on_the_page() -> None:
    colours = {
        colour.lower()
        for colour in re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", page(demonstration("drowsy_day")))
    }
    assert colours <= {
        "#fff",
        "#1a1a1a",
        "#333",
        "#b9b9b9",
        "#eef4f9",
        "#2b2b2b",
        "#0072b2",
        "#4a4a4a",
        "#cfcfcf",
        "#f6f6f6",
        "#d2d2d2",
        "#555",
        "#8a8a8a",
        "#e8e8e8",
        "#d7ebf8",
        "#c9dbe8",
    }
