"""The paper twin: printed from the plan, filled in as a spreadsheet, read back into its trial or refused box by box."""

import re
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as slow
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

import scales
from scales.base import Grade, ScaleError
from tests.refused import refused
from tests.temporary_store import TemporaryStore
from trial.actions.exporting import export, form_of_template
from trial.actions.importing import import_file, preview
from trial.errors import InvalidInput, NotFound
from trial.files.plan_templates import templates
from trial.files.proforma.boxes import read_proforma
from trial.files.proforma.layout import FORMAT, circled, status_words
from trial.files.proforma.xlsx_reader import ENCRYPTED, OLD_OFFICE
from trial.files.record import read_record, write_record
from trial.ledger.facts import Dose, Goal, Measure, Person, Plan, Reading, Record
from trial.meaning import schedule
from trial.settings import DATA, settings
from trial.wording.refusals import sentence_of

DEMONSTRATION = sorted((DATA / "demo").glob("*.json"))
T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SET = {("set|baseline", "time"): "09:05", ("set|baseline", "by"): "R Lind"}
PEAK = {("set|+4h", "time"): "13:38", ("set|+4h", "by"): "R Lind"}
TONE, WALK = "modified_ashworth|left_hip_adductors", "ten_metre_walk|seconds"
Boxes = Mapping[tuple[str, str], Any]


@pytest.fixture(autouse=True)
def ward(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("ITB_TIMEZONE", "Europe/London")
    settings.cache_clear()
    yield
    settings.cache_clear()


def record(*doses: Dose, **more: Any) -> Record:
    known: dict[str, Any] = {
        "trial": "T-0007",
        "person": Person(identifier="RX1234567", name="Ada", born=date(1971, 5, 4)),
        "plan": Plan(
            slots=("baseline", "+2h", "+4h"),
            measures=(
                Measure(scale="observations"),
                Measure(scale="modified_ashworth", items=("left_hip_adductors", "right_hip_adductors")),
                Measure(scale="ten_metre_walk", slots=("baseline", "+4h")),
                Measure(scale="pain"),
            ),
        ),
        "goals": (Goal(id="g1", kind="achieve", words="Wash in comfort"),),
        "doses": doses,
        "zone": "Europe/London",
    }
    return Record(**(known | more))


GIVEN = Dose(number=1, micrograms=Decimal(50), given_at=T0)


def store_with(kept: Record) -> TemporaryStore:
    store = TemporaryStore()
    import_file(store, write_record(kept), by="shell:tester", at=NOW)
    return store


def filled(form: bytes, boxes: Boxes) -> bytes:
    """The form with these boxes written in by their keys, as a person would by their labels."""
    book = load_workbook(BytesIO(form))
    left = dict(boxes)
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for row_key, column_key in boxes:
            if row_key in rows and column_key in columns:
                sheet.cell(rows[row_key], columns[column_key]).value = left.pop((row_key, column_key))
    assert left == {}
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def brought(boxes: Boxes, kept: Record | None = None) -> tuple[TemporaryStore, Dose]:
    """Import a form of this trial with these boxes; answers the store and the dose afterwards."""
    store = store_with(kept or record(GIVEN))
    form = export(store, "T-0007", "proforma", by="K Tan", at=NOW)
    import_file(store, filled(form, boxes), by="M Okoro", at=NOW)
    return store, store.trial("T-0007").doses[0]


def refusal(boxes: Boxes, kept: Record | None = None, form: Callable[[bytes], bytes] = lambda data: data) -> str:
    """The sentence with which such a form is refused; nothing is written."""
    store = store_with(kept or record(GIVEN))
    blank = export(store, "T-0007", "proforma", by="K Tan", at=NOW)
    before = store.trial("T-0007")
    data = form(filled(blank, boxes))
    with pytest.raises(InvalidInput) as refusal:
        import_file(store, data, by="M Okoro", at=NOW, where="form.xlsx")
    assert store.trial("T-0007") == before
    return sentence_of(refusal.value)


def reading_of(dose: Dose, item: str) -> Reading:
    (found,) = [one for one in dose.readings if one.item == item]
    return found


@pytest.mark.parametrize("name", sorted(templates()))
def test_every_template_prints_a_box_for_whatever_it_plans(name: str) -> None:
    plan = templates()[name].plan()
    book = load_workbook(BytesIO(form_of_template(name, by="K Tan", at=NOW)))
    boxes = {
        (sheet.cell(row, 1).value, cell.value)
        for sheet in book
        for row in range(2, sheet.max_row + 1)
        for cell in sheet[1]
        if sheet.cell(row, 1).value and cell.value
    }
    for measure in plan.measures:
        for item in schedule.items_of(measure):
            for slot in schedule.slots_of(plan, measure):
                assert (f"{measure.scale}|{item}", slot) in boxes
    assert not {row for row, _ in boxes if row.startswith("goal:")}


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_a_form_is_blank_prints_on_a4_and_says_whose_it_is_on_every_page(file: Path) -> None:
    kept = read_record(file.read_bytes())
    store = store_with(kept)
    book = load_workbook(BytesIO(export(store, kept.trial, "proforma", by="K Tan", at=NOW)))
    for sheet in book:
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)  # 1 is what is not written
        assert kept.person.identifier in sheet.oddHeader.left.text
        assert kept.person.name in sheet.oddHeader.left.text
        assert sheet.oddFooter.right.text == "page &P of &N"
        assert "printed 20 Nov 2026 08:00 by K Tan, version" in sheet.oddFooter.left.text
        assert sheet.row_dimensions[1].hidden
        assert sheet.column_dimensions["A"].hidden
    assert preview(store, export(store, kept.trial, "proforma", by="K", at=NOW), by="K", at=NOW).facts == ()


