"""The ratings of a goal as they are drawn: the team's joined over time, other voices as diamonds beside (rule 25)."""

from collections.abc import Sequence
from decimal import Decimal

from trial.brief.panels.shapes import Axis, Column, Dot, Hours, Line, Region, Row, Shape, Tick
from trial.ledger.facts import Rating
from trial.meaning.goals import GoalResult
from trial.wording.figures import region_texts
from trial.wording.goals import RATING_WORDS, level_text, rating_text
from trial.wording.words import signed_text

AXIS = Axis(
    kind="ordinal",
    low=-2.5,
    high=2.5,
    ticks=tuple(
        Tick(at=float(level), label=signed_text(Decimal(level)), words=said) for level, said in RATING_WORDS.items()
    ),
    unit="level",
)
REACHED = -0.5
"""Half a level below 0, from which on a goal is reached or kept (rule 25)."""


def rated_lines(result: GoalResult, hours: Hours, age: int) -> tuple[Line, ...]:
    """A line a voice at one dose, the team's last, so that it is on top."""
    drawn = [(minutes, rating) for minutes, rating in result.ratings if hours.start <= minutes <= hours.end]
    voices = dict.fromkeys(rating.by for _, rating in drawn)
    lines = [_line([timed for timed in drawn if timed[1].by == voice], result, age) for voice in voices]
    return tuple(reversed(lines))


def _line(timed: Sequence[tuple[Decimal, Rating]], result: GoalResult, age: int) -> Line:
    """The ratings by one voice; of the latest dose those that stand carry whose they are."""
    stand = (result.team, *result.others)
    dots = tuple(
        Dot(
            minutes=float(minutes),
            y=float(rating.level or 0),
            shape=_shape(rating, result),
            text=signed_text(rating.level or Decimal(0)),
            says=rating_text(rating),
            label=level_text(rating) if age == 0 and any(rating is standing for standing in stand) else "",
        )
        for minutes, rating in timed
    )
    voice = timed[0][1].by
    runs = (dots,) if voice == "team" else tuple((dot,) for dot in dots)
    label = f"dose {result.dose}" if voice == "team" else f"dose {result.dose}, {voice}"
    return Line(dose=result.dose, age=age, label=label, runs=runs)


def _shape(rating: Rating, result: GoalResult) -> Shape:
    """How the team's level compares with the one before the dose; other voices have a shape of their own."""
    before, level = result.goal.baseline_level, rating.level or Decimal(0)
    if rating.by != "team":
        return "neither"
    return "better" if level > before else "worse" if level < before else "same"


def rated_region(number: int, result: GoalResult) -> Region:
    """The levels at which a rated goal is reached or kept."""
    label, short = region_texts(number, result.goal)
    name = f"Goal {number}"
    return Region(edge=REACHED, side="above", name=name, label=label, short=short, goal=result.goal.id)


def rated_row(result: GoalResult, columns: Sequence[Column], *, latest: bool) -> Row:
    """The team's latest level in each slot; what others said stands beside their marks."""
    team = {rating.slot: signed_text(rating.level or Decimal(0)) for _, rating in result.ratings if rating.by == "team"}
    cells = tuple(team.get(column.slot, "") for column in columns)
    return Row(dose=result.dose, latest=latest, label=f"dose {result.dose}", cells=cells)
