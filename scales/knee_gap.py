"""Knee gap: the distance between the knees when the thighs are parted. Higher is better."""

from decimal import Decimal

from scales.base import Example, Number, Reference, Scale, as_measured

GAP = Number(
    key="centimetres",
    label="Gap between the knees",
    unit="cm",
    hard=(Decimal(0), Decimal(120)),
    soft=(Decimal(0), Decimal(70)),
    axis=(Decimal(0), Decimal(40)),
)

SCALE = Scale(
    key="knee_gap",
    name="Knee gap",
    domain="range",
    measures="How far apart the knees come when one person parts them slowly, for washing and dressing.",
    better="higher",
    items=(GAP,),
    score=as_measured(GAP, "Centimetres"),
    change_means="No published error, so any change shows as one. Same position, same landmarks on the knees.",
    reference=Reference(
        text=(
            "Hyman N and others. Botulinum toxin (Dysport) treatment of hip adductor spasticity in multiple sclerosis. "
            "Journal of Neurology, Neurosurgery and Psychiatry 2000."
        ),
        year=2000,
        unverified="Title and journal are from memory.",
    ),
    rights="Free to use.",
    examples=(
        Example(answers={"centimetres": Decimal(0)}, score=Decimal(0), source="Knees that touch: 0 is a value."),
    ),
)
