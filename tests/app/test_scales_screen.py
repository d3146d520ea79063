"""The catalogue on the screen: searched, complete, computed now."""

from collections.abc import Callable

import pytest

import scales


def shown(screen) -> list[str]:  # type: ignore[no-untyped-def]
    return [one.label.split(" · ")[0] for one in screen.at.expander]


def test_every_scale_is_there(open_app: Callable) -> None:
    assert shown(open_app("scales")) == [one.name for one in scales.catalogue().values()]


@pytest.mark.parametrize(
    ("sought", "found"),
    [("blood pressure", "Observations"), ("BOHANNON", "Modified Ashworth"), ("knee gap", "Knee gap")],
)
def test_a_scale_is_found_by_its_words_its_items_and_its_authors(open_app: Callable, sought: str, found: str) -> None:
    screen = open_app("scales").fill("Search", sought)
    assert found in shown(screen)
    assert len(shown(screen)) < len(scales.catalogue())


def test_a_search_without_result_says_so(open_app: Callable) -> None:
    screen = open_app("scales").fill("Search", "zzz")
    assert shown(screen) == []
    assert "No scale matches" in screen.words


def test_each_scale_says_what_counts_as_change_its_source_and_its_rights(open_app: Callable) -> None:
    said = open_app("scales").words
    for scale in scales.catalogue().values():
        assert " ".join(scale.rights.split()) in said, scale.key
        assert " ".join(scale.reference.text.split()) in said, scale.key
        for error in scale.errors:
            assert " ".join(error.says.split()) in said, scale.key


def test_the_published_codes_are_shown_with_who_published_them(open_app: Callable) -> None:
    screen = open_app("scales")
    codes = screen.at.table[-1].value
    assert list(codes.columns) == ["System", "Code", "Display", "Published by"]
    assert [
        "SNOMED CT",
        "300202002",
        "Responds to voice",
        "SNOMED International; in HL7 UK, value set UKCore-ACVPU 2.1.0",
    ] in [list(row) for row in codes.to_numpy()]
    assert set(screen.fill("Search", "ashworth").at.table[-1].value["Code"]) == {"765771006"}
    assert screen.fill("Search", "zzz").at.table == []


def test_worked_examples_are_computed_live(open_app: Callable) -> None:
    screen = open_app("scales").fill("Search", "timed 25-foot walk")
    examples = [one.value for one in screen.at.markdown if "Worked example" in one.value]
    walk = scales.get("timed_25_foot_walk")
    assert len(examples) >= len(walk.examples) > 0


def test_what_is_too_tiring_for_every_hour_says_so(open_app: Callable) -> None:
    screen = open_app("scales")
    assert "Too tiring to repeat every hour." in screen.fill("Search", "six-minute walk").words
    assert "Too tiring to repeat every hour." not in screen.fill("Search", "timed 25-foot walk").words


def test_grades_are_shown_with_their_meaning(open_app: Callable) -> None:
    tables = open_app("scales").fill("Search", "modified ashworth").at.table
    assert any("1+" in table.value.index for table in tables)
