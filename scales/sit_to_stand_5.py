"""Five times sit to stand: seconds for five rises. Lower is better."""

from decimal import Decimal

from scales.base import Example, Number, Reference, Scale, as_measured

TIME = Number(
    key="seconds",
    label="Time for five rises",
    unit="s",
    hard=(Decimal(2), Decimal(300)),
    soft=(Decimal(5), Decimal(90)),
    axis=(Decimal(0), Decimal(60)),
)

SCALE = Scale(
    key="sit_to_stand_5",
    name="Five times sit to stand",
    domain="function",
    measures="How long the person takes to stand up from a chair five times.",
    better="lower",
    performance=True,
    items=(TIME,),
    score=as_measured(TIME, "Seconds"),
    change_means="No published error is used here, so any change shows as one. Same chair, same use of the arms.",
    reference=Reference(
        text="Csuka M, McCarty DJ. Simple method for measurement of lower extremity muscle strength, 1985.",
        year=1985,
        unverified="The reference is from memory.",
    ),
    rights="Free to use.",
    examples=(Example(answers={"seconds": Decimal("18.4")}, score=Decimal("18.4"), source="The time itself."),),
)
