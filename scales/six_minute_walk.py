"""Six-minute walk: metres covered; too tiring to repeat hourly. Higher is better."""

from decimal import Decimal

from scales.base import Example, Number, Reference, Scale, as_measured
from scales.ten_metre_walk import AID

DISTANCE = Number(
    key="metres",
    label="Distance",
    unit="m",
    hard=(Decimal(0), Decimal(800)),
    soft=(Decimal(10), Decimal(700)),
    axis=(Decimal(0), Decimal(600)),
)

SCALE = Scale(
    key="six_minute_walk",
    name="6-minute walk",
    domain="walking",
    measures="How far the person walks in six minutes, rests included.",
    better="higher",
    performance=True,
    hourly=False,
    items=(DISTANCE, AID),
    headline=("metres",),
    score=as_measured(DISTANCE, "Metres"),
    change_means=(
        "No published error is used here, so any change shows as one (21.6 m in MS is quoted from memory). "
        "At most at baseline and at the peak: it tires."
    ),
    reference=Reference(
        text=(
            "American Thoracic Society. Guidelines for the six-minute walk test. "
            "American Journal of Respiratory and Critical Care Medicine 2002."
        ),
        year=2002,
        unverified="The reference and the 21.6 m are from memory.",
    ),
    rights="Free to use.",
    examples=(Example(answers={"metres": Decimal(240), "aid": "walker"}, score=Decimal(240), source="The distance."),),
)
