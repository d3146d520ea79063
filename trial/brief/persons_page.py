"""The copy for the person as a page: its text line by line, and the small pictures of each goal."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from trial.brief.panels.axes import ages_of, hours_of
from trial.brief.panels.pictures import Picture, picture_of
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary
from trial.rules.person_copy import HEADING, PICTURE, REWRITE
from trial.wording.person_copy import GAP, Section, picture_text

Kind = Literal["heading", "text", "gap", "rewrite"]
KINDS: Mapping[str, Kind] = {HEADING: "heading", REWRITE: "rewrite"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPicture:
    """One dose's picture of a goal, and the day of that dose."""

    day: str
    picture: Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One line of the page; a `gap` is a line with room to write, a `rewrite` one is not printed."""

    kind: Kind
    text: str
    pictures: tuple[DayPicture, ...] = ()


def as_text(sections: Iterable[Section]) -> str:
    """The copy as text that can be edited: each section under its heading."""
    return "\n\n".join("\n".join((f"{HEADING} {section.heading}", *section.lines)) for section in sections)


def lines_of(text: str, pictures: Mapping[str, tuple[DayPicture, ...]]) -> Iterator[PageLine]:
    """The lines of an edited text; the pictures of a goal stand with the line before them."""
    shown: list[PageLine] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        mark, rest = line[0], line[1:].strip()
        if mark == PICTURE and shown:
            shown[-1] = replace(shown[-1], pictures=pictures.get(rest, ()))
        elif mark in KINDS:
            shown.append(PageLine(kind=KINDS[mark], text=rest))
        elif mark != PICTURE:
            shown.append(PageLine(kind="gap" if GAP in line else "text", text=line.replace(GAP, "").strip()))
    yield from shown


def spoken_lines(text: str) -> Iterator[str]:
    """The sentences that are read, to measure how easily; headings would make them short."""
    return (line.text for line in lines_of(text, {}) if line.kind == "text")


def pictures_by_goal(summary: Summary) -> dict[str, tuple[DayPicture, ...]]:
    """The pictures of each goal by its id, dose by dose; a goal without one is left out."""
    hours, ages, found = hours_of(summary), ages_of(summary), dict[str, tuple[DayPicture, ...]]()
    for number, goal in enumerate(summary.trial.goals, start=1):
        for dose in summary.delivered:
            result = dose.result_for(goal.id)
            if result is None or result.result == "not_today" or dose.dose.given_at is None:
                continue
            if picture := picture_of(dose, result, hours, number, age=ages[dose.dose.number]):
                day = f"{dose.dose.given_at.day} {dose.dose.given_at:%B}"
                # the team's words for the result stay with the team
                shown = DayPicture(day=day, picture=replace(picture, says=picture_text(day)))
                found[goal.id] = (*found.get(goal.id, ()), shown)
    return found


def as_it_was(trial: Trial, at: datetime) -> Trial:
    """The trial without doses that were given later: what the pictures of a version that was kept then show."""
    doses = tuple(dose for dose in trial.doses if dose.given_at is None or dose.given_at <= at)
    return replace(trial, record=replace(trial.record, doses=doses))
