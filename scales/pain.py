"""Pain now, 0 to 10, in the person's own judgement. Lower is better."""

from decimal import Decimal

from scales.base import Better, Example, Number, PublishedError, Reference, Scale, as_measured


def rating(label: str, better: Better, ends: tuple[str, str], window: str = "now") -> Number:
    """A whole number from 0 to 10 that a person gives."""
    return Number(
        key="rating",
        label=label,
        better=better,
        unit="of 10",
        rating=True,
        ends=ends,
        hard=(Decimal(0), Decimal(10)),
        axis=(Decimal(0), Decimal(10)),
        whole=True,
        places=0,
        window=window,
    )


PAIN = rating("Pain", "lower", ("none", "the worst"))

SCALE = Scale(
    key="pain",
    name="Pain",
    domain="symptom",
    measures="How much pain the person has now: 0 none, 10 the worst they can imagine. Note where it is.",
    better="lower",
    items=(PAIN,),
    errors=(
        PublishedError(
            group="any",
            item="rating",
            falls=Decimal(2),
            rises=Decimal(2),
            percent=False,
            says="changes by 2 or more",
            source="Farrar 2001",
        ),
    ),
    score=as_measured(PAIN, "Pain now"),
    change_means="Two points or more, as found over many trials of medicines; less is within error.",
    reference=Reference(
        text=(
            "Farrar JT and others. Clinical importance of changes in chronic pain intensity measured on an 11-point "
            "numerical pain rating scale. Pain 2001;94:149."
        ),
        year=2001,
    ),
    rights="Free to use.",
    examples=(Example(answers={"rating": Decimal(0)}, score=Decimal(0), source="No pain is a value: 0."),),
)
