"""What may be done now: edit the plan, give a dose, add to it, sign and reopen (MEANING.md rules 31, 33, 35).

Each check raises NotAllowedNow with a sentence; `trial.rules.allowed.may` turns it into yes or no for a screen.
"""

from collections.abc import Iterator

from trial.errors import InvalidInput, NotAllowedNow
from trial.ledger.facts import Decision, Dose, Outcome, Person, Trial
from trial.meaning.glance import Says, at_a_glance, severe_events
from trial.meaning.goals import results_of
from trial.meaning.prominent import lost_goals, severe
from trial.meaning.schedule import covered_by, delivered
from trial.meaning.state import CLOSING, last_signed
from trial.rules.readings import Problem
from trial.rules.text import text_problem, text_problems
from trial.wording.glance import counts_text
from trial.wording.prominent import prominent_text

A_SENTENCE = 2
"""Words that a reason has at least where the outcome stands against what is at a glance."""


def is_closed(trial: Trial) -> bool:
    """Whether the last signed decision closed the trial."""
    last = last_signed(trial)
    return last is not None and last.outcome in CLOSING


def is_locked(trial: Trial) -> bool:
    """Whether plan and goals are agreed: from then on an edit needs a reason and shows as after the lock."""
    return trial.record.agreed_at is not None or any(dose.delivered for dose in trial.doses)


def check_not_closed(trial: Trial) -> None:
    """Nothing is added to a closed trial but late facts, until its decision is reopened."""
    if is_closed(trial):
        raise NotAllowedNow("The decision is signed and closes this trial; reopen it with a reason first.")


def check_plan_edit(trial: Trial, reason: str) -> None:
    """Plan and goals change freely until they are agreed, then with a reason."""
    check_not_closed(trial)
    if is_locked(trial):
        _need(reason, "Plan and goals are agreed: say why they change.")


def check_agreement(trial: Trial) -> None:
    """Plan and goals are agreed once, before the first dose, and only if there is something to agree."""
    check_not_closed(trial)
    if is_locked(trial):
        raise NotAllowedNow("Plan and goals are agreed already; change them with a reason.")
    if not trial.goals and not trial.plan.measures:
        raise NotAllowedNow("There is nothing to agree yet: choose measures or write a goal.")


def check_two_identifiers(person: Person) -> None:
    """A number, and a name or a date of birth, stand before T0."""
    if not person.identifier.strip() or not (person.name.strip() or person.born):
        raise NotAllowedNow("Two identifiers are needed before a dose: the number, and a name or a date of birth.")


def check_dose_may_be_planned(trial: Trial, dose: Dose) -> None:
    """One dose after the other: the next is planned when the one before was given, or tried and failed."""
    check_not_closed(trial)
    _check_turn(trial, dose)


def check_dose_may_be_given(trial: Trial, dose: Dose) -> None:
    """A dose is given in its turn, to a person with two identifiers."""
    check_not_closed(trial)
    check_two_identifiers(trial.person)
    _check_turn(trial, dose)


def check_dose_open(trial: Trial, number: int) -> None:
    """Readings and sheet of a dose that a signature covers do not change until that decision is reopened (rule 35)."""
    if number <= covered(trial):
        raise NotAllowedNow(f"A signed decision covers dose {number}; reopen it with a reason to change this.")


def covered(trial: Trial) -> int:
    """The number of the last dose that a standing signature covers; 0 if none does."""
    signed = [place for place, one in enumerate(trial.decisions) if one.signed]
    return covered_by(trial, signed[-1]) if signed else 0


def check_may_draft(trial: Trial) -> None:
    """A meeting types its decision while the trial is open."""
    check_not_closed(trial)


def check_texts(decision: Decision) -> None:
    """Refuse a decision with a text that cannot be kept: InvalidInput."""
    for _, sentence in text_problems(decision):
        raise InvalidInput(sentence)


