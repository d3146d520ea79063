"""Every screen of the app on a store that holds a random trial: `python -m tests.app.random_screens 60` runs sixty.

The screens of a trial and the lists are drawn with names shown and then with names hidden, where nothing can be
changed; on Record every tab of every dose, on Review every chart. Paper has no code of its own: what is printed is the
browser's print of the same page, which tests/browser/test_every_screen.py looks at once.
"""

import logging
import sys
from collections.abc import Iterator
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from tests.app.conftest import app_of, store_of_the_app
from tests.unit.building import T0
from tests.unit.random_trials import random_trial
from trial.actions.importing import entries_of
from trial.files.record import first_difference, record_of
from trial.frame import OF_A_TRIAL, SCREENS
from trial.ledger.facts import Trial
from trial.screens.record import DAY

SHOWING_PEOPLE = [screen for screen in SCREENS if screen in OF_A_TRIAL or screen in ("trials", "meeting")]


def faults_of(trial: Trial) -> list[str]:
    """What the screens raised, and which errors they showed, while the store held this trial; empty if nothing."""
    with store_of_the_app() as store:
        store.append(trial.id, lambda _: [*entries_of(trial.record)], at=T0, by="K Tan")
        held = replace(record_of(store.trial(trial.id)), decisions=trial.decisions)  # of drafts it holds the last alone
        assert first_difference(held, trial.record) is None
        app = app_of("K Tan")
        for dose in trial.doses:
            app.session_state[f"day.{trial.id}.{dose.number}.opened"] = set(DAY)
        faults = [fault for screen in SCREENS for fault in _drawn(app, screen, trial)]
        _open(app, "meeting", trial)
        app.toggle(key="meeting.hide").set_value(True).run()
        return faults + [f"hidden: {fault}" for screen in SHOWING_PEOPLE for fault in _drawn(app, screen, trial)]


def _drawn(app: AppTest, screen: str, trial: Trial) -> Iterator[str]:
    """Draw a screen, and what a tap more shows on it."""
    yield from _faults(_open(app, screen, trial), screen)
    if screen == "record" and len(trial.doses) > 1 and app.get("button_group"):
        for dose in trial.doses:
            app.button_group(key=f"record.dose.{trial.id}").set_value(dose.number)
            yield from _faults(app.run(), f"{screen}, dose {dose.number}")
    for more in [box for box in app.multiselect if box.label == "More charts"]:
        yield from _faults(more.set_value([*more.options]).run(), f"{screen}, every chart")


def _open(app: AppTest, screen: str, trial: Trial) -> AppTest:
    if screen in OF_A_TRIAL:
        app.query_params["trial"] = trial.id
    return app.switch_page(f"screens/{screen}.py").run()


def _faults(app: AppTest, where: str) -> Iterator[str]:
    yield from (f"{where}: {element.message or element.value}" for element in (*app.exception, *app.error))


def main(count: int) -> None:
    """Show this many random trials on every screen; print the seed of each one that fails."""
    logging.disable(logging.WARNING)  # Streamlit's, of a script that no browser opened
    failed = 0
    for seed in range(count):
        try:
            faults = faults_of(random_trial(seed))
        except Exception as why:  # noqa: BLE001 - the other seeds are tried all the same
            faults = [repr(why)]
        failed += bool(faults)
        for fault in faults:
            print(f"seed {seed}: {fault}")
    print(f"{count - failed} of {count} trials are shown by every screen.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(int(sys.argv[1]))
