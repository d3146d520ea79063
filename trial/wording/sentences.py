"""A dose in one sentence a topic, for a page that is read at three metres. Facts only; nothing is concluded."""

from collections.abc import Sequence
from typing import NamedTuple

from trial.ledger.facts import Dose
from trial.meaning.course import COMFORT, FUNCTION, RANGE, Series, depth
from trial.meaning.point import Point
from trial.meaning.schedule import elapsed
from trial.meaning.summary import DoseSummary
from trial.meaning.tone import ToneCounts
from trial.wording.naming import names_of, names_text, of_the_rest, short_name
from trial.wording.readout import at_text, change_text, course_text, reading_text, sentences_text
from trial.wording.remarks import why_text
from trial.wording.safety import puncture_text, safety_text
from trial.wording.words import (
    STATUS_WORDS,
    count_text,
    hour_text,
    list_text,
    meaning_text,
    minutes_text,
    number_text,
    value_text,
)

MANY = 6
"""From how many names on a sentence only counts them."""
MOST = 4
"""How many tests of power are told with their readings; of more only the weakest, and the others by name."""
FEW = 3
"""How many items of one scale are named in a sentence; more are counted."""


class Topic(NamedTuple):
    """One topic ("Tone") and its sentence, which goes on after the topic."""

    name: str
    text: str


def topics_of(summary: DoseSummary) -> tuple[Topic, ...]:
    """The sentences of one dose, in the order of the page; a topic without readings has none."""
    dose, series, tone = summary.dose, summary.series, summary.tone
    if not dose.delivered:
        return (Topic("Puncture", puncture_text(dose, summary.safety)),) if dose.delivery == "none" else ()
    found = (
        Topic("Tone", tone_text(tone) if tone and tone.of else ""),
        Topic("Power", _power([one for one in series if one.scale.domain == "power"])),
        Topic("Range", _function([one for one in series if one.speaks_of(RANGE)])),
        Topic("Function", _function([one for one in series if one.speaks_of(FUNCTION)])),
        Topic("Comfort", _function([one for one in series if one.speaks_of(COMFORT)])),
        Topic("Safety", safety_text(dose, summary.safety)),
        Topic("Wore off", _wore_off(dose, series)),
    )
    return tuple(topic for topic in found if topic.text)


def tone_text(tone: ToneCounts) -> str:
    """How many muscles are better, unchanged and worse at the peak, and the mean with its n and coding."""
    peak = _peak_hours(tone.muscles)
    if tone.to_come:
        return f"the peak at {peak} is still to come."
    if tone.rest and not tone.compared:
        return f"not compared: no muscle has a value before the dose and at {peak}."
    two = f", {tone.by_two_or_more} by two steps or more" if tone.by_two_or_more else ""
    counted = (
        f"better in {tone.improved} {of_the_rest(tone)} at {peak}{two}",
        f"{tone.worse} worse" if tone.worse else "none worse",
        f"{tone.newly_raised} newly raised" if tone.newly_raised else "",
        f"{tone.not_comparable} not comparable" if tone.not_comparable else "",
    )
    unchanged = [one for one in tone.muscles if one.course_at_peak == "unchanged" and not _zero(one)]
    return sentences_text(
        [
            "; ".join(part for part in counted if part),
            f"Unchanged: {names_text(unchanged)}" if unchanged else "",
            mean_text(tone),
            f"Fixed contracture, not counted: {names_text(tone.contractures)}" if tone.contractures else "",
        ]
    )


def _zero(series: Series) -> bool:
    return series.baseline is not None and series.baseline.value == "0"


def mean_text(tone: ToneCounts) -> str:
    """Both means and n, never their rounded difference (rule 21)."""
    if tone.mean_baseline is None or tone.mean_peak is None:
        return ""
    ends = f"{number_text(tone.mean_baseline, 2)} to {number_text(tone.mean_peak, 2)}"
    coding = f"; {tone.coding}" if tone.coding else ""
    return f"Mean {ends} (n {tone.mean_n}{coding})"


def _peak_hours(series: Sequence[Series]) -> str:
    """`4 h` for a peak slot of `+4h`; of several, each."""
    return list_text(hour_text(slot) for slot in dict.fromkeys(one.peak_slot for one in series))


def recovery_text(series: Series, low: Point) -> str:
    """When it was no longer worse than baseline, or that it was not by the last reading."""
    back, last = series.recovery(low)
    if back is not None:
        same = series.baseline is not None and back.value == series.baseline.value
        value = value_text(series.scale, series.item, back.value, back.status)
        return f"{value}{' again' if same else ''} by {at_text(back)}"
    return f"not back by {at_text(last)}" if last is not None else "no later reading"


def low_text(series: Series, low: Point) -> str:
    """The worst reading of a measure and its recovery: `left hip flexion 3 to 2 at 3 h 07, 3 again by 6 h 07`."""
    return f"{short_name(series)} {reading_text(series, low)}, {recovery_text(series, low)}"