def test_no_answer_of_any_scale_could_be_taken_for_a_reason() -> None:
    for scale in scales.catalogue().values():
        for item in scale.items:
            for code in status_words():
                if isinstance(item, Grade):
                    assert not any(code == level.token.casefold() for level in item.levels)
                else:
                    with pytest.raises(ScaleError):
                        item.read(code)
            if circle := circled(item):
                with pytest.raises(ScaleError):
                    item.read(circle)


def test_a_filled_form_adds_its_readings_as_transcribed_by_whom_and_when() -> None:
    boxes = SET | PEAK | {
        (TONE, "baseline"): "3",
        (TONE, "+4h"): "1+",
        ("modified_ashworth|right_hip_adductors", "+4h"): 2,
        ("set:modified_ashworth|time", "+4h"): "1352",
        ("set:modified_ashworth|by", "+4h"): "A Osei",
        (WALK, "baseline"): 22.5,
        (WALK, "+4h"): "xW / left knee gave way",
        ("ten_metre_walk|aid", "baseline"): "two sticks",
        ("observations|on_oxygen", "baseline"): "no",
    }  # fmt: skip
    _, dose = brought(boxes)
    assert len(dose.readings) == 7
    assert all(one.transcribed and one.typed_by == "M Okoro" and one.typed_at == NOW for one in dose.readings)
    peak = next(one for one in dose.readings if (one.item, one.slot) == ("left_hip_adductors", "+4h"))
    assert (peak.value, peak.by, peak.taken_at) == ("1+", "A Osei", T0 + timedelta(hours=4, minutes=12))
    lost = next(one for one in dose.readings if (one.item, one.slot) == ("seconds", "+4h"))
    assert (lost.value, lost.status, lost.note, lost.by) == (None, "unable_weakness", "left knee gave way", "R Lind")
    before = next(one for one in dose.readings if (one.item, one.slot) == ("seconds", "baseline"))
    assert (before.value, before.taken_at) == (Decimal("22.5"), T0 - timedelta(minutes=35))
    assert reading_of(dose, "aid").value == "two_sticks"
    assert reading_of(dose, "on_oxygen").value is False
    assert reading_of(dose, "right_hip_adductors").value == "2"


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_what_was_measured_in_a_demonstration_comes_back_from_its_paper(file: Path) -> None:
    kept = read_record(file.read_bytes())
    dose = next(one for one in kept.doses if one.given_at and one.delivered)
    assert dose.given_at
    wanted = {
        (f"{reading.scale}|{reading.item}", reading.slot): reading
        for reading in dose.readings
        if reading.slot != "extra" and not reading.note
    }
    bare = Dose(number=1, micrograms=dose.micrograms, given_at=dose.given_at)
    store = store_with(replace(kept, doses=(bare,), decisions=()))
    later = dose.given_at + timedelta(days=9)
    form = export(store, kept.trial, "proforma", by="K Tan", at=later)
    boxes: dict[tuple[str, str], Any] = {key: as_written(one) for key, one in wanted.items() if has(form, key)}
    for slot in {slot for _, slot in boxes}:
        minutes = schedule.slot_minutes(slot)
        at = dose.given_at + timedelta(minutes=-20 if minutes is None else float(minutes))
        boxes |= {(f"set|{slot}", "time"): f"{at:%H:%M}", (f"set|{slot}", "by"): "R Lind"}
    import_file(store, filled(form, boxes), by="M Okoro", at=later)
    found = {
        (f"{reading.scale}|{reading.item}", reading.slot): (reading.value, reading.status)
        for reading in store.trial(kept.trial).doses[0].readings
    }
    assert found == {key: (one.value, one.status) for key, one in wanted.items() if key in boxes}
    assert len(found) >= len(wanted) * 0.9


