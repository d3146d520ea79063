"""What stands at the head of a dose: what happened, and tone going one way while function goes the other."""

from collections.abc import Sequence

from trial.ledger.facts import Dose
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.tone import ToneCounts
from trial.wording.naming import names_text, short_label
from trial.wording.readout import reading_text, sentences_text
from trial.wording.sentences import FEW, is_told, recovery_text, worst_of
from trial.wording.vitals import event_text, tried_text
from trial.wording.words import DELIVERY_WORDS, list_text

DOING = ("power", "walking", "function")
"""Domains of what the person does with their legs, against tone."""


def heading_of(dose: Dose) -> str:
    """How it was delivered, in a few words under the dose; what was lost stands in its own row, and before all else."""
    if dose.delivery == "none":
        told = [event_text(event, dose) for event in dose.events if event.severity is not None]
        return sentences_text([tried_text(dose), *(f"{one[:1].upper()}{one[1:]}" for one in told), "No result"])
    if not dose.delivered:
        return "Not yet given."
    return sentences_text([DELIVERY_WORDS[dose.delivery].capitalize()])


def against(
    dose: Dose, series: Sequence[Series], tone: ToneCounts | None, results: Sequence[GoalResult]
) -> tuple[str, ...]:
    """Tone one way and function the other: said at the top, because either alone misleads.

    Better tone with power, standing, transfer or walking worse at any time, or with something lost that was to be
    kept; and its mirror, where tone got better in no more than half of the raised muscles, yet function improved or a
    goal was met.
    """
    if tone is None or not dose.delivered:
        return ()
    doing = [one for one in series if is_told(one, DOING)]
    worse = [one for one in doing if any(point.course == "worse" for point in one.after)]
    gone = [one for one in results if one.result == "lost"]
    lost = [f"{len(gone)} goals to keep were lost"] if len(gone) > 1 else [f"{_quoted(one)} was lost" for one in gone]
    if tone.improved and (worse or lost):
        but = list_text([*([_worse_text(worse)] if worse else []), *lost])
        return (f"Dose {dose.number}: tone is better in {tone.improved} {tone.of_the_rest}, but {but}.",)
    better = [one for one in doing if one.course_at_peak == "improved"]
    met = [f"{_quoted(one)} was met" for one in results if one.result == "met"]
    if tone.compared and 2 * tone.improved <= tone.compared and (better or met):
        names = [f"{names_text(better)} improved"] if better else []
        few = f"{tone.improved or 'none'} {tone.of_the_rest}" + (f" and worse in {tone.worse}" if tone.worse else "")
        return (f"Dose {dose.number}: tone is better in {few}, yet {list_text([*names, *met])}.",)
    return ()


def _quoted(result: GoalResult) -> str:
    return f"“{result.goal.words or result.goal.area or result.goal.id}”"


def _worse_text(worse: Sequence[Series]) -> str:
    """One or two with their worst reading; of more only the names."""
    if len(worse) >= FEW:
        return f"{names_text(worse)} got worse"
    lows = ((one, worst_of(one)) for one in worse)
    return list_text(
        f"{short_label(one)} got worse ({reading_text(one, low)}, {recovery_text(one, low)})"
        for one, low in lows
        if low is not None
    )
