"""The person, the doses, the goals and the adverse events of a trial as FHIR resources."""

from trial.files.fhir.bundle import Bundle, instant, named, said
from trial.files.fhir.codes import OWN, UCUM, Tree, coding, own, standard
from trial.files.fhir.observations import observation_key
from trial.ledger.facts import Delivery, Dose, Event, Goal, Trial
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.goals import asks, headline, target_text
from trial.wording.naming import goal_name
from trial.wording.safety import event_line
from trial.wording.words import DELIVERY_WORDS, EVENT_WORDS, RESULT_WORDS

IDENTIFIER, TRIAL = "urn:itb-trial:person-identifier", "urn:itb-trial:trial"
GIVEN: dict[Delivery, str] = {"full": "completed", "partial": "stopped", "uncertain": "unknown"}


def add_patient(bundle: Bundle, trial: Trial) -> None:
    person = trial.person
    bundle.add("patient", {
        "resourceType": "Patient",
        "identifier": [{"system": IDENTIFIER, "value": person.identifier}] if person.identifier.strip() else None,
        "name": [{"text": person.name}] if person.name.strip() else None,
        "birthDate": person.born.isoformat() if person.born else None,
    })  # fmt: skip


def add_dose(bundle: Bundle, dose: Dose) -> None:
    """The injection, or the puncture that failed; a dose that is only planned is neither and has no resource."""
    told = (
        dose.reason,
        f"level {dose.level}" if dose.level else "",
        f"attempts {dose.attempts}" if dose.attempts is not None else "",
        f"batch {dose.batch}" if dose.batch else "",
        f"checked by {dose.checked_by}" if dose.checked_by else "",
    )
    common = {
        "identifier": [{"system": TRIAL, "value": f"{bundle.trial}/dose/{dose.number}"}],
        "subject": bundle.to("patient"),
        "performer": [{"actor": named(dose.injected_by)}] if dose.injected_by.strip() else None,
        "note": said("; ".join(one for one in told if one)),
    }
    why = own(f"delivery.{dose.delivery}", DELIVERY_WORDS[dose.delivery])
    if dose.delivery == "none":
        bundle.add(f"dose:{dose.number}", common | {
            "resourceType": "Procedure",
            "status": "not-done",
            "statusReason": why,
            "code": own("lumbar_puncture", "Lumbar puncture for an intrathecal test dose"),
            "performedDateTime": instant(dose.tried_at) if dose.tried_at else None,
        })  # fmt: skip
    elif dose.given_at is not None:
        bundle.add(f"dose:{dose.number}", common | {
            "resourceType": "MedicationAdministration",
            "status": GIVEN[dose.delivery],
            "statusReason": [why],
            "medicationCodeableConcept": own("baclofen_test_dose", "Baclofen, intrathecal test dose"),
            "effectiveDateTime": instant(dose.given_at),
            "dosage": {
                "text": "intrathecal bolus; the time is the end of injection (T0)",
                "route": own(f"route.{'_'.join(dose.route.split())}", f"intrathecal, {dose.route.replace('_', ' ')}"),
                "dose": {"value": dose.micrograms, "unit": "microgram", "system": UCUM, "code": "ug"},
            },
        })  # fmt: skip


def add_goals(bundle: Bundle, trial: Trial) -> None:
    """The goals first, so that ratings can point at them; what became of them is added with the doses."""
    for goal in trial.goals:
        bundle.add(f"goal:{goal.id}", _goal(bundle, goal, ()))


def add_results(bundle: Bundle, summary: Summary) -> None:
    """The goals with their result at each dose, and the reading each was judged by."""
    doses = {one.dose.number: one.dose for one in summary.doses}
    for goal in summary.trial.goals:
        told, read = [], []
        for result in summary.goals:
            if result.goal.id != goal.id:
                continue
            words = f"Dose {result.dose}: {RESULT_WORDS[result.result]}. {headline(result)}"
            told.append({"coding": [coding(OWN, f"result.{result.result}")], "text": words})
            for reading in doses[result.dose].readings if result.point and result.point.reading_id else ():
                if result.point and reading.id == result.point.reading_id:
                    read.append(bundle.to(observation_key(doses[result.dose], reading)))
        bundle.add(f"goal:{goal.id}", _goal(bundle, goal, told) | {"outcomeReference": read})


def _goal(bundle: Bundle, goal: Goal, outcomes: list[Tree] | tuple[()]) -> Tree:
    target = None
    if goal.target is not None:
        code = own(f"{goal.target.scale}.{goal.target.item}", target_text(goal.target))
        target = [{"measure": code, "detailString": target_text(goal.target)}]
    return {
        "resourceType": "Goal",
        "identifier": [{"system": TRIAL, "value": f"{bundle.trial}/goal/{goal.id}"}],
        "lifecycleStatus": "cancelled" if goal.dropped_at else "active",
        "category": [own(f"goal.{goal.kind}", goal.kind)],
        "description": {"text": goal_name(goal)},
        "subject": bundle.to("patient"),
        "startDate": goal.agreed_at.date().isoformat() if goal.agreed_at else None,
        "target": target,
        "note": said(asks(goal)),
        "outcomeCode": outcomes,
    }


def add_events(bundle: Bundle, one: DoseSummary) -> None:
    """Adverse events; a mark without a severity is none and becomes an Observation."""
    for place, event in enumerate(one.dose.events):
        key = f"event:{one.dose.number}:{place}"
        bundle.add(key, _mark(bundle, event) if event.severity is None else _event(bundle, one.dose, event))


def _event(bundle: Bundle, dose: Dose, event: Event) -> Tree:
    severity = event.severity or "mild"
    drug = event.cause == "drug" and bundle.has(f"dose:{dose.number}")
    return {
        "resourceType": "AdverseEvent",
        "identifier": {"system": TRIAL, "value": f"{bundle.trial}/event/{dose.number}/{instant(event.began_at)}"},
        "actuality": "actual",
        "event": {"coding": [coding(OWN, f"event.{event.kind}", EVENT_WORDS[event.kind])], "text": event_line(event)},
        "subject": bundle.to("patient"),
        "date": instant(event.began_at),
        "recordedDate": instant(event.noted_at) if event.noted_at else None,
        "seriousness": own("severity.life_threatening", "life-threatening") if severity == "life_threatening" else None,
        "severity": standard("adverse-event-severity", "severe" if severity == "life_threatening" else severity),
        "outcome": standard("adverse-event-outcome", "resolved") if event.ended_at else None,
        "recorder": named(event.noted_by) if event.noted_by.strip() else None,
        "suspectEntity": [{"instance": bundle.to(f"dose:{dose.number}")}] if drug else None,
    }  # fmt: skip


def _mark(bundle: Bundle, event: Event) -> Tree:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": own("mark", "Something that explains a bend in a curve"),
        "subject": bundle.to("patient"),
        "effectiveDateTime": instant(event.began_at),
        "valueString": "; ".join(part for part in (event.words, event.action) if part.strip()) or "not described",
    }
