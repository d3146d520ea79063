"""What is printed before everything else: goals lost, severe events, tone going one way and function the other."""

from collections.abc import Iterator, Sequence

from trial.ledger.facts import Dose
from trial.meaning.course import DOING, Series
from trial.meaning.glance import severe_events
from trial.meaning.goals import GoalResult
from trial.meaning.remark import Remark, remark
from trial.meaning.tone import ToneCounts


def lost_goals(results: Sequence[GoalResult]) -> Iterator[Remark]:
    """Each goal that was lost once, with every dose that lost it, in the person's order."""
    for goal in dict.fromkeys(result.goal.id for result in results if result.result == "lost"):
        yield remark("lost_goal", results=tuple(one for one in results if one.goal.id == goal and one.result == "lost"))


def severe(dose: Dose) -> Iterator[Remark]:
    """The severe events of one dose."""
    return (remark("severe_event", event=event, dose=dose) for event in severe_events(dose))


def tone_against_function(
    dose: Dose, series: Sequence[Series], tone: ToneCounts | None, results: Sequence[GoalResult]
) -> Iterator[Remark]:
    """Tone one way and function the other at one dose: said at the top, because either alone misleads."""
    if tone is None or not dose.delivered:
        return
    doing = [one for one in series if one.speaks_of(DOING)]
    worse = tuple(one for one in doing if any(point.course == "worse" for point in one.after))
    lost = tuple(one for one in results if one.result == "lost")
    if tone.improved and (worse or lost):
        yield remark("tone_better_function_worse", tone=tone, dose=dose.number, worse=worse, lost=lost)
        return
    better = tuple(one for one in doing if one.course_at_peak == "improved")
    met = tuple(one for one in results if one.result == "met")
    if tone.compared and 2 * tone.improved <= tone.compared and (better or met):
        yield remark("function_better_tone_not", tone=tone, dose=dose.number, better=better, met=met)
