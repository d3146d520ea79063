"""The charts of the workbook: native, with visible axes, units, goal, peak rule and baseline; gaps left as gaps."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import ScatterChart
from openpyxl.chart.label import DataLabel
from openpyxl.chart.series import XYSeries

from tests.unit.building import T0, achieve, at, dose, hourly, measure, trial
from tests.unit.eight_goals import eight_goals
from trial.brief.panels import panels_of
from trial.brief.panels.shapes import Axis, Shape, Tick
from trial.files.imprint import Made, imprint_of
from trial.files.record import read_record
from trial.files.workbook import write_workbook
from trial.files.workbook.chart_series import Frame, frame_of, series_of
from trial.ledger.facts import Event, Plan, Trial
from trial.meaning.summary import summarise
from trial.wording.figures import SHAPE_WORDS


def walker() -> Trial:
    """A walk that could not be done at 2 and 3 h, tone without a reading at 3 h."""
    walk = hourly("ten_metre_walk", "seconds", [22, 21, "unable_weakness", "unable_weakness", 16, 17, 20, 22])
    tone = hourly("modified_ashworth", "left_hip_adductors", ["3", "2", "2", None, "1+", "1+", "2", "3"])
    pressure = hourly("observations", "systolic", [126, 120, 104, 108, 112, 118, 120, 124])
    event = Event(kind="headache", severity="severe", began_at=at(150))
    goal = achieve("ten_metre_walk", "seconds", "at_most", 17.6)
    measures = (
        measure("ten_metre_walk", "seconds"),
        measure("modified_ashworth", "left_hip_adductors"),
        measure("observations", "systolic"),
    )
    plan = Plan(slots=("baseline", "+1h", "+2h", "+3h", "+4h", "+5h", "+6h", "+8h"), measures=measures)
    return trial(dose(walk, tone, pressure, events=(event,), events_asked=True), plan=plan, goals=(goal,), group="ms")


def written(trial: Trial) -> bytes:
    imprint = imprint_of(
        trial, Made(service_name="", version="0.1.0", zone=ZoneInfo("UTC"), made_at=at(600), made_by="")
    )
    return write_workbook(summarise(trial), imprint, ())


def opened(trial: Trial) -> Workbook:
    return load_workbook(BytesIO(written(trial)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(walker())


def charts(book: Workbook) -> dict[str, ScatterChart]:
    """The charts of the Charts sheet by the beginning of their title."""
    found = {}
    for chart in book["Charts"]._charts:
        title = "".join(run.t for part in chart.title.tx.rich.p for run in part.r or ())
        found[title.partition(":")[0]] = chart
    return found


def every_chart(book: Workbook) -> Iterator[ScatterChart]:
    return (chart for sheet in book.worksheets for chart in sheet._charts)


def named(chart: ScatterChart, name: str) -> XYSeries:
    (found,) = [series for series in chart.series if series.tx.strRef.strCache.pt[0].v == name]
    return found


def kept(book: Workbook, reference: str) -> list[Any]:
    """What is in the cells that a chart refers to."""
    sheet, cells = reference.replace("'", "").replace("$", "").split("!")
    first, _, last = cells.partition(":")
    return [cell.value for row in book[sheet][f"{first}:{last or first}"] for cell in row]


def worded(series: XYSeries) -> list[DataLabel]:
    """The labels that are shown."""
    return [label for label in series.dLbls.dLbl if label.showVal]


def test_a_chart_a_measure_is_native_and_its_axes_are_shown(book: Workbook) -> None:
    assert set(charts(book)) == {"10-metre walk", "Left hip adductors", "Systolic"}
    assert all(isinstance(chart, ScatterChart) for chart in every_chart(book))
    for chart in book["Charts"]._charts:
        for axis in (chart.x_axis, chart.y_axis):
            assert not axis.delete
            assert axis.tickLblPos == "low"


def test_a_chart_says_its_measure_its_unit_and_what_its_hours_are(book: Workbook) -> None:
    titles = {
        name: [axis.title.tx.rich.p[0].r[0].t for axis in (chart.x_axis, chart.y_axis)]
        for name, chart in charts(book).items()
    }
    assert titles["10-metre walk"] == ["hours from end of injection", "m/s"]
    assert titles["Systolic"] == ["hours from end of injection", "mmHg"]


def test_every_series_stands_in_cells_as_literal_numbers_and_cached_in_the_chart(book: Workbook) -> None:
    for chart in every_chart(book):
        assert chart.display_blanks in (None, "gap")  # a gap is what is not written
        for series in chart.series:
            for source in (series.xVal.numRef, series.yVal.numRef):
                stored = kept(book, source.f)
                cached = {point.idx: point.v for point in source.numCache.pt}
                assert source.numCache.ptCount == len(stored)
                assert cached == {place: value for place, value in enumerate(stored) if value is not None}
                assert all(isinstance(value, int | float) for value in cached.values())


def test_nothing_that_is_plotted_lies_outside_its_axes(book: Workbook) -> None:
    for chart in book["Charts"]._charts:
        for series in chart.series:
            for source, axis in ((series.xVal, chart.x_axis), (series.yVal, chart.y_axis)):
                values = [value for value in kept(book, source.numRef.f) if value is not None]
                assert axis.scaling.min <= min(values) <= max(values) <= axis.scaling.max


def test_a_gap_is_a_row_without_a_value_and_is_never_bridged(book: Workbook) -> None:
    course = named(charts(book)["Left hip adductors"], "dose 1")
    hours, ranks = (kept(book, source.numRef.f) for source in (course.xVal, course.yVal))
    assert list(zip(hours, ranks, strict=True)) == [
        (-0.5, 4),
        (1, 3),
        (2, 3),
        (3, None),
        (4, 2),
        (5, 2),
        (6, 3),
        (8, 4),
    ]


def test_what_could_not_be_stands_in_a_lane_below_the_axis_with_its_code(book: Workbook) -> None:
    walk = charts(book)["10-metre walk"]
    lane = named(walk, "dose 1, no value")
    assert kept(book, lane.xVal.numRef.f) == [2, 3]
    assert set(kept(book, lane.yVal.numRef.f)) == {walk.y_axis.scaling.min}
    assert walk.y_axis.scaling.min < 10 / 22
    assert '"could not"' in walk.y_axis.numFmt.formatCode
    course = named(walk, "dose 1")
    assert None in kept(book, course.yVal.numRef.f)


def test_the_goal_the_peak_rule_the_injection_and_the_baseline_are_drawn(book: Workbook) -> None:
    walk = charts(book)["10-metre walk"]
    (goal,) = [one for one in walk.series if one.tx.strRef.strCache.pt[0].v.startswith("Goal 1")]
    assert kept(book, goal.yVal.numRef.f) == [pytest.approx(10 / 17.6)] * 2
    assert kept(book, named(walk, "4 h").xVal.numRef.f) == [4, 4]
    assert kept(book, named(walk, "end of injection").xVal.numRef.f) == [0, 0]
    tone = charts(book)["Left hip adductors"]
    assert kept(book, named(tone, "baseline").yVal.numRef.f) == [4, 4]


def test_a_goal_is_numbered_on_the_chart_and_told_under_it(book: Workbook) -> None:
    walk = charts(book)["10-metre walk"]
    (goal,) = [one for one in walk.series if one.tx.strRef.strCache.pt[0].v.startswith("Goal 1")]
    (label,) = worded(goal)
    said = goal.tx.strRef.strCache.pt[0].v
    assert label.dLblPos in (None, "r")  # right is what is not written
    assert walk.layout.manualLayout.x + walk.layout.manualLayout.w < 0.9
    printed = [cell.value for row in book["Charts"][book["Charts"].print_area.rpartition("!")[2]] for cell in row]
    assert printed.count(said) == 1


def test_a_graded_axis_is_labelled_with_its_tokens(book: Workbook) -> None:
    tone = charts(book)["Left hip adductors"]
    assert kept(book, named(tone, "axis labels").yVal.numRef.f) == [0, 1, 2, 3, 4, 5]
    column = {cell.value for row in book["Charts"].iter_rows() for cell in row}
    assert {"0", "1", "1+", "2", "3", "4"} <= column


def readings(chart: ScatterChart, shape: Shape, dose_: int = 1) -> XYSeries:
    """The readings of one shape: a series of markers without a line."""
    series = named(chart, f"dose {dose_}, {SHAPE_WORDS[shape]}")
    assert series.spPr.ln.noFill
    return series


def test_shape_tells_better_from_unchanged(book: Workbook) -> None:
    tone = charts(book)["Left hip adductors"]
    better, same = readings(tone, "better"), readings(tone, "same")
    assert (better.marker.symbol, same.marker.symbol) == ("circle", "dash")
    assert kept(book, better.xVal.numRef.f) == [1, 2, 4, 5, 6]
    assert kept(book, same.xVal.numRef.f) == [-0.5, 8]
    pressures = readings(charts(book)["Systolic"], "neither")
    assert pressures.marker.symbol == "diamond"
    assert kept(book, pressures.yVal.numRef.f) == [126, 120, 104, 108, 112, 118, 120, 124]


def test_an_earlier_dose_is_hollow_and_dashed_and_only_lines_of_doses_stand_in_the_legend() -> None:
    later = T0 + timedelta(days=7)
    doses = [
        dose(hourly("pain", "rating", [6, 5, 4, 3, 2, 2, 3, 5], given_at=given), number=number, given_at=given)
        for number, given in ((1, T0), (2, later))
    ]
    chart = charts(opened(trial(*doses)))["Pain"]
    first, second = named(chart, "dose 1"), named(chart, "dose 2")
    assert (first.spPr.ln.prstDash, second.spPr.ln.prstDash) == ("dash", "solid")
    inside = next(one for one in chart.series if one.tx.strRef.strCache.pt[0].v.endswith("inside"))
    assert inside.marker.spPr.solidFill.srgbClr == "FFFFFF", "open in programs that draw no edge of a mark too"
    assert readings(chart, "better", 2).marker.spPr.solidFill is not None
    deleted = {entry.idx for entry in chart.legend.legendEntry}
    shown = [series.tx.strRef.strCache.pt[0].v for series in chart.series if series.idx not in deleted]
    assert shown == ["dose 1", "dose 2"]


def test_a_value_beside_a_point_is_a_label_of_its_own_and_no_other_point_has_one(book: Workbook) -> None:
    better = readings(charts(book)["10-metre walk"], "better")
    hours = kept(book, better.xVal.numRef.f)
    assert [hours[label.idx] for label in worded(better)] == [4]
    assert len(better.dLbls.dLbl) == len(hours)
    with ZipFile(BytesIO(written(walker()))) as parts:
        drawn = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert sum("<a:t>16.0\u00a0s</a:t>" in chart for chart in drawn) == 1


def test_the_summary_has_a_native_picture_a_goal_a_dose_and_of_what_it_cost() -> None:
    book = opened(Trial(record=read_record(eight_goals()), entries=1, fingerprint=""))
    small = book["Summary"]._charts
    assert len(small) == 3 * (7 + 4)  # seven goals that were tested; power, pressure, alertness, events
    assert all(chart.legend is None for chart in small)
    spans = {(chart.x_axis.scaling.min, chart.x_axis.scaling.max) for chart in small}
    assert len(spans) == 1
    columns = {chart.anchor._from.col for chart in small}
    assert len(columns) == 3, "the pictures of a dose are below one another"
    for chart in small:
        for series in chart.series:
            numbers = [value for value in kept(book, series.yVal.numRef.f) if value is not None]
            assert numbers
            assert chart.y_axis.scaling.min <= min(numbers) <= max(numbers) <= chart.y_axis.scaling.max


def test_a_full_summary_keeps_its_pictures(book: Workbook) -> None:
    """Words of quotations and cautions make room, the pictures stay."""
    assert len(book["Summary"]._charts) == 1 + 2  # its goal; pressure and the one event


@pytest.mark.parametrize("status", ["not_applicable", "not_planned"])
def test_a_charted_measure_that_was_only_ever_not_asked_for_stops_nothing(status: str) -> None:
    book = opened(trial(dose(hourly("pain", "rating", [status] * 8))))
    (chart,) = book["Charts"]._charts
    assert (chart.x_axis.scaling.min, chart.y_axis.scaling.min) == (-1, 0)


def test_the_values_stand_under_each_chart_and_events_are_said_once(book: Workbook) -> None:
    said = [cell.value for row in book["Charts"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert "16.0" in said
    assert sum("headache, severe" in one for one in said) >= 1
    last = book["Charts"].print_area.rpartition("$")[0]
    assert "A$1" in last


def test_the_hours_of_an_axis_begin_at_a_whole_hour(book: Workbook) -> None:
    for chart in book["Charts"]._charts:
        assert chart.x_axis.scaling.min == int(chart.x_axis.scaling.min)
        assert chart.x_axis.majorUnit == 1


def test_room_is_made_below_for_a_lane_and_above_for_markers() -> None:
    ticks = tuple(Tick(at=place / 10, label=f"{place / 10:g}") for place in (2, 4, 6, 8))
    axis = Axis(kind="numeric", low=0.2, high=0.8, ticks=ticks, unit="m/s")
    plain = Frame.of(axis, lanes=0, signs=0)
    roomy = Frame.of(axis, lanes=1, signs=2)
    assert (plain.low, plain.high) == (0.2, 0.8)
    assert roomy.low == pytest.approx(0.0)
    assert roomy.high > roomy.sign_at(1) > roomy.sign_at(0) > 0.8
    assert Frame.of(axis, lanes=2, signs=1).lane_at(1) < Frame.of(axis, lanes=2, signs=1).lane_at(0) < 0.2


def test_signs_of_events_that_touch_share_a_label_and_doses_have_rows_of_their_own() -> None:
    later = T0 + timedelta(days=7)
    near = [at(minutes) for minutes in (120, 123, 126)]
    doses = [
        dose(
            hourly("assistance", "sit_to_stand", ["4", "unable_weakness", "4"], (0, 2, 4), given_at=given),
            number=number,
            given_at=given,
            events=tuple(Event(kind="dizziness", severity="mild", began_at=when + (given - T0)) for when in near),
        )
        for number, given in ((1, T0), (2, later))
    ]
    (chart,) = opened(trial(*doses))["Charts"]._charts
    latest, earlier = named(chart, "events"), named(chart, "events of earlier doses")
    book = opened(trial(*doses))
    rows = [set(kept(book, series.yVal.numRef.f)) for series in (latest, earlier)]
    assert len(rows[0]) == len(rows[1]) == 1
    assert rows[0] != rows[1]
    assert len(worded(latest)) == 2  # the dose, and its three events as 1–3
    assert len(worded(earlier)) == 1
    lanes = [set(kept(book, named(chart, f"dose {number}, no value").yVal.numRef.f)) for number in (1, 2)]
    assert lanes[0] != lanes[1], "a lane a dose"
    said = {cell.value for row in book["Charts"].iter_rows() for cell in row}
    assert {"0 cannot, or hoist; 4 alone, with an aid; 5 alone", "1–3", "a–c"} <= said


def test_no_panel_no_chart() -> None:
    empty = trial()
    assert panels_of(summarise(empty)) == ()
    assert opened(empty)["Charts"]._charts == []


def test_a_goal_that_is_rated_has_one_entry_a_dose_in_its_legend_and_its_values_beside_the_rule_of_the_peak() -> None:
    made = Trial(record=read_record(eight_goals()), entries=1, fingerprint="")
    (panel,) = [panel for panel in panels_of(summarise(made)) if panel.key == "goal/6"]
    found = list(series_of(panel, frame_of(panel)))
    assert [series.name for series in found if series.in_legend] == ["dose 1", "dose 2", "dose 3"]
    labelled = {mark.label: series.labels for series in found for mark in series.marks if series.labels}
    assert (labelled["team 0"], labelled["person +1"]) == ("right", "right")
