"""What a refusal says. The sentences stand in refusals.toml, one a code; here are their values, and what chooses words.

They are the only sentences with which an act is refused, or a rule points something out.
"""

from collections.abc import Mapping, Sequence

from trial.errors import Refusal, TrialError
from trial.meaning.glance import AtAGlance
from trial.meaning.remark import Remark
from trial.rules.roles import Right
from trial.wording.glance import counts_text
from trial.wording.prominent import prominent_text
from trial.wording.templates import Templates
from trial.wording.words import capital

TEXTS = {
    "": "This text",
    "how_much": "How much of it",
    "key": "A key here",
    "medicine": "The medicine",
    "name": "This name",
    "reason": "The reason",
    "words": "The words",
}
"""What a text is called that cannot be kept; any other by the name of its field."""
LACKS: Mapping[Right, str] = {
    "review": "You may not look at trials",
    "enter": "You may look but not record",
    "sign": "You may not sign or reopen a decision",
    "administer": "This is for whoever administers the service",
}


def sentence_of(what: Refusal | TrialError) -> str:
    """The sentence for a person to whom something is refused, or a rule points something out."""
    why = what.refusal if isinstance(what, TrialError) else what
    return TEMPLATES.say(why.code, why.values)


def quoted(text: str) -> str:
    """What somebody typed, in quotation marks and cut short, for a sentence."""
    shown = text if len(text) <= 40 else text[:39] + "…"
    return f'"{shown}"' if shown.isprintable() else ascii(shown)


def _recorded_twice(scale: str, item: str, by: str) -> str:
    who = f" by {quoted(by)}" if by else ""
    return f"{scale} {item} was recorded twice at this moment{who}; keep one of the two."


def _entry_of_another(typed_by: str) -> str:
    return f"What stands here was recorded by {typed_by or 'another person'}: say why it changes."


def _outcome_against_loss_or_harm(first: Sequence[Remark]) -> str:
    return _at_a_glance("; ".join(prominent_text(fact).line for fact in first))


def _outcome_against_the_counts(glance: AtAGlance) -> str:
    return _at_a_glance(counts_text(glance))


def _at_a_glance(against: str) -> str:
    return f"At a glance: {against}. Say in a sentence why it is decided so."


def _right_lacking(right: Right) -> str:
    return f'{LACKS[right]}: your role lacks the right "{right}". Ask whoever looks after the roles of this service.'


TEMPLATES = Templates(
    __file__,
    {
        "quoted": quoted,
        "article": lambda slot: "An extra" if slot == "extra" else f"A {slot}",
        "text": lambda field: TEXTS.get(field) or capital(field.replace("_", " ")),
        "refusal": sentence_of,
    },
    {
        "recorded_twice": _recorded_twice,
        "entry_of_another": _entry_of_another,
        "outcome_against_loss_or_harm": _outcome_against_loss_or_harm,
        "outcome_against_the_counts": _outcome_against_the_counts,
        "right_lacking": _right_lacking,
    },
)
