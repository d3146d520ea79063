"""The rule book is honest: every rule has functions and tests, every citation a rule."""

import json
from functools import partial
from pathlib import Path

import pytest

from trial import cli
from trial.files.rule_book import BookedRule, citations, rule_book, rule_lines, rule_texts
from trial.settings import HOME

BOOK = rule_book()
# `@` stands for the word, so that no number here counts as a citation of the rule book itself
SOURCE = '''
"""Readings: @s 1 and 2."""

class Timeline:
    """By item (@ 1)."""

    def value(self):
        return 1  # as @s 3, 5-6 and 8 to 9 say

def test_@_07_and_11_no_@_of_thumb_9():
    """Ruled 8."""
'''.replace("@", "rule")
NAMED = "test_@_07_and_11_no_@_of_thumb_9".replace("@", "rule")
HELPER = "def helper(): ...  # @ 4\ndef test_@_99(): ...".replace("@", "rule")


def test_the_rules_are_numbered_without_a_gap_and_say_something() -> None:
    assert [rule.number for rule in BOOK] == list(range(1, len(BOOK) + 1))
    assert len(BOOK) >= 38
    assert all(len(rule.text) > 60 for rule in BOOK)
    assert rule_texts()[37].count("\n|") == 7  # the table of published errors belongs to its rule
    assert "Not yet built" not in rule_texts()[38]


@pytest.mark.parametrize("rule", BOOK, ids=lambda rule: f"rule {rule.number}")
def test_every_rule_is_carried_by_a_function_and_held_by_a_test(rule: BookedRule) -> None:
    assert rule.functions, f"no function cites rule {rule.number}"
    assert rule.tests, f"no test cites rule {rule.number}"


@pytest.mark.parametrize("folder", ["trial", "scales", "tests"])
def test_every_citation_is_of_a_rule_that_exists(folder: str) -> None:
    known = {rule.number for rule in BOOK}
    assert [cited for cited in citations(HOME, folder) if cited.rule not in known] == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A small tree that cites rules in every way."""
    (tmp_path / "trial").mkdir()
    (tmp_path / "trial" / "timeline.py").write_text(SOURCE, encoding="utf-8")
    return tmp_path


def test_citations_are_found_in_docstrings_comments_and_names(home: Path) -> None:
    found = [(cited.name, cited.rule) for cited in citations(home, "trial")]
    assert found == [
        ("", 1),
        ("", 2),
        ("Timeline", 1),
        *(("Timeline.value", rule) for rule in (3, 5, 6, 8, 9)),
        *((NAMED, rule) for rule in (7, 11)),
    ]


def test_a_rule_that_nothing_carries_or_holds_would_be_missed(home: Path) -> None:
    by_number = {rule.number: rule for rule in rule_book(home)}
    assert by_number[1].functions == ("trial/timeline.py::Timeline",)
    assert by_number[2].functions == ()  # a module cites it, and no function
    assert not any(rule.tests for rule in by_number.values())
    (home / "tests").mkdir()
    (home / "tests" / "test_day.py").write_text(HELPER, encoding="utf-8")
    helper, unknown = citations(home, "tests")
    assert (helper.file, helper.name, helper.rule, unknown.rule) == ("tests/test_day.py", "helper", 4, 99)
    assert not any(rule.tests for rule in rule_book(home))  # a helper holds nothing


def test_the_shell_prints_the_book(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.main(["rules"]) == 0
    said = capfdbinary.readouterr()
    assert said.out.decode() == "".join(f"{line}\n" for line in rule_lines(BOOK))
    assert said.err == b""
    assert cli.main(["rules", "--json"]) == 0
    printed = json.loads(capfdbinary.readouterr().out)
    assert "trial/meaning/comparison.py::_of_ability" in printed[15]["functions"]


def test_where_the_tests_are_not_installed_the_shell_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(cli, "rule_book", partial(rule_book, home))
    assert cli.main(["rules"]) == 0
    said = capfdbinary.readouterr()
    assert said.err == b"The tests are not installed here: no rule shows what holds it.\n"
    assert b"    carried by trial/timeline.py::Timeline\n" in said.out
