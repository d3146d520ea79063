"""Roles in a real browser: what the navigation offers to whom, and what an address typed by hand answers."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import WAIT
from tests.conftest import Served, free_port
from tests.signing_in import SignInService, sign_in_service
from trial.actions import importing
from trial.frame import NEEDS, SCREENS
from trial.rules.roles import Right, lacks
from trial.settings import DATA
from trial.store import open_store
from trial.wording.refusals import sentence_of

RIGHTS: tuple[Right, ...] = ("review", "enter", "sign", "administer")
PEOPLE = {right: {"name": f"The {right} role", "email": f"{right}@example.org"} for right in RIGHTS}
TRIAL = "demo-alder"


@pytest.fixture(scope="module")
def provider() -> Iterator[SignInService]:
    with sign_in_service(PEOPLE) as service:
        yield service


@pytest.fixture(scope="module")
def ward(provider: SignInService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with sign-in and one person for each right."""
    folder, port = tmp_path_factory.mktemp("roles"), free_port()
    lines = [f'"{PEOPLE[right]["email"]}" = ["{right}"]\n' for right in RIGHTS]
    (folder / "roles.toml").write_text("[people]\n" + "".join(lines))
    address = f"sqlite:///{folder / 'trials.db'}"
    store = open_store(address)
    importing.import_file(store, (DATA / "demo" / "walker_gains.json").read_bytes(), by="K Tan")
    store.close()
    settings = {"ITB_DATABASE_URL": address, "ITB_ROLES_FILE": str(folder / "roles.toml")}
    served = Served(
        port,
        folder / "trials.db",
        os.environ | settings | provider.configure(folder, f"http://localhost:{port}"),
    )
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize("right", RIGHTS)
def test_a_screen_that_a_role_may_not_see_is_not_offered_and_tells_nothing(
    ward: Served, chromium: Browser, right: Right
) -> None:
    context = chromium.new_context(viewport={"width": 1600, "height": 900}, locale="en-GB")
    page = context.new_page()
    page.goto(f"{ward.url}/trials")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name=right, exact=True).first.click()
    expect(page.get_by_role("heading", name="Trials")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Start a trial")).to_have_count(int(right == "enter"))
    hidden = {name for name, needed in NEEDS.items() if needed != right}
    links = page.get_by_test_id("stTopNavLinkContainer").all_inner_texts()
    assert {SCREENS[name] for name in SCREENS if name not in hidden} <= {*map(str.strip, links)}
    assert {SCREENS[name] for name in hidden} & {*map(str.strip, links)} == set()
    for name in hidden:
        refused(page, f"{ward.url}/{name}?trial={TRIAL}", sentence_of(lacks(NEEDS[name])))
    context.close()


def refused(page: Page, address: str, sentence: str) -> None:
    page.goto(address)
    expect(page.get_by_text(sentence)).to_be_visible(timeout=WAIT)
    words = page.locator("[data-testid=stMain]").inner_text()
    assert words.strip() == sentence
