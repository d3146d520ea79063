"""The guide stays true: what it calls by name is on a screen, its commands are taken, its steps are on the sheet."""

import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import trial
from trial import cli
from trial.actions.invented import invented, practice
from trial.elements.sheet.data import sheet_data
from trial.files.ward_card import write_ward_card
from trial.frame import SCREENS
from trial.meaning.summary import summarise
from trial.screens.guide import SHOWN
from trial.wording.guide import Page, guide
from trial.wording.warning_signs import SIGNS

HOME = Path(trial.__file__).parent
SHOWS = "".join(
    file.read_text(encoding="utf-8")
    for pattern in ("screens/*.py", "elements/**/*.py", "elements/**/*.js")
    for file in HOME.glob(pattern)
    if file.name != "guide.py"
)
"""What makes the screens."""
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("page", guide().roles, ids=lambda page: page.title)
def test_what_the_guide_calls_by_name_is_on_a_screen(page: Page) -> None:
    called = re.findall(r"\*\*(.+?)\*\*", " ".join((*page.before, *page.during, *page.after)))
    assert called
    assert [name for name in called if name not in SHOWS and name not in SCREENS.values()] == []


def test_its_commands_are_taken_by_the_shell() -> None:
    commands = guide().roles[-1].commands
    assert len(commands) >= 5
    for line, says in commands:
        program, *words = line.removeprefix("uv run python -m ").split()
        assert (program, bool(says)) == ("trial", True)
        cli.app.parse_args(words, exit_on_error=False, print_error=False)


def test_each_step_is_on_the_sheet_and_its_value_can_be_given() -> None:
    now = practice(NOW)
    (dose,) = now.doses
    found = sheet_data(now, dose, recorder="K Tan", zone=ZoneInfo("UTC"))
    slot = next(slot for slot in found["slots"] if slot["key"] == "+2h")
    steps = [step for step in guide().show_me.steps if "|" in step.at]
    assert {step.at for step in steps} == set(slot["planned"])
    for step in steps:
        field = found["fields"][step.at]
        if step.taps:
            assert step.taps in [level["token"] for level in found["shared"][field["levels"]]]
        else:
            assert field["hard"][0] <= float(step.types) <= field["hard"][1]
    assert abs(slot["due"] - NOW.timestamp() * 1000) < 10 * 60_000
    assert not [reading for reading in dose.readings if reading.slot == "+2h"]


def test_show_me_takes_two_minutes_at_most() -> None:
    script = (HOME / "elements" / "sheet" / "practice.js").read_text(encoding="utf-8")
    before, after = (int(re.search(rf"const {name} = (\d+);", script)[1]) for name in ("BEFORE_IT", "AFTER_IT"))  # type: ignore[index]
    assert 60_000 <= len(guide().show_me.steps) * (before + after) <= 120_000


def test_its_pictures_are_those_of_a_demonstration_trial_that_lost_something() -> None:
    (summary,) = [summarise(invented(SHOWN))]
    assert "lost" in {goal.result for goal in summary.goals}
    assert summary.trial.person.name.startswith("DEMO")


def test_the_card_for_the_ward_holds_the_signs_and_nobody() -> None:
    card = write_ward_card().decode()
    for name in SIGNS:
        assert name in card
    assert "DEMO" not in card
    assert "A5" in card
