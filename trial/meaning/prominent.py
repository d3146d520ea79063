"""What is printed before everything else: goals lost, severe events, tone going one way and function the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trial.ledger.facts import Dose, Event
from trial.meaning.course import DOING, Series
from trial.meaning.glance import severe_events
from trial.meaning.goals import GoalResult
from trial.meaning.tone import ToneCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class LostGoal:
    """One goal to keep that was lost, with its result at every dose that lost it."""

    results: tuple[GoalResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SevereEvent:
    """One severe or life-threatening event, of a failed puncture too."""

    event: Event
    dose: Dose


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneBetterFunctionWorse:
    """Tone better at the peak, with power, standing, transfer or walking worse at some time, or a goal lost."""

    tone: ToneCounts
    dose: int
    worse: tuple[Series, ...]
    lost: tuple[GoalResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionBetterToneNot:
    """Its mirror: function improved or a goal met, with tone better in no more than half of the raised muscles."""

    tone: ToneCounts
    dose: int
    better: tuple[Series, ...]
    met: tuple[GoalResult, ...]


Prominent = LostGoal | SevereEvent | ToneBetterFunctionWorse | FunctionBetterToneNot


def lost_goals(results: Sequence[GoalResult]) -> Iterator[LostGoal]:
    """Each goal that was lost once, with every dose that lost it, in the person's order."""
    for goal in dict.fromkeys(result.goal.id for result in results if result.result == "lost"):
        yield LostGoal(results=tuple(one for one in results if one.goal.id == goal and one.result == "lost"))


def severe(dose: Dose) -> Iterator[SevereEvent]:
    """The severe events of one dose."""
    return (SevereEvent(event=event, dose=dose) for event in severe_events(dose))


def tone_against_function(
    dose: Dose, series: Sequence[Series], tone: ToneCounts | None, results: Sequence[GoalResult]
) -> Iterator[Prominent]:
    """Tone one way and function the other at one dose: said at the top, because either alone misleads."""
    if tone is None or not dose.delivered:
        return
    doing = [one for one in series if one.speaks_of(DOING)]
    worse = tuple(one for one in doing if any(point.course == "worse" for point in one.after))
    lost = tuple(one for one in results if one.result == "lost")
    if tone.improved and (worse or lost):
        yield ToneBetterFunctionWorse(tone=tone, dose=dose.number, worse=worse, lost=lost)
        return
    better = tuple(one for one in doing if one.course_at_peak == "improved")
    met = tuple(one for one in results if one.result == "met")
    if tone.compared and 2 * tone.improved <= tone.compared and (better or met):
        yield FunctionBetterToneNot(tone=tone, dose=dose.number, better=better, met=met)
