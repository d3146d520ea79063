"""Timed up and go: rise from a chair, walk three metres, turn, come back, sit. Lower is better."""

from decimal import Decimal

from scales.base import Example, Number, Reference, Scale, as_measured
from scales.ten_metre_walk import AID, SECONDS_IN_MS

TIME = Number(
    key="seconds",
    label="Time",
    unit="s",
    hard=(Decimal(3), Decimal(600)),
    soft=(Decimal(5), Decimal(180)),
    axis=(Decimal(0), Decimal(60)),
)

SCALE = Scale(
    key="timed_up_and_go",
    name="Timed up and go",
    domain="walking",
    measures="How long the person takes to rise, walk three metres, turn, come back and sit.",
    better="lower",
    performance=True,
    items=(TIME, AID),
    headline=("seconds",),
    errors=(SECONDS_IN_MS,),
    score=as_measured(TIME, "Seconds"),
    change_means="In MS, seconds that fall by more than 23 % or rise by more than 31 %. Same chair, same aid.",
    reference=Reference(
        text=(
            "Podsiadlo D, Richardson S. The timed 'Up & Go'. Journal of the American Geriatrics Society 1991. "
            "Error: Nilsagard Y and others, 2007 (PubMed 17536648)."
        ),
        year=1991,
        unverified="The 1991 reference is from memory.",
    ),
    rights="Free to use.",
    examples=(
        Example(
            answers={"seconds": Decimal("24.5"), "aid": "walker"}, score=Decimal("24.5"), source="The time itself."
        ),
    ),
)
