"""Ten-metre walk: seconds by stopwatch, speed worked out, and how it was walked. Faster is better."""

from dataclasses import replace
from decimal import Decimal

from scales.base import (
    Answers,
    Choice,
    Derived,
    Example,
    Level,
    Number,
    PublishedError,
    Reference,
    Scale,
    Score,
    YesNo,
    ladder,
    mean,
    measured,
)

TRIALS = ("seconds_1", "seconds_2", "seconds_3")
BY_NAME_METRES = Decimal(10)

AID = Choice(
    key="aid",
    label="Walking aid",
    better="lower",
    alike="no_heavier",
    levels=(
        *ladder(
            ("none", "none"),
            ("stick", "one stick"),
            ("two_sticks", "two sticks"),
            ("crutches", "crutches"),
            ("walker", "walking frame or rollator"),
            ("parallel_bars", "parallel bars"),
        ),
        Level(token="other", label="another aid", rank=None),  # noqa: S106 - an aid, no secret
    ),
)
"""Lightest to heaviest; another aid compares with nothing."""
SECONDS_IN_MS = PublishedError(
    group="ms",
    item="seconds",
    falls=Decimal(23),
    rises=Decimal(31),
    percent=True,
    strictly=True,
    says="falls by more than 23 % or rises by more than 31 %",
    source="Nilsagard 2007",
)


def mean_seconds(trials: tuple[str, ...]) -> Derived:
    """The mean of the walks that were completed, as many now as at baseline (rule 19)."""
    return Derived(
        key="seconds",
        label="Time",
        unit="s",
        of=trials,
        compute=lambda answers: mean(measured(answers, *trials)),
        formula="mean of the walks completed",
        better="lower",
        places=1,
        axis=(Decimal(0), Decimal(60)),
        mean_of_trials=True,
    )


SECONDS = mean_seconds(TRIALS)


def _seconds(answers: Answers) -> Decimal | None:
    typed = measured(answers, "seconds")
    return typed[0] if typed else SECONDS.compute(answers)


def speed(answers: Answers) -> Decimal | None:
    """Metres per second over the metres timed, ten if nobody said."""
    seconds = _seconds(answers)
    metres = measured(answers, "metres")
    return (metres[0] if metres else BY_NAME_METRES) / seconds if seconds else None


def cadence(answers: Answers) -> Decimal | None:
    """Steps per minute."""
    seconds, steps = _seconds(answers), measured(answers, "steps")
    return 60 * steps[0] / seconds if seconds and steps else None


def seconds_other_than_mean(answers: Answers) -> tuple[str, ...]:
    """`seconds` typed beside its trials must be their mean, to the tenth that a screen shows."""
    typed, worked_out = measured(answers, "seconds"), SECONDS.compute(answers)
    if typed and worked_out is not None and abs(typed[0] - worked_out) > Decimal("0.05"):
        return ("Seconds must be the mean of the trials: leave it empty, or correct it.",)
    return ()


def _trial(number: int) -> Number:
    return Number(
        key=TRIALS[number - 1],
        label=f"Walk {number}",
        better="lower",
        role="detail",
        optional=True,
        unit="s",
        hard=(Decimal("1.5"), Decimal(600)),
        soft=(Decimal(4), Decimal(120)),
    )


SCALE = Scale(
    key="ten_metre_walk",
    name="10-metre walk",
    domain="walking",
    measures="How fast the person walks a short measured way.",
    better="higher",
    performance=True,
    items=(
        Number(
            key="seconds",
            label="Time",
            better="lower",
            unit="s",
            hard=(Decimal("1.5"), Decimal(600)),
            soft=(Decimal(4), Decimal(120)),
            axis=(Decimal(0), Decimal(60)),
        ),
        _trial(1),
        _trial(2),
        _trial(3),
        Number(
            key="metres",
            label="Metres timed",
            assumed=BY_NAME_METRES,
            better="neither",
            role="method",
            optional=True,
            unit="m",
            hard=(Decimal(1), Decimal(50)),
            soft=(Decimal(4), Decimal(20)),
        ),
        Number(
            key="steps",
            label="Steps",
            better="lower",
            role="detail",
            optional=True,
            unit="steps",
            hard=(Decimal(1), Decimal(300)),
            soft=(Decimal(8), Decimal(80)),
            whole=True,
            places=0,
        ),
        AID,
        YesNo(key="orthosis", label="Orthosis", better="lower", role="method", alike="no_heavier"),
        Choice(
            key="pace",
            label="Pace",
            better="neither",
            levels=ladder(("comfortable", "own comfortable pace"), ("fast", "as fast as is safe")),
        ),
        Choice(
            key="start",
            label="Start",
            better="neither",
            levels=ladder(("static", "from standing still"), ("flying", "already walking")),
        ),
        Choice(
            key="assistance",
            label="Help from people",
            better="lower",
            alike="no_heavier",
            levels=ladder(
                ("none", "none"),
                ("supervision", "someone close by, no touch"),
                ("one_person", "hands-on help of one"),
                ("two_people", "hands-on help of two"),
            ),
        ),
    ),
    derived=(
        SECONDS,
        Derived(
            key="speed",
            label="Speed",
            unit="m/s",
            of=("seconds",),
            uses=("metres",),
            compute=speed,
            formula="metres timed / seconds; 10 metres, by the test's name, if metres were not recorded",
            better="higher",
            axis=(Decimal(0), Decimal(1)),
        ),
        Derived(
            key="cadence",
            label="Cadence",
            unit="steps a minute",
            of=("seconds",),
            uses=("steps",),
            compute=cadence,
            formula="60 x steps / seconds",
            better="higher",
            places=0,
            axis=(Decimal(0), Decimal(150)),
        ),
    ),
    headline=("speed",),
    errors=(
        replace(SECONDS_IN_MS, also=("speed",)),
        PublishedError(
            group="stroke",
            item="speed",
            also=("seconds",),
            falls=Decimal("0.16"),
            rises=Decimal("0.16"),
            percent=False,
            says="changes by 0.16 m/s or more",
            source="Tilson 2010",
        ),
    ),
    score=Score(
        name="Speed, m/s",
        formula="metres timed / seconds (or the mean of the walks); 10 metres, by the test's name, if not recorded",
        compute=speed,
        partial=True,
        column_needs=("metres",),
        places=4,
        range=(Decimal(0), Decimal(34)),
    ),
    together=seconds_other_than_mean,
    change_means=(
        "In MS, seconds that fall by more than 23 % or rise by more than 31 %; early after stroke, 0.16 m/s. "
        "Percent of seconds is not percent of speed: 20 s to 16 s is 20 % less time and 25 % more speed."
    ),
    reference=Reference(
        text=(
            "Graham JE and others. Assessing walking speed in clinical research: a systematic review, 2008 "
            "(PMC2659762). Error: Nilsagard Y and others, 2007 (PubMed 17536648); Tilson JK and others, 2010 "
            "(PMC2816032)."
        ),
        year=2008,
    ),
    rights="Free to use.",
    examples=(
        Example(
            answers={"seconds": Decimal(16), "aid": "stick", "pace": "comfortable"},
            score=Decimal("0.6250"),
            source="By hand: 10 / 16 = 0.625.",
        ),
        Example(
            answers={"seconds_1": Decimal("22.4"), "seconds_2": Decimal("21.6"), "metres": Decimal(6)},
            score=Decimal("0.2727"),
            source="By hand: 6 / 22 = 0.2727.",
        ),
    ),
)
