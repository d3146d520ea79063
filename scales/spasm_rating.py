"""How bad spasms are, 0 to 10, in the person's own judgement. Lower is better."""

from decimal import Decimal

from scales.base import Example, Reference, Scale, as_measured
from scales.pain import rating

SPASMS = rating("Spasms", "lower", ("no trouble", "the worst"), window="since the last check")

SCALE = Scale(
    key="spasm_rating",
    name="Spasms, own rating",
    domain="symptom",
    measures="How much spasms trouble the person since the last check: 0 not at all, 10 the worst they can imagine.",
    better="lower",
    items=(SPASMS,),
    score=as_measured(SPASMS, "Spasms since the last check"),
    change_means="No published error, so any change shows as one.",
    reference=Reference(
        text="No single publication: a numeric rating like that for pain (Farrar 2001), not studied for spasms here.",
    ),
    rights="Free to use.",
    examples=(Example(answers={"rating": Decimal(6)}, score=Decimal(6), source="The rating itself."),),
)
