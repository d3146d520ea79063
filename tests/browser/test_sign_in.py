"""Signing in with a real OpenID provider, in a real browser: one app, one provider, a browser of its own for each."""

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WAIT, Bedside
from tests.conftest import SCREENS, Served, free_port
from tests.signing_in import COOKIE, SignInService, sign_in_service

PEOPLE = {
    "tan": {"name": "K Tan", "email": "k.tan@example.org"},
    "hale": {"name": "R Hale", "email": "r.hale@example.org"},
    "new": {"name": "N Newcomer", "email": "n.newcomer@example.org"},
}
NAME = "Ann Example"
TELLING = (NAME, "TEST-1", "hip adductors", "left_hip_adductors")
ALL = '["enter", "review", "sign", "administer"]'
NO_SOCKET = """() => new Promise((said) => {
  const socket = new WebSocket(`ws://${location.host}/_stcore/stream`, ["streamlit"]);
  socket.onmessage = () => said("a message");
  socket.onclose = () => said("refused");
})"""


@pytest.fixture(scope="module")
def provider() -> Iterator[SignInService]:
    with sign_in_service(PEOPLE) as service:
        yield service


@pytest.fixture(scope="module")
def shared(provider: SignInService, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with sign-in, on its own database and roles file."""
    folder, port = tmp_path_factory.mktemp("sign-in"), free_port()
    settings = {
        "ITB_DATABASE_URL": f"sqlite:///{folder / 'trials.db'}",
        "ITB_TIMEZONE": "Europe/London",
        "ITB_ROLES_FILE": str(folder / "roles.toml"),
        **provider.configure(folder, f"http://localhost:{port}"),
    }
    served = Served(port, folder / "trials.db", os.environ | settings)
    give(served, tan=ALL)
    served.start()
    yield served
    served.stop()


def give(served: Served, **rights: str) -> None:
    """Write the roles file: rights by subject."""
    lines = [f'"{PEOPLE[who]["email"]}" = {may}\n' for who, may in rights.items()]
    (served.database.parent / "roles.toml").write_text("[people]\n" + "".join(lines))


class Shared(Bedside):
    """A bedside whose page asks for a sign-in."""

    def open(self, name: str = "tan", screen: str = "record") -> None:
        answer = self.page.goto(f"{self.url}/{screen}?trial={self.trial}")
        assert answer.status == 401
        self.sign_in(name)
        if screen == "record":
            self.wait_for_sheet()

    def sign_in(self, name: str) -> None:
        self.page.get_by_role("link", name="Sign in").click()
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def sign_out(self) -> None:
        self.page.get_by_role("link", name="Sign out").first.click()
        self.page.get_by_role("button", name="End session").click()
        self.page.wait_for_url(f"{self.url}/")

    def with_claims(self, provider: SignInService, **claims: float) -> None:
        """Put other claims into the cookie of this browser, as the provider would have signed them."""
        (held,) = (one for one in self.context.cookies() if one["name"] == COOKIE)
        self.context.add_cookies([held | {"value": provider.signed_again(held["value"], **claims)}])

    def new_page(self) -> None:
        super().new_page()
        self.frames: list[bytes] = []
        self.page.on("websocket", lambda line: line.on("framereceived", lambda data: self.frames.append(bytes(data))))

    def check_nothing_is_told(self) -> None:
        """Neither on the page nor in its source."""
        shown = str(self.page.content()) + str(self.page.locator("body").inner_text())
        assert [word for word in TELLING if word in shown] == []

    def check_nothing_was_sent(self) -> None:
        """Nor in any message since the page was opened."""
        self.check_nothing_is_told()
        assert [word for word in TELLING if word.encode() in b"".join(self.frames)] == []


@pytest.fixture
def at_shared_bed(shared: Served, chromium) -> Iterator[Callable[[], Shared]]:  # type: ignore[no-untyped-def]
    made: list[Shared] = []

    def make() -> Shared:
        context: BrowserContext = chromium.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB")
        made.append(Shared(shared, context))
        return made[-1]

    give(shared, tan=ALL)
    yield make
    for bed in made:
        bed.context.close()
        bed.store.close()
        assert bed.errors == []


def test_signed_out_no_screen_and_no_route_shows_anything(at_shared_bed: Callable[[], Shared]) -> None:
    bed = at_shared_bed()
    page: Page = bed.page
    sockets: list[str] = []
    page.on("websocket", lambda line: sockets.append(line.url))
    addresses = [f"/{screen}?trial={bed.trial}" for screen in ("", *SCREENS)]
    addresses += [f"/{route}?trial={bed.trial}&dose=1" for route in ("taps", "head", "remarks")]
    for address in addresses:
        answer = page.goto(bed.url + address)
        assert answer is not None
        assert answer.status == 401, address
        expect(page.get_by_text("Sign in to see and record trials.")).to_be_visible()
        bed.check_nothing_was_sent()
    assert bed.frames == []
    assert sockets == []
    assert page.evaluate(NO_SOCKET) == "refused"
    for method, route in (("POST", "taps"), ("GET", "head"), ("GET", "remarks")):
        ask = "async ([method, path]) => (await fetch(path, { method, headers: { Authorization: 'Bearer x' } })).status"
        assert page.evaluate(ask, [method, f"/{route}?trial={bed.trial}"]) == 401


def test_signed_in_a_name_stands_beside_what_is_tapped_and_signed_out_nothing_is_left(
    at_shared_bed: Callable[[], Shared],
) -> None:
    bed = at_shared_bed()
    bed.open("tan")
    assert bed.page.url == f"{bed.url}/record?trial={bed.trial}"
    expect(bed.page.get_by_text("Sign out K Tan").first).to_be_attached()
    with bed.page.expect_request("**/active", timeout=WAIT) as told:
        bed.grade("left_hip_adductors", "1").click()
    assert told.value.method == "POST"
    bed.expect("1 saved")
    assert bed.readings()["left_hip_adductors"].typed_by == "K Tan"
    assert NAME.encode() in b"".join(bed.frames)  # what is looked for where nothing may be is there to be found
    other = bed.context.new_page()
    other.goto(f"{bed.url}/review?trial={bed.trial}")
    expect(other.get_by_text("Ann Example").first).to_be_visible(timeout=WAIT)
    bed.sign_out()
    for _ in range(4):
        bed.page.go_back()
        bed.page.wait_for_load_state()
        bed.check_nothing_is_told()
    other.get_by_text("Ann Example").first.click()  # a tab that was left open is told at its next touch
    expect(other.get_by_role("link", name="Sign in")).to_be_visible(timeout=WAIT)
    assert not [word for word in TELLING if word in other.content()]


def test_a_sign_in_that_ran_out_keeps_the_taps_and_delivers_them_after_signing_in_again(
    at_shared_bed: Callable[[], Shared], provider: SignInService
) -> None:
    bed = at_shared_bed()
    bed.open("tan")
    bed.with_claims(provider, exp=time.time() - 1)
    bed.grade("left_hip_adductors", "1").click()
    bed.grade("right_hip_adductors", "0").click()
    bed.expect("2 values waiting")
    bed.page.get_by_role("button", name="Sign in again").click()
    expect(bed.page.get_by_text("Your sign-in has run out.")).to_be_visible(timeout=WAIT)
    expect(bed.page.get_by_text("2 values wait on this device.")).to_be_visible(timeout=WAIT)
    bed.check_nothing_is_told()
    assert bed.readings() == {}
    bed.sign_in("tan")
    found = bed.wait_for_readings(2)
    assert {item: one.value for item, one in found.items()} == {"left_hip_adductors": "1", "right_hip_adductors": "0"}
    assert {one.typed_by for one in found.values()} == {"K Tan"}


def test_another_person_who_signs_in_ends_the_tabs_of_the_first_and_their_taps_wait_for_them(
    at_shared_bed: Callable[[], Shared], shared: Served
) -> None:
    give(shared, tan=ALL, hale=ALL)
    bed = at_shared_bed()
    bed.open("tan")
    decide = bed.context.new_page()
    decide.goto(f"{bed.url}/decide?trial={bed.trial}")
    file = decide.get_by_role("button", name="Download the record (JSON)")
    expect(file).to_be_visible(timeout=WAIT)
    other = bed.context.new_page()
    other.goto(f"{bed.url}/sign-in")  # without signing out first
    other.get_by_role("button", name="hale", exact=True).first.click()
    expect(other.get_by_text("Sign out R Hale").first).to_be_attached(timeout=WAIT)
    bed.page.bring_to_front()
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("You have signed out. Sign in again to go on")
    bed.expect("1 value waiting")
    decide.bring_to_front()
    file.click()  # on a page that is still the first one's: it becomes the other's
    expect(decide.get_by_text("Sign out R Hale").first).to_be_attached(timeout=WAIT)
    bed.page.reload()
    bed.expect("1 value tapped by another person")
    assert bed.readings() == {}
    assert {one.by for one in bed.store.entries("service") if '"exported"' in one.payload} <= {"R Hale"}
    decide.close()
    other.close()
    bed.sign_out()
    bed.open("tan")
    assert {one.typed_by for one in bed.wait_for_readings(1).values()} == {"K Tan"}


def test_a_page_that_nobody_touches_for_seventy_five_minutes_is_left(
    at_shared_bed: Callable[[], Shared], provider: SignInService
) -> None:
    bed = at_shared_bed()
    bed.page.clock.install()
    bed.open("tan")
    bed.with_claims(provider, iat=time.time() - 75 * 60)
    bed.page.clock.fast_forward("01:16:00")
    expect(bed.page.get_by_text("nobody touched this page for 75 minutes")).to_be_visible(timeout=WAIT)
    bed.check_nothing_is_told()


def test_somebody_without_a_role_reads_a_sentence_and_a_role_given_or_taken_counts_at_the_next_act(
    at_shared_bed: Callable[[], Shared], shared: Served
) -> None:
    bed = at_shared_bed()
    bed.page.goto(f"{bed.url}/record?trial={bed.trial}")
    bed.sign_in("new")
    expect(bed.page.get_by_text("You may not look at trials")).to_be_visible(timeout=WAIT)
    expect(bed.page.get_by_role("button", name="Sign out")).to_be_visible()
    bed.check_nothing_was_sent()
    assert bed.frames
    give(shared, tan=ALL, new='["enter"]')
    bed.page.goto(f"{bed.url}/record?trial={bed.trial}")
    bed.wait_for_sheet()
    bed.grade("left_hip_adductors", "1").click()
    bed.expect("1 saved")
    give(shared, tan=ALL, new='["review"]')
    bed.grade("right_hip_adductors", "0").click()
    expect(bed.page.get_by_text(re.compile("You may look but not record")).first).to_be_visible(timeout=WAIT)
    assert set(bed.readings()) == {"left_hip_adductors"}
    give(shared, tan=ALL)
    bed.page.reload()
    expect(bed.page.get_by_text("You may not look at trials")).to_be_visible(timeout=WAIT)
    bed.check_nothing_is_told()


def test_nothing_secret_and_nobody_is_in_the_log(shared: Served, provider: SignInService) -> None:
    log = Path(shared.database.parent / "server.log").read_text()
    telling = (provider.cookie_secret, provider.client_secret, "Bearer", "eyJ", "K Tan", "k.tan@", "code=", *TELLING)
    assert [word for word in telling if word in log] == []
    assert "Traceback" not in log


KEPT_SHEETS = """async () => {
  const settled = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const database = await settled(indexedDB.open("itb-kept"));
  const has = database.objectStoreNames.contains("taps");
  const count = has ? await settled(database.transaction("taps").objectStore("taps").count()) : 0;
  database.close();
  return count;
}"""


def wait_for_kept_sheets(page: Page, count: int) -> None:
    for _ in range(50):
        if page.evaluate(KEPT_SHEETS) == count:
            return
        page.wait_for_timeout(200)
    assert page.evaluate(KEPT_SHEETS) == count


def test_signing_out_clears_what_a_reload_without_a_server_opens_from(at_shared_bed: Callable[[], Shared]) -> None:
    bed = at_shared_bed()
    bed.open("tan")
    bed.page.wait_for_function("() => navigator.serviceWorker.controller", timeout=WAIT)
    wait_for_kept_sheets(bed.page, 1)
    bed.page.get_by_role("link", name="Sign out").first.click()
    end = bed.page.get_by_role("button", name="End session")  # at the provider, which may never lead back
    expect(end).to_be_visible(timeout=WAIT)
    other = bed.context.new_page()
    other.goto(f"{bed.url}/health")  # of this app, without a script of its own that could have cleared it
    wait_for_kept_sheets(other, 0)
    other.close()
    end.click()


def test_somebody_else_who_signs_in_finds_nothing_kept(at_shared_bed: Callable[[], Shared], shared: Served) -> None:
    give(shared, tan=ALL, hale=ALL)
    bed = at_shared_bed()
    bed.open("tan")
    wait_for_kept_sheets(bed.page, 1)
    bed.page.close()
    bed.new_page()
    bed.page.goto(f"{bed.url}/sign-in")
    bed.page.get_by_role("button", name="hale", exact=True).first.click()
    expect(bed.page.get_by_text("Sign out R Hale").first).to_be_attached(timeout=WAIT)
    wait_for_kept_sheets(bed.page, 0)
