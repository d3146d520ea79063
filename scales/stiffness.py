"""Stiffness now, 0 to 10, in the person's own judgement. Lower is better."""

from decimal import Decimal

from scales.base import Example, Reference, Scale, as_measured
from scales.pain import rating

STIFFNESS = rating("Stiffness", "lower", ("none", "the worst"))

SCALE = Scale(
    key="stiffness",
    name="Stiffness",
    domain="symptom",
    measures="How stiff the person feels now: 0 not at all, 10 the stiffest they can imagine.",
    better="lower",
    items=(STIFFNESS,),
    score=as_measured(STIFFNESS, "Stiffness now"),
    change_means=(
        "No published error is used here, so any change shows as one. Falls of 18 % and 30 % have been proposed as "
        "the least and the clearly important difference in MS (from memory)."
    ),
    reference=Reference(
        text=(
            "Farrar JT and others. Validity, reliability and clinical importance of change in a 0-10 numeric rating "
            "scale measure of spasticity. Clinical Therapeutics 2008;30:974."
        ),
        year=2008,
        unverified="The 18 % and 30 % figures are from memory.",
    ),
    rights="Free to use.",
    examples=(Example(answers={"rating": Decimal(7)}, score=Decimal(7), source="The rating itself."),),
)
