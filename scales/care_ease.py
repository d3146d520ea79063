"""How easy care is, 0 to 10, as the carer finds it. Higher is better."""

from decimal import Decimal

from scales.base import Example, Reference, Scale, as_measured
from scales.pain import rating

EASE = rating("Ease of care", "higher", ("cannot be done", "no trouble"))

SCALE = Scale(
    key="care_ease",
    name="Ease of care",
    domain="care",
    measures="How easy washing, dressing and positioning are now: 0 cannot be done, 10 no trouble at all.",
    better="higher",
    items=(EASE,),
    score=as_measured(EASE, "Ease of care now"),
    change_means="No published error, so any change shows as one. Higher is easier.",
    reference=Reference(text="No publication: this tool's own rating, in the manner of a numeric rating scale."),
    rights="Our own; free to use.",
    examples=(Example(answers={"rating": Decimal(4)}, score=Decimal(4), source="The rating itself."),),
)
