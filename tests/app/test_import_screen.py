"""The Import screen: files are looked at before anything is written, each added or refused on its own."""

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import streamlit as st
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from tests.app.conftest import screen_of
from trial.actions import exporting
from trial.actions.importing import import_file
from trial.elements.downloads import NOTICES
from trial.errors import StoreUnavailable
from trial.settings import HOME
from trial.store import Store

DEMONSTRATION = HOME / "data" / "demo" / "under_way.json"
NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HOSTILE = "a*b*_c_<img src=x>.json"


def screen() -> AppTest:
    shown = screen_of("exchange").run()
    assert not shown.exception
    return shown


def upload(shown: AppTest, *files: tuple[str, bytes]) -> AppTest:
    shown.file_uploader[0].set_value([(name, data, "application/octet-stream") for name, data in files])
    shown.run()
    assert not shown.exception
    return shown


def said(shown: AppTest) -> str:
    return "\n".join(one.value for one in (*shown.text, *shown.error, *shown.caption, *shown.markdown))


def add(shown: AppTest) -> AppTest:
    shown.button(key="exchange.add").click().run()
    assert not shown.exception
    return shown


def form(store: Store, *boxes: tuple[str, str, Any]) -> bytes:
    """The demonstration trial's form with these boxes filled in."""
    book = load_workbook(BytesIO(exporting.export(store, "demo-birch", "proforma", by="K Tan", at=NOW)))
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for row, column, value in boxes:
            if row in rows and column in columns:
                sheet.cell(rows[row], columns[column]).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


SET = (("set|+3h", "time", "13:41"), ("set|+3h", "by", "R Lind"))


def test_a_record_is_shown_before_anything_is_written_and_then_added(store: Store) -> None:
    shown = upload(screen(), ("birch.json", DEMONSTRATION.read_bytes()))
    assert "A new trial, demo-birch: DEMO-0005, DEMO BIRCH." in said(shown)
    assert "3 goals, 1 dose, 70 readings, 0 signed decisions." in said(shown)
    assert [*store.trials()] == []
    shown = add(shown)
    assert [*store.trials()] == ["demo-birch"]
    assert "birch.json: done" in said(shown)
    assert "demo-birch added." in said(shown)
    assert len(shown.file_uploader[0].value or []) == 0


def test_a_filled_form_says_what_it_adds_and_adds_it_as_transcribed(store: Store) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)
    data = form(store, *SET, ("observations|systolic", "+3h", 118))
    before = store.trial("demo-birch").entries
    shown = upload(screen(), ("ward.xlsx", data))
    assert "For DEMO BIRCH, DEMO-0005." in said(shown)
    assert "+3h, 19 Nov 2026, 13:41, assessed by R Lind: 1 value." in said(shown)
    assert store.trial("demo-birch").entries == before
    shown = add(shown)
    assert "demo-birch: +3h, 19 Nov 2026, 13:41, assessed by R Lind: 1 value." in said(shown)
    (added,) = [one for one in store.trial("demo-birch").doses[0].readings if one.transcribed]
    assert (added.value, added.by, added.typed_by) == (118, "R Lind", "K Tan")


def test_what_is_wrong_with_a_form_is_listed_box_by_box_and_there_is_nothing_to_press(store: Store) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)
    data = form(store, *SET, ("observations|systolic", "+3h", "high"), ("stiffness|rating", "+4h", 3))
    shown = upload(screen(), ("ward.xlsx", data))
    assert "Nothing of this file is added until this is mended (3)." in said(shown)
    assert "Sheet Observations, cell" in said(shown)
    assert "Systolic takes a number." in said(shown)
    assert "There is no time for +4h" in said(shown)
    assert not [one for one in shown.button if one.key == "exchange.add"]


def test_each_file_is_imported_or_refused_by_itself(store: Store) -> None:
    bad = json.dumps({"format": "itb-trial-record/1", "trial": "T 1", "person": {"identifier": "X"}}).encode()
    shown = upload(
        screen(), ("bad.json", bad), ("birch.json", DEMONSTRATION.read_bytes()), ("photo.xlsx", b"PK no spreadsheet")
    )
    text = said(shown)
    assert '"T 1" is no trial id' in text
    assert "This is not a spreadsheet" in text
    assert "2 files add nothing." in text
    add(shown)
    assert [*store.trials()] == ["demo-birch"]


def test_a_spreadsheet_of_another_kind_says_what_to_do(store: Store) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000)
    shown = upload(screen(), ("ward.xls", old), ("ward.ods", zipped("content.xml")), ("ward.xlsx", zipped("a")))
    text = said(shown)
    assert "This is a spreadsheet of the old kind .xls; open it and save it as .xlsx." in text
    assert "This is a spreadsheet of the kind OpenDocument (.ods); open it and save it as .xlsx." in text
    assert "This is not a spreadsheet of the kind .xlsx; if it is one of another kind, save it as .xlsx." in text
    assert "None of these files adds anything as it is." in text


