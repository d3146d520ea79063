"""What each chart of a trial shows: one panel a measure, every dose on the same axes, goals first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Literal

from trial.brief.panels.axes import PEAK, ages_of, axis_for, band_of, drawn_item, hours_of, regions_of
from trial.brief.panels.lines import EARLIEST, LATEST, columns_of, is_drawn, line_of, row_of, slots_of
from trial.brief.panels.ratings import AXIS as RATED_AXIS
from trial.brief.panels.ratings import rated_lines, rated_region, rated_row
from trial.brief.panels.shapes import Panel, Tick
from trial.brief.panels.tables import markers_of
from trial.ledger.facts import Goal
from trial.meaning.course import Series
from trial.meaning.schedule import measure_for, slot_minutes
from trial.meaning.summary import Summary
from trial.wording.figures import (
    axis_text,
    figure_name,
    figure_subtitle,
    figure_title,
    lane_text,
    not_drawn_text,
    rated_subtitle,
    rated_title,
    rating_not_drawn_text,
)

MOST_HOURS = 16
"""So many have each its number below the axis; of more, every fourth."""
A_PAGE = 6
"""How many panels one screen or page bears: three across, two down."""
Group = Literal["goal", "tone", "spasm", "function", "observations", "other"]
GROUPS: tuple[Group, ...] = ("goal", "tone", "spasm", "function", "observations", "other")
FILL: tuple[Group, ...] = ("goal", "spasm", "function", "other", "tone", "observations")
"""In which order a page is filled up once it has its goals, its tone, blood pressure and pulse."""
GROUP_OF: dict[str, Group] = {
    "tone": "tone",
    "spasm": "spasm",
    "walking": "function",
    "function": "function",
    "observations": "observations",
}
FIRST_OBSERVATIONS = ("systolic", "heart_rate")
EFFECT = (120.0, 510.0)
"""Minutes in which tone was lower after one bolus in 13 people with cerebral spasticity; a guide for the eye."""


def panels_of(summary: Summary) -> tuple[Panel, ...]:
    """Every panel of a trial: measures of goals first, in the person's order, then tone, function, safety."""
    return _Panels(summary).panels() if summary.delivered else ()


