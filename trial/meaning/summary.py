"""All that a trial means: computed once, worded by `wording`, laid out by `brief`, printed by screens and files."""

from collections.abc import Mapping
from dataclasses import dataclass

from trial.ledger.facts import Decision, Dose, Trial
from trial.meaning.cautions import cautions_of, cautions_of_trial
from trial.meaning.course import Series, series_of
from trial.meaning.glance import AtAGlance, Attainment, at_a_glance, attainment, lost_goals, prominent_of
from trial.meaning.goals import GoalResult, goal_at, results_of
from trial.meaning.muscle_tone import ToneCounts, tone_of
from trial.meaning.point import Remarks
from trial.meaning.safety import Safety, safety_of
from trial.meaning.schedule import decided_on
from trial.meaning.state import State, is_under_way, state_of
from trial.meaning.timeline import DoseTimeline


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
    prominent: Remarks  # severe events; tone one way and function the other
    cautions: Remarks  # "read with care", the gravest first
    decisions: tuple[Decision, ...]  # signed ones that belong to this dose

    def series_for(self, scale: str, item: str) -> Series | None:
        """The course of one measure at this dose; None if it was neither planned nor read."""
        return next((one for one in self.series if (one.scale.key, one.item) == (scale, item)), None)

    def result_for(self, goal: str) -> GoalResult | None:
        """What became of one goal at this dose; None if it was agreed later or dropped before."""
        return next((one for one in self.results if one.goal.id == goal), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The meaning of a trial. Goals are in the person's own order, with a result for every dose each was agreed for."""

    trial: Trial
    state: State
    doses: tuple[DoseSummary, ...]
    goals: tuple[GoalResult, ...]
    cautions: Remarks  # of the trial itself, beside those of its doses

    @property
    def prominent(self) -> Remarks:
        """Return what is printed before anything else, whatever the counts."""
        of_doses = [fact for dose in self.doses for fact in dose.prominent]
        severe_first = sorted(of_doses, key=lambda fact: fact.kind != "severe_event")
        return (*lost_goals(self.goals), *severe_first)

    @property
    def delivered(self) -> tuple[DoseSummary, ...]:
        """The doses that reached the person."""
        return tuple(one for one in self.doses if one.dose.delivered)

    @property
    def latest(self) -> DoseSummary | None:
        """The last dose that was delivered."""
        return next(reversed(self.delivered), None)


def summarise(trial: Trial) -> Summary:
    """Work out everything. Pure: the same trial gives the same summary."""
    timelines = {dose.number: DoseTimeline(dose) for dose in trial.doses}
    doses = tuple(_of_dose(trial, dose, timelines) for dose in trial.doses)
    results = (dose.result_for(goal.id) for goal in trial.goals for dose in doses)
    return Summary(
        trial=trial,
        state=state_of(trial),
        doses=doses,
        goals=tuple(result for result in results if result is not None),
        cautions=cautions_of_trial(trial),
    )


def _of_dose(trial: Trial, dose: Dose, timelines: Mapping[int, DoseTimeline]) -> DoseSummary:
    timeline = timelines[dose.number]
    series = series_of(trial, dose, timeline)
    goals = [then for goal in trial.goals if (then := goal_at(goal, dose))]
    tone = tone_of(trial, series, goals)
    safety = safety_of(trial, dose, timeline)
    results = results_of(trial, dose, series)
    return DoseSummary(
        dose=dose,
        series=series,
        tone=tone,
        safety=safety,
        results=results,
        glance=at_a_glance(dose, results, under_way=is_under_way(trial, dose)) if dose.delivered else None,
        attainment=attainment(results),
        prominent=tuple(prominent_of(dose, series, tone, results)),
        cautions=cautions_of(trial, dose, timelines, series, tone, safety, results),
        decisions=tuple(one for place, one in enumerate(trial.decisions) if decided_on(trial, place) is dose),
    )
