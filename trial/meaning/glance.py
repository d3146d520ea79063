"""At a glance: the team's own criteria, counted, and what is printed before them (rule 26); the T score (rule 27)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scales.goal_attainment import t_score
from trial.ledger.facts import Delivery, Dose
from trial.meaning.course import DOING, Series
from trial.meaning.goals import GoalResult
from trial.meaning.muscle_tone import ToneCounts
from trial.meaning.point import Remark, remark
from trial.meaning.safety import SEVERE

Says = Literal["all", "some", "partly", "none", "not_assessed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtAGlance:
    """How many goals of one dose came to which result. The counts come first, `says` after them and never alone."""

    dose: int
    delivery: Delivery
    under_way: bool  # the peak is still to come
    events_asked: bool
    says: Says
    met: int
    partly_met: int
    not_met: int
    kept: int
    lost: int
    to_achieve: int  # achieve goals that could be tested
    to_keep: int  # keep goals that could be tested
    not_today: int

    @property
    def achieve_not_assessed(self) -> int:
        """Testable achieve goals without a result."""
        return self.to_achieve - self.met - self.partly_met - self.not_met

    @property
    def keep_not_assessed(self) -> int:
        """Testable keep goals without a result."""
        return self.to_keep - self.kept - self.lost

    @property
    def not_assessed(self) -> int:
        return self.achieve_not_assessed + self.keep_not_assessed

    @property
    def no_conclusion(self) -> bool:
        """No response after a dose that may not have been delivered whole (rule 32)."""
        doubtful = self.delivery in ("partial", "uncertain") and not self.under_way
        return doubtful and not self.met and not self.partly_met


def at_a_glance(dose: Dose, results: Sequence[GoalResult], *, under_way: bool = False) -> AtAGlance:
    """Count the results of one dose (rule 26)."""
    tested = [result for result in results if result.result != "not_today"]
    kinds = Counter(result.goal.kind for result in tested)
    counted = Counter(result.result for result in results)
    return AtAGlance(
        dose=dose.number,
        delivery=dose.delivery,
        under_way=under_way,
        events_asked=dose.events_asked,
        says=_says(dose, tested),
        met=counted["met"],
        partly_met=counted["partly_met"],
        not_met=counted["not_met"],
        kept=counted["kept"],
        lost=counted["lost"],
        to_achieve=kinds["achieve"],
        to_keep=kinds["keep"],
        not_today=counted["not_today"],
    )


def _says(dose: Dose, tested: Sequence[GoalResult]) -> Says:
    """The word after the counts, the first that applies (rule 26)."""
    achieve = {result.result for result in tested if result.goal.kind == "achieve"}
    results = {result.result for result in tested}
    if not achieve or not dose.events_asked or "not_assessed" in results:
        return "not_assessed"
    if results <= {"met", "kept"} and not severe_events(dose):
        return "all"
    if achieve.isdisjoint({"met", "partly_met"}):
        return "none"
    return "some" if "met" in achieve else "partly"


def severe_events(dose: Dose) -> tuple[Remark, ...]:
    """The severe and life-threatening events of a dose, of a failed puncture too."""
    return tuple(remark("severe_event", event=event, dose=dose) for event in dose.events if event.severity in SEVERE)


def lost_goals(results: Sequence[GoalResult]) -> Iterator[Remark]:
    """Each goal that was lost once, with every dose that lost it, in the person's order (rule 26)."""
    for goal in dict.fromkeys(result.goal.id for result in results if result.result == "lost"):
        yield remark("lost_goal", results=tuple(one for one in results if one.goal.id == goal and one.result == "lost"))


def prominent_of(
    dose: Dose, series: Sequence[Series], tone: ToneCounts | None, results: Sequence[GoalResult]
) -> Iterator[Remark]:
    """Severe events, then tone one way and function the other: said at the top, because either alone misleads."""
    yield from severe_events(dose)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Attainment:
    """Goal attainment T over the rated goals: `rated` of `of`; no score when none was rated."""

    score: Decimal | None
    rated: int
    of: int


def attainment(results: Sequence[GoalResult]) -> Attainment:
    """Team ratings of one dose, weight = importance x difficulty, what was left empty counting as one (rule 27)."""
    rated = [result for result in results if result.goal.target is None and result.result != "not_today"]
    given = [(result.team.level, result.goal) for result in rated if result.team and result.team.level is not None]
    weights = [_weight(goal.importance) * _weight(goal.difficulty) for _, goal in given]
    score = t_score([level for level, _ in given], weights) if given else None
    return Attainment(score=score, rated=len(given), of=len(rated))


def _weight(size: int | None) -> Decimal:
    return Decimal(1 if size is None else size)
