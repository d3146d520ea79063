"""The shell's newer files: the page, the bundle and the paper twin go out, and a filled form comes in."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from trial import cli
from trial.files.proforma.xlsx_reader import ENCRYPTED, OLD_OFFICE
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


def zipped(**parts: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def styleless(data: bytes) -> bytes:
    """The same workbook, of which openpyxl warns."""
    with ZipFile(BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    styles = re.sub(rb"<cellStyles.*?</cellStyles>", b"", parts["xl/styles.xml"], flags=re.DOTALL)
    return zipped(**parts | {"xl/styles.xml": styles})


def macros(data: bytes) -> bytes:
    with ZipFile(BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    plain, enabled = b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    kinds = parts["[Content_Types].xml"].replace(plain, enabled)
    return zipped(**parts | {"[Content_Types].xml": kinds})


def test_each_spreadsheet_that_is_no_form_gets_one_line_that_says_what_to_do_and_no_warning(
    run: Run, tmp_path: Path
) -> None:
    budget = BytesIO()
    Workbook().save(budget)
    files = {
        "ward.xls": (OLD_OFFICE + bytes(4_000), "open it and save it as .xlsx."),
        "ward.ods": (zipped(**{"content.xml": b"<a/>"}), "open it and save it as .xlsx."),
        "ward.fods": (b'<?xml version="1.0"?><office:document/>', "open it and save it as .xlsx."),
        "locked.xlsx": (OLD_OFFICE + bytes(4_000) + ENCRYPTED, "take it off and save it as .xlsx."),
        "ward.xlsm": (macros(budget.getvalue()), "save it as .xlsx."),
        "budget.xlsx": (styleless(budget.getvalue()), "fill it in and save it as .xlsx."),
    }
    for name, (data, _) in files.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-W", "always", "-m", "trial", "import", *files]
    known = {"PYTHONPATH": str(HOME), "ITB_DATABASE_URL": f"sqlite:///{tmp_path / 'trials.db'}"}
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | known, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [*files]
    assert [line for line, (_, what) in zip(lines, files.values(), strict=True) if not line.endswith(what)] == []


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
