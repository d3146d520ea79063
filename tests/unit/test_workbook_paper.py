"""The workbook on paper: opened by LibreOffice without repair, its Summary on exactly one A4 page."""

import re
import shutil
import subprocess
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.building import T0, achieve, at, dose, hourly, keep, reading, trial
from trial.files.imprint import Made, imprint_of
from trial.files.workbook import write_workbook
from trial.ledger.facts import Action, Decision, Goal, Plan, Trial, Words
from trial.meaning.summary import summarise

LONG = "Donaudampfschifffahrtsgesellschaftskapitän " * 60


def busy() -> Trial:
    """Three doses, six goals, words without end, every text of the decision long."""
    goals: list[Goal] = [
        achieve("ten_metre_walk", "seconds", "at_most", 17.6, "g1"),
        keep("assistance", "sit_to_stand", "not_worse_by_steps", 1, "g2"),
        achieve("pain", "rating", "at_most", 3, "g3"),
        Goal(id="g4", kind="achieve", words=LONG),
        Goal(id="g5", kind="achieve", words="x" * 400, testable="proxy", proxy="knee gap"),
        Goal(id="g6", kind="keep", words="Sleep through the night", testable="not_today"),
    ]
    doses = []
    for number in (1, 2, 3):
        given = T0 + timedelta(days=7 * number)
        readings = [
            hourly("ten_metre_walk", "seconds", [22, 21, 19, "unable_pain", 16, 17, 20, 22], given_at=given),
            hourly("assistance", "sit_to_stand", ["4", "4", "1", "1", "4", "4", "4", "4"], given_at=given),
            hourly("pain", "rating", [6, 5, 4, 3, 2, 2, 3, 5], given_at=given),
        ]
        said = tuple(Words(by="person", slot=f"+{hour}h", text=LONG) for hour in (1, 2, 3))
        doses.append(dose(*readings, number=number, given_at=given, words=said, micrograms=Decimal("37.5")))
    decision = Decision(
        outcome="infusion_trial",
        reason=LONG,
        present=(LONG,),
        person_agrees="unsure",
        person_words=LONG,
        dissent=LONG,
        conditions=LONG,
        actions=(Action(what=LONG, who="M Okoro"),) * 6,
        signed_by="J Marsh",
        signed_at=T0 + timedelta(days=30),
    )
    person = {"name": "Wolfeschlegelsteinhausenbergerdorff " * 4, "diagnosis": LONG}
    return trial(*doses, goals=goals, decisions=[decision], plan=Plan(question=LONG), person=person)


TRIALS = {
    "nothing": trial(),
    "minimal": trial(dose([reading("pain", "rating", 6, -30)], given_at=None), goals=[Goal(id="g1", kind="achieve")]),
    "one_dose": trial(
        dose(hourly("pain", "rating", [6, 5, 4, "asleep", 2, 2, 3, 5]), events_asked=True),
        goals=[achieve("pain", "rating", "at_most", 3)],
    ),
    "busy": busy(),
}


def written(trial: Trial) -> bytes:
    made: dict[str, Any] = {"service_name": "Ward 7", "version": "0.1.0", "zone": ZoneInfo("UTC")}
    imprint = imprint_of(trial, Made(made_at=at(600), made_by="K Tan", **made))
    return write_workbook(summarise(trial), imprint, ())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of every printed page of each workbook."""
    for program, package in (("libreoffice", "libreoffice-calc"), ("pdftotext", "poppler-utils")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed on this machine (Debian: apt-get install {package}).")
    folder = tmp_path_factory.mktemp("paper")
    for name, printed in TRIALS.items():
        (folder / f"{name}.xlsx").write_bytes(written(printed))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = ["libreoffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*convert, *(str(folder / f"{name}.xlsx") for name in TRIALS)], check=True, capture_output=True)
    return {name: _pages(folder / f"{name}.pdf") for name in TRIALS}


def _pages(pdf: Path) -> list[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return text.stdout.split("\f")[:-1]


@pytest.mark.parametrize("name", TRIALS)
def test_the_summary_is_exactly_one_page_however_much_there_is_to_say(name: str, pages: dict[str, list[str]]) -> None:
    of = [re.search(r"(\w+), page \d+ of \d+", page) for page in pages[name]]
    sheets = [found[1] for found in of if found]
    assert len(sheets) == len(pages[name])
    assert sheets.count("Summary") == 1
    assert sheets[0] == "Summary"
    assert "sha256" in pages[name][0]


def test_every_printed_page_carries_the_identifiers_and_draft(pages: dict[str, list[str]]) -> None:
    for page in pages["one_dose"]:
        assert "RX1, born 04 May 1971" in page
        assert "DRAFT: NOT YET DECIDED" in page


def test_printed_charts_show_their_axes(pages: dict[str, list[str]]) -> None:
    (charts,) = [page for page in pages["one_dose"] if "Charts, page" in page]
    assert "hours from end of injection" in charts
    assert re.search(r"-1\s+0\s+1\s+2\s+3\s+4\s+5\s+6\s+7\s+8", charts)
    assert "dose 1" in charts


def test_a_busy_summary_says_where_the_rest_stands(pages: dict[str, list[str]]) -> None:
    summary = pages["busy"][0]
    assert "in full on the sheets behind" in summary
    assert "Signed: INFUSION TRIAL" in summary
