"""What a summary says in words, for tests that hold the rules and their sentences together."""

from trial.meaning.course import Series
from trial.meaning.glance import AtAGlance
from trial.meaning.point import Point
from trial.meaning.summary import DoseSummary, Summary
from trial.wording import glance as glances
from trial.wording.dose_summary import Topic, topics_of
from trial.wording.glance import prominent_text
from trial.wording.goals import because, headline
from trial.wording.remarks import caution_texts, why_text
from trial.wording.words import to_ascii

__all__ = ["because", "headline", "to_ascii"]


def why(found: Series | Point) -> str:
    """The reasons of a reading or series."""
    return to_ascii(why_text(found.why))


def cautions(found: Summary | DoseSummary) -> tuple[str, ...]:
    """What is to be read with care, dose by dose, naming the dose where there are several."""
    if isinstance(found, DoseSummary):
        return caution_texts(found.cautions)
    several = len(found.doses) > 1
    of_doses = [(one.dose.number, text) for one in found.doses for text in caution_texts(one.cautions)]
    texts = [f"Dose {number}: {text}" if several else text for number, text in of_doses]
    return (*texts, *caution_texts(found.cautions))


def first(summary: Summary) -> tuple[str, ...]:
    """What is printed before anything else."""
    return tuple(prominent_text(fact).line for fact in summary.prominent)


def topics(dose: DoseSummary) -> tuple[Topic, ...]:
    """A sentence a topic."""
    return topics_of(dose)


def at_a_glance(summary: Summary) -> tuple[AtAGlance, ...]:
    """The counts of every delivered dose."""
    return tuple(one.glance for one in summary.doses if one.glance is not None)


def counts(glance: AtAGlance) -> tuple[str, ...]:
    """The lines of counts."""
    return tuple(count.text for count in glances.counts(glance))


def word(glance: AtAGlance) -> str:
    """The word after the counts."""
    return glances.glance_word(glance)
