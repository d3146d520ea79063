"""A dose, and what it cost, in one sentence a topic, for a page read at three metres. It draws no conclusion."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from scales.base import Domain
from trial.meaning.course import COMFORT, FUNCTION, RANGE, Series, depth, weakest_standing
from trial.meaning.goals import GoalResult
from trial.meaning.muscle_tone import ToneCounts
from trial.meaning.point import Point
from trial.meaning.summary import DoseSummary
from trial.wording import words
from trial.wording.remarks import FEW, why_text
from trial.wording.result_text import (
    at_text,
    change_text,
    course_text,
    names_of,
    names_text,
    of_the_rest,
    reading_text,
    sentences_text,
    short_name,
)
from trial.wording.safety import (
    alertness_text,
    events_text,
    further_safety_text,
    lowest_systolic_text,
    safety_text,
    tried_text,
    worst_event_text,
)

MANY = 6
"""From how many names on a sentence only counts them."""
MOST = 4
"""How many tests of power are printed with their readings; of more only the weakest, and the others by name."""


DONE: dict[str, tuple[Domain, ...]] = {"Range": RANGE, "Function": FUNCTION, "Comfort": COMFORT}
"""Topics of what the person does and feels, and the domains of scales that belong to each."""


POWER, PRESSURE, ALERTNESS, EVENT = "Power", "Lowest systolic", "Alertness", "Worst event"
"""What a dose cost, by topic."""
WORSE_TOO = "function_better_tone_not"
BOTH_WAYS = frozenset({"tone_better_function_worse", WORSE_TOO})
"""Kinds of what is said above the table that count the muscles which are better, and of the one that counts the worse.
"""

Moment = tuple[Series, Point]
"""A measure, and the reading of it that is spoken of."""


class Topic(NamedTuple):
    """One topic ("Tone") and its sentence, which goes on after the topic."""

    name: str
    text: str


def topics_of(summary: DoseSummary) -> tuple[Topic, ...]:
    """The sentences of one dose, in the order of the page; a topic without readings has none."""
    return _topics(summary, summary.series, safety_text(summary.dose, summary.safety))


def topics_beside_goals(summary: DoseSummary) -> tuple[Topic, ...]:
    """The same without what the table of goals, its foot and the lines above it say already."""
    told = {(result.series.scale.key, item) for result in summary.results if result.series for item in _told_by(result)}
    weakest = weakest_standing(summary.series)
    if weakest is not None:
        told.add((weakest.scale.key, weakest.item))
    series = [measure for measure in summary.series if (measure.scale.key, measure.item) not in told]
    above = [fact.kind for fact in summary.prominent]
    return _topics(summary, series, further_safety_text(summary.dose, summary.safety), above)


def _topics(
    summary: DoseSummary, series: Sequence[Series], safety: str, above: Collection[str] = ()
) -> tuple[Topic, ...]:
    dose, tone = summary.dose, summary.tone
    if not dose.delivered:
        tried = [tried_text(dose), events_text(dose, summary.safety)]
        return (Topic("Puncture", sentences_text(tried)),) if dose.delivery == "none" else ()
    found = (
        Topic("Tone", _tone(tone, above) if tone and tone.of else ""),
        Topic("Power", _power([measure for measure in series if measure.scale.domain == "power"])),
        *(Topic(name, _done(series, domains)) for name, domains in DONE.items()),
        Topic("Safety", safety),
        Topic("Wore off", _wore_off(summary.series)),
    )
    return tuple(topic for topic in found if topic.text)


def _told_by(result: GoalResult) -> tuple[str, ...]:
    """The items of whose course the cell of a goal tells: of a timed walk both its speed and its seconds."""
    if result.series is None or result.result in ("not_today", "not_assessed"):
        return ()
    return (result.series.item, "seconds") if result.series.repeats_seconds else (result.series.item,)


def cost_texts(summary: DoseSummary) -> tuple[Topic, ...]:
    """What a dose cost, briefly by topic: power of what is stood on, lowest pressure, alertness, worst event."""
    weakest = weakest_standing(summary.series)
    found = (
        Topic(POWER, _weakest(summary.series, weakest) if weakest else ""),
        Topic(PRESSURE, lowest_systolic_text(summary.safety) or "not measured after the dose"),
        Topic(ALERTNESS, alertness_text(summary.safety)),
        Topic(EVENT, worst_event_text(summary.dose, summary.safety)),
    )
    return tuple(Topic(name, words.capital(text)) for name, text in found if text)


def _weakest(series: Sequence[Series], weakest: Series) -> str:
    """The reading of this test that was weakest against its baseline, and how many more tests were weaker."""
    low = weakest.worst_point
    if low is None:
        return f"{short_name(weakest)} not weaker at any test"
    others = len(_weakened([measure for measure in series if measure.scale.domain == "power"])) - 1
    more = f"; {others} more weaker" if others else ""
    return f"{_low(weakest, low)}{more}"


def _tone(tone: ToneCounts, above: Collection[str] = ()) -> str:
    """How many muscles are better, unchanged and worse at the peak, and the mean with its n and coding.

    `above`: the kinds of what is said above the table of goals, which is not said again.
    """
    peak = words.list_text(dict.fromkeys(words.hour_text(measure.peak_slot) for measure in tone.muscles))
    if tone.to_come:
        return f"the peak at {peak} is still to come."
    if tone.rest and not tone.compared:
        return f"not compared: no muscle has a value before the dose and at {peak}."
    two = f"{tone.by_two_or_more} by two steps or more" if tone.by_two_or_more else ""
    better = words.joined(f"better in {tone.improved} {of_the_rest(tone)} at {peak}", two)
    if BOTH_WAYS.intersection(above):
        better = f"{two} at {peak}" if two else ""
    parts = (
        better,
        "" if WORSE_TOO in above and tone.worse else _worse(tone),
        f"{tone.newly_raised} newly raised" if tone.newly_raised else "",
        f"{tone.not_comparable} not comparable" if tone.not_comparable else "",
    )
    stiff = [muscle for muscle in tone.muscles if not (muscle.baseline and muscle.baseline.value == "0")]
    unchanged = [muscle for muscle in stiff if muscle.course_at_peak == "unchanged"]
    return sentences_text(
        [
            words.joined(*parts, by="; "),
            f"Unchanged: {names_text(unchanged)}" if unchanged else "",
            mean_text(tone),
            f"Fixed contracture, not counted: {names_text(tone.contractures)}" if tone.contractures else "",
        ]
    )


def _worse(tone: ToneCounts) -> str:
    return f"{tone.worse} worse" if tone.worse else "none of them worse" if tone.newly_raised else "none worse"


def mean_text(tone: ToneCounts) -> str:
    """Both means and n, never their rounded difference (rule 21)."""
    if tone.mean_baseline is None or tone.mean_peak is None:
        return ""
    ends = f"{words.number_text(tone.mean_baseline, 2)} to {words.number_text(tone.mean_peak, 2)}"
    coding = f"; {tone.coding}" if tone.coding else ""
    return f"Mean {ends} (n {tone.mean_n}{coding})"


def recovery_text(series: Series, low: Point) -> str:
    """When it was no longer worse than baseline, or that it was not by the last reading."""
    back, last = series.recovery(low)
    if back is not None:
        same = series.baseline is not None and back.value == series.baseline.value
        value = words.value_text(series.scale, series.item, back.value, back.status)
        return f"{value}{' again' if same else ''} by {at_text(back)}"
    return f"not back by {at_text(last)}" if last is not None else "no later reading"


def _low(series: Series, low: Point) -> str:
    """The worst reading of a measure and its recovery: `left hip flexion 3 to 2 at 3 h 07, 3 again by 6 h 07`."""
    return f"{short_name(series)} {reading_text(series, low)}, {recovery_text(series, low)}"


def _weakened(series: Sequence[Series]) -> list[tuple[Series, Point]]:
    """The measures that were worse at some time, each with its worst reading, in the order of the plan."""
    return [(measure, low) for measure in series if (low := measure.worst_point) is not None]


def _power(series: Sequence[Series]) -> str:
    read = [measure for measure in series if any(point.measured for point in measure.after)]
    weaker = _weakened(read)
    deepest = sorted(weaker, key=lambda pair: depth(pair[1]))[: MOST if len(weaker) <= MOST else FEW]
    named, weak = {measure.item for measure, _ in deepest}, {measure.item for measure, _ in weaker}
    parts = [_low(measure, low) for measure, low in weaker if measure.item in named]
    rest = [measure for measure, _ in weaker if measure.item not in named]
    parts += [f"weaker at some test too: {names_text(rest)}"] if rest else []
    others = [measure for measure in read if measure.item not in weak]
    stronger = [measure for measure in others if measure.course_at_peak == "improved"]
    parts += [f"{short_name(measure)} {reading_text(measure, measure.peak)}" for measure in stronger if measure.peak]
    same = [measure for measure in others if measure.baseline and measure not in stronger]
    parts += [f"not weaker at any test: {names_text(same)}"] if same else []
    return sentences_text(["; ".join(parts)])


def _done(series: Sequence[Series], domains: Sequence[Domain]) -> str:
    found = ((measure, measure.peak) for measure in series if measure.speaks_of(domains))
    parts = [_done_at(measure, peak) for measure, peak in found if peak is not None and peak.finding]
    return sentences_text(["; ".join(parts)])


def _done_at(series: Series, peak: Point) -> str:
    """One thing the person does, at the peak; and the time in which they could not do it at all."""
    low = series.worst_point if series.scale.performance else None
    name = short_name(series)
    if low is not None and low.value is None and peak.value is None:
        return f"{name} {words.STATUS_WORDS[low.status]}, from {at_text(low)}, {recovery_text(series, peak)}"
    graded = words.meaning_text(series.scale, series.item, peak.value)
    parts = [
        f"{name} {reading_text(series, peak)}",
        graded if peak.steps == 0 or series.is_change else change_text(series, peak),
        course_text(series, peak),
        _doubt(series, peak),
    ]
    if low is not None and low.value is None:
        parts.append(f"{reading_text(series, low)}, {recovery_text(series, low)}")
    return words.joined(*parts)


def _doubt(series: Series, peak: Point) -> str:
    """Why it cannot be compared, unless the text of the reading says so; and what was easier than before."""
    if peak.course != "not_comparable":
        return why_text(peak.why) if peak.less_help else ""
    if series.is_change:
        return ""
    could_not_before = series.baseline is not None and series.baseline.value is None
    return "not comparable" if could_not_before else why_text(peak.why)


def _wore_off(series: Sequence[Series]) -> str:
    """When each measure that had improved was back; of one that never was, when it was last read.

    A measure wore off where two successive readings were back (rule 11); one reading alone is said to be one.
    """
    others = [measure for measure in series if measure.speaks_of((*FUNCTION, *RANGE, *COMFORT))]
    tone = [measure for measure in series if measure.scale.coding and not measure.contracture]
    found: dict[str, list[Moment]] = {}
    for measure in (*others, *tone):
        last = measure.last_comparable
        if last is None or measure.is_change or all(point.course != "improved" for point in measure.after):
            continue
        back = last.course if last.course in ("improved", "worse") else "back"
        found.setdefault("over" if measure.wore_off else back, []).append((measure, measure.wore_off or last))
    parts = [
        *_at_their_times(found.get("over", ()), "", ""),
        *_at_their_times(found.get("back", ()), "back ", ", one reading"),
        *_at_their_times(found.get("worse", ()), "worse ", ""),
    ]
    lasting = found.get("improved", [])
    if not parts and len(names_of(measure for measure, _ in lasting)) > MANY:
        return f"none of {len(lasting)} measures that had improved, by {_earliest(lasting)}."
    yet = " yet" if any(measure.to_come for measure in series) else ""
    by_slot: dict[str, list[Moment]] = {}
    for measure, last in lasting:
        by_slot.setdefault(last.slot, []).append((measure, last))
    for moments in by_slot.values():
        named: list[str] = []
        for same in _by_scale(moments):
            named += names_of(measure for measure, _ in same) if len(same) <= FEW else [_counted(same)]
        parts.append(f"not by {_earliest(moments)}{yet}: {words.list_text(named)}")
    return sentences_text(["; ".join(parts)])


def _at_their_times(moments: Iterable[Moment], how: str, note: str) -> Iterator[str]:
    """Measure by measure, in order of time; of a scale with many items the count, and its first and last."""
    for same in _by_scale(moments):
        if len(same) <= FEW:
            yield from (f"{names_text([measure])} {how}at {at_text(point)}{note}" for measure, point in same)
            continue
        first, last = at_text(same[0][1]), at_text(same[-1][1])
        when = f"at {first}" if first == last else f"from {first} to {last}"
        yield f"{_counted(same)} {how}{when}{note}{' each' if note else ''}"


def _earliest(moments: Iterable[Moment]) -> str:
    """The time up to which all of these measures were read."""
    return at_text(min((point for _, point in moments), key=lambda point: point.taken_at))


def _by_scale(moments: Iterable[Moment]) -> Iterable[list[Moment]]:
    """The moments of each scale, in order of time."""
    found: dict[str, list[Moment]] = {}
    for measure, point in sorted(moments, key=lambda moment: moment[1].taken_at):
        found.setdefault(measure.scale.key, []).append((measure, point))
    return found.values()


def _counted(of_scale: Sequence[Moment]) -> str:
    scale = of_scale[0][0].scale
    kind = {"tone": "muscles", "range": "ranges"}.get(scale.domain, f"of {scale.name}")
    return f"{len(of_scale)} {kind}"