def zipped(name: str) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr(name, b"<a/>")
    return out.getvalue()


def test_a_trial_that_is_there_already_is_said_and_not_offered(store: Store) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)
    shown = upload(screen(), ("birch.json", DEMONSTRATION.read_bytes()))
    assert "demo-birch is there already with the same content" in said(shown)
    tree = json.loads(DEMONSTRATION.read_bytes())
    tree["person"]["name"] = "SOMEBODY ELSE"
    shown = upload(screen(), ("birch.json", json.dumps(tree).encode()))
    assert "the first difference is at person.name" in said(shown)
    assert not [one for one in shown.button if one.key == "exchange.add"]


def test_what_came_in_between_is_refused_with_its_sentence(store: Store) -> None:
    shown = upload(screen(), ("birch.json", DEMONSTRATION.read_bytes()))
    tree = json.loads(DEMONSTRATION.read_bytes())
    tree["person"]["name"] = "SOMEBODY ELSE"
    import_file(store, json.dumps(tree).encode(), by="shell:tester", at=NOW)
    shown.button(key="exchange.add").click().run()
    assert not shown.exception
    assert store.trial("demo-birch").person.name == "SOMEBODY ELSE"


def test_a_file_name_is_shown_as_text_and_nothing_else(store: Store) -> None:
    shown = upload(screen(), (HOSTILE, b"{}"))
    assert HOSTILE in [one.value for one in shown.text]
    assert not any(HOSTILE in one.value for one in shown.markdown)


def test_the_blank_form_of_a_template_or_of_the_open_trial_can_be_had(store: Store) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)
    shown = screen_of("exchange", "demo-birch")
    shown.run()
    assert not shown.exception
    labels = [one.label for one in shown.get("download_button")]
    assert labels == ["Download the blank form of demo\\-birch"]
    shown.selectbox(key="exchange.template").select("short_ward").run()
    assert not shown.exception
    assert len(shown.get("download_button")) == 2
    shown = screen_of("exchange", "T-9999")
    assert not shown.run().exception
    assert not shown.get("download_button")


def test_all_readings_come_as_one_table_with_its_dictionary(store: Store) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)
    shown = screen()
    shown.button(key="exchange.table.make").click().run()
    assert not shown.exception
    offered = {one.proto.label for one in shown.get("download_button")}
    assert "Download the table" in offered
    assert not shown.warning


def test_a_table_that_could_not_be_entered_in_the_service_ledger_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)

    def broken(*_: Any, **__: Any) -> None:
        raise StoreUnavailable("The database is read-only; nothing was changed.")

    monkeypatch.setattr(store, "note", broken)
    shown = screen()
    shown.button(key="exchange.table.make").click().run()
    (warning,) = [one.value for one in shown.warning]
    assert "could not be entered in the service's own ledger" in warning
    assert "Download the table" in {one.proto.label for one in shown.get("download_button")}


def test_a_notice_from_making_a_file_is_shown_on_the_page(store: Store) -> None:
    shown = screen_of("exchange")
    shown.session_state[NOTICES] = {"a.csv": ["The file is complete, but nobody noted it."] * 2}
    shown.run()
    assert [one.value for one in shown.warning] == ["The file is complete, but nobody noted it."]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (StoreUnavailable("The database is away."), "could not be made. The database is away."),
        (ZeroDivisionError("RX1234567"), "could not be made. A fault of this program, which its log names."),
    ],
)
def test_a_file_that_could_not_be_made_is_said_on_the_page_and_no_more_once_it_is_made(
    store: Store, monkeypatch: pytest.MonkeyPatch, fault: Exception, said: str
) -> None:
    import_file(store, DEMONSTRATION.read_bytes(), by="shell:tester", at=NOW)
    buttons: dict[str, Any] = {}
    monkeypatch.setattr(st, "download_button", lambda label, **told: buttons.update({label: told}))
    shown = screen_of("exchange", "demo-birch")
    shown.run()
    (button,) = buttons.values()
    with monkeypatch.context() as away:
        away.setattr(store, "trial", lambda _: (_ for _ in ()).throw(fault))
        with pytest.raises(type(fault)):
            button["data"]()
    shown.run()
    assert [one.value for one in shown.warning] == [f"demo-birch-proforma.xlsx {said}"]
    assert not shown.exception
    assert button["data"]().startswith(b"PK")
    assert not shown.run().warning
