"""Every role on every screen: what is offered, what is only shown, and what an address typed by hand answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import HOME, Screen
from tests.conftest import SCREENS
from trial.actions import bedside_notes, deciding, sign_ins
from trial.elements import session
from trial.elements.serving import signed_in
from trial.frame import NEEDS
from trial.ledger.entries import SERVICE
from trial.ledger.facts import Decision, Trial, Words
from trial.rules.roles import lacks
from trial.settings import settings
from trial.store import Store
from trial.wording.refusals import sentence_of

Open = Callable[..., Screen]
CLAIMS = {
    "is_logged_in": True,
    "iss": "https://id.example.org",
    "sub": "1",
    "iat": 1763000000,
    "name": "K Tan",
    "email": "k.tan@example.org",
}


@pytest.fixture
def open_as(store: Store, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a screen signed in, with these rights from the provider's claims."""
    monkeypatch.setattr(signed_in, "sign_in_configured", lambda: True)
    monkeypatch.setattr(signed_in, "watch_idle_time", lambda: None)

    def run(*held: str, screen: str = "trials", trial: str = "", **more: Any) -> Screen:
        at = AppTest.from_file(str(HOME / "trial" / "frame.py"), default_timeout=30)
        at.user = CLAIMS | {"roles": list(held)} | more
        opened = Screen(at)
        return opened.go(screen, trial) if screen != "trials" else opened

    return run


@pytest.fixture
def roles_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the roles file of this test is written."""
    path = tmp_path / "roles.toml"
    monkeypatch.setenv("ITB_ROLES_FILE", str(path))
    settings.cache_clear()
    yield path
    settings.cache_clear()


@pytest.fixture
def open_trial(store: Store, awaiting: Trial) -> Trial:
    """A trial that awaits its decision, with a draft that somebody typed."""
    bedside_notes.record_words(store, awaiting.id, dose=1, words=Words(by="person", text="Light"), by="K Tan")
    return deciding.draft(store, awaiting.id, Decision(reason="Walks faster"), by="K Tan")


@pytest.mark.parametrize("screen", SCREENS)
def test_whoever_has_no_right_sees_one_sentence_on_every_screen(open_as: Open, open_trial: Trial, screen: str) -> None:
    shown = open_as(screen=screen, trial=open_trial.id)
    assert shown.errors == [sentence_of(lacks("review"))]
    assert shown.buttons == ["Sign out"]
    assert open_trial.person.name not in shown.words
    assert open_trial.person.identifier not in shown.words


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("right", ["review", "enter", "sign", "administer"])
def test_each_role_on_each_screen(open_as: Open, open_trial: Trial, store: Store, right: str, screen: str) -> None:
    before = store.trial(open_trial.id)
    shown = open_as(right, screen=screen, trial=open_trial.id)
    needed = NEEDS.get(screen, "review")
    if needed in (right, "review"):
        assert shown.errors == []
        assert len(shown.words) > 30
    else:
        assert shown.errors == [sentence_of(lacks(needed))]
        assert shown.buttons == []
        assert open_trial.person.name not in shown.words
    assert store.trial(open_trial.id) == before


@pytest.mark.parametrize("screen", ["plan", "record"])
def test_a_reader_sees_what_is_recorded_and_nothing_to_type_into(open_as: Open, open_trial: Trial, screen: str) -> None:
    shown = open_as("review", screen=screen, trial=open_trial.id)
    assert "You may look but not record." in shown.words
    for kind in ("text_input", "text_area", "checkbox", "selectbox", "multiselect", "number_input", "date_input"):
        assert list(shown.at.get(kind)) == []
    assert not [one for one in shown.buttons if not one.startswith("Go to")]
    assert ("Walk to the gate" in shown.words) == (screen == "plan")


def test_a_reader_starts_no_trial_and_somebody_who_enters_does(open_as: Open, open_trial: Trial) -> None:
    assert "Start a trial" not in open_as("review").buttons
    assert "Start a trial" in open_as("enter").buttons


def test_an_empty_list_offers_a_reader_nothing(open_as: Open) -> None:
    shown = open_as("review")
    assert shown.buttons == []
    assert "There are no trials yet." in shown.words


def test_a_decision_is_typed_by_who_enters_and_signed_by_who_signs(open_as: Open, open_trial: Trial) -> None:
    looks = {right: open_as(right, screen="decide", trial=open_trial.id) for right in ("review", "enter", "sign")}
    for right, shown in looks.items():
        assert ("Sign as K Tan" in shown.buttons) == (right == "sign")
        assert ("Because" in [one.label for one in shown.at.text_area]) == (right == "enter")
        assert "NOT YET DECIDED" in shown.words
        assert "Walks faster" in shown.words or right == "enter"


def test_who_only_signs_signs_what_others_typed(open_as: Open, open_trial: Trial, store: Store) -> None:
    typed = Decision(outcome="defer", reason="The legs were too weak today", present=("R Lind",), person_agrees="yes")
    deciding.draft(store, open_trial.id, typed, by="R Lind")
    open_as("sign", screen="decide", trial=open_trial.id).press("Sign as K Tan")
    decision = store.trial(open_trial.id).decisions[-1]
    assert (decision.outcome, decision.signed_by) == ("defer", "K Tan")
    assert "Reopen" in open_as("sign", screen="decide", trial=open_trial.id).buttons
    assert "Reopen" not in open_as("enter", screen="decide", trial=open_trial.id).buttons


def test_a_role_taken_away_while_in_ends_at_the_next_act(
    open_as: Open, open_trial: Trial, store: Store, roles_file: Path
) -> None:
    roles_file.write_text('[people]\n"k.tan@example.org" = ["enter", "sign"]\n')
    typed = Decision(outcome="defer", reason="The legs were too weak today", present=("R Lind",), person_agrees="yes")
    deciding.draft(store, open_trial.id, typed, by="R Lind")
    shown = open_as(screen="decide", trial=open_trial.id)
    before = store.trial(open_trial.id)
    roles_file.write_text('[people]\n"k.tan@example.org" = ["review"]\n')
    shown.press("Sign as K Tan")
    assert "Sign as K Tan" not in shown.buttons
    roles_file.write_text("[people]\n")
    assert shown.run().errors == [sentence_of(lacks("review"))]
    roles_file.write_text("[people\n")
    assert "roles.toml (ITB_ROLES_FILE)" in shown.run().errors[0].replace("\\", "")
    assert store.trial(open_trial.id) == before


def test_a_sign_in_and_its_end_are_entered_once_and_end_every_tab(open_as: Open, store: Store) -> None:
    first, second = open_as("review"), open_as("review")
    opaque = sign_ins.session_of(store, CLAIMS)
    noted = [entry for entry in store.entries(SERVICE) if '"signed_' in entry.payload]
    assert [entry.by for entry in noted] == ["K Tan"]
    assert f"{opaque} k.tan@example.org" in noted[0].payload
    session.end(CLAIMS)
    for tab in (first, second):
        assert "You have signed out" in tab.run().errors[0]
    assert open_as("review", iat=1763000001).errors == []
    assert sum('"signed_out"' in entry.payload for entry in store.entries(SERVICE)) == 1


def test_signed_out_there_is_nothing(open_as: Open, open_trial: Trial) -> None:
    for screen in SCREENS:
        shown = open_as(screen=screen, trial=open_trial.id, is_logged_in=False)
        assert shown.buttons == ["Sign in"]
        assert "Example" not in shown.words
