"""Every role at the sheet's routes: what a pass may do is looked up at each delivery, and ends with the sign-in."""

import functools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.test_record_routes import Client, tap
from tests.temporary_store import TemporaryStore
from trial.actions import planning, sign_ins
from trial.elements.serving.files import CLAIMS
from trial.ledger.facts import Dose, Person
from trial.routes import routes
from trial.rules.roles import Recorder, lacks
from trial.settings import settings
from trial.store import Store, open_store
from trial.wording.refusals import sentence_of

K_TAN = Recorder(name="K Tan", comes_by="sign_in", subject="provider 1", address="k.tan@example.org")
ITEMS = {"tap00001": ("heart_rate", "72"), "tap00002": ("respiratory_rate", "16")}
PATHS = ("/taps", "/head", "/remarks")
SIGNED_IN: dict[str, Any] = {"iss": "provider", "sub": "1", "iat": 1_790_000_000}


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'trials.db'}"


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
def trial(store: Store) -> str:
    opened = planning.open_trial(store, person=Person(identifier="TEST-1", name="Ann Example"), by="K Tan")
    planning.plan_dose(store, opened.id, Dose(number=1, micrograms=Decimal(25)), by="K Tan")
    return opened.id


@pytest.fixture
def roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Any]]:
    """Write the roles file of this test."""
    path = tmp_path / "roles.toml"
    monkeypatch.setenv("ITB_ROLES_FILE", str(path))
    settings.cache_clear()
    yield path.write_text
    settings.cache_clear()


def holding(*held: str) -> Recorder:
    return replace(K_TAN, words=frozenset(held))  # type: ignore[arg-type]


def pass_of(store: Store, **what: Any) -> str:
    """A pass that a page of the sign-in below was given."""
    return sign_ins.issue_pass(store, session=sign_ins.session_of(store, SIGNED_IN), **what)


def asked(
    store: Store,
    trial: str,
    path: str,
    token: str,
    by: Recorder = K_TAN,
    name: str = "tap00001",
    claims: dict[str, Any] | None = SIGNED_IN,
) -> httpx.Response:
    """One request as the sheet makes it, from a browser that is signed in with these claims."""
    client, headers = Client(store), {"Authorization": f"Bearer {token}"}
    client.app.router.routes[:] = routes(lambda: store, sign_in=True)
    for route in client.app.router.routes:
        route.app = functools.partial(_with_claims, route.app, claims)
    if path == "/taps":
        body = {
            "trial": trial,
            "recorder": sign_ins.recorder_id(store, by),
            "taps": [tap(name, item=ITEMS[name][0], value=ITEMS[name][1])],
        }
        return client.post(path, json=body, headers=headers)
    return client.get(f"{path}?trial={trial}&dose=1", headers=headers)


async def _with_claims(app: Any, claims: dict[str, Any] | None, scope: Any, receive: Any, send: Any) -> None:
    if claims is not None:
        scope[CLAIMS] = claims
    await app(scope, receive, send)


@pytest.mark.parametrize("path", PATHS)
def test_a_pass_works_only_under_the_sign_in_that_got_it(store: Store, trial: str, path: str) -> None:
    token, before = pass_of(store, recorder=holding("enter"), trial=trial), store.head(trial)
    another = SIGNED_IN | {"iat": SIGNED_IN["iat"] + 1}
    for claims in (None, {}, another, SIGNED_IN | {"sub": "diaz"}):
        refused = asked(store, trial, path, token, claims=claims)
        assert (refused.status_code, refused.json()["code"]) == (403, "page_not_signed_in")
    assert store.head(trial) == before
    bare = sign_ins.issue_pass(store, recorder=holding("enter"), trial=trial)
    assert asked(store, trial, path, bare).status_code == 403
    assert asked(store, trial, path, token).status_code == 200


@pytest.mark.parametrize("right", ["", "review", "enter", "sign", "administer"])
@pytest.mark.parametrize("every", [False, True], ids=["one trial", "every trial"])
def test_each_role_by_each_route(store: Store, trial: str, right: str, every: bool) -> None:
    recorder = holding(*([right] if right else []))
    token = pass_of(store, recorder=recorder, trial=sign_ins.EVERY_TRIAL if every else trial)
    before = store.head(trial)
    for path in PATHS:
        needed = "enter" if path == "/taps" and right else "review"
        answer = asked(store, trial, path, token)
        if needed == right or (needed == "review" and right):
            assert answer.status_code == 200
        else:
            assert (answer.status_code, answer.json()["problem"]) == (403, sentence_of(lacks(needed)))  # type: ignore[arg-type]
    assert (store.head(trial) > before) == (right == "enter")


def test_a_pass_loses_the_right_at_once_when_the_roles_file_takes_it_and_the_tap_can_go_later(
    store: Store, trial: str, roles: Callable[[str], Any]
) -> None:
    roles('[people]\n"k.tan@example.org" = ["enter"]\n')
    token = pass_of(store, recorder=K_TAN, trial=trial)
    assert asked(store, trial, "/taps", token).json()["acknowledged"] == ["tap00001"]
    roles('[people]\n"k.tan@example.org" = ["review"]\n')
    refused = asked(store, trial, "/taps", token, name="tap00002")
    assert (refused.status_code, refused.json()) == (
        403,
        {"problem": sentence_of(lacks("enter")), "code": "right_lacking"},
    )
    assert asked(store, trial, "/head", token).status_code == 200
    roles("[people]\n")
    assert asked(store, trial, "/head", token).status_code == 403
    roles('[people]\n"k.tan@example.org" = ["enter"\n')
    assert "roles file is mended" in asked(store, trial, "/taps", token, name="tap00002").json()["problem"]
    roles('[people]\n"k.tan@example.org" = ["enter"] # back\n')
    done = asked(store, trial, "/taps", token, name="tap00002").json()
    assert (done["acknowledged"], done["refused"]) == (["tap00002"], {})


