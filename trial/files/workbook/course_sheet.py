"""The Course sheet: every measure of every dose along its slots, then what its peak and best were held against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from openpyxl.worksheet.worksheet import Worksheet

from scales.base import Grade
from trial.files.workbook.cells import INK, WHITE, Content, Look
from trial.files.workbook.table import BODY, Column, write_table
from trial.ledger.facts import Dose
from trial.meaning.course import Point, Series
from trial.meaning.occasion import value_of
from trial.meaning.schedule import slot_order
from trial.meaning.summary import Summary
from trial.wording.words import COURSE_WORDS, STATUS_WORDS

NUMBER = BODY.but(across="right", indent=1)
MINUTES = NUMBER.but(number_format="0")
RAMP = ("FFFFFF", "EFEFEF", "DADADA", "B9B9B9", "666666", "2B2B2B")
"""Of tone, from none to rigid: grey, so that no grade looks like a verdict."""
WHITE_TEXT_FROM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure over one dose."""

    dose: Dose
    series: Series

    def at(self, slot: str) -> Point | None:
        """The value of a slot: its latest reading (rule 6)."""
        return value_of(point for point in self.series.points if point.slot == slot)


def write_course(sheet: Worksheet, summary: Summary, zone: ZoneInfo) -> None:
    """Fill the sheet; tone is shaded by its rank."""
    rows = tuple(measured(summary))
    table = columns(slots_of(rows))
    write_table(sheet, table, rows, zone=zone, nothing="Nothing planned or measured yet.", frozen=3)


def measured(summary: Summary) -> Iterator[Measured]:
    """Every measure, dose by dose, in the order of the plan."""
    return (Measured(dose=one.dose, series=series) for one in summary.doses for series in one.series)


def slots_of(rows: Sequence[Measured]) -> tuple[str, ...]:
    """Every slot with a reading, in order of time."""
    return tuple(sorted({point.slot for row in rows for point in row.series.points}, key=slot_order))


def columns(slots: Sequence[str]) -> tuple[Column[Measured], ...]:
    """What the sheet shows of a measure."""
    return (
        Column("dose", 6, "number of the dose", of=lambda row: row.dose.number),
        Column("measure", 31, "what was measured", of=lambda row: row.series.label),
        Column("unit", 13, "unit of the numbers; empty for grades", of=lambda row: row.series.unit),
        *(
            Column(
                slot,
                9,
                "value of that slot: its latest reading, or in words why there is none",
                look=partial(_look, slot),
                of=partial(_value, slot),
            )
            for slot in slots
        ),
        Column(
            "peak at minutes",
            9,
            "when the peak reading was really taken",
            look=MINUTES,
            of=lambda row: row.series.peak.minutes if row.series.peak else None,
        ),
        Column(
            "steps",
            7,
            "ranks from baseline to peak; positive is better",
            look=NUMBER,
            of=lambda row: row.series.steps_at_peak,
        ),
        Column("change", 9, "peak minus baseline", look=_number, of=lambda row: row.series.change_at_peak),
        Column(
            "percent", 9, "change in percent of the baseline", look=MINUTES, of=lambda row: row.series.percent_at_peak
        ),
        Column(
            "course at peak", 16, "against this dose's own baseline", of=lambda row: _course(row.series.course_at_peak)
        ),
        *(replace(column, printed=False) for column in _for_reckoning()),
    )


def _for_reckoning() -> tuple[Column[Measured], ...]:
    return (
        Column("why", 34, "what stands behind, or against, the course at the peak", of=lambda row: _why(row.series)),
        Column(
            "best",
            9,
            "best reading of the day, beside the peak and never instead of it",
            look=_number,
            of=lambda row: row.series.best.point.value if row.series.best else None,
        ),
        Column(
            "best at minutes",
            9,
            "when that was",
            look=MINUTES,
            of=lambda row: row.series.best.point.minutes if row.series.best else None,
        ),
        Column(
            "best of",
            7,
            "how many readings it was chosen from",
            look=NUMBER,
            of=lambda row: row.series.best.of if row.series.best else None,
        ),
        Column(
            "worst",
            9,
            "worst reading of the day",
            look=_number,
            of=lambda row: row.series.worst.point.value if row.series.worst else None,
        ),
        Column(
            "worst at minutes",
            9,
            "when that was",
            look=MINUTES,
            of=lambda row: row.series.worst.point.minutes if row.series.worst else None,
        ),
        Column(
            "wore off at minutes",
            9,
            "first of two successive readings back at baseline",
            look=MINUTES,
            of=lambda row: row.series.wore_off.minutes if row.series.wore_off else None,
        ),
        Column("peak slot", 8, "the slot at which the peak is judged", of=lambda row: row.series.peak_slot),
        Column("micrograms", 10, "of that dose", of=lambda row: row.dose.micrograms),
        Column("scale", 20, "key of the scale", of=lambda row: row.series.scale.key),
        Column("item", 26, "key of the item", of=lambda row: row.series.item),
    )


def _number(row: Measured) -> Look:
    """As many decimals as the measure shows; the cell keeps them all."""
    places = row.series.places
    return NUMBER if places is None else NUMBER.but(number_format="0." + "0" * places if places else "0")


def _look(slot: str, row: Measured) -> Look:
    point = row.at(slot)
    look = _number(row).but(across="center", indent=0)
    if point is None or point.value is None:
        return look.but(size=8)
    shade = _shade(row.series, point)
    return look if shade is None else look.but(fill=RAMP[shade], ink=WHITE if shade >= WHITE_TEXT_FROM else INK)


def _value(slot: str, row: Measured) -> Content:
    point = row.at(slot)
    if point is None:
        return None
    return STATUS_WORDS[point.status] if point.value is None else point.value


def _course(course: str | None) -> str:
    return COURSE_WORDS[course] if course else ""


def _why(series: Series) -> str:
    parts = (series.why, "fixed contracture: listed, counted nowhere" if series.contracture else "")
    return "; ".join(part for part in parts if part)


def _shade(series: Series, point: Point) -> int | None:
    """A step of the grey ramp for a grade of tone; None for anything else."""
    item = series.scale.by_key[series.item]
    if series.scale.domain != "tone" or not isinstance(item, Grade) or point.value is None:
        return None
    rank, highest = item.rank(point.value), max((level.rank or 0 for level in item.levels), default=0)
    return None if rank is None or not highest else round(rank * (len(RAMP) - 1) / highest)