def as_written(reading: Reading) -> str:
    """A value or a reason as a hand would write it."""
    match reading.value:
        case None:
            return next(code for code, status in status_words().items() if status == reading.status)
        case bool():
            return "yes" if reading.value else "no"
        case Decimal():
            return f"{reading.value:f}"
        case token:
            return token


@cache
def keys_of(form: bytes) -> tuple[tuple[set[Any], set[Any]], ...]:
    return tuple(
        ({sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)}, {cell.value for cell in sheet[1]})
        for sheet in load_workbook(BytesIO(form))
    )


def has(form: bytes, key: tuple[str, str]) -> bool:
    return any(key[0] in rows and key[1] in columns for rows, columns in keys_of(form))


def test_the_same_form_again_adds_nothing() -> None:
    store, dose = brought(SET | {(TONE, "baseline"): "3"})
    form = export(store, "T-0007", "proforma", by="K Tan", at=NOW)
    again = import_file(store, filled(form, SET | {(TONE, "baseline"): "3"}), by="M Okoro", at=NOW + timedelta(days=1))
    assert again.facts == ()
    assert store.trial("T-0007").doses[0] == dose


def test_a_form_brings_a_dose_that_was_given_on_paper_and_locks_the_goals() -> None:
    boxes = SET | {
        ("form|dose", "value"): 1,
        ("form|day", "value"): "18/11/2026",
        ("form|given_at", "value"): "09:40",
        ("form|micrograms", "value"): "50",
        ("form|injected_by", "value"): "J Marsh",
        ("form|attempts", "value"): 2,
        (TONE, "baseline"): "3",
    }  # fmt: skip
    store, dose = brought(boxes, record())
    assert (dose.micrograms, dose.given_at, dose.delivery) == (50, T0, "full")
    assert (dose.injected_by, dose.attempts) == ("J Marsh", 2)
    assert store.trial("T-0007").record.agreed_at == T0
    assert reading_of(dose, "left_hip_adductors").taken_at == T0 - timedelta(minutes=35)


def test_rule_22_when_the_goals_were_agreed_is_read_from_paper_and_compared_with_the_trial() -> None:
    boxes = {
        ("form|day", "value"): "18/11/2026",
        ("form|given_at", "value"): "09:40",
        ("form|micrograms", "value"): "50",
        ("form|reason", "value"): "agreed with the team",
        ("form|agreed_at", "value"): "09:10",
        ("form|agreed_by", "value"): "Ann and K Tan",
    }
    store, _ = brought(boxes, record())
    now = store.trial("T-0007").record
    assert (now.agreed_at, now.agreed_by) == (T0 - timedelta(minutes=30), "Ann and K Tan")
    assert now.agreed_typed_at is not None
    late = boxes | {("form|agreed_at", "value"): "17:05"}
    assert "before goals were agreed" in refusal(late, record())


def test_a_dose_given_on_paper_is_held_to_the_rules_of_every_dose() -> None:
    boxes = {
        ("form|day", "value"): "18/11/2026",
        ("form|given_at", "value"): "09:40",
        ("form|micrograms", "value"): "500",
    }
    sentence = refusal(boxes, record())
    assert "sheet Dose, cell C" in sentence
    assert "reason" in sentence


