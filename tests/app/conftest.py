"""The whole app as a session sees it, from its entry point, on a store in memory."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.temporary_store import temporary_database
from tests.unit.building import WELL
from trial.actions import bedside_notes, importing, planning
from trial.elements import session
from trial.files.plan_templates import templates
from trial.ledger.facts import Dose, Goal, Person, Trial
from trial.settings import settings
from trial.store import Store

HOME = Path(__file__).resolve().parents[2]
T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)


@contextmanager
def store_of_the_app() -> Iterator[Store]:
    """Set the app to an empty database in memory and to London's time; the store is the one that its screens use."""
    with pytest.MonkeyPatch.context() as patch, temporary_database() as address:
        patch.setenv("ITB_DATABASE_URL", address)
        patch.setenv("ITB_TIMEZONE", "Europe/London")
        _forget_settings()
        with closing(session.raw_store()) as opened:
            yield opened
    _forget_settings()


def _forget_settings() -> None:
    """Let the app read its settings and open its store anew."""
    settings.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def store() -> Iterator[Store]:
    """The store that every screen of this test works on."""
    with store_of_the_app() as opened:
        yield opened


def app_of(recorder: str, *, seconds: float = 30) -> AppTest:
    """The app as this recorder's session, not run yet; a run may take so many seconds."""
    return _session_of(recorder, "frame.py", seconds)


def screen_of(screen: str, trial: str = "") -> AppTest:
    """One screen without the frame, as K Tan's session with this trial in the address, not run yet."""
    at = _session_of("K Tan", f"screens/{screen}.py")
    if trial:
        at.query_params[session.TRIAL] = trial
    return at


def _session_of(recorder: str, script: str, seconds: float = 30) -> AppTest:
    at = AppTest.from_file(str(HOME / "trial" / script), default_timeout=seconds)
    at.session_state[session.RECORDER] = recorder
    return at


class Screen:
    """A running app, handled by what is on the screen; anything that goes wrong in it fails the test."""

    def __init__(self, at: AppTest) -> None:
        self.at = at
        self.run()

    def run(self) -> "Screen":
        self.at.run()
        assert [one.message for one in self.at.exception] == []
        return self

    def go(self, screen: str, trial: str = "") -> "Screen":
        if trial:
            self.at.query_params["trial"] = trial
        self.at.switch_page(f"screens/{screen}.py")
        return self.run()

    def box(self, label: str, kind: str = "text_input", place: int = 0):  # type: ignore[no-untyped-def]
        """The element with this label; `place` is which of them, from 0, where several have it."""
        return [one for one in self.at.get(kind) if one.label == label][place]

    def fill(self, label: str, text: str, kind: str = "text_input", place: int = 0) -> "Screen":
        self.box(label, kind, place).input(text)
        return self.run()

    def choose(self, label: str, value: object, kind: str = "selectbox") -> "Screen":
        self.box(label, kind).set_value(value)
        return self.run()

    def press(self, label: str, place: int = 0) -> "Screen":
        [one for one in self.at.button if one.label == label][place].click()
        return self.run()

    @property
    def buttons(self) -> list[str]:
        return [one.label for one in self.at.button]

    @property
    def errors(self) -> list[str]:
        return [one.value for one in self.at.error]

    @property
    def words(self) -> str:
        """Everything that can be read on the screen."""
        kinds = ("markdown", "text", "caption", "info", "warning", "error", "success", "header", "subheader", "toast")
        said = [str(one.value) for kind in kinds for one in self.at.get(kind)]
        said += [one.label for one in (*self.at.expander, *self.at.button)]
        said += [unescape(re.sub(r"<[^>]+>", " ", one.proto.body)) for one in self.at.get("html")]
        return " ".join(" ".join(said).replace("\\", "").replace("\u00a0", " ").split())


@pytest.fixture
def open_app(store: Store) -> Callable[..., Screen]:
    """Open the app as K Tan, on a screen, with a trial in the address or without."""

    def run(screen: str = "trials", trial: str = "", *, by: str = "K Tan") -> Screen:
        opened = Screen(app_of(by))
        return opened.go(screen, trial) if screen != "trials" else opened

    return run


@pytest.fixture
def demonstration(store: Store) -> Store:
    """The store with every demonstration trial in it."""
    importing.add_demonstration(store, by="K Tan")
    return store


@pytest.fixture
def started(store: Store) -> Trial:
    """A trial that was just started from a template."""
    person = Person(identifier="TEST-1", name="Ann Example", diagnosis_group="ms")
    return planning.open_trial(store, person=person, plan=templates()["ambulant_adult"].plan(), by="K Tan")


@pytest.fixture
def awaiting(store: Store, started: Trial) -> Trial:
    """A trial whose first dose is over, so that a meeting can decide."""
    planning.set_goal(store, started.id, Goal(id="", kind="achieve", words="Walk to the gate"), by="K Tan", at=T0)
    dose = Dose(number=1, micrograms=Decimal(25))
    planning.plan_dose(store, started.id, dose, by="K Tan", at=T0)
    planning.give_dose(store, started.id, replace(dose, given_at=T0, reason="agreed"), by="K Tan", at=T0)
    ended = T0 + timedelta(hours=8)
    return bedside_notes.end_observation(store, started.id, dose=1, ended_at=ended, answers=WELL, by="K Tan", at=ended)
