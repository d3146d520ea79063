"""The facts of a trial that have a name in its workbook, so that other sheets can refer to them."""

from collections.abc import Iterator

from trial.files.dictionary import Term
from trial.files.imprint import Imprint, outcome_words, standing_decision
from trial.meaning.summary import Summary
from trial.wording.words import STATE_WORDS


def headline_facts(summary: Summary, imprint: Imprint) -> Iterator[Term]:
    """The facts that have a name in the workbook, for other sheets to refer to."""
    person, decision = summary.trial.person, standing_decision(summary.trial)
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
        "itb_made_by": ("who made it", imprint.made_by),
    }
    for key, (meaning, value) in facts.items():
        yield Term(kind="fact", of="Summary", key=key, meaning=meaning, value=value)
