"""What each chart of a trial shows: one panel a measure, every dose on the same axes, worst news first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from trial.brief.panels.axes import PEAK, axis_of, hours_of
from trial.brief.panels.lines import (
    EARLIEST,
    LATEST,
    columns_of,
    is_drawn,
    line_of,
    row_of,
)
from trial.brief.panels.markers import markers_of
from trial.brief.panels.shapes import Panel, Tick
from trial.brief.panels.targets import band_of, drawn_item, regions_of
from trial.ledger.facts import Goal
from trial.meaning.course import Series
from trial.meaning.schedule import EXTRA, delivered, measure_for, slot_minutes, slot_order, slots_of
from trial.meaning.summary import Summary
from trial.wording.figures import axis_text, figure_name, figure_subtitle, figure_title, lane_text, not_drawn_text

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
"""Minutes in which tone was lower than before after one bolus in 13 people (clinical.md 1.3); a guide for the eye."""


def panels_of(summary: Summary) -> tuple[Panel, ...]:
    """Every panel of a trial: measures of goals first, lost ones before the rest, then tone, function, safety."""
    return _Drawing(summary).panels() if summary.delivered else ()


def a_page(panels: Sequence[Panel]) -> tuple[Panel, ...]:
    """What one screen bears: up to three goals, the tone that moved most, blood pressure, pulse; the rest fills up."""
    observations = [panel for panel in panels if panel.item in FIRST_OBSERVATIONS]
    chosen = [panel for panel in panels if panel.group == "goal"][:3]
    chosen += [panel for panel in panels if panel.group == "tone"][:1]
    chosen += [panel for panel in observations if panel not in chosen][:2]
    fill = sorted((panel for panel in panels if panel not in chosen), key=lambda panel: FILL.index(panel.group))
    chosen += fill[: A_PAGE - len(chosen)]
    return tuple(panel for panel in panels if panel in chosen)


class _Drawing:
    """One trial on its way into panels: what they all share is worked out once."""

    def __init__(self, summary: Summary) -> None:
        trial = self.trial = summary.trial
        self.doses = delivered(trial)
        self.latest = self.doses[-1]
        self.series = {one.dose.number: one.series for one in summary.delivered}
        self.markers = tuple(one for one in markers_of(trial.doses) if EARLIEST <= one.minutes <= LATEST)
        ranks = {goal.id: number for number, goal in enumerate(trial.goals, start=1)}
        self.goals: list[tuple[int, Goal]] = [
            (ranks[one.goal.id], one.goal) for one in summary.goals if one.dose == self.latest.number
        ]
        self.lost = {one.goal.id for one in summary.goals if one.result == "lost"}
        hours = hours_of(summary)
        self.start, self.end = hours.start, hours.end

    def panels(self) -> tuple[Panel, ...]:
        keys = {
            (series.scale.key, series.item): None
            for found in self.series.values()
            for series in found
            if series.points and drawn_item(series.scale, series.item) == series.item
        }
        made = [panel for key in keys if (panel := self.panel(*key)) is not None]
        return tuple(sorted(made, key=self.rank))

    def rank(self, panel: Panel) -> tuple[int, bool, bool, int]:
        """Group; lost goals first; the person's order; for muscles the most changed."""
        place = [number for number, goal in self.goals if any(one.goal == goal.id for one in panel.regions)]
        lost = any(one.goal in self.lost for one in panel.regions)
        linked = any(panel.item in goal.muscles for _, goal in self.goals)
        if panel.group == "goal":
            order = min(place, default=0)
        elif panel.group == "observations":
            order = (
                FIRST_OBSERVATIONS.index(panel.item) if panel.item in FIRST_OBSERVATIONS else len(FIRST_OBSERVATIONS)
            )
        else:
            order = -max((abs(one.steps_at_peak or 0) for one in self.found(panel.scale, panel.item)[-1:]), default=0)
        return GROUPS.index(panel.group), not lost, not linked, order

    def found(self, scale: str, item: str) -> list[Series]:
        """One measure's series, earliest dose first."""
        return [
            series
            for dose in self.doses
            for series in self.series.get(dose.number, ())
            if (series.scale.key, series.item) == (scale, item) and series.points
        ]

    def panel(self, scale: str, item: str) -> Panel | None:
        """The panel of one measure; None for one that has no axis (yes or no)."""
        found = self.found(scale, item)
        latest = found[-1]
        companions = self.series[latest.dose]
        regions = regions_of(latest, companions, self.goals) if latest.dose == self.latest.number else ()
        values = [value for series in found for point in series.points if (value := series.place(point)) is not None]
        axis = axis_of(latest.scale, item, [*values, *(Decimal(str(one.edge)) for one in regions)])
        if axis is None:
            return None
        peak = latest.peak_slot
        slots = sorted({point.slot for series in found for point in series.points} - {EXTRA}, key=slot_order)
        columns = columns_of(slots, peak, self.start, self.end)
        base = latest.place(latest.baseline)
        lines = tuple(line_of(one, self.planned(one), latest=one.dose == self.latest.number) for one in found)
        gaps = [gap for line in lines for gap in line.could_not]
        return Panel(
            key=f"{scale}/{item}",
            scale=scale,
            item=item,
            name=figure_name(latest),
            group="goal" if regions else GROUP_OF.get(latest.scale.domain, "other"),
            title=figure_title(latest),
            subtitle=figure_subtitle(latest),
            better=latest.better,
            axis=axis,
            start=self.start,
            end=self.end,
            hours=tuple(self.hours(float(slot_minutes(peak) or PEAK))),
            peak=float(slot_minutes(peak) or PEAK),
            lines=lines,
            baseline=None if base is None else float(base),
            band=band_of(latest, companions),
            regions=regions,
            markers=self.markers,
            columns=columns,
            rows=tuple(row_of(one, columns, latest=one.dose == self.latest.number) for one in reversed(found)),
            lane=lane_text(finding=any(gap.finding for gap in gaps)) if gaps else "",
            window=(EFFECT[0], min(EFFECT[1], self.end)) if self.end > EFFECT[0] else None,
            notes=tuple(filter(None, (axis.widened, *(note for one in found for note in self.outside(one))))),
        )

    def planned(self, series: Series) -> tuple[str, ...]:
        measure = measure_for(self.trial, series.scale.key, series.item)
        return slots_of(self.trial.plan, measure) if measure is not None else ()

    def hours(self, peak: float) -> Iterator[Tick]:
        last = int(self.end // 60)
        for hour in range(int(-(-self.start // 60)), last + 1):
            said = axis_text(Decimal(hour))
            yield Tick(at=hour * 60.0, label=f"{said} h" if hour in (last, peak / 60) else said)

    def outside(self, series: Series) -> Iterator[str]:
        for point in series.points:
            if point.minutes is not None and not is_drawn(point):
                yield not_drawn_text(series, point)
