"""A reload without a server: the page that opens, the service worker that opens it, and what a browser may keep."""

import hashlib
import json
from dataclasses import replace
from functools import cache
from zoneinfo import ZoneInfo

from trial.elements.sheet import HERE, SCRIPT_PATH, memoize_by_trial
from trial.elements.sheet.data import Data, sheet_data
from trial.elements.streamlit_internals.auth import AUTH_LOGOUT_ENDPOINT
from trial.files.templates import render
from trial.ledger.facts import Dose, Goal, Person, Rating, Reading, Trial
from trial.wording.words import amount_text

PAGE_PATH, WORKER_PATH = "/offline", "/worker.js"
"""The worker lies at the root, so that it may serve every screen."""
RECORDER = "You"
"""In place of the recorder's name."""


@cache
def page() -> str:
    """Return the page that opens the sheet without a server; it is the same for everybody."""
    return render("offline.html", script=SCRIPT_PATH)


@cache
def worker() -> str:
    """Return the service worker; it changes, and is installed anew, when what it keeps changes."""
    version = hashlib.sha256((page() + SCRIPT_PATH).encode()).hexdigest()[:12]
    names = {"SHELL": f"itb-shell-{version}", "SHELL_FILES": [PAGE_PATH, SCRIPT_PATH], "SIGN_OUT": AUTH_LOGOUT_ENDPOINT}
    parts = [(HERE / name).read_text(encoding="utf-8") for name in ("outbox.js", "worker.js")]
    return "\n".join([*(f"const {name} = {json.dumps(value)};" for name, value in names.items()), *parts])


def kept_json(trial: Trial, dose: int, *, recorder: str, zone: ZoneInfo) -> str:
    """Return as JSON what a browser may keep of a dose's sheet: values and times, nobody's name and no free text.

    Raises StopIteration for a dose that is not there.
    """

    def make() -> str:
        clean = _nameless(trial, recorder)
        shown = next(known for known in clean.doses if known.number == dose)
        data = sheet_data(clean, shown, recorder=RECORDER, zone=zone)
        person = [["The trial that was open", trial.id], [f"Dose {dose}", amount_text(shown)]]
        nameless: Data = {"person": person, "people": [RECORDER], "checks": []}
        return json.dumps(data | nameless)

    return memoize_by_trial(trial, ("kept", dose, recorder, zone.key), make)


def _nameless(trial: Trial, recorder: str) -> Trial:
    """The same trial with what the sheet computes from, and with nothing in it that a person wrote or is called."""
    person = trial.person
    record = replace(
        trial.record,
        person=Person(
            identifier="",
            born=person.born,  # a child's ranges depend on it; it is not handed on
            diagnosis_group=person.diagnosis_group,
            cord_level="known" if person.cord_level else "",
        ),
        goals=tuple(map(_goal, trial.goals)),
        doses=tuple(_dose(dose, recorder) for dose in trial.doses),
        decisions=(),
        copies=(),
    )
    return replace(trial, record=record)


def _goal(goal: Goal) -> Goal:
    return replace(goal, area="", words=f"{goal.kind.capitalize()}, as agreed", proxy="", levels=(), earlier=())


def _dose(dose: Dose, recorder: str) -> Dose:
    """The dose with its values; only the recorder's own entries stay recognisable, since those may be undone."""

    def typed_by(name: str) -> str:
        return RECORDER if name == recorder else ""

    def reading(found: Reading) -> Reading:
        return replace(found, by="", note="", typed_by=typed_by(found.typed_by), corrected=())

    def rating(found: Rating) -> Rating:
        return replace(found, typed_by=typed_by(found.typed_by), corrected=())

    return Dose(
        number=dose.number,
        micrograms=dose.micrograms,
        delivery=dose.delivery,
        given_at=dose.given_at,
        tried_at=dose.tried_at,
        ended_at=dose.ended_at,
        readings=tuple(map(reading, dose.readings)),
        ratings=tuple(map(rating, dose.ratings)),
        events_asked=dose.events_asked,
        asked_at=dose.asked_at,
    )
