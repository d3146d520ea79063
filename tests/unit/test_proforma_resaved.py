"""A filled paper form that somebody's spreadsheet program opened and saved, as another format even, still comes in."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.temporary_store import TemporaryStore
from trial.actions import exporting
from trial.actions.importing import import_file
from trial.settings import DATA

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
BOXES: dict[tuple[str, str], object] = {
    ("set|+3h", "time"): "13:41", ("set|+3h", "by"): "R Lind",
    ("observations|systolic", "+3h"): 118, ("observations|temperature", "+3h"): 36.5,
    ("observations|consciousness", "+3h"): "A", ("observations|on_oxygen", "+3h"): "no",
    ("modified_ashworth|left_hip_adductors", "+3h"): "1+", ("modified_ashworth|right_hip_adductors", "+3h"): 2,
}  # fmt: skip


def filled(store: TemporaryStore) -> bytes:
    book = load_workbook(BytesIO(exporting.export(store, "demo-birch", "proforma", by="K Tan", at=NOW)))
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1] if cell.value}
        for row in range(2, sheet.max_row + 1):
            for name, column in columns.items():
                if (box := (sheet.cell(row, 1).value, name)) in BOXES:
                    sheet.cell(row, column).value = BOXES[box]
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.skipif(shutil.which("libreoffice") is None, reason="LibreOffice is not installed (libreoffice-calc)")
def test_a_form_saved_as_an_open_document_and_back_adds_the_same(tmp_path: Path) -> None:
    store = TemporaryStore()
    import_file(store, (DATA / "demo" / "under_way.json").read_bytes(), by="K Tan", at=NOW)
    before, form = store.trial("demo-birch").entries, tmp_path / "form.xlsx"
    form.write_bytes(filled(store))
    for target, source in (("ods", form), ("xlsx", tmp_path / "form.ods")):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["libreoffice", profile, "--headless", "--convert-to", target, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True)
        if target == "ods":
            form.unlink()
    done = import_file(store, form.read_bytes(), by="K Tan", at=NOW, where="form.xlsx")
    assert done.says == ("+3h, 19 Nov 2026, 13:41, assessed by R Lind: 6 values.",)
    assert store.trial("demo-birch").entries == before + 6
    (dose,) = store.trial("demo-birch").doses
    came = {(one.scale, one.item): one.value for one in dose.readings if one.transcribed}
    assert (came["modified_ashworth", "left_hip_adductors"], came["modified_ashworth", "right_hip_adductors"]) == (
        "1+", "2",
    )  # fmt: skip
    assert str(came["observations", "temperature"]) == "36.5"