def test_ratings_events_words_and_the_asking_come_too() -> None:
    boxes = PEAK | {
        ("goal:g1|team", "+4h"): "+1",
        ("goal:g1|person", "+4h"): -1,
        ("form|asked", "value"): "yes",
        ("event|1", "time"): "15:52",
        ("event|1", "kind"): "headache",
        ("event|1", "severity"): "mild",
        ("event|1", "cause"): "lumbar puncture",
        ("words|1", "time"): "carer",
        ("words|1", "kind"): "+4h",
        ("words|1", "severity"): "=1+1 She laughed",
    }  # fmt: skip
    _, dose = brought(boxes)
    assert [(one.by, one.level) for one in dose.ratings] == [("team", 1), ("person", -1)]
    (event,) = dose.events
    assert (event.kind, event.cause, event.began_at) == ("headache", "lumbar_puncture", T0.replace(hour=15, minute=52))
    assert dose.events_asked
    assert [(one.by, one.slot, one.text) for one in dose.words] == [("carer", "+4h", "=1+1 She laughed")]


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        (SET | {(TONE, "baseline"): "5"}, "Left hip adductors takes one of 0, 1, 1+, 2, 3, 4"),
        (SET | {(TONE, "baseline"): "0 1 1+ 2 3"}, "Left hip adductors takes one of"),
        (SET | {(WALK, "baseline"): "16,2"}, "Time takes a number"),
        (SET | {(WALK, "baseline"): 9000}, "Time must be 1.5 to 600 s"),
        (SET | {(WALK, "baseline"): "=1+1"}, "This is a formula"),
        (SET | {(WALK, "baseline"): datetime(2026, 1, 2)}, "made a date of what was typed"),  # noqa: DTZ001
        (SET | {(WALK, "baseline"): "xU"}, "was unsafe to test: say why in the note"),
        (SET | {("observations|consciousness", "baseline"): "xA"}, "never recorded as asleep: rouse and score"),
        ({(TONE, "baseline"): "3"}, "There is no time for baseline"),
        ({("set|baseline", "time"): "09:05", (TONE, "baseline"): "3"}, "Nobody is named as assessor"),
        ({**SET, ("set|baseline", "time"): "9 o'clock", (TONE, "baseline"): "3"}, "is not a clock time"),
        ({**SET, ("set|baseline", "time"): "10:05", (TONE, "baseline"): "3"}, "cannot be after its T0"),
        ({("form|identifier", "value"): "RX7654321"}, "The hospital number is not the number of this trial"),
        ({("form|identifier", "value"): None}, "The hospital number must be that of this trial"),
        ({("form|given_at", "value"): "09:45"}, "The trial has T0 18 Nov 2026, 09:40"),
        ({("form|micrograms", "value"): 25}, "The trial has 50 micrograms"),
        ({("form|micrograms", "value"): "1e1000000"}, "1e1000000 is not an ordinary number"),
        ({("form|day", "value"): "01/01/0001"}, "The year 1 cannot be meant"),
        ({("form|asked", "value"): "perhaps"}, "neither yes nor no"),
        ({("event|1", "kind"): "hiccups", ("event|1", "time"): "12:00"}, "hiccups is none of drowsiness"),
        ({("event|1", "kind"): "headache", ("event|1", "time"): "12:00"}, "Say how severe it is"),
        (PEAK | {("goal:g1|team", "+4h"): "3"}, "A rating is one of"),
        ({("words|1", "severity"): "Good"}, "Say whose words these are"),
    ],
)
def test_each_box_that_cannot_be_is_named_by_sheet_and_cell_and_nothing_is_added(boxes: Boxes, said: str) -> None:
    sentence = refusal(boxes)
    assert sentence.startswith("form.xlsx: Nothing was added. sheet ")
    assert "cell " in sentence
    assert said in sentence


