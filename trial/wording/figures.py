"""The words of a figure: an active title from the latest dose, one line on error, unit and direction, its marks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from textwrap import shorten

from scales.base import Grade
from trial.ledger.facts import Dose, Goal, Rating, Status
from trial.meaning.course import Series
from trial.meaning.goals import GoalResult
from trial.meaning.muscle_tone import ToneCounts
from trial.meaning.point import COULD_NOT, Point
from trial.meaning.safety import SEVERE, News2
from trial.meaning.schedule import BASELINE, slot_minutes
from trial.wording.dose_summary import mean_text
from trial.wording.goals import UNJUDGED_WORDS, level_text, limit_text, rating_text
from trial.wording.remarks import why_text
from trial.wording.result_text import of_the_rest, printed, printed_text, steps_text
from trial.wording.safety import event_line
from trial.wording.words import (
    CODES,
    GAP,
    MINUS,
    STATUS_WORDS,
    amount_text,
    bare_text,
    capital,
    hour_text,
    joined,
    list_text,
    minutes_text,
    number_text,
    percent_text,
    slot_text,
    typed_text,
    unit_text,
)

INJECTION = "end of injection"
RATED = "by the team; diamonds: others"
GOAL_WORDS = 48
"""Characters of a goal's words over its chart."""
WINDOW = "2 to 8½ h: a bolus was at work in one published course"
UNITS = {"m/s": "metres per second", "s": "seconds", "m": "metres", "°": "degrees"}
SHAPE_WORDS: dict[str, str] = {
    "better": "better than own baseline",
    "same": "no real change",
    "worse": "worse",
    "not_comparable": "not comparable",
    "neither": "neither way is better",
}
ROWS = {
    "systolic": "Systolic",
    "diastolic": "Diastolic",
    "heart_rate": "Heart rate",
    "respiratory_rate": "Breaths",
    "oxygen_saturation": "Saturation",
    "on_oxygen": "On oxygen",
    "temperature": "Temperature",
    "consciousness": "Alertness",
}
"""The rows of the table of observations, from the top."""


def figure_name(series: Series) -> str:
    """The name of a chart: the scale's if one measure leads it, else the item's."""
    return series.scale.name if len(series.scale.headline) == 1 else series.label


def figure_title(series: Series) -> str:
    """What happened on one dose, from the data; a speed is given in its seconds (rule 19)."""
    return f"{figure_name(series)}: {_furthest(series) if series.better == 'neither' else _peak(series)}"


def _peak(series: Series) -> str:
    """From baseline to peak; of a day under way its last reading, since the peak is still to come."""
    baseline, peak, hour = series.baseline, series.peak, hour_text(series.peak_slot)
    disputed = baseline is not None and baseline.two_values
    before = printed_text(series, baseline) if baseline is not None and baseline.measured and not disputed else ""
    started = f"{before} before" if before else "two values before" if disputed else "no baseline"
    if series.to_come:
        last = next((point for point in reversed(series.after) if point.measured), None)
        latest = f" {printed_text(series, last)} at {minutes_text(last.minutes or 0)};" if last else ""
        return f"{started},{latest} {hour} still to come"
    if peak is None or not peak.finding:
        missing = STATUS_WORDS[peak.status] if peak is not None else "nothing" if not series.after else "no value"
        return f"{started}, {missing} at {hour}"
    at = f"at {minutes_text(peak.minutes or 0)}"
    if not peak.measured:
        return f"{STATUS_WORDS[peak.status]}, {at}" + (f"; {started}" if before else "")
    if peak.two_values:
        return f"two values {at}, neither chosen; {started}"
    now = printed_text(series, peak)
    if baseline is None or disputed:
        return f"{now} {at}, {started}"
    if not before:
        return f"{now} {at}, {'could not' if baseline.status in COULD_NOT else STATUS_WORDS[baseline.status]} before"
    if before == now:
        return f"{now} {at}, as before"
    return f"{bare_reading(series, baseline)} to {now} {at}{_percent(series, baseline, peak)}"


def bare_reading(series: Series, point: Point) -> str:
    """The value as printed, without its unit; empty where there is none."""
    item, value = printed(series, point)
    return "" if value is None else bare_text(series.scale, item, value)


def _percent(series: Series, baseline: Point, peak: Point) -> str:
    """Percent in the unit that is printed; said of walks that were alike, not of ratings or grades."""
    if series.scale.domain != "walking" or peak.course == "not_comparable":
        return ""
    was, (item, now) = printed(series, baseline)[1], printed(series, peak)
    if not isinstance(was, Decimal) or not isinstance(now, Decimal) or not was:
        return ""
    which = "" if item == series.item else " in time"  # the chart is of speed, which rises by another percent
    return f", {percent_text(100 * (now - was) / abs(was))}{which}"


