"""A sample of hostile values on every screen and route; all of them: `python -m tests.faults.hostile_values`."""

from concurrent.futures import ThreadPoolExecutor

from tests.conftest import SCREENS
from tests.faults.hostile_values import run


def test_three_hundred_hostile_values_end_in_sentences_and_leave_the_ledger_whole() -> None:
    with ThreadPoolExecutor(1) as apart:  # a loop of its own: a browser test may have left one running here
        figures = apart.submit(run, 300, seed=3).result()
    assert figures.faults == []
    assert figures.values >= 300
    assert {f"{screen}: address" for screen in SCREENS} <= figures.places.keys()
    assert figures.refused > 30
