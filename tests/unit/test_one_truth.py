"""Page, JSON and workbook say the same of every demonstration trial; and what they say was worked out by hand too."""

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from html import unescape
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.unit.building import at
from tests.unit.worded import at_a_glance, counts
from trial.brief import brief_of
from trial.brief.panels import panels_of
from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.brief.panels.tables import observed_of, strips_of
from trial.charts.goal_picture import picture_address
from trial.files.imprint import Made, imprint_of
from trial.files.record import read_record
from trial.files.summary import as_json
from trial.files.templates import render
from trial.files.workbook import write_workbook
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary, summarise
from trial.settings import DATA

ZONE = ZoneInfo("Europe/London")
FILES = {file.stem: file for file in sorted((DATA / "demo").glob("*.json"))}
EACH = pytest.mark.parametrize("name", FILES)
RESULTS = {
    "met": "Met",
    "partly_met": "Partly met",
    "not_met": "Not met",
    "kept": "Kept",
    "lost": "LOST",
    "not_assessed": ("Not assessed", "Still to come"),
    "not_today": "not tested, not counted",
}


@cache
def trial_of(name: str) -> Trial:
    return Trial(record=read_record(FILES[name].read_bytes()), entries=7, fingerprint="ab" * 32)


@cache
def summary_of(name: str) -> Summary:
    return summarise(trial_of(name))


@cache
def summary_json(name: str) -> Any:
    """What `summary` prints, read back."""
    return json.loads(json.dumps(as_json(summary_of(name))))


@cache
def book(name: str) -> Workbook:
    trial = trial_of(name)
    imprint = imprint_of(trial, Made(service_name="", version="0", zone=ZONE, made_at=at(0), made_by=""))
    made = write_workbook(summary_of(name), imprint, ())
    return load_workbook(BytesIO(made))


def words(html: str) -> str:
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\xa0", " ").split())


@cache
def page(name: str) -> str:
    return words(render("review_first.html", brief=brief_of(summary_of(name), ZONE), address=picture_address))


def section(**blocks: object) -> str:
    return render("details_section.html", ramp=RAMP, white_from=WHITE_FROM, **blocks)


def rounded_as(number: Any, text: str) -> bool:
    """Whether a printed number is this one, rounded half away from zero to as many places as are printed."""
    shown = Decimal(text.replace("−", "-"))
    return Decimal(str(number)).quantize(shown, ROUND_HALF_UP) == shown


@EACH
def test_every_number_in_the_tables_of_the_page_is_the_one_in_the_json(name: str) -> None:
    of_dose = {one["number"]: one["series"] for one in summary_json(name)["doses"]}
    compared = 0
    for panel in panels_of(summary_of(name)):
        if not panel.scale:  # a rated goal: the JSON has its result, and no series
            continue
        for row in panel.rows:
            item = "seconds" if panel.item == "speed" else panel.item
            (found,) = [one for one in of_dose[row.dose] if (one["scale"], one["item"]) == (panel.scale, item)]
            last = {one["slot"]: one for one in sorted(found["points"], key=lambda point: point["minutes"])}
            for column, text in zip(panel.columns, row.cells, strict=True):
                point = last.get(column.slot)
                if point is None:
                    assert text == ""
                    continue
                if point["value"] is None:
                    assert not text[:1].isdigit()
                    continue
                compared += 1
                *other, text = text.split("/")  # two values, neither chosen: both are printed, the later one last
                in_slot = [one["value"] for one in found["points"] if one["slot"] == column.slot]
                assert all(one in in_slot for one in other), (panel.key, other)
                is_number = isinstance(point["value"], int | float)
                assert rounded_as(point["value"], text) if is_number else text == point["value"], (panel.key, text)
        assert f">{row.cells[0]}<" in section(panels=[panel])
    assert compared > 50


@EACH
def test_goals_and_glance_are_the_same_on_the_page_in_json_and_in_the_workbook(name: str) -> None:
    rows = [[cell.value for cell in row] for row in book(name)["Goals"].iter_rows()]
    for goal in summary_json(name)["goals"]:
        shown = RESULTS[goal["result"]]
        assert any(one in page(name) for one in (shown if isinstance(shown, tuple) else (shown,)))
        assert any(goal["dose"] in row and goal["because"] in row for row in rows), goal
    sheet = " ".join(str(value) for row in rows for value in row if value is not None)
    for glance, dose in zip(summary_json(name)["at_a_glance"], at_a_glance(summary_of(name)), strict=True):
        keys = ("met", "partly_met", "not_met", "kept", "lost", "not_assessed", "not_today")
        results = [one["result"] for one in summary_json(name)["goals"] if one["dose"] == glance["dose"]]
        assert {key: glance[key] for key in keys} == {key: results.count(key) for key in keys}
        for line in counts(dose):
            assert line in page(name)
            assert line in sheet


