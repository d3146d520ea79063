"""Safety in one sentence: pressure against own baseline, the lowest of the rest, alertness, NEWS2, events."""

from decimal import Decimal

from trial.ledger.facts import Dose, Event
from trial.meaning.safety import OBSERVATIONS, Safety
from trial.wording.readout import at_text, sentences_text, when_text
from trial.wording.words import (
    CAUSE_WORDS,
    DELIVERY_WORDS,
    EVENT_WORDS,
    GAP,
    SEVERITY_WORDS,
    count_text,
    list_text,
    moment_text,
    number_text,
)


def safety_text(dose: Dose, safety: Safety) -> str:
    return sentences_text(
        [
            _systolic(safety),
            *(f"{one[:1].upper()}{one[1:]}" for one in unrecordable_texts(dose, OBSERVATIONS)),
            _lowest_of(safety),
            _alertness(safety),
            f"Highest NEWS2 {safety.highest_news2}" if safety.highest_news2 is not None else "",
            *(
                f"NEWS2 copied from the ward's chart: {one.value} at {at_text(one)}"
                for one in safety.copied_totals
                if one.value is not None
            ),
            "Cord injury at T6 or above, and systolic rose by 20 or more" if safety.dysreflexia_rise else "",
            events_text(dose, safety),
        ]
    )


def puncture_text(dose: Dose, safety: Safety) -> str:
    """A dose that did not reach the person: how often it was tried, where, when, and what came of it."""
    return sentences_text([tried_text(dose), events_text(dose, safety)])


def tried_text(dose: Dose) -> str:
    """`Not given: puncture failed after 4 attempts at L3/4, 27 Oct 2026, 09:55`."""
    text = DELIVERY_WORDS["none"].capitalize()
    if dose.attempts is not None:
        text += f" after {count_text(dose.attempts, 'attempt')}"
    if dose.level:
        text += f" at {dose.level}"
    return text + (f", {moment_text(dose.tried_at)}" if dose.tried_at else "")


def unrecordable_texts(dose: Dose, scale: str = "") -> list[str]:
    """What was tried and could not be got, occasion by occasion: a finding, not a gap (rule 2)."""
    gone = [one for one in dose.readings if one.status == "unrecordable" and scale in ("", one.scale)]
    times: dict[str, list[str]] = {}
    for one in sorted(gone, key=lambda one: one.taken_at):
        times.setdefault(when_text(one.taken_at, dose.given_at), []).append(one.item.replace("_", " "))
    return [f"{list_text(dict.fromkeys(items))} could not be recorded at {at}" for at, items in times.items()]


def _systolic(safety: Safety) -> str:
    low, high, was = safety.systolic_lowest, safety.systolic_highest, safety.systolic_baseline
    if low is None or high is None:
        return "no blood pressure after the dose"
    base = f", from {number_text(was.number)}" if was is not None and was.number is not None else ", no baseline"
    text = f"lowest systolic {number_text(low.number or Decimal(0))}{base}, at {at_text(low)}"
    if safety.systolic_rise:
        text += f"; highest {number_text(high.number or Decimal(0))} at {at_text(high)}"
    return text


def _lowest_of(safety: Safety) -> str:
    parts = (
        ("heart rate", safety.heart_rate_lowest),
        ("breaths", safety.respiratory_rate_lowest),
        ("saturation", safety.oxygen_saturation_lowest),
    )
    told = [
        f"{name} {number_text(point.number)}{f'{GAP}%' if name == 'saturation' else ''}"
        for name, point in parts
        if point is not None and point.number is not None
    ]
    return f"Lowest {', '.join(told)}" if told else ""


def _alertness(safety: Safety) -> str:
    worst = safety.consciousness_worst
    if worst is None:
        return "Alertness not checked"
    if worst.value == "A":
        return "Alert at every check"
    return f"Least alert: {worst.value} at {at_text(worst)}"


def events_text(dose: Dose, safety: Safety) -> str:
    """The events in order of time, or what the answer was."""
    told = [
        event_text(event, dose, signed=event in safety.after_signing)
        for event in safety.events
        if event.severity is not None
    ]
    if told:
        text = "; ".join(told)
        return f"{text[:1].upper()}{text[1:]}"
    return "Adverse events: asked, none" if safety.events_asked else "Adverse events were not asked about"


def event_text(event: Event, dose: Dose, *, signed: bool = False) -> str:
    """`mild headache 6 h 20 (the lumbar puncture)`."""
    when = f" {when_text(event.began_at, dose.given_at)}" if dose.given_at else ""
    named = event.words if event.kind == "other" and event.words else EVENT_WORDS[event.kind]
    late = ", after signing" if signed else ""
    return f"{SEVERITY_WORDS[event.severity or 'mild']} {named}{when}{late} ({CAUSE_WORDS[event.cause]})"
