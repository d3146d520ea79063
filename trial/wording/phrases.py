"""Phrases of the go/no-go summary: who this is, what happened at a dose, who said what, what was decided."""

from datetime import datetime, tzinfo

from trial.ledger.facts import Action, Decision, Dose, Person, Reopened, Trial, Words
from trial.meaning.schedule import slot_minutes
from trial.wording.result_text import sentences_text
from trial.wording.safety import event_text, tried_text
from trial.wording.words import (
    AGREES_WORDS,
    DELIVERY_WORDS,
    DIAGNOSIS_WORDS,
    GAP,
    OUTCOME_WORDS,
    VOICE_WORDS,
    amount_text,
    capital,
    day_text,
    hour_text,
    joined,
    moment_text,
    typed_text,
)

TITLE = "Intrathecal baclofen trial, go/no-go summary"
ERASED = "identity erased"
UNDECIDED = "NOT YET DECIDED"
NOT_YET = f"Not{GAP}yet{GAP}decided"
WANTS_WORDS = {
    "yes": "would want this every day",
    "no": "would not want this every day",
    "unsure": "unsure about wanting this every day",
}


def known_as(person: Person) -> str:
    """The name of the person on a page: what they want to be called, else the full name as written.

    A name is never split: it does not show which part of it is the family name.

    >>> known_as(Person(identifier="RX1", name="DEMO OAK THREE")), known_as(Person(identifier="RX1"))
    ('DEMO OAK THREE', 'the person')
    >>> known_as(Person(identifier="RX1", name="PRYCE-JONES Ann", called="Annie"))
    'Annie'
    """
    return " ".join((person.called.strip() or person.name).split()) or "the person"


def born_text(person: Person) -> str:
    """The date of birth as an identifier; empty where it is not known."""
    return f"born {person.born:%d %b %Y}" if person.born else ""


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


def question_text(trial: Trial) -> str:
    """What the meeting is to answer: the plan's own question, else the one that is asked of everyone."""
    return trial.plan.question or f"would a baclofen pump help {known_as(trial.person)} reach these goals?"


def goals_title(person: Person) -> str:
    """The heading of the goals."""
    return f"Goals, in {known_as(person)}’s order"


def agreed_text(at: datetime, zone: tzinfo) -> str:
    """The day on which the goals were agreed, on the ward’s calendar."""
    return f"agreed {day_text(at.astimezone(zone))}"


def topics_title(dose: Dose | None) -> str:
    """Of which dose the topics speak."""
    return f"After dose {dose.number}" if dose else "No dose has been given yet"


def of_dose(number: int, text: str) -> str:
    """A text with the dose that it is about."""
    return f"Dose {number}: {text}"


def quoted(words: Words) -> str:
    """What somebody said, on one line, in quotation marks."""
    return f"“{' '.join(words.text.split())}”"


def dose_title(dose: Dose) -> str:
    """`Dose 2: 25 micrograms`, or `Dose 1: not given`."""
    return f"Dose{GAP}{dose.number}: {amount_text(dose, GAP)}"


def happened(dose: Dose, zone: tzinfo) -> str:
    """When a dose was given and how it was delivered; of a failed puncture what was tried and what came of it."""
    if dose.delivery == "none":
        events = [event_text(event, dose) for event in dose.events if event.severity is not None]
        return sentences_text([tried_text(dose), *map(capital, events), "No result"])
    if dose.given_at is None:
        return "Not yet given."
    return sentences_text([f"T0 {moment_text(dose.given_at, zone)}", capital(DELIVERY_WORDS[dose.delivery])])


def outcome_text(decision: Decision | None) -> str:
    """GO and the like, or that nothing is decided."""
    return OUTCOME_WORDS[decision.outcome] if decision and decision.outcome else UNDECIDED


def decision_title(decision: Decision | None) -> str:
    """The heading of the decision."""
    return f"Decision: {outcome_text(decision)}"


def agrees_label(person: Person) -> str:
    """The label of the boxes for the person’s own answer."""
    return f"{capital(known_as(person))} agrees"


def box_text(decision: Decision | None) -> str:
    """The state of the decision, for a page that the meeting reads."""
    return f"DECIDED: {outcome_text(decision)}" if decision else UNDECIDED


def standing_text(decision: Decision | None) -> str:
    """The state of the decision, for every page of a file."""
    return f"Signed: {outcome_text(decision)}" if decision else f"DRAFT: {UNDECIDED}"


def decided(decision: Decision, zone: tzinfo) -> str:
    """The day and outcome of a signed decision.

    >>> from datetime import UTC, datetime
    >>> decided(Decision(outcome="defer", signed_at=datetime(2026, 11, 4, 9, tzinfo=UTC), signed_by="K"), UTC)
    'Decided 4 Nov 2026: DEFER'
    """
    day = f" {day_text(decision.signed_at.astimezone(zone))}" if decision.signed_at else ""
    return f"Decided{day}: {outcome_text(decision)}"


def speaker(words: Words, dose: Dose, person: Person) -> str:
    """Who said it, and when: `Annie, 5 h after dose 2`."""
    who = capital(known_as(person) if words.by == "person" else VOICE_WORDS[words.by])
    after = slot_minutes(words.slot) is not None
    when = f"{hour_text(words.slot)} after dose {dose.number}" if after else f"dose {dose.number}"
    wants = f"; {WANTS_WORDS[words.wants_daily]}" if words.wants_daily else ""
    return f"{who}, {when}{wants}"


def action_text(action: Action) -> str:
    """What will be done, by whom, by when.

    >>> action_text(Action(what="Book the day ward", who="M Okoro"))
    'Book the day ward, M Okoro'
    """
    by = f"by {day_text(action.by_date)}" if action.by_date else ""
    return joined(typed_text(action.what), action.who, by)


def decision_lines(decision: Decision, zone: tzinfo, imported_by: str = "") -> tuple[tuple[str, str], ...]:
    """A signed decision, label by label; labels without a text are left out."""
    when = moment_text(decision.signed_at, zone) if decision.signed_at else ""
    imported = f", as imported by {imported_by}" if imported_by else ""
    lines = (
        ("Because", decision.reason),
        ("Person agrees", AGREES_WORDS[decision.person_agrees] if decision.person_agrees else "not recorded"),
        ("Their own view", decision.person_words),
        ("Dissent", decision.dissent),
        ("Conditions", decision.conditions),
        ("Actions", joined(*map(action_text, decision.actions), by="; ")),
        ("Present", ", ".join(decision.present)),
        ("Signed", f"{decision.signed_by}, {when}{imported}" if decision.signed_by else ""),
        ("Before", "; ".join(voided_text(was, zone) for was in decision.history)),
    )
    return tuple((label, text) for label, text in lines if text)


def voided_text(was: Reopened, zone: tzinfo) -> str:
    """A signature that reopening voided: what, by whom, when and why."""
    signed = f"{decided(was.decision, zone)}, signed by {was.decision.signed_by}"
    return f"{signed}; reopened {moment_text(was.at, zone)} by {was.by}, which voided that signature: {was.reason}"


def draft_lines(draft: Decision, person: Person) -> tuple[tuple[str, str], ...]:
    """The draft of a decision by label, for the lines to write on; a text may be empty."""
    actions = joined(typed_text(draft.conditions), *map(action_text, draft.actions), by="; ")
    return (
        ("Because", draft.reason),
        (f"{capital(known_as(person))}’s own view", draft.person_words),
        ("Dissent", draft.dissent),
        ("Conditions and actions, who, by when", actions),
        ("Present", ", ".join(draft.present)),
    )
