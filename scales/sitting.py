"""How long the person can sit in the chair. Higher is better."""

from decimal import Decimal

from scales.base import Example, Number, Reference, Scale, as_measured

TIME = Number(
    key="minutes",
    label="Minutes sat",
    unit="min",
    hard=(Decimal(0), Decimal(1440)),
    soft=(Decimal(1), Decimal(600)),
    axis=(Decimal(0), Decimal(120)),
    places=0,
)

SCALE = Scale(
    key="sitting",
    name="Sitting tolerance",
    domain="function",
    measures="How long the person sits in the wheelchair before pain, spasm or slipping ends it.",
    better="higher",
    performance=True,
    hourly=False,
    items=(TIME,),
    score=as_measured(TIME, "Minutes"),
    change_means="No published error, so any change shows as one. Same chair and cushion.",
    reference=Reference(text="No single publication: a plain time, as seating services record it."),
    rights="Free to use.",
    examples=(Example(answers={"minutes": Decimal(45)}, score=Decimal(45), source="The time itself."),),
)