@EACH
def test_tone_and_safety_of_the_latest_dose_are_the_same_on_the_page_and_in_json(name: str) -> None:
    dose = [one for one in summary_json(name)["doses"] if one["delivery"] != "none"][-1]
    tone, safety = dose["tone"], dose["safety"]
    if tone["mean_n"]:
        assert f"etter in {tone['improved']} of {tone['of'] - tone['zero_at_baseline']} raised" in page(name)
        before, after, n = re.findall(r"Mean ([\d.]+) to ([\d.]+) \(n (\d+)", page(name))[0]
        assert rounded_as(tone["mean_baseline"], before)
        assert rounded_as(tone["mean_peak"], after)
        assert int(n) == tone["mean_n"]
    low, was = re.findall(r"(\d+), from (\d+), at", page(name))[-1]
    assert (int(low), int(was)) == (safety["systolic_lowest"], safety["systolic_baseline"])
    lowest = re.findall(r"Lowest heart rate (\d+), breaths (\d+), saturation (\d+)", page(name))[0]
    keys = ("heart_rate_lowest", "respiratory_rate_lowest", "oxygen_saturation_lowest")
    assert [int(one) for one in lowest] == [safety[key] for key in keys]
    if safety["highest_news2"] is not None:
        assert f"Highest NEWS2 {safety['highest_news2']}." in page(name)


