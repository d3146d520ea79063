"""A day that has everything to be read with care: each sentence is on the page and in every file."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.bundle import Bundle
from openpyxl import load_workbook

from tests.app.conftest import screen_of
from tests.unit.building import T0, achieve, at, dose, keep, measure, reading, trial
from tests.unit.worded import cautions
from trial.actions.importing import import_file
from trial.files.fhir import write_bundle
from trial.files.imprint import Made, imprint_of
from trial.files.page import write_page
from trial.files.record import read_record, write_record
from trial.files.workbook import write_workbook
from trial.ledger.facts import EarlierGoal, Trial
from trial.meaning.summary import Summary, summarise
from trial.store import Store

IMPRINT = {"service_name": "", "version": "0", "zone": ZoneInfo("Europe/London"), "made_at": at(600), "made_by": "K"}
SENTENCES = {
    "assessor changed": "Modified Ashworth at +4h by A Osei, baseline by K Tan.",
    "aid changed": (
        "10-metre walk at 2 h 00: more help: walking aid now walking frame or rollator, one stick at baseline: "
        "drawn, not counted."
    ),
    "sedated at the walk": "Not fully alert at +4h: 10-metre walk.",
    "late slot": "+4h taken at 5 h 00: Pain.",
    "baseline the day before": "Baseline from the day before: Stiffness.",
    "n of m assessed": "At the peak 6 of 7 measures assessed; not Knee gap.",
    "goals edited after the dose": (
        "“Walk to the gate” was edited after this dose, which is judged by what it said before."
    ),
    "unblinded": "Assessors knew the dose.",
}
EACH = pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)


def doubtful_day() -> Trial:
    """One dose with all of it, as it comes back from its record file."""
    walk, arms = ("ten_metre_walk", "seconds"), ("left_hip_adductors", "right_hip_adductors")
    agreed = achieve(*walk, "improves_percent", 20, agreed_at=T0 - timedelta(days=2))
    edited = replace(
        agreed,
        target=replace(agreed.target, amount=10) if agreed.target else None,
        agreed_at=at(600),
        earlier=(EarlierGoal(goal=agreed, until_at=at(600), by="K Tan", reason="10 would do"),),
    )
    given = dose(
        *(reading("modified_ashworth", item, "3", -30) for item in arms),
        *(reading("modified_ashworth", item, "1", 240, by="A Osei") for item in arms),
        *(reading("observations", "consciousness", token, at_) for token, at_ in (("A", -30), ("V", 238))),
        reading(*walk, 20, -30, conditions={"aid": "stick"}),
        reading(*walk, 24, 120, conditions={"aid": "walker"}),
        reading(*walk, 30, 240, conditions={"aid": "stick"}),
        reading("stiffness", "rating", 7, -23 * 60),
        reading("stiffness", "rating", 3, 241),
        reading("pain", "rating", 6, -30),
        reading("pain", "rating", 2, 300, slot="+4h"),
        reading("knee_gap", "centimetres", 10, -30),
        reading("knee_gap", "centimetres", 14, 60),
        events_asked=True,
        checklist={"assessor_blinded": False},
    )
    slots = ("baseline", "+1h", "+2h", "+4h")
    made = trial(
        given,
        measures=(
            measure("modified_ashworth", *arms),
            measure("observations", "consciousness", slots=("baseline", "+4h")),
            measure("ten_metre_walk", "seconds", "aid", slots=("baseline", "+2h", "+4h")),
            measure("stiffness", "rating", slots=("baseline", "+4h")),
            measure("pain", "rating", slots=("baseline", "+4h")),
            measure("knee_gap", "centimetres", slots=slots),
        ),
        goals=(edited, keep("assistance", "sit_to_stand", "not_worse_by_steps", 1)),
    )
    return Trial(record=read_record(write_record(made.record)), entries=1, fingerprint="ab" * 32)


@pytest.fixture(scope="module")
def day() -> Trial:
    return doubtful_day()


@pytest.fixture(scope="module")
def meant(day: Trial) -> Summary:
    return summarise(day)


@pytest.fixture(scope="module")
def files(day: Trial, meant: Summary) -> dict[str, str]:
    """Every text of each file that a person reads, by format."""
    imprint = imprint_of(day, Made(**IMPRINT))
    book = load_workbook(BytesIO(write_workbook(meant, imprint, ())))
    bundle = Bundle.model_validate_json(write_bundle(meant, imprint))
    letter = next(one.resource for one in bundle.entry if one.resource.get_resource_type() == "Composition")
    return {
        "xlsx": " ".join(
            str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
        ),
        "html": _words(write_page(meant, imprint).decode()),
        "fhir": _words(" ".join(one.text.div for one in letter.section)),
    }


@pytest.fixture
def screen(day: Trial, store: Store) -> Callable[[], str]:
    """What the Review screen says."""

    def run() -> str:
        import_file(store, write_record(day.record), by="K Tan", at=at(600))
        shown = screen_of("review", day.id).run()
        assert not shown.exception
        return _words("".join(one.proto.body for one in shown.get("html")))

    return run


def _words(html: str) -> str:
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return _plain(unescape(re.sub(r"<[^>]+>", " ", text)))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def test_the_day_has_every_one_of_them_once(meant: Summary) -> None:
    told = [_plain(one) for one in cautions(meant)]
    assert {name: told.count(sentence) for name, sentence in SENTENCES.items()} == dict.fromkeys(SENTENCES, 1)


@EACH
@pytest.mark.parametrize("name", ["xlsx", "html", "fhir"])
def test_every_file_says_it(files: dict[str, str], name: str, sentence: str) -> None:
    assert sentence in _plain(files[name])


def test_the_review_page_says_each_of_them(screen: Callable[[], str]) -> None:
    said = screen()
    assert {name: sentence in said for name, sentence in SENTENCES.items()} == dict.fromkeys(SENTENCES, True)
