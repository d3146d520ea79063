"""Box and Blocks: blocks moved over the partition in 60 seconds, each hand. Higher is better."""

from decimal import Decimal

from scales.base import SIDES, Example, Number, Reference, Scale

SCALE = Scale(
    key="box_and_blocks",
    name="Box and Blocks",
    domain="function",
    measures="How many blocks one hand moves, one at a time, over the partition of the box in 60 seconds.",
    better="higher",
    performance=True,
    items=tuple(
        Number(
            key=f"{side}_hand",
            label=f"{side.capitalize()} hand",
            name="hand in 60 s",
            side=side,
            part="hand",
            unit="blocks",
            hard=(Decimal(0), Decimal(150)),
            soft=(Decimal(0), Decimal(100)),
            axis=(Decimal(0), Decimal(80)),
            whole=True,
            places=0,
        )
        for side in SIDES
    ),
    change_means=(
        "No published error in use here, so any change shows as one. Same box, same seat and table, 15 seconds to try "
        "out first, the same hand first each time. Fingertips must cross the partition; several at once count as one."
    ),
    reference=Reference(
        text=(
            "Mathiowetz V, Volland G, Kashman N, Weber K. Adult norms for the Box and Block Test of manual dexterity. "
            "American Journal of Occupational Therapy 1985;39:386."
        ),
        year=1985,
        unverified="The usual range is this tool's own, chosen to catch slips.",
    ),
    rights="Free to use: a published method; the box can be made.",
    examples=(
        Example(
            answers={"left_hand": Decimal(12), "right_hand": Decimal(41)},
            score=None,
            source="12 blocks left, 41 right. Left and right are never merged.",
        ),
    ),
)
