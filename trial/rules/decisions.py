"""What may be done now: edit the plan, give a dose, add to it, sign and reopen (MEANING.md rules 31, 33, 35).

Each check raises NotAllowedNow; `may` turns it into yes or no for a screen.
"""

from collections.abc import Mapping

from trial.errors import NotAllowedNow, Refusal, refusal
from trial.ledger.facts import Decision, Dose, Outcome, Person, Trial
from trial.meaning.glance import Says, at_a_glance, lost_goals, severe_events
from trial.meaning.goals import results_of
from trial.meaning.schedule import covered_by, delivered
from trial.meaning.state import last_signed, state_of
from trial.rules import not_now_if
from trial.rules.typed import check_reason, check_values

A_SENTENCE = 2
"""Words that a reason has at least where the outcome stands against what is at a glance."""

AGAINST_THE_COUNTS: Mapping[Says, tuple[Outcome, ...]] = {
    "all": ("do_not_proceed", "repeat_higher", "repeat_lower"),
    "none": ("proceed", "repeat_lower"),
    "partly": ("proceed",),
    "not_assessed": ("proceed",),
}


def is_locked(trial: Trial) -> bool:
    """Whether plan and goals are agreed: from then on an edit needs a reason and shows as after the lock."""
    return trial.record.agreed_at is not None or any(dose.delivered for dose in trial.doses)


def check_not_closed(trial: Trial) -> None:
    """Nothing is added to a closed trial but late facts, nor a decision typed, until its decision is reopened."""
    not_now_if(state_of(trial) == "closed", "trial_is_closed")


def check_plan_edit(trial: Trial, reason: str) -> None:
    """Plan and goals change freely until they are agreed, then with a reason."""
    check_not_closed(trial)
    if is_locked(trial):
        check_reason(reason, refusal("agreed_plan_needs_reason", "reason", allows="reason"))


def check_agreement(trial: Trial) -> None:
    """Plan and goals are agreed once, before the first dose, and only if there is something to agree."""
    check_not_closed(trial)
    not_now_if(is_locked(trial), "agreed_already")
    not_now_if(not trial.goals and not trial.plan.measures, "nothing_to_agree")


def check_two_identifiers(person: Person) -> None:
    """A number, and a name or a date of birth, stand before T0."""
    has_two = person.identifier.strip() and (person.name.strip() or person.born)
    not_now_if(not has_two, "two_identifiers_needed", "person")


def check_dose_may_be_planned(trial: Trial, dose: Dose) -> None:
    """One dose after the other: the next is planned when the one before was given, or tried and failed."""
    check_not_closed(trial)
    turn = 1 + max((other.number for other in trial.doses if other.happened), default=0)
    not_now_if(dose.number != turn, "dose_out_of_turn", "number", turn=turn)


def check_dose_may_be_given(trial: Trial, dose: Dose) -> None:
    """A dose is given in its turn, to a person with two identifiers."""
    check_not_closed(trial)
    check_two_identifiers(trial.person)
    check_dose_may_be_planned(trial, dose)


def check_dose_open(trial: Trial, number: int) -> None:
    """Readings and sheet of a dose that a signature covers do not change until that decision is reopened (rule 35)."""
    signed = [place for place, decision in enumerate(trial.decisions) if decision.signed]
    is_covered = signed and number <= covered_by(trial, signed[-1])
    not_now_if(is_covered, "dose_is_covered", "dose", dose=number)


def check_may_sign(trial: Trial, decision: Decision) -> None:
    """A decision is signed by a name, with an outcome, a reason and the person's own view."""
    check_not_closed(trial)
    check_values(decision)
    not_now_if(decision.outcome is None, "outcome_missing", "outcome")
    check_signature(decision)
    check_reason(decision.reason, refusal("decision_needs_reason", "reason", allows="reason"))
    if (against := stands_against(trial, decision.outcome)) and len(decision.reason.split()) < A_SENTENCE:
        raise NotAllowedNow(against)
    not_now_if(decision.person_agrees is None, "persons_view_missing", "person_agrees")


def stands_against(trial: Trial, outcome: Outcome | None) -> Refusal | None:
    """What stands at a glance against an outcome, or None. A sentence allows it; it forbids nothing.

    GO stands against a lost goal, a severe event, nothing met or not everything assessed; a higher dose against a lost
    goal or a severe event; a lower one against nothing met and nothing lost; no pump, or one more dose, against all met
    and all kept. No pump stands on nothing where no dose reached the person, or no conclusion can be drawn (rule 32).
    """
    given = delivered(trial)
    if not given:
        why = refusal("outcome_without_a_dose", "reason", allows="reason")
        return why if outcome in ("proceed", "do_not_proceed") else None
    latest = given[-1]
    results = results_of(trial, latest)
    glance, first = at_a_glance(latest, results), (*lost_goals(results), *severe_events(latest))
    if first:
        why = refusal("outcome_against_loss_or_harm", "reason", allows="reason", first=first)
        return why if outcome in ("proceed", "repeat_higher") else None
    why = refusal("outcome_against_the_counts", "reason", allows="reason", glance=glance)
    unsure = outcome == "do_not_proceed" and glance.no_conclusion
    return why if unsure or outcome in AGAINST_THE_COUNTS.get(glance.says, ()) else None


def check_may_reopen(trial: Trial, reason: str) -> None:
    """A signed decision is reopened with a reason, which voids its signature."""
    not_now_if(last_signed(trial) is None, "nothing_to_reopen")
    not_now_if(not trial.decisions[-1].signed, "later_decision_under_way")
    check_reason(reason, refusal("reopening_needs_reason", "reason", allows="reason"))


def check_signature(decision: Decision) -> None:
    """Refuse what a signed decision can never say, here or in a file. A draft may still be anything."""
    if not decision.signed_by.strip() and decision.signed_at is None:
        return
    not_now_if(decision.signed_at is None, "signature_without_moment", "signed_at")
    not_now_if(not decision.signed_by.strip(), "signature_without_name", "signed_by")
    not_now_if(decision.outcome is None, "signature_without_outcome", "outcome")
    is_go = decision.outcome == "proceed"
    not_now_if(is_go and decision.person_agrees == "no", "go_against_no", "person_agrees")
    # Every GO has a reason; only words of its own say what the person was unsure about.
    about = decision.person_words if is_go else decision.person_words + decision.reason
    not_now_if(decision.person_agrees == "unsure" and not about.strip(), "unsure_needs_words", "person_words")
