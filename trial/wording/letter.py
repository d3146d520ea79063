"""Phrases of the go/no-go letter: who this is, what a goal asks, what happened at a dose, who said what."""

from datetime import tzinfo

from trial.ledger.facts import Action, Decision, Goal, Person, Words
from trial.meaning.aims import limit_text, target_text
from trial.meaning.summary import DoseSummary
from trial.wording.words import DIAGNOSIS_WORDS, OUTCOME_WORDS, VOICE_WORDS, moment_text, number_text

ASKED_OF_EVERYONE = "would a baclofen pump help {who} reach these goals?"
WANTS_WORDS = {
    "yes": "would want this every day",
    "no": "would not want this every day",
    "unsure": "unsure about wanting this every day",
}


def capital(text: str) -> str:
    """
    >>> capital("better in 6 of 8")
    'Better in 6 of 8'
    """
    return f"{text[:1].upper()}{text[1:]}"


def called(person: Person) -> str:
    """What a page calls the person: the family name where it is written in capitals, else the first word of the name.

    >>> called(Person(identifier="RX1", name="DEMO ROWAN")), called(Person(identifier="RX1"))
    ('Rowan', 'the person')
    """
    words = person.name.split()
    if not words or words[-1].isdigit():  # no name, or "Person 2" where names are hidden
        return "the person"
    return words[-1].capitalize() if words[-1].isupper() else words[0]


def whose(person: Person) -> str:
    """
    >>> whose(Person(identifier="RX1", name="DEMO ROWAN"))
    'Rowan’s'
    """
    return f"{called(person)}’s"


def about(person: Person) -> str:
    """Diagnosis and what bears on the trial, in short sentences; empty where nothing is known."""
    diagnosis = person.diagnosis or (DIAGNOSIS_WORDS[person.diagnosis_group] if person.diagnosis_group else "")
    parts = {
        "": diagnosis,
        "Cord level ": person.cord_level,
        "Usual aid: ": person.usual_aid,
        "Usual blood pressure ": person.usual_blood_pressure,
        "Stiffness helps: ": person.stiffness_helps,
    }
    return " ".join(f"{label}{' '.join(text.split()).rstrip('.')}." for label, text in parts.items() if text.strip())


def aim(goal: Goal) -> str:
    """What would count as reaching or keeping a goal, in one line."""
    if goal.testable == "not_today":
        return "not testable today"
    parts = (
        "keep: " if goal.kind == "keep" else "",
        f"tested by {goal.proxy or 'a proxy'}: " if goal.testable == "proxy" else "",
        target_text(goal.target) if goal.target else "rated by the team and the person",
        " (dropped)" if goal.dropped_at else "",
    )
    return "".join(parts)


def asks(goal: Goal) -> str:
    """The same shorter, for a cell beside the goal's words: the limit after the measure, who rates it last."""
    if goal.testable == "not_today":
        return "not testable today"
    proxy = f", by {goal.proxy}" if goal.testable == "proxy" and goal.proxy else ""
    if goal.target is None:
        return f"rated by the team{proxy}"
    text = target_text(goal.target)
    if goal.kind == "keep":
        name = text.removesuffix(limit_text(goal.target)).rstrip(": ")
        return f"keep: {name}, {limit_text(goal.target)}{proxy}"
    return f"{text}{proxy}"


def dose_title(one: DoseSummary) -> str:
    return f"Dose {one.dose.number}: {number_text(one.dose.micrograms)} micrograms"


def happened(one: DoseSummary, zone: tzinfo) -> str:
    """When a dose was given, and what happened."""
    at = one.dose.given_at or one.dose.tried_at
    when = f"{'T0 ' if one.dose.delivered else ''}{moment_text(at, zone)}." if at else ""
    return " ".join(part for part in (when, one.heading) if part)


def decided(decision: Decision, zone: tzinfo) -> str:
    """
    >>> from datetime import UTC, datetime
    >>> decided(Decision(outcome="defer", signed_at=datetime(2026, 11, 4, 9, tzinfo=UTC), signed_by="K"), UTC)
    'Decided 4 Nov 2026: DEFER'
    """
    outcome = OUTCOME_WORDS[decision.outcome] if decision.outcome else ""
    day = moment_text(decision.signed_at, zone).split(",")[0] if decision.signed_at else ""
    return f"Decided {day}: {outcome}"


def speaker(words: Words, one: DoseSummary, person: Person) -> str:
    """Who said it, and when: "Rowan, 5 h after dose 2"."""
    who = capital(called(person)) if words.by == "person" else VOICE_WORDS[words.by].capitalize()
    hours = words.slot.removeprefix("+").replace("h", " h")
    when = f"{hours} after dose {one.dose.number}" if words.slot.startswith("+") else f"dose {one.dose.number}"
    wants = f"; {WANTS_WORDS[words.wants_daily]}" if words.wants_daily else ""
    return f"{who}, {when}{wants}"


def action_text(action: Action) -> str:
    """What will be done, by whom, by when.

    >>> action_text(Action(what="Book the day ward", who="M Okoro"))
    'Book the day ward, M Okoro'
    """
    by = f"by {action.by_date.day} {action.by_date:%b %Y}" if action.by_date else ""
    return ", ".join(part for part in (action.what, action.who, by) if part)