def a_page(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    """What is drawn unasked: every goal, the tone that moved most, blood pressure; then pulse and the rest fill up."""
    chosen = [panel for panel in panels if panel.group == "goal"]
    chosen += [panel for panel in panels if panel.group == "tone"][:1]
    observations = [panel for panel in panels if panel.item in FIRST_OBSERVATIONS and panel not in chosen]
    chosen += observations[:1] if len(chosen) >= A_PAGE - 1 else observations[:2]
    fill = sorted((panel for panel in panels if panel not in chosen), key=lambda panel: FILL.index(panel.group))
    chosen += fill[: max(A_PAGE - len(chosen), 0)]
    return tuple(panel for panel in panels if panel in chosen)


class _Panels:
    """The panels of one trial: what they all share is worked out once."""

    def __init__(self, summary: Summary) -> None:
        self.trial, self.doses, self.latest = summary.trial, summary.delivered, summary.delivered[-1]
        self.markers = tuple(one for one in markers_of(self.trial.doses) if EARLIEST <= one.minutes <= LATEST)
        numbered = enumerate(self.trial.goals, start=1)
        results = ((number, self.latest.result_for(goal.id)) for number, goal in numbered)
        self.goals = [(number, result.goal) for number, result in results if result is not None]
        self.hours = hours_of(summary)
        self.ages = ages_of(summary)

    def panels(self) -> tuple[Panel, ...]:
        keys = {
            (series.scale.key, series.item): None
            for dose in self.doses
            for series in dose.series
            if series.points and drawn_item(series.scale, series.item) == series.item
        }
        made = [panel for key in keys if (panel := self.panel(*key)) is not None]
        made += [panel for goal in self.goals if (panel := self.rated(*goal)) is not None]
        return tuple(sorted(made, key=self.rank))

    def rank(self, panel: Panel) -> tuple[int, bool, int]:
        """Group; of goals the person's order; of muscles those that goals are about, then the most changed."""
        of_panel = {region.goal for region in panel.regions}
        linked = any(panel.item in goal.muscles for _, goal in self.goals)
        if panel.group == "goal":
            order = min((number for number, goal in self.goals if goal.id in of_panel), default=0)
        elif panel.group == "observations":
            order = (*FIRST_OBSERVATIONS, panel.item).index(panel.item)
        else:
            order = -abs(self.found(panel.scale, panel.item)[-1].steps_at_peak or 0)
        return GROUPS.index(panel.group), panel.group != "goal" and not linked, order

    def found(self, scale: str, item: str) -> list[Series]:
        """One measure's series, earliest dose first."""
        every = (dose.series_for(scale, item) for dose in self.doses)
        return [series for series in every if series is not None and series.points]

    def panel(self, scale: str, item: str) -> Panel | None:
        """The panel of one measure; None for one that has no axis (yes or no)."""
        found = self.found(scale, item)
        latest, number = found[-1], self.latest.dose.number
        companions = next(dose.series for dose in self.doses if dose.dose.number == latest.dose)
        regions = regions_of(latest, companions, self.goals) if latest.dose == number else ()
        axis = axis_for(found, regions)
        if axis is None:
            return None
        peak, start, end = float(slot_minutes(latest.peak_slot) or PEAK), self.hours.start, self.hours.end
        columns = columns_of(slots_of(found), latest.peak_slot, start, end)
        base = latest.place(latest.baseline)
        planned = measure_for(self.trial, scale, item) is not None
        ages = self.ages
        lines = tuple(line_of(one, one.slots if planned else (), age=ages[one.dose]) for one in found)
        gaps = [gap for line in lines for gap in line.could_not]
        undrawn = ((one, point) for one in found for point in one.points if point.minutes is not None)
        outside = (not_drawn_text(one, point) for one, point in undrawn if not is_drawn(point))
        return Panel(
            key=f"{scale}/{item}",
            scale=scale,
            item=item,
            name=figure_name(latest),
            group="goal" if regions else GROUP_OF.get(latest.scale.domain, "other"),
            title=figure_title(latest),
            subtitle=figure_subtitle(latest),
            axis=axis,
            **self.shared(peak),
            lines=lines,
            baseline=None if base is None else float(base),
            band=band_of(latest, companions),
            regions=regions,
            columns=columns,
            rows=tuple(row_of(one, columns, latest=one.dose == number) for one in reversed(found)),
            lane=lane_text(finding=any(gap.finding for gap in gaps)) if gaps else "",
            notes=tuple(filter(None, (axis.widened, *outside))),
        )

    def rated(self, number: int, goal: Goal) -> Panel | None:
        """The panel of a goal that is rated; None for one with a target, and where no dose has a rating to draw."""
        found = [result for dose in self.doses if (result := dose.result_for(goal.id)) and not result.goal.target]
        lines = tuple(line for result in found for line in rated_lines(result, self.hours, self.ages[result.dose]))
        if goal.target is not None or not lines:
            return None
        slot, start, end = self.trial.plan.peak_slot, self.hours.start, self.hours.end
        timed = [(result.dose, minutes, rating) for result in found for minutes, rating in result.ratings]
        columns = columns_of({rating.slot for _, _, rating in timed}, slot, start, end)
        number_of_latest = self.latest.dose.number
        return Panel(
            key=f"goal/{number}",
            scale="",
            item="",
            name=f"Goal {number}",
            group="goal",
            title=rated_title(number, found[-1]),
            subtitle=rated_subtitle(goal),
            axis=RATED_AXIS,
            **self.shared(self.hours.peak),
            lines=lines,
            baseline=float(goal.baseline_level),
            band=None,
            regions=(rated_region(number, found[-1]),),
            columns=columns,
            rows=tuple(
                rated_row(result, columns, latest=result.dose == number_of_latest) for result in reversed(found)
            ),
            notes=tuple(rating_not_drawn_text(dose, rating) for dose, at, rating in timed if not start <= at <= end),
        )

    def shared(self, peak: float) -> dict[str, Any]:
        """What every panel of the trial has alike: its hours, the dose and events above them."""
        end = self.hours.end
        return {
            "start": self.hours.start,
            "end": end,
            "hours": tuple(self.ticks(peak)),
            "peak": peak,
            "markers": self.markers,
            "window": (EFFECT[0], min(EFFECT[1], end)) if end > EFFECT[0] else None,
        }

    def ticks(self, peak: float) -> Iterator[Tick]:
        hours = range(int(-(-self.hours.start // 60)), int(self.hours.end // 60) + 1)
        step = 1 if len(hours) <= MOST_HOURS else 4
        shown = hours[-hours.start % step :: step]
        for hour in shown:
            label = axis_text(Decimal(hour))
            yield Tick(at=hour * 60.0, label=f"{label} h" if hour in (shown[-1], peak / 60) else label)
