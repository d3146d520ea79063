"""How long the person stands. Higher is better."""

from decimal import Decimal

from scales.base import Example, Number, Reference, Scale, as_measured

TIME = Number(
    key="seconds",
    label="Time stood",
    unit="s",
    hard=(Decimal(0), Decimal(7200)),
    soft=(Decimal(1), Decimal(600)),
    axis=(Decimal(0), Decimal(120)),
)

SCALE = Scale(
    key="standing_time",
    name="Standing time",
    domain="function",
    measures="How long the person stands, held as at baseline, until they must sit.",
    better="higher",
    performance=True,
    items=(TIME,),
    score=as_measured(TIME, "Seconds"),
    change_means="No published error, so any change shows as one. Same support; stop at the same limit.",
    reference=Reference(text="No single publication: a plain time by stopwatch."),
    rights="Free to use.",
    examples=(Example(answers={"seconds": Decimal(30)}, score=Decimal(30), source="The time itself."),),
)
