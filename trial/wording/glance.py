"""What a meeting reads first: lost goals and severe events, then the counts at a glance with their word (rule 26)."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from trial.ledger.facts import Dose, Event
from trial.meaning.course import Series
from trial.meaning.glance import AtAGlance, Says
from trial.meaning.goals import GoalResult
from trial.meaning.muscle_tone import ToneCounts
from trial.meaning.point import Remark
from trial.wording.goals import rated_again, span_text
from trial.wording.result_text import goal_name, names_text, of_the_rest, when_text
from trial.wording.safety import event_name
from trial.wording.words import DELIVERY_WORDS, SEVERITY_WORDS, capital, joined, list_text, typed_text

SAYS_WORDS: dict[Says, str] = {
    "all": "All met, all kept",
    "some": "Some met",
    "partly": "None fully met",
    "none": "None met",
    "not_assessed": "Not fully assessed",
}


class Count(NamedTuple):
    """One line of counts: goals lost or kept, to be printed in bold, and the rest.

    `told_below`: the cells of the goals say it too, so that it can be left out first.
    """

    bold: str
    rest: str
    told_below: bool = False

    @property
    def text(self) -> str:
        return self.bold + self.rest


def counts(glance: AtAGlance) -> tuple[Count, ...]:
    """The lines of counts, each beginning with a capital: `1 lost of 1 to keep`, `2 of 3 met, 1 not met`."""
    unassessed = "still to come" if glance.under_way else "not assessed"
    lines = []
    if glance.to_keep:
        first, *others = _counted((glance.lost, "lost"), (glance.kept, "kept"), (glance.keep_not_assessed, unassessed))
        bold = first if glance.lost or glance.kept else ""
        rest = ", ".join(["" if bold else first, *others])
        lines.append(Count(bold, f"{rest} of {glance.to_keep} to keep"))
    if glance.under_way and glance.achieve_not_assessed == glance.to_achieve > 0:
        lines.append(Count("", f"{glance.to_achieve} to achieve, all still to come"))
    elif glance.to_achieve:
        not_assessed = glance.achieve_not_assessed, unassessed
        others = _counted((glance.partly_met, "partly met"), (glance.not_met, "not met"), not_assessed)
        lines.append(Count("", ", ".join([f"{glance.met} of {glance.to_achieve} met", *others])))
    if glance.not_today:
        lines.append(Count("", f"{glance.not_today} not tested today, not counted", told_below=True))
    if not glance.to_achieve:
        lines.append(Count("", "No goal to achieve could be tested"))
    if not glance.events_asked:
        lines.append(Count("", "Adverse events not asked about"))
    return tuple(lines)


def _counted(*counts: tuple[int, str]) -> list[str]:
    return [f"{count} {word}" for count, word in counts if count]


def glance_word(glance: AtAGlance) -> str:
    """The word after the counts."""
    if glance.under_way and glance.says == "not_assessed":
        return "Peak still to come"
    if glance.says == "all" and not glance.to_keep:
        return "All met"
    if glance.no_conclusion:
        return f"{SAYS_WORDS[glance.says]}: no conclusion, {DELIVERY_WORDS[glance.delivery]}"
    return SAYS_WORDS[glance.says]


def counts_text(glance: AtAGlance) -> str:
    """Counts and word in one line."""
    return f"{'; '.join(count.text for count in counts(glance))}: {glance_word(glance)}"


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
    """`dose 1, +2h04 to +5h03, regained +6h05`; of a rated goal `doses 1 and 2, not rated again`."""
    doses: dict[str, list[str]] = {}
    for result in results:
        doses.setdefault(joined(*map(span_text, result.lost), rated_again(result)), []).append(str(result.dose))
    when = "; ".join(f"dose{'s' * (len(alike) > 1)} {list_text(alike)}, {text}" for text, alike in doses.items())
    return ProminentText("LOST", f"{typed_text(goal_name(results[-1].goal))}, {when}")


def _severe_event(event: Event, dose: Dose) -> ProminentText:
    when = f" at {when_text(event.began_at, dose.given_at)}" if dose.given_at else ""
    severity = capital(SEVERITY_WORDS[event.severity or "severe"])
    return ProminentText(severity, f"{event_name(event)}{when}, dose {dose.number}")


def _tone_better(tone: ToneCounts, dose: int, worse: Sequence[Series], lost: Sequence[GoalResult]) -> ProminentText:
    but = [f"{names_text(worse)} got worse"] if worse else []
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


def _better(tone: ToneCounts) -> str:
    return f"{tone.improved or 'none'} {of_the_rest(tone)}"


SAID: Mapping[str, Callable[..., ProminentText]] = {
    "lost_goal": _lost_goal,
    "severe_event": _severe_event,
    "tone_better_function_worse": _tone_better,
    "function_better_tone_not": _function_better,
}
