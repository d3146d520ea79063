"""Safety in one sentence: pressure against own baseline, the lowest of the rest, alertness, NEWS2, events."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from scales.base import Scale
from trial.ledger.facts import Dose, Event
from trial.meaning.point import Point
from trial.meaning.safety import OBSERVATIONS, Safety, unrecordable_of
from trial.meaning.timeline import ALERT
from trial.wording import words
from trial.wording.result_text import at_text, item_name, sentences_text, when_text


def safety_text(dose: Dose, safety: Safety) -> str:
    """Everything to be said of the safety of one dose, a sentence each."""
    events = events_text(dose, safety)
    return sentences_text([systolic_text(safety), *_further(dose, safety, alertness_text(safety), events)])


def further_safety_text(dose: Dose, safety: Safety) -> str:
    """The same without what stands in the foot of the goals: lowest systolic, alertness, the worst event."""
    worst = worst_event(safety)
    others = [event for event in safety.events if event.severity is not None and event is not worst]
    return sentences_text(_further(dose, safety, "", words.capital(_events(others, dose, safety))))


def _further(dose: Dose, safety: Safety, alertness: str, events: str) -> list[str]:
    copied = [(point.value, at_text(point)) for point in safety.copied_totals if point.value is not None]
    return [
        *map(words.capital, unrecordable_texts(unrecordable_of(dose, OBSERVATIONS), dose)),
        _lowest_of(safety),
        alertness,
        f"Highest NEWS2 {safety.highest_news2}" if safety.highest_news2 is not None else "",
        *(f"NEWS2 copied from the ward's chart: {total} at {at}" for total, at in copied),
        "Cord injury at T6 or above, and systolic rose by 20 or more" if safety.dysreflexia_rise else "",
        events,
    ]


def worst_event(safety: Safety) -> Event | None:
    """The first of the worst adverse events; None without one."""
    return next((event for event in safety.events if event.severity and event.severity == safety.worst_severity), None)


def worst_event_text(dose: Dose, safety: Safety) -> str:
    """The worst adverse event, and how many others there were; without one whether they were asked about."""
    worst = worst_event(safety)
    if worst is None:
        return _unasked(dose, safety)
    others = sum(event.severity is not None for event in safety.events) - 1
    more = f"; and {words.count_text(others, 'other')}" if others else ""
    return f"{event_text(worst, dose, signed=worst in safety.after_signing)}{more}"


def tried_text(dose: Dose) -> str:
    """`Not given: puncture failed after 4 attempts at L3/4, 27 Oct 2026, 09:55`."""
    attempts = f" after {words.count_text(dose.attempts, 'attempt')}" if dose.attempts is not None else ""
    level = f" at {dose.level}" if dose.level else ""
    when = f", {words.moment_text(dose.tried_at)}" if dose.tried_at else ""
    return f"{words.capital(words.DELIVERY_WORDS['none'])}{attempts}{level}{when}"


def unrecordable_texts(occasions: Iterable[tuple[datetime, tuple[tuple[Scale, str], ...]]], dose: Dose) -> list[str]:
    """What was attempted and could not be measured, by occasion: a finding, not a gap (rule 2)."""
    times: dict[str, dict[str, None]] = {}
    for at, items in occasions:
        times.setdefault(when_text(at, dose.given_at), {}).update((item_name(*item), None) for item in items)
    return [f"{words.list_text(items)} could not be recorded at {at}" for at, items in times.items()]


def systolic_text(safety: Safety) -> str:
    """The lowest systolic pressure after the dose against its own baseline, and the highest if it rose."""
    lowest = lowest_systolic_text(safety)
    return f"lowest systolic {lowest}" if lowest else "no blood pressure after the dose"


def lowest_systolic_text(safety: Safety) -> str:
    """The same without the name of what was lowest; empty without a reading after the dose."""
    low, high, was = safety.systolic_lowest, safety.systolic_highest, safety.systolic_baseline
    if low is None or high is None:
        return ""
    base = f"from {_number(was)}" if was is not None and was.number is not None else "no baseline"
    rose = f"; highest {_number(high)} at {at_text(high)}" if safety.systolic_rise else ""
    return f"{_number(low)}, {base}, at {at_text(low)}{rose}"


def _number(point: Point) -> str:
    return words.number_text(point.number or Decimal(0))


def _lowest_of(safety: Safety) -> str:
    lowest = (
        ("heart rate", safety.heart_rate_lowest, ""),
        ("breaths", safety.respiratory_rate_lowest, ""),
        ("saturation", safety.oxygen_saturation_lowest, f"{words.GAP}%"),
    )
    parts = [f"{name} {_number(point)}{unit}" for name, point, unit in lowest if point is not None]
    return f"Lowest {', '.join(parts)}" if parts else ""


def alertness_text(safety: Safety) -> str:
    """The least alert moment after the dose, or that there was none."""
    worst = safety.consciousness_worst
    if worst is None:
        return "Alertness not checked"
    return "Alert at every check" if worst.value == ALERT else f"Least alert: {worst.value} at {at_text(worst)}"


def events_text(dose: Dose, safety: Safety) -> str:
    """The events in order of time; without any, whether they were asked about."""
    adverse = [event for event in safety.events if event.severity is not None]
    return words.capital(_events(adverse, dose, safety)) or f"Adverse events: {_unasked(dose, safety)}"


def _events(events: Iterable[Event], dose: Dose, safety: Safety) -> str:
    return "; ".join(event_text(event, dose, signed=event in safety.after_signing) for event in events)


def _unasked(dose: Dose, safety: Safety) -> str:
    """Of a dose without an adverse event: whether there were any was asked, and when last."""
    if not safety.events_asked:
        return "not asked about"
    last = safety.last_asked_at
    return f"asked, none{f', last asked at {when_text(last, dose.given_at)}' if last and dose.given_at else ''}"


def event_name(event: Event) -> str:
    """What happened: an event that is none of the listed kinds by its own words."""
    return event_words(event) or "other event" if event.kind == "other" else words.EVENT_WORDS[event.kind]


def event_words(event: Event) -> str:
    """The words about an event, after the medicine that was given: `Medicine given: tizanidine 2 mg`."""
    given = f"{words.MEDICINE_GIVEN}: {event.medicine}" if event.medicine else ""
    return "; ".join(part for part in (given, words.typed_text(event.words)) if part)


def event_text(event: Event, dose: Dose, *, signed: bool = False) -> str:
    """`mild headache 6 h 20 (the lumbar puncture)`."""
    when = f" {when_text(event.began_at, dose.given_at)}" if dose.given_at else ""
    late = ", after signing" if signed else ""
    severity, cause = words.SEVERITY_WORDS[event.severity or "mild"], words.CAUSE_WORDS[event.cause]
    return f"{severity} {event_name(event)}{when}{late} ({cause})"


def event_line(event: Event) -> str:
    """One event in a line: kind, severity, cause, action, words.

    >>> from datetime import UTC
    >>> event_line(Event(kind="headache", severity="mild", cause="drug", action="paracetamol",
    ...                  began_at=datetime(2026, 11, 10, 15, tzinfo=UTC)))
    'headache, mild, the drug; paracetamol'
    """
    severity = (words.SEVERITY_WORDS[event.severity], words.CAUSE_WORDS[event.cause]) if event.severity else ()
    text = event_words(event)
    said = f": {text}" if text and event.kind != "other" else ""
    action = f"; {words.typed_text(event.action)}" if event.action else ""
    return f"{', '.join((event_name(event), *severity))}{said}{action}"
