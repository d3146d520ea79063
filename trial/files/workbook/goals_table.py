"""The table of the Summary: rows are goals in the person's own order, columns doses, the foot what they come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trial.files.imprint import Imprint, outcome_words
from trial.files.workbook.blocks import BOLD, COLUMNS, INVERSE, SMALL, TEXT, Block, Ruler
from trial.files.workbook.cells import INK, SECOND_INK, TINT, Look
from trial.files.workbook.goals_sheet import result_words
from trial.ledger.facts import Goal
from trial.meaning.goals import GoalResult
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.letter import aim, dose_title, happened
from trial.wording.words import moment_text

GOALS_END = {0: 20, 1: 20, 2: 16, 3: 15}
"""The last grid column of the goals, by the number of doses; these share the rest."""
LOST_COLUMNS = 5
MARKS = {"met": "■ ", "kept": "■ ", "partly_met": "◪ ", "not_met": "□ "}
"""Squares by filling; a result without one has nothing that could be filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The grid columns of one dose, and its tint; without a dose, of the one that is to come."""

    first: int
    last: int
    dose: DoseSummary | None
    fill: str

    def block(self, text: str, look: Look, lines: int = 99) -> Block:
        return Block(first=self.first, last=self.last, text=text, look=look.but(fill=self.fill), lines=lines)


def write_goals_table(letter: Ruler, summary: Summary, doses: Sequence[DoseSummary], imprint: Imprint) -> None:
    """Set the table for these doses."""
    end = GOALS_END[len(doses)]
    places = tuple(_places(doses, end))
    agreed_at = summary.trial.record.agreed_at
    agreed = f"agreed {moment_text(agreed_at, imprint.zone)}" if agreed_at else ""
    title, under = Look(size=10.5, bold=True, above="thin", rule=INK), SMALL.but(below="thin", rule=INK)
    letter.row(
        Block(first=1, last=end, text="Goals, in the person's own order", look=title),
        *(place.block(_title(place.dose), title) for place in places),
    )
    letter.row(
        Block(first=1, last=end, text=agreed, look=under),
        *(place.block(_happened(place.dose, imprint), under, lines=5) for place in places),
    )
    if not summary.trial.goals:
        letter.line("No goals agreed yet.", TEXT)
    for number, goal in enumerate(summary.trial.goals, start=1):
        _goal(letter, number, goal, end, places)
    if any(dose.glance for dose in doses):
        _glance(letter, end, places)


def _places(doses: Sequence[DoseSummary], end: int) -> Iterator[Place]:
    shown: Sequence[DoseSummary | None] = doses or (None,)
    width = (COLUMNS - end) // len(shown)
    for number, dose in enumerate(shown):
        is_last = number == len(shown) - 1
        first = end + 1 + number * width
        fill = TINT if is_last and number else ""
        yield Place(first=first, last=COLUMNS if is_last else first + width - 1, dose=dose, fill=fill)


def _title(one: DoseSummary | None) -> str:
    return dose_title(one) if one else "No dose yet"


def _happened(one: DoseSummary | None, imprint: Imprint) -> str:
    """When it was given, what happened, what was decided after it."""
    if one is None:
        return ""
    decided = [
        f"Decided {moment_text(each.signed_at, imprint.zone).split(',')[0]}: {outcome_words(each)}."
        for each in one.decisions
        if each.signed_at
    ]
    return " ".join(part for part in (happened(one, imprint.zone), *decided) if part)


def _goal(letter: Ruler, number: int, goal: Goal, end: int, places: Sequence[Place]) -> None:
    """Two rows: the words and the result in bold, under them the target and the reading."""
    hair = SMALL.but(below="hair")
    upper = [
        Block(first=1, last=2, text=str(number), look=BOLD),
        Block(first=3, last=end, text=goal.words or goal.area or goal.id, look=BOLD, lines=2),
    ]
    lower = [
        Block(first=1, last=2, text="", look=hair),
        Block(first=3, last=end, text=aim(goal), look=hair, lines=2),
    ]
    for place in places:
        results = place.dose.results if place.dose else ()
        result = next((one for one in results if one.goal.id == goal.id), None)
        upper += _result(place, result)
        reading = result.headline if result and result.result != "not_today" else ""
        lower.append(place.block(reading, hair, lines=3))
    letter.row(*upper)
    letter.row(*lower)


def _result(place: Place, result: GoalResult | None) -> list[Block]:
    """The result with its mark; LOST is the only white on black of the table."""
    if result is None:
        return [place.block("", BOLD)]
    if result.result == "lost":
        middle = place.first + LOST_COLUMNS
        rest = Block(first=middle, last=place.last, text="", look=BOLD.but(fill=place.fill))
        return [Block(first=place.first, last=middle - 1, text=result_words(result), look=INVERSE), rest]
    mark = MARKS.get(result.result, "")
    return [place.block(mark + result_words(result), BOLD if mark else SMALL, lines=2)]


def _glance(letter: Ruler, end: int, places: Sequence[Place]) -> None:
    """The counts first, the word after and never alone."""
    above, below = TEXT.but(above="thin", rule=INK), BOLD.but(below="thin", rule=INK)
    glances = [(place, place.dose.glance if place.dose else None) for place in places]
    counts = [(place, "; ".join(glance.counts) if glance else "") for place, glance in glances]
    letter.row(
        Block(first=1, last=end, text="At a glance", look=above.but(bold=True)),
        *(place.block(text[:1].upper() + text[1:], above) for place, text in counts),
    )
    letter.row(
        Block(
            first=1,
            last=end,
            text="the team's own criteria, counted",
            look=below.but(bold=False, size=9, ink=SECOND_INK),
        ),
        *(place.block(glance.word if glance else "", below) for place, glance in glances),
    )
