"""All that a trial means: computed once, read by screens and files, and printed as CONTRACT.md says."""

from collections.abc import Mapping
from dataclasses import dataclass

from trial.ledger.facts import Decision, Dose, Trial, Words
from trial.meaning.course import Series, series_of
from trial.meaning.glance import AtAGlance, Attainment, at_a_glance, attainment, lost_texts, severe_texts
from trial.meaning.goals import GoalResult, goal_at, results_of
from trial.meaning.occasion import Points
from trial.meaning.safety import Safety, safety_of
from trial.meaning.schedule import decided_on
from trial.meaning.state import State, is_under_way, state_of
from trial.meaning.tone import ToneCounts, tone_of
from trial.wording.cautions import cautions_of, cautions_of_trial
from trial.wording.headings import against, heading_of
from trial.wording.sentences import Fact, facts_of

__all__ = ["DoseSummary", "Summary", "state_of", "summarise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSummary:
    """What one dose showed. `results` and `glance` are empty for a dose that was not delivered."""

    dose: Dose
    series: tuple[Series, ...]
    tone: ToneCounts | None
    safety: Safety
    results: tuple[GoalResult, ...]
    glance: AtAGlance | None
    attainment: Attainment
    heading: str  # how it was delivered, under the dose in a table head
    against: tuple[str, ...]  # tone one way and function the other, in a sentence for the top of the page
    facts: tuple[Fact, ...]  # a sentence each: tone, power, function, spasm and comfort, safety, wore off
    words: tuple[Words, ...]  # what the person and those with them said
    cautions: tuple[str, ...]  # "read with care"
    decisions: tuple[Decision, ...]  # signed ones that belong to this dose

    def series_for(self, scale: str, item: str) -> Series | None:
        return next((one for one in self.series if (one.scale.key, one.item) == (scale, item)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a whole trial means. Goals in the person's own order, a result for every dose each was agreed for."""

    trial: Trial
    state: State
    doses: tuple[DoseSummary, ...]
    goals: tuple[GoalResult, ...]
    at_a_glance: tuple[AtAGlance, ...]
    decisions: tuple[Decision, ...]
    entries: int
    fingerprint: str
    cautions: tuple[str, ...]  # of every dose, naming it where there are several, and of the trial itself

    @property
    def first(self) -> tuple[str, ...]:
        """What is printed before anything else: goals lost, severe events, tone one way and function the other."""
        severe = (one for dose in self.doses for one in severe_texts(dose.dose))
        return (*lost_texts(self.goals), *severe, *(one for dose in self.doses for one in dose.against))

    @property
    def latest(self) -> DoseSummary | None:
        """The last dose that was delivered."""
        return next((one for one in reversed(self.doses) if one.dose.delivered), None)


def summarise(trial: Trial) -> Summary:
    """Work out everything. Pure: the same trial gives the same summary."""
    points = {dose.number: Points(dose) for dose in trial.doses}
    doses = tuple(_of_dose(trial, dose, points) for dose in trial.doses)
    several = len(doses) > 1
    told = [f"Dose {one.dose.number}: {text}" if several else text for one in doses for text in one.cautions]
    return Summary(
        trial=trial,
        state=state_of(trial),
        doses=doses,
        goals=tuple(one for goal in trial.goals for dose in doses for one in dose.results if one.goal.id == goal.id),
        at_a_glance=tuple(one.glance for one in doses if one.glance is not None),
        decisions=trial.decisions,
        entries=trial.entries,
        fingerprint=trial.fingerprint,
        cautions=(*told, *cautions_of_trial(trial)),
    )


def _of_dose(trial: Trial, dose: Dose, points: Mapping[int, Points]) -> DoseSummary:
    own = points[dose.number]
    series = series_of(trial, dose, own)
    goals = [one for goal in trial.goals if (one := goal_at(goal, dose.given_at) if dose.given_at else goal)]
    tone = tone_of(trial, series, goals)
    safety = safety_of(trial, dose, own)
    results = results_of(trial, dose, series)
    return DoseSummary(
        dose=dose,
        series=series,
        tone=tone,
        safety=safety,
        results=results,
        glance=at_a_glance(dose, results, under_way=is_under_way(trial, dose)) if dose.delivered else None,
        attainment=attainment(results),
        heading=heading_of(dose),
        against=against(dose, series, tone, results),
        facts=facts_of(dose, series, tone, safety),
        words=dose.words,
        cautions=cautions_of(trial, dose, points, series, tone, safety, results),
        decisions=tuple(one for place, one in enumerate(trial.decisions) if decided_on(trial, place) is dose),
    )
