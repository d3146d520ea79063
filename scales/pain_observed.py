"""Pain as somebody sees it who watches the person, 0 to 10: for who cannot rate it. Lower is better."""

from decimal import Decimal

from scales.base import Example, Reference, Scale, as_measured
from scales.pain import rating

OBSERVED = rating("Pain, observed", "lower", ("no pain", "worst imaginable"))

SCALE = Scale(
    key="pain_observed",
    name="Pain, observed",
    domain="symptom",
    measures=(
        "How much pain somebody thinks the person has who watches face, legs, crying and comfort: 0 none, 10 the worst "
        "imaginable. Never instead of the person's own rating where they can give one."
    ),
    better="lower",
    items=(OBSERVED,),
    score=as_measured(OBSERVED, "Pain as observed"),
    change_means="No published error, so any change shows as one. The same observer each time: a parent sees more.",
    reference=Reference(text="No single publication: a plain rating of 0 to 10 by an observer."),
    rights="Free to use: no wording of a licensed instrument.",
    examples=(Example(answers={"rating": Decimal(4)}, score=Decimal(4), source="The rating itself."),),
)
