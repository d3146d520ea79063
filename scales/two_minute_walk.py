"""Two-minute walk: metres covered. Higher is better."""

from decimal import Decimal

from scales.base import Example, Number, PublishedError, Reference, Scale, as_measured
from scales.ten_metre_walk import AID

DISTANCE = Number(
    key="metres",
    label="Distance",
    unit="m",
    hard=(Decimal(0), Decimal(250)),
    soft=(Decimal(5), Decimal(220)),
    axis=(Decimal(0), Decimal(200)),
)

SCALE = Scale(
    key="two_minute_walk",
    name="2-minute walk",
    domain="walking",
    measures="How far the person walks in two minutes, rests included.",
    better="higher",
    performance=True,
    items=(DISTANCE, AID),
    headline=("metres",),
    errors=(
        PublishedError(
            group="ms",
            item="metres",
            falls=Decimal("9.6"),
            rises=Decimal("9.6"),
            percent=False,
            says="changes by 9.6 m or more",
            source="Baert 2014",
        ),
    ),
    score=as_measured(DISTANCE, "Metres"),
    change_means="In MS, 9.6 m or more is what people themselves notice.",
    reference=Reference(
        text=(
            "Baert I and others. Responsiveness and clinically meaningful improvement, according to disability level, "
            "of five walking measures after rehabilitation in multiple sclerosis, 2014."
        ),
        year=2014,
        unverified="The title is from memory.",
    ),
    rights="Free to use.",
    examples=(
        Example(answers={"metres": Decimal("83.5"), "aid": "stick"}, score=Decimal("83.5"), source="The distance."),
    ),
)