def weakened(series: Sequence[Series]) -> list[tuple[Series, Point]]:
    """The measures that were worse at some time, each with its worst reading, in the order of the plan."""
    return [(one, low) for one in series if (low := one.worst_point) is not None]


def _power(series: Sequence[Series]) -> str:
    read = [one for one in series if any(point.measured for point in one.after)]
    weaker = weakened(read)
    deepest = sorted(weaker, key=lambda pair: depth(pair[1]))[: MOST if len(weaker) <= MOST else FEW]
    named = {one.item for one, _ in deepest}
    told = [low_text(one, low) for one, low in weaker if one.item in named]
    rest = [one for one, _ in weaker if one.item not in named]
    told += [f"weaker at some test too: {names_text(rest)}"] if rest else []
    weak = {one.item for one, _ in weaker}
    stronger = [one for one in read if one.course_at_peak == "improved" and one.item not in weak]
    told += [f"{short_name(one)} {reading_text(one, one.peak)}" for one in stronger if one.peak]
    same = [one for one in read if one.baseline and one.item not in weak and one not in stronger]
    told += [f"not weaker at any test: {names_text(same)}"] if same else []
    return sentences_text(["; ".join(told)])


def _function(series: Sequence[Series]) -> str:
    found = ((one, one.peak) for one in series)
    return sentences_text(["; ".join(_done(one, peak) for one, peak in found if peak is not None and peak.finding)])


def _done(series: Series, peak: Point) -> str:
    """One thing the person does, at the peak; and the time in which they could not do it at all."""
    low = series.worst_point if series.scale.performance else None
    name = short_name(series)
    if low is not None and low.value is None and peak.value is None:
        return f"{name} {STATUS_WORDS[low.status]}, from {at_text(low)}, {recovery_text(series, peak)}"
    graded = meaning_text(series.scale, series.item, peak.value)
    parts = [
        f"{name} {reading_text(series, peak)}",
        graded if peak.steps == 0 or series.is_change else change_text(series, peak),
        course_text(series, peak),
        _doubt(series, peak),
    ]
    if low is not None and low.value is None:
        parts.append(f"{reading_text(series, low)}, {recovery_text(series, low)}")
    return ", ".join(part for part in parts if part)


def _doubt(series: Series, peak: Point) -> str:
    """Why it compares with nothing, unless the reading has said so already; and what was easier than before."""
    if peak.course != "not_comparable":
        return why_text(peak.why) if peak.less_help else ""
    if series.is_change:
        return ""
    could_not_before = series.baseline is not None and series.baseline.value is None
    return "not comparable" if could_not_before else why_text(peak.why)


def _wore_off(dose: Dose, series: Sequence[Series]) -> str:
    """Measure by measure; a scale with many items is told from its first to its last."""
    others = [one for one in series if one.speaks_of((*FUNCTION, *RANGE, *COMFORT)) and not one.is_change]
    tone = [one for one in series if one.scale.coding and not one.contracture]
    improved = [one for one in (*others, *tone) if any(point.course == "improved" for point in one.after)]
    over: dict[str, list[tuple[Series, Point]]] = {}
    for measure in improved:
        if measure.wore_off is not None:
            over.setdefault(measure.scale.key, []).append((measure, measure.wore_off))
    told = []
    for found in over.values():
        ordered = sorted(found, key=lambda pair: pair[1].taken_at)
        if len(ordered) <= FEW:
            told += [f"{names_text([measure])} at {at_text(point)}" for measure, point in ordered]
        else:
            first, last = at_text(ordered[0][1]), at_text(ordered[-1][1])
            told.append(f"{len(ordered)} {_kind(ordered[0][0])} from {first} to {last}")
    lasting = [one for one in improved if one.wore_off is None]
    if lasting:
        last_at = max(point.taken_at for one in lasting for point in one.after)
        yet = " yet" if any(one.to_come for one in series) else ""
        when = f"by {minutes_text(elapsed(last_at, dose.given_at) or 0)}{yet}"
        named = _few_named(lasting)
        if not told and len(named) > MANY:
            told.append(f"nothing of what had improved {when}: {count_text(len(lasting), 'measure')}")
        else:
            told.append(f"not {when}: {list_text(named)}")
    return sentences_text(["; ".join(told)])


def _few_named(series: Sequence[Series]) -> list[str]:
    """Few items of a scale by name; of many how many they are."""
    of_scale: dict[str, list[Series]] = {}
    for measure in series:
        of_scale.setdefault(measure.scale.key, []).append(measure)
    named: list[str] = []
    for found in of_scale.values():
        named += names_of(found) if len(found) <= FEW else [f"{len(found)} {_kind(found[0])}"]
    return named


def _kind(series: Series) -> str:
    return {"tone": "muscles", "range": "ranges"}.get(series.scale.domain, f"of {series.scale.name}")
