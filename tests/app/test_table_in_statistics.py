"""The table of every trial's readings loads in pandas and in R with the types that its dictionary says."""

import csv
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.temporary_store import TemporaryStore
from trial.actions import exporting, importing
from trial.files.data_dictionary import write_dictionary

AT = datetime(2026, 11, 28, 9, 14, tzinfo=UTC)
IN_PANDAS = {"text": "str", "free text": "str", "number": "float64", "whole number": "int64", "true or false": "bool"}
IN_R = {
    "text": "character", "free text": "character", "time": "character", "number": "numeric", "whole number": "integer",
    "true or false": "logical",
}  # fmt: skip


@pytest.fixture(scope="module")
def types() -> dict[str, str]:
    """By column, what the dictionary says that it holds."""
    rows = csv.DictReader("".join(write_dictionary()).splitlines())
    return {row["key"]: row["type"] for row in rows if row["kind"] == "column"}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store, path = TemporaryStore(), tmp_path_factory.mktemp("table") / "readings.csv"
    importing.add_demonstration(store, by="K Tan", at=AT)
    path.write_bytes(b"".join(exporting.export_all(store, "csv", by="K Tan", at=AT)))
    return path


def test_pandas_reads_it_with_the_types_of_the_dictionary(table: Path, types: dict[str, str]) -> None:
    known = {name: IN_PANDAS[kind] for name, kind in types.items() if kind in IN_PANDAS}
    times = [name for name, kind in types.items() if kind == "time"]
    missing = {name: [""] for name, kind in types.items() if kind == "number"}
    frame = pd.read_csv(table, dtype=known, keep_default_na=False, na_values=missing)
    assert [*frame.columns] == [*types]
    assert {name: str(frame[name].dtype) for name in ("dose", "number", "unusual")} == {
        "dose": "int64", "number": "float64", "unusual": "bool",
    }  # fmt: skip
    for name in times:
        given = frame[name][frame[name] != ""]
        assert str(pd.to_datetime(given, utc=True).dtype).endswith("UTC]")
    tone = frame[frame.scale == "modified_ashworth"]
    assert {"0", "1", "1+", "2", "3"} <= {*tone.value}
    assert tone.number.isna().all()
    assert {*tone["rank"][tone.value == "1+"]} == {2.0}


def test_pandas_left_to_itself_gets_numbers_and_yes_or_no_right(table: Path) -> None:
    frame = pd.read_csv(table)
    kinds = {name: frame[name].dtype.kind for name in ("dose", "minutes", "number", "unusual", "corrections")}
    assert kinds == {"dose": "i", "minutes": "f", "number": "f", "unusual": "b", "corrections": "i"}
    walk = frame[(frame.trial == "demo-rowan") & (frame.dose == 2) & (frame.item == "seconds") & (frame.slot == "+4h")]
    assert [*walk.number] == [16.2]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_it_with_the_types_of_the_dictionary(table: Path, types: dict[str, str]) -> None:
    classes = ",".join(f'{name}="{IN_R[kind]}"' for name, kind in types.items())
    script = (
        f'r <- read.csv("{table}", colClasses=c({classes}), encoding="UTF-8");'
        'systolic <- mean(r$number[r$item == "systolic"], na.rm=TRUE);'
        'cat(nrow(r), sum(r$value == "1+"), systolic, class(r$dose), class(r$unusual), sep="|")'
    )
    done = subprocess.run(["Rscript", "--vanilla", "-e", script], capture_output=True, text=True, check=True)
    with table.open(newline="") as lines:
        rows = [*csv.DictReader(lines)]
    systolic = [float(row["number"]) for row in rows if row["item"] == "systolic" and row["number"]]
    grades = sum(row["value"] == "1+" for row in rows)
    found = done.stdout.split("|")
    assert float(found[2]) == pytest.approx(sum(systolic) / len(systolic), rel=1e-5)
    assert (int(found[0]), int(found[1]), *found[3:]) == (len(rows), grades, "integer", "logical")