@EACH
def test_the_course_sheet_holds_the_numbers_of_the_json(name: str) -> None:
    sheet = book(name)["Course"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    top = next(place for place, row in enumerate(rows) if row[0] == "dose")
    column = {str(title): place for place, title in enumerate(rows[top]) if title is not None}
    every = [(dose["number"], series) for dose in summary_json(name)["doses"] for series in dose["series"]]
    assert len(every) > 10
    for row, (number, series) in zip(rows[top + 1 :], every, strict=False):
        assert row[0] == number
        last: dict[str, Any] = {}
        for point in sorted(series["points"], key=lambda point: point["minutes"]):
            if point["value"] is not None:
                last[point["slot"]] = point["value"]
        for slot, value in last.items():
            cell = row[column[slot]]
            if isinstance(value, bool):
                continue
            assert cell == (value if isinstance(value, str) else pytest.approx(value)), (series["item"], slot)
        for title, key in (("steps", "steps_at_peak"), ("change", "change_at_peak"), ("percent", "percent_at_peak")):
            assert row[column[title]] == (None if series[key] is None else pytest.approx(series[key]))


@EACH
def test_the_strips_hold_the_tokens_and_pressures_of_the_record(name: str) -> None:
    raw = json.loads(FILES[name].read_text(encoding="utf-8"))
    doses = {one["number"]: one["readings"] for one in raw["doses"]}
    for strip in strips_of(summary_of(name)):
        grades = [one for one in doses[strip.dose] if "ashworth" in one["scale"] and one["status"] == "measured"]
        cells = [cell.text for muscle in strip.muscles for side in muscle.sides for cell in side.cells]
        for grade in grades:
            assert grade["value"] in cells or strip.contractures
        assert strip.title in unescape(section(strips=[strip]))
    for observed in observed_of(summary_of(name)):
        (row,) = [one for one in observed.rows if one.label == "Systolic"]
        given = [one for one in doses[observed.dose] if one["item"] == "systolic" and one["status"] == "measured"]
        pressures = [one["value"] for one in sorted(given, key=lambda reading: reading["taken_at"])]
        shown = [int(one.text) for one in row.cells if one.text and not one.gap]
        assert shown == pressures
        changes = [int(one.change.replace("−", "-")) for one in row.cells if one.change]
        assert changes == [one - pressures[0] for one in pressures[1:]]
        assert ">Systolic<" in section(observed=[observed])


def _f(text: str) -> Fraction:
    return Fraction(text)


T25, WALK, GAP, PAIN, STIFF = (
    ("timed_25_foot_walk", "seconds"),
    ("ten_metre_walk", "seconds"),
    ("knee_gap", "centimetres"),
    ("pain", "rating"),
    ("stiffness", "rating"),
)
BY_HAND: list[tuple[str, int, tuple[str, ...], Fraction | int]] = [
    # Alder, 25 micrograms: two walks each, 14.8 and 15.2 s, then 10.9 and 11.3 s, over 7.62 m
    ("walker_gains", 1, (*T25, "baseline", "value"), (_f("14.8") + _f("15.2")) / 2),
    ("walker_gains", 1, (*T25, "peak", "value"), (_f("10.9") + _f("11.3")) / 2),
    ("walker_gains", 1, (*T25, "change_at_peak"), _f("11.1") - 15),
    ("walker_gains", 1, (*T25, "percent_at_peak"), -26),
    ("walker_gains", 1, ("timed_25_foot_walk", "speed", "baseline", "value"), _f("7.62") / 15),
    ("walker_gains", 1, ("timed_25_foot_walk", "speed", "peak", "value"), _f("7.62") / _f("11.1")),
    ("walker_gains", 1, ("tone", "mean_baseline"), (3 + 2 + 2 + _f("1.5") + 2 + _f("1.5") + 2) / 7),
    ("walker_gains", 1, ("tone", "mean_peak"), (1 + 1 + 1 + 1 + 1 + 0 + _f("1.5")) / 7),
    ("walker_gains", 1, ("tone", "mean_change"), _f("-7.5") / 7),
    ("walker_gains", 1, (*STIFF, "change_at_peak"), 3 - 8),
    ("walker_gains", 1, (*STIFF, "best", "of"), 4),
    ("walker_gains", 1, ("safety", "systolic_fall"), 124 - 110),
    ("walker_gains", 1, ("safety", "heart_rate_lowest"), 66),
    # Rowan, 50 micrograms: could neither stand nor walk at 4 h
    ("walker_too_weak", 1, (*WALK, "baseline", "value"), _f("22.6")),
    ("walker_too_weak", 1, (*WALK, "best", "value"), 21),
    ("walker_too_weak", 1, (*WALK, "worst", "value"), _f("30.2")),
    ("walker_too_weak", 1, ("tone", "mean_baseline"), (3 + 3 + 2 + 2 + 2 + _f("1.5") + 3 + 2) / 8),
    ("walker_too_weak", 1, ("tone", "mean_peak"), (0 + 1 + 0 + 0 + 0 + 0 + _f("1.5") + 1) / 8),
    ("walker_too_weak", 1, ("tone", "mean_change"), -15 / Fraction(8)),
    ("walker_too_weak", 1, ("safety", "systolic_lowest"), 92),
    ("walker_too_weak", 1, ("safety", "systolic_fall"), 128 - 92),
    ("walker_too_weak", 1, ("safety", "heart_rate_lowest"), 54),
    ("walker_too_weak", 1, (*PAIN, "change_at_peak"), -4),
    ("walker_too_weak", 1, ("spasm_count", "count", "change_at_peak"), 1 - 8),
    # Rowan, 25 micrograms: 22.0 to 16.2 s over 10 m
    ("walker_too_weak", 2, (*WALK, "change_at_peak"), _f("-5.8")),
    ("walker_too_weak", 2, (*WALK, "percent_at_peak"), -580 / Fraction(22)),
    ("walker_too_weak", 2, ("ten_metre_walk", "speed", "baseline", "value"), Fraction(10, 22)),
    ("walker_too_weak", 2, ("ten_metre_walk", "speed", "peak", "value"), 10 / _f("16.2")),
    ("walker_too_weak", 2, (*WALK, "peak", "minutes"), 245),
    ("walker_too_weak", 2, ("tone", "mean_peak"), _f("13.5") / 8),
    ("walker_too_weak", 2, ("tone", "mean_change"), _f("-0.625")),
    ("walker_too_weak", 2, ("safety", "systolic_fall"), 126 - 104),
    ("walker_too_weak", 2, ("safety", "oxygen_saturation_lowest"), 95),
    ("walker_too_weak", 2, (*PAIN, "change_at_peak"), -2),
    ("walker_too_weak", 2, ("spasm_count", "count", "change_at_peak"), -7),
    # Hazel: one contracture is counted nowhere
    ("hygiene_and_seating", 1, ("tone", "mean_baseline"), (2 + 2 + 3 + 4 + 3 + 3 + 2) / Fraction(7)),
    ("hygiene_and_seating", 1, ("tone", "mean_peak"), (1 + _f("1.5") + 1 + 2 + _f("1.5") + 2 + 1) / 7),
    ("hygiene_and_seating", 1, ("tone", "mean_change"), Fraction(-9, 7)),
    ("hygiene_and_seating", 1, ("safety", "systolic_fall"), 106 - 96),
    ("hygiene_and_seating", 1, ("safety", "systolic_rise"), 134 - 106),
    ("hygiene_and_seating", 1, ("safety", "heart_rate_lowest"), 52),
    ("hygiene_and_seating", 1, (*GAP, "change_at_peak"), 19 - 6),
    ("hygiene_and_seating", 1, ("care_task", "minutes", "change_at_peak"), 11 - 24),
    ("hygiene_and_seating", 1, ("care_task", "carers", "change_at_peak"), -1),
    ("hygiene_and_seating", 1, ("passive_range", "left_hip_abduction", "change_at_peak"), 24 - 5),
    ("hygiene_and_seating", 1, ("care_ease", "rating", "change_at_peak"), 7 - 2),
    # Willow, second try: two values of one muscle enter no mean; the 4 h set was taken late
    ("unclear_then_higher", 2, ("tone", "mean_baseline"), (2 + 2 + 3) / Fraction(3)),
    ("unclear_then_higher", 2, ("tone", "mean_peak"), (_f("1.5") + _f("1.5") + 3) / 3),
    ("unclear_then_higher", 2, (*WALK, "percent_at_peak"), _f("-1.1") / 20 * 100),
    ("unclear_then_higher", 2, (*WALK, "peak", "minutes"), 298),
    ("unclear_then_higher", 2, ("safety", "systolic_fall"), 140 - 128),
    # Willow, 75 micrograms: slower
    ("unclear_then_higher", 3, ("tone", "mean_baseline"), (2 + 2 + 2 + 3) / Fraction(4)),
    ("unclear_then_higher", 3, ("tone", "mean_peak"), (1 + 1 + 0 + 2) / Fraction(4)),
    ("unclear_then_higher", 3, (*WALK, "change_at_peak"), _f("31.4") - _f("20.2")),
    ("unclear_then_higher", 3, (*WALK, "percent_at_peak"), _f("11.2") / _f("20.2") * 100),
    ("unclear_then_higher", 3, ("assistance", "sit_to_stand", "steps_at_peak"), 2 - 4),
    ("unclear_then_higher", 3, ("safety", "systolic_fall"), 136 - 114),
    # Sorrel: drowsy; NEWS2 at 3 h: breaths 11 = 1, oxygen 2, systolic 88 = 3, V = 3
    ("drowsy_day", 1, ("tone", "mean_baseline"), (3 + 3 + 2 + 2 + 3 + 3) / Fraction(6)),
    ("drowsy_day", 1, ("tone", "mean_peak"), (1 + 1 + 0 + 0 + _f("1.5") + 2) / 6),
    ("drowsy_day", 1, ("tone", "mean_change"), _f("-10.5") / 6),
    ("drowsy_day", 1, ("safety", "highest_news2"), 1 + 2 + 3 + 3),
    ("drowsy_day", 1, ("safety", "systolic_fall"), 128 - 88),
    ("drowsy_day", 1, ("safety", "respiratory_rate_lowest"), 11),
    ("drowsy_day", 1, (*GAP, "change_at_peak"), 21 - 11),
    ("drowsy_day", 1, ("penn_spasm", "frequency", "steps_at_peak"), 3),
    # Birch: no peak yet
    ("under_way", 1, ("ten_metre_walk", "speed", "baseline", "value"), 10 / _f("13.2")),
    ("under_way", 1, ("safety", "systolic_fall"), 134 - 120),
    ("under_way", 1, ("safety", "respiratory_rate_lowest"), 13),
]


def test_at_least_sixty_numbers_were_worked_out_by_hand() -> None:
    assert len({(name, dose, path) for name, dose, path, _ in BY_HAND}) >= 60


@pytest.mark.parametrize(("name", "dose", "path", "expected"), BY_HAND)
def test_a_number_is_what_was_worked_out_by_hand(
    name: str, dose: int, path: tuple[str, ...], expected: Fraction | int
) -> None:
    (found,) = [one for one in summary_json(name)["doses"] if one["number"] == dose]
    if path[0] in ("tone", "safety"):
        found, keys = found[path[0]], path[1:]
    else:
        (found,) = [one for one in found["series"] if (one["scale"], one["item"]) == path[:2]]
        keys = path[2:]
    for key in keys:
        found = found[key]
    assert found == pytest.approx(float(expected), rel=1e-9)
