"""A dose in one sentence a topic, for a page that is read at three metres. Facts only; nothing is concluded."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from trial.ledger.facts import Dose
from trial.meaning.course import Point, Series
from trial.meaning.safety import Safety
from trial.meaning.schedule import elapsed
from trial.meaning.tone import ToneCounts
from trial.wording.naming import names_of, names_text, short_label
from trial.wording.readout import (
    at_text,
    change_text,
    course_text,
    is_a_change,
    reading_text,
    sentences_text,
    told_in_seconds,
)
from trial.wording.vitals import puncture_text, safety_text
from trial.wording.words import STATUS_WORDS, count_text, list_text, meaning_text, minutes_text, number_text, value_text

FUNCTION = ("walking", "function", "care")
COMFORT = ("spasm", "symptom")
MANY = 6
"""From how many names on a sentence only counts them."""
MOST = 4
"""How many tests of power are told with their readings; of more only the weakest, and the others by name."""
FEW = 3
"""How many items of one scale are named in a sentence; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One topic ("Tone") and its sentence, which goes on after the topic."""

    topic: str
    text: str


def facts_of(dose: Dose, series: Sequence[Series], tone: ToneCounts | None, safety: Safety) -> tuple[Fact, ...]:
    """The sentences of one dose, in the order of the page; a topic without readings has none."""
    if not dose.delivered:
        return (Fact(topic="Puncture", text=puncture_text(dose, safety)),) if dose.delivery == "none" else ()
    found = (
        Fact(topic="Tone", text=_tone(tone) if tone and tone.of else ""),
        Fact(topic="Power", text=_power([one for one in series if one.scale.domain == "power"])),
        Fact(topic="Range", text=_function([one for one in series if is_told(one, ("range",))])),
        Fact(topic="Function", text=_function([one for one in series if is_told(one, FUNCTION)])),
        Fact(topic="Comfort", text=_function([one for one in series if is_told(one, COMFORT)])),
        Fact(topic="Safety", text=safety_text(dose, safety)),
        Fact(topic="Wore off", text=_wore_off(dose, series)),
    )
    return tuple(one for one in found if one.text)


def is_told(series: Series, domains: tuple[str, ...]) -> bool:
    """Seconds of a walk are told, not its speed or cadence too (rule 19)."""
    return series.scale.domain in domains and bool(series.after) and not told_in_seconds(series)


def _tone(tone: ToneCounts) -> str:
    if all(one.to_come for one in tone.muscles):
        return f"the peak at {_peak_words(tone.muscles)} is still to come."
    if tone.rest and not tone.compared:
        return f"not compared: no muscle has a value before the dose and at {_peak_words(tone.muscles)}."
    better = f"better in {tone.improved} {tone.of_the_rest} at {_peak_words(tone.muscles)}"
    if tone.by_two_or_more:
        better += f", {tone.by_two_or_more} by two steps or more"
    unchanged = [one for one in tone.muscles if one.course_at_peak == "unchanged" and not _zero(one)]
    aside = f"{tone.not_comparable} not comparable" if tone.not_comparable else ""
    newly = f"{tone.newly_raised} newly raised" if tone.newly_raised else ""
    worse = f"{tone.worse} worse" if tone.worse else "none worse"
    return sentences_text(
        [
            "; ".join(one for one in (better, worse, newly, aside) if one),
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


def _peak_words(series: Sequence[Series]) -> str:
    """`4 h` for a peak slot of `+4h`; of several, each."""
    slots = dict.fromkeys(one.peak_slot for one in series)
    return list_text(one.removeprefix("+").replace("h", " h") for one in slots)


def worst_of(series: Series) -> Point | None:
    """The comparable reading that was worst against baseline; what could not be done at all is worst of all."""
    found = [one for one in series.after if one.course == "worse"]
    lost = next((one for one in found if one.value is None), None)
    return lost or min(found, key=_depth, default=None)


def _depth(point: Point) -> tuple[int, Decimal]:
    return point.steps or 0, -abs(point.change or Decimal(0))


def recovery_text(series: Series, low: Point) -> str:
    """When it was no longer worse than baseline, or that it was not by the last reading."""
    later = [one for one in series.after if one.taken_at > low.taken_at and one.course not in (None, "not_comparable")]
    back = next((one for one in later if one.course != "worse"), None)
    if back is not None:
        same = series.baseline is not None and back.value == series.baseline.value
        value = value_text(series.scale, series.item, back.value, back.status)
        return f"{value}{' again' if same else ''} by {at_text(back)}"
    return f"not back by {at_text(later[-1])}" if later else "no later reading"


def _power(series: Sequence[Series]) -> str:
    read = [one for one in series if any(point.measured for point in one.after)]
    weaker = [(one, low) for one in read if (low := worst_of(one)) is not None]
    deepest = sorted(weaker, key=lambda pair: _depth(pair[1]))[: MOST if len(weaker) <= MOST else FEW]
    named = {one.item for one, _ in deepest}
    told = [
        f"{short_label(one)} {reading_text(one, low)}, {recovery_text(one, low)}"
        for one, low in weaker
        if one.item in named
    ]
    rest = [one for one, _ in weaker if one.item not in named]
    told += [f"weaker at some test too: {names_text(rest)}"] if rest else []
    weak = {one.item for one, _ in weaker}
    stronger = [one for one in read if one.course_at_peak == "improved" and one.item not in weak]
    told += [f"{short_label(one)} {reading_text(one, one.peak)}" for one in stronger if one.peak]
    same = [one for one in read if one.baseline and one.item not in weak and one not in stronger]
    told += [f"not weaker at any test: {names_text(same)}"] if same else []
    return sentences_text(["; ".join(told)])


def _function(series: Sequence[Series]) -> str:
    found = ((one, one.peak) for one in series)
    return sentences_text(["; ".join(_done(one, peak) for one, peak in found if peak is not None and peak.finding)])


def _done(series: Series, peak: Point) -> str:
    """One thing the person does, at the peak; and the time in which they could not do it at all."""
    low = worst_of(series) if series.scale.performance else None
    name = short_label(series)
    if low is not None and low.value is None and peak.value is None:
        return f"{name} {STATUS_WORDS[low.status]}, from {at_text(low)}, {recovery_text(series, peak)}"
    graded = meaning_text(series.scale, series.item, peak.value)
    parts = [
        f"{name} {reading_text(series, peak)}",
        graded if peak.steps == 0 or is_a_change(series) else change_text(series, peak),
        course_text(series, peak),
        _doubt(series, peak),
    ]
    if low is not None and low.value is None:
        parts.append(f"{reading_text(series, low)}, {recovery_text(series, low)}")
    return ", ".join(part for part in parts if part)


def _doubt(series: Series, peak: Point) -> str:
    """Why it compares with nothing, unless the reading has said so already; and what was easier than before."""
    if peak.course != "not_comparable":
        return peak.why if peak.less_help else ""
    if is_a_change(series):
        return ""
    return "not comparable" if series.baseline is not None and series.baseline.value is None else peak.why


def _wore_off(dose: Dose, series: Sequence[Series]) -> str:
    """Measure by measure; a scale with many items is told from its first to its last."""
    tone = [one for one in series if one.scale.coding and not one.contracture]
    others = [one for one in series if is_told(one, (*FUNCTION, "range", *COMFORT)) and not is_a_change(one)]
    improved = [one for one in (*others, *tone) if any(point.course == "improved" for point in one.after)]
    over: dict[str, list[tuple[Series, Point]]] = {}
    for one in improved:
        if one.wore_off is not None:
            over.setdefault(one.scale.key, []).append((one, one.wore_off))
    told = []
    for found in over.values():
        ordered = sorted(found, key=lambda pair: pair[1].taken_at)
        if len(ordered) <= FEW:
            told += [f"{names_text([one])} at {at_text(point)}" for one, point in ordered]
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
    for one in series:
        of_scale.setdefault(one.scale.key, []).append(one)
    named: list[str] = []
    for found in of_scale.values():
        named += names_of(found) if len(found) <= FEW else [f"{len(found)} {_kind(found[0])}"]
    return named


def _kind(series: Series) -> str:
    return {"tone": "muscles", "range": "ranges"}.get(series.scale.domain, f"of {series.scale.name}")
