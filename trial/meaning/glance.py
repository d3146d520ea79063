"""At a glance: the team's own criteria, counted; not a recommendation (rule 26). And the T score if asked (rule 27)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scales.goal_attainment import t_score
from trial.ledger.facts import Dose, Event
from trial.meaning.goals import GoalResult
from trial.wording.readout import lost_text, when_text
from trial.wording.words import DELIVERY_WORDS, EVENT_WORDS, SEVERITY_WORDS, list_text

Says = Literal["all", "some", "none", "not_assessed"]
SAYS_WORDS: dict[Says, str] = {
    "all": "All met, all kept",
    "some": "Some met",
    "none": "None met",
    "not_assessed": "Not fully assessed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AtAGlance:
    """Counts first, the word after and never alone. `first` is printed before either, whatever they say."""

    dose: int
    says: Says
    met: int
    partly_met: int
    not_met: int
    kept: int
    lost: int
    not_assessed: int
    not_today: int
    counts: tuple[str, ...]  # "1 lost of 1 to keep", "2 of 3 met, 1 not met"
    word: str
    first: tuple[str, ...]  # lost goals, severe and life-threatening events

    @property
    def counts_text(self) -> str:
        return "; ".join(self.counts)


def at_a_glance(dose: Dose, results: Sequence[GoalResult], *, under_way: bool = False) -> AtAGlance:
    """Count the results of one dose; on a day under way nothing is counted that the peak has still to show."""
    counted = Counter(one.result for one in results)
    tested = [one for one in results if one.result != "not_today"]
    achieve = [one for one in tested if one.goal.kind == "achieve"]
    says = _says(dose, tested, achieve)
    word = SAYS_WORDS[says]
    if under_way and says == "not_assessed":
        word = "Peak still to come"
    if says == "none" and dose.delivery in ("partial", "uncertain"):
        word = f"{word}: no conclusion, {DELIVERY_WORDS[dose.delivery]}"
    return AtAGlance(
        dose=dose.number,
        says=says,
        met=counted["met"],
        partly_met=counted["partly_met"],
        not_met=counted["not_met"],
        kept=counted["kept"],
        lost=counted["lost"],
        not_assessed=counted["not_assessed"],
        not_today=counted["not_today"],
        counts=_counts(dose, results, under_way=under_way),
        word=word,
        first=(*lost_texts(results), *severe_texts(dose)),
    )


def _says(dose: Dose, tested: Sequence[GoalResult], achieve: Sequence[GoalResult]) -> Says:
    if not achieve or not dose.events_asked or any(one.result == "not_assessed" for one in tested):
        return "not_assessed"
    if all(one.result in ("met", "kept") for one in tested) and not severe_events(dose):
        return "all"
    return "some" if any(one.result in ("met", "partly_met") for one in achieve) else "none"


def _counts(dose: Dose, results: Sequence[GoalResult], *, under_way: bool) -> tuple[str, ...]:
    tested = [one for one in results if one.result != "not_today"]
    keep: Counter[str] = Counter(one.result for one in tested if one.goal.kind == "keep")
    achieve: Counter[str] = Counter(one.result for one in tested if one.goal.kind == "achieve")
    aside = len(results) - len(tested)
    parts = []
    if keep:
        told = [f"{keep[one]} {_result(one, under_way)}" for one in ("lost", "kept", "not_assessed") if keep[one]]
        parts.append(f"{', '.join(told)} of {keep.total()} to keep")
    if achieve:
        shown = ("partly_met", "not_met", "not_assessed")
        told = [f"{achieve[one]} {_result(one, under_way)}" for one in shown if achieve[one]]
        met = f"{achieve['met']} of {achieve.total()} met"
        if under_way and achieve["not_assessed"] == achieve.total():
            parts.append(f"{achieve.total()} to achieve, all still to come")
        else:
            parts.append(", ".join([met, *told]))
    if aside:
        parts.append(f"{aside} not tested today, not counted")
    if not achieve:
        parts.append("no goal to achieve could be tested")
    if not dose.events_asked:
        parts.append("adverse events not asked about")
    return tuple(parts)


def _result(result: str, under_way: bool) -> str:
    return "still to come" if under_way and result == "not_assessed" else result.replace("_", " ")


def lost_texts(results: Sequence[GoalResult]) -> list[str]:
    """One line a goal that was lost, with every dose that lost it."""
    by_goal: dict[str, list[GoalResult]] = {}
    for one in results:
        if one.result == "lost":
            by_goal.setdefault(one.goal.id, []).append(one)
    return [
        f"LOST: {found[-1].goal.words or found[-1].goal.area or goal}, {_when(found)}"
        for goal, found in by_goal.items()
    ]


def _when(found: Sequence[GoalResult]) -> str:
    """`dose 1, lost +2h04 to +5h03, regained +6h05`; of ratings, which have no hours, `doses 1, 2 and 3`."""
    if len(found) > 1 and not any(one.lost for one in found):
        return f"doses {list_text(str(one.dose) for one in found)}"
    return "; ".join(
        ", ".join([f"dose {one.dose}", *(lost_text(part.start, part.end, part.regained) for part in one.lost)])
        for one in found
    )


def severe_events(dose: Dose) -> tuple[Event, ...]:
    return tuple(one for one in dose.events if one.severity in ("severe", "life_threatening"))


def severe_texts(dose: Dose) -> list[str]:
    """Severe and life-threatening events as they stand before everything else, of a failed puncture too."""
    found = []
    for event in severe_events(dose):
        when = f" at {when_text(event.began_at, dose.given_at)}" if dose.given_at else ""
        severity = SEVERITY_WORDS[event.severity or "severe"].capitalize()
        named = event.words if event.kind == "other" and event.words else EVENT_WORDS[event.kind]
        found.append(f"{severity}: {named}{when}, dose {dose.number}")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """Goal attainment T over the rated goals: `rated` of `of`; no score when none was rated."""

    score: Decimal | None
    rated: int
    of: int


def attainment(results: Sequence[GoalResult]) -> Attainment:
    """Team ratings of one dose, weight = importance x difficulty, what was left empty counting as one (rule 27)."""
    rated = [one for one in results if one.goal.target is None and one.result != "not_today"]
    given = [(one.team.level, one.goal) for one in rated if one.team is not None and one.team.level is not None]
    weights = [_weight(goal.importance) * _weight(goal.difficulty) for _, goal in given]
    score = t_score([level for level, _ in given], weights) if given else None
    return Attainment(score=score, rated=len(given), of=len(rated))


def _weight(size: int | None) -> Decimal:
    return Decimal(1 if size is None else size)


def loud_part(line: str) -> tuple[str, str]:
    """A line of counts: what was lost or kept, to be printed in bold, and the rest.

    >>> loud_part("1 lost of 1 to keep"), loud_part("2 of 3 met")
    (('1 lost', ' of 1 to keep'), ('', '2 of 3 met'))
    """
    for kind in ("lost", "kept"):
        head, found, tail = line.partition(f" {kind}")
        if found and head.isdigit():
            return head + found, tail
    return "", line
