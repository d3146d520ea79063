"""Whatever a trial holds, every format and page is written; its workbook has well-formed parts and no formula."""

from io import BytesIO
from typing import get_args
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.unit.building import dose, hourly, trial
from tests.unit.random_trials import faces_of, random_trial, workbook_of
from trial.files.workbook import SHEETS
from trial.ledger.facts import Status, Trial

A_FEW = 12
MEASURES = (("pain", "rating"), ("modified_ashworth", "left_hip_adductors"), ("ten_metre_walk", "seconds"))


def check(trial: Trial) -> None:
    data = workbook_of(trial)
    with ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            ElementTree.fromstring(parts.read(name))  # noqa: S314 - our own file
    book = load_workbook(BytesIO(data))
    assert tuple(book.sheetnames) == SHEETS
    found = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert found & {"f", "e"} == set()


@pytest.mark.parametrize("seed", range(A_FEW))
def test_any_trial_makes_a_whole_workbook(seed: int) -> None:
    check(random_trial(seed))


@pytest.mark.parametrize("seed", range(A_FEW, 2 * A_FEW))
def test_any_trial_is_written_in_every_format_and_on_every_page(seed: int) -> None:
    assert [name for name, data in faces_of(random_trial(seed)) if not data] == []


@pytest.mark.parametrize("status", [status for status in get_args(Status) if status != "measured"])
def test_a_trial_of_one_status_alone_makes_a_whole_workbook(status: str) -> None:
    check(trial(dose(*(hourly(scale, item, [status] * 8) for scale, item in MEASURES))))
