"""Where the decision stands: what a page may say of it, and which facts other sheets can refer to by name."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from trial.files.workbook.dictionary_sheet import Term
from trial.files.workbook.paper import Imprint, shortened
from trial.ledger.facts import Decision, Person
from trial.meaning.summary import Summary
from trial.meaning.words import OUTCOME_WORDS, STATE_WORDS

UNDECIDED = "NOT YET DECIDED"
ERASED = "identity erased"


def standing_decision(summary: Summary) -> Decision | None:
    """The signed decision that answers for the trial as it now is; None while one is awaited or being typed."""
    decisions = summary.decisions
    if summary.state not in ("awaiting_dose", "closed") or not decisions or not decisions[-1].signed:
        return None
    return decisions[-1]


def draft_of(summary: Summary) -> Decision | None:
    """What a meeting has typed and not signed."""
    return summary.decisions[-1] if summary.decisions and not summary.decisions[-1].signed else None


def outcome_words(decision: Decision | None) -> str:
    """GO and the like, or that nothing is decided."""
    return OUTCOME_WORDS[decision.outcome] if decision and decision.outcome else UNDECIDED


def identifiers(person: Person) -> str:
    """The two identifiers of a page header: the number, the name and the date of birth, as far as known."""
    born = f"born {person.born:%d %b %Y}" if person.born else ""
    parts = (person.identifier, person.name, born)
    return ", ".join(shortened(part) for part in parts if part) or ERASED


def imprint_of(summary: Summary, *, service_name: str, version: str, zone: ZoneInfo, made_at: datetime) -> Imprint:
    """What every page of this workbook says of itself."""
    decision = standing_decision(summary)
    return Imprint(
        trial=summary.trial.id,
        identifiers=identifiers(summary.trial.person),
        standing=f"Signed: {outcome_words(decision)}" if decision else f"DRAFT: {UNDECIDED}",
        fingerprint=summary.fingerprint,
        entries=summary.entries,
        service_name=service_name,
        version=version,
        made_at=made_at,
        zone=zone,
    )


def headline_facts(summary: Summary, imprint: Imprint) -> Iterator[Term]:
    """The facts that have a name in the workbook, for other sheets to refer to."""
    person, decision = summary.trial.person, standing_decision(summary)
    latest = summary.latest
    glance = latest.glance if latest else None
    safety = latest.safety if latest else None
    facts = {
        "itb_trial": ("the trial", summary.trial.id),
        "itb_identifier": ("first identifier", person.identifier),
        "itb_name": ("name", person.name),
        "itb_born": ("date of birth", person.born),
        "itb_state": ("where the trial stands", summary.state),
        "itb_state_in_words": ("the same in words", STATE_WORDS[summary.state]),
        "itb_outcome": ("the signed decision, or that there is none", outcome_words(decision)),
        "itb_signed_by": ("who signed it", decision.signed_by if decision else None),
        "itb_signed_at": (f"when ({imprint.zone.key})", decision.signed_at if decision else None),
        "itb_doses": ("doses delivered", sum(one.dose.delivered for one in summary.doses)),
        "itb_dose_number": ("the latest dose: its number", latest.dose.number if latest else None),
        "itb_dose_micrograms": ("of the latest dose", latest.dose.micrograms if latest else None),
        "itb_dose_given_at": (
            f"its end of injection, T0 ({imprint.zone.key})",
            latest.dose.given_at if latest else None,
        ),
        "itb_at_a_glance": ("the team's own criteria, counted, in a word", glance.says if glance else None),
        "itb_met": ("achieve goals met at the latest dose", glance.met if glance else None),
        "itb_partly_met": ("achieve goals partly met", glance.partly_met if glance else None),
        "itb_not_met": ("achieve goals not met", glance.not_met if glance else None),
        "itb_kept": ("keep goals kept", glance.kept if glance else None),
        "itb_lost": ("keep goals LOST", glance.lost if glance else None),
        "itb_not_assessed": ("goals not assessed", glance.not_assessed if glance else None),
        "itb_worst_severity": (
            "worst adverse event; empty until asked about",
            safety.worst_severity if safety else None,
        ),
        "itb_highest_news2": ("highest complete NEWS2 total", safety.highest_news2 if safety else None),
        "itb_systolic_fall": ("mmHg below own baseline", safety.systolic_fall if safety else None),
        "itb_entries": ("entries in the trial's own ledger", summary.entries),
        "itb_fingerprint": ("sha256 of its head", summary.fingerprint),
        "itb_version": ("of the program that made this file", imprint.version),
        "itb_made_at": (f"when this file was made ({imprint.zone.key})", imprint.made_at),
    }
    for key, (meaning, value) in facts.items():
        yield Term(kind="fact", of="Summary", key=key, meaning=meaning, value=value)
