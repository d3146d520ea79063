"""The copy for the person as a document: its versions, its lines and pictures, what it never says."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.refused import refused
from tests.unit.building import achieve, dose, hourly, trial
from tests.unit.every_act import BY, CLOSED, service
from trial.actions import exporting, importing, maintenance, person_copies
from trial.brief.persons_page import as_it_was, as_text, lines_of, pictures_by_goal, spoken_lines
from trial.errors import InvalidInput, NotAllowedNow
from trial.ledger.facts import Rating, Trial, Words
from trial.meaning.summary import summarise
from trial.store import Store
from trial.wording.person_copy import plain_copy, version_text
from trial.wording.reading_ease import reading_ease_text, reading_grade

pytestmark = pytest.mark.quick
T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
TEXT = "# What changed\nYou walked to the gate."


@pytest.fixture
def store() -> Store:
    return service()


def keep(store: Store, text: str = TEXT, checked_by: str = "Dr Elm") -> Trial:
    return person_copies.keep_copy(store, CLOSED, text, checked_by=checked_by, by=BY)


def copy_of(found: Trial) -> str:
    return as_text(plain_copy(summarise(found))).replace("\xa0", " ")


def test_versions_are_kept_beside_each_other_after_the_signature_too(store: Store) -> None:
    before = store.trial(CLOSED).decisions
    keep(store)
    now = keep(store, f"{TEXT}\nYou stood.", " R   Lind ")
    assert [(one.text, one.checked_by, one.kept_by) for one in now.copies] == [
        (TEXT, "Dr Elm", BY),
        (f"{TEXT}\nYou stood.", "R Lind", BY),
    ]
    assert now.decisions == before
    kept = replace(now.copies[1], kept_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert version_text(2, kept) == "Version 2, 22 November 2026, checked by R Lind"


@pytest.mark.parametrize(
    ("text", "checked_by", "error", "says"),
    [
        (" \n", "Dr Elm", InvalidInput, "nothing to keep"),
        (TEXT, " ", NotAllowedNow, "who checked"),
        (f"{TEXT}\n ? Why: spasticity.", "Dr Elm", NotAllowedNow, "question mark, 1"),
        ("\x07", "Dr Elm", InvalidInput, "control character"),
    ],
)
def test_what_is_not_ready_is_not_kept(
    store: Store, text: str, checked_by: str, error: type[Exception], says: str
) -> None:
    with refused(error, match=says):  # type: ignore[arg-type]
        keep(store, text, checked_by)
    assert store.trial(CLOSED).copies == ()


def test_the_same_version_is_kept_once(store: Store) -> None:
    keep(store)
    with refused(NotAllowedNow, match="already"):
        keep(store, f"{TEXT} \n")


def test_a_copy_goes_through_the_record_file_and_is_erased_with_the_trial(store: Store) -> None:
    keep(store)
    exported = exporting.export(store, CLOSED, "json", by=BY)
    assert [one["text"] for one in json.loads(exported)["copies"]] == [TEXT]
    other = service()
    renamed = exported.replace(f'"{CLOSED}"'.encode(), b'"T-9"')
    importing.import_file(other, renamed, by=BY)
    assert exporting.export(other, "T-9", "json", by=BY) == renamed
    maintenance.erase(store, CLOSED, reason="past its date", by=BY)
    assert "intact" in maintenance.verify(store)
    assert not any("gate" in str(row) for row in store.raw())


def test_lines_are_headings_text_gaps_and_pictures_of_the_line_before() -> None:
    walked = trial(dose(hourly("ten_metre_walk", "seconds", [20, 15, 14], (0, 2, 4))), goals=[WALK])
    pictures = pictures_by_goal(summarise(walked))
    text = "@g1\n# Heading\n\nYou walked.\n@g1\nRing: ____\n? Why: x"
    found = [*lines_of(text, pictures)]
    assert [(one.kind, one.text, len(one.pictures)) for one in found] == [
        ("heading", "Heading", 0), ("text", "You walked.", 1), ("gap", "Ring:", 0), ("rewrite", "Why: x", 0)
    ]  # fmt: skip
    assert found[1].pictures[0].day == "18 November"
    assert [*spoken_lines(text)] == ["You walked."]


WALK = replace(achieve("ten_metre_walk", "seconds", "at_most", 15), words="Walk to the gate")


def rated(level: int | str) -> Trial:
    own = Rating(goal="g1", slot="+4h", by="person", level=Decimal(level))
    read = dose(hourly("ten_metre_walk", "seconds", [20, 15, 14], (0, 2, 4)), ratings=(own,))
    return trial(read, goals=[WALK])


@pytest.mark.parametrize("level", [-2, -1, "-0.5"])
def test_a_goal_is_never_called_reached_where_the_person_says_no(level: int | str) -> None:
    said = copy_of(rated(level))
    assert "reached" not in said
    assert "our test got to the mark that we had agreed" in said
    assert "you said: " in said
    assert "less than you hoped" in said


def test_their_own_rating_stands_beside_the_teams_result() -> None:
    assert (
        "“Walk to the gate”: reached (20.0 seconds before, 14.0 seconds about 4 hours after); you said: as you hoped."
        in (copy_of(rated(0)))
    )


def test_it_has_the_carers_words_what_comes_next_and_room_to_write() -> None:
    words = (
        Words(by="person", text="My legs feel light", wants_daily="no"),
        Words(by="carer", text="Washing was quicker"),
        Words(by="team", text="Not for the page"),
    )
    said = copy_of(trial(dose(words=words)))
    assert "# What your family or carer told us\n“Washing was quicker”" in said
    assert "“My legs feel light”\nYou said that you would not want this every day." in said
    assert "Not for the page" not in said
    assert "# What happens next, and when\nYour next appointment (day, time, place): ____" in said
    assert "The test does not always show how a pump will work." in said
    assert "# What to ask\n" in said


def test_pictures_of_a_kept_version_do_not_show_a_later_dose() -> None:
    later = dose(
        hourly("ten_metre_walk", "seconds", [20, 15, 14], (0, 2, 4)), number=2, given_at=T0 + timedelta(days=9)
    )
    first = dose(hourly("ten_metre_walk", "seconds", [20, 15, 14], (0, 2, 4)))
    both = trial(first, later, goals=[WALK])
    assert [one.number for one in as_it_was(both, T0 + timedelta(days=2)).doses] == [1]
    assert [one.number for one in as_it_was(both, T0 + timedelta(days=10)).doses] == [1, 2]


def test_reading_ease_rises_with_long_words_and_says_the_age() -> None:
    plain = reading_grade(["You can stand up. Your legs are not so stiff."])
    learned = reading_grade(["Intrathecal administration attenuated hypertonicity considerably."])
    assert plain is not None
    assert learned is not None
    assert plain < 6 < 12 < learned
    assert reading_ease_text(6.04) == "Reading ease: grade 6.0 (Flesch-Kincaid), for a reader of about 11 years."
    assert reading_ease_text(reading_grade(["", "12.5"])) == ""