def test_a_pass_carries_the_groups_that_count_here_and_no_others(
    store: Store, trial: str, roles: Callable[[str], Any]
) -> None:
    roles('[groups]\nitb-ward = ["enter"]\n')
    recorder = replace(K_TAN, address="", groups=frozenset({"itb-ward", *(f"other-{n}" for n in range(500))}))
    token = pass_of(store, recorder=recorder, trial=trial)
    assert len(token) < 500
    assert asked(store, trial, "/taps", token).status_code == 200


def test_a_pass_dies_with_its_sign_in_on_every_copy_of_the_app(store: Store, trial: str, database: str) -> None:
    recorder, claims = holding("enter"), SIGNED_IN
    session = sign_ins.session_of(store, claims)
    token = sign_ins.issue_pass(store, recorder=recorder, trial=trial, session=session)
    other = open_store(database)
    assert sign_ins.session_of(other, claims) == session
    for copy in (store, other):
        assert asked(copy, trial, "/head", token).status_code == 200
    sign_ins.end(store, recorder, session)
    sign_ins.end(other, recorder, session)
    for path in PATHS:
        for copy in (store, other):
            refused = asked(copy, trial, path, token)
            assert refused.status_code == 403
            assert "You have signed out" in refused.json()["problem"]
    again = sign_ins.session_of(store, claims | {"iat": 2})
    fresh = sign_ins.issue_pass(store, recorder=recorder, trial=trial, session=again)
    assert asked(other, trial, "/taps", fresh, claims=claims | {"iat": 2}).json()["acknowledged"] == ["tap00001"]
    other.close()


def test_what_waits_belongs_to_the_same_person_after_signing_in_again_and_to_no_namesake(store: Store) -> None:
    namesake = replace(K_TAN, subject="provider 2")
    opaque = sign_ins.recorder_id(store, K_TAN)
    assert opaque == sign_ins.recorder_id(store, holding("enter")) != sign_ins.recorder_id(store, namesake)


def test_a_namesake_cannot_deliver_what_somebody_else_tapped(store: Store, trial: str) -> None:
    token = pass_of(store, recorder=replace(holding("enter"), subject="provider 2"), trial=trial)
    answer = asked(store, trial, "/taps", token, by=K_TAN)
    assert (answer.status_code, "another person" in answer.json()["problem"]) == (403, True)


def test_no_renewal_outlives_the_sign_in(store: Store, trial: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_ins, "RENEW_AFTER", timedelta(-1))
    soon = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)
    token = pass_of(store, recorder=holding("enter"), trial=trial, until=soon)
    fresh = asked(store, trial, "/head", token).json()["token"]
    assert sign_ins.check_pass(store, fresh).until == soon
    over = pass_of(store, recorder=holding("enter"), trial=trial, until=soon - timedelta(minutes=6))
    assert "open too long" in asked(store, trial, "/head", over).json()["problem"]


def test_a_pass_from_before_sign_in_was_configured_counts_for_nothing(store: Store, trial: str) -> None:
    token = sign_ins.issue_pass(store, recorder=Recorder(name="K Tan"), trial=trial)
    for path in PATHS:
        answer = asked(store, trial, path, token)
        assert (answer.status_code, "not signed in" in answer.json()["problem"]) == (403, True)


def test_a_pass_of_another_service_or_with_one_character_changed_is_refused(store: Store, trial: str) -> None:
    token = pass_of(store, recorder=holding("enter"), trial=trial)
    assert asked(store, trial, "/head", token).status_code == 200
    elsewhere = sign_ins.issue_pass(TemporaryStore(), recorder=holding("enter"), trial=trial)
    changed = [
        f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}" for place in range(len(token))
    ]
    last = len(token) - 1  # of its last letter some bits mean nothing
    for changed_token in (elsewhere, token[:-1], f"{token}A", *changed[:last]):
        answer = asked(store, trial, "/head", changed_token)
        assert (answer.status_code, "not signed in" in answer.json()["problem"]) == (403, True), changed_token


def test_an_end_is_found_in_a_long_chain_and_what_is_older_is_not_read(store: Store) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    long_ago = (300, 200, 100, 35, 32, 30, 20, 1)
    for days in long_ago:
        sign_ins.end(store, K_TAN, f"{days:016}", at=now - timedelta(days=days))
    copy = _another(store)
    assert [days for days in long_ago if sign_ins.has_ended(copy, f"{days:016}")] == [30, 20, 1]
    assert not sign_ins.has_ended(copy, "")


def _another(store: Store) -> Store:
    """Another copy of the app on the same entries, that has seen none of them yet."""
    copy = TemporaryStore()
    copy.load(store.raw())
    return copy
