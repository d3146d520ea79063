"""The shell's newer files: the page, the bundle and the paper twin go out, and a filled form comes in."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from trial import cli
from trial.settings import HOME, settings

DEMONSTRATION = HOME / "data" / "demo" / "under_way.json"
Run = Callable[..., tuple[int, bytes, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    """Run a command on a database of its own that holds one demonstration trial."""
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'trials.db'}")
    monkeypatch.setenv("ITB_TIMEZONE", "Europe/London")
    settings.cache_clear()

    def run(*arguments: str) -> tuple[int, bytes, str]:
        code = cli.main(arguments)
        out, error = capfdbinary.readouterr()
        return code, out, error.decode()

    assert run("import", str(DEMONSTRATION))[0] == 0
    yield run
    settings.cache_clear()


def test_the_page_goes_out_to_a_file_and_to_standard_output(run: Run, tmp_path: Path) -> None:
    code, out, error = run("export", "demo-birch", "--format", "html")
    assert (code, error) == (0, "")
    assert out.startswith(b"<!doctype html>")
    assert run("export", "demo-birch", "--format", "html", "-o", str(tmp_path / "page.html"))[:2] == (0, b"")
    assert (tmp_path / "page.html").read_bytes().startswith(b"<!doctype html>")


def test_the_bundle_goes_out_as_json(run: Run) -> None:
    code, out, _ = run("export", "demo-birch", "--format", "fhir")
    assert code == 0
    assert json.loads(out)["resourceType"] == "Bundle"


@pytest.mark.parametrize("form", ["xlsx", "html", "fhir"])
def test_every_trial_at_once_comes_only_as_a_table_or_as_records(form: str, run: Run) -> None:
    code, out, error = run("export", "--all", "--format", form)
    assert (code, out) == (2, b"")
    assert error.startswith("Every trial at once comes as csv or json.")


def test_the_blank_form_comes_for_a_trial_or_for_a_template(run: Run, tmp_path: Path) -> None:
    for arguments in (("demo-birch",), ("--plan", "short_ward")):
        assert run("proforma", *arguments, "-o", str(tmp_path / "form.xlsx"))[:2] == (0, b"")
        book = load_workbook(tmp_path / "form.xlsx")
        assert book.sheetnames[0] == "Dose"
    assert run("proforma")[0] == 2
    assert run("proforma", "demo-birch", "--plan", "short_ward")[0] == 2
    for arguments, said in (
        (("T-9999",), "There is no trial T-9999"),
        (("--plan", "none"), "There is no template none"),
    ):
        code, out, error = run("proforma", *arguments)
        assert (code, out) == (1, b"")
        assert said in error


def test_a_filled_form_comes_in_says_what_it_added_and_adds_nothing_twice(run: Run, tmp_path: Path) -> None:
    book = load_workbook(BytesIO(run("proforma", "demo-birch")[1]))
    boxes = {("set|+3h", "time"): "13:41", ("set|+3h", "by"): "R Lind", ("observations|systolic", "+3h"): 118}
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
        rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
        for (row, column), value in boxes.items():
            if row in rows and column in columns:
                sheet.cell(rows[row], columns[column]).value = value
    path = tmp_path / "filled.xlsx"
    book.save(path)
    code, out, _ = run("import", str(path))
    assert code == 0
    assert b"demo-birch: +3h, 19 Nov 2026, 13:41, assessed by R Lind: 1 value." in out
    code, out, _ = run("import", str(path))
    assert code == 0
    assert b"nothing added" in out
    book["Observations"].cell(8, 9).value = "high"
    book.save(path)
    code, out, error = run("import", str(path), str(DEMONSTRATION))
    assert (code, out) == (1, b"")
    bad, changed = error.splitlines()
    assert bad.startswith(f"{path}: Nothing was added. sheet Observations, cell I8: ")
    assert changed.startswith(f"{DEMONSTRATION}: demo-birch is already there with other content")
