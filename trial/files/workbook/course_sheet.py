"""The Course sheet: every measure of every dose along its slots, then what its peak and best were held against."""

from functools import partial
from zoneinfo import ZoneInfo

from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.brief.panels.strip import shade_of
from trial.files.workbook.look import INK, WHITE, Look
from trial.files.workbook.sheet import Content, Sheet
from trial.files.workbook.table import BODY, NUMBER, Column, Columns, write_table
from trial.meaning.course import Series
from trial.meaning.point import Point
from trial.meaning.schedule import slot_order
from trial.meaning.summary import Summary
from trial.meaning.timeline import value_of
from trial.wording.remarks import why_text
from trial.wording.words import COURSE_WORDS, STATUS_WORDS

MINUTES = NUMBER.but(num_format="0")
IN_SLOT = "value of that slot: its latest reading, or in words why there is none"


def write_course(sheet: Sheet, summary: Summary, zone: ZoneInfo) -> Columns[Series]:
    """Fill the sheet: every measure, dose by dose, in the order of the plan; tone is shaded by its rank."""
    rows = [series for one in summary.doses for series in one.series]
    slots = sorted({point.slot for row in rows for point in row.points}, key=slot_order)
    given = {one.dose.number: one.dose.micrograms for one in summary.doses}
    columns: Columns[Series] = Columns(
        printed=[
            Column("dose", 6, "number of the dose", lambda row: row.dose),
            Column("measure", 31, "what was measured", lambda row: row.label),
            Column("unit", 13, "unit of the numbers; empty for grades", lambda row: row.unit),
            *(Column(slot, 9, IN_SLOT, partial(_value, slot), partial(_look, slot)) for slot in slots),
            Column("peak at minutes", 9, "when the peak was really read", lambda row: _at(row.peak), MINUTES),
            Column(
                "steps", 7, "ranks from baseline to peak; positive is better", lambda row: row.steps_at_peak, NUMBER
            ),
            Column("change", 9, "peak minus baseline", lambda row: row.change_at_peak, _number),
            Column("percent", 9, "change in percent of the baseline", lambda row: row.percent_at_peak, MINUTES),
            Column("course at peak", 16, "against this dose's own baseline", _course),
        ],
        behind=[
            Column("why", 34, "what stands behind, or against, the course", lambda row: why_text(row.why)),
            Column("contracture", 9, "fixed: listed, but counted nowhere", lambda row: row.contracture),
            Column(
                "best", 9, "of the day, beside the peak and never instead of it", lambda row: _read(_best(row)), _number
            ),
            Column("best at minutes", 9, "when that was", lambda row: _at(_best(row)), MINUTES),
            Column("best of", 7, "readings it was chosen from", lambda row: row.best.of if row.best else None, NUMBER),
            Column("worst", 9, "worst reading of the day", lambda row: _read(_worst(row)), _number),
            Column("worst at minutes", 9, "when that was", lambda row: _at(_worst(row)), MINUTES),
            Column(
                "wore off at minutes", 9, "when two readings began to be back", lambda row: _at(row.wore_off), MINUTES
            ),
            Column("peak slot", 8, "the slot at which the peak is judged", lambda row: row.peak_slot),
            Column("micrograms", 10, "of that dose", lambda row: given[row.dose]),
            Column("scale", 20, "key of the scale", lambda row: row.scale.key),
            Column("item", 26, "key of the item", lambda row: row.item),
        ],
    )
    write_table(sheet, columns, rows, zone=zone, nothing="Nothing planned or measured yet.", frozen=3)
    return columns


def _best(row: Series) -> Point | None:
    return row.best.point if row.best else None


def _worst(row: Series) -> Point | None:
    return row.worst.point if row.worst else None


def _at(point: Point | None) -> Content:
    return point.minutes if point else None


def _read(point: Point | None) -> Content:
    return point.value if point else None


def _course(row: Series) -> str:
    return COURSE_WORDS[row.course_at_peak] if row.course_at_peak else ""


def _in_slot(slot: str, row: Series) -> Point | None:
    """The value of a slot: its latest reading (rule 6)."""
    return value_of(point for point in row.points if point.slot == slot)


def _value(slot: str, row: Series) -> Content:
    point = _in_slot(slot, row)
    return STATUS_WORDS[point.status] if point and point.value is None else _read(point)


def _number(row: Series) -> Look:
    """As many decimals as the measure shows; the cell keeps them all."""
    places = row.places
    return NUMBER if places is None else NUMBER.but(num_format="0." + "0" * places if places else "0")


def _look(slot: str, row: Series) -> Look:
    point = _in_slot(slot, row)
    look = _number(row).but(align="center", indent=0)
    if point is None or point.value is None:
        return look.but(font_size=BODY.font_size - 1)
    shade = shade_of(row, point) if row.scale.domain == "tone" else None
    return look if shade is None else look.but(bg_color=RAMP[shade], font_color=WHITE if shade >= WHITE_FROM else INK)
