"""Roles in a real browser: what the navigation offers to whom, and what an address typed by hand answers."""

import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

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


def signed_in(ward: Served, chromium: Browser, right: Right) -> Page:
    page = chromium.new_context(viewport={"width": 1600, "height": 900}, locale="en-GB").new_page()
    page.goto(f"{ward.url}/trials")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name=right, exact=True).first.click()
    expect(page.get_by_role("heading", name="Trials")).to_be_visible(timeout=WAIT)
    return page


def fetched(page: Page, url: str) -> int:
    return page.context.request.get(url, headers={"Range": "bytes=0-9"}).status


def sent(page: Page, url: str, size: int = 10, method: str = "PUT") -> int:
    """The status of an upload as the page itself would send it."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "_streamlit_xsrf")
    file = {"name": "a.json", "mimeType": "application/json", "buffer": b"x" * size}
    headers = {"X-Xsrftoken": token}
    return page.context.request.fetch(url, method=method, headers=headers, multipart={"file": file}).status


def megabytes(ward: Served) -> int:
    assert ward.process is not None
    status = Path(f"/proc/{ward.process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) // 1000


def test_a_file_is_served_to_whoever_had_it_made_while_they_have_the_right(ward: Served, chromium: Browser) -> None:
    maker, other = signed_in(ward, chromium, "review"), signed_in(ward, chromium, "enter")
    maker.goto(f"{ward.url}/decide?trial={TRIAL}")
    with maker.expect_response(lambda answer: "/media/" in answer.url) as served:
        maker.get_by_test_id("stDownloadButton").get_by_role("button").first.click(timeout=WAIT)
    url = served.value.url
    assert (served.value.status, fetched(maker, url), fetched(other, url)) == (200, 206, 404)
    roles = ward.database.parent / "roles.toml"
    before = roles.read_text()
    try:
        roles.write_text(before.replace('["review"]', "[]"))
        assert fetched(maker, url) == 404
    finally:
        roles.write_text(before)
    assert fetched(maker, url) == 206
    for page in (maker, other):
        page.context.close()


def test_an_upload_is_taken_from_whoever_may_import_into_their_own_page_and_given_back(
    ward: Served, chromium: Browser
) -> None:
    importer, other = signed_in(ward, chromium, "enter"), signed_in(ward, chromium, "review")
    importer.goto(f"{ward.url}/exchange")
    with importer.expect_request(lambda request: "/upload_file/" in request.url and request.method == "PUT") as asked:
        importer.locator("input[type=file]").set_input_files(DATA / "demo" / "walker_gains.json")
    page_address = asked.value.url.rpartition("/")[0]
    expect(importer.get_by_text("already with the same content")).to_be_visible(timeout=WAIT)
    assert sent(other, f"{page_address}/mine") == 403
    assert sent(other, asked.value.url, method="DELETE") == 403
    assert sent(importer, f"{page_address}/more") == 204
    rest = megabytes(ward)
    ended = [sent(importer, f"{page_address}/large-{number}", 5_000_000) for number in range(25)]
    assert (ended.count(204), ended.count(413)) == (19, 6)
    assert sent(importer, f"{page_address}/too-large", 6_000_000) == 413
    held = megabytes(ward)
    assert 80 < held - rest < 180
    roles = ward.database.parent / "roles.toml"
    before = roles.read_text()
    try:
        roles.write_text(before.replace('["enter"]', '["review"]'))
        assert sent(importer, f"{page_address}/more") == 403
    finally:
        roles.write_text(before)
    importer.context.close()
    deadline = monotonic() + 60
    while megabytes(ward) > rest + 25 and monotonic() < deadline:
        sleep(1)
    assert megabytes(ward) <= rest + 25
    other.context.close()
