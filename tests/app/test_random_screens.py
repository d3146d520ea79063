"""A few random trials on every screen of the app; `python -m tests.app.random_screens 60` runs any number."""

import pytest

from tests.app.random_screens import faults_of
from tests.unit.random_trials import random_trial


@pytest.mark.parametrize("seed", range(4))
def test_every_screen_shows_any_trial(seed: int) -> None:
    assert faults_of(random_trial(seed)) == []