def _furthest(series: Series) -> str:
    """For what has no better side: the value furthest from the person's own baseline after the dose."""
    base, point = series.place(series.baseline), series.furthest
    started = bare_reading(series, series.baseline) if series.baseline is not None else ""
    if point is None:
        return f"{started} before the dose" if started else "not measured"
    value, at, place = bare_reading(series, point), minutes_text(point.minutes or 0), series.place(point)
    if base is None or place is None:
        return f"{value} at {at}, no baseline"
    if place == base:
        return f"{value} throughout"
    if isinstance(series.scale.by_key[series.item], Grade):
        return f"{started} to {value} at {at}"
    return f"{'lowest' if place < base else 'highest'} {value} from {started}, at {at}"


def figure_subtitle(series: Series) -> str:
    """How large the change was against error, in what unit, and which way is better."""
    graded = isinstance(series.scale.by_key[series.item], Grade)
    unit = f"{series.scale.name} grade" if graded else UNITS.get(series.unit, series.unit)
    way = {"lower": "down is better", "higher": "up is better", "neither": "neither way is better"}[series.better]
    return joined(_size(series, graded=graded), f"{unit}, {way}", _untaken(series), by=" · ")


def _untaken(series: Series) -> str:
    """Planned readings, up to the last one that there is, of which nothing was recorded: not even why."""
    seen = {point.slot for point in series.points}
    last = max((point.minutes for point in series.points if point.minutes is not None), default=None)
    planned = [(slot, slot_minutes(slot)) for slot in series.slots]
    gone = [slot for slot, at in planned if at is not None and last is not None and at < last and slot not in seen]
    return f"{len(gone)} of {len(series.slots)} not taken" if gone else ""


def _size(series: Series, *, graded: bool) -> str:
    peak, course = series.peak, series.course_at_peak
    if course is None or peak is None or not peak.finding or series.baseline is None:
        return ""
    if course == "not_comparable":
        return _not_comparable(series)
    if course in ("within_error", "unchanged"):
        return course.replace("_", " ")
    word = "better" if course == "improved" else "worse"
    if not peak.measured:
        return "lost"
    if graded and peak.steps:
        return steps_text(peak.steps)
    beyond = series.error is not None or series.scale.least_change is not None
    return f"{word}, beyond error" if beyond else f"{word}, no published error"


def _not_comparable(series: Series) -> str:
    reasons = why_text(series.why)
    return joined("not comparable", reasons, by=": ")


def mark_words(series: Series, point: Point) -> str:
    """A measured point in one line: slot, actual time, value, assessor, why it is not comparable."""
    when = joined(point.slot, minutes_text(point.minutes or 0), f"{point.taken_at:%H:%M}")
    return joined(when, printed_text(series, point), list_text(point.assessors), why_text(point.why))


def gap_words(series: Series, point: Point) -> tuple[str, str]:
    """Code and words of a moment without a value, for the lane below the axis."""
    code, words = CODES[point.status]
    weak_legs = point.status == "unable_weakness" and series.scale.domain == "walking"
    return code, "too weak to walk" if weak_legs else words


def lane_text(*, finding: bool) -> str:
    """The heading of that lane: for failed attempts, or only for what was not attempted."""
    return "could not" if finding else "no value"


def cells_text(series: Series, points: Iterable[Point]) -> str:
    """The text of a table cell: each value as printed, without its unit, or a code."""
    return "/".join(bare_reading(series, one) or code_text(one.status) or STATUS_WORDS[one.status] for one in points)


def code_text(status: Status) -> str:
    """The code of a status; empty where nothing was to be measured."""
    return CODES[status][0] if status in CODES else ""


def slot_heading(slot: str) -> str:
    """A column of a table: `+4h`, or `before`."""
    return "before" if slot == BASELINE else slot


def cell_words(slot: str, points: Sequence[Point]) -> str:
    """A cell for a reader who cannot see it: `+4h, 1+`, or why it has no value, or that it has two."""
    found = [str(point.value) if point.value is not None else STATUS_WORDS[point.status] for point in points]
    what = f"two values, neither chosen: {list_text(found)}" if len(found) > 1 else "".join(found) or "no reading"
    return f"{slot_heading(slot)}, {what}"


def not_drawn_text(series: Series, point: Point) -> str:
    """A reading that is too far off to draw, for the notes under a figure."""
    when = minutes_text(point.minutes or 0)
    return f"Not drawn: dose {series.dose}, {point.slot}, {when}: {printed_text(series, point)}."


def widened_text(low: Decimal, high: Decimal, unit: str) -> str:
    """That an axis spans more than it usually does."""
    return f"Axis widened to {axis_text(low)} to {axis_text(high)} {unit_text(unit, axis_text(high))}".rstrip() + "."


def axis_text(value: Decimal) -> str:
    """A number on an axis: no exponent, no trailing zeros, a real minus sign."""
    return number_text(value).replace("-", MINUS)


def region_texts(number: int, goal: Goal) -> tuple[str, str]:
    """The label of a goal's good side, `Goal 1: 17.6 s or less (agreed 2 Nov)`, and the same without the day."""
    short = f"Goal {number}: {limit_text(goal.target) if goal.target is not None else '0 or more'}"
    agreed = f" (agreed {goal.agreed_at.day}{GAP}{goal.agreed_at:%b})" if goal.agreed_at else ""
    return f"{short}{agreed}", short