def test_every_problem_is_reported_at_once_with_its_own_cell() -> None:
    boxes = SET | {(TONE, "baseline"): "9", (WALK, "baseline"): "fast", ("pain|rating", "baseline"): "11"}
    store = store_with(record(GIVEN))
    form = filled(export(store, "T-0007", "proforma", by="K Tan", at=NOW), boxes)
    found = preview(store, form, by="M Okoro", at=NOW)
    assert len(found.problems) == 3
    assert found.facts == ()
    places = re.findall(r"^sheet (.+), cell (\w+):", "\n".join(found.problems), re.MULTILINE)
    assert {sheet for sheet, _ in places} == {"Tone", "Walking and function", "Comfort and care"}
    book = load_workbook(BytesIO(form))
    assert {str(book[sheet][cell].value) for sheet, cell in places} == {"9", "fast", "11"}


def test_a_preview_says_what_would_be_added_and_writes_nothing() -> None:
    store = store_with(record(GIVEN))
    boxes = SET | {(TONE, "baseline"): "3", (WALK, "baseline"): 590, ("pain|rating", "baseline"): "xD"}
    form = filled(export(store, "T-0007", "proforma", by="K Tan", at=NOW), boxes)
    before = store.trial("T-0007")
    found = preview(store, form, by="M Okoro", at=NOW)
    (said,) = found.says
    assert said.startswith("baseline, 18 Nov 2026, 09:05, assessed by R Lind: 2 values, 1 reason for none, 1 unusual: ")
    assert store.trial("T-0007") == before


def test_a_value_typed_meanwhile_is_never_overwritten() -> None:
    typed = Reading(
        slot="baseline", taken_at=T0 - timedelta(minutes=36), scale="modified_ashworth", item="left_hip_adductors",
        value="2", by="A Osei",
    )  # fmt: skip
    _, dose = brought(SET | {(TONE, "baseline"): "3"}, record(replace(GIVEN, readings=(typed,))))
    assert sorted(str(one.value) for one in dose.readings) == ["2", "3"]
    same = replace(typed, taken_at=T0 - timedelta(minutes=35), by="R Lind")
    sentence = refusal(SET | {(TONE, "baseline"): "3"}, record(replace(GIVEN, readings=(same,))))
    assert "recorded twice at this moment" in sentence


def test_a_signed_dose_takes_no_form_until_it_is_reopened() -> None:
    kept = read_record((DATA / "demo" / "walker_gains.json").read_bytes())
    store = store_with(kept)
    form = filled(export(store, kept.trial, "proforma", by="K", at=NOW), {("form|dose", "value"): 1})
    with pytest.raises(InvalidInput, match="A signed decision covers dose 1"):
        import_file(store, form, by="M Okoro", at=NOW)


def test_times_past_midnight_and_in_the_night_of_two_hours_fall_where_they_were() -> None:
    late = Dose(number=1, micrograms=Decimal(50), given_at=datetime(2026, 10, 24, 22, 30, tzinfo=UTC))
    boxes = {
        ("set|+2h", "time"): time(1, 40), ("set|+2h", "by"): "R Lind", ("pain|rating", "+2h"): 3,
        ("set|+4h", "time"): "02:35", ("set|+4h", "by"): "R Lind", ("pain|rating", "+4h"): 2,
    }  # fmt: skip
    _, dose = brought(boxes, record(late))
    assert [one.taken_at.astimezone(UTC) for one in dose.readings] == [
        datetime(2026, 10, 25, 0, 40, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 35, tzinfo=UTC),
    ]
    again = {("set|+2h", "time"): "01:10", ("set|+2h", "by"): "R Lind", ("pain|rating", "+2h"): 3}
    _, dose = brought(again, record(replace(late, given_at=late.given_at + timedelta(minutes=40))))  # type: ignore[operator]
    assert dose.readings[0].taken_at.astimezone(UTC) == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)


def test_a_day_beside_a_set_holds_for_what_was_measured_later() -> None:
    boxes = {
        ("set|extra", "value"): "19/11/2026", ("set|extra", "time"): "10:00", ("set|extra", "by"): "R Lind",
        ("pain|rating", "extra"): 3,
    }  # fmt: skip
    _, dose = brought(boxes)
    assert dose.readings[0].taken_at == datetime(2026, 11, 19, 10, 0, tzinfo=UTC)


