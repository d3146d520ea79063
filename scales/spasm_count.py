"""Spasms counted while somebody watches. Lower is better."""

from decimal import Decimal

from scales.base import Answers, Example, Number, Reference, Scale, Score, measured


def an_hour(answers: Answers) -> Decimal | None:
    """Spasms an hour over the minutes watched."""
    found = measured(answers, "count", "minutes")
    return 60 * found[0] / found[1] if len(found) == 2 else None


SCALE = Scale(
    key="spasm_count",
    name="Spasm count",
    domain="spasm",
    measures="How many spasms an observer sees in a stated number of minutes.",
    better="lower",
    items=(
        Number(
            key="count",
            label="Spasms seen",
            unit="spasms",
            hard=(Decimal(0), Decimal(500)),
            soft=(Decimal(0), Decimal(60)),
            whole=True,
            places=0,
            axis=(Decimal(0), Decimal(12)),
        ),
        Number(
            key="minutes",
            label="Minutes watched",
            better="neither",
            role="method",
            unit="min",
            hard=(Decimal(1), Decimal(1440)),
            soft=(Decimal(5), Decimal(120)),
            places=0,
        ),
    ),
    headline=("count",),
    score=Score(
        name="Spasms an hour",
        formula="60 x spasms seen / minutes watched",
        compute=an_hour,
        needs=("count", "minutes"),
        range=(Decimal(0), Decimal(30000)),
    ),
    change_means="No published error, so any change shows as one; counts over different minutes are not compared.",
    reference=Reference(
        text=(
            "No single publication: a plain count, kept because an hour cannot show 'less than one an hour' "
            "on Penn's scale."
        ),
    ),
    rights="Free to use.",
    examples=(
        Example(
            answers={"count": Decimal(3), "minutes": Decimal(10)},
            score=Decimal(18),
            source="By hand: 60 x 3 / 10 = 18.",
        ),
    ),
)
