"""The sentences of refusals: refusals.toml has one for each code, and this module words their values.

They are the only sentences with which an act is refused, or a rule points something out.
"""

from collections.abc import Mapping

from trial.errors import Refusal, TrialError
from trial.rules.roles import Right
from trial.wording.glance import counts_text, prominent_text
from trial.wording.templates import Templates
from trial.wording.words import HOME_QUESTIONS, capital, list_text

TEXTS = {
    "": "This text",
    "how_much": "How much of it",
    "key": "A key here",
    "medicine": "The medicine",
    "name": "This name",
    "reason": "The reason",
    "words": "The words",
}
"""The names of texts in refusals to store them; others are called by their field."""
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


TEMPLATES = Templates(
    __file__,
    {
        "quoted": quoted,
        "article": lambda slot: "An extra" if slot == "extra" else f"A {slot}",
        "by": lambda name: f" by {quoted(name)}" if name else "",
        "counts": counts_text,
        "home": lambda questions: list_text(HOME_QUESTIONS[question].lower() for question in questions),
        "first": lambda remarks: "; ".join(prominent_text(remark).line for remark in remarks),
        "lacks": LACKS.__getitem__,
        "refusal": sentence_of,
        "text": lambda field: TEXTS.get(field) or capital(field.replace("_", " ")),
    },
)
