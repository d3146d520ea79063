"""What is printed before everything else, in words: a mark, if it is loud, and a sentence."""

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.prominent import FunctionBetterToneNot, LostGoal, Prominent, SevereEvent, ToneBetterFunctionWorse
from trial.meaning.tone import ToneCounts
from trial.wording.goals import goal_name, span_text
from trial.wording.naming import names_text, short_name
from trial.wording.readout import reading_text, when_text
from trial.wording.safety import event_name
from trial.wording.sentences import FEW, of_the_rest, recovery_text
from trial.wording.words import SEVERITY_WORDS, capital, list_text

LOST = "LOST"
"""The one word that is printed white on black."""


class ProminentText(NamedTuple):
    """`mark` is printed white on black, or empty; `text` goes on after it."""

    mark: str
    text: str

    @property
    def line(self) -> str:
        return f"{self.mark}: {self.text}" if self.mark else self.text


def prominent_text(fact: Prominent) -> ProminentText:
    """One thing that is printed before everything else."""
    match fact:
        case LostGoal(results=results):
            return ProminentText(LOST, f"{goal_name(results[-1].goal)}, {_when_lost(results)}")
        case SevereEvent(event=event, dose=dose):
            when = f" at {when_text(event.began_at, dose.given_at)}" if dose.given_at else ""
            severity = capital(SEVERITY_WORDS[event.severity or "severe"])
            return ProminentText(severity, f"{event_name(event)}{when}, dose {dose.number}")
        case ToneBetterFunctionWorse(tone=tone, dose=number, worse=worse, lost=lost):
            but = [_worse(worse)] if worse else []
            if len(lost) > 1:
                but.append(f"{len(lost)} goals to keep were lost")
            else:
                but += [f"“{goal_name(result.goal)}” was lost" for result in lost]
            return ProminentText("", f"Dose {number}: tone is better in {_better(tone)}, but {list_text(but)}.")
        case FunctionBetterToneNot(tone=tone, dose=number, better=better, met=met):
            yet = [f"{names_text(better)} improved"] if better else []
            yet += [f"“{goal_name(result.goal)}” was met" for result in met]
            worse_in = f" and worse in {tone.worse}" if tone.worse else ""
            text = f"Dose {number}: tone is better in {_better(tone)}{worse_in}, yet {list_text(yet)}."
            return ProminentText("", text)
    assert_never(fact)


def _when_lost(results: Sequence[GoalResult]) -> str:
    """`dose 1, +2h04 to +5h03, regained +6h05`; of ratings, which have no hours, `doses 1, 2 and 3`."""
    if len(results) > 1 and not any(result.lost for result in results):
        return f"doses {list_text(str(result.dose) for result in results)}"
    return "; ".join(
        ", ".join([f"dose {result.dose}", *(span_text(period) for period in result.lost)]) for result in results
    )


def _better(tone: ToneCounts) -> str:
    return f"{tone.improved or 'none'} {of_the_rest(tone)}"


def _worse(worse: Sequence[Series]) -> str:
    """One or two with their worst reading; of more only the names."""
    if len(worse) >= FEW:
        return f"{names_text(worse)} got worse"
    lows = ((measure, measure.worst_point) for measure in worse)
    return list_text(
        f"{short_name(measure)} got worse ({reading_text(measure, low)}, {recovery_text(measure, low)})"
        for measure, low in lows
        if low is not None
    )
