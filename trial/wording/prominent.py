"""What is printed before everything else, in words: a mark, if it is loud, and a sentence."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from trial.ledger.facts import Dose, Event
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.remark import Remark
from trial.meaning.tone import ToneCounts
from trial.wording.goals import span_text
from trial.wording.naming import goal_name, names_text, of_the_rest, short_name
from trial.wording.readout import reading_text, when_text
from trial.wording.safety import event_name
from trial.wording.sentences import FEW, recovery_text
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


def prominent_text(fact: Remark) -> ProminentText:
    """One thing that is printed before everything else."""
    return SAID[fact.kind](**fact.values)


def _lost_goal(results: Sequence[GoalResult]) -> ProminentText:
    return ProminentText(LOST, f"{goal_name(results[-1].goal)}, {_when_lost(results)}")


def _severe_event(event: Event, dose: Dose) -> ProminentText:
    when = f" at {when_text(event.began_at, dose.given_at)}" if dose.given_at else ""
    severity = capital(SEVERITY_WORDS[event.severity or "severe"])
    return ProminentText(severity, f"{event_name(event)}{when}, dose {dose.number}")


def _tone_better(tone: ToneCounts, dose: int, worse: Sequence[Series], lost: Sequence[GoalResult]) -> ProminentText:
    but = [_worse(worse)] if worse else []
    if len(lost) > 1:
        but.append(f"{len(lost)} goals to keep were lost")
    else:
        but += [f"“{goal_name(result.goal)}” was lost" for result in lost]
    return ProminentText("", f"Dose {dose}: tone is better in {_better(tone)}, but {list_text(but)}.")


def _function_better(tone: ToneCounts, dose: int, better: Sequence[Series], met: Sequence[GoalResult]) -> ProminentText:
    yet = [f"{names_text(better)} improved"] if better else []
    yet += [f"“{goal_name(result.goal)}” was met" for result in met]
    worse_in = f" and worse in {tone.worse}" if tone.worse else ""
    return ProminentText("", f"Dose {dose}: tone is better in {_better(tone)}{worse_in}, yet {list_text(yet)}.")


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


SAID: Mapping[str, Callable[..., ProminentText]] = {
    "lost_goal": _lost_goal,
    "severe_event": _severe_event,
    "tone_better_function_worse": _tone_better,
    "function_better_tone_not": _function_better,
}
