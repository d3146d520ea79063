"""Passive range of movement in degrees from neutral, towards the stretch positive. Higher is better."""

from decimal import Decimal

from scales.base import SIDES, Example, Number, Reference, Scale

# Degrees that a goniometer can show. An extension lacks degrees when it falls short of straight, so it runs deep
# below zero: a knee that stays bent at a right angle is -90.
MOVEMENTS = {
    "hip_abduction": ("hip abduction", -60),
    "hip_extension": ("hip extension", -120),
    "knee_extension": ("knee extension", -150),
    "ankle_dorsiflexion_knee_straight": ("ankle dorsiflexion, knee straight", -60),
    "ankle_dorsiflexion_knee_bent": ("ankle dorsiflexion, knee bent", -60),
    "elbow_extension": ("elbow extension", -150),
    "wrist_extension": ("wrist extension", -90),
    "shoulder_abduction": ("shoulder abduction", -60),
}

SCALE = Scale(
    key="passive_range",
    name="Passive range",
    domain="range",
    measures="How far a joint goes when the assessor moves it slowly.",
    better="higher",
    items=tuple(
        Number(
            key=f"{side}_{part}",
            label=f"{side.capitalize()} {label}",
            name=label,
            side=side,
            part=part,
            unit="degrees",
            hard=(Decimal(lowest), Decimal(180)),
            places=0,
        )
        for part, (label, lowest) in MOVEMENTS.items()
        for side in SIDES
    ),
    least_change=Decimal(5),
    least_change_source="rule of thumb, no published error (from memory)",
    change_means=(
        "More than 5 degrees by the same assessor, a rule of thumb; about 10 between assessors. Same goniometer, same "
        "position. A fixed contracture will not change with baclofen."
    ),
    reference=Reference(
        text="No single publication: goniometry as usually practised. Reliability between assessors: Ahn 2019.",
        unverified="The 5 and 10 degrees are from memory.",
    ),
    rights="Free to use.",
    examples=(
        Example(
            answers={"left_hip_abduction": Decimal(25), "left_knee_extension": Decimal(-15)},
            score=None,
            source="A knee 15 degrees short of straight is -15. No sum is made over joints.",
        ),
    ),
)
