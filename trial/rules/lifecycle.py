"""What the state of a trial allows now: to edit the plan, give a dose, add to it, sign and reopen.

Each check raises NotAllowedNow; `may` turns it into yes or no for a screen.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from trial.errors import NotAllowedNow, Refusal, refusal
from trial.ledger.facts import Decision, Dose, Outcome, Person, Plan, Trial
from trial.meaning.glance import Says, at_a_glance, lost_goals, severe_events
from trial.meaning.goals import results_of
from trial.meaning.schedule import covered_by, delivered
from trial.meaning.state import last_signed, state_of
from trial.rules import not_now_if, why_not
from trial.rules.typed_input import check_reason, check_values

A_REASON = 2
"""Words that the reason of a decision has at least."""

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


def without_dropped_slots(before: Plan, plan: Plan) -> Plan:
    """Return the new plan without the slots that left the day in its measures; refuses a measure left without any."""
    dropped = {*before.slots} - {*plan.slots}
    measures = []
    for measure in plan.measures:
        slots = tuple(slot for slot in measure.slots if slot not in dropped)
        not_now_if(measure.slots and not slots, "measure_without_slots", "measures", scale=measure.scale)
        peak_slot = "" if measure.peak_slot in dropped else measure.peak_slot
        measures.append(replace(measure, slots=slots, peak_slot=peak_slot))
    return replace(plan, measures=tuple(measures))


def check_agreement(trial: Trial) -> None:
    """Plan and goals are agreed once, before the first dose, and only if there is something to agree."""
    check_not_closed(trial)
    not_now_if(is_locked(trial), "agreed_already")
    not_now_if(not trial.goals and not trial.plan.measures, "nothing_to_agree")


def check_goals_agreed(trial: Trial, dose: Dose, own: Set[datetime | None] = frozenset()) -> None:
    """Ask about a T0 before goals were agreed: one of the two times may be wrong (rule 22).

    `own` are the times that were its T0 before: goals that were agreed by giving the dose then are not asked about.
    """
    if dose.given_at is None:
        return
    times = (goal.agreed_at for goal in trial.goals if goal.dropped_at is None and goal.agreed_at is not None)
    late = [at for at in times if at > dose.given_at and at not in own]
    if late:
        zone = trial.record.zone
        agreed = max(late).astimezone(ZoneInfo(zone)) if zone else max(late)
        raise NotAllowedNow(refusal("goals_agreed_after_t0", "given_at", allows="confirm", agreed=agreed))


def check_two_identifiers(person: Person) -> None:
    """Before T0 a person has a number, and a name or a date of birth."""
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
    """Raise NotAllowedNow with the first of `refusals_to_sign`, or InvalidInput for a text that cannot be stored."""
    check_values(decision)
    if found := refusals_to_sign(trial, decision):
        raise NotAllowedNow(found[0])


def refusals_to_sign(trial: Trial, decision: Decision) -> tuple[Refusal, ...]:
    """Return the refusals to sign this decision now, at most one a field; empty if it may be signed.

    A decision is signed by a name, with an outcome, who was there, a reason of more than a word, and the person's own
    view or why it is missing.
    """
    found = [why_not(check_not_closed, trial), why_not(check_values, decision)]
    if decision.outcome is None:
        found.append(refusal("outcome_missing", "outcome"))
    if len(decision.reason.split()) < A_REASON:
        against = contradiction(trial, decision.outcome) if decision.reason.strip() else None
        found.append(against or refusal("decision_needs_reason", "reason", allows="reason"))
    if not any(name.strip() for name in decision.present):
        found.append(refusal("nobody_present", "present"))
    if decision.person_agrees is None and not decision.person_words.strip():
        found.append(refusal("persons_view_missing", "person_agrees"))
    by_field: dict[str, Refusal] = {}
    for why in (*found, *_signature_refusals(decision)):
        if why is not None:
            by_field.setdefault(why.field, why)
    return tuple(by_field.values())


def contradiction(trial: Trial, outcome: Outcome | None) -> Refusal | None:
    """Return what contradicts an outcome at a glance (rule 26), or None. With a reason it may be signed all the same.

    Against GO: a lost goal, a severe event, nothing met, not everything assessed. Against a higher dose: a lost goal or
    a severe event; against a lower one: nothing met and nothing lost. Against no pump or one more dose: all met and all
    kept. Against no pump also: no dose reached the person, or no conclusion can be drawn (rule 32).
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
    """A signed decision is reopened with a reason, which voids its signature (rule 35)."""
    not_now_if(last_signed(trial) is None, "nothing_to_reopen")
    not_now_if(not trial.decisions[-1].signed, "later_decision_under_way")
    check_reason(reason, refusal("reopening_needs_reason", "reason", allows="reason"))


def check_signature(decision: Decision) -> None:
    """Raise for what no signed decision may contain, typed or imported (rule 35). Drafts are not checked."""
    if not decision.signed_by.strip() and decision.signed_at is None:
        return
    for why in _signature_refusals(decision):
        raise NotAllowedNow(why)


def _signature_refusals(decision: Decision) -> Iterator[Refusal]:
    if decision.signed_at is None:
        yield refusal("signature_without_moment", "signed_at")
    if not decision.signed_by.strip():
        yield refusal("signature_without_name", "signed_by")
    if decision.outcome is None:
        yield refusal("signature_without_outcome", "outcome")
    is_go = decision.outcome == "proceed"
    if is_go and decision.person_agrees == "no":
        yield refusal("go_against_no", "person_agrees")
    # Every GO has a reason; only words of its own say what the person was unsure about.
    about = decision.person_words if is_go else decision.person_words + decision.reason
    if decision.person_agrees == "unsure" and not about.strip():
        yield refusal("unsure_needs_words", "person_words")
