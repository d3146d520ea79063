"""The words over a chart: an active title from the latest dose, and one line on error, unit and direction."""

from scales.base import Grade
from trial.brief.panels.lines import furthest, placed_at
from trial.meaning.course import Series
from trial.meaning.point import COULD_NOT, Point
from trial.meaning.schedule import slot_minutes
from trial.wording.readout import printed, printed_text
from trial.wording.reasons import why_text
from trial.wording.words import STATUS_WORDS, bare_text, count_text, hour_text, minutes_text, percent_text

UNITS = {"m/s": "metres per second", "s": "seconds", "m": "metres", "°": "degrees"}
STEP_WORDS = {1: "one step", 2: "two steps", 3: "three steps"}


def name_of(series: Series) -> str:
    """What a chart is called: the scale where one measure leads it, else the item."""
    return series.scale.name if len(series.scale.headline) == 1 else series.label


def title_of(series: Series) -> str:
    """What happened on one dose, from the data; a speed is told in its seconds (rule 19)."""
    name = name_of(series)
    if series.better == "neither":
        return f"{name}: {_furthest(series)}"
    baseline, peak = series.baseline, series.peak
    before = printed_text(series, baseline) if baseline is not None and baseline.measured else ""
    if series.to_come:
        return f"{name}: {_so_far(series, before)}"
    if peak is None or not peak.finding:
        started = f"{before} before" if before else "no baseline"
        said = STATUS_WORDS[peak.status] if peak is not None else "nothing" if not series.after else "no value"
        return f"{name}: {started}, {said} at {hour_text(series.peak_slot)}"
    at = f"at {minutes_text(peak.minutes or 0)}"
    if not peak.measured:
        return f"{name}: {STATUS_WORDS[peak.status]}, {at}" + (f"; {before} before" if before else "")
    now = printed_text(series, peak)
    if baseline is None:
        return f"{name}: {now} {at}, no baseline"
    if baseline.status in COULD_NOT:
        return f"{name}: {now} {at}, could not before"
    if not before:
        return f"{name}: {now} {at}, {STATUS_WORDS[baseline.status]} before"
    if before == now:
        return f"{name}: {now} {at}, as before"
    return f"{name}: {_bare(series, baseline)} to {now} {at}{_percent(series, baseline, peak)}"


def _so_far(series: Series, before: str) -> str:
    """The last reading of a day under way: no result, since the peak is still to come."""
    hour = hour_text(series.peak_slot)
    last = next((one for one in reversed(series.after) if one.measured), None)
    started = f"{before} before" if before else "no baseline"
    if last is None:
        return f"{started}, {hour} still to come"
    now = f"{printed_text(series, last)} at {minutes_text(last.minutes or 0)}"
    return f"{started}, {now}; {hour} still to come"


def _bare(series: Series, point: Point) -> str:
    item, value = printed(series, point)
    return "" if value is None else bare_text(series.scale, item, value)


def _percent(series: Series, baseline: Point, peak: Point) -> str:
    """Percent in the unit that is printed; said of walks that were alike, not of ratings or grades."""
    if series.scale.domain != "walking" or peak.course == "not_comparable":
        return ""
    was, now = printed(series, baseline)[1], printed(series, peak)[1]
    if isinstance(was, (str, bool)) or isinstance(now, (str, bool)) or not was or now is None:
        return ""
    return f", {percent_text(100 * (now - was) / abs(was))}"


def _furthest(series: Series) -> str:
    """For what has no better side: the value furthest from the person's own baseline after the dose."""
    base, point = placed_at(series, series.baseline), furthest(series)
    started = _bare(series, series.baseline) if series.baseline is not None else ""
    if point is None:
        return f"{started} before the dose" if started else "not measured"
    value, at, place = _bare(series, point), minutes_text(point.minutes or 0), placed_at(series, point)
    if base is None or place is None:
        return f"{value} at {at}, no baseline"
    if place == base:
        return f"{value} throughout"
    if isinstance(series.scale.by_key[series.item], Grade):
        return f"{started} to {value} at {at}"
    return f"{'lowest' if place < base else 'highest'} {value} from {started}, at {at}"


def subtitle_of(series: Series) -> str:
    """How large the change was against error, in what unit, and which way is better."""
    graded = isinstance(series.scale.by_key[series.item], Grade)
    unit = f"{series.scale.name} grade" if graded else UNITS.get(series.unit, series.unit)
    gaps = _untaken(series)
    way = {"lower": "down is better", "higher": "up is better", "neither": "neither way is better"}[series.better]
    return " · ".join(part for part in (_size(series, graded=graded), f"{unit}, {way}", gaps) if part)


def _untaken(series: Series) -> str:
    """Planned readings, up to the last one that there is, of which nothing was recorded: not even why."""
    seen = {point.slot for point in series.points}
    last = max((point.minutes for point in series.points if point.minutes is not None), default=None)
    planned = [(slot, slot_minutes(slot)) for slot in series.slots]
    gone = [slot for slot, at in planned if at is not None and last is not None and at < last and slot not in seen]
    return f"{len(gone)} of {len(series.slots)} not taken" if gone else ""


def _size(series: Series, *, graded: bool) -> str:
    peak = series.peak
    if series.better == "neither" or peak is None or not peak.finding or series.baseline is None:
        return ""
    course = series.course_at_peak
    if course == "not_comparable":
        return f"not comparable: {why_text(series.why)}".rstrip(": ")
    if course == "within_error":
        return "within error"
    if course == "unchanged":
        return "unchanged"
    word = "better" if course == "improved" else "worse"
    if not peak.measured:
        return "lost"
    if graded and peak.steps:
        return f"{STEP_WORDS.get(abs(peak.steps), count_text(abs(peak.steps), 'step'))} {word}"
    beyond = series.error is not None or series.scale.least_change is not None
    return f"{word}, beyond error" if beyond else f"{word}, no published error"
