"""What stands at the head of a dose: what happened, and tone going one way while function goes the other."""

from collections.abc import Sequence

from trial.ledger.facts import Dose
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.readout import reading_text, sentences_text
from trial.meaning.sentences import FEW, is_told, names_text, short_label, worst_of
from trial.meaning.tone import ToneCounts
from trial.meaning.words import DELIVERY_WORDS, list_text

DOING = ("power", "walking", "function")
"""Domains of what the person does with their legs, against tone."""


def heading_of(dose: Dose, results: Sequence[GoalResult]) -> str:
    """What happened, in a few words under the dose: a delivery that was not full, then what was lost and when."""
    if dose.delivery == "none":
        return f"{DELIVERY_WORDS['none'].capitalize()}. No result."
    if not dose.delivered:
        return "Not yet given."
    parts = [DELIVERY_WORDS[dose.delivery].capitalize()]
    parts += [f"Lost: {one.goal.words or one.goal.area}, {one.headline}" for one in results if one.result == "lost"]
    return sentences_text(parts)


def against(
    dose: Dose, series: Sequence[Series], tone: ToneCounts | None, results: Sequence[GoalResult]
) -> tuple[str, ...]:
    """Tone one way and function the other: said at the top, because either alone misleads."""
    if tone is None or not dose.delivered:
        return ()
    doing = [one for one in series if is_told(one, DOING)]
    worse = [one for one in doing if any(point.course == "worse" for point in one.after)]
    lost = [f"“{one.goal.words or one.goal.area or one.goal.id}” was lost" for one in results if one.result == "lost"]
    of = f"of {tone.of - tone.zero_at_baseline} raised muscles"
    if tone.improved and (worse or lost):
        names = [_worse_text(worse)] if worse else []
        return (f"Dose {dose.number}: tone is better in {tone.improved} {of}, but {list_text([*names, *lost])}.",)
    better = [one for one in doing if one.course_at_peak == "improved"]
    if tone.of > tone.zero_at_baseline and not tone.improved and better:
        return (f"Dose {dose.number}: tone is better in none {of}, yet {names_text(better)} improved.",)
    return ()


def _worse_text(worse: Sequence[Series]) -> str:
    """One or two with their worst reading; of more only the names."""
    if len(worse) >= FEW:
        return f"{names_text(worse)} got worse"
    lows = ((one, worst_of(one)) for one in worse)
    return list_text(f"{short_label(one)} got worse ({reading_text(one, low)})" for one, low in lows if low is not None)
