"""The table of readings: its columns, its types, and where it says that it came from."""

import csv
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from trial.files.imprint import Made
from trial.files.table import COLUMNS, write_readings
from trial.ledger.facts import Dose, Person, Reading, Record, Trial

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)


def trial(*readings: Reading, given_at: datetime | None = T0) -> Trial:
    dose = Dose(number=1, micrograms=Decimal(50), given_at=given_at, readings=readings)
    return Trial(record=Record(trial="T-1", person=Person(identifier="X"), doses=(dose,)), entries=1, fingerprint="")


MADE = Made(service_name="Ward 7", version="0.1.0", zone=ZoneInfo("Europe/London"), made_at=T0, made_by="=K Tan")


def rows(*trials: Trial) -> list[dict[str, str]]:
    return [*csv.DictReader("".join(write_readings(trials, MADE)).splitlines())]


GRADE = Reading(slot="+1h", taken_at=T0 + timedelta(minutes=62), scale="modified_ashworth", item="left_knee_flexors")


def test_a_grade_is_text_and_never_a_number() -> None:
    (row,) = rows(trial(replace(GRADE, value="1+")))
    assert (row["value"], row["number"], row["minutes"]) == ("1+", "", "62")


def test_a_grade_has_its_rank_beside_it_and_nothing_else_has_one() -> None:
    found = [
        replace(GRADE, value="1+"),
        replace(GRADE, status="declined"),
        replace(GRADE, scale="pain", item="rating", value=Decimal(3)),
    ]
    assert [row["rank"] for row in rows(trial(*found))] == ["2", "", ""]
    columns = [column.name for column in COLUMNS]
    assert columns.index("rank") == columns.index("number") + 1


def test_a_number_is_in_both_columns_and_zero_is_a_value() -> None:
    pain = replace(GRADE, scale="pain", item="rating", value=Decimal("0.0"))
    (row,) = rows(trial(pain))
    assert (row["value"], row["number"]) == ("0", "0")


def test_what_could_not_be_measured_is_empty_with_its_reason() -> None:
    (row,) = rows(trial(replace(GRADE, status="unable_pain")))
    assert (row["value"], row["number"], row["status"]) == ("", "", "unable_pain")


def test_minutes_are_negative_before_t0_exact_to_the_second_and_empty_without_t0() -> None:
    before = replace(GRADE, slot="baseline", taken_at=T0 - timedelta(minutes=35, seconds=30), value="3")
    assert [row["minutes"] for row in rows(trial(before), trial(before, given_at=None))] == ["-35.5", ""]


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_only_free_text_gets_an_apostrophe(start: str) -> None:
    (row,) = rows(trial(replace(GRADE, value="1+", note=f"{start}1", by=f"{start}cmd", id=f"{start}x")))
    assert (row["note"], row["by"]) == (f"'{start}1", f"'{start}cmd")
    assert (row["value"], row["slot"], row["id"]) == ("1+", "+1h", f"{start}x")


def test_several_trials_make_one_table_with_one_header() -> None:
    pieces = [*write_readings([trial(replace(GRADE, value="1")), trial(replace(GRADE, value="2"))], MADE)]
    assert pieces[0] == ",".join(column.name for column in COLUMNS) + "\n"
    assert [piece.count("\n") for piece in pieces] == [1, 1, 1]


def test_every_row_says_when_by_whom_with_what_and_from_which_ledger_it_came() -> None:
    graded = replace(trial(replace(GRADE, value="1")), fingerprint="ab" * 32)
    (row,) = rows(graded)
    said = (row["exported_at"], row["exported_by"], row["version"], row["fingerprint"], row["standing"])
    assert said == (T0.isoformat(), "'=K Tan", "0.1.0", "ab" * 32, "DRAFT: NOT YET DECIDED")


def test_a_trial_without_readings_has_no_rows_and_stops_nothing() -> None:
    assert [row["value"] for row in rows(trial(), trial(replace(GRADE, value="2")))] == ["2"]


def test_internal_ids_stay_inside_the_table_too() -> None:
    (row,) = rows(trial(replace(GRADE, value="1", id="#7")))
    assert row["id"] == ""