def check_may_sign(trial: Trial, decision: Decision) -> None:
    """A decision is signed by a name, with an outcome, a reason and the person's own view."""
    check_not_closed(trial)
    check_texts(decision)
    if decision.outcome is None:
        raise NotAllowedNow("Choose an outcome before signing.")
    for _, sentence in decision_problems(decision):
        raise NotAllowedNow(sentence)
    _need(decision.reason, "Give the reason for this decision before signing.")
    if (against := stands_against(trial, decision.outcome)) and len(decision.reason.split()) < A_SENTENCE:
        raise NotAllowedNow(f"At a glance: {against}. Say in a sentence why it is decided so.")
    if decision.person_agrees is None:
        raise NotAllowedNow("Say whether the person agrees: yes, no or unsure.")


def stands_against(trial: Trial, outcome: Outcome | None) -> str:
    """What stands at a glance against an outcome, in words; empty where nothing does. It forbids nothing.

    GO stands against a lost goal, a severe event, nothing met or not everything assessed; a higher dose against a lost
    goal or a severe event; a lower one against nothing met and nothing lost; no pump, or one more dose, against all met
    and all kept. No pump stands on nothing where no dose reached the person, or no conclusion can be drawn (rule 32).
    """
    given = delivered(trial)
    if not given:
        return "no dose was given" if outcome in ("proceed", "do_not_proceed") else ""
    latest = given[-1]
    results = results_of(trial, latest)
    glance = at_a_glance(latest, results)
    if glance.lost or severe_events(latest):
        if outcome in ("proceed", "repeat_higher"):
            first = (*map(prominent_text, lost_goals(results)), *map(prominent_text, severe(latest)))
            return "; ".join(fact.line for fact in first)
        return ""
    against: dict[Says, tuple[Outcome, ...]] = {
        "all": ("do_not_proceed", "repeat_higher", "repeat_lower"),
        "none": ("proceed", "repeat_lower"),
        "partly": ("proceed",),
        "not_assessed": ("proceed",),
    }
    unsure = outcome == "do_not_proceed" and glance.says == "none" and latest.delivery in ("partial", "uncertain")
    return counts_text(glance) if outcome in against.get(glance.says, ()) or unsure else ""


def check_may_reopen(trial: Trial, reason: str) -> None:
    """A signed decision is reopened with a reason, which voids its signature."""
    if last_signed(trial) is None:
        raise NotAllowedNow("There is no signed decision to reopen.")
    if not trial.decisions[-1].signed:
        raise NotAllowedNow("A later decision is being typed; sign that one before an earlier one is reopened.")
    _need(reason, "Say why the decision is reopened: its signature is voided.")


def decision_problems(decision: Decision) -> Iterator[Problem]:
    """What a signed decision can never say, here or in a file. A draft may still be anything."""
    if not decision.signed_by.strip() and decision.signed_at is None:
        return
    if decision.signed_at is None:
        yield "signed_at", "A signature needs the moment it was made."
    if not decision.signed_by.strip():
        yield "signed_by", "A signature needs a name."
    if decision.outcome is None:
        yield "outcome", "A signed decision needs an outcome."
    if decision.outcome == "proceed" and decision.person_agrees == "no":
        yield "person_agrees", "GO cannot be signed against the person's no."
    # Every GO has a reason; only words of its own say what the person was unsure about.
    about = decision.person_words if decision.outcome == "proceed" else decision.person_words + decision.reason
    if decision.person_agrees == "unsure" and not about.strip():
        yield "person_words", "The person is unsure: write a sentence about it."
    if problem := text_problem(decision.signed_by):
        yield "signed_by", f"This name {problem}"


def _check_turn(trial: Trial, dose: Dose) -> None:
    done = [one.number for one in trial.doses if one.given_at is not None or one.delivery == "none"]
    turn = max(done, default=0) + 1
    if dose.number != turn:
        raise NotAllowedNow(f"The next dose is dose {turn}; look again at what is already recorded.")


def _need(text: str, sentence: str) -> None:
    if not text.strip():
        raise NotAllowedNow(sentence)
    if problem := text_problem(text):
        raise InvalidInput(f"The reason {problem}")
