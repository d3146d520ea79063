"""Every screen by a cold deep link: inside the frame, whose trial it is in sight, nothing too small or too wide."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import HOME, OF_A_TRIAL, SCREENS, WAIT, Served, follow, free_port
from tests.unit.building import T0
from tests.unit.random_trials import random_trial
from trial.actions.importing import entries_of
from trial.files.record import read_record
from trial.ledger.facts import Record
from trial.store import open_store

EVERY = [read_record(file.read_bytes()) for file in sorted((HOME / "data" / "demo").glob("*.json"))]
RECORDS = EVERY if os.environ.get("ITB_LONG_TESTS") else [one for one in EVERY if one.trial == "demo-birch"]
"""The one with a dose under way; all of them with the long tests."""
RANDOM_TRIALS = int(os.environ.get("ITB_RANDOM_TRIALS", "2"))
TOO_SMALL = """() => [...document.querySelectorAll(
    '.stMain [data-testid^=stBaseButton], .stMain .stButtonGroup button, .stMain .stPageLink a, '
    + '.stMain [role=tab], .stMain summary, [data-testid=stTopNavLink]')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height < 43.5)
  .map(one => `${one.innerText.trim()}: ${one.getBoundingClientRect().height}`)"""
A4 = 718
"""Pixels of a sheet between the margins that a browser leaves."""
TOO_WIDE = """() => [document.documentElement, document.querySelector('.stMain')]
  .filter(one => one.scrollWidth > one.clientWidth + 1).map(one => `${one.tagName} ${one.scrollWidth}`)"""


def look(page: Page, screen: str) -> None:
    """What must be true of every screen, wide, narrow and on paper."""
    expect(page.get_by_role("link", name="Trials", exact=True).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    for width in (1280, 768):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(250)
        assert page.evaluate(TOO_WIDE) == [], f"{screen} at {width}"
        assert page.evaluate(TOO_SMALL) == [], f"{screen} at {width}"
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4, "height": 1000})
    page.wait_for_timeout(250)
    assert page.evaluate(TOO_WIDE) == [], f"{screen} on paper"
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.trial)
def test_every_screen_of_a_trial_says_whose_it_is(demonstrated: Served, page: Page, record: Record) -> None:
    for screen in sorted(OF_A_TRIAL):
        follow(page, f"{demonstrated.url}/{screen}?trial={record.trial}")
        for identifier in (record.person.identifier, record.person.name):
            seen = page.get_by_text(re.compile(re.escape(identifier))).locator("visible=true")
            expect(seen.first).to_be_visible(timeout=WAIT)
        look(page, screen)
        assert f"trial={record.trial}" in page.url


@pytest.fixture
def random_service(tmp_path: Path) -> Iterator[Served]:
    """The app on a database of random trials."""
    database = tmp_path / "trials.db"
    environment = os.environ | {"ITB_DATABASE_URL": f"sqlite:///{database}", "ITB_TIMEZONE": "Europe/London"}
    served = Served(free_port(), database, environment)
    with closing(open_store(served.database_url)) as store:
        for seed in range(RANDOM_TRIALS):
            trial = random_trial(seed)
            entries = [*entries_of(replace(trial.record, trial=f"random-{seed}"))]
            store.append(f"random-{seed}", lambda _, entries=entries: entries, at=T0, by="K Tan")  # type: ignore[misc]
    served.start()
    yield served
    served.stop()


def test_every_screen_of_a_random_trial_fits_its_paper(random_service: Served, page: Page) -> None:
    """So many by `ITB_RANDOM_TRIALS=500 uv run pytest tests/browser/test_every_screen.py -k random`."""
    faults = []
    for seed in range(RANDOM_TRIALS):
        for screen in sorted(OF_A_TRIAL):
            page.emulate_media(media="screen")
            follow(page, f"{random_service.url}/{screen}?trial=random-{seed}")
            page.emulate_media(media="print")
            page.set_viewport_size({"width": A4, "height": 1000})
            page.wait_for_timeout(150)
            broken = page.locator("[data-testid=stException]").count()
            faults += [f"seed {seed}, {screen}: {fault}" for fault in (*page.evaluate(TOO_WIDE), *["broken"] * broken)]
    assert faults == []


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_without_a_trial(demonstrated: Served, page: Page, screen: str) -> None:
    follow(page, f"{demonstrated.url}/{screen}")
    if screen in OF_A_TRIAL:
        expect(page.get_by_text("No trial is open")).to_be_visible(timeout=WAIT)
    else:
        expect(page.get_by_role("heading", level=2).or_(page.get_by_role("heading", level=1)).first).to_be_visible()
    look(page, screen)


def test_an_unknown_trial_is_a_sentence_and_a_way_back(demonstrated: Served, page: Page) -> None:
    follow(page, f"{demonstrated.url}/review?trial=T-9999")
    expect(page.get_by_text("There is no trial T-9999")).to_be_visible(timeout=WAIT)
    page.get_by_role("link", name="To the list of trials").click()
    expect(page.get_by_text("DEMO ROWAN")).to_be_visible(timeout=WAIT)


def test_the_open_trial_goes_along_from_screen_to_screen(demonstrated: Served, page: Page) -> None:
    follow(page, f"{demonstrated.url}/plan?trial=demo-rowan")
    for screen in ("Review", "Decide", "Plan"):
        page.get_by_role("link", name=screen, exact=True).click()
        page.wait_for_url(f"**/{screen.lower()}?trial=demo-rowan", timeout=WAIT)
        expect(page.get_by_text("DEMO-0007").first).to_be_visible(timeout=WAIT)


@pytest.fixture(autouse=True)
def nothing_was_written(demonstrated: Served) -> Iterator[None]:
    """Looking changes nothing."""
    store = open_store(demonstrated.database_url)
    before = store.verify()
    yield
    assert store.verify() == before
    store.close()
