"""Timed 25-foot walk: the mean of two walks of 7.62 m, as fast as is safe. Faster is better."""

from decimal import Decimal

from scales.base import Answers, Derived, Example, Number, PublishedError, Reference, Scale, Score
from scales.ten_metre_walk import AID, mean_seconds

TRIALS = ("seconds_1", "seconds_2")
METRES = Decimal("7.62")  # 25 feet
SECONDS = mean_seconds(TRIALS)


def speed(answers: Answers) -> Decimal | None:
    """Metres per second from the mean seconds."""
    seconds = SECONDS.compute(answers)
    return METRES / seconds if seconds else None


def _trial(number: int) -> Number:
    return Number(
        key=TRIALS[number - 1],
        label=f"Walk {number}",
        better="lower",
        role="detail",
        unit="s",
        hard=(Decimal("1.5"), Decimal(180)),
        soft=(Decimal(3), Decimal(90)),
        beyond="Beyond 180 s the walk is recorded as unable, with the reason.",
    )


SCALE = Scale(
    key="timed_25_foot_walk",
    name="Timed 25-foot walk",
    domain="walking",
    measures="How fast the person walks 25 feet (7.62 m), as quickly as is safe, twice.",
    better="higher",
    performance=True,
    items=(_trial(1), _trial(2), AID),
    derived=(
        SECONDS,
        Derived(
            key="speed",
            label="Speed",
            unit="m/s",
            of=TRIALS,
            compute=speed,
            formula="7.62 m / mean seconds",
            better="higher",
            axis=(Decimal(0), Decimal(1)),
            mean_of_trials=True,
        ),
    ),
    headline=("speed",),
    errors=(
        PublishedError(
            group="ms",
            item="speed",
            also=("seconds",),
            falls=Decimal(20),
            rises=Decimal(20),
            percent=True,
            says="changes by 20 % or more",
            source="Hobart 2013",
        ),
    ),
    score=Score(
        name="Mean seconds",
        formula="(walk 1 + walk 2) / 2; both walks are needed",
        compute=SECONDS.compute,
        needs=TRIALS,
        range=(Decimal("1.5"), Decimal(180)),
    ),
    change_means=(
        "A change of speed of 20 % or more in MS. Walks on different days differ by 14-16 %, on the same day by 7-9 %. "
        "Percent of seconds is not percent of speed."
    ),
    reference=Reference(
        text=(
            "Hobart J and others. Timed 25-foot walk: direct evidence that improving 20% or greater is clinically "
            "meaningful in MS. Neurology 2013;80:1509. Limit of 180 s: NINDS common data element 23535."
        ),
        year=2013,
    ),
    rights="Free to use (National Multiple Sclerosis Society).",
    examples=(
        Example(
            answers={"seconds_1": Decimal("9.8"), "seconds_2": Decimal("9.3"), "aid": "stick"},
            score=Decimal("9.55"),
            source="By hand: (9.8 + 9.3) / 2 = 9.55.",
        ),
    ),
)