def test_hostile_text_in_a_note_comes_back_unchanged() -> None:
    note = "=1+1 +44 @SUM <b>&amp;</b> \u202eright\u202c 😀"
    _, dose = brought(SET | {(TONE, "baseline"): f"3 / {note}"})
    assert reading_of(dose, "left_hip_adductors").note == note


def test_rows_may_be_moved_and_the_form_still_reads() -> None:
    store = store_with(record(GIVEN))
    book = load_workbook(
        BytesIO(filled(export(store, "T-0007", "proforma", by="K", at=NOW), SET | {(TONE, "baseline"): "3"}))
    )
    book["Tone"].insert_rows(4, 3)
    book["Tone"].title = "Muscles"
    out = BytesIO()
    book.save(out)
    import_file(store, out.getvalue(), by="M Okoro", at=NOW)
    assert reading_of(store.trial("T-0007").doses[0], "left_hip_adductors").value == "3"


def test_a_box_that_is_there_twice_is_refused() -> None:
    def doubled(form: bytes) -> bytes:
        book = load_workbook(BytesIO(form))
        book.copy_worksheet(book["Tone"])
        out = BytesIO()
        book.save(out)
        return out.getvalue()

    assert "twice" in refusal(SET | {(TONE, "baseline"): "3"}, form=doubled)


def test_a_form_of_another_trial_or_of_none_is_refused() -> None:
    store = store_with(record(GIVEN))
    form = export(store, "T-0007", "proforma", by="K", at=NOW)
    with refused(NotFound, match="There is no trial T-0099"):
        import_file(store, filled(form, {("form|trial", "value"): "T-0099"}), by="K", at=NOW)
    with pytest.raises(InvalidInput, match=r"^blank\.xlsx: The form does not say which trial"):
        import_file(store, form_of_template("short_ward", by="K", at=NOW), by="K", at=NOW, where="blank.xlsx")


