"""What a dose cost, in words: power of what is stood on, lowest pressure, alertness, worst event."""

from trial.meaning.course import Series, depth
from trial.meaning.summary import DoseSummary
from trial.wording.safety import alertness_text, event_name, systolic_text
from trial.wording.sentences import Topic, low_text, weakened
from trial.wording.words import SEVERITY_WORDS, capital, count_text


def cost_texts(one: DoseSummary) -> tuple[Topic, ...]:
    """A few words a topic; the sentences of the dose say more."""
    power = [measure for measure in one.series if measure.scale.domain == "power" and measure.after]
    found = (
        Topic("Power", _power(power) if power else ""),
        Topic("Blood pressure", systolic_text(one.safety)),
        Topic("Alertness", alertness_text(one.safety)),
        Topic("Worst event", _worst_event(one)),
    )
    return tuple(Topic(name, capital(text)) for name, text in found if text)


def _power(series: list[Series]) -> str:
    """The reading that was weakest against its baseline, and how many more were weaker."""
    weaker = weakened(series)
    if not weaker:
        return "not weaker at any test"
    measure, low = min(weaker, key=lambda pair: depth(pair[1]))
    more = f"; {count_text(len(weaker) - 1, 'more test')} weaker" if len(weaker) > 1 else ""
    return f"{low_text(measure, low)}{more}"


def _worst_event(one: DoseSummary) -> str:
    worst = one.safety.worst_severity
    if worst is None:
        return "not asked about"
    if worst == "none":
        return "asked, none"
    events = [event for event in one.safety.events if event.severity == worst]
    more = f", and {count_text(len(events) - 1, 'other')}" if len(events) > 1 else ""
    return f"{SEVERITY_WORDS[events[0].severity or 'mild']} {event_name(events[0])}{more}"
