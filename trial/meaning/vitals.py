"""Safety in one sentence: pressure against own baseline, the lowest of the rest, alertness, NEWS2, events."""

from decimal import Decimal

from trial.ledger.facts import Dose
from trial.meaning.readout import at_text, sentences_text
from trial.meaning.safety import Safety
from trial.meaning.schedule import elapsed
from trial.meaning.words import CAUSE_WORDS, EVENT_WORDS, SEVERITY_WORDS, minutes_text, number_text


def safety_text(dose: Dose, safety: Safety) -> str:
    return sentences_text(
        [
            _systolic(safety),
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
        f"{name} {number_text(point.number)}{' %' if name == 'saturation' else ''}"
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
    told = []
    for event in safety.events:
        if event.severity is None:
            continue
        minutes = elapsed(event.began_at, dose.given_at)
        when = f" {minutes_text(minutes)}" if minutes is not None else ""
        named = event.words if event.kind == "other" and event.words else EVENT_WORDS[event.kind]
        told.append(f"{SEVERITY_WORDS[event.severity]} {named}{when} ({CAUSE_WORDS[event.cause]})")
    if told:
        text = "; ".join(told)
        return f"{text[:1].upper()}{text[1:]}"
    return "Adverse events: asked, none" if safety.events_asked else "Adverse events were not asked about"