# Files that are no forms


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def rewritten(form: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(form)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for member in source.infolist():
            content = source.read(member)
            made.writestr(member.filename, change(content) if member.filename == part else content)
    return out.getvalue()


def a_form() -> bytes:
    return form_of_template("short_ward", by="K", at=NOW)


def with_macros() -> bytes:
    plain, enabled = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    return rewritten(a_form(), "[Content_Types].xml", lambda part: part.replace(plain, enabled))


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def of_another_version() -> bytes:
    book = load_workbook(BytesIO(a_form()))
    for sheet in book:
        sheet["A1"] = FORMAT.replace("/1", "/2")
    return saved(book)


def an_export() -> bytes:
    return export(store_with(record(GIVEN)), "T-0007", "xlsx", by="K", at=NOW)


SHEET = "xl/worksheets/sheet1.xml"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "not a spreadsheet"),
        (lambda: b"PK\x03\x04 nothing more", "not a spreadsheet"),
        (lambda: zipped(a=b"b"), "not a spreadsheet"),
        (lambda: zipped(bomb=b"0" * 60_000_000), "unpacks to far more than a form"),
        (lambda: zipped(**{f"part{number}": b"" for number in range(400)}), "unpacks to far more than a form"),
        (lambda: b"PK" + b"0" * 5_000_000, "far larger than a form"),
        (lambda: rewritten(a_form(), SHEET, lambda part: ENTITY + part.split(b"?>", 1)[-1]), "entities of its own"),
        (
            lambda: rewritten(
                a_form(), SHEET, lambda part: (ENTITY + part.split(b"?>", 1)[-1]).decode().encode("utf-16")
            ),
            "entities of its own",
        ),
        (lambda: rewritten(a_form(), SHEET, lambda part: part[: len(part) // 2]), "not a spreadsheet"),
        (lambda: rewritten(a_form(), "xl/styles.xml", lambda _: b"<"), "not a spreadsheet"),
        (lambda: OLD_OFFICE + bytes(4_000), r"old kind \.xls; open it and save it as \.xlsx"),
        (lambda: OLD_OFFICE + bytes(4_000) + ENCRYPTED, r"by a password; take it off and save it as \.xlsx"),
        (
            lambda: zipped(**{"mimetype": OPEN_DOCUMENT, "content.xml": b"<a/>"}),
            r"\(\.ods\); open it and save it as \.xlsx",
        ),
        (lambda: zipped(**{"xl/workbook.bin": b"\0"}), r"of the kind \.xlsb; open it and save it as \.xlsx"),
        (lambda: b'<?xml version="1.0"?><office:document/>', r"\(\.fods, \.xml\); open it and save it as \.xlsx"),
        (lambda: b"\xef\xbb\xbf<html><table/></html>", r"web page.*open it and save it as \.xlsx"),
        (with_macros, r"may hold macros, as no form does; save it as \.xlsx"),
        (lambda: b"Name;Value", r"if it is one of another kind, save it as \.xlsx"),
        (lambda: saved(Workbook()), "is no proforma.*Take a blank one from the screen Import or the command proforma"),
        (of_another_version, "only itb-trial-proforma/1 can be read"),
        (an_export, "is no proforma"),
    ],
)
def test_what_is_no_form_is_refused_with_a_sentence(make: Callable[[], bytes], said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refusal:
        read_proforma(make())
    assert str(refusal.value).startswith("This ")


def test_no_warning_of_a_library_reaches_whoever_reads_a_form() -> None:
    def styleless(part: bytes) -> bytes:
        return re.sub(rb"<cellStyles.*?</cellStyles>", b"", part, flags=re.DOTALL)

    form = rewritten(a_form(), "xl/styles.xml", styleless)
    with pytest.warns(UserWarning, match="no default style"):
        load_workbook(BytesIO(form))
    assert read_proforma(form).text("form|dose") == ""  # a warning is an error in these tests


def test_a_form_that_lies_about_its_size_is_read_only_as_far_as_a_form_goes() -> None:
    def far(part: bytes) -> bytes:
        cells = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'
        merged = b'<mergeCells count="1"><mergeCell ref="A10:XFD1048576"/></mergeCells>'
        return part.replace(b"</sheetData>", cells).replace(b"<pageMargins", merged + b"<pageMargins", 1)

    found = read_proforma(rewritten(a_form(), SHEET, far))
    assert found.text("form|trial") == ""
    assert not any(box.text == "far" for box in found)


@cache
def blank_form() -> bytes:
    return a_form()


@cache
def trial_form() -> bytes:
    return export(store_with(record(GIVEN)), "T-0007", "proforma", by="K", at=NOW)


@slow(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_form_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    form = bytearray(blank_form())
    for _ in range(data.draw(st.integers(1, 20))):
        form[data.draw(st.integers(0, len(form) - 1))] = data.draw(st.integers(0, 255))
    with suppress(InvalidInput):  # any other exception fails
        assert read_proforma(bytes(form)).rows is not None


FREE_BOXES = [
    (TONE, "baseline"),
    ("form|dose", "value"),
    ("form|day", "value"),
    ("set|baseline", "time"),
    ("event|1", "time"),
    ("goal:g1|team", "+4h"),
]
TYPED = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30
)


@slow(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(FREE_BOXES), TYPED, max_size=4))
def test_whatever_is_written_into_boxes_is_stored_or_named(boxes: dict[tuple[str, str], str]) -> None:
    store = store_with(record(GIVEN))
    found = preview(store, filled(trial_form(), boxes), by="K", at=NOW)
    assert not (found.problems and found.facts)
    assert all(re.fullmatch(r"sheet .+, cell .+: .+\.", problem, re.DOTALL) for problem in found.problems)


def test_rule_32_a_failed_puncture_on_paper_needs_its_time_and_no_dose() -> None:
    boxes = {
        ("form|day", "value"): "18/11/2026",
        ("form|given_at", "value"): "09:40",
        ("form|delivery", "value"): "none",
        ("form|reason", "value"): "three attempts",
    }
    _, dose = brought(boxes, record())
    assert (dose.micrograms, dose.delivery, dose.tried_at, dose.given_at) == (None, "none", T0, None)
    assert dose.reason == "three attempts"
    store = store_with(record(replace(GIVEN, delivery="none", given_at=None, tried_at=T0)))  # 50 were planned
    form = load_workbook(BytesIO(export(store, "T-0007", "proforma", by="K Tan", at=NOW)))
    assert 50 not in {cell.value for row in form["Dose"].iter_rows() for cell in row}
    assert "50" not in {cell.value for row in form["Dose"].iter_rows() for cell in row}
