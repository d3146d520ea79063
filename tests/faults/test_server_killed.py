"""The real server killed at random moments of entry; ten times here, two hundred times by hand (kill_the_server.py)."""

from pathlib import Path

from tests.faults.kill_the_server import run


def test_nothing_acknowledged_is_lost_or_doubled_when_the_server_is_killed(tmp_path: Path) -> None:
    figures = run(7, tmp_path, f"sqlite:///{tmp_path / 'trials.db'}")
    assert (figures.lost, figures.doubled, figures.unknown, figures.refused) == (0, 0, 0, 0)
    assert figures.acknowledged > figures.kills == 7


def test_the_same_holds_on_postgresql(tmp_path: Path, postgresql: str) -> None:
    figures = run(3, tmp_path, postgresql)
    assert (figures.lost, figures.doubled, figures.unknown, figures.refused) == (0, 0, 0, 0)
    assert figures.acknowledged > figures.kills == 3