def rated_title(number: int, result: GoalResult) -> str:
    """What a rated goal came to at the latest dose: `Goal 6: team 0 at +4h, person +1`."""
    if result.team is None:
        return f"Goal {number}: {UNJUDGED_WORDS['not_rated']}"
    at = f"{level_text(result.team)} at {slot_text(result.team.slot)}"
    return f"Goal {number}: {joined(at, *map(level_text, result.others))}"


def rated_subtitle(goal: Goal) -> str:
    """The words of a rated goal, shortened where they are long (the table has them in full), and its levels."""
    return joined(shorten(typed_text(goal.words), GOAL_WORDS, placeholder="…"), RATED, by=" · ")


def rating_not_drawn_text(dose: int, rating: Rating) -> str:
    """A rating that is too far off to draw, for the notes under a figure."""
    return f"Not drawn: dose {dose}, {rating_text(rating)}."


def band_text(series: Series) -> str:
    """The label of the band around a baseline: published error, else the least change that counts."""
    least = series.scale.least_change
    if series.error is not None or least is None:
        return "within error of baseline"
    return f"within {number_text(least)} {series.unit} of baseline"


def comparison_title(doses: int) -> str:
    """The heading of the table of all doses, by how many there are."""
    return "Dose against dose" if doses > 1 else "Before, at the peak and at best"


EARLIER = ("", "hollow, dashed", "grey, dotted")
"""The looks of doses by how many were given after them; every older dose has the last one."""


def earlier_text(ages: Mapping[int, int]) -> str:
    """Which doses are drawn hollow and dashed, and which grey and dotted, by their ages; empty for the latest alone."""
    found: dict[str, list[str]] = {}
    for dose, age in sorted(ages.items(), reverse=True):
        found.setdefault(EARLIER[min(age, len(EARLIER) - 1)], []).append(str(dose))
    return "; ".join(f"{look}: dose {list_text(sorted(doses))}" for look, doses in found.items() if look)


def moments_of(dose: Dose) -> list[tuple[datetime, str, bool]]:
    """Markers above the charts in order of time, and whether they are severe: events, first sit and stand, calls."""
    moments = [(event.began_at, event_line(event), event.severity in SEVERE) for event in dose.events]
    rises = ((dose.first_sit_at, "first sat up"), (dose.first_stand_at, "first stood"))
    moments += [(at, words, False) for at, words in rises if at is not None]
    moments += [(call.called_at, f"call: {call.text}".rstrip(": "), False) for call in dose.follow_up]
    return sorted(moments, key=lambda moment: moment[0])


def strip_title(dose: Dose, tone: ToneCounts) -> str:
    """`Dose 2, 25 micrograms: better in 6 of 8 muscles`."""
    result = "the peak is still to come" if tone.to_come else f"better in {tone.improved} {of_the_rest(tone)}"
    return f"Dose {dose.number}, {amount_text(dose, GAP)}: {result}"


def strip_subtitle(tone: ToneCounts) -> str:
    """The counts that are not in the title, how the strip is read, and the mean."""
    counted = (
        (tone.by_two_or_more, "by two steps or more"),
        (tone.worse, "worse"),
        (tone.newly_raised, "newly raised"),
        (0 if tone.to_come else tone.not_comparable, "not comparable"),
        (tone.zero_at_baseline, "not raised before"),
    )
    counts = ", ".join(f"{count} {words}" for count, words in counted if count)
    mean, lines = mean_text(tone), list_text(number_text(line, 2) for line in tone.scale.mean_lines)
    if mean and lines:  # to measure a mean by, never one muscle (rule 37)
        mean += f"; published change for a mean of three leg muscles: {lines}"
    parts = (counts, f"{tone.scale.name}; darker is stiffer; boxed column is the peak", mean)
    return " ".join(f"{capital(part)}." for part in parts if part)


def muscle_change(series: Series) -> str:
    """The change of one muscle at the peak, in steps, or why there is none."""
    if series.peak is not None and series.course_at_peak != "not_comparable":
        steps = steps_text(series.steps_at_peak or 0)
        is_new = series.baseline is not None and series.place(series.baseline) == 0 and series.course_at_peak == "worse"
        return f"newly raised, {steps}" if is_new else steps
    return "still to come" if series.to_come else _not_comparable(series)


def observed_title(dose: Dose) -> str:
    """The heading of the observations of one dose."""
    return f"Dose {dose.number}: observations, and change from own baseline"


def single_3_text(score: News2) -> str:
    """Which parts of a NEWS2 score 3 by themselves."""
    return f"3 by itself: {_parts(score.single_3)}" if score.single_3 else ""


def incomplete_text(score: News2) -> str:
    """The parts that a NEWS2 without a total is missing."""
    return f"incomplete: no {_parts(score.missing)}"


def _parts(keys: Iterable[str]) -> str:
    return list_text(key.replace("_", " ") for key in keys)
